package cli

import (
	"cmp"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/internal/report"
)

// A plan says which reports to write.
type plan struct {
	outputs []output
	summary bool   // of the job
	sarif   string // the file that the Action tells the next step of
	top     string // the top of the repository, absolute
	options report.Options
}

// An output is a report in one format, in a file or on standard output.
type output struct{ format, file string }

// levelOf maps the values of --fail-on to levels; none is above all.
var levelOf = map[string]analyzer.Level{
	"note": analyzer.NoteLevel, "warning": analyzer.WarningLevel, "error": analyzer.ErrorLevel, "none": analyzer.ErrorLevel + 1,
}

func formatList() string { return strings.Join(report.FormatNames(), ", ") }

// plan makes a plan of the flags and of where we run.
func (a *app) plan() (*plan, error) {
	if err := oneOf("fail-on", a.flags.failOn, "error", "warning", "note", "none"); err != nil {
		return nil, err
	}
	if a.flags.strict && a.flags.failOn == "error" {
		a.flags.failOn = "warning"
	}
	p := &plan{}
	var err error
	if p.options, err = a.talking(); err != nil {
		return nil, err
	}
	if err := a.planOutputs(p); err != nil {
		return nil, err
	}
	return p, a.planAction(p)
}

// planOutputs decides what goes to standard output and what to files. A file
// without a format takes the place of standard output.
func (a *app) planOutputs(p *plan) error {
	if a.flags.format != "" {
		if err := oneOf("format", a.flags.format, report.FormatNames()...); err != nil {
			return err
		}
	}
	var files []output
	replaced := false
	for _, value := range a.flags.outputs {
		out, err := a.output(value)
		if err != nil {
			return err
		}
		replaced = replaced || !formatted.MatchString(value)
		files = append(files, out)
	}
	if !replaced {
		p.outputs = a.standardOutputs()
	}
	p.outputs = append(p.outputs, files...)
	return nil
}

// standardOutputs is what goes to standard output: in GitHub Actions the log
// and the annotations.
func (a *app) standardOutputs() []output {
	if a.flags.format != "" {
		return []output{{format: a.flags.format}}
	}
	if a.inActions() {
		return []output{{format: "text"}, {format: "github"}}
	}
	return []output{{format: "text"}}
}

// formatted matches FORMAT=FILE.
var formatted = regexp.MustCompile(`^([a-z]+)=(.+)$`)

// output reads a value of --output.
func (a *app) output(value string) (output, error) {
	if m := formatted.FindStringSubmatch(value); m != nil {
		return fileOutput(m[1], m[2]), oneOf("output", m[1], report.FormatNames()...)
	}
	if value == "" {
		return output{}, usage("write --output FILE or --output FORMAT=FILE", "--output names no file")
	}
	format := a.flags.format
	if format == "" {
		format = formatOf(value)
	}
	return fileOutput(format, value), nil
}

// fileOutput takes "-" for standard output.
func fileOutput(format, file string) output {
	if file == "-" {
		file = ""
	}
	return output{format, file}
}

// endings are those of files whose format has another name.
var endings = map[string]string{"md": "markdown", "svg": "badge"}

// formatOf guesses the format from the name of a file.
func formatOf(file string) string {
	ext := strings.TrimPrefix(filepath.Ext(file), ".")
	ext = cmp.Or(endings[ext], ext)
	if slices.Contains(report.FormatNames(), ext) {
		return ext
	}
	return "text"
}

// figures are the Action's outputs about a report.
func figures(r *analyzer.Report, passed bool) map[string]string {
	failed := 0
	for _, a := range r.Answers {
		if a.Verdict == analyzer.Fail {
			failed++
		}
	}
	verdict := "fail"
	if passed {
		verdict = "pass"
	}
	return map[string]string{
		"findings": fmt.Sprint(report.Alerts(r)), "failed-items": fmt.Sprint(failed), "verdict": verdict,
	}
}
