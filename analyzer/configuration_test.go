package analyzer_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A yard is a checklist whose items get the verdict that they are named for.
func yard() analyzer.Catalogue {
	c := analyzer.Catalogue{Sections: []analyzer.Section{{ID: "yard", Title: "Yard"}}}
	add := func(item string, every config.Cadence, check func(*analyzer.Pass)) {
		c.Items = append(c.Items, analyzer.Item{ID: item, Section: "yard", Every: every})
		c.Rules = append(c.Rules, &analyzer.Rule{ID: item + "-wrong", Item: item, Severity: analyzer.High, Check: check})
	}
	at := source.Span{File: "shop/settings.py", Line: 1, Column: 1, EndLine: 1, EndColumn: 2}
	add("silent", "", func(*analyzer.Pass) {})
	add("manual", config.Weekly, func(p *analyzer.Pass) {
		p.Manual([]analyzer.Step{{Span: at, Text: "a paper"}}, "people have to look")
	})
	add("apart", "", func(p *analyzer.Pass) { p.NotApplicable("there is none") })
	add("sound", "", func(p *analyzer.Pass) { p.Passes(at, "all is well") })
	add("open", "", func(p *analyzer.Pass) { p.Doubts("it depends") })
	add("wrong", "", func(p *analyzer.Pass) { p.ReportAt(at, "x", "it is wrong") })
	return c
}

func configured(t *testing.T, text string) (*analyzer.Repository, error) {
	t.Helper()
	day, _ := time.Parse(time.DateOnly, "2026-11-28")
	return analyzer.Analyze(fstest.MapFS{
		"manage.py":        {Data: []byte("import os\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n")},
		"shop/__init__.py": {},
		"shop/settings.py": {Data: []byte("DEBUG = False\n")},
		"deploycheck.toml": {Data: []byte(text)},
	}, analyzer.Options{Date: day.Add(11 * time.Hour)})
}

func checked(t *testing.T, text string, c analyzer.Catalogue) *analyzer.Report {
	t.Helper()
	r, err := configured(t, text)
	if err == nil {
		err = r.Configured(c)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r.Check(c, func(*analyzer.Rule) bool { return true })
}

// word is an attestation of an item on a day, for a month.
func word(item, on, more string) string {
	return fmt.Sprintf("[[attest]]\nitem = %q\nby = \"Ann\"\non = %s\n%s\n", item, on, more)
}

// TestAttested holds that an attestation answers what the repository does not,
// and nothing else.
func TestAttested(t *testing.T) {
	monthly := `every = "monthly"`
	for item, want := range map[string]analyzer.Verdict{
		"silent": analyzer.Attested, "open": analyzer.Attested, "manual": analyzer.Attested,
		"sound": analyzer.Passes, "apart": analyzer.NotApplicable, "wrong": analyzer.Fail,
	} {
		more := monthly
		if item == "manual" {
			more = "" // a task has its own
		}
		a := answerOf(checked(t, word(item, "2026-11-25", more), yard()), item)
		if a.Verdict != want {
			t.Errorf("%s is %s, want %s", item, a.Verdict, want)
		}
		if want == analyzer.Attested && (!strings.HasPrefix(a.Message, "attested by Ann on 2026-11-25, which counts until ") || a.Evidence[0].Span.String() != "deploycheck.toml:2") {
			t.Errorf("%s: %s %v", item, a.Message, a.Evidence)
		}
	}
	a := answerOf(checked(t, word("manual", "2026-11-25", ""), yard()), "manual")
	if len(a.Evidence) != 2 || a.Evidence[1].Text != "a paper" {
		t.Errorf("what speaks for it is lost: %v", a.Evidence)
	}
}

// TestAttestedOnce holds that an attestation that expired has no effect but to
// be shown.
func TestAttestedOnce(t *testing.T) {
	for item, want := range map[string]analyzer.Verdict{"silent": analyzer.NotFound, "open": analyzer.Depends} {
		a := answerOf(checked(t, word(item, "2026-08-01", `every = "monthly"`), yard()), item)
		if a.Verdict != want || len(a.Evidence) != 1 || a.Evidence[0].Text != "attested by Ann on 2026-08-01, which counted until 2026-09-10" {
			t.Errorf("%s is %s, %v", item, a.Verdict, a.Evidence)
		}
	}
}

// TestAttestedDeployment holds that what names a deployment says nothing of
// others.
func TestAttestedDeployment(t *testing.T) {
	day, _ := time.Parse(time.DateOnly, "2026-11-28")
	files := fstest.MapFS{
		"shop/__init__.py": {}, "shop/live.py": {Data: []byte("DEBUG = False\n")}, "shop/staging.py": {Data: []byte("DEBUG = False\n")},
		"deploycheck.toml": {Data: []byte(word("silent", "2026-11-25", "every = \"monthly\"\ndeployment = \"shop.staging\"") + word("open", "2026-11-25", `every = "monthly"`))},
	}
	r, err := analyzer.Analyze(files, analyzer.Options{Settings: []string{"shop.live", "shop.staging"}, Date: day})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Configured(yard()); err != nil {
		t.Fatal(err)
	}
	got := map[string]analyzer.Verdict{}
	for _, a := range r.Check(yard(), func(*analyzer.Rule) bool { return true }).Answers {
		got[a.Deployment+" "+a.Item.ID] = a.Verdict
	}
	for key, want := range map[string]analyzer.Verdict{
		"shop.live silent": analyzer.NotFound, "shop.staging silent": analyzer.Attested, "shop.live open": analyzer.Attested, "shop.staging open": analyzer.Attested,
	} {
		if got[key] != want {
			t.Errorf("%s is %s, want %s", key, got[key], want)
		}
	}
}

func answerOf(r *analyzer.Report, item string) analyzer.Answer {
	for _, a := range r.Answers {
		if a.Item.ID == item {
			return a
		}
	}
	return analyzer.Answer{}
}

// TestConfigured holds what is wrong with a configuration for this checklist,
// these deployments and this day.
func TestConfigured(t *testing.T) {
	for text, want := range map[string]string{
		word("silnt", "2026-11-25", ""):                                               `deploycheck.toml:2: the checklist has no item: "silnt"`,
		word("silent", "2026-11-25", ""):                                              "deploycheck.toml:2: silent is attested without an end",
		word("silent", "2026-11-29", `every = "daily"`):                               "", // begun in the east
		word("silent", "2026-11-30", `every = "daily"`):                               "deploycheck.toml:4: on = 2026-11-30 is a day to come",
		word("manual", "2026-11-25", `every = "monthly"`):                             `deploycheck.toml:5: every = "monthly" is too seldom for manual`,
		word("manual", "2026-11-25", `every = "daily"`):                               "",
		word("manual", "2026-11-25", "until = 2026-12-05"):                            "",
		word("manual", "2026-11-25", "until = 2026-12-06"):                            "deploycheck.toml:5: until = 2026-12-06 is too long for manual",
		word("manual", "2026-11-25", `deployment = "stagin"`):                         `deploycheck.toml:5: there is no deployment: "stagin"`,
		word("manual", "2026-11-25", `evidence = "doc/none.md"`):                      `deploycheck.toml:5: evidence = "doc/none.md" is no file of the repository`,
		word("manual", "2026-11-25", `evidence = "./shop"`):                           "",
		word("manual", "2026-11-25", `evidence = "shop/settings.py"`):                 "",
		"skip = [\"yard\", \"silent\", \"open-wrong\"]":                               "",
		"skip = [\"yrad\"]":                                                           `deploycheck.toml:1: skip names no rule, item or section: "yrad"`,
		"[[ignore]]\nreason = \"a\"\nrule = \"silent\"":                               `deploycheck.toml:3: there is no rule: "silent"`,
		"[[ignore]]\nreason = \"a\"\nrule = \"open-wrong\"\nuntil = 2020-01-01":       "",
		word("silent", "2026-11-25", "every = \"daily\"\nby = \"Bo\""):                "deploycheck.toml:6: ",
		word("silent", "2026-11-25", "every = \"daily\"\nevidence = \"../etc\""):      "deploycheck.toml:6: evidence",
		word("silent", "2026-11-25", "every = \"daily\"\nevidence = \"shop/../..\""):  "deploycheck.toml:6: evidence",
		word("silent", "2026-11-25", "every = \"daily\"\nevidence = \"http://a b\""):  "",
		word("silent", "2026-11-25", "every = \"daily\"\nevidence = \"file:///etc\""): "deploycheck.toml:6: evidence",
	} {
		r, err := configured(t, text)
		if err == nil {
			err = r.Configured(yard())
		}
		var bad *config.Error
		switch {
		case want == "" && err != nil:
			t.Errorf("%q: %v", text, err)
		case want != "" && (!errors.As(err, &bad) || !strings.HasPrefix(err.Error(), want)):
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestIgnored holds which findings an [[ignore]] answers.
func TestIgnored(t *testing.T) {
	at := source.Span{File: "shop/settings.py", Line: 1, Column: 1, EndLine: 1, EndColumn: 2}
	c := analyzer.Catalogue{Items: []analyzer.Item{{ID: "audit"}}, Rules: []*analyzer.Rule{{
		ID: "vulnerable", Item: "audit", Severity: analyzer.High,
		Audit: func(p *analyzer.AuditPass) {
			q := deps.Requirement{Name: "pillow", Scope: deps.Production, Span: at}
			p.ReportAdvisory(q, &osv.Advisory{ID: "PYSEC-2026-7", Aliases: []string{"CVE-2026-7"}}, "", "Pillow has a hole")
		},
	}}}
	const rule = "[[ignore]]\nrule = \"vulnerable\"\nreason = \"not reached\"\n"
	for text, want := range map[string]string{
		"":                                     "",
		rule:                                   "not reached",
		rule + `advisory = "CVE-2026-7"`:       "not reached",
		rule + `advisory = "cve-2026-7"`:       "not reached",
		rule + `advisory = "CVE-2026-8"`:       "",
		rule + `package = "Pillow"`:            "not reached",
		rule + `package = "django"`:            "",
		rule + `path = "shop/**"`:              "not reached",
		rule + `path = "other"`:                "",
		rule + "until = 2026-11-28":            "not reached",
		rule + "until = 2026-11-27":            "",
		rule + "package = \"pillow\"\n" + rule: "not reached",
	} {
		r := checked(t, text, c)
		got := ""
		for _, s := range r.Suppressed {
			got = s.Reason
		}
		if got != want || len(r.Findings)+len(r.Suppressed) != 1 {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if idle := want == "" && text != ""; idle != (len(r.Notes) == 1) {
			t.Errorf("%q: notes %v", text, r.Notes)
		}
	}
}
