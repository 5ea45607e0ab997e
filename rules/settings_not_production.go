package rules

import "github.com/deploycheck/deploycheck/analyzer"

// SettingsNotProduction catches a server that is started with the settings
// of developers although there are others for production.
// https://docs.djangoproject.com/en/stable/topics/settings/#designating-the-settings
var SettingsNotProduction = &analyzer.Rule{
	ID:        "settings-not-production",
	Title:     "The site goes live with settings for development",
	Item:      "settings-in-force",
	Severity:  analyzer.High,
	Precision: analyzer.HighPrecision,
	What:      "A file that starts gunicorn or the like names a settings module for development or tests, such as `config.settings.local`; there is a module for production, and nothing starts a server with it. So does wsgi.py where the server is started without `DJANGO_SETTINGS_MODULE`.",
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
	for _, r := range p.Rivals {
		p.ReportAt(r.Span, "DJANGO_SETTINGS_MODULE", "the server is started with %s, settings for development, and nothing starts it with %s", r.Text, p.Settings)
	}
	for _, f := range p.Fallbacks {
		p.Doubts("%s, settings for development, goes live unless DJANGO_SETTINGS_MODULE names another where the server is started: %s falls back to it", f.Text, f.Span)
	}
	// A name alone does not tell what the server is started with.
	if len(p.Rivals) == 0 && p.Started {
		p.Passes(p.Why[0].Span, "%s goes live", p.Settings)
	}
}
