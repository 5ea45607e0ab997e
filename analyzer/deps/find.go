package deps

import (
	"path"
	"slices"

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
