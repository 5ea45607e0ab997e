// Package pep440 orders versions of Python packages and tells which of them a
// specifier allows, as PEP 440 lays down.
// https://packaging.python.org/en/latest/specifications/version-specifiers/
package pep440

import (
	"fmt"
	"regexp"
	"strings"

	pep440 "github.com/aquasecurity/go-pep440-version"
)

// maxLength bounds what is taken for a version or a specifier.
const maxLength = 1000

// A Version is one version: "4.2.7", "5.0rc1", "1!2.0.post1+local".
type Version struct{ v pep440.Version }

// Parse reads a version; an error says that it is none of PEP 440.
func Parse(text string) (Version, error) {
	if len(text) > maxLength {
		return Version{}, fmt.Errorf("a version of %d bytes", len(text))
	}
	v, err := pep440.Parse(text)
	if err != nil {
		return Version{}, fmt.Errorf("%q is no version", text)
	}
	return Version{v}, nil
}

// String is the version in its normal form.
func (v Version) String() string { return v.v.String() }

// Compare is negative if v comes before w, positive if after. It is the order
// of all versions: a local version comes after the one without.
func (v Version) Compare(w Version) int { return v.v.Compare(w.v) }

// IsPrerelease reports whether it is an alpha, beta, candidate or development
// release.
func (v Version) IsPrerelease() bool { return v.v.IsPreRelease() }

// Series is the first two numbers of a release, "4.2" of 4.2.7 and of 4.2.
func (v Version) Series() string {
	release := v.v.BaseVersion()
	if _, after, epoch := strings.Cut(release, "!"); epoch {
		release = after
	}
	parts := append(strings.Split(release, "."), "0")
	return strings.Join(parts[:2], ".")
}

// A Specifier says which versions will do: ">=4.2,<5". The zero Specifier
// allows all.
type Specifier struct{ clauses []clause }

// A clause is one comparison of a specifier.
type clause struct {
	operator string
	version  string // as it is written, perhaps with ".*" at its end
	check    func(pep440.Version) bool
}

// clausePattern takes a clause apart; what the version may be is left to the
// parser.
var clausePattern = regexp.MustCompile(`^(===|==|~=|!=|<=|>=|<|>)\s*([^\s,|]+)$`)

// ParseSpecifier reads clauses with commas between them; an error says which
// one is none of PEP 440.
func ParseSpecifier(text string) (Specifier, error) {
	var s Specifier
	if len(text) > maxLength {
		return s, fmt.Errorf("a specifier of %d bytes", len(text))
	}
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue // a comma at the end
		}
		c, err := parseClause(part)
		if err != nil {
			return Specifier{}, err
		}
		s.clauses = append(s.clauses, c)
	}
	return s, nil
}

func parseClause(text string) (clause, error) {
	m := clausePattern.FindStringSubmatch(text)
	if m == nil {
		return clause{}, fmt.Errorf("%q is no version specifier", text)
	}
	c := clause{operator: m[1], version: m[2]}
	if c.operator == "===" {
		c.check = func(v pep440.Version) bool { return strings.EqualFold(v.Original(), c.version) }
		return c, nil
	}
	library, err := pep440.NewSpecifiers(c.operator + c.version)
	if err != nil {
		return clause{}, fmt.Errorf("%q is no version specifier", text)
	}
	c.check = library.Check
	return c, nil
}

// Allows reports whether a version satisfies all clauses. Whether an installer
// would take a pre-release is another question.
func (s Specifier) Allows(v Version) bool {
	for _, c := range s.clauses {
		if !c.check(v.v) {
			return false
		}
	}
	return true
}

// Exact gives the only version that is allowed, if a clause names one.
func (s Specifier) Exact() (Version, bool) {
	for _, c := range s.clauses {
		if (c.operator == "==" || c.operator == "===") && !strings.HasSuffix(c.version, ".*") {
			v, err := Parse(c.version)
			return v, err == nil
		}
	}
	return Version{}, false
}

// Bounds lists the versions that clauses name, the ends of wildcards left off:
// what is allowed changes at them and nowhere else.
func (s Specifier) Bounds() []Version {
	var bounds []Version
	for _, c := range s.clauses {
		if v, err := Parse(strings.TrimSuffix(c.version, ".*")); err == nil {
			bounds = append(bounds, v)
		}
	}
	return bounds
}
