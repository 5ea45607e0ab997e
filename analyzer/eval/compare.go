package eval

import (
	"fmt"
	"math"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// compare is a chain of comparisons.
func (in *interp) compare(e *python.Compare) *value.Value {
	left := in.expr(e.Left)
	all := value.True
	var from []*value.Value
	here := in.pc
	for i, op := range e.Ops {
		if here.And(all) == value.False {
			break
		}
		var right *value.Value
		in.Under(all, func() *value.Value {
			right = in.expr(e.Rights[i])
			c := in.compareOp(op, left, right, e.Place)
			all = all.And(c)
			return nil
		})
		from = append(from, left, right)
		left = right
	}
	return in.boolean(all, e.Place, from...)
}

// compareOp is the condition under which l op r.
func (in *interp) compareOp(op string, l, r *value.Value, at source.Span) *value.Cond {
	switch op {
	case "==":
		return in.equals(l, r, at)
	case "!=", "<>":
		return in.equals(l, r, at).Not()
	case "is":
		return in.identical(l, r, at)
	case "is not":
		return in.identical(l, r, at).Not()
	case "in":
		return in.contains(r, l, at)
	case "not in":
		return in.contains(r, l, at).Not()
	}
	return in.pairs(l, r, func(a, b value.Plain) *value.Cond { return in.ordered(op, a, b, at) })
}

// pairs joins a question over all combinations of alternatives.
func (in *interp) pairs(l, r *value.Value, f func(a, b value.Plain) *value.Cond) *value.Cond {
	c := value.False
	for _, a := range l.Alts() {
		for _, b := range r.Alts() {
			both := a.When.And(b.When)
			in.Under(both, func() *value.Value {
				c = c.Or(both.And(f(a.Plain, b.Plain)))
				return nil
			})
		}
	}
	return c
}

func (in *interp) equals(l, r *value.Value, at source.Span) *value.Cond {
	return in.pairs(l, r, func(a, b value.Plain) *value.Cond {
		if c, ok := in.ownEqual(a, b, at); ok {
			return c
		}
		a, b = plainly(a), plainly(b)
		if opaqueEqual(a) || opaqueEqual(b) {
			if a == b {
				return value.True
			}
			return in.ask("==", a, b, at)
		}
		return in.space.Equal(a, b)
	})
}

// ownEqual asks an object of the project whether it equals another.
func (in *interp) ownEqual(a, b value.Plain, at source.Span) (*value.Cond, bool) {
	i, isOne := a.(*Instance)
	j, isOther := b.(*Instance)
	if !isOne && isOther {
		i, j, a, b = j, i, b, a
	}
	if i == nil {
		return nil, false
	}
	if m, ok := in.classAttr(i.Class, "__eq__"); ok {
		v := in.callWith(m, at, value.Of(a, nil), value.Of(b, nil))
		if in.pc == value.False {
			return value.False, true
		}
		return in.space.Truth(v), true
	}
	if j != nil && isOne {
		if c, ok := in.sameRecord(i, j, at); ok {
			return c, true
		}
	}
	if in.isEnum(i.Class) && i.base == nil && !isUnknown(b) && !opaque(b) {
		return condOf(a == b), true // a member equals nothing but itself
	}
	return nil, false
}

// opaqueEqual reports whether p may define == itself.
func opaqueEqual(p value.Plain) bool {
	switch p := p.(type) {
	case *External, *models.Object:
		return true
	case *Instance:
		return p.Class.foreign() != nil
	case value.Opaque:
		return p.TypeName != "type"
	}
	return false
}

// ask makes a question about two values that cannot be told.
func (in *interp) ask(op string, a, b value.Plain, at source.Span) *value.Cond {
	u := &value.Unknown{}
	models.Inherit(u, plains([]value.Plain{a, b})...)
	return in.space.Atom("ask "+op+" "+at.String()+" "+itoa(at.Column)+" "+identity(a)+" "+identity(b), value.Atom{
		Yes: "the test at " + at.String() + " holds", No: "the test at " + at.String() + " does not hold", Needs: u.Needs, Span: at,
	})
}

// identity tells a value from others: the answer to a question about one is
// none to the same question about another.
func identity(p value.Plain) string {
	if u, ok := p.(*value.Unknown); ok {
		if u.Key != "" {
			return "?" + u.Key
		}
		return fmt.Sprintf("%p", u)
	}
	if key, ok := value.Hash(p); ok {
		return p.Type() + " " + key
	}
	return fmt.Sprintf("%s %p", p.Type(), p)
}

// ordered is the condition under which a op b, for < <= > >=.
func (in *interp) ordered(op string, a, b value.Plain, at source.Span) *value.Cond {
	if i, ok := a.(*Instance); ok {
		if m, ok := in.classAttr(i.Class, orderMethod[op]); ok {
			return in.space.Truth(in.callWith(m, at, value.Of(a, nil), value.Of(b, nil)))
		}
	}
	a, b = plainly(a), plainly(b)
	x, okX := a.(*value.Seq)
	y, okY := b.(*value.Seq)
	if okX && okY && x.Kind >= value.SetKind && y.Kind >= value.SetKind {
		if c, ok := in.setOrder(op, x, y); ok {
			return c
		}
	}
	if okX && okY && x.Kind == y.Kind && x.Kind <= value.TupleKind && x.Firm() && y.Firm() && !disordered(x) && !disordered(y) {
		return in.orderedSeqs(op, x, y, at)
	}
	if n, ok := in.order3(a, b); ok {
		switch op {
		case "<":
			return condOf(n < 0)
		case "<=":
			return condOf(n <= 0)
		case ">":
			return condOf(n > 0)
		}
		return condOf(n >= 0)
	}
	if unordered(a, b) {
		in.throw(in.pc, at, "TypeError", "'%s' not supported between instances of '%s' and '%s'", op, a.Type(), b.Type())
		return value.False
	}
	if kindOf(a) == "" || kindOf(b) == "" || okX || okY { // they may be of types that have no order
		in.mayRaise(at, "TypeError", plains([]value.Plain{a, b})...)
	}
	if u, ok := a.(*value.Unknown); ok {
		if h, ok := value.Hash(b); ok {
			return in.space.Ask(op+" "+h, u, u.Label()+" "+op+" "+wordsAbout(u, b), "not "+u.Label()+" "+op+" "+wordsAbout(u, b))
		}
	}
	return in.ask(op, a, b, at)
}

// orderedSeqs compares the first elements that differ.
func (in *interp) orderedSeqs(op string, x, y *value.Seq, at source.Span) *value.Cond {
	in.step()
	if in.depth++; in.depth > maxTotal {
		return in.ask(op, x, y, at)
	}
	defer func() { in.depth-- }()
	for i := range min(len(x.Elems), len(y.Elems)) {
		a, b := x.Elems[i].Val, y.Elems[i].Val
		switch in.narrow(in.equals(a, b, at)) {
		case value.True:
			continue
		case value.False:
			return in.pairs(a, b, func(p, q value.Plain) *value.Cond { return in.ordered(op, p, q, at) })
		}
		return in.ask(op, x, y, at)
	}
	return in.ordered(op, value.Int(len(x.Elems)), value.Int(len(y.Elems)), at)
}

var orderMethod = map[string]string{"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}

// kindOfType says of which kind an unknown value of a type is.
var kindOfType = map[string]string{"bool": "number", "int": "number", "float": "number", "str": "str", "bytes": "bytes"}

// kindOf groups what has an order among itself; empty if that is not known.
func kindOf(p value.Plain) string {
	switch p := p.(type) {
	case value.Bool, value.Int, value.Big, value.Float:
		return "number"
	case value.Str, value.Bytes, value.None, value.Timedelta, value.Path, *value.Dict:
		return p.Type()
	case *value.Seq:
		return p.Type()
	case *value.Unknown:
		return kindOfType[p.TypeName]
	}
	return ""
}

// unordered reports whether Python refuses to say which of a and b is less.
func unordered(a, b value.Plain) bool {
	x, y := kindOf(a), kindOf(b)
	if x == "" || y == "" || x == "set" && y == "frozenset" || x == "frozenset" && y == "set" {
		return false
	}
	return x != y || x == "NoneType" || x == "dict"
}

// order3 compares two plain values as sorted would; false if it cannot.
func (in *interp) order3(a, b value.Plain) (int, bool) {
	if n, ok := bigOrder(a, b); ok {
		return n, true
	}
	if x, ok := asFloat(a); ok {
		if y, ok := asFloat(b); ok {
			if math.IsNaN(x) || math.IsNaN(y) {
				return 0, false
			}
			switch {
			case x < y:
				return -1, true
			case x > y:
				return 1, true
			}
			return 0, true
		}
	}
	switch x := a.(type) {
	case value.Str:
		if y, ok := b.(value.Str); ok {
			return strings.Compare(string(x), string(y)), true
		}
	case value.Timedelta:
		if y, ok := b.(value.Timedelta); ok {
			return int(max(-1, min(1, x-y))), true
		}
	case *value.Seq:
		if y, ok := b.(*value.Seq); ok && x.Kind <= value.TupleKind && x.Kind == y.Kind && x.Firm() && y.Firm() && !disordered(x) && !disordered(y) {
			return in.orderSeqs(x, y)
		}
	}
	return 0, false
}

func (in *interp) orderSeqs(x, y *value.Seq) (int, bool) {
	for i := range min(len(x.Elems), len(y.Elems)) {
		a, oka := x.Elems[i].Val.Only()
		b, okb := y.Elems[i].Val.Only()
		if !oka || !okb {
			return 0, false
		}
		n, ok := in.order3(a, b)
		if !ok || n != 0 {
			return n, ok
		}
	}
	return len(x.Elems) - len(y.Elems), true
}
