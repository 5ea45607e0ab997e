package cli

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
)

// record is a record of OSV about a package.
func record(id, name, fixed string) string {
	return fmt.Sprintf(`{"id": %q, "affected": [{"package": {"ecosystem": "PyPI", "name": %q}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": %q}]}]}]}`, id, name, fixed)
}

// zipped is an archive of records.
func zipped(t *testing.T, records ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, text := range records {
		w, err := z.Create(fmt.Sprintf("%d.json", i))
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, text)
	}
	z.Close()
	return b.Bytes()
}

// A server answers requests without a socket, and keeps them.
type server struct {
	answer func(*http.Request) *http.Response
	mu     sync.Mutex
	asked  []*http.Request
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r)
	a := s.answer(r)
	a.Request = r
	return a, nil
}

func answered(status int, body []byte, headers ...string) *http.Response {
	a := &http.Response{StatusCode: status, Status: fmt.Sprint(status), Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body))}
	for i := 0; i < len(headers); i += 2 {
		a.Header.Set(headers[i], headers[i+1])
	}
	return a
}

func crc32c(body []byte) string {
	sum := crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli))
	return "crc32c=" + base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(nil, sum)) + ", md5=AAAA"
}

// databaseApp is a run with a database, in a world of its own.
func databaseApp(t *testing.T, database string, s *server) *app {
	t.Helper()
	a := &app{World: World{Env: map[string]string{"XDG_CACHE_HOME": t.TempDir()}}}
	a.flags.database = database
	if s != nil {
		a.HTTP = s
	}
	return a
}

func ids(d *osv.Database, name string) string {
	var all []string
	for _, a := range d.About(name) {
		all = append(all, a.ID)
	}
	return strings.Join(all, " ")
}

func notesOf(a *app) string {
	var all []string
	for _, n := range a.notes {
		all = append(all, n.Text)
	}
	return strings.Join(all, "\n")
}

func TestDatabaseFromPath(t *testing.T) {
	dir := t.TempDir()
	archive := filepath.Join(dir, "osv-scanner", "PyPI", "all.zip")
	write(t, dir, "osv-scanner/PyPI/all.zip", string(zipped(t, record("PYSEC-1", "shop", "2"))))
	for _, name := range []string{archive, dir, filepath.Join(dir, "osv-scanner")} {
		a := databaseApp(t, name, nil)
		d := a.advisories([]string{"shop"})
		if ids(d, "shop") != "PYSEC-1" || d.Source != "all.zip" || d.Records != 1 || len(d.Date) != 10 || len(a.notes) > 0 {
			t.Errorf("%s: %s %+v, %s", name, ids(d, "shop"), d, notesOf(a))
		}
	}
	a := databaseApp(t, "auto", nil)
	a.Env["OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY"] = dir
	if d := a.advisories([]string{"shop"}); ids(d, "shop") != "PYSEC-1" {
		t.Errorf("what osv-scanner keeps is not used: %+v", d)
	}
}

// TestHostileDatabase wants a note and what is built in.
func TestHostileDatabase(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "bad.zip", string(zipped(t, "{nonsense")))
	write(t, dir, "text.zip", "this is no archive")
	write(t, dir, "empty/readme", "")
	for _, name := range []string{"bad.zip", "text.zip", "empty"} {
		a := databaseApp(t, filepath.Join(dir, name), nil)
		if d := a.advisories([]string{"shop"}); d != osv.BuiltIn() || !strings.Contains(notesOf(a), "those built in are") {
			t.Errorf("%s: %s, %s", name, d.Source, notesOf(a))
		}
	}
	a := databaseApp(t, filepath.Join(dir, "none.zip"), nil)
	if err := a.checkDatabase(); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a database that is not there: %v", err)
	}
}

// TestDownload downloads, asks anew with what it knows, and keeps what it has
// when the server fails.
func TestDownload(t *testing.T) {
	first, second := zipped(t, record("PYSEC-1", "shop", "2")), zipped(t, record("PYSEC-2", "shop", "3"))
	s := &server{answer: func(r *http.Request) *http.Response {
		return answered(200, first, "ETag", `"one"`, "Last-Modified", "Thu, 23 Jul 2026 10:00:00 GMT", "X-Goog-Hash", crc32c(first))
	}}
	a := databaseApp(t, "auto", s)
	want := func(id, date, note string) {
		t.Helper()
		a.notes = nil
		d := a.advisories([]string{"shop"})
		if ids(d, "shop") != id || d.Date != date || d.Source != "OSV" || !strings.Contains(notesOf(a), note) || note == "" && len(a.notes) > 0 {
			t.Errorf("%s %+v, notes %q", ids(d, "shop"), d, notesOf(a))
		}
	}
	want("PYSEC-1", "2026-07-23", "")
	if r := s.asked[0]; r.URL.String() != archiveAddress || r.Header.Get("If-None-Match") != "" {
		t.Errorf("asked for %v", r)
	}
	s.answer = func(r *http.Request) *http.Response {
		if r.Header.Get("If-None-Match") != `"one"` {
			t.Errorf("asked again with %v", r.Header)
		}
		return answered(304, nil)
	}
	want("PYSEC-1", "2026-07-23", "")
	s.answer = func(*http.Request) *http.Response { return answered(503, nil) }
	want("PYSEC-1", "2026-07-23", "answers 503")
	s.answer = func(*http.Request) *http.Response { return answered(200, second[:50], "X-Goog-Hash", crc32c(second)) }
	want("PYSEC-1", "2026-07-23", "its checksum differs")
	s.answer = func(*http.Request) *http.Response {
		return answered(302, nil, "Location", "http://example.com/all.zip")
	}
	want("PYSEC-1", "2026-07-23", "it sends on to example.com")
	s.answer = func(*http.Request) *http.Response {
		return answered(200, second, "ETag", `"two"`, "Last-Modified", "Fri, 24 Jul 2026 10:00:00 GMT")
	}
	want("PYSEC-2", "2026-07-24", "")
	before := len(s.asked)
	a.flags.offline = true
	want("PYSEC-2", "2026-07-24", "")
	if len(s.asked) != before {
		t.Error("--offline asked the server")
	}
	left, err := os.ReadDir(filepath.Join(a.Env["XDG_CACHE_HOME"], "deploycheck", "PyPI"))
	if err != nil || len(left) != 2 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestOffline holds that no request is made with --offline, nor without being
// asked for.
func TestOffline(t *testing.T) {
	s := &server{answer: func(r *http.Request) *http.Response {
		t.Errorf("asked for %s", r.URL)
		return answered(500, nil)
	}}
	for _, database := range []string{"", "embedded", "auto", "api"} {
		a := databaseApp(t, database, s)
		a.flags.offline = database == "auto" || database == "api"
		if d := a.advisories([]string{"django"}); d != osv.BuiltIn() {
			t.Errorf("%s: %s", database, d.Source)
		}
		if (len(a.notes) > 0) != a.flags.offline {
			t.Errorf("%s: notes %q", database, notesOf(a))
		}
	}
}

func TestService(t *testing.T) {
	s := &server{}
	s.answer = func(r *http.Request) *http.Response {
		body, _ := io.ReadAll(r.Body)
		switch {
		case r.URL.String() != queryAddress || r.Method != "POST":
			t.Errorf("%s %s", r.Method, r.URL)
		case bytes.Contains(body, []byte("version")):
			t.Errorf("it is told a version: %s", body)
		case bytes.Contains(body, []byte(`"page_token":"more"`)):
			return answered(200, []byte(`{"vulns": [`+record("PYSEC-2", "shop", "3")+`]}`))
		case bytes.Contains(body, []byte(`"name":"shop"`)):
			return answered(200, []byte(`{"vulns": [`+record("PYSEC-1", "Shop", "2")+`], "next_page_token": "more"}`))
		}
		return answered(200, []byte(`{}`))
	}
	a := databaseApp(t, "api", s)
	a.Env["SOURCE_DATE_EPOCH"] = "1784764800"
	d := a.advisories([]string{"shop", "django"})
	if ids(d, "shop") != "PYSEC-1 PYSEC-2" || ids(d, "django") != "" || d.Date != "2026-07-23" || len(a.notes) > 0 {
		t.Errorf("%s %+v, %s", ids(d, "shop"), d, notesOf(a))
	}
	for name, answer := range map[string]*http.Response{
		"answers 500":          answered(500, nil),
		"unexpected end":       answered(200, []byte(`{"vulns": [`)),
		"no record of OSV":     answered(200, []byte(`{"vulns": [{"id": ""}]}`)),
		"it sends on to other": answered(302, nil, "Location", "http://other/"),
	} {
		a := databaseApp(t, "api", &server{answer: func(*http.Request) *http.Response { return answer }})
		if d := a.advisories([]string{"shop"}); d != osv.BuiltIn() || !strings.Contains(notesOf(a), name) {
			t.Errorf("%s: %s, %s", name, d.Source, notesOf(a))
		}
	}
}
