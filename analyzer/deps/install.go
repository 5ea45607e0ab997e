package deps

import (
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An Install is a command, or the habit of a platform, that installs what a
// project depends on where it goes live.
type Install struct {
	// File is what it reads, relative to the root: a file of requirements, a
	// lock file or a project file; empty: only what it names itself.
	File string
	// Constraints are files that hold versions of what it installs.
	Constraints []string
	// Requirements are the packages that it names itself.
	Requirements []Requirement
	// Groups and Extras are those that it adds, Without the groups that it
	// leaves out.
	Groups, Extras, Without []string
	AllGroups, AllExtras    bool
	// Bare leaves out the groups that are there by default, NoMain the plain
	// dependencies.
	Bare, NoMain bool
	// Python is the version of Python that it installs for, "3.13"; empty: that
	// is not known.
	Python string
	Span   source.Span
	// Unstarted tells that nothing shows that what it is for is started.
	Unstarted bool
}

// takes reports whether it installs a requirement of a file.
func (i Install) takes(f *File, q Requirement) bool {
	return len(q.Groups) == 0 || slices.ContainsFunc(q.Groups, func(g string) bool { return i.takesGroup(f, g) })
}

func (i Install) takesGroup(f *File, group string) bool {
	name := strings.Trim(group, "[]")
	switch {
	case group == plain:
		return !i.NoMain
	case group != name:
		return i.AllExtras && name != "" || has(i.Extras, name)
	case has(i.Without, name):
		return false
	}
	return i.AllGroups || has(i.Groups, name) || !i.Bare && slices.Contains(f.defaults, name)
}

func has(names []string, name string) bool { return slices.Contains(normalised(names), name) }

// near lists the installs whose file lies below the folder of a project or
// above it.
func near(installs []Install, root string) []Install {
	return slices.DeleteFunc(slices.Clone(installs), func(i Install) bool {
		return i.File != "" && !within(i.File, root) && !within(root, path.Dir(i.File))
	})
}

// related are the installs of a project: those near it or, if none of them
// reads a file, all.
func related(installs []Install, root string) []Install {
	ours := near(installs, root)
	if !slices.ContainsFunc(ours, func(i Install) bool { return i.File != "" }) {
		return installs
	}
	return ours
}

// within reports whether a path is a folder or lies below it.
func within(name, folder string) bool {
	return folder == "." || name == folder || strings.HasPrefix(name, folder+"/")
}
