package discover

import (
	"testing"
	"testing/fstest"

	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

func tree(files map[string]string) *source.Tree {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return source.NewTree(m, source.Limits{})
}

func TestVersion(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"requirements.txt", "Django==4.2.7\n", "4.2.7"},
		{"requirements.txt", "requests==2.0\ndjango==5.0.1 \\\n    --hash=sha256:00ff\n", "5.0.1"},
		{"requirements.txt", "django[argon2, bcrypt]>=4.2,<5 ; python_version >= \"3.8\"  # web\n", "4.2"},
		{"requirements.txt", "Django == 4.2.*\n", "4.2"},
		{"requirements.txt", "Django~=5.1.0\n", "5.1.0"},
		{"requirements.txt", "Django<5\n", "4.2"},
		{"requirements.txt", "Django<5.0\n", "4.2"},
		{"requirements.txt", "Django<4.2\n", "4.1"},
		{"requirements.txt", "Django<4.2.10\n", "4.2"},
		{"requirements.txt", "Django<=4.2\n", "4.2"},
		{"requirements.txt", "Django<6,>=5.1\n", "5.1"},
		{"requirements.txt", "Django!=4.2.1,<5.2\n", "5.1"},
		{"requirements.txt", "Django>=4.2\n", "4.2"},
		{"requirements.txt", "Django<99\n", "6.1"},
		{"requirements.txt", "# Django==3.2\ndjango-environ==0.11\ndjangorestframework==3.14\n", ""},
		{"requirements.txt", "Django\n", ""},
		{"requirements.txt", "django @ https://example.com/django-4.2.zip\n", ""},
		{"requirements.in", "Django>=5.2,<5.3\n", "5.2"},
		{"uv.lock", "[[package]]\nname = \"django-environ\"\nversion = \"0.11\"\n\n[[package]]\nname = \"django\"\nversion = \"5.1.2\"\n", "5.1.2"},
		{"poetry.lock", "[[package]]\nname = \"Django\"\nversion = \"4.2.16\"\ndescription = \"x\"\n", "4.2.16"},
		{"pdm.lock", "[[package]]\nname = \"django\"\nversion = \"5.0rc1\"\n", "5.0rc1"},
		{"Pipfile.lock", "{\"default\": {\"django\": {\"hashes\": [\"sha256:00\"], \"markers\": \"x\", \"version\": \"==4.1.3\"}}}", "4.1.3"},
		{"Pipfile", "[packages]\ndjango = \"~=4.2\"\n", "4.2"},
		{"Pipfile", "[packages]\ndjango = \"*\"\n", ""},
		{"pyproject.toml", "[project]\ndependencies = [\"requests\", \"Django>=4.2,<5.0\"]\n", "4.2"},
		{"pyproject.toml", "[project]\ndependencies = [\n  \"Django[bcrypt]==5.2.1\",\n]\n", "5.2.1"},
		{"pyproject.toml", "[project]\ndependencies = [\n  \"Django (>=5.1,<6)\",\n]\n", "5.1"},
		{"pyproject.toml", "[project]\nclassifiers = [\"Framework :: Django :: 3.2\"]\ndescription = \"Django 1.0 site\"\n", ""},
		{"pyproject.toml", "[tool.poetry.dependencies]\npython = \"^3.11\"\nDjango = \"^4.2\"\n", "4.2"},
		{"pyproject.toml", "[tool.poetry.dependencies]\ndjango = {version = \"~5.0\", extras = [\"argon2\"]}\n", "5.0"},
		{"pyproject.toml", "[tool.poetry.dependencies]\ndjango = {extras = [\"argon2\"], version = \"5.0.4\"}\n", "5.0.4"},
		{"pyproject.toml", "[tool.poetry.dependencies.django]\nextras = [\"argon2\"]\nversion = \"^5.1\"\n", "5.1"},
		{"setup.py", "setup(install_requires=['Django>=3.2,<4', 'x'])\n", "3.2"},
		{"setup.cfg", "[options]\ninstall_requires =\n    Django>=4.0\n", "4.0"},
	} {
		got, e, ok := Version(deps.Find(tree(map[string]string{c.file: c.text}), ".", nil))
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s %q: got %q, want %q", c.file, c.text, got, c.want)
		}
		if ok && (e.Span.File != c.file || e.Span.Line == 0) {
			t.Errorf("%s %q: evidence at %v", c.file, c.text, e.Span)
		}
	}
}

func TestVersionFiles(t *testing.T) {
	files := map[string]string{
		"requirements.txt":          "-r requirements/live.txt\n",
		"requirements/live.txt":     "-r core.txt\ngunicorn\n",
		"requirements/core.txt":     "Django==4.2.3\n",
		"requirements/loop.txt":     "-r loop.txt\n",
		"backend/pyproject.toml":    "[project]\ndependencies = [\"django>=5.1\"]\n",
		"backend/site/manage.py":    "",
		"other/requirements.txt":    "-r requirements.txt\n-r ../../../outside.txt\n",
		"locked/uv.lock":            "[[package]]\nname = \"django\"\nversion = \"5.2.3\"\n",
		"locked/requirements.txt":   "Django==3.2\n",
		"elsewhere/docs/readme.txt": "Django==1.11\n",
	}
	for root, want := range map[string]string{".": "4.2.3", "backend/site": "5.1", "other": "4.2.3", "locked": "5.2.3"} {
		if got, _, _ := Version(deps.Find(tree(files), root, nil)); got != want {
			t.Errorf("%s: got %q, want %q", root, got, want)
		}
	}
}
