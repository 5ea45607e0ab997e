package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// AllowedHostsMistyped catches entries that can match no Host header, and a
// setting that is text where Django wants a list.
// https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts
var AllowedHostsMistyped = &analyzer.Rule{
	ID:        "allowed-hosts-mistyped",
	Title:     "ALLOWED_HOSTS holds an entry that matches nothing",
	Item:      "allowed-hosts",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "An entry with a scheme, a path, a port, blanks around it, or a star inside; or text where a list belongs.",
	Why:       "Such an entry never matches, so the host it was meant for is refused, and the usual cure is a wildcard.",
	Fix:       "Write the bare host name: `\"www.example.com\"`, or `\".example.com\"` for it and its subdomains.",
	CWE:       1286,
	ASVS:      "14.5.1",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts"},
	Check:     checkAllowedHostsMistyped,
}

func checkAllowedHostsMistyped(p *analyzer.Pass) {
	hosts := p.Setting("ALLOWED_HOSTS")
	text := p.Judge(hosts, p.Where(hosts, "is it text", func(v value.Plain) value.Truth {
		s, ok := v.(value.Str)
		return value.Is(ok && s != "")
	}))
	if text.Fails() {
		p.Report(text, "ALLOWED_HOSTS is text and not a list%s, so Django does not start", text.When())
		return
	}
	for _, h := range p.Elements(hosts) {
		host, ok := analyzer.Text(h.Plain)
		if why := hostFault(host); ok && why != "" && p.Unset().Implies(h.When) {
			p.ReportValue(h, hosts, "the entry %q of ALLOWED_HOSTS %s, so it matches no request", clip(host), why)
		}
	}
}

// hostFault says what is wrong with a host, or nothing.
func hostFault(host string) string {
	switch {
	case host == "" || host == "*":
		return ""
	case strings.TrimSpace(host) != host:
		return "has blanks around it"
	case strings.Contains(host, "://"):
		return "has a scheme"
	case strings.Contains(host, "/"):
		return "has a path"
	case strings.Contains(host, ","):
		return "is several hosts in one text"
	case strings.Contains(host, "*"):
		return "has a star inside"
	case strings.Count(host, ":") == 1:
		return "has a port"
	}
	return ""
}

// clip shortens a text for a message.
func clip(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}
