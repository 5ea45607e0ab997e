package eval

import (
	"math"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

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
