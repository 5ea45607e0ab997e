package rules

import (
	"path"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// delegated records that a platform takes care of the hosts, if the
// deployment runs on one and on nothing else.
func delegated(p *analyzer.Pass, what string) bool {
	on := ""
	for _, l := range p.Facts().Launches() {
		switch {
		case !l.RunsDjango() || l.Develops() || p.Facts().ForDevelopment(l.Where) || l.Kind == deploy.Image:
		case l.Kind != deploy.Platform:
			return false
		case l.Serves():
			on = l.File
		}
	}
	if on == "" {
		return false
	}
	p.NotApplicable("the platform that %s is for takes care of %s", path.Base(on), what)
	return true
}

// closed records that nobody logs in to the hosts: a platform takes care of
// them, or they are nodes that a cloud keeps for a cluster.
func closed(p *analyzer.Pass) {
	if delegated(p, "access to hosts") {
		return
	}
	name := ""
	for _, n := range p.Facts().Nodes {
		if !n.Closed {
			return
		}
		name = n.Name
	}
	if name != "" && allInCluster(p) {
		p.NotApplicable("its cloud keeps the hosts of %s, and nobody may log in to them", name)
	}
}

// allInCluster reports whether what starts the project in production is
// Kubernetes and nothing else.
func allInCluster(p *analyzer.Pass) bool {
	return !slices.ContainsFunc(p.Facts().Launches(), func(l *deploy.Launch) bool {
		return l.Kind != deploy.Kubernetes && l.Kind != deploy.Image && l.RunsDjango() && !l.Develops() && !p.Facts().ForDevelopment(l.Where)
	})
}

// inForce is the value of a keyword in a configuration of the SSH server,
// OpenSSH's default if a whole one is silent; false if the host decides.
func inForce(s *deploy.SSH, keyword, byDefault string) (deploy.SSHSetting, bool) {
	if set, ok := s.Setting(keyword); ok {
		return set, true
	}
	return deploy.SSHSetting{Keyword: keyword, Value: deploy.Known(byDefault), Span: s.Span, After: len(s.Includes) > 0}, s.Whole
}
