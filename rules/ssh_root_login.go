package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
)

// SSHRootLogin catches SSH servers that let root in by password.
// https://man.openbsd.org/sshd_config#PermitRootLogin
var SSHRootLogin = &analyzer.Rule{
	ID:        "ssh-root-login",
	Title:     "Root may log in over SSH",
	Item:      "ssh",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "An SSH server's configuration, or what a script, Ansible or cloud-init makes of it, with `PermitRootLogin yes`.",
	Why:       "The one account whose name everybody knows can do everything; who logs in as root leaves no trace of who it was.",
	Fix:       "Write `PermitRootLogin no`, or `prohibit-password` where a tool needs root with a key; log in as a user of your own and use sudo.",
	CWE:       250,
	ASVS:      "1.2.1",
	Refs:      []string{"https://man.openbsd.org/sshd_config#PermitRootLogin"},
	Unloaded:  true,
	Check:     checkSSHRootLogin,
}

func checkSSHRootLogin(p *analyzer.Pass) {
	for _, s := range p.Facts().SSH {
		// What a host has that is not changed is its own affair; OpenSSH's
		// default lets root in with a key only.
		if set, ok := s.Setting("permitrootlogin"); ok && is(set, "yes") {
			p.ReportIn(s.Where, set.Span, "PermitRootLogin", "root may log in over SSH with whatever the server takes, so one secret gives the whole host and nobody sees whose it was")
		}
		for _, m := range s.Matches {
			if set, ok := m.Setting("permitrootlogin"); ok && is(set, "yes") && m.Criteria.Value == "all" {
				p.ReportIn(s.Where, set.Span, "Match all", "root may log in over SSH, whatever is said before, because this block is for all connections")
			}
		}
	}
}
