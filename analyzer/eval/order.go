package eval

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// What is done for one element of a set after the other may depend on their
// order, which is not known.

// inAnyOrder runs f, which goes over all that cur does and binds target to
// each element. If their order turns out not to be known, what was written
// and depends on it is unknown. It gives where f went on, in no known order,
// until it left early.
func (in *interp) inAnyOrder(cur *cursor, at source.Span, target python.Expr, f func()) (early *value.Cond) {
	start := in.pc
	j := in.record(f)
	if !cur.mixed {
		return value.False
	}
	early = start.Minus(in.pc)
	if early == value.False && j.onlyGrows(in.frame.scope, target) {
		in.blend(j, at)
		return early
	}
	in.scramble(j, start, at)
	return early
}

// onlyGrows reports whether nothing was written but lists and sets, new keys
// of dicts, and the names that target binds in s.
func (j *journal) onlyGrows(s *scope, target python.Expr) bool {
	bound := map[string]bool{}
	targetNames(target, bound)
	for _, w := range j.changed() {
		if w.scope != s || !bound[w.name] {
			return false
		}
	}
	grown := func(q *value.Seq) bool { return q.Kind >= value.SetKind || j.kept[q] >= 0 }
	return !j.again && !slices.ContainsFunc(j.seqs, func(q *value.Seq) bool { return !grown(q) })
}

// changed lists the names that are bound to something else than before,
// without those of functions that were called.
func (j *journal) changed() []written {
	var list []written
	for _, w := range j.names {
		old, _ := w.old.Only()
		now, ok := w.scope.get(w.name).Only()
		switch now.(type) {
		case *value.Seq, *value.Dict:
			if ok && old == now {
				continue
			}
		}
		known := slices.ContainsFunc(list, func(o written) bool { return o.scope == w.scope && o.name == w.name })
		if !known {
			list = append(list, w)
		}
	}
	return list
}

// blend notes that lists and dicts grew in an order that is not known.
func (in *interp) blend(j *journal, at source.Span) {
	for _, w := range j.changed() {
		in.bind(w.scope, w.name, in.unknown(at, disorderAt(at), ""), at)
	}
	for _, q := range j.seqs {
		q.Mixed = q.Kind < value.SetKind
	}
	for _, d := range j.dicts {
		d.Mixed = true
	}
}

// scramble makes all in the journal unknown where when holds, but for what
// lists had before and still have.
func (in *interp) scramble(j *journal, when *value.Cond, at source.Span) {
	written := *j
	written.names = j.changed()
	in.havoc(&written, when, at, disorderAt(at))
	for _, q := range j.seqs {
		q.Elems = q.Elems[:max(0, min(j.kept[q], len(q.Elems)))]
	}
	for _, d := range j.dicts {
		*d = value.Dict{Born: d.Born, More: d.More, Mixed: true}
	}
}

func disorderAt(at source.Span) string {
	return "the order of the turns of the loop at " + at.String() + " is not known"
}

// leftEarly deals with a loop in no known order that was left early: another
// turn may have come before, and have done what is not seen. What was
// returned is what one turn would return, not which.
func (in *interp) leftEarly(early *value.Cond, since ways, s *python.For) {
	u := &value.Unknown{Reason: disorderAt(s.Place)}
	saved, l, n := in.pc, *in.frame.loop, len(in.frame.returns)
	another := in.space.Atom("another "+in.occasion(s.Place, []*value.Value{value.Of(u, nil)}), value.Atom{
		Yes: "another turn of the loop at " + s.Place.String() + " comes first", No: "no other turn of the loop at " + s.Place.String() + " comes first", Span: s.Place,
	})
	in.pc = early.And(another)
	var caught []raised
	j := in.record(func() {
		caught = in.collectRaised(func() {
			in.turn(in.frame.loop, value.True, func() {
				in.assign(s.Target, value.Of(u, value.At(s.Place)), s.Target.Span())
				in.block(s.Body)
			})
		})
	})
	if !alike(in.frame.returns[since.returns:]) {
		for i := since.returns; i < n; i++ {
			in.frame.returns[i].Plain = u
		}
	}
	in.frame.returns = in.frame.returns[:n]
	for _, r := range caught {
		l.broken = l.broken.Minus(r.when)
		for i := since.returns; i < n; i++ {
			in.frame.returns[i].When = in.frame.returns[i].When.Minus(r.when)
		}
	}
	*in.frame.loop = l
	in.pc = saved
	in.scramble(j, early, s.Place)
	in.rethrow(caught)
}

// alike reports whether alternatives are surely equal data.
func alike(alts []value.Alt) bool {
	return !slices.ContainsFunc(alts, func(a value.Alt) bool {
		first, ok1 := value.Hash(alts[0].Plain)
		key, ok2 := value.Hash(a.Plain)
		return !ok1 || !ok2 || first != key || a.Plain.Type() != alts[0].Plain.Type()
	})
}

// visit calls f for each element; f gives where it needs no further one.
// Where the order is known, none is asked for there. Where it is not, all are,
// and what is written on the way is unknown.
func (c *cursor) visit(f func(value.Elem) *value.Cond) *value.Unknown {
	in, start, decided := c.in, c.in.pc, value.False
	if !c.mixed {
		more := c.walk(func(e value.Elem) {
			enough := f(e)
			decided = decided.Or(in.pc.And(enough))
			in.pc = in.ahead(in.pc.Minus(enough))
		})
		in.pc = in.pc.Or(decided)
		return more
	}
	var more *value.Unknown
	var caught []raised
	j := in.record(func() {
		caught = in.collectRaised(func() {
			more = c.each(func(e value.Elem) { decided = decided.Or(f(e)) })
		})
	})
	in.pc = start
	if len(j.names)+len(j.seqs)+len(j.dicts) > 0 {
		in.scramble(j, start, c.at)
	}
	if len(caught) > 0 {
		in.doubts++
	}
	first := in.space.Atom("order "+c.at.String()+" "+itoa(c.at.Column), value.Atom{
		Yes: "the exception comes first at " + c.at.String(), No: "the exception does not come first at " + c.at.String(), Span: c.at,
	})
	for _, r := range caught {
		in.raise(r.when.And(first), r.exc)
	}
	return more
}
