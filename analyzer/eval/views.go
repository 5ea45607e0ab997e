package eval

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A view is what d.keys(), d.values() or d.items() gives: it shows what
// becomes of the dict.
type view struct {
	dict *value.Dict
	name string
}

// Type implements value.Plain.
func (v *view) Type() string { return "dict_" + v.name }

// HashKey implements value.Hashable.
func (v *view) HashKey() (string, bool) { return "", false }

// elems lists what the view shows now.
func (in *interp) viewed(v *view, at source.Span) []value.Elem {
	elems := make([]value.Elem, 0, len(v.dict.Entries))
	for _, e := range v.dict.Entries {
		elems = append(elems, in.entryPart(v.dict, e, v.name, at))
	}
	return elems
}

// A rangeOf is range(low, high, step).
type rangeOf struct{ low, high, step int64 }

// Type implements value.Plain.
func (*rangeOf) Type() string { return "range" }

// HashKey implements value.Hashable.
func (r *rangeOf) HashKey() (string, bool) {
	return strings.Join([]string{"r", itoa(int(r.low)), itoa(int(r.count())), itoa(int(r.step))}, " "), true
}

func (r *rangeOf) count() int64 {
	switch {
	case r.step > 0 && r.high > r.low:
		return (r.high-r.low-1)/r.step + 1
	case r.step < 0 && r.high < r.low:
		return (r.low-r.high-1)/-r.step + 1
	}
	return 0
}

// repr is how Python prints it.
func (r *rangeOf) repr() string {
	text := "range(" + itoa(int(r.low)) + ", " + itoa(int(r.high))
	if r.step != 1 {
		text += ", " + itoa(int(r.step))
	}
	return text + ")"
}

func (in *interp) iterRange(r *rangeOf, at source.Span) *iterator {
	it := &iterator{typeName: "range_iterator"}
	n := int64(0)
	it.step = func() (value.Elem, bool) {
		if n > maxElems {
			it.more = tooLong(at)
		}
		if n >= r.count() || it.more != nil {
			return value.Elem{}, false
		}
		n++
		return value.Elem{When: value.True, Val: value.Of(value.Int(r.low+(n-1)*r.step), value.At(at))}, true
	}
	return it
}

// listOf is a lazy collection as the list of what it holds; other values are
// themselves.
func (in *interp) listOf(v *value.Value, at source.Span) *value.Value {
	lazy := false
	for _, a := range v.Alts() {
		switch a.Plain.(type) {
		case *iterator, *view, *rangeOf:
			lazy = true
		}
	}
	if !lazy {
		return v
	}
	return in.each1(v, func(a value.Alt) *value.Value {
		switch a.Plain.(type) {
		case *iterator, *view, *rangeOf:
			q := in.seq(value.ListKind)
			in.extend(q, value.Of(a.Plain, a.Origin), at)
			return value.Of(q, a.Origin)
		}
		return value.Of(a.Plain, a.Origin)
	})
}

// Truth implements value.Truthful.
func (v *view) Truth(s *value.Space) *value.Cond { return s.Truthy(v.dict) }

// Truth implements value.Truthful.
func (r *rangeOf) Truth(*value.Space) *value.Cond { return condOf(r.count() > 0) }

// item is r[n]; false if there is none.
func (r *rangeOf) item(n int64) (value.Int, bool) {
	if n < 0 {
		n += r.count()
	}
	return value.Int(r.low + n*r.step), n >= 0 && n < r.count()
}

// slice is r[low:high:step].
func (r *rangeOf) slice(ps []value.Plain) (*rangeOf, bool) {
	n := r.count()
	if n > maxElems {
		return nil, false
	}
	picks, ok := sliceIndexes(ps, int(n))
	if !ok || len(picks) == 0 {
		return &rangeOf{step: 1}, false
	}
	step := r.step
	if len(picks) > 1 {
		step *= int64(picks[1] - picks[0])
	}
	low := r.low + int64(picks[0])*r.step
	return &rangeOf{low, low + int64(len(picks))*step, step}, true
}
