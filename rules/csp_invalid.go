package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// CSPInvalid catches content security policies that Django cannot send as
// they are meant.
// https://docs.djangoproject.com/en/stable/ref/csp/
var CSPInvalid = &analyzer.Rule{
	ID:        "csp-invalid",
	Title:     "The content security policy does not work",
	Item:      "security-headers",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A `SECURE_CSP` that is not a dict, that uses a nonce without the template processor for it, or that no middleware sends.",
	Why:       "The policy is then not sent, or blocks the site's own scripts, and the next thing that happens is that it is taken out.",
	Fix:       "Make it a dict, add `django.middleware.csp.ContentSecurityPolicyMiddleware`, and for nonces `django.template.context_processors.csp`.",
	Checks:    []string{"security.E026", "security.W027"},
	CWE:       693,
	ASVS:      "14.4.3",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/csp/"},
	Check:     checkCSPInvalid,
}

func checkCSPInvalid(p *analyzer.Pass) {
	policy := p.Setting("SECURE_CSP")
	if !policy.Explicit || !django.AtLeast(p.Version(), "6.0") {
		return
	}
	dict, _ := django.Find("security.E026")
	if j := p.Judge(policy, dict.Fires(p.View())); j.Fails() {
		p.Report(j, "SECURE_CSP is not a dict%s, so Django cannot send it", j.When())
		return
	}
	sent := p.View().Lists("MIDDLEWARE", django.CSPMiddleware)
	if j := p.Judge(policy, p.Space().Truth(policy.Value).Minus(sent)); j.Fails() {
		p.Report(j, "SECURE_CSP has no effect%s: MIDDLEWARE lacks ContentSecurityPolicyMiddleware, so no policy is sent", j.When())
		return
	}
	nonce, _ := django.Find("security.W027")
	if j := p.Judge(policy, nonce.Fires(p.View())); j.Fails() {
		p.Report(j, "SECURE_CSP uses a nonce%s that no template can know, so the site's own scripts are blocked", j.When())
	}
}
