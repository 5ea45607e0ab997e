package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// live lists the web servers in front of the application that not only
// development uses.
func live(p *analyzer.Pass) []*deploy.Front {
	var all []*deploy.Front
	for _, f := range p.Facts().Fronts {
		if !p.Facts().ForDevelopment(f.Where) {
			all = append(all, f)
		}
	}
	return all
}

// passing lists the places of a server that pass requests on.
func passing(s *deploy.Server) []*deploy.Place {
	var all []*deploy.Place
	for _, l := range s.Locations {
		if l.Passes.Value != "" {
			all = append(all, l)
		}
	}
	return all
}

// fronts reports whether a server is one in front of the application.
func fronts(s *deploy.Server) bool { return len(passing(s)) > 0 }

// certified reports whether a server ends TLS, with a certificate.
func certified(s *deploy.Server) (deploy.Word, bool) {
	for _, l := range s.Listens {
		switch {
		case !l.TLS:
		case s.Issuer.Value != "":
			return s.Issuer, true
		case s.Certificate.Value != "":
			return s.Certificate, true
		}
	}
	return deploy.Word{}, false
}

// pathOf names a place for people.
func pathOf(l *deploy.Place) string {
	if l.Match == deploy.Regexp {
		return "paths like " + l.Path
	}
	return l.Path
}

// several joins words: "a", "a and b", "a, b and c".
func several(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
