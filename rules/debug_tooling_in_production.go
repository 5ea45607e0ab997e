package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// DebugToolingInProduction catches tools for developers that are installed
// where DEBUG is off.
// https://django-debug-toolbar.readthedocs.io/en/latest/installation.html
var DebugToolingInProduction = &analyzer.Rule{
	ID:        "debug-tooling-in-production",
	Title:     "Tools for debugging are installed in production",
	Item:      "debug-off",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "Middleware of a profiler, a debug toolbar, a debugger or a page reloader that is there where DEBUG is off. Silk is left alone where `SILKY_AUTHENTICATION` closes its page.",
	Why:       "Profilers keep the requests of all users, passwords included, for whoever finds their page; toolbars are one setting away from showing queries and settings.",
	Fix:       "Add them where DEBUG is on only: `if DEBUG: INSTALLED_APPS += [\"debug_toolbar\"]`, its middleware and URLs too.",
	CWE:       489,
	ASVS:      "14.3.2",
	Refs: []string{
		"https://django-debug-toolbar.readthedocs.io/en/latest/installation.html",
		"https://github.com/jazzband/django-silk",
	},
	Check: checkDebugToolingInProduction,
}

// debugTools lists tools by their middleware, with what they do to a site that
// is live, and the setting that closes them to the public.
var debugTools = []struct{ middleware, closed, consequence string }{
	{"debug_toolbar.middleware.DebugToolbarMiddleware", "", "one mistake in the configuration shows queries, settings and sessions to visitors"},
	{"silk.middleware.SilkyMiddleware", "SILKY_AUTHENTICATION", "requests with all that users send are recorded, for its page to show to anybody"},
	{"django_browser_reload.middleware.BrowserReloadMiddleware", "", "a tool for developers runs on every request"},
	{"livereload.middleware.LiveReloadScript", "", "a script from a developer's machine is put into every page"},
	{"django_pdb.middleware.PdbMiddleware", "", "a request can stop the server in a debugger"},
	{"kolo.middleware.KoloMiddleware", "", "requests with all that users send are recorded"},
}

func checkDebugToolingInProduction(p *analyzer.Pass) {
	if p.Production().Implies(p.View().Truthy("DEBUG")) {
		return // debug-enabled tells; what is there where it is off is not seen
	}
	middleware := p.Setting("MIDDLEWARE")
	for _, e := range p.Elements(middleware) {
		text, _ := analyzer.Text(e.Plain)
		for _, tool := range debugTools {
			if text != tool.middleware {
				continue
			}
			closed := value.False
			if tool.closed != "" {
				closed = p.View().Truthy(tool.closed)
			}
			if j := p.Judge(middleware, e.When.Minus(closed)); j.Fails() {
				j.About.Origin = e.Origin
				p.Report(j, "%s is in MIDDLEWARE where DEBUG is off%s, so %s", class(text), j.When(), tool.consequence)
			}
		}
	}
}
