package deps

import (
	"slices"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// TestInstalled holds that production has what an install says: groups, extras
// and constraints, and nothing else of its file.
func TestInstalled(t *testing.T) {
	tree := treeOf(map[string]string{
		"pyproject.toml": "[project]\ndependencies = [\"django==5.2\"]\n[project.optional-dependencies]\ns3 = [\"boto3==1\"]\ndev = [\"ipython==8\"]\n" +
			"[dependency-groups]\ndev = [\"pytest==8\"]\nweb = [\"gunicorn==23\"]\nlint = [\"ruff==1\"]\n",
		"poetry/pyproject.toml": "[tool.poetry.dependencies]\ndjango = \"5.2\"\n[tool.poetry.group.ops.dependencies]\nsentry = \"2.0\"\n[tool.poetry.group.docs]\noptional = true\n[tool.poetry.group.docs.dependencies]\nsphinx = \"7.0\"\n",
		"Pipfile":               "[packages]\ndjango = \"==5.2\"\n[dev-packages]\npytest = \"==8\"\n",
		"list.txt":              "django\nrequests==2\n",
		"held.txt":              "django==5.2\nother==1\n",
	})
	for _, c := range []struct {
		name string
		i    Install
		want string
	}{
		{"by default", Install{File: "pyproject.toml"}, "django pytest"},
		{"without a group", Install{File: "pyproject.toml", Without: []string{"Dev"}}, "django"},
		{"bare", Install{File: "pyproject.toml", Bare: true}, "django"},
		{"with a group and an extra", Install{File: "pyproject.toml", Bare: true, Groups: []string{"web"}, Extras: []string{"S3"}}, "boto3 django gunicorn"},
		{"only a group", Install{File: "pyproject.toml", Bare: true, NoMain: true, Groups: []string{"lint"}}, "ruff"},
		{"all groups", Install{File: "pyproject.toml", AllGroups: true, Without: []string{"lint"}}, "django gunicorn pytest"},
		{"all extras", Install{File: "pyproject.toml", Bare: true, AllExtras: true}, "boto3 django ipython"},
		{"groups of poetry that are not optional", Install{File: "poetry/pyproject.toml"}, "django sentry"},
		{"those of pipenv", Install{File: "Pipfile", Bare: true}, "django"},
		{"constraints", Install{File: "list.txt", Constraints: []string{"held.txt"}, Bare: true}, "django requests"},
		{"a file that is not there", Install{File: "gone.txt"}, ""},
	} {
		c.i.Span = source.Span{File: "Dockerfile", Line: 1}
		f := &finder{tree: tree, root: ".", installs: []Install{c.i}, whole: map[string]*File{}, world: newWorld("")}
		f.installed()
		var got []string
		for _, q := range sifted(f.found) {
			if q.Scope == Production {
				got = append(got, q.Name)
				if q.Version == "" {
					t.Errorf("%s: %s has no version", c.name, q.Name)
				}
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v, want %s", c.name, got, c.want)
		}
	}
}

// TestInstallsOfOthers holds that what other programs install is not the
// project's, and that what is not started counts where nothing else is known.
func TestInstallsOfOthers(t *testing.T) {
	tree := treeOf(map[string]string{
		"site/requirements.txt": "django==5.2\n", "site/live.txt": "django==5.3\n", "docs/requirements.txt": "sphinx==7\n", "other/requirements.txt": "django==4.2\n",
	})
	at := func(file, by string, unstarted bool) Install {
		return Install{File: file, Bare: true, Unstarted: unstarted, Span: source.Span{File: by, Line: 1}}
	}
	for _, c := range []struct {
		installs []Install
		want     string
	}{
		{nil, "django==5.2"},
		{[]Install{at("docs/requirements.txt", "docs/Dockerfile", false)}, "django==5.2"},
		{[]Install{at("site/live.txt", "site/Dockerfile", true)}, "django==5.3"},
		{[]Install{at("site/live.txt", "site/Dockerfile", true), at("site/requirements.txt", "Procfile", false)}, "django==5.2"},
		{[]Install{at("other/requirements.txt", "other/Dockerfile", false), at("site/live.txt", "site/Dockerfile", false)}, "django==5.3"},
	} {
		var got []string
		for _, q := range Find(tree, "site", c.installs).Requirements {
			if q.Scope == Production {
				got = append(got, q.Name+q.Specifier)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: got %v, want %s", c.installs, got, c.want)
		}
	}
}
