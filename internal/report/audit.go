package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// AuditText writes an audit for a person: the packages that advisories are
// about, what else was found, and what could not be judged. The report holds
// the findings.
func AuditText(w io.Writer, a *analyzer.Audit, r *analyzer.Report, o Options) error {
	p := newPrinter(r, o)
	if !o.Quiet {
		p.auditHead(a)
	}
	for _, q := range vulnerable(a) {
		p.vulnerable(a, q)
	}
	p.remarks()
	if !o.Quiet {
		p.unresolved(a)
		p.notes()
	}
	o.Suppressed = true
	p.options = o
	p.suppressed()
	p.linef("%s", auditCounts(a))
	return p.flush(w)
}

// auditHead says what was read, and by which advisories it is judged.
func (p *printer) auditHead(a *analyzer.Audit) {
	from := "no file of dependencies"
	if len(a.Files) > 0 {
		from = Printable(list(a.Files))
	}
	p.hang(p.strong("Dependencies")+"  ", from, len("Dependencies")+2)
	p.hang(p.strong("Advisories")+"    ", databaseText(a), len("Dependencies")+2)
	if q, s, ok := a.Django(); ok {
		fixes := "security fixes for " + s.Name + " until " + s.End
		if ended(a, q.Version) {
			fixes = "no security fixes for " + s.Name + " since " + s.End
		}
		p.hang(p.strong("Django")+"        ", fmt.Sprintf("%s; %s; newest known %s of %s",
			Printable(q.Version), fixes, s.Latest, s.LatestOn), len("Dependencies")+2)
	}
	p.linef("")
}

// ended reports whether the series of a version of Django has reached its end
// of life on the day of the report.
func ended(a *analyzer.Audit, version string) bool {
	s, known := django.SeriesOf(version)
	day, dated := a.Date()
	left, ok := s.EndsIn(day)
	return known && dated && ok && left <= 0
}

// databaseText says whose advisories they are, and of when.
func databaseText(a *analyzer.Audit) string {
	d := a.Database
	say := []string{Printable(d.Source)}
	if d.Date != "" {
		say = append(say, "of "+Printable(d.Date))
	}
	if days, ok := a.Age(); ok {
		say = append(say, count(days, "day")+" old")
	}
	return strings.Join(append(say, count(d.Records, "record")), ", ")
}

func vulnerable(a *analyzer.Audit) []analyzer.Audited {
	return slices.DeleteFunc(slices.Clone(a.Packages), func(q analyzer.Audited) bool { return len(q.Advisories) == 0 })
}

// vulnerable lists the advisories on one package.
func (p *printer) vulnerable(a *analyzer.Audit, q analyzer.Audited) {
	head := p.strong(Printable(q.Name+" "+q.Version)) + "  " + p.faint(placeText(q.Span))
	if q.Scope != deps.Production {
		head += "  " + p.faint(q.Scope.String())
	}
	if q.Index != "" {
		head += "  " + p.faint("from "+Printable(q.Index))
	}
	p.linef("%s", head)
	p.hang("  ", cleanText(a, q), 2)
	for _, one := range q.Advisories {
		p.advisory(q, one)
	}
	p.linef("")
}

// cleanText says where to go from a vulnerable version.
func cleanText(a *analyzer.Audit, q analyzer.Audited) string {
	switch {
	case q.Name == "django" && ended(a, q.Clean):
		return "of its series " + q.Clean + " has no known vulnerability, but nobody looks for any in it: the series is at its end"
	case q.Clean != "":
		return "go to " + q.Clean + ", which has no known vulnerability"
	case q.Held != nil:
		return fmt.Sprintf("%s at %s allows no version that is fixed", Printable(q.Held.Specifier), placeText(q.Held.Span))
	}
	return "no version is known that is free of all of them"
}

// advisory prints how grave an advisory is, its names and what fixes it.
func (p *printer) advisory(q analyzer.Audited, a *osv.Advisory) {
	rate := a.Severity()
	if a.Score > 0 {
		rate = fmt.Sprintf("%-8s %4.1f", rate, a.Score)
	}
	names := a.Name()
	if names != a.ID {
		names += " (" + a.ID + ")"
	}
	fixed := "not fixed"
	if version := fixedIn(q, a); version != "" {
		fixed = "fixed in " + version
	}
	p.linef("  %s  %s  %s", p.severity(a)(pad(rate, len("critical  9.8"))), pad(Printable(names), 34), Printable(fixed))
}

// severity is the colour of an advisory.
func (p palette) severity(a *osv.Advisory) func(...any) string {
	switch {
	case a.Score >= 7:
		return p.bad
	case a.Score >= 4 || a.Score == 0:
		return p.doubt
	}
	return p.hint
}

// fixedIn is the version above that of a package which an advisory names as
// fixed; empty if there is none.
func fixedIn(q analyzer.Audited, a *osv.Advisory) string {
	if fixed, ok := a.FixText(q.Version); ok {
		return fixed
	}
	return ""
}

// remarks lists the findings that are not about an advisory on a version.
func (p *printer) remarks() {
	said := false
	for _, a := range p.alerts {
		if aboutVersion(a.Rule.ID) && !strings.Contains(a.Message, "every version") {
			continue
		}
		p.linef("%s  %s", p.level(a.Level())(a.Level().String()+"["+a.Rule.ID+"]"), p.faint(placeText(a.Span)))
		p.hang("  ", Printable(a.Message), 2)
		if a.Fix != "" {
			p.hang("  = fix: ", Printable(a.Fix), 9)
		}
		said = true
	}
	if said {
		p.linef("")
	}
}

func aboutVersion(rule string) bool { return strings.HasPrefix(rule, "dependency-vulnerable") }

// unresolved lists what could not be judged: an audit of half of the list is
// not one of the list.
func (p *printer) unresolved(a *analyzer.Audit) {
	if len(a.Unresolved) == 0 {
		return
	}
	p.linef("%s", p.strong("Not judged"))
	var steps []analyzer.Step
	for _, q := range a.Unresolved {
		steps = append(steps, analyzer.Step{Span: q.Span, Text: q.Name + ": " + q.Why})
	}
	const most = 30
	rest := len(steps) - most
	if !p.options.Verbose && rest > 0 {
		steps = steps[:most]
	}
	p.steps("  ", steps)
	if !p.options.Verbose && rest > 0 {
		p.linef("  ... and %d more; --verbose lists them all", rest)
	}
	p.linef("")
}

func auditCounts(a *analyzer.Audit) string {
	hits := 0
	bad := vulnerable(a)
	for _, q := range bad {
		hits += len(q.Advisories)
	}
	known := "no known vulnerability"
	if hits > 0 {
		known = fmt.Sprintf("%d with %s", len(bad), countOf(hits, "known vulnerability", "known vulnerabilities"))
	}
	return fmt.Sprintf("%s judged, %s; %d not judged", count(len(a.Packages), "package"), known, len(a.Unresolved))
}

func countOf(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
