package deploy

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// contain takes what a service says of its container: as whom it runs, what
// it publishes, what lets it out.
func (c *composer) contain(p *Process, s node) {
	if u := s.get("user"); u.ok() {
		p.User = Word{Text: c.expand(u.text()), Span: u.span()}
	}
	for _, item := range s.get("ports").items() {
		if port, ok := c.port(item); ok {
			p.Ports = append(p.Ports, port)
		}
	}
	if h := s.get("healthcheck"); h.ok() {
		p.Health = c.health(h)
	}
	for _, v := range s.get("volumes").items() {
		text := v.text()
		if from := v.get("source").text(); from != "" {
			text = from + ":" + v.get("target").text()
		}
		p.Volumes = append(p.Volumes, Word{Text: c.expand(text), Span: v.span()})
	}
	p.Labels = append(p.Labels, c.environment(s.get("labels"))...)
	p.Breaks = append(p.Breaks, c.breaches(s)...)
}

// health reads healthcheck: test as a text or a list, or disable.
func (c *composer) health(h node) Probe {
	test := h.get("test")
	words := test.list()
	if h.get("disable").text() == "true" || len(words) > 0 && words[0] == "NONE" {
		return Probe{Span: h.span(), Off: true}
	}
	if len(words) > 1 && strings.HasPrefix(words[0], "CMD") {
		words = words[1:]
	}
	if !test.ok() {
		return Probe{}
	}
	return commandProbe(c.expand(strings.Join(words, " ")).Value, test.span())
}

// portText matches the short form of a port: [address:][published:]container[/protocol].
// https://docs.docker.com/reference/compose-file/services/#ports
var portText = regexp.MustCompile(`^(?:(?:(\[[0-9a-fA-F:]+\]|[\d.]+|\*)?:)?([\d-]*):)?(\d+)(?:-\d+)?(?:/(tcp|udp))?$`)

// port reads a port in its short or its long form.
func (c *composer) port(n node) (Port, bool) {
	if target := n.get("target"); target.ok() {
		number, _ := strconv.Atoi(c.expand(target.text()).Value)
		return Port{
			Address: c.expand(n.get("host_ip").text()), Published: c.expand(n.get("published").text()).Value,
			Container: number, Span: n.span(),
		}, true
	}
	t := c.expand(n.text())
	m := portText.FindStringSubmatch(t.Value)
	if m == nil || t.Opaque != "" {
		return Port{}, false
	}
	number, _ := strconv.Atoi(m[3])
	return Port{Address: Text{Value: strings.Trim(m[1], "[]*"), Outer: t.Outer}, Published: m[2], Container: number, Span: n.span()}, true
}

// Everywhere reports whether a port is open to whoever reaches its host.
func (p Port) Everywhere() bool {
	return p.Address.Opaque == "" && slices.Contains([]string{"", "0.0.0.0", "::", "0"}, p.Address.Value)
}

// powers are the capabilities that are nearly all of root (capabilities(7)).
var powers = []string{"ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE", "DAC_READ_SEARCH", "SYS_RAWIO"}

// breaches lists what lets a service out of its container.
func (c *composer) breaches(s node) []Breach {
	var all []Breach
	if n := s.get("privileged"); c.expand(n.text()).Value == "true" {
		all = append(all, Breach{Privileged, "privileged", n.span()})
	}
	for _, item := range s.get("cap_add").items() {
		if name := capability(item.text()); slices.Contains(powers, name) {
			all = append(all, Breach{Capability, name, item.span()})
		}
	}
	for _, key := range []string{"pid", "ipc", "userns_mode"} {
		if n := s.get(key); n.text() == "host" {
			all = append(all, Breach{HostSpace, key, n.span()})
		}
	}
	for _, item := range s.get("security_opt").items() {
		if text := strings.ReplaceAll(item.text(), ":", "="); strings.HasSuffix(text, "=unconfined") {
			all = append(all, Breach{Unconfined, text, item.span()})
		}
	}
	for _, item := range s.get("volumes").items() {
		text := item.get("source").text()
		if text == "" {
			text, _, _ = strings.Cut(item.text(), ":")
		}
		if b, ok := hostPath(c.expand(text).Value); ok {
			b.Span = item.span()
			all = append(all, b)
		}
	}
	return all
}

func capability(name string) string {
	return strings.TrimPrefix(strings.ToUpper(name), "CAP_")
}

// hostPath tells folders and files of a host that lay it open.
func hostPath(name string) (Breach, bool) {
	switch clean := path.Clean(name); {
	case name == "":
	case strings.HasSuffix(clean, "/docker.sock"), strings.HasSuffix(clean, "/containerd.sock"), strings.HasSuffix(clean, "/podman.sock"):
		return Breach{Kind: DockerSocket, What: clean}, true
	case clean == "/" || clean == "/etc" || clean == "/root" || clean == "/var/run" || clean == "/run":
		return Breach{Kind: HostRoot, What: clean}, true
	}
	return Breach{}, false
}
