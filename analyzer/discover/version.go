package discover

import (
	"path"
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// dependencyFiles name Django's version, the exact ones first.
var dependencyFiles = []string{
	"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "requirements.txt", "requirements/production.txt", "requirements/prod.txt",
	"requirements/base.txt", "requirements/common.txt", "requirements/requirements.txt", "requirements.in", "requirements/base.in",
	"requirements-prod.txt", "requirements/default.txt", "pyproject.toml", "Pipfile", "setup.cfg", "setup.py",
}

var (
	// lockedDjango finds the version in a lock file that lists packages as tables.
	lockedDjango = regexp.MustCompile(`(?mi)^name = "django"\nversion = "([0-9.]+)"`)
	pipfileLock  = regexp.MustCompile(`(?mis)"django":\s*\{[^}]*?"version":\s*"==([0-9.]+)"`)
	// requiredDjango finds a requirement with a version; the first bound counts.
	requiredDjango = regexp.MustCompile(`(?mi)^[\s"'-]*django(?:\[[^\]]*\])?["']?\s*(?:=\s*["']|[({]*\s*)?(==|~=|>=|\^|<=|<|>|===|=)?\s*["']?\s*([0-9]+(?:\.[0-9]+)*)`)
)

// Version finds the version of Django that a project runs on, and the line
// that says so; false if nothing does.
func Version(tree *source.Tree, root string) (string, Evidence, bool) {
	for dir := root; ; dir = path.Dir(dir) {
		for _, base := range dependencyFiles {
			if v, e, ok := versionIn(tree, path.Join(dir, base)); ok {
				return v, e, true
			}
		}
		if dir == "." {
			return "", Evidence{}, false
		}
	}
}

func versionIn(tree *source.Tree, name string) (string, Evidence, bool) {
	file, err := tree.Read(name)
	if err != nil {
		return "", Evidence{}, false
	}
	res := []*regexp.Regexp{requiredDjango}
	switch path.Base(name) {
	case "uv.lock", "poetry.lock", "pdm.lock":
		res = []*regexp.Regexp{lockedDjango}
	case "Pipfile.lock":
		res = []*regexp.Regexp{pipfileLock}
	}
	for _, re := range res {
		m := re.FindStringSubmatchIndex(file.Text)
		if m == nil {
			continue
		}
		version := file.Text[m[len(m)-2]:m[len(m)-1]]
		line, _ := file.Position(m[len(m)-2])
		return version, Evidence{
			Span: source.Span{File: name, Line: line, Column: 1, EndLine: line, EndColumn: 1 + len([]rune(file.Line(line)))},
			Text: "Django " + strings.TrimSpace(version),
		}, true
	}
	return "", Evidence{}, false
}
