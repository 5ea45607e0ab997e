package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// CSRFCookieInsecure catches CSRF cookies that travel over plain HTTP.
// https://docs.djangoproject.com/en/stable/ref/settings/#csrf-cookie-secure
var CSRFCookieInsecure = &analyzer.Rule{
	ID:        "csrf-cookie-insecure",
	Title:     "The CSRF cookie travels over plain HTTP",
	Item:      "csrf",
	Severity:  analyzer.Medium,
	Precision: analyzer.VeryHigh,
	What:      "`CSRF_COOKIE_SECURE` is not True where the token is kept in a cookie.",
	Why:       "Whoever reads the token on the way can forge requests that Django takes for the user's own.",
	Fix:       "Set `CSRF_COOKIE_SECURE = True`.",
	Checks:    []string{"security.W016"},
	CWE:       614,
	ASVS:      "3.4.1",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/#csrf-cookie-secure"},
	Check:     checkCSRFCookieInsecure,
}

func checkCSRFCookieInsecure(p *analyzer.Pass) {
	cookie := p.Setting("CSRF_COOKIE_SECURE")
	used := p.View().Lists("MIDDLEWARE", django.CSRFMiddleware).Minus(p.View().Truthy("CSRF_USE_SESSIONS"))
	if !p.Production().Meets(used) {
		p.NotApplicable("no CSRF cookie is set")
		return
	}
	j := p.Judge(cookie, used.Minus(p.Space().Truth(cookie.Value)))
	if j.Fails() {
		p.Report(j, "CSRF_COOKIE_SECURE is off%s, so the token travels over plain HTTP, where it can be stolen", j.When())
	}
}
