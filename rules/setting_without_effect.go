package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// SettingWithoutEffect catches settings that promise something and are read
// by nobody: in the wrong place, or gone from Django.
// https://docs.djangoproject.com/en/stable/internals/deprecation/
var SettingWithoutEffect = &analyzer.Rule{
	ID:        "setting-without-effect",
	Title:     "A setting promises what it does not do",
	Item:      "settings-in-force",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "A name that Django does not read though something seems to depend on it: options of a database at the top of the settings, `MIDDLEWARE_CLASSES`, `PASSWORD_RESET_TIMEOUT_DAYS`, options of HSTS without HSTS.",
	Why:       "The settings were reviewed and look right; the site does without what they promise, and nothing warns.",
	Fix:       "Write what the message names: `DATABASES[\"default\"][\"CONN_MAX_AGE\"] = 60`, not `CONN_MAX_AGE = 60`.",
	CWE:       1164,
	ASVS:      "14.1.3",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/",
		"https://docs.djangoproject.com/en/stable/internals/deprecation/",
	},
	Check: checkSettingWithoutEffect,
}

func checkSettingWithoutEffect(p *analyzer.Pass) {
	for _, row := range django.Ignored {
		if row.Promise && !kept(p, row) {
			reportIgnored(p, row)
		}
	}
	checkIdleHSTS(p)
}

// reportIgnored reports a setting that the project sets to something, which
// Django ignores and nobody else reads.
func reportIgnored(p *analyzer.Pass, row django.Ineffective) {
	if !p.Since(row.Since) || row.Reader != "" && p.Installed(row.Reader) != value.False {
		return
	}
	s, ok := p.Own(row.Name)
	if !ok || p.Reads(row.Name) {
		return
	}
	asks := isSet
	if row.Promise {
		asks = asksForSomething
	}
	if at, ok := surelySet(p, s, asks); ok {
		p.ReportValue(at, s, "%s %s: %s%s", row.Name, ignoredSince(p, row), row.Fact, instead(row))
	}
}

// surelySet finds what a setting is where nothing is supplied from outside, if
// it is surely something there that asks accepts.
func surelySet(p *analyzer.Pass, s *analyzer.Setting, asks func(value.Plain) bool) (value.Alt, bool) {
	set := p.Where(s, "is it set", func(v value.Plain) value.Truth { return value.Is(asks(v)) })
	if !p.Unset().Implies(set) {
		return value.Alt{}, false
	}
	at := altWhere(s, p.Unset(), s.Value.Alts()[0])
	u, unknown := at.Plain.(*value.Unknown)
	return at, !unknown || u.Outside
}

func ignoredSince(p *analyzer.Pass, row django.Ineffective) string {
	if row.Since == "" {
		return "is not a setting of Django's"
	}
	return "has no effect on Django " + p.Version()
}

func instead(row django.Ineffective) string {
	if row.Instead == "" {
		return ""
	}
	return "; instead, write " + row.Instead
}

func isSet(v value.Plain) bool {
	_, unset := v.(value.Unset)
	return !unset
}

// asksForSomething leaves out values that are as good as none.
func asksForSomething(v value.Plain) bool {
	switch v := v.(type) {
	case value.Unset, value.None:
		return false
	case value.Bool:
		return bool(v)
	case value.Int:
		return v != 0
	}
	return true
}

// kept reports whether the project says the same where Django looks for it,
// so that the name is only left over.
func kept(p *analyzer.Pass, row django.Ineffective) bool {
	switch {
	case row.Kept == "":
		return false
	case row.Database:
		inside := p.Part(p.Setting("DATABASES"), "default", row.Kept).Value
		plain, known := inside.Only()
		_, unset := plain.(value.Unset)
		return !known || !unset
	}
	_, ok := p.Own(row.Kept)
	return ok
}

// checkIdleHSTS catches options of a header that is never sent.
func checkIdleHSTS(p *analyzer.Pass) {
	if p.Production().Meets(p.View().Truthy("SECURE_HSTS_SECONDS")) {
		return
	}
	for _, name := range []string{"SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"} {
		if s, ok := p.Own(name); ok && p.Production().Implies(p.View().IsTrue(name)) {
			p.ReportValue(altWhere(s, p.Unset(), s.Value.Alts()[0]), s, "%s has no effect: SECURE_HSTS_SECONDS is 0, so no HSTS header is sent", name)
		}
	}
}
