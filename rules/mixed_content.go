package rules

import (
	"strconv"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// MixedContent catches pages that run, or send to, what is at an address of
// plain HTTP.
// https://developer.mozilla.org/en-US/docs/Web/Security/Mixed_content
var MixedContent = &analyzer.Rule{
	ID:        "mixed-content",
	Title:     "A page takes scripts or styles over plain HTTP",
	Item:      "mixed-content",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A template whose `<script>`, stylesheet, `<iframe>` or `<form>` names an address that begins with `http://`.",
	Why: "Browsers refuse to load it into a page that came over HTTPS, so the page breaks; what a form sends can be read on the way; " +
		"and on a page over plain HTTP whoever is in between runs scripts of their own.",
	Fix:  "Write `https://`, or serve the file yourself with `{% static %}`; `upgrade-insecure-requests` in a Content-Security-Policy does it for all pages.",
	CWE:  319,
	ASVS: "9.1.1",
	Refs: []string{
		"https://developer.mozilla.org/en-US/docs/Web/Security/Mixed_content",
		"https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/upgrade-insecure-requests",
	},
	Check:    checkMixedContent,
	Unloaded: true,
}

func checkMixedContent(p *analyzer.Pass) {
	facts := p.Facts()
	if at := upgrades(p); !at.IsZero() {
		p.Passes(at, "browsers are told to use HTTPS for all that pages take")
		return
	}
	read, found := 0, false
	for _, page := range facts.Pages {
		if facts.ForDevelopment(page.Where) || !page.Upgrades.IsZero() {
			continue
		}
		read++
		for _, r := range page.Insecure {
			found = true
			p.ReportIn(page.Where, r.Span, r.Tag+" "+r.Host, "%s, so browsers block it on a page that came over HTTPS", insecureText(r))
		}
	}
	if !found && read > 0 {
		p.Passes(source.Span{}, "none of %s takes scripts, styles or frames over plain HTTP", amount(read, "template"))
	}
}

func insecureText(r deploy.Resource) string {
	switch r.Tag {
	case "form":
		return "a form sends to " + clip(r.Host) + " over plain HTTP"
	case "link":
		return "a stylesheet comes from " + clip(r.Host) + " over plain HTTP"
	}
	article := "a "
	if r.Tag != "script" {
		article = "an " // iframe, object, embed
	}
	return article + r.Tag + " comes from " + clip(r.Host) + " over plain HTTP"
}

// upgrades is where the site tells browsers to use HTTPS for all that its
// pages take: Django's own policy, or django-csp's.
func upgrades(p *analyzer.Pass) source.Span {
	for _, name := range []string{"SECURE_CSP", "CONTENT_SECURITY_POLICY", "CSP_UPGRADE_INSECURE_REQUESTS"} {
		s, ok := p.Own(name)
		if !ok || name == "SECURE_CSP" && !p.Unset().Implies(p.View().Lists("MIDDLEWARE", django.CSPMiddleware)) {
			continue
		}
		if name == "CSP_UPGRADE_INSECURE_REQUESTS" {
			if p.Unset().Implies(p.Space().Truth(s.Value)) {
				return s.Place()
			}
			continue
		}
		for _, part := range []*analyzer.Setting{p.Part(s, "upgrade-insecure-requests"), p.Part(s, "DIRECTIVES", "upgrade-insecure-requests")} {
			if p.Unset().Implies(p.Space().Truth(part.Value)) {
				return part.Place()
			}
		}
	}
	return source.Span{}
}

// amount counts things: "1 template", "2 templates".
func amount(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
