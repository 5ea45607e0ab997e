package eval

import (
	"maps"
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
	// Defaults gives Django's own settings; nil if they are not known.
	Defaults func() map[string]value.Plain
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
	// Err is how loading surely fails; nil if it may succeed.
	Err *Failure
	// Files lists the Python files that were run, the settings module's last
	// import chain included, in order.
	Files []string
	// File is the settings module's own.
	File string
	// Reads lists where variables are read.
	Reads []Read
	// Calls lists the calls that matter by themselves, in the order in which
	// they are made. Where Open is set there may be further ones.
	Calls []Call
	// Supplied lists the variables that were taken as set outside the
	// repository because the settings do not load without them; sorted.
	Supplied []string
	Notes    []source.Note

	name   string                        // of the settings module
	opened func(name string) *value.Cond // where it may define a further name
	in     *interp                       // goes on to answer questions about other modules
}

// Opened is where the module may define a name that is not in Settings.
func (r *Result) Opened(name string) *value.Cond {
	if r.Open == nil {
		return value.False
	}
	return r.opened(name)
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
			r.Supplied = slices.Sorted(maps.Keys(supplied))
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

		occasions: map[string]map[string]int{},
		strict:    o.Strict,

		defaults: o.Defaults,
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
	r := &Result{Space: in.space, Live: value.True, Settings: map[string]*Setting{}, in: in, name: o.Module}
	defer in.closeAll()
	m := in.guarded(o)
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
	in.collectGuarded(r, m)
	return r
}

// collectGuarded collects the settings; if their conditions are too complex
// to be simplified, their values are unknown.
func (in *interp) collectGuarded(r *Result, m *Module) {
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
		r.Notes, r.Open, r.opened, r.Live = in.notes, u, anyName, value.True
		for _, name := range m.scope.names {
			if isSetting(name) {
				r.Settings[name] = &Setting{Name: name, Value: value.Of(u.Named(name), m.scope.vars[name].Origin()), Writes: m.scope.history[name]}
			}
		}
	}()
	in.collect(r, m)
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
func (in *interp) guarded(o Options) (m *Module) {
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
			in.giveUp(in.modules[name], &value.Unknown{Reason: reason})
		}
		in.live = value.True
		m = in.modules[o.Module]
	}()
	m = in.load(o.Module, source.Span{})
	if o.Configuration != "" && m != nil && in.live != value.False {
		in.configure(m, o.Configuration)
	}
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

// collect takes the settings out of the module.
func (in *interp) collect(r *Result, m *Module) {
	scope := m.scope
	r.opened = func(name string) *value.Cond { return scope.opened(name).Given(in.live) }
	if scope.mayGrow(in.live) {
		r.Open = scope.open
	}
	for _, name := range scope.names {
		if !isSetting(name) {
			continue
		}
		v := settled(scope.vars[name].Under(in.live), map[value.Plain]bool{})
		if r.Err == nil {
			v = in.simplified(v)
		}
		if allUnset(v) && r.Err == nil {
			continue
		}
		r.Settings[name] = &Setting{Name: name, Value: v, Writes: scope.history[name]}
	}
	r.Calls = in.collectCalls()
}

// simplified leaves out of v what holds wherever the settings load. Where that
// would take too many conditions v stays as it is, which says the same.
func (in *interp) simplified(v *value.Value) (simple *value.Value) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case value.TooComplex:
			simple = v
		default:
			panic(e)
		}
	}()
	return v.Given(in.live)
}

func allUnset(v *value.Value) bool {
	for _, a := range v.Alts() {
		if !isUnset(a.Plain) {
			return false
		}
	}
	return true
}

// History lists the assignments to an upper-case name of the settings, in the
// order in which they happen: before an import come those of the module that
// it takes the name from.
func (r *Result) History(name string) []Write {
	if r.in == nil {
		return nil
	}
	byFile := map[string][]Write{}
	for _, m := range r.in.modules {
		if m.File != "" {
			byFile[m.File] = m.scope.history[name]
		}
	}
	var all []Write
	seen := map[string]bool{}
	var add func(file string)
	add = func(file string) {
		if seen[file] {
			return
		}
		seen[file] = true
		for _, w := range byFile[file] {
			for _, a := range w.Value.Alts() {
				if o := a.Origin; o != nil && o.Verb == value.Imported && o.Span == w.Span {
					for _, from := range o.From {
						add(from.Span.File)
					}
				}
			}
			all = append(all, w)
		}
	}
	add(r.File)
	return all
}
