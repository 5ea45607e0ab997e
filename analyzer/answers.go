package analyzer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// add records an answer about the item.
func (p *Pass) add(a Answer) {
	a.Item.ID = p.about
	p.answers = append(p.answers, a)
}

// Passes records that the item is met, with the place that shows it.
func (p *Pass) Passes(at source.Span, format string, args ...any) {
	p.say(Passes, at, fmt.Sprintf(format, args...))
}

// ClaimNothing takes back what was recorded as met: that nothing wrong was
// found is no evidence that all is well.
func (p *Pass) ClaimNothing() {
	p.answers = slices.DeleteFunc(p.answers, func(a Answer) bool { return a.Verdict == Passes && a.Item.ID == p.about })
}

// NotApplicable records that the rule has nothing to judge, and why.
func (p *Pass) NotApplicable(format string, args ...any) {
	p.say(NotApplicable, source.Span{}, fmt.Sprintf(format, args...))
}

// Doubts records that the item depends on something that is not known.
func (p *Pass) Doubts(format string, args ...any) {
	p.say(Depends, source.Span{}, fmt.Sprintf(format, args...))
}

// Manual records that no repository can show whether the item is met, and why;
// steps are what speaks for it all the same.
func (p *Pass) Manual(steps []Step, format string, args ...any) {
	p.add(Answer{Verdict: Manual, Message: fmt.Sprintf(format, args...), Evidence: steps})
}

// Beyond says why the settings may hold more than is seen, or nothing if all
// of them is seen.
func (p *Pass) Beyond() string {
	if p.loaded.Open == nil {
		return ""
	}
	return p.loaded.Open.Reason
}

func (p *Pass) say(v Verdict, at source.Span, text string) {
	a := Answer{Verdict: v, Message: text}
	if !at.IsZero() {
		a.Evidence = []Step{{Span: at, Text: text}}
	}
	p.add(a)
}

// sumUp merges what a rule said into the answers for its items.
func (p *Pass) sumUp(byItem map[string]*Answer) {
	for _, item := range p.rule.AllItems() {
		p.On(item).sumUpItem(byItem)
	}
}

// sumUpItem merges what a rule said of one item. The first rule of an item asks
// the question itself: only it can answer that all is well, or that there is
// nothing to ask. Those after it can only find fault.
func (p *Pass) sumUpItem(byItem map[string]*Answer) {
	a, ok := byItem[p.about]
	first := !ok
	if first {
		a = &Answer{Message: "the repository says nothing about it"}
		byItem[p.about] = a
	}
	a.Rules = append(a.Rules, p.rule.ID)
	for _, f := range p.findings {
		if f.Development || f.Item != p.about {
			continue
		}
		said := Answer{Verdict: Fail, Message: f.Message, Evidence: []Step{{Span: f.Span, Text: f.Message}}, Needs: f.Needs}
		if p.rule.Severity == Info {
			if !first {
				continue // a remark about what another rule answers
			}
			said.Verdict = Passes
		}
		a.merge(said)
	}
	for _, said := range p.answers {
		if said.Item.ID == p.about && (first || said.Verdict > Passes || said.Verdict == a.Verdict) {
			a.merge(said)
		}
	}
}

// merge keeps the graver verdict; equal ones add their evidence.
func (a *Answer) merge(b Answer) {
	switch {
	case b.Verdict > a.Verdict:
		a.Verdict, a.Message, a.Evidence, a.Needs = b.Verdict, b.Message, b.Evidence, b.Needs
	case b.Verdict == a.Verdict:
		if len(a.Needs) == 0 && len(b.Needs) > 0 {
			a.Message = b.Message // which tells of them
		}
		a.Evidence = append(a.Evidence, b.Evidence...)
		a.Needs = append(a.Needs, b.Needs...)
		slices.Sort(a.Needs)
		a.Needs = slices.Compact(a.Needs)
	}
}

// Hopes records whether something that production should have holds: the item
// passes if it holds wherever production may be, and depends if it holds only
// where something is supplied from outside. It gives false, and records
// nothing, if it holds nowhere.
func (p *Pass) Hopes(what string, at source.Span, good *value.Cond) bool {
	switch {
	case !p.production.Meets(good):
		return false
	case p.production.Implies(good):
		p.Passes(at, "%s", what)
		return true
	}
	a := Answer{Verdict: Depends, Message: what + ", if the environment lets it", Needs: good.Given(p.production).Needs()}
	if len(a.Needs) > 0 {
		a.Message = what + ", if the environment says so: " + strings.Join(a.Needs, ", ")
	}
	a.Evidence = []Step{{Span: p.firstLine(at), Text: what}}
	p.add(a)
	return true
}
