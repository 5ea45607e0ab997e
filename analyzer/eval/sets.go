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
		tries := in.raised
		var ignored []raised
		in.raised = &ignored
		in.tries++
		pc := in.pc
		in.remove(q, arg, in.guard(q.Born), c.at)
		in.pc, in.raised = pc, tries
		in.tries--
		return none
	case name == "remove" && arg != nil:
		in.remove(q, arg, in.guard(q.Born), c.at)
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
