package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
)

// CredentialPlaceholder catches passwords that are to be written into the
// settings, where a text stands that says so.
var CredentialPlaceholder = &analyzer.Rule{
	ID:        "credential-placeholder",
	Title:     "a password is to be written into the settings",
	Item:      "credentials",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What: "Finds settings such as `EMAIL_HOST_PASSWORD` that hold a text which stands for the password, like `<your password>`, " +
		"and that nothing outside the settings can set.",
	Why: "As it is, the service refuses whoever sends this password. Whoever puts the real one in its place puts it into the " +
		"repository, and into every copy of it.",
	Fix:   "Read it from the environment: `EMAIL_HOST_PASSWORD = os.environ[\"EMAIL_HOST_PASSWORD\"]`.",
	CWE:   798,
	ASVS:  "2.10.4",
	Refs:  []string{"https://docs.djangoproject.com/en/stable/ref/settings/#email-host-password", "https://12factor.net/config"},
	Check: checkCredentialPlaceholder,
}

func checkCredentialPlaceholder(p *analyzer.Pass) {
	for _, name := range p.Names() {
		if !passwordName.MatchString(name) || publicName.MatchString(name) || harmless.MatchString(name) {
			continue
		}
		for _, l := range leaves(p.Setting(name)) {
			text, ok := analyzer.Text(l.alt.Plain)
			if ok && l.path == name && standsFor(text) && len(l.alt.Origin.Vars()) == 0 && p.Unset().Implies(l.alt.When) {
				p.ReportValue(l.alt, p.Setting(name), "%s holds a text that is to be replaced by the password, which then stands in the repository", name)
			}
		}
	}
}

// standsFor reports whether a text says that a password belongs in its place.
func standsFor(text string) bool {
	return strings.TrimSpace(text) != "" && (strings.HasPrefix(text, "<") || stopgap.MatchString(text)) && !strings.Contains(text, "://") && !dottedName.MatchString(text)
}
