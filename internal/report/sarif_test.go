package report

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// The parts of a SARIF log that are looked at. They are read by types of
// their own: those that wrote it would hide what is missing.
type (
	sarifLog struct {
		Version string
		Schema  string `json:"$schema"`
		Runs    []sarifRun
	}
	sarifRun struct {
		Results     []sarifResult
		ColumnKind  string
		Tool        struct{ Driver sarifDriver }
		Invocations []struct {
			ExecutionSuccessful        bool
			ToolExecutionNotifications []sarifNotification
		}
		AutomationDetails  *struct{ ID string }
		OriginalURIBaseIDs map[string]struct{ URI *string } `json:"originalUriBaseIds"`
	}
	sarifDriver struct {
		Name, Version, SemanticVersion, InformationURI, Organization string
		Rules, Notifications                                         []sarifRule
	}
	sarifRule struct {
		ID, Name, HelpURI                 string
		ShortDescription, FullDescription sarifMessage
		Help                              sarifMessage
		DefaultConfiguration              struct{ Level string }
		Properties                        map[string]any
	}
	sarifMessage      struct{ Text, Markdown string }
	sarifNotification struct {
		Message    sarifMessage
		Level      string
		Descriptor struct {
			ID    string
			Index int
		}
	}
	sarifResult struct {
		RuleID                            string
		RuleIndex                         *int
		Level, Kind                       string
		Message                           sarifMessage
		Locations, RelatedLocations       []sarifLocation
		Fingerprints, PartialFingerprints map[string]string
		CodeFlows                         []struct {
			ThreadFlows []struct {
				Locations []struct{ Location sarifLocation }
			}
		}
		Suppressions []any
	}
	sarifLocation struct {
		ID               int
		PhysicalLocation struct {
			ArtifactLocation struct{ URI string }
			Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
		}
	}
)

var (
	badURI   = regexp.MustCompile(`^(/|\./|[A-Za-z][A-Za-z0-9+.-]*:)|\\|(^|/)\.\.(/|$)|[^A-Za-z0-9._~/%-]`)
	absolute = regexp.MustCompile(`"(/|[A-Za-z]:\\|file:)`)
	link     = regexp.MustCompile(`\]\((\d+)\)`)
)

// checkSARIF makes the demands on a log that no schema makes. The files of
// locations must be among exists, unless that is nil.
func checkSARIF(t *testing.T, text string, exists map[string]string) sarifRun {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text, ": null") {
		t.Error("a null is left")
	}
	if absolute.MatchString(text) {
		t.Errorf("something absolute: %s", absolute.FindString(text))
	}
	if log.Version != "2.1.0" || log.Schema == "" || len(log.Runs) != 1 {
		t.Fatal("not one run of version 2.1.0")
	}
	run := log.Runs[0]
	if run.Results == nil || run.ColumnKind != "unicodeCodePoints" || run.OriginalURIBaseIDs["%SRCROOT%"].URI != nil {
		t.Error("results, columnKind or the root of addresses")
	}
	checkDriver(t, run.Tool.Driver)
	for _, n := range run.Invocations[0].ToolExecutionNotifications {
		if d := n.Descriptor; run.Tool.Driver.Notifications[d.Index].ID != d.ID || n.Message.Text == "" || n.Level == "" {
			t.Errorf("notification %+v", n)
		}
	}
	seen := map[string]bool{}
	for _, r := range run.Results {
		checkResult(t, run, r, exists)
		at := r.Locations[0].PhysicalLocation
		id := r.RuleID + at.ArtifactLocation.URI + strconv.Itoa(at.Region.StartLine)
		if seen[id] {
			t.Errorf("%s twice in one line", r.RuleID)
		}
		seen[id] = true
	}
	return run
}

func checkDriver(t *testing.T, d sarifDriver) {
	t.Helper()
	if d.Name != "deploycheck" || d.Version == "" || strings.HasPrefix(d.SemanticVersion, "v") || d.InformationURI == "" || d.Organization == "" {
		t.Errorf("driver %+v", d)
	}
	if len(d.Rules) != len(houses.Rules) {
		t.Errorf("%d rules, not the whole catalogue", len(d.Rules))
	}
	for i, r := range append(d.Rules, d.Notifications...) {
		for _, m := range []sarifMessage{r.ShortDescription, r.FullDescription, r.Help} {
			if m.Text == "" || !strings.HasSuffix(m.Text, ".") || len(m.Text) > maxDescription {
				t.Errorf("%s: text %q", r.ID, m.Text)
			}
		}
		if !regexp.MustCompile(`^([A-Z][a-z0-9]*)+$`).MatchString(r.Name) || r.Help.Markdown == "" {
			t.Errorf("%s: name %q, help %q", r.ID, r.Name, r.Help.Markdown)
		}
		if i < len(d.Rules) {
			checkRule(t, r)
		}
	}
}

func checkRule(t *testing.T, r sarifRule) {
	t.Helper()
	score, ok := r.Properties["security-severity"].(string)
	number, err := strconv.ParseFloat(score, 64)
	if !ok || err != nil || number <= 0 || number == 9 || number > 10 {
		t.Errorf("%s: severity %v", r.ID, r.Properties["security-severity"])
	}
	tags, _ := r.Properties["tags"].([]any)
	cwe := false
	for _, tag := range tags {
		cwe = cwe || regexp.MustCompile(`^external/cwe/cwe-\d{3,}$`).MatchString(tag.(string))
	}
	if !cwe || len(tags) > 10 || tags[0] != "security" {
		t.Errorf("%s: tags %v", r.ID, tags)
	}
	if p := r.Properties["precision"]; p != "very-high" && p != "high" {
		t.Errorf("%s: precision %v", r.ID, p)
	}
	if r.HelpURI != "https://github.com/deploycheck/deploycheck/blob/v0.1.0/rules/README.md#"+r.ID || r.DefaultConfiguration.Level == "" {
		t.Errorf("%s: %q, %q", r.ID, r.HelpURI, r.DefaultConfiguration.Level)
	}
}

func checkResult(t *testing.T, run sarifRun, r sarifResult, exists map[string]string) {
	t.Helper()
	if rules := run.Tool.Driver.Rules; r.RuleIndex == nil || *r.RuleIndex >= len(rules) || rules[*r.RuleIndex].ID != r.RuleID {
		t.Errorf("%s: index %v", r.RuleID, r.RuleIndex)
	}
	if r.Level == "" || r.Kind != "" || r.Suppressions != nil || len(r.Locations) != 1 || !strings.Contains(r.Message.Text+" ", ". ") {
		t.Errorf("%s: level %q, kind %q, %d locations, message %q", r.RuleID, r.Level, r.Kind, len(r.Locations), r.Message.Text)
	}
	places := append(r.Locations, r.RelatedLocations...)
	for _, f := range r.CodeFlows {
		if n := len(f.ThreadFlows[0].Locations); n > maxFlow {
			t.Errorf("%s: a flow of %d steps", r.RuleID, n)
		}
		for _, l := range f.ThreadFlows[0].Locations {
			places = append(places, l.Location)
		}
	}
	for _, p := range places {
		checkPlace(t, r.RuleID, p, exists)
	}
	for _, m := range link.FindAllStringSubmatch(r.Message.Text, -1) {
		if n, _ := strconv.Atoi(m[1]); n < 1 || n > len(r.RelatedLocations) || r.RelatedLocations[n-1].ID != n {
			t.Errorf("%s: link to %s of %d", r.RuleID, m[1], len(r.RelatedLocations))
		}
	}
	if r.PartialFingerprints["deploycheck/v1"] == "" || r.Fingerprints["deploycheck/v1"] != r.PartialFingerprints["deploycheck/v1"] {
		t.Errorf("%s: fingerprints %v, %v", r.RuleID, r.Fingerprints, r.PartialFingerprints)
	}
}

func checkPlace(t *testing.T, rule string, p sarifLocation, exists map[string]string) {
	t.Helper()
	at, region := p.PhysicalLocation.ArtifactLocation.URI, p.PhysicalLocation.Region
	if at == "" || badURI.MatchString(at) {
		t.Errorf("%s: address %q", rule, at)
	}
	if exists != nil && exists[at] == "" {
		t.Errorf("%s: no file %q", rule, at)
	}
	if region.StartLine < 1 || region.EndLine != region.StartLine || region.StartColumn < 1 || region.EndColumn < region.StartColumn {
		t.Errorf("%s: region %+v", rule, region)
	}
}

func TestSARIF(t *testing.T) {
	exists := map[string]string{}
	for name, text := range files {
		exists[uri("", name)] = text
	}
	run := checkSARIF(t, written(t, SARIF, house(), options), exists)
	if len(run.Results) != 4 || run.AutomationDetails != nil {
		t.Errorf("%d results, %v", len(run.Results), run.AutomationDetails)
	}
	for _, r := range run.Results {
		if r.PartialFingerprints["primaryLocationLineHash"] == "" {
			t.Errorf("%s in %s has no hash", r.RuleID, r.Locations[0].PhysicalLocation.ArtifactLocation.URI)
		}
	}
	checkSARIF(t, written(t, SARIF, empty(), options), exists)
}

// TestSARIFMerges sees to it that GitHub never meets one rule twice in a line.
func TestSARIFMerges(t *testing.T) {
	r := house()
	other := r.Findings[1]
	other.Deployment, other.Message, other.Span.Column = "holidays", "the porch is lit too", 3
	r.Findings = append(r.Findings, other)
	run := checkSARIF(t, written(t, SARIF, r, options), nil)
	text := run.Results[1].Message.Text
	for _, want := range []string{`Deployment: "production", "staging", "holidays".`, "The porch is lit too."} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
}

func TestSARIFCuts(t *testing.T) {
	r := house()
	mild := *lightsOn
	mild.ID, mild.Severity = "lights-on", analyzer.Low
	for i := range maxResults + 10 {
		f := r.Findings[1]
		f.Rule, f.Span.Line, f.Span.EndLine, f.Trail = &mild, 10+i, 10+i, nil
		r.Findings = append(r.Findings, f)
	}
	run := checkSARIF(t, written(t, SARIF, r, options), nil)
	if len(run.Results) != maxResults {
		t.Errorf("%d results", len(run.Results))
	}
	keys := 0
	for _, result := range run.Results {
		if result.RuleID == "key-under-mat" {
			keys++
		}
	}
	if keys != 1 {
		t.Error("the worst result was cut")
	}
	notes := run.Invocations[0].ToolExecutionNotifications
	if last := notes[len(notes)-1]; last.Descriptor.ID != "results-cut" || !strings.HasPrefix(last.Message.Text, "14 results left out") {
		t.Errorf("last notification: %+v", last)
	}
}

// TestSARIFPlaces holds that every result has a place, whatever the finding
// has.
func TestSARIFPlaces(t *testing.T) {
	r := house()
	nowhere, astray, long, beyond := r.Findings[1], r.Findings[1], r.Findings[1], r.Findings[1]
	nowhere.Span, nowhere.Trail, nowhere.Rule = source.Span{}, nil, keyUnderMat
	astray.Span, astray.Trail, astray.Project = source.Span{}, nil, "elsewhere"
	long.Span = source.Span{File: "compose.yml"}
	beyond.Span = source.Span{File: "compose.yml", Line: 2, Column: 400, EndLine: 2, EndColumn: 500}
	r.Findings = []analyzer.Finding{nowhere, astray, long, beyond}
	run := checkSARIF(t, written(t, SARIF, r, options), nil)
	if len(run.Results) != 3 {
		t.Fatalf("%d results", len(run.Results))
	}
	first := run.Results[0].Locations[0].PhysicalLocation.Region
	if first.StartLine != 1 {
		t.Errorf("a finding about a file stands at %+v", first)
	}
	if beyond := run.Results[1].Locations[0].PhysicalLocation.Region; beyond.StartColumn != 7 || beyond.EndColumn != 7 {
		t.Errorf("columns past the end of the line: %+v", beyond)
	}
	if at := run.Results[2].Locations[0].PhysicalLocation; at.ArtifactLocation.URI != "compose.yml" || at.Region.StartLine != 4 {
		t.Errorf("a finding without a place stands at %+v", at)
	}
}

func TestSARIFFailure(t *testing.T) {
	o := options
	o.Failure = "no Django project found"
	run := checkSARIF(t, written(t, SARIF, empty(), o), nil)
	if i := run.Invocations[0]; i.ExecutionSuccessful || i.ToolExecutionNotifications[0].Message.Text != "No Django project found." {
		t.Errorf("%+v", i)
	}
}
