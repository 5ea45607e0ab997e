package eval

import "github.com/deploycheck/deploycheck/analyzer/value"

// maxSnapshot bounds how many parts of a value are copied for its history.
const maxSnapshot = 400

// snapshot is v as it is now, for the history of a setting: what later changes
// its lists and dicts does not show in it, unless their parts are too many. It
// asks no question and raises nothing, unlike a copy that the program makes.
func (in *interp) snapshot(v *value.Value) *value.Value {
	s := snapshot{left: maxSnapshot}
	v = s.value(v, 0)
	in.charge(maxSnapshot - s.left)
	return v
}

type snapshot struct{ left int }

func (s *snapshot) value(v *value.Value, depth int) *value.Value {
	alts := append([]value.Alt{}, v.Alts()...)
	changed := false
	for i, a := range alts {
		alts[i].Plain = s.plain(a.Plain, depth)
		changed = changed || alts[i].Plain != a.Plain
	}
	if !changed {
		return v
	}
	return value.Alternatives(alts)
}

func (s *snapshot) plain(p value.Plain, depth int) value.Plain {
	switch p := p.(type) {
	case *value.Seq:
		if !s.takes(len(p.Elems), depth) {
			return p
		}
		q := *p
		q.Elems = append([]value.Elem{}, p.Elems...)
		for i, e := range q.Elems {
			q.Elems[i].Val = s.value(e.Val, depth+1)
		}
		return &q
	case *value.Dict:
		if !s.takes(len(p.Entries), depth) {
			return p
		}
		d := p.Copy()
		for i, e := range d.Entries {
			d.Entries[i].Val = s.value(e.Val, depth+1)
		}
		return d
	}
	return p
}

// takes reports whether n more parts may be copied, and counts them.
func (s *snapshot) takes(n, depth int) bool {
	if n > s.left || depth > 8 {
		return false
	}
	s.left -= n
	return true
}
