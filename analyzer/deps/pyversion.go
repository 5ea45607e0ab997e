package deps

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// allows reports whether a specifier allows a version of Python, or may.
func allows(spec, version string) bool {
	for _, m := range bound.FindAllStringSubmatch(spec, -1) {
		if compareVersions(version, m[1], m[2]) == value.No {
			return false
		}
	}
	return true
}

// release matches versions that are numbers alone, or those with a wildcard.
var release = regexp.MustCompile(`^v?([0-9]+(?:\.[0-9]+)*)(\.\*)?$`)

// compareVersions compares versions of Python, which are numbers alone. It
// is Maybe where one is not.
func compareVersions(left, op, right string) value.Truth {
	switch op {
	case "in":
		return value.Is(slices.Contains(listed(right), left))
	case "not in":
		return value.Is(!slices.Contains(listed(right), left))
	}
	l, r := release.FindStringSubmatch(left), release.FindStringSubmatch(right)
	if l == nil || r == nil {
		return value.Maybe
	}
	a, b := numbers(l[1]), numbers(r[1])
	if r[2] != "" || l[2] != "" {
		return compareWild(a, op, b)
	}
	order := compareNumbers(a, b)
	switch op {
	case "==", "===":
		return value.Is(order == 0)
	case "!=":
		return value.Is(order != 0)
	case "<":
		return value.Is(order < 0)
	case "<=":
		return value.Is(order <= 0)
	case ">":
		return value.Is(order > 0)
	case ">=":
		return value.Is(order >= 0)
	case "~=":
		return value.Is(order >= 0 && len(b) > 1 && compareNumbers(upTo(a, len(b)-1), b[:len(b)-1]) == 0)
	}
	return value.Maybe
}

// compareWild compares with a version that ends in a wildcard.
func compareWild(a []int, op string, b []int) value.Truth {
	same := compareNumbers(upTo(a, len(b)), b) == 0
	switch op {
	case "==":
		return value.Is(same)
	case "!=":
		return value.Is(!same)
	}
	return value.Maybe
}

// listed are the versions of "3.6, 3.7" or "3.6 3.7".
func listed(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ' ' || c == '|' })
}

// numbers are the parts of a version that is numbers alone.
func numbers(version string) []int {
	var all []int
	for _, part := range strings.Split(version, ".") {
		n, _ := strconv.Atoi(part)
		all = append(all, n)
	}
	return all
}

// upTo is the first n parts of a version, zeros for those that it lacks.
func upTo(parts []int, n int) []int {
	out := make([]int, n)
	copy(out, parts)
	return out
}

// compareNumbers compares versions part by part: 3.9 is 3.9.0.
func compareNumbers(a, b []int) int {
	n := max(len(a), len(b))
	return slices.Compare(upTo(a, n), upTo(b, n))
}
