package report

import (
	"fmt"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// results are the alerts that fit, the worst of them if not all do, in the
// order of their places.
func (s *sarifWriter) results() []*sarif.Result {
	findings := make([]analyzer.Finding, 0, len(s.report.Findings))
	for _, f := range s.report.Findings {
		f.Span = s.anchor(f)
		if f.Span.IsZero() {
			s.lost++
			continue
		}
		findings = append(findings, f)
	}
	alerts := worstFirst(merge(findings, byLine))
	if len(alerts) > maxResults {
		s.left = len(alerts) - maxResults
		alerts = alerts[:maxResults]
	}
	var results []*sarif.Result
	for _, a := range byPlace(alerts) {
		results = append(results, s.result(a))
	}
	return results
}

// anchor is where a finding is shown. GitHub refuses a whole file for one
// result without a place, so one that has none stands where its trail or its
// deployment does.
func (s *sarifWriter) anchor(f analyzer.Finding) source.Span {
	places := []source.Span{f.Span}
	for _, step := range f.Trail {
		places = append(places, step.Span)
	}
	for _, p := range s.report.Projects {
		for _, d := range p.Deployments {
			if p.Root == f.Project && d.Name == f.Deployment {
				for _, step := range d.Why {
					places = append(places, step.Span)
				}
			}
		}
	}
	for _, place := range places {
		if !place.IsZero() {
			place.Line = max(place.Line, 1) // a whole file is shown at its top
			return place
		}
	}
	return source.Span{}
}

func (s *sarifWriter) result(a alert) *sarif.Result {
	result := sarif.NewRuleResult(a.Rule.ID).
		WithRuleIndex(s.index[a.Rule.ID]).
		WithLevel(a.Level().String())
	result.AddLocation(s.location(a.Span))
	steps := located(a.Trail)
	result.WithMessage(sarif.NewTextMessage(resultText(a, steps)))
	for i, step := range steps {
		related := s.location(step.Span).WithId(i + 1)
		result.AddRelatedLocation(related.WithDescriptionText(Printable(step.Text)))
	}
	if len(steps) > 0 {
		result.WithCodeFlows([]*sarif.CodeFlow{s.flow(a, steps)})
	}
	s.fingerprints(result, a)
	return result
}

// located are the steps that have a place, as many as fit.
func located(trail []analyzer.Step) []analyzer.Step {
	var steps []analyzer.Step
	for _, step := range trail {
		if !step.Span.IsZero() && len(steps) < maxFlow-1 {
			steps = append(steps, step)
		}
	}
	return steps
}

// resultText is the message of an alert. Its first sentence is the title that
// GitHub shows; it makes sense without the links that follow.
func resultText(a alert, steps []analyzer.Step) string {
	var say []string
	for _, message := range a.messages() {
		say = append(say, unlinked(Printable(sentence(message))))
	}
	var links []string
	for i, step := range steps {
		if text := strings.TrimSpace(Printable(step.Text)); text != "" {
			links = append(links, fmt.Sprintf("[%s](%d)", brackets.Replace(text), i+1))
		}
	}
	if len(links) > 0 {
		say = append(say, "How it comes about: "+strings.Join(links, "; ")+".")
	}
	if names := quoted(a.in); names != "" {
		say = append(say, unlinked(Printable("Deployment: "+names+".")))
	}
	if text := fix(a.Finding); text != "" {
		say = append(say, unlinked(Printable("To fix it: "+sentence(plainCode(text)))))
	}
	return strings.Join(say, " ")
}

func quoted(names []string) string {
	var parts []string
	for _, n := range names {
		if n != "" {
			parts = append(parts, `"`+n+`"`)
		}
	}
	return strings.Join(parts, ", ")
}

// brackets writes link texts so that nothing in them ends the link.
var brackets = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`)

// unlinked keeps text that looks like a link from being one. Other brackets
// stay as they are: lists are what settings are made of.
func unlinked(text string) string {
	if strings.Contains(text, "](") {
		return brackets.Replace(text)
	}
	return text
}

// flow leads along the trail to the finding.
func (s *sarifWriter) flow(a alert, steps []analyzer.Step) *sarif.CodeFlow {
	var locations []*sarif.ThreadFlowLocation
	add := func(place source.Span, text, importance string) {
		location := s.location(place).WithDescriptionText(Printable(text))
		locations = append(locations, sarif.NewThreadFlowLocation().WithLocation(location).WithImportance(importance))
	}
	for _, step := range steps {
		add(step.Span, step.Text, "important")
	}
	add(a.Span, sentence(a.Message), "essential")
	return sarif.NewCodeFlow().WithThreadFlows([]*sarif.ThreadFlow{sarif.NewThreadFlow().WithLocations(locations)})
}

// location is a place on one line, in code points.
func (s *sarifWriter) location(at source.Span) *sarif.Location {
	place := sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewSimpleArtifactLocation(uri(s.options.Prefix, at.File)).WithUriBaseId("%SRCROOT%")).
		WithRegion(s.region(at))
	return sarif.NewLocationWithPhysicalLocation(place)
}

// region clamps a span to its first line, and that to what the line holds. A
// span without a line is the first of its file.
func (s *sarifWriter) region(at source.Span) *sarif.Region {
	at.Line, at.Column = max(at.Line, 1), max(at.Column, 1)
	end := max(at.EndColumn, at.Column)
	if _, text, ok := line(s.report, at); ok {
		length := len([]rune(text))
		at.Column = min(at.Column, length+1)
		if at.EndLine != at.Line {
			end = length + 1
		}
		end = min(max(end, at.Column), length+1)
	} else if at.EndLine > at.Line {
		end = at.Column
	}
	return sarif.NewRegion().
		WithStartLine(at.Line).WithStartColumn(at.Column).
		WithEndLine(at.Line).WithEndColumn(end)
}

// fingerprints let GitHub, which looks at the hash of the line only, and
// others, which look at our own, know the alert again.
func (s *sarifWriter) fingerprints(result *sarif.Result, a alert) {
	partial := map[string]any{}
	if a.Fingerprint != "" {
		partial[Name+"/v1"] = a.Fingerprint
		result.WithFingerPrints(map[string]any{Name + "/v1": a.Fingerprint})
	}
	if file, _, ok := line(s.report, a.Span); ok {
		if hash := s.hashes.line(file, a.Span.Line); hash != "" {
			partial["primaryLocationLineHash"] = hash
		}
	}
	if len(partial) > 0 {
		result.WithPartialFingerPrints(partial)
	}
}
