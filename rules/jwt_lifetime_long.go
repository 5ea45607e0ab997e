package rules

import (
	"fmt"
	"time"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// JWTLifetimeLong catches tokens that stay good long after they are stolen.
// https://django-rest-framework-simplejwt.readthedocs.io/en/stable/settings.html
var JWTLifetimeLong = &analyzer.Rule{
	ID:        "jwt-lifetime-long",
	Title:     "JSON web tokens last too long",
	Item:      "jwt",
	Severity:  analyzer.Medium,
	Precision: analyzer.MediumPrecision,
	What:      "An access token of `SIMPLE_JWT` that lasts more than 30 minutes, or a refresh token that lasts more than 31 days.",
	Why:       "A token cannot be called back: who steals it acts as the user until it expires, whatever the user does.",
	Fix:       "Keep access short and refresh it: `\"ACCESS_TOKEN_LIFETIME\": timedelta(minutes=10)`.",
	CWE:       613,
	ASVS:      "3.5.2",
	Refs: []string{
		"https://django-rest-framework-simplejwt.readthedocs.io/en/stable/settings.html",
		"https://cheatsheetseries.owasp.org/cheatsheets/JSON_Web_Token_for_Java_Cheat_Sheet.html",
	},
	Check: checkJWTLifetimeLong,
}

// jwtLimits are the longest lifetimes that are accepted.
var jwtLimits = []struct {
	key   string
	limit time.Duration
}{
	{"ACCESS_TOKEN_LIFETIME", 30 * time.Minute},
	{"SLIDING_TOKEN_LIFETIME", 30 * time.Minute},
	{"REFRESH_TOKEN_LIFETIME", 31 * 24 * time.Hour},
	{"SLIDING_TOKEN_REFRESH_LIFETIME", 31 * 24 * time.Hour},
}

func checkJWTLifetimeLong(p *analyzer.Pass) {
	jwt := p.Setting("SIMPLE_JWT")
	if !jwt.Explicit {
		p.NotApplicable("SIMPLE_JWT is not set")
		return
	}
	for _, l := range jwtLimits {
		lifetime := p.Part(jwt, l.key)
		j := p.Judge(lifetime, p.Where(lifetime, "is it longer than "+span(l.limit), func(v value.Plain) value.Truth {
			t, ok := v.(value.Timedelta)
			if !ok {
				return doubt(v)
			}
			return value.Is(duration(t) > l.limit)
		}))
		if j.Fails() {
			t, _ := j.About.Plain.(value.Timedelta)
			p.Report(j, "%s of SIMPLE_JWT is %s%s, longer than %s, and a stolen token cannot be called back", l.key, span(duration(t)), j.When(), span(l.limit))
		}
	}
}

// duration converts a timedelta, capped at a century.
func duration(t value.Timedelta) time.Duration {
	const century = 100 * 365 * 24 * time.Hour
	return time.Duration(min(int64(t), int64(century/time.Microsecond))) * time.Microsecond
}

// span says a duration in the largest unit that fits.
func span(d time.Duration) string {
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}} {
		if n := d / unit.size; d%unit.size == 0 && n > 0 {
			if n == 1 {
				return "1 " + unit.name
			}
			return fmt.Sprintf("%d %ss", n, unit.name)
		}
	}
	return d.String()
}
