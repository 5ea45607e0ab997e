package eval

import (
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// unpack binds several targets to the elements of v.
func (in *interp) unpack(targets []python.Expr, v *value.Value, place source.Span) {
	star := -1
	for i, t := range targets {
		if _, ok := t.(*python.Starred); ok {
			star = i
		}
	}
	parts := in.each1(v, func(a value.Alt) *value.Value {
		return in.partsOf(a, len(targets), star, place)
	})
	for i, t := range targets {
		if in.pc == value.False {
			return
		}
		part := in.each1(parts, func(a value.Alt) *value.Value {
			return a.Plain.(*value.Seq).Elems[i].Val
		})
		if s, ok := t.(*python.Starred); ok {
			t = s.X
		}
		in.assign(t, part, place)
	}
}

// partsOf gives a tuple of n parts, the one at star (if not negative) being
// a list. Where there are too few or too many ValueError is raised.
func (in *interp) partsOf(a value.Alt, n, star int, place source.Span) *value.Value {
	elems, more, ok := in.iterate(a.Plain, place)
	if in.pc == value.False {
		return nil
	}
	sure := in.sure(elems)
	switch {
	case !ok || more != nil || star >= 0 && !sure || n > 1 && in.mixed(a.Plain) && (star >= 0 || len(elems) == n):
		return in.unknownParts(a, n, star, place)
	case star >= 0 && len(elems) < n-1, star < 0 && sure && len(elems) != n:
		in.throw(in.pc, place, "ValueError", "%d values are unpacked into %d", len(elems), n)
		return nil
	}
	parts := value.NewSeq(value.TupleKind)
	for i := range n {
		at := int64(i)
		switch {
		case i == star:
			q := in.seq(value.ListKind)
			q.Elems = append(q.Elems, elems[i:len(elems)-(n-1-i)]...)
			parts.Elems = append(parts.Elems, value.Elem{When: value.True, Val: value.Of(q, a.Origin)})
			continue
		case star >= 0 && i > star:
			at -= int64(n)
		}
		part, _ := in.pickFor(elems, at, place)
		parts.Elems = append(parts.Elems, value.Elem{When: value.True, Val: part})
	}
	if star < 0 && !sure {
		in.throw(anyOf(picks(elems, int64(n))), place, "ValueError", "too many values to unpack (expected %d)", n)
	}
	return value.Of(parts, a.Origin)
}

// mixed reports whether the order in which p is gone over is not known.
func (in *interp) mixed(p value.Plain) bool {
	switch p := p.(type) {
	case *value.Seq:
		return disordered(p)
	case *iterator:
		return p.mixed
	}
	return false
}

// pickFor is pick for unpacking, where an element that is missing makes a
// ValueError.
func (in *interp) pickFor(elems []value.Elem, at int64, place source.Span) (*value.Value, []*value.Cond) {
	in.throw(anyOf(picks(elems, at)).Not(), place, "ValueError", "not enough values to unpack")
	return in.pick(elems, at, place, "")
}

// unknownParts are the parts of something whose length is not known.
func (in *interp) unknownParts(a value.Alt, n, star int, place source.Span) *value.Value {
	self := value.Of(a.Plain, a.Origin)
	in.mayRaise(place, "ValueError", self)
	parts := value.NewSeq(value.TupleKind)
	for i := range n {
		part := in.derived(place, "element "+itoa(i)+" of "+itoa(n), "", self)
		if i == star {
			part = in.unknown(place, "it is not known how many values are unpacked", "list", self)
		}
		parts.Elems = append(parts.Elems, value.Elem{When: value.True, Val: part})
	}
	return value.Of(parts, a.Origin)
}
