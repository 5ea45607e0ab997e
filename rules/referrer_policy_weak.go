package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// ReferrerPolicyWeak catches pages whose full addresses reach other sites.
// https://docs.djangoproject.com/en/stable/ref/middleware/#referrer-policy
var ReferrerPolicyWeak = &analyzer.Rule{
	ID:        "referrer-policy-weak",
	Title:     "Addresses of pages reach other sites",
	Item:      "security-headers",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "`SECURE_REFERRER_POLICY` is None, `unsafe-url`, `no-referrer-when-downgrade`, or no policy at all.",
	Why:       "Addresses can hold reset tokens, search terms and names of people, and other sites log them.",
	Fix:       "Delete the line for Django's default, `same-origin`, or write `SECURE_REFERRER_POLICY = \"strict-origin-when-cross-origin\"`.",
	Checks:    []string{"security.W022", "security.E023"},
	CWE:       200,
	ASVS:      "14.4.6",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/#secure-referrer-policy"},
	Check:     checkReferrerPolicyWeak,
}

func checkReferrerPolicyWeak(p *analyzer.Pass) {
	if passSent(p, "Referrer-Policy", func(v string) bool { return weakPolicy(value.Str(v)) == value.No && v != "" }) {
		return
	}
	policy := p.Setting("SECURE_REFERRER_POLICY")
	installed := p.View().Lists("MIDDLEWARE", django.SecurityMiddleware)
	invalid, _ := django.Find("security.E023")
	j := p.Judge(policy, invalid.Fires(p.View()))
	if j.Fails() {
		p.Report(j, "SECURE_REFERRER_POLICY is no referrer policy%s, so Django refuses it in `check --deploy` and browsers ignore it", j.When())
		return
	}
	j = p.Judge(policy, installed.And(p.Where(policy, "is it weak", weakPolicy)))
	if j.Fails() {
		p.Report(j, "SECURE_REFERRER_POLICY lets full addresses reach other sites%s, with the tokens and names in them", j.When())
	}
}

// weakPolicy says Yes of policies that send paths to other sites.
func weakPolicy(v value.Plain) value.Truth {
	switch v := v.(type) {
	case value.None:
		return value.Yes
	case value.Str:
		policies := strings.Split(string(v), ",")
		// Browsers take the last one that they know.
		switch strings.TrimSpace(policies[len(policies)-1]) {
		case "unsafe-url", "no-referrer-when-downgrade":
			return value.Yes
		}
		return value.No
	}
	return doubt(v)
}
