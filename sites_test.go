package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/internal/cli"
	"github.com/deploycheck/deploycheck/rules"
)

// TestSitesChecklist holds that the checklist of each whole site has every
// line, each with a verdict and the reason for it, and is the same from run to
// run.
func TestSitesChecklist(t *testing.T) {
	sites, err := filepath.Glob("testdata/projects/*/*sound")
	if err != nil || len(sites) == 0 {
		t.Fatal("no sites", err)
	}
	for _, site := range append(sites, "testdata/projects/shop") {
		t.Run(site, func(t *testing.T) {
			text := checklistOf(t, site)
			if text != checklistOf(t, site) {
				t.Error("it differs from run to run")
			}
			lines := strings.Split(text, "\n")
			for _, item := range rules.Catalogue.Items {
				if !answered(lines, item.Title) {
					t.Errorf("%s is neither decided nor explained", item.ID)
				}
			}
		})
	}
}

// answered reports whether a line of the checklist has a verdict and a reason,
// on the line itself or on the one below it.
func answered(lines []string, title string) bool {
	title = strings.ReplaceAll(strings.ReplaceAll(title, "_", `\_`), "&", "&amp;")
	for i, line := range lines {
		_, rest, ok := strings.Cut(line, "] "+title+" — **")
		if !ok {
			continue
		}
		_, reason, ok := strings.Cut(rest, "**")
		return ok && len(reason) > len(": a") || strings.HasPrefix(lines[i+1], "  - ")
	}
	return false
}

func checklistOf(t *testing.T, site string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	status := cli.Main(cli.World{
		Args: []string{"check", site, "--format", "markdown", "--fail-on", "none"},
		Env:  cli.Environ(nil), Open: cli.OpenFolder, Stdout: &out, Stderr: &complaints,
	}, rules.Catalogue)
	if status != 0 {
		t.Fatalf("status %d: %s", status, complaints.String())
	}
	return out.String()
}
