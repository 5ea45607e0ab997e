package eval

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// each calls f for every combination of what vals may be.
func (in *interp) each(vals []*value.Value, f func([]value.Plain) *value.Value) *value.Value {
	return models.Each(in, vals, f)
}

// each1 calls f for every alternative of v, and joins the results.
func (in *interp) each1(v *value.Value, f func(value.Alt) *value.Value) *value.Value {
	if alts := v.Alts(); len(alts) == 1 {
		if in.pc == value.False {
			return value.Alternatives(nil)
		}
		if r := f(alts[0]); r != nil {
			return r
		}
		return value.Alternatives(nil)
	}
	var out []value.Alt
	for _, a := range v.Alts() {
		r := in.Under(a.When, func() *value.Value { return f(a) })
		if r == nil {
			continue
		}
		for _, b := range r.Alts() {
			b.When = b.When.And(a.When)
			out = append(out, b)
		}
	}
	return value.Alternatives(out)
}

// eachDo calls f for every alternative of v, for its effect.
func (in *interp) eachDo(v *value.Value, f func(value.Alt)) {
	in.each1(v, func(a value.Alt) *value.Value { f(a); return nil })
}

// binary is l op r.
func (in *interp) binary(op string, l, r *value.Value, at source.Span) *value.Value {
	return in.each([]*value.Value{l, r}, func(ps []value.Plain) *value.Value {
		return in.binaryPlain(op, ps[0], ps[1], at, l, r)
	})
}

func (in *interp) binaryPlain(op string, a, b value.Plain, at source.Span, l, r *value.Value) *value.Value {
	o := value.Merge(at, l, r)
	if v, ok := in.ownOperator(op, a, b, at, l, r); ok {
		return v
	}
	a, b = plainly(a), plainly(b)
	if isUnknown(a) || isUnknown(b) {
		return in.binaryUnknown(op, a, b, at, o)
	}
	switch x := a.(type) {
	case value.Str:
		if op == "%" {
			return in.percent(string(x), b, at, o)
		}
		if y, ok := b.(value.Str); ok && op == "+" {
			if len(x)+len(y) > maxText {
				return in.unknown(at, "the text is too long", "str")
			}
			return in.ofText(string(x+y), o)
		}
	case value.Bytes:
		if y, ok := b.(value.Bytes); ok && op == "+" && len(x)+len(y) <= maxText {
			in.charge(len(x) + len(y))
			return value.Of(x+y, o)
		}
	case value.Path:
		if op == "/" {
			if y, ok := pathText(b); ok {
				return value.Of(value.Path(models.JoinPath(string(x), y)), o)
			}
		}
	case *value.Seq:
		if v := in.seqOp(op, x, b, at, o); v != nil {
			return v
		}
	case *view:
		if x.name != "values" && (op == "|" || op == "&" || op == "-" || op == "^") {
			set := in.seq(value.SetKind)
			in.extend(set, value.Of(x, l.Origin()), at)
			other := in.seq(value.SetKind)
			in.extend(other, value.Of(b, r.Origin()), at)
			if in.pc == value.False {
				return value.Alternatives(nil)
			}
			return in.setOp(op, set, other, at, o)
		}
	case *value.Dict:
		if y, ok := b.(*value.Dict); ok && op == "|" {
			d := x.Copy()
			d.Born = in.born()
			in.update(d, value.Of(y, o), at)
			return value.Of(d, o)
		}
	case value.Timedelta:
		if p := timedeltaOp(op, x, b); p != nil {
			return value.Of(p, o)
		}
	case *models.Object:
		if f, ok := models.Functions(x.Class + "#" + binaryMethod[op]); ok {
			return in.model(f, at, x, []*value.Value{value.Of(b, r.Origin())}, nil)
		}
	}
	if v := in.repeat(op, a, b, o); v != nil {
		return v
	}
	if t, ok := b.(value.Timedelta); ok {
		if n, isInt := a.(value.Int); isInt && op == "*" {
			return value.Of(t*value.Timedelta(n), o)
		}
	}
	if y, ok := b.(value.Path); ok && op == "/" {
		if x, isText := a.(value.Str); isText {
			return value.Of(value.Path(models.JoinPath(string(x), string(y))), o)
		}
	}
	if p, known := in.arithmetic(op, a, b, at); known {
		if p == nil {
			return value.Alternatives(nil)
		}
		return value.Of(p, o)
	}
	if u := unionOf(op, a, b); u != nil {
		return value.Of(u, o)
	}
	if opaque(a) || opaque(b) {
		return in.derived(at, op, "", value.Of(a, l.Origin()), value.Of(b, r.Origin()))
	}
	in.throw(in.pc, at, "TypeError", "unsupported operand type(s) for %s: '%s' and '%s'", op, a.Type(), b.Type())
	return value.Alternatives(nil)
}

// ownOperator calls the method of an object of the project for an operator.
func (in *interp) ownOperator(op string, a, b value.Plain, at source.Span, l, r *value.Value) (*value.Value, bool) {
	if i, ok := a.(*Instance); ok {
		if m, ok := in.classAttr(i.Class, binaryMethod[op]); ok {
			return in.callWith(m, at, value.Of(a, l.Origin()), value.Of(b, r.Origin())), true
		}
	}
	if i, ok := b.(*Instance); ok {
		if m, ok := in.classAttr(i.Class, strings.Replace(binaryMethod[op], "__", "__r", 1)); ok {
			return in.callWith(m, at, value.Of(b, r.Origin()), value.Of(a, l.Origin())), true
		}
	}
	return nil, false
}

var binaryMethod = map[string]string{
	"+": "__add__", "-": "__sub__", "//": "__floordiv__", "**": "__pow__", "^": "__xor__", "@": "__matmul__", "*": "__mul__", "/": "__truediv__", "|": "__or__", "&": "__and__", "%": "__mod__",
}

// opaque reports whether p may define operators that we do not know.
func opaque(p value.Plain) bool {
	switch p := p.(type) {
	case *External, *models.Object, value.Opaque, *Class, *Func:
		return true
	case *Instance:
		return p.Class.foreign() != nil && p.base == nil
	}
	return false
}

func isUnknown(p value.Plain) bool {
	switch p.(type) {
	case *value.Unknown, *External:
		return true
	}
	return false
}

func pathText(p value.Plain) (string, bool) {
	switch p := p.(type) {
	case value.Str:
		return string(p), true
	case value.Path:
		return string(p), true
	}
	return "", false
}

// binaryUnknown keeps what can be said of an operation on something unknown:
// a list with unknown elements is still a list.
func (in *interp) binaryUnknown(op string, a, b value.Plain, at source.Span, o *value.Origin) *value.Value {
	if !neverFails(op, a, b) {
		in.mayRaise(at, "", value.Of(a, nil), value.Of(b, nil))
	}
	if q, ok := a.(*value.Seq); ok && op == "+" {
		s := in.seq(q.Kind)
		s.Elems = append(s.Elems, q.Elems...)
		s.More = in.unknownPart(q.More, b, at)
		return value.Of(s, o)
	}
	if q, ok := b.(*value.Seq); ok && op == "+" {
		s := in.seq(q.Kind)
		s.Elems = append(s.Elems, q.Elems...)
		s.Mixed = len(q.Elems) > 0 // what is not known comes first
		s.More = in.unknownPart(q.More, a, at)
		return value.Of(s, o)
	}
	typ := ""
	_, aText := a.(value.Str)
	_, bText := b.(value.Str)
	switch {
	case op == "%" && aText, op == "+" && (aText || bText):
		typ = "str"
	case op == "/" && (a.Type() == "PosixPath" || b.Type() == "PosixPath"):
		typ = "PosixPath"
	case a.Type() == "int" && b.Type() == "int" && op != "/" && (op != "**" || isNatural(b)):
		typ = "int"
	case a.Type() == "str" && b.Type() == "str":
		typ = "str"
	}
	return in.derived(at, op, typ, value.Of(a, o), value.Of(b, o))
}

// isNatural reports whether p is surely an int that is not negative.
func isNatural(p value.Plain) bool {
	n, ok := p.(value.Int)
	return ok && n >= 0
}

// unknownPart is an unknown collection as the unknown part of another.
func (in *interp) unknownPart(more *value.Unknown, p value.Plain, at source.Span) *value.Unknown {
	if more != nil {
		return more
	}
	if u, ok := p.(*value.Unknown); ok {
		return u
	}
	if e, ok := p.(*External); ok {
		return e.Unknown()
	}
	return &value.Unknown{Reason: "something unknown is added at " + at.String()}
}

func (in *interp) seqOp(op string, x *value.Seq, b value.Plain, at source.Span, o *value.Origin) *value.Value {
	y, ok := b.(*value.Seq)
	switch {
	case !ok:
		return nil
	case op == "+" && x.Kind == y.Kind && x.Kind <= value.TupleKind:
		s := in.seq(x.Kind)
		if len(x.Elems)+len(y.Elems) > maxElems {
			s.More = tooLong(at)
			return value.Of(s, o)
		}
		s.Elems = append(append(s.Elems, x.Elems...), y.Elems...)
		s.Mixed = disordered(x) || disordered(y) || x.More != nil && len(y.Elems) > 0
		if s.More = x.More; s.More == nil {
			s.More = y.More
		}
		return value.Of(s, o)
	case x.Kind >= value.SetKind && y.Kind >= value.SetKind:
		return in.setOp(op, x, y, at, o)
	}
	return nil
}

func (in *interp) setOp(op string, x, y *value.Seq, at source.Span, o *value.Origin) *value.Value {
	s := in.seq(x.Kind)
	switch op {
	case "|":
		in.extend(s, value.Of(x, o), at)
		in.extend(s, value.Of(y, o), at)
	case "-", "&":
		if y.More != nil || x.More != nil {
			return in.derived(at, op, "set", value.Of(x, o), value.Of(y, o))
		}
		for _, e := range x.Elems {
			there := in.space.Contains(y, e.Val)
			if op == "-" {
				there = there.Not()
			}
			s.Elems = append(s.Elems, value.Elem{When: e.When.And(there), Val: e.Val})
		}
		s.Elems = dropNever(s.Elems)
	case "^":
		if y.More != nil || x.More != nil {
			return in.derived(at, op, "set", value.Of(x, o), value.Of(y, o))
		}
		for i, e := range append(slices.Clone(x.Elems), y.Elems...) {
			other := y
			if i >= len(x.Elems) {
				other = x
			}
			e.When = e.When.Minus(in.space.Contains(other, e.Val))
			s.Elems = append(s.Elems, e)
		}
		s.Elems = dropNever(s.Elems)
	default:
		return nil
	}
	return value.Of(s, o)
}

func dropNever(elems []value.Elem) []value.Elem {
	kept := elems[:0:0]
	for _, e := range elems {
		if e.When != value.False {
			kept = append(kept, e)
		}
	}
	return kept
}

// Limits of what is kept of one value.
const (
	maxElems = 20_000
	maxText  = 1 << 20
)

// tooLong is the unknown rest of a collection that is not kept whole.
func tooLong(at source.Span) *value.Unknown {
	return &value.Unknown{Reason: "the collection made at " + at.String() + " is too long"}
}

// repeat is text or a list times a number.
func (in *interp) repeat(op string, a, b value.Plain, o *value.Origin) *value.Value {
	if op != "*" {
		return nil
	}
	n, ok := asInt(b)
	if !ok {
		if n, ok = asInt(a); !ok {
			return nil
		}
		a = b
	}
	n = max(n, 0)
	switch x := a.(type) {
	case value.Str:
		if n > maxText || int64(len(x))*n > maxText {
			return value.Of(&value.Unknown{Reason: "the text is too long", TypeName: "str"}, o)
		}
		return in.ofText(strings.Repeat(string(x), int(n)), o)
	case *value.Seq:
		if x.Kind <= value.TupleKind {
			s := in.seq(x.Kind)
			if n > maxElems || int64(len(x.Elems))*n > maxElems {
				s.More = tooLong(o.Span)
				return value.Of(s, o)
			}
			for range n {
				s.Elems = append(s.Elems, x.Elems...)
			}
			s.Mixed = disordered(x)
			s.More = x.More
			return value.Of(s, o)
		}
	}
	return nil
}

func (in *interp) unary(op string, v *value.Value, at source.Span) *value.Value {
	if op == "not" {
		return in.boolean(in.truth(v).Not(), at, v)
	}
	return in.each([]*value.Value{v}, func(ps []value.Plain) *value.Value {
		o := value.Merge(at, v)
		if n, ok := asInt(ps[0]); ok {
			switch op {
			case "-":
				return value.Of(bigUnary("-", value.Int(n)), o)
			case "+":
				return value.Of(value.Int(n), o)
			case "~":
				return value.Of(value.Int(^n), o)
			}
		}
		if f, ok := ps[0].(value.Float); ok && op == "-" {
			return value.Of(-f, o)
		}
		if t, ok := ps[0].(value.Timedelta); ok && op == "-" {
			return value.Of(-t, o)
		}
		if b, ok := ps[0].(value.Big); ok {
			return value.Of(bigUnary(op, b), o)
		}
		if f, ok := ps[0].(value.Float); ok && op == "+" {
			return value.Of(f, o)
		}
		if noNumber(ps[0]) || hasType(ps[0], "float", "PosixPath") {
			in.throw(in.pc, at, "TypeError", "bad operand type for unary %s: '%s'", op, ps[0].Type())
			return nil
		}
		if !isNumber(ps[0].Type()) || op == "~" {
			in.mayRaise(at, "TypeError", v)
		}
		return in.derived(at, op, "", value.Of(ps[0], v.Origin()))
	})
}

// boolean is True where c holds and False elsewhere.
func (in *interp) boolean(c *value.Cond, at source.Span, from ...*value.Value) *value.Value {
	o := value.Merge(at, from...)
	c = in.narrow(c)
	return value.Join(c, value.Of(value.Bool(true), o), value.Of(value.Bool(false), o))
}

// narrow tells True and False where c is settled by the path.
func (in *interp) narrow(c *value.Cond) *value.Cond {
	switch {
	case in.surely(c):
		return value.True
	case !in.pc.And(c).Meets(in.live):
		return value.False
	}
	return c
}

func condOf(b bool) *value.Cond {
	if b {
		return value.True
	}
	return value.False
}
