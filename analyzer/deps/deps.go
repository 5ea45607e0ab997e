// Package deps reads what a project depends on: files of requirements,
// pyproject.toml, lock files and their kin, each requirement with its place.
// It says which of them production installs. What is known of the versions is
// in [pep440] and [osv].
package deps

import (
	"path"
	"regexp"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Requirement is one package that a file asks for.
type Requirement struct {
	Name   string   // as PEP 503 normalises it: "django-environ"
	Extras []string // normalised too
	// Specifier is a PEP 440 version specifier, "==4.2.7" or ">=4.2,<5", also
	// where the file has another notation, such as poetry's "^4.2"; empty: any
	// version will do.
	Specifier string
	// Version is the one version that is installed, where the file says which: a
	// lock file, or "==" without a wildcard; else empty.
	Version string
	Marker  string // PEP 508 environment marker; empty: it always counts
	// Groups are the groups of its file that ask for it: "" are the plain
	// dependencies, "dev" a group, "[docs]" an extra. None: the file has no groups.
	Groups []string
	Scope  Scope
	// Index is the host of the package index that it comes from, where the file
	// names another than PyPI: what is known of PyPI's package may not be of it.
	Index string
	// Reason says why no version of the package index can be told: "it is
	// installed from a repository"; empty if one can, or none is asked for.
	Reason string
	Span   source.Span // of the requirement, on its line
	Pin    source.Span // of the text of its version or specifier; zero if it has none
}

// Scope says who installs a requirement.
type Scope int

// Scopes.
const (
	Production  Scope = iota // production does, or nothing says that it does not
	Optional                 // an extra or group that nothing installs, as far as can be seen
	Development              // only development, tests or documentation
)

// String is the scope in lower case.
func (s Scope) String() string {
	return [...]string{"production", "optional", "development"}[s]
}

// Reasons for which no version can be told.
const (
	fromRepository = "it is installed from a repository"
	fromAddress    = "it is installed from an address"
	fromFolder     = "it is installed from a file or folder of the repository"
	fromConda      = "it is a package of conda, not of PyPI"
	fromTemplate   = "a template makes its version"
	notPEP440      = "its version is not written as PEP 440 has it"
	severalRanges  = "it allows several ranges, which no one specifier says"
	lockedWithout  = "the lock file has no version of it"
)

// Normalise gives the one spelling that the names of a package have in common.
func Normalise(name string) string { return osv.Normalise(name) }

// developing matches names of files, groups and extras that only development,
// tests or documentation need.
var developing = regexp.MustCompile(`(?i)(^|[/_.\[-])(dev\d?|devel|develop|developer|development|developers|tests?|testing|pytest|docs?|documentation|ci|lint|linting|linters?|local|examples?|debug|format(ting)?|` +
	`typing|types?|mypy|quality|qa|style|coverage|pre-?commit|tox|nox|bench\w*|sphinx|mkdocs)([/_.\]-]|$)`)

// develops reports whether a file of dependencies is for development, by its
// name or by that of its folder.
func develops(name string) bool {
	return developing.MatchString(path.Join(path.Base(path.Dir(name)), path.Base(name)))
}

// scopeOf is the scope of what groups ask for, as far as their names tell.
func scopeOf(groups []string) Scope {
	scope := Development
	for _, g := range groups {
		switch {
		case g == "":
			return Production
		case !developing.MatchString(g):
			scope = Optional
		}
	}
	if len(groups) == 0 {
		return Production
	}
	return scope
}

// plain stands for the dependencies of a file that are of no group.
const plain = ""

// extra is an extra as one of Groups.
func extra(name string) string { return "[" + Normalise(name) + "]" }

// merged is the union of groups, in order.
func merged(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
