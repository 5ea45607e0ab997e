package rules

import "github.com/deploycheck/deploycheck/analyzer"

// SettingsUnloadable catches settings that Python refuses, whatever the
// environment holds.
// https://docs.djangoproject.com/en/stable/topics/settings/
var SettingsUnloadable = &analyzer.Rule{
	ID:        "settings-unloadable",
	Title:     "The settings do not load",
	Item:      "settings-load",
	Severity:  analyzer.Medium,
	Precision: analyzer.MediumPrecision,
	What:      "A settings module that raises on every path: an undefined name, a missing module or file of the project, a guard that nothing satisfies.",
	Why:       "The site does not start, or it starts with other settings than those that were reviewed; and nothing else can be judged.",
	Fix:       "Load them as production does, `python -c \"import config.settings.production\"`, and mend what is raised; or name the right module with `--settings`.",
	CWE:       1164,
	ASVS:      "14.1.1",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/topics/settings/"},
	Check:     checkSettingsUnloadable,
	Unloaded:  true,
}

func checkSettingsUnloadable(p *analyzer.Pass) {
	e := p.LoadError()
	switch {
	case e == nil && p.Beyond() != "":
		p.Doubts("%s", p.Beyond())
		return
	case e == nil:
		p.Passes(p.Setting("SECRET_KEY").Place(), "nothing in them raises")
		return
	}
	p.ReportAt(e.Span, e.Type, "%s does not load, %s: %s, so nothing else can be judged", p.Settings, e.Type, clip(e.Message))
}
