package report

import (
	"io"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// JSON writes a report for programs. Its form is a contract:
// testdata/schema/check.json.
func JSON(w io.Writer, r *analyzer.Report, o Options) error {
	out := checkJSON{
		Schema:     "deploycheck/1",
		Tool:       toolJSON{Name, o.Version, Home},
		Projects:   each(r.Projects, projectOf),
		Items:      each(r.Answers, itemOf),
		Findings:   each(r.Findings, findingOf),
		Suppressed: each(r.Suppressed, suppressedOf),
		Notes:      each(sortedNotes(r.Notes), noteOf),
	}
	out.Summary = summaryOf(r)
	if d := r.Advisories; d != nil {
		out.Advisories = &databaseJSON{d.Source, d.Date, d.Records}
	}
	return encode(w, out)
}

type (
	checkJSON struct {
		Schema     string           `json:"schema"`
		Tool       toolJSON         `json:"tool"`
		Projects   []projectJSON    `json:"projects"`
		Items      []itemJSON       `json:"items"`
		Findings   []findingJSON    `json:"findings"`
		Suppressed []suppressedJSON `json:"suppressed"`
		Notes      []stepJSON       `json:"notes"`
		Summary    summaryJSON      `json:"summary"`
		// By which dependencies were judged, if they were.
		Advisories *databaseJSON `json:"advisories,omitempty"`
	}
	suppressedJSON struct {
		Rule    string   `json:"rule"`
		File    string   `json:"file"`
		Line    int      `json:"line"`
		Message string   `json:"message"`
		Reason  string   `json:"reason"`
		By      stepJSON `json:"by"`
	}
	toolJSON struct {
		Name    string `json:"name"`
		Version string `json:"version"`
		URI     string `json:"uri"`
	}
	projectJSON struct {
		Root        string           `json:"root"`
		Django      djangoJSON       `json:"django"`
		Deployments []deploymentJSON `json:"deployments"`
	}
	djangoJSON struct {
		Version string   `json:"version"`
		Source  stepJSON `json:"source"`
	}
	deploymentJSON struct {
		Name     string     `json:"name"`
		Settings string     `json:"settings"`
		Why      []stepJSON `json:"why"`
		// What starts it, if the repository says so.
		Environment *environmentJSON `json:"environment"`
	}
	environmentJSON struct {
		File   string   `json:"file"`
		Line   int      `json:"line"`
		Text   string   `json:"text"`
		Files  []string `json:"files"`
		Read   int      `json:"read"`
		Set    int      `json:"set"`
		Beyond string   `json:"beyond"`
	}
	itemJSON struct {
		ID         string     `json:"id"`
		Title      string     `json:"title"`
		Section    string     `json:"section"`
		Project    string     `json:"project"`
		Deployment string     `json:"deployment"`
		Verdict    string     `json:"verdict"`
		Message    string     `json:"message"`
		Rules      []string   `json:"rules"`
		Evidence   []stepJSON `json:"evidence"`
		Needs      []string   `json:"needs"`
	}
	findingJSON struct {
		Rule        string     `json:"rule"`
		Item        string     `json:"item"`
		Project     string     `json:"project"`
		Deployment  string     `json:"deployment"`
		Level       string     `json:"level"`
		Severity    string     `json:"severity"`
		Confidence  string     `json:"confidence"`
		Message     string     `json:"message"`
		File        string     `json:"file"`
		Line        int        `json:"line"`
		Column      int        `json:"column"`
		EndLine     int        `json:"endLine"`
		EndColumn   int        `json:"endColumn"`
		Trail       []stepJSON `json:"trail"`
		Needs       []string   `json:"needs"`
		Fix         fixJSON    `json:"fix"`
		Fingerprint string     `json:"fingerprint"`
	}
	fixJSON struct {
		Text string `json:"text"`
	}
	// A stepJSON without a place has neither file nor line.
	stepJSON struct {
		File string `json:"file,omitempty"`
		Line int    `json:"line,omitempty"`
		Text string `json:"text"`
	}
	summaryJSON struct {
		Findings   levelsJSON   `json:"findings"`
		Items      verdictsJSON `json:"items"`
		Suppressed int          `json:"suppressed"`
		Notes      int          `json:"notes"`
	}
	levelsJSON struct {
		Error   int `json:"error"`
		Warning int `json:"warning"`
		Note    int `json:"note"`
	}
	verdictsJSON struct {
		Pass          int `json:"pass"`
		Attested      int `json:"attested"`
		Fail          int `json:"fail"`
		Depends       int `json:"depends"`
		Manual        int `json:"manual"`
		NotFound      int `json:"not found"`
		NotApplicable int `json:"not applicable"`
	}
)

// each converts a list; an empty one becomes [], never null.
func each[T, U any](list []T, convert func(T) U) []U {
	out := make([]U, 0, len(list))
	for _, v := range list {
		out = append(out, convert(v))
	}
	return out
}

func names(list []string) []string { return append([]string{}, list...) }

func stepOf(s analyzer.Step) stepJSON { return stepJSON{s.Span.File, s.Span.Line, s.Text} }

func noteOf(n source.Note) stepJSON { return stepJSON{n.Span.File, n.Span.Line, n.Text} }

func projectOf(p *analyzer.Project) projectJSON {
	return projectJSON{
		Root:        p.Root,
		Django:      djangoJSON{p.Django.Version, stepOf(p.Django.Source)},
		Deployments: each(p.Deployments, deploymentOf),
	}
}

func deploymentOf(d *analyzer.Deployment) deploymentJSON {
	out := deploymentJSON{Name: d.Name, Settings: d.Settings, Why: each(d.Why, stepOf)}
	if e, ok := d.Environment(); ok {
		out.Environment = &environmentJSON{e.Start.Span.File, e.Start.Span.Line, e.Start.Text, names(e.Files), e.Read, e.Set, e.Beyond}
	}
	return out
}

func itemOf(a analyzer.Answer) itemJSON {
	return itemJSON{
		ID: a.Item.ID, Title: a.Item.Title, Section: a.Item.Section,
		Project: a.Project, Deployment: a.Deployment,
		Verdict: a.Verdict.String(), Message: a.Message,
		Rules: names(a.Rules), Evidence: each(a.Evidence, stepOf), Needs: names(a.Needs),
	}
}

func findingOf(f analyzer.Finding) findingJSON {
	return findingJSON{
		Rule: f.Rule.ID, Item: f.About(), Project: f.Project, Deployment: f.Deployment,
		Level:    f.Level().String(),
		Severity: f.Rule.Severity.String(), Confidence: f.Rule.Precision.String(),
		Message: f.Message, File: f.Span.File,
		Line: f.Span.Line, Column: f.Span.Column, EndLine: f.Span.EndLine, EndColumn: f.Span.EndColumn,
		Trail: each(f.Trail, stepOf), Needs: names(f.Needs),
		Fix: fixJSON{fix(f)}, Fingerprint: f.Fingerprint,
	}
}

func suppressedOf(s analyzer.Suppressed) suppressedJSON {
	f := s.Finding
	return suppressedJSON{
		Rule: f.Rule.ID, File: f.Span.File, Line: f.Span.Line, Message: f.Message, Reason: s.Reason,
		By: stepOf(analyzer.Step{Span: s.Span, Text: s.Reason}),
	}
}

func summaryOf(r *analyzer.Report) (s summaryJSON) {
	s.Suppressed = len(r.Suppressed)
	for _, f := range r.Findings {
		switch f.Level() {
		case analyzer.ErrorLevel:
			s.Findings.Error++
		case analyzer.WarningLevel:
			s.Findings.Warning++
		default:
			s.Findings.Note++
		}
	}
	n := counted(r.Answers)
	s.Items = verdictsJSON{
		Pass: n[analyzer.Passes], Attested: n[analyzer.Attested], Fail: n[analyzer.Fail], Depends: n[analyzer.Depends],
		Manual: n[analyzer.Manual], NotFound: n[analyzer.NotFound], NotApplicable: n[analyzer.NotApplicable],
	}
	s.Notes = len(sortedNotes(r.Notes))
	return s
}
