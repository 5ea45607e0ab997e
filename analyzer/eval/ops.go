package eval

import (
	"math"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
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
	if op == "/" || op == "//" || a.Type() == "" || b.Type() == "" {
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
	case a.Type() == "int" && b.Type() == "int" && op != "/":
		typ = "int"
	case a.Type() == "str" && b.Type() == "str":
		typ = "str"
	}
	return in.derived(at, op, typ, value.Of(a, o), value.Of(b, o))
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
		return &value.Unknown{Reason: e.Path + " is outside the repository", Key: "x" + e.Path, Name: e.Path}
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
		s.Mixed = disordered(x) || disordered(y)
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

func asInt(p value.Plain) (int64, bool) {
	switch p := p.(type) {
	case value.Int:
		return int64(p), true
	case value.Bool:
		if p {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}

func asFloat(p value.Plain) (float64, bool) {
	switch p := p.(type) {
	case value.Float:
		return float64(p), true
	case value.Big:
		return p.Float(), true
	}
	n, ok := asInt(p)
	return float64(n), ok
}

func timedeltaOp(op string, x value.Timedelta, b value.Plain) value.Plain {
	if y, ok := b.(value.Timedelta); ok {
		switch op {
		case "+":
			return x + y
		case "-":
			return x - y
		}
	}
	if f, ok := asFloat(b); ok {
		switch op {
		case "*":
			return value.Timedelta(math.RoundToEven(float64(x) * f))
		case "/":
			if f != 0 {
				return value.Timedelta(math.RoundToEven(float64(x) / f))
			}
		}
	}
	return nil
}

// arithmetic computes with numbers. It reports whether both are numbers; the
// result is nil where Python raises.
func (in *interp) arithmetic(op string, a, b value.Plain, at source.Span) (value.Plain, bool) {
	x, xInt := asInt(a)
	y, yInt := asInt(b)
	if xInt && yInt && op != "/" {
		return in.intOp(op, x, y, a, b, at)
	}
	if p, ok := in.bigOp(op, a, b, at); ok {
		return p, true
	}
	f, fok := asFloat(a)
	g, gok := asFloat(b)
	if !fok || !gok {
		return nil, false
	}
	if math.Abs(f) > 1e308 && isBig(a) || math.Abs(g) > 1e308 && isBig(b) {
		return &value.Unknown{Reason: "the number is too large", TypeName: "float"}, true
	}
	switch op {
	case "+":
		return value.Float(f + g), true
	case "-":
		return value.Float(f - g), true
	case "*":
		return value.Float(f * g), true
	case "**":
		return in.floatPower(f, g, at), true
	case "/", "//", "%":
		if g == 0 {
			in.throw(in.pc, at, "ZeroDivisionError", "division by zero")
			return nil, true
		}
		switch op {
		case "/":
			return value.Float(f / g), true
		case "//":
			q, _ := floatDivmod(f, g)
			return value.Float(q), true
		}
		_, rest := floatDivmod(f, g)
		return value.Float(rest), true
	}
	return nil, false
}

// floatDivmod is divmod(f, g), step by step as CPython does it.
func floatDivmod(f, g float64) (quotient, rest float64) {
	rest = math.Mod(f, g)
	div := (f - rest) / g
	if rest == 0 {
		rest = math.Copysign(0, g)
	} else if (g < 0) != (rest < 0) {
		rest += g
		div--
	}
	if div == 0 {
		return math.Copysign(0, f/g), rest
	}
	quotient = math.Floor(div)
	if div-quotient > 0.5 {
		quotient++
	}
	return quotient, rest
}

func (in *interp) intOp(op string, x, y int64, a, b value.Plain, at source.Span) (value.Plain, bool) {
	_, aBool := a.(value.Bool)
	_, bBool := b.(value.Bool)
	big := func() (value.Plain, bool) { return in.bigOp(op, value.Int(x), value.Int(y), at) }
	switch op {
	case "+":
		if s := x + y; (s > x) == (y > 0) {
			return value.Int(s), true
		}
		return big()
	case "-":
		if s := x - y; (s < x) == (y > 0) {
			return value.Int(s), true
		}
		return big()
	case "*":
		if x == 0 || y == 0 {
			return value.Int(0), true
		}
		if p := x * y; p/y == x && !(x == -1 && y == math.MinInt64) && !(y == -1 && x == math.MinInt64) {
			return value.Int(p), true
		}
		return big()
	case "//", "%":
		if y == 0 {
			in.throw(in.pc, at, "ZeroDivisionError", "integer division or modulo by zero")
			return nil, true
		}
		q := x / y
		if x%y != 0 && (x < 0) != (y < 0) {
			q--
		}
		if x == math.MinInt64 {
			return big()
		}
		if op == "//" {
			return value.Int(q), true
		}
		return value.Int(x - q*y), true
	case "**":
		return in.power(x, y, at)
	case "<<", ">>":
		if y < 0 {
			in.throw(in.pc, at, "ValueError", "negative shift count")
			return nil, true
		}
		if op == ">>" {
			return value.Int(x >> min(y, 63)), true
		}
		if y < 62 && x >= 0 && x>>(62-y) == 0 {
			return value.Int(x << y), true
		}
		return big()
	case "|", "&", "^":
		n := map[string]int64{"|": x | y, "&": x & y, "^": x ^ y}[op]
		if aBool && bBool {
			return value.Bool(n != 0), true
		}
		return value.Int(n), true
	}
	return nil, false
}

func (in *interp) power(x, y int64, at source.Span) (value.Plain, bool) {
	if y < 0 {
		if x == 0 {
			in.throw(in.pc, at, "ZeroDivisionError", "zero to a negative power")
			return nil, true
		}
		return value.Float(math.Pow(float64(x), float64(y))), true
	}
	return in.bigOp("**", value.Int(x), value.Int(y), at)
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
		return in.identical(l, r)
	case "is not":
		return in.identical(l, r).Not()
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
	return in.space.Atom("ask "+op+" "+at.String()+" "+itoa(at.Column)+" "+a.Type()+" "+b.Type(), value.Atom{
		Yes: "the test at " + at.String() + " holds", No: "the test at " + at.String() + " does not hold", Needs: u.Needs, Span: at,
	})
}

func (in *interp) identical(l, r *value.Value) *value.Cond {
	return in.pairs(l, r, func(a, b value.Plain) *value.Cond {
		if ua, ok := a.(*value.Unknown); ok {
			if single(b) {
				return in.space.Equal(ua, b)
			}
			return in.space.Equal(a, b)
		}
		if _, ok := b.(*value.Unknown); ok {
			return in.space.Equal(a, b)
		}
		if a.Type() != b.Type() {
			return value.False
		}
		if single(a) || single(b) {
			return condOf(a == b)
		}
		switch a.(type) {
		case value.Int, value.Str:
			return in.space.Equal(a, b)
		}
		return condOf(a == b)
	})
}

func single(p value.Plain) bool {
	switch p.(type) {
	case value.None, value.Bool, value.Ellipsis:
		return true
	}
	return false
}

func condOf(b bool) *value.Cond {
	if b {
		return value.True
	}
	return value.False
}

// contains is the condition under which item is in container.
func (in *interp) contains(container, item *value.Value, at source.Span) *value.Cond {
	return in.pairs(container, item, func(c, x value.Plain) *value.Cond {
		switch c := plainly(c).(type) {
		case *Instance:
			if m, ok := in.classAttr(c.Class, "__contains__"); ok {
				return in.space.Truth(in.callWith(m, at, value.Of(c, nil), value.Of(x, nil)))
			}
			if _, ok := in.classAttr(c.Class, "__iter__"); ok {
				return in.searchValue(value.Of(c, nil), x, at)
			}
		case *value.Seq:
			if c.Kind >= value.SetKind && in.hashed(value.Of(x, nil), at) != nil && in.pc == value.False {
				return value.False
			}
			if in.asksOwn(c, x) {
				return in.searchValue(value.Of(c, nil), x, at)
			}
			return in.space.Contains(c, value.Of(x, nil))
		case *value.Dict:
			if in.hashed(value.Of(x, nil), at); in.pc == value.False {
				return value.False
			}
			return in.hasKey(c, x)
		case *view:
			if c.name == "keys" {
				return in.hasKey(c.dict, x)
			}
			return in.space.Contains(in.shown(c.dict, c.name, at), value.Of(x, nil))
		case *rangeOf:
			if n, ok := asInt(x); ok {
				k := n - c.low
				return condOf(c.count() > 0 && k%c.step == 0 && k/c.step >= 0 && k/c.step < c.count())
			}
			if noNumber(x) {
				return value.False
			}
		case *iterator:
			return in.searchValue(value.Of(c, nil), x, at)
		case value.Str:
			if s, ok := x.(value.Str); ok {
				return condOf(strings.Contains(string(c), string(s)))
			}
			if noNumber(x) || hasType(x, "int", "float", "bool") {
				in.throw(in.pc, at, "TypeError", "'in <string>' requires string as left operand, not %s", x.Type())
				return value.False
			}
		case *namespace:
			if name, ok := x.(value.Str); ok {
				return in.binds(c.scope, string(name), at)
			}
		case *models.Object:
			if f, ok := models.Functions(c.Class + "#__contains__"); ok {
				v := f(in.modelCall(at, c, []*value.Value{value.Of(x, nil)}, nil))
				return in.truth(v)
			}
		case *value.Unknown:
			if h, ok := value.Hash(x); ok {
				return in.space.Ask("contains "+h, c, c.Label()+" contains "+words(x), c.Label()+" lacks "+words(x))
			}
		case value.None, value.Bool, value.Int, value.Float:
			in.throw(in.pc, at, "TypeError", "argument of type '%s' is not iterable", c.Type())
			return value.False
		}
		return in.ask("in", c, x, at)
	})
}

// asksOwn reports whether objects of the project are to be asked whether x is
// in q.
func (in *interp) asksOwn(q *value.Seq, x value.Plain) bool {
	own := func(p value.Plain) bool { _, ok := p.(*Instance); return ok }
	return own(x) || slices.ContainsFunc(q.Elems, func(e value.Elem) bool {
		p, _ := e.Val.Only()
		return own(p)
	})
}

func words(p value.Plain) string {
	if s, ok := p.(value.Str); ok && len(s) <= 60 {
		return strconvQuote(string(s))
	}
	return "a given value"
}

// hasKey is the condition under which key is in d.
func (in *interp) hasKey(d *value.Dict, key value.Plain) *value.Cond {
	c := value.False
	if in.hashed(value.Of(key, nil), in.frame.span); in.pc == value.False {
		return c
	}
	if u, ok := key.(*value.Unknown); ok {
		for _, e := range d.Entries {
			c = c.Or(e.When.And(in.space.Equal(u, e.Key)))
		}
	} else if e := d.Get(key); e != nil {
		c = e.When
	}
	if d.More != nil && c != value.True {
		c = c.Or(in.space.Ask("has "+words(key), d.More, d.More.Label()+" has the key "+words(key), d.More.Label()+" lacks the key "+words(key)))
	}
	return c
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
	if u, ok := a.(*value.Unknown); ok {
		if h, ok := value.Hash(b); ok {
			return in.space.Ask(op+" "+h, u, u.Label()+" "+op+" "+words(b), "not "+u.Label()+" "+op+" "+words(b))
		}
	}
	if unordered(a, b) {
		in.throw(in.pc, at, "TypeError", "'%s' not supported between instances of '%s' and '%s'", op, a.Type(), b.Type())
		return value.False
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

// unordered reports whether Python refuses to say which of a and b is less.
func unordered(a, b value.Plain) bool {
	kind := func(p value.Plain) string {
		switch p := p.(type) {
		case value.Bool, value.Int, value.Big, value.Float:
			return "number"
		case value.Str, value.Bytes, value.None, value.Timedelta, value.Path, *value.Dict:
			return p.Type()
		case *value.Seq:
			return p.Type()
		}
		return ""
	}
	x, y := kind(a), kind(b)
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

// inPlace is "old op= add": lists, sets and dicts change themselves.
func (in *interp) inPlace(op string, old, add *value.Value, at source.Span) *value.Value {
	return in.each1(old, func(a value.Alt) *value.Value {
		self := value.Of(a.Plain, a.Origin)
		switch p := a.Plain.(type) {
		case *value.Seq:
			switch {
			case op == "+" && p.Kind == value.ListKind, op == "|" && p.Kind == value.SetKind:
				if op == "|" && !in.onlySets(add, at) {
					return nil
				}
				in.extend(p, add, at)
				in.wroteSeq(p)
				return self.Step(value.Changed, at, "")
			case op == "*" && p.Kind == value.ListKind:
				return in.repeatInPlace(p, self, add, at)
			case p.Kind == value.SetKind && (op == "-" || op == "&" || op == "^"):
				return in.setInPlace(op, p, self, add, at)
			}
		case *value.Dict:
			if op == "|" {
				in.update(p, add, at)
				return self
			}
		}
		return in.binary(op, self, add, at)
	})
}

// onlySets raises TypeError where the right side of set |= is no set; false if
// it never is one.
func (in *interp) onlySets(add *value.Value, at source.Span) bool {
	for _, a := range add.Alts() {
		q, isSeq := a.Plain.(*value.Seq)
		_, isDict := a.Plain.(*value.Dict)
		_, isText := a.Plain.(value.Str)
		if isSeq && q.Kind < value.SetKind || isDict || isText {
			in.throw(a.When, at, "TypeError", "unsupported operand type(s) for |=: 'set' and '%s'", a.Plain.Type())
		}
	}
	return in.pc != value.False
}

// repeatInPlace is list *= n.
func (in *interp) repeatInPlace(p *value.Seq, self, add *value.Value, at source.Span) *value.Value {
	v := in.binary("*", self, add, at)
	if in.pc == value.False {
		return v
	}
	in.wroteSeq(p)
	r, _ := v.Only()
	q, ok := r.(*value.Seq)
	if ok && q.More == nil && in.guard(p.Born) == value.True {
		p.Elems = q.Elems
		return self
	}
	p.Elems, p.More = nil, &value.Unknown{Reason: "it is changed at " + at.String()}
	return self
}

// setInPlace is p op= add for a set.
func (in *interp) setInPlace(op string, p *value.Seq, self, add *value.Value, at source.Span) *value.Value {
	v := in.binary(op, self, add, at)
	if in.pc == value.False {
		return v
	}
	in.wroteSeq(p)
	r, _ := v.Only()
	if q, ok := r.(*value.Seq); ok && q.More == nil {
		in.keepOnly(p, q.Elems, in.guard(p.Born))
		return self
	}
	p.Elems = nil
	p.More = &value.Unknown{Reason: "it is changed at " + at.String()}
	return self
}
