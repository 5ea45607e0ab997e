package main

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

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
