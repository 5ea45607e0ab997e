package rules

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// DatastorePortPublished catches databases, caches and brokers whose port a
// container publishes on every address of its host.
// https://docs.docker.com/engine/network/packet-filtering-firewalls/
var DatastorePortPublished = &analyzer.Rule{
	ID:        "datastore-port-published",
	Title:     "A datastore is open to the network",
	Item:      "database-beyond",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A service of compose that runs PostgreSQL, MySQL, Redis or their like and publishes its port on all addresses of the host.",
	Why: "Whoever reaches the host reaches the datastore, and tries its password or uses it without one. " +
		"Docker opens the port past ufw, which shows it as closed.",
	Fix:      "Leave `ports` out, as services of one network reach each other without it, or bind it to the host itself: `\"127.0.0.1:5432:5432\"`.",
	CWE:      668,
	ASVS:     "14.1.5",
	Refs:     []string{"https://docs.docker.com/engine/network/packet-filtering-firewalls/", "https://docs.docker.com/reference/compose-file/services/#ports"},
	Check:    checkDatastorePortPublished,
	Unloaded: true,
}

func checkDatastorePortPublished(p *analyzer.Pass) {
	for _, l := range p.Facts().Launches() {
		store, ok := datastoreOf(l)
		if !ok {
			continue
		}
		for _, port := range l.Ports {
			if port.Everywhere() && slices.Contains(store.ports, port.Container) {
				p.ReportIn(l.Where, port.Span, l.Name, "%s publishes port %d of %s on every address of its host, past its firewall, so whoever reaches the host reaches the data", l.Name, port.Container, store.name)
			}
		}
		if len(l.Ports) == 0 && l.Kind == deploy.Compose && !p.Facts().ForDevelopment(l.Where) {
			p.Passes(l.Span, "%s publishes no port of %s", l.Name, store.name)
		}
	}
}
