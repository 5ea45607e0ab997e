package eval

import (
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// tryStmt runs the body with its exceptions collected, then each handler
// where one of them reaches it. What is on its way out is held back until the
// last block has run, which may cancel it.
func (in *interp) tryStmt(s *python.Try) {
	start := in.pc
	held := in.hold()
	caught := in.collectRaised(func() { in.block(s.Body) })
	star := len(s.Handlers) > 0 && s.Handlers[0].Star
	if star {
		caught = ungrouped(caught)
	}
	var ends *value.Cond
	left := in.collectRaisedIf(len(s.Finally) > 0, func() {
		ends = in.branch(value.True, func() { in.block(s.Orelse) })
		for _, h := range s.Handlers {
			caught, ends = in.handle(h, caught, ends)
		}
	})
	if star { // what no handler took goes on, though others have run
		for _, r := range caught {
			ends = ends.Minus(r.when)
		}
	}
	in.pc = ends
	left = append(left, caught...)
	if len(s.Finally) > 0 {
		left = in.finally(s.Finally, start, held, left)
	}
	in.rethrow(left)
}

// ungrouped replaces groups of exceptions by what is in them, as far as that
// is known: except* is asked about each.
func ungrouped(caught []raised) []raised {
	var all []raised
	for _, r := range caught {
		var members []*Exception
		if len(r.exc.Args) == 2 && r.exc.Class.is(exceptionClasses["BaseExceptionGroup"]) == value.Yes {
			p, _ := r.exc.Args[1].Only()
			if q, ok := p.(*value.Seq); ok && q.Firm() {
				for _, e := range q.Elems {
					p, _ := e.Val.Only()
					if exc, ok := p.(*Exception); ok {
						members = append(members, exc)
					}
				}
			}
		}
		if members == nil {
			all = append(all, r)
		}
		for _, exc := range members {
			all = append(all, raised{r.when, exc})
		}
	}
	return all
}

// collectRaised runs f and gives the exceptions that it raised.
func (in *interp) collectRaised(f func()) []raised {
	outer, failing := in.raised, in.failing
	var list []raised
	in.raised, in.failing = &list, map[string]bool{}
	in.tries++
	f()
	in.tries--
	in.raised, in.failing = outer, failing
	return list
}

// collectRaisedIf does so if hold is set; else exceptions go their way.
func (in *interp) collectRaisedIf(hold bool, f func()) []raised {
	if hold {
		return in.collectRaised(f)
	}
	f()
	return nil
}

// rethrow passes on what no handler took.
func (in *interp) rethrow(left []raised) {
	for _, r := range left {
		if r.when == value.False {
			continue
		}
		*in.raised = append(*in.raised, r)
		if in.tries == 0 {
			in.live = in.live.Minus(r.when)
		}
	}
}

// ways is how many ways out of the running function and loop there were.
type ways struct {
	returns      int
	broken, next *value.Cond
}

func (in *interp) hold() ways {
	w := ways{returns: len(in.frame.returns), broken: value.False, next: value.False}
	if l := in.frame.loop; l != nil {
		w.broken, w.next = l.broken, l.next
	}
	return w
}

// finally runs the last block on all paths that entered the statement. Where
// it leaves by a way of its own, that cancels what was on its way out: the
// exceptions that are left, and what was noted since held.
func (in *interp) finally(body []python.Stmt, start *value.Cond, held ways, left []raised) []raised {
	after, before, l := in.pc, in.hold(), in.frame.loop
	in.pc = start.And(in.live.Or(after))
	if l != nil {
		l.broken, l.next = value.False, value.False
	}
	in.block(body)
	own := in.hold()
	if l != nil {
		l.broken, l.next = before.broken.Or(own.broken), before.next.Or(own.next)
	}
	cancelled := start.Minus(in.pc)
	in.pc = after.And(in.pc)
	if cancelled == value.False {
		return left
	}
	for i := held.returns; i < before.returns; i++ {
		in.frame.returns[i].When = in.frame.returns[i].When.Minus(cancelled)
	}
	if l != nil {
		l.broken = before.broken.Minus(before.broken.Minus(held.broken).And(cancelled)).Or(own.broken)
		l.next = before.next.Minus(before.next.Minus(held.next).And(cancelled)).Or(own.next)
	}
	for i := range left {
		left[i].when = left[i].when.Minus(cancelled)
	}
	return left
}

// handle runs one handler where an exception of its type comes up. It gives
// what is left of the exceptions and the new normal end.
func (in *interp) handle(h python.Handler, caught []raised, ends *value.Cond) ([]raised, *value.Cond) {
	when := value.False
	var taken []raised
	var alts []value.Alt
	for i, r := range caught {
		c := r.when
		if h.Type != nil && c != value.False {
			c = c.And(in.catches(h.Type, r))
		}
		if c == value.False {
			continue
		}
		taken = append(taken, raised{c, r.exc})
		alts = append(alts, value.Alt{When: c, Plain: r.exc, Origin: value.At(r.exc.Span)})
		when = when.Or(c)
		caught[i].when = r.when.Minus(c)
	}
	if when == value.False {
		return caught, ends
	}
	saved := in.pc
	in.pc = when
	if h.Name != "" {
		exc := in.unknown(h.Place, "groups of exceptions are not followed", "")
		if !h.Star {
			exc = value.Alternatives(alts)
		}
		in.bind(in.target(h.Name), h.Name, exc, h.Place)
	}
	handling := in.frame.handling
	in.frame.handling = taken
	in.block(h.Body)
	in.frame.handling = handling
	ends = ends.Or(in.pc)
	if h.Name != "" {
		in.pc = when
		in.unbind(in.target(h.Name), h.Name)
	}
	in.pc = saved
	return caught, ends
}

// catches is the condition under which a handler for typ takes r.
func (in *interp) catches(typ python.Expr, r raised) *value.Cond {
	saved := in.pc
	in.pc = r.when
	v := in.expr(typ)
	in.pc = saved
	c := value.False
	for _, a := range v.Alts() {
		c = c.Or(a.When.And(in.catchesPlain(a.Plain, r, typ.Span())))
	}
	return c
}

func (in *interp) catchesPlain(p value.Plain, r raised, span source.Span) *value.Cond {
	switch p := p.(type) {
	case *Class:
		switch r.exc.Class.is(p) {
		case value.Yes:
			return value.True
		case value.No:
			return value.False
		}
	case *value.Seq:
		c := value.False
		for _, e := range p.Elems {
			for _, a := range e.Val.Alts() {
				c = c.Or(a.When.And(in.catchesPlain(a.Plain, r, span)))
			}
		}
		return c
	case *External:
		if r.exc.Class.builtin {
			return value.False // a library's own type does not take Python's
		}
	}
	return in.space.Atom("catch "+span.String()+r.exc.Class.Name, value.Atom{
		Yes: "the exception is caught at " + span.String(), No: "the exception is not caught at " + span.String(), Span: span,
	})
}

func (in *interp) raiseStmt(s *python.Raise) {
	if s.Exc == nil {
		for _, r := range in.frame.handling {
			in.raise(r.when, r.exc)
		}
		in.throw(in.pc, s.Place, "RuntimeError", "no exception to raise again")
		return
	}
	v := in.expr(s.Exc)
	for _, a := range v.Alts() {
		in.raise(a.When, in.asException(a.Plain, s.Place))
	}
	in.pc = value.False
}

// asException gives the exception that raising p raises.
func (in *interp) asException(p value.Plain, span source.Span) *Exception {
	vars := in.contextVars()
	switch p := p.(type) {
	case *Exception:
		p.Vars = append(p.Vars, vars...)
		if p.Span.IsZero() {
			p.Span = span
		}
		return p
	case *Class:
		return &Exception{Class: p, Args: []*value.Value{}, Span: span, Vars: vars}
	case *Instance:
		return &Exception{Class: p.Class, Span: span, Vars: vars}
	}
	return &Exception{Class: builtinClass("Exception"), Message: "an exception of a library", Span: span, Vars: vars}
}

// forStmt takes the turns one after the other. Elements that are there only
// under a condition make turns under that condition.
func (in *interp) forStmt(s *python.For) {
	c := in.cursor(in.expr(s.Iter), s.Iter.Span())
	outer := in.frame.loop
	l := &loop{broken: value.False, next: value.False}
	in.frame.loop = l
	var more *value.Unknown
	since := in.hold()
	if early := in.inAnyOrder(c, s.Place, s.Target, func() { more = in.turns(l, c, s) }); early != value.False {
		in.leftEarly(early, since, s)
	}
	if more != nil && in.pc != value.False {
		in.unknownTurns(l, more, s.Place, func() {
			in.assign(s.Target, value.Of(elementOf(more), value.At(s.Iter.Span())), s.Target.Span())
			in.block(s.Body)
		})
	}
	in.frame.loop = outer
	in.pc = in.branch(value.True, func() { in.block(s.Orelse) }).Or(l.broken)
}

// turns takes the turns that are known, and gives what is unknown of others.
func (in *interp) turns(l *loop, c *cursor, s *python.For) *value.Unknown {
	left := 0
	for n := 0; in.pc != value.False; n++ {
		if n > maxTurns || left > maxLeft {
			return &value.Unknown{Reason: "the loop at " + s.Place.String() + " takes too many turns"}
		}
		e, ok := c.next()
		if !ok {
			break
		}
		before := in.pc
		if co := in.frame.co; co != nil && c.mixed {
			co.it.mixed = true
		}
		in.turn(l, e.When, func() {
			in.assign(s.Target, e.Val, s.Target.Span())
			in.block(s.Body)
		})
		if in.pc != before {
			left++
		}
	}
	return c.more
}

// maxLeft bounds in how many turns a loop may be left where it is not known
// whether it is.
const maxLeft = 60

// maxGrowth bounds how much a list may grow in a loop over it.
const maxGrowth = 1000

// elementOf is an unknown element of an unknown collection.
func elementOf(u *value.Unknown) *value.Unknown {
	return &value.Unknown{Reason: u.Reason, Needs: u.Needs, Outside: u.Outside, Name: u.Name}
}

// turn runs one turn of a loop where when holds.
func (in *interp) turn(l *loop, when *value.Cond, f func()) {
	skipped := in.pc.Minus(when)
	l.next = value.False
	after := in.branch(when, f)
	in.pc = skipped.Or(after).Or(l.next)
}

// maxUnknown bounds how deep loops of unknown length are nested of which
// a second turn is tried.
const maxUnknown = 3

// unknownTurns runs the body where the loop has further turns, makes all that
// it wrote unknown there, and runs it once more on that.
func (in *interp) unknownTurns(l *loop, more *value.Unknown, place source.Span, f func()) {
	again := in.space.Ask("turns "+place.String(), more, more.Label()+" has elements", more.Label()+" has no elements")
	here := in.pc
	v := value.Of(more, value.At(place))
	reason := "it is set in the loop at " + place.String() + ", whose length is not known"
	in.frame.unsure++
	j := in.record(func() { in.turn(l, again, f) })
	in.havoc(j, again.And(here), place, reason, v)
	// A later turn may do what the first does not, such as raise.
	if in.pc.Meets(again) && in.frame.unsure <= maxUnknown {
		more := in.space.Ask("more turns "+place.String(), more, more.Label()+" has several elements", more.Label()+" has one element")
		j = in.record(func() { in.turn(l, again.And(more), f) })
		in.havoc(j, again.And(more).And(here), place, reason, v)
	}
	in.frame.unsure--
}

// maxBreaks bounds the turns of a while loop in which it may be left: of
// "while True" over the parts of a file whose end is not known.
const maxBreaks = 40

func (in *interp) whileStmt(s *python.While) {
	outer := in.frame.loop
	l := &loop{broken: value.False, next: value.False}
	in.frame.loop = l
	done := value.False
	open, breaks := 0, 0
	for n := 0; in.pc != value.False; n++ {
		t := in.truth(in.expr(s.Test))
		done = done.Or(in.pc.Minus(t))
		in.pc = in.pc.And(t)
		if in.pc == value.False {
			break
		}
		if t != value.True {
			open++
		}
		if open > 8 || breaks > maxBreaks || n > maxTurns {
			more := &value.Unknown{Reason: "the loop at " + s.Place.String() + " takes an unknown number of turns"}
			in.unknownTurns(l, more, s.Place, func() { in.block(s.Body) })
			done = done.Or(in.pc)
			break
		}
		before, broken := in.pc, l.broken
		in.turn(l, value.True, func() { in.block(s.Body) })
		if l.broken != broken || t == value.True && in.pc != before {
			breaks++ // it may have been left
		}
	}
	in.frame.loop = outer
	in.pc = done
	in.pc = in.branch(value.True, func() { in.block(s.Orelse) }).Or(l.broken)
}
