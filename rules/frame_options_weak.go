package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// FrameOptionsWeak catches pages that other sites can put in a frame.
// https://docs.djangoproject.com/en/stable/ref/clickjacking/
var FrameOptionsWeak = &analyzer.Rule{
	ID:        "frame-options-weak",
	Title:     "Other sites can frame the pages",
	Item:      "security-headers",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "`MIDDLEWARE` lacks XFrameOptionsMiddleware and no policy restricts frame-ancestors, or `X_FRAME_OPTIONS` is a value that browsers ignore.",
	Why:       "A hostile page can lay the site, invisible, under the visitor's clicks.",
	Fix:       "Add `\"django.middleware.clickjacking.XFrameOptionsMiddleware\"`; its default is `X_FRAME_OPTIONS = \"DENY\"`.",
	Checks:    []string{"security.W002", "security.W019"},
	CWE:       1021,
	ASVS:      "14.4.7",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/clickjacking/",
		"https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Frame-Options",
	},
	Check: checkFrameOptionsWeak,
}

func checkFrameOptionsWeak(p *analyzer.Pass) {
	if passSent(p, "X-Frame-Options", func(v string) bool { return v == "deny" || v == "sameorigin" }) ||
		passSent(p, "Content-Security-Policy", func(v string) bool { return strings.Contains(v, "frame-ancestors") }) {
		return
	}
	middleware := p.Setting("MIDDLEWARE")
	installed := p.View().Lists("MIDDLEWARE", django.XFrameMiddleware)
	j := p.Judge(middleware, installed.Or(p.FrameAncestors()).Not())
	if j.Fails() {
		p.Report(j, "MIDDLEWARE lacks XFrameOptionsMiddleware%s, so a hostile page can frame the site and catch clicks", j.When())
		return
	}
	options := p.Setting("X_FRAME_OPTIONS")
	j = p.Judge(options, installed.And(p.Where(options, "do browsers know it", func(v value.Plain) value.Truth {
		text, ok := analyzer.Text(v)
		if !ok {
			return doubt(v)
		}
		return value.Is(!strings.EqualFold(text, "DENY") && !strings.EqualFold(text, "SAMEORIGIN"))
	})))
	if j.Fails() {
		p.Report(j, "X_FRAME_OPTIONS is a value that browsers ignore%s, so a hostile page can frame the site and catch clicks", j.When())
	}
}
