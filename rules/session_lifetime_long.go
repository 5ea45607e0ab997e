package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// SessionLifetimeLong catches sessions that last more than a month.
// https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-age
var SessionLifetimeLong = &analyzer.Rule{
	ID:        "session-lifetime-long",
	Title:     "Sessions last more than 31 days",
	Item:      "session-cookie",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "A `SESSION_COOKIE_AGE` of more than 31 days that the browser keeps when it is closed.",
	Why:       "A stolen cookie or a forgotten login on a shared computer stays good for as long.",
	Fix:       "Shorten it, `SESSION_COOKIE_AGE = 60 * 60 * 24 * 14`, or end it with the browser: `SESSION_EXPIRE_AT_BROWSER_CLOSE = True`.",
	CWE:       613,
	ASVS:      "3.3.2",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-age"},
	Check:     checkSessionLifetimeLong,
}

func checkSessionLifetimeLong(p *analyzer.Pass) {
	age := p.Setting("SESSION_COOKIE_AGE")
	const day = 24 * 60 * 60
	long := p.Where(age, "is it more than a month", func(v value.Plain) value.Truth {
		n, ok := seconds(v)
		if !ok {
			return doubt(v)
		}
		return value.Is(n > 31*day)
	})
	j := p.Judge(age, long.And(usesSessions(p)).Minus(p.View().Truthy("SESSION_EXPIRE_AT_BROWSER_CLOSE")))
	if j.Fails() {
		n, _ := seconds(j.About.Plain)
		p.Report(j, "SESSION_COOKIE_AGE is %d days%s, so a stolen session stays good for as long", n/day, j.When())
	}
}
