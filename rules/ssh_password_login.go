package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// SSHPasswordLogin catches SSH servers that let people in by password.
// https://man.openbsd.org/sshd_config#PasswordAuthentication
var SSHPasswordLogin = &analyzer.Rule{
	ID:        "ssh-password-login",
	Title:     "Hosts can be entered with a password",
	Item:      "ssh",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "An SSH server's configuration, or what a script, Ansible or cloud-init makes of it, with `PasswordAuthentication yes` (OpenSSH's default where a whole file is silent), passwords by way of PAM, or empty passwords.",
	Why:       "Every address on the internet is tried with lists of passwords, day and night; one weak account gives the host, and with it the database and every secret.",
	Fix:       "Write `PasswordAuthentication no` and `KbdInteractiveAuthentication no` before anything that is included, and log in with keys.",
	CWE:       307,
	ASVS:      "2.2.1",
	Refs: []string{
		"https://man.openbsd.org/sshd_config#PasswordAuthentication",
		"https://man.openbsd.org/sshd_config#KbdInteractiveAuthentication",
	},
	Unloaded: true,
	Check:    checkSSHPasswordLogin,
}

func checkSSHPasswordLogin(p *analyzer.Pass) {
	if len(p.Facts().SSH) == 0 {
		closed(p)
	}
	for _, s := range p.Facts().SSH {
		if methods, ok := s.Setting("authenticationmethods"); ok && methods.Value.Opaque == "" && !strings.Contains(methods.Value.Value, "password") && !strings.Contains(methods.Value.Value, "keyboard") && methods.Value.Value != "any" {
			if !p.Facts().ForDevelopment(s.Where) {
				p.Passes(methods.Span, "AuthenticationMethods leaves passwords out")
			}
			continue
		}
		judgePasswords(p, s)
		judgeMatches(p, s)
	}
}

// judgePasswords judges the keywords that let passwords in, for all
// connections.
func judgePasswords(p *analyzer.Pass, s *deploy.SSH) {
	if empty, ok := s.Setting("permitemptypasswords"); ok && is(empty, "yes") {
		p.ReportIn(s.Where, empty.Span, "PermitEmptyPasswords", "accounts without a password can be entered over SSH, by anybody who guesses their name")
	}
	set, known := inForce(s, "passwordauthentication", "yes")
	_, written := s.Setting("passwordauthentication")
	switch {
	case !known:
	case is(set, "yes") && written:
		p.ReportIn(s.Where, set.Span, "PasswordAuthentication", "the SSH server takes passwords, so guessing one is enough to enter the host")
	case set.Value.Opaque != "":
		p.Doubts("PasswordAuthentication of %s is not known: %s", s.File, set.Value.Opaque)
	case set.After:
		p.Doubts("PasswordAuthentication of %s counts only if no file of %s on the host says otherwise", s.File, s.Includes[0].Value)
	case is(set, "yes"):
		p.ReportIn(s.Where, set.Span, "PasswordAuthentication", "PasswordAuthentication is not set, and OpenSSH's default takes passwords, so guessing one is enough to enter the host")
	case !viaPAM(p, s) && !p.Facts().ForDevelopment(s.Where):
		p.Passes(set.Span, "the SSH server takes no passwords")
	}
}

// viaPAM reports the way by which passwords get in though
// PasswordAuthentication is off: PAM asks for them.
func viaPAM(p *analyzer.Pass, s *deploy.SSH) bool {
	set, known := inForce(s, "kbdinteractiveauthentication", "yes")
	pam, _ := inForce(s, "usepam", "no")
	if !known || !is(set, "yes") || s.Whole && !is(pam, "yes") {
		return false
	}
	if set.After {
		p.Doubts("KbdInteractiveAuthentication of %s counts only if no file of %s on the host says otherwise", s.File, s.Includes[0].Value)
		return true
	}
	p.ReportIn(s.Where, set.Span, "KbdInteractiveAuthentication", "PasswordAuthentication is off, but KbdInteractiveAuthentication is not, so PAM still asks for a password and lets in who knows it")
	return true
}

// judgeMatches judges what is different for some connections: those of
// everybody, or of a user, wherever they come from.
func judgeMatches(p *analyzer.Pass, s *deploy.SSH) {
	for _, m := range s.Matches {
		set, ok := m.Setting("passwordauthentication")
		if !ok || !is(set, "yes") {
			continue
		}
		criteria := strings.ToLower(m.Criteria.Value)
		if strings.Contains(criteria, "address") || strings.Contains(criteria, "localport") || strings.Contains(criteria, "host") || m.Criteria.Opaque != "" {
			p.Doubts("passwords are taken from some addresses: Match %s", m.Criteria.Value)
			continue
		}
		p.ReportIn(s.Where, set.Span, "Match "+m.Criteria.Value, "the SSH server takes passwords for %q, so guessing one is enough to enter the host", m.Criteria.Value)
	}
}

// is reports whether a setting surely has a value.
func is(s deploy.SSHSetting, value string) bool {
	return s.Value.Opaque == "" && strings.EqualFold(s.Value.Value, value)
}
