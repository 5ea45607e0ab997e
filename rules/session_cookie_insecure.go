package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// SessionCookieInsecure catches session cookies that travel over plain HTTP.
// https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-secure
var SessionCookieInsecure = &analyzer.Rule{
	ID:        "session-cookie-insecure",
	Title:     "Session cookies travel over plain HTTP",
	Item:      "session-cookie",
	Severity:  analyzer.High,
	Precision: analyzer.VeryHigh,
	What:      "`SESSION_COOKIE_SECURE` is not True where sessions are used.",
	Why:       "One request over plain HTTP is enough to read the cookie on the way and take over the session.",
	Fix:       "Set `SESSION_COOKIE_SECURE = True`.",
	Checks:    []string{"security.W010", "security.W011", "security.W012"},
	CWE:       614,
	ASVS:      "3.4.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-secure",
		"https://docs.djangoproject.com/en/stable/topics/security/#session-security",
	},
	Check: checkSessionCookieInsecure,
}

func checkSessionCookieInsecure(p *analyzer.Pass) {
	cookie := p.Setting("SESSION_COOKIE_SECURE")
	sessions := usesSessions(p)
	if !p.Production().Meets(sessions) {
		p.NotApplicable("sessions are not used")
		return
	}
	j := p.Judge(cookie, sessions.Minus(p.Space().Truth(cookie.Value)))
	if j.Fails() {
		p.Report(j, "SESSION_COOKIE_SECURE is off%s, so session cookies travel over plain HTTP, where they can be stolen", j.When())
	}
}

// usesSessions is the condition under which Django's sessions are installed.
func usesSessions(p *analyzer.Pass) *value.Cond {
	return p.View().Lists("INSTALLED_APPS", django.SessionsApp).Or(p.View().Lists("MIDDLEWARE", django.SessionMiddleware))
}
