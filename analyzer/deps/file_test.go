package deps

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

func treeOf(files map[string]string) *source.Tree {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return source.NewTree(m, source.Limits{})
}

// line writes a requirement on one line: its place, what the place holds, and
// what was understood.
func line(tree *source.Tree, q Requirement) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d %s", q.Span, q.Span.Column, q.Name)
	if len(q.Extras) > 0 {
		fmt.Fprintf(&b, "[%s]", strings.Join(q.Extras, ","))
	}
	fmt.Fprintf(&b, " %q", held(tree, q.Span))
	if q.Specifier != "" {
		fmt.Fprintf(&b, " %s", q.Specifier)
	}
	if !q.Pin.IsZero() {
		fmt.Fprintf(&b, " pin %d %q", q.Pin.Line, held(tree, q.Pin))
	}
	if q.Version != "" {
		fmt.Fprintf(&b, " version %s", q.Version)
	}
	if q.Marker != "" {
		fmt.Fprintf(&b, " if %s", q.Marker)
	}
	if len(q.Groups) > 0 && !cmp.Equal(q.Groups, []string{plain}) {
		fmt.Fprintf(&b, " groups %q", q.Groups)
	}
	if q.Scope != Production {
		fmt.Fprintf(&b, " %s", q.Scope)
	}
	if q.Index != "" {
		fmt.Fprintf(&b, " from %s", q.Index)
	}
	if q.Reason != "" {
		fmt.Fprintf(&b, " (%s)", q.Reason)
	}
	return b.String()
}

// held is the text that stands at a place.
func held(tree *source.Tree, s source.Span) string {
	f, err := tree.Read(s.File)
	if err != nil {
		return err.Error()
	}
	return f.Text[f.Offset(s.Line, s.Column):f.Offset(s.EndLine, s.EndColumn)]
}

// TestReadFile reads the first file of each archive, beside which its others
// lie, and holds what is found against the section "want".
func TestReadFile(t *testing.T) {
	golden(t, "read", func(tree *source.Tree, a *txtar.Archive) string {
		f, err := ReadFile(tree, a.Files[0].Name)
		if err != nil {
			return err.Error()
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s, locked %t, python %q, by default %q\n", f.Kind, f.Locked, f.Python, f.defaults)
		for _, q := range f.Requirements {
			b.WriteString(line(tree, q) + "\n")
		}
		for _, q := range f.Constraints {
			b.WriteString("constraint " + line(tree, q) + "\n")
		}
		for _, n := range f.Notes {
			fmt.Fprintf(&b, "note %s %s\n", n.Span, n.Text)
		}
		return b.String()
	})
}

// TestFind holds what the project at the root, or in the folder that the
// comment ends with as "root: FOLDER", depends on against the section "want".
func TestFind(t *testing.T) {
	golden(t, "find", func(tree *source.Tree, a *txtar.Archive) string {
		root := "."
		if _, dir, ok := strings.Cut(string(a.Comment), "root: "); ok {
			root = strings.TrimSpace(dir)
		}
		return listing(tree, Find(tree, root, nil))
	})
}

func listing(tree *source.Tree, s *Set) string {
	var b strings.Builder
	for _, f := range s.Files {
		fmt.Fprintf(&b, "file %s, %s\n", f.Name, f.Kind)
	}
	fmt.Fprintf(&b, "python %q\n", s.Python)
	for _, q := range s.Requirements {
		b.WriteString(line(tree, q) + "\n")
	}
	for _, n := range s.Notes {
		fmt.Fprintf(&b, "note %s %s\n", n.Span, n.Text)
	}
	return b.String()
}
