package eval

import (
	"maps"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// giveUp makes what the statements of a module that were not run, or not to
// their end, may set or change unknown.
func (in *interp) giveUp(m *Module, u *value.Unknown) {
	m.broken = true
	m.scope.widen(u, value.True)
	r := &remainder{in: in, names: map[string]bool{}, grown: map[string]bool{}, seen: map[string]bool{}}
	r.changes(m, m.rest)
	for name, v := range m.scope.vars {
		switch {
		case r.names[name] || r.any:
			m.scope.vars[name] = value.Of(u.Named(name), v.Origin())
		case r.grown[name]:
			m.scope.vars[name] = longer(v, u.Named(name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.names)) {
		if _, bound := m.scope.vars[name]; !bound && isSetting(name) {
			m.scope.bind(name, value.True, value.Of(u.Named(name), nil))
		}
	}
}

// longer is v after something was added to it.
func longer(v *value.Value, u *value.Unknown) *value.Value {
	alts := slices.Clone(v.Alts())
	for i, a := range alts {
		q, ok := a.Plain.(*value.Seq)
		if !ok {
			alts[i].Plain = u
		} else if q.More == nil {
			alts[i].Plain = &value.Seq{Kind: q.Kind, Elems: q.Elems, More: u, Mixed: q.Mixed, Born: q.Born}
		}
	}
	return value.Alternatives(alts)
}

// A remainder is what statements that are not run would set or change.
type remainder struct {
	in    *interp
	names map[string]bool // what is set or changed
	grown map[string]bool // to what something is added
	seen  map[string]bool // modules that are imported with a star
	any   bool            // it may be any name
}

// changes adds the names that statements set, and those of things that they
// change: whose items or attributes are set, or of which a method is called.
func (r *remainder) changes(m *Module, body []python.Stmt) {
	for _, s := range body {
		if aug, ok := s.(*python.AugAssign); ok && aug.Op == "+" {
			r.grown[beginning(aug.Target)] = true
			continue
		}
		bindingsOf(s, r.names, map[string]bool{})
		switch s := s.(type) {
		case *python.ImportFrom:
			if s.Star {
				r.star(m, s)
			}
		case *python.ExprStmt:
			if c, ok := s.X.(*python.Call); ok {
				name := beginning(c.Fun)
				r.any = r.any || rebinding[name]
				if f, ok := c.Fun.(*python.Attribute); ok && growing[f.Attr] {
					r.grown[name] = true
				} else {
					r.names[name] = true
				}
			}
		case *python.Assign:
			for _, t := range s.Targets {
				r.names[beginning(t)] = true
				r.any = r.any || rebinding[beginning(t)]
			}
		case *python.AugAssign:
			r.names[beginning(s.Target)] = true
		case *python.Del:
			for _, t := range s.Targets {
				r.names[beginning(t)] = true
			}
		}
		for _, b := range bodies(s) {
			r.changes(m, b)
		}
	}
}

// star adds what a module of the project would set that is imported with a
// star; of others nothing is known.
func (r *remainder) star(m *Module, s *python.ImportFrom) {
	dotted := s.Module
	if s.Level > 0 {
		pkg := m.Name
		if len(m.Dirs) == 0 {
			pkg = parentName(pkg)
		}
		for range s.Level - 1 {
			pkg = parentName(pkg)
		}
		if dotted = pkg; s.Module != "" {
			dotted += "." + s.Module
		}
	}
	if r.seen[dotted] {
		return
	}
	r.seen[dotted] = true
	file, dirs, ok := r.in.find(dotted)
	if !ok || file == "" || len(r.seen) > 50 {
		r.any = true
		return
	}
	r.changes(&Module{Name: dotted, File: file, Dirs: dirs}, r.in.files.Parse(file).Body)
}

// growing are the methods that add to a list.
var growing = map[string]bool{"append": true, "extend": true, "insert": true}

// rebinding are the functions with which a program may set any name.
var rebinding = map[string]bool{"globals": true, "locals": true, "vars": true, "exec": true, "setattr": true}

// beginning is the name at the beginning of x.y[z]; empty if there is none.
func beginning(e python.Expr) string {
	for depth := 0; depth < maxDepth; depth++ {
		switch x := e.(type) {
		case *python.Name:
			return x.ID
		case *python.Attribute:
			e = x.X
		case *python.Subscript:
			e = x.X
		case *python.Call:
			e = x.Fun
		default:
			return ""
		}
	}
	return ""
}
