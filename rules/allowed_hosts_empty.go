package rules

import "github.com/deploycheck/deploycheck/analyzer"

// AllowedHostsEmpty catches deployments that answer no host at all.
// https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts
var AllowedHostsEmpty = &analyzer.Rule{
	ID:        "allowed-hosts-empty",
	Title:     "ALLOWED_HOSTS is empty",
	Item:      "allowed-hosts",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "An `ALLOWED_HOSTS` that is missing or empty where `DEBUG` is off.",
	Why:       "With `DEBUG` off Django refuses every request with 400 Bad Request; people then reach for a wildcard.",
	Fix:       "Name your hosts: `ALLOWED_HOSTS = [\"www.example.com\"]`, or read a required variable and split it at commas.",
	Checks:    []string{"security.W020"},
	CWE:       1188,
	ASVS:      "14.5.1",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts"},
	Check:     checkAllowedHostsEmpty,
}

func checkAllowedHostsEmpty(p *analyzer.Pass) {
	hosts := p.Setting("ALLOWED_HOSTS")
	j := p.Judge(hosts, p.Space().Truth(hosts.Value).Not())
	switch {
	case !j.Fails():
	case j.Open || j.When() != "": // what is missing is noticed at once
		p.Passes(hosts.Place(), "ALLOWED_HOSTS is required: without it Django refuses every request")
	default:
		p.Report(j, "ALLOWED_HOSTS is empty, so Django refuses every request once DEBUG is off")
	}
}
