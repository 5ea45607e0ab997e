package value

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// A Plain is one Python value. Types of this package cover data; the
// evaluator adds functions, classes and modules.
type Plain interface {
	// Type is Python's name for the type: "str", "dict", …
	Type() string
}

// Immutable data.
type (
	// None is None.
	None struct{}
	// Bool is True or False.
	Bool bool
	// Int is an int of at most 64 bits.
	Int int64
	// Big is an int of more than 64 bits, in decimal digits.
	Big string
	// Float is a float.
	Float float64
	// Str is text.
	Str string
	// Bytes holds raw bytes.
	Bytes string
	// Ellipsis is "...".
	Ellipsis struct{}
	// Unset stands for a name that is not bound.
	Unset struct{}
	// Path is a pathlib path, in POSIX form.
	Path string
	// Timedelta is a datetime.timedelta in microseconds.
	Timedelta int64
	// Opaque is an object of which only its type and how it is written are
	// known, such as a compiled pattern.
	Opaque struct {
		TypeName string
		Repr     string
	}
)

// Type implements Plain.
func (None) Type() string      { return "NoneType" }
func (Bool) Type() string      { return "bool" }
func (Int) Type() string       { return "int" }
func (Big) Type() string       { return "int" }
func (Float) Type() string     { return "float" }
func (Str) Type() string       { return "str" }
func (Bytes) Type() string     { return "bytes" }
func (Ellipsis) Type() string  { return "ellipsis" }
func (Unset) Type() string     { return "unset" }
func (Path) Type() string      { return "PosixPath" }
func (Timedelta) Type() string { return "timedelta" }
func (o Opaque) Type() string  { return o.TypeName }

// An Unknown is a value that the repository does not tell.
type Unknown struct {
	// Reason says why: "DB_HOST comes from the environment".
	Reason string
	// Key identifies the unknown: two with the same key are the same value.
	Key string
	// Name says it in few words: "DB_HOST"; may be empty.
	Name string
	// Via is what was done to what Name says: ".lower()"; may be empty.
	Via string
	// Asks is the question about what Name says that it answers, if it does:
	// "starts with "a"".
	Asks string
	// TypeName is Python's name for its type, if known, else empty.
	TypeName string
	// Needs are the environment variables that would settle it.
	Needs []string
	// Outside tells that it is supplied when the program is deployed, on
	// purpose: a variable, a mounted secret, a secret store.
	Outside bool
	// Optional tells that it comes from an optional file, such as local
	// settings, that the repository lacks.
	Optional bool
	// Random tells that it is made of good randomness.
	Random bool
	// Length is how many characters it has, if that is known of a random text
	// whose characters are drawn from enough different ones; else 0.
	Length int

	of *Unknown // whose address is a part of the key
}

// Type implements Plain.
func (u *Unknown) Type() string { return u.TypeName }

// SeqKind is which of Python's collections without keys a Seq is.
type SeqKind int

// Kinds of Seq.
const (
	ListKind SeqKind = iota
	TupleKind
	SetKind
	FrozenSetKind
)

// Named is what u says of one name that it may bind: two names of an unknown
// module are two unknowns.
func (u *Unknown) Named(name string) *Unknown {
	n := *u
	n.Key = "name " + name + " of " + u.key()
	if u.Key == "" {
		n.of = u
	}
	return &n
}

// A Seq is a list, tuple, set or frozenset. Its elements may be there only
// under a condition; if More is set, unknown further ones may be among them.
// A Seq has identity: two names bound to one see each other's changes.
type Seq struct {
	Kind  SeqKind
	Elems []Elem
	More  *Unknown
	// Mixed tells of a list or tuple that its order is not known: it was made
	// of a set.
	Mixed bool
	// Born is the condition under which it was made; nil for always. What
	// happens to it under that condition happens unconditionally.
	Born *Cond
}

// An Elem is an element and the condition under which it is there.
type Elem struct {
	When *Cond
	Val  *Value
}

// Type implements Plain.
func (s *Seq) Type() string {
	return [...]string{"list", "tuple", "set", "frozenset"}[s.Kind]
}

// NewSeq makes a Seq of values that are always there.
func NewSeq(kind SeqKind, vals ...*Value) *Seq {
	s := &Seq{Kind: kind}
	for _, v := range vals {
		s.Elems = append(s.Elems, Elem{When: True, Val: v})
	}
	return s
}

// A Dict is a dict whose entries may be there only under a condition; if
// More is set, unknown further keys may be there and any value may have been
// replaced. Like a Seq it has identity.
type Dict struct {
	Entries []Entry
	More    *Unknown
	Mixed   bool  // as in Seq
	Born    *Cond // as in Seq
	index   map[string]int
}

// An Entry is a key, the condition under which it is there, and its value.
type Entry struct {
	Key  Plain
	When *Cond
	Val  *Value
}

// Type implements Plain.
func (*Dict) Type() string { return "dict" }

// Get finds the entry of key, or nil. Keys that cannot be hashed have none.
func (d *Dict) Get(key Plain) *Entry {
	h, ok := Hash(key)
	if !ok || d.index == nil {
		return nil
	}
	if i, ok := d.index[h]; ok {
		return &d.Entries[i]
	}
	return nil
}

// Set binds key to v where c holds. It reports whether key can be hashed.
func (d *Dict) Set(key Plain, c *Cond, v *Value) bool {
	h, ok := Hash(key)
	if !ok {
		return false
	}
	if d.index == nil {
		d.index = map[string]int{}
	}
	if i, ok := d.index[h]; ok {
		e := &d.Entries[i]
		if i < len(d.Entries)-1 && e.When != True && !c.Implies(e.When) {
			d.Mixed = true // where it was not there, it stands last
		}
		e.Val = Join(c, v, e.Val)
		e.When = e.When.Or(c)
		return true
	}
	d.index[h] = len(d.Entries)
	d.Entries = append(d.Entries, Entry{Key: key, When: c, Val: v})
	return true
}

// Delete takes key out where c holds. Where it is put in again it stands
// last, as in Python, if it was taken out wholly.
func (d *Dict) Delete(key Plain, c *Cond) {
	h, _ := Hash(key)
	i, ok := d.index[h]
	if !ok {
		return
	}
	d.Entries[i].When = d.Entries[i].When.Minus(c)
	if d.Entries[i].When == False {
		d.Entries = slices.Delete(slices.Clone(d.Entries), i, i+1)
		d.reindex()
	}
}

func (d *Dict) reindex() {
	d.index = map[string]int{}
	for i, e := range d.Entries {
		if h, ok := Hash(e.Key); ok {
			d.index[h] = i
		}
	}
}

// Copy is a shallow copy, as dict(d) makes one.
func (d *Dict) Copy() *Dict {
	c := &Dict{Entries: slices.Clone(d.Entries), More: d.More, Mixed: d.Mixed}
	c.reindex()
	return c
}

// Str looks a text key up and gives its value where it is surely there; nil
// otherwise.
func (d *Dict) Str(key string) *Value {
	e := d.Get(Str(key))
	if e == nil {
		return nil
	}
	return e.Val
}

// Hash gives a text that is equal for two keys just when Python's dict would
// take them for the same key. It fails for values that cannot be hashed or
// are not known.
func Hash(p Plain) (string, bool) {
	if _, ok := p.(*Seq); ok && TooLarge(p) {
		return "", false
	}
	return hash(p)
}

func hash(p Plain) (string, bool) {
	switch p := p.(type) {
	case None:
		return "n", true
	case Bool:
		if p {
			return "i1", true
		}
		return "i0", true
	case Int:
		return "i" + strconv.FormatInt(int64(p), 10), true
	case Big:
		return "i" + string(p), true
	case Float:
		if f := float64(p); f == math.Trunc(f) && !math.IsInf(f, 0) {
			n, _ := new(big.Float).SetFloat64(f).Int(nil)
			return "i" + n.String(), true
		}
		return "f" + strconv.FormatFloat(float64(p), 'g', -1, 64), true
	case Str:
		return "s" + string(p), true
	case Bytes:
		return "b" + string(p), true
	case Path:
		return "p" + string(p), true
	case Timedelta:
		return "t" + strconv.FormatInt(int64(p), 10), true
	case *Seq:
		return hashSeq(p)
	case Hashable:
		return p.HashKey()
	}
	return "", false
}

// Hashable is implemented by plain values outside this package that can be
// keys: functions and classes.
type Hashable interface{ HashKey() (string, bool) }

func hashSeq(s *Seq) (string, bool) {
	if s.Kind == ListKind || s.Kind == SetKind || s.More != nil || s.Mixed && len(s.Elems) > 1 {
		return "", false
	}
	var b strings.Builder
	b.WriteString("(")
	for _, e := range s.Elems {
		p, ok := e.Val.Only()
		if !ok || e.When != True {
			return "", false
		}
		h, ok := hash(p)
		if !ok {
			return "", false
		}
		b.WriteString(strconv.Itoa(len(h)) + ":" + h)
	}
	return b.String() + ")", true
}

// identical reports whether two alternatives can be told as one: equal data,
// or the same object.
func identical(a, b Plain) bool {
	switch x := a.(type) {
	case *Seq, *Dict:
		return a == b
	case *Unknown:
		y, ok := b.(*Unknown)
		return ok && (x == y || x.Key != "" && x.Key == y.Key && x.TypeName == y.TypeName)
	case Hashable:
		return a == b
	case Float:
		y, ok := b.(Float)
		return ok && math.Float64bits(float64(x)) == math.Float64bits(float64(y)) // 0.0 is not -0.0
	}
	if a.Type() != b.Type() {
		return false
	}
	ha, oka := Hash(a)
	hb, okb := Hash(b)
	if oka && okb {
		return ha == hb
	}
	return a == b
}

// PlainNeeds lists the environment variables that would settle what is not
// known in p; unsorted.
func PlainNeeds(p Plain) []string {
	if TooLarge(p) {
		return nil
	}
	return plainNeeds(p, 0)
}

// maxParts bounds what is listed, compared or shown of one value.
const maxParts = 100_000

// TooLarge reports whether a value has too many parts to be looked at one by
// one, counting shared parts as often as they are shared.
func TooLarge(p Plain) bool { return parts(p, maxParts, 0) < 0 }

// parts takes the parts of p from what is left; it gives less than 0 once
// nothing is.
func parts(p Plain, left, depth int) int {
	left--
	if left < 0 || depth > maxDepth {
		return left
	}
	inside := func(v *Value) {
		for _, a := range v.alts {
			if left >= 0 {
				left = parts(a.Plain, left, depth+1)
			}
		}
	}
	switch p := p.(type) {
	case *Seq:
		for _, e := range p.Elems {
			inside(e.Val)
		}
	case *Dict:
		for _, e := range p.Entries {
			inside(e.Val)
		}
	}
	return left
}

func plainNeeds(p Plain, depth int) []string {
	if depth > maxDepth {
		return nil
	}
	var names []string
	more := func(u *Unknown) {
		if u != nil {
			names = append(names, u.Needs...)
		}
	}
	switch p := p.(type) {
	case *Unknown:
		more(p)
	case *Seq:
		more(p.More)
		for _, e := range p.Elems {
			names = append(append(names, e.When.Needs()...), valueNeeds(e.Val, depth+1)...)
		}
	case *Dict:
		more(p.More)
		for _, e := range p.Entries {
			names = append(append(names, e.When.Needs()...), valueNeeds(e.Val, depth+1)...)
		}
	}
	return names
}

func valueNeeds(v *Value, depth int) []string {
	var names []string
	for _, a := range v.alts {
		names = append(append(names, a.When.Needs()...), plainNeeds(a.Plain, depth)...)
	}
	return names
}

// Float is b as a float; infinite if it is too large.
func (b Big) Float() float64 {
	f, _ := strconv.ParseFloat(string(b), 64)
	return f
}

// ParseInt reads a Python integer literal, or reports that it does not fit.
func ParseInt(text string) (Int, bool) {
	n, ok := new(big.Int).SetString(text, 0)
	if !ok || !n.IsInt64() {
		return 0, false
	}
	return Int(n.Int64()), true
}
