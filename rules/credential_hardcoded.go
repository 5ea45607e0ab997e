package rules

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// CredentialHardcoded catches passwords, tokens and keys of other services
// that stand in the repository: mail, cache, broker, cloud, payment.
// https://docs.djangoproject.com/en/stable/howto/deployment/checklist/#critical-settings
var CredentialHardcoded = &analyzer.Rule{
	ID:        "credential-hardcoded",
	Title:     "A credential stands in the repository",
	Item:      "credentials",
	Severity:  analyzer.High,
	Precision: analyzer.MediumPrecision,
	What: "A setting such as `EMAIL_HOST_PASSWORD`, `AWS_SECRET_ACCESS_KEY` or `…_API_KEY`, a key of that name in another setting, " +
		"or an address with a password in it, whose value is written in the settings or is the default of a variable.",
	Why: "Everybody who can read the repository, its forks and its backups can act as the site towards that service, " +
		"send mail in its name or read its files, and the credential stays in the history after it is taken out.",
	Fix:  "Read it from the environment without a default, `os.environ[\"EMAIL_HOST_PASSWORD\"]`, and have the service issue a new one.",
	CWE:  798,
	ASVS: "2.10.4",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/howto/deployment/checklist/#critical-settings",
		"https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
	},
	Check: checkCredentialHardcoded,
}

func checkCredentialHardcoded(p *analyzer.Pass) {
	reportSecrets(p, otherSecret)
	known := databasePasswords(p)
	for _, name := range p.Names() {
		if slices.Contains([]string{"DATABASES", "SECRET_KEY", "SECRET_KEY_FALLBACKS"}, name) {
			continue // These have rules of their own.
		}
		for _, l := range leaves(p.Setting(name)) {
			text, ok := analyzer.Text(l.alt.Plain)
			switch what := credential(l, text); {
			case !ok:
				passOutside(p, l)
			case what == "" || fromFlags(l.alt.Origin) || slices.Contains(known, urlPassword(text)):
			case p.Unset().Implies(l.alt.When):
				reportCredential(p, l, what)
			}
		}
	}
}

// passOutside records a credential that is supplied from outside.
func passOutside(p *analyzer.Pass, l leaf) {
	u, ok := l.alt.Plain.(*value.Unknown)
	if ok && u.Outside && (passwordName.MatchString(l.name) || keyName.MatchString(l.name)) {
		p.Passes(l.alt.Origin.Line().Span, "%s is given from outside", l.path)
	}
}

func reportCredential(p *analyzer.Pass, l leaf, what string) {
	s := &analyzer.Setting{Name: l.path, Value: value.Alternatives([]value.Alt{l.alt})}
	j := p.Judge(s, l.alt.When)
	if j.When() != "" {
		p.Report(j, "%s falls back to %s that stands in the repository%s, so whoever reads it can use it", l.path, what, j.When())
		return
	}
	p.Report(j, "%s is %s that stands in the repository, so whoever reads it can use it", l.path, what)
}

// databasePasswords lists the passwords that the rules of DATABASES report.
func databasePasswords(p *analyzer.Pass) []string {
	var list []string
	all := p.Setting("DATABASES")
	for _, alias := range p.Keys(all) {
		list = append(list, texts(p.Part(all, alias, "PASSWORD"))...)
	}
	return list
}
