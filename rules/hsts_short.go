package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// HSTSShort catches the trial value of a template that was never raised.
// https://docs.djangoproject.com/en/stable/ref/middleware/#http-strict-transport-security
var HSTSShort = &analyzer.Rule{
	ID:        "hsts-short",
	Title:     "HSTS lasts less than a month",
	Item:      "hsts",
	Severity:  analyzer.Low,
	Precision: analyzer.VeryHigh,
	What:      "A `SECURE_HSTS_SECONDS` between 1 and 30 days.",
	Why:       "Browsers forget the promise before the visitor comes back, so most first requests go over plain HTTP again.",
	Fix:       "Raise it to a year once HTTPS holds everywhere: `SECURE_HSTS_SECONDS = 31536000`.",
	CWE:       319,
	ASVS:      "14.4.5",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#secure-hsts-seconds",
		"https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Strict_Transport_Security_Cheat_Sheet.html",
	},
	Check: checkHSTSShort,
}

// monthSeconds is the shortest HSTS that outlasts a visitor's absence.
const monthSeconds = 30 * 24 * 60 * 60

func checkHSTSShort(p *analyzer.Pass) {
	for _, h := range hstsSent(p) {
		if n := maxAge(h.Value.Value); n > 0 && n < monthSeconds {
			p.ReportIn(deploy.At(h.Span), h.Span, strictTransport, "the web server sends HSTS for %d seconds, which is less than a month, so browsers forget it between visits", n)
		}
	}
	hsts := p.Setting("SECURE_HSTS_SECONDS")
	j := p.Judge(hsts, p.Where(hsts, "is it short", func(v value.Plain) value.Truth {
		n, ok := seconds(v)
		if !ok {
			return doubt(v)
		}
		return value.Is(n > 0 && n < monthSeconds)
	}))
	if j.Fails() {
		n, _ := seconds(j.About.Plain)
		p.Report(j, "SECURE_HSTS_SECONDS is %d%s, which is less than a month, so browsers forget it between visits", n, j.When())
	}
}
