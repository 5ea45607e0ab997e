package eval

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// namespace is what globals(), locals() and vars() give.
type namespace struct{ scope *scope }

// Type implements value.Plain.
func (*namespace) Type() string { return "dict" }

func lastPart(dotted string) string { return dotted[strings.LastIndex(dotted, ".")+1:] }

// getattr is v.name.
func (in *interp) getattr(v *value.Value, name string, at source.Span) *value.Value {
	return in.each1(v, func(a value.Alt) *value.Value {
		r, ok := in.attr(a, name, at)
		if !ok {
			in.throw(in.pc, at, "AttributeError", "'%s' object has no attribute '%s'", a.Plain.Type(), name)
			return nil
		}
		return r
	})
}

// attr finds an attribute; false if there surely is none.
func (in *interp) attr(a value.Alt, name string, at source.Span) (*value.Value, bool) {
	self := value.Of(a.Plain, a.Origin)
	switch p := a.Plain.(type) {
	case *value.Unknown:
		text := p.TypeName == "str" && (name == "index" || name == "rindex" || totalMethods[name])
		if text || p.TypeName == "" && isTextTest(name) {
			return value.Of(&Method{Self: p, Origin: a.Origin, Name: name}, value.At(at)), true
		}
		return in.derived(at, "."+name, "", self), true
	case *External:
		return in.external(p.Path+"."+name, at), true
	case *Module:
		return in.moduleAttr(p, name, at)
	case *Instance:
		v, ok := in.instanceAttr(p, self, name, at)
		if !ok && p.base != nil {
			return in.attr(value.Alt{When: a.When, Plain: p.base, Origin: a.Origin}, name, at)
		}
		return v, ok
	case *Class:
		return in.attrOfClass(p, self, name, at)
	case *Exception:
		return in.exceptionAttr(p, name, at), true
	case *Super:
		return in.superAttr(p, name, at)
	case *models.Object:
		return in.objectAttr(p, a, name, at)
	case *Func:
		return in.funcAttr(p, name, at), true
	case *Builtin:
		if name == "__name__" || name == "__qualname__" {
			return value.Of(value.Str(p.Name), value.At(at)), true
		}
	case *namespace:
		return value.Of(&Method{Self: p, Origin: a.Origin, Name: name}, value.At(at)), true
	case *Property:
		return self, true // @x.setter
	}
	if v, ok := dataAttr(a, name, at); ok {
		return v, true
	}
	if hasMethod(a.Plain, name) {
		return value.Of(&Method{Self: a.Plain, Origin: a.Origin, Name: name}, value.At(at)), true
	}
	switch in.hasOwn(a.Plain, name) {
	case value.Yes:
		if d, ok := a.Plain.(*value.Dict); ok && (name == "move_to_end" || name == "subtract") {
			in.wroteDict(d)
			*d = value.Dict{Born: d.Born, More: &value.Unknown{Reason: "what " + name + "() did at " + at.String() + " is not followed"}, Mixed: true}
		}
		return in.derived(at, "."+name, "", self), true
	case value.Maybe:
		in.mayRaise(at, "AttributeError", self)
		return in.derived(at, "."+name, "", self), true
	}
	return nil, false
}

// external is something in a library: a constant or an object that is
// modelled, an exception, or just its dotted name.
func (in *interp) external(path string, at source.Span) *value.Value {
	if v, ok := in.djangoSetting(path); ok {
		return v
	}
	if p, ok := in.globalSetting(path); ok {
		return value.Of(p, value.At(at))
	}
	if p, ok := models.Constants(path); ok {
		return value.Of(p, value.At(at))
	}
	if c, ok := exceptionClasses[path]; ok {
		return value.Of(c, value.At(at))
	}
	if configurationNames[path] {
		return value.Of(in.configurationClass(), value.At(at))
	}
	if path == "os.environ" || path == "os.environb" {
		return value.Of(&models.Object{Class: "os._Environ"}, value.At(at))
	}
	if path == "sys.modules" {
		return value.Of(&models.Object{Class: "sys.modules"}, value.At(at))
	}
	if m, ok := in.modules[path]; ok {
		return value.Of(m, value.At(at))
	}
	return value.Of(&External{Path: path}, value.At(at))
}

// externalUse is the unknown result of using something in a library.
func (in *interp) externalUse(e *External, at source.Span) *value.Value {
	return value.Of(&value.Unknown{
		Reason: e.Path + " is outside the repository", Key: "x" + e.Path + " " + at.String() + " " + itoa(at.Column), Name: e.Path,
	}, value.At(at))
}

func isTypeName(path string) bool {
	last := lastPart(path)
	return strings.HasPrefix(path, "typing.") || strings.HasPrefix(path, "collections.") || last != "" && last[0] >= 'A' && last[0] <= 'Z'
}

func (in *interp) moduleAttr(m *Module, name string, at source.Span) (*value.Value, bool) {
	switch name {
	case "__name__":
		return value.Of(value.Str(m.Name), value.At(at)), true
	case "__file__":
		return value.Of(value.Str(in.absolute(m.File)), value.At(at)), true
	case "__dict__":
		return value.Of(&namespace{m.scope}, value.At(at)), true
	}
	if v, ok := m.scope.vars[name]; ok {
		alts, rest := takeBound(nil, v, in.pc)
		if open := m.scope.opened(name); rest.Meets(open) {
			alts = append(alts, value.Alt{When: rest.And(open), Plain: m.scope.open.Named(name), Origin: value.At(at)})
			rest = rest.Minus(open)
		}
		in.throw(rest, at, "AttributeError", "module '%s' has no attribute '%s'", m.Name, name)
		return value.Alternatives(settle(alts)), true
	}
	if m.unread {
		return value.Of(&External{Path: m.Name + "." + name}, value.At(at)), true
	}
	if sub, ok := in.modules[m.Name+"."+name]; ok {
		return value.Of(sub, value.At(at)), true
	}
	if f, ok := m.scope.vars["__getattr__"]; ok {
		return in.callWith(f, at, value.Of(value.Str(name), value.At(at))), true
	}
	if open := m.scope.opened(name); in.pc.Meets(open) {
		in.throw(open.Not(), at, "AttributeError", "module '%s' has no attribute '%s'", m.Name, name)
		return value.Of(m.scope.open.Named(name), value.At(at)), true
	}
	return nil, false
}

// instanceAttr looks in the object, then in its class.
func (in *interp) instanceAttr(i *Instance, self *value.Value, name string, at source.Span) (*value.Value, bool) {
	switch name {
	case "__class__":
		return value.Of(i.Class, value.At(at)), true
	case "__dict__":
		return value.Of(&namespace{i.attrs}, value.At(at)), true
	}
	if v, ok := in.classAttr(i.Class, name); ok {
		if p, isProp := onlyProperty(v); isProp && p.Kind == "property" {
			return in.callWith(p.Get, at, self), true
		}
	}
	if v, ok := i.attrs.vars[name]; ok {
		if alts, rest := takeBound(nil, v, in.pc); len(alts) > 0 {
			return in.orElse(alts, rest, self, name, at), true
		}
	}
	if v, ok := in.classAttr(i.Class, name); ok {
		return in.bindTo(v, self, value.Of(i.Class, nil)), true
	}
	if m, ok := in.classAttr(i.Class, "__getattr__"); ok {
		return in.callWith(m, at, self, value.Of(value.Str(name), value.At(at))), true
	}
	if (name == "model_dump" || name == "dict") && pydanticKind(i.Class) != "" {
		return value.Of(dumpModel(i), value.At(at)), true
	}
	if v, ok := in.recordAttr(i, name, at); ok {
		return v, true
	}
	_, record := i.Class.recordFields()
	if e := i.Class.foreign(); e != nil && i.base == nil && record == noRecord && !in.isEnum(i.Class) {
		return in.derived(at, "."+name, "", value.Of(&value.Unknown{Reason: e.Path + " is outside the repository", Name: e.Path}, nil)), true
	}
	if u := i.attrs.open; u != nil {
		return value.Of(u.Named(name), value.At(at)), true
	}
	if i.Class.declares(name) {
		return in.unknown(at, name+" is a field of "+i.Class.Name+", which is not followed", ""), true
	}
	return nil, false
}

// orElse is what an object has of its own, and where it has nothing, what its
// class has.
func (in *interp) orElse(own []value.Alt, rest *value.Cond, self *value.Value, name string, at source.Span) *value.Value {
	if !rest.Meets(in.live) {
		return value.Alternatives(in.settleHere(own))
	}
	i := self.Alts()[0].Plain.(*Instance)
	v, ok := in.classAttr(i.Class, name)
	if !ok {
		in.throw(rest, at, "AttributeError", "'%s' object has no attribute '%s'", i.Class.Name, name)
		return value.Alternatives(in.settleHere(own))
	}
	inherited := in.Under(rest, func() *value.Value { return in.bindTo(v, self, value.Of(i.Class, nil)) })
	for _, a := range inherited.Alts() {
		a.When = a.When.And(rest)
		own = append(own, a)
	}
	return value.Alternatives(own)
}

// declares reports whether a class, or one it inherits from, annotates a name
// without giving it a value.
func (c *Class) declares(name string) bool {
	for _, k := range c.mro() {
		if k.scope != nil && k.scope.annotations[name] != nil {
			return true
		}
	}
	return false
}

func onlyProperty(v *value.Value) (*Property, bool) {
	p, ok := v.Only()
	prop, isProp := p.(*Property)
	return prop, ok && isProp
}

// bindTo makes a method of a function found in a class.
func (in *interp) bindTo(v, self, class *value.Value) *value.Value {
	return in.each1(v, func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case *Func:
			return value.Of(&Bound{Self: self, Fn: p}, a.Origin)
		case *Property:
			switch p.Kind {
			case "staticmethod":
				return p.Get
			case "classmethod":
				f, _ := p.Get.Only()
				return value.Of(&Bound{Self: class, Fn: f}, a.Origin)
			}
		}
		return value.Of(a.Plain, a.Origin)
	})
}

// classAttr looks a name up along the order of inheritance.
func (in *interp) classAttr(c *Class, name string) (*value.Value, bool) {
	var alts []value.Alt
	rest := in.pc
	for _, k := range c.mro() {
		if k.scope == nil {
			continue
		}
		v, ok := k.scope.vars[name]
		if !ok {
			continue
		}
		if len(alts) == 0 && len(v.Alts()) == 1 && !isUnset(v.Alts()[0].Plain) {
			return v, true
		}
		if alts, rest = takeBound(alts, v, rest); !rest.Meets(in.live) {
			break
		}
	}
	return value.Alternatives(in.settleHere(alts)), len(alts) > 0
}

func (in *interp) attrOfClass(c *Class, self *value.Value, name string, at source.Span) (*value.Value, bool) {
	switch name {
	case "__name__", "__qualname__":
		return value.Of(value.Str(c.Name), value.At(at)), true
	case "__dict__":
		return value.Of(&namespace{c.scope}, value.At(at)), true
	}
	if v, ok := in.classAttr(c, name); ok {
		if in.isEnum(c) {
			return in.enumAttr(c, name, v, at), true
		}
		if p, isProp := onlyProperty(v); isProp && p.Kind == "property" {
			return v, true
		}
		return in.each1(v, func(a value.Alt) *value.Value {
			if p, ok := a.Plain.(*Property); ok {
				return in.bindTo(value.Of(p, a.Origin), self, self)
			}
			return value.Of(a.Plain, a.Origin)
		}), true
	}
	if v, ok := in.recordClassAttr(c, name, at); ok {
		return v, true
	}
	if in.isEnum(c) {
		if v, ok := in.enumList(c, name, at); ok {
			return v, true
		}
	}
	if e := c.foreign(); e != nil || c.builtin || c.made || in.isEnum(c) {
		return in.derived(at, "."+name, "", value.Of(&value.Unknown{Reason: c.Name + "." + name + " is not in the repository", Name: c.Name}, nil)), true
	}
	return nil, false
}

func (in *interp) exceptionAttr(e *Exception, name string, at source.Span) *value.Value {
	if name == "args" && e.Args != nil {
		return value.Of(in.seq(value.TupleKind, e.Args...), value.At(at))
	}
	return in.unknown(at, "it belongs to an exception", "")
}

func (in *interp) superAttr(s *Super, name string, at source.Span) (*value.Value, bool) {
	after := false
	for _, k := range s.Of.mro() {
		if after && k.scope != nil {
			if v, ok := k.scope.vars[name]; ok {
				p, isProp := onlyProperty(v)
				if self, _ := s.Self.Only(); isProp && p.Kind == "property" && self != nil && self.Type() != "type" {
					return in.callWith(p.Get, at, s.Self), true
				}
				return in.bindTo(v, s.Self, value.Of(s.Of, nil)), true
			}
		}
		after = after || k == s.After
	}
	return value.Of(&Builtin{Name: name, call: func(in *interp, c *call) *value.Value {
		return in.unknown(c.at, "super()."+name+" is outside the repository", "")
	}}, value.At(at)), true
}

func (in *interp) objectAttr(o *models.Object, a value.Alt, name string, at source.Span) (*value.Value, bool) {
	if v, ok := o.Attrs[name]; ok {
		return v, true
	}
	if _, ok := models.Functions(o.Class + "#" + name); ok {
		return value.Of(&Method{Self: o, Origin: a.Origin, Name: name}, value.At(at)), true
	}
	if f, ok := models.Functions(o.Class + "#__getattr__"); ok {
		return in.model(f, at, o, []*value.Value{value.Of(value.Str(name), value.At(at))}, nil), true
	}
	return value.Of(&value.Unknown{
		Reason: o.Class + "." + name + " is not modelled", Name: o.Class + "." + name,
	}, value.At(at)), true
}

func (in *interp) funcAttr(f *Func, name string, at source.Span) *value.Value {
	switch name {
	case "__name__", "__qualname__", "__doc__", "__module__":
		if f.wraps != nil {
			return in.getattr(f.wraps, name, at)
		}
		if name == "__name__" {
			return value.Of(value.Str(f.Name), value.At(at))
		}
	}
	return in.unknown(at, "attributes of functions are not followed", "")
}

// dataAttr is an attribute of a data value that is not a method.
func dataAttr(a value.Alt, name string, at source.Span) (*value.Value, bool) {
	o := (&value.Origin{Span: at, From: []*value.Origin{a.Origin}})
	switch p := a.Plain.(type) {
	case value.Path:
		return pathAttr(p, name, o)
	case *value.Seq:
		return versionPart(p, name, o)
	case value.Timedelta:
		const second, day = 1_000_000, 86_400_000_000
		days := floorDiv(int64(p), day)
		switch name {
		case "days":
			return value.Of(value.Int(days), o), true
		case "seconds":
			return value.Of(value.Int((int64(p)-days*day)/second), o), true
		case "microseconds":
			return value.Of(value.Int((int64(p)-days*day)%second), o), true
		}
	}
	return nil, false
}

// versionPart is a named part of sys.version_info, which is known by its form.
func versionPart(q *value.Seq, name string, o *value.Origin) (*value.Value, bool) {
	if q.Kind != value.TupleKind || len(q.Elems) != 5 {
		return nil, false
	}
	for i, part := range []string{"major", "minor", "micro", "releaselevel", "serial"} {
		if part == name {
			return q.Elems[i].Val.Map(func(*value.Origin) *value.Origin { return o }), true
		}
	}
	return nil, false
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

func pathAttr(p value.Path, name string, o *value.Origin) (*value.Value, bool) {
	switch name {
	case "parent":
		return value.Of(value.Path(models.ParentPath(string(p))), o), true
	case "parents":
		var all []*value.Value
		for at := string(p); at != "/" && at != "."; {
			at = models.ParentPath(at)
			all = append(all, value.Of(value.Path(at), o))
		}
		return value.Of(value.NewSeq(value.TupleKind, all...), o), true
	case "name", "stem", "suffix":
		base := lastSegment(string(p))
		dot := strings.LastIndex(base, ".")
		if dot <= 0 || dot == len(base)-1 {
			dot = len(base)
		}
		return value.Of(value.Str(map[string]string{"name": base, "stem": base[:dot], "suffix": base[dot:]}[name]), o), true
	case "parts":
		var parts []*value.Value
		if strings.HasPrefix(string(p), "/") {
			parts = append(parts, value.Of(value.Str("/"), o))
		}
		for _, s := range strings.Split(strings.Trim(string(p), "/"), "/") {
			if s != "" {
				parts = append(parts, value.Of(value.Str(s), o))
			}
		}
		return value.Of(value.NewSeq(value.TupleKind, parts...), o), true
	}
	return nil, false
}

func lastSegment(path string) string { return path[strings.LastIndex(path, "/")+1:] }

// setattr is target.name = v.
func (in *interp) setattr(target *value.Value, name string, v *value.Value, at source.Span) {
	in.eachDo(target, func(a value.Alt) {
		switch p := a.Plain.(type) {
		case *Module:
			in.bind(p.scope, name, in.settingStep(name, v, at), at)
		case *Instance:
			if m, ok := in.classAttr(p.Class, "__setattr__"); ok {
				in.callWith(m, at, value.Of(p, a.Origin), value.Of(value.Str(name), value.At(at)), v)
				return
			}
			in.bind(p.attrs, name, v, at)
		case *Class:
			in.bind(p.scope, name, v, at)
		case *models.Object:
			if p.Attrs == nil {
				p.Attrs = map[string]*value.Value{}
			}
			old := p.Attrs[name]
			if old == nil {
				old = v
			}
			p.Attrs[name] = value.Join(in.guard(nil), v, old)
		case value.None, value.Bool, value.Int, value.Big, value.Float, value.Str, value.Bytes, *value.Seq, *value.Dict, *rangeOf, *view, *iterator:
			in.throw(in.pc, at, "AttributeError", "'%s' object has no attribute '%s'", p.Type(), name)
		}
	})
}

// settingStep adds the assignment at to the history of a setting. A value that
// was bound to this name before, as an attribute of a class, is taken over.
func (in *interp) settingStep(name string, v *value.Value, at source.Span) *value.Value {
	if !isSetting(name) {
		return v
	}
	set := name + " is set"
	return v.Map(func(o *value.Origin) *value.Origin {
		if line := o.Line(); line.Verb == value.Assigned && line.Text == set {
			return o.Then(value.Imported, at, name+" is taken over")
		}
		return o.Then(value.Assigned, at, set)
	})
}

// setNamespace is globals()[name] = v.
func (in *interp) setNamespace(n *namespace, index, v *value.Value, at source.Span) {
	in.eachDo(index, func(i value.Alt) {
		if name, ok := i.Plain.(value.Str); ok {
			in.bind(n.scope, string(name), in.settingStep(string(name), v, at), at)
			return
		}
		u := &value.Unknown{Reason: "a name that is not known is set at " + at.String()}
		models.Inherit(u, value.Of(i.Plain, i.Origin))
		in.blurWhere(in.mayBe(i.Plain), n.scope, u, at)
	})
}

// mayBe tells where something that is not known may be a name.
func (in *interp) mayBe(p value.Plain) func(name string) *value.Cond {
	u, ok := p.(*value.Unknown)
	if !ok {
		return anyName
	}
	return func(name string) *value.Cond { return in.space.MayBe(u, name) }
}

func anyName(string) *value.Cond { return value.True }

// blur makes a scope's names unknown: something unknown may have set them. If
// it is an optional file that the repository lacks, whether a name is set
// there counts as supplied from outside.
func (in *interp) blur(s *scope, u *value.Unknown, at source.Span) {
	in.blurNames(anyName, s, u, at)
	s.widen(u, in.guard(s.born))
}

// blurWhere does so with the names that fit.
func (in *interp) blurWhere(fits func(name string) *value.Cond, s *scope, u *value.Unknown, at source.Span) {
	in.blurNames(fits, s, u, at)
	s.widenTo(u, in.guard(s.born), fits)
}

func (in *interp) blurNames(fits func(name string) *value.Cond, s *scope, u *value.Unknown, at source.Span) {
	kind, by := value.Test, ""
	if u.Optional {
		kind, by = value.Exists, u.Name
	}
	for _, name := range s.names {
		may := fits(name)
		if !isSetting(name) || !in.pc.Meets(may) {
			continue
		}
		set := in.space.Atom("set "+at.String()+" "+name, value.Atom{
			Kind: kind, Name: by,
			Yes: name + " is set at " + at.String(), No: name + " is not set at " + at.String(), Needs: u.Needs, Span: at,
		})
		in.bindWhere(set.And(may), s, name, value.Of(u.Named(name), value.At(at)), at)
	}
}

func (in *interp) namespaceNames(n *namespace, at source.Span) []value.Elem {
	var elems []value.Elem
	for _, name := range n.scope.names {
		_, rest := takeBound(nil, n.scope.vars[name], value.True)
		elems = append(elems, value.Elem{When: rest.Not(), Val: value.Of(value.Str(name), value.At(at))})
	}
	return dropNever(elems)
}

// declare notes an annotation in a class body.
func (in *interp) declare(name string, annotation python.Expr, hasValue bool) {
	s := in.frame.scope
	if !slices.Contains(s.fields, name) && !isClassVar(annotation) {
		s.fields = append(s.fields, name)
	}
	if hasValue {
		return
	}
	if s.annotations == nil {
		s.annotations = map[string]python.Expr{}
	}
	s.annotations[name] = annotation
}

// isClassVar reports whether an annotation says that a name is no field.
func isClassVar(e python.Expr) bool {
	switch e := e.(type) {
	case *python.Subscript:
		return isClassVar(e.X)
	case *python.Name:
		return e.ID == "ClassVar"
	case *python.Attribute:
		return e.Attr == "ClassVar"
	}
	return false
}

func (s *scope) isClass() bool { return s.class }
