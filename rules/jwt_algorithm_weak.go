package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// JWTAlgorithmWeak catches tokens that are not signed.
// https://django-rest-framework-simplejwt.readthedocs.io/en/stable/settings.html#algorithm
var JWTAlgorithmWeak = &analyzer.Rule{
	ID:        "jwt-algorithm-weak",
	Title:     "JSON web tokens are not signed",
	Item:      "jwt",
	Severity:  analyzer.Critical,
	Precision: analyzer.VeryHigh,
	What:      "An `ALGORITHM` of `SIMPLE_JWT` or `GRAPHQL_JWT` that is \"none\".",
	Why:       "Anybody can write a token for any user.",
	Fix:       "Use `\"ALGORITHM\": \"HS256\"` with a key of its own, or RS256 or EdDSA with a key pair.",
	CWE:       347,
	ASVS:      "3.5.3",
	Refs:      []string{"https://django-rest-framework-simplejwt.readthedocs.io/en/stable/settings.html#algorithm"},
	Check:     checkJWTAlgorithmWeak,
}

func checkJWTAlgorithmWeak(p *analyzer.Pass) {
	for _, at := range [][2]string{{"SIMPLE_JWT", "ALGORITHM"}, {"GRAPHQL_JWT", "JWT_ALGORITHM"}} {
		name, key := at[0], at[1]
		jwt := p.Setting(name)
		if !jwt.Explicit {
			continue
		}
		algorithm := p.Part(jwt, key)
		j := p.Judge(algorithm, p.Where(algorithm, "is it none", func(v value.Plain) value.Truth {
			text, ok := analyzer.Text(v)
			if !ok {
				return doubt(v)
			}
			return value.Is(strings.EqualFold(text, "none"))
		}))
		if j.Fails() {
			p.Report(j, "%s of %s is none%s, so anybody can write a token for any user", key, name, j.When())
		}
	}
}
