package analyzer

import (
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Branch is a call in a branch of the settings.
type Branch struct {
	Span source.Span // of the statement that calls
	// Test is the condition of the branch where it is made of names alone;
	// what is compared may be a secret.
	Test string
}

// Branches lists where the settings, if a condition holds, call a function by
// its dotted name: [Deployment.Calls] lists those that are reached.
func (d *Deployment) Branches(name string) []Branch {
	var all []Branch
	for _, file := range d.loaded.Files {
		m := d.files.Parse(file)
		if m.File != nil && strings.Contains(m.File.Text, name+"(") {
			b := branches{file: m.File, call: name + "("}
			b.block(m.Body, "", false)
			all = append(all, b.found...)
		}
	}
	return all
}

type branches struct {
	file  *source.File
	call  string
	found []Branch
}

// block goes through statements below a condition, the nearest one.
func (b *branches) block(body []python.Stmt, test string, within bool) {
	for _, stmt := range body {
		switch s := stmt.(type) {
		case *python.If:
			b.block(s.Body, onlyNames(textAt(b.file, s.Test.Span())), true)
			b.block(s.Orelse, "", true)
		case *python.Try:
			b.block(s.Body, test, within)
			b.block(s.Orelse, test, within)
		case *python.With:
			b.block(s.Body, test, within)
		case *python.ExprStmt, *python.Assign:
			if within && strings.Contains(textAt(b.file, s.Span()), b.call) {
				b.found = append(b.found, Branch{Span: s.Span(), Test: test})
			}
		}
	}
}

// namesOnly matches conditions that are made of names.
var namesOnly = regexp.MustCompile(`^(not )?[A-Za-z_][\w.]*( (and|or) (not )?[A-Za-z_][\w.]*)*$`)

func onlyNames(test string) string {
	if namesOnly.MatchString(test) {
		return test
	}
	return ""
}
