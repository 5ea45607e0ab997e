package config_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

const whole = `# What we know of ourselves.
fail-on = "warning"
skip = ["tasks", 'hsts-preload-missing']

[[attest]]
item = "firewall" # the provider's
by = "Ops"
on = 2026-10-02
every = "quarterly"
evidence = "https://wiki.example/firewall"
note = """
looked at
together"""

[[attest]]
item = "ssh"
by = "Ops"
on = "2026-10-02"
until = 2027-01-31
deployment = "staging"

[[ignore]]
rule = "cors-allow-all"
path = "shop/**"
advisory = "CVE-2026-1"
package = "pillow"
reason = "public data"
until = 2027-02-01
`

func TestRead(t *testing.T) {
	c, err := config.Read(source.NewFile(config.Name, []byte(whole)))
	if err != nil {
		t.Fatal(err)
	}
	if c.File != config.Name || c.FailOn.Text != "warning" || c.FailOn.Span.String() != "deploycheck.toml:2" {
		t.Errorf("%+v", c)
	}
	if len(c.Skip) != 2 || c.Skip[1].Text != "hsts-preload-missing" || c.Skip[1].Span.Column != 18 {
		t.Errorf("%+v", c.Skip)
	}
	if len(c.Attests) != 2 || len(c.Ignores) != 1 {
		t.Fatalf("%d attestations, %d ignores", len(c.Attests), len(c.Ignores))
	}
	a, b, i := c.Attests[0], c.Attests[1], c.Ignores[0]
	if a.Item.Text != "firewall" || a.Span.Line != 6 || a.On.String() != "2026-10-02" || a.Every.Text != "quarterly" || a.Until.Given() || a.Note.Text != "looked at\ntogether" {
		t.Errorf("%+v", a)
	}
	if b.By.Text != "Ops" || b.On.String() != "2026-10-02" || b.Until.String() != "2027-01-31" || b.Deployment.Text != "staging" {
		t.Errorf("%+v", b)
	}
	if i.Rule.Span.Line != 23 || i.Advisory.Text != "CVE-2026-1" || i.Package.Text != "pillow" || i.Until.String() != "2027-02-01" {
		t.Errorf("%+v", i)
	}
}

const attest = "[[attest]]\nitem = \"ssh\"\nby = \"Ops\"\non = 2026-10-02\n"

// TestErrors holds what is said of configurations that cannot be used, with the
// line.
func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"a = \n":                          ":1: ",
		"fail-on = \"note\"\n[[attest]\n": ":2: ",
		"fail-on = 1":                     ":1: fail-on is no text",
		"fail-on = \"errors\"":            ":1: fail-on = \"errors\" is not known",
		"fail_on = \"note\"":              ":1: the configuration has no key \"fail_on\"",
		"skip = \"tasks\"":                ":1: skip is no list",
		"skip = [\"a\", 1]":               ":1: skip is no text",
		"skip = [\"" + strings.Repeat("a", 1001) + "\"]":          ":1: skip is longer than 1000 characters",
		strings.Repeat("[[ignore]]\n", 1001):                      ":1: there are more than 1000 [[ignore]]",
		"skip = [\"\"]":                                           ":1: skip is empty",
		"a = 1\na = 2\n":                                          ":2: ",
		"[attest]\nitem = \"a\"":                                  ":1: attest is no list of tables",
		"attest = [1]":                                            ":1: attest is no list of tables",
		"[[attest.ssh]]\n":                                        ":1: attest is no list of tables",
		"[[attest]]\nby = \"a\"":                                  ":1: [[attest]] has no item",
		"\n[[attest]]\nitem = \"ssh\"\n":                          ":2: [[attest]] has no by",
		"[[attest]]\nitem = \"a\"\nby = \"b\"\n":                  ":1: [[attest]] has no on",
		"[[attest]]\non = 2026-10-02T10:00:00":                    ":2: on is no date",
		"[[attest]]\non = \"today\"":                              ":2: on is no date",
		attest + "evry = \"daily\"":                               ":5: [[attest]] has no key \"evry\"",
		attest + "every = \"dayly\"":                              ":5: every = \"dayly\" is not known",
		attest + "every = \"daily\"\nuntil = 2026-10-03":          ":6: [[attest]] has both every and until",
		attest + "until = 2026-10-01":                             ":5: until = 2026-10-01 lies before on = 2026-10-02",
		attest + "until = 2027-11-07":                             ":5: until = 2027-11-07 lies more than 400 days after",
		attest + "evidence = \"../x\"":                            ":5: evidence = \"../x\" is neither a link nor a path",
		attest + "evidence = \"/etc/passwd\"":                     ":5: evidence",
		attest + "evidence = \"ftp://x/\"":                        ":5: evidence",
		attest + attest:                                           ":6: ssh is attested twice: deploycheck.toml:2 has it too",
		"[[ignore]]\nreason = \"a\"":                              ":1: [[ignore]] has no rule",
		"[[ignore]]\nrule = \"a\"":                                ":1: [[ignore]] has no reason",
		"[[ignore]]\nrule = \"a\"\nreason = \" \"":                ":3: reason is empty",
		"[[ignore]]\nrule = \"a\"\nreason = \"b\"\npath = \"[a\"": ":4: path = \"[a\" is no pattern",
		"[[ignore]]\npath = \"{a,b}{a,b}{a,b}{a,b}{a,b}\"":        ":2: path",
		"a = " + strings.Repeat("[", 20_000):                      ":1: ",
	} {
		_, err := config.Read(source.NewFile(config.Name, []byte(text)))
		var bad *config.Error
		if !errors.As(err, &bad) || !strings.HasPrefix(err.Error(), config.Name+want) {
			t.Errorf("%.60q: %v, want %s", text, err, want)
		}
	}
}

// TestKnown holds that what is mistyped comes with what it may be.
func TestKnown(t *testing.T) {
	for text, want := range map[string]string{
		"atest = 1":                   "atest: attest fail-on ignore skip",
		attest + "every = \"montly\"": "montly: daily weekly monthly quarterly yearly",
		"fail-on = \"warn\"":          "warn: error warning note none",
	} {
		_, err := config.Read(source.NewFile(config.Name, []byte(text)))
		var bad *config.Error
		if !errors.As(err, &bad) || bad.Word+": "+strings.Join(bad.Known, " ") != want {
			t.Errorf("%q: %+v", text, err)
		}
	}
}

func tree(files map[string]string) *source.Tree {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return source.NewTree(fsys, source.Limits{})
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		files     map[string]string
		file, err string
	}{
		{nil, "", ""},
		{map[string]string{"deploycheck.toml": ""}, "deploycheck.toml", ""},
		{map[string]string{"pyproject.toml": "[project]\nname = \"a\"\n"}, "", ""},
		{map[string]string{"pyproject.toml": "[tool.deploycheck]\nfail-on = \"note\"\n"}, "pyproject.toml", ""},
		{map[string]string{"pyproject.toml": "[[tool.deploycheck.ignore]]\nrule = \"a\"\nreason = \"b\"\n"}, "pyproject.toml", ""},
		{map[string]string{"pyproject.toml": "tool = {deploycheck = {skip = [\"a\"]}}"}, "pyproject.toml", ""},
		{map[string]string{"deploycheck.toml": "", "pyproject.toml": "[tool.black]\n"}, "deploycheck.toml", ""},
		{map[string]string{"deploycheck.toml": "", "pyproject.toml": "[tool.deploycheck]\n"}, "", "pyproject.toml: pyproject.toml has a table tool.deploycheck, and there is deploycheck.toml too"},
		{map[string]string{"pyproject.toml": "[tool.deploycheck]\nfailon = 1\n"}, "", "pyproject.toml:2: the configuration has no key \"failon\""},
		{map[string]string{"pyproject.toml": "[tool]\ndeploycheck = 1\n"}, "", "pyproject.toml:2: the configuration is no table"},
		{map[string]string{"pyproject.toml": "[project\n"}, "", ""},
		{map[string]string{"pyproject.toml": "[tool.deploycheck]\n[project\n"}, "", "pyproject.toml:2: "},
		{map[string]string{"sub/deploycheck.toml": "x"}, "", ""},
	} {
		got, err := config.Find(tree(c.files))
		switch {
		case c.err != "" && (err == nil || !strings.HasPrefix(err.Error(), c.err)):
			t.Errorf("%v: %v, want %s", c.files, err, c.err)
		case c.err == "" && (err != nil || got.File != c.file):
			t.Errorf("%v: %+v, %v", c.files, got, err)
		}
	}
}

func day(text string) time.Time {
	d, _ := time.Parse(time.DateOnly, text)
	return d.Add(13 * time.Hour)
}

func TestStanding(t *testing.T) {
	for _, c := range []struct {
		more, today string
		item        config.Cadence
		want        config.Standing
	}{
		{"every = \"daily\"", "2026-10-02", "", config.InForce},
		{"every = \"daily\"", "2026-10-03", "", config.InForce},
		{"every = \"daily\"", "2026-10-04", "", config.Expiring},
		{"every = \"daily\"", "2026-10-05", "", config.Expiring},
		{"every = \"daily\"", "2026-10-06", "", config.Expired},
		{"every = \"weekly\"", "2026-10-08", "", config.InForce},
		{"every = \"weekly\"", "2026-10-12", "", config.Expiring},
		{"every = \"weekly\"", "2026-10-13", "", config.Expired},
		{"every = \"monthly\"", "2026-10-27", "", config.InForce},
		{"every = \"monthly\"", "2026-10-28", "", config.Expiring},
		{"every = \"monthly\"", "2026-11-11", "", config.Expiring},
		{"every = \"monthly\"", "2026-11-12", "", config.Expired},
		{"every = \"quarterly\"", "2027-01-10", "", config.Expiring},
		{"every = \"quarterly\"", "2027-01-11", "", config.Expired},
		{"every = \"yearly\"", "2027-10-17", "", config.Expiring},
		{"every = \"yearly\"", "2027-10-18", "", config.Expired},
		{"", "2026-10-12", config.Weekly, config.Expiring},
		{"", "2026-10-13", config.Weekly, config.Expired},
		{"until = 2026-12-31", "2026-12-16", "", config.InForce},
		{"until = 2026-12-31", "2026-12-17", "", config.Expiring},
		{"until = 2026-12-31", "2026-12-31", "", config.Expiring},
		{"until = 2026-12-31", "2027-01-01", "", config.Expired},
		{"until = 2026-10-08", "2026-10-05", "", config.InForce},
		{"until = 2026-10-08", "2026-10-06", "", config.Expiring},
	} {
		got, err := config.Read(source.NewFile(config.Name, []byte(attest+c.more)))
		if err != nil {
			t.Fatal(err)
		}
		if s := got.Attests[0].Standing(c.item, day(c.today)); s != c.want {
			t.Errorf("%s, %s, on %s: %v, want %v", c.more, c.item, c.today, s, c.want)
		}
		if s := got.Attests[0].Standing(c.item, time.Time{}); s != config.InForce {
			t.Errorf("%s: %v on a day that is not known", c.more, s)
		}
	}
}

// TestBegun holds that a day counts as soon as it has begun in the east.
func TestBegun(t *testing.T) {
	c, err := config.Read(source.NewFile(config.Name, []byte(attest)))
	if err != nil {
		t.Fatal(err)
	}
	for now, want := range map[string]bool{"2026-10-01T09:59:00Z": false, "2026-10-01T10:00:00Z": true, "2026-10-02T00:00:00Z": true} {
		at, _ := time.Parse(time.RFC3339, now)
		if got := c.Attests[0].Begun(at); got != want {
			t.Errorf("%s: %v", now, got)
		}
	}
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		path, file string
		want       bool
	}{
		{"", "a/b.py", true},
		{"a/b.py", "a/b.py", true},
		{"a", "a/b.py", true},
		{"a/**", "a/b/c.py", true},
		{"*.py", "a/b.py", false},
		{"**/*.py", "a/b.py", true},
		{"b", "a/b.py", false},
	} {
		i := config.Ignore{}
		if c.path != "" {
			i.Path = config.Word{Text: c.path, Span: source.Span{File: "x"}}
		}
		if got := i.Covers(c.file); got != c.want {
			t.Errorf("%q covers %s: %v", c.path, c.file, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(whole)
	f.Add(attest)
	f.Add("a.b.c = {d.e = [1, {f = 2}]}\n[[a.g.h]]\n")
	f.Add("[tool.deploycheck]\n[[tool.deploycheck.attest]]\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{config.Name, config.Pyproject} {
			file := source.NewFile(name, []byte(text))
			c, err := config.Read(file)
			if (c == nil) == (err == nil) {
				t.Fatalf("%v, %v", c, err)
			}
			var bad *config.Error
			if errors.As(err, &bad) && (bad.Span.File != name || bad.Span.Line > file.Lines()) {
				t.Errorf("the error lies at %v", bad.Span)
			}
		}
	})
}
