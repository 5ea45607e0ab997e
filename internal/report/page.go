package report

import (
	"fmt"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A page is Markdown in the making: the job summary, or the checklist.
type page struct {
	report  *analyzer.Report
	options Options
	place   func(source.Span) string // a place as a link
	out     strings.Builder
}

func (p *page) printf(format string, args ...any) { fmt.Fprintf(&p.out, format, args...) }

// failed says why nothing was judged, if nothing was.
func (p *page) failed() bool {
	if p.options.Failure != "" {
		p.printf("**Nothing was judged:** %s\n\n", markdown(sentence(p.options.Failure)))
	}
	return p.options.Failure != ""
}

// cell is the verdict of one deployment, with what it rests on unless it
// passes.
func (p *page) cell(a *analyzer.Answer) string {
	switch {
	case a == nil:
		return ""
	case quiet(a.Verdict):
		return words[a.Verdict]
	}
	return words[a.Verdict] + ": " + p.basis(*a)
}

// basis is what an answer rests on.
func (p *page) basis(a analyzer.Answer) string {
	say := []string{markdown(sentence(a.Message))}
	if len(a.Needs) > 0 && a.Verdict == analyzer.Depends && !strings.Contains(a.Message, strings.Join(a.Needs, ", ")) {
		say = append(say, "Decided by "+markdown(list(a.Needs))+".")
	}
	if len(a.Evidence) > 0 {
		e := withoutEcho(a.Evidence, a.Message)[0]
		say = append(say, strings.TrimSpace(p.place(e.Span)+" "+markdown(e.Text)))
	}
	return strings.TrimSpace(strings.Join(say, " "))
}

// advisories says by what dependencies were judged.
func (p *page) advisories() {
	if text := advisoriesText(p.report); text != "" {
		p.printf("Dependencies are judged by advisories of %s.\n\n", markdown(text))
	}
}

// notes says that some input was not understood, and what lists it.
func (p *page) notes(list string) {
	unread, _ := partition(p.report.Notes)
	n := len(unread)
	if n > 0 {
		p.printf("%s could not be understood and %s not judged; %s lists %s.\n",
			count(n, "input"), pick(n, "was", "were"), list, pick(n, "it", "them"))
	}
}
