package rules

import (
	"fmt"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
)

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
	Fix:       "Load them as production does, `python -c \"import …\"`, and mend what is raised; or name the right module with `--settings`.",
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
		p.Passes(p.Setting("SECRET_KEY").Place(), "%s", howTheyLoad(p.Loads()))
		return
	}
	decided := ""
	if len(e.Vars) > 0 {
		decided = " (decided by " + someNames(e.Vars) + ")"
	}
	p.ReportAt(e.Span, e.Type, "%s does not load, %s: %s%s, so nothing else can be judged", p.Settings, e.Type, clip(e.Message), decided)
}

// howTheyLoad says what it takes for settings to load.
func howTheyLoad(required, others []string) string {
	text := "nothing in them raises"
	switch {
	case len(required) == 1:
		text = "they load where " + required[0] + " is set"
	case len(required) > 1:
		text = "they load where these variables are set: " + someNames(required)
	case len(others) > 0:
		text = "they load"
	}
	if len(others) > 0 {
		text += ", unless what these variables hold makes them raise: " + someNames(others)
	}
	return text
}

// someNames lists names, of many the first few.
func someNames(names []string) string {
	const most = 6
	if len(names) <= most+1 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
