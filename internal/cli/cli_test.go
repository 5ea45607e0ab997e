package cli

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer"
)

var catalogue = analyzer.Catalogue{
	Sections: []analyzer.Section{{ID: "house", Title: "House"}},
	Items:    []analyzer.Item{{ID: "lights-off", Title: "`LIGHTS = False` at night", Section: "house"}},
	Rules: []*analyzer.Rule{{
		ID: "lights-on", Title: "the lights are on at night", Item: "lights-off", Severity: analyzer.High,
		What: "Finds light.", Why: "It shines.", Fix: "Turn it off.", Checks: []string{"security.W018"}, CWE: 489,
		Check: func(*analyzer.Pass) {},
	}},
}

// A result is what a run leaves behind.
type result struct {
	status         int
	stdout, stderr string
}

// run runs deploycheck in a folder of its own.
func run(t *testing.T, env map[string]string, args ...string) result {
	t.Helper()
	return runWith(t, World{Env: env, Open: OpenFolder, Args: args})
}

func runWith(t *testing.T, w World) result {
	t.Helper()
	var out, errs bytes.Buffer
	w.Stdout, w.Stderr = &out, &errs
	status := Main(w, catalogue)
	return result{status, out.String(), errs.String()}
}

// site writes a small project and gives its folder.
func site(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "manage.py", "import os\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"config.settings\")\n")
	write(t, dir, "config/__init__.py", "")
	write(t, dir, "config/settings.py", "DEBUG = True\nSECRET_KEY = \"x\"\nROOT_URLCONF = \"config.urls\"\nINSTALLED_APPS = []\n")
	return dir
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestUsageErrors(t *testing.T) {
	dir := site(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"check", dir, dir}, "2 paths given"},
		{[]string{filepath.Join(dir, "nowhere")}, "no such folder"},
		{[]string{filepath.Join(dir, "manage.py")}, "is a file, not a folder\nhint: give the folder of the project: " + dir},
		{[]string{"chek"}, "no such folder: chek\nhint: did you mean the command check?"},
		{[]string{"--settigns", "x"}, "unknown flag: --settigns\nhint: did you mean --settings?"},
		{[]string{"check", dir, "--format", "jsn"}, "--format \"jsn\" is not known\nhint: did you mean json? it may be badge, github, json, markdown, sarif, text"},
		{[]string{"check", dir, "--format", "pdf"}, "hint: it may be badge, github, json, markdown, sarif, text"},
		{[]string{"check", dir, "--output", "jsn=x"}, "did you mean json?"},
		{[]string{"check", dir, "--output", ""}, "names no file"},
		{[]string{"check", dir, "--output", filepath.Join(dir, "no/such/a.json")}, "cannot be written: no such file or directory"},
		{[]string{"check", dir, "--output", dir}, "cannot be written"},
		{[]string{"check", dir, "--fail-on", "errors"}, "did you mean error?"},
		{[]string{"check", dir, "--color", "yes"}, "--color \"yes\" is not known"},
		{[]string{"check", dir, "--only", "lihgts-on"}, "--only \"lihgts-on\" names no rule, item or section\nhint: did you mean lights-on?"},
		{[]string{"check", dir, "--skip", "hous"}, "did you mean house?"},
		{[]string{"check", dir, "--env", "DEBUG"}, "--env \"DEBUG\" sets no variable"},
		{[]string{"check", dir, "--env", "=x"}, "sets no variable"},
		{[]string{"check", dir, "--env-file", filepath.Join(dir, "none")}, "cannot be read: no such file or directory"},
		{[]string{"check", dir, "--env-file", dir}, "cannot be read: is a folder"},
		{[]string{"check", dir, "--django", "five"}, "is not a version of Django"},
		{[]string{"check", dir, "--settings", "config/settings.py"}, "is not the name of a module\nhint: write it like"},
		{[]string{"check", dir, "--pythonpath", "../x"}, "lies outside"},
		{[]string{"check", dir, "--deployment", "producton"}, "did you mean production?"},
		{[]string{"check-deploy", dir, "--format", "sarif"}, "it may be text, json"},
		{[]string{"check-deploy", dir, "--fail-level", "WARN"}, "it may be CRITICAL, ERROR"},
		{[]string{"check-deploy", dir, "--tag", "secutiry"}, "did you mean security?"},
		{[]string{"diffsettings", dir, "--output", "unifed"}, "did you mean unified?"},
		{[]string{"explain"}, "explain takes one name"},
		{[]string{"explain", "light-on"}, "nothing is called light-on\nhint: did you mean lights-on?"},
		{[]string{"rules", "x"}, "rules takes no argument"},
		{[]string{"rules", "--format", "sarif"}, "--format \"sarif\" is not known"},
	} {
		got := run(t, nil, c.args...)
		if got.status != Usage || got.stdout != "" || !strings.HasPrefix(got.stderr, "deploycheck: ") || !strings.Contains(got.stderr, c.want) {
			t.Errorf("%v: status %d\n%s\nwant %s", c.args, got.status, got.stdout+got.stderr, c.want)
		}
	}
}

func TestEmptyFolder(t *testing.T) {
	dir := t.TempDir()
	got := run(t, nil, dir)
	if got.status != Usage || !strings.Contains(got.stderr, "is empty\nhint: give the folder of a Django project") {
		t.Errorf("%+v", got)
	}
	got = run(t, map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": dir}, dir)
	if got.status != Usage || !strings.Contains(got.stderr, "actions/checkout") || !strings.Contains(got.stderr, "::error title=deploycheck::the workspace is empty%0A") {
		t.Errorf("%+v", got)
	}
}

// TestCrash holds that a bug of ours is told as one, without a stack.
func TestCrash(t *testing.T) {
	bug := func(string) (fs.FS, error) { panic("a bug\x1b[2J") }
	got := runWith(t, World{Open: bug, Args: []string{"."}})
	if got.status != Broken || !strings.HasPrefix(got.stderr, "deploycheck: internal error\nhint: ") || strings.Contains(got.stderr, "goroutine") {
		t.Errorf("%+v", got)
	}
	got = runWith(t, World{Open: bug, Args: []string{".", "--verbose"}})
	if got.status != Broken || !strings.Contains(got.stderr, `a bug\x1b[2J`) || !strings.Contains(got.stderr, "goroutine") {
		t.Errorf("%+v", got)
	}
}

// TestOurFailure holds that a full disk is our failure, not a finding.
func TestOurFailure(t *testing.T) {
	w := World{Open: OpenFolder, Args: []string{site(t)}, Stdout: broken{}}
	var errs bytes.Buffer
	w.Stderr = &errs
	if status := Main(w, catalogue); status != Broken || !strings.Contains(errs.String(), "no space") {
		t.Errorf("status %d: %s", status, errs.String())
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no space") }

func TestCatalogueCommands(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"rules"}, "1 checklist item, 1 rule"},
		{[]string{"rules", "--format", "json"}, `"id": "lights-on"`},
		{[]string{"explain", "lights-on"}, "Turn it off."},
		{[]string{"explain", "security.W018"}, "lights-on\n"},
		{[]string{"explain", "lights-off"}, "Rules that answer it\n  lights-on"},
		{[]string{"version"}, "deploycheck " + Version()},
		{[]string{"--version"}, "deploycheck " + Version()},
		{[]string{"--help"}, "diffsettings"},
	} {
		got := run(t, nil, c.args...)
		if got.status != Clean || !strings.Contains(got.stdout, c.want) || got.stderr != "" {
			t.Errorf("%v: %+v", c.args, got)
		}
	}
}

// TestColor is about when colours are used; a buffer is no terminal.
func TestColor(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		args []string
		want bool
	}{
		{nil, nil, false},
		{nil, []string{"--color", "always"}, true},
		{map[string]string{"NO_COLOR": "1"}, []string{"--color", "always"}, true},
		{nil, []string{"--color", "never"}, false},
	} {
		got := run(t, c.env, append([]string{"explain", "lights-on"}, c.args...)...)
		if strings.Contains(got.stdout, "\x1b[") != c.want {
			t.Errorf("%v %v: %q", c.env, c.args, got.stdout)
		}
	}
}

func TestOutputs(t *testing.T) {
	dir, out := site(t), t.TempDir()
	file := func(name string) string { return filepath.Join(out, name) }
	got := run(t, nil, "check", dir, "--fail-on", "none", "--output", "json="+file("a"), "--output", "sarif="+file("b"))
	if got.status != Clean || !strings.Contains(got.stdout, "Project at") {
		t.Fatalf("%+v", got)
	}
	holds(t, file("a"), `"schema": "deploycheck/1"`)
	holds(t, file("b"), `"version": "2.1.0"`)
	got = run(t, nil, "check", dir, "--fail-on", "none", "--output", file("c.sarif"))
	if got.status != Clean || got.stdout != "" {
		t.Fatalf("%+v", got)
	}
	holds(t, file("c.sarif"), `"version": "2.1.0"`)
	got = run(t, nil, "check", dir, "--fail-on", "none", "--format", "json", "--output", file("d.sarif"))
	holds(t, file("d.sarif"), `"schema": "deploycheck/1"`)
	got = run(t, nil, "check", dir, "--fail-on", "none", "--format", "json", "--output", "-")
	if !strings.Contains(got.stdout, `"schema": "deploycheck/1"`) {
		t.Errorf("%+v", got)
	}
}

func holds(t *testing.T, file, want string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), want) {
		t.Errorf("%s: no %s: %v\n%s", file, want, err, text)
	}
}

// TestPrefix holds that SARIF names files from the top of the repository.
func TestPrefix(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "a", "b")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		git, env, want string
	}{
		{"", "", ""}, {".", "", "a/b"}, {"a", "", "b"}, {"a", ".", "a/b"}, {"", "a/b", ""}, {"", "elsewhere", ""},
	} {
		mark := filepath.Join(top, c.git, ".git")
		if c.git != "" {
			os.Mkdir(mark, 0o755)
		}
		a := &app{World: World{Env: map[string]string{}}}
		if c.env != "" {
			a = workspaceApp(filepath.Join(top, c.env))
		}
		if got, err := a.prefix(dir); err != nil || got != c.want {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
		if c.git != "" {
			os.Remove(mark)
		}
	}
}

// TestEnvironment is about variables and what is said of their sources.
func TestEnvironment(t *testing.T) {
	dir := site(t)
	write(t, dir, ".env.prod", "DEBUG=off\nbad line\nHOST=a\n")
	a := &app{}
	a.flags.envFiles = []string{filepath.Join(dir, ".env.prod")}
	a.flags.env = []string{"DEBUG=a=b", "EMPTY="}
	variables, notes, err := a.variables(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range variables {
		got = append(got, v.Name+"="+v.Value+" "+v.Source.Span.String()+" "+v.Source.Text)
	}
	want := "DEBUG=off .env.prod:1 sets DEBUG|HOST=a .env.prod:3 sets HOST|DEBUG=a=b  --env DEBUG=…|EMPTY=  --env EMPTY=…"
	if strings.Join(got, "|") != want {
		t.Errorf("%s", strings.Join(got, "|"))
	}
	if len(notes) != 1 || notes[0].Span.String() != ".env.prod:2" {
		t.Errorf("%v", notes)
	}
	_, notes, _ = a.variables(t.TempDir())
	if len(notes) != 1 || !notes[0].Span.IsZero() || !strings.HasPrefix(notes[0].Text, "--env-file .env.prod:2 ") {
		t.Errorf("%v", notes)
	}
}
