package eval

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A recordKind tells classes whose objects are made of their fields.
type recordKind int

const (
	noRecord recordKind = iota
	dataRecord
	tupleRecord
)

// isDataclass reports whether a decorator is that of dataclasses.
func (in *interp) isDataclass(name string, d python.Expr) bool {
	if c, ok := d.(*python.Call); ok {
		return in.isDataclass(lastName(c.Fun), c.Fun)
	}
	if lastName(d) != "dataclass" {
		return false
	}
	p, _ := in.expr(d).Only()
	e, ok := p.(*External)
	return ok && e.Path == "dataclasses.dataclass"
}

func lastName(e python.Expr) string {
	switch e := e.(type) {
	case *python.Name:
		return e.ID
	case *python.Attribute:
		return e.Attr
	}
	return ""
}

func isNamedTuple(p value.Plain) bool {
	e, ok := p.(*External)
	return ok && e.Path == "typing.NamedTuple"
}

// A fieldSpec is what dataclasses.field() gives.
type fieldSpec struct{ def, factory *value.Value }

// Type implements value.Plain.
func (*fieldSpec) Type() string { return "Field" }

func (in *interp) fieldCall(c *call) *value.Value {
	return value.Of(&fieldSpec{c.keyword("default"), c.keyword("default_factory")}, value.At(c.at))
}

// settleFields takes the specifications out of the body of a dataclass: what
// they leave there is the default.
func (in *interp) settleFields(c *Class, at source.Span) {
	c.fields = append([]string{}, c.scope.fields...)
	c.specs = map[string]*fieldSpec{}
	for _, name := range c.fields {
		v, ok := c.scope.vars[name]
		if !ok {
			continue
		}
		p, _ := v.Only()
		if p != nil && hasType(p, "list", "dict", "set") {
			in.throw(in.pc, at, "ValueError", "mutable default for field %s is not allowed: use default_factory", name)
			return
		}
		spec, ok := p.(*fieldSpec)
		switch {
		case !ok:
			c.specs[name] = &fieldSpec{def: v}
		case spec.def != nil:
			c.specs[name] = spec
			c.scope.vars[name] = spec.def
		default:
			c.specs[name] = spec
			delete(c.scope.vars, name)
			c.scope.names = slices.DeleteFunc(slices.Clone(c.scope.names), func(n string) bool { return n == name })
		}
	}
}

// recordFields lists the fields of a record, those of its bases first.
func (c *Class) recordFields() ([]string, recordKind) {
	kind := noRecord
	var fields []string
	for _, k := range slices.Backward(c.mro()) {
		if k.record == noRecord {
			continue
		}
		kind = k.record
		own := k.fields
		if k.record == tupleRecord && own == nil && k.scope != nil {
			own = k.scope.fields
		}
		for _, name := range own {
			if !slices.Contains(fields, name) {
				fields = append(fields, name)
			}
		}
	}
	if f := c.foreign(); f != nil && kind == dataRecord {
		return nil, noRecord
	}
	return fields, kind
}

// spec finds the default of a field.
func (c *Class) spec(name string) *fieldSpec {
	for _, k := range c.mro() {
		if s, ok := k.specs[name]; ok {
			return s
		}
		if k.record == tupleRecord && k.scope != nil {
			if v, ok := k.scope.vars[name]; ok {
				return &fieldSpec{def: v}
			}
		}
	}
	return nil
}

// newRecord makes an object of a dataclass or named tuple.
func (in *interp) newRecord(i *Instance, self *value.Value, fields []string, kind recordKind, c *call) *value.Value {
	if init, ok := in.classAttr(i.Class, "__init__"); ok && kind == dataRecord {
		with := *c
		with.args = append([]*value.Value{self}, c.args...)
		in.invoke(init, &with)
		return self
	}
	if c.loose != nil {
		i.attrs.widen(c.loose, value.True)
		return self
	}
	vals := in.fieldValues(i.Class, fields, c)
	if in.pc == value.False {
		return nil
	}
	for n, name := range fields {
		i.attrs.bind(name, value.True, vals[n])
	}
	if kind == tupleRecord {
		i.base = in.seq(value.TupleKind, vals...)
		return self
	}
	if post, ok := in.classAttr(i.Class, "__post_init__"); ok {
		in.callWith(post, c.at, self)
	}
	return self
}

func (in *interp) fieldValues(cl *Class, fields []string, c *call) []*value.Value {
	vals := make([]*value.Value, len(fields))
	if len(c.args) > len(fields) {
		in.throw(in.pc, c.at, "TypeError", "%s() takes %d arguments", cl.Name, len(fields))
		return nil
	}
	copy(vals, c.args)
	for _, k := range c.keywords {
		at := slices.Index(fields, k.Name)
		if at < 0 || vals[at] != nil {
			in.throw(in.pc, c.at, "TypeError", "%s() got an unexpected keyword argument '%s'", cl.Name, k.Name)
			return nil
		}
		vals[at] = k.Val
	}
	for n, name := range fields {
		if vals[n] != nil {
			continue
		}
		switch spec := cl.spec(name); {
		case spec != nil && spec.def != nil:
			vals[n] = spec.def
		case spec != nil && spec.factory != nil:
			vals[n] = in.callWith(spec.factory, c.at)
		default:
			in.throw(in.pc, c.at, "TypeError", "%s() missing the argument '%s'", cl.Name, name)
			return nil
		}
	}
	return vals
}

// recordAttr is a method that every named tuple has.
func (in *interp) recordAttr(i *Instance, name string, at source.Span) (*value.Value, bool) {
	q, ok := i.base.(*value.Seq)
	fields, kind := i.Class.recordFields()
	if !ok || kind != tupleRecord {
		return nil, false
	}
	method := func(f func(in *interp, c *call) *value.Value) (*value.Value, bool) {
		return value.Of(&Builtin{Name: name, call: f}, value.At(at)), true
	}
	switch name {
	case "_fields":
		return in.fieldNames(fields, at), true
	case "_asdict":
		return method(func(in *interp, c *call) *value.Value {
			d := in.dict()
			for n, f := range fields {
				d.Set(value.Str(f), value.True, q.Elems[n].Val)
			}
			return value.Of(d, value.At(c.at))
		})
	case "_replace":
		return method(func(in *interp, c *call) *value.Value {
			with := &call{at: c.at, keywords: slices.Clone(c.keywords)}
			for n, f := range fields {
				if c.keyword(f) == nil {
					with.keywords = append(with.keywords, models.Keyword{Name: f, Val: q.Elems[n].Val})
				}
			}
			return in.instantiate(i.Class, with)
		})
	}
	return nil, false
}

func (in *interp) fieldNames(fields []string, at source.Span) *value.Value {
	q := in.seq(value.TupleKind)
	for _, f := range fields {
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: value.Of(value.Str(f), value.At(at))})
	}
	return value.Of(q, value.At(at))
}

// recordClassAttr is what the class of a record has beside its fields.
func (in *interp) recordClassAttr(c *Class, name string, at source.Span) (*value.Value, bool) {
	fields, kind := c.recordFields()
	if kind != noRecord && name == "__match_args__" || kind == tupleRecord && name == "_fields" {
		return in.fieldNames(fields, at), true
	}
	if kind == tupleRecord && name == "_make" {
		return value.Of(&Builtin{Name: name, call: func(in *interp, more *call) *value.Value {
			elems, rest := in.elements(more.arg(0, "iterable"), more.at)
			if rest != nil || !in.sure(elems) {
				return in.opaqueCall(more)
			}
			with := &call{at: more.at}
			for _, e := range elems {
				with.args = append(with.args, e.Val)
			}
			return in.instantiate(c, with)
		}}, value.At(at)), true
	}
	return nil, false
}

// namedTuple is collections.namedtuple(name, fields, defaults=…).
func (in *interp) namedTuple(c *call) *value.Value {
	name, ok := text(c.arg(0, "typename"))
	list := c.arg(1, "field_names")
	if !ok || list == nil || c.loose != nil || c.keyword("rename") != nil {
		return in.derivedCall("namedtuple", unset, c)
	}
	cl := &Class{Name: name, record: tupleRecord, fields: []string{}, scope: newScope(nil, in.born()), specs: map[string]*fieldSpec{}}
	cl.scope.class = true
	if words, ok := text(list); ok {
		cl.fields = strings.Fields(strings.ReplaceAll(words, ",", " "))
	} else {
		elems, more := in.elements(list, c.at)
		for _, e := range elems {
			f, ok := text(e.Val)
			if !ok || more != nil || !in.relativeTrue(e.When) {
				return in.derivedCall("namedtuple", unset, c)
			}
			cl.fields = append(cl.fields, f)
		}
	}
	if defaults := c.keyword("defaults"); defaults != nil {
		elems, more := in.elements(defaults, c.at)
		if more != nil || !in.sure(elems) || len(elems) > len(cl.fields) {
			return in.derivedCall("namedtuple", unset, c)
		}
		for n, e := range elems {
			cl.specs[cl.fields[len(cl.fields)-len(elems)+n]] = &fieldSpec{def: e.Val}
		}
	}
	return value.Of(cl, value.At(c.at))
}

// sameRecord is the condition under which two objects of one dataclass are
// equal; false if == is not that of dataclasses.
func (in *interp) sameRecord(a, b *Instance, at source.Span) (*value.Cond, bool) {
	fields, kind := a.Class.recordFields()
	if kind != dataRecord {
		return nil, false
	}
	if a.Class != b.Class {
		return value.False, true
	}
	c := value.True
	for _, f := range fields {
		v, okV := a.attrs.vars[f]
		w, okW := b.attrs.vars[f]
		if !okV || !okW {
			return in.ask("==", a, b, at), true
		}
		c = c.And(in.equals(v, w, at))
	}
	return c, true
}

// simpleNamespace is types.SimpleNamespace(a=1).
func (in *interp) simpleNamespace(c *call) *value.Value {
	if c.loose != nil || len(c.args) > 0 {
		return in.derivedCall("SimpleNamespace", unset, c)
	}
	i := &Instance{Class: namespaceClass, attrs: newScope(nil, in.born())}
	for _, k := range c.keywords {
		i.attrs.bind(k.Name, value.True, k.Val)
	}
	return value.Of(i, value.At(c.at))
}

var namespaceClass = &Class{Name: "SimpleNamespace", builtin: true, scope: newScope(nil, nil)}
