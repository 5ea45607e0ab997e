package rules

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// Fail2banMissing catches configurations of fail2ban that leave SSH out.
// https://github.com/fail2ban/fail2ban/wiki/Proper-fail2ban-configuration
var Fail2banMissing = &analyzer.Rule{
	ID:        "fail2ban-missing",
	Title:     "Nothing bans who guesses passwords over SSH",
	Item:      "fail2ban",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "fail2ban with its jail for SSH turned off. That fail2ban is nowhere in the repository is no finding.",
	Why:       "fail2ban is there and looks like protection, while whoever tries passwords or floods the server with logins is never banned.",
	Fix:       "Write `enabled = true` below `[sshd]` in `jail.local` or in a file of `jail.d`.",
	CWE:       307,
	ASVS:      "2.2.1",
	Refs: []string{
		"https://github.com/fail2ban/fail2ban/wiki/Proper-fail2ban-configuration",
		"https://manpages.debian.org/stable/fail2ban/jail.conf.5.en.html",
	},
	Unloaded: true,
	Check:    checkFail2banMissing,
}

func checkFail2banMissing(p *analyzer.Pass) {
	var ssh []*deploy.Jail
	for _, j := range p.Facts().Jails {
		if j.Name == "sshd" || j.Name == "ssh" || j.Name == "sshd-ddos" {
			ssh = append(ssh, j)
		}
	}
	if said := slices.DeleteFunc(slices.Clone(ssh), func(j *deploy.Jail) bool { return j.Assumed }); len(said) > 0 {
		ssh = said // what a file says wins over what comes with the package
	}
	passed := false
	for _, j := range ssh {
		if j.Enabled.Value == "yes" && j.Enabled.Opaque == "" && !p.Facts().ForDevelopment(j.Where) {
			passed = true
			p.Passes(j.Span, "fail2ban watches SSH")
		}
	}
	for _, j := range ssh {
		switch {
		case passed:
		case j.Enabled.Opaque != "":
			p.Doubts("whether fail2ban watches SSH is not known: %s", j.Enabled.Opaque)
		case j.Enabled.Value == "no":
			p.ReportIn(j.Where, j.Span, j.Name, "the jail %q of fail2ban is off, so who guesses passwords over SSH is never banned", j.Name)
		}
	}
	if len(ssh) == 0 && !limitedSSH(p) {
		closed(p)
	}
}

// limitedSSH records that a firewall slows down who connects over and over.
func limitedSSH(p *analyzer.Pass) bool {
	for _, w := range p.Facts().Firewalls {
		for _, o := range w.Openings {
			if o.Limited && o.Open == "" && portsHold(o.Ports, 22) && !p.Facts().ForDevelopment(w.Where) {
				p.Passes(o.Span, "%s slows down who connects to SSH over and over", w.By)
				return true
			}
		}
	}
	return false
}
