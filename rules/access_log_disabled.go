package rules

import (
	"cmp"
	"regexp"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// AccessLogDisabled catches sites that keep no record of requests.
// https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log
var AccessLogDisabled = &analyzer.Rule{
	ID:        "access-log-disabled",
	Title:     "Requests to the application are not logged",
	Item:      "access-logs",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "A web server whose access log is off for what it passes to the application, or an application server that is told to keep none where no web server is in front.",
	Why:       "Without a record of requests an attack leaves no trace: neither what was tried, nor what was taken, nor by whom.",
	Fix:       "Take `access_log off;` out of the server and of the places that pass requests on; keep it for static files and health checks.",
	CWE:       778,
	ASVS:      "7.1.3",
	Refs:      []string{"https://nginx.org/en/docs/http/ngx_http_log_module.html#access_log", "https://docs.gunicorn.org/en/stable/settings.html#accesslog"},
	Unloaded:  true,
	Check:     checkAccessLogDisabled,
}

func checkAccessLogDisabled(p *analyzer.Pass) {
	logged := false
	for _, f := range p.Facts().Fronts {
		for _, s := range f.Servers {
			places := passing(s)
			for _, l := range places {
				if l.NoLog.Value == "" && !quiet.MatchString(l.Path) && !p.Facts().ForDevelopment(f.Where) && keepsLogs(f) {
					p.Passes(cmp.Or(f.Logs.Span, l.Span), "%s logs the requests that it passes on", f.Kind)
					logged = true
				}
			}
			if l := silent(places); l != nil {
				p.ReportIn(f.Where, l.NoLog.Span, pathOf(l), "%s for all that is passed to the application, so an attack leaves no trace", l.NoLog.Value)
			}
		}
	}
	if !logged {
		judgeServers(p)
	}
}

// quiet matches paths of probes, which fill logs.
var quiet = regexp.MustCompile(`(?i)(health|ping|status|metrics|ready|live|favicon|robots)`)

// keepsLogs reports whether a front keeps a log: it is told to, or its program
// does if nothing is said of it.
func keepsLogs(f *deploy.Front) bool {
	return !f.Logs.Span.IsZero() || f.Kind == deploy.Nginx || f.Kind == deploy.Apache || f.Kind == deploy.Ingress
}

// silent is a place of those that pass requests on if none of them is logged.
func silent(places []*deploy.Place) *deploy.Place {
	var first *deploy.Place
	for _, l := range places {
		switch {
		case quiet.MatchString(l.Path):
		case l.NoLog.Value == "":
			return nil
		case first == nil:
			first = l
		}
	}
	return first
}

var (
	keepsNoLog = regexp.MustCompile(`--no-access-log\b|--disable-logging\b|\b-L\b`)
	keepsLog   = regexp.MustCompile(`--access-?log(file|-logfile)?[ =]|--access-logfile|\bdaphne\b|\buvicorn\b`)
)

// judgeServers judges the application's own server, where no web server in
// front of it is seen.
func judgeServers(p *analyzer.Pass) {
	used := startedStages(p.Facts())
	for _, l := range p.Facts().Launches() {
		if !l.Serves() || l.Kind == deploy.Image && used[l.Stage.Span] {
			continue
		}
		switch {
		case keepsNoLog.MatchString(l.Runs()) && len(p.Facts().Fronts) == 0:
			p.ReportIn(l.Where, l.Span, l.Name, "%s keeps no access log, so an attack leaves no trace", l.Name)
		case keepsLog.MatchString(l.Runs()) && !p.Facts().ForDevelopment(l.Where):
			p.Passes(l.Span, "%s logs requests", l.Name)
		}
	}
	delegated(p, "access logs")
}
