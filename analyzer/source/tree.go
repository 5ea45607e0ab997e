package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sync"
)

// Limits bound what is read. A zero field means its default.
type Limits struct {
	Python  int64 // bytes of a Python file: 1 MiB
	Other   int64 // bytes of any other file: 16 MiB, for lock files are long
	Entries int   // files and folders listed: 200,000
	Depth   int   // folders inside each other: 100
}

func (l Limits) orDefault() Limits {
	return Limits{
		Python:  or(l.Python, 1<<20),
		Other:   or(l.Other, 16<<20),
		Entries: or(l.Entries, 200_000),
		Depth:   or(l.Depth, 100),
	}
}

func or[T int | int64](n, otherwise T) T {
	if n > 0 {
		return n
	}
	return otherwise
}

// A Tree reads the files below one root. Each file is read once; what it held
// then is what every reader sees. A Tree may be used by several goroutines.
//
// That no link leads out of the root is for the file system to see to, as
// os.Root does.
type Tree struct {
	fsys   fs.FS
	limits Limits

	mu      sync.Mutex
	files   map[string]func() (*File, error)
	ignores map[string][]ignoreRule // by folder

	listing func() ([]string, []Note)
}

// NewTree makes a Tree of the files in fsys.
func NewTree(fsys fs.FS, limits Limits) *Tree {
	t := &Tree{
		fsys:    fsys,
		limits:  limits.orDefault(),
		files:   map[string]func() (*File, error){},
		ignores: map[string][]ignoreRule{},
	}
	t.listing = sync.OnceValues(t.list)
	return t
}

// Read gives the text of a file. Only regular files are read, and only up to
// the limit for their kind.
func (t *Tree) Read(name string) (*File, error) {
	t.mu.Lock()
	read, ok := t.files[name]
	if !ok {
		read = sync.OnceValues(func() (*File, error) { return t.read(name) })
		t.files[name] = read
	}
	t.mu.Unlock()
	return read()
}

// Raw gives the bytes of a file that Read would give the text of. Nothing is
// kept of them: it is for a look into many files. A file that cannot be read has
// none.
func (t *Tree) Raw(name string) []byte {
	raw, err := t.bytes(name)
	if err != nil {
		return nil
	}
	return raw
}

// Exists reports whether name is a regular file, listed or not: what git
// ignores is left out of Files, yet is there.
func (t *Tree) Exists(name string) bool {
	_, err := t.stat(name)
	return err == nil
}

// IsDir reports whether name is a folder.
func (t *Tree) IsDir(name string) bool {
	if !fs.ValidPath(name) {
		return false
	}
	info, err := fs.Stat(t.fsys, name)
	return err == nil && info.IsDir()
}

var (
	errPath    = errors.New("not a path inside the repository")
	errRegular = errors.New("not a regular file")
)

func (t *Tree) read(name string) (*File, error) {
	raw, err := t.bytes(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, cause(err))
	}
	return NewFile(name, raw), nil
}

// cause drops the operation and path that a file system puts before its error:
// the reader of ours has them already.
func cause(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

func (t *Tree) bytes(name string) ([]byte, error) {
	// Looking before opening matters: to open a FIFO is to wait for a writer.
	limit := t.limit(name)
	if size, err := t.stat(name); err != nil {
		return nil, err
	} else if size > limit {
		return nil, tooLarge(limit)
	}
	file, err := t.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	// One byte more than allowed shows a file that grew, or told no size.
	raw, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(raw)) > limit {
		err = tooLarge(limit)
	}
	return raw, err
}

// stat gives the size of name, or an error unless it is a regular file.
func (t *Tree) stat(name string) (size int64, err error) {
	if !fs.ValidPath(name) {
		return 0, errPath
	}
	info, err := fs.Stat(t.fsys, name)
	if err != nil {
		return 0, err
	}
	if !info.Mode().IsRegular() {
		return 0, errRegular
	}
	return info.Size(), nil
}

func (t *Tree) limit(name string) int64 {
	if path.Ext(name) == ".py" {
		return t.limits.Python
	}
	return t.limits.Other
}

func tooLarge(limit int64) error {
	return fmt.Errorf("larger than %d KiB, the most that is read of such a file", limit>>10)
}
