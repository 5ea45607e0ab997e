package rules

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// LoginUnthrottled notes logins at which passwords can be guessed as fast as
// the server answers.
// https://docs.djangoproject.com/en/stable/topics/security/#additional-security-topics
var LoginUnthrottled = &analyzer.Rule{
	ID:        "login-unthrottled",
	Title:     "Nothing slows down guessing of passwords",
	Item:      "auth-beyond",
	Severity:  analyzer.Info,
	Precision: analyzer.MediumPrecision,
	What:      "django.contrib.auth with passwords, and neither django-axes, django-defender, a rate limiter on the login, throttle classes of Django REST framework, nor allauth's limits.",
	Why:       "Django throttles no login: a list of leaked passwords is tried against every account within hours.",
	Fix:       "Install django-axes: `\"axes\"` in `INSTALLED_APPS`, its backend first in `AUTHENTICATION_BACKENDS`, its middleware last.",
	CWE:       307,
	ASVS:      "2.2.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/topics/security/#additional-security-topics",
		"https://django-axes.readthedocs.io/",
		"https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html#protect-against-automated-attacks",
	},
	Check: checkLoginUnthrottled,
}

func checkLoginUnthrottled(p *analyzer.Pass) {
	auth := p.Installed("django.contrib.auth").And(usesPasswords(p))
	if !p.Production().Meets(auth) {
		p.NotApplicable("no passwords are checked")
		return
	}
	open := auth.Minus(throttled(p))
	// The web server may throttle all the same, so the item is left open.
	apps := p.Setting("INSTALLED_APPS")
	guard := &analyzer.Setting{Name: "throttling of logins", Value: apps.Value}
	j := p.Judge(guard, open.And(elsewhere(p, "the web server throttles them")))
	if j.Verdict == analyzer.Depends && p.Unset().Implies(open) {
		p.ReportValue(j.About, apps, "nothing among the installed apps throttles logins%s, so passwords can be guessed as fast as the server answers", j.When())
	}
}

// usesPasswords is the condition under which Django checks passwords that it
// keeps itself.
func usesPasswords(p *analyzer.Pass) *value.Cond {
	c := value.False
	for _, b := range p.Elements(p.Setting("AUTHENTICATION_BACKENDS")) {
		text, ok := analyzer.Text(b.Plain)
		if !ok {
			c = c.Or(b.When)
			continue
		}
		c = c.Or(b.When.And(checksPasswords(p, text)))
	}
	return c
}

// checksPasswords is the condition under which a backend goes by Django's own
// passwords: one of the project by what it says and inherits from, one of a
// library by its name.
func checksPasswords(p *analyzer.Pass, backend string) *value.Cond {
	checks, own := p.ChecksPasswords(backend)
	switch {
	case checks == value.Yes || checks == value.Maybe && keepsPasswords(backend):
		return value.True
	case checks == value.Maybe && own:
		return elsewhere(p, backend+" checks passwords that Django keeps")
	}
	return value.False
}

// keepsPasswords tells backends that go by Django's own passwords.
func keepsPasswords(backend string) bool {
	for _, name := range []string{"modelbackend", "allauth", "emailbackend", "emailorusername", "usernameoremail", "password"} {
		if strings.Contains(strings.ToLower(backend), name) {
			return true
		}
	}
	return false
}

// throttled is the condition under which something slows guessing down.
func throttled(p *analyzer.Pass) *value.Cond {
	if slices.ContainsFunc(p.Limits(), func(l analyzer.Limit) bool { return l.Login }) {
		return value.True
	}
	c := throttledInAPI(p)
	for _, name := range []string{"INSTALLED_APPS", "MIDDLEWARE", "AUTHENTICATION_BACKENDS"} {
		s := p.Setting(name)
		for _, e := range p.Elements(s) {
			c = c.Or(e.When.And(p.View().Of(value.Of(e.Plain, e.Origin), name+": does something throttle logins", throttles)))
		}
	}
	for _, part := range []string{"ACCOUNT_RATE_LIMITS", "ACCOUNT_LOGIN_ATTEMPTS_LIMIT"} {
		if s := p.Setting(part); s.Explicit {
			c = c.Or(p.Space().Truth(s.Value))
		} else if part == "ACCOUNT_RATE_LIMITS" {
			c = c.Or(p.Installed("allauth.account")) // limits by default
		}
	}
	return c
}

// throttledInAPI is the condition under which Django REST framework throttles
// all its views: rates alone do nothing, for no class is asked by default.
// https://www.django-rest-framework.org/api-guide/settings/#default_throttle_classes
func throttledInAPI(p *analyzer.Pass) *value.Cond {
	return p.Space().Truth(p.Part(p.Setting("REST_FRAMEWORK"), "DEFAULT_THROTTLE_CLASSES").Value)
}

// throttles answers for an app, a middleware or a backend by its name.
func throttles(v value.Plain) value.Truth {
	text, ok := analyzer.Text(v)
	if !ok {
		return doubt(v)
	}
	lower := strings.ToLower(text)
	for _, name := range []string{"axes", "defender", "ratelimit", "rate_limit", "throttl", "lockout", "brute", "login_attempt", "loginattempt"} {
		if strings.Contains(lower, name) {
			return value.Yes
		}
	}
	return value.No
}
