package eval

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

func (in *interp) classDef(s *python.ClassDef) {
	c := &Class{Name: s.Name}
	for _, b := range s.Bases {
		v := in.expr(b)
		if p, ok := v.Only(); ok {
			if isNoBase(p) {
				in.throw(in.pc, b.Span(), "TypeError", "a %s is no base of a class", p.Type())
				return
			}
			c.Bases = append(c.Bases, p)
			continue
		}
		c.Bases = append(c.Bases, &External{Path: "a class that is not known"})
	}
	c.made = slices.ContainsFunc(s.Keywords, func(k python.Keyword) bool { return k.Name == "metaclass" })
	if slices.ContainsFunc(c.Bases, isNamedTuple) {
		c.record = tupleRecord
	}
	scope := newScope(in.frame.scope, in.born())
	scope.class = true
	if in.frame.scope.class {
		scope.parent = in.frame.scope.parent
	}
	outer := in.frame
	in.frame = &frame{scope: scope, globals: outer.globals, module: outer.module, span: s.Place, handling: outer.handling}
	c.scope = scope
	in.block(s.Body)
	in.resolveFields(c)
	in.frame = outer
	in.flatten(c)
	v := value.Of(c, value.At(s.Place))
	for _, d := range slices.Backward(s.Decorators) {
		if name, kind := decoratorKind(d); kind == "keep" {
			continue
		} else if in.isDataclass(name, d) {
			c.record = dataRecord
			in.settleFields(c, s.Place)
			continue
		}
		v = in.callWith(in.expr(d), d.Span(), v)
	}
	in.bind(in.target(s.Name), s.Name, v, s.Place)
	in.subclassHook(c, v, s)
}

// isNoBase reports whether a class cannot inherit from p.
func isNoBase(p value.Plain) bool {
	switch p.(type) {
	case *unionType, value.None, value.Bool, value.Int, value.Float, value.Str, value.Bytes, *value.Seq, *value.Dict:
		return true
	}
	return false
}

// subclassHook calls __init_subclass__ of a base.
func (in *interp) subclassHook(c *Class, v *value.Value, s *python.ClassDef) {
	for _, k := range c.mro()[1:] {
		if k.scope == nil || k.builtin {
			continue
		}
		hook, ok := k.scope.vars["__init_subclass__"]
		if !ok {
			continue
		}
		call := &call{args: []*value.Value{v}, at: s.Place}
		for _, kw := range s.Keywords {
			call.keywords = append(call.keywords, models.Keyword{Name: kw.Name, Val: in.expr(kw.Value)})
		}
		if p, isProp := onlyProperty(hook); isProp {
			hook = p.Get
		}
		in.invoke(hook, call)
		return
	}
}

// instantiate is C(...).
func (in *interp) instantiate(cl *Class, c *call) *value.Value {
	if cl.is(exceptionClasses["BaseException"]) == value.Yes {
		return value.Of(in.newException(cl, c), value.At(c.at))
	}
	if in.isEnum(cl) {
		return in.enumByValue(cl, c)
	}
	if kind := pydanticKind(cl); kind != "" && len(c.args) == 0 {
		return in.pydanticInstance(cl, kind, c)
	}
	if cl.abstract() {
		in.throw(in.pc, c.at, "TypeError", "Can't instantiate abstract class %s", cl.Name)
		return nil
	}
	i := &Instance{Class: cl, attrs: newScope(nil, in.born())}
	self := value.Of(i, value.At(c.at))
	if fields, kind := cl.recordFields(); kind != 0 {
		return in.newRecord(i, self, fields, kind, c)
	}
	if c.loose != nil {
		i.attrs.widen(c.loose, value.True)
	}
	if init, ok := in.classAttr(cl, "__init__"); ok {
		with := *c
		with.args = append([]*value.Value{self}, c.args...)
		in.invoke(init, &with)
		return self
	}
	if e := cl.foreign(); e != nil {
		return in.foreignInstance(cl, e, c)
	}
	if cl.scope != nil && len(cl.scope.annotations) > 0 || len(c.keywords) > 0 {
		in.dataclassInit(i, cl, c)
	} else if len(c.args) > 0 {
		if _, own := in.classAttr(cl, "__new__"); !own && !cl.fromBuiltin() {
			in.throw(in.pc, c.at, "TypeError", "%s() takes no arguments", cl.Name)
		}
	}
	return self
}

// abstract marks a function as one that a class lacks.
func abstract(v *value.Value) *value.Value {
	return withFunc(v, func(f *Func) { f.abstract = true })
}

// abstract reports whether an abc.ABC lacks a method.
// https://docs.python.org/3/library/abc.html
func (c *Class) abstract() bool {
	isABC := func(p value.Plain) bool { e, ok := p.(*External); return ok && e.Path == "abc.ABC" }
	order := c.mro()
	if !slices.ContainsFunc(order, func(k *Class) bool { return slices.ContainsFunc(k.Bases, isABC) }) {
		return false
	}
	settled := map[string]bool{}
	for _, k := range order {
		if k.scope == nil {
			continue
		}
		for name, v := range k.scope.vars {
			if !settled[name] && isAbstract(v) {
				return true
			}
			settled[name] = true
		}
	}
	return false
}

func isAbstract(v *value.Value) bool {
	p, _ := v.Only()
	if property, ok := p.(*Property); ok {
		return property.Get != nil && isAbstract(property.Get)
	}
	f, ok := p.(*Func)
	return ok && f.abstract
}

// fromBuiltin reports whether c inherits from a built-in type.
func (c *Class) fromBuiltin() bool {
	for _, k := range c.mro() {
		for _, b := range k.Bases {
			if _, ok := b.(*Class); !ok {
				return true
			}
		}
	}
	return false
}

// foreignInstance is an object of a class that inherits from a library.
func (in *interp) foreignInstance(cl *Class, e *External, c *call) *value.Value {
	if f, ok := models.Functions(e.Path); ok && c.loose == nil && !cl.overrides() {
		return in.model(f, c.at, nil, c.args, c.keywords)
	}
	i := &Instance{Class: cl, attrs: newScope(nil, in.born())}
	return value.Of(i, value.At(c.at))
}

// overrides reports whether a class of the project defines functions of its
// own beside what it inherits.
func (c *Class) overrides() bool {
	for _, k := range c.mro() {
		if k.scope == nil {
			continue
		}
		for _, v := range k.scope.vars {
			if p, ok := v.Only(); !ok || hasType(p, "function", "property", "staticmethod", "classmethod") {
				return true
			}
		}
	}
	return false
}

// dataclassInit sets the fields of a class that has annotations and no
// __init__ of its own, as dataclasses and named tuples do.
func (in *interp) dataclassInit(i *Instance, cl *Class, c *call) {
	for _, k := range c.keywords {
		in.bind(i.attrs, k.Name, k.Val, c.at)
	}
	if len(c.args) == 0 {
		return
	}
	for name := range cl.scope.annotations {
		if _, ok := i.attrs.vars[name]; !ok {
			in.bind(i.attrs, name, in.unknown(c.at, "fields of a class are not followed", "", c.args...), c.at)
		}
	}
}

func (in *interp) newException(cl *Class, c *call) *Exception {
	e := &Exception{Class: cl, Args: append([]*value.Value{}, c.args...), Span: c.at}
	if len(c.args) > 0 {
		if p, ok := c.args[0].Only(); ok {
			if text, ok := in.Str(p); ok {
				e.Message = text
			}
		}
	}
	return e
}

func hasType(p value.Plain, names ...string) bool { return slices.Contains(names, p.Type()) }

// superCall is super() in a method: the first argument is the object.
func (in *interp) superCall(c *call) *value.Value {
	self := unset
	if f := in.frame; len(f.scope.names) > 0 {
		self = f.scope.vars[f.scope.names[0]]
	}
	if len(c.args) == 2 {
		self = c.args[1]
	}
	return in.each1(self, func(a value.Alt) *value.Value {
		var of *Class
		switch p := a.Plain.(type) {
		case *Instance:
			of = p.Class
		case *Class:
			of = p
		default:
			return in.unknown(c.at, "super() is used outside a class", "")
		}
		return value.Of(&Super{Self: value.Of(a.Plain, a.Origin), Of: of, After: in.definer(of)}, value.At(c.at))
	})
}

// definer finds the class along the order of inheritance whose body holds
// the running function.
func (in *interp) definer(of *Class) *Class {
	for _, k := range of.mro() {
		if k.scope == nil {
			continue
		}
		for _, name := range k.scope.names {
			for _, a := range k.scope.vars[name].Alts() {
				f, ok := a.Plain.(*Func)
				if p, isProp := a.Plain.(*Property); isProp {
					inner, _ := p.Get.Only()
					f, ok = inner.(*Func)
				}
				if ok && in.frame.scope.parent == f.closure && f.holds(in.frame) {
					return k
				}
			}
		}
	}
	return of
}

// holds reports whether fr runs f.
func (f *Func) holds(fr *frame) bool { return fr.fn == f }
