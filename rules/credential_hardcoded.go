package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

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
		"or an address with a password in it, whose value is written in the settings or is the default of a variable. " +
		"Also a password of which the settings hold a stand-in, like `<your password>`, that nothing outside can set.",
	Why: "Everybody who can read the repository, its forks and its backups can act as the site towards that service, " +
		"send mail in its name or read its files, and the credential stays in the history after it is taken out. " +
		"A stand-in is where somebody will write the real one.",
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
			case !ok || fromFlags(l.alt.Origin):
				passOutside(p, l)
			case awaitsPassword(l, text) && p.Unset().Implies(l.alt.When):
				p.Advise(readFromOutside(l), func() {
					p.ReportValue(l.alt, p.Setting(name), "%s holds a text that is to be replaced by the password, which then stands in the repository", name)
				})
			case what == "" || slices.Contains(known, urlPassword(text)):
			case p.Unset().Implies(l.alt.When):
				reportCredential(p, l, what)
			}
		}
	}
}

// awaitsPassword reports whether a setting is a password for which a text stands in
// that nothing outside the settings replaces.
func awaitsPassword(l leaf, text string) bool {
	return l.path == l.name && passwordName.MatchString(l.name) && !publicName.MatchString(l.name) && !harmless.MatchString(l.name) &&
		len(l.alt.Origin.Vars()) == 0 && (strings.HasPrefix(text, "<") || stopgap.MatchString(text)) &&
		!strings.Contains(text, "://") && !dottedName.MatchString(text)
}

// passOutside records a credential that is supplied from outside.
func passOutside(p *analyzer.Pass, l leaf) {
	u, ok := l.alt.Plain.(*value.Unknown)
	given := ok && u.Outside || commanded(l.alt.Origin)
	if given && (passwordName.MatchString(l.name) || keyName.MatchString(l.name)) {
		p.Passes(l.alt.Origin.Line().Span, "%s is given from outside", l.path)
	}
}

func reportCredential(p *analyzer.Pass, l leaf, what string) {
	s := &analyzer.Setting{Name: l.path, Value: value.Alternatives([]value.Alt{l.alt})}
	j := p.Judge(s, l.alt.When)
	p.Advise(readFromOutside(l)+", and have the service issue a new one", func() {
		if j.When() != "" {
			p.Report(j, "%s falls back to %s that stands in the repository%s, so whoever reads it can use it", l.path, what, j.When())
			return
		}
		p.Report(j, "%s is %s that stands in the repository, so whoever reads it can use it", l.path, what)
	})
}

// variableName matches what can be the name of a variable.
var variableName = regexp.MustCompile(`^[A-Z_][A-Z0-9_]*$`)

// readFromOutside says how a credential is read from a variable: the one from
// which it comes already, or one of its own name.
func readFromOutside(l leaf) string {
	name := l.name
	if setting, _, deep := strings.Cut(l.path, "["); deep {
		name = setting + "_" + l.name
	}
	if vars := l.alt.Origin.Absent(); len(vars) == 1 {
		name = vars[0]
	}
	if name = strings.ToUpper(name); !variableName.MatchString(name) {
		return "Read it from the environment without a default"
	}
	return fmt.Sprintf("Read it from the environment without a default, `os.environ[%q]`", name)
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
