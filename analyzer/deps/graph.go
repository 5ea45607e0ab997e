package deps

import "slices"

// A graph is the packages of a lock file and what each of them needs.
type graph struct {
	packages []*locked
	byName   map[string][]*locked
	left     int // how many more edges are followed
}

// A locked package is one version of a package in a lock file.
type locked struct {
	Requirement
	needs map[string][]edge // by extra; "" are those that it always needs
	seen  map[string]bool   // groups, and extras of it, that it was reached with
	known bool              // some group reaches it, if not where production is
	own   bool              // it is a project of the repository, not a package that it needs
}

// An edge is that something needs a package.
type edge struct {
	name, version string // empty version: any
	extras        []string
	marker        string
}

// maxSteps bounds the walks through one graph.
const maxSteps = 2_000_000

func newGraph() *graph { return &graph{byName: map[string][]*locked{}, left: maxSteps} }

func (g *graph) add(p *locked) {
	p.seen = map[string]bool{}
	g.packages = append(g.packages, p)
	g.byName[p.Name] = append(g.byName[p.Name], p)
}

// A visit is a package that is reached, with an extra of it or without.
type visit struct {
	p     *locked
	extra string
}

// reach marks all that a group needs, except what needs a marker that is
// false. Nothing is known of markers if the world is nil.
func (g *graph) reach(from []edge, group string, w *world) {
	var queue []visit
	follow := func(edges []edge) {
		for _, e := range edges {
			if g.left <= 0 || w.refuses(e.marker) {
				continue
			}
			all := g.visits(e)
			g.left -= 1 + len(all)
			queue = append(queue, all...)
		}
	}
	follow(from)
	for len(queue) > 0 {
		v := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		key := group + "\n" + v.extra
		if v.p.seen[key] || w.refuses(v.p.Marker) {
			continue
		}
		v.p.seen[key] = true
		v.p.Groups = merged(v.p.Groups, []string{group})
		follow(v.p.needs[v.extra])
	}
}

// visits are the packages that an edge leads to.
func (g *graph) visits(e edge) []visit {
	var all []visit
	for _, p := range g.byName[e.name] {
		if e.version != "" && p.Version != "" && e.version != p.Version {
			continue
		}
		all = append(all, visit{p, plain})
		for _, x := range e.extras {
			all = append(all, visit{p, x})
		}
	}
	return all
}

// roots are what the groups of a project ask for.
type roots map[string][]edge

// spread gives every package the groups that reach it. What no group reaches
// belongs to none that is installed; what is only reached on other machines is
// left out.
func (g *graph) spread(from roots, w *world) []*locked {
	groups := make([]string, 0, len(from))
	for group := range from {
		groups = append(groups, group)
	}
	slices.Sort(groups)
	for _, group := range groups {
		g.reach(from[group], group, nil)
	}
	if w != nil {
		for _, p := range g.packages {
			p.known, p.Groups, p.seen = len(p.Groups) > 0, nil, map[string]bool{}
		}
		g.left = maxSteps
		for _, group := range groups {
			g.reach(from[group], group, w)
		}
	}
	return slices.DeleteFunc(slices.Clone(g.packages), func(p *locked) bool {
		if len(p.Groups) == 0 && !p.known {
			p.Groups = []string{"[]"}
		}
		return len(p.Groups) == 0
	})
}
