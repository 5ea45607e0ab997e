// Package django is what is true of Django: its default settings by
// version, and the conditions of its system checks that settings decide.
// What we think of it stands in the rules.
package django

import (
	"strconv"
	"strings"
	"sync"

	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// Newest is the newest series that the tables know.
const Newest = "6.1"

// AtLeast compares versions such as "4.2" and "5.0.3" by their first two
// numbers. An empty bound is met by every version.
func AtLeast(version, bound string) bool {
	if bound == "" {
		return true
	}
	a, b := series(version), series(bound)
	return a[0] > b[0] || a[0] == b[0] && a[1] >= b[1]
}

func series(version string) [2]int {
	var n [2]int
	for i, part := range strings.SplitN(version, ".", 3) {
		if i < 2 {
			n[i], _ = strconv.Atoi(part)
		}
	}
	return n
}

// between reports whether version is at or past since and before before.
func between(version, since, before string) bool {
	return AtLeast(version, since) && (before == "" || !AtLeast(version, before))
}

// A globalSetting is one row of the table of defaults.
type globalSetting struct{ name, since, before, literal string }

// Default gives Django's own value of a setting in a version; false if that
// version has no such setting or its value is not in the table.
func Default(name, version string) (value.Plain, bool) {
	for _, g := range defaultsByName()[name] {
		if g.literal != "" && between(version, g.since, g.before) {
			return parseLiteral(g.literal), true
		}
	}
	return nil, false
}

// Defaults gives Django's own value of every setting that a version has; of
// those that are not in the table it is unknown.
func Defaults(version string) map[string]value.Plain {
	all := map[string]value.Plain{}
	for _, name := range Names(version) {
		if p, ok := Default(name, version); ok {
			all[name] = p
			continue
		}
		all[name] = &value.Unknown{Reason: "Django's own " + name + " is not known here", Name: name, Key: "default " + name}
	}
	return all
}

// Has reports whether a version of Django has a setting of this name.
func Has(name, version string) bool {
	for _, g := range defaultsByName()[name] {
		if between(version, g.since, g.before) {
			return true
		}
	}
	return false
}

// Known reports whether any version of Django that we know had the setting.
func Known(name string) bool { return len(defaultsByName()[name]) > 0 }

// Names lists the settings of a version, sorted.
func Names(version string) []string {
	var names []string
	for _, g := range globalSettings {
		if between(version, g.since, g.before) && (len(names) == 0 || names[len(names)-1] != g.name) {
			names = append(names, g.name)
		}
	}
	return names
}

var defaultsByName = sync.OnceValue(func() map[string][]globalSetting {
	m := map[string][]globalSetting{}
	for _, g := range globalSettings {
		m[g.name] = append(m[g.name], g)
	}
	return m
})

// parseLiteral reads a Python literal of our own table.
func parseLiteral(text string) value.Plain {
	m := python.Parse(source.NewFile("global_settings.py", []byte("X = "+text+"\n")))
	return literal(m.Body[0].(*python.Assign).Value)
}

func literal(e python.Expr) value.Plain {
	switch e := e.(type) {
	case *python.NoneLit:
		return value.None{}
	case *python.BoolLit:
		return value.Bool(e.Value)
	case *python.StrLit:
		return value.Str(e.Value)
	case *python.NumLit:
		if n, ok := value.ParseInt(e.Text); ok {
			return n
		}
		f, _ := strconv.ParseFloat(e.Text, 64)
		return value.Float(f)
	case *python.ListLit:
		return literals(value.ListKind, e.Elts)
	case *python.TupleLit:
		return literals(value.TupleKind, e.Elts)
	case *python.DictLit:
		d := &value.Dict{}
		for _, entry := range e.Entries {
			d.Set(literal(entry.Key), value.True, value.Of(literal(entry.Value), nil))
		}
		return d
	}
	panic("global_settings.go: not a literal: " + e.Span().String())
}

func literals(kind value.SeqKind, elts []python.Expr) *value.Seq {
	q := &value.Seq{Kind: kind}
	for _, e := range elts {
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: value.Of(literal(e), nil)})
	}
	return q
}
