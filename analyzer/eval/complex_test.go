package eval

import (
	"fmt"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// TestTooComplexSettings takes the settings out of a module where no further
// condition can be made: they are not simplified, and they are there.
func TestTooComplexSettings(t *testing.T) {
	in := newInterp(nil, Options{Module: "settings"}, nil)
	atom := func(name string) *value.Cond { return in.space.Atom(name, value.Atom{Name: name}) }
	a, b, c := atom("a"), atom("b"), atom("c")
	module := &Module{Name: "settings", scope: newScope(nil, nil)}
	one, two := value.Of(value.Int(1), nil), value.Of(value.Int(2), nil)
	module.scope.bind("ONE_OF_TWO", value.True, value.Join(a.And(b).Or(c), one, two))
	in.live = a.Or(c.Not())
	exhaust(in.space)

	r := &Result{Live: in.live, Settings: map[string]*Setting{}}
	in.collect(r, module)
	if v := r.Settings["ONE_OF_TWO"].Value; len(v.Alts()) != 2 || !r.Live.Implies(v.Covers()) {
		t.Errorf("the setting has %d alternatives", len(v.Alts()))
	}
}

// exhaust fills a space with the diagrams of "a0 and b0, or a1 and b1, …",
// which double with each pair.
func exhaust(space *value.Space) {
	defer func() { _ = recover().(value.TooComplex) }()
	var atoms [2][40]*value.Cond
	for side := range atoms {
		for i := range atoms[side] {
			name := fmt.Sprint("filler ", side, " ", i)
			atoms[side][i] = space.Atom(name, value.Atom{Name: name})
		}
	}
	all := value.False
	for i := range atoms[0] {
		all = all.Or(atoms[0][i].And(atoms[1][i]))
	}
}
