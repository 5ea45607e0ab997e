package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// DebugToolbarShown catches a debug toolbar that is shown whoever asks, where
// DEBUG is off too.
// https://django-debug-toolbar.readthedocs.io/en/latest/configuration.html
var DebugToolbarShown = &analyzer.Rule{
	ID:        "debug-toolbar-shown",
	Title:     "The debug toolbar is shown to visitors",
	Item:      "debug-off",
	Severity:  analyzer.High,
	Precision: analyzer.VeryHigh,
	What:      "Middleware of django-debug-toolbar in production with a `SHOW_TOOLBAR_CALLBACK` that says yes whoever asks and whatever DEBUG is.",
	Why:       "Every visitor sees queries with their parameters, settings, headers and sessions.",
	Fix:       "Leave the callback out, or begin it with `settings.DEBUG and`; and add the toolbar's middleware where DEBUG is on only.",
	CWE:       489,
	ASVS:      "14.3.2",
	Refs: []string{
		"https://django-debug-toolbar.readthedocs.io/en/latest/configuration.html",
		"https://docs.djangoproject.com/en/stable/ref/settings/#debug",
	},
	Check: checkDebugToolbarShown,
}

func checkDebugToolbarShown(p *analyzer.Pass) {
	callback := p.Part(p.Setting("DEBUG_TOOLBAR_CONFIG"), "SHOW_TOOLBAR_CALLBACK")
	listed := p.View().Lists("MIDDLEWARE", "debug_toolbar.middleware.DebugToolbarMiddleware")
	if !callback.Explicit || !p.Production().Meets(listed) {
		return
	}
	answer := p.Returns(callback, "the request")
	if answer == nil {
		return // it cannot be told, and the middleware is another rule's
	}
	if always := p.Space().Truth(answer).And(listed); p.Unset().Implies(always) {
		p.ReportValue(value.Alt{When: always, Plain: value.Bool(true), Origin: callback.Value.Origin()}, callback,
			"SHOW_TOOLBAR_CALLBACK says yes to every request, so visitors see queries, settings and sessions")
	}
}
