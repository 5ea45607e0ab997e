package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layers lists our packages in the direction of the data: each may import
// only those before it.
var layers = []string{
	"analyzer/source",
	"analyzer/config",
	"analyzer/value",
	"analyzer/python/grammar",
	"analyzer/python",
	"analyzer/eval/models",
	"analyzer/eval",
	"analyzer/deps/pep440",
	"analyzer/django",
	"analyzer/deps/osv",
	"analyzer/deps",
	"analyzer/deploy",
	"analyzer/discover",
	"analyzer",
	"rules",
	"internal/report",
	"internal/cli",
	"analyzer/deps/osv/generate",
}

// machine lists the packages that may touch the machine: the command line, and
// the program that makes what is compiled in.
var machine = []string{"internal/cli", "analyzer/deps/osv/generate"}

// outside lists what packages below the command line must not touch: the
// machine, the network and other programs.
var outside = []string{"os/exec", "net", "net/http", "plugin"}

// TestDirection holds imports against the direction of the data.
func TestDirection(t *testing.T) {
	const module = "github.com/deploycheck/deploycheck/"
	for place, name := range layers {
		out, err := exec.Command("go", "list", "-f", `{{join .Imports "\n"}}`, module+name).Output()
		if err != nil {
			t.Fatalf("go list %s: %v", name, err)
		}
		for _, imported := range strings.Fields(string(out)) {
			if !slices.Contains(machine, name) && (imported == "os" || slices.Contains(outside, imported)) {
				t.Errorf("%s imports %s: only internal/cli touches the machine", name, imported)
			}
			ours, ok := strings.CutPrefix(imported, module)
			if !ok {
				continue
			}
			if i := slices.Index(layers, ours); i < 0 || i >= place {
				t.Errorf("%s imports %s, which comes later", name, ours)
			}
		}
	}
}

// TestLayers finds packages that have no place in the direction of the data.
func TestLayers(t *testing.T) {
	out, err := exec.Command("go", "list", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range strings.Fields(string(out)) {
		name := strings.TrimPrefix(pkg, "github.com/deploycheck/deploycheck")
		name = strings.TrimPrefix(name, "/")
		if name != "" && !slices.Contains(layers, name) {
			t.Errorf("%s has no place among the layers", name)
		}
	}
}
