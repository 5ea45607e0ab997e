package rules_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/rules"
)

// TestCatalogueDocument holds rules/README.md against the rules; -update
// writes it anew.
func TestCatalogueDocument(t *testing.T) {
	want := catalogueDocument(t)
	if *update {
		if err := os.WriteFile("README.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("rules/README.md is stale: go test ./rules -update writes it anew")
	}
}

func catalogueDocument(t *testing.T) string {
	var b strings.Builder
	c := rules.Catalogue
	b.WriteString("# Rules\n\nMade from the rules and their fixtures by `go test ./rules -update`; do not edit it.\n\n")
	for _, s := range c.Sections {
		fmt.Fprintf(&b, "- **%s**\n", s.Title)
		for _, i := range c.Items {
			if i.Section == s.ID {
				fmt.Fprintf(&b, "  - %s: %s\n", escape(i.Title), strings.Join(links(i.ID), ", "))
			}
		}
	}
	for _, r := range c.Rules {
		writeRule(t, &b, r)
	}
	return b.String()
}

func links(item string) []string {
	var list []string
	for _, r := range rules.Catalogue.Rules {
		if r.Answers(item) {
			list = append(list, fmt.Sprintf("[%s](#%s)", r.ID, r.ID))
		}
	}
	return list
}

// escape keeps underscores of settings from becoming emphasis.
func escape(text string) string { return strings.ReplaceAll(text, "_", `\_`) }

func writeRule(t *testing.T, b *strings.Builder, r *analyzer.Rule) {
	fmt.Fprintf(b, "\n### %s\n\n%s · %s precision", r.ID, r.Severity, r.Precision)
	if len(r.Checks) > 0 {
		fmt.Fprintf(b, " · Django's %s", strings.Join(r.Checks, ", "))
	}
	fmt.Fprintf(b, " · CWE-%d · ASVS %s\n\n", r.CWE, r.ASVS)
	fmt.Fprintf(b, "**%s.** %s\n\n%s\n\n", r.Title, r.What, r.Why)
	fmt.Fprintf(b, "Found:\n\n%s\nLeft alone:\n\n%s\n", example(t, r, "bad"), example(t, r, "good"))
	fmt.Fprintf(b, "To fix it: %s\n\n", r.Fix)
	fmt.Fprintf(b, "To answer it: `# deploycheck: ignore[%s] the reason`\n\n", r.ID)
	for _, ref := range r.Refs {
		fmt.Fprintf(b, "- <%s>\n", ref)
	}
}

var (
	wanted = regexp.MustCompile(`\s*# want .*`)
	// aside matches files that say nothing about a rule.
	aside = regexp.MustCompile(`(^|/)(wsgi|asgi|manage|__init__)\.py$|^[^.]*$|\.(txt|yml)$`)
)

// example is the fixture bad.txtar or good.txtar of a rule: its Python files,
// with their names if they are several.
func example(t *testing.T, r *analyzer.Rule, kind string) string {
	a, err := txtar.ParseFile(filepath.Join(folder(r), kind+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var shown []txtar.File
	for _, f := range a.Files {
		if !aside.MatchString(f.Name) && len(f.Data) > 0 {
			shown = append(shown, f)
		}
	}
	var texts []string
	for _, f := range shown {
		text := strings.TrimSpace(wanted.ReplaceAllString(string(f.Data), ""))
		if len(shown) > 1 {
			text = "# " + f.Name + "\n" + text
		}
		texts = append(texts, text)
	}
	return "```python\n" + strings.Join(texts, "\n\n") + "\n```\n"
}

// TestContributing holds CONTRIBUTING.md against the paths that it names.
func TestContributing(t *testing.T) {
	text, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("`((?:rules|analyzer|internal|\\.ci)/[a-z_./]+|[a-z_]+\\.go)`").FindAllStringSubmatch(string(text), -1) {
		if strings.Contains(m[1], "my_rule") {
			continue
		}
		if _, err := os.Stat(filepath.Join("..", m[1])); err != nil {
			t.Errorf("CONTRIBUTING.md names %s, which is not there", m[1])
		}
	}
}
