package rules

import (
	"net/netip"
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// HealthCheckBlocked catches probes that Django itself turns away: their host
// is none of ALLOWED_HOSTS, or they are redirected to HTTPS.
// https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts
var HealthCheckBlocked = &analyzer.Rule{
	ID:        "health-check-blocked",
	Title:     "Django turns the health check away",
	Item:      "health",
	Severity:  analyzer.Medium,
	Precision: analyzer.MediumPrecision,
	What: "A probe that asks the application by a name that `ALLOWED_HOSTS` does not have, such as `localhost` or the address of a pod, " +
		"or over plain HTTP where `SECURE_SSL_REDIRECT` redirects it.",
	Why: "Django answers 400, or a redirect to a port that does not answer: the container never becomes healthy, is started again and again, " +
		"and somebody mends it with `ALLOWED_HOSTS = [\"*\"]` or by turning the redirect off.",
	Fix: "Send the site's name with the probe (`httpHeaders: [{name: Host, value: shop.example}]`, `curl -H \"Host: shop.example\"`), " +
		"and `X-Forwarded-Proto: https` or a path in `SECURE_REDIRECT_EXEMPT` for the redirect.",
	CWE:  703,
	ASVS: "14.5.3",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts",
		"https://docs.djangoproject.com/en/stable/ref/settings/#secure-redirect-exempt",
		"https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
	},
	Check: checkHealthCheckBlocked,
}

func checkHealthCheckBlocked(p *analyzer.Pass) {
	seen := map[deploy.Probe]bool{}
	for _, l := range p.Facts().Launches() {
		probe := l.Probe()
		if !answers(l) || probe.Path == "" || l.Fronted() || seen[probe] || p.Facts().ForDevelopment(l.Where) || answeredEarly(p) {
			continue
		}
		seen[probe] = true
		where := l.Where
		if probe.Span.File != l.File {
			where = deploy.At(probe.Span)
		}
		host, name := probe.Host, probe.Host
		if host == "" && l.Kind == deploy.Kubernetes {
			host, name = podAddress, "the address of the pod"
		}
		hosts := p.Setting("ALLOWED_HOSTS")
		if j := p.Judge(hosts, p.View().Lists("MIDDLEWARE", django.CommonMiddleware).Minus(allows(p, hosts, host))); j.Fails() {
			p.ReportIn(where, probe.Span, l.Name, "the probe asks for %s at %s, which ALLOWED_HOSTS does not have%s, so Django answers 400 and the container is never healthy", probe.Path, name, j.When())
		} else if j := p.Judge(p.Setting("SECURE_SSL_REDIRECT"), redirected(p, probe)); j.Fails() && l.Kind == deploy.Kubernetes {
			p.ReportIn(where, probe.Span, l.Name, "the probe asks for %s over plain HTTP, and SECURE_SSL_REDIRECT redirects it%s to a port that does not answer, so the container is never healthy", probe.Path, j.When())
		}
	}
	p.ClaimNothing()
}

// answers reports whether a process serves pages. What an image runs that is
// not made here is told by what else is known: it has the variables of Django,
// is given no other command and has a page that is asked for.
func answers(l *deploy.Launch) bool {
	return l.Serves() || l.Runs() == "" && l.RunsDjango()
}

// podAddress stands for the address of a pod, which nobody knows beforehand.
const podAddress = "10.0.0.1"

// allows is the condition under which ALLOWED_HOSTS has a host, as
// django.http.request.validate_host has it. What else may be in it may be
// the host.
func allows(p *analyzer.Pass, hosts *analyzer.Setting, host string) *value.Cond {
	allowed := value.False
	for _, e := range p.Elements(hosts) {
		text, known := analyzer.Text(e.Plain)
		switch _, isUnknown := e.Plain.(*value.Unknown); {
		case known && matchesHost(text, host):
			allowed = allowed.Or(e.When)
		case isUnknown:
			allowed = allowed.Or(e.When.And(elsewhere(p, "ALLOWED_HOSTS has "+host)))
		}
	}
	return allowed
}

// matchesHost reports whether a pattern of ALLOWED_HOSTS matches a host.
func matchesHost(pattern, host string) bool {
	pattern = strings.ToLower(pattern)
	if !isAddress(host) && strings.HasPrefix(pattern, ".") && (strings.HasSuffix(host, pattern) || host == pattern[1:]) {
		return true
	}
	return pattern == "*" || pattern == strings.ToLower(host)
}

// redirected is the condition under which Django redirects a probe to HTTPS.
func redirected(p *analyzer.Pass, probe deploy.Probe) *value.Cond {
	if probe.Secure || probe.Trusted {
		return value.False
	}
	on := p.Space().Truth(p.Setting("SECURE_SSL_REDIRECT").Value).And(p.View().Lists("MIDDLEWARE", django.SecurityMiddleware))
	for _, e := range p.Elements(p.Setting("SECURE_REDIRECT_EXEMPT")) {
		text, known := analyzer.Text(e.Plain)
		pattern, err := regexp.Compile(text)
		if !known || err != nil || pattern.MatchString(strings.TrimPrefix(probe.Path, "/")) {
			on = on.Minus(e.When)
		}
	}
	return on
}

// answeredEarly reports whether a middleware that is not Django's may answer
// before Django looks at the host.
func answeredEarly(p *analyzer.Pass) bool {
	for _, e := range p.Elements(p.Setting("MIDDLEWARE")) {
		text, ok := analyzer.Text(e.Plain)
		switch {
		case text == django.CommonMiddleware:
			return false
		case !ok || !strings.HasPrefix(text, "django.") && !strings.HasPrefix(text, "whitenoise.") && !strings.HasPrefix(text, "corsheaders."):
			return true
		}
	}
	return true
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}
