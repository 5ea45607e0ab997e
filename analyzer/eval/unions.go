package eval

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A unionType is int | None: types of which one is meant (PEP 604).
type unionType struct{ types []value.Plain }

// Type implements value.Plain.
func (*unionType) Type() string { return "UnionType" }

// typeBuiltins are the built-in names that are types.
var typeBuiltins = strings.Fields("bool bytearray bytes classmethod complex dict enumerate filter float frozenset int list map memoryview object property " +
	"range reversed set slice staticmethod str super tuple type zip")

// isTypePart reports whether p may stand in a union.
func isTypePart(p value.Plain) bool {
	switch p := p.(type) {
	case *Builtin:
		return slices.Contains(typeBuiltins, p.Name)
	case *Class, *unionType, value.None:
		return true
	}
	return false
}

// unionOf is a | b for types; nil if they are none.
func unionOf(op string, a, b value.Plain) *unionType {
	_, noneA := a.(value.None)
	_, noneB := b.(value.None)
	if op != "|" || !isTypePart(a) || !isTypePart(b) || noneA && noneB {
		return nil
	}
	u := &unionType{}
	for _, p := range []value.Plain{a, b} {
		if inner, ok := p.(*unionType); ok {
			u.types = append(u.types, inner.types...)
			continue
		}
		u.types = append(u.types, p)
	}
	return u
}

// instanceOfUnion is the condition under which p is of one of the types.
func (in *interp) instanceOfUnion(p value.Plain, u *unionType, at source.Span) *value.Cond {
	c := value.False
	for _, t := range u.types {
		switch _, none := t.(value.None); {
		case c == value.True:
		case none:
			c = c.Or(in.isType(p, "NoneType", at))
		default:
			c = c.Or(in.instanceOf(p, t, at))
		}
	}
	return c
}
