package analyzer

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An Upload is a field that takes files from users: a FileField of a form, a
// model or a serializer.
type Upload struct {
	Span source.Span
	Name string
	Form bool // of a form, which users fill in; others are filled in who knows how
	// Checked says what checks the files: its validators, or a method that is
	// named for the field. Empty if nothing is seen.
	Checked string
}

// Uploads lists the fields of the project that take files, by place.
func (d *Deployment) Uploads() []Upload {
	var all []Upload
	files, _ := d.files.tree.Files()
	for _, name := range d.shipped() {
		if bytes.Contains(d.files.tree.Raw(name), []byte("FileField(")) {
			all = append(all, uploadsIn(d.files.Parse(name))...)
		}
	}
	if slices.ContainsFunc(all, func(u Upload) bool { return u.Checked == "" }) {
		d.findCheckers(all, files)
	}
	return all
}

// shipped lists the Python files of the project that are no tests and the like.
func (d *Deployment) shipped() []string {
	files, _ := d.files.tree.Files()
	return slices.DeleteFunc(slices.Clone(files), func(name string) bool {
		return path.Ext(name) != ".py" || notShipped.MatchString(name) || !d.repository.belongs(path.Dir(name), d.project.Root)
	})
}

// cleaner matches the definition of a method that checks a field of a form.
var cleaner = regexp.MustCompile(`\bdef (clean_\w+)\(`)

// findCheckers notes of fields that nothing checks by themselves whether a
// file of the repository defines a method for them: a form may inherit it.
func (d *Deployment) findCheckers(all []Upload, files []string) {
	defined := map[string]bool{}
	for _, file := range files {
		if path.Ext(file) != ".py" {
			continue
		}
		raw := d.files.tree.Raw(file)
		if !bytes.Contains(raw, []byte("def clean_")) {
			continue // most files, and cheap to tell
		}
		for _, m := range cleaner.FindAllSubmatch(raw, -1) {
			defined[string(m[1])] = true
		}
	}
	for i, u := range all {
		if u.Checked == "" && defined["clean_"+u.Name] {
			all[i].Checked = "clean_" + u.Name
		}
	}
}

// notShipped matches files that no user reaches.
var notShipped = regexp.MustCompile(`(^|/)(migrations|tests?|testing|docs?|examples?|fixtures)(/|\.py$)|(^|/)(test_\w+|conftest)\.py$|_tests?\.py$`)

// uploadsIn lists the fields of the classes of one module.
func uploadsIn(m *python.Module) []Upload {
	var all []Upload
	for _, stmt := range m.Body {
		if class, ok := stmt.(*python.ClassDef); ok {
			all = append(all, uploadsOf(class, m.File)...)
		}
	}
	return all
}

func uploadsOf(class *python.ClassDef, file *source.File) []Upload {
	var all []Upload
	for _, stmt := range class.Body {
		name, call := fieldOf(stmt)
		if call == nil {
			continue
		}
		u := Upload{Span: stmt.Span(), Name: name, Form: fieldKind(call) == "forms"}
		if slices.ContainsFunc(call.Keywords, func(k python.Keyword) bool { return k.Name == "validators" }) {
			u.Checked = "its validators"
		} else {
			u.Checked = checker(class, name, file)
		}
		all = append(all, u)
	}
	return all
}

// fieldOf is the field that a statement of a class binds, if it is a
// FileField.
func fieldOf(stmt python.Stmt) (string, *python.Call) {
	var target, val python.Expr
	switch s := stmt.(type) {
	case *python.Assign:
		if len(s.Targets) == 1 {
			target, val = s.Targets[0], s.Value
		}
	case *python.AnnAssign:
		target, val = s.Target, s.Value
	}
	name, ok := target.(*python.Name)
	call, isCall := val.(*python.Call)
	if !ok || !isCall || fieldKind(call) == "" {
		return "", nil
	}
	return name.ID, call
}

// fieldKind is the module that the FileField of a call is named in: "forms",
// "models"; empty if the call makes no FileField.
func fieldKind(call *python.Call) string {
	switch f := call.Fun.(type) {
	case *python.Attribute:
		if module, ok := f.X.(*python.Name); ok && f.Attr == "FileField" {
			return module.ID
		}
	case *python.Name:
		if f.ID == "FileField" {
			return "by its name"
		}
	}
	return ""
}

// checker is the method of a class that checks a field: the one that is named
// for it, or one for the whole that speaks of it.
func checker(class *python.ClassDef, field string, file *source.File) string {
	for _, stmt := range class.Body {
		method, ok := stmt.(*python.FunctionDef)
		switch {
		case !ok:
		case method.Name == "clean_"+field || method.Name == "validate_"+field:
			return method.Name
		case slices.Contains([]string{"clean", "validate", "save", "full_clean", "__init__"}, method.Name) && mentions(file, method.Span(), field):
			return method.Name
		}
	}
	return ""
}

// mentions reports whether the lines of a place hold a word.
func mentions(file *source.File, at source.Span, word string) bool {
	for i := at.Line; i <= at.EndLine; i++ {
		if strings.Contains(file.Line(i), word) {
			return true
		}
	}
	return false
}
