// Package report writes down what was found: one function a format. It sees
// findings and what is known of their rules, and never the repository itself
// except for the lines it quotes.
//
// What it quotes is hostile. File names, lines and messages may hold escape
// sequences, workflow commands or markup; each format makes them harmless in
// its own way, and lines about secrets are never quoted as they stand.
package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
)

// Name is what the tool is called by everything that reads its reports. It
// identifies the tool to GitHub and must never change.
const Name = "deploycheck"

// Home is where the tool lives.
const Home = "https://github.com/deploycheck/deploycheck"

// Options say how to write a report.
type Options struct {
	Version  string // of deploycheck, without "v"
	Prefix   string // the folder analysed, relative to the repository; empty for its top
	Category string // distinguishes the reports of one repository for GitHub
	Beside   string // the folder of the file that is written, relative to the repository; empty for its top
	BlobURL  string // address below which the repository's files can be read; may be empty
	Failure  string // why nothing could be judged; empty if all went well
	Color    bool
	Width    int  // columns of the terminal; 80 if not set
	Verbose  bool // all evidence, not the first piece of it
	Quiet    bool // findings and figures only
	// Suppressed lists suppressed findings in the text; they are always counted.
	Suppressed bool
}

// A Writer writes a report in one format.
type Writer func(w io.Writer, r *analyzer.Report, o Options) error

// A Format is a way to write the report of `check`.
type Format struct {
	Name  string
	Write Writer
}

// Formats lists the formats of `check`, by name.
var Formats = []Format{
	{"badge", Badge},
	{"github", GitHub},
	{"json", JSON},
	{"markdown", Markdown},
	{"sarif", SARIF},
	{"text", Text},
}

// FormatNamed finds a format.
func FormatNamed(name string) (Writer, bool) {
	for _, f := range Formats {
		if f.Name == name {
			return f.Write, true
		}
	}
	return nil, false
}

// FormatNames lists the names of the formats of `check`.
func FormatNames() []string {
	names := make([]string, len(Formats))
	for i, f := range Formats {
		names[i] = f.Name
	}
	return names
}

// count says a number of things: "1 error", "2 errors".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// list says several names: "a", "a and b", "a, b and c".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// sentence makes a message, which has no capital and no full stop, a sentence.
// A word that is a name keeps its spelling.
func sentence(message string) string {
	message = strings.TrimSpace(message)
	first, _, _ := strings.Cut(message, " ")
	if first != "" && !strings.ContainsFunc(first, func(r rune) bool { return r < 'a' || r > 'z' }) {
		message = strings.ToUpper(message[:1]) + message[1:]
	}
	if message == "" || slices.Contains([]byte(".!?"), message[len(message)-1]) {
		return message
	}
	return message + "."
}

// advisoriesText says by whose advisories dependencies were judged, and of when
// they are; empty if dependencies were not judged.
func advisoriesText(r *analyzer.Report) string {
	if r.Advisories == nil {
		return ""
	}
	text := Printable(r.Advisories.Source)
	if r.Advisories.Date != "" {
		text += ", of " + Printable(r.Advisories.Date)
	}
	return text
}
