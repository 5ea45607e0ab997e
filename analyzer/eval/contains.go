package eval

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

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
			if c.Kind >= value.SetKind && !isSet(x) && in.hashed(value.Of(x, nil), at) != nil && in.pc == value.False {
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
			if x.Type() == "" {
				in.mayRaise(at, "TypeError", value.Of(x, nil))
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
			if in.noMember(c, x, at) {
				return value.False
			}
			if h, ok := value.Hash(x); ok {
				return in.space.Ask("contains "+h, c, c.Label()+" contains "+wordsAbout(c, x), c.Label()+" lacks "+wordsAbout(c, x))
			}
		case value.None, value.Bool, value.Int, value.Float:
			in.throw(in.pc, at, "TypeError", "argument of type '%s' is not iterable", c.Type())
			return value.False
		}
		return in.ask("in", c, x, at)
	})
}

// noMember raises where x cannot be looked for in an unknown c: what is no text
// in text. Where c may hold nothing at all it may raise.
func (in *interp) noMember(c *value.Unknown, x value.Plain, at source.Span) bool {
	if c.TypeName == "str" && noNumber(x) && !hasType(x, "str") {
		in.throw(in.pc, at, "TypeError", "'in <string>' requires string as left operand, not %s", x.Type())
		return true
	}
	if !iterable[c.TypeName] || !hasType(x, "str", "int", "float", "bool") || c.TypeName == "str" && !hasType(x, "str") {
		in.mayRaise(at, "TypeError", value.Of(c, nil), value.Of(x, nil))
	}
	return false
}

// isSet reports whether p is a set, which may be looked for in a set though
// it cannot be put there.
func isSet(p value.Plain) bool {
	q, ok := p.(*value.Seq)
	return ok && q.Kind == value.SetKind
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

// wordsAbout says a constant that an unknown is held against, unless that might
// tell a secret.
func wordsAbout(u *value.Unknown, p value.Plain) string {
	if value.Sensitive(u.Name) {
		return "a given value"
	}
	return words(p)
}

// hasKey is the condition under which key is in d.
func (in *interp) hasKey(d *value.Dict, key value.Plain) *value.Cond {
	c := value.False
	if in.hashed(value.Of(key, nil), in.frame.span); in.pc == value.False {
		return c
	}
	if isUnknown(key) && d.Get(key) == nil {
		for _, e := range d.Entries {
			c = c.Or(e.When.And(in.space.Equal(key, e.Key)))
		}
	} else if e := d.Get(key); e != nil {
		c = e.When
	}
	if d.More != nil && c != value.True {
		c = c.Or(in.space.Ask("has "+words(key), d.More, d.More.Label()+" has the key "+words(key), d.More.Label()+" lacks the key "+words(key)))
	}
	return c
}
