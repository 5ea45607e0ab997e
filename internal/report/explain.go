package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
)

// ExplainRule writes all that is known of a rule, in the words of the
// catalogue.
func ExplainRule(w io.Writer, c analyzer.Catalogue, r *analyzer.Rule, o Options) error {
	p := newPrinter(&analyzer.Report{Catalogue: c}, o)
	p.linef("%s", p.strong(r.ID))
	p.hang("", sentence(r.Title), 0)
	p.linef("")
	p.hang("severity   ", fmt.Sprintf("%s (%s)", r.Severity, r.Severity.Level()), 11)
	p.hang("precision  ", r.Precision.String(), 11)
	for i, item := range r.AllItems() {
		p.hang([]string{"checklist  ", "           "}[min(i, 1)], itemTitle(c, item), 11)
	}
	if len(r.Checks) > 0 {
		p.hang("Django     ", list(r.Checks), 11)
	}
	p.paragraph("What it finds", sentence(r.What))
	p.paragraph("Why it matters", sentence(r.Why))
	p.paragraph("How to fix it", sentence(r.Fix))
	p.paragraph("How to accept it", "Say why, on the line or the line above:")
	p.linef("    %s", suppression(r))
	p.references(r)
	return p.flush(w)
}

func (p *printer) flush(w io.Writer) error {
	_, err := io.WriteString(w, p.out.String())
	return err
}

func (p *printer) paragraph(title, text string) {
	if text == "" {
		return
	}
	p.linef("\n%s", p.strong(title))
	p.hang("  ", text, 2)
}

func (p *printer) references(r *analyzer.Rule) {
	var lines []string
	if r.CWE > 0 {
		lines = append(lines, fmt.Sprintf("https://cwe.mitre.org/data/definitions/%d.html", r.CWE))
	}
	if r.ASVS != "" {
		lines = append(lines, "OWASP ASVS 4.0.3, requirement "+r.ASVS)
	}
	lines = slices.Concat(r.Refs, lines)
	if len(lines) > 0 {
		p.linef("\n%s\n  %s", p.strong("References"), strings.Join(lines, "\n  "))
	}
}

func itemTitle(c analyzer.Catalogue, id string) string {
	for _, item := range c.Items {
		if item.ID == id {
			return fmt.Sprintf("%s (%s)", item.Title, id)
		}
	}
	return id
}

// ExplainItem writes an item of the checklist and the rules that answer it.
func ExplainItem(w io.Writer, c analyzer.Catalogue, item analyzer.Item, o Options) error {
	p := newPrinter(&analyzer.Report{Catalogue: c}, o)
	p.linef("%s", p.strong(item.ID))
	p.hang("", sentence(item.Title), 0)
	p.linef("\n%s", p.strong("Rules that answer it"))
	rules := 0
	for _, r := range c.Rules {
		if r.Answers(item.ID) {
			p.ruleLine("  ", r)
			rules++
		}
	}
	if rules == 0 {
		p.linef("  none yet")
	}
	return p.flush(w)
}

func (p *printer) ruleLine(indent string, r *analyzer.Rule) {
	const name, grade = 30, 9
	level := r.Severity.Level()
	head := indent + pad(r.ID, name) + p.level(level)(pad(level.String(), grade))
	p.hang(head, r.Title, len(indent)+name+grade)
}
