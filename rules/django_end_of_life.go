package rules

import (
	"slices"
	"time"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/deps/pep440"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// DjangoEndOfLife catches series of Django that get no fixes of security any
// more. Advisories do not tell: nobody looks whether they are affected.
// https://www.djangoproject.com/download/#supported-versions
var DjangoEndOfLife = &analyzer.Rule{
	ID:        "django-end-of-life",
	Title:     "the series of Django gets no security fixes any more",
	Item:      "audit",
	Severity:  analyzer.High,
	Precision: analyzer.VeryHigh,
	What: "Finds versions of Django whose series has reached its end of life on the day of the report, " +
		"and ranges that allow none but such.",
	Why: "Holes that are found from then on are published for the supported series and stay open in this one. " +
		"Databases of advisories show it as clean, because nobody has evaluated it.",
	Fix:   "Go to a supported series, best one with long-term support.",
	CWE:   1104,
	ASVS:  "14.2.1",
	Refs:  []string{"https://www.djangoproject.com/download/#supported-versions", "https://docs.djangoproject.com/en/stable/internals/release-process/"},
	Audit: checkDjangoEndOfLife,
}

func checkDjangoEndOfLife(p *analyzer.AuditPass) {
	day, ok := p.Date()
	if !ok {
		return
	}
	if q, s, ok := p.Django(); ok {
		if left, ok := s.EndsIn(day); ok && left <= 0 {
			p.Report(q.Requirement, "django", upgradeDjango(q.Requirement, day), nil,
				"Django %s gets no security fixes since %s, so holes that are found in it stay open", s.Name, s.End)
		}
		return
	}
	for _, q := range p.Unresolved {
		if q.Name == "django" && q.Scope == deps.Production && endedAlone(q.Requirement, day) {
			p.Report(q.Requirement, "django", upgradeDjango(q.Requirement, day), nil,
				"%s allows no version of Django that still gets security fixes, so holes that are found stay open", q.Specifier)
		}
	}
}

// upgradeDjango names the series to go to: the supported one with long-term
// support, or else the newest.
func upgradeDjango(q deps.Requirement, day time.Time) string {
	supported := django.Supported(day)
	if len(supported) == 0 {
		return "go to a series that is supported; this version of deploycheck knows of none"
	}
	best := supported[len(supported)-1]
	for _, s := range supported {
		if s.LTS {
			best = s
		}
	}
	return upgrade(q, best.Latest) + ": " + best.Name + " is supported until " + best.End
}

// endedAlone reports whether a requirement with bounds allows no version of a
// series that is supported, or is yet to come.
func endedAlone(q deps.Requirement, day time.Time) bool {
	s, err := pep440.ParseSpecifier(q.Specifier)
	supported := django.Supported(day)
	if err != nil || q.Specifier == "" || len(supported) == 0 {
		return false
	}
	allows := func(version string) bool {
		v, err := pep440.Parse(version)
		return err == nil && s.Allows(v)
	}
	return !allows("9999") && !slices.ContainsFunc(supported, func(of django.Series) bool {
		return allows(of.Name) || allows(of.Latest) || allows(of.Name+".9999")
	})
}
