package discover

import (
	"strings"
	"testing"
)

const (
	settingsText = "INSTALLED_APPS = []\nROOT_URLCONF = 'site.urls'\n"
	setDefault   = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', '%')\n"
)

// names writes a Python file that names a settings module.
func names(module string) string { return strings.Replace(setDefault, "%", module, 1) }

// found lists projects as "root: module module".
func found(files map[string]string) string {
	projects, _ := Projects(tree(files))
	var lines []string
	for _, p := range projects {
		line := p.Root + ":"
		for _, m := range p.Modules {
			line += " " + m.Name
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

// first is the module that goes live.
func first(files map[string]string) string {
	got, _, _ := strings.Cut(found(files), ";")
	_, modules, _ := strings.Cut(got, ": ")
	module, _, _ := strings.Cut(modules, " ")
	return module
}

// site is a project with several settings modules, and wsgi.py naming one.
func site(served string, more map[string]string) map[string]string {
	files := map[string]string{
		"manage.py": names("config.settings.local"), "config/__init__.py": "", "config/wsgi.py": names(served),
		"config/settings/__init__.py": "", "config/settings/base.py": settingsText, "config/settings/local.py": "from .base import *\n",
		"config/settings/production.py": "from .base import *\n", "config/settings/test.py": "", "config/settings/staging.py": "", "config/settings/other.py": "",
	}
	for name, text := range more {
		files[name] = text
	}
	return files
}

func TestNamedIn(t *testing.T) {
	const other = "config.settings.other"
	for name, text := range map[string]string{
		"docker-compose.yml":                 "services:\n  web:\n    environment:\n      - DJANGO_SETTINGS_MODULE=config.settings.other\n",
		"compose.yaml":                       "services:\n  web:\n    environment:\n      DJANGO_SETTINGS_MODULE: \"config.settings.other\"\n",
		"compose.prod.yml":                   "services:\n  web:\n    environment:\n      DJANGO_SETTINGS_MODULE: ${DJANGO_SETTINGS_MODULE:-config.settings.other}\n",
		"Dockerfile":                         "FROM python\nENV DJANGO_SETTINGS_MODULE=config.settings.other \\\n    X=1\n",
		"docker/Dockerfile":                  "FROM python\nENV DJANGO_SETTINGS_MODULE config.settings.other\n",
		"web.Dockerfile":                     "ENV A=1 \\\n    DJANGO_SETTINGS_MODULE='config.settings.other'\n",
		".env":                               "A=1\nexport DJANGO_SETTINGS_MODULE=\"config.settings.other\"\n",
		".envs/.production/.django":          "DJANGO_SETTINGS_MODULE=config.settings.other\n",
		"k8s/web.yaml":                       "env:\n  - name: DJANGO_SETTINGS_MODULE\n    value: config.settings.other\n  - name: B\n    value: c\n",
		"k8s/flow.yaml":                      "env: [{name: DJANGO_SETTINGS_MODULE, value: config.settings.other}]\n",
		"k8s/map.yaml":                       "kind: ConfigMap\ndata:\n  DJANGO_SETTINGS_MODULE: config.settings.other\n",
		"aws/task.json":                      "{\"environment\": [{\n \"name\": \"DJANGO_SETTINGS_MODULE\",\n \"value\": \"config.settings.other\"\n}]}",
		"terraform/main.tf":                  "env {\n  name  = \"DJANGO_SETTINGS_MODULE\"\n  value = \"config.settings.other\"\n}\n",
		"Procfile":                           "web: gunicorn config.wsgi --env DJANGO_SETTINGS_MODULE=config.settings.other\n",
		"app.json":                           "{\"env\": {\"DJANGO_SETTINGS_MODULE\": {\n\"description\": \"x\",\n\"value\": \"config.settings.other\"}}}",
		"render.yaml":                        "envVars:\n  - key: DJANGO_SETTINGS_MODULE\n    value: config.settings.other\n",
		"fly.toml":                           "[env]\n  DJANGO_SETTINGS_MODULE = \"config.settings.other\"\n",
		"etc/site.service":                   "[Service]\nEnvironment=\"DJANGO_SETTINGS_MODULE=config.settings.other\"\n",
		"etc/uwsgi.ini":                      "[uwsgi]\nenv = DJANGO_SETTINGS_MODULE=config.settings.other\n",
		"etc/gunicorn.conf.py":               "raw_env = ['DJANGO_SETTINGS_MODULE=config.settings.other']\n",
		"etc/supervisord.conf":               "[program:web]\nenvironment=A=\"1\",DJANGO_SETTINGS_MODULE=\"config.settings.other\"\n",
		"apache/site.conf":                   "SetEnv DJANGO_SETTINGS_MODULE config.settings.other\n",
		"docker-entrypoint.sh":               "export DJANGO_SETTINGS_MODULE=config.settings.other\nexec gunicorn config.wsgi\n",
		"start.sh":                           "exec python manage.py runserver --settings=config.settings.other\n",
		"roles/web/templates/web.service.j2": "Environment=DJANGO_SETTINGS_MODULE=config.settings.other\n",
	} {
		if got := first(site("config.settings.local", map[string]string{name: text})); got != other {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

// TestNotNamedIn holds what names a module, but not the one that goes live.
func TestNotNamedIn(t *testing.T) {
	const live = "config.settings.production"
	for name, text := range map[string]string{
		"docker-compose.dev.yml":         "    environment:\n      - DJANGO_SETTINGS_MODULE=config.settings.other\n",
		"docker-compose.yml":             "    command: python manage.py runserver\n    environment:\n      - DJANGO_SETTINGS_MODULE=config.settings.other\n",
		".env.example":                   "DJANGO_SETTINGS_MODULE=config.settings.other\n",
		".env":                           "# DJANGO_SETTINGS_MODULE=config.settings.other\n",
		"Dockerfile":                     "RUN apt-get update && \\\n  DJANGO_SETTINGS_MODULE=config.settings.other python manage.py collectstatic\n",
		"entrypoint.sh":                  "python manage.py migrate --settings=config.settings.other\n",
		"pytest.ini":                     "[pytest]\nDJANGO_SETTINGS_MODULE = config.settings.other\n",
		".github/workflows/ci.yml":       "env:\n  DJANGO_SETTINGS_MODULE: config.settings.other\n",
		"docs/deploy.md":                 "DJANGO_SETTINGS_MODULE=config.settings.other\n",
		"k8s/web.yaml":                   "env:\n  - name: DJANGO_SETTINGS_MODULE\n    valueFrom: x\n  - name: OTHER\n    value: config.settings.other\n",
		"compose.yml":                    "environment:\n  - DJANGO_SETTINGS_MODULE=${SETTINGS}\n",
		"docker/compose.staging.yml":     "environment:\n  DJANGO_SETTINGS_MODULE: config.settings.staging\n",
		"requirements/test/docker.env":   "DJANGO_SETTINGS_MODULE=config.settings.test\n",
		"config/celery.py":               names("config.settings.other"),
		"config/settings/__init__.py":    "# settings\n\"\"\"of the site\"\"\"\n",
		"config/asgi.py":                 "os.environ.setdefault('DJANGO_SETTINGS_MODULE', f'config.settings.{NAME}')\n",
		"config/asgi/wsgi.py":            "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings.' + name)\n",
		"config/x/wsgi.py":               "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings.%s' % name)\n",
		"config/y/wsgi.py":               "# os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings.other'\n",
		"config/z/wsgi.py":               "x = 1  # os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings.other'\n",
		"config/settings/wsgi.py":        "from config.wsgi import *  # named like a module for production\n",
		"tests/settings.py":              settingsText,
		"examples/site/wsgi.py":          names("config.settings.test"),
		"config/settings/prod.py.sample": "x",
	} {
		if got := first(site(live, map[string]string{name: text})); got != live {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

func TestPython(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{`os.environ["DJANGO_SETTINGS_MODULE"] = "a.b"`, "a.b"},
		{"os.environ.setdefault(\n    \"DJANGO_SETTINGS_MODULE\",\n    \"a.b\",\n)", "a.b"},
		{`os.environ.setdefault("DJANGO_SETTINGS_MODULE", env("DJANGO_SETTINGS_MODULE", default="a.b"))`, "a.b"},
		{`os.environ["DJANGO_SETTINGS_MODULE"] = os.getenv("DJANGO_SETTINGS_MODULE", "a.b")`, "a.b"},
		{`os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.dev" if DEBUG else "a.live")`, "a.dev a.live"},
		{"m = 'a.b' if 'HOST' in os.environ else 'a.c'\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', m)", "a.b a.c"},
		{"def main(module='a.b'):\n    os.environ['DJANGO_SETTINGS_MODULE'] = module\n", "a.b"},
		{`os.environ.update({"DJANGO_SETTINGS_MODULE": "a.b"})`, "a.b"},
		{`os.environ.update(DJANGO_SETTINGS_MODULE="a.b")`, "a.b"},
		{`env = Env(DJANGO_SETTINGS_MODULE=(str, "a.b"))`, "a.b"},
		{`os.environ.setdefault("DJANGO_SETTINGS_MODULE", env("DJANGO_SETTINGS_MODULE"))`, ""},
		{`if os.environ.get("DJANGO_SETTINGS_MODULE") == "a.b": pass`, ""},
		{`f"{os.environ['DJANGO_SETTINGS_MODULE']}"`, ""},
	} {
		var got []string
		for _, m := range mentions(c.code, python) {
			got = append(got, m.module)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.code, got, c.want)
		}
	}
}

func TestProjects(t *testing.T) {
	cookie := "{{cookiecutter.slug}}"
	for _, c := range []struct {
		name, want string
		files      map[string]string
	}{
		{"nothing", "", map[string]string{"README.md": "x"}},
		{"startproject", ".: site.settings", map[string]string{"manage.py": names("site.settings"), "site/settings.py": settingsText, "site/wsgi.py": names("site.settings")}},
		{"in a folder", "backend: site.settings", map[string]string{"backend/manage.py": names("site.settings"), "backend/site/settings.py": settingsText, "Dockerfile": "ENV DJANGO_SETTINGS_MODULE=site.settings\n"}},
		{"a monorepo", "a: shop.settings; b: blog.settings", map[string]string{
			"a/manage.py": names("shop.settings"), "a/shop/settings.py": settingsText, "b/manage.py": names("blog.settings"), "b/blog/settings.py": settingsText,
		}},
		{"one name, two projects", "a: core.settings; b: core.settings", map[string]string{
			"a/manage.py": names("core.settings"), "a/core/settings.py": settingsText, "b/manage.py": names("core.settings"), "b/core/settings.py": settingsText,
			"docker-compose.yml": "environment:\n  DJANGO_SETTINGS_MODULE: core.settings\n",
		}},
		{"one project found twice", "src: site.settings", map[string]string{
			"src/site/wsgi.py": names("site.settings"), "src/site/settings.py": settingsText, "conftest.py": names("src.site.settings"),
		}},
		{"a library with tests", ".: tests.settings", map[string]string{"pytest.ini": "DJANGO_SETTINGS_MODULE = tests.settings\n", "tests/settings.py": settingsText}},
		{"tests beside an example", "example: demo.settings", map[string]string{
			"pytest.ini": "DJANGO_SETTINGS_MODULE = tests.settings\n", "tests/settings.py": settingsText, "example/manage.py": names("demo.settings"), "example/demo/settings.py": settingsText,
		}},
		{"an example beside the real one", ".: site.settings", map[string]string{
			"example/manage.py": names("demo.settings"), "example/demo/settings.py": settingsText, "example/demo/wsgi.py": names("demo.settings"),
			"manage.py": names("site.settings"), "site/settings.py": settingsText,
		}},
		{"nobody names it", ".: site.settings", map[string]string{"site/__init__.py": "", "site/settings.py": settingsText}},
		{"an empty package", ".: site.settings.base site.settings", map[string]string{
			"manage.py": names("site.settings"), "site/__init__.py": "", "site/settings/__init__.py": "# nothing\n", "site/settings/base.py": settingsText,
		}},
		{"a switching package", ".: site.settings", map[string]string{
			"manage.py": names("site.settings"), "site/settings/__init__.py": "import os\nif os.environ['E'] == 'production':\n    from .base import *\n", "site/settings/base.py": settingsText,
		}},
		{"named from any file", ".: site.conf", map[string]string{"site/cli.py": names("site.conf"), "site/conf.py": settingsText}},
		{"a platform's Dockerfile", ".: site.settings.fly site.settings.local", map[string]string{
			"manage.py": names("site.settings.local"), "site/settings/__init__.py": "", "site/settings/local.py": "", "site/settings/fly.py": "", "Dockerfile.fly": "FROM x\n",
		}},
		{"served by what others build on", ".: site.settings.prod site.settings.base", map[string]string{
			"site/wsgi.py": names("site.settings.base"), "site/settings/base.py": settingsText, "site/settings/prod.py": "from .base import *\n",
		}},
		{"no word of settings", ".: site.live", map[string]string{"manage.py": "os.environ['DJANGO_SETTINGS_MODULE'] = 'site.live'\n", "site/live.py": ""}},
		{"a template of projects", cookie + ": config.settings", map[string]string{cookie + "/manage.py": names("config.settings"), cookie + "/config/settings.py": settingsText}},
		{"a module that is not there", "", map[string]string{"manage.py": names("gone.settings")}},
	} {
		if got := found(c.files); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestEvidence(t *testing.T) {
	projects, _ := Projects(tree(site("config.settings.production", map[string]string{
		"docker-compose.yml": "services:\n  web:\n    environment:\n      DJANGO_SETTINGS_MODULE: config.settings.production\n",
	})))
	why := projects[0].Modules[0].Why
	if len(why) != 2 || why[0].Rank != Starts || why[0].Span.Line != 4 || why[1].Rank != Server || why[1].Span.File != "config/wsgi.py" || why[1].Span.Line != 2 {
		t.Errorf("got %+v", why)
	}
	if why[0].Text != "names config.settings.production" {
		t.Errorf("got %q", why[0].Text)
	}
}

func FuzzMentions(f *testing.F) {
	f.Add("ENV DJANGO_SETTINGS_MODULE a.b\n", 2)
	f.Add("- name: DJANGO_SETTINGS_MODULE\n  value: a.b", 0)
	f.Add("os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", m)\nm = 'a'", 1)
	f.Add("RUN x \\\n --settings=a.b test", 2)
	f.Fuzz(func(t *testing.T, text string, k int) {
		lines := 1 + strings.Count(text, "\n")
		for _, m := range mentions(text, kind(k&3)) {
			if m.module == "" || m.line < 1 || m.line > lines || strings.ContainsAny(m.module, "/\n") {
				t.Errorf("%q: %+v", text, m)
			}
		}
	})
}
