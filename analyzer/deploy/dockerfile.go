package deploy

import (
	"path"
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

	args  map[string]Text
	shape *Dockerfile
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
		s.Cmd = rest(n)
	case "ENTRYPOINT":
		s.Entrypoint, s.Cmd = rest(n), ""
	}
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
		s.Env = append(s.Env, base.Env...)
		s.Entrypoint, s.Cmd = base.Entrypoint, base.Cmd
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
