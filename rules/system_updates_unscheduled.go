package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
)

// SystemUpdatesUnscheduled catches hosts whose automatic updates are turned
// off.
// https://wiki.debian.org/PeriodicUpdates
var SystemUpdatesUnscheduled = &analyzer.Rule{
	ID:        "system-updates-unscheduled",
	Title:     "Hosts do not update themselves",
	Item:      "updates",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "Options of apt or dnf, or a script or playbook, that turn automatic updates off. That nothing is said of updates is no finding.",
	Why:       "A hole in OpenSSL, OpenSSH or the kernel is scanned for within hours of becoming known; a host that waits for somebody to log in and update it waits for months.",
	Fix:       "Install `unattended-upgrades` and write both `APT::Periodic::Update-Package-Lists \"1\";` and `APT::Periodic::Unattended-Upgrade \"1\";` into `/etc/apt/apt.conf.d/20auto-upgrades`.",
	CWE:       1104,
	ASVS:      "14.2.1",
	Refs: []string{
		"https://wiki.debian.org/PeriodicUpdates",
		"https://docs.github.com/en/code-security/dependabot/ecosystems-supported-by-dependabot/supported-ecosystems-and-repositories#docker",
	},
	Unloaded: true,
	Check:    checkSystemUpdatesUnscheduled,
}

func checkSystemUpdatesUnscheduled(p *analyzer.Pass) {
	asked := false
	for _, u := range p.Facts().Updates {
		if u.Packages || u.Images && len(p.Facts().Images) == 0 {
			continue
		}
		asked = true
		switch {
		case u.On.Opaque != "":
			p.Doubts("whether %s keeps systems up to date is not known: %s", u.By, u.On.Opaque)
		case u.On.Value == "no":
			p.ReportIn(u.Where, u.Span, u.By, "%s is off, so holes in the system stay open until somebody logs in and updates it", u.By)
		case u.Once:
			p.Doubts("%s updates the system when it runs; nothing in the repository says that it runs again", u.By)
		case p.Facts().ForDevelopment(u.Where):
		case u.Images:
			p.Passes(u.Span, "%s proposes newer base images", u.By)
		default:
			p.Passes(u.Span, "%s updates the system by itself", u.By)
		}
	}
	if !asked {
		delegated(p, "updates of the system")
	}
}
