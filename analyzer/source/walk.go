package source

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Files lists the regular files of the tree, sorted, and notes what the list
// leaves out for a limit or an error. Folders that are not the project's own
// work are left out without a note: version control, installed packages,
// caches, build output, and what git ignores. Links to folders are not
// entered.
func (t *Tree) Files() ([]string, []Note) { return t.listing() }

// A walk is one listing under way.
type walk struct {
	tree    *Tree
	files   []string
	entries int
	full    bool // the limit on entries was reached
	broken  bool // a link was that leads nowhere
	notes   []Note
}

func (t *Tree) list() ([]string, []Note) {
	w := walk{tree: t}
	w.folder(".", 0)
	slices.Sort(w.files)
	return w.files, w.notes
}

func (w *walk) note(file, format string, args ...any) {
	w.notes = append(w.notes, Note{Span: Span{File: file}, Text: fmt.Sprintf(format, args...)})
}

func (w *walk) folder(dir string, depth int) {
	if depth > w.tree.limits.Depth {
		w.note(dir, "lies more than %d folders deep; what is in it was not looked at", w.tree.limits.Depth)
		return
	}
	entries, err := fs.ReadDir(w.tree.fsys, dir)
	if err != nil {
		w.note(dir, "cannot be listed (%v); what is in it was not looked at", cause(err))
	}
	for _, entry := range entries {
		if w.entries++; w.entries > w.tree.limits.Entries {
			w.stop(dir)
			return
		}
		w.entry(path.Join(dir, entry.Name()), entry.Type(), depth)
	}
}

// stop ends the walk, with one note however deep it stands.
func (w *walk) stop(dir string) {
	if !w.full {
		w.full = true
		w.note(dir, "the repository has more than %d files and folders; those from here on were not looked at", w.tree.limits.Entries)
	}
}

func (w *walk) entry(name string, mode fs.FileMode, depth int) {
	switch {
	case mode.IsDir():
		if !w.skip(name) && !w.tree.ignored(name, true) {
			w.folder(name, depth+1)
		}
	case mode&fs.ModeSymlink != 0 && !w.tree.Exists(name) && !w.tree.IsDir(name):
		w.brokenLink(name)
	case mode.IsRegular(), mode&fs.ModeSymlink != 0 && !w.tree.IsDir(name):
		if !w.tree.ignored(name, false) {
			w.files = append(w.files, name)
		}
	}
}

// brokenLink notes the first link that cannot be followed; a checkout made
// without links may be full of them.
func (w *walk) brokenLink(name string) {
	if !w.broken {
		w.broken = true
		w.note(name, "is a link to nothing inside the repository; it and others like it were not looked at")
	}
}

// skip reports whether a folder holds nothing that the project's people wrote.
func (w *walk) skip(dir string) bool {
	name := path.Base(dir)
	switch name {
	case ".git", ".hg", ".svn", "node_modules", "bower_components", "site-packages", "__pycache__",
		".tox", ".nox", ".eggs", ".mypy_cache", ".pytest_cache", ".ruff_cache":
		return true
	case "vendor", "third_party", "dist", "build":
		return !w.own(dir, 0)
	}
	return w.virtualenv(dir, name)
}

// virtualenv recognises a Python environment by its mark, or by its usual
// names and what is in it.
func (w *walk) virtualenv(dir, name string) bool {
	if w.tree.Exists(path.Join(dir, "pyvenv.cfg")) {
		return true
	}
	switch name {
	case "venv", ".venv", "env", ".env", "virtualenv":
	default:
		return false
	}
	if w.tree.Exists(path.Join(dir, "bin/activate")) || w.tree.Exists(path.Join(dir, "Scripts/activate")) {
		return true
	}
	libs, _ := fs.ReadDir(w.tree.fsys, path.Join(dir, "lib"))
	return slices.ContainsFunc(libs, func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), "python") })
}

// ownDepth is how deep a folder with a name that suggests the work of others
// is searched for work of the project's own.
const ownDepth = 3

// own reports whether a folder called build, vendor or the like is the
// project's own after all: an app of that name, a Django project that lives
// there, or what its images are made from.
func (w *walk) own(dir string, depth int) bool {
	if depth == 0 && w.tree.Exists(path.Join(dir, "__init__.py")) {
		return true
	}
	entries, err := fs.ReadDir(w.tree.fsys, dir)
	if err != nil {
		return true // to be noted when it is entered
	}
	return slices.ContainsFunc(entries, ownFile) || depth < ownDepth && slices.ContainsFunc(entries,
		func(e fs.DirEntry) bool { return e.IsDir() && w.own(path.Join(dir, e.Name()), depth+1) })
}

func ownFile(e fs.DirEntry) bool {
	switch e.Name() {
	case "manage.py", "settings.py", "wsgi.py", "asgi.py",
		"Dockerfile", "docker-compose.yml", "compose.yml", "compose.yaml":
		return !e.IsDir()
	}
	return false
}
