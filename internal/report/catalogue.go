package report

import (
	"fmt"
	"io"

	"github.com/deploycheck/deploycheck/analyzer"
)

// RulesText writes the catalogue: every rule, by section and item.
func RulesText(w io.Writer, c analyzer.Catalogue, o Options) error {
	p := newPrinter(&analyzer.Report{Catalogue: c}, o)
	for _, section := range c.Sections {
		p.linef("%s (%s)", p.strong(section.Title), section.ID)
		for _, item := range c.Items {
			if item.Section == section.ID {
				p.itemRules(c, item)
			}
		}
		p.linef("")
	}
	p.linef("%s, %s", count(len(c.Items), "checklist item"), count(len(c.Rules), "rule"))
	return p.flush(w)
}

func (p *printer) itemRules(c analyzer.Catalogue, item analyzer.Item) {
	p.hang("  ", fmt.Sprintf("%s (%s)", item.Title, item.ID), 2)
	for _, r := range c.Rules {
		if r.Answers(item.ID) {
			p.ruleLine("    ", r)
		}
	}
}

// RulesJSON writes the catalogue for programs.
func RulesJSON(w io.Writer, c analyzer.Catalogue, o Options) error {
	return encode(w, catalogueJSON{
		Tool:  toolJSON{Name, o.Version, Home},
		Items: each(c.Items, catalogueItemOf),
		Rules: each(c.Rules, ruleOf),
	})
}

type (
	catalogueJSON struct {
		Tool  toolJSON            `json:"tool"`
		Items []catalogueItemJSON `json:"items"`
		Rules []ruleJSON          `json:"rules"`
	}
	catalogueItemJSON struct {
		ID      string `json:"id"`
		Title   string `json:"title"`
		Section string `json:"section"`
		Every   string `json:"every,omitempty"`
	}
	ruleJSON struct {
		ID         string   `json:"id"`
		Title      string   `json:"title"`
		Item       string   `json:"item"`
		Items      []string `json:"items"`
		Level      string   `json:"level"`
		Severity   string   `json:"severity"`
		Confidence string   `json:"confidence"`
		What       string   `json:"what"`
		Why        string   `json:"why"`
		Fix        string   `json:"fix"`
		Checks     []string `json:"checks"`
		CWE        int      `json:"cwe"`
		ASVS       string   `json:"asvs"`
		References []string `json:"references"`
	}
)

func catalogueItemOf(i analyzer.Item) catalogueItemJSON {
	return catalogueItemJSON{i.ID, i.Title, i.Section, string(i.Every)}
}

func ruleOf(r *analyzer.Rule) ruleJSON {
	return ruleJSON{
		ID: r.ID, Title: r.Title, Item: r.AllItems()[0], Items: names(r.AllItems()),
		Level: r.Severity.Level().String(), Severity: r.Severity.String(), Confidence: r.Precision.String(),
		What: r.What, Why: r.Why, Fix: r.Fix,
		Checks: names(r.Checks), CWE: r.CWE, ASVS: r.ASVS, References: names(r.Refs),
	}
}
