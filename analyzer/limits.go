package analyzer

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Limit is where the project limits how often a view is called: by a
// decorator such as django-ratelimit's, by a call of one, or by the throttle
// classes of Django REST framework.
type Limit struct {
	Span source.Span
	View string // the function or class, or the words of the call
	// Login tells that the view is a login: by its name, by that of a class it
	// inherits from, or because it logs in.
	Login bool
}

// Limits lists the limits of the project's views, by place.
func (d *Deployment) Limits() []Limit {
	var all []Limit
	for _, name := range d.shipped() {
		raw := d.files.tree.Raw(name)
		if !bytes.Contains(raw, []byte("ratelimit")) && !bytes.Contains(raw, []byte("throttle_classes")) {
			continue // most files, and cheap to tell
		}
		m := d.files.Parse(name)
		l := limiting{file: m.File}
		if m.File != nil {
			l.block(m.Body, nil)
			l.calls(name, string(raw))
		}
		all = append(all, l.found...)
	}
	return all
}

var (
	// limiter matches what limits the view that it decorates, or the class in
	// which it is assigned.
	limiter = regexp.MustCompile(`\bratelimit\w*\(|\bthrottle_classes\b`)
	// loginName matches names of views at which people log in.
	loginName = regexp.MustCompile(`(?i)log_?in|sign_?in|authenticat|obtain\w*token|token\w*obtain`)
	// logsIn matches what a view does that logs somebody in.
	logsIn = regexp.MustCompile(`\b(login|authenticate|log_in)\(`)
	// limitCall matches a call that limits a login: the decorator around the
	// view, or a function that is told what it counts.
	limitCall = regexp.MustCompile(`(?i)\bratelimit\w*\((?:[^()]*log_?in\b|(?:[^()]|\([^()]*\))*\)\s*\(\s*[\w.]*(?:log_?in|sign_?in|obtain\w*token))`)
	// wholeComment matches a comment that is alone on its line.
	wholeComment = regexp.MustCompile(`(?m)^[ \t]*[#@][^\n]*`)
)

// limiting collects the limits of one file.
type limiting struct {
	file  *source.File
	found []Limit
}

// block goes through statements, those of a class with its definition.
func (l *limiting) block(body []python.Stmt, class *python.ClassDef) {
	for _, stmt := range body {
		switch s := stmt.(type) {
		case *python.ClassDef:
			l.decorated(s.Decorators, s.Name, s, s)
			l.block(s.Body, s)
		case *python.FunctionDef:
			l.decorated(s.Decorators, s.Name, s, class)
			l.block(s.Body, class)
		case *python.If:
			l.block(s.Body, class)
			l.block(s.Orelse, class)
		case *python.Assign:
			if text := l.text(s); class != nil && strings.HasPrefix(text, "throttle_classes") && !emptyList(s.Value) {
				l.add(s.Span(), class.Name, class, class)
			}
		}
	}
}

// decorated notes a view that a decorator limits; whole is its definition.
func (l *limiting) decorated(by []python.Expr, name string, whole python.Stmt, class *python.ClassDef) {
	for _, d := range by {
		if limiter.MatchString(l.text(d)) {
			l.add(d.Span(), name, whole, class)
			return
		}
	}
}

func (l *limiting) add(at source.Span, name string, whole python.Stmt, class *python.ClassDef) {
	login := loginName.MatchString(name) || logsIn.MatchString(l.text(whole))
	if class != nil {
		login = login || loginName.MatchString(class.Name)
		for _, b := range class.Bases {
			login = login || loginName.MatchString(l.text(b))
		}
	}
	l.found = append(l.found, Limit{Span: at, View: name, Login: login})
}

// calls notes logins that a call limits.
func (l *limiting) calls(name, text string) {
	text = wholeComment.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) })
	for _, at := range limitCall.FindAllStringIndex(text, 10) {
		line := 1 + strings.Count(text[:at[0]], "\n")
		span := source.Span{File: name, Line: line, Column: 1, EndLine: line, EndColumn: 2}
		l.found = append(l.found, Limit{Span: span, View: "ratelimit", Login: true})
	}
}

// text is the source of a part.
func (l *limiting) text(n interface{ Span() source.Span }) string { return textAt(l.file, n.Span()) }

// textAt is the source at a place.
func textAt(file *source.File, at source.Span) string {
	from, to := file.Offset(at.Line, at.Column), file.Offset(at.EndLine, at.EndColumn)
	if from > to {
		return ""
	}
	return string(file.Text[from:to])
}

// emptyList reports whether an expression is a list or tuple of nothing.
func emptyList(e python.Expr) bool {
	switch e := e.(type) {
	case *python.ListLit:
		return len(e.Elts) == 0
	case *python.TupleLit:
		return len(e.Elts) == 0
	}
	return false
}
