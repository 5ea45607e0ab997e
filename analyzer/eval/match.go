package eval

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A capture is a name that a pattern binds where it matches.
type capture struct {
	name string
	when *value.Cond
	val  *value.Value
}

// matchStmt tries the cases in order.
func (in *interp) matchStmt(s *python.Match) {
	subject := in.expr(s.Subject)
	rest, ends := in.pc, value.False
	for _, c := range s.Cases {
		if in.pc = rest; rest == value.False {
			break
		}
		m := in.caseMatches(c, subject)
		rest = in.pc // without where it raised
		ends = ends.Or(in.branch(m, func() { in.block(c.Body) }))
		rest = rest.Minus(m)
	}
	in.pc = ends.Or(rest)
}

// caseMatches is the condition under which a case is taken. Its names are
// bound where the pattern matches, whatever the guard says.
func (in *interp) caseMatches(c python.Case, subject *value.Value) *value.Cond {
	var captures []capture
	m := in.matches(c.Pattern, subject, &captures)
	for _, k := range captures {
		in.branch(m.And(k.when), func() { in.bind(in.target(k.name), k.name, k.val, c.Pattern.Span()) })
	}
	if c.Guard != nil {
		guard := value.False
		in.Under(m, func() *value.Value {
			guard = in.truth(in.expr(c.Guard))
			return nil
		})
		m = m.And(guard)
	}
	return m
}

// matches is the condition under which subject matches.
func (in *interp) matches(p python.Pattern, subject *value.Value, names *[]capture) *value.Cond {
	switch p := p.(type) {
	case *python.MatchValue:
		v := in.expr(p.Value)
		switch p.Value.(type) {
		case *python.NoneLit, *python.BoolLit:
			return in.identical(subject, v, p.Place)
		}
		return in.equals(subject, v, p.Place)
	case *python.MatchAs:
		m := value.True
		if p.Pattern != nil {
			m = in.matches(p.Pattern, subject, names)
		}
		if p.Name != "" {
			*names = append(*names, capture{p.Name, value.True, subject})
		}
		return m
	case *python.MatchOr:
		return in.matchesOr(p, subject, names)
	case *python.MatchSequence:
		return in.eachMatches(subject, names, func(a value.Alt) *value.Cond { return in.matchesSequence(p, a, names) })
	case *python.MatchMapping:
		return in.eachMatches(subject, names, func(a value.Alt) *value.Cond { return in.matchesMapping(p, a, names) })
	case *python.MatchClass:
		class := in.expr(p.Class)
		return in.eachMatches(subject, names, func(a value.Alt) *value.Cond { return in.matchesClass(p, class, a, names) })
	case *python.MatchOther:
		in.captureUnknown(p, p.Names, names)
	}
	return in.mayMatch(p)
}

func (in *interp) mayMatch(p python.Pattern) *value.Cond {
	in.doubts++
	at := p.Span()
	return in.space.Atom("match "+at.String()+" "+itoa(at.Column), value.Atom{
		Yes: "the pattern at " + at.String() + " matches", No: "the pattern at " + at.String() + " does not match", Span: at,
	})
}

// captureUnknown binds names of a pattern that is not followed.
func (in *interp) captureUnknown(p python.Pattern, list []string, names *[]capture) {
	for _, n := range list {
		*names = append(*names, capture{n, value.True, in.unknown(p.Span(), "it is bound by a pattern", "")})
	}
}

// eachMatches joins the answers for what a subject may be. What is captured of
// one of these is captured where the subject is it.
func (in *interp) eachMatches(subject *value.Value, names *[]capture, f func(value.Alt) *value.Cond) *value.Cond {
	m := value.False
	in.eachDo(subject, func(a value.Alt) {
		before := len(*names)
		c := a.When.And(f(a))
		for i := range (*names)[before:] {
			k := &(*names)[before+i]
			k.when = k.when.And(c)
		}
		m = m.Or(c)
	})
	return m
}

// matchesOr takes the first alternative that matches.
func (in *interp) matchesOr(p *python.MatchOr, subject *value.Value, names *[]capture) *value.Cond {
	m := value.False
	for _, q := range p.Patterns {
		var own []capture
		c := in.matches(q, subject, &own).Minus(m)
		for _, k := range own {
			k.when = k.when.And(c)
			*names = append(*names, k)
		}
		m = m.Or(c)
	}
	return m
}

func (in *interp) matchesSequence(p *python.MatchSequence, a value.Alt, names *[]capture) *value.Cond {
	star := slices.IndexFunc(p.Patterns, func(q python.Pattern) bool { _, ok := q.(*python.MatchStar); return ok })
	var elems []value.Elem
	switch q := plainly(a.Plain).(type) {
	case *value.Seq:
		if q.Kind > value.TupleKind {
			return value.False
		}
		if q.More != nil || !in.sure(q.Elems) || disordered(q) {
			return in.mayMatchParts(p, p.Patterns, names)
		}
		elems = q.Elems
	case *rangeOf:
		elems, _ = in.elements(value.Of(q, a.Origin), p.Place)
	case *value.Unknown, *External, *models.Object:
		return in.mayMatchParts(p, p.Patterns, names)
	case *Instance:
		if q.Class.foreign() == nil {
			return value.False
		}
		return in.mayMatchParts(p, p.Patterns, names)
	default:
		return value.False
	}
	n := len(p.Patterns)
	if star < 0 && len(elems) != n || len(elems) < n-1 {
		return value.False
	}
	m := value.True
	for i, q := range p.Patterns {
		at := i
		if s, ok := q.(*python.MatchStar); ok {
			if s.Name != "" {
				list := in.seq(value.ListKind)
				list.Elems = append(list.Elems, elems[i:len(elems)-(n-1-i)]...)
				*names = append(*names, capture{s.Name, value.True, value.Of(list, a.Origin)})
			}
			continue
		}
		if star >= 0 && i > star {
			at = len(elems) - n + i
		}
		m = m.And(in.matches(q, elems[at].Val, names))
	}
	return m
}

// mayMatchParts is a pattern for something unknown: its parts match unknowns.
func (in *interp) mayMatchParts(p python.Pattern, parts []python.Pattern, names *[]capture) *value.Cond {
	m := in.mayMatch(p)
	for _, q := range parts {
		if s, ok := q.(*python.MatchStar); ok {
			if s.Name != "" {
				in.captureUnknown(p, []string{s.Name}, names)
			}
			continue
		}
		m = m.And(in.matches(q, in.unknown(q.Span(), "it is a part of something unknown", ""), names))
	}
	return m
}

func (in *interp) matchesMapping(p *python.MatchMapping, a value.Alt, names *[]capture) *value.Cond {
	d, ok := a.Plain.(*value.Dict)
	switch {
	case ok && d.More == nil:
	case ok || isUnknown(a.Plain) || opaque(a.Plain):
		if p.Rest != "" {
			in.captureUnknown(p, []string{p.Rest}, names)
		}
		return in.mayMatchParts(p, p.Patterns, names)
	default:
		return value.False
	}
	m := value.True
	left := d.Copy()
	left.Born = in.born()
	for i, k := range p.Keys {
		key, known := in.expr(k).Only()
		if !known {
			return in.mayMatch(p)
		}
		e := d.Get(key)
		if e == nil {
			return value.False
		}
		m = m.And(e.When).And(in.matches(p.Patterns[i], e.Val, names))
		left.Delete(key, value.True)
	}
	if p.Rest != "" {
		*names = append(*names, capture{p.Rest, value.True, value.Of(left, a.Origin)})
	}
	return m
}

// selfMatching are the types whose pattern takes the object itself.
var selfMatching = []string{"bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"}

func (in *interp) matchesClass(p *python.MatchClass, class *value.Value, a value.Alt, names *[]capture) *value.Cond {
	c, known := class.Only()
	if !known {
		return in.mayMatchParts(p, append(slices.Clone(p.Patterns), p.Named...), names)
	}
	m := in.instanceOf(a.Plain, c, p.Place)
	if m == value.False {
		return m
	}
	self := value.Of(a.Plain, a.Origin)
	attrs := slices.Clone(p.Names)
	patterns := slices.Clone(p.Named)
	if len(p.Patterns) > 0 {
		if b, ok := c.(*Builtin); ok && slices.Contains(selfMatching, b.Name) && len(p.Patterns) == 1 {
			m = m.And(in.matches(p.Patterns[0], self, names))
		} else if order, ok := in.matchArgs(c); ok && len(p.Patterns) <= len(order) {
			attrs = append(order[:len(p.Patterns):len(p.Patterns)], attrs...)
			patterns = append(slices.Clone(p.Patterns), patterns...)
		} else if ok {
			in.throw(in.pc.And(m), p.Place, "TypeError", "the pattern takes too many parts")
			return value.False
		} else {
			return in.mayMatchParts(p, append(slices.Clone(p.Patterns), p.Named...), names)
		}
	}
	for i, name := range attrs {
		has := value.True
		v := in.caught(func() *value.Value {
			v, ok := in.attr(a, name, p.Place)
			if !ok {
				has = value.False
			}
			return v
		}, func() *value.Value { has = has.Minus(in.pc); return unset })
		if has == value.False || v == nil {
			return value.False
		}
		m = m.And(has).And(in.matches(patterns[i], v, names))
	}
	return m
}

// matchArgs is __match_args__ of a class.
func (in *interp) matchArgs(p value.Plain) ([]string, bool) {
	c, ok := p.(*Class)
	if !ok {
		return nil, false
	}
	if v, ok := in.classAttr(c, "__match_args__"); ok {
		return in.allNames(v)
	}
	if c.foreign() != nil {
		return nil, false
	}
	return nil, true
}
