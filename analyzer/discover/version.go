package discover

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// dependencyFiles name Django's version, the exact ones first.
var dependencyFiles = []string{
	"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "requirements.txt", "requirements/production.txt", "requirements/prod.txt",
	"requirements/base.txt", "requirements/common.txt", "requirements/main.txt", "requirements/requirements.txt", "requirements.in", "requirements/base.in",
	"requirements/production.in", "requirements/prod.in", "requirements/common.in", "requirements/main.in", "requirements/requirements.in",
	"requirements-prod.txt", "requirements_prod.txt", "requirements/default.txt", "pyproject.toml", "Pipfile", "setup.cfg", "setup.py",
}

var (
	// lockedDjango finds the version in a lock file that lists packages as tables.
	lockedDjango = regexp.MustCompile(`(?mi)^name = "django"\r?\nversion = "([0-9][^"]*)"`)
	pipfileLock  = regexp.MustCompile(`(?mis)"django":\s*\{[^}]*?"version":\s*"(==[0-9][^"]*)"`)
	// requiredDjango finds a requirement with its bounds: of pip
	// (Django[argon2]>=4.2,<5), or of a table (django = "^4.2", django =
	// {version = "~5.0"}), where a version alone is one too.
	requiredDjango = regexp.MustCompile(`(?mi)(?:^[\s-]*|["'])django\s*(?:\[[^\]\n]*\])?\s*(?:` +
		`\(?\s*([<>=~!^]{1,3}\s*v?[0-9][^;#\n"'\\)]*)` +
		`|["']?\s*=\s*(?:\{[^}\n]*?version\s*=\s*)?["']([^"'\n]*[0-9][^"'\n]*)["'])`)
	requiredTable = regexp.MustCompile(`(?mi)^\[tool\.poetry\.dependencies\.django\]\s*\n(?:[^\[\n][^\n]*\n|\n)*?version\s*=\s*["']([^"'\n]+)["']`)
	included      = regexp.MustCompile(`(?m)^\s*(?:-r|--requirement)[ =]?\s*([^\s#]+)`)
	bound         = regexp.MustCompile(`(===|==|~=|>=|<=|!=|\^|~|<|>|=|)\s*v?([0-9]+(?:\.[0-9]+)*(?:(?:a|b|rc)[0-9]+)?)`)
)

// series lists the series of Django that there are, oldest first.
var series = []string{"1.11", "2.0", "2.1", "2.2", "3.0", "3.1", "3.2", "4.0", "4.1", "4.2", "5.0", "5.1", "5.2", "6.0", "6.1"}

// Version finds the version of Django that a project runs on, and the line
// that says so; false if nothing does.
func Version(tree *source.Tree, root string) (string, Evidence, bool) {
	for dir := root; ; dir = path.Dir(dir) {
		for _, base := range dependencyFiles {
			if v, e, ok := versionIn(tree, path.Join(dir, base), 0); ok {
				return v, e, true
			}
		}
		if dir == "." {
			break
		}
	}
	for _, name := range requirementFiles(tree, root) {
		if v, e, ok := versionIn(tree, name, 0); ok {
			return v, e, true
		}
	}
	return "", Evidence{}, false
}

var (
	// requirementFile matches other names that files of requirements go by:
	// requirements/project.txt, dependencies/pip/requirements.txt.
	requirementFile = regexp.MustCompile(`(?i)(^|/)((requirements|dependencies|reqs?|deps|pip)/([\w.-]+/)*[\w.-]+|[\w-]*(requirements|reqs)[\w.-]*)\.(txt|in)$`)
	// notProduction matches those of them that production does not install.
	notProduction = regexp.MustCompile(`(?i)(^|[/_.-])(dev|develop\w*|tests?|testing|docs?|ci|lint\w*|local|examples?)([/_.-]|$)`)
)

// requirementFiles lists further files of requirements, those inside the
// folder of the project first, then those that lie least deep.
func requirementFiles(tree *source.Tree, root string) []string {
	var names []string
	files, _ := tree.Files()
	for _, name := range files {
		if requirementFile.MatchString(name) && !notProduction.MatchString(name) {
			names = append(names, name)
		}
	}
	outside := func(name string) int {
		if root == "." || strings.HasPrefix(name, root+"/") {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(outside(a), outside(b)), cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")), cmp.Compare(a, b))
	})
	return names
}

// versionIn reads one file, and the requirement files that it includes.
func versionIn(tree *source.Tree, name string, depth int) (string, Evidence, bool) {
	file, err := tree.Read(name)
	if err != nil {
		return "", Evidence{}, false
	}
	text := file.Text
	res := []*regexp.Regexp{requiredDjango, requiredTable}
	switch base := path.Base(name); base {
	case "uv.lock", "poetry.lock", "pdm.lock":
		res = []*regexp.Regexp{lockedDjango}
	case "Pipfile.lock":
		res = []*regexp.Regexp{pipfileLock}
	default:
		text = pythonComment.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) })
	}
	for _, re := range res {
		for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
			at, end := m[2], m[3]
			if at < 0 {
				at, end = m[4], m[5]
			}
			if version, ok := fromBounds(text[at:end]); ok {
				return version, evidenceAt(file, name, at, version), true
			}
		}
	}
	for _, m := range included.FindAllStringSubmatch(text, 20) {
		if depth < 5 && strings.Contains(path.Base(name), ".") && !strings.HasSuffix(name, ".toml") {
			if v, e, ok := versionIn(tree, path.Join(path.Dir(name), m[1]), depth+1); ok {
				return v, e, true
			}
		}
	}
	return "", Evidence{}, false
}

func evidenceAt(file *source.File, name string, at int, version string) Evidence {
	line, _ := file.Position(at)
	return Evidence{
		Span: source.Span{File: name, Line: line, Column: 1, EndLine: line, EndColumn: 1 + len([]rune(file.Line(line)))},
		Text: "Django " + version,
	}
}

// fromBounds is the version that bounds stand for: the one they pin, else
// the lower one, else the newest series below the upper one.
func fromBounds(text string) (string, bool) {
	upper := ""
	for _, m := range bound.FindAllStringSubmatch(text, -1) {
		switch op, version := m[1], m[2]; op {
		case "<":
			upper = below(version, false)
		case "<=":
			upper = below(version, true)
		case "!=":
		default:
			return version, true
		}
	}
	return upper, upper != ""
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
