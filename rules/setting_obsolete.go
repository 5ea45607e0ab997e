package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// SettingObsolete notes settings that this Django no longer has, and that
// nothing depends on.
// https://docs.djangoproject.com/en/stable/internals/deprecation/
var SettingObsolete = &analyzer.Rule{
	ID:        "setting-obsolete",
	Title:     "A setting is left over from an older Django",
	Item:      "settings-in-force",
	Severity:  analyzer.Info,
	Precision: analyzer.VeryHigh,
	What:      "A setting that the Django in use has dropped, such as `USE_L10N` or `TEMPLATE_DEBUG`, or that has its place elsewhere, where the project says it too, or may.",
	Why:       "It reads as if it decided something; the next person to change it will wonder why nothing happens.",
	Fix:       "Delete the line, or write what the message names.",
	CWE:       1164,
	ASVS:      "14.1.3",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/internals/deprecation/"},
	Check:     checkSettingObsolete,
}

func checkSettingObsolete(p *analyzer.Pass) {
	for _, row := range django.Ignored {
		if !row.Promise || kept(p, row) {
			reportIgnored(p, row)
		}
	}
}
