package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// NosniffMissing catches responses whose type browsers may guess.
// https://docs.djangoproject.com/en/stable/ref/middleware/#x-content-type-options
var NosniffMissing = &analyzer.Rule{
	ID:        "nosniff-missing",
	Title:     "Browsers may guess content types",
	Item:      "security-headers",
	Severity:  analyzer.Medium,
	Precision: analyzer.VeryHigh,
	What:      "`SECURE_CONTENT_TYPE_NOSNIFF` is turned off.",
	Why:       "A browser may then run an uploaded text or picture as a script.",
	Fix:       "Delete the line, or write `SECURE_CONTENT_TYPE_NOSNIFF = True`, Django's default since 3.0.",
	Checks:    []string{"security.W006"},
	CWE:       693,
	ASVS:      "14.4.4",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/#secure-content-type-nosniff"},
	Check:     checkNosniffMissing,
}

func checkNosniffMissing(p *analyzer.Pass) {
	if passSent(p, "X-Content-Type-Options", func(v string) bool { return v == "nosniff" }) {
		return
	}
	nosniff := p.Setting("SECURE_CONTENT_TYPE_NOSNIFF")
	middleware := p.View().Lists("MIDDLEWARE", django.SecurityMiddleware)
	j := p.Judge(nosniff, middleware.Minus(p.Space().Truth(nosniff.Value)))
	if j.Fails() {
		p.Report(j, "SECURE_CONTENT_TYPE_NOSNIFF is off%s, so browsers may run an uploaded file as a script", j.When())
	}
}
