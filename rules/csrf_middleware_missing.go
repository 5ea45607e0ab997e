package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// CSRFMiddlewareMissing catches projects without protection against forged
// requests.
// https://docs.djangoproject.com/en/stable/ref/csrf/
var CSRFMiddlewareMissing = &analyzer.Rule{
	ID:        "csrf-middleware-missing",
	Title:     "CSRF protection is not installed",
	Item:      "csrf",
	Severity:  analyzer.High,
	Precision: analyzer.HighPrecision,
	What:      "`MIDDLEWARE` has neither Django's CsrfViewMiddleware nor one of the project that is named for it.",
	Why:       "Any other site can make the browser of a logged-in user send forms to this one.",
	Fix:       "Add `\"django.middleware.csrf.CsrfViewMiddleware\"` to `MIDDLEWARE`, after the session's.",
	Checks:    []string{"security.W003"},
	CWE:       352,
	ASVS:      "4.2.2",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/csrf/",
		"https://docs.djangoproject.com/en/stable/topics/security/#cross-site-request-forgery-csrf-protection",
	},
	Check: checkCSRFMiddlewareMissing,
}

func checkCSRFMiddlewareMissing(p *analyzer.Pass) {
	middleware := p.Setting("MIDDLEWARE")
	installed := p.View().Lists("MIDDLEWARE", django.CSRFMiddleware)
	for _, m := range p.Elements(middleware) {
		// A subclass of the project's own does the work as well.
		if text, ok := analyzer.Text(m.Plain); ok && strings.Contains(strings.ToLower(text), "csrf") {
			installed = installed.Or(m.When)
		}
	}
	j := p.Judge(middleware, installed.Not())
	if j.Fails() && installed == value.False {
		p.Report(j, "MIDDLEWARE has no CsrfViewMiddleware%s, so other sites can submit forms in a user's name", j.When())
	} else if j.Fails() {
		p.Report(j, "MIDDLEWARE loses CsrfViewMiddleware%s, so other sites can submit forms in a user's name", j.When())
	}
}
