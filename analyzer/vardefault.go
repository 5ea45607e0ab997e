package analyzer

import (
	"fmt"
	"slices"
	"strings"

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
		inner, of := partOf(v, name)
		if of == nil {
			break
		}
		v, text, key = of, fmt.Sprintf("%s[%q]", text, inner), within(key, inner)
	}
	plain, ok := where(v, unset, 0).Only()
	if !ok {
		return ""
	}
	if _, isText := plain.(value.Str); isText && value.Sensitive(name) {
		key = name
	}
	if s, ok := shown(key, plain, 0); ok && len(text)+len(s.repr) <= maxDefault {
		return text + " = " + s.repr
	}
	if d, ok := plain.(*value.Dict); ok {
		return clippedDict(text, key, d)
	}
	return ""
}

// clippedDict says of a dict what is known and not empty, and no more of it than
// there is room for.
func clippedDict(text, name string, d *value.Dict) string {
	var parts []string
	room := maxDefault - len(text)
	for _, e := range d.Entries {
		key, _ := value.Repr(e.Key)
		inner, _ := e.Key.(value.Str)
		p, known := e.Val.Only()
		s, ok := shown(within(name, string(inner)), p, 1)
		if part := key + ": " + s.repr; known && ok && s.repr != "''" && s.repr != "None" && len(part) < room {
			parts = append(parts, part)
			room -= len(part) + 2
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return text + " = {" + strings.Join(parts, ", ") + ", …}"
}

// partOf is the only key of a dict under which something is made of a variable,
// and what is there; nil if there are several, or if v is no dict whatever the
// variable is.
func partOf(v *value.Value, name string) (string, *value.Value) {
	found := ""
	var alts []value.Alt
	for _, a := range v.Alts() {
		d, ok := a.Plain.(*value.Dict)
		if !ok || slices.Contains(a.When.Needs(), name) {
			return "", nil
		}
		for _, e := range d.Entries {
			if !slices.Contains(e.When.Needs(), name) && !slices.Contains(varsWithin(e.Val, 0), name) {
				continue
			}
			key, ok := e.Key.(value.Str)
			if !ok || e.When != value.True || len(alts) > 0 && found != string(key) {
				return "", nil
			}
			found = string(key)
			for _, b := range e.Val.Alts() {
				b.When = b.When.And(a.When)
				alts = append(alts, b)
			}
		}
	}
	if len(alts) == 0 {
		return "", nil
	}
	return found, value.Alternatives(alts)
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
