package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An alert is a finding as a person meets it: once, for however many
// deployments it holds.
type alert struct {
	analyzer.Finding
	in   []string // the deployments, the finding's own first
	also []string // messages of other findings of the rule in the same line
}

// A key tells which findings are one alert.
type key func(f analyzer.Finding) string

// byLine makes one alert of all that a rule finds in one line: GitHub takes
// such results for the same one.
func byLine(f analyzer.Finding) string {
	return fmt.Sprintf("%s\x00%s\x00%d", f.Rule.ID, f.Span.File, f.Span.Line)
}

// byMessage makes one alert of findings that differ only in deployment.
func byMessage(f analyzer.Finding) string {
	return fmt.Sprintf("%s\x00%v\x00%s", f.Rule.ID, f.Span, f.Message)
}

// merge gathers findings into alerts, in the order of the findings.
func merge(findings []analyzer.Finding, same key) []alert {
	var alerts []alert
	index := map[string]int{}
	for _, f := range findings {
		k := same(f)
		i, ok := index[k]
		if !ok {
			index[k] = len(alerts)
			alerts = append(alerts, alert{Finding: f, in: []string{f.Deployment}})
			continue
		}
		alerts[i].add(f)
	}
	return alerts
}

func (a *alert) add(f analyzer.Finding) {
	if !slices.Contains(a.in, f.Deployment) {
		a.in = append(a.in, f.Deployment)
	}
	if f.Message != a.Message && !slices.Contains(a.also, f.Message) {
		a.also = append(a.also, f.Message)
	}
}

// messages are all that the alert says.
func (a *alert) messages() []string { return append([]string{a.Message}, a.also...) }

// fails reports whether an answer that fails does so for the alert: notes, and
// what only development uses, are no reasons.
func (a *alert) fails(answer analyzer.Answer) bool {
	return answer.Verdict == analyzer.Fail && !a.Development && a.Rule.Severity != analyzer.Info &&
		a.Project == answer.Project && a.About() == answer.Item.ID && slices.Contains(a.in, answer.Deployment)
}

// fix is how to mend what the alert is about.
func fix(f analyzer.Finding) string { return cmp.Or(f.Fix, f.Rule.Fix) }

// worstFirst orders alerts by how much they matter, then by place.
func worstFirst(alerts []alert) []alert {
	sorted := slices.Clone(alerts)
	slices.SortStableFunc(sorted, func(a, b alert) int {
		return cmp.Or(
			cmp.Compare(b.Level(), a.Level()),
			cmp.Compare(b.Rule.Severity, a.Rule.Severity),
			a.Span.Compare(b.Span),
			cmp.Compare(a.Rule.ID, b.Rule.ID),
		)
	})
	return sorted
}

// byPlace orders alerts as one reads the files.
func byPlace(alerts []alert) []alert {
	sorted := slices.Clone(alerts)
	slices.SortStableFunc(sorted, func(a, b alert) int {
		return cmp.Or(a.Span.Compare(b.Span), cmp.Compare(a.Rule.ID, b.Rule.ID))
	})
	return sorted
}

// levels counts alerts by level.
func levels(alerts []alert) (counts [analyzer.ErrorLevel + 1]int) {
	for _, a := range alerts {
		counts[a.Level()]++
	}
	return counts
}

// Alerts counts findings as people meet them: what one rule finds in one
// line is one, for however many deployments.
func Alerts(r *analyzer.Report) int { return len(merge(r.Findings, byLine)) }

// sortedNotes gives notes in the order of their places, each once.
func sortedNotes(notes []source.Note) []source.Note {
	sorted := slices.Clone(notes)
	slices.SortStableFunc(sorted, func(a, b source.Note) int {
		return cmp.Or(a.Span.Compare(b.Span), cmp.Compare(a.Text, b.Text))
	})
	return slices.Compact(sorted)
}

// line gives a line of a file of the repository.
func line(r *analyzer.Report, s source.Span) (*source.File, string, bool) {
	if r.Source == nil || s.Line < 1 {
		return nil, "", false
	}
	file, ok := r.Source(s.File)
	if !ok || s.Line > file.Lines() {
		return nil, "", false
	}
	return file, file.Line(s.Line), true
}
