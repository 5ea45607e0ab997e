package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// SecretKeyWeak catches keys that Django itself takes for weak.
// https://docs.djangoproject.com/en/stable/ref/settings/#secret-key
var SecretKeyWeak = &analyzer.Rule{
	ID:        "secret-key-weak",
	Title:     "SECRET_KEY is weak",
	Item:      "secret-key",
	Severity:  analyzer.High,
	Precision: analyzer.VeryHigh,
	What: "A `SECRET_KEY` that is empty, shorter than 50 characters, made of fewer than 5 different ones, " +
		"or still the one that startproject generated.",
	Why: "Whoever guesses the key can forge sessions, password reset links and every other value that Django signs.",
	Fix: "Generate one with `django.core.management.utils.get_random_secret_key()`, keep it outside the repository " +
		"and read it with `os.environ[\"SECRET_KEY\"]`.",
	Checks: []string{"security.W009"},
	CWE:    330,
	ASVS:   "6.4.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#secret-key",
		"https://docs.djangoproject.com/en/stable/howto/deployment/checklist/#secret-key",
	},
	Check: checkSecretKeyWeak,
}

func checkSecretKeyWeak(p *analyzer.Pass) {
	key := p.Setting("SECRET_KEY")
	filled := p.Space().Truth(key.Value)
	if !p.Production().Meets(filled) {
		reportEmptyKey(p, key, filled.Not())
		return
	}
	// Without a key Django does not start, so a missing variable is noticed.
	weak := p.View().WeakKey(key.Value, "is SECRET_KEY weak")
	if j := judgeIn(p, key, weak, p.Production().And(filled)); j.Fails() {
		p.Report(j, "SECRET_KEY is %s%s, so whoever guesses it can forge sessions and signed links", weakness(j.About.Plain), j.When())
	}
}

// reportEmptyKey reports a key that is empty whatever is supplied. One that
// only lacks its variable is as good as required.
func reportEmptyKey(p *analyzer.Pass, key *analyzer.Setting, empty *value.Cond) {
	switch j := p.Judge(key, empty); {
	case !j.Fails():
	case j.When() != "":
		p.Passes(key.Place(), "SECRET_KEY is required: without it Django does not start")
	default:
		p.Report(j, "SECRET_KEY is %s, so Django does not start", weakness(j.About.Plain))
	}
}
