package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
)

// JWTKeyReused notes tokens that are signed with SECRET_KEY.
// https://django-rest-framework-simplejwt.readthedocs.io/en/stable/settings.html#signing-key
var JWTKeyReused = &analyzer.Rule{
	ID:        "jwt-key-reused",
	Title:     "JSON web tokens are signed with SECRET_KEY",
	Item:      "jwt",
	Severity:  analyzer.Info,
	Precision: analyzer.HighPrecision,
	What:      "`SIMPLE_JWT` without a `SIGNING_KEY` of its own: the library then takes `SECRET_KEY`.",
	Why:       "A leaked token key then also forges sessions and reset links, and neither can be changed without the other.",
	Fix:       "Give tokens a key of their own: `\"SIGNING_KEY\": os.environ[\"JWT_SIGNING_KEY\"]`.",
	CWE:       323,
	ASVS:      "6.2.1",
	Refs:      []string{"https://django-rest-framework-simplejwt.readthedocs.io/en/stable/settings.html#signing-key"},
	Check:     checkJWTKeyReused,
}

func checkJWTKeyReused(p *analyzer.Pass) {
	jwt := p.Setting("SIMPLE_JWT")
	used := p.Production().Minus(p.Where(jwt, "is it left out", isUnset))
	key, secret := p.Part(jwt, "SIGNING_KEY"), p.Setting("SECRET_KEY").Value
	missing := p.Where(key, "is it missing", isUnset)
	same := p.Space().Equals(key.Value, secret)
	if !p.Unset().Meets(used) {
		return // Nothing that stands in the repository uses the library.
	}
	if j := judgeIn(p, key, missing.Or(same), used); j.Fails() {
		p.ReportAt(jwt.Place(), key.Name, "SIMPLE_JWT signs tokens with SECRET_KEY, so one leaked key forges tokens, sessions and reset links")
	}
}
