package deploy

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// readManifests reads what Kubernetes runs, and what leads to it.
func readManifests(f *Facts, file *source.File) {
	processes(readKubernetes)(f, file)
	if !strings.Contains(file.Text, "Ingress") && !strings.Contains(file.Text, "Gateway") && !strings.Contains(file.Text, "HTTPRoute") {
		return
	}
	docs, _ := documents(file)
	for _, doc := range docs {
		front := &Front{Where: where(file), Kind: Ingress}
		switch doc.get("kind").text() {
		case "Ingress":
			newIngress(doc).read(front)
		case "Gateway":
			readGateway(doc, front)
		}
		if len(front.Servers) > 0 {
			f.Fronts = append(f.Fronts, front)
		}
	}
}

// An ingress reads one Ingress.
// https://kubernetes.io/docs/concepts/services-networking/ingress/
type ingress struct {
	doc, spec, notes node
	nginx            bool // ingress-nginx serves it, as it seems
}

func newIngress(doc node) *ingress {
	in := &ingress{doc: doc, spec: doc.get("spec"), notes: doc.get("metadata", "annotations")}
	class := in.spec.get("ingressClassName").text() + in.notes.get("kubernetes.io/ingress.class").text()
	in.nginx = strings.Contains(class, "nginx")
	for _, a := range in.notes.fields() {
		in.nginx = in.nginx || strings.HasPrefix(a.name, nginxNote)
	}
	return in
}

// nginxNote is what the names of ingress-nginx's annotations begin with.
// https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
const nginxNote = "nginx.ingress.kubernetes.io/"

func (in *ingress) note(name string) node { return in.notes.get(nginxNote + name) }

func (in *ingress) read(front *Front) {
	for _, rule := range in.spec.get("rules").items() {
		front.Servers = append(front.Servers, in.server(rule))
	}
	if len(front.Servers) == 0 && in.spec.get("defaultBackend").ok() {
		front.Servers = []*Server{in.server(in.spec)}
	}
}

func (in *ingress) server(rule node) *Server {
	s := &Server{Span: rule.span()}
	host := rule.get("host")
	if host.text() != "" {
		s.Names = []Word{nodeWord(host)}
	}
	s.Listens = []Listen{{Port: 80, Span: rule.span()}}
	if tls := in.tls(host.text()); tls.ok() {
		s.Listens = append(s.Listens, Listen{Port: 443, TLS: true, Span: tls.span()})
		s.Certificate = nodeWord(tls.get("secretName"))
		if s.Certificate.Span.IsZero() {
			s.Certificate = Word{Text: Known("the certificate of the controller"), Span: tls.span()}
		}
	}
	for _, name := range []string{"cert-manager.io/cluster-issuer", "cert-manager.io/issuer", "certmanager.k8s.io/cluster-issuer", "kubernetes.io/tls-acme"} {
		if issuer := in.notes.get(name); issuer.text() != "" && len(s.Listens) > 1 {
			s.Issuer = Word{Text: Known("cert-manager (" + issuer.shown() + ")"), Span: issuer.span()}
		}
	}
	if len(s.Listens) == 1 {
		s.Behind = in.balancer()
	}
	for _, path := range rule.get("http", "paths").items() {
		s.Locations = append(s.Locations, in.place(path, len(s.Listens) > 1))
	}
	if len(s.Locations) == 0 {
		s.Locations = []*Place{in.place(rule, len(s.Listens) > 1)}
	}
	s.places = s.Locations
	return s
}

// tls is the entry of spec.tls that is for a host, or for all.
func (in *ingress) tls(host string) node {
	for _, tls := range in.spec.get("tls").items() {
		hosts := tls.get("hosts").list()
		if len(hosts) == 0 || host == "" || slices.Contains(hosts, host) || slices.ContainsFunc(hosts, marked) {
			return tls
		}
		if _, domain, ok := strings.Cut(host, "."); ok && slices.Contains(hosts, "*."+domain) {
			return tls
		}
	}
	return node{}
}

// balancer is the annotation by which a load balancer of a cloud ends TLS.
func (in *ingress) balancer() Word {
	for _, a := range in.notes.fields() {
		if strings.HasPrefix(a.name, "alb.ingress.kubernetes.io/") || strings.HasPrefix(a.name, "networking.gke.io/") || strings.Contains(a.name, "ssl-cert") {
			return Word{Text: Known(a.name), Span: a.key.span()}
		}
	}
	return Word{}
}

// place reads one path of a rule.
func (in *ingress) place(n node, secure bool) *Place {
	p := &Place{Span: n.span(), Path: n.get("path").shown(), Passes: backend(n.get("backend"))}
	if p.Path == "" {
		p.Path = "/"
	}
	if n.get("pathType").text() == "Exact" {
		p.Match = Exact
	}
	if p.Passes.Span.IsZero() {
		p.Passes = backend(n.get("defaultBackend"))
	}
	if in.nginx {
		in.nginxPlace(p, secure)
	}
	return p
}

// backend names a service and its port.
func backend(n node) Word {
	name, port := n.get("service", "name"), n.get("service", "port", "number")
	if name.text() == "" {
		name, port = n.get("serviceName"), n.get("servicePort")
	}
	if port.text() == "" {
		port = n.get("service", "port", "name")
	}
	if name.text() == "" {
		return Word{}
	}
	t := plain(name.text())
	t.Value = "http://" + name.shown() + ":" + port.shown()
	return Word{Text: t, Span: name.span()}
}

// nginxPlace takes what ingress-nginx does by itself and what annotations
// say. It redirects where there is TLS, passes the scheme on, and sends HSTS
// as its ConfigMap says.
func (in *ingress) nginxPlace(p *Place, secure bool) {
	redirect, force := in.note("ssl-redirect"), in.note("force-ssl-redirect")
	if secure && redirect.text() != "false" || force.text() == "true" {
		at := p.Span
		if redirect.ok() {
			at = redirect.span()
		}
		p.Redirect = &Redirect{Span: at, Status: 308, Target: Known("https://$host$request_uri"), ToHTTPS: true, OnlyHTTP: true}
	}
	p.Forwards = []Header{
		{Name: "Host", Value: Known("$host"), Span: p.Span},
		{Name: "X-Forwarded-Proto", Value: Known("$scheme"), Span: p.Span},
	}
	if secure {
		p.Headers = append(p.Headers, Header{
			Name: "Strict-Transport-Security", Span: p.Span, Always: true, Replaces: true,
			Value: Text{Value: "max-age=31536000; includeSubDomains", Opaque: "the ConfigMap of ingress-nginx decides it"},
		})
	}
	if size := in.note("proxy-body-size"); size.ok() {
		if n, ok := bytesOf(size.text()); ok {
			p.MaxBody = &Size{Bytes: n, Span: size.span()}
		}
	}
	if log := in.note("enable-access-log"); log.text() == "false" {
		p.NoLog = Word{Text: Known("enable-access-log is false"), Span: log.span()}
	}
	for _, name := range []string{"configuration-snippet", "server-snippet"} {
		if snippet := in.note(name); snippet.text() != "" {
			in.snippet(p, snippet)
		}
	}
}

// snippet reads lines of nginx's own configuration.
func (in *ingress) snippet(p *Place, n node) {
	tree, _ := parseNginx(source.NewFile(n.file.Path, []byte(n.text())))
	headers, _ := newLevel(nil, tree).headers()
	for _, h := range headers {
		h.Span = n.span()
		p.Headers = slices.DeleteFunc(p.Headers, func(has Header) bool {
			return h.Replaces && strings.EqualFold(has.Name, h.Name)
		})
		p.Headers = append(p.Headers, h)
	}
}

// readGateway reads the listeners of a Gateway. What is routed to where is
// said elsewhere.
// https://gateway-api.sigs.k8s.io/guides/tls/
func readGateway(doc node, front *Front) {
	issuer := doc.get("metadata", "annotations", "cert-manager.io/cluster-issuer")
	if issuer.text() == "" {
		issuer = doc.get("metadata", "annotations", "cert-manager.io/issuer")
	}
	for _, l := range doc.get("spec", "listeners").items() {
		s := &Server{Span: l.span(), Listens: []Listen{{Port: number(l.get("port")), TLS: l.get("protocol").text() == "HTTPS", Span: l.span()}}}
		if host := l.get("hostname"); host.text() != "" {
			s.Names = []Word{nodeWord(host)}
		}
		if certificates := l.get("tls", "certificateRefs").items(); len(certificates) > 0 && s.Listens[0].TLS {
			s.Certificate = nodeWord(certificates[0].get("name"))
		}
		if issuer.text() != "" && s.Listens[0].TLS {
			s.Issuer = Word{Text: Known("cert-manager (" + issuer.shown() + ")"), Span: issuer.span()}
		}
		s.Locations = []*Place{{Span: l.span(), Path: "/", Passes: Word{Text: Open("routes of the cluster lead on"), Span: l.span()}}}
		s.Locations[0].Passes.Value = "a route"
		s.Beyond = Word{Text: Known("the routes of the cluster"), Span: l.span()}
		front.Servers = append(front.Servers, s)
	}
}

// nodeWord is a scalar as a text with its place; the zero Word for what is
// not there.
func nodeWord(n node) Word {
	if n.text() == "" {
		return Word{}
	}
	t := plain(n.text())
	t.Value = n.shown()
	return Word{Text: t, Span: n.span()}
}

// number is the number of a scalar; 0 for what is none.
func number(n node) int {
	total := 0
	for _, c := range n.text() {
		if c < '0' || c > '9' || total > 1<<20 {
			return 0
		}
		total = total*10 + int(c-'0')
	}
	return total
}
