package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
)

// DatabaseCredentialsHardcoded catches a database password that stands in
// the repository, by itself, in a URL, or as the default of a variable.
// https://docs.djangoproject.com/en/stable/ref/settings/#password
var DatabaseCredentialsHardcoded = &analyzer.Rule{
	ID:        "database-credentials-hardcoded",
	Title:     "The database password stands in the repository",
	Item:      "database-credentials",
	Severity:  analyzer.High,
	Precision: analyzer.HighPrecision,
	What:      "A `PASSWORD` in `DATABASES`, or a database URL, that is written in the settings or is the default of a variable that may be missing.",
	Why: "Everybody who can read the repository, its forks and its backups can log in wherever the server answers them, " +
		"and a forgotten variable goes unnoticed because the default works.",
	Fix:  "Read it without a default, `\"PASSWORD\": os.environ[\"DB_PASSWORD\"]`, and change the password that was committed.",
	CWE:  798,
	ASVS: "2.10.4",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#password",
		"https://docs.djangoproject.com/en/stable/howto/deployment/checklist/#databases",
		"https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
	},
	Check: checkDatabaseCredentialsHardcoded,
}

func checkDatabaseCredentialsHardcoded(p *analyzer.Pass) {
	reportSecrets(p, databasePassword)
	list := withPasswords(p)
	if len(list) == 0 {
		noServer(p)
	}
	for _, d := range list {
		password := d.part(p, "PASSWORD")
		j := judgeIn(p, password, p.Where(password, "is it written in the repository", written), d.world)
		switch text, _ := analyzer.Text(j.About.Plain); {
		case !j.Fails() || throughEnv(p, j.About.Origin, password.Name) || standsIn(text):
		case j.When() != "":
			p.Report(j, "the password of database %q falls back to a text in the repository%s, so whoever reads it can log in", d.alias, j.When())
		default:
			p.Report(j, "the password of database %q is written in the repository, so whoever reads it can log in", d.alias)
		}
	}
}
