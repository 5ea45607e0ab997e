package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// SecurityMiddlewareMissing catches projects in which no SECURE_ setting has
// an effect.
// https://docs.djangoproject.com/en/stable/ref/middleware/#module-django.middleware.security
var SecurityMiddlewareMissing = &analyzer.Rule{
	ID:        "security-middleware-missing",
	Title:     "SecurityMiddleware is not installed",
	Item:      "security-headers",
	Severity:  analyzer.High,
	Precision: analyzer.HighPrecision,
	What:      "`MIDDLEWARE` lacks `django.middleware.security.SecurityMiddleware`.",
	Why:       "HSTS, the redirect to HTTPS, nosniff, the referrer policy and the opener policy are its work: without it the `SECURE_` settings do nothing, and Django's checks of them stay silent.",
	Fix:       "Put `\"django.middleware.security.SecurityMiddleware\"` first in `MIDDLEWARE`.",
	Checks:    []string{"security.W001"},
	CWE:       693,
	ASVS:      "14.4.1",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/middleware/#module-django.middleware.security"},
	Check:     checkSecurityMiddlewareMissing,
}

func checkSecurityMiddlewareMissing(p *analyzer.Pass) {
	middleware := p.Setting("MIDDLEWARE")
	j := p.Judge(middleware, p.View().Lists("MIDDLEWARE", django.SecurityMiddleware).Not())
	if j.Fails() {
		p.Report(j, "MIDDLEWARE lacks SecurityMiddleware%s, so none of the SECURE_ settings has an effect", j.When())
	}
}
