package analyzer

// Item finds an item of the checklist by its ID.
func (c Catalogue) Item(id string) (Item, bool) {
	for _, i := range c.Items {
		if i.ID == id {
			return i, true
		}
	}
	return Item{}, false
}

// Names lists the IDs of all rules, items and sections.
func (c Catalogue) Names() []string {
	names := append(c.ruleNames(), c.itemNames()...)
	for _, s := range c.Sections {
		names = append(names, s.ID)
	}
	return names
}

func (c Catalogue) ruleNames() []string {
	var names []string
	for _, r := range c.Rules {
		names = append(names, r.ID)
	}
	return names
}

func (c Catalogue) itemNames() []string {
	var names []string
	for _, i := range c.Items {
		names = append(names, i.ID)
	}
	return names
}
