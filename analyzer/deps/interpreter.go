package deps

import (
	"fmt"
	"path"
	"regexp"
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
