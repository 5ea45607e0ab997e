package deps

import "slices"

// pyproject reads pyproject.toml: the standard tables, and those of poetry, uv,
// pdm and setuptools.
// https://packaging.python.org/en/latest/specifications/pyproject-toml/
func (r *reading) pyproject() {
	doc, err := readTOML(r.file)
	r.broken(err)
	project := doc.get("project")
	r.asksPython(project.str("requires-python"))
	r.in(plain).all(project.get("dependencies"))
	for _, m := range project.get("optional-dependencies").members() {
		r.in(extra(m.name)).all(m.val)
	}
	groups := doc.get("dependency-groups")
	for _, m := range groups.members() {
		r.in(Normalise(m.name)).group(groups, m.name, nil)
	}
	tool := doc.get("tool")
	r.in("dev").all(tool.get("uv", "dev-dependencies"))
	for _, m := range tool.get("pdm", "dev-dependencies").members() {
		r.in(Normalise(m.name)).all(m.val)
	}
	r.dynamic(tool.get("setuptools", "dynamic"))
	r.poetry(tool.get("poetry"))
	r.out.defaults = defaultGroups(tool)
}

// asksPython takes which versions of Python the file itself asks for.
func (r *reading) asksPython(spec string) {
	if spec != "" && r.out.Python == "" && r.file.Path == r.out.Name {
		r.out.Python = spec
	}
}

// all takes a list of requirements.
func (r *reading) all(list *node) {
	for _, item := range list.list() {
		r.text(item)
	}
}

// maxInside bounds how deep names that stand for others are followed.
const maxInside = 20

// group takes a dependency group with those that it includes; inside are the
// names on the way to it.
// https://packaging.python.org/en/latest/specifications/dependency-groups/
func (r *reading) group(groups *node, name string, inside []string) {
	if *r.steps--; *r.steps < 0 || slices.Contains(inside, Normalise(name)) || len(inside) > maxInside {
		return
	}
	inside = append(slices.Clone(inside), Normalise(name))
	for _, m := range groups.members() {
		if Normalise(m.name) != Normalise(name) {
			continue
		}
		for _, item := range m.val.list() {
			if included := item.str("include-group"); included != "" {
				r.group(groups, included, inside)
				continue
			}
			r.text(item)
		}
	}
}

// dynamic takes the files that setuptools fills dependencies from.
// https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html#dynamic-metadata
func (r *reading) dynamic(table *node) {
	for _, file := range table.get("dependencies", "file").scalars() {
		r.in(plain).take(file.text, r.at(file), false)
	}
	for _, m := range table.get("optional-dependencies").members() {
		for _, file := range m.val.get("file").scalars() {
			r.in(extra(m.name)).take(file.text, r.at(file), false)
		}
	}
}

// scalars are the texts of a list, or the one text, as nodes.
func (n *node) scalars() []*node {
	if n == nil {
		return nil
	}
	if n.isText {
		return []*node{n}
	}
	return slices.DeleteFunc(slices.Clone(n.items), func(item *node) bool { return !item.isText })
}

// defaultGroups are the groups that a sync installs where it is told nothing
// else: what uv is told, or its "dev"; all those of poetry and pdm that are not
// optional.
// https://docs.astral.sh/uv/concepts/projects/dependencies/#default-groups
func defaultGroups(tool *node) []string {
	if list := tool.get("uv", "default-groups"); list != nil {
		return normalised(list.texts())
	}
	groups := []string{"dev"}
	for _, m := range tool.get("poetry", "group").members() {
		if m.val.str("optional") != "true" {
			groups = append(groups, Normalise(m.name))
		}
	}
	for _, m := range tool.get("pdm", "dev-dependencies").members() {
		groups = append(groups, Normalise(m.name))
	}
	return merged(groups, nil)
}

func normalised(names []string) []string {
	all := make([]string, 0, len(names))
	for _, name := range names {
		all = append(all, Normalise(name))
	}
	return all
}
