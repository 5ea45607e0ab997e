package analyzer

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A Pass is one rule at work on one deployment: what it asks, and what it
// says. Every answer of the deployment is a condition ([value.Cond]); Judge
// turns a condition under which something is wrong into a verdict.
type Pass struct {
	*Deployment
	*said
	rule  *Rule
	items []Item // the checklist
	about string // the ID of the item that is answered
}

// What a rule said.
type said struct {
	findings   []Finding
	suppressed []Suppressed
	answers    []Answer
	claims     []Demand
}

// On is the pass for one of several items that the rule answers.
func (p *Pass) On(item string) *Pass {
	on := *p
	on.about = item
	return &on
}

// View asks about settings in Django's terms.
func (p *Pass) View() *django.View { return p.view }

// Version is Django's.
func (p *Pass) Version() string { return p.view.Version }

// oldest is the series that Django is taken to be at least of where nothing
// says which one it is.
const oldest = "3.2"

// Since reports whether Django is surely of a series, or of a later one. Where
// its version is only assumed, what newer ones changed is not claimed.
func (p *Pass) Since(series string) bool {
	if p.project.Django.Assumed {
		return django.AtLeast(oldest, series)
	}
	return django.AtLeast(p.view.Version, series)
}

// Space holds the conditions of the deployment.
func (p *Pass) Space() *value.Space { return p.loaded.Space }

// Where is the condition under which test says Yes of a setting. What test
// does not know (Maybe) becomes a question, for which question is the name.
func (p *Pass) Where(s *Setting, question string, test func(value.Plain) value.Truth) *value.Cond {
	return p.view.Of(s.Value, s.Name+": "+question, test)
}

// LoadError is how the settings surely fail to load, or nil.
func (p *Pass) LoadError() *LoadError {
	e := p.loaded.Err
	if e == nil {
		return nil
	}
	span := e.Span
	if span.Line == 0 {
		span = source.Span{File: p.loaded.File, Line: 1, Column: 1, EndLine: 1, EndColumn: 2}
	}
	return &LoadError{Type: e.Type, Message: saidError(e.Message), Span: span, Vars: e.Vars}
}

// Loads lists the variables without which the settings do not load, and those
// of which it depends what they hold; each sorted.
func (p *Pass) Loads() (required, others []string) {
	live := p.loaded.Live
	required = slices.Clone(p.loaded.Supplied)
	for _, a := range live.Atoms() {
		if a.Kind == value.EnvSet && live.Implies(p.Space().Of(a)) {
			required = append(required, a.Name)
		}
	}
	slices.Sort(required)
	required = slices.Compact(required)
	others = slices.DeleteFunc(slices.Clone(live.Needs()), func(name string) bool { return slices.Contains(required, name) })
	return required, others
}
