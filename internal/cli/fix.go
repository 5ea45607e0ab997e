package cli

import (
	"os"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/internal/report"
)

// fixPins rewrites the pins of packages with known vulnerabilities in files
// below a folder, and says on stderr what was changed and what was not.
func (a *app) fixPins(dir string, audit *analyzer.Audit) error {
	edits, notes := audit.Edits()
	byFile := map[string][]analyzer.Edit{}
	for _, e := range edits {
		byFile[e.Span.File] = append(byFile[e.Span.File], e)
	}
	var files []string
	for name := range byFile {
		files = append(files, name)
	}
	slices.Sort(files)
	root, err := os.OpenRoot(dir)
	if err != nil {
		return usage("", "%s cannot be opened: %v", dir, reason(err))
	}
	defer root.Close()
	for _, name := range files {
		if err := a.rewrite(root, name, byFile[name]); err != nil {
			return usage("", "%s cannot be rewritten: %v", name, reason(err))
		}
	}
	for _, n := range notes {
		a.stderrf("not fixed: %s %s", n.Span, n.Text)
	}
	return nil
}

// rewrite carries out the edits of one file, each only if the line still has
// what is to be replaced in its place.
func (a *app) rewrite(root *os.Root, name string, edits []analyzer.Edit) error {
	raw, err := root.ReadFile(name)
	if err != nil {
		return err
	}
	lines := strings.SplitAfter(string(raw), "\n")
	slices.SortFunc(edits, func(e, f analyzer.Edit) int { return f.Span.Compare(e.Span) }) // from the end
	changed := false
	for _, e := range edits {
		if e.Span.Line > len(lines) {
			continue
		}
		line, ok := replaced(lines[e.Span.Line-1], e)
		if !ok {
			a.stderrf("not fixed: %s %s is not written there as it was read", e.Span, e.Name)
			continue
		}
		lines[e.Span.Line-1], changed = line, true
		a.stderrf("fixed: %s %s %s → %s", e.Span, report.Printable(e.Name), e.From, e.To)
	}
	if !changed {
		return nil
	}
	return replace(root, name, []byte(strings.Join(lines, "")))
}

// replaced is a line with an edit carried out.
func replaced(line string, e analyzer.Edit) (string, bool) {
	runes := []rune(line)
	if e.Span.EndColumn > len(runes)+1 || string(runes[e.Span.Column-1:e.Span.EndColumn-1]) != e.Old {
		return line, false
	}
	return string(runes[:e.Span.Column-1]) + e.New + string(runes[e.Span.EndColumn-1:]), true
}
