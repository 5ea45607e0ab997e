package discover

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/deps"
)

// bound matches one clause of a version specifier.
var bound = regexp.MustCompile(`(===|==|~=|>=|<=|!=|<|>)v?([0-9]+(?:\.[0-9]+)*(?:(?:a|b|rc)[0-9]+)?)`)

// series lists the series of Django that there are, oldest first.
var series = []string{"1.11", "2.0", "2.1", "2.2", "3.0", "3.1", "3.2", "4.0", "4.1", "4.2", "5.0", "5.1", "5.2", "6.0", "6.1"}

// Version finds the version of Django among what a project depends on, and the
// place that says so: the one that is installed, else the one that a lock file
// has for the bounds on it, else what the bounds stand for, else what it is held
// to if something asks for it; false if nothing says any.
func Version(s *deps.Set) (string, Evidence, bool) {
	asked := s.Of("django")
	slices.SortStableFunc(asked, func(a, b deps.Requirement) int { return cmp.Compare(doubt(s, a), doubt(s, b)) })
	for _, f := range s.Files {
		for _, c := range f.Constraints {
			if c.Name == "django" {
				asked = append(asked, c)
			}
		}
	}
	for _, q := range asked {
		if version, ok := fromBounds(q.Specifier); ok {
			return version, Evidence{Span: q.Pin, Text: "Django " + version}, true
		}
	}
	return "", Evidence{}, false
}

// doubt orders requirements by how well they tell what production has.
func doubt(s *deps.Set, q deps.Requirement) int {
	locked := slices.ContainsFunc(s.Files, func(f *deps.File) bool { return f.Locked && f.Name == q.Span.File })
	switch {
	case q.Scope == deps.Production && q.Version != "":
		return 0
	case q.Scope == deps.Optional && q.Version != "" && locked:
		return 1
	}
	return 2 + int(q.Scope)
}

// fromBounds is the version that bounds stand for: the one they pin, else
// the lower one, else the newest series below the upper one.
func fromBounds(specifier string) (string, bool) {
	pinned, lower, upper := "", "", ""
	for _, m := range bound.FindAllStringSubmatch(specifier, -1) {
		switch op, version := m[1], m[2]; op {
		case "==", "===":
			pinned = version
		case "<":
			upper = below(version, false)
		case "<=":
			upper = below(version, true)
		case "!=":
		default:
			lower = version
		}
	}
	for _, version := range []string{pinned, lower, upper} {
		if version != "" {
			return version, true
		}
	}
	return "", false
}

// below is the newest series below a version, or at it.
func below(version string, at bool) string {
	limit := numbers(version)
	for _, s := range slices.Backward(series) {
		n := numbers(s)
		// 4.2.10 is above the series 4.2, whose first release is 4.2.
		c := slices.Compare(n, limit)
		if c < 0 || c == 0 && at {
			return s
		}
	}
	return ""
}

// numbers are the parts of a version, zeros at the end left off.
func numbers(version string) []int {
	var n []int
	for _, part := range strings.Split(version, ".") {
		i, _ := strconv.Atoi(part)
		n = append(n, i)
	}
	for len(n) > 1 && n[len(n)-1] == 0 {
		n = n[:len(n)-1]
	}
	return n
}
