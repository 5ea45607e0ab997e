package value

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Cond is a condition under which something holds: a boolean function of
// atoms, kept as a reduced ordered binary decision diagram (R. Bryant,
// "Graph-Based Algorithms for Boolean Function Manipulation", 1986). Diagrams
// are shared, so equal conditions are the same pointer, and a condition that
// cannot hold is False itself.
type Cond struct {
	atom    *Atom
	level   int // the atom's place in the order; without one below all
	last    int // the last place of an atom in it; without one above all
	yes, no *Cond
	inverse *Cond // what holds where it does not
	id      uint32
	space   *Space
}

// The two conditions that need no atom.
var True, False = ends()

func ends() (yes, no *Cond) {
	yes = &Cond{level: math.MaxInt, last: math.MinInt, id: 1}
	no = &Cond{level: math.MaxInt, last: math.MinInt, id: 0, inverse: yes}
	yes.inverse = no
	return yes, no
}

func (c *Cond) odd() bool { return c.id&1 == 1 }

// AtomKind tells what settles an atom.
type AtomKind int

// Kinds of atom.
const (
	Test   AtomKind = iota // a test of an unknown value
	EnvSet                 // an environment variable is set
	Exists                 // a file or module that the repository lacks exists
)

// An Atom is a question that the repository leaves open.
type Atom struct {
	Kind  AtomKind
	Name  string   // the variable, file or module; for a Test the tested expression
	Yes   string   // the answer yes in words: "DJANGO_DEBUG is set"
	No    string   // the answer no in words: "DJANGO_DEBUG is not set"
	Needs []string // environment variables that settle it
	Span  source.Span
	about string // the unknown value that is asked about, if there is one
	index int
}

// About is the key of the unknown value that is asked about; empty if it is
// not about one.
func (a *Atom) About() string { return a.about }

// maxNodes bounds the diagrams of one space. Past it, new conditions are
// answered by ErrTooComplex through a panic that the evaluator recovers.
const maxNodes = 200_000

// TooComplex is what operations on conditions panic with when a space has
// grown past its bound. The evaluator recovers it at the module's edge.
type TooComplex struct{}

func (TooComplex) Error() string { return "too many conditions" }

// A Space holds the atoms and shared diagrams of one evaluation. It is safe
// for concurrent use.
type Space struct {
	mu     sync.Mutex
	atoms  map[string]*Cond
	order  []*Atom
	blocks []*[block]Cond // the diagrams
	table  []uint32       // their numbers, at most half full
	count  int            // of those in the table
	limit  int
	groups map[string]*group
	alone  int // groups without a name
	// What operations answered.
	ands, met, givens, restricted memo
	// Answers to questions about unknown values, and for each unknown the
	// constants it was compared with and what its text was tested for: see
	// truthyUnknown, equalsConstant, Tested.
	derived map[string]*Cond
	equals  map[string][]equality
	tests   map[string][]textTest
	kept    map[string]any // what has its address in a key
	needs   map[*Cond][]string
}

// NewSpace makes an empty space.
func NewSpace() *Space {
	return &Space{
		atoms:   map[string]*Cond{},
		table:   make([]uint32, 64),
		limit:   maxNodes,
		groups:  map[string]*group{},
		derived: map[string]*Cond{},
		equals:  map[string][]equality{},
		tests:   map[string][]textTest{},
		kept:    map[string]any{},
		needs:   map[*Cond][]string{},
	}
}

// most bounds how large a space becomes, however often it is relaxed.
const most = 10 * maxNodes

// Relax lets a space grow as much again, so that a further question does not
// suffer from what those before it cost.
func (s *Space) Relax() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit = min(s.count+maxNodes, most)
}

// Atom gives the condition that the atom named key is answered yes. The
// first call for a key decides what the atom says.
func (s *Space) Atom(key string, a Atom) *Cond {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.atoms[key]; ok {
		return c
	}
	a.index = s.place(&a)
	atom := &a
	s.order = append(s.order, atom)
	c := s.node(atom, True, False)
	s.atoms[key] = c
	return c
}

// groupSize is how many atoms stand together in the order of the diagrams.
const groupSize = 1 << 20

// place gives an atom its place in the order of the diagrams: that in which
// things are first asked about, those about one unknown value or one variable
// beside each other. What is asked together mostly decides together, and
// questions that do and stand far apart make diagrams that double with each
// pair of them.
func (s *Space) place(a *Atom) int {
	about := strings.TrimPrefix(cmp.Or(a.about, a.Name), "env:")
	g, ok := s.groups[about]
	if !ok || about == "" {
		g = &group{number: len(s.groups) + s.alone}
		if about == "" {
			s.alone++
		} else {
			s.groups[about] = g
		}
	}
	g.size++
	return g.number*groupSize + g.size
}

// A group is the atoms about one unknown value or variable.
type group struct{ number, size int }

// Atoms lists all atoms in the order of their making.
func (s *Space) Atoms() []*Atom {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.order)
}

// Of gives the condition that atom a is answered yes.
func (s *Space) Of(a *Atom) *Cond {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.node(a, True, False)
}

// And holds where both do.
func (c *Cond) And(d *Cond) *Cond {
	switch {
	case c == False || d == False || c == d.inverse:
		return False
	case c == True || c == d:
		return d
	case d == True:
		return c
	}
	c.space.mu.Lock()
	defer c.space.mu.Unlock()
	return c.space.and(c, d)
}

// Not holds where c does not.
func (c *Cond) Not() *Cond { return c.inverse }

// Or holds where one of them does.
func (c *Cond) Or(d *Cond) *Cond { return c.inverse.And(d.inverse).inverse }

// Minus holds where c does and d does not.
func (c *Cond) Minus(d *Cond) *Cond { return c.And(d.inverse) }

// Implies reports whether d holds wherever c does.
func (c *Cond) Implies(d *Cond) bool { return !c.Meets(d.inverse) }

// Meets reports whether both can hold together. Unlike And it makes no new
// diagram.
func (c *Cond) Meets(d *Cond) bool {
	switch {
	case c == False || d == False || c == d.inverse:
		return false
	case c == True || d == True || c == d:
		return true
	}
	c.space.mu.Lock()
	defer c.space.mu.Unlock()
	return c.space.meets(c, d)
}

// Given simplifies c where it is only looked at where care holds: what care
// settles is left out.
func (c *Cond) Given(care *Cond) *Cond {
	if c.atom == nil || care.atom == nil {
		return c
	}
	c.space.mu.Lock()
	defer c.space.mu.Unlock()
	return c.space.given(c, care)
}

// Atoms lists the atoms that c depends on, in order.
func (c *Cond) Atoms() []*Atom {
	seen := map[*Cond]bool{}
	found := map[*Atom]bool{}
	var walk func(*Cond)
	walk = func(c *Cond) {
		if c.odd() {
			c = c.inverse // which is about the same atoms
		}
		if c.atom == nil || seen[c] {
			return
		}
		seen[c], found[c.atom] = true, true
		walk(c.yes)
		walk(c.no)
	}
	walk(c)
	atoms := make([]*Atom, 0, len(found))
	for a := range found {
		atoms = append(atoms, a)
	}
	slices.SortFunc(atoms, func(a, b *Atom) int { return a.index - b.index })
	return atoms
}

// Needs lists the environment variables that settle c, sorted; the list is not
// to be changed.
func (c *Cond) Needs() []string {
	if c.atom == nil {
		return nil
	}
	c.space.mu.Lock()
	names, known := c.space.needs[c]
	c.space.mu.Unlock()
	if known {
		return names
	}
	for _, a := range c.Atoms() {
		names = append(names, a.Needs...)
	}
	names = slices.Clip(unique(names))
	c.space.mu.Lock()
	defer c.space.mu.Unlock()
	c.space.needs[c] = names
	return names
}

// String says c in words: the ways in which it can hold, joined by "or". Each
// way is told by no more than it takes.
func (c *Cond) String() string {
	switch c {
	case True:
		return "always"
	case False:
		return "never"
	}
	var texts []string
	for _, w := range c.ways(nil, nil) {
		if text := c.least(w); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	if len(texts) > maxWays {
		more := len(texts) - maxWays
		texts = append(texts[:maxWays], fmt.Sprintf("in %d further ways", more))
	}
	return strings.Join(texts, ", or ")
}

// maxWays bounds what String lists; the walk stops well after it.
const maxWays = 5

// A literal is what a way says of one atom.
type literal struct {
	atom *Atom
	yes  bool
}

func (c *Cond) ways(path []literal, ways [][]literal) [][]literal {
	if c == False || len(ways) > 4*maxWays {
		return ways
	}
	if c == True {
		return append(ways, slices.Clone(path))
	}
	ways = c.yes.ways(append(path, literal{c.atom, true}), ways)
	return c.no.ways(append(path, literal{c.atom, false}), ways)
}

// least says a way in which c holds by as few answers as suffice: answers are
// left out, those that something is not so first, as long as the others alone
// make c hold (W. V. Quine's prime implicants, one for each way).
func (c *Cond) least(way []literal) string {
	kept := map[*Atom]bool{}
	for _, a := range way {
		kept[a.atom] = a.yes
	}
	for _, yes := range []bool{false, true} {
		for _, a := range way {
			if a.yes != yes {
				continue
			}
			delete(kept, a.atom)
			if !c.heldBy(kept, map[*Cond]bool{}) {
				kept[a.atom] = yes
			}
		}
	}
	var words []string
	for _, a := range way {
		if _, ok := kept[a.atom]; ok && !a.implied(kept) {
			words = append(words, a.words())
		}
	}
	return strings.Join(words, " and ")
}

// implied reports whether the words of another answer say what a says: a
// variable that is something is set.
func (a literal) implied(kept map[*Atom]bool) bool {
	if a.atom.Kind != EnvSet || !a.yes {
		return false
	}
	for other, yes := range kept {
		if yes && other.Kind == Test && len(other.Needs) == 1 && other.Needs[0] == a.atom.Name {
			return true
		}
	}
	return false
}

func (a literal) words() string {
	if a.yes {
		return a.atom.Yes
	}
	return a.atom.No
}

// heldBy reports whether c holds whatever the atoms are that answers leave
// open. done remembers conditions for which it does.
func (c *Cond) heldBy(answers map[*Atom]bool, done map[*Cond]bool) bool {
	switch {
	case c == True || done[c]:
		return true
	case c == False:
		return false
	}
	held := false
	if yes, ok := answers[c.atom]; !ok {
		held = c.yes.heldBy(answers, done) && c.no.heldBy(answers, done)
	} else if yes {
		held = c.yes.heldBy(answers, done)
	} else {
		held = c.no.heldBy(answers, done)
	}
	done[c] = held
	return held
}
