package rules

import (
	"path"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// TLSCertificateMissing catches web servers that hand the application's pages
// out over plain HTTP only.
// https://docs.djangoproject.com/en/stable/topics/security/#ssl-https
var TLSCertificateMissing = &analyzer.Rule{
	ID:        "tls-certificate-missing",
	Title:     "No server ends TLS",
	Item:      "certificate",
	Severity:  analyzer.Medium,
	Precision: analyzer.MediumPrecision,
	What: "A web server that passes requests to the application on port 80 and has no server with a certificate, where nothing else in the repository has one " +
		"or says that a proxy in front of it does; or one that listens on port 443 without TLS, or without a certificate, or with one from an authority for trials (staging).",
	Why:  "Passwords, session cookies and pages can be read and changed by anybody on the way.",
	Fix:  "Add a server with `listen 443 ssl;`, `ssl_certificate` and `ssl_certificate_key`, for instance by `certbot --nginx`, and redirect port 80 to it.",
	CWE:  319,
	ASVS: "9.1.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/topics/security/#ssl-https",
		"https://nginx.org/en/docs/http/configuring_https_servers.html",
	},
	Unloaded: true,
	Check:    checkTLSCertificateMissing,
}

func checkTLSCertificateMissing(p *analyzer.Pass) {
	secure := brokenTLS(p)
	for _, f := range live(p) {
		for _, s := range f.Servers {
			if by, ok := certified(s); ok && fronts(s) && !untrusted(s) {
				secure = true
				p.Passes(by.Span, "%s ends TLS with %s", f.Kind, certificateText(s, by))
			}
		}
	}
	if secure || delegated(p, "certificates") {
		return
	}
	for _, f := range p.Facts().Fronts {
		judgePlain(p, f)
	}
}

// certificateText says where a certificate comes from.
func certificateText(s *deploy.Server, by deploy.Word) string {
	switch {
	case s.Issuer.Value != "":
		return "certificates from " + s.Issuer.Value
	case by.Opaque != "":
		return "a certificate"
	}
	return path.Base(by.Value)
}

// brokenTLS reports servers on the port of HTTPS that speak no TLS, and those
// that lack a certificate.
func brokenTLS(p *analyzer.Pass) (found bool) {
	seen := map[source.Span]bool{}
	for _, f := range p.Facts().Fronts {
		for _, s := range f.Servers {
			if untrusted(s) && fronts(s) {
				if !seen[s.Issuer.Span] {
					p.ReportIn(f.Where, s.Issuer.Span, "staging", "certificates come from %s, a rehearsal that no browser trusts", s.Issuer.Value)
				}
				seen[s.Issuer.Span] = true
				found = found || !p.Facts().ForDevelopment(f.Where)
				continue
			}
			if !s.Beyond.Span.IsZero() || f.Kind != deploy.Nginx && f.Kind != deploy.Apache {
				continue
			}
			for _, l := range s.Listens {
				switch {
				case l.Port == 443 && !l.TLS:
					p.ReportIn(f.Where, l.Span, "443 without TLS", "port 443 is served without TLS, so browsers that ask for HTTPS get no answer")
				case l.TLS && s.Certificate.Value == "" && l.Default && fronts(s):
					p.ReportIn(f.Where, l.Span, "no certificate", "port %d is served over TLS without a certificate, so %s refuses the configuration or every connection", l.Port, f.Kind)
				default:
					continue
				}
				found = found || !p.Facts().ForDevelopment(f.Where)
				break
			}
		}
	}
	return found
}

// untrusted reports whether a server gets its certificates from an authority
// for trials.
func untrusted(s *deploy.Server) bool {
	return strings.Contains(strings.ToLower(s.Issuer.Value), "staging")
}

// judgePlain reports a web server that speaks only plain HTTP to clients. It
// does not where something may be in front of it.
func judgePlain(p *analyzer.Pass, f *deploy.Front) {
	for _, s := range f.Servers {
		for _, l := range s.Listens {
			if l.TLS || l.Port != 80 && l.Port != 0 || !fronts(s) || redirects(s) {
				continue
			}
			if why := mayBeBehind(p, f, s, l); why != "" {
				if !p.Facts().ForDevelopment(f.Where) {
					p.Doubts("%s of %s speaks plain HTTP; whether something in front of it ends TLS is not known: %s", f.Kind, f.File, why)
				}
				return
			}
			p.ReportIn(f.Where, l.Span, "plain", "%s passes port %d to the application and no server has a certificate, so passwords and sessions can be read on the way", f.Kind, l.Port)
			return
		}
	}
}

// redirects reports whether all that a server passes on is sent to HTTPS.
func redirects(s *deploy.Server) bool {
	for _, l := range passing(s) {
		if l.Redirect == nil || !l.Redirect.ToHTTPS {
			return false
		}
	}
	return true
}

// mayBeBehind says why something else may stand between a web server and its
// clients.
func mayBeBehind(p *analyzer.Pass, f *deploy.Front, s *deploy.Server, l deploy.Listen) string {
	switch {
	case !s.Behind.Span.IsZero():
		return s.Behind.Value + " says so"
	case !s.Beyond.Span.IsZero():
		return s.Beyond.Value + " may say more"
	case f.Kind == deploy.Ingress:
		return "a load balancer may be in front of the cluster"
	case l.Port == 0:
		return "its port is set elsewhere"
	case strings.HasPrefix(l.Host, "127.") || l.Host == "localhost":
		return "it listens on the machine itself only"
	}
	header := p.Setting("SECURE_PROXY_SSL_HEADER")
	if header.Explicit && p.Production().Meets(p.Space().Truth(header.Value)) && !saysScheme(s) {
		return "SECURE_PROXY_SSL_HEADER trusts one"
	}
	for _, l := range p.Facts().Launches() {
		if l.Kind == deploy.Kubernetes && l.RunsDjango() && !p.Facts().ForDevelopment(l.Where) {
			return "it runs in Kubernetes"
		}
	}
	return unpublished(p, f)
}

// saysScheme reports whether a server tells the application of the scheme
// that it is asked by, so that what another proxy says of it is lost.
func saysScheme(s *deploy.Server) bool {
	for _, l := range passing(s) {
		for _, h := range l.Forwards {
			if h.Value.Value == "$scheme" {
				return true
			}
		}
	}
	return false
}

// unpublished says that a container that runs a web server is not reached
// from outside its host, where that is so.
func unpublished(p *analyzer.Pass, f *deploy.Front) string {
	why := ""
	for _, l := range p.Facts().Launches() {
		if l.Kind != deploy.Compose || p.Facts().ForDevelopment(l.Where) || !runsFront(l, f) {
			continue
		}
		for _, port := range l.Ports {
			if (port.Container == 80 || port.Container == 0) && !strings.HasPrefix(port.Address.Value, "127.") {
				return ""
			}
		}
		why = "the service " + l.Name + " of " + l.File + " publishes no port to others"
	}
	return why
}

// runsFront reports whether a service most likely runs a web server with a
// configuration.
func runsFront(l *deploy.Launch, f *deploy.Front) bool {
	for _, m := range l.Mounts {
		if m == f.File || strings.HasPrefix(f.File, m+"/") && m != "." {
			return true
		}
	}
	folder := path.Dir(f.File)
	return l.Build != nil && (strings.Contains(path.Base(l.Build.Dockerfile), "nginx") || l.Build.Context == folder && folder != "." && !l.RunsDjango())
}
