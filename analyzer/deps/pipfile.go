package deps

import "strings"

// pipfile reads a Pipfile, where each table that is none of pipenv's own is a
// category of packages.
// https://pipenv.pypa.io/en/latest/pipfile.html
func (r *reading) pipfile() {
	doc, err := readTOML(r.file)
	r.broken(err)
	for _, m := range doc.members() {
		switch m.name {
		case "source", "requires", "scripts", "pipenv":
			continue
		}
		sub := r.in(category(m.name))
		for _, p := range m.val.members() {
			sub.tabled(p, p.val)
		}
	}
	if v := doc.str("requires", "python_version"); v != "" {
		r.asksPython("==" + v + ".*")
	}
}

// category is a category of pipenv as a group.
func category(name string) string {
	switch name {
	case "packages", "default":
		return plain
	case "dev-packages", "develop":
		return "dev"
	}
	return Normalise(name)
}

// pipfileLock reads Pipfile.lock.
func (r *reading) pipfileLock() {
	doc, err := readJSON(r.file)
	r.broken(err)
	hosts := map[string]string{}
	for _, s := range doc.get("_meta", "sources").list() {
		hosts[s.str("name")] = indexHost(s.str("url"))
	}
	if v := doc.str("_meta", "requires", "python_version"); v != "" {
		r.asksPython("==" + v + ".*")
	}
	for _, m := range doc.members() {
		if m.name == "_meta" {
			continue
		}
		sub := r.in(category(m.name))
		for _, p := range m.val.members() {
			sub.pipfileLocked(p, hosts)
		}
	}
}

// pipfileLocked takes one package of Pipfile.lock.
func (r *reading) pipfileLocked(m member, hosts map[string]string) {
	if !plainly.MatchString(m.name) {
		return
	}
	v := m.val
	q := Requirement{
		Name: Normalise(m.name), Span: r.file.Span(m.start, m.end), Marker: tableMarker(v),
		Extras: extrasOf(strings.Join(v.get("extras").texts(), ",")), Index: hosts[v.str("index")],
	}
	version := v.get("version")
	if q.Reason = tableReason(v); q.Reason == "" {
		q.locked(strings.TrimPrefix(v.str("version"), "=="))
	}
	if version != nil {
		q.Pin = r.at(version)
	}
	r.complete(&q)
	r.add(q)
}

// locked takes the version that a lock file has.
func (q *Requirement) locked(version string) {
	version = strings.TrimSpace(version)
	if version == "" || !versionLike.MatchString(version) {
		q.Reason = lockedWithout
		return
	}
	q.Specifier, q.Version = "=="+version, version
}
