package rules

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/django"
)

// HSTSMissing catches settings that send no Strict-Transport-Security header.
// https://docs.djangoproject.com/en/stable/ref/settings/#secure-hsts-seconds
var HSTSMissing = &analyzer.Rule{
	ID:        "hsts-missing",
	Title:     "HSTS is off",
	Item:      "hsts",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "`SECURE_HSTS_SECONDS` is missing, 0 or empty, or has no effect because SecurityMiddleware is not installed.",
	Why: "Without HSTS a browser may be led to the plain HTTP address of the site, where the first request, " +
		"with its cookies, can be read and changed on the way.",
	Fix:    "Start small and raise it once HTTPS holds everywhere: `SECURE_HSTS_SECONDS = 31536000`.",
	Checks: []string{"security.W004"},
	CWE:    319,
	ASVS:   "14.4.5",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#secure-hsts-seconds",
		"https://docs.djangoproject.com/en/stable/ref/middleware/#http-strict-transport-security",
	},
	Check: checkHSTSMissing,
}

func checkHSTSMissing(p *analyzer.Pass) {
	if passSent(p, strictTransport, func(v string) bool { return maxAge(v) > 0 }) {
		return
	}
	hsts := p.Setting("SECURE_HSTS_SECONDS")
	middleware := p.View().Lists("MIDDLEWARE", django.SecurityMiddleware)
	on := p.Space().Truth(hsts.Value)
	if j := p.Judge(hsts, on.Not()); j.Fails() {
		p.Report(j, "SECURE_HSTS_SECONDS is %s%s, so browsers may still be led to plain HTTP", offOrUnset(j), j.When())
		return
	}
	if j := p.Judge(p.Setting("MIDDLEWARE"), on.Minus(middleware)); j.Fails() {
		p.Report(j, "MIDDLEWARE lacks SecurityMiddleware%s, without which SECURE_HSTS_SECONDS sends no header", j.When())
	}
}

// offOrUnset says how a setting that is off comes to be so.
func offOrUnset(j analyzer.Judgement) string {
	if byDjango(j.About) {
		return "not set"
	}
	return "off"
}

// strictTransport is the header of HSTS.
const strictTransport = "Strict-Transport-Security"

var maxAgeText = regexp.MustCompile(`max-age="?(\d+)`)

// maxAge is the time in seconds that a value of the header gives; 0 if it
// gives none.
func maxAge(v string) int64 {
	m := maxAgeText.FindStringSubmatch(strings.ToLower(v))
	if m == nil {
		return 0
	}
	n, _ := strconv.ParseInt(m[1], 10, 64)
	return n
}

// hstsSent lists where the fronts send HSTS, each place once, for judging its
// value where Django itself sends none.
func hstsSent(p *analyzer.Pass) []deploy.Header {
	var list []deploy.Header
	if !p.HSTSOff() {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(secureWays(p))) {
		for _, w := range secureWays(p)[name] {
			h, ok := header(w, strictTransport)
			if ok && h.Value.Opaque == "" && !slices.ContainsFunc(list, func(other deploy.Header) bool { return other.Span == h.Span }) {
				list = append(list, h)
			}
		}
	}
	return list
}
