package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deps/pep440"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// DjangoPatchMissing catches releases of Django that a newer one of the same
// series replaces.
// https://docs.djangoproject.com/en/stable/internals/release-process/
var DjangoPatchMissing = &analyzer.Rule{
	ID:        "django-patch-missing",
	Title:     "a newer patch release of Django is not installed",
	Item:      "audit",
	Severity:  analyzer.Low,
	Precision: analyzer.VeryHigh,
	What:      "Finds versions of Django that are older than the newest release of their series which deploycheck knows of, as long as the series is supported.",
	Why: "Patch releases hold nothing but fixes, most of them of security, and are compatible with the one before. " +
		"Databases of advisories learn of them days or weeks later.",
	Fix:   "Install the newest patch release of the series.",
	CWE:   1104,
	ASVS:  "14.2.1",
	Refs:  []string{"https://docs.djangoproject.com/en/stable/releases/security/", "https://docs.djangoproject.com/en/stable/internals/release-process/"},
	Audit: checkDjangoPatchMissing,
}

func checkDjangoPatchMissing(p *analyzer.AuditPass) {
	q, s, ok := p.Django()
	if !ok || seriesEnded(p, s) {
		return
	}
	has, err := pep440.Parse(q.Version)
	newest, wrong := pep440.Parse(s.Latest)
	if err == nil && wrong == nil && has.Compare(newest) < 0 {
		p.Report(q.Requirement, "django", upgrade(q.Requirement, s.Latest), nil,
			"Django %s lacks the fixes of the releases up to %s of %s, which are known to everybody", q.Version, s.Latest, s.LatestOn)
	}
}

// seriesEnded reports whether a series is at its end, which is another rule's to
// report.
func seriesEnded(p *analyzer.AuditPass, s django.Series) bool {
	day, dated := p.Date()
	left, ok := s.EndsIn(day)
	return dated && ok && left <= 0
}
