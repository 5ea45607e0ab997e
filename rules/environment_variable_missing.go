package rules

import "github.com/deploycheck/deploycheck/analyzer"

// EnvironmentVariableMissing catches a variable that the settings cannot do
// without, where the files that start the site show all that is set, and it is
// not among it.
// https://docs.djangoproject.com/en/stable/howto/deployment/checklist/
var EnvironmentVariableMissing = &analyzer.Rule{
	ID:        "environment-variable-missing",
	Title:     "A required environment variable is set nowhere",
	Item:      "settings-load",
	Severity:  analyzer.High,
	Precision: analyzer.HighPrecision,
	What:      "An environment variable that the production settings require, set by none of the files that start the site: the service of compose, the container, the unit, the image.",
	Why:       "The settings do not load without it, so the new release does not start.",
	Fix:       "Set it where the site is started, from a secret store if it is one: `environment: {NAME: ${NAME:?}}` in compose, `env_file`, `envFrom` in Kubernetes, `EnvironmentFile=` in systemd. `deploycheck env` lists all that is needed.",
	CWE:       1188,
	ASVS:      "14.1.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/howto/deployment/checklist/",
		"https://12factor.net/config",
	},
	Check: checkEnvironmentVariableMissing,
}

func checkEnvironmentVariableMissing(p *analyzer.Pass) {
	missing, _ := p.MissingVariables() // what is set outside the repository is nobody's to judge
	for _, m := range missing {
		p.ReportAt(m.Read, m.Name, "%s is required here, but %s:%d, which starts the site, does not set it, so the site does not start", m.Name, m.By.Span.File, m.By.Span.Line)
	}
}
