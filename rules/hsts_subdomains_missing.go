package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// HSTSSubdomainsMissing catches HSTS that leaves subdomains out.
// https://docs.djangoproject.com/en/stable/ref/settings/#secure-hsts-include-subdomains
var HSTSSubdomainsMissing = &analyzer.Rule{
	ID:        "hsts-subdomains-missing",
	Title:     "HSTS leaves subdomains out",
	Item:      "hsts",
	Severity:  analyzer.Low,
	Precision: analyzer.VeryHigh,
	What:      "`SECURE_HSTS_SECONDS` is set, `SECURE_HSTS_INCLUDE_SUBDOMAINS` is not True.",
	Why:       "A subdomain over plain HTTP can set cookies for the whole domain, and so attack the site that is protected.",
	Fix:       "Set `SECURE_HSTS_INCLUDE_SUBDOMAINS = True` once every subdomain answers HTTPS.",
	Checks:    []string{"security.W005"},
	CWE:       319,
	ASVS:      "14.4.5",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/#secure-hsts-include-subdomains"},
	Check:     checkHSTSSubdomainsMissing,
}

func checkHSTSSubdomainsMissing(p *analyzer.Pass) {
	subdomains := p.Setting("SECURE_HSTS_INCLUDE_SUBDOMAINS")
	if list := hstsSent(p); len(list) > 0 {
		for _, h := range list {
			if maxAge(h.Value.Value) > 0 && !strings.Contains(strings.ToLower(h.Value.Value), "includesubdomains") {
				p.ReportIn(deploy.At(h.Span), h.Span, strictTransport, "the web server sends HSTS without includeSubDomains, so a subdomain over plain HTTP can set cookies for the site")
			}
		}
		return
	}
	if p.HSTSOff() {
		p.NotApplicable("HSTS itself is off")
		return
	}
	on := p.View().Truthy("SECURE_HSTS_SECONDS")
	j := p.Judge(subdomains, on.Minus(p.Space().Truth(subdomains.Value)))
	if j.Fails() {
		p.Report(j, "SECURE_HSTS_INCLUDE_SUBDOMAINS is off%s, so a subdomain over plain HTTP can set cookies for the site", j.When())
	}
}
