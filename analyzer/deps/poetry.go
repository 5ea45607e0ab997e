package deps

import (
	"path"
	"slices"
	"strings"
)

// poetry takes the tables of poetry.
// https://python-poetry.org/docs/pyproject/
func (r *reading) poetry(table *node) {
	asked := map[string]string{} // extra that asks for an optional package
	for _, m := range table.get("extras").members() {
		for _, name := range m.val.texts() {
			if c, ok := parseClause(name); ok {
				asked[c.Name] = extra(m.name)
			}
		}
	}
	r.in(plain).poetryTable(table.get("dependencies"), asked)
	r.in("dev").poetryTable(table.get("dev-dependencies"), nil)
	for _, m := range table.get("group").members() {
		r.in(Normalise(m.name)).poetryTable(m.val.get("dependencies"), nil)
	}
}

// poetryTable takes NAME = constraint lines; asked are the extras that ask for
// packages which are optional.
func (r *reading) poetryTable(table *node, asked map[string]string) {
	for _, m := range table.members() {
		if Normalise(m.name) == "python" {
			if spec, ok := poetrySpecifier(firstText(m.val)); ok {
				r.asksPython(spec)
			}
			continue
		}
		for _, v := range variants(m.val) {
			sub := r
			if group, ok := asked[Normalise(m.name)]; ok && v.str("optional") == "true" {
				sub = r.in(group)
			} else if v.str("optional") == "true" {
				sub = r.in("[]") // no extra asks for it
			}
			sub.tabled(m, v)
		}
	}
}

// firstText is the text of a constraint, or that of its version.
func firstText(n *node) string {
	if n.isText {
		return n.text
	}
	return n.str("version")
}

// variants are the constraints that a name has: several in a list, for
// different versions of Python.
func variants(n *node) []*node {
	if len(n.items) > 0 {
		return n.items
	}
	return []*node{n}
}

// tabled takes NAME = "constraint" or NAME = {version = "constraint", …}, as
// poetry and pipenv write them.
func (r *reading) tabled(m member, v *node) {
	name := Normalise(m.name)
	if !plainly.MatchString(m.name) {
		r.note(r.file.Span(m.start, m.end), "%q is not the name of a package, and is left out", shown(m.name))
		return
	}
	q := Requirement{Name: name, Span: r.file.Span(m.start, m.end), Marker: tableMarker(v), Extras: normalised(v.get("extras").texts())}
	if len(q.Extras) == 0 {
		q.Extras = nil
	}
	if q.Reason = tableReason(v); q.Reason == "" {
		r.bounds(&q, m, v)
	}
	r.complete(&q)
	r.add(q)
}

// bounds takes the version of a constraint.
func (r *reading) bounds(q *Requirement, m member, v *node) {
	if !v.isText {
		v = v.get("version")
	}
	if v == nil || v.text == "" || v.text == "*" {
		return
	}
	q.Pin = r.at(v)
	if m.start < v.start && !strings.Contains(r.file.Text[m.start:v.start], "\n") {
		q.Span = r.file.Span(m.start, min(v.end+1, len(r.file.Text))) // with the quote
	}
	if pieces.MatchString(v.text) {
		q.Reason = fromTemplate
	} else if strings.Contains(v.text, "|") {
		q.Reason = severalRanges
	} else if spec, ok := poetrySpecifier(v.text); !ok {
		q.Reason = notPEP440
	} else {
		q.Specifier, q.Version = specifier(spec)
	}
}

// tableMarker is the marker of a constraint, from all that it may be told with.
func tableMarker(v *node) string {
	var parts []string
	for _, name := range []string{"markers", "marker"} {
		if m := v.str(name); m != "" {
			parts = append(parts, m)
		}
	}
	if python, ok := poetrySpecifier(v.str("python")); ok && python != "" {
		parts = append(parts, pythonMarker(python))
	}
	if platform := v.str("platform"); platform != "" && !strings.ContainsAny(platform, `"'`) {
		parts = append(parts, `sys_platform == "`+platform+`"`)
	}
	for _, name := range []string{"sys_platform", "platform_system", "os_name", "python_version", "python_full_version", "platform_machine", "implementation_name"} {
		if m := v.str(name); m != "" { // pipenv: sys_platform = "== 'win32'"
			parts = append(parts, name+" "+m)
		}
	}
	return both(parts...)
}

// both is a marker that holds where all of several do; empty ones always do.
func both(markers ...string) string {
	markers = slices.DeleteFunc(slices.Clone(markers), func(m string) bool { return m == "" })
	if len(markers) < 2 {
		return strings.Join(markers, "")
	}
	return "(" + strings.Join(markers, ") and (") + ")"
}

// pythonMarker writes a specifier of Python as a marker.
func pythonMarker(spec string) string {
	var parts []string
	for _, m := range bound.FindAllStringSubmatch(spec, -1) {
		name := "python_version"
		if strings.Count(strings.TrimSuffix(m[2], ".*"), ".") > 1 {
			name = "python_full_version"
		}
		parts = append(parts, name+" "+m[1]+` "`+m[2]+`"`)
	}
	return strings.Join(parts, " and ")
}

// tableReason says why a constraint has no version that could be told.
func tableReason(v *node) string {
	for _, name := range []string{"git", "hg", "svn", "bzr"} {
		if v.get(name) != nil {
			return fromRepository
		}
	}
	switch {
	case v.get("url") != nil:
		return fromAddress
	case v.get("path") != nil, v.get("file") != nil:
		return reasonOf(path.Clean(v.str("file") + v.str("path")))
	}
	return ""
}
