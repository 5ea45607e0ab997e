package eval

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

var listMethods = []string{"append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"}

// An arity is how many arguments by position a method takes, at least and at
// most.
type arity struct{ low, high int }

var (
	listArity = map[string]arity{
		"append": {1, 1}, "clear": {0, 0}, "copy": {0, 0}, "count": {1, 1}, "extend": {1, 1}, "index": {1, 3}, "insert": {2, 2},
		"pop": {0, 1}, "remove": {1, 1}, "reverse": {0, 0}, "sort": {0, 0},
	}
	dictArity = map[string]arity{
		"clear": {0, 0}, "copy": {0, 0}, "get": {1, 2}, "items": {0, 0}, "keys": {0, 0}, "pop": {1, 2}, "popitem": {0, 0},
		"setdefault": {1, 2}, "update": {0, 1}, "values": {0, 0},
	}
	setArity = map[string]arity{
		"add": {1, 1}, "clear": {0, 0}, "copy": {0, 0}, "discard": {1, 1}, "isdisjoint": {1, 1}, "issubset": {1, 1},
		"issuperset": {1, 1}, "pop": {0, 0}, "remove": {1, 1}, "symmetric_difference": {1, 1}, "symmetric_difference_update": {1, 1},
	}
)

// takes raises TypeError where a method is given more or fewer arguments than
// it takes.
func (in *interp) takes(table map[string]arity, name string, c *call) bool {
	a, ok := table[name]
	if n := len(c.args); ok && c.loose == nil && (n < a.low || n > a.high) {
		in.throw(in.pc, c.at, "TypeError", "%s() takes another number of arguments (%d given)", name, n)
		return false
	}
	return true
}

// listMethod calls a method of a list or tuple.
func (in *interp) listMethod(q *value.Seq, name string, self *value.Value, c *call) *value.Value {
	if !in.takes(listArity, name, c) {
		return nil
	}
	none := value.Of(value.None{}, value.At(c.at))
	guard := in.guard(q.Born)
	arg := c.arg(0, "")
	before := len(q.Elems)
	switch {
	case name == "append" && arg != nil && len(q.Elems) >= maxElems:
		in.charge(len(q.Elems))
		q.More = tooLong(c.at)
	case name == "append" && arg != nil:
		in.charge(len(q.Elems))
		q.Elems = append(q.Elems[:len(q.Elems):len(q.Elems)], value.Elem{When: guard, Val: arg.Step(value.Changed, c.at, "")})
		q.Mixed = q.Mixed || q.More != nil
	case name == "extend" && arg != nil:
		in.extend(q, arg, c.at)
	case name == "insert" && len(c.args) == 2:
		in.insert(q, c.args[0], c.args[1], guard, c.at)
	case name == "remove" && arg != nil:
		in.removeFrom(q, arg, c.at, "ValueError")
	case name == "clear":
		in.keepOnly(q, nil, guard)
	case name == "copy":
		cp := in.seq(q.Kind, nil)
		cp.Elems, cp.More, cp.Mixed = append([]value.Elem{}, q.Elems...), q.More, q.Mixed
		return value.Of(cp, value.Merge(c.at, self))
	case name == "pop":
		return in.popList(q, arg, self, c)
	case name == "index" && arg != nil:
		return in.indexOf(q, arg, self, c)
	case name == "count" && arg != nil && q.Firm():
		n := 0
		for _, e := range q.Elems {
			switch in.space.Equals(e.Val, arg) {
			case value.True:
				n++
			case value.False:
			default:
				return in.derivedCall(".count", self, c)
			}
		}
		return value.Of(value.Int(n), value.At(c.at))
	case name == "reverse":
		elems := slices.Clone(q.Elems)
		slices.Reverse(elems)
		more := q.More
		in.keepOnly(q, elems, guard)
		if more != nil { // what is not known is now before what is
			q.More, q.Mixed = more, true
		}
	case name == "sort":
		sorted, tied := in.sorted(q, c)
		if sorted == nil {
			in.mayFail(c.at, self)
			q.More, q.Mixed = &value.Unknown{Reason: "its order is not known"}, true
			break
		}
		in.keepOnly(q, sorted, guard)
		q.Mixed = q.Mixed && (guard != value.True || tied)
	default:
		in.wroteSeq(q)
		return in.derivedCall("."+name, self, c)
	}
	if name == "append" || name == "extend" {
		in.wroteFrom(q, before)
	} else {
		in.wroteSeq(q)
	}
	return none
}

// keepOnly makes elems, taken from q, all that q holds where guard does.
func (in *interp) keepOnly(q *value.Seq, elems []value.Elem, guard *value.Cond) {
	if guard == value.True {
		q.Elems = elems
		if len(elems) == 0 {
			q.More = nil
		}
		return
	}
	var all []value.Elem
	for _, e := range q.Elems {
		all = append(all, value.Elem{When: e.When.Minus(guard), Val: e.Val})
	}
	for _, e := range elems {
		all = append(all, value.Elem{When: e.When.And(guard), Val: e.Val})
	}
	q.Elems = dropNever(all)
}

func (in *interp) insert(q *value.Seq, index, v *value.Value, guard *value.Cond, at source.Span) {
	in.eachDo(index, func(i value.Alt) {
		n, ok := asInt(i.Plain)
		v := v.Step(value.Changed, at, "")
		guard := guard
		if len(index.Alts()) > 1 {
			guard = in.guard(q.Born)
		}
		if !ok || q.More != nil && n != 0 {
			if q.More == nil {
				q.More = &value.Unknown{Reason: "where an element is inserted at " + at.String() + " is not known"}
			}
			q.Elems = append(q.Elems[:len(q.Elems):len(q.Elems)], value.Elem{When: guard, Val: v})
			q.Mixed = true
			return
		}
		gaps := gapsAt(q.Elems, n)
		var all []value.Elem
		for j, gap := range gaps {
			if when := gap.And(guard); when != value.False {
				all = append(all, value.Elem{When: when, Val: v})
			}
			if j < len(q.Elems) {
				all = append(all, q.Elems[j])
			}
		}
		q.Elems = all
	})
}

// gapsAt gives, for the gap before each element and the one at the end, the
// condition that what is inserted at index n goes there.
func gapsAt(elems []value.Elem, n int64) []*value.Cond {
	gaps := make([]*value.Cond, len(elems)+1)
	rest := value.True
	if n >= 0 {
		for j, hit := range picks(elems, n) {
			gaps[j] = hit
			rest = rest.Minus(hit)
		}
		gaps[len(elems)] = rest
		return gaps
	}
	// Before the element that index n means; at the start if there is none.
	for j, hit := range picks(elems, n) {
		gaps[j] = hit
		rest = rest.Minus(hit)
	}
	gaps[len(elems)] = value.False
	gaps[0] = gaps[0].Or(rest)
	return gaps
}

// picks gives for each element the condition that it is there and index n
// means it, counting only elements that are there.
func picks(elems []value.Elem, n int64) []*value.Cond {
	hits := make([]*value.Cond, len(elems))
	for j := range hits {
		hits[j] = value.False
	}
	order := slices.Clone(elems)
	if n < 0 {
		slices.Reverse(order)
		defer slices.Reverse(hits)
		n = -n - 1
	}
	if n >= int64(len(elems)) {
		return hits
	}
	// reached[k] is the condition that k elements were there before.
	reached := make([]*value.Cond, n+1)
	for k := range reached {
		reached[k] = value.False
	}
	reached[0] = value.True
	for j, e := range order {
		hits[j] = reached[n].And(e.When)
		for k := n; k >= 0; k-- {
			stay := reached[k].Minus(e.When)
			if k > 0 {
				stay = stay.Or(reached[k-1].And(e.When))
			}
			reached[k] = stay
		}
	}
	return hits
}

// anyOf is the condition that one of conds holds.
func anyOf(conds []*value.Cond) *value.Cond {
	c := value.False
	for _, d := range conds {
		c = c.Or(d)
	}
	return c
}

// removeFrom takes out the first element equal to v; where there is none, an
// exception of the named class is raised.
func (in *interp) removeFrom(q *value.Seq, v *value.Value, at source.Span, class string) {
	in.wroteSeq(q)
	hits := make([]*value.Cond, len(q.Elems))
	rest := value.True
	for i, e := range q.Elems {
		hits[i] = e.When.And(in.space.Equals(e.Val, v)).And(rest)
		rest = rest.Minus(hits[i])
	}
	more := q.More != nil
	in.takeOut(q, hits)
	if more && class != "" {
		in.mayRaise(at, class, v)
	}
	if !more && class != "" {
		in.throw(rest, at, class, "the value to remove is not there")
	}
}

func (in *interp) popList(q *value.Seq, arg, self *value.Value, c *call) *value.Value {
	in.wroteSeq(q)
	n := int64(-1)
	if arg != nil {
		p, _ := arg.Only()
		k, ok := asInt(p)
		if !ok {
			q.Elems, q.More = nil, &value.Unknown{Reason: "an element is taken out at " + c.at.String()}
			return in.derivedCall(".pop", self, c)
		}
		n = k
	}
	if q.More != nil || disordered(q) {
		in.mayRaise(c.at, "IndexError", self)
		in.popUnknown(q, n, c.at)
		return in.derivedCall(".pop", self, c)
	}
	v, hits := in.pick(q.Elems, n, c.at, "pop index out of range")
	in.takeOut(q, hits)
	return v
}

// popUnknown takes out of q the element at n, which may be each of those that
// stand in no known order; what is not known stands last otherwise.
func (in *interp) popUnknown(q *value.Seq, n int64, at source.Span) {
	if q.More == nil {
		q.More = &value.Unknown{Reason: "an element is taken out at " + at.String()}
	}
	if last := len(q.Elems) - 1; n == -1 && last >= 0 && !q.Mixed && in.sure(q.Elems) {
		q.Elems = q.Elems[:last]
		return
	}
	q.Elems = nil
}

// pick is the element that index n means, and where it is which. Where there
// is none IndexError is raised.
func (in *interp) pick(elems []value.Elem, n int64, at source.Span, complaint string) (*value.Value, []*value.Cond) {
	hits := picks(elems, n)
	in.throw(anyOf(hits).Not(), at, "IndexError", "%s", complaint)
	var alts []value.Alt
	for j, hit := range hits {
		if !hit.Meets(in.pc) {
			continue
		}
		for _, a := range elems[j].Val.Alts() {
			a.When = a.When.And(hit)
			alts = append(alts, a)
		}
	}
	return value.Alternatives(in.settleHere(alts)), hits
}

// takeOut removes from q, here, each element where its condition holds.
func (in *interp) takeOut(q *value.Seq, hits []*value.Cond) {
	guard := in.guard(q.Born)
	elems := slices.Clone(q.Elems)
	for j, hit := range hits {
		elems[j].When = elems[j].When.Minus(in.relative(hit).And(guard))
	}
	q.Elems = dropNever(elems)
}

func (in *interp) indexOf(q *value.Seq, v, self *value.Value, c *call) *value.Value {
	if !in.sure(q.Elems) || q.More != nil || disordered(q) || len(c.args) > 1 {
		in.mayRaise(c.at, "ValueError", self)
		return in.derivedCall(".index", self, c)
	}
	var alts []value.Alt
	rest := value.True
	for i, e := range q.Elems {
		hit := in.space.Equals(e.Val, v).And(rest)
		if hit != value.False {
			alts = append(alts, value.Alt{When: hit, Plain: value.Int(i), Origin: value.At(c.at)})
			rest = rest.Minus(hit)
		}
	}
	in.throw(rest, c.at, "ValueError", "the value is not in the list")
	return value.Alternatives(alts)
}
