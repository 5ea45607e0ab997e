package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sethvargo/go-githubactions"
	"github.com/spf13/pflag"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/internal/report"
)

// inputs are the Action's inputs and the flags that they stand for; those
// without a flag are read where they matter.
var inputs = map[string]string{
	"settings": "settings", "env-file": "env-file", "fail-on": "fail-on", "format": "format", "strict": "strict",
	"config": "config", "database": "database",
	"path": "", "sarif-file": "", "annotations": "", "summary": "", "category": "",
}

func (a *app) inActions() bool { return a.Env["GITHUB_ACTIONS"] == "true" }

// asAction reports whether we run as the Action rather than as a command in a
// workflow: then there are inputs.
func (a *app) asAction() bool {
	for name := range inputs {
		if _, ok := a.Env[inputName(name)]; ok && a.inActions() {
			return true
		}
	}
	return false
}

// inputName is the variable that holds an input; only blanks are replaced.
func inputName(name string) string { return "INPUT_" + strings.ToUpper(name) }

func (a *app) input(name string) string {
	if !a.asAction() {
		return ""
	}
	return strings.TrimSpace(a.Env[inputName(name)])
}

// action speaks to GitHub Actions. Nothing but w and the files that GitHub
// names is written to.
func (a *app) action(w io.Writer) *githubactions.Action {
	return githubactions.New(githubactions.WithWriter(w), githubactions.WithGetenv(func(key string) string { return a.Env[key] }))
}

// readInputs takes over the Action's inputs for flags that are not given.
func (a *app) readInputs(set *pflag.FlagSet) error {
	for _, name := range slices.Sorted(maps.Keys(inputs)) {
		flag, value := inputs[name], a.input(name)
		if flag == "" || value == "" || set.Changed(flag) {
			continue
		}
		for _, part := range inputValues(name, value) {
			if err := set.Set(flag, part); err != nil {
				return usage("", "the input %s is %q: %v", name, value, err)
			}
		}
	}
	return nil
}

// inputValues splits inputs that may hold several values, one on a line.
func inputValues(name, value string) []string {
	if name != "settings" && name != "env-file" {
		return []string{value}
	}
	var values []string
	for line := range strings.Lines(value) {
		if line = strings.TrimSpace(line); line != "" {
			values = append(values, line)
		}
	}
	return values
}

// planAction adds to a plan what GitHub Actions asks for.
func (a *app) planAction(p *plan) error {
	if !a.inActions() {
		return nil
	}
	p.options.Category = a.input("category")
	p.options.BlobURL = a.blobURL()
	p.summary = a.flags.format == ""
	if !a.asAction() {
		return nil
	}
	for _, name := range []string{"annotations", "summary"} {
		if err := oneOfInput(name, a.input(name), "", "auto", "true", "false"); err != nil {
			return err
		}
	}
	p.summary = a.input("summary") != "false"
	a.planAnnotations(p)
	return a.planSARIF(p)
}

// planAnnotations adds annotations to the log, or takes them away.
func (a *app) planAnnotations(p *plan) {
	annotations := output{format: "github"}
	if a.flags.format == annotations.format {
		return
	}
	p.outputs = slices.DeleteFunc(p.outputs, func(o output) bool { return o == annotations })
	if a.annotate() {
		p.outputs = append(p.outputs, annotations)
	}
}

func oneOfInput(name, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return usage("it may be "+strings.Join(allowed[1:], ", "), "the input %s is %q", name, value)
}

// planSARIF adds the file for code scanning, which the Action always writes:
// without one alerts that are mended would stay open.
func (a *app) planSARIF(p *plan) error {
	p.sarif = a.input("sarif-file")
	if p.sarif == "" {
		p.sarif = "deploycheck.sarif"
	}
	if strings.ContainsFunc(p.sarif, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return usage("", "the input sarif-file holds control characters")
	}
	file, err := a.inWorkspace("sarif-file", p.sarif)
	if err != nil {
		return err
	}
	p.outputs = append(p.outputs, output{"sarif", file})
	p.sarif, _ = inside(a.workspace(), file)
	return nil
}

// annotate decides on annotations. Code scanning makes its own from the SARIF
// file, but is not to be had in every private repository; in public ones it
// is, so there annotations are left to it.
func (a *app) annotate() bool {
	switch a.input("annotations") {
	case "true":
		return true
	case "false":
		return false
	}
	return !a.publicRepository()
}

// publicRepository reads from the event that started the workflow whether the
// repository is public.
func (a *app) publicRepository() bool {
	text, err := readFile(a.Env["GITHUB_EVENT_PATH"], 32<<20)
	if err != nil {
		return false
	}
	var event struct {
		Repository struct{ Visibility string }
	}
	return json.Unmarshal(text, &event) == nil && event.Repository.Visibility == "public"
}

// sound matches the parts of an address that GitHub gives.
var sound = regexp.MustCompile(`^https://[\w.:-]+/[\w.-]+/[\w.-]+/blob/[0-9a-f]{40,64}$`)

// blobURL is where the files of the commit can be read.
func (a *app) blobURL() string {
	url := fmt.Sprintf("%s/%s/blob/%s", a.Env["GITHUB_SERVER_URL"], a.Env["GITHUB_REPOSITORY"], a.Env["GITHUB_SHA"])
	if !sound.MatchString(url) {
		return ""
	}
	return url
}

// stepSummary writes the job summary, if GitHub takes one.
func (a *app) stepSummary(r *analyzer.Report, o report.Options) {
	if a.Env["GITHUB_STEP_SUMMARY"] == "" {
		return
	}
	var b strings.Builder
	if err := report.Summary(&b, r, o); err != nil {
		a.stderrf("deploycheck: no job summary: %v", err)
		return
	}
	a.attempt("no job summary", func(action *githubactions.Action) { action.AddStepSummary(b.String()) })
}

// setOutputs tells the next steps what came out.
func (a *app) setOutputs(p *plan, r *analyzer.Report, passed bool) {
	if a.Env["GITHUB_OUTPUT"] == "" || !a.asAction() {
		return
	}
	values := figures(r, passed)
	values["sarif-file"] = p.sarif
	for _, name := range slices.Sorted(maps.Keys(values)) {
		a.attempt("no output "+name, func(action *githubactions.Action) { action.SetOutput(name, values[name]) })
	}
}

// attempt does what the library panics over when it fails. It is not worth
// losing the reports for.
func (a *app) attempt(otherwise string, do func(*githubactions.Action)) {
	defer func() {
		if cause := recover(); cause != nil {
			a.stderrf("deploycheck: %s: %v", otherwise, cause)
		}
	}()
	do(a.action(a.Stderr))
}

// annotateError shows an error on the page of the run. Commands count on stderr
// too, and stdout may be a report that goes to a file.
func (a *app) annotateError(text, hint string) {
	if hint != "" {
		text += "\n" + hint
	}
	a.attempt("no annotation", func(action *githubactions.Action) {
		action.WithFieldsMap(map[string]string{"title": "deploycheck"}).Errorf("%s", text)
	})
}
