package eval

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// Options say which settings are evaluated and in which environment.
type Options struct {
	Module        string     // the settings module, dotted
	Configuration string     // class of django-configurations; empty: none
	Path          []string   // folders of sys.path, relative to the root; at least one
	Env           []Variable // known variables; later ones win
	EnvOnly       bool       // no other variable is set
	Open          []string   // variables that may be set although EnvOnly says that no other is
	Strict        bool       // a missing variable or module is the error that Python raises
	Installed     []string   // top-level names of libraries that are known to be installed
}

// A Result is what loading the settings gives.
type Result struct {
	Space *value.Space
	// Live is the condition under which the settings load; False if they
	// surely do not.
	Live *value.Cond
	// Settings are the upper-case names of the settings module.
	Settings map[string]*Setting
	// Open is set if the module may define further names.
	Open *value.Unknown
	// OpenWhen is where it may, if Open is set.
	OpenWhen *value.Cond
	// Err is how loading surely fails; nil if it may succeed.
	Err *Failure
	// Files lists the Python files that were run, the settings module's last
	// import chain included, in order.
	Files []string
	// File is the settings module's own.
	File string
	// Reads lists where variables are read.
	Reads []Read
	Notes []source.Note

	in *interp // goes on to answer questions about other modules
}

// A Setting is one upper-case name and all its assignments, in order.
type Setting struct {
	Name   string
	Value  *value.Value
	Writes []Write
}

// A Failure is an exception that ends loading.
type Failure struct {
	Type    string
	Message string
	Span    source.Span
	Vars    []string // variables whose absence led to it
}

// maxSupplied bounds how many variables are taken as supplied, one after the
// other, because loading stops without them.
const maxSupplied = 200

// Load evaluates a settings module.
//
// Unless Options.Strict is set, a variable that must be set, and is not, is
// taken as supplied from outside: the evaluation is repeated with an unknown
// value for it.
func Load(files Files, o Options) *Result {
	supplied := map[string]bool{}
	for {
		in := newInterp(files, o, supplied)
		r := in.load1(o)
		if r.Err == nil || o.Strict || len(supplied) > maxSupplied || !supplyMore(supplied, in, r.Err) {
			return r
		}
	}
}

// supplyMore adds the variables that a failure is due to; false if there
// are no new ones.
func supplyMore(supplied map[string]bool, in *interp, f *Failure) bool {
	grown := false
	for _, name := range f.Vars {
		if _, known := in.env.known[name]; !known && !supplied[name] {
			supplied[name] = true
			grown = true
		}
	}
	return grown
}

func newInterp(files Files, o Options, supplied map[string]bool) *interp {
	in := &interp{
		space:   value.NewSpace(),
		files:   files,
		pc:      value.True,
		live:    value.True,
		written: newScope(nil, nil),
		modules: map[string]*Module{},
		path:    o.Path,
		raised:  &[]raised{},
		going:   map[*iterator]bool{},
		kinds:   map[*value.Dict]dictKind{},
		strict:  o.Strict,
		env: &environment{
			known: map[string]Variable{}, only: o.EnvOnly, supplied: supplied,
			written: newScope(nil, nil), installed: map[string]bool{}, open: map[string]bool{},
		},
	}
	for _, v := range o.Env {
		in.env.known[v.Name] = v
	}
	if _, ok := in.env.known["DJANGO_SETTINGS_MODULE"]; !ok {
		in.env.known["DJANGO_SETTINGS_MODULE"] = Variable{Name: "DJANGO_SETTINGS_MODULE", Value: o.Module, Text: "the choice of settings"}
	}
	for _, name := range o.Open {
		in.env.open[name] = true
	}
	for _, name := range o.Installed {
		in.env.installed[name] = true
	}
	in.frame = &frame{scope: newScope(nil, nil)}
	in.frame.globals = in.frame.scope
	return in
}

// load1 evaluates once.
func (in *interp) load1(o Options) *Result {
	r := &Result{Space: in.space, Live: value.True, Settings: map[string]*Setting{}, in: in}
	defer in.closeAll()
	m := in.guarded(o.Module)
	r.Live, r.Notes, r.Files, r.Reads = in.live, in.notes, in.order, in.env.reads
	if m != nil {
		r.File = m.File
	}
	if in.live == value.False || m == nil {
		r.Err = in.failure(o.Module)
		if m == nil {
			return r
		}
	}
	in.collectGuarded(r, m, o.Configuration)
	return r
}

// collectGuarded collects the settings; if their conditions are too complex
// to be simplified, their values are unknown.
func (in *interp) collectGuarded(r *Result, m *Module, class string) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		reason, ok := p.(error)
		if !ok || !isLimit(reason) {
			panic(p)
		}
		in.space.Relax()
		u := &value.Unknown{Reason: reason.Error()}
		in.note(source.Span{File: m.File}, "%s: the settings are unknown", reason)
		r.Notes, r.Open, r.OpenWhen, r.Live = in.notes, u, value.True, value.True
		for _, name := range m.scope.names {
			if isSetting(name) {
				r.Settings[name] = &Setting{Name: name, Value: value.Of(u.Named(name), m.scope.vars[name].Origin()), Writes: m.scope.history[name]}
			}
		}
	}()
	in.collect(r, m, class)
}

// isLimit reports whether an error tells that evaluation was given up.
func isLimit(err error) bool {
	switch err.(type) {
	case spent, value.TooComplex:
		return true
	}
	return false
}

// guarded loads the module; if evaluation has to be given up, what the
// modules would still have set is unknown.
func (in *interp) guarded(dotted string) (m *Module) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		var reason string
		switch p := p.(type) {
		case spent:
			reason = p.Error()
		case value.TooComplex:
			reason = p.Error()
		default:
			panic(p)
		}
		in.note(source.Span{File: in.runningFile()}, "%s: settings after this point are unknown", reason)
		in.space.Relax()
		for _, name := range in.loads {
			in.modules[name].scope.widen(&value.Unknown{Reason: reason}, value.True)
			in.modules[name].broken = true
		}
		in.live = value.True
		m = in.modules[dotted]
	}()
	m = in.load(dotted, source.Span{})
	return m
}

func (in *interp) runningFile() string {
	if in.frame.module != nil {
		return in.frame.module.File
	}
	return "."
}

// failure is the exception that ended loading.
func (in *interp) failure(module string) *Failure {
	f := &Failure{Type: "ModuleNotFoundError", Message: "No module named '" + module + "'"}
	// The last one closed the last way through.
	if n := len(*in.raised); n > 0 {
		r := (*in.raised)[n-1]
		f = &Failure{Type: r.exc.Class.Name, Message: r.exc.Message, Span: r.exc.Span, Vars: slices.Clone(r.exc.Vars)}
	}
	// All that stopped it somewhere counts as what it is due to.
	for _, r := range *in.raised {
		f.Vars = append(f.Vars, r.exc.Vars...)
	}
	slices.Sort(f.Vars)
	f.Vars = slices.Compact(f.Vars)
	return f
}

// collect takes the settings out of the module, or out of the class that
// django-configurations is told to use.
func (in *interp) collect(r *Result, m *Module, class string) {
	scope := m.scope
	if class != "" {
		in.collectClass(r, m, class)
		return
	}
	if scope.open != nil && scope.openAt.Meets(in.live) {
		r.Open, r.OpenWhen = scope.open, scope.openAt.Given(in.live)
	}
	for _, name := range scope.names {
		if !isSetting(name) {
			continue
		}
		v := settled(scope.vars[name].Under(in.live), map[value.Plain]bool{})
		if r.Err == nil {
			v = v.Given(in.live)
		}
		if allUnset(v) && r.Err == nil {
			continue
		}
		r.Settings[name] = &Setting{Name: name, Value: v, Writes: scope.history[name]}
	}
}

func allUnset(v *value.Value) bool {
	for _, a := range v.Alts() {
		if !isUnset(a.Plain) {
			return false
		}
	}
	return true
}

// collectClass reads the attributes of a settings class, inherited ones
// included, with properties evaluated.
func (in *interp) collectClass(r *Result, m *Module, class string) {
	v, ok := m.scope.vars[class]
	if !ok {
		r.Open, r.OpenWhen = &value.Unknown{Reason: "there is no class " + class + " in " + m.Name}, value.True
		return
	}
	p, _ := v.Under(in.live).Only()
	c, ok := p.(*Class)
	if !ok {
		r.Open, r.OpenWhen = &value.Unknown{Reason: class + " is not a class that is known"}, value.True
		return
	}
	self := value.Of(&Instance{Class: c, attrs: newScope(nil, nil)}, v.Origin())
	in.pc = in.live
	in.tries++
	defer func() { in.tries-- }()
	for _, k := range slices.Backward(c.mro()) {
		if k.scope == nil {
			continue
		}
		for _, name := range k.scope.names {
			if !isSetting(name) {
				continue
			}
			in.pc = in.live
			got := in.getattr(self, name, k.scope.vars[name].Origin().Span)
			r.Settings[name] = &Setting{Name: name, Value: settled(got.Given(in.live), map[value.Plain]bool{})}
		}
	}
}
