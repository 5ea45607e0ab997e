package rules

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// HeaderConflict catches security headers that Django and the web server both
// send, with values that contradict each other.
// https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header
var HeaderConflict = &analyzer.Rule{
	ID:        "header-conflict",
	Title:     "Django and the web server contradict each other",
	Item:      "security-headers",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A security header that the web server adds to answers of Django, which sends it too with another value.",
	Why: "Answers then carry the header twice. Of two X-Frame-Options that differ browsers make none or the stricter one, " +
		"of two HSTS they take the first, and who reads one of the files believes what is not so.",
	Fix:  "Set the header in one place: take the line out of the web server, or hide Django's with `proxy_hide_header X-Frame-Options;`.",
	CWE:  436,
	ASVS: "14.4.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/middleware/#module-django.middleware.security",
		"https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header",
		"https://www.rfc-editor.org/rfc/rfc6797#section-8.1",
	},
	Check: checkHeaderConflict,
}

// A sentBy is a header that a middleware of Django sends as a setting says.
type sentBy struct{ header, setting, middleware string }

var djangoHeaders = []sentBy{
	{"X-Frame-Options", "X_FRAME_OPTIONS", django.XFrameMiddleware},
	{"Referrer-Policy", "SECURE_REFERRER_POLICY", django.SecurityMiddleware},
	{"Cross-Origin-Opener-Policy", "SECURE_CROSS_ORIGIN_OPENER_POLICY", django.SecurityMiddleware},
	{"Strict-Transport-Security", "SECURE_HSTS_SECONDS", django.SecurityMiddleware},
}

func checkHeaderConflict(p *analyzer.Pass) {
	files := secureWays(p)
	seen := map[string]bool{}
	for _, s := range djangoHeaders {
		own, ok := djangoSends(p, s)
		if !ok {
			continue
		}
		for _, file := range slices.Sorted(maps.Keys(files)) {
			for _, w := range files[file] {
				h, ok := header(w, s.header)
				hidden := slices.ContainsFunc(w.Place.Hides, func(name string) bool { return strings.EqualFold(name, s.header) })
				if !ok || hidden || h.Replaces || h.Value.Opaque != "" || agrees(s, own, h.Value.Value) || seen[h.Span.String()] {
					continue
				}
				seen[h.Span.String()] = true
				p.ReportIn(w.Front.Where, h.Span, s.header, "%s adds %s: %s to answers in which Django sends %s, so browsers get both and which one counts is theirs to choose",
					w.Front.Kind, s.header, clip(h.Value.Value), clip(own))
			}
		}
	}
}

// djangoSends is the value of a header that Django surely sends.
func djangoSends(p *analyzer.Pass, s sentBy) (string, bool) {
	if !p.Unset().Implies(p.View().Lists("MIDDLEWARE", s.middleware)) {
		return "", false
	}
	for _, a := range p.Setting(s.setting).Value.Alts() {
		if !p.Unset().Implies(a.When) {
			continue
		}
		if n, ok := seconds(a.Plain); ok && s.setting == "SECURE_HSTS_SECONDS" {
			return "max-age=" + strconv.FormatInt(n, 10), n > 0
		}
		text, ok := analyzer.Text(a.Plain)
		return text, ok && text != ""
	}
	return "", false
}

// agrees reports whether two values of a header say the same.
func agrees(s sentBy, a, b string) bool {
	if s.setting == "SECURE_HSTS_SECONDS" {
		return maxAge(a) == maxAge(b)
	}
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
