package eval

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// pydantic: the annotated names of a class are fields. Those of settings are
// read from the environment, a .env file or their defaults when an instance
// is made.

// pydanticBases tells the classes that fields are inherited from: settings
// or plain models.
var pydanticBases = map[string]string{
	"pydantic_settings.BaseSettings": "settings", "pydantic_settings.main.BaseSettings": "settings",
	"pydantic.BaseSettings": "old settings", "pydantic.v1.BaseSettings": "old settings", "pydantic.env_settings.BaseSettings": "old settings",
	"pydantic.BaseModel": "model", "pydantic.main.BaseModel": "model", "pydantic.v1.BaseModel": "model",
}

// A modelField is one annotated name of a class.
type modelField struct {
	name string
	typ  fieldType
	info *models.Object // Field(…), or nil
	def  *value.Value   // nil if the field is required
	at   source.Span
}

// pydanticKind is what a class is to pydantic; empty if nothing.
func pydanticKind(c *Class) string {
	if e := c.foreign(); e != nil {
		return pydanticBases[e.Path]
	}
	return ""
}

// annotate notes an annotation in a class body, with a value or without.
func (in *interp) annotate(s *python.AnnAssign) {
	n, ok := s.Target.(*python.Name)
	if !ok || !in.frame.scope.isClass() {
		return
	}
	in.frame.scope.notes = append(in.frame.scope.notes, fieldNote{n.ID, s.Annotation, s.Place})
}

// A fieldNote is an annotation as it stands in a class body.
type fieldNote struct {
	name       string
	annotation python.Expr
	at         source.Span
}

// resolveFields finds out the types of a class's fields while the names that
// they are made of are at hand.
func (in *interp) resolveFields(c *Class) {
	if pydanticKind(c) == "" {
		return
	}
	for _, n := range c.scope.notes {
		if strings.HasPrefix(n.name, "_") {
			continue
		}
		t := in.fieldType(n.annotation, 0)
		if t.kind == "class variable" {
			continue
		}
		c.model = append(c.model, modelField{name: n.name, typ: t, at: n.at})
	}
}

// allFields lists the fields of a class, inherited ones first, with their
// defaults.
func (in *interp) allFields(c *Class) []modelField {
	var all []modelField
	for _, k := range slices.Backward(c.mro()) {
		for _, f := range k.model {
			f = in.withDefault(c, f)
			if i := slices.IndexFunc(all, func(g modelField) bool { return g.name == f.name }); i >= 0 {
				all[i] = f
				continue
			}
			all = append(all, f)
		}
	}
	return all
}

func (in *interp) withDefault(c *Class, f modelField) modelField {
	if f.info = f.typ.info; f.info == nil {
		f.info = &models.Object{Class: "pydantic.FieldInfo"}
	}
	v, ok := in.classAttr(c, f.name)
	if !ok {
		f.def = f.info.Attrs["default"]
		return f
	}
	f.def = v
	if p, _ := v.Only(); p != nil {
		if o, ok := p.(*models.Object); ok && o.Class == "pydantic.FieldInfo" {
			f.info, f.def = o, o.Attrs["default"]
		}
	}
	if f.def != nil {
		if p, _ := f.def.Only(); p == value.Plain(value.Ellipsis{}) {
			f.def = nil
		}
	}
	return f
}

// pydanticInstance makes an object of a settings or model class.
func (in *interp) pydanticInstance(c *Class, kind string, k *call) *value.Value {
	i := &Instance{Class: c, attrs: newScope(nil, in.born())}
	self := value.Of(i, value.At(k.at))
	if in.calls >= maxCalls {
		i.attrs.widen(&value.Unknown{Reason: "models are nested too deep"}, value.True)
		return self
	}
	in.calls++
	defer func() { in.calls-- }()
	sources, why := in.sources(c, kind, k)
	checks, unclear := in.validators(c)
	if why == "" {
		why = unclear
	}
	for _, f := range in.allFields(c) {
		if in.pc == value.False {
			return nil
		}
		v := in.unknown(f.at, why, "")
		if why == "" {
			v = in.modelFieldValue(c, f, sources, checks, k)
		}
		if v != nil && in.pc != value.False {
			in.bind(i.attrs, f.name, v, f.at)
		}
	}
	for _, check := range checks {
		if check.model && in.pc != value.False {
			in.validated(func() *value.Value { return in.callWith(check.fn, k.at, self) }, k.at)
		}
	}
	if in.pc == value.False {
		return nil
	}
	return self
}

// modelFieldValue is an argument, what a source has, or the default.
func (in *interp) modelFieldValue(c *Class, f modelField, s *fieldSources, checks []fieldCheck, k *call) *value.Value {
	finish := func(v *value.Value, parse bool) *value.Value { return in.checked(c, f, v, parse, checks, k.at) }
	for _, name := range append([]string{f.name}, s.given(f.info)...) {
		if v := k.keyword(name); v != nil {
			return finish(v, true)
		}
	}
	if k.loose != nil {
		return in.unknown(k.at, k.loose.Reason, "")
	}
	missing := func(unset *value.Origin) *value.Value {
		v := f.def
		if factory := f.info.Attrs["default_factory"]; v == nil && factory != nil {
			v = in.callWith(factory, f.at)
		}
		if v == nil {
			if in.pc != value.False {
				in.raise(in.pc, &Exception{
					Class: builtinClass("pydantic.ValidationError"), Message: "the field " + f.name + " is required", Span: k.at,
					Vars: append(in.contextVars(), s.names(f)...),
				})
			}
			return nil
		}
		if unset != nil {
			v = v.Map(func(o *value.Origin) *value.Origin {
				next := value.At(f.at)
				for _, from := range []*value.Origin{unset, o} {
					if from != nil {
						next.From = append(next.From, from)
					}
				}
				return next
			})
		}
		return finish(v, s.checksDefaults)
	}
	if !s.environment {
		return missing(nil)
	}
	if f.typ.kind == "model" && s.delimiter != "" && in.setBelow(f, s) {
		return in.unknown(f.at, "fields of "+f.name+" that variables set are not followed", "")
	}
	return in.read(f, s, k.at, func(raw *value.Value) *value.Value {
		v := in.decoded(f.typ, raw, k.at)
		if v == nil || in.pc == value.False {
			return nil
		}
		return finish(v, true)
	}, missing)
}

// checked converts a value to the type of its field, with the validators
// before and after.
func (in *interp) checked(c *Class, f modelField, v *value.Value, convert bool, checks []fieldCheck, at source.Span) *value.Value {
	run := func(mode string) {
		for _, check := range checks {
			if check.model || check.mode != mode || !check.of(f.name) || v == nil || in.pc == value.False {
				continue
			}
			got := v
			v = in.validated(func() *value.Value { return in.validate(c, check, got, at) }, at)
		}
	}
	run("before")
	if convert && v != nil && in.pc != value.False {
		v = in.each1(v, func(a value.Alt) *value.Value { return in.convert(f.typ, a, at, 0) })
	}
	run("after")
	return v
}

// validate calls a validator: it is given the class, the value and whatever
// else it asks for.
func (in *interp) validate(c *Class, check fieldCheck, v *value.Value, at source.Span) *value.Value {
	p, _ := check.fn.Only()
	f, ok := p.(*Func)
	if prop, isProp := p.(*Property); isProp {
		inner, _ := prop.Get.Only()
		f, ok = inner.(*Func)
	}
	if !ok {
		return in.unknown(at, "a validator is not followed", "", v)
	}
	args := []*value.Value{value.Of(c, nil), v}
	for _, param := range f.Params[min(len(f.Params), 2):] {
		if param.Kind == python.VarArgs || param.Kind == python.VarKeywords {
			break
		}
		args = append(args, in.unknown(at, "what a validator is told of other fields is not followed", ""))
	}
	return in.callWith(value.Of(f, nil), at, args...)
}

// validated runs a validator: what it raises is a ValidationError.
func (in *interp) validated(f func() *value.Value, at source.Span) *value.Value {
	return in.caught(f, func() *value.Value {
		in.throw(in.pc, at, "pydantic.ValidationError", "a validator refuses the value")
		return nil
	})
}

// A fieldCheck is a validator of a class.
type fieldCheck struct {
	names []string
	mode  string
	model bool
	fn    *value.Value
}

func (f fieldCheck) of(name string) bool {
	return slices.Contains(f.names, name) || slices.Contains(f.names, "*")
}

// validators lists those of a class; why says what of them is not followed.
func (in *interp) validators(c *Class) (all []fieldCheck, why string) {
	for _, k := range c.mro() {
		if k.scope == nil {
			continue
		}
		for _, name := range k.scope.names {
			p, _ := k.scope.vars[name].Only()
			o, ok := p.(*models.Object)
			if !ok || o.Class != "pydantic.Validated" {
				continue
			}
			check := fieldCheck{fn: o.Attrs["fn"]}
			check.mode, _ = text(o.Attrs["mode"])
			of, _ := text(o.Attrs["of"])
			check.model = of == "model"
			check.names, ok = in.allNames(o.Attrs["names"])
			if check.fn == nil || check.model && check.mode != "after" || !check.model && (!ok || check.mode != "before" && check.mode != "after") {
				return nil, "what the validator " + name + " makes of it is not followed"
			}
			all = append(all, check)
		}
	}
	return all, ""
}

// dumpModel is model.model_dump(): the fields as a dict.
func dumpModel(i *Instance) *Builtin {
	return &Builtin{Name: "model_dump", call: func(in *interp, c *call) *value.Value {
		d := in.dict()
		if len(c.args)+len(c.keywords) > 0 {
			return in.unknown(c.at, "what model_dump() with arguments leaves out is not followed", "dict")
		}
		for _, f := range in.allFields(i.Class) {
			if v, ok := i.attrs.vars[f.name]; ok {
				d.Set(value.Str(f.name), value.True, v.Under(in.pc))
			}
		}
		return value.Of(d, value.At(c.at))
	}}
}
