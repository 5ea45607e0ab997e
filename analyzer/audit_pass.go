package analyzer

import (
	"fmt"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
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
	f.Fix, f.Trail, f.Package = fix, trail, q.Name
	switch q.Scope {
	case deps.Development:
		f.Message += " (only development installs it, as it seems)"
	case deps.Optional:
		f.Message += " (nothing installs it, as far as can be seen)"
	}
	f.Development = q.Scope != deps.Production
	p.findings = append(p.findings, f)
}

// ReportAdvisory makes a finding of one advisory on a package.
func (p *AuditPass) ReportAdvisory(q deps.Requirement, a *osv.Advisory, fix, format string, args ...any) {
	p.Report(q, q.Name+" "+a.Name(), fix, nil, format, args...)
	p.findings[len(p.findings)-1].Advisories = a.Names()
}

// AcceptedBy names the rule, of some, for which the configuration accepts one
// advisory on a package by its name; empty if it does not.
func (p *AuditPass) AcceptedBy(q deps.Requirement, a *osv.Advisory, rules ...string) string {
	for _, id := range rules {
		f := Finding{Rule: &Rule{ID: id}, Span: q.Span, Package: q.Name, Advisories: a.Names()}
		if i := p.repository.config.ignoring(f, p.date); i != nil && i.Advisory.Given() {
			return id
		}
	}
	return ""
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

// Findings are what the rules about what is installed find, by place, and
// those of them that the project accepts.
func (a *Audit) Findings(c Catalogue) ([]Finding, []Suppressed) {
	var all []Finding
	var suppressed []Suppressed
	for _, rule := range c.Rules {
		if rule.Audit == nil {
			continue
		}
		for _, f := range a.ask(rule).findings {
			f.Rule, f.Item = rule, rule.Item
			f.Fingerprint = fingerprint(f)
			if reason, at, ok := a.repository.accepts(f); ok {
				suppressed = append(suppressed, Suppressed{Finding: f, Reason: reason, Span: at})
			} else {
				all = append(all, f)
			}
		}
	}
	slices.SortStableFunc(all, byPlace)
	slices.SortStableFunc(suppressed, func(a, b Suppressed) int { return byPlace(a.Finding, b.Finding) })
	return all, suppressed
}
