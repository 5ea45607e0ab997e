package analyzer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// Report makes a finding of a judgement that fails. The message is one
// sentence without a capital or a full stop: the fact, then what follows.
func (p *Pass) Report(j Judgement, format string, args ...any) {
	origin := j.About.Origin
	f := Finding{
		Message: fmt.Sprintf(format, args...),
		Span:    p.placeOf(origin, j.name),
		Trail:   p.trail(origin, j),
		Anchor:  j.name,
		Needs:   j.Needs,
	}
	p.report(f)
}

// ReportAt makes a finding at a place, about something with a name.
func (p *Pass) ReportAt(at source.Span, anchor, format string, args ...any) {
	p.report(finding(at, anchor, format, args...))
}

func finding(at source.Span, anchor, format string, args ...any) Finding {
	return Finding{Message: fmt.Sprintf(format, args...), Span: at, Anchor: anchor}
}

// ReportValue makes a finding at the place of a part of a setting.
func (p *Pass) ReportValue(a value.Alt, s *Setting, format string, args ...any) {
	p.Report(Judgement{Verdict: Fail, About: a, name: s.Name, Bad: a.When}, format, args...)
}

func (p *Pass) report(f Finding) {
	f.Rule, f.Item, f.Deployment, f.Project = p.rule, p.about, p.Name, p.project.Root
	f.Span = p.firstLine(f.Span)
	f.Fingerprint = fingerprint(f)
	if reason, at, ok := p.suppression(f); ok {
		p.suppressed = append(p.suppressed, Suppressed{Finding: f, Reason: reason, Span: at})
		p.add(Answer{Verdict: NotApplicable, Message: f.Rule.ID + " is suppressed: " + reason, Evidence: []Step{{Span: at, Text: reason}}})
		return
	}
	p.findings = append(p.findings, f)
}

// fingerprint identifies a finding over time.
func fingerprint(f Finding) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{f.Rule.ID, f.Span.File, f.Anchor}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// placeOf is the line that a person would edit to change a value.
func (p *Pass) placeOf(o *value.Origin, name string) source.Span {
	if o == nil || o.Span.IsZero() {
		return p.anchor(name)
	}
	line := o.Line()
	if line.Span.File == "" || line.Span.Line == 0 {
		return p.anchor(name)
	}
	return p.firstLine(line.Span)
}

// trail lists the steps that led to a value, oldest first.
func (p *Pass) trail(o *value.Origin, j Judgement) []Step {
	var steps []Step
	for _, s := range o.Trail() {
		if s.Span.File == "" || s.Span.Line == 0 || strings.HasPrefix(s.Span.File, "<") {
			continue
		}
		steps = append(steps, Step{Span: p.firstLine(s.Span), Text: s.Text})
	}
	if len(steps) == 1 && steps[0].Span == p.placeOf(o, j.name) {
		return nil
	}
	return steps
}
