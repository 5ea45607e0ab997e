package osv_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
)

// archive makes an archive of entries, given as name and content in turn.
func archive(t *testing.T, entries ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: entries[i], Method: method(entries[i+1])})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, entries[i+1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// method leaves what is empty as it is: a compressor for each takes long.
func method(text string) uint16 {
	if text == "" {
		return zip.Store
	}
	return zip.Deflate
}

// announced is an archive whose only entry says that it has so many bytes.
func announced(t *testing.T, size uint64) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: "a.json", Method: zip.Deflate, UncompressedSize64: size, CompressedSize64: 3})
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte{1, 2, 3})
	z.Close()
	return b.Bytes()
}

func TestReadArchive(t *testing.T) {
	raw := archive(t,
		"PYSEC-2026-1.json", events(`{"introduced": "0"}, {"fixed": "1.5"}`),
		"PYSEC-2026-2.json", `{"id": "PYSEC-2026-2", "withdrawn": "2026-01-01T00:00:00Z"}`,
		"README", "not a record")
	all, records, err := osv.ReadArchive(bytes.NewReader(raw), int64(len(raw)), nil)
	if err != nil || records != 1 || len(all) != 1 || all[0].ID != "PYSEC-2026-1" {
		t.Errorf("%v, %d, %v", all, records, err)
	}
	none := func(name string) bool { return name == "other" }
	all, records, err = osv.ReadArchive(bytes.NewReader(raw), int64(len(raw)), none)
	if err != nil || records != 1 || len(all) != 0 {
		t.Errorf("of another package: %v, %d, %v", all, records, err)
	}
}

// TestHostileArchive wants an error of each archive that is not what it
// should be, and nothing of what it holds.
func TestHostileArchive(t *testing.T) {
	good := events(`{"introduced": "0"}, {"fixed": "1.5"}`)
	var many []string
	for i := range 320_000 {
		many = append(many, fmt.Sprintf("%d.json", i), "")
	}
	tests := []struct {
		name string
		raw  []byte
		want string
	}{
		{"a path that leads out", archive(t, "a.json", good, "../../etc/passwd.json", good), "not a plain name"},
		{"an absolute path", archive(t, "/etc/a.json", good), "not a plain name"},
		{"a path of Windows", archive(t, `..\a.json`, good), "not a plain name"},
		{"a drive of Windows", archive(t, `c:a.json`, good), "not a plain name"},
		{"an entry of 10 GB by its own account", announced(t, 10<<30), "the most that is read"},
		{"an entry that is more than it says", announced(t, 100), `its entry "a.json"`},
		{"a long entry", archive(t, "a.json", strings.Repeat(" ", 5<<20)), "the most that is read"},
		{"a million of entries, or nearly", archive(t, many...), "list of entries is too long"},
		{"no JSON", archive(t, "a.json", good, "b.json", "{nonsense"), `its entry "b.json"`},
		{"deep JSON", archive(t, "a.json", strings.Repeat("[", 1<<20)), `its entry "a.json"`},
		{"no record", archive(t, "a.json", `{"id": "\u001b[31m"}`), `its entry "a.json"`},
		{"half of one", archive(t, "a.json", good)[:90], "no archive"},
		{"nothing", nil, "no archive"},
	}
	for _, test := range tests {
		all, records, err := osv.ReadArchive(bytes.NewReader(test.raw), int64(len(test.raw)), nil)
		if err == nil || !strings.Contains(err.Error(), test.want) || len(all) > 0 || records > 0 {
			t.Errorf("%s: %d advisories, error %v", test.name, len(all), err)
		}
	}
	if _, _, err := osv.ReadArchive(bytes.NewReader(nil), 1<<40, nil); err == nil {
		t.Error("an archive of a TiB is read")
	}
}

func FuzzReadArchive(f *testing.F) {
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		osv.ReadArchive(bytes.NewReader(raw), int64(len(raw)), nil)
	})
}
