package eval

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// enumTypes are the enumerations of libraries, with the type that their
// members are as well.
var enumTypes = map[string]string{
	"enum.Enum": "", "enum.Flag": "", "enum.StrEnum": "str", "enum.IntEnum": "int", "enum.IntFlag": "int",
	"django.db.models.TextChoices": "str", "django.db.models.IntegerChoices": "int", "django.db.models.Choices": "",
	"django.db.models.enums.TextChoices": "str", "django.db.models.enums.IntegerChoices": "int",
}

// enumBase gives the library's enumeration that c inherits from.
func enumBase(c *Class) (string, bool) {
	for _, k := range c.mro() {
		for _, b := range k.Bases {
			if e, ok := b.(*External); ok {
				if _, known := enumTypes[e.Path]; known {
					return e.Path, true
				}
			}
		}
	}
	return "", false
}

// isEnum reports whether c is an enumeration.
func (in *interp) isEnum(c *Class) bool {
	_, ok := enumBase(c)
	return ok
}

// mixin is the built-in type that members of c are as well; empty if none.
func mixin(c *Class) string {
	base, _ := enumBase(c)
	if t := enumTypes[base]; t != "" {
		return t
	}
	for _, k := range c.mro() {
		for _, b := range k.Bases {
			if t, ok := b.(*Builtin); ok {
				return t.Name
			}
		}
	}
	return ""
}

// isMember reports whether a name bound in the body of an enumeration is a
// member.
func isMember(name string, v *value.Value) bool {
	if strings.HasPrefix(name, "_") {
		return false
	}
	p, ok := v.Only()
	return !ok || !hasType(p, "function", "property", "staticmethod", "classmethod", "type")
}

// enumAttr is C.NAME of an enumeration.
func (in *interp) enumAttr(c *Class, name string, v *value.Value, at source.Span) *value.Value {
	for _, k := range c.mro() {
		if k.scope == nil || k.scope.vars[name] == nil {
			continue
		}
		if k.scope.class && isMember(name, v) && in.isEnum(k) {
			return in.enumMember(k, name, at)
		}
		break
	}
	self := value.Of(c, value.At(at))
	return in.each1(v, func(a value.Alt) *value.Value {
		if _, ok := a.Plain.(*Property); ok {
			return in.bindTo(value.Of(a.Plain, a.Origin), self, self)
		}
		return value.Of(a.Plain, a.Origin)
	})
}

// enumMember is the member of a name.
func (in *interp) enumMember(c *Class, name string, at source.Span) *value.Value {
	in.makeMembers(c)
	v := c.scope.vars[name]
	if m, ok := c.members[name]; ok {
		return value.Of(m, v.Origin())
	}
	return in.derived(at, "."+name, "", value.Of(c, nil))
}

// makeMembers makes the members of an enumeration, once. Members whose value
// is not known, or that the class makes itself, are left out.
func (in *interp) makeMembers(c *Class) {
	if c.members != nil {
		return
	}
	c.members = map[string]*Instance{}
	base, _ := enumBase(c)
	choices := strings.Contains(base, "Choices")
	var last value.Plain = value.Int(0)
	for _, name := range c.scope.names {
		v := c.scope.vars[name]
		if len(v.Alts()) == 0 || !isMember(name, v) || isUnset(v.Alts()[0].Plain) {
			continue
		}
		title, _ := changeCase(strings.ReplaceAll(name, "_", " "), "title").(value.Str)
		label := value.Of(title, v.Origin())
		p, known := v.Only()
		if q, ok := p.(*value.Seq); ok && choices && q.Kind == value.TupleKind && len(q.Elems) > 1 && q.Firm() {
			label = q.Elems[len(q.Elems)-1].Val
			if len(q.Elems) == 2 {
				v = q.Elems[0].Val
				p, known = v.Only()
			}
		}
		if o, ok := p.(value.Opaque); ok && o.TypeName == "auto" {
			p, known = nextAuto(base, name, last)
			v = value.Of(p, v.Origin())
		}
		if !known || in.overridesNew(c) {
			continue
		}
		last = p
		in.addMember(c, name, v, p, label)
	}
}

func (in *interp) overridesNew(c *Class) bool {
	_, made := in.classAttr(c, "__new__")
	_, initialised := in.classAttr(c, "__init__")
	return made || initialised
}

// nextAuto is what auto() stands for.
func nextAuto(base, name string, last value.Plain) (value.Plain, bool) {
	if enumTypes[base] == "str" {
		if base == "enum.StrEnum" {
			return value.Str(strings.ToLower(name)), true
		}
		return value.Str(name), true
	}
	n, ok := last.(value.Int)
	return n + 1, ok && !strings.HasSuffix(base, "Flag")
}

func (in *interp) addMember(c *Class, name string, v *value.Value, p value.Plain, label *value.Value) {
	for _, other := range c.scope.names {
		if m, ok := c.members[other]; ok && in.space.Equals(m.attrs.vars["value"], v) == value.True {
			c.members[name] = m // another name of the same
			return
		}
	}
	m := &Instance{Class: c, attrs: newScope(nil, nil)}
	if t := mixin(c); t != "" && p.Type() == t {
		m.base = p
	}
	m.attrs.bind("value", value.True, v)
	m.attrs.bind("_value_", value.True, v)
	m.attrs.bind("name", value.True, value.Of(value.Str(name), v.Origin()))
	m.attrs.bind("label", value.True, label)
	c.members[name] = m
}

// listed gives the members of an enumeration in their order, or false if
// some are not known.
func (in *interp) membersOf(c *Class) ([]*Instance, bool) {
	in.makeMembers(c)
	var list []*Instance
	for _, name := range c.scope.names {
		m, ok := c.members[name]
		if !ok && isMember(name, c.scope.vars[name]) {
			return nil, false
		}
		if ok && !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list, true
}

// enumMembers lists the members of an enumeration.
func (in *interp) enumMembers(c *Class) ([]value.Elem, bool) {
	if !in.isEnum(c) {
		return nil, false
	}
	list, ok := in.membersOf(c)
	var elems []value.Elem
	for _, m := range list {
		elems = append(elems, value.Elem{When: value.True, Val: value.Of(m, m.attrs.vars["value"].Origin())})
	}
	return elems, ok
}

// enumList is C.values and its kin, of Django's choices.
func (in *interp) enumList(c *Class, name string, at source.Span) (*value.Value, bool) {
	part, ok := map[string]string{"values": "value", "names": "name", "labels": "label"}[name]
	base, _ := enumBase(c)
	list, known := in.membersOf(c)
	if !ok && name != "choices" || !known || !strings.Contains(base, "Choices") {
		return nil, false
	}
	q := in.seq(value.ListKind)
	for _, m := range list {
		v := m.attrs.vars[part]
		if name == "choices" {
			v = value.Of(in.seq(value.TupleKind, m.attrs.vars["value"], m.attrs.vars["label"]), value.At(at))
		}
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: v})
	}
	return value.Of(q, value.At(at)), true
}

// enumByName is C["NAME"].
func (in *interp) enumByName(c *Class, key value.Plain, at source.Span) *value.Value {
	if isUnknown(key) {
		in.mayRaise(at, "KeyError", value.Of(key, nil))
		return in.derived(at, "[]", "", value.Of(key, nil))
	}
	name, ok := key.(value.Str)
	if v := c.scope.vars[string(name)]; ok && v != nil && isMember(string(name), v) {
		return in.enumMember(c, string(name), at)
	}
	in.throw(in.pc, at, "KeyError", "%s", words(key))
	return nil
}

// enumByValue is C(value).
func (in *interp) enumByValue(cl *Class, c *call) *value.Value {
	list, ok := in.membersOf(cl)
	if _, missing := in.classAttr(cl, "_missing_"); !ok || missing || len(c.args) != 1 || len(list) == 0 {
		in.mayRaise(c.at, "ValueError", c.args...)
		return in.derivedCall("enum", value.Of(cl, nil), c)
	}
	var alts []value.Alt
	rest := value.True
	for _, m := range list {
		eq := in.space.Equals(m.attrs.vars["value"], c.args[0])
		if p, ok := c.args[0].Only(); ok && p == value.Plain(m) {
			eq = value.True
		}
		eq = eq.And(rest)
		alts = append(alts, value.Alt{When: eq, Plain: m, Origin: value.Merge(c.at, c.args[0])})
		rest = rest.Minus(eq)
	}
	in.throw(rest, c.at, "ValueError", "not a valid %s", cl.Name)
	return value.Alternatives(in.settleHere(alts))
}

// enumText is str() of a member: its value where the enumeration is one of
// texts or numbers, else its name.
func (in *interp) enumText(i *Instance) (string, bool) {
	if base, _ := enumBase(i.Class); enumTypes[base] != "" && i.base != nil {
		return in.Str(i.base)
	}
	name, ok := text(i.attrs.vars["name"])
	return i.Class.Name + "." + name, ok
}
