package analyzer

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An Edit writes another version into a pin.
type Edit struct {
	Name     string      // of the package
	Span     source.Span // of the pin, in one line
	Old, New string      // the text of the pin, and what to write instead
	From, To string      // the versions
}

// Edits are the pins to rewrite so that no package has a known vulnerability,
// and notes about those packages for which that cannot be done: lock files and
// hashes are written by the programs that they belong to.
func (a *Audit) Edits() ([]Edit, []source.Note) {
	var edits []Edit
	var notes []source.Note
	for _, q := range a.Packages {
		if len(q.Advisories) == 0 {
			continue
		}
		if e, why := a.edit(q); why == "" {
			edits = append(edits, e)
		} else {
			notes = append(notes, source.Note{Span: q.Span, Text: q.Name + " is left at " + q.Version + ": " + why})
		}
	}
	return edits, notes
}

// edit makes the edit for one package, or says why there is none.
func (a *Audit) edit(q Audited) (Edit, string) {
	e := Edit{Name: q.Name, Span: q.Pin, To: q.Clean, From: q.Version}
	file, ok := a.repository.files.Text(q.Pin.File)
	switch {
	case q.Held != nil && q.Clean == "":
		return e, q.Held.Specifier + " at " + q.Held.Span.String() + " allows no version that is fixed"
	case q.Clean == "":
		return e, "no version is known that fixes it"
	case a.locked[q.Span.File]:
		return e, "a program writes this lock file; let it take " + q.Clean
	case !ok || q.Pin.Line == 0 || q.Pin.Line != q.Pin.EndLine:
		return e, "its version stands in no single place"
	case hashed(file, q.Pin.Line):
		return e, "it has hashes, which have to change too; let the program that wrote them take " + q.Clean
	}
	e.Old = between(file, q.Pin)
	e.New = strings.Replace(e.Old, q.Version, q.Clean, 1)
	if strings.Count(e.Old, q.Version) != 1 {
		return e, "its version is written in another form"
	}
	return e, ""
}

// between is the text of a span in one line.
func between(file *source.File, at source.Span) string {
	line := []rune(file.Line(at.Line))
	if at.Column < 1 || at.EndColumn > len(line)+1 || at.EndColumn < at.Column {
		return ""
	}
	return string(line[at.Column-1 : at.EndColumn-1])
}

// hashed reports whether a requirement that begins on a line has hashes, there
// or on the lines that it goes on to.
func hashed(file *source.File, n int) bool {
	for ; n <= file.Lines(); n++ {
		line := strings.TrimSpace(file.Line(n))
		if strings.Contains(line, "--hash") {
			return true
		}
		if !strings.HasSuffix(line, `\`) {
			return false
		}
	}
	return false
}

// lockFiles are the files that a program wrote in a format of its own.
func lockFiles(sets []*deps.Set) map[string]bool {
	locked := map[string]bool{}
	for _, set := range sets {
		for _, file := range set.Files {
			locked[file.Name] = file.Kind < deps.Compiled
		}
	}
	return locked
}
