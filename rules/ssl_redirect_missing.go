package rules

import (
	"maps"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// SSLRedirectMissing catches Django settings that answer plain HTTP. A proxy
// may redirect instead: then the finding says what to look at.
// https://docs.djangoproject.com/en/stable/ref/settings/#secure-ssl-redirect
var SSLRedirectMissing = &analyzer.Rule{
	ID:        "ssl-redirect-missing",
	Title:     "Plain HTTP is not redirected to HTTPS",
	Item:      "ssl-redirect",
	Severity:  analyzer.Medium,
	Precision: analyzer.MediumPrecision,
	What:      "`SECURE_SSL_REDIRECT` is not True, or has no effect because SecurityMiddleware is not installed, and no web server in front of Django redirects.",
	Why:       "A visitor who types the bare name of the site stays on plain HTTP, and passwords and cookies can be read on the way.",
	Fix:       "Set `SECURE_SSL_REDIRECT = True`, with `SECURE_PROXY_SSL_HEADER` if a proxy ends TLS; or redirect in the proxy.",
	Checks:    []string{"security.W008"},
	CWE:       319,
	ASVS:      "9.1.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#secure-ssl-redirect",
		"https://docs.djangoproject.com/en/stable/topics/security/#ssl-https",
	},
	Check: checkSSLRedirectMissing,
}

func checkSSLRedirectMissing(p *analyzer.Pass) {
	switch at, how := agree(ways(p), leadsToHTTPS); how {
	case everyFile:
		p.Passes(at.Span, "the web server redirects plain HTTP to HTTPS")
		return
	case someFiles:
		p.Doubts("%s redirects plain HTTP, another file of a web server does not: which one is used is not in the repository", at.Span.File)
		return
	}
	for _, l := range p.Facts().Launches() {
		if !l.HTTPS.IsZero() && !p.Facts().ForDevelopment(l.Where) {
			p.Passes(l.HTTPS, "the platform redirects plain HTTP to HTTPS")
			return
		}
	}
	redirect := p.Setting("SECURE_SSL_REDIRECT")
	middleware := p.View().Lists("MIDDLEWARE", django.SecurityMiddleware)
	// Any truthy value redirects, whatever the check of Django says.
	on := p.Space().Truth(redirect.Value)
	if j := p.Judge(redirect, on.Not()); j.Fails() {
		if at, ok := passedOn(p); ok {
			p.Report(j, "SECURE_SSL_REDIRECT is off%s, and the web server passes plain HTTP on (%s), so it is answered", j.When(), at)
		} else {
			p.Report(j, "SECURE_SSL_REDIRECT is off%s, so plain HTTP is answered unless a proxy redirects it", j.When())
		}
		return
	}
	if j := p.Judge(p.Setting("MIDDLEWARE"), on.Minus(middleware)); j.Fails() {
		p.Report(j, "MIDDLEWARE lacks SecurityMiddleware%s, without which SECURE_SSL_REDIRECT redirects nothing", j.When())
	}
}

// leadsToHTTPS reports whether a front leads plain HTTP to HTTPS, and where: no
// request over plain HTTP gets through to the application.
func leadsToHTTPS(list []deploy.Way) (deploy.Word, bool) {
	if slices.ContainsFunc(list, func(w deploy.Way) bool { return w.Plain }) {
		return deploy.Word{}, false
	}
	for _, s := range list[0].Front.Servers {
		if !slices.ContainsFunc(s.Listens, func(l deploy.Listen) bool { return !l.TLS }) {
			continue
		}
		for _, place := range s.Locations {
			if r := place.Redirect; r != nil && r.ToHTTPS && place.Path == "/" && place.Match == deploy.Prefix {
				return deploy.Word{Text: r.Target, Span: r.Span}, true
			}
		}
	}
	return deploy.Word{}, false
}

// passedOn is where a front that knows HTTPS passes plain HTTP on.
func passedOn(p *analyzer.Pass) (source.Span, bool) {
	files := ways(p)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		list := files[name]
		if !slices.ContainsFunc(list, func(w deploy.Way) bool { return w.Secure }) {
			continue
		}
		for _, w := range list {
			if w.Plain && !w.Behind {
				return w.Place.Passes.Span, true
			}
		}
	}
	return source.Span{}, false
}
