package deps

import (
	"path"
	"slices"
	"strings"
)

// uvLock reads uv.lock. What groups and extras of the project need is found by
// following what it and its packages depend on.
// https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile
func (r *reading) uvLock() {
	doc, err := readTOML(r.file)
	r.broken(err)
	r.asksPython(doc.str("requires-python"))
	r.out.defaults = defaultGroups(r.beside("pyproject.toml").get("tool"))
	g, own := newGraph(), map[string]*node{}
	for _, p := range doc.get("package").list() {
		if folder, ok := ownFolder(p.get("source")); ok {
			own[folder] = p
		}
		if q, ok := r.uvPackage(p); ok {
			g.add(q)
		}
	}
	for folder := range own {
		r.out.members = append(r.out.members, path.Join(path.Dir(r.file.Path), folder))
	}
	slices.Sort(r.out.members)
	r.spread(g, r.uvRoots(own))
}

// beside reads a document of TOML in the folder of the file; the nil node if
// there is none.
func (r *reading) beside(base string) *node {
	file, err := r.tree.Read(path.Join(path.Dir(r.file.Path), base))
	if err != nil {
		return nil
	}
	doc, _ := readTOML(file)
	return doc
}

// ownFolder is the folder of a package that is the repository's own.
func ownFolder(source *node) (string, bool) {
	for _, name := range []string{"editable", "virtual", "directory"} {
		if folder := source.str(name); folder != "" {
			return folder, true
		}
	}
	return "", false
}

// uvPackage reads one package.
func (r *reading) uvPackage(p *node) (*locked, bool) {
	name, version, source := p.get("name"), p.get("version"), p.get("source")
	if name == nil || !plainly.MatchString(name.text) {
		return nil, false
	}
	l := &locked{needs: map[string][]edge{plain: uvEdges(p.get("dependencies"))}}
	_, l.own = ownFolder(source)
	for _, m := range p.get("optional-dependencies").members() {
		l.needs[Normalise(m.name)] = uvEdges(m.val)
	}
	l.Name, l.Span = Normalise(name.text), r.at(name)
	l.Marker = strings.Join(p.get("resolution-markers").texts(), " or ")
	l.Index = indexHost(source.str("registry"))
	switch {
	case l.own, source.get("path") != nil:
		l.Reason = fromFolder
	case source.get("git") != nil:
		l.Reason = fromRepository
	case source.get("url") != nil:
		l.Reason = fromAddress
	default:
		l.locked(p.str("version"))
	}
	if version != nil {
		l.Pin = r.at(version)
	}
	return l, true
}

func uvEdges(list *node) []edge {
	var all []edge
	for _, d := range list.list() {
		all = append(all, edge{
			name: Normalise(d.str("name")), version: d.str("version"), marker: d.str("marker"),
			extras: normalised(d.get("extra").texts()),
		})
	}
	return all
}

// uvRoots are what the project of the reading asks for: that of the folder, or
// else all that the lock file is for. A lock file that names none has none.
func (r *reading) uvRoots(own map[string]*node) roots {
	from := roots{}
	if p, ok := own[r.memberFolder()]; ok {
		from.project(p)
		return from
	}
	for _, p := range own {
		from.project(p)
	}
	return from
}

// memberFolder is the folder of the project whose dependencies are asked for,
// relative to that of the lock file.
func (r *reading) memberFolder() string {
	lock := path.Dir(r.file.Path)
	switch {
	case r.member == "" || r.member == lock:
		return "."
	case lock == ".":
		return r.member
	}
	return strings.TrimPrefix(r.member, lock+"/")
}

// project adds what one project asks for, by groups and extras.
func (from roots) project(p *node) {
	from[plain] = append(from[plain], uvEdges(p.get("dependencies"))...)
	for _, m := range p.get("optional-dependencies").members() {
		from[extra(m.name)] = append(from[extra(m.name)], uvEdges(m.val)...)
	}
	for _, table := range []string{"dev-dependencies", "dependency-groups"} {
		for _, m := range p.get(table).members() {
			from[Normalise(m.name)] = append(from[Normalise(m.name)], uvEdges(m.val)...)
		}
	}
}
