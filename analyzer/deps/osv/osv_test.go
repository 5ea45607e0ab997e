package osv_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
	"github.com/deploycheck/deploycheck/analyzer/deps/pep440"
)

// read reads one record that is in force.
func read(t *testing.T, text string) *osv.Advisory {
	t.Helper()
	all, err := osv.Read([]byte(text))
	if err != nil || len(all) != 1 {
		t.Fatalf("%d advisories, %v", len(all), err)
	}
	return all[0]
}

func version(t *testing.T, text string) pep440.Version {
	t.Helper()
	v, err := pep440.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// record is a record about shop with so much in its affected part.
func record(rest string) string {
	return `{"id": "PYSEC-2026-1", "aliases": ["GHSA-aaaa", "CVE-2026-1"], "affected": [{"package": {"ecosystem": "PyPI", "name": "Shop.Kit"}, ` + rest + `}]}`
}

func events(list string) string {
	return record(`"ranges": [{"type": "ECOSYSTEM", "events": [` + list + `]}]`)
}

func TestAffects(t *testing.T) {
	tests := []struct{ name, record, in, out, fix string }{
		{"from the beginning", events(`{"introduced": "0"}, {"fixed": "1.5"}`), "0.0.1 1.4.9 1.5rc1 1.4+local", "1.5 1.5.0 1.5+local 2", "1.5"},
		{"until a last one", events(`{"introduced": "1.0"}, {"last_affected": "1.5"}`), "1.0 1.5 1.5.0", "0.9 1.0rc1 1.5.post1 1.5+local 1.6", ""},
		{"for ever", events(`{"introduced": "2"}`), "2 2.0 99 1!0", "1.99 2rc1", ""},
		{"several, in disorder", events(`{"fixed": "4.1.9"}, {"introduced": "4.2"}, {"introduced": "3.2"}, {"fixed": "4.2.1"}, {"introduced": "4.0"}, {"fixed": "3.2.19"}`),
			"3.2 3.2.18 4.0 4.1.8 4.2", "3.1 3.2.19 3.3 4.1.9 4.2rc1 4.2.1", ""},
		{"ends where the next begins", events(`{"introduced": "1"}, {"fixed": "2"}, {"introduced": "2"}, {"fixed": "3"}`), "1 2 2.9", "0.9 3", ""},
		{"introduced before a release", events(`{"introduced": "4.2a1"}, {"fixed": "4.2.1"}`), "4.2a1 4.2rc1 4.2", "4.1 4.2.dev1 4.2.1", "4.2.1"},
		{"epochs", events(`{"introduced": "1!0"}, {"fixed": "1!1"}`), "1!0.5", "0.5 99 1!1", "1!1"},
		{"versions alone", record(`"versions": ["0.5", "v1.0", "2003-final"]`), "0.5 1.0 0.5.0", "0.6 1.0.1", ""},
		{"versions that a range holds", record(`"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "1"}, {"fixed": "2"}]}], "versions": ["1.1", "3.0"]`), "1.1 3.0", "2.0", ""},
		{"a bound that is no version", events(`{"introduced": "1"}, {"fixed": "2"}, {"introduced": "old"}`), "1.5", "0.1 2", "2"},
	}
	for _, test := range tests {
		a := read(t, test.record)
		for _, text := range strings.Fields(test.in) {
			if text != "0.5.0" && !a.Affects(version(t, text)) {
				t.Errorf("%s: %s is not affected: %+v", test.name, text, a)
			}
		}
		for _, text := range strings.Fields(test.out) {
			if a.Affects(version(t, text)) {
				t.Errorf("%s: %s is affected: %+v", test.name, text, a)
			}
		}
		if test.fix != "" {
			if fix, ok := a.Fix(version(t, strings.Fields(test.in)[0])); !ok || fix.String() != test.fix {
				t.Errorf("%s: fixed by %v, %v", test.name, fix, ok)
			}
		}
	}
}

func TestNames(t *testing.T) {
	a := read(t, events(`{"introduced": "0"}`))
	if a.Package != "shop-kit" || a.Name() != "CVE-2026-1" || !slices.Equal(a.Aliases, []string{"CVE-2026-1", "GHSA-aaaa"}) {
		t.Errorf("%+v", a)
	}
	for in, want := range map[string]string{"Django": "django", "A__B--c": "a-b-c", "zope.interface": "zope-interface", "PyYAML": "pyyaml"} {
		if got := osv.Normalise(in); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
}

// TestScores holds scores against those that FIRST's calculators give.
func TestScores(t *testing.T) {
	for vector, want := range map[string]string{
		`{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}`:                    "critical 9.8",
		`{"type": "CVSS_V3", "score": "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N"}`:                    "medium 6.1",
		`{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N"}`: "high 8.7",
		`{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"}`:                    "low 2.0",
		`{"type": "CVSS_V3", "score": "not a vector"}`:                                                    "unknown 0.0",
	} {
		a := read(t, strings.Replace(events(`{"introduced": "0"}`), `"aliases"`, `"severity": [`+vector+`], "aliases"`, 1))
		if got := a.Severity() + " " + fmt.Sprintf("%.1f", a.Score); got != want {
			t.Errorf("%s: %s", vector, got)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON": "{", "no id": `{"affected": []}`, "an id that is markup": `{"id": "<b>"}`, "a list": `[]`,
	} {
		if all, err := osv.Read([]byte(text)); err == nil {
			t.Errorf("%s: %v", name, all)
		}
	}
	for name, text := range map[string]string{
		"withdrawn":     strings.Replace(events(`{"introduced": "0"}`), `"aliases"`, `"withdrawn": "2026-01-01T00:00:00Z", "aliases"`, 1),
		"of another":    strings.Replace(events(`{"introduced": "0"}`), "PyPI", "npm", 1),
		"only commits":  record(`"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]`),
		"without range": record(`"ranges": []`),
	} {
		if all, err := osv.Read([]byte(text)); err != nil || len(all) != 0 {
			t.Errorf("%s: %v, %v", name, all, err)
		}
	}
}

// TestFold makes one of the records of several databases.
func TestFold(t *testing.T) {
	ghsa := strings.NewReplacer(`"PYSEC-2026-1"`, `"GHSA-aaaa"`, `"GHSA-aaaa"`, `"CVE-2026-1"`, `, "CVE-2026-1"`, ``).Replace(events(`{"introduced": "0"}, {"fixed": "1.1"}`))
	all := []*osv.Advisory{read(t, ghsa), read(t, events(`{"introduced": "0"}, {"fixed": "1.0"}`)), read(t, strings.NewReplacer("PYSEC-2026-1", "PYSEC-2026-2", "CVE-2026-1", "CVE-2026-2", "GHSA-aaaa", "GHSA-bbbb").Replace(events(`{"introduced": "3"}`)))}
	d := osv.NewDatabase("a test", "2026-01-01", 3, all)
	about := d.About("shop-kit")
	if len(about) != 2 || about[0].ID != "PYSEC-2026-1" || !slices.Equal(about[0].Aliases, []string{"CVE-2026-1", "GHSA-aaaa"}) {
		t.Fatalf("%d: %+v", len(about), about[0])
	}
	if fix, ok := about[0].Fix(version(t, "0.5")); !ok || fix.String() != "1.1" {
		t.Errorf("fixed by %v", fix)
	}
	if got := d.Affecting("shop-kit", version(t, "1.0.5")); len(got) != 1 {
		t.Errorf("1.0.5: %v", got)
	}
}

func TestClean(t *testing.T) {
	one := read(t, events(`{"introduced": "0"}, {"fixed": "1.5"}, {"introduced": "2.0"}, {"fixed": "2.2"}`))
	two := read(t, strings.NewReplacer("PYSEC-2026-1", "PYSEC-2026-2", "CVE-2026-1", "CVE-2026-2", "GHSA-aaaa", "GHSA-bbbb").Replace(events(`{"introduced": "1.5"}, {"fixed": "1.6"}, {"introduced": "2.2"}, {"fixed": "2.3rc1"}, {"fixed": "2.3"}`)))
	d := osv.NewDatabase("a test", "", 2, []*osv.Advisory{one, two})
	for _, test := range []struct{ from, allowed, want string }{
		{"1.0", "", "1.6"}, {"1.0", ">=2", ""}, {"1.0", "<1.6", ""}, {"1.5", "", "1.6"}, {"2.0", "!=2.3", ""},
	} {
		s, err := pep440.ParseSpecifier(test.allowed)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := d.Clean("shop-kit", version(t, test.from), s)
		if ok != (test.want != "") || ok && got.String() != test.want {
			t.Errorf("%v: %v, %v", test, got, ok)
		}
	}
}

// TestTable writes a table, reads it, and finds the same.
func TestTable(t *testing.T) {
	all := []*osv.Advisory{
		read(t, events(`{"introduced": "0"}, {"fixed": "1.5"}, {"introduced": "2"}, {"last_affected": "2.4"}, {"introduced": "3"}`)),
		read(t, strings.NewReplacer("PYSEC-2026-1", "PYSEC-2026-2", `["GHSA-aaaa", "CVE-2026-1"]`, "[]", "Shop.Kit", "shop").Replace(record(`"versions": ["0.5", "final"]`))),
	}
	head := &osv.Database{Source: "A test (none)", Date: "2026-01-02", Records: 2}
	var b, turned bytes.Buffer
	if err := osv.WriteTable(&b, head, all); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(all)
	osv.WriteTable(&turned, head, all)
	if b.String() != turned.String() {
		t.Error("another order makes another table")
	}
	want := "# advisories: 1\n# source: A test (none)\n# date: 2026-01-02\n# records: 2\n" +
		"shop\n PYSEC-2026-2 - - =0.5 =final\n" +
		"shop-kit\n PYSEC-2026-1 CVE-2026-1,GHSA-aaaa - <1.5 2<=2.4 3<\n"
	if b.String() != want {
		t.Errorf("the table is\n%s", b.String())
	}
	d, err := osv.ParseTable(b.String())
	if err != nil || d.Source != head.Source || d.Date != head.Date || d.Records != 2 {
		t.Errorf("%+v, %v", d, err)
	}
	for text, want := range map[string]int{"1.4": 1, "1.5": 0, "2.4": 1, "2.5": 0, "7": 1} {
		if got := d.Affecting("shop-kit", version(t, text)); len(got) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if got := d.About("shop"); len(got) != 1 || !got[0].AffectsText("final") {
		t.Errorf("%v", got)
	}
	if got := d.About("hop"); len(got) != 0 {
		t.Errorf("the end of a name finds %v", got)
	}
}

// TestBuiltIn reads all of what is compiled in.
func TestBuiltIn(t *testing.T) {
	raw, err := os.ReadFile("advisories.txt")
	if err != nil {
		t.Fatal(err)
	}
	table := string(raw)
	if len(table) > 1<<20 {
		t.Errorf("%d bytes", len(table))
	}
	d := osv.BuiltIn()
	count, all := 0, []*osv.Advisory(nil)
	for line := range strings.Lines(table) {
		if name := strings.TrimSpace(line); !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "#") {
			of := d.About(name)
			if len(of) == 0 {
				t.Errorf("nothing about %s", name)
			}
			count, all = count+len(of), append(all, of...)
		}
	}
	if count == 0 || d.Records == 0 || d.Date == "" || len(d.About("django")) < 160 {
		t.Errorf("%d advisories of %d records, %d about Django", count, d.Records, len(d.About("django")))
	}
	var again bytes.Buffer
	if err := osv.WriteTable(&again, d, all); err != nil || again.String() != table {
		t.Error("read and written again it is another")
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(events(`{"introduced": "0"}, {"fixed": "1.5"}`)))
	f.Add([]byte(record(`"versions": ["0.5"]`)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		all, err := osv.Read(raw)
		if err != nil {
			return
		}
		var b bytes.Buffer
		osv.WriteTable(&b, &osv.Database{}, all)
		d, err := osv.ParseTable(b.String())
		if err != nil {
			t.Fatal(err)
		}
		v, _ := pep440.Parse("1.0")
		for _, a := range all {
			if got := d.Affecting(a.Package, v); a.Affects(v) && len(got) == 0 {
				t.Errorf("%+v is lost in\n%s", a, b.String())
			}
		}
	})
}
