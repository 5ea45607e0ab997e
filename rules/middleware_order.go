package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// MiddlewareOrder catches middleware that comes too late to do its work.
// https://docs.djangoproject.com/en/stable/ref/middleware/#middleware-ordering
var MiddlewareOrder = &analyzer.Rule{
	ID:        "middleware-order",
	Title:     "Middleware stands in the wrong order",
	Item:      "cors",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "CorsMiddleware after what answers by itself, whitenoise before SecurityMiddleware, or middleware that needs the session or the user before what provides them.",
	Why:       "What stands before answers without it: redirects lack CORS headers, static files lack security headers, or the first request fails.",
	Fix:       "Put SecurityMiddleware first, then WhiteNoise and CorsMiddleware, then sessions, common, CSRF, authentication and messages.",
	CWE:       696,
	ASVS:      "14.4.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/middleware/#middleware-ordering",
		"https://github.com/adamchainz/django-cors-headers#setup",
		"https://whitenoise.readthedocs.io/en/stable/django.html",
	},
	Check: checkMiddlewareOrder,
}

// orders lists pairs of which the first must stand before the second.
var orders = []struct{ first, second, consequence string }{
	{"corsheaders.middleware.CorsMiddleware", "django.middleware.common.CommonMiddleware", "redirects go out without CORS headers"},
	{"corsheaders.middleware.CorsMiddleware", django.CSRFMiddleware, "refused requests go out without CORS headers"},
	{django.SecurityMiddleware, "whitenoise.middleware.WhiteNoiseMiddleware", "static files go out without security headers"},
	{django.SessionMiddleware, "django.contrib.auth.middleware.AuthenticationMiddleware", "there is no session to find the user by"},
	{django.SessionMiddleware, "django.contrib.messages.middleware.MessageMiddleware", "there is no session to keep messages in"},
	{"django.middleware.cache.UpdateCacheMiddleware", "django.middleware.cache.FetchFromCacheMiddleware", "nothing is ever cached"},
}

func checkMiddlewareOrder(p *analyzer.Pass) {
	middleware := p.Setting("MIDDLEWARE")
	elements := p.Elements(middleware)
	clean := true
	for _, o := range orders {
		if late, ok := standsLate(p, elements, o.first, o.second); ok {
			clean = false
			p.ReportValue(late, middleware, "%s stands after %s in MIDDLEWARE, so %s", class(o.first), class(o.second), o.consequence)
		}
	}
	if clean && usesCORS(p) {
		p.Passes(middleware.Place(), "MIDDLEWARE is in order")
	}
}

// standsLate finds first standing after second, in all of production.
func standsLate(p *analyzer.Pass, elements []value.Alt, first, second string) (value.Alt, bool) {
	seen := value.False
	for _, m := range elements {
		text, _ := analyzer.Text(m.Plain)
		if text == second {
			seen = seen.Or(m.When)
		}
		if text == first && seen != value.False && p.Unset().Implies(seen.And(m.When)) {
			return m, true
		}
	}
	return value.Alt{}, false
}

// class is the last part of a dotted name.
func class(dotted string) string {
	for i := len(dotted) - 1; i >= 0; i-- {
		if dotted[i] == '.' {
			return dotted[i+1:]
		}
	}
	return dotted
}
