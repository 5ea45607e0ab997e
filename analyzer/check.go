package analyzer

import (
	"cmp"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// Check asks every rule that keep accepts about every deployment.
func (r *Repository) Check(c Catalogue, keep func(*Rule) bool) *Report {
	r.facts() // their notes are among those of the repository
	report := &Report{Catalogue: c, Projects: r.Projects, Notes: slices.Clone(r.Notes), Source: r.files.Text}
	for _, project := range r.Projects {
		for _, d := range project.Deployments {
			d.judge(report, c, keep)
		}
	}
	if len(r.Projects) > 0 && slices.ContainsFunc(c.Rules, func(rule *Rule) bool { return rule.Audit != nil && keep(rule) }) {
		report.Advisories = r.Projects[0].Audit().Database
	}
	report.Notes = append(report.Notes, r.idleIgnores(func(id string) bool {
		return slices.ContainsFunc(c.Rules, func(rule *Rule) bool { return rule.ID == id && keep(rule) })
	})...)
	slices.SortStableFunc(report.Findings, byPlace)
	slices.SortStableFunc(report.Suppressed, func(a, b Suppressed) int { return byPlace(a.Finding, b.Finding) })
	return report
}

// byPlace orders findings by file, line, column and rule.
func byPlace(a, b Finding) int {
	return cmp.Or(a.Span.Compare(b.Span), cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(a.Message, b.Message), cmp.Compare(a.Deployment, b.Deployment))
}

// judge runs the rules on one deployment and sums up each item.
func (d *Deployment) judge(report *Report, c Catalogue, keep func(*Rule) bool) {
	byItem := map[string]*Answer{}
	for _, rule := range c.Rules {
		if !keep(rule) {
			continue
		}
		p := d.ask(rule, c.Items)
		report.Findings = append(report.Findings, p.findings...)
		report.Suppressed = append(report.Suppressed, p.suppressed...)
		p.sumUp(byItem)
	}
	for _, item := range c.Items {
		if a, ok := byItem[item.ID]; ok {
			a.Item, a.Project, a.Deployment = item, d.project.Root, d.Name
			d.vouch(a)
			report.Answers = append(report.Answers, *a)
		}
	}
}

// ask runs one rule on the deployment. Few have an answer where the settings
// do not load.
func (d *Deployment) ask(rule *Rule, items []Item) *Pass {
	p := &Pass{Deployment: d, said: &said{}, rule: rule, items: items, about: rule.AllItems()[0]}
	if d.loaded.Err != nil && !rule.Unloaded {
		p.dependOn("the settings do not load")
		return p
	}
	p.check()
	return p
}

// dependOn is the answer of a rule that cannot tell, for each of its items.
func (p *Pass) dependOn(what string) {
	for _, item := range p.rule.AllItems() {
		p.On(item).add(Answer{Verdict: Depends, Message: what})
	}
}

// check runs the rule. Where its conditions grow too large the answer is that
// it depends.
func (p *Pass) check() {
	if p.rule.Audit != nil {
		p.audit(p.project.Audit().ask(p.rule))
		return
	}
	if !p.tame(func() { p.rule.Check(p) }) {
		p.findings, p.answers = nil, nil
		p.dependOn(value.TooComplex{}.Error() + " decide it")
	}
}

// audit takes over what a rule about dependencies says.
func (p *Pass) audit(said *AuditPass) {
	for _, f := range said.findings {
		p.report(f)
	}
	for _, a := range said.answers {
		p.add(a)
	}
}

// tame runs f and reports whether it came to an end: conditions that grow
// past their bound stop it.
func (d *Deployment) tame(f func()) (ok bool) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case value.TooComplex:
			ok = false
		default:
			panic(e)
		}
	}()
	d.loaded.Space.Relax()
	f()
	return true
}
