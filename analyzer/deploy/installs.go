package deploy

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// Installs lists what installs the packages of Python that the process has:
// the commands of its image, or the habit of its platform.
func (l *Launch) Installs() []deps.Install { return l.installs }

// A HostInstall installs the packages of Python of a host.
type HostInstall struct {
	Where
	deps.Install
}

// assembleInstalls finds the files that hosts install, by their paths there.
func (f *Facts) assembleInstalls() {
	in := &installer{facts: f, contexts: []string{"."}}
	f.Installs = slices.DeleteFunc(f.Installs, func(i *HostInstall) bool {
		name := i.Install.File[strings.LastIndex(i.Install.File, hole)+len(hole):]
		if !strings.Contains(i.Install.File, hole) {
			name = i.Install.File
		}
		file, ok := in.file(name, ".")
		i.Install.File = file
		return !ok || name == ""
	})
}

// An installer takes commands for what they install.
type installer struct {
	facts    *Facts
	contexts []string // folders that the image may be made from, the likeliest first
	copies   []Copy
	python   string
	made     map[string]bool // names of files that a command before wrote
	found    []deps.Install
}

// installs lists what the image of a process, or its platform, installs.
func (f *Facts) installs(l *Launch) []deps.Install {
	in := &installer{facts: f, contexts: foldersAbove(l.Context()), made: map[string]bool{}}
	if l.Stage == nil {
		in.habit(l.Process)
		for _, s := range f.scripts(l.Setup, l.Context()) {
			for _, c := range s.Commands {
				in.line(c.Text, c.Span)
			}
		}
		in.line(l.Setup, l.Span)
		return in.found
	}
	for _, s := range l.goesLive().chain() {
		in.python = pythonOf(s)
		in.copies = append(in.copies, s.Copies...)
		for _, r := range s.runs {
			in.command(r.command, r.folder, r.env)
		}
	}
	return in.found
}

// goesLive is the stage of its image that goes live. A Dockerfile alone does not
// say which it is: not the last, if that is for development and another is not.
func (l *Launch) goesLive() *Stage {
	if l.Kind != Image || l.Stage.rank() != Development {
		return l.Stage
	}
	best := l.Stage
	for _, s := range l.Stage.shape.Stages {
		if r := s.rank(); s.Python && r <= Plain && r <= best.rank() {
			best = s
		}
	}
	return best
}

// rank is that of the name of a stage.
func (s *Stage) rank() Rank {
	if s.Name == "" {
		return Plain
	}
	return RankOf(s.Name)
}

// foldersAbove lists a folder and those above it.
func foldersAbove(dir string) []string {
	all := []string{dir}
	for dir != "." && dir != "/" {
		dir = path.Dir(dir)
		all = append(all, dir)
	}
	return all
}

// chain lists the stages whose packages a stage may have, in the order of the
// file: itself, those that it is built on, and those that it copies from unless
// they are for development.
func (s *Stage) chain() []*Stage {
	needed, under := map[*Stage]bool{}, map[*Stage]bool{}
	s.need(needed)
	for o := s; o != nil && !under[o]; o = o.from {
		under[o] = true
	}
	return slices.DeleteFunc(slices.Clone(s.shape.Stages), func(o *Stage) bool {
		return !under[o] && (!needed[o] || o.rank() == Development)
	})
}

var imagePython = regexp.MustCompile(`(?:^|[/_:-])python[:-]?(3\.[0-9]+(?:\.[0-9]+)?)`)

// pythonOf is the version of Python that the image has which a stage begins
// with; empty if its name does not tell.
func pythonOf(s *Stage) string {
	if m := imagePython.FindStringSubmatch(s.Image().Value); m != nil && s.Image().Opaque == "" {
		return m[1]
	}
	return ""
}

// habit is what platforms install that make an app of Python without being
// told how.
// https://devcenter.heroku.com/articles/python-package-managers
// https://cloud.google.com/appengine/docs/standard/python3/specifying-dependencies
func (in *installer) habit(p *Process) {
	if p.Kind != Platform || p.Build != nil || p.Setup != "" {
		return
	}
	lists := []string{"requirements.txt"}
	if strings.EqualFold(path.Base(p.File), "Procfile") {
		lists = []string{"Pipfile.lock", "requirements.txt", "poetry.lock", "uv.lock"}
	}
	for _, base := range lists {
		if name := path.Join(path.Dir(p.File), base); in.facts.tree.Exists(name) {
			in.found = append(in.found, deps.Install{File: name, Bare: true, Span: p.Span})
			return
		}
	}
}

// line takes a line of shell.
func (in *installer) line(text string, at source.Span) {
	if !installs.MatchString(text) {
		return
	}
	for _, c := range commandsOf(source.NewFile(at.File, []byte(text)), text, 1) {
		c.at = at
		in.command(c, ".", nil)
	}
}

// command takes one command that is run in a folder of the image. What is only
// run under a condition is left out.
func (in *installer) command(c command, folder string, env map[string]string) {
	words := plainWords(c.words)
	if len(words) == 0 || !c.sure {
		return
	}
	name := path.Base(words[0])
	if (name == "." || pythonName.MatchString(name)) && len(words) > 2 && words[1] == "-m" { // the name of Python may be in a variable
		name, words = words[2], words[2:]
	}
	if name == "uv" && len(words) > 1 && words[1] == "pip" {
		name, words = "pip", words[1:]
	}
	if pipName.MatchString(name) {
		name = "pip"
	}
	if len(words) < 2 && name != "pip-sync" {
		return
	}
	at := installStep{installer: in, folder: folder, span: c.at, into: c.into, env: env}
	switch name {
	case "pip":
		at.pip(words[1], words[2:])
	case "pip-sync":
		at.lists(words[1:])
	case "uv", "poetry", "pdm", "pipenv":
		at.manager(name, words[1], words[2:])
	}
}

var (
	pythonName = regexp.MustCompile(`^(python|pypy)[0-9.]*$`)
	pipName    = regexp.MustCompile(`^pip[0-9.]*$`)
)

// plainWords are the values of words; one that is not known is empty.
func plainWords(words []Text) []string {
	var all []string
	for _, w := range words {
		if w.Opaque != "" {
			w.Value = ""
		}
		all = append(all, w.Value)
	}
	return all
}

// file finds the file of the repository that a path in the image is, or the
// only one of its name.
func (in *installer) file(name, folder string) (string, bool) {
	if found, ok := in.first([]string{name}, folder); ok {
		return found, true
	}
	if all := in.facts.byName[path.Base(name)]; len(all) == 1 {
		return all[0], true
	}
	return "", false
}

// first finds the first of some paths in a folder of the image that the
// likeliest folder it is made from has.
func (in *installer) first(names []string, folder string) (string, bool) {
	for _, context := range in.contexts {
		for _, name := range names {
			name = strings.TrimPrefix(resolved(folder, name), "/")
			if found, ok := in.copied(name, context); ok {
				return found, true
			}
			if found, ok := in.ending(name, context); ok {
				return found, true
			}
		}
	}
	return "", false
}

// renamed finds the file that an instruction copies under another name:
// requirements/prod.txt as /tmp/requirements.txt.
func (in *installer) renamed(name, context string) (string, bool) {
	for _, c := range slices.Backward(in.copies) {
		if len(c.From) == 1 && strings.TrimPrefix(path.Clean(c.To), "/") == name {
			if at, ok := inside(path.Join(context, c.From[0])); ok && in.facts.tree.Exists(at) {
				return at, true
			}
		}
	}
	return "", false
}

// ending finds the file in a folder that has as much as possible of the end of
// a path.
func (in *installer) ending(tail, context string) (string, bool) {
	for {
		if at, ok := inside(path.Join(context, tail)); ok && in.facts.tree.Exists(at) {
			return at, true
		}
		_, rest, ok := strings.Cut(tail, "/")
		if !ok {
			return "", false
		}
		tail = rest
	}
}

// copied finds the file that an instruction copies under the name that a path
// ends in, or inside a folder; the one most like the path if there are several.
func (in *installer) copied(name, context string) (string, bool) {
	if at, ok := in.renamed(name, context); ok {
		return at, true
	}
	best, most := "", 0
	for _, c := range in.copies {
		for _, from := range c.From {
			for _, at := range []string{path.Join(context, from), path.Join(context, from, path.Base(name))} {
				n := sharedTail(at, name)
				if _, ok := inside(at); ok && n > most && in.facts.tree.Exists(at) && path.Clean(from) != "." {
					best, most = at, n
				}
			}
		}
	}
	return best, best != ""
}
