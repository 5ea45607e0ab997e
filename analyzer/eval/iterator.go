package eval

import (
	"iter"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// An iterator gives its elements as they are asked for: what a generator, map
// or iter() makes. Between two elements other code runs, so what a generator
// does happens in the order in which Python does it.
type iterator struct {
	typeName string
	step     func() (value.Elem, bool)
	world    *value.Cond    // where it stands at its next element; nil before the first
	more     *value.Unknown // set if what is left is not known
	over     bool
	running  bool
	co       *coroutine // of a generator
	mixed    bool       // the order of the elements is not known
}

// Type implements value.Plain.
func (it *iterator) Type() string { return it.typeName }

// HashKey implements value.Hashable.
func (it *iterator) HashKey() (string, bool) { return "", false }

// pull gives the next element, here; its condition says where there is one.
// False means that nothing is left.
func (in *interp) pull(it *iterator, at source.Span) (value.Elem, bool) {
	in.step()
	if it.over || in.pc == value.False {
		return value.Elem{}, false
	}
	if it.running {
		in.throw(in.pc, at, "ValueError", "generator already executing")
		return value.Elem{}, false
	}
	if it.world != nil && !in.surely(it.world) {
		it.giveUp("it is read under different conditions at " + at.String())
		return value.Elem{}, false
	}
	it.running = true
	e, ok := it.step()
	it.running = false
	it.world = in.pc
	if !ok {
		it.over = true
		return value.Elem{}, false
	}
	return e, true
}

// giveUp makes all that is left unknown.
func (it *iterator) giveUp(reason string) {
	it.over = true
	if it.more == nil {
		it.more = &value.Unknown{Reason: reason}
	}
}

// A coroutine runs the body of a generator between pulls.
type coroutine struct {
	in     *interp
	it     *iterator
	next   func() (value.Elem, bool)
	stop   func()
	yield  func(value.Elem) bool
	base   strand
	raised []raised // what the body lets out
	thrown []raised // what a with statement throws in
	at     *value.Cond
	result *value.Value // what the body returned
	asks   journal      // leads to the journals of who asks for an element
}

// A strand is the part of the state that belongs to one line of execution.
type strand struct {
	frame               *frame
	raised              *[]raised
	why                 []*value.Origin
	calls, depth, tries int
	journal             *journal
}

func (in *interp) strand() strand {
	return strand{in.frame, in.raised, in.why, in.calls, in.depth, in.tries, in.journal}
}

func (in *interp) resume(s strand) {
	in.frame, in.raised, in.why, in.calls, in.depth, in.tries = s.frame, s.raised, s.why, s.calls, s.depth, s.tries
	in.journal = s.journal
}

// abandoned is what unwinds a body that nobody will ask again.
type abandoned struct{}

// generator makes an iterator whose elements body emits, in frame fr.
func (in *interp) generator(typeName string, fr *frame, body func(*coroutine)) *iterator {
	co := &coroutine{in: in, at: value.False, asks: journal{link: true}}
	it := &iterator{typeName: typeName, co: co}
	co.it = it
	co.next, co.stop = iter.Pull(func(yield func(value.Elem) bool) {
		defer func() {
			if p := recover(); p != nil {
				if _, ok := p.(abandoned); !ok {
					panic(p)
				}
			}
		}()
		co.yield = yield
		in.frame, in.raised, in.journal = fr, &co.raised, &co.asks
		body(co)
		co.at = value.False
	})
	it.step = co.pull
	in.going[it] = true
	return it
}

// pull runs the body up to its next element.
func (co *coroutine) pull() (value.Elem, bool) {
	in := co.in
	here, mine := in.pc, in.strand()
	co.base, co.asks.outside = mine, mine.journal
	thrown := value.False
	for _, r := range co.thrown {
		thrown = thrown.Or(r.when)
	}
	in.pc = here.Or(thrown)
	e, ok := co.next()
	if !ok {
		delete(in.going, co.it)
		co.at = in.pc
	}
	in.resume(mine)
	in.pc = here.Or(thrown.And(co.at))
	for _, r := range co.raised {
		in.letOut(r)
	}
	co.raised = nil
	if !ok {
		return e, false
	}
	if in.surely(co.at) {
		e.When = value.True
	} else if e.When == nil {
		e.When = co.at
	}
	return e, true
}

// letOut passes on an exception of the body. A StopIteration is an error of
// the body's.
func (in *interp) letOut(r raised) {
	if r.exc.Class.is(exceptionClasses["StopIteration"]) == value.Yes {
		r.exc = &Exception{Class: builtinClass("RuntimeError"), Message: "generator raised StopIteration", Span: r.exc.Span, Vars: r.exc.Vars}
	}
	in.pc = in.pc.Minus(r.when)
	in.rethrow([]raised{r})
	in.pc = in.ahead(in.pc)
}

// emit hands out an element and waits to be asked for the next. when is nil
// where it is just the path that tells whether there is the element.
func (co *coroutine) emit(when *value.Cond, v *value.Value) {
	in := co.in
	if in.pc == value.False {
		return
	}
	if in.frame.unsure > 0 {
		if co.it.more == nil {
			co.it.more = &value.Unknown{Reason: "how many elements a generator gives is not known"}
		}
		return
	}
	own, here := in.strand(), in.pc
	own.calls -= co.base.calls
	own.depth -= co.base.depth
	own.tries -= co.base.tries
	co.at = here
	if !co.yield(value.Elem{When: when, Val: v}) {
		panic(abandoned{})
	}
	own.calls += co.base.calls
	own.depth += co.base.depth
	own.tries += co.base.tries
	in.resume(own)
	in.pc = here.And(in.pc)
	thrown := co.thrown
	co.thrown = nil
	for _, r := range thrown {
		in.raise(r.when, r.exc)
	}
}

// closeAll ends the bodies that nobody will ask again.
func (in *interp) closeAll() {
	mine, pc := in.strand(), in.pc
	for it := range in.going {
		it.over = true
		it.co.stop()
	}
	clear(in.going)
	in.resume(mine)
	in.pc = pc
}

// A cursor goes over what a value may be, alternative after alternative.
type cursor struct {
	in   *interp
	alts []value.Alt
	many bool
	more *value.Unknown
	at   source.Span
	// mixed tells that the order of the elements is not known.
	mixed bool
}

// disordered reports whether it matters that the order of q is not known.
func disordered(q *value.Seq) bool {
	return (q.Mixed || q.Kind >= value.SetKind) && (len(q.Elems) > 1 || len(q.Elems) == 1 && q.More != nil)
}

// cursor begins to iterate over v. What cannot be iterated over raises.
func (in *interp) cursor(v *value.Value, at source.Span) *cursor {
	in.blame = []*value.Value{v}
	c := &cursor{in: in, at: at, many: len(v.Alts()) > 1}
	if v == nil {
		return c
	}
	in.eachDo(v, func(a value.Alt) {
		it := in.iterOf(a, at)
		if it != nil {
			c.alts = append(c.alts, value.Alt{When: a.When, Plain: it})
			c.mixed = c.mixed || it.mixed
		}
	})
	return c
}

// next gives the next element, here.
func (c *cursor) next() (e value.Elem, ok bool) {
	for len(c.alts) > 0 && c.in.pc != value.False {
		it := c.alts[0].Plain.(*iterator)
		if !c.many {
			e, ok = c.in.pull(it, c.at)
			if c.mixed = c.mixed || it.mixed; ok {
				return e, true
			}
		} else {
			c.in.Under(c.alts[0].When, func() *value.Value { e, ok = c.in.pull(it, c.at); return nil })
			if c.mixed = c.mixed || it.mixed; ok {
				e.When = e.When.And(c.alts[0].When)
				return e, true
			}
		}
		if it.more != nil && c.more == nil && c.alts[0].When.Meets(c.in.pc) {
			c.more = it.more
		}
		c.alts = c.alts[1:]
	}
	return value.Elem{}, false
}

// walk calls f for each element of v, in turn, and gives what is not known
// of the rest. f may end the path where it wants no further ones.
func (in *interp) walk(v *value.Value, at source.Span, f func(value.Elem)) *value.Unknown {
	return in.cursor(v, at).walk(f)
}

func (c *cursor) walk(f func(value.Elem)) (more *value.Unknown) {
	c.in.inAnyOrder(c, c.at, nil, func() { more = c.each(f) })
	return more
}

func (c *cursor) each(f func(value.Elem)) *value.Unknown {
	for n := 0; ; n++ {
		e, ok := c.next()
		if !ok {
			return c.more
		}
		if n >= maxElems {
			return tooLong(c.at)
		}
		f(e)
	}
}

// iterOf is iter(a); nil where it raised.
func (in *interp) iterOf(a value.Alt, at source.Span) *iterator {
	switch p := plainly(a.Plain).(type) {
	case *iterator:
		return p
	case *value.Seq:
		return in.iterSeq(p, at)
	case *value.Dict:
		return in.iterDict(p, "keys", at)
	case *view:
		return in.iterDict(p.dict, p.name, at)
	case *rangeOf:
		return in.iterRange(p, at)
	case *Instance:
		if it, ok := in.iterInstance(p, a, at); ok {
			return it
		}
	}
	elems, more, ok := in.iterate(a.Plain, at)
	if u, unknown := a.Plain.(*value.Unknown); unknown && !iterable[u.TypeName] {
		in.mayFail(at, value.Of(u, a.Origin))
	}
	if in.pc == value.False {
		return nil
	}
	if i, own := a.Plain.(*Instance); own && i.Class.foreign() == nil && in.pc != value.False {
		in.throw(in.pc, at, "TypeError", "'%s' object is not iterable", a.Plain.Type())
		return nil
	}
	if !ok && more == nil {
		more = in.unknownElements(a)
	}
	return listed(a.Plain.Type()+"_iterator", elems, more)
}

// iterable are the types of which each value can be gone over to its end.
var iterable = map[string]bool{"str": true, "bytes": true, "list": true, "tuple": true, "set": true, "frozenset": true, "dict": true}

// listed is an iterator over elements that do not change.
func listed(typeName string, elems []value.Elem, more *value.Unknown) *iterator {
	it := &iterator{typeName: typeName, more: more}
	n := 0
	it.step = func() (value.Elem, bool) {
		if n >= len(elems) {
			return value.Elem{}, false
		}
		n++
		return elems[n-1], true
	}
	return it
}

// iterSeq goes over a collection that may change meanwhile.
func (in *interp) iterSeq(q *value.Seq, at source.Span) *iterator {
	if q.Kind == value.TupleKind {
		it := listed("tuple_iterator", q.Elems, q.More)
		it.mixed = disordered(q)
		return it
	}
	if q.Kind == value.ListKind {
		return in.iterList(q, at)
	}
	it := &iterator{typeName: "set_iterator", more: q.More, mixed: disordered(q)}
	elems, n := q.Elems, 0
	it.step = func() (value.Elem, bool) {
		if !sameElems(q.Elems, elems) {
			in.changedSize(it, in.sure(q.Elems) && in.sure(elems) && len(q.Elems) != len(elems), "Set", at)
			return value.Elem{}, false
		}
		if n >= len(elems) {
			return value.Elem{}, false
		}
		n++
		return elems[n-1], true
	}
	return it
}

// iterList goes over a list by index, as Python does. Where elements may be
// absent and the list changes, it is not known what comes next.
func (in *interp) iterList(q *value.Seq, at source.Span) *iterator {
	it := &iterator{typeName: "list_iterator", more: q.More, mixed: disordered(q)}
	elems, n := q.Elems, 0
	it.step = func() (value.Elem, bool) {
		if n > maxTurns || n > 0 && len(q.Elems) > len(elems)+maxGrowth {
			it.more = tooLong(at)
			return value.Elem{}, false
		}
		if !sameElems(q.Elems, elems) || q.More != it.more {
			grown := len(q.Elems) >= len(elems) && sameElems(q.Elems[:len(elems)], elems)
			if !grown && !(in.sure(q.Elems) && in.sure(elems)) || q.More != nil {
				it.more = &value.Unknown{Reason: "the list is changed while it is gone over at " + at.String()}
				return value.Elem{}, false
			}
			if !grown || n == 0 {
				elems = q.Elems
			}
		}
		if n >= len(q.Elems) {
			return value.Elem{}, false
		}
		n++
		return q.Elems[n-1], true
	}
	return it
}

func sameElems(a, b []value.Elem) bool {
	if len(a) != len(b) {
		return false
	}
	if len(a) > 0 && &a[0] == &b[0] {
		return true
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// iterDict goes over keys, values or items of a dict.
func (in *interp) iterDict(d *value.Dict, name string, at source.Span) *iterator {
	it := &iterator{typeName: "dict_" + name[:len(name)-1] + "iterator", more: d.More}
	it.mixed = d.Mixed && (len(d.Entries) > 1 || len(d.Entries) == 1 && d.More != nil)
	keys, n := slices.Clone(d.Entries), 0
	firm := d.Firm()
	ends := in.kinds[d].name == "OrderedDict" // with the last key that there was
	it.step = func() (value.Elem, bool) {
		if ends && firm && d.Firm() && n > 0 && n >= len(keys) {
			return value.Elem{}, false
		}
		if !sameKeys(d.Entries, keys) || d.Firm() != firm {
			in.changedSize(it, firm && d.Firm() && len(d.Entries) != len(keys), "dictionary", at)
			return value.Elem{}, false
		}
		if n >= len(keys) {
			return value.Elem{}, false
		}
		n++
		return in.entryPart(d, d.Entries[n-1], name, at), true
	}
	return it
}

// sameKeys reports whether the keys are those that there were, each where it
// was there.
func sameKeys(entries, before []value.Entry) bool {
	return slices.EqualFunc(entries, before, func(a, b value.Entry) bool { return a.Key == b.Key && a.When == b.When })
}

// changedSize ends the iteration over something that was changed meanwhile:
// Python refuses to go on where its size is surely another.
func (in *interp) changedSize(it *iterator, surely bool, what string, at source.Span) {
	if surely {
		in.throw(in.pc, at, "RuntimeError", "%s changed size during iteration", what)
		return
	}
	in.mayRaise(at, "RuntimeError")
	it.more = &value.Unknown{Reason: "it is changed while it is gone over at " + at.String()}
}

// entryPart is what keys, values or items shows of an entry of d.
func (in *interp) entryPart(d *value.Dict, e value.Entry, name string, at source.Span) value.Elem {
	key := value.Of(e.Key, e.Val.Origin())
	v := key
	switch name {
	case "values":
		v = in.entryValue(d, e, at)
	case "items":
		v = value.Of(in.seq(value.TupleKind, key, in.entryValue(d, e, at)), value.At(at))
	}
	return value.Elem{When: e.When, Val: v}
}

// iterInstance goes over an object of a class of the project by its __iter__
// and __next__; false if it has none.
func (in *interp) iterInstance(p *Instance, a value.Alt, at source.Span) (*iterator, bool) {
	self := value.Of(p, a.Origin)
	if m, ok := in.classAttr(p.Class, "__next__"); ok {
		it := &iterator{typeName: p.Class.Name}
		it.step = func() (value.Elem, bool) {
			here := in.pc
			var v *value.Value
			caught := in.collectRaised(func() { v = in.callWith(m, at, self) })
			ended := value.False
			for _, r := range caught {
				if r.exc.Class.is(exceptionClasses["StopIteration"]) == value.Yes {
					ended = ended.Or(r.when)
					continue
				}
				in.rethrow([]raised{r})
			}
			got := in.pc
			in.pc = in.ahead(got.Or(ended.And(here)))
			return value.Elem{When: in.relative(got), Val: v}, got != value.False
		}
		return it, true
	}
	m, ok := in.classAttr(p.Class, "__iter__")
	if !ok {
		return nil, false
	}
	made := in.callWith(m, at, self)
	if q, ok := made.Only(); ok && in.pc != value.False && q != value.Plain(p) {
		return in.iterOf(value.Alt{When: value.True, Plain: q, Origin: made.Origin()}, at), true
	}
	return nil, false
}

// unknownElements stands for what an unknown collection holds.
func (in *interp) unknownElements(a value.Alt) *value.Unknown {
	u := &value.Unknown{Reason: "it is not known what " + describe(a.Plain) + " holds"}
	models.Inherit(u, value.Of(a.Plain, a.Origin))
	return u
}

// searchValue asks for elements until one equals x, as "x in iterator" does.
func (in *interp) searchValue(v *value.Value, x value.Plain, at source.Span) *value.Cond {
	found := value.False
	more := in.cursor(v, at).visit(func(e value.Elem) *value.Cond {
		hit := e.When.And(in.equals(e.Val, value.Of(x, nil), at))
		found = found.Or(hit)
		return hit
	})
	if more != nil && found != value.True {
		found = found.Or(in.ask("in", v.Alts()[0].Plain, x, at))
	}
	return found
}
