package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
)

// ErrorTrackingLeaksPersonalData catches trackers of errors that are sent who
// the user is.
// https://docs.sentry.io/platforms/python/data-management/data-collected/
var ErrorTrackingLeaksPersonalData = &analyzer.Rule{
	ID:        "error-tracking-leaks-personal-data",
	Title:     "Personal data goes to the error tracker",
	Item:      "errors",
	Severity:  analyzer.Low,
	Precision: analyzer.VeryHigh,
	What:      "`sentry_sdk.init` with `send_default_pii=True`.",
	Why:       "Every error takes along the user's name, mail and IP address, cookies and what the form held, to a service that keeps them for months and that your privacy policy may not name.",
	Fix:       "Take the argument out, as it is off by default, and send an id instead: `sentry_sdk.set_user({\"id\": user.pk})`.",
	CWE:       359,
	ASVS:      "7.1.2",
	Refs:      []string{"https://docs.sentry.io/platforms/python/data-management/data-collected/", "https://docs.sentry.io/platforms/python/data-management/sensitive-data/"},
	Check:     checkErrorTrackingLeaksPersonalData,
}

func checkErrorTrackingLeaksPersonalData(p *analyzer.Pass) {
	for _, c := range p.Calls("sentry_sdk.init") {
		pii := argument(c, "send_default_pii")
		if pii == nil {
			continue
		}
		on := p.Space().Truth(pii.Value).And(c.When)
		// Whether errors are sent at all is another rule's question.
		if p.Production().And(c.When).Implies(on) && p.Production().Meets(on) {
			p.ReportAt(pii.Value.Origin().Line().Span, "send_default_pii", "send_default_pii is on, so every error takes along who the user is, with the address and cookies, to the error tracker")
		}
	}
}
