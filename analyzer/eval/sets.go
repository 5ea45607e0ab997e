package eval

import (
	"github.com/deploycheck/deploycheck/analyzer/value"
)

var setMethods = []string{
	"add", "clear", "intersection_update", "symmetric_difference_update", "copy", "difference", "difference_update", "discard", "intersection", "isdisjoint", "issubset",
	"issuperset", "pop", "remove", "symmetric_difference", "union", "update",
}

// setMethod calls a method of a set.
func (in *interp) setMethod(q *value.Seq, name string, self *value.Value, c *call) *value.Value {
	if !in.takes(setArity, name, c) {
		return nil
	}
	if len(c.keywords) > 0 {
		in.throw(in.pc, c.at, "TypeError", "set.%s() takes no keyword arguments", name)
		return nil
	}
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
		if p, _ := arg.Only(); !isSet(p) {
			if arg = in.hashed(arg, c.at); in.pc == value.False {
				return nil
			}
		}
		in.removeFrom(q, arg, c.at, "")
		return none
	case name == "clear":
		in.keepOnly(q, nil, in.guard(q.Born))
		return none
	case setUpdates[name] != "":
		v := in.setAlgebra(q, setUpdates[name], c)
		if in.pc == value.False {
			return nil
		}
		p, _ := v.Only()
		if r, ok := p.(*value.Seq); ok && r.More == nil {
			in.keepOnly(q, r.Elems, in.guard(q.Born))
			return none
		}
		in.keepOnly(q, nil, in.guard(q.Born))
		q.More = &value.Unknown{Reason: "it is changed at " + c.at.String()}
		return none
	case name == "pop" && q.More == nil:
		return in.popSet(q, self, c)
	case name == "remove" && arg != nil:
		if p, _ := arg.Only(); !isSet(p) {
			if arg = in.hashed(arg, c.at); in.pc == value.False {
				return nil
			}
		}
		in.removeFrom(q, arg, c.at, "KeyError")
		return none
	case name == "copy":
		cp := in.seq(q.Kind)
		cp.Elems, cp.More = append(cp.Elems, q.Elems...), q.More
		return value.Of(cp, value.Merge(c.at, self))
	case name == "union", name == "difference", name == "intersection", name == "symmetric_difference":
		return in.setAlgebra(q, name, c)
	case arg != nil && (name == "issubset" || name == "issuperset" || name == "isdisjoint"):
		other := in.seq(value.SetKind)
		in.extend(other, arg, c.at)
		if in.pc == value.False {
			return nil
		}
		if holds, ok := in.setOrder(map[string]string{"issubset": "<=", "issuperset": ">="}[name], q, other); ok {
			return in.boolean(holds, c.at, self, arg)
		}
	}
	return in.derivedCall("."+name, self, c)
}

// setUpdates are the methods that do to a set itself what others give anew.
var setUpdates = map[string]string{
	"difference_update": "difference", "intersection_update": "intersection", "symmetric_difference_update": "symmetric_difference",
}

var setOperators = map[string]string{"union": "|", "difference": "-", "intersection": "&", "symmetric_difference": "^"}

// setAlgebra is q.union(a, b) and its kin.
func (in *interp) setAlgebra(q *value.Seq, name string, c *call) *value.Value {
	cp := in.seq(q.Kind)
	cp.Elems, cp.More = q.Elems, q.More
	v := value.Of(cp, value.At(c.at))
	for _, a := range c.args {
		other := in.seq(value.SetKind)
		in.extend(other, a, c.at)
		if in.pc == value.False {
			return nil
		}
		v = in.binary(setOperators[name], v, value.Of(other, value.At(c.at)), c.at)
	}
	return v
}

// setOrder is the condition under which x op y for sets; the empty op asks
// whether they have nothing in common.
func (in *interp) setOrder(op string, x, y *value.Seq) (*value.Cond, bool) {
	if x.More != nil || y.More != nil {
		return nil, false
	}
	within := func(x, y *value.Seq) *value.Cond {
		c := value.True
		for _, e := range x.Elems {
			c = c.And(e.When.Not().Or(in.space.Contains(y, e.Val)))
		}
		return c
	}
	switch op {
	case "<=":
		return within(x, y), true
	case ">=":
		return within(y, x), true
	case "<":
		return within(x, y).Minus(within(y, x)), true
	case ">":
		return within(y, x).Minus(within(x, y)), true
	}
	c := value.True
	for _, e := range x.Elems {
		c = c.Minus(e.When.And(in.space.Contains(y, e.Val)))
	}
	return c, true
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
