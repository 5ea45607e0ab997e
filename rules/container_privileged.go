package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// ContainerPrivileged catches containers of the application with rights that
// lead out of them.
// https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities
var ContainerPrivileged = &analyzer.Rule{
	ID:        "container-privileged",
	Title:     "The application's container is not kept in",
	Item:      "containers",
	Severity:  analyzer.High,
	Precision: analyzer.HighPrecision,
	What: "A service or pod of the application that is privileged, adds a capability such as `SYS_ADMIN`, shares a namespace with its host, " +
		"turns seccomp off, or mounts the host's root.",
	Why:      "What keeps a broken application inside its container is taken away: whoever is in it is on the host.",
	Fix:      "Take out `privileged`, `cap_add`, `pid: host` and the mounts of the host, and add `security_opt: [\"no-new-privileges:true\"]`.",
	CWE:      250,
	ASVS:     "14.1.5",
	Refs:     []string{"https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities", "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
	Check:    checkContainerPrivileged,
	Unloaded: true,
}

// breachTexts say what a breach is, with what it names.
var breachTexts = map[deploy.BreachKind]string{
	deploy.Privileged: "is privileged",
	deploy.Capability: "may do what root of the host may (%s)",
	deploy.HostSpace:  "shares a namespace with its host (%s)",
	deploy.HostRoot:   "mounts %s of its host",
	deploy.Unconfined: "runs without what confines system calls (%s)",
}

func checkContainerPrivileged(p *analyzer.Pass) {
	for _, l := range p.Facts().Launches() {
		if !l.RunsDjango() {
			continue
		}
		for _, b := range l.Breaks {
			if text, ok := breachTexts[b.Kind]; ok {
				fault := strings.ReplaceAll(text, "%s", b.What)
				p.ReportIn(l.Where, b.Span, l.Name+" "+b.What, "%s %s, so whoever breaks into the application is on the host", l.Name, fault)
			}
		}
	}
}
