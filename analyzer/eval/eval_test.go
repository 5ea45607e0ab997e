package eval_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// memory gives the evaluator files of a test.
type memory struct {
	fsys fs.FS
	tree *source.Tree
}

func newMemory(files fs.FS) *memory {
	return &memory{files, source.NewTree(files, source.Limits{})}
}

func (m *memory) Parse(name string) *python.Module {
	f, err := m.tree.Read(name)
	if err != nil {
		return &python.Module{}
	}
	return python.Parse(f)
}

func (m *memory) Text(name string) (*source.File, bool) {
	f, err := m.tree.Read(name)
	return f, err == nil
}

func (m *memory) Exists(name string) bool { return m.tree.Exists(name) }
func (m *memory) IsDir(name string) bool  { return m.tree.IsDir(name) }

func (m *memory) List(dir string) []string {
	entries, _ := fs.ReadDir(m.fsys, dir)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// A fixture is a txtar archive (or one Python file): its settings.py is
// evaluated, and after an assignment stands what the value is in the end:
//
//	NAME = expression  # => value
//
// A line "# env: A=1 B=2" in the archive's comment gives variables; "# env
// only" says that there are no others; "# strict" and "# fails: TypeError"
// speak for themselves.
type fixture struct {
	files  fstest.MapFS
	opts   eval.Options
	fails  string
	wanted map[string]string
}

var (
	wantLine = regexp.MustCompile(`^\s*([A-Z][A-Z0-9_]*)\b[^#]*?.*#\s*=>\s*(.+?)\s*$`)
	ownLine  = regexp.MustCompile(`^\s*#\s*([A-Z][A-Z0-9_]*)\s*=>\s*(.+?)\s*$`)
)

func readFixture(t *testing.T, name string) *fixture {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{files: fstest.MapFS{}, opts: eval.Options{Module: "settings", Path: []string{"."}}, wanted: map[string]string{}}
	comment := string(raw)
	if strings.HasSuffix(name, ".txtar") {
		a := txtar.Parse(raw)
		comment = string(a.Comment)
		for _, file := range a.Files {
			f.files[file.Name] = &fstest.MapFile{Data: file.Data}
		}
	} else {
		f.files["settings.py"] = &fstest.MapFile{Data: raw}
	}
	f.header(comment)
	for name, file := range f.files {
		if strings.HasSuffix(name, ".py") {
			f.expect(string(file.Data))
		}
	}
	return f
}

func (f *fixture) header(comment string) {
	for _, line := range strings.Split(comment, "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(line, "#"))
		switch {
		case line == "env only":
			f.opts.EnvOnly = true
		case line == "strict":
			f.opts.Strict = true
		case strings.HasPrefix(line, "env: "):
			for _, kv := range strings.Fields(line[5:]) {
				k, v, _ := strings.Cut(kv, "=")
				f.opts.Env = append(f.opts.Env, eval.Variable{Name: k, Value: v, Text: "the test"})
			}
		case strings.HasPrefix(line, "fails: "):
			f.fails = line[7:]
		}
	}
}

func (f *fixture) expect(text string) {
	for _, line := range strings.Split(text, "\n") {
		m := ownLine.FindStringSubmatch(line)
		if m == nil {
			m = wantLine.FindStringSubmatch(line)
		}
		if m != nil {
			f.wanted[m[1]] = m[2]
		}
	}
}

func fixtures(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"testdata/*.py", "testdata/*.txtar"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, names...)
	}
	if len(all) == 0 {
		t.Fatal("no fixtures")
	}
	return all
}

func TestFixtures(t *testing.T) {
	for _, name := range fixtures(t) {
		t.Run(strings.TrimSuffix(path.Base(name), path.Ext(name)), func(t *testing.T) {
			f := readFixture(t, name)
			r := eval.Load(newMemory(f.files), f.opts)
			if f.fails != "" {
				if r.Err == nil || r.Err.Type != f.fails {
					t.Fatalf("loading gives %+v, want %s", r.Err, f.fails)
				}
				return
			}
			if r.Err != nil {
				t.Fatalf("loading fails: %+v", *r.Err)
			}
			for setting, want := range f.wanted {
				got := "unset"
				if s, ok := r.Settings[setting]; ok {
					got = relativePaths(s.Value.String())
				}
				if got != want {
					t.Errorf("%s is\n\t%s\nwant\n\t%s", setting, got, want)
				}
			}
			if len(f.wanted) == 0 {
				t.Error("the fixture expects nothing")
			}
		})
	}
}

func relativePaths(text string) string { return strings.ReplaceAll(text, eval.Root, "/root") }

// TestConfirm runs each fixture with real CPython and holds the values that
// we claim to know against its own.
func TestConfirm(t *testing.T) {
	interpreter := interpreter(t)
	for _, name := range fixtures(t) {
		t.Run(strings.TrimSuffix(path.Base(name), path.Ext(name)), func(t *testing.T) {
			f := readFixture(t, name)
			f.opts.EnvOnly, f.opts.Strict = true, true
			confirm(t, interpreter, f)
		})
	}
}

// interpreter is the Python to ask: DEPLOYCHECK_PYTHON, or python3.
func interpreter(t *testing.T) string {
	t.Helper()
	if p := os.Getenv("DEPLOYCHECK_PYTHON"); p != "" {
		return p
	}
	p, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no Python at hand: fixtures are not confirmed")
	}
	return p
}

// ask prints the upper-case names of settings.py as repr, or how it fails.
const ask = `
import json, sys
sys.path.insert(0, ".")
sys.argv = ["manage.py", "check", "--deploy"]
try:
    import settings
except ImportError as e:
    missing = (e.name or "").split(".")[0]
    print(json.dumps({"missing": missing, "error": type(e).__name__}))
except BaseException as e:
    print(json.dumps({"error": type(e).__name__}))
else:
    print(json.dumps({"values": {k: repr(v) for k, v in vars(settings).items() if k.isupper()}}))
`

func confirm(t *testing.T, interpreter string, f *fixture) {
	dir := t.TempDir()
	for name, file := range f.files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(interpreter, "-c", ask)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "PYTHONDONTWRITEBYTECODE=1", "PYTHONPATH=" + os.Getenv("DEPLOYCHECK_PYTHONPATH"), "DJANGO_SETTINGS_MODULE=settings"}
	for _, v := range f.opts.Env {
		cmd.Env = append(cmd.Env, v.Name+"="+v.Value)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var said struct {
		Missing, Error string
		Values         map[string]string
	}
	last := strings.TrimSpace(stdout.String())
	if i := strings.LastIndex(last, "\n"); i >= 0 {
		last = last[i+1:]
	}
	if err := json.Unmarshal([]byte(last), &said); err != nil {
		t.Fatalf("%v: %s", err, stdout.String())
	}
	if said.Missing != "" && !newMemory(f.files).Exists(said.Missing+".py") && !newMemory(f.files).IsDir(said.Missing) {
		t.Skip("this Python lacks " + said.Missing + ": the fixture is not confirmed")
	}
	compare(t, eval.Load(newMemory(f.files), f.opts), said.Error, said.Values, dir)
}

func compare(t *testing.T, r *eval.Result, failure string, values map[string]string, dir string) {
	if failure != "" {
		if r.Err == nil && r.Live == value.True {
			t.Errorf("Python fails with %s, we do not", failure)
		}
		return
	}
	if r.Err != nil {
		t.Fatalf("Python loads it, we fail: %+v", *r.Err)
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	known := 0
	for name, want := range values {
		s, ok := r.Settings[name]
		if !ok {
			if r.Open == nil {
				t.Errorf("%s is missing; Python has %s", name, want)
			}
			continue
		}
		p, ok := s.Value.Only()
		if !ok {
			continue
		}
		got, ok := value.Repr(p)
		if !ok {
			continue
		}
		known++
		want = strings.ReplaceAll(want, dir, "/root")
		if got = relativePaths(got); got != want && !sameSet(got, want) {
			t.Errorf("%s is %s, Python says %s", name, got, want)
		}
	}
	t.Logf("%d of %d values confirmed", known, len(values))
}

// sameSet compares sets as Python prints them, in whatever order.
func sameSet(a, b string) bool {
	split := func(s string) map[string]bool {
		m := map[string]bool{}
		for _, part := range strings.Split(strings.Trim(s, "{}"), ", ") {
			m[part] = true
		}
		return m
	}
	if !strings.HasPrefix(a, "{") || !strings.HasPrefix(b, "{") || len(a) != len(b) {
		return false
	}
	x, y := split(a), split(b)
	for k := range x {
		if !y[k] {
			return false
		}
	}
	return len(x) == len(y)
}
