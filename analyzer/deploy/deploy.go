// Package deploy reads the files around a Django project that say how it goes
// live: Dockerfiles, compose files, Kubernetes manifests, units, manifests of
// platforms, files of environment variables. One reader a kind of file, each
// from a file to typed facts with places; what a template leaves open stays
// open, and a line that is not understood costs nothing but itself.
package deploy

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Kind is what a process is described by.
type Kind int

// Kinds, those that say most about the environment first.
const (
	Compose Kind = iota
	Kubernetes
	Unit       // systemd
	Supervisor // supervisord
	UWSGI
	Platform // Heroku, Fly, Render, App Engine and their kin
	Image    // a Dockerfile alone
)

// String names the kind as people do.
func (k Kind) String() string {
	return [...]string{"compose", "Kubernetes", "systemd", "supervisord", "uWSGI", "platform", "image"}[k]
}

// Where says which file a fact comes from.
type Where struct {
	File string // relative to the root
	Rank Rank
}

// where is that of what a reader takes out of a file.
func where(file *source.File) Where { return Where{File: file.Path, Rank: RankOf(file.Path)} }

// A Process is one thing that a deployment file starts: a service of compose,
// a container of Kubernetes, a unit of systemd.
type Process struct {
	Where
	Kind Kind
	Name string // "web"; for an image the name of its file
	Span source.Span

	Command string   // what is run, as written; empty: what the image runs
	Build   *Build   // how its image is made; nil if it is only named
	Image   string   // the image's name; may be empty
	Mounts  []string // folders and files of the repository that it mounts

	// Env are the variables that it sets, those that win last. The
	// environment of its image is not among them.
	Env []Variable
	// Open says what else may set variables: a file that is not in the
	// repository, a secret store, a platform's dashboard. Empty if nothing does.
	Open string
}

// A Build names the Dockerfile that an image is made from.
type Build struct {
	Context    string // folder, relative to the root
	Dockerfile string // file, relative to the root
	Target     string // stage; empty: the last
	Args       map[string]Text
}

// A Variable is an environment variable that a file sets.
type Variable struct {
	Name string
	Text Text
	Span source.Span
	By   string // the file and, where it has several, the process: "compose.yml (web)"
}

// Facts are what the deployment files of a repository say.
type Facts struct {
	Processes []*Process
	Images    map[string]*Dockerfile // by file
	Fronts    []*Front
	Notes     []source.Note

	tree    *source.Tree
	byName  map[string][]string // files by the last part of their path
	objects map[string][]object // ConfigMaps and Secrets, by kind and name; nil before they are read
	apart   map[string]bool     // files that only development uses, whatever their names
	started []*Launch           // all processes, resolved
	nginx   []*nginxFile
}

// A reader adds to the facts what one file says.
type reader func(*Facts, *source.File)

// processes makes a reader of what takes the processes out of one file.
func processes(read func(*Facts, *source.File) []*Process) reader {
	return func(f *Facts, file *source.File) {
		found := read(f, file)
		for _, p := range found {
			p.Where = where(file)
		}
		f.Processes = append(f.Processes, found...)
	}
}

// maxText bounds the files that are read.
const maxText = 1 << 20

// Read reads the deployment files of a tree.
func Read(tree *source.Tree) *Facts {
	f := &Facts{Images: map[string]*Dockerfile{}, tree: tree, byName: map[string][]string{}}
	names, _ := tree.Files()
	for _, name := range names {
		f.byName[path.Base(name)] = append(f.byName[path.Base(name)], name)
		candidates := readersOf(name)
		if len(candidates) == 0 {
			continue
		}
		file, err := tree.Read(name)
		if err != nil || len(file.Text) > maxText {
			continue
		}
		for _, r := range candidates {
			if r.holds == nil || r.holds.MatchString(file.Text) {
				r.read(f, file)
				break
			}
		}
	}
	slices.SortStableFunc(f.Processes, func(a, b *Process) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.File, b.File), cmp.Compare(a.Span.Line, b.Span.Line))
	})
	for _, p := range f.Processes {
		f.started = append(f.started, f.launch(p))
	}
	f.nginxFronts()
	f.apart = f.setApart()
	return f
}

func (f *Facts) note(at source.Span, text string) {
	f.Notes = append(f.Notes, source.Note{Span: at, Text: text})
}

// beside resolves a name that a file gives relative to its own folder; false
// if that leads out of the repository.
func beside(file, name string) (string, bool) {
	if path.IsAbs(name) || strings.HasPrefix(name, "~") {
		return "", false
	}
	return inside(path.Join(path.Dir(file), name))
}

func inside(name string) (string, bool) {
	name = path.Clean(name)
	return name, name != ".." && !strings.HasPrefix(name, "../")
}

// lineSpan is the place of a whole line of a file.
func lineSpan(f *source.File, line int) source.Span {
	text := f.Line(line)
	first := len(text) - len(strings.TrimLeft(text, " \t"))
	return source.Span{
		File: f.Path, Line: line, Column: first + 1,
		EndLine: line, EndColumn: max(first+2, 1+len([]rune(strings.TrimRight(text, " \t")))),
	}
}

// Of narrows facts to those of some files.
func (f *Facts) Of(keep func(Where) bool) *Facts {
	return &Facts{
		Processes: only(f.Processes, keep),
		Images:    f.Images,
		Fronts:    only(f.Fronts, keep),
		started:   only(f.started, keep),
		tree:      f.tree, byName: f.byName, objects: f.objects, apart: f.apart,
	}
}

// located is what has a Where.
type located interface{ from() Where }

func (w Where) from() Where { return w }

func only[T located](all []T, keep func(Where) bool) []T {
	var kept []T
	for _, one := range all {
		if keep(one.from()) {
			kept = append(kept, one)
		}
	}
	return kept
}
