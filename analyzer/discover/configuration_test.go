package discover_test

import (
	"testing"
	"testing/fstest"

	"github.com/deploycheck/deploycheck/analyzer/discover"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

func TestConfiguration(t *testing.T) {
	classes := []string{"Base", "Dev", "Staging", "Prod"}
	for _, c := range []struct {
		name    string
		files   map[string]string
		classes []string
		want    string
	}{
		{"wsgi before manage", map[string]string{
			"manage.py":      "os.environ.setdefault('DJANGO_CONFIGURATION', 'Dev')\n",
			"config/wsgi.py": "os.environ.setdefault(\"DJANGO_CONFIGURATION\", \"Prod\")\n",
		}, classes, "Prod"},
		{"what starts the server before wsgi", map[string]string{
			"config/wsgi.py":     "os.environ.setdefault('DJANGO_CONFIGURATION', 'Prod')\n",
			"docker-compose.yml": "services:\n  web:\n    environment:\n      DJANGO_CONFIGURATION: Staging\n",
		}, classes, "Staging"},
		{"an image", map[string]string{"Dockerfile": "FROM python:3.13\nENV DJANGO_CONFIGURATION=Prod\n", "manage.py": "x['DJANGO_CONFIGURATION'] = 'Dev'\n"}, classes, "Prod"},
		{"a default in a file of variables", map[string]string{"Procfile": "web: DJANGO_CONFIGURATION=${CLASS:-Prod} gunicorn config.wsgi\n"}, classes, "Prod"},
		{"a flag", map[string]string{"Procfile": "web: gunicorn config.wsgi --configuration=Prod\n"}, classes, "Prod"},
		{"a class for developers in wsgi.py yields to one named for production", map[string]string{"config/wsgi.py": "os.environ.setdefault('DJANGO_CONFIGURATION', 'Dev')\n"}, []string{"Dev"}, "Dev"},
		{"comments are no evidence", map[string]string{"config/wsgi.py": "# DJANGO_CONFIGURATION = 'Staging'\n"}, classes, "Prod"},
		{"names of no class are none", map[string]string{"config/wsgi.py": "os.environ.setdefault('DJANGO_CONFIGURATION', 'Elsewhere')\n"}, classes, "Prod"},
		{"the only one", map[string]string{"a.py": ""}, []string{"Common"}, "Common"},
		{"several, none of them named", map[string]string{"a.py": ""}, []string{"One", "Two"}, ""},
		{"tests do not count", map[string]string{"pytest.ini": "[pytest]\nDJANGO_CONFIGURATION = Dev\n"}, []string{"One", "Dev"}, ""},
	} {
		files := fstest.MapFS{}
		for name, text := range c.files {
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
		got, _, ok := discover.Configuration(source.NewTree(files, source.Limits{}), c.classes)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
