package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Two invented rules stand for the catalogue: formats must not change when
// rules do.
var (
	lightsOn = &analyzer.Rule{
		ID: "lights-on", Title: "the lights are on at night", Item: "lights-off",
		Severity: analyzer.High, Precision: analyzer.VeryHigh,
		What:   "Finds houses that leave `LIGHTS` on.",
		Why:    "Light at night shows everybody who is at home and what there is to take.",
		Fix:    "Make dark the default: `LIGHTS = env.bool(\"LIGHTS\", default=False)`.",
		Checks: []string{"house.W018"}, CWE: 489, ASVS: "14.3.2",
		Refs: []string{"https://docs.example.org/house/#lights"},
	}
	keyUnderMat = &analyzer.Rule{
		ID: "key-under-mat", Title: "the key lies under the mat", Item: "key-safe",
		Severity: analyzer.Critical, Precision: analyzer.HighPrecision,
		What: "Finds keys that are written down.",
		Why:  "Who reads the repository can come in.",
		Fix:  "Carry the key along.",
		CWE:  7,
	}
)

var houses = analyzer.Catalogue{
	Sections: []analyzer.Section{{ID: "house", Title: "House"}, {ID: "garden", Title: "Garden"}, {ID: "rounds", Title: "Rounds", Apart: true}},
	Items: []analyzer.Item{
		{ID: "lights-off", Title: "`LIGHTS = False` at night", Section: "house"},
		{ID: "key-safe", Title: "Keys are in a safe place", Section: "house"},
		{ID: "gate", Title: "The gate is closed", Section: "garden"},
		{ID: "dog", Title: "There is a dog", Section: "garden"},
		{ID: "pond", Title: "The pond has a fence", Section: "garden"},
		{ID: "neighbours", Title: "The neighbours are told", Section: "garden"},
		{ID: "rounds", Title: "Walk around the house", Section: "rounds", Every: config.Daily},
		{ID: "locks", Title: "Try the locks", Section: "rounds", Every: config.Weekly},
	},
	Rules: []*analyzer.Rule{lightsOn, keyUnderMat},
}

// secret is what no report may show.
const secret = "correct-horse-battery-staple"

// files are the repository that the reports are about.
var files = map[string]string{
	"house/settings/base.py": "import environ\n" +
		"env = environ.Env()\n" +
		"LIGHTS = env.bool(\"HOUSE_LIGHTS\", default=True)  # see README\n" +
		"KEY = \"" + secret + "\"  # was " + secret + "x\n" +
		"\tNAMES = [\"鍵と灯\", LIGHTS]\n",
	"house/settings/night.py":  "from .base import *\n",
	"compose.yml":              "services:\n  web:\n    environment:\n      - DJANGO_SETTINGS_MODULE=house.settings.night\n      - HOUSE_KEY=" + secret + "\n",
	"a b/50%/über#settings.py": "LIGHTS = True\r\nLIGHTS = True\r\n",
}

func at(file string, line, column, end int) source.Span {
	return source.Span{File: file, Line: line, Column: column, EndLine: line, EndColumn: end}
}

func sourceOf(files map[string]string) func(string) (*source.File, bool) {
	cache := map[string]*source.File{}
	for name, text := range files {
		cache[name] = source.NewFile(name, []byte(text))
	}
	return func(name string) (*source.File, bool) {
		f, ok := cache[name]
		return f, ok
	}
}

// house is a report with a little of everything.
func house() *analyzer.Report {
	base := "house/settings/base.py"
	lit := analyzer.Finding{
		Rule: lightsOn, Project: ".", Deployment: "production",
		Message: "LIGHTS turns on whenever HOUSE_LIGHTS is not set",
		Span:    at(base, 3, 1, 7),
		Trail: []analyzer.Step{
			{Span: at(base, 3, 35, 47), Text: "the default is True"},
			{Span: at("house/settings/night.py", 1, 1, 20), Text: "base is taken over [whole]"},
			{Text: "nothing sets HOUSE_LIGHTS"},
		},
		Anchor: "LIGHTS", Needs: []string{"HOUSE_LIGHTS"}, Fingerprint: "1f0c",
	}
	staging := lit
	staging.Deployment = "staging"
	wide := lit
	wide.Message, wide.Span, wide.Trail, wide.Fingerprint = "LIGHTS is listed after a wide name", at(base, 5, 18, 24), nil, "2f0c"
	wide.Fix = "Leave it out."
	key := analyzer.Finding{
		Rule: keyUnderMat, Project: ".", Deployment: "production",
		Message: "KEY is a text of 28 characters in the repository", Span: at(base, 4, 7, 37),
		Anchor: "KEY", Fingerprint: "3f0c",
	}
	odd := lit
	odd.Span, odd.Trail, odd.Fingerprint = source.Span{File: "a b/50%/über#settings.py", Line: 1, Column: 1, EndLine: 2, EndColumn: 7}, nil, "4f0c"
	return &analyzer.Report{
		Catalogue: houses,
		Projects: []*analyzer.Project{{
			Root:   ".",
			Django: analyzer.Django{Version: "5.2", Source: analyzer.Step{Span: at("requirements.txt", 3, 1, 10), Text: "requires Django 5.2"}},
			Deployments: []*analyzer.Deployment{
				{Name: "production", Settings: "house.settings.night", Why: []analyzer.Step{
					{Span: at("compose.yml", 4, 9, 40), Text: "the service web sets DJANGO_SETTINGS_MODULE"},
				}},
				{Name: "staging", Settings: "house.settings.base"},
			},
		}},
		Answers:  answers(base),
		Findings: []analyzer.Finding{odd, lit, staging, key, wide},
		Notes: []source.Note{
			{Span: at(base, 9, 1, 1), Text: "is imported from outside the repository"},
			{Text: "nothing says which web server is in front"},
		},
		Source: sourceOf(files),
	}
}

func answers(base string) []analyzer.Answer {
	answer := func(i int, v analyzer.Verdict, message string) analyzer.Answer {
		return analyzer.Answer{Item: houses.Items[i], Project: ".", Deployment: "production", Verdict: v, Message: message, Rules: []string{"lights-on"}}
	}
	passed := answer(2, analyzer.Passes, "the gate closes by itself")
	passed.Evidence = []analyzer.Step{{Span: at(base, 2, 1, 5), Text: "a spring pulls it"}, {Span: at(base, 1, 1, 5), Text: "the spring is oiled"}}
	depends := answer(3, analyzer.Depends, "the dog may be out")
	depends.Needs = []string{"HOUSE_DOG", "HOUSE_LEASH"}
	attested := answer(5, analyzer.Attested, "attested by Ann on 2026-11-02, which counts until 2027-02-10")
	attested.Evidence = []analyzer.Step{{Span: at("deploycheck.toml", 2, 8, 20), Text: attested.Message}}
	return []analyzer.Answer{
		answer(0, analyzer.Fail, "LIGHTS turns on whenever HOUSE_LIGHTS is not set"),
		answer(1, analyzer.NotFound, ""),
		passed, depends,
		answer(4, analyzer.NotApplicable, "there is no pond"),
		attested,
		answer(6, analyzer.Manual, "no repository shows that somebody walks around the house"),
		answer(7, analyzer.Passes, "the locks try themselves"),
	}
}

var options = Options{Version: "0.1.0"}

// written runs a writer.
func written(t *testing.T, write Writer, r *analyzer.Report, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// golden compares text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); run with -update if it should:\n%s", file, diff)
	}
}

func TestGolden(t *testing.T) {
	prefixed := options
	prefixed.Prefix, prefixed.Category, prefixed.BlobURL = "sites/a b", "backend", "https://example.org/blob/abc"
	below := prefixed
	below.Beside = "docs/ops"
	quiet, verbose, colored := options, options, options
	quiet.Quiet, verbose.Verbose, colored.Color = true, true, true
	for _, c := range []struct {
		name    string
		write   Writer
		report  *analyzer.Report
		options Options
	}{
		{"text", Text, house(), options},
		{"text_quiet", Text, house(), quiet},
		{"text_verbose", Text, house(), verbose},
		{"text_color", Text, house(), colored},
		{"text_empty", Text, empty(), options},
		{"json", JSON, house(), options},
		{"json_empty", JSON, empty(), options},
		{"sarif", SARIF, house(), options},
		{"sarif_prefix", SARIF, house(), prefixed},
		{"sarif_empty", SARIF, empty(), options},
		{"github", GitHub, house(), prefixed},
		{"markdown", Markdown, house(), below},
		{"markdown_one", Markdown, alone(), options},
		{"markdown_empty", Markdown, empty(), options},
		{"badge", Badge, house(), options},
		{"badge_passed", Badge, passed(), options},
		{"badge_empty", Badge, empty(), options},
		{"summary", Summary, house(), options},
		{"summary_prefix", Summary, house(), prefixed},
		{"summary_empty", Summary, empty(), options},
	} {
		t.Run(c.name, func(t *testing.T) {
			golden(t, c.name, written(t, c.write, c.report, c.options))
		})
	}
}

// alone is house with one deployment.
func alone() *analyzer.Report {
	r := house()
	r.Projects[0].Deployments = r.Projects[0].Deployments[:1]
	return r
}

// passed is a report in which nothing fails.
func passed() *analyzer.Report {
	r := alone()
	r.Findings, r.Answers = nil, r.Answers[2:3]
	return r
}

// empty is the report about a repository in which nothing is wrong.
func empty() *analyzer.Report { return &analyzer.Report{Catalogue: houses} }

// writers are all that write a report of check.
func writers() []Format { return append([]Format{{"summary", Summary}}, Formats...) }

func TestSameTwice(t *testing.T) {
	for _, f := range writers() {
		if written(t, f.Write, house(), options) != written(t, f.Write, house(), options) {
			t.Errorf("%s differs from run to run", f.Name)
		}
	}
}

func TestSecretsStayOut(t *testing.T) {
	for _, f := range writers() {
		if out := written(t, f.Write, house(), options); strings.Contains(out, secret) || strings.Contains(out, "horse") {
			t.Errorf("%s shows the secret:\n%s", f.Name, out)
		}
	}
}

// TestWriteErrors sees to it that a full disk is noticed.
func TestWriteErrors(t *testing.T) {
	for _, f := range writers() {
		if err := f.Write(full{}, house(), options); err == nil {
			t.Errorf("%s hides that it could not write", f.Name)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }
