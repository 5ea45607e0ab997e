package eval

import (
	"math"
	"math/big"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// maxBits bounds the integers that are kept.
const maxBits = 4096

func isBig(p value.Plain) bool { _, ok := p.(value.Big); return ok }

// asBig gives an int of whatever size.
func asBig(p value.Plain) (*big.Int, bool) {
	if b, ok := p.(value.Big); ok {
		n, ok := new(big.Int).SetString(string(b), 10)
		return n, ok
	}
	n, ok := asInt(p)
	return big.NewInt(n), ok
}

// integer is n as a plain value; unknown if it is too large to be kept.
func integer(n *big.Int) value.Plain {
	switch {
	case n.IsInt64():
		return value.Int(n.Int64())
	case n.BitLen() > maxBits:
		return &value.Unknown{Reason: "the number is too large", TypeName: "int"}
	}
	return value.Big(n.String())
}

// bigOp computes with integers of whatever size. It reports whether both
// are; the result is nil where Python raises.
func (in *interp) bigOp(op string, a, b value.Plain, at source.Span) (value.Plain, bool) {
	x, okX := asBig(a)
	y, okY := asBig(b)
	if !okX || !okY || op == "/" {
		return nil, false
	}
	n := new(big.Int)
	switch op {
	case "+":
		n.Add(x, y)
	case "-":
		n.Sub(x, y)
	case "*":
		n.Mul(x, y)
	case "|":
		n.Or(x, y)
	case "&":
		n.And(x, y)
	case "^":
		n.Xor(x, y)
	case "//", "%":
		if y.Sign() == 0 {
			in.throw(in.pc, at, "ZeroDivisionError", "integer division or modulo by zero")
			return nil, true
		}
		q, m := new(big.Int).DivMod(x, y, new(big.Int))
		if y.Sign() < 0 && m.Sign() != 0 { // Euclid's remainder is never negative, Python's has the sign of y
			q.Add(q, big.NewInt(-1))
			m.Add(m, y)
		}
		if n = q; op == "%" {
			n = m
		}
	case "**", "<<", ">>":
		return in.bigShift(op, x, y, at)
	default:
		return nil, false
	}
	return integer(n), true
}

// bigShift computes what may grow without bound.
func (in *interp) bigShift(op string, x, y *big.Int, at source.Span) (value.Plain, bool) {
	small := y.IsInt64() && y.Int64() <= maxBits
	n := new(big.Int)
	switch {
	case y.Sign() < 0 && op != "**":
		in.throw(in.pc, at, "ValueError", "negative shift count")
		return nil, true
	case y.Sign() < 0 && x.Sign() == 0:
		in.throw(in.pc, at, "ZeroDivisionError", "zero to a negative power")
		return nil, true
	case y.Sign() < 0:
		return &value.Unknown{Reason: "the power is not computed", TypeName: "float"}, true
	case op == "**" && x.BitLen() <= 1: // -1, 0 and 1
		n.Exp(x, new(big.Int).And(y, big.NewInt(1)), nil)
		if y.Sign() > 0 {
			n.Mul(n, new(big.Int).Abs(x))
		}
	case op == "**" && small && int64(x.BitLen())*y.Int64() <= 2*maxBits:
		n.Exp(x, y, nil)
	case op == "<<" && small:
		n.Lsh(x, uint(y.Int64()))
	case op == ">>" && small:
		n.Rsh(x, uint(y.Int64()))
	case op == ">>":
		n.Rsh(x, uint(x.BitLen()+1))
	default:
		return &value.Unknown{Reason: "the number is too large", TypeName: "int"}, true
	}
	return integer(n), true
}

func bigUnary(op string, p value.Plain) value.Plain {
	n, _ := asBig(p)
	switch op {
	case "-":
		return integer(n.Neg(n))
	case "~":
		return integer(n.Not(n))
	}
	return integer(n)
}

// floatPower is f ** g for floats.
func (in *interp) floatPower(f, g float64, at source.Span) value.Plain {
	if f == 0 && g < 0 {
		in.throw(in.pc, at, "ZeroDivisionError", "zero to a negative power")
		return nil
	}
	p := math.Pow(f, g)
	switch {
	case f < 0 && g != math.Trunc(g) && !math.IsInf(g, 0):
		return &value.Unknown{Reason: "the power is a complex number"}
	case math.IsInf(p, 0) && !math.IsInf(f, 0) && !math.IsInf(g, 0):
		in.throw(in.pc, at, "OverflowError", "the power is too large")
		return nil
	case g != math.Trunc(g) && !math.IsInf(p, 0) && p != 0 && f != 1:
		// The last digit is not the same with every library.
		return &value.Unknown{Reason: "the last digit of the power is not known", TypeName: "float"}
	}
	return value.Float(p)
}

// bigOrder compares exactly, also an int with a float, as Python does.
func bigOrder(a, b value.Plain) (int, bool) {
	x, okX := exact(a)
	y, okY := exact(b)
	if !okX || !okY {
		return 0, false
	}
	return x.Cmp(y), true
}

// exact is a finite number without loss.
func exact(p value.Plain) (*big.Float, bool) {
	if f, ok := p.(value.Float); ok {
		if math.IsInf(float64(f), 0) || math.IsNaN(float64(f)) {
			return nil, false
		}
		return new(big.Float).SetPrec(maxBits + 64).SetFloat64(float64(f)), true
	}
	n, ok := asBig(p)
	if !ok {
		return nil, false
	}
	return new(big.Float).SetPrec(maxBits + 64).SetInt(n), true
}

// ofFloat is int(f) for a finite float.
func ofFloat(f float64) value.Plain {
	n, _ := new(big.Float).SetFloat64(math.Trunc(f)).Int(nil)
	return integer(n)
}

// finite is int(f); nil if f is not finite.
func finite(f float64) value.Plain {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return nil
	}
	return ofFloat(f)
}
