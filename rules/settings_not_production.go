package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
)

// SettingsNotProduction catches a server that is started with the settings
// of developers although there are others for production.
// https://docs.djangoproject.com/en/stable/topics/settings/#designating-the-settings
var SettingsNotProduction = &analyzer.Rule{
	ID:        "settings-not-production",
	Title:     "The site goes live with settings for development",
	Item:      "settings-in-force",
	Severity:  analyzer.High,
	Precision: analyzer.HighPrecision,
	What:      "What starts the server names a settings module for development or tests, such as `config.settings.local`, and a module for production stands unused beside it.",
	Why:       "Whatever the settings for production harden is not in force, and DEBUG and its kin usually are.",
	Fix:       "Set `DJANGO_SETTINGS_MODULE` to the module for production where the server is started.",
	CWE:       489,
	ASVS:      "14.3.2",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/topics/settings/#designating-the-settings",
		"https://docs.djangoproject.com/en/stable/howto/deployment/checklist/",
	},
	Check:    checkSettingsNotProduction,
	Unloaded: true,
}

func checkSettingsNotProduction(p *analyzer.Pass) {
	if len(p.Why) == 0 {
		p.NotApplicable("nothing says which settings go live")
		return
	}
	first := p.Why[0]
	if !p.ForDevelopment {
		p.Passes(first.Span, "%s goes live, which is not named for development", p.Settings)
		return
	}
	if len(p.Beside) == 0 {
		p.NotApplicable("%s goes live, and no settings are named for production", p.Settings)
		return
	}
	p.ReportAt(first.Span, "DJANGO_SETTINGS_MODULE", "%s goes live, settings for development, and %s stands unused", p.Settings, strings.Join(p.Beside, ", "))
}
