package analyzer

import (
	"fmt"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// maxDefault bounds the text of a default.
const maxDefault = 160

// defaultOf says what a setting, or the one part of it that is made of a
// variable, is where unset holds: `LOGGING["root"]["level"] = 'INFO'`. It is
// empty if that is not known, or long.
func defaultOf(setting string, v *value.Value, name string, unset *value.Cond) string {
	text, key := setting, setting
	for range maxParts {
		e := partOf(v, name)
		if e == nil {
			break
		}
		inner, ok := e.Key.(value.Str)
		if !ok {
			break
		}
		v, text, key = e.Val, fmt.Sprintf("%s[%q]", text, inner), within(key, string(inner))
	}
	plain, ok := where(v, unset, 0).Only()
	if !ok {
		return ""
	}
	if _, isText := plain.(value.Str); isText && value.Sensitive(name) {
		key = name
	}
	s, ok := shown(key, plain, 0)
	switch d, isDict := plain.(*value.Dict); {
	case ok && len(text)+len(s.repr) <= maxDefault:
		return text + " = " + s.repr
	case ok && isDict:
		return text + " = " + clippedDict(key, d, maxDefault-len(text))
	}
	return ""
}

// clippedDict says a dict without what is empty in it, and no more of it than
// there is room for.
func clippedDict(name string, d *value.Dict, room int) string {
	text := "{"
	for _, e := range d.Entries {
		key, _ := value.Repr(e.Key)
		inner, _ := e.Key.(value.Str)
		p, _ := e.Val.Only()
		s, _ := shown(within(name, string(inner)), p, 1)
		if s.repr != "''" && s.repr != "None" && len(text)+len(key)+len(s.repr)+8 <= room {
			text += key + ": " + s.repr + ", "
		}
	}
	return text + "…}"
}

// partOf is the only entry of a dict that is made of a variable; nil if there
// are several, or if v is no dict whatever the variable is.
func partOf(v *value.Value, name string) *value.Entry {
	if len(v.Alts()) != 1 {
		return nil
	}
	d, ok := v.Alts()[0].Plain.(*value.Dict)
	if !ok {
		return nil
	}
	var found *value.Entry
	for i := range d.Entries {
		e := &d.Entries[i]
		switch {
		case slices.Contains(e.When.Needs(), name):
			return nil
		case !slices.Contains(varsWithin(e.Val, 0), name):
		case found != nil:
			return nil
		default:
			found = e
		}
	}
	return found
}

// where is what v and its parts are where a condition holds.
func where(v *value.Value, c *value.Cond, depth int) *value.Value {
	alts := slices.Clone(v.Under(c).Alts())
	for i := range alts {
		if depth <= maxParts {
			alts[i].Plain = plainWhere(alts[i].Plain, c, depth)
		}
	}
	if len(alts) == 1 {
		return value.Of(alts[0].Plain, alts[0].Origin)
	}
	return value.Alternatives(alts)
}

func plainWhere(p value.Plain, c *value.Cond, depth int) value.Plain {
	switch p := p.(type) {
	case *value.Seq:
		q := &value.Seq{Kind: p.Kind, More: p.More, Mixed: p.Mixed}
		for _, e := range p.Elems {
			if e.When.Meets(c) {
				q.Elems = append(q.Elems, value.Elem{When: whenGiven(e.When, c), Val: where(e.Val, c, depth+1)})
			}
		}
		return q
	case *value.Dict:
		d := &value.Dict{More: p.More, Mixed: p.Mixed}
		for _, e := range p.Entries {
			if e.When.Meets(c) {
				d.Set(e.Key, whenGiven(e.When, c), where(e.Val, c, depth+1))
			}
		}
		return d
	}
	return p
}

// whenGiven is a condition where another holds.
func whenGiven(when, c *value.Cond) *value.Cond {
	if c.Implies(when) {
		return value.True
	}
	return when
}
