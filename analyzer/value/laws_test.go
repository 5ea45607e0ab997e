package value_test

import (
	"fmt"
	"math/rand"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A world is a space of a few atoms, all of whose truth assignments can be
// tried.
type world struct {
	*rand.Rand
	space *value.Space
	atoms []*value.Cond
}

const atoms = 4

func newWorld(seed int64) *world {
	w := &world{Rand: rand.New(rand.NewSource(seed)), space: value.NewSpace()}
	for i := range atoms {
		name := string(rune('a' + i))
		w.atoms = append(w.atoms, w.space.Atom(name, value.Atom{Name: name, Yes: name, No: "not " + name}))
	}
	return w
}

// corner is the condition that just one assignment, given by its bits, meets.
func (w *world) corner(bits int) *value.Cond {
	c := value.True
	for i, a := range w.atoms {
		if bits>>i&1 == 0 {
			a = a.Not()
		}
		c = c.And(a)
	}
	return c
}

// A table is a boolean function as one bit for each assignment.
type table uint32

const full = table(1<<(1<<atoms) - 1)

func (w *world) table(c *value.Cond) table {
	var t table
	for bits := range 1 << atoms {
		if c.Meets(w.corner(bits)) {
			t |= 1 << bits
		}
	}
	return t
}

// cond is a random condition together with its table, made apart from it.
func (w *world) cond(depth int) (*value.Cond, table) {
	switch w.Intn(5 + depth) {
	case 0:
		return value.True, full
	case 1:
		return value.False, 0
	case 2, 3, 4:
		i := w.Intn(atoms)
		var t table
		for bits := range 1 << atoms {
			if bits>>i&1 == 1 {
				t |= 1 << bits
			}
		}
		return w.atoms[i], t
	}
	c, s := w.cond(depth - 1)
	d, t := w.cond(depth - 1)
	switch w.Intn(4) {
	case 0:
		return c.And(d), s & t
	case 1:
		return c.Or(d), s | t
	case 2:
		return c.Minus(d), s &^ t
	}
	return c.Not(), full &^ s
}

func TestConditions(t *testing.T) {
	for seed := range int64(3000) {
		w := newWorld(seed)
		c, s := w.cond(6)
		d, u := w.cond(6)
		check := func(what string, ok bool) {
			if !ok {
				t.Fatalf("seed %d: %s fails for %s and %s", seed, what, c, d)
			}
		}
		check("table", w.table(c) == s && w.table(d) == u)
		check("one diagram for each function", (c == d) == (s == u))
		check("Implies", c.Implies(d) == (s&^u == 0))
		check("Meets", c.Meets(d) == (s&u != 0))
		check("Given", w.table(c.Given(d))&u == s&u)
		check("Given of what is settled", u == 0 || (s&u != 0 || c.Given(d) == value.False) && (u&^s != 0 || c.Given(d) == value.True))
		check("double Not", c.Not().Not() == c)
		check("Needs", len(c.Needs()) == 0)
	}
}

// TestIdentity asks about unknowns that nothing else keeps: one that is thrown
// away must not be taken for a later one in the same place of memory.
func TestIdentity(t *testing.T) {
	space := value.NewSpace()
	seen := map[*value.Cond]bool{}
	for i := range 3000 {
		u := &value.Unknown{Reason: "a test"}
		asked := space.Truthy(u)
		named := space.Truthy((&value.Unknown{}).Named("DEBUG"))
		if seen[asked] || seen[named] {
			t.Fatalf("unknown %d is one of those before", i)
		}
		seen[asked], seen[named] = true, true
		if i%500 == 0 {
			runtime.GC()
		}
	}
}

// value is a random value, each alternative a small number.
func (w *world) value() *value.Value {
	v := value.Of(value.Int(w.Intn(3)), nil)
	for range w.Intn(4) {
		c, _ := w.cond(3)
		v = value.Join(c, value.Of(value.Int(w.Intn(4)), nil), v)
	}
	return v
}

// at is what v is under an assignment.
func (w *world) at(t *testing.T, v *value.Value, bits int) value.Plain {
	t.Helper()
	var found value.Plain
	for _, a := range v.Alts() {
		if a.When.Meets(w.corner(bits)) {
			if found != nil {
				t.Fatalf("%s overlaps", v)
			}
			found = a.Plain
		}
	}
	if found == nil {
		t.Fatalf("%s does not cover %s", v, w.corner(bits))
	}
	return found
}

func TestJoin(t *testing.T) {
	for seed := range int64(1500) {
		w := newWorld(seed)
		a, b, x := w.value(), w.value(), w.value()
		c, s := w.cond(4)
		d, u := w.cond(4)
		joined := value.Join(c, a, b)
		swapped := value.Join(c.Not(), b, a)
		left := value.Join(c, a, value.Join(d, b, x))
		right := value.Join(c.Or(d), value.Join(c, a, b), x)
		same := value.Join(c, a, a)
		for bits := range 1 << atoms {
			want := w.at(t, b, bits)
			if s>>bits&1 == 1 {
				want = w.at(t, a, bits)
			}
			third := want
			if (s|u)>>bits&1 == 0 {
				third = w.at(t, x, bits)
			}
			switch {
			case w.at(t, joined, bits) != want, w.at(t, swapped, bits) != want:
				t.Fatalf("seed %d: Join(%s, %s, %s) is %s", seed, c, a, b, joined)
			case w.at(t, same, bits) != w.at(t, a, bits):
				t.Fatalf("seed %d: Join is not idempotent", seed)
			case w.at(t, left, bits) != third, w.at(t, right, bits) != third:
				t.Fatalf("seed %d: Join is not associative", seed)
			}
		}
		w.under(t, joined, c, s)
	}
}

// under holds Under, Shallow and Covers against the assignments.
func (w *world) under(t *testing.T, v *value.Value, c *value.Cond, s table) {
	t.Helper()
	if v.Covers() != value.True {
		t.Fatalf("%s does not cover", v)
	}
	narrow, settled := v.Under(c), v.Shallow(c)
	for bits := range 1 << atoms {
		if s>>bits&1 == 1 && (w.at(t, narrow, bits) != w.at(t, v, bits) || w.at(t, settled, bits) != w.at(t, v, bits)) {
			t.Fatalf("%s under %s is %s and %s", v, c, narrow, settled)
		}
	}
	for _, a := range narrow.Alts() {
		if !a.When.Meets(c) {
			t.Fatalf("%s is not possible under %s", a.Plain, c)
		}
	}
}

func TestCollapse(t *testing.T) {
	space := value.NewSpace()
	v := value.Of(value.Int(-1), nil)
	for i := range 40 {
		name := fmt.Sprint("V", i)
		c := space.Atom(name, value.Atom{Name: name, Yes: name, No: "not " + name, Needs: []string{name}})
		v = value.Join(c, value.Of(value.Int(i), nil), v)
	}
	if v.Covers() != value.True {
		t.Errorf("%s does not cover", v)
	}
	known := 0
	for _, a := range v.Alts() {
		if _, ok := a.Plain.(*value.Unknown); !ok {
			known++
		}
	}
	if known == len(v.Alts()) || len(v.Needs()) != 40 {
		t.Errorf("%d alternatives, all known; needs %v", known, v.Needs())
	}
}

// plain is a random value of plain data.
func (w *world) plain(depth int) value.Plain {
	switch w.Intn(6 + 2*min(depth, 2)) {
	case 0:
		return value.Int(w.Intn(3) - 1)
	case 1:
		return value.Bool(w.Intn(2) == 0)
	case 2:
		return value.Float([]float64{0, 1, -1, 0.5, 1e20, 1e-7, 123456789, -0.25}[w.Intn(8)])
	case 3:
		return value.Str([]string{"", "a", "it's", `say "x"`, "a\nb", "é€😀", "\x00\x7f\\"}[w.Intn(7)])
	case 4:
		return value.None{}
	case 5:
		return value.Bytes([]string{"", "a", "\xff'"}[w.Intn(3)])
	case 6, 7:
		q := value.NewSeq(value.SeqKind(w.Intn(2)))
		for range w.Intn(3) {
			q.Elems = append(q.Elems, value.Elem{When: value.True, Val: value.Of(w.plain(depth-1), nil)})
		}
		return q
	}
	d := &value.Dict{}
	for range w.Intn(3) {
		d.Set(w.plain(0), value.True, value.Of(w.plain(depth-1), nil))
	}
	return d
}

// TestAgainstPython holds Repr, Equal, Truthy, Contains and Hash against
// CPython, which reads what Repr writes.
func TestAgainstPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no Python at hand")
	}
	w := newWorld(1)
	var script strings.Builder
	script.WriteString("def same(a, b):\n    try:\n        return {a: 1}.get(b) == 1\n    except TypeError:\n        return None\ncheck = []\n")
	for range 1500 {
		a, b := w.plain(2), w.plain(2)
		x, y := repr(t, a), repr(t, b)
		q := value.NewSeq(value.ListKind, value.Of(a, nil), value.Of(w.plain(1), nil))
		fmt.Fprintf(&script, "check.append((%s, repr(%s)) == (%s, %s))\n", x, x, x, repr(t, value.Str(x)))
		fmt.Fprintf(&script, "check.append((%s == %s, bool(%s), %s in %s) == (%s, %s, %s))\n", x, y, x, y, repr(t, q),
			truth(w.space.Equal(a, b)), truth(w.space.Truthy(a)), truth(w.space.Contains(q, value.Of(b, nil))))
		ha, oka := value.Hash(a)
		hb, okb := value.Hash(b)
		same := "None"
		if oka && okb {
			same = truth(map[bool]*value.Cond{true: value.True, false: value.False}[ha == hb])
		}
		fmt.Fprintf(&script, "check.append(same(%s, %s) == %s)\n", x, y, same)
	}
	script.WriteString("assert all(check), [i for i, ok in enumerate(check) if not ok]\n")
	cmd := exec.Command(python, "-W", "ignore", "-")
	cmd.Stdin = strings.NewReader(script.String())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s\n%s", err, out, failing(script.String(), string(out)))
	}
}

// failing shows the first check that Python denies.
func failing(script, out string) string {
	var n int
	if _, err := fmt.Sscanf(out[strings.LastIndex(out, "[")+1:], "%d", &n); err != nil {
		return ""
	}
	return strings.Split(script, "check.append")[n+1]
}

func truth(c *value.Cond) string {
	switch c {
	case value.True:
		return "True"
	case value.False:
		return "False"
	}
	return c.String()
}

func repr(t *testing.T, p value.Plain) string {
	t.Helper()
	text, ok := value.Repr(p)
	if !ok {
		t.Fatalf("no text for %v", p)
	}
	return text
}
