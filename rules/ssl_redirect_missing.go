package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
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
	What:      "`SECURE_SSL_REDIRECT` is not True, or has no effect because SecurityMiddleware is not installed.",
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
	redirect := p.Setting("SECURE_SSL_REDIRECT")
	middleware := p.View().Lists("MIDDLEWARE", django.SecurityMiddleware)
	// Any truthy value redirects, whatever the check of Django says.
	on := p.Space().Truth(redirect.Value)
	if j := p.Judge(redirect, on.Not()); j.Fails() {
		p.Report(j, "SECURE_SSL_REDIRECT is off%s, so plain HTTP is answered unless a proxy redirects it", j.When())
		return
	}
	if j := p.Judge(p.Setting("MIDDLEWARE"), on.Minus(middleware)); j.Fails() {
		p.Report(j, "MIDDLEWARE lacks SecurityMiddleware%s, without which SECURE_SSL_REDIRECT redirects nothing", j.When())
	}
}
