package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// SessionCookieSameSiteWeak catches session cookies that go with requests
// from other sites.
// https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-samesite
var SessionCookieSameSiteWeak = &analyzer.Rule{
	ID:        "session-cookie-samesite-weak",
	Title:     "Session cookies go with requests from other sites",
	Item:      "session-cookie",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "`SESSION_COOKIE_SAMESITE` is \"None\", None or False, where Django's default is \"Lax\".",
	Why:       "Other sites can then make requests in the name of whoever is logged in; only CSRF tokens are left between.",
	Fix:       "Write `SESSION_COOKIE_SAMESITE = \"Lax\"`, or serve front end and API from one site.",
	CWE:       1275,
	ASVS:      "3.4.3",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-samesite"},
	Check:     checkSessionCookieSameSiteWeak,
}

func checkSessionCookieSameSiteWeak(p *analyzer.Pass) {
	cookie := p.Setting("SESSION_COOKIE_SAMESITE")
	j := p.Judge(cookie, usesSessions(p).And(p.Where(cookie, "is it None", func(v value.Plain) value.Truth {
		switch v := v.(type) {
		case value.None:
			return value.Yes
		case value.Bool:
			return value.Is(!bool(v))
		case value.Str:
			return value.Is(strings.EqualFold(string(v), "none") || v == "")
		}
		return doubt(v)
	})))
	if j.Fails() {
		p.Report(j, "SESSION_COOKIE_SAMESITE lets session cookies go with requests from other sites%s, so those can act as the user", j.When())
	}
}
