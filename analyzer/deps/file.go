package deps

import (
	"path"
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A File is what one file of dependencies asks for, with what the files that
// it takes in do.
type File struct {
	Name string
	Kind Kind
	// Requirements are in the order of the file. Where a constraint of the file
	// pins one that is not pinned itself, it has the version of that.
	Requirements []Requirement
	// Constraints are what it holds versions to without asking for the package.
	Constraints []Requirement
	Notes       []source.Note
	// Locked tells that a program wrote it, with one version for each package.
	Locked bool
	// Python is which versions of Python it asks for, as a specifier; empty: it
	// does not say.
	Python string
	// defaults are the groups that are installed where nobody says otherwise.
	defaults []string
	// members are the folders of the workspace that it locks, its own included.
	members []string
	takes   []string // the files that it takes in
}

// A Kind is the format of a file.
type Kind int

// Kinds, those that a program writes with the version of each package first.
const (
	UVLock Kind = iota
	PoetryLock
	PDMLock
	PipfileLock
	Pylock
	Compiled     // a file of requirements that pip-compile, uv or the like wrote
	Requirements // one that people write
	Pipfile
	Pyproject
	SetupCfg
	SetupPy
	Conda
)

// String names the kind by the file that it usually is.
func (k Kind) String() string {
	return [...]string{"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "compiled requirements", "requirements",
		"Pipfile", "pyproject.toml", "setup.cfg", "setup.py", "conda environment"}[k]
}

// locks reports whether files of the kind hold one version of each package.
func (k Kind) locks() bool { return k <= Compiled }

// formats say what files are, by their base name.
var formats = []struct {
	name *regexp.Regexp
	kind Kind
}{

	{regexp.MustCompile(`^uv\.lock$`), UVLock},
	{regexp.MustCompile(`^poetry\.lock$`), PoetryLock},
	{regexp.MustCompile(`^pdm([.-].*)?\.lock$`), PDMLock},
	{regexp.MustCompile(`^Pipfile\.lock$`), PipfileLock},
	{regexp.MustCompile(`^pylock(\.[^.]+)?\.toml$`), Pylock},
	{regexp.MustCompile(`^Pipfile$`), Pipfile},
	{regexp.MustCompile(`^pyproject\.toml$`), Pyproject},
	{regexp.MustCompile(`^setup\.cfg$`), SetupCfg},
	{regexp.MustCompile(`^setup\.py$`), SetupPy},
	{regexp.MustCompile(`^(conda[\w-]*|environment[\w.-]*|env)\.ya?ml$`), Conda},
}

// kindOf is what a file is by its name: of requirements, if it is nothing else.
func kindOf(name string) Kind {
	for _, f := range formats {
		if f.name.MatchString(path.Base(name)) {
			return f.kind
		}
	}
	return Requirements
}

// read reads the file as what it is.
func (r *reading) read() {
	switch kindOf(r.file.Path) {
	case UVLock:
		r.uvLock()
	case PoetryLock:
		r.poetryLock()
	case PDMLock:
		r.pdmLock()
	case PipfileLock:
		r.pipfileLock()
	case Pylock:
		r.pylock()
	case Pipfile:
		r.pipfile()
	case Pyproject:
		r.pyproject()
	case SetupCfg:
		r.setupCfg()
	case SetupPy:
		r.setupPy()
	case Conda:
		r.conda()
	default:
		r.requirements()
	}
}

// ReadFile reads one file of dependencies of a tree, by its path in it. Files
// that it takes in are read too; what they ask for has its place in them. The
// error says that the file cannot be read at all: what cannot be understood of
// it is a note.
func ReadFile(tree *source.Tree, name string) (*File, error) {
	return readIn(tree, name, "", nil)
}

// readIn reads a file for a project in a folder and for what is known of where
// it is installed; nothing is left out if that is nil.
func readIn(tree *source.Tree, name, member string, w *world) (*File, error) {
	file, err := tree.Read(name)
	if err != nil {
		return nil, err
	}
	left, steps := maxTaken, maxNames
	r := &reading{tree: tree, file: file, world: w, member: member, out: &File{Name: name}, taken: map[string]bool{}, left: &left, steps: &steps}
	r.taken[r.key(name, false)] = true
	r.out.Kind = kindOf(name)
	r.read()
	r.out.Locked = r.out.Kind.locks()
	r.out.constrain()
	return r.out, nil
}

// constrain gives requirements without a version that of the constraint on
// them, where there is just one.
func (f *File) constrain() {
	held := map[string][]Requirement{}
	for _, c := range f.Constraints {
		held[c.Name] = append(held[c.Name], c)
	}
	for i := range f.Requirements {
		r := &f.Requirements[i]
		c := held[r.Name]
		if len(c) != 1 || r.Version != "" || r.Reason != "" || c[0].Marker != "" && c[0].Marker != r.Marker {
			continue
		}
		r.Specifier = strings.Trim(r.Specifier+","+c[0].Specifier, ",")
		r.Version, r.Reason, r.Pin = c[0].Version, c[0].Reason, c[0].Pin
	}
}
