package eval

import (
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

var listMethods = []string{"append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"}

// listMethod calls a method of a list or tuple.
func (in *interp) listMethod(q *value.Seq, name string, self *value.Value, c *call) *value.Value {
	none := value.Of(value.None{}, value.At(c.at))
	guard := in.guard(q.Born)
	arg := c.arg(0, "")
	switch {
	case name == "append" && arg != nil:
		q.Elems = append(q.Elems[:len(q.Elems):len(q.Elems)], value.Elem{When: guard, Val: arg.Step(value.Changed, c.at, "")})
	case name == "extend" && arg != nil:
		in.extend(q, arg, c.at)
	case name == "insert" && len(c.args) == 2:
		in.insert(q, c.args[0], c.args[1], guard, c.at)
	case name == "remove" && arg != nil:
		in.remove(q, arg, guard, c.at)
	case name == "clear":
		for i := range q.Elems {
			q.Elems[i].When = q.Elems[i].When.Minus(guard)
		}
		q.Elems = dropNever(q.Elems)
		if guard == value.True {
			q.More = nil
		}
	case name == "copy":
		cp := in.seq(q.Kind, nil)
		cp.Elems, cp.More = append([]value.Elem{}, q.Elems...), q.More
		return value.Of(cp, value.Merge(c.at, self))
	case name == "pop":
		return in.popList(q, arg, guard, self, c)
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
	case name == "reverse" && guard == value.True:
		elems := make([]value.Elem, 0, len(q.Elems))
		for i := len(q.Elems) - 1; i >= 0; i-- {
			elems = append(elems, q.Elems[i])
		}
		q.Elems = elems
	case name == "sort" && guard == value.True:
		sorted := in.sorted(q, c)
		if sorted == nil {
			q.More = &value.Unknown{Reason: "its order is not known"}
			break
		}
		q.Elems = sorted
	default:
		in.wroteSeq(q)
		return in.derivedCall("."+name, self, c)
	}
	in.wroteSeq(q)
	return none
}

func (in *interp) insert(q *value.Seq, index, v *value.Value, guard *value.Cond, at source.Span) {
	p, _ := index.Under(in.pc).Only()
	n, ok := asInt(p)
	if !ok || n != 0 && !in.sure(q.Elems) {
		n = int64(len(q.Elems))
		if q.More == nil && !ok {
			q.More = &value.Unknown{Reason: "where an element is inserted at " + at.String() + " is not known"}
		}
	}
	if n < 0 {
		n = max(0, n+int64(len(q.Elems)))
	}
	n = min(n, int64(len(q.Elems)))
	elems := make([]value.Elem, 0, len(q.Elems)+1)
	elems = append(elems, q.Elems[:n]...)
	elems = append(elems, value.Elem{When: guard, Val: v.Step(value.Changed, at, "")})
	q.Elems = append(elems, q.Elems[n:]...)
}

// remove takes out the first element equal to v; where there is none,
// ValueError is raised.
func (in *interp) remove(q *value.Seq, v *value.Value, guard *value.Cond, at source.Span) {
	rest := guard
	elems := append([]value.Elem{}, q.Elems...)
	for i, e := range elems {
		hit := e.When.And(in.space.Equals(e.Val, v)).And(rest)
		if hit == value.False {
			continue
		}
		elems[i].When = e.When.Minus(hit)
		rest = rest.Minus(hit)
	}
	q.Elems = dropNever(elems)
	if q.More == nil {
		in.throw(rest, at, "ValueError", "list.remove(x): x not in list")
	}
}

func (in *interp) popList(q *value.Seq, arg *value.Value, guard *value.Cond, self *value.Value, c *call) *value.Value {
	in.wroteSeq(q)
	n := int64(-1)
	if arg != nil {
		p, _ := arg.Only()
		k, ok := asInt(p)
		if !ok {
			q.More = &value.Unknown{Reason: "an element is taken out at " + c.at.String()}
			return in.derivedCall(".pop", self, c)
		}
		n = k
	}
	if n < 0 {
		n += int64(len(q.Elems))
	}
	if q.More != nil || !in.sure(q.Elems) {
		q.More = &value.Unknown{Reason: "an element is taken out at " + c.at.String()}
		return in.derivedCall(".pop", self, c)
	}
	if n < 0 || n >= int64(len(q.Elems)) {
		in.throw(in.pc, c.at, "IndexError", "pop from empty list")
		return nil
	}
	v := q.Elems[n].Val
	in.removeAt(q, int(n), guard)
	return v
}

func (in *interp) indexOf(q *value.Seq, v, self *value.Value, c *call) *value.Value {
	if !in.sure(q.Elems) || q.More != nil {
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
