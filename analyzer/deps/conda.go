package deps

import (
	"regexp"
	"strings"
)

// condaName matches the name that a package of conda begins with, after its
// channel.
var condaName = regexp.MustCompile(`^(?:[\w./-]+::)?([A-Za-z0-9][A-Za-z0-9._-]*)\s*(.*)$`)

// conda reads an environment of conda, and what pip installs into it.
// https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
func (r *reading) conda() {
	doc, err := readYAML(r.file)
	r.broken(err)
	for _, item := range doc.get("dependencies").list() {
		if item.isText {
			r.condaPackage(item)
			continue
		}
		for _, line := range item.get("pip").scalars() {
			r.line(line.text, line.start)
		}
	}
}

// condaPackage takes a package of conda: "django=4.2", "python>=3.11".
func (r *reading) condaPackage(n *node) {
	m := condaName.FindStringSubmatch(n.text)
	switch {
	case m == nil:
		r.note(r.at(n), "%q is not a package, and is left out", shown(n.text))
	case m[1] == "python":
		if v := strings.TrimLeft(m[2], "= "); release.MatchString(v) && strings.Contains(v, ".") {
			r.asksPython(exactly(strings.TrimSuffix(v, ".*")))
		}
	case m[1] != "pip":
		q := Requirement{Name: Normalise(m[1]), Reason: fromConda, Span: r.at(n)}
		r.complete(&q)
		r.add(q)
	}
}
