package rules

import "github.com/deploycheck/deploycheck/analyzer"

// SessionCookieScriptReadable catches session cookies that scripts can read.
// https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-httponly
var SessionCookieScriptReadable = &analyzer.Rule{
	ID:        "session-cookie-script-readable",
	Title:     "Scripts can read session cookies",
	Item:      "session-cookie",
	Severity:  analyzer.High,
	Precision: analyzer.VeryHigh,
	What:      "`SESSION_COOKIE_HTTPONLY` is turned off where sessions are used.",
	Why:       "A single injected script can then send the session of everybody who sees the page elsewhere.",
	Fix:       "Delete the line, or write `SESSION_COOKIE_HTTPONLY = True`, which is Django's default.",
	Checks:    []string{"security.W013", "security.W014", "security.W015"},
	CWE:       1004,
	ASVS:      "3.4.2",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-httponly"},
	Check:     checkSessionCookieScriptReadable,
}

func checkSessionCookieScriptReadable(p *analyzer.Pass) {
	cookie := p.Setting("SESSION_COOKIE_HTTPONLY")
	j := p.Judge(cookie, usesSessions(p).Minus(p.Space().Truth(cookie.Value)))
	if j.Fails() {
		p.Report(j, "SESSION_COOKIE_HTTPONLY is off%s, so an injected script can read session cookies", j.When())
	}
}
