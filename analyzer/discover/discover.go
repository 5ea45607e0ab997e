// Package discover finds the Django projects of a repository, the settings
// modules with which they go live and what says so, and the version of
// Django that they run on.
package discover

import (
	"cmp"
	"path"
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
	Name  string // dotted, from the project's root
	File  string
	Why   []Evidence
	empty bool // its file says nothing: a package around the settings
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
	Guessed             // a file that looks like settings, or one step of a build
	Weak                // development, tests, documentation
	useless
)

// Projects finds the Django projects below the root of a tree, the one that
// most likely goes live first. Those that are only there for tests and
// examples are left out where there is another.
func Projects(tree *source.Tree) ([]Project, []source.Note) {
	files, notes := tree.Files()
	f := &finder{tree: tree, files: files, set: map[string]bool{}, projects: map[string]*Project{}}
	for _, name := range files {
		f.set[name] = true
	}
	for _, name := range files {
		f.look(name)
	}
	if !f.found() {
		f.lookEverywhere()
	}
	f.settle()
	f.named()
	f.guess()
	found := f.result()
	if len(found) == 0 {
		notes = append(notes, f.lost...)
	}
	return found, notes
}

// A finder collects what names settings modules.
type finder struct {
	tree     *source.Tree
	files    []string
	set      map[string]bool
	projects map[string]*Project // by root
	pending  []sighting          // of modules that are not beside or above what names them
	lost     []source.Note       // of modules that are nowhere
}

// A sighting is a mention and the file it is in.
type sighting struct {
	mention
	file string
	rank Rank
}

// look takes the evidence of one file.
func (f *finder) look(name string) {
	if kind, rank, ok := kindOf(name); ok {
		f.read(name, kind, rank)
	}
}

// lookEverywhere takes that of Python files of any name.
func (f *finder) lookEverywhere() {
	for _, name := range f.files {
		if _, _, looked := kindOf(name); !looked && strings.HasSuffix(name, ".py") {
			rank := Manage
			if side(name) > 0 {
				rank = Weak
			}
			f.read(name, python, rank)
		}
	}
}

func (f *finder) read(name string, kind kind, rank Rank) {
	file, err := f.tree.Read(name)
	if err != nil || len(file.Text) > 512<<10 || !strings.Contains(file.Text, "ettings") && !strings.Contains(file.Text, "SETTINGS_MODULE") {
		return
	}
	for _, m := range mentions(file.Text, kind) {
		s := sighting{mention: m, file: name, rank: max(rank, m.atBest)}
		if root, found, ok := f.above(m.module, name); ok {
			f.add(root, found, s)
		} else {
			f.pending = append(f.pending, s)
		}
	}
}

// found reports whether something better than tests names settings.
func (f *finder) found() bool {
	for _, p := range f.projects {
		for _, m := range p.Modules {
			if slices.ContainsFunc(m.Why, func(e Evidence) bool { return e.Rank < Weak }) {
				return true
			}
		}
	}
	return false
}

func (f *finder) add(root, file string, s sighting) {
	at := source.Span{File: s.file, Line: s.line, Column: 1, EndLine: s.line, EndColumn: 2}
	e := Evidence{Span: at, Text: s.text, Rank: s.rank}
	p, ok := f.projects[root]
	if !ok {
		p = &Project{Root: root}
		f.projects[root] = p
	}
	for i := range p.Modules {
		if m := &p.Modules[i]; m.Name == s.module {
			m.Why = append(m.Why, e)
			return
		}
	}
	p.Modules = append(p.Modules, Module{Name: s.module, File: file, Why: []Evidence{e}, empty: f.saysNothing(file)})
}

// above finds the nearest folder above a file from which a module that it
// names can be imported.
func (f *finder) above(module, file string) (root, found string, ok bool) {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if found, ok := f.moduleFile(dir, module); ok {
			return dir, found, true
		}
		if dir == "." {
			return "", "", false
		}
	}
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

// settle gives what is pending to the projects that have such a module, or
// else to the folder nearest to the top that has one.
func (f *finder) settle() {
	for _, s := range f.pending {
		places := f.places(s.module)
		known := slices.DeleteFunc(slices.Clone(places), func(p place) bool { return f.projects[p.root] == nil || side(p.file) > 0 })
		switch {
		case len(known) > 0:
			for _, p := range known {
				f.add(p.root, p.file, s)
			}
		case len(places) > 0:
			f.add(places[0].root, places[0].file, s)
		case s.rank < Guessed:
			f.lost = append(f.lost, source.Note{Span: source.Span{File: s.file, Line: s.line}, Text: Lost + s.module})
		}
	}
	f.pending = nil
}

// Lost begins the note of a settings module that is named and not in the
// repository.
const Lost = "names settings that are not in the repository: "

// A place is a folder from which a module can be imported, and its file.
type place struct{ root, file string }

// places lists where a module can be imported from, the likeliest first.
func (f *finder) places(module string) []place {
	rel := strings.ReplaceAll(module, ".", "/")
	var all []place
	for _, name := range f.files {
		for _, tail := range []string{"/" + rel + ".py", "/" + rel + "/__init__.py"} {
			if root, ok := strings.CutSuffix(name, tail); ok {
				all = append(all, place{root, name})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b place) int {
		return cmp.Or(cmp.Compare(side(a.file), side(b.file)), cmp.Compare(len(a.root), len(b.root)))
	})
	return all
}

// result orders modules by their best evidence, and projects likewise.
func (f *finder) result() []Project {
	var list []Project
	for _, p := range f.projects {
		for i := range p.Modules {
			slices.SortStableFunc(p.Modules[i].Why, func(a, b Evidence) int { return cmp.Compare(a.Rank, b.Rank) })
		}
		slices.SortStableFunc(p.Modules, Module.compare)
		list = append(list, *p)
	}
	slices.SortFunc(list, func(a, b Project) int {
		return cmp.Or(cmp.Compare(a.aside(), b.aside()), cmp.Compare(a.Modules[0].rank(), b.Modules[0].rank()), cmp.Compare(a.Root, b.Root))
	})
	var kept []Project
	for _, p := range list {
		if len(kept) == 0 || p.aside() == kept[0].aside() && !slices.ContainsFunc(kept, p.shares) {
			kept = append(kept, p)
		}
	}
	return kept
}

// aside is how far a project is from going live: there for itself, named by
// tests alone, an example, or tests themselves.
func (p Project) aside() int {
	best := p.Modules[0]
	weak := 0
	if best.Why[0].Rank >= Weak || best.empty {
		weak = 1
	}
	return 2*side(best.File) + weak
}

// shares reports whether two projects have a settings file in common: then
// it is one project, found from two folders.
func (p Project) shares(q Project) bool {
	for _, m := range p.Modules {
		if slices.ContainsFunc(q.Modules, func(n Module) bool { return n.File == m.File }) {
			return true
		}
	}
	return false
}

func (m Module) compare(o Module) int {
	return cmp.Or(
		cmp.Compare(m.rank(), o.rank()), cmp.Compare(m.purpose(), o.purpose()),
		cmp.Compare(len(o.Why), len(m.Why)), cmp.Compare(m.Name, o.Name),
	)
}

// maxLive bounds how many settings modules of a project are judged.
const maxLive = 4

// Live lists the modules with which a project goes live: the likeliest, and
// those beside it that something else starts, or that are named for
// production.
func (p Project) Live() []Module {
	live := p.Modules[:1:1]
	for _, m := range p.Modules[1:] {
		purpose, named := m.purpose(), m.Why[0].Rank
		if m.empty || purpose == development || purpose == foundation || named > Starts && (purpose != production || named > Named) {
			continue
		}
		if len(live) < maxLive && side(m.File) == side(live[0].File) {
			live = append(live, m)
		}
	}
	return live
}

// rank is that of the best evidence, bounded by what the module's name says
// that it is for.
func (m Module) rank() Rank {
	if m.empty {
		return useless
	}
	switch rank := m.Why[0].Rank; m.purpose() {
	case production:
		return min(rank, Named)
	case foundation:
		if rank == Server { // which a variable overrides
			return Manage
		}
		return rank
	case staging:
		return max(rank, Manage)
	case development:
		return Weak
	default:
		return rank
	}
}
