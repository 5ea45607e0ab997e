package eval

import (
	"fmt"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// truth is the condition under which bool(v) is True: objects of the project
// are asked.
func (in *interp) truth(v *value.Value) *value.Cond {
	c := value.False
	for _, a := range v.Alts() {
		i, ok := a.Plain.(*Instance)
		if !ok || i.base != nil {
			c = c.Or(a.When.And(in.space.Truthy(a.Plain)))
			continue
		}
		in.Under(a.When, func() *value.Value {
			c = c.Or(a.When.And(in.truthOf(i, a)))
			return nil
		})
	}
	return c
}

func (in *interp) truthOf(i *Instance, a value.Alt) *value.Cond {
	for _, name := range []string{"__bool__", "__len__"} {
		if m, ok := in.classAttr(i.Class, name); ok {
			v := in.callWith(m, in.frame.span, value.Of(i, a.Origin))
			if name == "__len__" {
				v = in.asLength(v, in.frame.span)
			} else {
				v = in.asBool(v, in.frame.span)
			}
			if in.pc == value.False {
				return value.False
			}
			return in.space.Truth(v)
		}
	}
	if e := i.Class.foreign(); e != nil && i.Class.record == 0 && !in.isEnum(i.Class) {
		return in.ask("bool", i, value.None{}, in.frame.span)
	}
	return value.True
}

// asLength is what __len__ gave. Where that cannot be a length it raises.
func (in *interp) asLength(v *value.Value, at source.Span) *value.Value {
	return in.each1(v, func(a value.Alt) *value.Value {
		n, ok := asIndex(a.Plain)
		switch {
		case ok && n < 0:
			in.throw(in.pc, at, "ValueError", "__len__() should return >= 0")
			return nil
		case isBig(a.Plain):
			in.throw(in.pc, at, "OverflowError", "cannot fit 'int' into an index-sized integer")
			return nil
		case noIndex(a.Plain):
			in.throw(in.pc, at, "TypeError", "'%s' object cannot be interpreted as an integer", a.Plain.Type())
			return nil
		case ok:
			return value.Of(value.Int(n), a.Origin)
		}
		return value.Of(a.Plain, a.Origin)
	})
}

// asBool is what __bool__ gave. Where that is no bool it raises.
func (in *interp) asBool(v *value.Value, at source.Span) *value.Value {
	return in.each1(v, func(a value.Alt) *value.Value {
		if t := a.Plain.Type(); t != "bool" && t != "" && !opaque(a.Plain) {
			in.throw(in.pc, at, "TypeError", "__bool__ should return bool, returned %s", t)
			return nil
		}
		return value.Of(a.Plain, a.Origin)
	})
}

// TruthIn implements value.Judged.
func (i *Instance) TruthIn(s *value.Space) *value.Cond {
	if i.base != nil {
		return s.Truthy(i.base)
	}
	return value.True
}

// HashKey implements value.Hashable.
func (i *Instance) HashKey() (string, bool) {
	if i.base != nil {
		return value.Hash(i.base)
	}
	return fmt.Sprintf("o%p", i), true
}

// plainly is what an object is as data: the text of a StrEnum, the tuple of
// a named one. Other values are themselves.
func plainly(p value.Plain) value.Plain {
	if i, ok := p.(*Instance); ok && i.base != nil {
		return i.base
	}
	return p
}

// settled replaces objects by what they are as data, and names of libraries by
// something unknown, in containers too, as far as something else is to look at
// them.
func settled(v *value.Value, seen map[value.Plain]bool) *value.Value {
	changed := false
	alts := append([]value.Alt{}, v.Alts()...)
	for i, a := range alts {
		switch p := a.Plain.(type) {
		case *Instance:
			if p.base != nil {
				alts[i].Plain, changed = p.base, true
			}
		case *External:
			alts[i].Plain, changed = p.Unknown(), true
		case *value.Seq:
			if seen[p] {
				continue
			}
			seen[p] = true
			for j, e := range p.Elems {
				p.Elems[j].Val = settled(e.Val, seen)
			}
		case *value.Dict:
			if seen[p] {
				continue
			}
			seen[p] = true
			for j, e := range p.Entries {
				p.Entries[j].Key, p.Entries[j].Val = plainly(e.Key), settled(e.Val, seen)
			}
		}
	}
	if !changed {
		return v
	}
	return value.Alternatives(alts)
}
