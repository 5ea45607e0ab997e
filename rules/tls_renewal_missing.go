package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// TLSRenewalMissing catches certificates that are got once and never renewed.
// https://eff-certbot.readthedocs.io/en/stable/using.html#renewing-certificates
var TLSRenewalMissing = &analyzer.Rule{
	ID:        "tls-renewal-missing",
	Title:     "Nothing renews the certificate",
	Item:      "renewal",
	Severity:  analyzer.Low,
	Precision: analyzer.MediumPrecision,
	What:      "A container of certbot that gets a certificate, in a repository that shows nothing which renews it.",
	Why:       "Let's Encrypt's certificates are good for ninety days at most; then every browser warns, and HSTS leaves visitors no way past the warning.",
	Fix:       "Run `certbot renew` twice a day from cron, a timer or a loop in the container, and reload the web server after it; or let Caddy or Traefik see to certificates.",
	CWE:       298,
	ASVS:      "9.2.1",
	Refs: []string{
		"https://eff-certbot.readthedocs.io/en/stable/using.html#renewing-certificates",
		"https://letsencrypt.org/docs/faq/#what-is-the-lifetime-for-let-s-encrypt-certificates-for-how-long-are-they-valid",
	},
	Unloaded: true,
	Check:    checkTLSRenewalMissing,
}

func checkTLSRenewalMissing(p *analyzer.Pass) {
	if scheduled(p, "renews certificates", renewsInTime) || issued(p) {
		return
	}
	asked := false
	for _, j := range p.Facts().Jobs {
		l, ok := j.Obtains()
		if !ok || j.Scheduled() {
			continue
		}
		if asked = true; j.Contained() {
			p.ReportIn(j.Where, l.Span, "certbot", "certbot gets a certificate in a container that ends, and nothing in the repository renews it, so the site stops being trusted within ninety days")
		} else if !p.Facts().ForDevelopment(j.Where) {
			p.Doubts("%s gets a certificate with certbot; whether the host renews it is not in the repository", j.File)
		}
	}
	if !asked {
		delegated(p, "certificates")
	}
}

// renewsInTime finds what renews certificates before they end: those of Let's
// Encrypt are good for ninety days, and renewed from the sixtieth on.
func renewsInTime(j *deploy.Job) (deploy.Line, bool) {
	if j.Schedule.Days > 31 {
		return deploy.Line{}, false
	}
	return j.Renews()
}

// issued records that a web server or balancer sees to its certificates.
func issued(p *analyzer.Pass) bool {
	for _, f := range p.Facts().Fronts {
		for _, s := range f.Servers {
			if strings.Contains(s.Issuer.Value, "staging") {
				p.Doubts("%s gets certificates that no browser trusts, as its name has it", s.Issuer.Value)
				continue
			}
			if s.Issuer.Value != "" && s.Issuer.Opaque == "" && !p.Facts().ForDevelopment(f.Where) {
				p.Passes(s.Issuer.Span, "%s gets and renews the certificate", s.Issuer.Value)
				return true
			}
		}
	}
	return false
}
