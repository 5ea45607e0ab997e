package source_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

func tree(files fstest.MapFS) *source.Tree { return source.NewTree(files, source.Limits{}) }

func text(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

func TestRead(t *testing.T) {
	files := tree(fstest.MapFS{"a/settings.py": text("DEBUG = True\n")})
	f, err := files.Read("a/settings.py")
	if err != nil || f.Text != "DEBUG = True\n" || f.Path != "a/settings.py" {
		t.Errorf("%+v, %v", f, err)
	}
	again, _ := files.Read("a/settings.py")
	if again != f {
		t.Error("read twice")
	}
}

func TestReadErrors(t *testing.T) {
	files := source.NewTree(fstest.MapFS{
		"big.py":            text(strings.Repeat("#", 11)),
		"big.txt":           text(strings.Repeat("#", 11)),
		"settings.py/a.txt": text(""),
		"device.py":         {Mode: fs.ModeDevice},
		"pipe.py":           {Mode: fs.ModeNamedPipe},
	}, source.Limits{Python: 10})
	for name, want := range map[string]string{
		"absent.py":   "read absent.py: file does not exist",
		"big.py":      "read big.py: larger than 0 KiB, the most that is read of such a file",
		"settings.py": "read settings.py: not a regular file",
		"device.py":   "read device.py: not a regular file",
		"pipe.py":     "read pipe.py: not a regular file",
		"../x.py":     "read ../x.py: not a path inside the repository",
		"/etc/passwd": "read /etc/passwd: not a path inside the repository",
		"a//b.py":     "read a//b.py: not a path inside the repository",
	} {
		if _, err := files.Read(name); err == nil || err.Error() != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := files.Read("absent.py"); !errors.Is(err, fs.ErrNotExist) {
		t.Error("not a fs.ErrNotExist")
	}
	if _, err := files.Read("big.txt"); err != nil {
		t.Error(err)
	}
	if !files.Exists("big.py") || files.Exists("settings.py") || files.Exists("absent.py") || files.Exists("..") {
		t.Error("Exists is wrong")
	}
	if !files.IsDir("settings.py") || files.IsDir("big.py") || files.IsDir("..") || !files.IsDir(".") {
		t.Error("IsDir is wrong")
	}
}

// endless tells no size and never ends, as some files of a kernel do.
type endless struct{ fs.FS }

func (e endless) Open(name string) (fs.File, error) {
	f, err := e.FS.Open(name)
	return endlessFile{f}, err
}

type endlessFile struct{ fs.File }

func (endlessFile) Read(p []byte) (int, error) { return len(p), nil }

func TestReadEndless(t *testing.T) {
	files := source.NewTree(endless{fstest.MapFS{"a.py": text("")}}, source.Limits{Python: 100})
	if _, err := files.Read("a.py"); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Error(err)
	}
}

// counting counts how often files are opened.
type counting struct {
	fs.FS
	opened *atomic.Int32
}

func (c counting) Open(name string) (fs.File, error) {
	c.opened.Add(1)
	return c.FS.Open(name)
}

func (c counting) Stat(name string) (fs.FileInfo, error) { return fs.Stat(c.FS, name) }

func TestReadOnce(t *testing.T) {
	var opened atomic.Int32
	files := source.NewTree(counting{fstest.MapFS{"a.py": text("x")}, &opened}, source.Limits{})
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if f, err := files.Read("a.py"); err != nil || f.Text != "x" {
				t.Errorf("%v, %v", f, err)
			}
			files.Files()
			files.Ignored("a.py")
		})
	}
	group.Wait()
	// Once to read the file, once to list the folder.
	if opened.Load() > 2 {
		t.Errorf("opened %d times", opened.Load())
	}
}

// TestRoot reads a real folder through os.Root, which follows links inside of
// it and none that leads out.
func TestRoot(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(t.TempDir(), "secret.py")
	write(t, outside, "SECRET = 1\n")
	write(t, filepath.Join(dir, "real.py"), "A = 1\n")
	write(t, filepath.Join(dir, "folder", "b.py"), "B = 1\n")
	link(t, "real.py", filepath.Join(dir, "inside.py"))
	link(t, outside, filepath.Join(dir, "outside.py"))
	link(t, "gone.py", filepath.Join(dir, "broken.py"))
	link(t, "folder", filepath.Join(dir, "linked"))
	link(t, "..", filepath.Join(dir, "folder", "loop"))
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.py"), 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	files := source.NewTree(root.FS(), source.Limits{})

	list, notes := files.Files()
	if got := strings.Join(list, " "); got != "folder/b.py inside.py real.py" {
		t.Errorf("listed %s", got)
	}
	if len(notes) != 1 || notes[0].Span.File != "broken.py" {
		t.Errorf("notes %v", notes)
	}
	for _, name := range []string{"inside.py", "real.py", "linked/b.py", "folder/loop/real.py"} {
		if _, err := files.Read(name); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"outside.py", "broken.py", "pipe.py", "linked"} {
		if f, err := files.Read(name); err == nil {
			t.Errorf("%s was read: %q", name, f.Text)
		}
	}
}

func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.py"), "")
	write(t, filepath.Join(dir, "closed", "b.py"), "")
	os.Chmod(filepath.Join(dir, "a.py"), 0)
	os.Chmod(filepath.Join(dir, "closed"), 0)
	defer os.Chmod(filepath.Join(dir, "closed"), 0o700)
	files := source.NewTree(os.DirFS(dir), source.Limits{})
	if _, err := files.Read("a.py"); err == nil || err.Error() != "read a.py: permission denied" {
		t.Error(err)
	}
	list, notes := files.Files()
	if len(list) != 1 || len(notes) != 1 || notes[0].Span.File != "closed" {
		t.Errorf("%v, %v", list, notes)
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, name string) {
	t.Helper()
	if err := os.Symlink(to, name); err != nil {
		t.Fatal(err)
	}
}
