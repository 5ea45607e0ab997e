package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// DevelopmentServerInProduction catches Django's own server where the
// application goes live.
// https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver
var DevelopmentServerInProduction = &analyzer.Rule{
	ID:        "development-server-in-production",
	Title:     "Django's development server serves the site",
	Item:      "debug-off",
	Severity:  analyzer.High,
	Precision: analyzer.HighPrecision,
	What:      "An image, a service, a unit or a Procfile that starts the site with `manage.py runserver`.",
	Why:       "`runserver` has not been through security audits or performance tests, says so itself, and leaves static files and reloading of code to be as in development.",
	Fix:       "Start a server for production: `gunicorn mysite.wsgi:application --bind 0.0.0.0:8000`.",
	CWE:       489,
	ASVS:      "14.3.2",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver", "https://docs.djangoproject.com/en/stable/howto/deployment/wsgi/"},
	Check:     checkDevelopmentServerInProduction,
	Unloaded:  true,
}

func checkDevelopmentServerInProduction(p *analyzer.Pass) {
	facts := p.Facts()
	for _, l := range facts.Launches() {
		at, ok := l.RunsServer()
		if !ok {
			continue
		}
		where := l.Where
		if l.Kind == deploy.Image && onlyDeveloped(facts, l) {
			where.Rank = deploy.Development
		}
		if at.File != l.File {
			where.File = at.File
		}
		p.ReportIn(where, at, l.Name, "%s starts the site with runserver, which is not made for production", l.Name)
	}
}

// onlyDeveloped reports whether an image is started by files for development
// alone, or its command is never used.
func onlyDeveloped(facts *deploy.Facts, image *deploy.Launch) bool {
	started := false
	for _, l := range facts.Launches() {
		if l.Kind == deploy.Image || l.Stage == nil || l.Stage.Span != image.Stage.Span {
			continue
		}
		if started = true; !facts.ForDevelopment(l.Where) && l.Command == "" {
			return false
		}
	}
	return started
}
