package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// HSTSMissing catches settings that send no Strict-Transport-Security header.
// https://docs.djangoproject.com/en/stable/ref/settings/#secure-hsts-seconds
var HSTSMissing = &analyzer.Rule{
	ID:        "hsts-missing",
	Title:     "HSTS is off",
	Item:      "hsts",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "`SECURE_HSTS_SECONDS` is missing, 0 or empty, or has no effect because SecurityMiddleware is not installed.",
	Why: "Without HSTS a browser may be led to the plain HTTP address of the site, where the first request, " +
		"with its cookies, can be read and changed on the way.",
	Fix:    "Start small and raise it once HTTPS holds everywhere: `SECURE_HSTS_SECONDS = 31536000`.",
	Checks: []string{"security.W004"},
	CWE:    319,
	ASVS:   "14.4.5",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#secure-hsts-seconds",
		"https://docs.djangoproject.com/en/stable/ref/middleware/#http-strict-transport-security",
	},
	Check: checkHSTSMissing,
}

func checkHSTSMissing(p *analyzer.Pass) {
	hsts := p.Setting("SECURE_HSTS_SECONDS")
	middleware := p.View().Lists("MIDDLEWARE", django.SecurityMiddleware)
	on := p.Space().Truth(hsts.Value)
	if j := p.Judge(hsts, on.Not()); j.Fails() {
		p.Report(j, "SECURE_HSTS_SECONDS is %s%s, so browsers may still be led to plain HTTP", offOrUnset(j), j.When())
		return
	}
	if j := p.Judge(p.Setting("MIDDLEWARE"), on.Minus(middleware)); j.Fails() {
		p.Report(j, "MIDDLEWARE lacks SecurityMiddleware%s, without which SECURE_HSTS_SECONDS sends no header", j.When())
	}
}

// offOrUnset says how a setting that is off comes to be so.
func offOrUnset(j analyzer.Judgement) string {
	if byDjango(j.About) {
		return "not set"
	}
	return "off"
}
