package deps

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A world is what is known of where a project is installed. The nil world is
// anywhere.
type world struct {
	pythons []string // the versions of Python that it may have, "3.12.4"
	said    map[string]bool
}

// production is Linux with CPython, of a version in question.
var production = map[string]string{
	"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix",
	"implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": "",
}

// refuses reports whether a marker is false for certain.
func (w *world) refuses(text string) bool {
	if w == nil || text == "" {
		return false
	}
	refused, ok := w.said[text]
	if !ok {
		refused = w.weigh(text)
		w.said[text] = refused
	}
	return refused
}

// weigh asks a marker for each version of Python that may be.
func (w *world) weigh(text string) bool {
	m := parseMarker(text)
	if m == nil {
		return false
	}
	vars := map[string]string{}
	for name, v := range production {
		vars[name] = v
	}
	for _, python := range w.pythons {
		vars["python_full_version"] = python
		vars["python_version"] = python[:strings.LastIndexByte(python, '.')]
		if m.in(vars) != value.No {
			return false
		}
	}
	return true
}

const (
	// newestMinor is the newest version of Python 3 that is thought of.
	newestMinor = 20
	// newestPatch is the newest of its patches.
	newestPatch = 30
)

// newWorld is Linux with a version of Python that a specifier allows; every
// version if it is empty.
func newWorld(python string) *world {
	w := &world{said: map[string]bool{}}
	for _, minor := range append([]int{-1}, countTo(newestMinor)...) {
		for patch := range newestPatch {
			version := fmt.Sprintf("3.%d.%d", minor, patch)
			if minor < 0 {
				version = fmt.Sprintf("2.7.%d", patch)
			}
			if allows(python, version) {
				w.pythons = append(w.pythons, version)
			}
		}
	}
	if len(w.pythons) == 0 && python != "" {
		return newWorld("") // of which nothing is known here
	}
	return w
}

func countTo(n int) []int {
	var all []int
	for i := range n + 1 {
		all = append(all, i)
	}
	return all
}

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

var (
	pythonFile = regexp.MustCompile(`(?m)^\s*(?:cpython-|python-)?v?([0-9]+\.[0-9]+(?:\.[0-9]+)?)\s*$`)
	toolPython = regexp.MustCompile(`(?m)^\s*python\s*=?\s*["']?([0-9]+\.[0-9]+(?:\.[0-9]+)?)\b`)
)

// pythonFiles say the version of Python that a project is run with.
var pythonFiles = []struct {
	base    string
	version *regexp.Regexp
}{
	{".python-version", pythonFile}, {"runtime.txt", pythonFile}, {".tool-versions", toolPython}, {"mise.toml", toolPython}, {".mise.toml", toolPython},
}

// pythonOf is the version of Python that files of some folders say, as a
// specifier; empty if none does.
func pythonOf(tree *source.Tree, folders []string) string {
	for _, dir := range folders {
		for _, f := range pythonFiles {
			file, err := tree.Read(path.Join(dir, f.base))
			if err != nil {
				continue
			}
			if m := f.version.FindStringSubmatch(file.Text); m != nil {
				return exactly(m[1])
			}
		}
	}
	return ""
}

// exactly is the specifier of a version of Python: any patch if it has none.
func exactly(version string) string {
	if strings.Count(version, ".") > 1 {
		return "==" + version
	}
	return "==" + version + ".*"
}
