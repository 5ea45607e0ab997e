package rules

import (
	"path"
	"slices"
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
	What:      "A container of certbot that gets a certificate, in a repository that shows nothing which renews it; Traefik in a container of Compose that keeps its certificates on no volume.",
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
	if forgotten(p) {
		return
	}
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

// traefikImage matches images of Traefik.
var traefikImage = image("traefik")

// forgotten reports certificates that are gone with the container in which
// Traefik got them: no volume holds the file that they are in.
// https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers
func forgotten(p *analyzer.Pass) bool {
	for _, f := range p.Facts().Fronts {
		for _, s := range f.Servers {
			w := s.Storage
			if f.Kind != deploy.Traefik || w.Value == "" || w.Opaque != "" || p.Facts().ForDevelopment(deploy.At(w.Span)) {
				continue
			}
			if l := losing(p, path.Join("/", w.Value)); l != nil {
				p.ReportIn(deploy.At(w.Span), w.Span, "storage", "no volume of %s holds %s, so each new container asks for certificates anew until Let's Encrypt refuses them", l.Name, w.Value)
				return true
			}
		}
	}
	return false
}

// losing is a container of Traefik that a file is lost with; nil if there is
// none, or if any container keeps it: a service may be spread over files that
// are laid over each other.
func losing(p *analyzer.Pass, file string) *deploy.Launch {
	var found *deploy.Launch
	for _, l := range p.Facts().Launches() {
		name := l.Image
		if l.Stage != nil {
			name = l.Stage.Image().Value
		}
		ours := traefikImage.MatchString(name)
		switch {
		case keepsFile(l, file), ours && l.Kind != deploy.Compose:
			return nil
		case ours && !p.Facts().ForDevelopment(l.Where):
			found = l
		}
	}
	return found
}

// keepsFile reports whether a volume of a container holds a file.
func keepsFile(l *deploy.Launch, file string) bool {
	return slices.ContainsFunc(l.Volumes, func(v deploy.Word) bool {
		parts := strings.Split(v.Value, ":")
		target := path.Clean(parts[min(1, len(parts)-1)])
		return v.Opaque != "" || file == target || strings.HasPrefix(file, target+"/")
	})
}
