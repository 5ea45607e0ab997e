package deploy

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

var (
	address    = regexp.MustCompile(`https?://[^\s"'|;)\]]+`)
	hostHeader = regexp.MustCompile(`(?i)["']Host:\s*([^"'\s]+)`)
	forwarded  = regexp.MustCompile(`(?i)X-Forwarded-Proto["']?\s*[:=,]\s*["']?https`)
)

// commandProbe is what a command that a probe runs asks for: the page, if it
// names an address.
func commandProbe(command string, at source.Span) Probe {
	p := Probe{Span: at, Command: command}
	u, err := url.Parse(address.FindString(command))
	if err != nil || u.Host == "" {
		return p
	}
	p.Path, p.Host, p.Secure = u.Path, u.Hostname(), u.Scheme == "https"
	if p.Path == "" {
		p.Path = "/"
	}
	if m := hostHeader.FindStringSubmatch(command); m != nil {
		p.Host = m[1]
	}
	p.Trusted = forwarded.MatchString(command)
	return p
}

// Asks reports whether the probe asks anything.
func (p Probe) Asks() bool {
	return !p.Off && !p.Span.IsZero() && strings.TrimSpace(p.Command+p.Path) != ""
}
