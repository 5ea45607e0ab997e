package eval

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// django-configurations: settings are the attributes of a class, which is
// set up when the module has been run.

// configurationNames are the dotted names of the base class.
var configurationNames = map[string]bool{
	"configurations.Configuration": true, "configurations.base.Configuration": true, "configurations.Settings": true,
}

// configurationClass is the base class of the library.
func (in *interp) configurationClass() *Class {
	if in.configuration != nil {
		return in.configuration
	}
	c := &Class{Name: "Configuration", scope: newScope(nil, nil)}
	in.configuration = c
	for name, call := range map[string]func(*interp, *call) *value.Value{
		"pre_setup": (*interp).loadDotenv, "load_dotenv": (*interp).loadDotenv, "setup": (*interp).setUpValues, "post_setup": (*interp).ignore,
	} {
		get := value.Of(&Builtin{Name: name, call: call}, nil)
		c.scope.bind(name, value.True, value.Of(&Property{Get: get, Kind: "classmethod"}, nil))
	}
	c.scope.bind("DOTENV_LOADED", value.True, value.Of(value.None{}, nil))
	in.addDefaults(c)
	return c
}

// notInherited are settings that classes do not take over from Django.
var notInherited = map[string]bool{
	"DEFAULT_HASHING_ALGORITHM": true, "DEFAULT_CONTENT_TYPE": true, "FILE_CHARSET": true, "DEFAULT_AUTO_FIELD": true,
	"FORMS_URLFIELD_ASSUME_HTTPS": true, "PASSWORD_RESET_TIMEOUT_DAYS": true, "DEFAULT_FILE_STORAGE": true, "STATICFILES_STORAGE": true,
}

// addDefaults gives the base class Django's own settings.
func (in *interp) addDefaults(c *Class) {
	if _, ok := in.globalSetting(globalSettings + ".DEBUG"); !ok {
		c.Bases = []value.Plain{&External{Path: "configurations.Configuration"}}
		return
	}
	for name, p := range in.ownDefaults {
		if !notInherited[name] {
			c.scope.bind(name, value.True, value.Of(p, nil))
		}
	}
	slices.Sort(c.scope.names)
}

// isConfiguration reports whether a class is one of settings.
func (in *interp) isConfiguration(c *Class) bool {
	return in.configuration != nil && slices.Contains(c.mro(), in.configuration)
}

// flatten does what the library's metaclass does: a class holds all settings
// of its bases itself, those of the first base before the others', however
// these came by them.
func (in *interp) flatten(c *Class) {
	if !in.isConfiguration(c) {
		return
	}
	for _, p := range c.Bases {
		base, ok := p.(*Class)
		if !ok {
			continue
		}
		for _, k := range base.mro() {
			if k.scope == nil {
				continue
			}
			for _, name := range k.scope.names {
				if _, own := c.scope.vars[name]; !own && classSetting(name) {
					c.scope.bind(name, value.True, k.scope.vars[name])
				}
			}
		}
	}
}

// classSetting is what the library takes for a setting.
func classSetting(name string) bool {
	return !strings.HasPrefix(name, "_") && name == strings.ToUpper(name)
}

// configure sets a class up and makes its attributes the settings of the
// module, as the library's importer does.
func (in *interp) configure(m *Module, class string) {
	at := source.Span{File: m.File, Line: 1, Column: 1, EndLine: 1, EndColumn: 1}
	in.pc = in.live
	in.frame = &frame{scope: m.scope, globals: m.scope, module: m, span: at}
	v, ok := m.scope.vars[class]
	if !ok {
		in.noConfiguration(m, class, at)
		return
	}
	in.eachDo(v, func(a value.Alt) {
		c, ok := a.Plain.(*Class)
		if !ok {
			m.scope.widen(&value.Unknown{Reason: class + " is not a class that is known"}, in.pc)
			return
		}
		in.configureClass(m, c, value.Of(c, a.Origin))
	})
	in.bind(m.scope, "CONFIGURATION", value.Of(value.Str(m.Name+"."+class), value.At(at)), at)
}

func (in *interp) noConfiguration(m *Module, class string, at source.Span) {
	if m.scope.open != nil {
		m.scope.widen(&value.Unknown{Reason: "there is no class " + class + " in " + m.Name}, value.True)
		return
	}
	in.throw(in.pc, at, "AttributeError", "Couldn't find configuration '%s' in module '%s'", class, m.Name)
}

func (in *interp) configureClass(m *Module, c *Class, self *value.Value) {
	at := self.Origin().Span
	for _, hook := range []string{"pre_setup", "setup"} {
		in.hook(c, self, hook, at)
	}
	for name, v := range in.classSettings(c, in.instantiate(c, &call{at: at}), at) {
		in.keep(m.scope, name, v, at)
	}
	in.hook(c, self, "post_setup", at)
	if e := c.foreign(); e != nil {
		m.scope.widen(&value.Unknown{Reason: e.Path + " is outside the repository", Name: e.Path}, in.pc)
	}
}

// hook calls a class method, if there is one.
func (in *interp) hook(c *Class, self *value.Value, name string, at source.Span) {
	if v, ok := in.attrOfClass(c, self, name, at); ok && in.pc != value.False {
		in.callWith(v, at)
	}
}

// classSettings goes through the settings of an instance, in the order of
// their names.
func (in *interp) classSettings(c *Class, self *value.Value, at source.Span) func(func(string, *value.Value) bool) {
	return func(yield func(string, *value.Value) bool) {
		for _, name := range classNames(c) {
			if in.pc == value.False {
				return
			}
			first, _ := in.classAttr(c, name)
			if own, ok := in.ownDefault(name); ok && first == own {
				continue // Django's, untouched
			}
			if o := first.Origin(); o != nil && !o.Span.IsZero() {
				at = o.Line().Span
			}
			if !yield(name, in.called(in.getattr(self, name, at), at)) {
				return
			}
		}
	}
}

// ownDefault is what the base class has of a setting.
func (in *interp) ownDefault(name string) (*value.Value, bool) {
	if in.configuration == nil {
		return nil, false
	}
	v, ok := in.configuration.scope.vars[name]
	return v, ok
}

func classNames(c *Class) []string {
	var names []string
	for _, k := range c.mro() {
		if k.scope == nil {
			continue
		}
		for _, name := range k.scope.names {
			if classSetting(name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// called is what a setting that can be called gives: the library calls it,
// unless it is marked as pristine.
func (in *interp) called(v *value.Value, at source.Span) *value.Value {
	return in.each1(v, func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case *Bound:
			if f, ok := p.Fn.(*Func); ok && f.pristine {
				return value.Of(p, a.Origin)
			}
		case *Func:
			if p.pristine {
				return value.Of(p, a.Origin)
			}
		case *Builtin, *Method, *Class:
		case *Instance:
			if _, ok := in.classAttr(p.Class, "__call__"); !ok {
				return value.Of(p, a.Origin)
			}
		default:
			return value.Of(p, a.Origin)
		}
		got := in.callWith(value.Of(a.Plain, a.Origin), at)
		if got == nil {
			return nil
		}
		return got
	})
}

// keep binds a setting; a value of the library is set up under its name.
func (in *interp) keep(s *scope, name string, v *value.Value, at source.Span) {
	if v == nil || in.pc == value.False {
		return
	}
	got := in.each1(v, func(a value.Alt) *value.Value {
		if o, ok := a.Plain.(*models.Object); ok && o.Class == "configurations.Value" {
			return in.setUp(s, name, o, at)
		}
		if i, ok := a.Plain.(*Instance); ok {
			if e := i.Class.foreign(); e != nil && strings.HasPrefix(e.Path, "configurations.") {
				return in.unknown(at, name+" is of a class derived from "+e.Path+", which is not followed", "")
			}
		}
		return value.Of(a.Plain, a.Origin)
	})
	if in.pc != value.False {
		in.bind(s, name, got, at)
	}
}

// setUp reads the value of a setting. One kind gives several settings.
func (in *interp) setUp(s *scope, name string, o *models.Object, at source.Span) *value.Value {
	f, _ := models.Functions(o.Class + "#setup")
	got := in.model(f, at, o, []*value.Value{value.Of(value.Str(name), value.At(at))}, nil)
	if got == nil {
		return nil
	}
	got = in.settingStep(name, got, at)
	if _, several := o.Attrs["multiple"]; several {
		in.eachDo(got, func(a value.Alt) {
			d, ok := a.Plain.(*value.Dict)
			if !ok || d.More != nil && len(d.Entries) == 0 {
				s.widen(&value.Unknown{Reason: name + " may set several settings"}, in.pc)
				return
			}
			for _, e := range d.Entries {
				if key, ok := e.Key.(value.Str); ok {
					in.bind(s, string(key), in.settingStep(string(key), e.Val, at), at)
				}
			}
		})
	}
	return got
}

// setUpValues is Configuration.setup(): every value of the class is read.
func (in *interp) setUpValues(c *call) *value.Value {
	in.eachDo(c.arg(0, "cls"), func(a value.Alt) {
		class, ok := a.Plain.(*Class)
		if !ok || class.scope == nil {
			return
		}
		for _, name := range classNames(class) {
			v, ok := in.classAttr(class, name)
			if ok && in.pc != value.False && slices.ContainsFunc(v.Alts(), isConfigured) {
				at := c.at
				if o := v.Origin(); o != nil {
					at = o.Line().Span
				}
				in.keep(class.scope, name, v, at)
			}
		}
	})
	return in.ignore(c)
}

func isConfigured(a value.Alt) bool {
	if i, ok := a.Plain.(*Instance); ok {
		e := i.Class.foreign()
		return e != nil && strings.HasPrefix(e.Path, "configurations.")
	}
	o, ok := a.Plain.(*models.Object)
	return ok && o.Class == "configurations.Value"
}

// loadDotenv is Configuration.load_dotenv(): the file that DOTENV names.
func (in *interp) loadDotenv(c *call) *value.Value {
	f, _ := models.Functions("configurations.load_dotenv")
	in.eachDo(c.arg(0, "cls"), func(a value.Alt) {
		class, ok := a.Plain.(*Class)
		if !ok {
			return
		}
		if v, ok := in.classAttr(class, "DOTENV"); ok {
			in.model(f, c.at, nil, []*value.Value{v}, nil)
		}
	})
	return in.ignore(c)
}

// pristine marks a function that is a setting itself.
func (in *interp) pristine(c *call) *value.Value {
	if len(c.args) != 1 {
		return in.opaqueCall(c)
	}
	return in.each1(c.args[0], func(a value.Alt) *value.Value {
		if f, ok := a.Plain.(*Func); ok {
			f.pristine = true
		}
		return value.Of(&Property{Get: value.Of(a.Plain, a.Origin), Kind: "staticmethod"}, a.Origin)
	})
}

// Configurations lists the classes of settings that the module holds.
func (r *Result) Configurations() []string {
	m := r.in.modules[r.name]
	if m == nil || r.in.configuration == nil {
		return nil
	}
	var names []string
	for _, name := range m.scope.names {
		p, _ := m.scope.vars[name].Only()
		if c, ok := p.(*Class); ok && c != r.in.configuration && r.in.isConfiguration(c) {
			names = append(names, name)
		}
	}
	return names
}
