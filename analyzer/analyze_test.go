package analyzer_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/deploycheck/deploycheck/analyzer"
)

func repository(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// mysite is a project whose settings end with some lines.
func mysite(lines string) map[string]string {
	return map[string]string{
		"manage.py":          "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')\n",
		"mysite/__init__.py": "",
		"mysite/settings.py": "from pathlib import Path\nimport os\nBASE_DIR = Path(__file__).resolve().parent.parent\nINSTALLED_APPS = []\nMIDDLEWARE = []\nROOT_URLCONF = 'mysite.urls'\n" + lines,
		"mysite/urls.py":     "urlpatterns = []\n",
	}
}

func analyze(t *testing.T, files map[string]string, o analyzer.Options) *analyzer.Repository {
	t.Helper()
	r, err := analyzer.Analyze(repository(files), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestUsageErrors(t *testing.T) {
	for _, c := range []struct {
		name       string
		files      map[string]string
		o          analyzer.Options
		text, hint string
	}{
		{"an empty folder", nil, analyzer.Options{}, "empty", "checkout"},
		{"no project", map[string]string{"main.go": "package main\n"}, analyzer.Options{}, "no Django project", "--settings"},
		{"an unknown module", mysite(""), analyzer.Options{Settings: []string{"mysite.prod"}}, "no settings module mysite.prod", "--pythonpath"},
		{"an unknown folder", mysite(""), analyzer.Options{Settings: []string{"mysite.settings"}, PythonPath: "src"}, "below src", "--pythonpath"},
		{"a folder in place of settings", map[string]string{"mysite/settings.py/x": ""}, analyzer.Options{Settings: []string{"mysite.settings"}}, "no settings module", "--pythonpath"},
		{"a path that leads out", mysite(""), analyzer.Options{Settings: []string{"passwd"}, PythonPath: "../../etc"}, "no settings module", "--pythonpath"},
	} {
		_, err := analyzer.Analyze(repository(c.files), c.o)
		var usage *analyzer.UsageError
		if !errors.As(err, &usage) {
			t.Errorf("%s: got %v", c.name, err)
			continue
		}
		if !strings.Contains(usage.Text, c.text) || !strings.Contains(usage.Hint, c.hint) {
			t.Errorf("%s: got %q, hint %q", c.name, usage.Text, usage.Hint)
		}
	}
}

func TestMonorepo(t *testing.T) {
	files := map[string]string{"requirements.txt": "Django==5.2.1\n", "blog/requirements.txt": "Django==4.2.3\n"}
	for _, dir := range []string{"shop", "blog"} {
		for name, text := range mysite("NAME = '" + dir + "'\n") {
			files[dir+"/"+name] = text
		}
	}
	r := analyze(t, files, analyzer.Options{})
	if len(r.Projects) != 2 || r.Projects[0].Root != "blog" || r.Projects[1].Root != "shop" {
		t.Fatalf("got %+v", r.Projects)
	}
	if r.Projects[0].Django.Version != "4.2.3" || r.Projects[1].Django.Version != "5.2.1" {
		t.Errorf("versions: %s, %s", r.Projects[0].Django.Version, r.Projects[1].Django.Version)
	}
	for _, p := range r.Projects {
		d := p.Deployments[0]
		if d.Name != "production" || d.Settings != "mysite.settings" || len(d.Why) == 0 || d.Why[0].Span.File != p.Root+"/manage.py" {
			t.Errorf("%s: %s %v", p.Root, d.Settings, d.Why)
		}
		if line := setting(t, r, d, "NAME", false); line.Value != p.Root {
			t.Errorf("%s reads the settings of %v", p.Root, line.Value)
		}
	}
	one := analyze(t, files, analyzer.Options{PythonPath: "shop"})
	if len(one.Projects) != 1 || one.Projects[0].Root != "shop" {
		t.Errorf("--pythonpath shop gives %+v", one.Projects)
	}
	if v := analyze(t, files, analyzer.Options{Django: "6.1"}).Projects[0].Django.Version; v != "6.1" {
		t.Errorf("--django 6.1 gives %s", v)
	}
}

func TestSeveralSettings(t *testing.T) {
	files := mysite("")
	files["mysite/prod.py"] = "from .settings import *\nDEBUG = False\n"
	r := analyze(t, files, analyzer.Options{Settings: []string{"mysite.settings", "mysite.prod"}})
	var names []string
	for _, d := range r.Projects[0].Deployments {
		names = append(names, d.Name)
	}
	if strings.Join(names, " ") != "mysite.settings mysite.prod" {
		t.Errorf("got %v", names)
	}
}

func setting(t *testing.T, r *analyzer.Repository, d *analyzer.Deployment, name string, all bool) analyzer.SettingLine {
	t.Helper()
	for _, line := range r.DiffSettings(d, all) {
		if line.Name == name {
			return line
		}
	}
	t.Fatalf("%s is not printed", name)
	return analyzer.SettingLine{}
}

func TestDiffSettings(t *testing.T) {
	const password = "hunter2-hunter2"
	r := analyze(t, mysite(strings.Join([]string{
		"DEBUG = False", "TIME_ZONE = 'Europe/Berlin'", "STATIC_ROOT = BASE_DIR / 'static'", "LOG_FILE = str(BASE_DIR / 'x.log')", "OUTSIDE = Path('/srv/x')",
		"SECRET_KEY = '" + password + "'", "DATABASES = {'default': {'NAME': 'n', 'PASSWORD': '" + password + "', 'OPTIONS': {'password': '" + password + "'}}}",
		"BROKER = 'amqp://user:" + password + "@host/'", "CACHES = {'default': {'LOCATION': ['redis://:" + password + "@h:6379/0']}}", "API_TOKEN = '" + password + "'",
		"NUMBERS = (1, 2.5, None, True)", "HOST = os.environ['HOST']", "LEVEL = os.environ.get('LEVEL', 'INFO')", "lower = 1", "KINDS = {'b', 'a'}",
	}, "\n")+"\n"), analyzer.Options{Django: "5.2"})
	d := r.Projects[0].Deployments[0]
	for _, c := range []struct {
		name string
		want analyzer.SettingLine
	}{
		{"DEBUG", analyzer.SettingLine{Known: true, Value: false, Repr: "False", DefRepr: "False"}},
		{"TIME_ZONE", analyzer.SettingLine{Known: true, Value: "Europe/Berlin", Repr: "'Europe/Berlin'", DefRepr: "'America/Chicago'", Differs: true}},
		{"STATIC_ROOT", analyzer.SettingLine{Known: true, Value: "static", Repr: "PosixPath('<repository>/static')", DefRepr: "None", Differs: true, IsPath: true}},
		{"LOG_FILE", analyzer.SettingLine{Known: true, Value: "x.log", Repr: "'<repository>/x.log'", Differs: true, IsPath: true}},
		{"BASE_DIR", analyzer.SettingLine{Known: true, Value: ".", Repr: "PosixPath('<repository>')", Differs: true, IsPath: true}},
		{"OUTSIDE", analyzer.SettingLine{Known: true, Value: "/srv/x", Repr: "PosixPath('/srv/x')", Differs: true}},
		{"NUMBERS", analyzer.SettingLine{Known: true, Value: []any{int64(1), 2.5, nil, true}, Repr: "(1, 2.5, None, True)", Differs: true}},
		{"HOST", analyzer.SettingLine{Repr: "…", Differs: true, Needs: []string{"HOST"}}},
		{"LEVEL", analyzer.SettingLine{Repr: "…", Differs: true, Needs: []string{"LEVEL"}}},
		{"USE_TZ", analyzer.SettingLine{Known: true, Value: true, Repr: "True", DefRepr: "True", Default: true}},
		{"LANGUAGES", analyzer.SettingLine{Repr: "…", Differs: true, Default: true}},
	} {
		got := setting(t, r, d, c.name, true)
		if got.Default != c.want.Default || !got.Default && got.Span.File != "mysite/settings.py" {
			t.Errorf("%s: default %v, at %v", c.name, got.Default, got.Span)
		}
		if got.Known == (got.Reason != "") {
			t.Errorf("%s: known %v, reason %q", c.name, got.Known, got.Reason)
		}
		if !reflect.DeepEqual(got.Value, c.want.Value) || got.Known != c.want.Known || got.Repr != c.want.Repr || got.DefRepr != c.want.DefRepr ||
			got.Differs != c.want.Differs || got.IsPath != c.want.IsPath || strings.Join(got.Needs, " ") != strings.Join(c.want.Needs, " ") {
			t.Errorf("%s: got %+v", c.name, got)
		}
	}
	for _, all := range []bool{false, true} {
		lines := r.DiffSettings(d, all)
		for i, line := range lines {
			text, err := json.Marshal(line)
			if err != nil {
				t.Errorf("%s is not ready for JSON: %v", line.Name, err)
			}
			if strings.Contains(string(text), "hunter2") || strings.Contains(fmt.Sprintf("%+v", line), "hunter2") {
				t.Errorf("%s shows a secret: %s", line.Name, text)
			}
			if i > 0 && lines[i-1].Name >= line.Name {
				t.Errorf("%s is not in order", line.Name)
			}
			if line.Name == "lower" || !all && !line.Differs {
				t.Errorf("%s is printed", line.Name)
			}
		}
	}
	want := map[string]any{"redacted": true, "length": len(password), "distinct": 8}
	if got := setting(t, r, d, "SECRET_KEY", false).Value; !reflect.DeepEqual(got, want) {
		t.Errorf("SECRET_KEY: got %v", got)
	}
}

func TestLoadErrors(t *testing.T) {
	for _, c := range []struct {
		name, lines, kind string
		line              int
	}{
		{"a variable that is missing", "SECRET_KEY = os.environ['KEY']\n", "KeyError", 7},
		{"a division by zero", "X = 1\nY = X / 0\n", "ZeroDivisionError", 8},
		{"a guard", "from django.core.exceptions import ImproperlyConfigured\nraise ImproperlyConfigured('no')\n", "ImproperlyConfigured", 8},
		{"what Django refuses", "ALLOWED_HOSTS = 'example.com'\n", "ImproperlyConfigured", 7},
		{"a module that is not there", "from .gone import X\n", "ModuleNotFoundError", 7},
	} {
		r := analyze(t, mysite(c.lines), analyzer.Options{EnvOnly: true, Strict: true})
		report := r.CheckDeploy(r.Projects[0].Deployments[0])
		if report.Error == nil || len(report.Checks) > 0 {
			t.Errorf("%s: loads", c.name)
			continue
		}
		if e := report.Error; e.Type != c.kind || e.Span.File != "mysite/settings.py" || e.Span.Line != c.line {
			t.Errorf("%s: got %+v", c.name, e)
		}
	}
}

func check(t *testing.T, r *analyzer.DeployReport, id string) analyzer.DeployCheck {
	t.Helper()
	if r.Error != nil {
		t.Fatalf("does not load: %+v", r.Error)
	}
	for _, c := range r.Checks {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("%s is not judged", id)
	return analyzer.DeployCheck{}
}

func TestCheckDeploy(t *testing.T) {
	lines := "DEBUG = os.environ.get('DEBUG', '') == 'on'\nALLOWED_HOSTS = ['x']\nSILENCED_SYSTEM_CHECKS = ['security.W001', 'security.W020', 'security.W009']\nMIDDLEWARE = []\nSECRET_KEY = 'x'\n"
	for _, c := range []struct {
		o       analyzer.Options
		verdict string
	}{
		{analyzer.Options{}, "unknown"},
		{analyzer.Options{EnvOnly: true, Strict: true}, "clear"},
		{analyzer.Options{Env: []analyzer.Variable{{Name: "DEBUG", Value: "on"}}}, "fires"},
		{analyzer.Options{Env: []analyzer.Variable{{Name: "DEBUG", Value: "on"}, {Name: "DEBUG", Value: "off"}}}, "clear"},
	} {
		r := analyze(t, mysite(lines), c.o)
		report := r.CheckDeploy(r.Projects[0].Deployments[0])
		got := check(t, report, "security.W018")
		if got.Verdict != c.verdict || got.Span.Line != 7 || got.Level != "WARNING" || got.Message == "" {
			t.Errorf("%+v: got %+v", c.o, got)
		}
		if c.verdict == "unknown" && (strings.Join(got.Needs, " ") != "DEBUG" || got.Reason == "") {
			t.Errorf("unknown, but not what would tell: %+v", got)
		}
		if c.verdict != "unknown" && len(got.Needs) > 0 {
			t.Errorf("%s needs %v", c.verdict, got.Needs)
		}
		if strings.Join(report.Silenced, " ") != "security.W001 security.W009" {
			t.Errorf("silenced: %v", report.Silenced)
		}
		if w := check(t, report, "security.W020"); w.Verdict != "clear" {
			t.Errorf("security.W020: %+v", w)
		}
	}
}

// insecure is a rule that asks whether SESSION_COOKIE_SECURE is off.
var insecure = &analyzer.Rule{ID: "insecure", Item: "session-cookie", Check: func(p *analyzer.Pass) {
	cookie := p.Setting("SESSION_COOKIE_SECURE")
	if j := p.Judge(cookie, p.Space().Truth(cookie.Value).Not()); j.Fails() {
		p.Report(j, "SESSION_COOKIE_SECURE is off%s", j.When())
	}
}}

// TestProduction holds that rules judge where DEBUG is off, if it can be.
func TestProduction(t *testing.T) {
	for _, c := range []struct {
		lines string
		found int
	}{
		{"DEBUG = os.environ.get('DEBUG') == '1'\nSESSION_COOKIE_SECURE = not DEBUG\n", 0},
		{"DEBUG = os.environ.get('DEBUG', '1') == '1'\nSESSION_COOKIE_SECURE = not DEBUG\n", 0},
		{"DEBUG = os.environ.get('DEBUG') == '1'\nif DEBUG:\n    SESSION_COOKIE_SECURE = False\nelse:\n    SESSION_COOKIE_SECURE = True\n", 0},
		{"DEBUG = os.environ.get('DEBUG') == '1'\nSESSION_COOKIE_SECURE = DEBUG\n", 1},
		{"DEBUG = True\nSESSION_COOKIE_SECURE = not DEBUG\n", 1},
		{"DEBUG = False\n", 1},
	} {
		r := analyze(t, mysite(c.lines), analyzer.Options{})
		report := r.Check(analyzer.Catalogue{Items: []analyzer.Item{{ID: "session-cookie"}}, Rules: []*analyzer.Rule{insecure}}, func(*analyzer.Rule) bool { return true })
		if len(report.Findings) != c.found {
			t.Errorf("%q: got %+v", c.lines, report.Findings)
		}
		for _, f := range report.Findings {
			if f.Rule.ID != "insecure" || f.Span.File != "mysite/settings.py" || f.Message == "" {
				t.Errorf("%q: got %+v", c.lines, f)
			}
		}
	}
}

func TestDeterminism(t *testing.T) {
	files := mysite("DEBUG = os.environ.get('D') == '1'\nif DEBUG:\n    X = {os.environ.get('A', 'a'): 1, 'b': 2}\nelse:\n    X = {'c': {os.environ.get('B')}}\nfrom .local import *\nA = B = os.environ['C']\n")
	files["mysite/local.py"] = "Y = [1, 2, 3]\nZ = X\n"
	var want string
	for i := range 5 {
		r := analyze(t, files, analyzer.Options{})
		d := r.Projects[0].Deployments[0]
		text, err := json.Marshal([]any{r.Projects[0].Root, r.Notes, d.Why, r.DiffSettings(d, true), r.CheckDeploy(d)})
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && string(text) != want {
			t.Fatalf("run %d differs:\n%s\n%s", i, text, want)
		}
		want = string(text)
	}
}

func TestHostile(t *testing.T) {
	deep := strings.Repeat("[", 300) + strings.Repeat("]", 300)
	nested := ""
	for i := range 90 {
		nested += strings.Repeat(" ", i) + "if A" + fmt.Sprint(i) + ":\n"
	}
	cases := map[string]map[string]string{
		"deep lists":       mysite("X = " + deep + "\n"),
		"deep blocks":      mysite("import os\n" + nested + strings.Repeat(" ", 90) + "X = 1\n"),
		"endless loop":     mysite("while True:\n    X = 1\n"),
		"endless call":     mysite("def f(n):\n    return f(n + 1)\nX = f(0)\n"),
		"growth":           mysite("X = 'a'\nfor i in range(1000):\n    X = X + X\n"),
		"many variables":   mysite("import os\nX = []\n" + manyVariables(40)),
		"not Python":       mysite("\x00\xff\xfe {{{ %$ \n"),
		"itself":           mysite("X = []\nX.append(X)\nY = {}\nY['y'] = Y\n"),
		"star of itself":   mysite("from .settings import *\nfrom mysite.settings import *\n"),
		"names that loop":  mysite("from . import settings\nX = settings.X\n"),
		"exec of itself":   mysite("exec(open(__file__).read())\n"),
		"long line":        mysite("X = '" + strings.Repeat("a", 500_000) + "'\n"),
		"big power":        mysite("X = 9 ** 9 ** 9\nY = 'a' * 10 ** 12\nZ = [0] * 10 ** 12\nW = 1 << 10 ** 9\n"),
		"comprehension":    mysite("X = [(a, b, c) for a in range(1000) for b in range(1000) for c in range(1000)]\n"),
		"pattern":          mysite("import re\nX = re.match('(a*)*b', 'a' * 50)\n"),
		"deep expressions": mysite("X = " + strings.Repeat("(", 400) + "1" + strings.Repeat(")", 400) + "\n"),
	}
	cycle := mysite("from .a import *\n")
	cycle["mysite/a.py"] = "from .b import *\nA = 1\n"
	cycle["mysite/b.py"] = "from .a import *\nfrom .settings import *\nB = 1\n"
	cases["cyclic imports"] = cycle
	folder := mysite("")
	delete(folder, "mysite/settings.py")
	folder["mysite/settings.py/__init__.py"] = "X = 1\n"
	folder["other/settings.py"] = "INSTALLED_APPS = []\n"
	cases["settings that are a folder"] = folder
	for name, files := range cases {
		for _, o := range []analyzer.Options{{}, {EnvOnly: true, Strict: true}} {
			r, err := analyzer.Analyze(repository(files), o)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			d := r.Projects[0].Deployments[0]
			r.DiffSettings(d, true)
			r.CheckDeploy(d)
		}
	}
}

func manyVariables(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "if os.environ.get('V%d'):\n    X.append(%d)\n", i, i)
	}
	return b.String()
}
