package analyzer

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A Project is one Django project of the repository. It is frozen: nothing
// changes once [Analyze] has returned.
type Project struct {
	Root        string // the folder that goes on sys.path, relative to the repository; "." for its top
	Django      Django
	Deployments []*Deployment

	depends func() *deps.Set // once
	audit   func() *Audit    // once
}

// Audit is what is known of the versions that the project installs.
func (p *Project) Audit() *Audit { return p.audit() }

// Django is the version of Django that a project runs on.
type Django struct {
	Version string // "5.2"
	Source  Step   // what says so; without a place if nothing does
	Assumed bool   // nothing says so: it is the newest that is known
}

// A Deployment is one way in which a project goes live.
type Deployment struct {
	Name     string // "production", or its module's name if there are several
	Settings string // the settings module, dotted
	Why      []Step // what says that these settings go live, best first
	// Started tells that what starts the server names these settings.
	Started bool
	// Rivals are places that start a server with settings for development or
	// tests, where nothing that starts one names these settings.
	Rivals []Step
	// Fallbacks are places that name such settings for a server that is told no
	// others, where nothing in the repository tells it any.
	Fallbacks []Step

	launch     *deploy.Launch   // what starts it; nil if the repository does not say
	launches   []*deploy.Launch // all that do, best first
	project    *Project
	repository *Repository
	files      *files
	options    eval.Options // with which the settings were loaded
	loaded     *eval.Result
	view       *django.View

	// production is where the settings load and, if that is possible, DEBUG
	// is off.
	production *value.Cond

	mu     sync.Mutex
	facts  map[string]*Setting
	narrow map[*value.Cond]narrowed

	looking sync.Once
	held    map[string][]string // files by the names of settings that they hold

	narrowing sync.Once
	around    *deploy.Facts

	routes  sync.Once
	urls    []eval.Route
	allURLs bool
}

// GoesLive reports whether the project of the deployment goes live with a
// settings module, in this deployment or another.
func (d *Deployment) GoesLive(module string) bool {
	return slices.ContainsFunc(d.project.Deployments, func(o *Deployment) bool { return o.Settings == module })
}

// settle works out the worlds in which rules judge.
func (d *Deployment) settle(o Options) {
	live := d.loaded.Live
	d.view = &django.View{
		Space:   d.loaded.Space,
		Version: d.project.Django.Version,
		Own:     d.own,
		Default: func(name string) *value.Origin {
			return &value.Origin{Span: d.anchor(name), Verb: value.DjangoDefault, Text: name + " is not set, so Django's default holds"}
		},
		IsDir:    d.isDir,
		Env:      func(name string) *value.Value { return d.environ(name, o) },
		Callable: d.callable,
		Subclass: d.subclass,
	}
	d.production = live
	d.tame(func() {
		if off := live.Minus(d.view.Truthy("DEBUG")); off != value.False {
			d.production = off
		}
	})
}

// A narrowed world is what withNothing made of one, with the atoms that there
// were.
type narrowed struct {
	world *value.Cond
	atoms int
}

// NothingSet narrows a world to where nothing is supplied from outside that it
// can do without. Rules ask for the same worlds again and again; a world has
// nothing to do with atoms that are made after it, so that those are ruled out
// one by one.
func (d *Deployment) NothingSet(world *value.Cond) *value.Cond {
	atoms := d.loaded.Space.Atoms()
	d.mu.Lock()
	n, ok := d.narrow[world]
	d.mu.Unlock()
	if ok {
		for _, a := range atoms[n.atoms:] {
			if a.Kind != value.Test {
				n.world = n.world.Minus(d.loaded.Space.Of(a))
			}
		}
	} else {
		n.world = withNothing(d.loaded.Space, world)
	}
	n.atoms = len(atoms)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.narrow[world] = n
	return n.world
}

// withNothing narrows a world to where nothing is supplied from outside that
// need not be: whatever else holds, a variable is set, and a file that the
// repository lacks exists, only if the world cannot do without it.
func withNothing(space *value.Space, world *value.Cond) *value.Cond {
	for _, a := range slices.Backward(space.Atoms()) {
		if a.Kind == value.Test {
			continue
		}
		given := space.Of(a)
		unneeded := world.Given(given.Not()) // where it could be missing
		world = world.Minus(given).Or(world.And(given).Minus(unneeded))
	}
	return world
}

// own is what the settings module binds a name to.
func (d *Deployment) own(name string) *value.Value {
	if s, ok := d.loaded.Settings[name]; ok {
		return s.Value
	}
	if u := d.loaded.Open; u != nil {
		from := value.Of(u.Named(name), value.At(d.anchor(name)))
		return value.Join(d.mayBind(u, name), from, value.Of(value.Unset{}, nil))
	}
	return nil
}

// mayBind is the condition under which something unknown, u, binds a name that
// the repository never does.
func (d *Deployment) mayBind(u *value.Unknown, name string) *value.Cond {
	if !u.Optional {
		return d.loaded.Opened(name)
	}
	return d.loaded.Opened(name).And(d.loaded.Space.Atom("bind "+u.Name+" "+name, value.Atom{
		Kind: value.Exists, Name: u.Name, Yes: u.Name + " sets " + name, No: u.Name + " does not set " + name,
	}))
}

// neighbours say beside which setting a missing one would be looked for.
var neighbours = [][]string{
	{"SECURE_", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"},
	{"SESSION_", "SESSION_COOKIE_SECURE", "SESSION_ENGINE"},
	{"CSRF_", "CSRF_COOKIE_SECURE", "CSRF_TRUSTED_ORIGINS"},
	{"AUTH_", "AUTH_USER_MODEL", "INSTALLED_APPS"},
	{"X_FRAME", "MIDDLEWARE"},
	{"STORAGES", "STATICFILES_STORAGE", "STATIC_ROOT", "STATIC_URL"},
	{"STATIC", "STATIC_ROOT", "STATIC_URL"},
	{"MEDIA", "MEDIA_ROOT", "MEDIA_URL"},
	{"REST_FRAMEWORK", "INSTALLED_APPS"},
}

// anchor is the place for a finding about a setting that is missing: the line
// that sets it under other circumstances, the last line on which a setting of
// its family is set, else a telling one.
func (d *Deployment) anchor(name string) source.Span {
	if own := d.lastWrite(name); !own.IsZero() {
		return d.firstLine(own)
	}
	var best source.Span
	for _, family := range neighbours {
		if !strings.HasPrefix(name, family[0]) {
			continue
		}
		for _, other := range d.Names() {
			if strings.HasPrefix(other, family[0]) {
				best = later(best, d.lastWrite(other), d.loaded.File)
			}
		}
		if !best.IsZero() {
			break
		}
		for _, other := range family[1:] {
			best = later(best, d.lastWrite(other), "")
		}
	}
	for _, other := range []string{"MIDDLEWARE", "ALLOWED_HOSTS", "DEBUG", "INSTALLED_APPS", "SECRET_KEY", "ROOT_URLCONF"} {
		if best.IsZero() {
			best = d.lastWrite(other)
		}
	}
	if best.IsZero() {
		best = source.Span{File: d.loaded.File, Line: 1, Column: 1, EndLine: 1, EndColumn: 2}
	}
	return d.firstLine(best)
}

// firstLine cuts a span to its first line.
func (d *Deployment) firstLine(s source.Span) source.Span {
	if s.EndLine <= s.Line {
		return s
	}
	s.EndLine, s.EndColumn = s.Line, s.Column+1
	if f, ok := d.files.Text(s.File); ok {
		s.EndColumn = max(s.EndColumn, 1+len([]rune(strings.TrimRight(f.Line(s.Line), " \t"))))
	}
	return s
}

// later prefers a place in the settings module itself, then the later line.
func later(a, b source.Span, own string) source.Span {
	switch {
	case b.IsZero():
		return a
	case a.IsZero():
		return b
	case a.File != b.File:
		if b.File == own {
			return b
		}
		return a
	case b.Line > a.Line:
		return b
	}
	return a
}

func (d *Deployment) lastWrite(name string) source.Span {
	s, ok := d.loaded.Settings[name]
	if !ok {
		return source.Span{}
	}
	alts := s.Value.Alts()
	for i := len(alts) - 1; i >= 0; i-- {
		if o := alts[i].Origin; o != nil && o.Line().Span.Line > 0 {
			return o.Line().Span
		}
	}
	return source.Span{}
}

// isDir answers for absolute paths: those below the repository's root are
// looked up, others are on a machine that we do not see, as are those that
// begin where the server is started.
func (d *Deployment) isDir(p string) value.Truth {
	rel, inside := strings.CutPrefix(path.Clean(p), eval.Root+"/")
	switch {
	case path.Clean(p) == eval.Root:
		return value.Yes
	case inside:
		return value.Is(d.files.IsDir(rel))
	case p == "/tmp" || p == "/":
		return value.Yes
	}
	return value.Maybe
}

// environ is the value of a variable that Django itself reads.
func (d *Deployment) environ(name string, o Options) *value.Value {
	for _, v := range o.Env {
		if v.Name == name {
			return value.Of(value.Str(v.Value), value.At(v.Source.Span))
		}
	}
	for _, v := range environment(d.launch) {
		if v.Name == name && v.Opaque == "" {
			return value.Of(value.Str(v.Value), value.At(v.Span))
		}
	}
	return value.Of(value.Unset{}, nil)
}
