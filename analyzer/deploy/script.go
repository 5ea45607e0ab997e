package deploy

import (
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A command is one that a script runs.
type command struct {
	words []Text // its name first; sudo and the like are left off
	at    source.Span
	input []Line // what is written to it
	into  string // the file that its output goes to; empty: none
	sure  bool   // no condition decides whether it is run
	raw   string // as it is written
}

// name is the program's own name.
func (c *command) name() string {
	if len(c.words) == 0 {
		return ""
	}
	return c.words[0].Value[strings.LastIndexByte(c.words[0].Value, '/')+1:]
}

// text is the command as it is written, but for what variables hold.
func (c *command) text() string {
	var words []string
	for _, w := range c.words {
		words = append(words, w.Value)
	}
	return strings.Join(words, " ")
}

// maxStatements bounds the statements that are looked at for one script.
const maxStatements = 10_000

// commandsOf lists the commands of a script that stands in a file, its first
// line being a line of that file.
func commandsOf(file *source.File, text string, line int) []command {
	return commandsWith(file, text, line, map[string]Text{})
}

// commandsWith is commandsOf where variables are set already.
func commandsWith(file *source.File, text string, line int, vars map[string]Text) []command {
	parsed, _ := syntax.NewParser(syntax.Variant(syntax.LangBash), syntax.RecoverErrors(20)).Parse(strings.NewReader(text), file.Path)
	if parsed == nil {
		return nil
	}
	steps := maxStatements
	r := &shellRun{file: file, text: source.NewFile(file.Path, []byte(text)), line: line, vars: vars, steps: &steps}
	r.all(parsed.Stmts, true)
	return r.commands
}

// A shellRun runs through a script, each command once.
type shellRun struct {
	file     *source.File
	text     *source.File // the script alone
	line     int          // of the file that the script begins at
	vars     map[string]Text
	commands []command
	depth    int
	steps    *int // how many more statements are looked at; loops in loops repeat them
}

func (r *shellRun) all(stmts []*syntax.Stmt, sure bool) {
	for _, s := range stmts {
		r.statement(s, sure, nil)
	}
}

// harmless matches conditions that only ask whether there is something to do.
var harmless = regexp.MustCompile(`command -v|which |type |dpkg|apt|rpm |id -u|EUID|whoami|-x |-f |-d |-e |systemctl is-|grep |UID`)

// statement takes one statement; input is what is piped to it.
func (r *shellRun) statement(s *syntax.Stmt, sure bool, input []Line) {
	if *r.steps--; *r.steps < 0 || r.depth > 50 || s == nil {
		return
	}
	r.depth++
	defer func() { r.depth-- }()
	switch cmd := s.Cmd.(type) {
	case *syntax.CallExpr:
		r.call(s, cmd, sure, input)
	case *syntax.DeclClause:
		r.assign(cmd.Args)
	case *syntax.BinaryCmd:
		if cmd.Op == syntax.Pipe || cmd.Op == syntax.PipeAll {
			r.statement(cmd.X, sure, nil)
			r.statement(cmd.Y, sure, r.output(cmd.X, 0))
			return
		}
		r.statement(cmd.X, sure, nil)
		r.statement(cmd.Y, sure, nil)
	case *syntax.Block:
		r.all(cmd.Stmts, sure)
	case *syntax.Subshell:
		r.all(cmd.Stmts, sure)
	case *syntax.FuncDecl:
		r.statement(cmd.Body, sure, nil)
	case *syntax.IfClause:
		for c := cmd; c != nil; c = c.Else {
			r.all(c.Cond, sure)
			r.all(c.Then, sure && len(c.Cond) > 0 && harmless.MatchString(r.between(c.Cond[0].Pos(), c.Cond[len(c.Cond)-1].End())))
		}
	case *syntax.CaseClause:
		for _, item := range cmd.Items {
			r.all(item.Stmts, false)
		}
	case *syntax.WhileClause:
		r.all(cmd.Do, sure)
	case *syntax.ForClause:
		r.loop(cmd, sure)
	}
}

// loop runs a loop over words that are known once for each.
func (r *shellRun) loop(cmd *syntax.ForClause, sure bool) {
	iter, ok := cmd.Loop.(*syntax.WordIter)
	if !ok || len(iter.Items) == 0 || len(iter.Items) > 30 || r.depth > 10 {
		r.all(cmd.Do, sure)
		return
	}
	for _, item := range iter.Items {
		words := []Text{r.word(item)}
		if words[0].Opaque == "" && !strings.ContainsAny(r.between(item.Pos(), item.End()), `"'`) {
			words = nil
			for _, w := range strings.Fields(r.word(item).Value) {
				words = append(words, Known(w))
			}
		}
		for _, w := range words {
			r.vars[iter.Name.Value] = w
			r.all(cmd.Do, sure)
		}
	}
	r.vars[iter.Name.Value] = Open("a loop sets it")
}

// call takes a simple command.
func (r *shellRun) call(s *syntax.Stmt, cmd *syntax.CallExpr, sure bool, input []Line) {
	if len(cmd.Args) == 0 {
		r.assign(cmd.Assigns)
		return
	}
	c := command{at: r.span(cmd.Pos()), sure: sure, input: input, raw: r.between(cmd.Pos(), cmd.End())}
	for _, w := range cmd.Args {
		c.words = append(c.words, r.word(w))
	}
	c.words = withoutSudo(c.words)
	for _, redirect := range s.Redirs {
		switch {
		case redirect.Hdoc != nil:
			c.input = r.document(redirect)
		case redirect.Op == syntax.RdrOut || redirect.Op == syntax.AppOut || redirect.Op == syntax.RdrClob:
			if redirect.N == nil || redirect.N.Value == "1" {
				c.into = r.word(redirect.Word).Value
			}
		case redirect.Op == syntax.WordHdoc:
			c.input = []Line{{r.word(redirect.Word).Value, c.at}}
		}
	}
	r.commands = append(r.commands, c)
	if len(c.words) == 3 && (c.name() == "sh" || c.name() == "bash") && strings.HasPrefix(c.words[1].Value, "-") && strings.HasSuffix(c.words[1].Value, "c") {
		r.commands = append(r.commands, r.within(c)...)
	}
}

// within lists the commands of sh -c 'SCRIPT'.
func (r *shellRun) within(c command) []command {
	if r.depth > 10 || c.words[2].Opaque != "" {
		return nil
	}
	inner := &shellRun{file: r.file, text: source.NewFile(r.file.Path, []byte(c.words[2].Value)), line: c.at.Line, vars: r.vars, depth: r.depth + 5, steps: r.steps}
	parsed, _ := syntax.NewParser(syntax.Variant(syntax.LangBash), syntax.RecoverErrors(5)).Parse(strings.NewReader(c.words[2].Value), r.file.Path)
	if parsed != nil {
		inner.all(parsed.Stmts, c.sure)
	}
	return inner.commands
}

// takesWord are options of sudo and env that a word follows.
var takesWord = map[string]bool{"-u": true, "-g": true, "-h": true, "-p": true, "--user": true, "--group": true, "-n10": true}

// withoutSudo leaves off what only says as whom a command is run.
func withoutSudo(words []Text) []Text {
	for len(words) > 1 {
		switch words[0].Value {
		case "sudo", "env", "nohup", "exec", "time", "nice", "doas":
		default:
			return words
		}
		words = words[1:]
		for len(words) > 1 && (strings.HasPrefix(words[0].Value, "-") || strings.Contains(words[0].Value, "=")) {
			if takesWord[words[0].Value] && len(words) > 2 {
				words = words[1:]
			}
			words = words[1:]
		}
	}
	return words
}

// output is what a statement writes, as far as echo, printf and cat say it.
func (r *shellRun) output(s *syntax.Stmt, depth int) []Line {
	if depth > 10 || s == nil {
		return nil
	}
	var all []Line
	switch cmd := s.Cmd.(type) {
	case *syntax.CallExpr:
		return r.echoed(s, cmd)
	case *syntax.BinaryCmd:
		if cmd.Op == syntax.Pipe || cmd.Op == syntax.PipeAll {
			return append(r.output(cmd.X, depth+1), r.output(cmd.Y, depth+1)...) // grep -v between them
		}
		return append(r.output(cmd.X, depth+1), r.output(cmd.Y, depth+1)...)
	case *syntax.Subshell:
		for _, inner := range cmd.Stmts {
			all = append(all, r.output(inner, depth+1)...)
		}
	case *syntax.Block:
		for _, inner := range cmd.Stmts {
			all = append(all, r.output(inner, depth+1)...)
		}
	}
	return all
}

// echoed is what one command writes.
func (r *shellRun) echoed(s *syntax.Stmt, cmd *syntax.CallExpr) []Line {
	if len(cmd.Args) == 0 {
		return nil
	}
	var words []Text
	for _, w := range cmd.Args {
		words = append(words, r.word(w))
	}
	words = withoutSudo(words)
	switch words[0].Value {
	case "cat", "tee":
		for _, redirect := range s.Redirs {
			if redirect.Hdoc != nil {
				return r.document(redirect)
			}
		}
	case "echo", "printf":
		return echoLines(words[1:], r.span(cmd.Pos()))
	}
	return nil
}

// echoLines are the lines that echo writes for words.
func echoLines(words []Text, at source.Span) []Line {
	var texts []string
	for _, w := range words {
		if len(texts) == 0 && (w.Value == "-e" || w.Value == "-n" || w.Value == "-ne" || w.Value == "-en") {
			continue
		}
		text := w.Value
		if w.Opaque != "" {
			text += hole
		}
		texts = append(texts, text)
	}
	var all []Line
	for _, line := range strings.Split(strings.ReplaceAll(strings.Join(texts, " "), `\n`, "\n"), "\n") {
		all = append(all, Line{line, at})
	}
	return all
}

// document is a here-document.
func (r *shellRun) document(redirect *syntax.Redirect) []Line {
	text := r.between(redirect.Hdoc.Pos(), redirect.Hdoc.End())
	quoted := strings.ContainsAny(r.between(redirect.Word.Pos(), redirect.Word.End()), `'"\`)
	lines := linesAt(r.file, text, r.line-1+int(redirect.Hdoc.Pos().Line()))
	for i := range lines {
		if quoted || !strings.Contains(lines[i].Text, "$") {
			continue
		}
		t := expand(lines[i].Text, `\$`, func(name string) (Text, bool) { v, ok := r.vars[name]; return v, ok })
		if t.Opaque == "" && len(t.Outer) == 0 {
			lines[i].Text = t.Value
		}
	}
	return lines
}

func (r *shellRun) assign(list []*syntax.Assign) {
	for _, a := range list {
		if a.Name != nil && a.Value != nil {
			r.vars[a.Name.Value] = r.word(a.Value)
		}
	}
}

// word is the value of a word: quotes are taken off, variables put in.
func (r *shellRun) word(w *syntax.Word) Text {
	var out Text
	var b strings.Builder
	r.parts(w.Parts, &b, &out)
	out.Value = b.String()
	return out
}

func (r *shellRun) parts(parts []syntax.WordPart, b *strings.Builder, out *Text) {
	for _, part := range parts {
		switch p := part.(type) {
		case *syntax.Lit:
			b.WriteString(unescaped(p.Value))
		case *syntax.SglQuoted:
			b.WriteString(p.Value)
		case *syntax.DblQuoted:
			r.quoted(p.Parts, b, out)
		case *syntax.ParamExp:
			t := expand(r.between(p.Pos(), p.End()), `\$`, func(name string) (Text, bool) { v, ok := r.vars[name]; return v, ok })
			if strings.Contains(t.Value, "$") {
				t = Open("the shell makes it")
			}
			b.WriteString(t.Value)
			if out.Outer = append(out.Outer, t.Outer...); out.Opaque == "" {
				out.Opaque = t.Opaque
			}
		default:
			out.Opaque = "a command makes it"
		}
	}
}

// quoted takes what stands in double quotes, where only some backslashes
// escape.
func (r *shellRun) quoted(parts []syntax.WordPart, b *strings.Builder, out *Text) {
	for _, part := range parts {
		if lit, ok := part.(*syntax.Lit); ok {
			b.WriteString(strings.NewReplacer("\\\n", "", `\"`, `"`, `\$`, `$`, `\\`, `\`, "\\`", "`").Replace(lit.Value))
			continue
		}
		r.parts([]syntax.WordPart{part}, b, out)
	}
}

// unescaped is a word without quotes as the shell takes it.
func unescaped(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			if i++; s[i] == '\n' {
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func (r *shellRun) between(from, to syntax.Pos) string {
	start, end := int(from.Offset()), int(to.Offset())
	if start < 0 || end > len(r.text.Text) || start >= end {
		return ""
	}
	return r.text.Text[start:end]
}

func (r *shellRun) span(at syntax.Pos) source.Span {
	return lineSpan(r.file, min(max(1, r.line-1+int(at.Line())), r.file.Lines()))
}
