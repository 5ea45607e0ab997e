// Package cli is the command line and the GitHub Action: commands, flags,
// inputs, where reports go, and the exit status. It is the only package that
// touches the operating system, and the network where it is asked to: for
// newer advisories than those built in.
package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime/debug"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/internal/report"
)

// Exit statuses.
const (
	Clean    = 0 // nothing at or above --fail-on
	Findings = 1
	Usage    = 2 // the request cannot be carried out as asked
	Broken   = 3 // our own failure
)

// A World is what a run has to do with: arguments, environment, folders and
// streams.
type World struct {
	Args   []string
	Env    map[string]string
	Open   func(dir string) (fs.FS, error) // see [OpenFolder]
	HTTP   Transport                       // carries out requests
	Stdout io.Writer
	Stderr io.Writer
}

// Main runs a command of deploycheck and gives the exit status. The catalogue
// is what check answers.
func Main(w World, c analyzer.Catalogue) (status int) {
	a := &app{World: w, catalogue: c}
	defer func() {
		if cause := recover(); cause != nil {
			status = a.crashed(cause, debug.Stack())
		}
	}()
	root := a.root()
	root.SetArgs(append([]string{}, w.Args...))
	root.SetOut(w.Stdout)
	root.SetErr(w.Stderr)
	if err := root.Execute(); err != nil {
		return a.failed(err)
	}
	return a.status
}

// An app is one run.
type app struct {
	World
	catalogue analyzer.Catalogue
	flags     flags
	status    int
	notes     []source.Note // about what the run itself was given
}

// usage is an error that the user can mend; hint says how.
func usage(hint, format string, args ...any) error {
	return &analyzer.UsageError{Text: fmt.Sprintf(format, args...), Hint: hint}
}

// failed says an error and what to do about it.
func (a *app) failed(err error) int {
	var request *analyzer.UsageError
	var misconfigured *config.Error
	switch {
	case errors.As(err, &request):
		a.complain(request.Text, request.Hint)
	case errors.As(err, &misconfigured):
		a.complain(misconfigured.Error(), configHint(misconfigured))
	default:
		a.complain(err.Error(), "")
		return Broken
	}
	return Usage
}

// crashed says that we are at fault. A stack is for those who ask for it: it
// helps nobody else.
func (a *app) crashed(cause any, stack []byte) int {
	a.complain("internal error", "this is a bug in deploycheck; please report it with the output of --verbose at "+report.Home+"/issues")
	if a.flags.verbose {
		fmt.Fprintf(a.Stderr, "%s\n%s", report.Printable(fmt.Sprint(cause)), stack)
	}
	return Broken
}

// complain writes an error where people look for it: on stderr and, in GitHub
// Actions, as an annotation.
func (a *app) complain(text, hint string) {
	a.stderrf("deploycheck: %s", text)
	if hint != "" {
		a.stderrf("hint: %s", hint)
	}
	if a.inActions() {
		a.annotateError(text, hint)
	}
}

// note records something that the reports should mention.
func (a *app) note(format string, args ...any) {
	a.notes = append(a.notes, source.Note{Understood: true, Text: fmt.Sprintf(format, args...)})
}

// stderrf prints a line that may hold text of the repository.
func (a *app) stderrf(format string, args ...any) {
	line := report.Printable(fmt.Sprintf(format, args...)) + "\n"
	if a.inActions() {
		line = report.LogSafe(line)
	}
	io.WriteString(a.Stderr, line)
}

// Environ makes a map of the environment as [os.Environ] gives it.
func Environ(settings []string) map[string]string {
	env := make(map[string]string, len(settings))
	for _, s := range settings {
		if name, value, ok := strings.Cut(s, "="); ok {
			env[name] = value
		}
	}
	return env
}
