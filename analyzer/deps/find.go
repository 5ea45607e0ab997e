package deps

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Set is what a project depends on.
type Set struct {
	// Files are those that were read, the ones that are known to be installed
	// first.
	Files []*File
	// Requirements are in the order of names, those of production first. Each
	// package is there once, unless its versions stand under different markers,
	// or development has another one than production.
	Requirements []Requirement
	// Python is which versions of Python the project runs on, as a specifier;
	// empty: nothing says.
	Python string
	Notes  []source.Note
}

// Of lists the requirements of a package by its normalised name, those of
// production first.
func (s *Set) Of(name string) []Requirement {
	var all []Requirement
	for _, q := range s.Requirements {
		if q.Name == name {
			all = append(all, q)
		}
	}
	return all
}

// Find reads what the project in a folder depends on, and which of it
// production has: what installs say, or else what files are usually for. Where
// a lock file and ranges say the same package, the lock file counts. Files may
// lie in folders above that of the project, and as a last resort anywhere.
func Find(tree *source.Tree, root string, installs []Install) *Set {
	names, _ := tree.Files()
	f := &finder{tree: tree, root: root, names: names, installs: related(installs, root), whole: map[string]*File{}}
	f.installs = f.ofDjango()
	home := f.home()
	f.learnPython(home)
	f.installed()
	f.usual(home, f.complete())
	return f.set()
}

// A finder looks for the dependencies of one project.
type finder struct {
	tree     *source.Tree
	root     string
	names    []string
	installs []Install
	python   string
	world    *world
	found    []found
	files    []*File          // as they are where the project is installed
	whole    map[string]*File // as they stand in the repository; nil if they cannot be read
}

// A found requirement comes from a file of a kind.
type found struct {
	Requirement
	kind Kind
	far  int
}

// django is the package that a project of Django cannot do without.
const django = "django"

// home lists the files of the folder whose dependencies are the project's: the
// nearest above it that asks for Django, or else one below it that does, or the
// nearest that asks for anything.
func (f *finder) home() []string {
	var any []string
	for dir := f.root; ; dir = path.Dir(dir) {
		files := f.filesOf(dir)
		if f.asks(files, django) {
			return files
		}
		if any == nil && f.asks(files, "") {
			any = files
		}
		if dir == "." {
			break
		}
	}
	for _, dir := range f.elsewhere(any == nil) {
		if files := f.filesOf(dir); f.asks(files, django) {
			return files
		}
	}
	return any
}

// asks reports whether files ask for a package outside of development; for
// any, if the name is empty.
func (f *finder) asks(files []string, name string) bool {
	return slices.ContainsFunc(files, func(file string) bool {
		read := f.all(file)
		return read != nil && slices.ContainsFunc(read.Requirements, func(q Requirement) bool {
			scope := q.Scope
			if kindOf(file) == Requirements {
				scope = usualScope(file)
			}
			return (q.Name == name || name == "") && scope != Development
		})
	})
}

var (
	// listName matches names of files of requirements, listFolder the folders
	// that hold nothing else.
	listName   = regexp.MustCompile(`(?i)^[\w.-]*(requirements?|reqs)([_.-][\w.-]*)?\.(txt|in|pip)$|^[\w-]+-requirements\.(txt|in)$`)
	listFolder = regexp.MustCompile(`(?i)^(requirements?|dependencies|reqs?|deps|pip)/([\w.-]+/)*[\w.-]+\.(txt|in|pip)$`)
	holdsBack  = regexp.MustCompile(`(?i)constraints?|overrides?|excludes?`)
)

// filesOf lists the files of dependencies of a folder, the compiled one of
// two that belong together.
func (f *finder) filesOf(dir string) []string {
	var files []string
	for _, name := range f.names {
		rel, ok := strings.CutPrefix(name, dir+"/")
		if dir == "." {
			rel, ok = name, true
		}
		if !ok {
			continue
		}
		known := !strings.Contains(rel, "/") && (kindOf(rel) != Requirements || listName.MatchString(rel))
		if known || listFolder.MatchString(rel) && !holdsBack.MatchString(rel) {
			files = append(files, name)
		}
	}
	if lock, ok := f.workspace(dir); ok && slices.ContainsFunc(files, func(n string) bool { return path.Base(n) == "pyproject.toml" }) {
		files = append(files, lock)
	}
	return slices.DeleteFunc(files, func(name string) bool {
		compiled, ok := strings.CutSuffix(name, ".in")
		return ok && slices.Contains(files, compiled+".txt")
	})
}

// workspace finds the lock file of uv above a folder that is for it too.
func (f *finder) workspace(dir string) (string, bool) {
	for up := dir; up != "."; {
		up = path.Dir(up)
		name := path.Join(up, "uv.lock")
		if !f.tree.Exists(name) {
			continue
		}
		file := f.all(name)
		return name, file != nil && slices.Contains(file.members, dir)
	}
	return "", false
}

// elsewhere lists other folders that have files of requirements which are not
// for development: those below the project first, then those that lie least
// deep; only those below it unless outside is set.
func (f *finder) elsewhere(outside bool) []string {
	var dirs []string
	for _, name := range f.names {
		if listName.MatchString(path.Base(name)) && !developing.MatchString(name) && (outside || within(name, f.root)) {
			dirs = append(dirs, path.Dir(name))
		}
	}
	far := func(dir string) int {
		if within(dir, f.root) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(dirs, func(a, b string) int {
		return cmp.Or(cmp.Compare(far(a), far(b)), cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")), cmp.Compare(a, b))
	})
	dirs = slices.Compact(dirs)
	return dirs[:min(len(dirs), maxFolders)]
}

// maxFolders bounds how many folders are looked into.
const maxFolders = 50

// learnPython finds which versions of Python the project runs on: that of the
// images, of the files that tools read, or what the files of dependencies ask
// for.
func (f *finder) learnPython(home []string) {
	for _, i := range f.installs {
		switch spec := exactly(i.Python); {
		case i.Python == "":
		case f.python == "":
			f.python = spec
		case f.python != spec:
			f.python = ""
			f.world = newWorld("") // several images
			return
		}
	}
	if f.python == "" {
		f.python = pythonOf(f.tree, above(f.root))
	}
	for _, name := range home {
		if file := f.all(name); file != nil && f.python == "" {
			f.python = file.Python
		}
	}
	f.world = newWorld(f.python)
}

// above lists a folder and those above it.
func above(dir string) []string {
	all := []string{dir}
	for dir != "." {
		dir = path.Dir(dir)
		all = append(all, dir)
	}
	return all
}

// all reads a file once with all that it has for anywhere; nil if it cannot
// be read.
func (f *finder) all(name string) *File {
	file, ok := f.whole[name]
	if !ok {
		file, _ = readIn(f.tree, name, f.root, nil)
		f.whole[name] = file
	}
	return file
}

// read reads a file once; nil if it cannot be read.
func (f *finder) read(name string) *File {
	for _, file := range f.files {
		if file.Name == name {
			return file
		}
	}
	file, err := readIn(f.tree, name, f.root, f.world)
	if err != nil {
		return nil
	}
	f.files = append(f.files, file)
	return file
}

// take adds a requirement of a file; far is how far the file is from being
// what is installed.
func (f *finder) take(q Requirement, scope Scope, kind Kind, far int) {
	if !f.world.refuses(q.Marker) {
		q.Scope = scope
		f.found = append(f.found, found{q, kind, far})
	}
}

// installed takes what the installs have: all else of their files is not in
// production.
func (f *finder) installed() {
	for _, i := range f.installs {
		for _, q := range i.Requirements {
			f.take(q, Production, Requirements, 0)
		}
		file := f.held(f.read(i.File), i.Constraints)
		if file == nil {
			continue
		}
		for _, q := range file.Requirements {
			scope := Production
			if !i.takes(file, q) {
				scope = max(scopeOf(q.Groups), Optional)
			}
			f.take(q, scope, file.Kind, 0)
		}
	}
}

// ofDjango lists the installs of the files that install Django, and of those
// that lie beside them; all, if none does. Others are for other programs. What
// is not known to be started counts if there is nothing else.
func (f *finder) ofDjango() []Install {
	for _, unstarted := range []bool{false, true} {
		folders := map[string]bool{}
		for _, i := range f.installs {
			if i.Unstarted == unstarted && f.installsDjango(i) {
				folders[path.Dir(i.Span.File)] = true
			}
		}
		if len(folders) > 0 {
			return slices.DeleteFunc(slices.Clone(f.installs), func(i Install) bool {
				return i.Unstarted != unstarted || !folders[path.Dir(i.Span.File)]
			})
		}
	}
	return f.installs
}

func (f *finder) installsDjango(i Install) bool {
	file := f.all(i.File)
	return slices.ContainsFunc(i.Requirements, isDjango) || file != nil && slices.ContainsFunc(file.Requirements, isDjango)
}

func isDjango(q Requirement) bool { return q.Name == django }

// held is a file with what further constraints hold its versions to.
func (f *finder) held(file *File, constraints []string) *File {
	if file == nil || len(constraints) == 0 {
		return file
	}
	with := *file
	with.Requirements = slices.Clone(file.Requirements)
	for _, name := range constraints {
		if c, err := readIn(f.tree, name, "", f.world); err == nil {
			with.Constraints = append(slices.Clone(with.Constraints), c.Requirements...)
		}
	}
	with.constrain()
	return &with
}

// complete reports whether what is installed has all that production needs,
// as far as can be told: there is Django among it.
func (f *finder) complete() bool {
	return slices.ContainsFunc(f.found, func(q found) bool { return q.Name == django && q.Scope == Production })
}

// usual takes what the files of a folder are usually for. If production is
// known to be complete, it adds nothing to that.
func (f *finder) usual(home []string, complete bool) {
	locked := slices.ContainsFunc(home, func(name string) bool { return kindOf(name).locks() })
	named := slices.ContainsFunc(home, func(name string) bool { return kindOf(name) == Requirements && usualScope(name) == Production })
	for _, name := range home {
		file := f.read(name)
		if file == nil {
			continue
		}
		for _, q := range file.Requirements {
			scope := q.Scope
			if kindOf(name) == Requirements {
				switch scope = usualScope(name); {
				case scope == Optional && !named:
					scope = Production
				case scope == Production && locked:
					scope = Optional
				}
			}
			if complete {
				scope = max(scope, Optional)
			}
			f.take(q, scope, file.Kind, distance(name))
		}
	}
}

// distance is how far a file is from what is installed, by its name: one for
// production is nearer than one that others are made from.
func distance(name string) int {
	switch base := path.Base(name); {
	case forProduction.MatchString(base):
		return 1
	case mainList.MatchString(base):
		return 2
	}
	return 3
}

var (
	forProduction = regexp.MustCompile(`(?i)(^|[/_.-])(prod|production|live|deploy|deployment)([/_.-]|$)`)
	mainList      = regexp.MustCompile(`(?i)^(requirements?|reqs)\.(txt|in|pip)$`)
	forServer     = regexp.MustCompile(`(?i)(^|[/_.-])(prod|production|live|deploy|deployment|base|common|main|default|core)([/_.-]|$)`)
)

// usualScope is what a file of requirements is usually for, by its name.
func usualScope(name string) Scope {
	base := path.Base(name)
	inside := path.Base(path.Dir(path.Dir(name))) // "requirements/monitoring/requirements.txt" is for monitoring
	switch {
	case forServer.MatchString(base), mainList.MatchString(base) && !listFolder.MatchString(path.Join(inside, base)):
		return Production
	case developing.MatchString(base), developing.MatchString(path.Base(path.Dir(name))):
		return Development
	}
	return Optional
}

// set makes the set of what was found.
func (f *finder) set() *Set {
	s := &Set{Files: f.files, Python: f.python}
	for _, q := range sifted(f.found) {
		s.Requirements = append(s.Requirements, q.Requirement)
	}
	for _, file := range f.files {
		s.Notes = append(s.Notes, file.Notes...)
	}
	return s
}

// sifted leaves one requirement of each package, or those that hold under
// different markers.
func sifted(all []found) []found {
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Name, b.Name), cmp.Compare(a.kind, b.kind),
			cmp.Compare(unpinned(a), unpinned(b)), cmp.Compare(a.far, b.far), a.Span.Compare(b.Span))
	})
	var kept []found
	best := map[string]found{}      // the first of each name of a scope
	production := map[string]bool{} // names, and names with what is installed of them
	said := map[string]bool{}
	for _, q := range all {
		key, what := q.Scope.String()+" "+q.Name, q.Name+" "+cmp.Or(q.Version, q.Specifier, q.Reason)
		b, again := best[key]
		switch {
		case q.Scope != Production && (production[what] || unpinned(q) > 0 && production[q.Name]):
			continue
		case !again:
			best[key] = q
		case q.kind != b.kind, unpinned(q) > 0 && unpinned(b) == 0 && b.Marker == "", q.far > b.far && b.Marker == "", said[q.saying()]:
			continue
		}
		kept = append(kept, q)
		said[q.saying()] = true
		if q.Scope == Production {
			production[what], production[q.Name] = true, true
		}
	}
	return kept
}

// unpinned is 1 if nothing says what is installed.
func unpinned(q found) int {
	if q.Version == "" && q.Reason == "" {
		return 1
	}
	return 0
}

// saying is all that a requirement says, places aside.
func (q found) saying() string {
	return strings.Join([]string{q.Scope.String(), q.Name, q.Specifier, q.Marker, q.Reason}, "\n")
}
