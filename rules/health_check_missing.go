package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// HealthCheckMissing catches containers of the application that nobody asks
// whether they are well.
// https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
var HealthCheckMissing = &analyzer.Rule{
	ID:        "health-check-missing",
	Title:     "Nothing asks whether the application is well",
	Item:      "health",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What: "A server of the application in Kubernetes without a readiness, liveness or startup probe; one in compose without a health check, where other services have one; " +
		"or a health check that is turned off.",
	Why:  "A process that hangs, or has lost its database, keeps getting requests until somebody notices.",
	Fix:  "Give it a page that looks at the database and cache, and ask for it: `readinessProbe` in Kubernetes, `healthcheck` in compose, `HEALTHCHECK` in the Dockerfile.",
	CWE:  778,
	ASVS: "7.1.1",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",
		"https://docs.docker.com/reference/dockerfile/#healthcheck",
	},
	Check:    checkHealthCheckMissing,
	Unloaded: true,
}

func checkHealthCheckMissing(p *analyzer.Pass) {
	facts := p.Facts()
	for _, l := range facts.Launches() {
		if !l.Serves() || facts.ForDevelopment(l.Where) {
			continue
		}
		probe := l.Probe()
		switch {
		case probe.Asks():
			p.Passes(probe.Span, "%s is asked whether it is well", l.Name)
		case probe.Off:
			p.ReportIn(l.Where, probe.Span, l.Name, "the health check of %s is turned off, so it gets requests though it hangs", l.Name)
		case l.Kind == deploy.Kubernetes:
			p.ReportIn(l.Where, l.Span, l.Name, "nothing asks %s whether it is well, so it gets requests before it is up and though it hangs", l.Name)
		case l.Kind == deploy.Compose && othersAsked(facts, l):
			p.ReportIn(l.Where, l.Span, l.Name, "other services have a health check and %s has none, so it gets requests though it hangs", l.Name)
		}
	}
	passHealthPage(p)
}

// othersAsked reports whether other services of a compose file have health
// checks.
func othersAsked(facts *deploy.Facts, one *deploy.Launch) bool {
	return slices.ContainsFunc(facts.Launches(), func(l *deploy.Launch) bool {
		return l.Kind == deploy.Compose && l.File == one.File && l.Process != one.Process && l.Probe().Asks()
	})
}

// healthPage matches the paths by which pages for probes go.
var healthPage = regexp.MustCompile(`(?i)(^|[/^])(healthz?|health[-_]?checks?|healthcheck|livez?|liveness|readyz?|readiness|ping|ht|hc|heartbeat|__heartbeat__|__lbheartbeat__|up|status)/?(\$|\\Z)?$`)

// passHealthPage records a page that is there to be asked.
func passHealthPage(p *analyzer.Pass) {
	routes, _ := p.Routes()
	for _, r := range routes {
		for _, a := range r.Pattern.Alts() {
			if text, ok := analyzer.Text(a.Plain); ok && healthPage.MatchString(text) && p.Unset().Meets(r.When.And(a.When)) {
				p.Passes(r.Span, "/%s is there to be asked", strings.Trim(text, "^/$"))
				return
			}
		}
	}
}
