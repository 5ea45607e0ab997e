package django

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

func TestAtLeast(t *testing.T) {
	for _, c := range []struct {
		version, bound string
		want           bool
	}{
		{"4.2", "4.2", true}, {"4.2.10", "4.2", true}, {"4.2", "4.10", false}, {"4.10", "4.2", true}, {"5.0", "4.2", true}, {"4.1.9", "4.2", false},
		{"5", "5.0", true}, {"5", "5.1", false}, {"6.1", "", true}, {"", "3.2", false}, {"", "", true}, {"5.0rc1", "5.0", true}, {"dev", "4.2", false},
	} {
		if got := AtLeast(c.version, c.bound); got != c.want {
			t.Errorf("AtLeast(%q, %q) = %v", c.version, c.bound, got)
		}
	}
	if !between("5.0", "4.2", "5.1") || between("5.1", "4.2", "5.1") || between("4.1", "4.2", "") {
		t.Error("between takes a series for another")
	}
}

// TestTable holds that each row can be read, and that no two rows of a
// setting hold in one version.
func TestTable(t *testing.T) {
	for i, g := range globalSettings {
		if g.literal != "" {
			if p := parseLiteral(g.literal); p == nil {
				t.Errorf("%s: %s is no value", g.name, g.literal)
			}
		}
		if i > 0 && g.name < globalSettings[i-1].name {
			t.Errorf("%s is not in order", g.name)
		}
	}
	for _, version := range []string{"3.2", "4.0", "4.1", "4.2", "5.0", "5.1", "5.2", "6.0", "6.1"} {
		seen := map[string]bool{}
		for _, g := range globalSettings {
			if between(version, g.since, g.before) {
				if seen[g.name] {
					t.Errorf("%s has two defaults in %s", g.name, version)
				}
				seen[g.name] = true
			}
		}
	}
	if Has("NO_SUCH_SETTING", Newest) || Known("NO_SUCH_SETTING") || !Known("USE_L10N") || Has("USE_L10N", "5.2") {
		t.Error("settings are known that are not, or the other way round")
	}
	if p, ok := Default("LANGUAGES", Newest); ok {
		t.Errorf("LANGUAGES is not in the table, got %v", p)
	}
}

// TestAgainstGlobalSettings compares the table with real Django.
func TestAgainstGlobalSettings(t *testing.T) {
	root := os.Getenv("DEPLOYCHECK_ORACLE_ROOT")
	if root == "" {
		t.Skip("DEPLOYCHECK_ORACLE_ROOT names no folder with releases of Django")
	}
	for folder, version := range map[string]string{"dj42": "4.2", "dj52": "5.2", "dj61": "6.1"} {
		cmd := exec.Command(filepath.Join(root, "bin", "python"), "-c",
			"import json\nfrom django.conf import global_settings as g\nprint(json.dumps({n: repr(getattr(g, n)) for n in dir(g) if n.isupper()}))")
		packages := "usr/lib/python3/dist-packages"
		cmd.Env = []string{"PYTHONPATH=" + filepath.Join(root, folder, packages) + ":" + filepath.Join(root, "lib", packages)}
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", version, err)
		}
		real := map[string]string{}
		if err := json.Unmarshal(out, &real); err != nil {
			t.Fatal(err)
		}
		for name, want := range real {
			if p, ok := Default(name, version); ok {
				if got, _ := value.Repr(p); got != want {
					t.Errorf("%s in %s: got %s, Django has %s", name, version, got, want)
				}
			} else if !Has(name, version) {
				t.Errorf("%s in %s is not in the table", name, version)
			}
		}
		for _, name := range Names(version) {
			if _, ok := real[name]; !ok {
				t.Errorf("%s is not a setting of %s", name, version)
			}
		}
	}
}

func TestChecks(t *testing.T) {
	seen := map[string]bool{}
	id := regexp.MustCompile(`^\w+\.[EWC]\d{3}$`)
	for _, c := range Checks {
		if seen[c.ID] {
			t.Errorf("%s comes twice", c.ID)
		}
		seen[c.ID] = true
		if !id.MatchString(c.ID) || c.Fires == nil || c.Setting == "" {
			t.Errorf("%s lacks something: %+v", c.ID, c)
		}
		if got, ok := Find(c.ID); !ok || got.Message != c.Message {
			t.Errorf("%s is not found", c.ID)
		}
		if c.Level != "WARNING" && c.Level != "ERROR" {
			t.Errorf("%s has level %q", c.ID, c.Level)
		}
		if !strings.HasSuffix(c.Message, ".") || strings.Contains(strings.TrimSuffix(c.Message, "."), ". ") || strings.HasPrefix(c.Message, "You ") {
			t.Errorf("%s: not one sentence of ours: %q", c.ID, c.Message)
		}
		if c.Before != "" && AtLeast(c.Since, c.Before) && c.Since != "" {
			t.Errorf("%s is never there", c.ID)
		}
	}
	if _, ok := Find("security.W007"); ok {
		t.Error("security.W007 is retired")
	}
	for _, c := range []struct {
		id  string
		has map[string]bool
	}{
		{"security.W001", map[string]bool{"3.2": true, "4.2": true, "6.1": true}},
		{"security.E024", map[string]bool{"3.2": false, "4.2": true, "6.1": true}},
		{"security.W025", map[string]bool{"3.2": false, "4.2": true, "6.1": true}},
		{"security.E026", map[string]bool{"4.2": false, "5.2": false, "6.1": true}},
		{"security.W027", map[string]bool{"4.2": false, "5.2": false, "6.1": true}},
		{"security.E100", map[string]bool{"3.2": true, "4.2": false, "6.1": false}},
		{"4_0.E001", map[string]bool{"3.2": false, "4.2": true, "6.1": true}},
		{"staticfiles.E005", map[string]bool{"4.2": false, "5.2": true, "6.1": true}},
		{"auth.E013", map[string]bool{"4.2": false, "5.2": true, "6.1": true}},
		{"mail.E001", map[string]bool{"5.2": false, "6.1": true}},
		{"mail.W001", map[string]bool{"5.2": false, "6.1": true}},
		{"templates.E001", map[string]bool{"4.2": true, "5.2": false, "6.1": false}},
	} {
		check, ok := Find(c.id)
		if !ok {
			t.Logf("%s is not judged", c.id)
			continue
		}
		for version, want := range c.has {
			if check.In(version) != want {
				t.Errorf("%s in %s: %v", c.id, version, !want)
			}
		}
	}
}

func TestWeakSecret(t *testing.T) {
	long := strings.Repeat("abcde", 10)
	for key, want := range map[string]bool{
		"": true, "changeme": true, long: false, long[:49]: true, strings.Repeat("abcd", 20): true, InsecurePrefix + long: true,
		"x" + InsecurePrefix + long: false, strings.Repeat("äöüß€", 10): false, strings.Repeat("äöüß", 20): true,
	} {
		if got := WeakSecret(key); got != want {
			t.Errorf("WeakSecret(%q) = %v", key, got)
		}
	}
}

// view is a View of some settings; those left out are Django's.
func view(version string, own map[string]value.Plain) *View {
	return &View{
		Space: value.NewSpace(), Version: version,
		Own: func(name string) *value.Value {
			if p, ok := own[name]; ok {
				return value.Of(p, nil)
			}
			return nil
		},
		IsDir:    func(string) value.Truth { return value.Maybe },
		Env:      func(string) *value.Value { return value.Of(value.Unset{}, nil) },
		Callable: func(string) Callable { return Callable{} },
		Subclass: func(string, string) value.Truth { return value.Maybe },
	}
}

// sure tells a condition: "yes", "no", "maybe".
func sure(c *value.Cond) string {
	switch c {
	case value.True:
		return "yes"
	case value.False:
		return "no"
	}
	return "maybe"
}

func list(texts ...string) *value.Seq {
	q := &value.Seq{Kind: value.ListKind}
	for _, s := range texts {
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: value.Of(value.Str(s), nil)})
	}
	return q
}

func open(q *value.Seq) *value.Seq {
	q.More = &value.Unknown{Reason: "a test", Key: "more"}
	return q
}

func TestView(t *testing.T) {
	unknown := func(typeName string) value.Plain {
		return &value.Unknown{Reason: "a test", Key: "x", TypeName: typeName}
	}
	for _, c := range []struct {
		plain                     value.Plain
		isTrue, truthy, none, has string // "has" for the element "a"
	}{
		{value.Bool(true), "yes", "yes", "no", "no"},
		{value.Bool(false), "no", "no", "no", "no"},
		{value.Int(1), "no", "yes", "no", "no"},
		{value.Str("False"), "no", "yes", "no", "yes"},
		{value.Str(""), "no", "no", "no", "no"},
		{value.None{}, "no", "no", "yes", "no"},
		{list("a", "b"), "no", "yes", "no", "yes"},
		{list("b"), "no", "yes", "no", "no"},
		{list(), "no", "no", "no", "no"},
		{open(list("b")), "no", "yes", "no", "maybe"},
		{open(list("a")), "no", "yes", "no", "yes"},
		{open(list()), "no", "maybe", "no", "maybe"},
		{unknown(""), "maybe", "maybe", "maybe", "maybe"},
		{unknown("bool"), "maybe", "maybe", "no", "maybe"},
		{unknown("str"), "no", "maybe", "no", "maybe"},
	} {
		v := view("5.2", map[string]value.Plain{"X": c.plain})
		got := []string{sure(v.IsTrue("X")), sure(v.Truthy("X")), sure(v.IsNone("X")), sure(v.Lists("X", "a"))}
		want := []string{c.isTrue, c.truthy, c.none, c.has}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%v: IsTrue, Truthy, IsNone, Lists = %v, want %v", c.plain, got, want)
		}
		if v.IsTrue("X").And(v.Truthy("X").Not()) != value.False {
			t.Errorf("%v may be True and falsy", c.plain)
		}
	}
	v := view("5.2", nil)
	if sure(v.IsUnset("NO_SUCH_SETTING")) != "yes" || sure(v.IsUnset("DEBUG")) != "no" || sure(v.IsTrue("SESSION_COOKIE_HTTPONLY")) != "yes" {
		t.Error("defaults are not where the project is silent")
	}
}

func TestKey(t *testing.T) {
	d := &value.Dict{}
	d.Set(value.Str("a"), value.True, value.Of(value.Int(1), nil))
	opened := d.Copy()
	opened.More = &value.Unknown{Reason: "a test", Key: "more"}
	v := view("5.2", nil)
	for _, c := range []struct {
		plain     value.Plain
		key, want string
	}{
		{d, "a", "int"}, {d, "b", "unset"}, {opened, "a", "int"}, {opened, "b", "unknown"}, {value.None{}, "a", "unset"},
		{&value.Unknown{Reason: "a test"}, "a", "unknown"},
	} {
		p, ok := v.Key(value.Of(c.plain, nil), c.key).Only()
		got := "several"
		switch p.(type) {
		case value.Int:
			got = "int"
		case value.Unset:
			got = "unset"
		case *value.Unknown:
			got = "unknown"
		}
		if got != c.want && (ok || c.want != "unknown") {
			t.Errorf("%v[%q]: got %s, want %s", c.plain, c.key, got, c.want)
		}
	}
}

// TestUnknown holds that a check says nothing sure of settings that are not
// known, and does not break on any value.
func TestUnknown(t *testing.T) {
	odd := []value.Plain{
		&value.Unknown{Reason: "a test", Key: "odd"}, value.None{}, value.Bool(true), value.Int(-1), value.Float(0.5), value.Str(""), value.Str("x"), value.Bytes("x"),
		list(), list("x"), open(list()), &value.Dict{}, &value.Dict{More: &value.Unknown{Reason: "a test"}}, value.Path("/x"), value.Unset{}, value.Ellipsis{},
	}
	for _, version := range []string{"3.2", "4.2", "5.2", "6.1"} {
		for _, c := range Checks {
			for _, p := range odd {
				own := map[string]value.Plain{c.Setting: p}
				got := sure(c.Fires(view(version, own)))
				if _, unknown := p.(*value.Unknown); unknown && got == "yes" {
					t.Errorf("%s in %s fires surely on an unknown %s", c.ID, version, c.Setting)
				}
			}
		}
		for _, f := range Failures {
			for _, p := range odd {
				got := sure(f.Fails(view(version, map[string]value.Plain{f.Setting: p})))
				if _, unknown := p.(*value.Unknown); unknown && got == "yes" {
					t.Errorf("%s is said to fail surely: %s", f.Setting, f.Message)
				}
			}
		}
	}
}

func TestFreshProject(t *testing.T) {
	own := map[string]value.Plain{
		"DEBUG": value.Bool(true), "SECRET_KEY": value.Str(InsecurePrefix + strings.Repeat("abcde", 10)), "ALLOWED_HOSTS": list(),
		"INSTALLED_APPS": list(SessionsApp), "MIDDLEWARE": list(SecurityMiddleware, SessionMiddleware, CSRFMiddleware, XFrameMiddleware),
	}
	for _, version := range []string{"4.2", "5.2", "6.1"} {
		var fires []string
		for _, c := range Checks {
			if strings.HasPrefix(c.ID, "security.") && c.In(version) && c.ID != "security.E101" && c.ID != "security.E102" && sure(c.Fires(view(version, own))) != "no" {
				fires = append(fires, c.ID[len("security."):])
			}
		}
		if got := strings.Join(fires, " "); got != "W004 W008 W009 W012 W016 W018 W020" {
			t.Errorf("%s: got %s", version, got)
		}
	}
}

// TestIgnored holds the table of what Django ignores against that of what it
// reads: each name is gone from the series on, and not before.
func TestIgnored(t *testing.T) {
	for _, row := range Ignored {
		switch {
		case row.Since == "" && Known(row.Name):
			t.Errorf("%s is a setting of Django's", row.Name)
		case row.Since != "" && Has(row.Name, row.Since):
			t.Errorf("Django %s reads %s", row.Since, row.Name)
		case row.Since != "" && row.Since != "3.2" && !Known(row.Name):
			t.Errorf("%s was never a setting, by the table of defaults", row.Name)
		case row.Fact == "":
			t.Errorf("nothing is said of %s", row.Name)
		}
		if row.Kept != "" && !row.Database && !Has(row.Kept, Newest) {
			t.Errorf("%s, to write instead of %s, is no setting", row.Kept, row.Name)
		}
	}
}

// TestMistaken holds names that are taken for settings against those that are.
func TestMistaken(t *testing.T) {
	for name, m := range Mistaken {
		if Known(name) || Elsewhere(name) {
			t.Errorf("%s is a setting", name)
		}
		if !Has(m.Meant, Newest) {
			t.Errorf("%s, meant by %s, is no setting", m.Meant, name)
		}
	}
}
