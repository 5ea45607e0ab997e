package eval

import (
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// identical is the condition under which l and r are one object.
//
// Data that cannot be changed is one object only where Python chooses to keep
// one, which depends on how the data came to be and on the version. Of equal
// data that is not known.
func (in *interp) identical(l, r *value.Value, at source.Span) *value.Cond {
	if _, known := l.Only(); known && l == r {
		return value.True
	}
	return in.pairs(l, r, func(a, b value.Plain) *value.Cond {
		switch {
		case isNone(a) && isNoneNever(b) || isNone(b) && isNoneNever(a):
			return value.False
		case isNone(a) || isNone(b):
			return in.space.Equal(a, b)
		case isUnknown(a) || isUnknown(b):
			return in.maybeOne(a, b, at)
		case a.Type() != b.Type():
			return value.False
		case kept(a) || !immutable(a):
			return condOf(a == b)
		}
		if q, ok := a.(*value.Seq); ok && b == value.Plain(q) {
			return value.True
		}
		return in.maybeOne(a, b, at)
	})
}

func isNone(p value.Plain) bool {
	_, ok := p.(value.None)
	return ok
}

// isNoneNever reports whether p is a module, a function or a class of a
// library, by its name.
func isNoneNever(p value.Plain) bool {
	e, ok := p.(*External)
	return ok && !e.constant()
}

// maybeOne is where a and b are equal, if Python keeps one object for both.
func (in *interp) maybeOne(a, b value.Plain, at source.Span) *value.Cond {
	equal := in.space.Equal(a, b)
	if a.Type() == "bool" && b.Type() == "bool" || equal == value.False {
		return equal
	}
	return equal.And(in.ask("is", a, b, at))
}

// kept reports whether Python has one object for all data that equals p, of
// its type: the numbers up to 256 and no text at all.
func kept(p value.Plain) bool {
	switch p := p.(type) {
	case value.Bool, value.Ellipsis:
		return true
	case value.Int:
		return p >= -5 && p <= 256
	case value.Str:
		return p == ""
	}
	return false
}

// immutable reports whether p is data that cannot be changed.
func immutable(p value.Plain) bool {
	switch p := p.(type) {
	case value.Int, value.Big, value.Float, value.Str, value.Bytes, value.Path, value.Timedelta, value.Opaque:
		return true
	case *value.Seq:
		return p.Kind == value.TupleKind || p.Kind == value.FrozenSetKind
	}
	return false
}
