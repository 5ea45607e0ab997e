package value

// Operations on diagrams remember what they answered, each in a memo of its
// own. A memo may forget, so its size is bounded; a diagram once made is
// kept, so that there is one for each function.

// node is the diagram that is yes where a is answered yes, and no elsewhere.
//
// A diagram and its negation are made together. Only the one whose branch
// "no" is even stands in the table: K. Brace, R. Rudell and R. Bryant,
// "Efficient Implementation of a BDD Package", 1990.
func (s *Space) node(a *Atom, yes, no *Cond) *Cond {
	switch {
	case yes == no:
		return yes
	case no.odd():
		return s.even(a, yes.inverse, no.inverse).inverse
	}
	return s.even(a, yes, no)
}

func (s *Space) even(a *Atom, yes, no *Cond) *Cond {
	at := s.slot(a.index, yes, no)
	if id := s.table[at]; id != 0 {
		return s.made(id)
	}
	if s.count >= s.limit {
		panic(TooComplex{})
	}
	c, last := s.pair(), max(a.index, yes.last, no.last)
	*c = Cond{atom: a, level: a.index, last: last, yes: yes, no: no, id: c.id, inverse: c.inverse, space: s}
	*c.inverse = Cond{atom: a, level: a.index, last: last, yes: yes.inverse, no: no.inverse, id: c.id + 1, inverse: c, space: s}
	s.table[at] = c.id
	if 2*s.count > len(s.table) {
		s.grow()
	}
	return c
}

// Diagrams are made in blocks, and found by number: a table of numbers is
// nothing that the garbage collector has to look into.
const block = 256

// pair makes room for a diagram and its negation.
func (s *Space) pair() *Cond {
	s.count++
	id := 2 * s.count // 0 and 1 are False and True
	if id/block == len(s.blocks) {
		s.blocks = append(s.blocks, new([block]Cond))
	}
	b := s.blocks[id/block]
	c, not := &b[id%block], &b[id%block+1]
	c.id, c.inverse = uint32(id), not
	return c
}

// made gives a diagram by its number.
func (s *Space) made(id uint32) *Cond {
	switch id {
	case False.id:
		return False
	case True.id:
		return True
	}
	return &s.blocks[id/block][id%block]
}

// slot is where in the table a diagram stands, or would.
func (s *Space) slot(level int, yes, no *Cond) int {
	mask := len(s.table) - 1
	at := int(mix(yes.id, no.id)^uint64(level)*0x9E3779B97F4A7C15>>17) & mask
	for s.table[at] != 0 {
		if c := s.made(s.table[at]); c.level == level && c.yes == yes && c.no == no {
			break
		}
		at = (at + 1) & mask
	}
	return at
}

// mix is a hash of two numbers.
func mix(a, b uint32) uint64 {
	h := (uint64(a)<<32 | uint64(b)) * 0x9E3779B97F4A7C15
	return h ^ h>>29
}

func (s *Space) grow() {
	old := s.table
	s.table = make([]uint32, 2*len(old))
	for _, id := range old {
		if id != 0 {
			c := s.made(id)
			s.table[s.slot(c.level, c.yes, c.no)] = id
		}
	}
}

// Sizes of a memo, powers of two.
const (
	leastMemo = 1 << 8
	mostMemo  = 1 << 18
)

// A memo remembers what an operation on two conditions answered. An answer
// takes the place of another if it has to.
type memo struct {
	slots []answer
	lost  int // answers that gave way to others since the slots were made
}

// An answer is the numbers of two conditions and of what came out. Neither
// operand is False, so that zero is none.
type answer struct{ c, d, result uint32 }

func (m *memo) get(c, d *Cond) (id uint32, ok bool) {
	if len(m.slots) == 0 {
		return 0, false
	}
	a := m.slots[m.at(c.id, d.id)]
	return a.result, a.c == c.id && a.d == d.id
}

func (m *memo) put(c, d, result *Cond) {
	if len(m.slots) == 0 {
		m.slots = make([]answer, leastMemo)
	}
	a := &m.slots[m.at(c.id, d.id)]
	if a.c != 0 {
		m.lost++
	}
	*a = answer{c.id, d.id, result.id}
	if m.lost > len(m.slots)/2 && len(m.slots) < mostMemo {
		m.grow()
	}
}

func (m *memo) at(c, d uint32) int { return int(mix(c, d)>>3) & (len(m.slots) - 1) }

func (m *memo) grow() {
	old := m.slots
	m.slots, m.lost = make([]answer, 4*len(old)), 0
	for _, a := range old {
		if a.c != 0 {
			m.slots[m.at(a.c, a.d)] = a
		}
	}
}

// and is where both hold.
func (s *Space) and(c, d *Cond) *Cond {
	switch {
	case c == False || d == False || c == d.inverse:
		return False
	case c == True || c == d:
		return d
	case d == True:
		return c
	case c.id > d.id:
		c, d = d, c
	}
	if id, ok := s.ands.get(c, d); ok {
		return s.made(id)
	}
	top := upper(c, d)
	cy, cn := c.split(top)
	dy, dn := d.split(top)
	r := s.node(top, s.and(cy, dy), s.and(cn, dn))
	s.ands.put(c, d, r)
	return r
}

// meets reports whether both can hold together; it makes no diagram.
func (s *Space) meets(c, d *Cond) bool {
	switch {
	case c == False || d == False || c == d.inverse:
		return false
	case c == True || d == True || c == d || apart(c, d):
		return true
	case c.id > d.id:
		c, d = d, c
	}
	if id, ok := s.met.get(c, d); ok {
		return id == True.id
	}
	top := upper(c, d)
	cy, cn := c.split(top)
	dy, dn := d.split(top)
	r := s.meets(cy, dy) || s.meets(cn, dn)
	s.met.put(c, d, cond(r))
	return r
}

// given simplifies c where care holds; neither is settled by itself.
func (s *Space) given(c, care *Cond) *Cond {
	if apart(c, care) {
		return c
	}
	if id, ok := s.givens.get(c, care); ok {
		return s.made(id)
	}
	var r *Cond
	switch {
	case !s.meets(care, c.inverse):
		r = True
	case !s.meets(care, c):
		r = False
	default:
		r = s.restrict(c, care)
	}
	s.givens.put(c, care, r)
	return r
}

// restrict leaves out of c what care settles. It is the operator of that name
// of O. Coudert and J. C. Madre, "A Unified Framework for the Formal
// Verification of Sequential Circuits", 1990.
func (s *Space) restrict(c, care *Cond) *Cond {
	if care.atom == nil || c.atom == nil || apart(c, care) {
		return c
	}
	if id, ok := s.restricted.get(c, care); ok {
		return s.made(id)
	}
	top := upper(c, care)
	cy, cn := c.split(top)
	ky, kn := care.split(top)
	var r *Cond
	switch {
	case ky == False:
		r = s.restrict(cn, kn)
	case kn == False:
		r = s.restrict(cy, ky)
	case c.atom != top:
		r = s.restrict(c, s.and(ky.inverse, kn.inverse).inverse)
	default:
		r = s.node(top, s.restrict(cy, ky), s.restrict(cn, kn))
	}
	s.restricted.put(c, care, r)
	return r
}

// apart reports whether all atoms of one diagram stand before all of the other:
// neither says anything about the other, and both can hold together.
func apart(c, d *Cond) bool { return c.last < d.level || d.last < c.level }

// upper is the first of the atoms that two diagrams ask about.
func upper(c, d *Cond) *Atom {
	if d.level < c.level {
		return d.atom
	}
	return c.atom
}

// split gives c where atom a is answered yes, and where no, a being at or
// above c's own top atom.
func (c *Cond) split(a *Atom) (yes, no *Cond) {
	if c.atom == a {
		return c.yes, c.no
	}
	return c, c
}
