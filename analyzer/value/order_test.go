package value_test

import (
	"fmt"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// TestOrderOfAtoms asks about many unknown values and a variable each, as
// settings do that let variables override a file: what is left must not double
// with each pair.
func TestOrderOfAtoms(t *testing.T) {
	s, live := value.NewSpace(), value.True
	for i := range 300 {
		u := &value.Unknown{Key: fmt.Sprint("item ", i)}
		name := fmt.Sprint("VAR_", i)
		set := s.Atom("set "+name, value.Atom{Kind: value.EnvSet, Name: name, Needs: []string{name}})
		live = live.Minus(s.Equal(u, value.Str("a")).And(set))
	}
	if n := len(live.Atoms()); n != 600 {
		t.Errorf("what is left is about %d atoms, want 600", n)
	}
}
