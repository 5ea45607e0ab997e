package rules

import (
	"maps"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// ProxySSLHeaderMissing catches redirects to HTTPS without end: a web server
// ends TLS, and Django never learns of it.
// https://docs.djangoproject.com/en/stable/ref/settings/#secure-proxy-ssl-header
var ProxySSLHeaderMissing = &analyzer.Rule{
	ID:        "proxy-ssl-header-missing",
	Title:     "Django redirects to HTTPS for ever",
	Item:      "ssl-redirect",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What: "`SECURE_SSL_REDIRECT` is on, a web server ends TLS and passes requests on over plain HTTP, " +
		"and either it does not say so in a header or Django is not told which, by `SECURE_PROXY_SSL_HEADER`.",
	Why: "Django takes every request for one over plain HTTP and redirects it to the address that it came from: no page ever loads, " +
		"and somebody turns the redirect off.",
	Fix:  "In the web server `proxy_set_header X-Forwarded-Proto $scheme;`, in the settings `SECURE_PROXY_SSL_HEADER = (\"HTTP_X_FORWARDED_PROTO\", \"https\")`.",
	CWE:  670,
	ASVS: "9.1.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#secure-proxy-ssl-header",
		"https://docs.djangoproject.com/en/stable/ref/settings/#secure-ssl-redirect",
	},
	Check: checkProxySSLHeaderMissing,
}

func checkProxySSLHeaderMissing(p *analyzer.Pass) {
	redirect := p.Setting("SECURE_SSL_REDIRECT")
	on := p.Space().Truth(redirect.Value).And(p.View().Lists("MIDDLEWARE", django.SecurityMiddleware))
	header := p.Setting("SECURE_PROXY_SSL_HEADER")
	name, known := proxyHeader(header)
	for _, w := range endsTLS(p) {
		says, forwarded := forwards(w, name)
		switch {
		case w.Behind || !known:
		case !forwarded:
			if j := p.Judge(redirect, on); j.Fails() {
				p.ReportIn(w.Front.Where, w.Place.Passes.Span, name, "%s ends TLS and does not set %s, so Django takes every request for plain HTTP and redirects it for ever%s", w.Front.Kind, name, j.When())
				return
			}
		case !serverListens(p, w):
			if j := p.Judge(header, on.Minus(p.Space().Truth(header.Value))); j.Fails() {
				p.Report(j, "SECURE_SSL_REDIRECT is on and SECURE_PROXY_SSL_HEADER is not set%s, so Django does not hear that %s ended TLS (%s) and redirects for ever", j.When(), w.Front.Kind, says.Span)
				return
			}
		}
	}
	p.ClaimNothing()
}

// endsTLS lists the ways on which a front ends TLS and passes requests on over
// plain HTTP. Behind the balancer of a cloud there may be another one that says
// so.
func endsTLS(p *analyzer.Pass) []deploy.Way {
	var list []deploy.Way
	files := secureWays(p)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for _, w := range files[name] {
			if w.Front.Kind != deploy.Balancer && w.Secure && strings.HasPrefix(w.Place.Passes.Value, "http://") {
				list = append(list, w)
			}
		}
	}
	return list
}

// forwards finds a header that a place sets on requests that it passes on.
func forwards(w deploy.Way, name string) (deploy.Header, bool) {
	for _, h := range w.Place.Forwards {
		if strings.EqualFold(h.Name, name) && (h.Value.Value != "" || h.Value.Opaque != "") {
			return h, true
		}
	}
	return deploy.Header{}, false
}

// proxyHeader is the header that SECURE_PROXY_SSL_HEADER names, in HTTP's own
// form; where it is not set the one that all use. It is not known where the
// setting is not.
func proxyHeader(s *analyzer.Setting) (string, bool) {
	plain, ok := s.Value.Only()
	if !ok {
		return "", false
	}
	switch v := plain.(type) {
	case *value.Seq:
		if len(v.Elems) == 0 {
			return "", false
		}
		first, ok := v.Elems[0].Val.Only()
		text, isText := analyzer.Text(first)
		return headerForm(text), ok && isText
	case value.None, value.Unset:
		return "X-Forwarded-Proto", true
	}
	return "", false
}

// headerForm turns a name of WSGI's, HTTP_X_FORWARDED_PROTO, into that of the
// header.
func headerForm(name string) string {
	words := strings.Split(strings.ToLower(strings.TrimPrefix(name, "HTTP_")), "_")
	for i, w := range words {
		if w != "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, "-")
}

// serverListens reports whether the application server may take the scheme
// from X-Forwarded-Proto itself, and tell Django: gunicorn and uvicorn do so
// for fronts of the same machine, and for those that they are told of.
// https://docs.gunicorn.org/en/stable/settings.html#forwarded-allow-ips
func serverListens(p *analyzer.Pass, w deploy.Way) bool {
	to := strings.TrimPrefix(w.Place.Passes.Value, "http://")
	for _, own := range []string{"unix:", "127.", "localhost", "[::1]", "0.0.0.0"} {
		if strings.HasPrefix(to, own) {
			return true
		}
	}
	return slices.ContainsFunc(p.Facts().Launches(), func(l *deploy.Launch) bool { return l.Serves() && l.TrustsProxies() })
}
