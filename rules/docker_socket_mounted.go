package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// DockerSocketMounted catches containers that command the Docker of their
// host.
// https://docs.docker.com/engine/security/#docker-daemon-attack-surface
var DockerSocketMounted = &analyzer.Rule{
	ID:        "docker-socket-mounted",
	Title:     "A container commands Docker",
	Item:      "containers",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A service that mounts `/var/run/docker.sock`, other than a proxy that lets only some requests through.",
	Why:       "Who speaks to Docker is root on the host: one request starts a container with the host's disk in it. `:ro` does not help, as it only keeps the socket's file from being replaced.",
	Fix:       "Take the mount out; where a proxy such as Traefik needs it, put `tecnativa/docker-socket-proxy` between them and allow it `CONTAINERS=1` alone.",
	CWE:       250,
	ASVS:      "14.1.5",
	Refs:      []string{"https://docs.docker.com/engine/security/#docker-daemon-attack-surface", "https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html"},
	Check:     checkDockerSocketMounted,
	Unloaded:  true,
}

func checkDockerSocketMounted(p *analyzer.Pass) {
	for _, l := range p.Facts().Launches() {
		if strings.Contains(l.Image, "socket-proxy") {
			continue
		}
		for _, b := range l.Breaks {
			if b.Kind == deploy.DockerSocket {
				p.ReportIn(l.Where, b.Span, l.Name, "%s mounts %s, so whoever breaks into it is root on the host", l.Name, b.What)
			}
		}
	}
}
