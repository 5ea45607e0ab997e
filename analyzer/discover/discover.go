// Package discover finds the Django projects of a repository, the settings
// modules with which they go live and what says so, and the version of
// Django that they run on.
package discover

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Project is a folder that goes on sys.path and the settings modules that
// something names, the most likely to go live first.
type Project struct {
	Root    string
	Modules []Module
}

// A Module is a settings module and what names it, best first.
type Module struct {
	Name string // dotted, from the project's root
	File string
	Why  []Evidence
}

// Evidence is a place that names a settings module.
type Evidence struct {
	Span source.Span
	Text string
	Rank Rank
}

// A Rank orders evidence: what starts the server counts most.
type Rank int

// Ranks, the best first.
const (
	Starts  Rank = iota // compose, Dockerfile, systemd, Procfile, platform files
	Server              // wsgi.py, asgi.py
	Named               // a module whose name says production
	Manage              // manage.py and the like
	Guessed             // a file that looks like settings
	Weak                // development, tests, documentation
)

// Projects finds the Django projects below the root of a tree.
func Projects(tree *source.Tree) ([]Project, []source.Note) {
	files, notes := tree.Files()
	f := &finder{tree: tree, files: files, set: map[string]bool{}, projects: map[string]*Project{}}
	for _, name := range files {
		f.set[name] = true
	}
	for _, name := range files {
		f.look(name)
	}
	f.named()
	if len(f.projects) == 0 {
		f.guess()
	}
	return f.result(), notes
}

type finder struct {
	tree     *source.Tree
	files    []string
	set      map[string]bool
	projects map[string]*Project
	pending  []mention // those that did not lead to a file by themselves
}

type mention struct {
	module, file string
	line         int
	rank         Rank
	text         string
}

// settingsName finds a settings module where Python or a deployment file
// names one. Quotes, "=" and ":" may stand between.
var settingsName = regexp.MustCompile(`DJANGO_SETTINGS_MODULE["']?\s*\]?\s*(?:[=:,]|\bvalue:)\s*["']?\s*(?:\$\{[A-Z_]+:-)?([A-Za-z_{][\w.{} -]*)`)

// settingsFlag finds a settings module given to manage.py or gunicorn.
var settingsFlag = regexp.MustCompile(`--settings[= ]["']?([A-Za-z_][\w.]*)`)

// look takes the evidence of one file.
func (f *finder) look(name string) {
	rank, ok := rankOf(name)
	if !ok {
		return
	}
	file, err := f.tree.Read(name)
	if err != nil || len(file.Text) > 512<<10 || !strings.Contains(file.Text, "ettings") {
		return
	}
	for i, line := range strings.Split(file.Text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		f.line(name, i+1, line, rank)
	}
}

func (f *finder) line(name string, n int, line string, rank Rank) {
	for _, re := range []*regexp.Regexp{settingsName, settingsFlag} {
		for _, m := range re.FindAllStringSubmatch(line, -1) {
			module := strings.TrimRight(strings.TrimSpace(m[1]), ".")
			if i := strings.IndexAny(module, " \t"); i >= 0 && !strings.Contains(module, "{{") {
				module = module[:i]
			}
			f.mention(mention{module: module, file: name, line: n, rank: rank, text: "names " + module})
		}
	}
}

// mention files what names a module under the project it belongs to.
func (f *finder) mention(m mention) {
	root, file, ok := f.locate(m.module, m.file)
	if !ok {
		return
	}
	e := Evidence{Span: source.Span{File: m.file, Line: m.line, Column: 1, EndLine: m.line, EndColumn: 2}, Text: m.text, Rank: m.rank}
	f.add(root, m.module, file, e)
}

func (f *finder) add(root, module, file string, e Evidence) {
	p, ok := f.projects[root]
	if !ok {
		p = &Project{Root: root}
		f.projects[root] = p
	}
	for i := range p.Modules {
		if p.Modules[i].Name == module {
			p.Modules[i].Why = append(p.Modules[i].Why, e)
			return
		}
	}
	p.Modules = append(p.Modules, Module{Name: module, File: file, Why: []Evidence{e}})
}

// locate finds the folder from which a module that file names can be
// imported: the nearest folder above the file, or else anywhere.
func (f *finder) locate(module, file string) (root, found string, ok bool) {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if found, ok := f.moduleFile(dir, module); ok {
			return dir, found, true
		}
		if dir == "." {
			break
		}
	}
	rel := strings.ReplaceAll(module, ".", "/")
	best := ""
	for _, name := range f.files {
		for _, tail := range []string{rel + ".py", rel + "/__init__.py"} {
			if strings.HasSuffix(name, "/"+tail) && (best == "" || len(name) < len(best)) {
				best, root = name, strings.TrimSuffix(name, "/"+tail)
			}
		}
	}
	return root, best, best != ""
}

func (f *finder) moduleFile(dir, module string) (string, bool) {
	rel := path.Join(dir, strings.ReplaceAll(module, ".", "/"))
	for _, name := range []string{rel + "/__init__.py", rel + ".py"} {
		if f.set[name] {
			return name, true
		}
	}
	return "", false
}

// productionName tells modules whose last part says that they go live.
var productionName = regexp.MustCompile(`(?i)^(settings_?)?(prod|production|live|deploy|deployment|heroku|aws|cloud)(_?settings)?$`)

// developmentName tells modules for other purposes.
var developmentName = regexp.MustCompile(`(?i)(^|_)(dev|devel|develop|development|local|test|tests|testing|ci|debug|docs|e2e)(_|$|settings)`)

// named adds modules beside those found whose name says production.
func (f *finder) named() {
	for _, p := range f.projects {
		for _, m := range slices.Clone(p.Modules) {
			dir := path.Dir(m.File)
			if path.Base(m.File) == "__init__.py" {
				f.namedIn(p, dir, m.Name)
			}
			f.namedIn(p, dir, parent(m.Name))
		}
	}
}

func (f *finder) namedIn(p *Project, dir, pkg string) {
	for _, name := range f.files {
		base := strings.TrimSuffix(path.Base(name), ".py")
		if path.Dir(name) != dir || !strings.HasSuffix(name, ".py") || !productionName.MatchString(base) {
			continue
		}
		module := base
		if pkg != "" {
			module = pkg + "." + base
		}
		if slices.ContainsFunc(p.Modules, func(m Module) bool { return m.Name == module }) {
			continue
		}
		e := Evidence{Span: source.Span{File: name, Line: 1, Column: 1, EndLine: 1, EndColumn: 2}, Text: "is named for production", Rank: Named}
		f.add(p.Root, module, name, e)
	}
}

func parent(dotted string) string {
	if i := strings.LastIndex(dotted, "."); i >= 0 {
		return dotted[:i]
	}
	return ""
}

// looksLikeSettings tells files that assign what every project assigns.
var looksLikeSettings = regexp.MustCompile(`(?m)^(INSTALLED_APPS|ROOT_URLCONF|MIDDLEWARE|MIDDLEWARE_CLASSES)\b\s*(:[^=\n]+)?\+?=`)

// guess takes files that look like settings where nothing names any.
func (f *finder) guess() {
	for _, name := range f.files {
		if !strings.HasSuffix(name, ".py") || !strings.Contains(strings.ToLower(name), "settings") {
			continue
		}
		file, err := f.tree.Read(name)
		if err != nil || !looksLikeSettings.MatchString(file.Text) {
			continue
		}
		root := path.Dir(name)
		for f.set[path.Join(root, "__init__.py")] && root != "." {
			root = path.Dir(root)
		}
		rel := strings.TrimPrefix(strings.TrimPrefix(name, root), "/")
		module := strings.ReplaceAll(strings.TrimSuffix(strings.TrimSuffix(rel, ".py"), "/__init__"), "/", ".")
		e := Evidence{Span: source.Span{File: name, Line: 1, Column: 1, EndLine: 1, EndColumn: 2}, Text: "looks like settings", Rank: Guessed}
		f.add(root, module, name, e)
	}
}

// result orders modules by their best evidence, and projects by their root.
func (f *finder) result() []Project {
	var list []Project
	for _, p := range f.projects {
		for i := range p.Modules {
			m := &p.Modules[i]
			slices.SortStableFunc(m.Why, func(a, b Evidence) int { return cmp.Compare(a.Rank, b.Rank) })
		}
		slices.SortStableFunc(p.Modules, func(a, b Module) int {
			return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(len(b.Why), len(a.Why)), cmp.Compare(a.Name, b.Name))
		})
		list = append(list, *p)
	}
	slices.SortFunc(list, func(a, b Project) int {
		return cmp.Or(cmp.Compare(a.Modules[0].rank(), b.Modules[0].rank()), cmp.Compare(a.Root, b.Root))
	})
	return list
}

// rank is that of the best evidence; a module named for development ranks
// behind all others.
func (m Module) rank() Rank {
	last := m.Name[strings.LastIndex(m.Name, ".")+1:]
	if developmentName.MatchString(last) {
		return Weak
	}
	if productionName.MatchString(last) && m.Why[0].Rank > Server {
		return Named
	}
	return m.Why[0].Rank
}
