package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// PasswordValidatorsWeak catches lists of validators without a useful
// minimum length.
// https://docs.djangoproject.com/en/stable/topics/auth/passwords/#included-validators
var PasswordValidatorsWeak = &analyzer.Rule{
	ID:        "password-validators-weak",
	Title:     "Short passwords are accepted",
	Item:      "passwords",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "`AUTH_PASSWORD_VALIDATORS` without a validator of the length, or with a minimum below 8.",
	Why:       "Length is what makes guessing slow; the other validators only rule out single words.",
	Fix:       "Add `{\"NAME\": \"django.contrib.auth.password_validation.MinimumLengthValidator\", \"OPTIONS\": {\"min_length\": 12}}`.",
	CWE:       521,
	ASVS:      "2.1.1",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/topics/auth/passwords/#included-validators"},
	Check:     checkPasswordValidatorsWeak,
}

// leastLength is the default of MinimumLengthValidator, and the least that is accepted here.
const leastLength = 8

func checkPasswordValidatorsWeak(p *analyzer.Pass) {
	validators := p.Setting("AUTH_PASSWORD_VALIDATORS")
	long := value.False
	for _, v := range p.Elements(validators) {
		long = long.Or(v.When.And(checksLength(p, v)))
	}
	j := p.Judge(validators, p.Space().Truth(validators.Value).Minus(long))
	if j.Fails() {
		j.About = shortest(p, validators, j.About)
		p.Report(j, "AUTH_PASSWORD_VALIDATORS accepts passwords of fewer than %d characters%s, which fall to guessing", leastLength, j.When())
	}
}

// checksLength is the condition under which a validator asks for a length.
// Validators that are not Django's may do so.
func checksLength(p *analyzer.Pass, v value.Alt) *value.Cond {
	entry := &analyzer.Setting{Name: "a validator", Value: value.Of(v.Plain, v.Origin)}
	name := p.Part(entry, "NAME")
	length := p.Part(entry, "OPTIONS", "min_length")
	enough := p.Where(length, "is it long enough", func(v value.Plain) value.Truth {
		if n, ok := seconds(v); ok {
			return value.Is(n >= leastLength)
		}
		if isUnset(v) == value.Yes {
			return value.Yes
		}
		return value.Maybe
	})
	kind := p.Where(name, "does it check the length", func(v value.Plain) value.Truth {
		text, ok := analyzer.Text(v)
		switch {
		case !ok:
			return doubt(v)
		case strings.HasSuffix(text, ".MinimumLengthValidator"):
			return value.Yes
		case strings.HasPrefix(text, "django.contrib.auth."):
			return value.No
		}
		return value.Maybe
	})
	return kind.And(enough)
}

// shortest is the minimum that is too low, if one is written; else other.
func shortest(p *analyzer.Pass, validators *analyzer.Setting, other value.Alt) value.Alt {
	for _, v := range p.Elements(validators) {
		entry := &analyzer.Setting{Value: value.Of(v.Plain, v.Origin)}
		for _, a := range p.Part(entry, "OPTIONS", "min_length").Value.Alts() {
			if n, ok := seconds(a.Plain); ok && n < leastLength {
				return a
			}
		}
	}
	return other
}
