package value

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// sensitive matches names whose values must not be shown, as Django's debug
// page does (django.views.debug.SafeExceptionReporterFilter), and a few more.
var sensitive = regexp.MustCompile(`(?i)API_?KEY|(^|_)API($|_)|(^|_)O?AUTH($|_)|AUTHORIZATION|TOKEN|KEY|SECRET|PASS|SIGNATURE|HTTP_COOKIE|DSN|CREDENTIAL|DATABASE_URL|PRIVATE`)

// public matches names that sound secret and hold classes, lifetimes, names
// of headers, cookies and hosts, or options.
var public = regexp.MustCompile(`(?i)VALIDATORS|HASHERS|BACKENDS?$|_MODEL$|FIELD$|^CSRF_|_CLASSES|TIMEOUT|_HEADER|_NAME$|_COOKIE|ALGORITHM|ENABLED$|LIFETIME|_AGE$|_TYPES?$|_HOSTS?$|REDIRECT_URL$|LOGIN_URL$|^AUTH_PASSWORD|THROTTLE|^PASSWORD_RESET_TIMEOUT|^ROTATE_|BLACKLIST`)

// Sensitive reports whether a value called name must not be shown.
func Sensitive(name string) bool {
	return sensitive.MatchString(name) && !public.MatchString(name)
}

// Truthy is the condition under which bool(p) is True.
func (s *Space) Truthy(p Plain) *Cond {
	switch p := p.(type) {
	case None, Unset:
		return False
	case Bool:
		return cond(bool(p))
	case Int:
		return cond(p != 0)
	case Float:
		return cond(p != 0)
	case Str:
		return cond(p != "")
	case Bytes:
		return cond(p != "")
	case Timedelta:
		return cond(p != 0)
	case *Seq:
		return s.nonEmptySeq(p)
	case *Dict:
		return s.nonEmptyDict(p)
	case *Unknown:
		return s.truthyUnknown(p)
	case Truthful:
		return p.Truth(s)
	}
	return True
}

// Truthful is implemented by plain values outside this package that are not
// always true.
type Truthful interface{ Truth(*Space) *Cond }

func cond(b bool) *Cond {
	if b {
		return True
	}
	return False
}

func (s *Space) nonEmptySeq(q *Seq) *Cond {
	c := False
	for _, e := range q.Elems {
		if c = c.Or(e.When); c == True {
			return True
		}
	}
	if q.More != nil && c != True {
		c = c.Or(s.truthyUnknown(q.More))
	}
	return c
}

func (s *Space) nonEmptyDict(d *Dict) *Cond {
	c := False
	for _, e := range d.Entries {
		if c = c.Or(e.When); c == True {
			return True
		}
	}
	if d.More != nil && c != True {
		c = c.Or(s.truthyUnknown(d.More))
	}
	return c
}

// Truth is the condition under which bool(v) is True.
func (s *Space) Truth(v *Value) *Cond {
	c := False
	for _, a := range v.alts {
		c = c.Or(a.When.And(s.Truthy(a.Plain)))
	}
	return c
}

func (u *Unknown) key() string {
	if u.Key == "" {
		return fmt.Sprintf("%p", u)
	}
	return u.Key
}

// key identifies u for as long as s lives.
func (s *Space) key(u *Unknown) string {
	switch {
	case u.Key == "":
		s.address(u)
	case u.of != nil:
		s.address(u.of)
	}
	return u.key()
}

// address tells x from everything else that s is asked about. It keeps x: what
// is thrown away leaves its address to another.
func (s *Space) address(x any) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := fmt.Sprintf("%p", x)
	s.kept[text] = x
	return text
}

// Label says u in few words.
func (u *Unknown) Label() string {
	if u.Name != "" {
		return u.Name + u.Via
	}
	return "an unknown value"
}

// truthyUnknown asks whether u is truthy. What was asked before about its
// being equal to a truthy constant is taken into account.
func (s *Space) truthyUnknown(u *Unknown) *Cond {
	of := s.key(u)
	key := "bool " + of
	s.mu.Lock()
	c, known := s.derived[key]
	equals := s.equals[of]
	s.mu.Unlock()
	if known {
		return c
	}
	c = s.Atom(key, Atom{
		Name: u.Label(), Yes: yesWords(u), No: noWords(u), Needs: u.Needs, about: of,
	})
	for _, e := range equals {
		if s.Truthy(e.constant) == True {
			c = c.Or(e.when)
		} else {
			c = c.Minus(e.when)
		}
	}
	s.remember(key, c)
	return c
}

func yesWords(u *Unknown) string {
	switch {
	case u.Asks != "":
		return u.Label() + " " + u.Asks
	case u.TypeName == "bool":
		return u.Label() + " is true"
	case u.TypeName == "int" || u.TypeName == "float":
		return u.Label() + " is not 0"
	}
	return u.Label() + " is not empty"
}

func noWords(u *Unknown) string {
	switch {
	case u.Asks != "":
		return "not " + u.Label() + " " + u.Asks
	case u.TypeName == "bool":
		return u.Label() + " is false"
	case u.TypeName == "int" || u.TypeName == "float":
		return u.Label() + " is 0"
	}
	return u.Label() + " is empty"
}

func (s *Space) remember(key string, c *Cond) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.derived[key] = c
}

// An equality is what was asked before: that an unknown equals a constant.
type equality struct {
	constant Plain
	when     *Cond
}

// EqualsConstant is the condition under which unknown u equals p. Different
// constants exclude each other.
func (s *Space) equalsConstant(u *Unknown, p Plain) *Cond {
	if !mayEqual(u, p) {
		return False
	}
	h, ok := Hash(p)
	if !ok {
		return s.question("eq "+s.key(u)+" "+s.address(p), u, u.Label()+" equals a given value", u.Label()+" differs from a given value")
	}
	if _, ok := p.(Hashable); ok {
		s.address(p) // which may be a part of the hash
	}
	of := s.key(u)
	key := "eq " + of + " " + h
	s.mu.Lock()
	c, known := s.derived[key]
	earlier, tests := s.equals[of], s.tests[of]
	truthy := s.derived["bool "+of]
	s.mu.Unlock()
	if known {
		return c
	}
	text := quoted(u, p)
	c = s.question(key, u, u.Label()+" is "+text, u.Label()+" is not "+text)
	for _, e := range earlier {
		c = c.Minus(e.when)
	}
	if t, ok := p.(Str); ok {
		for _, test := range tests {
			c = c.And(test.at(string(t)))
		}
	}
	if truthy != nil {
		if s.Truthy(p) == True {
			c = c.And(truthy)
		} else {
			c = c.Minus(truthy)
		}
	}
	s.remember(key, c)
	s.mu.Lock()
	s.equals[of] = append(s.equals[of], equality{p, c})
	s.mu.Unlock()
	return c
}

// A textTest is a question about an unknown text that is settled for each
// text that it may be.
type textTest struct {
	key   string // of the answer
	when  *Cond  // the answer is yes
	holds func(text string) Truth
}

// at is where a test of what turns out to be text says what it does.
func (t textTest) at(text string) *Cond {
	switch t.holds(text) {
	case Yes:
		return t.when
	case No:
		return t.when.Not()
	}
	return True
}

// Tested notes that answer is true where holds is of the text that u is:
// u.startswith("A"). What u is compared with then has to fit.
func (s *Space) Tested(u, answer *Unknown, holds func(text string) Truth) {
	of, key, when := s.key(u), "bool "+s.key(answer), s.truthyUnknown(answer)
	s.mu.Lock()
	equals := s.equals[of]
	known := slices.ContainsFunc(s.tests[of], func(t textTest) bool { return t.key == key })
	s.mu.Unlock()
	if known {
		return
	}
	for _, e := range equals {
		text, ok := e.constant.(Str)
		switch {
		case ok && holds(string(text)) == Yes:
			when = when.Or(e.when)
		case ok && holds(string(text)) == No:
			when = when.Minus(e.when)
		}
	}
	s.remember(key, when)
	s.mu.Lock()
	s.tests[of] = append(s.tests[of], textTest{key, when, holds})
	s.mu.Unlock()
}

// MayBe is where u, as far as it was tested, may be a text.
func (s *Space) MayBe(u *Unknown, text string) *Cond {
	of := s.key(u)
	s.mu.Lock()
	equals, tests := s.equals[of], s.tests[of]
	s.mu.Unlock()
	c := True
	for _, e := range equals {
		if e.constant != Str(text) {
			c = c.Minus(e.when)
		}
	}
	for _, t := range tests {
		c = c.And(t.at(text))
	}
	return c
}

// Compared lists the short texts that the unknown of a key was compared with,
// or what was made of it: lower-case text, a slice. Sorted.
func (s *Space) Compared(key string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var texts []string
	for of, all := range s.equals {
		if of != key && !strings.Contains(of, "?"+key+")") {
			continue
		}
		for _, e := range all {
			if text, ok := e.constant.(Str); ok && text != "" && len(text) <= 24 {
				texts = append(texts, string(text))
			}
		}
	}
	return unique(texts)
}

// Ask is the condition that a question about unknown u is answered yes; key
// identifies the question, yes and no say the answers.
func (s *Space) Ask(key string, u *Unknown, yes, no string) *Cond {
	of := key + " " + s.key(u)
	return s.Atom(of, Atom{Name: u.Label(), Yes: yes, No: no, Needs: u.Needs, about: of})
}

func (s *Space) question(key string, u *Unknown, yes, no string) *Cond {
	return s.Atom(key, Atom{Name: u.Label(), Yes: yes, No: no, Needs: u.Needs, about: s.key(u)})
}

// mayEqual rules out constants of another type than u is known to have.
func mayEqual(u *Unknown, p Plain) bool {
	if u.TypeName == "" {
		return true
	}
	number := func(t string) bool { return t == "int" || t == "float" || t == "bool" }
	return u.TypeName == p.Type() || number(u.TypeName) && number(p.Type())
}

// quoted says a constant, unless it might be a secret.
func quoted(u *Unknown, p Plain) string {
	text, ok := p.(Str)
	switch {
	case !ok:
		if n, ok := p.(Int); ok && !Sensitive(u.Name) {
			return strconv.FormatInt(int64(n), 10)
		}
		return "a given value"
	case text == "":
		return "empty"
	case len(text) > 24 || Sensitive(u.Name):
		return "a given value"
	}
	return strconv.Quote(string(text))
}

// Equal is the condition under which a == b.
func (s *Space) Equal(a, b Plain) *Cond {
	if a != b && (TooLarge(a) || TooLarge(b)) {
		return s.deep(a, b)
	}
	return s.equal(a, b, 0)
}

// deep asks whether values are equal that are too large to be compared.
func (s *Space) deep(a, b Plain) *Cond {
	return s.Atom("deep "+s.address(a)+" "+s.address(b), Atom{Yes: "large values are equal", No: "large values differ"})
}

// maxDepth bounds how deep containers are compared or listed.
const maxDepth = 40

func (s *Space) equal(a, b Plain, depth int) *Cond {
	if depth > maxDepth {
		return s.deep(a, b)
	}
	ua, oka := asUnknown(a)
	ub, okb := asUnknown(b)
	switch {
	case oka && okb:
		return s.equalUnknowns(ua, ub)
	case oka:
		return s.equalsConstant(ua, b)
	case okb:
		return s.equalsConstant(ub, a)
	}
	switch x := a.(type) {
	case *Seq:
		if y, ok := b.(*Seq); ok {
			return s.equalSeqs(x, y, depth)
		}
		return False
	case *Dict:
		if y, ok := b.(*Dict); ok {
			return s.equalDicts(x, y, depth)
		}
		return False
	}
	ha, oka := Hash(a)
	hb, okb := Hash(b)
	if oka && okb {
		return cond(ha == hb)
	}
	return cond(a == b)
}

// Foreign is implemented by plain values outside this package that stand for
// something of which only the name is known.
type Foreign interface{ Unknown() *Unknown }

// asUnknown is p as something unknown, if it is.
func asUnknown(p Plain) (*Unknown, bool) {
	if f, ok := p.(Foreign); ok {
		return f.Unknown(), true
	}
	u, ok := p.(*Unknown)
	return u, ok
}

func (s *Space) equalUnknowns(a, b *Unknown) *Cond {
	ka, kb := s.key(a), s.key(b)
	if ka == kb {
		return True
	}
	if ka > kb {
		ka, kb = kb, ka
	}
	return s.question("eq "+ka+" "+kb, a, a.Label()+" equals "+b.Label(), a.Label()+" differs from "+b.Label())
}

// Equals is the condition under which v == w.
func (s *Space) Equals(v, w *Value) *Cond {
	c := False
	for _, a := range v.alts {
		for _, b := range w.alts {
			if both := a.When.And(b.When); both != False {
				c = c.Or(both.And(s.Equal(a.Plain, b.Plain)))
			}
		}
	}
	return c
}

func (s *Space) equals2(v, w *Value, depth int) *Cond {
	c := False
	for _, a := range v.alts {
		for _, b := range w.alts {
			both := a.When.And(b.When)
			if both != False {
				c = c.Or(both.And(s.equal(a.Plain, b.Plain, depth+1)))
			}
		}
	}
	return c
}

func (s *Space) equalSeqs(a, b *Seq, depth int) *Cond {
	if a == b {
		return True
	}
	setA, setB := a.Kind >= SetKind, b.Kind >= SetKind
	if setA != setB || !setA && a.Kind != b.Kind {
		return False
	}
	if !a.Firm() || !b.Firm() || !setA && (a.Mixed || b.Mixed) && len(a.Elems) == len(b.Elems) && len(a.Elems) > 1 {
		return s.Atom("eq "+s.address(a)+" "+s.address(b), Atom{
			Yes: "two lists are equal", No: "two lists differ", Needs: unique(append(PlainNeeds(a), PlainNeeds(b)...)),
		})
	}
	if len(a.Elems) != len(b.Elems) {
		return False
	}
	c := True
	for i, e := range a.Elems {
		if setA {
			c = c.And(s.contains(b, e.Val, depth))
		} else {
			c = c.And(s.equals2(e.Val, b.Elems[i].Val, depth))
		}
	}
	return c
}

// Firm reports whether it is known which elements there are.
func (s *Seq) Firm() bool {
	if s.More != nil {
		return false
	}
	for _, e := range s.Elems {
		if e.When != True {
			return false
		}
	}
	return true
}

// Ordered reports whether it is known in which order the elements are that
// are known; those of a set have none.
func (s *Seq) Ordered() bool { return len(s.Elems) < 2 || !s.Mixed && s.Kind <= TupleKind }

// Firm reports whether it is known which keys there are.
func (d *Dict) Firm() bool {
	if d.More != nil {
		return false
	}
	for _, e := range d.Entries {
		if e.When != True {
			return false
		}
	}
	return true
}

func (s *Space) equalDicts(a, b *Dict, depth int) *Cond {
	if a == b {
		return True
	}
	if !a.Firm() || !b.Firm() {
		return s.Atom("eq "+s.address(a)+" "+s.address(b), Atom{Yes: "two dicts are equal", No: "two dicts differ"})
	}
	if len(a.Entries) != len(b.Entries) {
		return False
	}
	c := True
	for _, e := range a.Entries {
		f := b.Get(e.Key)
		if f == nil {
			return False
		}
		c = c.And(s.equals2(e.Val, f.Val, depth))
	}
	return c
}

// Contains is the condition under which v is an element of q.
func (s *Space) Contains(q *Seq, v *Value) *Cond { return s.contains(q, v, 0) }

func (s *Space) contains(q *Seq, v *Value, depth int) *Cond {
	c := False
	for _, e := range q.Elems {
		if e.When != False {
			c = c.Or(e.When.And(s.equals2(e.Val, v, depth)))
		}
	}
	if q.More != nil && c != True {
		c = c.Or(s.Ask("in "+s.valueKey(v), q.More, q.More.Label()+" holds "+valueWords(v), q.More.Label()+" lacks "+valueWords(v)))
	}
	return c
}

func (s *Space) valueKey(v *Value) string {
	if p, ok := v.Only(); ok {
		if h, ok := Hash(p); ok {
			return h
		}
	}
	return s.address(v)
}

func valueWords(v *Value) string {
	if p, ok := v.Only(); ok {
		if text, ok := p.(Str); ok && len(text) <= 80 && !strings.ContainsAny(string(text), "\n\r") {
			return strconv.Quote(string(text))
		}
	}
	return "a given value"
}
