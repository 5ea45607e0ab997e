package deploy

import (
	"slices"
	"strings"
)

// contain takes what a pod and one container of it say of how it is kept in:
// what the container says wins over its pod.
// https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
func contain(p *Process, pod, c node) {
	p.User = runAs(pod.get("securityContext"), c.get("securityContext"))
	for _, kind := range []string{"readinessProbe", "livenessProbe", "startupProbe"} {
		if probe := c.get(kind); probe.ok() && !p.Health.Asks() {
			p.Health = kubernetesProbe(probe)
		}
	}
	for _, key := range []string{"hostPID", "hostIPC"} {
		if n := pod.get(key); n.text() == "true" {
			p.Breaks = append(p.Breaks, Breach{HostSpace, key, n.span()})
		}
	}
	if n := c.get("securityContext", "privileged"); n.text() == "true" {
		p.Breaks = append(p.Breaks, Breach{Privileged, "privileged", n.span()})
	}
	for _, item := range c.get("securityContext", "capabilities", "add").items() {
		if name := capability(item.text()); slices.Contains(powers, name) {
			p.Breaks = append(p.Breaks, Breach{Capability, name, item.span()})
		}
	}
	mounted := map[string]bool{}
	for _, m := range c.get("volumeMounts").items() {
		mounted[m.get("name").text()] = true
	}
	for _, v := range pod.get("volumes").items() {
		at := v.get("hostPath", "path")
		if b, ok := hostPath(at.text()); ok && mounted[v.get("name").text()] {
			b.Span = at.span()
			p.Breaks = append(p.Breaks, b)
		}
	}
}

// runAs is as whom a container runs: runAsUser, or at least that it is not
// root. The zero Word if neither is said.
func runAs(contexts ...node) Word {
	for _, context := range slices.Backward(contexts) {
		if n := context.get("runAsUser"); n.ok() {
			return Word{Text: plain(n.text()), Span: n.span()}
		}
	}
	for _, context := range slices.Backward(contexts) {
		if n := context.get("runAsNonRoot"); n.text() == "true" {
			return Word{Text: Open("the cluster refuses root"), Span: n.span()}
		} else if n.ok() {
			break
		}
	}
	return Word{}
}

// kubernetesProbe reads a probe: httpGet, exec, tcpSocket or grpc.
func kubernetesProbe(n node) Probe {
	get := n.get("httpGet")
	if !get.ok() {
		if command := n.get("exec", "command"); command.ok() {
			return commandProbe(command.words(), command.span())
		}
		return Probe{Span: n.span(), Command: "connects"}
	}
	p := Probe{Span: get.span(), Path: get.get("path").text(), Host: get.get("host").text(), Secure: strings.EqualFold(get.get("scheme").text(), "HTTPS")}
	if path := get.get("path"); path.ok() {
		p.Span = path.span()
	} else {
		p.Path = "/"
	}
	for _, h := range get.get("httpHeaders").items() {
		name, value := h.get("name").text(), h.get("value").text()
		switch {
		case strings.EqualFold(name, "Host"):
			p.Host = value
		case strings.EqualFold(name, "X-Forwarded-Proto"):
			p.Trusted = value == "https"
		}
	}
	return p
}
