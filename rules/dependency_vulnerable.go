package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deps"
)

// DependencyVulnerable catches versions of packages that serious advisories
// are about, or such that nobody has rated.
var DependencyVulnerable = &analyzer.Rule{
	ID:        "dependency-vulnerable",
	Title:     "a package with a known vulnerability is installed",
	Item:      "audit",
	Severity:  analyzer.High,
	Precision: analyzer.HighPrecision,
	What: "Finds versions in lock files and files of requirements that fall under an advisory which is rated 7.0 or more by CVSS, " +
		"or not rated at all, and ranges all of whose versions do. What only development installs is a note.",
	Why: "An advisory tells everybody how a package can be attacked, often with the code that does it. " +
		"Scanners try it on every site within days.",
	Fix:   "Install the lowest version that fixes it: `deploycheck audit --fix` rewrites pins, lock files are written anew by the program they belong to.",
	CWE:   1395,
	ASVS:  "14.2.1",
	Refs:  []string{"https://docs.djangoproject.com/en/stable/releases/security/", "https://github.com/pypa/advisory-database", "https://osv.dev/"},
	Audit: checkDependencyVulnerable,
}

// fresh and stale are ages of advisories in days: older than fresh is said,
// older than stale is no evidence that all is well.
const fresh, stale = 30, 90

func checkDependencyVulnerable(p *analyzer.AuditPass) {
	reportVulnerable(p, "dependency-vulnerable", true)
	judged, open := production(p)
	if len(judged)+len(open) == 0 {
		return
	}
	age, dated := p.Age()
	switch {
	case len(open) > 0:
		p.Doubts("%d of %d packages could not be judged: %s", len(open), len(judged)+len(open), some(open))
	case dated && age > stale:
		p.Doubts("no known vulnerability in %d packages, but the advisories are of %s, more than %d days back: --database auto takes newer ones", len(judged), p.Database.Date, stale)
	case dated && age > fresh:
		p.Passes(p.Packages[0].Span, "no known vulnerability in %d packages, by advisories of %s, more than %d days back", len(judged), p.Database.Date, fresh)
	default:
		p.Passes(p.Packages[0].Span, "no known vulnerability in %d packages, by advisories of %s", len(judged), p.Database.Date)
	}
}

// production names the packages that production installs: those whose version
// is known, and the others.
func production(p *analyzer.AuditPass) (judged, open []string) {
	for _, q := range p.Packages {
		if q.Scope == deps.Production {
			judged = append(judged, q.Name)
		}
	}
	for _, q := range p.Unresolved {
		if q.Scope == deps.Production {
			open = append(open, q.Name)
		}
	}
	return judged, open
}
