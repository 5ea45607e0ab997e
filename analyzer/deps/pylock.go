package deps

import (
	"regexp"
	"slices"
	"strings"
)

// pylock reads pylock.toml and pylock.NAME.toml.
// https://packaging.python.org/en/latest/specifications/pylock-toml/
func (r *reading) pylock() {
	doc, err := readTOML(r.file)
	r.broken(err)
	r.asksPython(doc.str("requires-python"))
	r.out.defaults = normalised(doc.get("default-groups").texts())
	for _, p := range doc.get("packages").list() {
		if l, ok := r.pylockPackage(p); ok {
			r.finish(l)
		}
	}
}

// among matches the parts of a marker that ask for a group or an extra.
var among = regexp.MustCompile(`["']([^"']*)["']\s+in\s+(dependency_groups|extras)`)

// pylockPackage reads one package.
func (r *reading) pylockPackage(p *node) (*locked, bool) {
	name, version := p.get("name"), p.get("version")
	if name == nil || !plainly.MatchString(name.text) {
		return nil, false
	}
	l := &locked{}
	l.Name, l.Span, l.Marker = Normalise(name.text), r.at(name), p.str("marker")
	l.Groups = groupsIn(l.Marker)
	switch l.Index = indexHost(p.str("index")); {
	case p.get("vcs") != nil:
		l.Reason = fromRepository
	case p.get("directory") != nil:
		l.Reason = fromFolder
	case p.get("archive") != nil:
		l.Reason = fromAddress
	default:
		l.locked(p.str("version"))
	}
	if version != nil {
		l.Pin = r.at(version)
	}
	return l, true
}

// groupsIn are the groups and extras that a marker asks for one of; none if it
// can be true without.
func groupsIn(marker string) []string {
	rest := strings.NewReplacer("(", "", ")", "").Replace(among.ReplaceAllString(marker, ""))
	if others := strings.Fields(rest); strings.Contains(marker, " or ") && slices.ContainsFunc(others, func(w string) bool { return w != "or" }) {
		return nil
	}
	var groups []string
	for _, m := range among.FindAllStringSubmatch(marker, -1) {
		if m[2] == "extras" {
			m[1] = extra(m[1])
		}
		groups = merged(groups, []string{Normalise(m[1])})
	}
	return groups
}
