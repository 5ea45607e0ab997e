package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
)

// CSRFExemptView catches routes whose view is taken out of the protection
// where it is routed.
// https://docs.djangoproject.com/en/stable/howto/csrf/#disabling-csrf-protection-for-just-a-few-views
var CSRFExemptView = &analyzer.Rule{
	ID:        "csrf-exempt-view",
	Title:     "A route is exempt from CSRF protection",
	Item:      "csrf",
	Severity:  analyzer.Low,
	Precision: analyzer.MediumPrecision,
	What:      "A route whose view is wrapped in `csrf_exempt` in the URL configuration.",
	Why:       "If the view trusts the session, any site can call it in a user's name; it is right only for views that check a signature or a token.",
	Fix:       "Drop `csrf_exempt`, or make the view check a token of its own, as webhooks do.",
	CWE:       352,
	ASVS:      "4.2.2",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/howto/csrf/"},
	Check:     checkCSRFExemptView,
}

func checkCSRFExemptView(p *analyzer.Pass) {
	routes, _ := p.Routes()
	for _, r := range routes {
		if r.Wrapped == "django.views.decorators.csrf.csrf_exempt" && !webhook(r.View) && p.Unset().Meets(r.When) {
			p.ReportAt(r.Span, "route "+r.View, "the view %s is exempt from CSRF protection, so other sites can call it in a user's name unless it checks a token itself", shortName(r.View))
		}
	}
}

// webhook tells views that programs call, which have no token of the site's.
func webhook(view string) bool { return strings.Contains(strings.ToLower(view), "webhook") }

// shortName names a view, or says that it has no name.
func shortName(view string) string {
	if view == "" {
		return "behind this route"
	}
	return clip(view)
}
