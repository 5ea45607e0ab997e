package analyzer_test

import (
	"testing"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deps"
)

// TestDependencies holds that what a project depends on is what the images
// install that start it, and that Django's version is of it.
func TestDependencies(t *testing.T) {
	files := mysite("")
	files["requirements.txt"] = "Django==4.2.1\n"
	files["requirements/live.txt"] = "Django==5.2.3\npsycopg==3.2\n"
	files["docs/requirements.txt"] = "Django==3.2\nsphinx==7\n"
	files["Dockerfile"] = "FROM python:3.12-slim\nCOPY requirements /r\nRUN pip install -r /r/live.txt gunicorn==23.0.0\nCMD [\"gunicorn\", \"mysite.wsgi\"]\n"
	files["docs/Dockerfile"] = "FROM python:3.13\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCMD sphinx-build . /out\n"
	r := analyze(t, files, analyzer.Options{})
	p := r.Projects[0]
	if p.Django.Version != "5.2.3" || p.Django.Source.Span.String() != "requirements/live.txt:1" {
		t.Errorf("Django is %+v", p.Django)
	}
	s := p.Dependencies()
	if s.Python != "==3.12.*" {
		t.Errorf("Python is %s", s.Python)
	}
	for name, want := range map[string]deps.Scope{"psycopg": deps.Production, "gunicorn": deps.Production, "django": deps.Production} {
		if all := s.Of(name); len(all) == 0 || all[0].Scope != want || all[0].Version == "" {
			t.Errorf("%s: got %+v", name, all)
		}
	}
	if all := s.Of("sphinx"); len(all) > 0 {
		t.Errorf("what the documentation needs is not the project's: %+v", all)
	}
}

// TestInstalledLibraries holds that an import that may fail does not where the
// library is installed for certain.
func TestInstalledLibraries(t *testing.T) {
	lines := "try:\n    import scout_apm\n    TRACED = True\nexcept ImportError:\n    TRACED = False\n"
	for list, want := range map[string]bool{"scout-apm==2.0\n": true, "scout-apm>=2\n": false, "scout-apm==2.0 ; platform_machine == 'x86_64'\n": false, "": false} {
		files := mysite(lines)
		files["requirements.txt"] = "Django==5.2\n" + list
		d := analyze(t, files, analyzer.Options{}).Projects[0].Deployments[0]
		if got, ok := d.Setting("TRACED").Value.Only(); ok != want {
			t.Errorf("%q: got %v, known %t", list, got, ok)
		}
	}
}
