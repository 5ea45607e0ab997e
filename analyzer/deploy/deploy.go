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

	"github.com/bmatcuk/doublestar/v4"

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

// At is the file of a place.
func At(at source.Span) Where { return Where{File: at.File, Rank: RankOf(at.File)} }

// A Process is one thing that a deployment file starts: a service of compose,
// a container of Kubernetes, a unit of systemd.
type Process struct {
	Where
	Kind Kind
	Name string // "web"; for an image the name of its file
	Span source.Span

	Command     string      // what is run, as written; empty: what the image runs
	CommandSpan source.Span // where; zero: nowhere
	Build       *Build      // how its image is made; nil if it is only named
	Image       string      // the image's name; may be empty
	ImageSpan   source.Span
	Setup       string   // what the platform runs before, to install what it needs
	Mounts      []string // folders and files of the repository that it mounts

	User    Word     // as whom it runs; the zero Word: as its image says
	Ports   []Port   // that it publishes on its host
	Health  Probe    // how it is asked whether it is well
	Breaks  []Breach // what lets it out of its container
	Volumes []Word   // what it keeps: "data:/var/lib/postgresql/data"
	Labels  []Variable
	// HTTPS is where its platform is told to redirect plain HTTP; the zero Span:
	// nowhere.
	HTTPS source.Span

	// Env are the variables that it sets, those that win last. The
	// environment of its image is not among them.
	Env []Variable
	// Open says what else may set variables: a file that is not in the
	// repository, a secret store, a platform's dashboard. Empty if nothing does.
	Open string
}

// A Port is a port of a container that its host publishes.
type Port struct {
	Address   Text   // on which the host listens; empty: all
	Published string // the port of the host; empty: any that is free
	Container int    // 0: not known
	Span      source.Span
}

// A Probe asks a program whether it is well. The zero Probe asks nothing.
type Probe struct {
	Span    source.Span
	Off     bool   // it turns off the probe of the image
	Path    string // of the page that is asked for; empty: none
	Host    string // the Host header of the request; empty: the address that it goes to
	Secure  bool   // it asks over HTTPS
	Trusted bool   // it sends X-Forwarded-Proto: https
	Command string // that is run; empty: none
}

// A Breach is a right that lets a process out of its container.
type Breach struct {
	Kind BreachKind
	What string // "SYS_ADMIN", "/var/run/docker.sock"
	Span source.Span
}

// A BreachKind is a kind of right.
type BreachKind int

// Kinds of breaches.
const (
	Privileged   BreachKind = iota
	Capability              // that is nearly all of root
	HostSpace               // it shares a namespace with its host
	DockerSocket            // it commands Docker
	HostRoot                // it mounts all of its host
	Unconfined              // it runs without seccomp or AppArmor
)

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

	Certificates []*Certificate
	Keys         []*PrivateKey

	Pages     []*Page
	SSH       []*SSH
	Jails     []*Jail
	Firewalls []*Firewall
	Updates   []*Update
	Workflows []*Workflow
	Installs  []*HostInstall
	Jobs      []*Job
	Stores    []*Store
	Nodes     []*Nodes
	Alerts    []*Alert
	Notifiers []*Notifier
	Exporters []*Exporter
	Grants    []*Grant
	HostRules []*HostRule
	Poolers   []*Pooler
	EnvFiles  []*EnvFile
	Modes     []*Mode
	Dumps     []*Dump
	Notes     []source.Note

	tree    *source.Tree
	byName  map[string][]string // files by the last part of their path
	objects map[string][]object // ConfigMaps and Secrets, by kind and name; nil before they are read
	apart   map[string]bool     // files that only development uses, whatever their names
	started []*Launch           // all processes, resolved
	nginx   []*nginxFile
	traefik []*traefikPart

	pulledIn int // how much was read for includes of nginx

	sshd, jails []*source.File // files that are read together
	terraform   []*source.File
	timers      []timer
	variables   []map[string]Text // of Ansible, the strongest first; nil before they are read
}

// A reader adds to the facts what one file says.
type reader func(*Facts, *source.File)

// processes makes a reader of what takes the processes out of one file.
func processes(read func(*Facts, *source.File) []*Process) reader {
	return func(f *Facts, file *source.File) {
		found := read(f, file)
		for _, p := range found {
			w := where(file)
			w.Rank = max(w.Rank, p.Rank)
			p.Where = w
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
			if r.fits(file.Text) {
				r.read(f, file)
				break
			}
		}
	}
	f.readDumps(names)
	f.assembleSSH()
	f.assembleJails()
	f.assembleTerraform()
	slices.SortStableFunc(f.Processes, func(a, b *Process) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.File, b.File), cmp.Compare(a.Span.Line, b.Span.Line))
	})
	f.assembleJobs()
	f.assembleInstalls()
	for _, p := range f.Processes {
		f.started = append(f.started, f.launch(p))
	}
	f.nginxFronts()
	f.traefikFronts()
	f.apart = f.setApart()
	f.setGrantsApart()
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

		Certificates: only(f.Certificates, keep),
		Keys:         only(f.Keys, keep),

		Pages:     only(f.Pages, keep),
		SSH:       only(f.SSH, keep),
		Jails:     only(f.Jails, keep),
		Firewalls: only(f.Firewalls, keep),
		Updates:   only(f.Updates, keep),
		Workflows: only(f.Workflows, keep),
		Installs:  only(f.Installs, keep),
		Jobs:      only(f.Jobs, keep),
		Stores:    only(f.Stores, keep),
		Nodes:     only(f.Nodes, keep),
		Alerts:    only(f.Alerts, keep),
		Notifiers: only(f.Notifiers, keep),
		Exporters: only(f.Exporters, keep),
		Grants:    only(f.Grants, keep),
		HostRules: only(f.HostRules, keep),
		Poolers:   only(f.Poolers, keep),
		EnvFiles:  only(f.EnvFiles, keep),
		Modes:     only(f.Modes, keep),
		Dumps:     only(f.Dumps, keep),
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

// Ignored reports whether a build leaves a file of its context out, by the
// .dockerignore in it.
// https://docs.docker.com/build/concepts/context/#dockerignore-files
func (f *Facts) Ignored(context, name string) bool {
	file, err := f.tree.Read(path.Join(context, ".dockerignore"))
	if err != nil {
		return false
	}
	rel := strings.TrimPrefix(name, context+"/")
	ignored := false
	for i := 1; i <= file.Lines(); i++ {
		pattern := strings.TrimSpace(file.Line(i))
		if pattern == "" || pattern[0] == '#' {
			continue
		}
		pattern, back := strings.CutPrefix(pattern, "!")
		if matchesPath(path.Clean(strings.TrimPrefix(pattern, "/")), rel) {
			ignored = !back
		}
	}
	return ignored
}

// matchesPath reports whether a pattern matches a path or a folder of it.
func matchesPath(pattern, name string) bool {
	for ; name != "." && name != ""; name = path.Dir(name) {
		if ok, err := doublestar.Match(pattern, name); ok && err == nil {
			return true
		}
	}
	return false
}
