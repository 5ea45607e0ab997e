package rules_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/rules"
)

// sites holds lifelike projects, each in a version that is sound and in one
// that is not.
const sites = "../testdata/projects"

// TestSites runs all rules on whole sites. The findings in a site are those
// that stand beside the lines as comments, in the form of the fixtures; a
// sound one has none. No item of the checklist may be left without an answer
// in a site that is sound.
func TestSites(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(sites, "*", "*sound"))
	if err != nil || len(names) == 0 {
		t.Fatal("no sites", err)
	}
	for _, name := range names {
		version := filepath.Base(name)
		t.Run(filepath.Base(filepath.Dir(name))+"/"+version, func(t *testing.T) {
			report := checkSite(t, name)
			if version != "sound" {
				return
			}
			for _, a := range report.Answers {
				if a.Verdict == analyzer.NotFound || a.Verdict == analyzer.Fail {
					t.Errorf("%s is %s: %s", a.Item.ID, a.Verdict, a.Message)
				}
			}
		})
	}
}

// checkSite holds the findings in a site against those that it wants.
func checkSite(t *testing.T, name string) *analyzer.Report {
	root := os.DirFS(name)
	wants := map[string][]want{}
	total := 0
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, path)
		readWants(t, txtar.File{Name: path, Data: text}, wants)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	repo, err := analyzer.Analyze(root, analyzer.Options{Advisories: advisories(t)})
	if err != nil {
		t.Fatal(err)
	}
	report := repo.Check(rules.Catalogue, func(*analyzer.Rule) bool { return true })
	for _, f := range report.Findings {
		match(t, f, wants)
	}
	for place, list := range wants {
		for _, w := range list {
			total++
			if !w.met {
				t.Errorf("%s: no finding of %s that matches %q", place, w.rule, w.text)
			}
		}
	}
	if sound := strings.HasSuffix(name, "/sound"); sound != (total == 0) {
		t.Errorf("%s wants %d findings", name, total)
	}
	return report
}
