package report

import (
	"io"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
)

// fewAdvisories is a database that does not change.
func fewAdvisories(t *testing.T) func([]string) *osv.Database {
	t.Helper()
	raw, err := os.ReadFile("../../testdata/advisories.txt")
	if err != nil {
		t.Fatal(err)
	}
	d, err := osv.ParseTable(string(raw))
	if err != nil {
		t.Fatal(err)
	}
	return func([]string) *osv.Database { return d }
}

// auditOf audits the files of a small repository, given as name and text in
// turn.
func auditOf(t *testing.T, files ...string) (*analyzer.Audit, *analyzer.Report) {
	t.Helper()
	repository := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		repository[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	day := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	a, err := analyzer.AuditFiles(repository, analyzer.Options{Date: day, Advisories: fewAdvisories(t)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a, &analyzer.Report{Catalogue: houses, Notes: a.Notes, Source: a.Source}
}

const shopRequirements = "Django==3.2.12\npillow==9.0.0\njinja2>=3.0\ngunicorn @ git+https://github.com/benoitc/gunicorn\nmarkupsafe==3.0.3\n"

func TestAuditText(t *testing.T) {
	a, r := auditOf(t, "requirements.txt", shopRequirements, "requirements-dev.txt", "sqlparse==0.4.1\n")
	got := text(t, func(w io.Writer) error { return AuditText(w, a, r, options) })
	for _, want := range []string{
		"Dependencies  requirements-dev.txt and requirements.txt\n",
		"Advisories    a few advisories for tests, of 2026-10-01, 55 days old, 8 records\n",
		"Django        3.2.12; no security fixes for 3.2 since 2024-04-01; newest known\n              3.2.25 of 2024-03-04\n",
		"django 3.2.12  requirements.txt:1\n  of its series 3.2.25 has no known vulnerability, but nobody looks for any in\n",
		"  critical  9.8  CVE-2022-28346 (PYSEC-2022-190)     fixed in 3.2.13\n",
		"  unknown        CVE-2022-28347 (PYSEC-2022-191)     fixed in 3.2.13\n",
		"sqlparse 0.4.1  requirements-dev.txt:1  development\n",
		"  requirements.txt:4  gunicorn: it is installed from a repository\n",
		"  requirements.txt:3  jinja2: it may be any version that >=3.0 allows\n",
		"\n4 packages judged, 3 with 4 known vulnerabilities; 2 not judged\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	a, r = auditOf(t, "README", "nothing here")
	got = text(t, func(w io.Writer) error { return AuditText(w, a, r, options) })
	if !strings.Contains(got, "Dependencies  no file of dependencies\n") || !strings.HasSuffix(got, "0 packages judged, no known vulnerability; 0 not judged\n") {
		t.Errorf("of nothing: %s", got)
	}
}

// TestAuditHostile holds that no text of a repository does anything to a
// terminal.
func TestAuditHostile(t *testing.T) {
	a, r := auditOf(t, "requirements.txt", "Django==3.2.12\nsh\x1b[31mop==1\npillow==9.0.0; python_version < '\x1b[2J'\n--index-url https://\x1b[31m/\nsqlparse==0.4.1\n")
	for _, write := range []func(io.Writer) error{
		func(w io.Writer) error { return AuditText(w, a, r, options) },
		func(w io.Writer) error { return AuditJSON(w, a, r, options) },
	} {
		if got := text(t, write); strings.ContainsRune(got, 0x1b) {
			t.Errorf("an escape is printed:\n%q", got)
		}
	}
}

func TestAuditSchema(t *testing.T) {
	for _, files := range [][]string{
		{"requirements.txt", shopRequirements, "requirements-dev.txt", "sqlparse==0.4.1\n"},
		{"requirements.txt", "Django>=3.2,<3.2.13\n"},
		{"README", ""},
	} {
		a, r := auditOf(t, files...)
		r.Findings, r.Suppressed = a.Findings(houses)
		got := text(t, func(w io.Writer) error { return AuditJSON(w, a, r, options) })
		conforms(t, "audit", got)
		if strings.HasPrefix(files[1], "Django==") && !strings.Contains(got, `"supported": false`) {
			t.Errorf("the end of life is not told: %s", got)
		}
	}
}
