package rules

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// SecretKeyHardcoded catches a production key that stands in the repository,
// as the value or as the default that a missing variable leaves.
// https://docs.djangoproject.com/en/stable/howto/deployment/checklist/#secret-key
var SecretKeyHardcoded = &analyzer.Rule{
	ID:        "secret-key-hardcoded",
	Title:     "SECRET_KEY stands in the repository",
	Item:      "secret-key",
	Severity:  analyzer.High,
	Precision: analyzer.HighPrecision,
	What:      "A `SECRET_KEY` that is written in the settings, or is the default of a variable that may be missing.",
	Why: "Everybody who can read the repository, its forks and its backups can forge sessions and signed links, " +
		"and the key stays in the history after it is changed.",
	Fix:  "Read it from the environment without a default, `SECRET_KEY = os.environ[\"SECRET_KEY\"]`, and replace the key that was committed.",
	CWE:  798,
	ASVS: "2.10.4",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/howto/deployment/checklist/#secret-key",
		"https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
	},
	Check: checkSecretKeyHardcoded,
}

func checkSecretKeyHardcoded(p *analyzer.Pass) {
	reportSecrets(p, secretKey)
	key := p.Setting("SECRET_KEY")
	filled := p.Production().And(p.Space().Truth(key.Value))
	j := judgeIn(p, key, p.Where(key, "is it written in the repository", written), filled)
	if !j.Fails() {
		return
	}
	if throughEnv(p, j.About.Origin, "SECRET_KEY") {
		return
	}
	if j.Open || len(j.When()) > 0 {
		p.Report(j, "SECRET_KEY falls back to a text in the repository%s, so whoever reads the repository can forge sessions", j.When())
		return
	}
	p.Report(j, "SECRET_KEY is written in the repository, so whoever reads it can forge sessions and signed links")
}

// throughEnv reports whether the value of a setting came in through a variable
// that is set. From the command line it passes.
func throughEnv(p *analyzer.Pass, o *value.Origin, path string) bool {
	if commanded(o) {
		p.Passes(o.Line().Span, "%s is given from outside", path)
	}
	return fromFlags(o)
}

// fromFlags reports whether a known value came in through a variable that is
// set: by a file, which other rules read, or on the command line.
func fromFlags(o *value.Origin) bool {
	return came(o, func(o *value.Origin) bool { return o.Verb == value.SetInEnv }) || commanded(o)
}

// commanded reports whether a known value came in through a variable that is
// set on the command line, which is no place in a file.
func commanded(o *value.Origin) bool {
	return came(o, func(o *value.Origin) bool { return o.Verb == value.GivenInEnv })
}

// came reports whether a step of a value's history is so, apart from the
// branches around it.
func came(o *value.Origin, so func(*value.Origin) bool) bool {
	seen := map[*value.Origin]bool{}
	var walk func(*value.Origin) bool
	walk = func(o *value.Origin) bool {
		if o == nil || seen[o] || o.Verb == value.Branch || len(seen) > maxOrigins {
			return false
		}
		seen[o] = true
		return so(o) || slices.ContainsFunc(o.From, walk)
	}
	return walk(o)
}

// maxOrigins bounds how many steps of a history are looked at.
const maxOrigins = 1000
