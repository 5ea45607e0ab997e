package rules

import (
	"regexp"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// SecretKeyReused catches a SECRET_KEY that serves as another key as well.
// https://docs.djangoproject.com/en/stable/ref/settings/#secret-key
var SecretKeyReused = &analyzer.Rule{
	ID:        "secret-key-reused",
	Title:     "SECRET_KEY serves another purpose too",
	Item:      "secret-key",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "Another setting, or a key in one, that is named for a secret and holds the same as `SECRET_KEY`. Tokens of simplejwt have a rule of their own, `jwt-key-reused`.",
	Why:       "What leaks one leaks the other, and `SECRET_KEY` can no longer be changed without losing what the other use has signed or encrypted.",
	Fix:       "Give each purpose a variable of its own: `FIELD_ENCRYPTION_KEY = os.environ[\"FIELD_ENCRYPTION_KEY\"]`.",
	CWE:       323,
	ASVS:      "6.4.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#secret-key",
		"https://cheatsheetseries.owasp.org/cheatsheets/Key_Management_Cheat_Sheet.html",
	},
	Check: checkSecretKeyReused,
}

func checkSecretKeyReused(p *analyzer.Pass) {
	key := p.Setting("SECRET_KEY")
	world := supplied(p, key)
	for _, name := range p.Names() {
		if world == value.False || slices.Contains([]string{"SECRET_KEY", "SECRET_KEY_FALLBACKS", "SIMPLE_JWT"}, name) {
			continue
		}
		for _, l := range leaves(p.Setting(name)) {
			if ownName.MatchString(l.name) || !passwordName.MatchString(l.name) && !keyName.MatchString(l.name) {
				continue
			}
			other := value.Of(l.alt.Plain, l.alt.Origin)
			same := p.Space().Equals(other, key.Value).And(l.alt.When)
			if world.Implies(same) {
				p.ReportAt(p.Setting(name).Place(), l.path, "%s is SECRET_KEY again, so what leaks one leaks the other, and neither can be changed alone", l.path)
			}
		}
	}
}

// ownName matches names under which settings keep SECRET_KEY itself.
var ownName = regexp.MustCompile(`(?i)^(django_?)?secret_?key$`)

// supplied is where nothing is set but the variable of a key: two keys that
// are the same only by their defaults are not the same.
func supplied(p *analyzer.Pass, key *analyzer.Setting) *value.Cond {
	filled := p.Production().And(p.Space().Truth(key.Value))
	if outside := filled.Minus(byDefault(key)); outside != value.False {
		filled = outside
	}
	return p.NothingSet(filled)
}
