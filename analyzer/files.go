package analyzer

import (
	"io/fs"
	"slices"
	"sync"

	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// files gives the evaluator the files of a repository, each parsed once.
type files struct {
	fsys fs.FS
	tree *source.Tree
	mu   sync.Mutex
	done map[string]*python.Module
}

func newFiles(fsys fs.FS) *files {
	return &files{fsys: fsys, tree: source.NewTree(fsys, source.Limits{}), done: map[string]*python.Module{}}
}

// Parse implements eval.Files.
func (f *files) Parse(name string) *python.Module {
	f.mu.Lock()
	m, ok := f.done[name]
	f.mu.Unlock()
	if ok {
		return m
	}
	if file, err := f.tree.Read(name); err == nil {
		m = python.Parse(file)
	} else {
		// Without a file: the evaluator takes what it sets for unknown.
		m = &python.Module{Notes: []source.Note{{Span: source.Span{File: name}, Text: err.Error() + "; what it sets is unknown"}}}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if first, ok := f.done[name]; ok {
		return first
	}
	f.done[name] = m
	return m
}

// Text implements eval.Files.
func (f *files) Text(name string) (*source.File, bool) {
	if !fs.ValidPath(name) {
		return nil, false
	}
	file, err := f.tree.Read(name)
	return file, err == nil
}

// Exists implements eval.Files.
func (f *files) Exists(name string) bool { return f.tree.Exists(name) }

// IsDir implements eval.Files.
func (f *files) IsDir(name string) bool { return f.tree.IsDir(name) }

// List implements eval.Files.
func (f *files) List(dir string) []string {
	entries, err := fs.ReadDir(f.fsys, dir)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(names)
	return names
}

// notes are those of the Python files that were parsed, sorted.
func (f *files) notes() []source.Note {
	var all []source.Note
	for _, m := range f.done {
		all = append(all, m.Notes...)
	}
	return all
}
