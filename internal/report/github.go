package report

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/sethvargo/go-githubactions"

	"github.com/deploycheck/deploycheck/analyzer"
)

// maxAnnotations is how many annotations of one level GitHub shows for a
// step. It drops the others without a word.
const maxAnnotations = 10

// GitHub writes the worst findings as workflow commands, which GitHub Actions
// turns into annotations, and a line with the true counts.
func GitHub(w io.Writer, r *analyzer.Report, o Options) error {
	var b bytes.Buffer // the library panics when it cannot write
	action := githubactions.New(githubactions.WithWriter(&b), githubactions.WithGetenv(func(string) string { return "" }))
	alerts := merge(r.Findings, byLine)
	var written [analyzer.ErrorLevel + 1]int
	for _, a := range worstFirst(alerts) {
		level := a.Level()
		if written[level]++; written[level] <= maxAnnotations {
			annotate(action, r, a, o)
		}
	}
	b.WriteString(annotated(levels(alerts)))
	_, err := w.Write(b.Bytes())
	return err
}

// annotate issues the command for one alert.
func annotate(action *githubactions.Action, r *analyzer.Report, a alert, o Options) {
	fields := map[string]string{"title": Printable(a.Rule.Title) + " (" + a.Rule.ID + ")"}
	if at := a.Span; !at.IsZero() {
		fields["file"] = Printable(path.Join(o.Prefix, at.File))
		if at.Line > 0 {
			fields["line"] = strconv.Itoa(at.Line)
			fields["endLine"] = strconv.Itoa(at.Line)
		}
		if from, to, ok := annotatedColumns(r, a); ok {
			fields["col"], fields["endColumn"] = strconv.Itoa(from), strconv.Itoa(to)
		}
	}
	issue := [...]func(string, ...any){
		analyzer.NoteLevel:    action.WithFieldsMap(fields).Noticef,
		analyzer.WarningLevel: action.WithFieldsMap(fields).Warningf,
		analyzer.ErrorLevel:   action.WithFieldsMap(fields).Errorf,
	}
	issue[a.Level()]("%s", annotation(a))
}

// annotatedColumns are where a region of one line starts and ends.
func annotatedColumns(r *analyzer.Report, a alert) (from, to int, ok bool) {
	_, text, ok := line(r, a.Span)
	if !ok || a.Span.Column < 1 {
		return 0, 0, false
	}
	from, to = region(a.Span, text)
	return from + 1, to + 1, true
}

// annotation is what an annotation says.
func annotation(a alert) string {
	var say []string
	for _, message := range a.messages() {
		say = append(say, Printable(sentence(message)))
	}
	if others := inOthers(a); others != "" {
		say = append(say, Printable("In "+others+"."))
	}
	text := strings.Join(say, " ")
	if f := fix(a.Finding); f != "" {
		text += "\nFix: " + Printable(sentence(plainCode(f)))
	}
	return text
}

// annotated says how many findings there are, and that some have no
// annotation.
func annotated(n [analyzer.ErrorLevel + 1]int) string {
	text := fmt.Sprintf("%s: %s, %s, %s", Name,
		count(n[analyzer.ErrorLevel], "error"), count(n[analyzer.WarningLevel], "warning"), count(n[analyzer.NoteLevel], "note"))
	for _, c := range n {
		if c > maxAnnotations {
			return text + fmt.Sprintf("; of each kind, the %d worst are annotated\n", maxAnnotations)
		}
	}
	return text + "\n"
}
