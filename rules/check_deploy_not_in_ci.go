package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// CheckDeployNotInCI catches runs of "manage.py check --deploy" that cannot
// fail or that check other settings than those of production.
// https://docs.djangoproject.com/en/stable/ref/django-admin/#check
var CheckDeployNotInCI = &analyzer.Rule{
	ID:        "check-deploy-not-in-ci",
	Title:     "manage.py check --deploy runs and guards nothing",
	Items:     []string{"check-deploy", "diffsettings"},
	Severity:  analyzer.Info,
	Precision: analyzer.HighPrecision,
	What:      "A workflow that runs `manage.py check --deploy` without `--fail-level WARNING`, with its failure passed over, or with settings that production does not use. That no workflow runs it is no finding.",
	Why:       "All but a few of Django's checks for production are warnings, and the command only fails for errors; with settings for tests it checks what never goes live. Either way the workflow stays green.",
	Fix:       "Run `python manage.py check --deploy --fail-level WARNING --settings config.settings.production`, with the variables that production needs.",
	CWE:       1053,
	ASVS:      "14.1.3",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/django-admin/#cmdoption-check-deploy",
		"https://docs.djangoproject.com/en/stable/ref/django-admin/#cmdoption-check-fail-level",
	},
	Unloaded: true,
	Check:    checkCheckDeployNotInCI,
}

func checkCheckDeployNotInCI(p *analyzer.Pass) {
	p.On("diffsettings").Manual(nil, "what differs from Django's defaults in production is for people to go through; deploycheck diffsettings prints it")
	p = p.On("check-deploy")
	checks := p.Facts().DeployChecks()
	for _, c := range checks {
		if flaw(p, c) == "" && unclear(p, c) == "" {
			p.Passes(c.Span, "a workflow runs manage.py check --deploy with the settings of production, and fails for warnings")
			return
		}
	}
	for _, c := range checks {
		if why := flaw(p, c); why != "" {
			p.ReportIn(c.Where, c.Span, "check", "%s", why)
		} else {
			p.Doubts("which settings manage.py check --deploy checks in a workflow is not known: %s", unclear(p, c))
		}
	}
	if len(checks) == 0 {
		uncheckedInCI(p)
	}
}

// uncheckedInCI says what is known where no workflow runs the command.
func uncheckedInCI(p *analyzer.Pass) {
	for _, l := range p.Facts().Launches() {
		if c, ok := l.ChecksDeploy(); ok && !p.Facts().ForDevelopment(l.Where) && failsForWarnings(c) && !c.Lenient {
			p.Passes(c.Span, "%s runs manage.py check --deploy when it starts, and does not start with warnings", l.Name)
			return
		}
	}
	if len(p.Facts().Workflows) > 0 {
		p.Doubts("no workflow runs manage.py check --deploy; whether somebody does before a release is not in the repository")
	}
}

func failsForWarnings(c deploy.DeployCheck) bool {
	return c.FailLevel != "ERROR" && c.FailLevel != "CRITICAL"
}

// flaw says what makes a run of the command worth nothing; empty if nothing
// does.
func flaw(p *analyzer.Pass, c deploy.DeployCheck) string {
	switch {
	case c.Lenient:
		return "manage.py check --deploy cannot fail here, so nobody hears of what it finds; let it fail"
	case !failsForWarnings(c):
		return "manage.py check --deploy only fails for errors here, and nearly all that it finds about production is a warning; write --fail-level WARNING"
	case unclear(p, c) != "" || p.GoesLive(c.Settings.Value):
		return ""
	case c.Settings.Value == "" && !namedByManage(p):
		return "manage.py check --deploy is not told which settings to check, and manage.py does not name " + p.Settings + ", so it checks others than production has; write --settings " + p.Settings
	case c.Settings.Value != "":
		return "manage.py check --deploy checks " + c.Settings.Value + " here, and production has " + p.Settings + ", so what it says is not about production; write --settings " + p.Settings
	}
	return ""
}

// unclear says why it is not known which settings are checked; empty if it is.
func unclear(p *analyzer.Pass, c deploy.DeployCheck) string {
	if c.Settings.Value != "" && strings.HasPrefix(p.Settings, c.Settings.Value+".") {
		return c.Settings.Value + " is a package, which may take in any of its modules"
	}
	return c.Settings.Opaque
}

// namedByManage reports whether manage.py names the settings of production.
func namedByManage(p *analyzer.Pass) bool {
	return slices.ContainsFunc(p.Why, func(s analyzer.Step) bool { return path.Base(s.Span.File) == "manage.py" })
}
