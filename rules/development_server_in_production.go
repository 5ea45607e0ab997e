package rules

import (
	"path"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
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
	for _, l := range developmentServers(facts) {
		at, _ := l.RunsServer()
		where := l.Where
		switch developed := facts.ForDevelopment(where) || l.Kind == deploy.Image && onlyDeveloped(facts, l); {
		case developed && servedElsewhere(facts):
			where.Rank = deploy.Development
		case developed:
			l = imageOf(facts, l) // nothing else starts the site: whoever runs the image gets this
			where = l.Where
		}
		where.File = at.File
		p.ReportIn(where, at, l.Name, "%s starts the site with runserver, which is not made for production", starter(l))
	}
}

// developmentServers lists what runs Django's own server, of what does so by
// the same line one that is not for development alone if there is any.
func developmentServers(facts *deploy.Facts) []*deploy.Launch {
	var list []*deploy.Launch
	index := map[source.Span]int{}
	for _, l := range facts.Launches() {
		at, ok := l.RunsServer()
		if !ok {
			continue
		}
		i, again := index[at]
		switch {
		case !again:
			index[at] = len(list)
			list = append(list, l)
		case list[i].Kind == deploy.Image || facts.ForDevelopment(list[i].Where) && l.Kind != deploy.Image:
			// What starts an image says more than the image.
			list[i] = l
		}
	}
	return list
}

// servedElsewhere reports whether something starts the site that is neither for
// development nor Django's own server.
func servedElsewhere(facts *deploy.Facts) bool {
	return slices.ContainsFunc(facts.Launches(), func(l *deploy.Launch) bool {
		_, own := l.RunsServer()
		return !own && l.RunsDjango() && !facts.ForDevelopment(l.Where)
	})
}

// imageOf is the image that a process is started from, or else the process.
func imageOf(facts *deploy.Facts, l *deploy.Launch) *deploy.Launch {
	for _, image := range facts.Launches() {
		if image.Kind == deploy.Image && l.Stage != nil && image.Stage.Span == l.Stage.Span {
			return image
		}
	}
	return l
}

// starter names what starts a program, and the file that says so.
func starter(l *deploy.Launch) string {
	switch {
	case l.Kind == deploy.Image:
		return "the image of " + l.File
	case l.Name == "" || l.Name == path.Base(l.File):
		return l.File
	}
	return l.Name + " of " + l.File
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
