package python

import "strings"

func (c *converter) importFrom(n node) Stmt {
	c.checkComma(n)
	parts := c.named(n)
	s := &ImportFrom{At: c.place(n)}
	module := at(parts, 0)
	if module.kind == "relative_import" {
		relative := c.named(module)
		s.Level = strings.Count(c.source(at(relative, 0)), ".")
		module = at(relative, 1)
	}
	s.Module = c.dotted(module)
	if at(parts, 1).kind == "wildcard_import" {
		s.Star = true
	} else if len(parts) > 1 {
		s.Names = c.aliases(parts[1:])
	}
	return s
}

// checkComma finds a comma after the last name imported, which only
// parentheses allow.
func (c *converter) checkComma(n node) {
	if strings.HasSuffix(c.source(n), ",") {
		c.fault(n)
	}
}

func (c *converter) aliases(nodes []node) []Alias {
	list := make([]Alias, 0, len(nodes))
	for _, n := range nodes {
		alias := Alias{At: c.place(n)}
		if n.kind == "aliased_import" {
			parts := c.named(n)
			alias.Name, alias.AsName = c.dotted(at(parts, 0)), c.source(at(parts, 1))
		} else {
			alias.Name = c.dotted(n)
		}
		list = append(list, alias)
	}
	return list
}

// dotted gives a dotted name without the white space that may be in it.
func (c *converter) dotted(n node) string {
	name := c.source(n)
	if !strings.ContainsAny(name, " \t\f\n\\#") {
		return name
	}
	return strings.Join(c.identifiers(n), ".")
}
