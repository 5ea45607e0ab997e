package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// CSRFFailureViewInvalid catches a failure view that breaks when it is
// needed.
// https://docs.djangoproject.com/en/stable/ref/settings/#csrf-failure-view
var CSRFFailureViewInvalid = &analyzer.Rule{
	ID:        "csrf-failure-view-invalid",
	Title:     "CSRF_FAILURE_VIEW cannot be called",
	Item:      "csrf",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A `CSRF_FAILURE_VIEW` that cannot be imported, or does not take `request` and `reason`.",
	Why:       "Each forged or stale form then ends in a server error instead of a clear answer.",
	Fix:       "Name a function `def csrf_failure(request, reason=\"\")` by its dotted path.",
	Checks:    []string{"security.E101", "security.E102"},
	CWE:       755,
	ASVS:      "7.4.1",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/#csrf-failure-view"},
	Check:     checkCSRFFailureViewInvalid,
}

func checkCSRFFailureViewInvalid(p *analyzer.Pass) {
	view := p.Setting("CSRF_FAILURE_VIEW")
	if !view.Explicit {
		return // Django's own works
	}
	for _, id := range []string{"security.E101", "security.E102"} {
		check, _ := django.Find(id)
		j := p.Judge(view, check.Fires(p.View()))
		if j.Fails() {
			p.Report(j, "CSRF_FAILURE_VIEW cannot be called%s, so a rejected form ends in a server error", j.When())
			return
		}
	}
}
