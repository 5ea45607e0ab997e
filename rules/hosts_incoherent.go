package rules

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// HostsIncoherent catches names of the site that the web server answers for
// and Django does not.
// https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts
var HostsIncoherent = &analyzer.Rule{
	ID:        "hosts-incoherent",
	Title:     "Django refuses a name that the web server answers for",
	Item:      "allowed-hosts",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "A `server_name`, a host of an Ingress or of a router, whose requests reach Django and which `ALLOWED_HOSTS` does not have.",
	Why:       "Every visitor who comes by that name gets a 400, and it is mended in a hurry with `ALLOWED_HOSTS = [\"*\"]`.",
	Fix:       "Add the name to `ALLOWED_HOSTS`, or take it out of the web server.",
	CWE:       16,
	ASVS:      "14.5.3",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts",
		"https://docs.djangoproject.com/en/stable/topics/security/#host-header-validation",
	},
	Check: checkHostsIncoherent,
}

// hostName matches names of hosts, which patterns and stand-ins are not.
var hostName = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)

func checkHostsIncoherent(p *analyzer.Pass) {
	hosts := p.Setting("ALLOWED_HOSTS")
	files := ways(p)
	seen := map[string]bool{}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		for _, w := range files[file] {
			if !keepsHost(w) {
				continue
			}
			for _, n := range w.Server.Names {
				name := strings.ToLower(n.Value)
				if n.Opaque != "" || !hostName.MatchString(name) || isAddress(name) || seen[name] {
					continue
				}
				seen[name] = true
				if j := p.Judge(hosts, allows(p, hosts, name).Not()); j.Fails() && j.When() == "" {
					p.ReportIn(w.Front.Where, n.Span, name, "%s answers for %s, which ALLOWED_HOSTS does not have, so Django answers 400 to whoever comes by that name", w.Front.Kind, name)
				}
			}
		}
	}
	p.ClaimNothing()
}

// keepsHost reports whether requests reach Django with the name that the
// client asked for.
func keepsHost(w deploy.Way) bool {
	if w.Front.Kind != deploy.Nginx && w.Front.Kind != deploy.Apache {
		return true
	}
	h, ok := forwards(w, "Host")
	return ok && (strings.Contains(h.Value.Value, "$host") || strings.Contains(h.Value.Value, "$http_host"))
}
