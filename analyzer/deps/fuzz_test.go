package deps

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// fuzzed are names that stand for the formats.
var fuzzed = []string{
	"requirements.txt", "uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "Pipfile", "pyproject.toml", "setup.cfg", "setup.py", "environment.yml",
}

// FuzzReadFile holds that a file of any text is read in each format without a
// panic, and that what is found stands in it and is what Find goes on with.
func FuzzReadFile(f *testing.F) {
	names, _ := filepath.Glob("testdata/read/*.txtar")
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for i, format := range fuzzed {
			if archive.Files[0].Name == format {
				f.Add(uint8(i), string(archive.Files[0].Data), "-r x.txt\nDjango==4.2\n")
			}
		}
	}
	f.Fuzz(func(t *testing.T, format uint8, text, beside string) {
		name := fuzzed[int(format)%len(fuzzed)]
		tree := treeOf(map[string]string{"a/" + name: text, "a/base.txt": beside, "pyproject.toml": beside})
		read, err := ReadFile(tree, "a/"+name)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range read.Requirements {
			if q.Name == "" || q.Name != Normalise(q.Name) {
				t.Errorf("the name %q", q.Name)
			}
			if held(tree, q.Span) == "" || q.Version != "" && q.Pin.IsZero() {
				t.Errorf("%s has no place: %+v", q.Name, q)
			}
			if q.Version != "" && (q.Specifier == "" || q.Reason != "") {
				t.Errorf("%s has a version that is none: %+v", q.Name, q)
			}
			if q.Reason == "" && strings.ContainsAny(q.Version+q.Specifier, "{}$ \n") {
				t.Errorf("%s has the specifier %q", q.Name, q.Specifier)
			}
		}
		Find(tree, "a", []Install{{File: "a/" + name}})
	})
}

// FuzzMarker holds that markers of any text are read, and that what is not
// understood refuses nothing.
func FuzzMarker(f *testing.F) {
	f.Add(`python_version < "3.8" and (sys_platform == 'win32' or "x" not in extra)`, "3.12.1")
	f.Add(`((((`, "3")
	w := newWorld(">=3.10")
	f.Fuzz(func(t *testing.T, text, version string) {
		if parseMarker(text) == nil && w.refuses(text) {
			t.Errorf("%q is no marker, and refuses", text)
		}
		compareVersions(version, "~=", text)
	})
}

// FuzzPoetrySpecifier holds that what is translated is a specifier.
func FuzzPoetrySpecifier(f *testing.F) {
	for _, text := range []string{"^4.2", "~1", "1.*", ">=1 <2", "^0.0.3 || 2"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if spec, ok := poetrySpecifier(text); ok && spec != "" && !bounds.MatchString(spec) {
			t.Errorf("%q became %q", text, spec)
		}
	})
}
