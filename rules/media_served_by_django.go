package rules

import (
	"regexp"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// MediaServedByDjango catches folders that Django itself serves in
// production. The routes of static() are none of them: Django gives none
// where DEBUG is off.
// https://docs.djangoproject.com/en/stable/ref/views/#serving-files-in-development
var MediaServedByDjango = &analyzer.Rule{
	ID:        "media-served-by-django",
	Title:     "Django itself serves a folder",
	Item:      "media",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A route to `django.views.static.serve` that is there where `DEBUG` is off.",
	Why: "The view is made for development: it reads from disk while a worker waits, knows no ranges and no permissions, " +
		"and hands what users uploaded to browsers on the site's own origin, where a script in it runs as the site's.",
	Fix:  "Let the web server or object storage answer below `MEDIA_URL`; in development `static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)` is enough.",
	CWE:  552,
	ASVS: "12.4.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/views/#serving-files-in-development",
		"https://docs.djangoproject.com/en/stable/topics/security/#user-uploaded-content",
		"https://docs.djangoproject.com/en/stable/howto/static-files/deployment/",
	},
	Check: checkMediaServedByDjango,
}

func checkMediaServedByDjango(p *analyzer.Pass) {
	routes, whole := p.Routes()
	found := false
	for _, r := range routes {
		if r.View != "django.views.static.serve" || !servesFolder(r) || !p.Production().Meets(r.When) {
			continue
		}
		found = true
		route := &analyzer.Setting{Name: "the route to " + r.View, Value: r.Pattern, Explicit: true}
		if j := p.Judge(route, r.When); j.Fails() {
			text, _ := analyzer.Text(j.About.Plain)
			p.ReportAt(r.Span, "serve "+text, "the route %q leads to django.views.static.serve with DEBUG off%s, so Django itself hands out what lies in that folder", clip(text), j.When())
		}
	}
	if place := placeFor(p, "MEDIA_URL", func(place *deploy.Place) bool { return place.Files.Value != "" }); place != nil && !found {
		p.Passes(place.Span, "the web server serves what lies below MEDIA_URL")
	}
	if !found && whole && len(routes) > 0 {
		p.Passes(p.Setting("ROOT_URLCONF").Place(), "no route serves a folder where DEBUG is off")
	}
}

// servesFolder tells routes that take the path of a file from the address
// from those that serve one file, such as robots.txt.
func servesFolder(r eval.Route) bool {
	for _, a := range r.Pattern.Alts() {
		if text, ok := a.Plain.(value.Str); ok && anyPath.MatchString(string(text)) {
			return true
		}
	}
	return false
}

// anyPath matches a part of a route that takes any path.
var anyPath = regexp.MustCompile(`<path:|\(\?P<\w+>[^)]*\.[*+]`)
