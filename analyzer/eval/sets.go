package eval

import (
	"github.com/deploycheck/deploycheck/analyzer/value"
)

var setMethods = []string{
	"add", "clear", "copy", "difference", "difference_update", "discard", "intersection", "isdisjoint", "issubset",
	"issuperset", "pop", "remove", "symmetric_difference", "union", "update",
}

// setMethod calls a method of a set.
func (in *interp) setMethod(q *value.Seq, name string, self *value.Value, c *call) *value.Value {
	none := value.Of(value.None{}, value.At(c.at))
	arg := c.arg(0, "")
	in.wroteSeq(q)
	switch {
	case name == "add" && arg != nil:
		in.addToSet(q, arg)
		return none
	case name == "update":
		for _, a := range c.args {
			in.extend(q, a, c.at)
		}
		return none
	case name == "discard" && arg != nil:
		in.removeFrom(q, arg, c.at, "")
		return none
	case name == "clear":
		in.keepOnly(q, nil, in.guard(q.Born))
		return none
	case name == "difference_update", name == "intersection_update", name == "symmetric_difference_update":
		u := &value.Unknown{Reason: "it is changed at " + c.at.String()}
		in.keepOnly(q, nil, in.guard(q.Born))
		q.More = u
		return none
	case name == "pop" && q.More == nil:
		return in.popSet(q, self, c)
	case name == "remove" && arg != nil:
		in.removeFrom(q, arg, c.at, "KeyError")
		return none
	case name == "copy":
		cp := in.seq(q.Kind)
		cp.Elems, cp.More = append(cp.Elems, q.Elems...), q.More
		return value.Of(cp, value.Merge(c.at, self))
	case name == "union", name == "difference", name == "intersection":
		return in.setAlgebra(q, name, c)
	}
	return in.derivedCall("."+name, self, c)
}

func (in *interp) setAlgebra(q *value.Seq, name string, c *call) *value.Value {
	v := value.Of(q, value.At(c.at))
	for _, a := range c.args {
		other := in.seq(value.SetKind)
		in.extend(other, a, c.at)
		r := in.setOp(map[string]string{"union": "|", "difference": "-", "intersection": "&"}[name], q, other, c.at, value.At(c.at))
		if p, ok := r.Alts()[0].Plain.(*value.Seq); ok {
			q = p
		}
		v = r
	}
	return v
}

// popSet takes an element out of a set: which one is known only of a set
// with one.
func (in *interp) popSet(q *value.Seq, self *value.Value, c *call) *value.Value {
	if len(q.Elems) <= 1 {
		v, hits := in.pick(q.Elems, 0, c.at, "pop from an empty set")
		in.takeOut(q, hits)
		return v
	}
	q.Elems = nil
	q.More = &value.Unknown{Reason: "an element is taken out at " + c.at.String()}
	return in.unknown(c.at, "which element of a set is taken out is not known", "", self)
}
