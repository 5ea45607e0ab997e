package deploy

import (
	"path"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Script is what a shell script does for the program that it ends in.
type Script struct {
	File string
	// Env are the variables that it exports outside of conditions.
	Env []Variable
	// Open says that it exports more than can be told.
	Open string
	// Commands are the commands that it runs, as written.
	Commands []Line
}

// A Line is a piece of text and its place.
type Line struct {
	Text string
	Span source.Span
}

// ReadScript reads a shell script. What the shell itself would refuse is left
// out with a note; what stands inside a condition may or may not be run.
func ReadScript(file *source.File) (*Script, []source.Note) {
	s := &Script{File: file.Path}
	parsed, err := syntax.NewParser(syntax.Variant(syntax.LangBash), syntax.RecoverErrors(20)).Parse(strings.NewReader(file.Text), file.Path)
	var notes []source.Note
	if err != nil {
		notes = append(notes, source.Note{Span: source.Span{File: file.Path}, Text: "is no shell script from some point on: " + firstLine(err.Error())})
	}
	if parsed == nil {
		return s, notes
	}
	w := &scripter{file: file, script: s, local: map[string]Text{}}
	for _, stmt := range parsed.Stmts {
		w.statement(stmt, true)
	}
	return s, notes
}

// A scripter runs through a script.
type scripter struct {
	file   *source.File
	script *Script
	local  map[string]Text // variables that are set and not exported
}

// statement takes one statement; sure tells that it is run whatever happens.
func (w *scripter) statement(stmt *syntax.Stmt, sure bool) {
	at := lineSpan(w.file, max(1, int(stmt.Pos().Line())))
	switch cmd := stmt.Cmd.(type) {
	case *syntax.CallExpr:
		w.call(cmd, at, sure)
	case *syntax.DeclClause:
		if cmd.Variant.Value == "export" {
			w.assign(cmd.Args, at, sure, true)
		} else {
			w.assign(cmd.Args, at, sure, false)
		}
	case *syntax.BinaryCmd:
		w.statement(cmd.X, sure)
		w.statement(cmd.Y, sure && cmd.Op == syntax.AndStmt)
	case *syntax.Block:
		w.all(cmd.Stmts, sure)
	case *syntax.Subshell:
		w.all(cmd.Stmts, false)
	case *syntax.IfClause:
		for c := cmd; c != nil; c = c.Else {
			w.all(c.Then, false)
		}
	case *syntax.CaseClause:
		for _, item := range cmd.Items {
			w.all(item.Stmts, false)
		}
	case *syntax.WhileClause:
		w.all(cmd.Do, false)
	case *syntax.ForClause:
		w.all(cmd.Do, false)
	}
}

func (w *scripter) all(stmts []*syntax.Stmt, sure bool) {
	for _, s := range stmts {
		w.statement(s, sure)
	}
}

// call takes a command, or NAME=value on its own.
func (w *scripter) call(cmd *syntax.CallExpr, at source.Span, sure bool) {
	if len(cmd.Args) == 0 {
		w.assign(cmd.Assigns, at, sure, false)
		return
	}
	w.script.Commands = append(w.script.Commands, Line{w.source(cmd.Args[0], cmd.Args[len(cmd.Args)-1]), at})
	switch cmd.Args[0].Lit() {
	case "source", ".", "eval":
		w.script.Open = "what " + path.Base(w.file.Path) + " takes in on line " + strconv.Itoa(at.Line)
	}
}

// source is the text from one word to another.
func (w *scripter) source(from, to *syntax.Word) string {
	start, end := int(from.Pos().Offset()), int(to.End().Offset())
	if start < 0 || end > len(w.file.Text) || start >= end {
		return ""
	}
	return w.file.Text[start:end]
}

// assign takes assignments. One under a condition makes the variable open.
func (w *scripter) assign(list []*syntax.Assign, at source.Span, sure, export bool) {
	for _, a := range list {
		if a.Name == nil {
			continue
		}
		name := a.Name.Value
		t, known := w.local[name]
		if a.Value != nil {
			t, known = w.word(a.Value), true
		}
		if !known {
			continue // export NAME passes on what is there
		}
		if !sure {
			t = Open("a condition in "+path.Base(w.file.Path)+" decides it", t.Outer...)
		}
		w.local[name] = t
		if export || w.exported(name) {
			w.script.Env = append(w.script.Env, Variable{Name: name, Text: t, Span: at, By: w.file.Path})
		}
	}
}

func (w *scripter) exported(name string) bool {
	for _, v := range w.script.Env {
		if v.Name == name {
			return true
		}
	}
	return false
}

// word is the value of a word.
func (w *scripter) word(word *syntax.Word) Text {
	text := w.source(word, word)
	if strings.Contains(text, "$(") || strings.Contains(text, "`") || strings.Contains(text, "$((") {
		return Open("a command in " + path.Base(w.file.Path) + " makes it")
	}
	return expand(unquoted(text), `\$`, func(name string) (Text, bool) {
		t, ok := w.local[name]
		return t, ok
	})
}
