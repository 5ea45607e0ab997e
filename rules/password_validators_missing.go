package rules

import "github.com/deploycheck/deploycheck/analyzer"

// PasswordValidatorsMissing catches projects that accept any password.
// https://docs.djangoproject.com/en/stable/topics/auth/passwords/#password-validation
var PasswordValidatorsMissing = &analyzer.Rule{
	ID:        "password-validators-missing",
	Title:     "Any password is accepted",
	Item:      "passwords",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "`AUTH_PASSWORD_VALIDATORS` is missing or empty where django.contrib.auth is installed.",
	Why:       "Without validators users may choose \"1\" or their own name, and such accounts fall to the first guess.",
	Fix:       "List Django's four validators, with `MinimumLengthValidator` first: startproject writes them.",
	CWE:       521,
	ASVS:      "2.1.1",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/topics/auth/passwords/#password-validation"},
	Check:     checkPasswordValidatorsMissing,
}

func checkPasswordValidatorsMissing(p *analyzer.Pass) {
	validators := p.Setting("AUTH_PASSWORD_VALIDATORS")
	auth := p.Installed("django.contrib.auth").And(usesPasswords(p))
	if !p.Production().Meets(auth) {
		p.NotApplicable("Django keeps no passwords here")
		return
	}
	j := p.Judge(validators, auth.Minus(p.Space().Truth(validators.Value)))
	if j.Fails() {
		p.Report(j, "AUTH_PASSWORD_VALIDATORS is %s%s, so users may choose any password, however short", emptyOrUnset(j), j.When())
	}
}

// emptyOrUnset says how a list comes to be empty.
func emptyOrUnset(j analyzer.Judgement) string {
	if byDjango(j.About) {
		return "not set"
	}
	return "empty"
}
