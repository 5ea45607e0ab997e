package eval

import (
	"strconv"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// The built-in functions that ask for elements one after the other.

// lazily makes an iterator of what step gives.
func (in *interp) lazily(typeName string, c *call, mixed bool, step func(it *iterator) (value.Elem, bool)) *value.Value {
	if in.pc == value.False {
		return nil
	}
	it := &iterator{typeName: typeName, mixed: mixed}
	it.step = func() (value.Elem, bool) { return step(it) }
	return value.Of(it, value.Merge(c.at, c.args...))
}

// fits raises TypeError unless a call has between low and high arguments and,
// where they are not all known, gives up.
func (in *interp) fits(c *call, name string, low, high int) bool {
	if n := len(c.args); c.loose == nil && (n < low || n > high) {
		in.throw(in.pc, c.at, "TypeError", "%s() got %d arguments", name, n)
	}
	return c.loose == nil && in.pc != value.False
}

func (in *interp) iterCall(c *call) *value.Value {
	if !in.fits(c, "iter", 1, 2) || len(c.args) == 2 {
		return in.derivedCall("iter", unset, c)
	}
	return in.each1(c.args[0], func(a value.Alt) *value.Value {
		if _, unknown := a.Plain.(*value.Unknown); unknown {
			return in.derivedCall("iter", value.Of(a.Plain, a.Origin), c)
		}
		it := in.iterOf(a, c.at)
		if it == nil {
			return nil
		}
		return value.Of(it, a.Origin)
	})
}

func (in *interp) enumerate(c *call) *value.Value {
	iterable := c.arg(0, "iterable")
	if iterable == nil {
		return in.opaqueCall(c)
	}
	cur := in.cursor(iterable, c.at)
	n, known := int64(0), true
	if v := c.arg(1, "start"); v != nil {
		p, _ := v.Only()
		n, known = asInt(p)
	}
	known = known && !cur.mixed
	return in.lazily("enumerate", c, false, func(it *iterator) (value.Elem, bool) {
		e, ok := cur.next()
		switch {
		case !ok:
			it.more = cur.more
			return e, false
		case !in.relativeTrue(e.When) || !known:
			it.more = &value.Unknown{Reason: "it is not known which elements are counted"}
			return value.Elem{}, false
		}
		pair := in.seq(value.TupleKind, value.Of(value.Int(n), value.At(c.at)), e.Val)
		n++
		return value.Elem{When: e.When, Val: value.Of(pair, value.At(c.at))}, true
	})
}

// relativeTrue reports whether c holds wherever the path leads.
func (in *interp) relativeTrue(c *value.Cond) bool { return in.relative(c) == value.True }

func (in *interp) zip(c *call) *value.Value {
	for _, k := range c.keywords {
		if in.truth(k.Val) != value.False {
			return in.derivedCall("zip", unset, c)
		}
	}
	var curs []*cursor
	for _, a := range c.args {
		curs = append(curs, in.cursor(a, c.at))
	}
	return in.lazily("zip", c, false, func(it *iterator) (value.Elem, bool) {
		vals, ok := in.tupleOf(it, curs)
		if !ok {
			return value.Elem{}, false
		}
		return value.Elem{When: value.True, Val: value.Of(in.seq(value.TupleKind, vals...), value.At(c.at))}, true
	})
}

// tupleOf takes one element from each of several; false once one has none
// left.
func (in *interp) tupleOf(it *iterator, curs []*cursor) ([]*value.Value, bool) {
	vals := make([]*value.Value, len(curs))
	for i, cur := range curs {
		e, ok := cur.next()
		if !ok {
			it.more = cur.more
			return nil, false
		}
		if !in.relativeTrue(e.When) || cur.mixed {
			it.more = &value.Unknown{Reason: "it is not known which elements belong together"}
			return nil, false
		}
		vals[i] = e.Val
	}
	return vals, len(curs) > 0
}

func (in *interp) mapOver(c *call) *value.Value {
	if len(c.args) < 2 {
		return in.derivedCall("map", unset, c)
	}
	if len(c.args) == 2 {
		return in.mapOne(c)
	}
	var curs []*cursor
	for _, a := range c.args[1:] {
		curs = append(curs, in.cursor(a, c.at))
	}
	return in.lazily("map", c, false, func(it *iterator) (value.Elem, bool) {
		vals, ok := in.tupleOf(it, curs)
		if !ok {
			if it.more != nil {
				in.mayFail(c.at, c.args...)
			}
			return value.Elem{}, false
		}
		v := in.callWith(c.args[0], c.at, vals...)
		return value.Elem{When: value.True, Val: v}, in.pc != value.False
	})
}

func (in *interp) mapOne(c *call) *value.Value {
	cur := in.cursor(c.args[1], c.at)
	return in.lazily("map", c, cur.mixed, func(it *iterator) (value.Elem, bool) {
		e, ok := cur.next()
		it.mixed = cur.mixed
		if !ok {
			it.more = cur.more
			in.callOnRest(c.args[0], cur.more, c.at)
			return e, false
		}
		v := in.Under(e.When, func() *value.Value { return in.callWith(c.args[0], c.at, e.Val) })
		if v == nil {
			v = value.Alternatives(nil)
		}
		return value.Elem{When: e.When, Val: v}, in.pc != value.False
	})
}

// callOnRest calls f for the elements that are not known, for what it does
// beside giving a value, such as raising.
func (in *interp) callOnRest(f *value.Value, more *value.Unknown, at source.Span) {
	if more == nil || in.pc == value.False {
		return
	}
	p, _ := f.Only()
	if _, ok := p.(*Func); !ok {
		in.mayFail(at, f, value.Of(more, nil))
		return
	}
	l := &loop{broken: value.False, next: value.False}
	in.unknownTurns(l, more, at, func() { in.callWith(f, at, value.Of(elementOf(more), value.At(at))) })
}

func (in *interp) filterOver(c *call) *value.Value {
	if len(c.args) != 2 {
		return in.derivedCall("filter", unset, c)
	}
	cur := in.cursor(c.args[1], c.at)
	p, _ := c.args[0].Only()
	_, itself := p.(value.None)
	return in.lazily("filter", c, cur.mixed, func(it *iterator) (value.Elem, bool) {
		for {
			e, ok := cur.next()
			it.mixed = cur.mixed
			if !ok {
				it.more = cur.more
				if !itself {
					in.callOnRest(c.args[0], cur.more, c.at)
				}
				return e, false
			}
			test := e.Val
			if !itself {
				test = in.Under(e.When, func() *value.Value { return in.callWith(c.args[0], c.at, e.Val) })
			}
			if in.pc == value.False {
				return e, false
			}
			if test == nil {
				continue
			}
			if when := e.When.And(in.narrow(in.truth(test))); when != value.False {
				return value.Elem{When: when, Val: e.Val}, true
			}
		}
	})
}

func (in *interp) reversed(c *call) *value.Value {
	if !in.fits(c, "reversed", 1, 1) {
		return in.derivedCall("reversed", unset, c)
	}
	return in.each1(c.args[0], func(a value.Alt) *value.Value {
		var elems []value.Elem
		var more *value.Unknown
		switch p := a.Plain.(type) {
		case *value.Seq:
			if p.Kind >= value.SetKind {
				in.throw(in.pc, c.at, "TypeError", "'%s' object is not reversible", p.Type())
				return nil
			}
			if p.Kind == value.ListKind && !disordered(p) {
				return value.Of(in.iterBackward(p, c.at), a.Origin)
			}
			elems, more = p.Elems, p.More
		case *iterator:
			in.throw(in.pc, c.at, "TypeError", "'%s' object is not reversible", p.Type())
			return nil
		case *value.Unknown:
			return in.derivedCall("reversed", value.Of(a.Plain, a.Origin), c)
		default:
			elems, more = in.elements(value.Of(a.Plain, a.Origin), c.at)
		}
		if in.pc == value.False {
			return nil
		}
		q, _ := a.Plain.(*value.Seq)
		back := make([]value.Elem, len(elems))
		for i, e := range elems {
			back[len(elems)-1-i] = e
		}
		it := listed("reversed", back, more)
		it.mixed = q != nil && disordered(q)
		return value.Of(it, a.Origin)
	})
}

// iterBackward goes over a list from its end by index.
func (in *interp) iterBackward(q *value.Seq, at source.Span) *iterator {
	it := &iterator{typeName: "list_reverseiterator", more: q.More}
	elems, n := q.Elems, len(q.Elems)
	it.step = func() (value.Elem, bool) {
		if !sameElems(q.Elems, elems) {
			if !in.sure(q.Elems) || !in.sure(elems) || q.More != nil {
				it.more = &value.Unknown{Reason: "the list is changed while it is gone over at " + at.String()}
				return value.Elem{}, false
			}
			elems = q.Elems
		}
		n--
		if n < 0 || n >= len(q.Elems) {
			return value.Elem{}, false
		}
		return q.Elems[n], true
	}
	return it
}

// anyAll is any(x) or all(x): it asks for elements until one decides.
func anyAll(isAny bool) func(*interp, *call) *value.Value {
	return func(in *interp, c *call) *value.Value {
		if !in.fits(c, "any", 1, 1) {
			return in.derivedCall("any", unset, c)
		}
		found := value.False
		more := in.cursor(c.args[0], c.at).visit(func(e value.Elem) *value.Cond {
			t := in.truth(e.Val)
			if !isAny {
				t = t.Not()
			}
			hit := e.When.And(t)
			found = found.Or(hit)
			return hit
		})
		if more != nil && found != value.True {
			found = found.Or(in.space.Ask("any "+strconv.FormatBool(isAny), more, more.Label()+" decides the test at "+c.at.String(), more.Label()+" does not decide the test at "+c.at.String()))
		}
		if !isAny {
			found = found.Not()
		}
		return in.boolean(found, c.at, c.args[0])
	}
}

func (in *interp) sum(c *call) *value.Value {
	if len(c.args) == 0 {
		return in.opaqueCall(c)
	}
	total := value.Of(value.Int(0), value.At(c.at))
	if v := c.arg(1, "start"); v != nil {
		total = v
		if p, ok := v.Only(); ok && hasType(p, "str", "bytes") {
			in.throw(in.pc, c.at, "TypeError", "sum() can't sum %s", p.Type())
			return nil
		}
	}
	loose := false
	cur := in.cursor(c.args[0], c.at)
	more := cur.walk(func(e value.Elem) {
		if p, _ := e.Val.Only(); !in.relativeTrue(e.When) || cur.mixed && (p == nil || !hasType(p, "int", "bool")) {
			loose = true
		}
		if !loose {
			total = in.binary("+", total, e.Val, c.at)
		}
	})
	if more != nil || loose {
		in.mayFail(c.at, c.args...)
		return in.derived(c.at, "sum", "", c.args...)
	}
	return total
}

// minMax is min(...) or max(...).
func minMax(sign int) func(*interp, *call) *value.Value {
	return func(in *interp, c *call) *value.Value {
		key, def := c.keyword("key"), c.keyword("default")
		if p, ok := in.onlyHere(key); ok && hasType(p, "NoneType") {
			key = nil
		}
		if len(c.args) == 0 || c.loose != nil {
			return in.derivedCall("minmax", unset, c)
		}
		m := &extreme{in: in, sign: sign, key: key, at: c.at}
		if len(c.args) > 1 {
			for _, v := range c.args {
				m.take(value.Elem{When: value.True, Val: v})
			}
			return m.result(c, nil)
		}
		cur := in.cursor(c.args[0], c.at)
		m.lost = cur.mixed && key != nil
		more := cur.walk(m.take)
		if more == nil && m.best == nil && !m.lost {
			if def != nil {
				return def
			}
			in.throw(in.pc, c.at, "ValueError", "the argument is empty")
			return nil
		}
		return m.result(c, more)
	}
}

// onlyHere is Only for a value that may be nil.
func (in *interp) onlyHere(v *value.Value) (value.Plain, bool) {
	if v == nil {
		return nil, false
	}
	return v.Under(in.pc).Only()
}

// An extreme is the least or greatest of what was taken so far.
type extreme struct {
	in         *interp
	sign       int
	key        *value.Value
	at         source.Span
	best, key1 *value.Value
	lost       bool // it cannot be told
}

func (m *extreme) take(e value.Elem) {
	in := m.in
	if m.lost || !in.relativeTrue(e.When) {
		m.lost = true
		return
	}
	k := e.Val
	if m.key != nil {
		k = in.callWith(m.key, m.at, e.Val)
	}
	if m.best == nil || in.pc == value.False {
		m.best, m.key1 = e.Val, k
		return
	}
	if len(m.best.Alts()) > maxDoubtful {
		m.lost = true
		return
	}
	op := map[int]string{-1: "<", 1: ">"}[m.sign]
	better := in.pairs(k, m.key1, func(a, b value.Plain) *value.Cond { return in.ordered(op, a, b, m.at) })
	m.best, m.key1 = value.Join(better, e.Val, m.best), value.Join(better, k, m.key1)
}

func (m *extreme) result(c *call, more *value.Unknown) *value.Value {
	if m.lost || more != nil {
		m.in.mayFail(c.at, c.values()...)
		return m.in.derived(c.at, "minmax", "", c.values()...)
	}
	return m.best.Map(func(*value.Origin) *value.Origin { return value.Merge(c.at, m.best) })
}

// next is next(iterator, default).
func (in *interp) next(c *call) *value.Value {
	if !in.fits(c, "next", 1, 2) {
		return in.derivedCall("next", unset, c)
	}
	return in.each1(c.args[0], func(a value.Alt) *value.Value {
		var it *iterator
		switch p := a.Plain.(type) {
		case *iterator:
			it = p
		case *Instance:
			if m, ok := in.classAttr(p.Class, "__next__"); ok {
				return in.callWith(m, c.at, value.Of(p, a.Origin))
			}
		case *value.Unknown, *External:
			in.mayRaise(c.at, "StopIteration", value.Of(a.Plain, a.Origin))
			return in.derivedCall("next", value.Of(a.Plain, a.Origin), c)
		}
		if it == nil {
			in.throw(in.pc, c.at, "TypeError", "'%s' object is not an iterator", a.Plain.Type())
			return nil
		}
		return in.nextOf(it, c)
	})
}

func (in *interp) nextOf(it *iterator, c *call) *value.Value {
	if it.mixed {
		it.giveUp("the order of its elements is not known")
		in.mayRaise(c.at, "StopIteration")
		return in.derivedCall("next", value.Of(it, nil), c)
	}
	rest, taken := value.True, value.False
	var alts []value.Alt
	for in.pc != value.False {
		e, ok := in.pull(it, c.at)
		if !ok {
			break
		}
		hit := e.When.And(rest)
		for _, x := range e.Val.Alts() {
			x.When = x.When.And(hit)
			alts = append(alts, x)
		}
		rest = rest.Minus(e.When)
		taken = taken.Or(in.pc.And(e.When))
		in.pc = in.ahead(in.pc.Minus(e.When))
		if in.pc != value.False {
			defer it.giveUp("it is not known how far it was read at " + c.at.String())
		}
	}
	left := in.pc
	in.pc = in.ahead(left.Or(taken))
	switch {
	case it.more != nil && left != value.False:
		return in.opaqueCall(c)
	case left == value.False:
	case len(c.args) > 1:
		return value.Join(in.relative(rest), c.args[1], value.Alternatives(alts))
	default:
		in.throw(rest, c.at, "StopIteration", "nothing is left")
	}
	return value.Alternatives(in.settleHere(alts))
}

func (in *interp) reduce(c *call) *value.Value {
	if len(c.args) < 2 || len(c.args) > 3 || len(c.keywords) > 0 {
		return in.opaqueCall(c)
	}
	var acc *value.Value
	if len(c.args) > 2 {
		acc = c.args[2]
	}
	cur := in.cursor(c.args[1], c.at)
	loose := cur.mixed
	more := cur.walk(func(e value.Elem) {
		loose = loose || !in.relativeTrue(e.When)
		switch {
		case loose:
		case acc == nil:
			acc = e.Val
		default:
			acc = in.callWith(c.args[0], c.at, acc, e.Val)
		}
	})
	if more != nil || loose {
		return in.opaqueCall(c)
	}
	if acc == nil {
		in.throw(in.pc, c.at, "TypeError", "reduce() of empty iterable with no initial value")
	}
	return acc
}
