package rules

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// CORSOriginLoose catches allowed origins that anybody can take, that come
// over plain HTTP, or patterns that match more than they look.
// https://github.com/adamchainz/django-cors-headers
var CORSOriginLoose = &analyzer.Rule{
	ID:        "cors-origin-loose",
	Title:     "An allowed CORS origin is too wide",
	Item:      "cors",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A CORS origin over plain HTTP or on localhost, or a pattern in `CORS_ALLOWED_ORIGIN_REGEXES` with an open end or a bare dot.",
	Why:       "Pages of such an origin read what the API answers; plain HTTP ones can be changed on the way, and a loose pattern matches a domain that an attacker buys.",
	Fix:       "List origins over HTTPS; anchor patterns and escape their dots: `r\"^https://[a-z]+\\.example\\.com$\"`.",
	CWE:       942,
	ASVS:      "14.5.3",
	Refs:      []string{"https://github.com/adamchainz/django-cors-headers#configuration"},
	Check:     checkCORSOriginLoose,
}

func checkCORSOriginLoose(p *analyzer.Pass) {
	if !usesCORS(p) {
		return
	}
	for _, name := range []string{"CORS_ALLOWED_ORIGINS", "CORS_ORIGIN_WHITELIST"} {
		reportOrigins(p, name, loneOriginFault)
	}
	for _, name := range []string{"CORS_ALLOWED_ORIGIN_REGEXES", "CORS_ORIGIN_REGEX_WHITELIST"} {
		reportOrigins(p, name, patternFault)
	}
}

// loneOriginFault says why a CORS origin should not be allowed, or nothing. One
// without scheme, or with a star, is no origin's, so it allows nothing.
func loneOriginFault(origin string) string {
	if !strings.Contains(origin, "://") || strings.Contains(origin, "*") {
		return ""
	}
	return originFault(origin)
}

// reportOrigins reports the elements of a list in which fault finds one: the
// first of each fault, and how many there are like it.
func reportOrigins(p *analyzer.Pass, name string, fault func(string) string) {
	origins := p.Setting(name)
	first := map[string]value.Alt{}
	count := map[string]int{}
	var faults []string
	for _, o := range p.Elements(origins) {
		text, ok := analyzer.Text(o.Plain)
		why := fault(text)
		if !ok || why == "" || !p.Unset().Implies(o.When) {
			continue
		}
		if count[why]++; count[why] == 1 {
			first[why], faults = o, append(faults, why)
		}
	}
	for _, why := range faults {
		text, _ := analyzer.Text(first[why].Plain)
		p.ReportValue(first[why], origins, "%s allows %q%s, which %s", name, clip(text), others(count[why]-1), why)
	}
	if len(faults) == 0 && origins.Explicit {
		p.Judge(origins, p.WhereElement(origins, "is an origin too wide", func(v value.Plain) value.Truth {
			if text, ok := analyzer.Text(v); ok {
				return value.Is(fault(text) != "")
			}
			return doubt(v)
		}))
	}
}

// others says how many more there are.
func others(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (and %d like it)", n)
}

// bareDot finds a dot that is meant as one and matches any character.
var bareDot = regexp.MustCompile(`[a-z0-9]\.(com|org|net|io|dev|app|co|de|fr|uk|eu)\b`)

// patternFault says how a pattern of origins matches too much, or nothing.
func patternFault(pattern string) string {
	switch {
	case pattern == ".*" || pattern == "^.*$" || pattern == ".+":
		return "matches every site"
	case !strings.HasSuffix(pattern, "$") && !strings.HasSuffix(pattern, `\Z`):
		return "has an open end, so it also matches longer names that an attacker can register"
	case bareDot.MatchString(pattern):
		return "has a dot that matches any character, so it also matches names that an attacker can register"
	}
	return ""
}
