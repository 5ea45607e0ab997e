package rules

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// EnvFilePermissions catches files of variables that everybody on the host may
// read.
// https://12factor.net/config
var EnvFilePermissions = &analyzer.Rule{
	ID:        "env-file-permissions",
	Title:     "Everybody on the host may read the secrets",
	Item:      "env-file",
	Severity:  analyzer.Medium,
	Precision: analyzer.VeryHigh,
	What:      "A task of Ansible, or a `chmod` or `install` in a script, that gives a file such as `.env.prod` a mode which lets others read it.",
	Why:       "Any program that runs on the host, a broken one of another site for instance, then has the secret key and the database's password.",
	Fix:       "Give it to its owner alone: `mode: \"0600\"` in Ansible, `chmod 600 .env.prod` in a script.",
	CWE:       732,
	ASVS:      "14.3.3",
	Refs:      []string{"https://docs.ansible.com/ansible/latest/collections/ansible/builtin/template_module.html", "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html"},
	Check:     checkEnvFilePermissions,
	Unloaded:  true,
}

func checkEnvFilePermissions(p *analyzer.Pass) {
	facts := p.Facts()
	for _, m := range facts.Modes {
		switch {
		case m.Others():
			p.ReportIn(m.Where, m.Span, m.Name, "%s is given the mode %s, so every user of the host may read the secrets in it", m.Name, m.Bits.Value)
		case m.Bits.Opaque == "" && !facts.ForDevelopment(m.Where):
			p.Passes(m.Span, "%s is given the mode %s", m.Name, m.Bits.Value)
		}
	}
	if len(facts.Modes) == 0 {
		noEnvFile(p)
	}
}

// noEnvFile records that variables come from elsewhere than a file, where a
// platform or a cluster starts the project, or containers get each secret as a
// file of its own.
func noEnvFile(p *analyzer.Pass) {
	secrets := ""
	for _, l := range p.Facts().Launches() {
		if p.Facts().ForDevelopment(l.Where) || !l.RunsDjango() {
			continue
		}
		switch l.Kind {
		case deploy.Platform:
			p.NotApplicable("the platform keeps the variables itself (%s)", l.File)
			return
		case deploy.Kubernetes:
			p.NotApplicable("the cluster keeps the variables itself (%s)", l.File)
			return
		case deploy.Compose:
			if fromOutside(l) {
				return
			}
			if slices.ContainsFunc(l.Environment, isSecretFile) {
				secrets = l.File
			}
		}
	}
	if secrets != "" {
		p.NotApplicable("secrets are mounted as files of their own, none is a variable in a file (%s)", secrets)
	}
}

// fromOutside reports whether a container gets variables that may come from a
// file: one that it names, or the one that Compose reads by itself.
func fromOutside(l *deploy.Launch) bool {
	return l.Open != "" || slices.ContainsFunc(l.Process.Env, func(v deploy.Variable) bool {
		return v.Text.Opaque != "" || len(v.Text.Outer) > 0 || v.Span.File != l.File
	})
}

// isSecretFile reports whether a variable names a file that Docker mounts for
// a secret.
func isSecretFile(v deploy.Variable) bool { return strings.HasPrefix(v.Text.Value, "/run/secrets/") }
