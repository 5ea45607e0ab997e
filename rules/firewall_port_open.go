package rules

import (
	"fmt"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// FirewallPortOpen catches firewalls that let the internet reach more than
// SSH and web servers.
// https://manpages.debian.org/stable/ufw/ufw.8.en.html
var FirewallPortOpen = &analyzer.Rule{
	ID:        "firewall-port-open",
	Title:     "The firewall lets in more than SSH and the web",
	Item:      "firewall",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A firewall (ufw, iptables, nftables, firewalld, a security group of a cloud) that opens another port than 22, 80 and 443 to everybody, that lets in by default, or that is turned off.",
	Why:       "What listens on such a port is reached past the web server, with no TLS and none of its limits: the application server itself, a database, a dashboard.",
	Fix:       "Close the port, or open it to the networks that need it; deny what comes in by default.",
	CWE:       1327,
	ASVS:      "1.14.1",
	Refs: []string{
		"https://manpages.debian.org/stable/ufw/ufw.8.en.html",
		"https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
	},
	Unloaded: true,
	Check:    checkFirewallPortOpen,
}

func checkFirewallPortOpen(p *analyzer.Pass) {
	if len(p.Facts().Firewalls) == 0 {
		delegated(p, "the firewall")
	}
	for _, w := range p.Facts().Firewalls {
		judgeFirewall(p, w)
	}
}

func judgeFirewall(p *analyzer.Pass, w *deploy.Firewall) {
	sound, open := true, ""
	if w.On.Opaque == "" && w.On.Value == "no" {
		sound = false
		p.ReportIn(w.Where, w.On.Span, w.By, "%s is turned off, so every port of the host can be reached", w.By)
	}
	if w.Default.Opaque == "" && w.Default.Value == "allow" {
		sound = false
		p.ReportIn(w.Where, w.Default.Span, w.By+" default", "%s lets in what no rule is about, so every port that something listens on can be reached", w.By)
	}
	for _, o := range w.Openings {
		switch {
		case o.Open != "":
			open = o.Open
		case strings.HasPrefix(o.Protocol, "icmp") || onlyUsual(p, o):
		case o.Source.Opaque != "":
			open = o.Source.Opaque
		case !o.Everybody():
		default:
			sound = false
			p.ReportIn(w.Where, o.Span, w.By+" "+portNames(o.Ports), "%s lets everybody reach %s, so what listens there is on the internet beside the web server", w.By, portNames(o.Ports))
		}
	}
	switch {
	case !sound || p.Facts().ForDevelopment(w.Where):
	case open != "":
		p.Doubts("not all that %s lets in is known: %s", w.By, open)
	case w.On.Opaque == "" && w.On.Value == "yes" && w.Default.Opaque == "" && w.Default.Value == "deny" && len(w.Openings) > 0:
		p.Passes(w.Span, "%s lets in what is asked for and nothing else", w.By)
	}
}

// onlyUsual reports whether an opening is for SSH and web servers alone. A
// port that the repository's SSH server listens on is one of SSH.
func onlyUsual(p *analyzer.Pass, o deploy.Opening) bool {
	for _, r := range o.Ports {
		for port := r.From; port <= r.To; port++ {
			if port != 22 && port != 80 && port != 443 && !listensForSSH(p, port) {
				return false
			}
		}
	}
	return true
}

func listensForSSH(p *analyzer.Pass, port int) bool {
	for _, s := range p.Facts().SSH {
		if set, ok := s.Setting("port"); ok && set.Value.Value == fmt.Sprint(port) {
			return true
		}
	}
	return false
}

func portsHold(list []deploy.PortRange, port int) bool {
	for _, r := range list {
		if r.From <= port && port <= r.To {
			return true
		}
	}
	return false
}

// portNames says which ports they are.
func portNames(list []deploy.PortRange) string {
	var names []string
	for _, r := range list {
		switch {
		case r.From == 0 && r.To == 65535:
			return "every port"
		case r.From == r.To:
			names = append(names, fmt.Sprint(r.From))
		default:
			names = append(names, fmt.Sprintf("%d to %d", r.From, r.To))
		}
	}
	if len(names) == 1 && list[0].From == list[0].To {
		return "port " + names[0]
	}
	return "ports " + strings.Join(names, ", ")
}
