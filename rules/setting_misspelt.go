package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// SettingMisspelt catches names that are one slip away from a setting and
// that nobody reads.
// https://docs.djangoproject.com/en/stable/ref/settings/
var SettingMisspelt = &analyzer.Rule{
	ID:        "setting-misspelt",
	Title:     "The name of a setting is misspelt",
	Item:      "settings-in-force",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A name in the settings that is one letter away from a setting of Django's, or of a library that is installed, or is commonly taken for one, and that nothing in the repository reads.",
	Why:       "Django ignores names that it does not know. The setting keeps its default, which is often the insecure one, and nothing warns.",
	Fix:       "Write the name as the documentation has it: `SESSION_COOKIE_SECURE`, not `SESSION_COOKIES_SECURE`.",
	CWE:       1164,
	ASVS:      "14.1.3",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/"},
	Check:     checkSettingMisspelt,
}

// leastName is the length from which a name is long enough that one slip away
// from it is no word of its own.
const leastName = 6

func checkSettingMisspelt(p *analyzer.Pass) {
	var known []string
	for _, name := range p.Names() {
		if django.Known(name) || django.Elsewhere(name) {
			continue
		}
		if known == nil {
			known = knownSettings(p)
		}
		meant, ok := meantBy(p, name, known)
		if !ok || p.Reads(name) {
			continue
		}
		s := p.Setting(name)
		if at, ok := surelySet(p, s, isSet); ok {
			p.ReportValue(at, s, "nothing reads %s: the setting is called %s, %s", name, meant, consequence(p, meant))
		}
	}
}

// consequence is what becomes of the setting that is meant.
func consequence(p *analyzer.Pass, meant string) string {
	if _, ok := p.Own(meant); ok {
		return "which is set beside it"
	}
	return "which keeps its default"
}

// knownSettings lists what the name of a setting may be meant for.
func knownSettings(p *analyzer.Pass) []string {
	known := append(django.Names(p.Version()), django.Contrib()...)
	for _, l := range django.Libraries {
		if p.Uses(l.App) {
			known = append(known, l.Names...)
		}
	}
	return known
}

// meantBy finds the setting that a name is meant for.
func meantBy(p *analyzer.Pass, name string, known []string) (string, bool) {
	if m, ok := django.Mistaken[name]; ok {
		return m.Meant, django.Has(m.Meant, p.Version()) && (m.Reader == "" || !p.Uses(m.Reader))
	}
	for _, k := range known {
		if len(k) >= leastName && oneSlip(name, k) {
			return k, true
		}
	}
	return "", false
}

// oneSlip reports whether two names differ by one letter that is left out, put
// in or wrong, or by two neighbours that have changed places.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(b)-len(a) > 1:
		return false
	case len(b)-len(a) == 1:
		return a[i:] == b[i+1:]
	case i == len(a):
		return false // the same
	case a[i+1:] == b[i+1:]:
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
