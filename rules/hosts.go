package rules

import (
	"path"

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

// inForce is the value of a keyword in a configuration of the SSH server,
// OpenSSH's default if a whole one is silent; false if the host decides.
func inForce(s *deploy.SSH, keyword, byDefault string) (deploy.SSHSetting, bool) {
	if set, ok := s.Setting(keyword); ok {
		return set, true
	}
	return deploy.SSHSetting{Keyword: keyword, Value: deploy.Known(byDefault), Span: s.Span, After: len(s.Includes) > 0}, s.Whole
}
