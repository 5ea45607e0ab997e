package analyzer

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A History is how one setting comes to be what it is in a deployment.
type History struct {
	Name       string
	Deployment *Deployment
	Default    string          // Django's default as Python prints it; empty if Django has none
	Writes     []HistoryWrite  // in the order in which they happen
	Final      []PossibleValue // what it may be in the end; one if it is known
	Reason     string          // why it is not known; empty if it is
	Needs      []string        // variables that would settle it
	Known      bool            // Django or the project knows a setting of this name
}

// A HistoryWrite is one assignment to a setting, its import, or a change of
// what it holds.
type HistoryWrite struct {
	Span   source.Span
	Import bool
	Change bool
	When   string // the condition under which it happens; empty if it always does
	Values []PossibleValue
}

// A PossibleValue is one thing that a setting may be.
type PossibleValue struct {
	Text string // as Python prints it, secrets hidden and unknown parts named
	When string // empty if there is no other
}

// History gives the history of a setting in a deployment.
func (d *Deployment) History(name string) *History {
	h := &History{Name: name, Deployment: d}
	if def, ok := django.Default(name, d.view.Version); ok {
		h.Default, _ = value.Repr(def)
		h.Known = true
	}
	for _, w := range d.loaded.History(name) {
		h.Writes = append(h.Writes, d.historyWrite(name, w))
	}
	s := d.Setting(name)
	h.Final = d.possible(name, s.Value)
	h.Known = h.Known || len(h.Writes) > 0 || s.Explicit || slices.Contains(django.Names(d.view.Version), name)
	if line, ok := d.settingLine(name); ok && !line.Known {
		h.Reason, h.Needs = line.Reason, line.Needs
	}
	return h
}

// KnownNames lists the settings that Django or the project has, sorted.
func (d *Deployment) KnownNames() []string {
	names := append(d.Names(), django.Names(d.view.Version)...)
	slices.Sort(names)
	return slices.Compact(names)
}

func (d *Deployment) historyWrite(name string, w eval.Write) HistoryWrite {
	out := HistoryWrite{Span: d.firstLine(w.Span), Values: d.possible(name, w.Value)}
	if w.When != nil && w.When != value.True {
		out.When = w.When.String()
	}
	o := w.Value.Origin()
	out.Import = o != nil && o.Verb == value.Imported && o.Span == w.Span
	out.Change = o != nil && o.Verb == value.Changed && o.Span == w.Span
	return out
}

// maxPossible bounds how many alternatives are listed.
const maxPossible = 12

// possible lists what a value may be.
func (d *Deployment) possible(name string, v *value.Value) []PossibleValue {
	var all []PossibleValue
	alts := v.Alts()
	for i, a := range alts {
		if i == maxPossible {
			break
		}
		p := PossibleValue{Text: outline(name, a.Plain, 0)}
		if a.When != value.True && len(alts) > 1 {
			p.When = a.When.String()
		}
		all = append(all, p)
	}
	return all
}

// maxOutline bounds how many parts of a collection are listed.
const maxOutline = 40

// outline says a plain value as Python prints it, secrets hidden; parts that
// are not known stand in angle brackets.
func outline(name string, p value.Plain, depth int) string {
	if s, ok := shown(name, p, depth); ok {
		return s.repr
	}
	if depth > 6 {
		return "…"
	}
	switch p := p.(type) {
	case *value.Unknown:
		if p.Reason == "" {
			return "<unknown>"
		}
		return "<" + reason(p) + ">"
	case value.Foreign:
		return "<" + reason(p.Unknown()) + ">"
	case value.Unset:
		return "not set"
	case *value.Seq:
		open, end := "[", "]"
		switch p.Kind {
		case value.TupleKind:
			open, end = "(", ")"
		case value.SetKind, value.FrozenSetKind:
			open, end = "{", "}"
		}
		var parts []string
		for _, e := range p.Elems {
			parts = append(parts, under(outlineValue(name, e.Val, depth+1), e.When))
		}
		if p.More != nil {
			parts = append(parts, "*"+outline(name, p.More, depth+1))
		}
		return open + strings.Join(clipped(parts), ", ") + end
	case *value.Dict:
		var parts []string
		for _, e := range p.Entries {
			key, _ := value.Repr(e.Key)
			inner, _ := e.Key.(value.Str)
			parts = append(parts, under(key+": "+outlineValue(within(name, string(inner)), e.Val, depth+1), e.When))
		}
		if p.More != nil {
			parts = append(parts, "**"+outline(name, p.More, depth+1))
		}
		return "{" + strings.Join(clipped(parts), ", ") + "}"
	}
	return "<" + p.Type() + ">"
}

func outlineValue(name string, v *value.Value, depth int) string {
	var ways []string
	for _, a := range v.Alts() {
		if text := outline(name, a.Plain, depth); !slices.Contains(ways, text) {
			ways = append(ways, text)
		}
	}
	if len(ways) > 3 {
		ways = append(ways[:3], "…")
	}
	return strings.Join(ways, " or ")
}

// under marks what is there only under a condition.
func under(text string, when *value.Cond) string {
	if when == value.True {
		return text
	}
	return text + " (where " + when.String() + ")"
}

func clipped(parts []string) []string {
	if len(parts) > maxOutline {
		return append(parts[:maxOutline:maxOutline], "…")
	}
	return parts
}
