package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// HSTSPreloadInvalid catches a request for preloading that the list refuses.
// https://hstspreload.org/
var HSTSPreloadInvalid = &analyzer.Rule{
	ID:        "hsts-preload-invalid",
	Title:     "HSTS asks for preloading that will be refused",
	Item:      "hsts",
	Severity:  analyzer.Low,
	Precision: analyzer.VeryHigh,
	What:      "`SECURE_HSTS_PRELOAD = True` with less than a year of `SECURE_HSTS_SECONDS`, or without subdomains.",
	Why:       "The preload list takes only a year or more that covers subdomains, so the directive promises what never happens.",
	Fix:       "Set `SECURE_HSTS_SECONDS = 31536000` and `SECURE_HSTS_INCLUDE_SUBDOMAINS = True`, or drop `SECURE_HSTS_PRELOAD`.",
	CWE:       16,
	ASVS:      "14.4.5",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#secure-hsts-preload",
		"https://hstspreload.org/",
	},
	Check: checkHSTSPreloadInvalid,
}

// yearSeconds is what the preload list asks for.
const yearSeconds = 31_536_000

func checkHSTSPreloadInvalid(p *analyzer.Pass) {
	preload := p.Setting("SECURE_HSTS_PRELOAD")
	on := p.Space().Truth(preload.Value)
	short := p.Where(p.Setting("SECURE_HSTS_SECONDS"), "is it less than a year", func(v value.Plain) value.Truth {
		n, ok := seconds(v)
		if !ok {
			return doubt(v)
		}
		return value.Is(n < yearSeconds)
	})
	alone := p.View().Truthy("SECURE_HSTS_INCLUDE_SUBDOMAINS").Not()
	j := p.Judge(preload, on.And(short.Or(alone)))
	if j.Fails() {
		p.Report(j, "SECURE_HSTS_PRELOAD is on%s, but HSTS lasts less than a year or leaves subdomains out, so the preload list refuses the site", j.When())
	}
}
