// Package deps reads what a project depends on: files of requirements,
// pyproject.toml, lock files and their kin, each requirement with its place.
// It says which of them production installs. What is known of the versions is
// in [pep440] and [osv].
package deps

import "github.com/deploycheck/deploycheck/analyzer/source"

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
	Scope   Scope
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
