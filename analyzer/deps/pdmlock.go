package deps

// pdmLock reads pdm.lock. Newer ones say the groups of each package; for older
// ones they are found by following what pyproject.toml beside it asks for.
// https://pdm-project.org/en/latest/usage/lockfile/
func (r *reading) pdmLock() {
	doc, err := readTOML(r.file)
	r.broken(err)
	for _, target := range doc.get("metadata", "targets").list() {
		r.asksPython(target.str("requires_python"))
	}
	r.out.defaults = defaultGroups(r.beside("pyproject.toml").get("tool"))
	g, said := newGraph(), false
	for _, p := range doc.get("package").list() {
		l, ok := r.pdmPackage(p)
		if !ok {
			continue
		}
		said = said || p.get("groups") != nil
		if base := g.byName[l.Name]; len(l.Extras) > 0 && len(base) > 0 {
			base[len(base)-1].widen(l)
			continue
		}
		g.add(l)
	}
	if said {
		for _, p := range g.packages {
			r.finish(p)
		}
		return
	}
	r.spread(g, r.asksFor("pyproject.toml"))
}

// widen takes what an entry for extras of a package adds to that without.
func (l *locked) widen(with *locked) {
	for _, x := range with.Extras {
		l.needs[x] = append(l.needs[x], with.needs[plain]...)
	}
	l.Groups = merged(l.Groups, with.Groups)
}

// pdmPackage reads one package.
func (r *reading) pdmPackage(p *node) (*locked, bool) {
	name, version := p.get("name"), p.get("version")
	if name == nil || !plainly.MatchString(name.text) {
		return nil, false
	}
	l := &locked{needs: map[string][]edge{}}
	l.Name, l.Span, l.Marker = Normalise(name.text), r.at(name), p.str("marker")
	if extras := normalised(p.get("extras").texts()); len(extras) > 0 {
		l.Extras = extras
	}
	for _, g := range p.get("groups").texts() {
		if g = Normalise(g); g == "default" {
			g = plain
		}
		l.Groups = merged(l.Groups, []string{g})
	}
	for _, text := range p.get("dependencies").texts() {
		if c, ok := parseClause(text); ok {
			l.needs[plain] = append(l.needs[plain], edge{name: c.Name, extras: c.Extras, marker: c.Marker})
		}
	}
	if l.Reason = tableReason(p); l.Reason == "" {
		l.locked(p.str("version"))
	}
	if version != nil {
		l.Pin = r.at(version)
	}
	return l, true
}
