package rules

import "github.com/deploycheck/deploycheck/analyzer"

// DebugEnabled catches settings under which production runs with DEBUG on,
// above all the flag that turns on when a variable is missing.
// https://docs.djangoproject.com/en/stable/ref/settings/#debug
var DebugEnabled = &analyzer.Rule{
	ID:        "debug-enabled",
	Title:     "DEBUG is on in production",
	Item:      "debug-off",
	Severity:  analyzer.Critical,
	Precision: analyzer.VeryHigh,
	What:      "Settings that go live with `DEBUG` on: written as True, left on by a default, or turned on when a variable is missing.",
	Why: "With `DEBUG` on, any unhandled error shows the visitor source code, local variables and most settings, " +
		"and Django remembers every SQL query until memory runs out.",
	Fix:    "Make off the default and let development turn it on: `DEBUG = os.environ.get(\"DJANGO_DEBUG\") == \"1\"`.",
	Checks: []string{"security.W018"},
	CWE:    489,
	ASVS:   "14.3.2",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#debug",
		"https://docs.djangoproject.com/en/stable/howto/deployment/checklist/#debug",
	},
	Check: checkDebugEnabled,
}

func checkDebugEnabled(p *analyzer.Pass) {
	debug := p.Setting("DEBUG") // Django's own default, off, if the project is silent
	j := p.JudgeAnywhere(debug, p.View().Truthy("DEBUG"))
	if j.Fails() {
		p.Report(j, "DEBUG is on%s, so every error page shows code, variables and settings to visitors", j.When())
	}
}
