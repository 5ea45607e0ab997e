package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// judgeAlerts judges the alerts about one thing: whether somebody is told,
// and where nothing is watched, whether it is measured in vain.
func judgeAlerts(p *analyzer.Pass, what string, about func(*deploy.Alert) bool) {
	watched := false
	for _, a := range p.Facts().Alerts {
		if !about(a) {
			continue
		}
		watched = true
		switch told := tells(p, a); {
		case told.Opaque != "":
			p.Doubts("%s watches %s (%s); %s", a.By, what, a.Name, told.Opaque)
		case told.Value == "no":
			p.ReportIn(a.Where, a.Span, a.Name, "%s has no action, so nobody is told that %s ran out", a.Name, what)
		case !p.Facts().ForDevelopment(a.Where):
			p.Passes(a.Span, "%s watches %s and tells somebody (%s)", a.By, what, a.Name)
		}
	}
	if watched || watchedByScript(p, what) {
		return
	}
	for _, e := range p.Facts().Exporters {
		p.ReportIn(e.Where, e.Span, "node-exporter", "node-exporter measures %s, and no alert in the repository is about it, so it runs out before anybody looks", what)
	}
}

// tells says whether an alert reaches somebody.
func tells(p *analyzer.Pass, a *deploy.Alert) deploy.Text {
	if a.Tells.Opaque == "" {
		return a.Tells
	}
	for _, n := range p.Facts().Notifiers {
		if !p.Facts().ForDevelopment(n.Where) && (n.By == "Grafana") == (a.By == "Grafana") {
			return deploy.Known("yes")
		}
	}
	return a.Tells
}

// watchedByScript records that a scheduled script looks at disks and tells
// somebody.
func watchedByScript(p *analyzer.Pass, what string) bool {
	return strings.Contains(what, "disk") && scheduled(p, "watches the disk", func(j *deploy.Job) (deploy.Line, bool) {
		looks, tells := deploy.Line{}, false
		for _, l := range j.Runs {
			if hasAny(" "+l.Text, []string{" df ", "$(df ", "`df ", "|df "}) {
				looks = l
			}
			tells = tells || hasAny(l.Text, []string{"mail ", "curl ", "sendmail", "slack", "sns publish", "sentry"})
		}
		return looks, tells && looks.Span != source.Span{}
	})
}
