package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
)

// WriteDeployText writes what `manage.py check --deploy` would say, in the
// layout that Django gives it, and what could not be told.
func WriteDeployText(w io.Writer, r *analyzer.DeployReport, o Options) error {
	d := deployText{palette: newPalette(o.Color)}
	if r.Error != nil {
		d.out.WriteString(d.bad(LoadErrorText(r.Error)) + "\n")
	} else {
		d.checks(r)
	}
	_, err := io.WriteString(w, d.out.String())
	return err
}

type deployText struct {
	palette
	out strings.Builder
}

// LoadErrorText is the error that ends one of Django's commands, as the last
// line reads.
func LoadErrorText(e *analyzer.LoadError) string {
	text := Printable(e.Type) + ": " + Printable(e.Message)
	if !e.Span.IsZero() {
		text += " (" + placeText(e.Span) + ")"
	}
	return text
}

func (d *deployText) checks(r *analyzer.DeployReport) {
	issues := slices.DeleteFunc(ofVerdict(r.Checks, "fires"), func(c analyzer.DeployCheck) bool { return slices.Contains(r.Silenced, c.ID) })
	if len(issues) > 0 {
		d.out.WriteString("System check identified some issues:\n")
	}
	for _, level := range []string{"CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"} {
		d.group(level+"S", ofLevel(issues, level))
	}
	d.group("UNKNOWN", ofVerdict(r.Checks, "unknown"))
	if d.out.Len() > 0 {
		d.out.WriteString("\n")
	}
	number := count(len(issues), "issue")
	if len(issues) == 0 {
		number = "no issues"
	}
	fmt.Fprintf(&d.out, "System check identified %s (%d silenced).\n", number, len(r.Silenced))
}

func ofVerdict(checks []analyzer.DeployCheck, verdict string) []analyzer.DeployCheck {
	return slices.DeleteFunc(slices.Clone(checks), func(c analyzer.DeployCheck) bool { return c.Verdict != verdict })
}

func ofLevel(checks []analyzer.DeployCheck, level string) []analyzer.DeployCheck {
	return slices.DeleteFunc(slices.Clone(checks), func(c analyzer.DeployCheck) bool { return c.Level != level })
}

// group writes the messages of one level, sorted, as Django does.
func (d *deployText) group(title string, checks []analyzer.DeployCheck) {
	if len(checks) == 0 {
		return
	}
	lines := make([]string, len(checks))
	for i, c := range checks {
		lines[i] = d.check(c)
	}
	slices.Sort(lines)
	fmt.Fprintf(&d.out, "\n%s:\n%s\n", title, strings.Join(lines, "\n"))
}

func (d *deployText) check(c analyzer.DeployCheck) string {
	paint, message := d.doubt, c.Message
	switch {
	case c.Verdict == "unknown":
		paint, message = d.faint, c.Reason
		if len(c.Needs) > 0 {
			message += " (decided by " + list(c.Needs) + ")"
		}
	case c.Level == "ERROR" || c.Level == "CRITICAL":
		paint = d.bad
	}
	text := paint(fmt.Sprintf("?: (%s) %s", Printable(c.ID), Printable(message)))
	if !c.Span.IsZero() {
		text += "\n\tat " + placeText(c.Span)
	}
	return text
}

// WriteDeployJSON writes the same for programs. Its form is a contract:
// testdata/schema/check-deploy.json.
func WriteDeployJSON(w io.Writer, r *analyzer.DeployReport, _ Options) error {
	return encode(w, deployJSON{
		Checks:   each(r.Checks, deployCheckOf),
		Silenced: names(r.Silenced),
		Error:    loadErrorOf(r.Error),
	})
}

type (
	deployJSON struct {
		Checks   []deployCheckJSON `json:"checks"`
		Silenced []string          `json:"silenced"`
		Error    *loadErrorJSON    `json:"error"`
	}
	deployCheckJSON struct {
		ID      string   `json:"id"`
		Level   string   `json:"level"`
		Verdict string   `json:"verdict"`
		Message string   `json:"message"`
		Reason  string   `json:"reason"`
		File    string   `json:"file"`
		Line    int      `json:"line"`
		Needs   []string `json:"needs"`
	}
	loadErrorJSON struct {
		Type    string `json:"type"`
		Message string `json:"message"`
		File    string `json:"file"`
		Line    int    `json:"line"`
	}
)

func deployCheckOf(c analyzer.DeployCheck) deployCheckJSON {
	return deployCheckJSON{c.ID, c.Level, c.Verdict, c.Message, c.Reason, c.Span.File, c.Span.Line, names(c.Needs)}
}

func loadErrorOf(e *analyzer.LoadError) *loadErrorJSON {
	if e == nil {
		return nil
	}
	return &loadErrorJSON{e.Type, e.Message, e.Span.File, e.Span.Line}
}
