package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// AllowedHostsEmpty catches deployments that answer no host at all.
// https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts
var AllowedHostsEmpty = &analyzer.Rule{
	ID:        "allowed-hosts-empty",
	Title:     "ALLOWED_HOSTS is empty",
	Item:      "allowed-hosts",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "An `ALLOWED_HOSTS` that is missing or empty where `DEBUG` is off, or that holds nothing but empty text, as `\"\".split(\",\")` does.",
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
	j := p.Judge(hosts, namesHost(p, hosts).Not())
	switch {
	case !j.Fails():
	case j.Open || j.When() != "": // what is missing is noticed at once
		p.Passes(hosts.Place(), "ALLOWED_HOSTS is required: without it Django refuses every request")
	case !p.Production().Meets(p.Space().Truth(hosts.Value)):
		p.Report(j, "ALLOWED_HOSTS is empty%s, so Django refuses every request once DEBUG is off", j.When())
	default:
		p.Report(j, "ALLOWED_HOSTS holds nothing but empty text%s, which matches no host, so Django refuses every request once DEBUG is off", j.When())
	}
}

// namesHost is the condition under which a list of hosts has an entry that is
// not empty. Django's check looks only whether there are any; empty ones match
// nothing (django.http.request.validate_host).
func namesHost(p *analyzer.Pass, hosts *analyzer.Setting) *value.Cond {
	named := value.False
	for _, a := range hosts.Value.Alts() {
		list, ok := a.Plain.(*value.Seq)
		if !ok {
			named = named.Or(a.When.And(p.Space().Truthy(a.Plain)))
			continue
		}
		for _, e := range list.Elems {
			for _, h := range e.Val.Alts() {
				if p.Space().Truthy(h.Plain) != value.False { // what is not known is a host
					named = named.Or(a.When.And(e.When).And(h.When))
				}
			}
		}
		if list.More != nil {
			named = named.Or(a.When.And(p.Space().Truthy(list.More)))
		}
	}
	return named
}
