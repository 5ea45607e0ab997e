package rules

import (
	"time"

	"github.com/deploycheck/deploycheck/analyzer"
)

// DjangoEndOfLifeNear catches series of Django that are about to get no fixes
// of security any more.
var DjangoEndOfLifeNear = &analyzer.Rule{
	ID:        "django-end-of-life-near",
	Title:     "the series of Django soon gets no security fixes any more",
	Item:      "audit",
	Severity:  analyzer.Low,
	Precision: analyzer.VeryHigh,
	What:      "Finds versions of Django whose series reaches its end of life within 90 days of the report.",
	Why:       "An upgrade of Django takes longer than a patch, above all with packages that have to follow.",
	Fix:       "Plan the upgrade to a supported series, best one with long-term support.",
	CWE:       1104,
	ASVS:      "14.2.1",
	Refs:      []string{"https://www.djangoproject.com/download/#supported-versions", "https://docs.djangoproject.com/en/stable/howto/upgrade-version/"},
	Audit:     checkDjangoEndOfLifeNear,
}

// notice is how long before the end of life it is said.
const notice = 90 * 24 * time.Hour

func checkDjangoEndOfLifeNear(p *analyzer.AuditPass) {
	day, dated := p.Date()
	q, s, ok := p.Django()
	if !ok || !dated {
		return
	}
	if left, ok := s.EndsIn(day); ok && left > 0 && left < notice {
		p.Report(q.Requirement, "django", upgradeDjango(q.Requirement, day), nil,
			"Django %s gets security fixes only until %s, %d days from now", s.Name, s.End, int(left.Hours()/24))
	}
}
