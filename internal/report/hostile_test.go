package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// nasty is text that tries to leave its place in every format.
const nasty = "::error::x\n::add-mask::y\r\n##[group]z \x1b[31mred\x1b[0m \x07\x9b2J \u202egnirts\u202c \u200b\u2028 " +
	"](http://evil.example) [link](javascript:x) <script>alert(1)</script> | `code` **bold** & %0A::error::p \U000e0041 www.evil.example @all $x$ " +
	"https://evil.example/ \xff\xfe"

// hostile is a report in which everything that a repository can choose is
// nasty.
func hostile() *analyzer.Report {
	file := "a|b`c<d>\x1b]0;t\x07\n::error::](x).py"
	span := source.Span{File: file, Line: 1, Column: 2, EndLine: 1, EndColumn: 9}
	steps := []analyzer.Step{{Span: span, Text: nasty}, {Text: nasty}}
	f := analyzer.Finding{
		Rule: lightsOn, Project: nasty, Deployment: nasty, Message: nasty, Span: span, Trail: steps, Fingerprint: "0f",
	}
	plain := f
	plain.Span.Line = 2
	plain.Span.EndLine = 2
	return &analyzer.Report{
		Catalogue: houses,
		Projects: []*analyzer.Project{{
			Root: nasty, Django: analyzer.Django{Version: nasty, Source: steps[0]},
			Deployments: []*analyzer.Deployment{{Name: nasty, Settings: nasty, Why: steps}},
		}},
		Answers: []analyzer.Answer{{
			Item: houses.Items[0], Project: nasty, Deployment: nasty, Verdict: analyzer.Depends, Message: nasty, Evidence: steps, Needs: []string{nasty},
		}},
		Findings: []analyzer.Finding{f, plain},
		Notes:    []source.Note{{Span: span, Text: nasty}, {Text: nasty}},
		Source:   sourceOf(map[string]string{file: nasty + "\n\t\t::error::\x1b[2J\n"}),
	}
}

// TestHostileText holds every format against what it may never do to the
// terminal, whatever the repository holds.
func TestHostileText(t *testing.T) {
	for _, f := range writers() {
		out := written(t, f.Write, hostile(), options)
		for i, r := range out {
			if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
				t.Errorf("%s prints %U at %q", f.Name, r, out[max(0, i-40):i])
			}
		}
	}
}

// TestHostileLog holds what goes to the log of GitHub Actions against its
// syntax of commands: all must be our own.
func TestHostileLog(t *testing.T) {
	log := LogSafe(written(t, Text, hostile(), options))
	for line := range strings.Lines(log) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
			t.Errorf("the log runs a command: %q", line)
		}
	}
	commands := 0
	for line := range strings.Lines(written(t, GitHub, hostile(), options)) {
		switch {
		case strings.HasPrefix(line, "::error col="):
			commands++
		case strings.HasPrefix(strings.TrimSpace(line), "::"):
			t.Errorf("the log runs a command: %q", line)
		}
	}
	if commands != 2 {
		t.Errorf("%d annotations, want 2", commands)
	}
}

// escapes matches what a backslash makes plain text.
var escapes = regexp.MustCompile(`\\.`)

func TestHostileSummary(t *testing.T) {
	out := escapes.ReplaceAllString(written(t, Summary, hostile(), options), "?")
	for _, bad := range []string{"<script>", "](http://evil", "](javascript", "**bold", " https://evil", "www.evil", "\n::"} {
		if strings.Contains(out, bad) {
			t.Errorf("the summary holds %q:\n%s", bad, out)
		}
	}
	for line := range strings.Lines(out) {
		if cells := strings.Count(line, "|"); strings.HasPrefix(line, "| error |") && cells != 5 {
			t.Errorf("a row has %d bars: %s", cells, line)
		}
		if cells := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"); strings.HasPrefix(line, "| House |") && cells != 5 {
			t.Errorf("a row of the comparison has %d bars: %s", cells, line)
		}
	}
}

// TestHostileMarkdown holds that the text of a repository stays text in the
// checklist.
func TestHostileMarkdown(t *testing.T) {
	for _, several := range []bool{false, true} {
		r := hostile()
		if several {
			r.Projects[0].Deployments = append(r.Projects[0].Deployments, &analyzer.Deployment{Name: "b", Settings: nasty})
		}
		r.Answers[0].Verdict = analyzer.Fail
		r.Answers = append(r.Answers, r.Answers[0])
		r.Answers[1].Item, r.Answers[1].Verdict = houses.Items[1], analyzer.Depends
		out := escapes.ReplaceAllString(written(t, Markdown, r, options), "?")
		for _, bad := range []string{"<script>", "](http://evil", "](javascript", "**bold", " https://evil", "www.evil", "\n::", "<d>"} {
			if strings.Contains(out, bad) {
				t.Errorf("the checklist holds %q:\n%s", bad, out)
			}
		}
		if strings.Count(out, "\n- ") != map[bool]int{false: 2, true: 0}[several] {
			t.Errorf("a line became several:\n%s", out)
		}
	}
}

// TestBadgeText holds that texts are escaped and have room.
func TestBadgeText(t *testing.T) {
	out := badge("<a> & \"b\"", "'\x1b[31m\n", "#444", "<title>")
	if err := xml.Unmarshal([]byte(out), new(struct{})); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"<a>", "\x1b", "<title><title>"} {
		if strings.Contains(out, bad) {
			t.Errorf("the badge holds %q", bad)
		}
	}
	if textWidth("iiii") >= textWidth("wwww") || textWidth("") != 0 {
		t.Error("all letters are as wide")
	}
}

func TestHostileSARIF(t *testing.T) {
	out := written(t, SARIF, hostile(), options)
	checkSARIF(t, out, nil)
	var log sarifLog
	if err := json.Unmarshal([]byte(out), &log); err != nil {
		t.Fatal(err)
	}
	for _, r := range log.Runs[0].Results {
		if text := escapes.ReplaceAllString(r.Message.Text, "?"); strings.Contains(text, "](http") || strings.Contains(text, "](java") {
			t.Errorf("a result has a link of the repository's: %s", text)
		}
	}
}

// TestHugeSummary sees to it that a summary stays below what GitHub takes.
func TestHugeSummary(t *testing.T) {
	r := house()
	for i := range 20_000 {
		f := r.Findings[0]
		f.Span.Line = i + 1
		r.Findings = append(r.Findings, f)
		a := r.Answers[0]
		a.Item.ID = fmt.Sprint("item-", i)
		r.Answers = append(r.Answers, a)
		r.Catalogue.Items = append(r.Catalogue.Items, a.Item)
	}
	out := written(t, Summary, r, options)
	if len(out) > 1<<20 || len(out) < 800<<10 {
		t.Errorf("the summary has %d bytes", len(out))
	}
	if strings.Count(out, " more.\n") != 2 {
		t.Error("the summary does not say what it leaves out")
	}
}

func TestAnnotationLimit(t *testing.T) {
	r := house()
	for i := range 30 {
		f := r.Findings[0]
		f.Span.Line = 100 + i
		r.Findings = append(r.Findings, f)
	}
	out := written(t, GitHub, r, options)
	if n := strings.Count(out, "::error "); n != maxAnnotations {
		t.Errorf("%d annotations", n)
	}
	if !strings.HasPrefix(out, "::error col=7") {
		t.Error("the worst finding is not first")
	}
	if !strings.HasSuffix(out, fmt.Sprintf("deploycheck: %d errors, 0 warnings, 0 notes; of each kind, the 10 worst are annotated\n", 34)) {
		t.Errorf("no true count: %s", out[len(out)-100:])
	}
}
