package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// AllowedHostsWildcard catches the host that matches every name.
// https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts
var AllowedHostsWildcard = &analyzer.Rule{
	ID:        "allowed-hosts-wildcard",
	Title:     "ALLOWED_HOSTS allows every host",
	Item:      "allowed-hosts",
	Severity:  analyzer.High,
	Precision: analyzer.VeryHigh,
	What:      "An `ALLOWED_HOSTS` that holds \"*\", or a pattern such as \".com\" that is nearly as wide.",
	Why: "Django then believes any Host header, and what is built from it can be poisoned: password reset links, " +
		"redirects, cached pages. `check --deploy` does not notice.",
	Fix:  "Name your hosts: `ALLOWED_HOSTS = [\"www.example.com\"]`; a leading dot covers subdomains.",
	CWE:  644,
	ASVS: "14.5.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts",
		"https://docs.djangoproject.com/en/stable/topics/security/#host-header-validation",
	},
	Check: checkAllowedHostsWildcard,
}

func checkAllowedHostsWildcard(p *analyzer.Pass) {
	hosts := p.Setting("ALLOWED_HOSTS")
	j := p.Judge(hosts, p.WhereElement(hosts, "is every host allowed", allowsEveryHost))
	if j.Fails() {
		worst := j.About
		for _, h := range p.Elements(hosts) {
			if allowsEveryHost(h.Plain) == value.Yes && p.Unset().Meets(h.When) {
				worst = h
			}
		}
		j.About.When, j.About.Origin = worst.When, originOf(worst, j)
		p.Report(j, "ALLOWED_HOSTS allows every host%s, so forged Host headers reach password reset links and redirects", j.When())
	}
}

// allowsEveryHost answers for an element.
func allowsEveryHost(p value.Plain) value.Truth {
	if text, ok := analyzer.Text(p); ok {
		return value.Is(wildcardHost(text))
	}
	return doubt(p)
}

// wildcardHost tells patterns that match hosts which nobody owns alone.
func wildcardHost(host string) bool {
	switch host {
	case "*", ".", ".com", ".net", ".org", ".io", ".dev", ".app":
		return true
	}
	return false
}

// originOf keeps the history of the whole setting where the element's own
// says nothing of a line.
func originOf(a value.Alt, j analyzer.Judgement) *value.Origin {
	if a.Origin == nil || a.Origin.Span.IsZero() {
		return j.About.Origin
	}
	return a.Origin
}
