package deploy

import (
	"regexp"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// A run is a command that is run while an image is made.
type run struct {
	command
	folder string            // that it is run in
	env    map[string]string // variables of the image that are known
}

var (
	// runHead matches RUN and its options, on as many lines as they take.
	runHead = regexp.MustCompile(`(?i)^\s*RUN(?:(?:\s|\\\n)+--[a-z]+=\S+)*`)
	// commentLine matches a comment between lines that belong together.
	commentLine = regexp.MustCompile(`(?m)^[ \t]*#.*$`)
	visible     = regexp.MustCompile(`[^\s\\]`)
)

// run takes the commands of a RUN.
func (b *builder) run(n *parser.Node) {
	vars, env := map[string]Text{}, map[string]string{}
	for name, t := range b.stage.args {
		vars[name] = t
	}
	for _, v := range b.stage.Env {
		if vars[v.Name] = v.Text; v.Text.Opaque == "" {
			env[v.Name] = v.Text.Value
		}
	}
	add := func(text string, line int) {
		folder := b.stage.dir
		for _, c := range commandsWith(b.file, text, line, vars) {
			if c.name() == "cd" && len(c.words) == 2 && c.words[1].Opaque == "" {
				folder = resolved(folder, c.words[1].Value)
			}
			b.stage.runs = append(b.stage.runs, run{c, folder, env})
		}
	}
	switch {
	case len(n.Heredocs) > 0:
		for _, h := range n.Heredocs {
			add(h.Content, n.StartLine+1)
		}
	case n.Attributes["json"]:
		add(rest(n), n.StartLine)
	default:
		add(b.script(n), n.StartLine)
	}
}

// script is the text of a RUN for the shell: its lines, without what is
// Docker's own.
func (b *builder) script(n *parser.Node) string {
	var lines []string
	for i := n.StartLine; i <= n.EndLine; i++ {
		lines = append(lines, b.file.Line(i))
	}
	text := strings.Join(lines, "\n")
	head := runHead.FindString(text)
	text = visible.ReplaceAllString(head, " ") + text[len(head):]
	return commentLine.ReplaceAllString(text, `\`)
}
