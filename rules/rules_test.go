package rules_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
	"github.com/deploycheck/deploycheck/rules"
)

var update = flag.Bool("update", false, "rewrite rules/README.md")

// folder is where the fixtures of a rule are.
func folder(r *analyzer.Rule) string {
	return filepath.Join("testdata", strings.ReplaceAll(r.ID, "-", "_"))
}

// TestFixtures runs each rule, alone, on its fixtures: tiny projects in
// txtar archives with the expectation on the line,
//
//	DEBUG = True  # want debug-enabled "a regular expression"
//
// or in a comment of its own, for the next line. Lines "django: 4.2",
// "env: A=1", "env only", "date: 2026-11-25" and "settings: MODULE" before the first file say
// how it is analysed; a line `answer: depends "regexp"` there says what the rule
// answers to its item, in each deployment, and `fix: "regexp"` what its findings
// say to write instead.
func TestFixtures(t *testing.T) {
	for _, rule := range rules.Catalogue.Rules {
		t.Run(rule.ID, func(t *testing.T) {
			names, err := filepath.Glob(filepath.Join(folder(rule), "*.txtar"))
			if err != nil {
				t.Fatal(err)
			}
			bad, good := 0, 0
			for _, name := range names {
				base := strings.TrimSuffix(filepath.Base(name), ".txtar")
				t.Run(base, func(t *testing.T) {
					finds := runFixture(t, rule, name) > 0
					switch {
					case finds && strings.HasPrefix(base, "bad"):
						bad++
					case !finds && strings.HasPrefix(base, "good"):
						good++
					default:
						t.Errorf("%s is neither bad with a finding nor good without one", name)
					}
				})
			}
			if bad < 2 || good < 2 {
				t.Errorf("%s has %d fixtures with a finding and %d without: it needs two of each", folder(rule), bad, good)
			}
		})
	}
}

// runFixture gives the number of findings that the fixture wants.
func runFixture(t *testing.T, rule *analyzer.Rule, name string) int {
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(raw)
	if strings.TrimSpace(string(archive.Comment)) == "" {
		t.Errorf("%s does not say why it exists", name)
	}
	files := fstest.MapFS{}
	wants := map[string][]want{}
	for _, f := range archive.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
		readWants(t, f, wants)
	}
	o := options(string(archive.Comment))
	o.Advisories = advisories(t)
	repo, err := analyzer.Analyze(files, o)
	if err != nil {
		t.Fatal(err)
	}
	report := repo.Check(rules.Catalogue, func(r *analyzer.Rule) bool { return r == rule })
	for _, f := range report.Findings {
		match(t, f, wants)
	}
	matchAnswers(t, rule, report, string(archive.Comment))
	n := 0
	for place, list := range wants {
		for _, w := range list {
			n++
			if !w.met {
				t.Errorf("%s: no finding of %s that matches %q", place, w.rule, w.text)
			}
		}
	}
	return n
}

type want struct {
	rule string
	text *regexp.Regexp
	met  bool
}

var (
	wantComment = regexp.MustCompile(`#\s*want ((?:[a-z][a-z0-9-]*\s+"(?:[^"\\]|\\.)*"\s*)+)(?:-->|#\})?$`)
	wantOne     = regexp.MustCompile(`([a-z][a-z0-9-]*)\s+"((?:[^"\\]|\\.)*)"`)
)

// commented matches a line that holds nothing but a comment.
var commented = regexp.MustCompile(`^\s*(#|//|<!--|\{#)`)

func readWants(t *testing.T, f txtar.File, wants map[string][]want) {
	for i, line := range strings.Split(string(f.Data), "\n") {
		m := wantComment.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		n := i + 1
		if commented.MatchString(line) {
			n++
		}
		for _, one := range wantOne.FindAllStringSubmatch(m[1], -1) {
			re, err := regexp.Compile(strings.ReplaceAll(one[2], `\"`, `"`))
			if err != nil {
				t.Fatal(err)
			}
			place := fmt.Sprintf("%s:%d", f.Name, n)
			wants[place] = append(wants[place], want{rule: one[1], text: re})
		}
	}
}

func match(t *testing.T, f analyzer.Finding, wants map[string][]want) {
	place := f.Span.String()
	for i, w := range wants[place] {
		if !w.met && w.rule == f.Rule.ID && w.text.MatchString(f.Message) {
			wants[place][i].met = true
			return
		}
	}
	t.Errorf("%s: unexpected finding of %s: %s", place, f.Rule.ID, f.Message)
}

var (
	answerLine = regexp.MustCompile(`(?m)^answer: ([a-z ]+) "(.*)"$`)
	fixLine    = regexp.MustCompile(`(?m)^fix: "(.*)"$`)
)

// matchAnswers holds what a rule answers to its item, and what its findings say
// to write instead, against a fixture's wants.
func matchAnswers(t *testing.T, rule *analyzer.Rule, report *analyzer.Report, comment string) {
	for _, m := range fixLine.FindAllStringSubmatch(comment, -1) {
		for _, f := range report.Findings {
			if !regexp.MustCompile(m[1]).MatchString(f.Fix) {
				t.Errorf("%s: the fix is %q, want %s", f.Span, f.Fix, m[0])
			}
		}
	}
	for _, m := range answerLine.FindAllStringSubmatch(comment, -1) {
		text, n := regexp.MustCompile(m[2]), 0
		for _, a := range report.Answers {
			if !rule.Answers(a.Item.ID) {
				continue
			}
			if n++; a.Verdict.String() != m[1] || !text.MatchString(a.Message) {
				t.Errorf("%s is answered %s: %s, want %s", a.Item.ID, a.Verdict, a.Message, m[0])
			}
		}
		if n == 0 {
			t.Errorf("%s answers nothing, want %s", rule.ID, m[0])
		}
	}
}

// advisories are a few that do not change.
func advisories(t *testing.T) func([]string) *osv.Database {
	text, err := os.ReadFile("../testdata/advisories.txt")
	if err != nil {
		t.Fatal(err)
	}
	d, err := osv.ParseTable(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return func([]string) *osv.Database { return d }
}

func options(comment string) analyzer.Options {
	var o analyzer.Options
	for _, line := range strings.Split(comment, "\n") {
		key, rest, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch {
		case key == "django":
			o.Django = rest
		case key == "date":
			o.Date, _ = time.Parse(time.DateOnly, strings.TrimSpace(rest))
		case key == "settings":
			o.Settings = strings.Fields(rest)
		case strings.TrimSpace(line) == "env only":
			o.EnvOnly = true
		case key == "env":
			for _, kv := range strings.Fields(rest) {
				k, v, _ := strings.Cut(kv, "=")
				o.Env = append(o.Env, analyzer.Variable{Name: k, Value: v, Source: analyzer.Step{Text: "the fixture"}})
			}
		}
	}
	return o
}

// TestCatalogue holds each rule against what every rule must have, and the
// names of its file and folder against its ID.
func TestCatalogue(t *testing.T) {
	items := map[string]bool{}
	for _, i := range rules.Catalogue.Items {
		items[i.ID] = false
	}
	seen := map[string]bool{}
	slug := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
	for _, r := range rules.Catalogue.Rules {
		if !slug.MatchString(r.ID) || seen[r.ID] {
			t.Errorf("%q is no slug, or is there twice", r.ID)
		}
		seen[r.ID] = true
		for _, item := range r.AllItems() {
			if _, ok := items[item]; !ok {
				t.Errorf("%s answers %q, which is no item of the checklist", r.ID, item)
			}
			items[item] = true
		}
		for field, text := range map[string]string{"Title": r.Title, "What": r.What, "Why": r.Why, "Fix": r.Fix} {
			if text == "" || len(text) > 1000 {
				t.Errorf("%s: %s is empty or too long", r.ID, field)
			}
		}
		if r.CWE == 0 || r.ASVS == "" || len(r.Refs) == 0 || (r.Check == nil) == (r.Audit == nil) {
			t.Errorf("%s lacks CWE, ASVS or Refs, or has not just one of Check and Audit", r.ID)
		}
		if _, err := os.Stat(strings.ReplaceAll(r.ID, "-", "_") + ".go"); err != nil {
			t.Errorf("%s is not in a file of its name: %v", r.ID, err)
		}
	}
	for id, answered := range items {
		if !answered {
			t.Errorf("no rule answers %s", id)
		}
	}
}

// TestFolders finds fixture folders that belong to no rule.
func TestFolders(t *testing.T) {
	known := map[string]bool{}
	for _, r := range rules.Catalogue.Rules {
		known[folder(r)] = true
	}
	dirs, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		if !known[d] {
			t.Errorf("%s belongs to no rule", d)
		}
	}
}
