package analyzer

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An AuditPass is one rule at work on what is installed: what it asks, and
// what it says. It needs no settings, so that `audit` can ask it too.
type AuditPass struct {
	*Audit
	rule     *Rule
	findings []Finding
	answers  []Answer
}

// Report makes a finding on the line of a requirement, about something with a
// name. What production does not install is a note.
func (p *AuditPass) Report(q deps.Requirement, anchor, fix string, trail []Step, format string, args ...any) {
	f := finding(q.Span, anchor, format, args...)
	f.Fix, f.Trail = fix, trail
	switch q.Scope {
	case deps.Development:
		f.Message += " (only development installs it, as it seems)"
	case deps.Optional:
		f.Message += " (nothing installs it, as far as can be seen)"
	}
	f.Development = q.Scope != deps.Production
	p.findings = append(p.findings, f)
}

// Passes records that the item is met, with the place that shows it.
func (p *AuditPass) Passes(at source.Span, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	p.answers = append(p.answers, Answer{Verdict: Passes, Message: text, Evidence: []Step{{Span: at, Text: text}}})
}

// Doubts records that the item depends on something that is not known.
func (p *AuditPass) Doubts(format string, args ...any) {
	p.answers = append(p.answers, Answer{Verdict: Depends, Message: fmt.Sprintf(format, args...)})
}

// ask runs a rule on the audit.
func (a *Audit) ask(rule *Rule) *AuditPass {
	p := &AuditPass{Audit: a, rule: rule}
	rule.Audit(p)
	return p
}

// Findings are what the rules about what is installed find, by place.
func (a *Audit) Findings(c Catalogue) []Finding {
	var all []Finding
	for _, rule := range c.Rules {
		if rule.Audit == nil {
			continue
		}
		for _, f := range a.ask(rule).findings {
			f.Rule = rule
			f.Fingerprint = fingerprint(f)
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(f, g Finding) int {
		return cmp.Or(f.Span.Compare(g.Span), cmp.Compare(f.Rule.ID, g.Rule.ID), cmp.Compare(f.Message, g.Message))
	})
	return all
}
