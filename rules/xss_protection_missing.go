package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// XSSProtectionMissing notes projects without a content security policy,
// which is what took the place of X-XSS-Protection.
// https://docs.djangoproject.com/en/stable/ref/csp/
var XSSProtectionMissing = &analyzer.Rule{
	ID:        "xss-protection-missing",
	Title:     "No policy says which scripts may run",
	Item:      "security-headers",
	Severity:  analyzer.Info,
	Precision: analyzer.HighPrecision,
	What:      "Settings that send no content security policy, or one that only has violations reported. X-XSS-Protection, which the checklist names, is ignored by today's browsers, and Django dropped it in 4.0.",
	Why:       "A policy is the second line of defence when a script is injected after all.",
	Fix:       "Set `SECURE_CSP` with Django's ContentSecurityPolicyMiddleware from 6.0 on, or use django-csp.",
	CWE:       693,
	ASVS:      "14.4.3",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/csp/",
		"https://django-csp.readthedocs.io/",
		"https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-XSS-Protection",
	},
	Check: checkXSSProtectionMissing,
}

func checkXSSProtectionMissing(p *analyzer.Pass) {
	if passSent(p, "Content-Security-Policy", func(v string) bool { return v != "" }) ||
		passSent(p, "X-XSS-Protection", func(v string) bool { return v == "0" || strings.HasPrefix(v, "1; mode=block") }) {
		return
	}
	middleware := p.Setting("MIDDLEWARE")
	j := p.Judge(middleware, p.CSP().Or(oldFilter(p)).Not())
	switch {
	case !j.Fails():
	case p.Unset().Implies(p.CSPReports()):
		p.Report(j, "the content security policy only has violations reported%s, so an injected script runs all the same", j.When())
	default:
		p.Report(j, "no content security policy is sent%s, so an injected script runs unhindered", j.When())
	}
}

// oldFilter is the condition under which Django still sends X-XSS-Protection.
func oldFilter(p *analyzer.Pass) *value.Cond {
	return p.View().Truthy("SECURE_BROWSER_XSS_FILTER").And(before(p, "4.0"))
}
