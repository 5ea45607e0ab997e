package rules

import (
	"regexp"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// EnvFileCommitted catches files of environment variables with secrets in the
// repository.
// https://12factor.net/config
var EnvFileCommitted = &analyzer.Rule{
	ID:        "env-file-committed",
	Title:     "A file of secrets stands in the repository",
	Item:      "env-file",
	Severity:  analyzer.High,
	Precision: analyzer.HighPrecision,
	What:      "A file such as `.env` or `.env.prod`, not named as an example, that gives a value to a password, a secret key or a token.",
	Why: "Everybody who can read the repository, its forks and its backups has the secrets of the site, whatever the mode of the file on the server, " +
		"and they stay in the history after the file is taken out.",
	Fix:      "Take the file out with `git rm --cached .env.prod`, add it to `.gitignore`, commit a `.env.example` without values, and change every secret in it.",
	CWE:      538,
	ASVS:     "2.10.4",
	Refs:     []string{"https://docs.djangoproject.com/en/stable/howto/deployment/checklist/#secret-key", "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html"},
	Check:    checkEnvFileCommitted,
	Unloaded: true,
}

func checkEnvFileCommitted(p *analyzer.Pass) {
	for _, file := range p.Facts().EnvFiles {
		if file.Sample {
			continue
		}
		first, more := secretsIn(file)
		if first == nil {
			continue
		}
		p.Advise(takeOut(file.File), func() {
			if more == 0 {
				p.ReportIn(file.Where, first.Span, first.Name, "the value of %s stands in the repository, so whoever reads it has this secret", first.Name)
				return
			}
			p.ReportIn(file.Where, first.Span, first.Name, "the values of %s and %d more stand in the repository, so whoever reads it has these secrets", first.Name, more)
		})
	}
}

// plainPath matches paths that need no quotes in a shell.
var plainPath = regexp.MustCompile(`^[\w.][\w./-]*$`)

// takeOut says how to take a file of secrets out of the repository.
func takeOut(file string) string {
	how := ""
	if plainPath.MatchString(file) {
		how = " with `git rm --cached " + file + "`"
	}
	return "Take the file out" + how + ", add it to `.gitignore`, commit a `.env.example` without values, and change every secret in it."
}

// secretsIn gives the gravest of the variables of a file that hold a secret,
// the first if several are equal, and how many more there are.
func secretsIn(file *deploy.EnvFile) (gravest *deploy.Variable, more int) {
	least := noSecret
	for i, v := range file.Variables {
		kind, _ := secretKind(v)
		if kind == noSecret {
			continue
		}
		if more++; gravest == nil || kind < least {
			gravest, least = &file.Variables[i], kind
		}
	}
	return gravest, max(more-1, 0)
}
