package deps

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	// listName matches names of files of requirements, listFolder the folders
	// that hold nothing else.
	listName   = regexp.MustCompile(`(?i)^[\w.-]*(requirements?|reqs)([_.-][\w.-]*)?\.(txt|in|pip)$|^[\w-]+-requirements\.(txt|in)$`)
	listFolder = regexp.MustCompile(`(?i)^(requirements?|dependencies|reqs?|deps|pip)/([\w.-]+/)*[\w.-]+\.(txt|in|pip)$`)
	holdsBack  = regexp.MustCompile(`(?i)constraints?|overrides?|excludes?`)
)

// filesOf lists the files of dependencies of a folder, the compiled one of
// two that belong together.
func (f *finder) filesOf(dir string) []string {
	var files []string
	for _, name := range f.names {
		rel, ok := strings.CutPrefix(name, dir+"/")
		if dir == "." {
			rel, ok = name, true
		}
		if !ok {
			continue
		}
		known := !strings.Contains(rel, "/") && (kindOf(rel) != Requirements || listName.MatchString(rel))
		if known || listFolder.MatchString(rel) && !holdsBack.MatchString(rel) {
			files = append(files, name)
		}
	}
	if lock, ok := f.workspace(dir); ok && slices.ContainsFunc(files, func(n string) bool { return path.Base(n) == "pyproject.toml" }) {
		files = append(files, lock)
	}
	return slices.DeleteFunc(files, func(name string) bool {
		compiled, ok := strings.CutSuffix(name, ".in")
		return ok && slices.Contains(files, compiled+".txt")
	})
}

// workspace finds the lock file of uv above a folder that is for it too.
func (f *finder) workspace(dir string) (string, bool) {
	for up := dir; up != "."; {
		up = path.Dir(up)
		name := path.Join(up, "uv.lock")
		if !f.tree.Exists(name) {
			continue
		}
		file := f.all(name)
		return name, file != nil && slices.Contains(file.members, dir)
	}
	return "", false
}

// elsewhere lists other folders that have files of requirements which are not
// for development: those below the project first, then those that lie least
// deep; only those below it unless outside is set.
func (f *finder) elsewhere(outside bool) []string {
	var dirs []string
	for _, name := range f.names {
		if listName.MatchString(path.Base(name)) && !developing.MatchString(name) && (outside || within(name, f.root)) {
			dirs = append(dirs, path.Dir(name))
		}
	}
	far := func(dir string) int {
		if within(dir, f.root) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(dirs, func(a, b string) int {
		return cmp.Or(cmp.Compare(far(a), far(b)), cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")), cmp.Compare(a, b))
	})
	dirs = slices.Compact(dirs)
	return dirs[:min(len(dirs), maxFolders)]
}

// maxFolders bounds how many folders are looked into.
const maxFolders = 50

// above lists a folder and those above it.
func above(dir string) []string {
	all := []string{dir}
	for dir != "." {
		dir = path.Dir(dir)
		all = append(all, dir)
	}
	return all
}
