package eval

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

func itoa(n int) string { return strconv.Itoa(n) }

// expr evaluates an expression. Where it raises, the path ends and the value
// covers nothing there.
func (in *interp) expr(e python.Expr) *value.Value {
	in.step()
	in.depth++
	defer func() { in.depth-- }()
	if in.depth-in.frame.depth > maxDepth {
		return in.unknown(e.Span(), "the expression is nested too deep", "")
	}
	at := e.Span()
	switch e := e.(type) {
	case *python.Name:
		return in.lookup(e.ID, at)
	case *python.NoneLit:
		return value.Of(value.None{}, value.At(at))
	case *python.BoolLit:
		return value.Of(value.Bool(e.Value), value.At(at))
	case *python.EllipsisLit:
		return value.Of(value.Ellipsis{}, value.At(at))
	case *python.NumLit:
		return in.number(e)
	case *python.StrLit:
		return value.Of(value.Str(e.Value), value.At(at))
	case *python.BytesLit:
		return value.Of(value.Bytes(e.Value), value.At(at))
	case *python.JoinedStr:
		return in.joinedStr(e.Parts, at)
	case *python.Attribute:
		x := in.expr(e.X)
		in.blame = []*value.Value{x}
		return in.getattr(x, e.Attr, at)
	case *python.Subscript:
		x := in.expr(e.X)
		i := in.index(e.Index)
		in.blame = []*value.Value{x, i}
		return in.getItem(x, i, at)
	case *python.Call:
		return in.callExpr(e)
	case *python.BinOp:
		l := in.expr(e.Left)
		r := in.expr(e.Right)
		in.blame = []*value.Value{l, r}
		return in.binary(e.Op, l, r, at)
	case *python.UnaryOp:
		return in.unary(e.Op, in.expr(e.X), at)
	case *python.BoolOp:
		return in.boolOp(e)
	case *python.Compare:
		return in.compare(e)
	case *python.IfExp:
		return in.ifExp(e)
	case *python.Lambda:
		return value.Of(in.function("<lambda>", e.Params, nil, e.Body), value.At(at))
	case *python.ListLit:
		return value.Of(in.literal(value.ListKind, e.Elts), value.At(at))
	case *python.TupleLit:
		return value.Of(in.literal(value.TupleKind, e.Elts), value.At(at))
	case *python.SetLit:
		return value.Of(in.literal(value.SetKind, e.Elts), value.At(at))
	case *python.DictLit:
		return value.Of(in.dictLit(e), value.At(at))
	case *python.Comp:
		return in.comprehension(e)
	case *python.NamedExpr:
		v := in.expr(e.Value)
		in.assignOutside(e.Target, v, at)
		return v
	case *python.Await:
		return in.expr(e.X)
	case *python.Yield:
		return in.yield(e)
	}
	return in.unknown(at, "the text at "+at.String()+" could not be parsed", "")
}

func (in *interp) number(e *python.NumLit) *value.Value {
	if n, ok := value.ParseInt(e.Text); ok {
		return value.Of(n, value.At(e.Place))
	}
	if n, ok := new(big.Int).SetString(e.Text, 0); ok {
		return value.Of(integer(n), value.At(e.Place))
	}
	if f, err := strconv.ParseFloat(e.Text, 64); (err == nil || math.IsInf(f, 0)) && !strings.HasPrefix(e.Text, "0x") {
		if strings.ContainsAny(e.Text, ".eE") {
			return value.Of(value.Float(f), value.At(e.Place))
		}
	}
	return in.unknown(e.Place, "the number does not fit", "int")
}

// index evaluates what stands between brackets; a slice becomes a value that
// only getItem understands.
func (in *interp) index(e python.Expr) *value.Value {
	s, ok := e.(*python.Slice)
	if !ok {
		return in.expr(e)
	}
	part := func(x python.Expr) *value.Value {
		if x == nil {
			return value.Of(value.None{}, value.At(s.Place))
		}
		return in.expr(x)
	}
	return value.Of(&sliceIndex{part(s.Low), part(s.High), part(s.Step)}, value.At(s.Place))
}

type sliceIndex struct{ low, high, step *value.Value }

// Type implements value.Plain.
func (*sliceIndex) Type() string { return "slice" }

func (in *interp) literal(kind value.SeqKind, elts []python.Expr) *value.Seq {
	q := in.seq(kind)
	if kind == value.SetKind {
		in.setLit(q, elts)
		return q
	}
	for _, e := range elts {
		if star, ok := e.(*python.Starred); ok {
			in.extend(q, in.expr(star.X), star.Place)
			continue
		}
		v := in.expr(e)
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: v})
		q.Mixed = q.Mixed || q.More != nil
	}
	return q
}

// setLit fills q. What comes before the first star is evaluated as a whole
// before the first of it is put in.
func (in *interp) setLit(q *value.Seq, elts []python.Expr) {
	var first []*value.Value
	for len(elts) > 0 && !starred(elts[0]) {
		first, elts = append(first, in.expr(elts[0])), elts[1:]
	}
	for _, v := range first {
		in.addToSet(q, v)
	}
	for _, e := range elts {
		if star, ok := e.(*python.Starred); ok {
			in.extend(q, in.expr(star.X), star.Place)
			continue
		}
		in.addToSet(q, in.expr(e))
	}
}

func starred(e python.Expr) bool {
	_, ok := e.(*python.Starred)
	return ok
}

// extend adds the elements of v to q.
func (in *interp) extend(q *value.Seq, v *value.Value, span source.Span) {
	v = apartFrom(v, q)
	cur := in.cursor(v, span)
	q.Mixed = q.Mixed || cur.mixed && q.Kind < value.SetKind
	more := cur.walk(func(e value.Elem) {
		if len(q.Elems) >= maxElems {
			q.More = tooLong(span)
			return
		}
		if q.Kind >= value.SetKind {
			in.Under(e.When, func() *value.Value { in.addToSet(q, e.Val); return nil })
			return
		}
		e.When = in.relative(e.When).And(in.guard(q.Born))
		q.Elems = append(q.Elems, e)
		q.Mixed = q.Mixed || q.More != nil
	})
	if more != nil && q.More == nil {
		q.More = more
	}
}

// apartFrom is v, with what q holds now where v is q itself.
func apartFrom(v *value.Value, q *value.Seq) *value.Value {
	alts := slices.Clone(v.Alts())
	for i, a := range alts {
		if a.Plain == value.Plain(q) {
			alts[i].Plain = &value.Seq{Kind: value.TupleKind, Elems: q.Elems, More: q.More, Mixed: q.Mixed}
		}
	}
	return value.Alternatives(alts)
}

// maxDoubtful bounds how many elements of a set are kept apart of which it is
// not known whether they are there.
const maxDoubtful = 8

// addToSet adds v to q unless an equal element is there.
func (in *interp) addToSet(q *value.Seq, v *value.Value) {
	if v = in.hashed(v, in.frame.span); in.pc == value.False {
		return
	}
	doubtful := 0
	for _, e := range q.Elems {
		if e.When != value.True {
			doubtful++
		}
	}
	if doubtful >= maxDoubtful {
		if q.More == nil {
			q.More = &value.Unknown{Reason: "which of its elements are equal is not known"}
			models.Inherit(q.More, v)
		}
		return
	}
	guard := in.guard(q.Born)
	there := in.space.Contains(&value.Seq{Elems: q.Elems}, v)
	if when := guard.Minus(there); when != value.False {
		q.Elems = append(q.Elems, value.Elem{When: when, Val: v})
	}
}

// dictLit makes a dict. All entries up to a "**" are evaluated before the first
// of them is put in. One with the environment in it is a copy of that.
func (in *interp) dictLit(e *python.DictLit) value.Plain {
	d := in.dict()
	var under *value.Dict
	var run []item
	for _, entry := range e.Entries {
		at := entry.Value.Span()
		if entry.Key != nil {
			key := in.expr(entry.Key)
			run = append(run, item{key, in.expr(entry.Value), at})
			continue
		}
		in.putAll(d, run)
		run = nil
		from := in.expr(entry.Value)
		if p, ok := from.Only(); ok && under == nil && models.IsEnviron(p) {
			under, d = d, in.dict()
			continue
		}
		in.merge(d, from, at)
	}
	in.putAll(d, run)
	if under != nil {
		return models.EnvironCopy(in, under, d)
	}
	return d
}

// An item is a key and what is to be bound to it.
type item struct {
	key, val *value.Value
	at       source.Span
}

func (in *interp) putAll(d *value.Dict, items []item) {
	for _, i := range items {
		in.put(d, i.key, i.val, i.at)
	}
}

// put binds a key of d here.
func (in *interp) put(d *value.Dict, key, v *value.Value, span source.Span) {
	if key = in.hashed(key, span); in.pc == value.False {
		return
	}
	d.Mixed = d.Mixed || d.More != nil // what is not known may have come first
	if p, ok := key.Only(); ok && !isUnknown(p) && d.Get(p) == nil && d.More == nil {
		in.wroteKey(d)
	} else {
		in.wroteDict(d)
	}
	for _, k := range key.Alts() {
		guard := in.guard(d.Born).And(k.When)
		if in.guard(d.Born) == value.True && len(key.Alts()) == 1 {
			guard = value.True
		}
		if guard == value.False || d.Set(k.Plain, guard, v) {
			continue
		}
		if d.More == nil {
			u := &value.Unknown{Reason: "a key that is not known is set at " + span.String()}
			models.Inherit(u, value.Of(k.Plain, nil), v)
			d.More = u
		}
	}
}

// merge is {**from}: what is no mapping is a TypeError.
func (in *interp) merge(d *value.Dict, from *value.Value, span source.Span) {
	in.eachDo(from, func(a value.Alt) {
		switch a.Plain.(type) {
		case *value.Seq, *iterator, *view, *rangeOf, value.Str, value.Int, value.Float, value.Bool, value.None:
			in.throw(in.pc, span, "TypeError", "'%s' object is not a mapping", a.Plain.Type())
			return
		}
		in.update(d, value.Of(a.Plain, a.Origin), span)
	})
}

// hashed gives what v may be that can be a key. Lists, sets and dicts raise.
func (in *interp) hashed(v *value.Value, span source.Span) *value.Value {
	bad := value.False
	var alts []value.Alt
	for _, a := range v.Alts() {
		if q, ok := a.Plain.(*value.Seq); ok && (q.Kind == value.ListKind || q.Kind == value.SetKind) || a.Plain.Type() == "dict" {
			bad = bad.Or(a.When)
			continue
		}
		alts = append(alts, a)
	}
	if bad == value.False {
		return v
	}
	in.throw(bad, span, "TypeError", "unhashable type")
	return value.Alternatives(in.settleHere(alts))
}

// update merges a mapping, or a sequence of pairs, into d.
func (in *interp) update(d *value.Dict, from *value.Value, span source.Span) {
	in.eachDo(from, func(a value.Alt) {
		switch p := a.Plain.(type) {
		case *value.Dict:
			for _, e := range p.Entries {
				in.Under(e.When, func() *value.Value {
					in.put(d, value.Of(e.Key, a.Origin), e.Val, span)
					return nil
				})
			}
			d.Mixed = d.Mixed || p.Mixed
			if p.More != nil && d.More == nil {
				d.More = p.More
			}
		case *value.Seq, *iterator, *view, value.Str, value.None, value.Int, value.Float, value.Bool:
			more := in.walk(value.Of(p, a.Origin), span, func(e value.Elem) {
				in.Under(e.When, func() *value.Value {
					in.putPair(d, e.Val, span)
					return nil
				})
			})
			if more != nil && d.More == nil {
				d.More = more
			}
		default:
			if p.Type() != "dict" {
				in.mayRaise(span, "", value.Of(p, a.Origin))
			}
			if d.More == nil {
				u := &value.Unknown{Reason: "it is merged with something unknown at " + span.String()}
				models.Inherit(u, value.Of(a.Plain, a.Origin))
				d.More = u
			}
		}
		in.wroteKey(d)
	})
}

// putPair binds the first of a pair to the second.
func (in *interp) putPair(d *value.Dict, pair *value.Value, span source.Span) {
	in.eachDo(pair, func(a value.Alt) {
		parts := in.partsOf(a, 2, -1, span)
		if parts == nil || in.pc == value.False {
			return
		}
		elems := parts.Alts()[0].Plain.(*value.Seq).Elems
		in.put(d, elems[0].Val, elems[1].Val, span)
	})
}

func (in *interp) boolOp(e *python.BoolOp) *value.Value {
	v := in.expr(e.Values[0])
	for _, next := range e.Values[1:] {
		t := in.truth(v)
		if e.Op == "or" {
			t = t.Not()
		}
		left := v
		// The right side is evaluated, and takes over, where t holds.
		right := in.Under(t, func() *value.Value { return in.expr(next) })
		if right == nil {
			continue
		}
		o := value.Merge(e.Place, left)
		if len(o.From) > 0 {
			right = right.Map(func(r *value.Origin) *value.Origin {
				n := r.Then(value.Written, r.Span, "")
				n.From = append(n.From, o.From...)
				return n
			})
		}
		v = value.Join(t, right, left)
	}
	return v
}

func (in *interp) ifExp(e *python.IfExp) *value.Value {
	test := in.expr(e.Test)
	t := in.truth(test)
	body := in.Under(t, func() *value.Value { return in.expr(e.Body) })
	orelse := in.Under(t.Not(), func() *value.Value { return in.expr(e.Orelse) })
	o := value.Merge(e.Test.Span(), test)
	with := func(v *value.Value) *value.Value {
		if len(o.From) == 0 {
			return v
		}
		return v.Map(func(r *value.Origin) *value.Origin {
			n := r.Then(value.Written, r.Span, "")
			n.From = append(n.From, o.From...)
			return n
		})
	}
	switch {
	case body == nil && orelse == nil:
		return value.Alternatives(nil)
	case body == nil:
		return with(orelse)
	case orelse == nil:
		return with(body)
	}
	return with(value.Join(t, body, orelse))
}

// comprehension builds its result clause by clause. A generator does so when
// it is asked to.
func (in *interp) comprehension(e *python.Comp) *value.Value {
	if e.Kind == "generator" {
		return in.generatorExpr(e)
	}
	outer := in.frame.scope
	in.frame.scope = newScope(outer, in.born())
	in.frame.scope.comp = true
	defer func() { in.frame.scope = outer }()
	c := &comp{in: in, e: e, when: value.True}
	if e.Kind == "dict" {
		c.dict = in.dict()
	} else {
		c.seq = in.seq(map[string]value.SeqKind{"set": value.SetKind}[e.Kind])
	}
	c.first = in.outerIter(e, outer)
	c.clause(0)
	if c.dict != nil {
		return value.Of(c.dict, value.At(e.Place))
	}
	return value.Of(c.seq, value.At(e.Place))
}

// outerIter evaluates what the first clause goes over, which does not see the
// names of the comprehension.
func (in *interp) outerIter(e *python.Comp, outer *scope) *cursor {
	inner := in.frame.scope
	in.frame.scope = outer
	first := e.Clauses[0].Iter
	c := in.cursor(in.expr(first), first.Span())
	in.frame.scope = inner
	return c
}

// generatorExpr is a generator expression: only what the first clause goes
// over is evaluated now.
func (in *interp) generatorExpr(e *python.Comp) *value.Value {
	fr := *in.frame
	fr.scope = newScope(in.frame.scope, in.born())
	fr.scope.comp = true
	fr.loop, fr.unsure = nil, 0
	first := in.outerIter(e, in.frame.scope)
	if in.pc == value.False {
		return value.Alternatives(nil)
	}
	it := in.generator("generator", &fr, func(co *coroutine) {
		c := &comp{in: in, e: e, when: value.True, co: co, first: first}
		c.clause(0)
	})
	it.mixed = first.mixed
	return value.Of(it, value.At(e.Place))
}

// assignOutside binds the target of a walrus, which in a comprehension is a
// name of what is around it.
func (in *interp) assignOutside(target python.Expr, v *value.Value, at source.Span) {
	inner := in.frame.scope
	for in.frame.scope.comp {
		in.frame.scope = in.frame.scope.parent
	}
	in.assign(target, v, at)
	in.frame.scope = inner
}

type comp struct {
	in   *interp
	e    *python.Comp
	seq  *value.Seq
	dict *value.Dict
	when *value.Cond // the conditions of the clauses so far
	co   *coroutine  // of a generator; it has neither seq nor dict
	dry  bool        // only the effects are asked for
	// first goes over what the first clause does
	first *cursor
}

func (c *comp) clause(n int) {
	in := c.in
	if n == len(c.e.Clauses) {
		c.emit()
		return
	}
	f := c.e.Clauses[n]
	cur := c.first
	if n > 0 {
		cur = in.cursor(in.expr(f.Iter), f.Iter.Span())
	}
	c.mix(cur.mixed)
	in.inAnyOrder(cur, f.Iter.Span(), f.Target, func() { c.turns(cur, f, n) })
	c.mix(cur.mixed)
	if cur.more != nil && in.pc != value.False {
		c.open(cur.more)
		c.try1(f, n, cur.more)
	}
}

// turns does for each element that is known what is to be done.
func (c *comp) turns(cur *cursor, f python.CompFor, n int) {
	for {
		el, ok := cur.next()
		if !ok {
			return
		}
		if c.size() >= maxElems {
			cur.more = tooLong(c.e.Place)
			return
		}
		c.under(el.When, func() {
			c.in.assign(f.Target, el.Val, f.Target.Span())
			c.filter(f.Ifs, n)
		})
	}
}

// try1 evaluates what is done for an element that is not known, for its
// effects: what it writes is unknown then.
func (c *comp) try1(f python.CompFor, n int, more *value.Unknown) {
	in, place, here := c.in, f.Iter.Span(), c.in.pc
	again := in.space.Ask("turns "+place.String()+" "+itoa(place.Column), more, more.Label()+" has elements", more.Label()+" has no elements")
	dry := c.dry
	c.dry = true
	j := in.record(func() {
		in.Under(again, func() *value.Value {
			in.assign(f.Target, value.Of(elementOf(more), value.At(place)), f.Target.Span())
			c.filter(f.Ifs, n)
			return nil
		})
	})
	c.dry = dry
	reason := "it is set in the comprehension at " + place.String() + ", whose length is not known"
	in.havoc(j, again.And(here), place, reason, value.Of(more, value.At(place)))
}

// mix notes that the order of what is made is not known.
func (c *comp) mix(mixed bool) {
	switch {
	case !mixed:
	case c.co != nil:
		c.co.it.mixed = true
	case c.seq != nil:
		c.seq.Mixed = c.seq.Kind < value.SetKind
	case c.dict != nil:
		c.dict.Mixed = true
	}
}

func (c *comp) size() int {
	switch {
	case c.dict != nil:
		return len(c.dict.Entries)
	case c.seq != nil:
		return len(c.seq.Elems)
	}
	return 0
}

// under narrows both the path and the condition of what is emitted.
func (c *comp) under(when *value.Cond, f func()) {
	saved := c.when
	c.when = c.when.And(when)
	c.in.Under(when, func() *value.Value { f(); return nil })
	c.when = saved
}

func (c *comp) filter(ifs []python.Expr, n int) {
	if len(ifs) == 0 {
		c.clause(n + 1)
		return
	}
	t := c.in.truth(c.in.expr(ifs[0]))
	c.under(t, func() { c.filter(ifs[1:], n) })
}

func (c *comp) emit() {
	in := c.in
	if c.dry {
		in.expr(c.e.Elt)
		if c.e.Value != nil && in.pc != value.False {
			in.expr(c.e.Value)
		}
		return
	}
	if c.dict != nil {
		k := in.expr(c.e.Elt)
		v := in.expr(c.e.Value)
		if k = in.hashed(k, c.e.Place); in.pc == value.False {
			return
		}
		for _, a := range k.Alts() {
			c.dict.Mixed = c.dict.Mixed || c.dict.More != nil
			if c.dict.Mixed && c.dict.Get(a.Plain) != nil { // which is the last one is not known
				v = in.unknown(c.e.Place, disorderAt(c.e.Place), "")
			}
			if !c.dict.Set(a.Plain, c.when.And(in.relative(a.When)), v) && c.dict.More == nil {
				c.dict.More = &value.Unknown{Reason: "a key is not known"}
			}
		}
		return
	}
	v := in.expr(c.e.Elt)
	if c.co != nil {
		c.co.emit(c.when, v)
		return
	}
	if c.seq.Kind == value.SetKind {
		in.addToSet(c.seq, v)
		return
	}
	c.seq.Elems = append(c.seq.Elems, value.Elem{When: c.when, Val: v})
}

// relative drops a condition that holds here anyway.
func (in *interp) relative(c *value.Cond) *value.Cond {
	if in.surely(c) {
		return value.True
	}
	return c
}

func (c *comp) open(more *value.Unknown) {
	u := &value.Unknown{Reason: more.Reason, Needs: more.Needs, Outside: more.Outside, Name: more.Name}
	if more.Key != "" {
		u.Key = "comprehension " + c.e.Place.String() + " " + more.Key
	}
	switch {
	case c.dict != nil:
		c.dict.More = u
	case c.seq != nil:
		c.seq.More = u
	default:
		c.co.it.more = u
	}
}

func (in *interp) yield(e *python.Yield) *value.Value {
	none := value.Of(value.None{}, value.At(e.Place))
	v := none
	if e.X != nil {
		v = in.expr(e.X)
	}
	co := in.frame.co
	if co == nil || in.pc == value.False {
		return none
	}
	if e.From {
		return in.yieldFrom(co, v, e.Place)
	}
	co.emit(nil, v)
	return none
}

// yieldFrom hands out what v gives; its value is what a generator returns.
func (in *interp) yieldFrom(co *coroutine, v *value.Value, at source.Span) *value.Value {
	cur := in.cursor(v, at)
	co.it.mixed = co.it.mixed || cur.mixed
	more := cur.walk(func(e value.Elem) {
		co.it.mixed = co.it.mixed || cur.mixed
		in.Under(e.When, func() *value.Value { co.emit(nil, e.Val); return nil })
	})
	if more != nil && co.it.more == nil {
		co.it.more = more
	}
	if p, _ := v.Only(); p != nil {
		if it, ok := p.(*iterator); ok && it.co != nil && it.co.result != nil {
			return it.co.result
		}
	}
	return value.Of(value.None{}, value.At(at))
}

// joinedStr evaluates an f-string.
func (in *interp) joinedStr(parts []python.FPart, at source.Span) *value.Value {
	vals := make([]*value.Value, len(parts))
	for i, p := range parts {
		switch {
		case p.X == nil:
			vals[i] = value.Of(value.Str(p.Text), value.At(at))
		default:
			vals[i] = in.formatted(p, at)
		}
	}
	return in.each(vals, func(ps []value.Plain) *value.Value {
		var b strings.Builder
		for _, p := range ps {
			text, ok := p.(value.Str)
			if !ok {
				return in.derived(at, "f-string "+at.String(), "str", plains(ps)...)
			}
			b.WriteString(string(text))
		}
		return in.ofText(b.String(), value.Merge(at, vals...))
	})
}

func plains(ps []value.Plain) []*value.Value {
	vals := make([]*value.Value, len(ps))
	for i, p := range ps {
		vals[i] = value.Of(p, nil)
	}
	return vals
}

// formatted is one replacement field of an f-string as text.
func (in *interp) formatted(p python.FPart, at source.Span) *value.Value {
	v := in.expr(p.X)
	spec := value.Of(value.Str(""), value.At(at))
	if len(p.Format) > 0 {
		spec = in.joinedStr(p.Format, at)
	}
	return in.each([]*value.Value{v, spec}, func(ps []value.Plain) *value.Value {
		fs, ok := ps[1].(value.Str)
		text := ""
		if ok {
			text, ok = in.format(ps[0], string(fs), p.Conversion)
		}
		if !ok {
			return in.unformatted(ps[0], string(fs), p.Conversion, at, "format "+p.Conversion+" "+string(fs), plains(ps))
		}
		return in.ofText(p.Debug+text, value.Merge(at, v))
	})
}
