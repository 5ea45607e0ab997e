// Package analyzer reads a Django project without running it.
//
// Data goes one way: discover which settings go live ([discover]), parse
// them ([python]), evaluate them over unknown values ([eval]), let rules ask
// ([Pass]), and hand a [Report] to whoever prints it. The nouns are
// [value.Value], what an expression may be and how it came to be so;
// [Deployment], frozen facts that rules ask; [Rule]; [Finding]; and
// [source.Span].
//
// **No package below main's command line opens a file, reads a clock or
// makes a connection: everything comes through the fs.FS that Analyze is
// given. Nothing that is read is run.**
package analyzer

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
	"github.com/deploycheck/deploycheck/analyzer/discover"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A Repository is what Analyze found.
type Repository struct {
	Projects []*Project
	Notes    []source.Note
	files    *files
	ignores  map[string][]*ignore // comments that suppress findings, by file

	config     *configuration
	named      bool // the settings modules were asked for by name
	date       time.Time
	advisories func(names []string) *osv.Database

	found   []discover.Project
	seen    []discover.Project // without what the options ask for
	reading sync.Once
	around  *deploy.Facts
	quiet   bool // deployment files count for dependencies alone: they give no notes
}

// Analyze finds the Django projects of a repository and evaluates the
// settings with which they go live. The error is a *UsageError if what
// Options ask for is not there, and a *config.Error if the configuration cannot
// be used.
func Analyze(fsys fs.FS, o Options) (*Repository, error) {
	r, err := open(fsys, o)
	if err != nil {
		return nil, err
	}
	if err := r.configure(o); err != nil {
		return nil, err
	}
	found, notes := r.find(o)
	r.Notes = append(r.Notes, notes...)
	if len(found) == 0 {
		return nil, r.nothing(o, notes)
	}
	r.found, r.quiet = found, o.EnvOnly
	for _, p := range found {
		project, err := r.project(p, found, o)
		if err != nil {
			return nil, err
		}
		r.Projects = append(r.Projects, project)
	}
	r.Notes = append(r.Notes, r.files.notes()...)
	slices.SortFunc(r.Notes, func(a, b source.Note) int { return cmp.Or(a.Span.Compare(b.Span), cmp.Compare(a.Text, b.Text)) })
	r.Notes = slices.Compact(r.Notes)
	return r, nil
}

// open makes a repository of which nothing is known yet.
func open(fsys fs.FS, o Options) (*Repository, error) {
	if _, err := fs.Stat(fsys, "."); err != nil {
		return nil, &UsageError{Text: "the folder cannot be read: " + err.Error()}
	}
	r := &Repository{files: newFiles(fsys), named: len(o.Settings) > 0, date: o.Date, advisories: o.Advisories}
	if r.advisories == nil {
		r.advisories = func([]string) *osv.Database { return osv.BuiltIn() }
	}
	return r, nil
}

// find lists the projects to judge: what the options name, or what the
// repository says.
func (r *Repository) find(o Options) ([]discover.Project, []source.Note) {
	found, notes := discover.Projects(r.files.tree)
	r.seen = found
	if len(o.Settings) > 0 && o.PythonPath != "" {
		return []discover.Project{r.asked(cleanDir(o.PythonPath), o.Settings)}, nil
	}
	if o.PythonPath != "" {
		dir := cleanDir(o.PythonPath)
		found = slices.DeleteFunc(slices.Clone(found), func(p discover.Project) bool { return p.Root != dir })
	}
	if len(o.Settings) == 0 {
		return found, notes
	}
	for _, p := range found {
		if asked := r.asked(p.Root, o.Settings); len(asked.Modules) == len(o.Settings) {
			return []discover.Project{asked}, notes
		}
	}
	return []discover.Project{r.asked(".", o.Settings)}, notes
}

func cleanDir(dir string) string { return path.Clean(strings.TrimPrefix(dir, "/")) }

// asked is a project with the settings modules that the options name. That they
// are asked for does not tell that they go live.
func (r *Repository) asked(root string, modules []string) discover.Project {
	p := discover.Project{Root: root}
	for _, name := range modules {
		rel := path.Join(root, strings.ReplaceAll(name, ".", "/"))
		for _, file := range []string{rel + "/__init__.py", rel + ".py"} {
			if r.files.Exists(file) {
				why := discover.Evidence{Span: source.Span{File: file, Line: 1, Column: 1, EndLine: 1, EndColumn: 2}, Text: "asked for with --settings", Rank: r.rank(file)}
				p.Modules = append(p.Modules, discover.Module{Name: name, File: file, Why: []discover.Evidence{why}})
				break
			}
		}
	}
	return p
}

// rank is that of the best evidence for a settings module, by its file.
func (r *Repository) rank(file string) discover.Rank {
	best := discover.Guessed
	for _, p := range r.seen {
		for _, m := range p.Modules {
			if m.File == file && len(m.Why) > 0 {
				best = min(best, m.Why[0].Rank)
			}
		}
	}
	return best
}

// nothing says why there is no project to judge, of which there are notes.
func (r *Repository) nothing(o Options, notes []source.Note) error {
	entries := r.files.List(".")
	switch {
	case len(entries) == 0:
		return &UsageError{Text: "the folder is empty", Hint: "check the path; in a workflow, run actions/checkout first"}
	case len(o.Settings) > 0:
		return r.noSettings(o.Settings[0], o.PythonPath)
	}
	for _, n := range notes {
		if module, ok := strings.CutPrefix(n.Text, discover.Lost); ok {
			return &UsageError{
				Text: n.Span.String() + " names " + module + ", which is not in the repository, so there are no settings to judge",
				Hint: "name settings that are there with --settings MODULE, and the folder they are imported from with --pythonpath DIR",
			}
		}
	}
	return &UsageError{
		Text: "no Django project found: nothing names a settings module, and no file looks like settings",
		Hint: "name it with --settings MODULE, and the folder it is imported from with --pythonpath DIR",
	}
}

func (r *Repository) noSettings(module, dir string) error {
	return &UsageError{
		Text: "there is no settings module " + module + " below " + cleanDir(cmp.Or(dir, ".")),
		Hint: "name the folder it is imported from with --pythonpath DIR",
	}
}

// project evaluates the settings of one project, all of which are given.
func (r *Repository) project(p discover.Project, all []discover.Project, o Options) (*Project, error) {
	if len(p.Modules) == 0 {
		return nil, r.noSettings(o.Settings[0], p.Root)
	}
	depends := sync.OnceValue(func() *deps.Set { return r.dependencies(p.Root) })
	project := &Project{
		Root: p.Root, depends: depends,
		audit: sync.OnceValue(func() *Audit { return r.audit([]*deps.Set{depends()}) }),
	}
	project.Django = r.version(project, o)
	modules := p.Modules
	if len(o.Settings) == 0 {
		modules = p.Live()
	}
	for i, name := range deploymentNames(modules, len(o.Settings) > 0) {
		var launches []*deploy.Launch
		if !o.EnvOnly {
			launches = r.launches(project, modules[i], all, i == 0)
		}
		if i > 0 && len(launches) == 0 && len(o.Settings) == 0 && project.runs(modules[i].File) {
			continue // it is a part of settings that are judged already
		}
		d := r.deployment(project, modules[i], name, launches, o)
		m := modules[i]
		d.Started = !m.ForDevelopment() && len(m.Why) > 0 && m.Why[0].Rank <= discover.Server
		d.Rivals = r.rivals(m, p, all)
		if !d.Started && len(d.Rivals) == 0 {
			d.Rivals, d.Fallbacks = r.fallbacks(m, p, all)
		}
		project.Deployments = append(project.Deployments, d)
	}
	return project, nil
}

// runs reports whether the settings of a deployment take in a file.
func (p *Project) runs(file string) bool {
	return slices.ContainsFunc(p.Deployments, func(d *Deployment) bool { return slices.Contains(d.loaded.Files, file) })
}

// deploymentNames names deployments: the first is production, the others are
// named after their modules, by the last part if that tells them apart. If
// modules were asked for and are several, all are.
func deploymentNames(modules []discover.Module, asked bool) []string {
	last := func(name string) string { return name[strings.LastIndex(name, ".")+1:] }
	count := map[string]int{"production": 1}
	for _, m := range modules {
		count[last(m.Name)]++
	}
	var names []string
	for i, m := range modules {
		short := last(m.Name)
		switch {
		case i == 0 && (!asked || len(modules) == 1):
			short = "production"
		case asked || count[short] > 1:
			short = m.Name
		}
		names = append(names, short)
	}
	return names
}

// version is the version of Django of a project, or the newest series.
func (r *Repository) version(p *Project, o Options) Django {
	if o.Django != "" {
		return Django{Version: o.Django, Source: Step{Text: "asked for with --django"}}
	}
	if v, e, ok := discover.Version(p.Dependencies()); ok {
		return Django{Version: v, Source: Step{Span: e.Span, Text: e.Text}}
	}
	return Django{Version: django.Newest, Assumed: true, Source: Step{Text: "no file names a version, so the newest that is known is assumed"}}
}

// deployment evaluates one settings module as the best of launches starts it.
func (r *Repository) deployment(p *Project, m discover.Module, name string, launches []*deploy.Launch, o Options) *Deployment {
	d := &Deployment{Name: name, Settings: m.Name, project: p, repository: r, files: r.files, facts: map[string]*Setting{}, narrow: map[*value.Cond]narrowed{}}
	if d.launches = launches; len(launches) > 0 {
		d.launch = launches[0]
	}
	for _, e := range m.Why {
		d.Why = append(d.Why, Step{Span: e.Span, Text: e.Text})
	}
	opts := eval.Options{
		Module: m.Name, Configuration: o.Configuration, Path: r.searchPath(p.Root), EnvOnly: o.EnvOnly, Strict: o.Strict,
		Defaults: func() map[string]value.Plain { return django.Defaults(p.Django.Version) },
	}
	if !o.Strict { // which asks what happens where settings are loaded, not in production
		opts.Installed = p.Dependencies().Modules()
	}
	opts.Env = environment(d.launch)
	for _, v := range o.Env {
		opts.Env = append(opts.Env, eval.Variable{Name: v.Name, Value: v.Value, Span: v.Source.Span, Text: v.Source.Text})
	}
	d.loaded = eval.Load(r.files, opts)
	if r.configured(d, &opts) {
		d.loaded = eval.Load(r.files, opts)
	}
	if vars := debugVars(d.loaded); o.EnvOnly && !o.Strict && len(vars) > 0 {
		// Production is where DEBUG is off, also if that needs a variable
		// which nobody gave.
		opts.Open = vars
		d.loaded = eval.Load(r.files, opts)
	}
	r.Notes = append(r.Notes, d.loaded.Notes...)
	d.options = opts
	d.settle(o)
	return d
}

// configured finds the class of django-configurations that goes live, where
// settings are classes and nothing asks for one.
func (r *Repository) configured(d *Deployment, opts *eval.Options) bool {
	classes := d.loaded.Configurations()
	if opts.Configuration != "" || len(classes) == 0 {
		return false
	}
	for _, v := range opts.Env {
		if v.Name == "DJANGO_CONFIGURATION" {
			opts.Configuration = v.Value
		}
	}
	if opts.Configuration == "" {
		class, e, ok := discover.Configuration(r.files.tree, classes)
		if !ok {
			return false
		}
		opts.Configuration = class
		if !e.Span.IsZero() {
			d.Why = append(d.Why, Step{Span: e.Span, Text: e.Text})
		}
	}
	return true
}

// debugVars lists the variables that DEBUG was made of.
func debugVars(r *eval.Result) []string {
	s, ok := r.Settings["DEBUG"]
	if !ok {
		return nil
	}
	return s.Value.Vars()
}

// searchPath is sys.path for a project: its own folder first, and last what
// is installed of the repository itself, if that is a package in src.
// https://packaging.python.org/en/latest/discussions/src-layout-vs-flat-layout/
func (r *Repository) searchPath(root string) []string {
	dirs := []string{root}
	if root != "." {
		dirs = append(dirs, ".")
	}
	if root != "src" && r.files.IsDir("src") && slices.ContainsFunc([]string{"pyproject.toml", "setup.py", "setup.cfg"}, r.files.Exists) {
		dirs = append(dirs, "src")
	}
	return dirs
}
