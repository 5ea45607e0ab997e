package rules

import (
	"path"
	"regexp"

	"github.com/deploycheck/deploycheck/analyzer"
)

// PrivateKeyCommitted catches private keys in the repository.
// https://docs.github.com/en/code-security/secret-scanning/introduction/about-secret-scanning
var PrivateKeyCommitted = &analyzer.Rule{
	ID:        "private-key-committed",
	Title:     "A private key lies in the repository",
	Item:      "certificate",
	Severity:  analyzer.Critical,
	Precision: analyzer.HighPrecision,
	What:      "A file with a private key in PEM: of a certificate, of SSH, or to sign with. Keys below folders of tests and examples are notes.",
	Why:       "Whoever can read the repository, now or later, can pose as the server, or sign in as whoever the key is for. Deleting the file leaves the key in the history.",
	Fix:       "Make a new key and revoke the old one, keep it in a secret store or on the server only, and add its name to `.gitignore`.",
	CWE:       321,
	ASVS:      "2.10.4",
	Refs:      []string{"https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository"},
	Unloaded:  true,
	Check:     checkPrivateKeyCommitted,
}

// trialKey matches paths of keys that are made for trials.
var trialKey = regexp.MustCompile(`(?i)(^|[/._-])(fixtures?|mocks?|dummy|fake|snakeoil|artifacts|demo|data)([/._-]|$)`)

func checkPrivateKeyCommitted(p *analyzer.Pass) {
	for _, k := range p.Facts().Keys {
		if trialKey.MatchString(k.File) {
			continue
		}
		if k.Encrypted {
			p.ReportIn(k.Where, k.Span, "key", "%s holds a private key, so only its passphrase is between readers of the repository and the key", path.Base(k.File))
			continue
		}
		p.ReportIn(k.Where, k.Span, "key", "%s holds a private key, so whoever reads the repository can use it", path.Base(k.File))
	}
}
