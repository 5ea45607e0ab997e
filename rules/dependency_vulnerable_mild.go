package rules

import "github.com/deploycheck/deploycheck/analyzer"

// DependencyVulnerableMild catches versions of packages that advisories are
// about, none of which is serious.
var DependencyVulnerableMild = &analyzer.Rule{
	ID:        "dependency-vulnerable-mild",
	Title:     "a package with a known vulnerability of little weight is installed",
	Item:      "audit",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "Finds versions that fall only under advisories which are rated below 7.0 by CVSS.",
	Why: "The attack needs special circumstances or gains little, by itself. Several of them together, " +
		"or circumstances that the advisory did not think of, can be another matter.",
	Fix:   "Install the lowest version that fixes it: `deploycheck audit --fix` rewrites pins.",
	CWE:   1395,
	ASVS:  "14.2.1",
	Refs:  []string{"https://docs.djangoproject.com/en/stable/releases/security/", "https://github.com/pypa/advisory-database"},
	Audit: func(p *analyzer.AuditPass) { reportVulnerable(p, "dependency-vulnerable-mild", false) },
}
