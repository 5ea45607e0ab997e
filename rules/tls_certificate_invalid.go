package rules

import (
	"path"
	"strings"
	"time"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// TLSCertificateInvalid catches certificates of a web server, in the
// repository, that browsers refuse.
// https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5
var TLSCertificateInvalid = &analyzer.Rule{
	ID:        "tls-certificate-invalid",
	Title:     "Browsers refuse the certificate",
	Item:      "certificate",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A certificate that a web server names and that lies in the repository, if it has expired, will within thirty days, is signed by itself, or has a key or a signature that is too weak.",
	Why:       "Browsers warn visitors off, and programs refuse to connect; those who click the warning away no longer notice when somebody is in between.",
	Fix:       "Let a program get and renew certificates, such as certbot or Caddy, and keep them out of the repository.",
	CWE:       295,
	ASVS:      "9.2.1",
	Refs:      []string{"https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5", "https://eff-certbot.readthedocs.io/en/stable/using.html#renewing-certificates"},
	Unloaded:  true,
	Check:     checkTLSCertificateInvalid,
}

func checkTLSCertificateInvalid(p *analyzer.Pass) {
	for _, c := range p.Facts().Certificates {
		if c.Bundle || !named(p, c) {
			continue
		}
		name := path.Base(c.File)
		now, dated := p.Date()
		switch {
		case dated && now.After(c.Until):
			p.ReportIn(c.Where, c.Span, "expired", "the certificate %s expired on %s, so browsers refuse the site", name, c.Until.Format(time.DateOnly))
		case dated && now.AddDate(0, 0, 30).After(c.Until):
			p.ReportIn(c.Where, c.Span, "expires", "the certificate %s expires on %s, and browsers refuse the site from then on", name, c.Until.Format(time.DateOnly))
		case c.Weak != "":
			p.ReportIn(c.Where, c.Span, "weak", "the certificate %s has %s, so browsers refuse the site", name, c.Weak)
		case c.SelfSigned:
			p.ReportIn(c.Where, c.Span, "self-signed", "the certificate %s is signed by itself, so browsers warn visitors off", name)
		}
	}
}

// named reports whether a web server that production uses names a
// certificate: by its file, or by the end of its path.
func named(p *analyzer.Pass, c *deploy.Certificate) bool {
	for _, f := range live(p) {
		for _, s := range f.Servers {
			if s.Certificate.Opaque == "" && s.Certificate.Value != "" && path.Base(s.Certificate.Value) == path.Base(c.File) && near(s.Certificate.Value, c.File) {
				return true
			}
		}
	}
	return false
}

// near reports whether a path on the server may be that of a file of the
// repository: their last folders agree, or the file's folder is one of
// configuration.
func near(onServer, file string) bool {
	folder := path.Base(path.Dir(file))
	return folder == path.Base(path.Dir(onServer)) || strings.Contains(folder, "nginx") || strings.Contains(folder, "cert") || strings.Contains(folder, "ssl") || strings.Contains(folder, "tls")
}
