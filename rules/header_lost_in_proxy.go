package rules

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// HeaderLostInProxy catches security headers of a web server that do not
// apply in one of its places.
// https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header
var HeaderLostInProxy = &analyzer.Rule{
	ID:        "header-lost-in-proxy",
	Title:     "A place of the web server loses its security headers",
	Item:      "security-headers",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "A location of nginx with an `add_header` of its own, which takes the place of those around it, security headers among them. Headers that Django sends itself are not counted.",
	Why:       "The headers look as if they were sent everywhere, and are not: nginx inherits `add_header` only where a level has none.",
	Fix:       "Repeat the headers in the location, best by an `include` of one file, or write `add_header_inherit merge;` (nginx 1.29.3 and later).",
	CWE:       693,
	ASVS:      "14.4.1",
	Refs:      []string{"https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header"},
	Unloaded:  true,
	Check:     checkHeaderLostInProxy,
}

// securityHeaders are those that are missed where they are lost.
var securityHeaders = []string{
	"Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
	"Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
}

func checkHeaderLostInProxy(p *analyzer.Pass) {
	for _, f := range p.Facts().Fronts {
		said := map[source.Span]bool{}
		for _, s := range f.Servers {
			for _, l := range s.Locations {
				names, by := lostIn(p, s, l)
				if len(names) == 0 || said[by] || !l.Beyond.Span.IsZero() && l.Beyond.Span.Line > 0 && inside(l, l.Beyond.Span) {
					continue
				}
				said[by] = true
				p.ReportIn(f.Where, by, pathOf(l), "%s of the server %s not sent for %s, because this add_header takes the place of all around it",
					several(names), areOrIs(names), pathOf(l))
			}
		}
	}
}

func areOrIs(names []string) string {
	if len(names) == 1 {
		return "is"
	}
	return "are"
}

// inside reports whether a span may lie in a place.
func inside(l *deploy.Place, at source.Span) bool {
	return at.File == l.Span.File && at.Line >= l.Span.Line
}

// lostIn lists the security headers that a place loses and its answers lack.
func lostIn(p *analyzer.Pass, s *deploy.Server, l *deploy.Place) (names []string, by source.Span) {
	if l.Passes.Value == "" && l.Files.Value == "" || l.Returns > 0 || l.Redirect != nil && !l.Redirect.OnlyHTTP {
		return nil, by
	}
	for _, h := range l.Lost {
		name := canonical(h.Name)
		if name == "" || slices.Contains(names, name) || h.Value.Value == "" || l.Passes.Value != "" && sentByDjango(p, name) {
			continue
		}
		names, by = append(names, name), h.By
	}
	return names, by
}

// canonical is the usual form of the name of a security header; "" for others.
func canonical(name string) string {
	for _, known := range securityHeaders {
		if strings.EqualFold(known, name) {
			return known
		}
	}
	return ""
}

// sentByDjango reports whether the application may send a header itself.
func sentByDjango(p *analyzer.Pass, name string) bool {
	if p.LoadError() != nil {
		return true
	}
	sent := p.View().Lists("MIDDLEWARE", django.SecurityMiddleware)
	switch name {
	case "Strict-Transport-Security":
		sent = sent.And(p.View().Truthy("SECURE_HSTS_SECONDS"))
	case "Content-Security-Policy":
		sent = p.CSP()
	case "X-Frame-Options":
		sent = p.View().Lists("MIDDLEWARE", "django.middleware.clickjacking.XFrameOptionsMiddleware")
	case "Permissions-Policy", "Cross-Origin-Resource-Policy":
		sent = value.False
	}
	return p.Production().Meets(sent)
}
