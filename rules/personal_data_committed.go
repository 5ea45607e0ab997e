package rules

import "github.com/deploycheck/deploycheck/analyzer"

// PersonalDataCommitted catches databases and dumps with accounts of people in
// the repository.
// https://gdpr-info.eu/art-32-gdpr/
var PersonalDataCommitted = &analyzer.Rule{
	ID:        "personal-data-committed",
	Title:     "A database with people in it stands in the repository",
	Item:      "gdpr",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A file such as `db.sqlite3` or `dump.sql`, not made for tests by its name, that holds password hashes as Django writes them or the mail addresses of several people.",
	Why:       "Whoever can read the repository, its forks and its backups has the accounts, and can guess their passwords without anybody noticing; erasing somebody from the site does not erase them there.",
	Fix:       "Take the file out with `git rm --cached db.sqlite3`, add it to `.gitignore`, rewrite the history if the data is real, and have the people in it change their passwords.",
	CWE:       540,
	ASVS:      "8.3.4",
	Refs:      []string{"https://gdpr-info.eu/art-32-gdpr/", "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository"},
	Unloaded:  true,
	Check:     checkPersonalDataCommitted,
}

func checkPersonalDataCommitted(p *analyzer.Pass) {
	for _, d := range p.Facts().Dumps {
		p.ReportIn(d.Where, d.Span, "dump", "%s stands in the repository with %s, so whoever reads it has them", clip(d.File), d.People)
	}
}
