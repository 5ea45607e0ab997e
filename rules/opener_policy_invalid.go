package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// OpenerPolicyInvalid catches an opener policy that browsers do not know.
// https://docs.djangoproject.com/en/stable/ref/settings/#secure-cross-origin-opener-policy
var OpenerPolicyInvalid = &analyzer.Rule{
	ID:        "opener-policy-invalid",
	Title:     "SECURE_CROSS_ORIGIN_OPENER_POLICY is no policy",
	Item:      "security-headers",
	Severity:  analyzer.Medium,
	Precision: analyzer.VeryHigh,
	What:      "A `SECURE_CROSS_ORIGIN_OPENER_POLICY` that is none of same-origin, same-origin-allow-popups and unsafe-none.",
	Why:       "Browsers ignore the header, so pages of other sites keep a hold on the window they were opened from; `check --deploy` ends with an error.",
	Fix:       "Write `SECURE_CROSS_ORIGIN_OPENER_POLICY = \"same-origin\"`, Django's default.",
	Checks:    []string{"security.E024"},
	CWE:       693,
	ASVS:      "14.4.1",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/#secure-cross-origin-opener-policy"},
	Check:     checkOpenerPolicyInvalid,
}

func checkOpenerPolicyInvalid(p *analyzer.Pass) {
	policy := p.Setting("SECURE_CROSS_ORIGIN_OPENER_POLICY")
	check, _ := django.Find("security.E024")
	if !check.In(p.Version()) {
		return
	}
	j := p.Judge(policy, check.Fires(p.View()))
	if j.Fails() {
		p.Report(j, "SECURE_CROSS_ORIGIN_OPENER_POLICY is no policy that browsers know%s, so they ignore it", j.When())
	}
}
