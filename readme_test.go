package main

import (
	"bytes"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/internal/cli"
	"github.com/deploycheck/deploycheck/rules"
)

var update = flag.Bool("update", false, "rewrite the sample in README.md")

const (
	sampleStart = "a test keeps it true -->\n```text\n"
	sampleEnd   = "```\n"
)

// TestReadme holds the report in README.md against what the program says.
func TestReadme(t *testing.T) {
	var out, complaints bytes.Buffer
	status := cli.Main(cli.World{
		Args:   []string{"check", "testdata/projects/shop", "--only", "debug-off", "--color", "never"},
		Env:    cli.Environ(nil),
		Open:   cli.OpenFolder,
		Stdout: &out,
		Stderr: &complaints,
	}, rules.Catalogue)
	if status != 1 {
		t.Fatalf("the sample ends with status %d: %s", status, complaints.String())
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), sampleStart)
	sample, after, ok2 := strings.Cut(rest, sampleEnd)
	if !ok || !ok2 {
		t.Fatal("README.md has no sample")
	}
	if *update {
		fresh := before + sampleStart + out.String() + sampleEnd + after
		if err := os.WriteFile("README.md", []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if sample != out.String() {
		t.Errorf("README.md shows\n%s\nthe program says\n%s", sample, out.String())
	}
}

// TestReadmeConfiguration holds the configuration in README.md against what is
// read.
func TestReadmeConfiguration(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "```toml\n")
	sample, _, ok2 := strings.Cut(rest, "```")
	if !ok || !ok2 {
		t.Fatal("README.md has no sample of a configuration")
	}
	c, err := config.Read(source.NewFile(config.Name, []byte(sample)))
	if err != nil {
		t.Fatal(err)
	}
	names := rules.Catalogue.Names()
	for _, w := range append(c.Skip, c.Ignores[0].Rule, c.Attests[0].Item) {
		if !slices.Contains(names, w.Text) {
			t.Errorf("the sample names %s, which is not there", w.Text)
		}
	}
}
