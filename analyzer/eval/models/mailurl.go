package models

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// dj-email-url: the EMAIL_… settings from one URL.

var mailurlFunctions = map[string]Func{
	"dj_email_url.config": mailurlConfig,
	"dj_email_url.parse":  mailurlParse,
}

const mailBackends = "django.core.mail.backends."

var mailurlSchemes = map[string]string{
	"smtp": "smtp", "submission": "smtp", "submit": "smtp", "smtps": "smtp",
	"console": "console", "file": "filebased", "memory": "locmem", "dummy": "dummy",
}

var mailurlTrue = strings.Fields("1 y Y yes Yes YES t T true True TRUE on On ON")

// mailurlConfig is dj_email_url.config(env="EMAIL_URL", default=None).
func mailurlConfig(c *Call) *value.Value {
	return c.urlOf("EMAIL_URL", c.arg(1, "default"), (*Call).parseMail)
}

// mailurlParse is dj_email_url.parse(url).
func mailurlParse(c *Call) *value.Value {
	return c.eachAlt(c.arg(0, "url"), func(a value.Alt) *value.Value { return c.parseMail(a) })
}

// urlOf reads a variable, whose name may be given, and parses it; where there
// is no URL the dict is empty.
func (c *Call) urlOf(variable string, fallback *value.Value, parse func(*Call, value.Alt) *value.Value) *value.Value {
	name := c.arg(0, "env")
	if name == nil {
		name = c.str(variable)
	}
	return c.eachAlt(readVariable(c, name, fallback), func(a value.Alt) *value.Value {
		return c.split(c.Space().Truthy(a.Plain),
			func() *value.Value { return parse(c, a) },
			func() *value.Value { return c.of(c.dict(), alone(a)) })
	})
}

func (c *Call) parseMail(url value.Alt) *value.Value {
	from := alone(url)
	if u, ok := url.Plain.(*value.Unknown); ok {
		return c.of(c.openConfig("dj_email_url", u, []string{
			"EMAIL_FILE_PATH", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_SSL", "EMAIL_USE_TLS", "EMAIL_TIMEOUT",
		}, from), from)
	}
	u, ok, done := c.given(url)
	if !ok {
		return done
	}
	port, err := u.port()
	if err != nil {
		c.Raise("ValueError", err.Error())
		return nil
	}
	return c.mailSettings(u, port, from)
}

func (c *Call) mailSettings(u splitURL, port int, from *value.Value) *value.Value {
	name, password, hasName, hasPassword := u.user()
	path, _, _ := strings.Cut(dropRune(u.path), "?")
	host := u.hostname()
	if u.scheme == "smtp" && host == "" {
		host = "localhost"
	}
	ssl, tls := mailSecurity(u)
	d := c.dict()
	put(d, "EMAIL_FILE_PATH", c.str(path, from))
	put(d, "EMAIL_HOST_USER", c.orNone(unquote(name), hasName, from))
	put(d, "EMAIL_HOST_PASSWORD", c.orNone(unquote(password), hasPassword, from))
	put(d, "EMAIL_HOST", c.orNone(host, host != "", from))
	put(d, "EMAIL_PORT", c.mailPort(u.scheme, port, from))
	put(d, "EMAIL_USE_SSL", c.of(value.Bool(ssl), from))
	put(d, "EMAIL_USE_TLS", c.of(value.Bool(tls), from))
	put(d, "EMAIL_TIMEOUT", c.of(value.None{}, from))
	if backend, ok := mailurlSchemes[u.scheme]; ok {
		put(d, "EMAIL_BACKEND", c.str(mailBackends+backend+".EmailBackend", from))
	}
	for _, q := range parseQuery(u.query) {
		switch q.key {
		case "timeout":
			n, is := parseInt(q.vals[0])
			if is != isNumber {
				c.Raise("ValueError", "invalid literal for int() with base 10")
				return nil
			}
			put(d, "EMAIL_TIMEOUT", c.of(n, from))
		case "_server_email":
			put(d, "SERVER_EMAIL", c.str(q.vals[0], from))
		case "_default_from_email":
			put(d, "DEFAULT_FROM_EMAIL", c.str(q.vals[0], from))
		}
	}
	return c.of(d, from)
}

// mailPort is the port, or what stands for it: port 0 counts as none.
func (c *Call) mailPort(scheme string, port int, from *value.Value) *value.Value {
	if port <= 0 {
		switch scheme {
		case "smtp":
			port = 25
		case "submission", "submit":
			port = 587
		}
	}
	if port < 0 {
		return c.of(value.None{}, from)
	}
	return c.of(value.Int(port), from)
}

// mailSecurity tells what the scheme and the query say of TLS.
func mailSecurity(u splitURL) (ssl, tls bool) {
	tls = u.scheme == "smtps" || u.scheme == "submission" || u.scheme == "submit"
	word := map[string]string{}
	for _, q := range parseQuery(u.query) {
		word[q.key] = q.vals[0]
	}
	asked, hasSSL := word["ssl"]
	switch {
	case slices.Contains(mailurlTrue, asked):
		return true, false
	case !hasSSL && slices.Contains(mailurlTrue, word["tls"]):
		return false, true
	}
	return false, tls
}
