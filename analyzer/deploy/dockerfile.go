package deploy

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Dockerfile is the stages of an image, in order.
type Dockerfile struct {
	File   string
	Stages []*Stage
	args   map[string]Text // those before the first stage
}

// A Stage is what one FROM begins.
type Stage struct {
	Name       string // after AS; may be empty
	Base       Text   // the image, or the stage, that it is built on
	Span       source.Span
	Env        []Variable
	Entrypoint string
	Cmd        string
	CmdSpan    source.Span // of what is run: CMD, else ENTRYPOINT

	// User is what the last USER of the stage, or of those it is built on,
	// says; the zero Word if none does.
	User   Word
	Health Probe  // HEALTHCHECK
	Copies []Copy // what COPY and ADD take out of the repository
	// Python tells that it is made of an image of Python, or installs packages
	// of Python.
	Python bool

	runs  []run    // what it runs while it is made
	dir   string   // WORKDIR
	from  *Stage   // the stage that it is built on; nil: another image
	takes []string // names of stages that it copies from
	args  map[string]Text
	shape *Dockerfile
}

// A Copy takes files of the build's context into an image.
type Copy struct {
	From []string // as written: ".", "app/", ".env"
	To   string   // where in the image, as written; empty if that is not known
	Span source.Span
}

// Image is the name of the image that the stage, or the stages that it is
// built on, begin with.
func (s *Stage) Image() Word {
	for i := 0; s.from != nil && i < maxNested; i++ {
		s = s.from
	}
	return Word{Text: s.Base, Span: s.Span}
}

// readImage reads a Dockerfile and makes a process of its last stage.
func readImage(f *Facts, file *source.File) []*Process {
	d, notes := ReadDockerfile(file, nil)
	f.Notes = append(f.Notes, notes...)
	if len(d.Stages) == 0 {
		return nil
	}
	f.Images[file.Path] = d
	last := d.Stages[len(d.Stages)-1]
	return []*Process{{
		Kind: Image, Name: path.Base(file.Path), Span: last.Span, Open: "whoever runs the image",
		Build: &Build{Context: path.Dir(file.Path), Dockerfile: file.Path},
	}}
}

// ReadDockerfile reads a Dockerfile, with the arguments that a build gives
// it. A line that is no instruction is noted and skipped.
func ReadDockerfile(file *source.File, args map[string]Text) (*Dockerfile, []source.Note) {
	d := &Dockerfile{File: file.Path, args: map[string]Text{}}
	if strings.TrimSpace(file.Text) == "" {
		return d, nil
	}
	r, err := parser.Parse(strings.NewReader(withoutTemplates(file.Text)))
	if err != nil {
		return d, []source.Note{{Span: source.Span{File: file.Path}, Text: "is no Dockerfile that can be read: " + firstLine(err.Error())}}
	}
	b := &builder{file: file, d: d, given: args}
	for _, n := range r.AST.Children {
		b.instruction(n)
	}
	return d, nil
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// A builder runs through the instructions of a Dockerfile.
type builder struct {
	file  *source.File
	d     *Dockerfile
	stage *Stage
	given map[string]Text
}

func (b *builder) instruction(n *parser.Node) {
	name := strings.ToUpper(n.Value)
	if name == "FROM" {
		b.from(n)
		return
	}
	if name == "ARG" {
		b.arg(n)
		return
	}
	s := b.stage
	if s == nil {
		return
	}
	switch name {
	case "ENV":
		for v := n.Next; v != nil && v.Next != nil; v = after(v) {
			s.set(v.Value, s.expand(unquoted(v.Next.Value)), b.span(n))
		}
	case "CMD":
		s.Cmd, s.CmdSpan = rest(n), b.span(n)
	case "ENTRYPOINT":
		s.Entrypoint, s.Cmd, s.CmdSpan = rest(n), "", b.span(n)
	case "USER":
		s.User = Word{Text: s.expand(unquoted(rest(n))), Span: b.span(n)}
	case "HEALTHCHECK":
		s.Health = b.health(n)
	case "COPY", "ADD":
		b.copies(n)
	case "WORKDIR":
		if t := s.expand(unquoted(rest(n))); t.Opaque == "" {
			s.dir = resolved(s.dir, t.Value)
		}
	case "RUN":
		if installs.MatchString(n.Original) || slices.ContainsFunc(n.Heredocs, func(h parser.Heredoc) bool { return installs.MatchString(h.Content) }) {
			s.Python = true
			b.run(n)
		}
	}
}

// resolved is a path seen from a folder.
func resolved(folder, name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(folder, name)
}

// installs matches commands that install packages of Python.
var installs = regexp.MustCompile(`\b(pip[0-9.]*|uv|poetry|pipenv|pdm)\b(?s:.*)\b(install|sync|wheel|export)\b|\bpip-sync\b`)

// pythonImage matches names of images of Python.
var pythonImage = regexp.MustCompile(`(^|[/_-])(python|django|pypy|uv)([0-9:@._-]|$)`)

// health reads HEALTHCHECK NONE, or HEALTHCHECK [OPTIONS] CMD command.
func (b *builder) health(n *parser.Node) Probe {
	words := strings.TrimSpace(rest(n))
	switch kind, command, _ := strings.Cut(words, " "); strings.ToUpper(kind) {
	case "NONE":
		return Probe{Span: b.span(n), Off: true}
	default:
		return commandProbe(strings.TrimPrefix(command, "CMD "), b.span(n))
	}
}

// copies reads COPY and ADD. What comes from another stage, from the network
// or out of the Dockerfile itself is not of the repository.
func (b *builder) copies(n *parser.Node) {
	words := strings.Fields(rest(n))
	for _, flag := range n.Flags {
		if name, ok := strings.CutPrefix(flag, "--from="); ok {
			b.stage.takes = append(b.stage.takes, name)
			return
		}
	}
	if len(words) < 2 || len(n.Heredocs) > 0 {
		return
	}
	c := Copy{Span: b.span(n)}
	if t := b.stage.expand(unquoted(words[len(words)-1])); t.Opaque == "" {
		c.To = t.Value
	}
	for _, w := range words[:len(words)-1] {
		if t := b.stage.expand(unquoted(w)); t.Opaque == "" && !strings.Contains(t.Value, "://") {
			c.From = append(c.From, t.Value)
		}
	}
	b.stage.Copies = append(b.stage.Copies, c)
}

// after skips the three nodes of NAME=value.
func after(n *parser.Node) *parser.Node {
	for range 3 {
		if n != nil {
			n = n.Next
		}
	}
	return n
}

func (b *builder) span(n *parser.Node) source.Span { return lineSpan(b.file, n.StartLine) }

// rest joins the words of an instruction.
func rest(n *parser.Node) string {
	var words []string
	for w := n.Next; w != nil; w = w.Next {
		words = append(words, w.Value)
	}
	return strings.Join(words, " ")
}

// from begins a stage. One that is built on another stage has what that has.
func (b *builder) from(n *parser.Node) {
	words := strings.Fields(rest(n))
	if len(words) == 0 {
		return
	}
	s := &Stage{Span: b.span(n), args: map[string]Text{}, shape: b.d}
	s.Base = expand(words[0], `\$`, func(name string) (Text, bool) { t, ok := b.d.args[name]; return t, ok })
	if len(words) > 2 && strings.EqualFold(words[1], "as") {
		s.Name = words[2]
	}
	if base := b.d.Stage(s.Base.Value); base != nil {
		s.from, s.Python, s.User, s.Health, s.dir = base, base.Python, base.User, base.Health, base.dir
		s.Env = append(s.Env, base.Env...)
		s.Copies = append(s.Copies, base.Copies...)
		s.Entrypoint, s.Cmd, s.CmdSpan = base.Entrypoint, base.Cmd, base.CmdSpan
	} else {
		s.Python = pythonImage.MatchString(s.Base.Value)
	}
	b.stage = s
	b.d.Stages = append(b.d.Stages, s)
}

// Stage finds a stage by its name; nil if there is none. The empty name is
// the last stage.
func (d *Dockerfile) Stage(name string) *Stage {
	if name == "" && len(d.Stages) > 0 {
		return d.Stages[len(d.Stages)-1]
	}
	for _, s := range d.Stages {
		if name != "" && strings.EqualFold(s.Name, name) {
			return s
		}
	}
	return nil
}

// arg declares an argument: what the build gives, else its default, which a
// build can change; one declared before the first stage is taken up by name.
func (b *builder) arg(n *parser.Node) {
	for w := n.Next; w != nil; w = w.Next {
		name, value, hasDefault := strings.Cut(w.Value, "=")
		t := Open("the argument "+name+" of the build decides", name)
		given, isGiven := b.given[name]
		outer, isOuter := b.d.args[name]
		switch {
		case isGiven:
			t = given
		case hasDefault && b.stage == nil:
			t = expand(unquoted(value), `\$`, func(n string) (Text, bool) { t, ok := b.d.args[n]; return t, ok })
			t.Outer = append(t.Outer, name)
		case hasDefault:
			t = b.stage.expand(unquoted(value))
			t.Outer = append(t.Outer, name)
		case isOuter:
			t = outer
		}
		if b.stage == nil {
			b.d.args[name] = t
		} else {
			b.stage.args[name] = t
		}
	}
}

func (s *Stage) set(name string, t Text, at source.Span) {
	s.Env = append(s.Env, Variable{Name: name, Text: t, Span: at, By: s.shape.File})
}

// expand replaces references to variables and arguments of the stage.
// Variables win over arguments.
func (s *Stage) expand(text string) Text {
	if marked(text) {
		return Open("a template makes it")
	}
	return expand(text, `\$`, func(name string) (Text, bool) {
		for i := len(s.Env) - 1; i >= 0; i-- {
			if s.Env[i].Name == name {
				return s.Env[i].Text, true
			}
		}
		if t, ok := s.args[name]; ok {
			return t, true
		}
		return Text{}, true // Docker puts nothing where nothing is set
	})
}

// unquoted takes the quotes off a word, as Docker does.
func unquoted(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		inner := s[1 : len(s)-1]
		if s[0] == '\'' {
			return strings.ReplaceAll(inner, "$", `\$`)
		}
		return strings.ReplaceAll(inner, `\"`, `"`)
	}
	return s
}

// Needs lists the stages that begin with an image of elsewhere and that the
// stage is built on or copies from, itself included, in the order of the file.
func (s *Stage) Needs() []*Stage {
	needed := map[*Stage]bool{}
	s.need(needed)
	var all []*Stage
	for _, other := range s.shape.Stages {
		if needed[other] && other.from == nil {
			all = append(all, other)
		}
	}
	return all
}

func (s *Stage) need(needed map[*Stage]bool) {
	if needed[s] {
		return
	}
	needed[s] = true
	if s.from != nil {
		s.from.need(needed)
	}
	for _, name := range s.takes {
		if other := s.shape.Stage(name); other != nil {
			other.need(needed)
		}
	}
}
