package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// PasswordHasherWeak catches password hashes that are fast to guess.
// https://docs.djangoproject.com/en/stable/topics/auth/passwords/#how-django-stores-passwords
var PasswordHasherWeak = &analyzer.Rule{
	ID:        "password-hasher-weak",
	Title:     "Passwords are stored with a fast hash",
	Item:      "passwords",
	Severity:  analyzer.High,
	Precision: analyzer.VeryHigh,
	What:      "A `PASSWORD_HASHERS` that begins with MD5, SHA-1 or an unsalted hash, as test settings have it.",
	Why:       "New passwords are stored with the first hasher; a stolen table of fast hashes gives up most passwords within hours.",
	Fix:       "Put a slow one first: `\"django.contrib.auth.hashers.Argon2PasswordHasher\"` or Django's default, PBKDF2.",
	CWE:       916,
	ASVS:      "2.4.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/topics/auth/passwords/#how-django-stores-passwords",
		"https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",
	},
	Check: checkPasswordHasherWeak,
}

func checkPasswordHasherWeak(p *analyzer.Pass) {
	hashers := p.Setting("PASSWORD_HASHERS")
	first := p.First(hashers)
	j := p.Judge(first, p.Where(first, "is it fast", func(v value.Plain) value.Truth {
		text, ok := analyzer.Text(v)
		if !ok {
			return doubt(v)
		}
		name := text[strings.LastIndex(text, ".")+1:]
		return value.Is(strings.Contains(name, "MD5") || strings.Contains(name, "SHA1PasswordHasher") && !strings.Contains(name, "PBKDF2") || strings.Contains(name, "Crypt") && !strings.Contains(name, "BCrypt") && !strings.Contains(name, "Scrypt"))
	}))
	if j.Fails() {
		p.Report(j, "PASSWORD_HASHERS begins with a fast hash%s, so stolen passwords are guessed within hours", j.When())
	}
}
