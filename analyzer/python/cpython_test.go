package python

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// TestAgainstCPython holds our trees, and the places of statements in them,
// against those of CPython's own parser.
func TestAgainstCPython(t *testing.T) {
	files, err := filepath.Glob("testdata/snippets/*.py")
	if err != nil || len(files) == 0 {
		t.Fatal("no snippets", err)
	}
	want := cpython(t, files)
	for i, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			newer := strings.HasPrefix(filepath.Base(name), "py3")
			if newer && strings.HasPrefix(want[i], "error:") {
				t.Skip("the python3 at hand is too old: ", want[i])
			}
			compareLines(t, dumpFile(t, name), want[i])
		})
	}
}

// cpython gives the dump of each file.
func cpython(t *testing.T, files []string) []string {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3")
	}
	args := append([]string{"testdata/dump.py", "--spans"}, files...)
	out, err := exec.Command(python, args...).Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		t.Skipf("dump.py does not run on this python3: %s", exit.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(out), "----\n")
}

func dumpFile(t *testing.T, name string) string {
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	module := Parse(source.NewFile(name, raw))
	for _, note := range module.Notes {
		t.Errorf("%s: %s", note.Span, note.Text)
	}
	return dumper{spans: true, cpython: true}.top(module.Body)
}

func compareLines(t *testing.T, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		if i >= len(g) || i >= len(w) || g[i] != w[i] {
			t.Fatalf("got\n%s\nwant\n%s", line(g, i), line(w, i))
		}
	}
}

func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}
