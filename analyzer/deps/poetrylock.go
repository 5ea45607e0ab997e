package deps

import (
	"path"
	"strings"
)

// poetryLock reads poetry.lock. Newer ones say the groups of each package, the
// oldest a category; where neither is, what groups need is found by following
// what pyproject.toml beside it asks for.
// https://python-poetry.org/docs/basic-usage/#installing-dependencies
func (r *reading) poetryLock() {
	doc, err := readTOML(r.file)
	r.broken(err)
	if spec, ok := poetrySpecifier(doc.str("metadata", "python-versions")); ok {
		r.asksPython(spec)
	}
	r.out.defaults = defaultGroups(r.beside("pyproject.toml").get("tool"))
	g, said := newGraph(), false
	optional := map[*locked]bool{}
	for _, p := range doc.get("package").list() {
		l, ok := r.poetryPackage(p)
		if !ok {
			continue
		}
		g.add(l)
		optional[l] = p.str("optional") == "true"
		said = said || p.get("groups") != nil || p.get("category") != nil
	}
	if !said {
		r.spread(g, r.asksFor("pyproject.toml"))
		return
	}
	r.poetryExtras(g, doc.get("extras"), optional)
	for _, p := range g.packages {
		r.finish(p)
	}
}

// asksFor is what the file of the project beside the lock file asks for.
func (r *reading) asksFor(base string) roots {
	from := roots{}
	file, err := readIn(r.tree, path.Join(path.Dir(r.file.Path), base), "", nil)
	if err != nil {
		return from
	}
	for _, q := range file.Requirements {
		for _, group := range q.Groups {
			from[group] = append(from[group], edge{name: q.Name, extras: q.Extras, marker: q.Marker})
		}
	}
	return from
}

// spread adds the packages of a graph, each with the groups that reach it; if
// nothing is asked for, that is not known, and they have none.
func (r *reading) spread(g *graph, from roots) {
	if len(from) == 0 {
		for _, p := range g.packages {
			r.finish(p)
		}
		return
	}
	for _, p := range g.spread(from, r.world) {
		r.finish(p)
	}
}

// finish adds one package, unless its marker is false or it is a project of
// the repository.
func (r *reading) finish(p *locked) {
	if !p.own && !r.world.refuses(p.Marker) {
		r.complete(&p.Requirement)
		r.add(p.Requirement)
	}
}

// poetryExtras gives packages that are optional the extras that reach them.
func (r *reading) poetryExtras(g *graph, extras *node, optional map[*locked]bool) {
	said := map[*locked][]string{}
	for _, p := range g.packages {
		said[p], p.Groups = p.Groups, nil
	}
	for _, m := range extras.members() {
		var edges []edge
		for _, text := range m.val.texts() {
			if c, ok := parseClause(text); ok {
				edges = append(edges, edge{name: c.Name, extras: c.Extras})
			}
		}
		g.reach(edges, extra(m.name), nil)
	}
	for _, p := range g.packages {
		switch {
		case !optional[p]:
			p.Groups = said[p]
		case len(p.Groups) == 0:
			p.Groups = []string{"[]"}
		}
	}
}

// poetryPackage reads one package.
func (r *reading) poetryPackage(p *node) (*locked, bool) {
	name, version, from := p.get("name"), p.get("version"), p.get("source")
	if name == nil || !plainly.MatchString(name.text) {
		return nil, false
	}
	l := &locked{needs: poetryNeeds(p)}
	l.Name, l.Span, l.Groups = Normalise(name.text), r.at(name), poetryGroups(p)
	l.Marker = p.str("markers")
	for _, m := range p.get("markers").members() { // by group
		if l.Marker = m.val.text; m.name == "main" {
			break
		}
	}
	switch from.str("type") {
	case "git", "hg":
		l.Reason = fromRepository
	case "url":
		l.Reason = fromAddress
	case "directory", "file":
		l.Reason = fromFolder
	default:
		l.Index = indexHost(from.str("url"))
		l.locked(p.str("version"))
	}
	if version != nil {
		l.Pin = r.at(version)
	}
	return l, true
}

// poetryGroups are the groups of a package; none if the file does not say.
func poetryGroups(p *node) []string {
	groups := p.get("groups").texts()
	if category := p.str("category"); category != "" {
		groups = append(groups, category)
	}
	for i, g := range groups {
		if groups[i] = Normalise(g); g == "main" {
			groups[i] = plain
		}
	}
	return merged(groups, nil)
}

// poetryNeeds is what a package needs, by its extras.
func poetryNeeds(p *node) map[string][]edge {
	needs := map[string][]edge{}
	for _, m := range p.get("dependencies").members() {
		for _, v := range variants(m.val) {
			if v.str("optional") != "true" {
				needs[plain] = append(needs[plain], edge{name: Normalise(m.name), extras: normalised(v.get("extras").texts()), marker: v.str("markers")})
			}
		}
	}
	for _, m := range p.get("extras").members() {
		for _, text := range m.val.texts() {
			if c, ok := parseClause(text); ok {
				needs[Normalise(m.name)] = append(needs[Normalise(m.name)], edge{name: c.Name, extras: c.Extras, marker: withoutExtra(c.Marker)})
			}
		}
	}
	return needs
}

// withoutExtra drops a marker that asks for an extra: it is followed for that.
func withoutExtra(marker string) string {
	if strings.Contains(marker, "extra") {
		return ""
	}
	return marker
}
