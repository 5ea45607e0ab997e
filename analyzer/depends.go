package analyzer

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/deps"
)

// Dependencies is what the project depends on, and which of it production
// installs. It is read once, when it is first asked for.
func (p *Project) Dependencies() *deps.Set { return p.depends() }

// dependencies reads what the project in a folder depends on.
func (r *Repository) dependencies(root string) *deps.Set {
	return deps.Find(r.files.tree, root, r.installs(root))
}

// Dependencies is what the project of the deployment depends on.
func (d *Deployment) Dependencies() *deps.Set { return d.project.Dependencies() }

// installs lists what installs the dependencies of the project below root: the
// commands of what starts it, and of images and hosts that nothing starts.
func (r *Repository) installs(root string) []deps.Install {
	var all []deps.Install
	for _, l := range r.started() {
		if l.Rank > deploy.Plain || r.facts().ForDevelopment(l.Where) || l.Develops() || !runs(l, root, r.found) {
			continue
		}
		for _, i := range l.Installs() {
			i.Unstarted = !l.RunsDjango()
			if !slices.ContainsFunc(all, func(o deps.Install) bool { return o.Span == i.Span && o.File == i.File }) {
				all = append(all, i)
			}
		}
	}
	for _, h := range r.facts().Installs {
		if h.Rank <= deploy.Plain && !r.facts().ForDevelopment(h.Where) {
			i := h.Install
			i.Unstarted = true
			all = append(all, i)
		}
	}
	return all
}
