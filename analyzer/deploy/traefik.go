package deploy

import (
	"net/textproto"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A traefikPart is what one file says of Traefik, as keys with dots between
// their parts, in small letters: what flags, labels and files have in common.
type traefikPart struct {
	Where
	keys   map[string]Word
	order  []string
	routes map[string]string // router -> service of compose that has its label
}

func (t *traefikPart) put(key string, w Word) {
	key = strings.ToLower(key)
	if _, ok := t.keys[key]; !ok {
		t.order = append(t.order, key)
	}
	t.keys[key] = w
}

// readTraefikFile reads a static or dynamic configuration in YAML.
func readTraefikFile(f *Facts, file *source.File) {
	part := &traefikPart{Where: where(file), keys: map[string]Word{}}
	if path.Ext(file.Path) == ".toml" {
		part.toml(file)
	} else {
		docs, _ := documents(file)
		for _, doc := range docs {
			part.walk("", doc, 0)
		}
	}
	if len(part.order) > 0 {
		f.traefik = append(f.traefik, part)
	}
}

// walk takes the scalars of a tree.
func (t *traefikPart) walk(key string, n node, depth int) {
	if depth > 20 || len(t.order) > 5000 {
		return
	}
	under := func(name string) string { return strings.TrimPrefix(key+"."+name, ".") }
	for _, field := range n.fields() {
		t.walk(under(field.name), field.val, depth+1)
		if len(field.val.fields()) == 0 && len(field.val.items()) == 0 && field.val.text() == "" {
			t.put(under(field.name), Word{Span: field.key.span()}) // "tls: {}"
		}
	}
	var texts []string
	for i, item := range n.items() {
		if text := item.text(); text != "" {
			texts = append(texts, item.shown())
		} else {
			t.walk(key+"["+strconv.Itoa(i)+"]", item, depth+1)
		}
	}
	if len(texts) > 0 {
		t.put(key, Word{Text: Known(strings.Join(texts, ",")), Span: n.span()})
	}
	if n.text() != "" {
		t.put(key, Word{Text: plain(n.text()), Span: n.span()})
	}
}

var (
	tomlTable = regexp.MustCompile(`^\s*\[+([\w."-]+)\]+`)
	tomlPair  = regexp.MustCompile(`^\s*([\w."-]+)\s*=\s*(.+?)\s*$`)
)

// toml takes the lines of a file of TOML: tables and simple values, which is
// what such files hold.
func (t *traefikPart) toml(file *source.File) {
	table := ""
	for i := 1; i <= file.Lines() && i < 5000; i++ {
		line := file.Line(i)
		if m := tomlTable.FindStringSubmatch(line); m != nil {
			table = strings.ReplaceAll(m[1], `"`, "")
			t.put(table, Word{Span: lineSpan(file, i)})
			continue
		}
		if m := tomlPair.FindStringSubmatch(line); m != nil {
			value := strings.NewReplacer(`"`, "", "'", "", "[", "", "]", "", " ", "").Replace(m[2])
			t.put(strings.TrimPrefix(table+"."+strings.ReplaceAll(m[1], `"`, ""), "."), Word{Text: plain(value), Span: lineSpan(file, i)})
		}
	}
}

// readTraefikCompose takes the flags of Traefik's own service and the labels
// of all.
func readTraefikCompose(f *Facts, file *source.File) {
	if !strings.Contains(strings.ToLower(file.Text), "traefik") {
		return
	}
	docs, _ := documents(file)
	part := &traefikPart{Where: where(file), keys: map[string]Word{}, routes: map[string]string{}}
	for _, doc := range docs {
		for _, s := range doc.get("services").fields() {
			part.service(s)
		}
	}
	if len(part.order) > 0 {
		f.traefik = append(f.traefik, part)
	}
}

func (t *traefikPart) service(s field) {
	flags := s.val.get("command").items()
	if text := s.val.get("command"); text.text() != "" {
		for _, word := range strings.Fields(text.text()) {
			t.flag(word, text.span())
		}
	}
	for _, item := range flags {
		t.flag(item.text(), item.span())
	}
	for _, group := range []node{s.val.get("labels"), s.val.get("deploy", "labels")} {
		for _, item := range group.items() {
			name, value, _ := strings.Cut(item.text(), "=")
			t.label(s.name, name, value, item.span())
		}
		for _, l := range group.fields() {
			t.label(s.name, l.name, l.val.text(), l.key.span())
		}
	}
}

// flag takes one of Traefik's own: "--entrypoints.web.address=:80".
func (t *traefikPart) flag(text string, at source.Span) {
	name, ok := strings.CutPrefix(text, "--")
	if !ok {
		return
	}
	name, value, given := strings.Cut(name, "=")
	if !given {
		value = "true"
	}
	if lower := strings.ToLower(name); strings.HasPrefix(lower, "entrypoints.") || strings.HasPrefix(lower, "certificatesresolvers.") || strings.HasPrefix(lower, "accesslog") {
		t.put(name, Word{Text: composeText(value), Span: at})
	}
}

func (t *traefikPart) label(service, name, value string, at source.Span) {
	key, ok := strings.CutPrefix(strings.ToLower(name), "traefik.http.")
	if !ok {
		return
	}
	key = "http." + key
	t.put(key, Word{Text: composeText(value), Span: at})
	if parts := strings.Split(key, "."); len(parts) > 2 && parts[1] == "routers" {
		t.routes[parts[2]] = service
	}
}

// composeText is a value in which compose puts variables.
func composeText(value string) Text {
	if marked(value) {
		return plain(value)
	}
	return expand(value, "$$", func(string) (Text, bool) { return Text{}, false })
}

// traefikFronts makes a front of each file with routers. Entry points and
// resolvers are those of its own file, or else of the others.
func (f *Facts) traefikFronts() {
	for _, part := range f.traefik {
		t := &traefik{part: part, all: f.traefik}
		front := &Front{Where: part.Where, Kind: Traefik, Logs: t.logs()}
		for _, name := range t.names("http.routers.") {
			front.Servers = append(front.Servers, t.router(name))
		}
		if len(front.Servers) == 0 {
			continue
		}
		front.Servers = append(front.Servers, t.redirections()...)
		for _, s := range front.Servers {
			s.places = s.Locations
		}
		f.Fronts = append(f.Fronts, front)
	}
}

// logs is what turns Traefik's access log on, which is off by itself: the
// option, or any one of those below it.
// https://doc.traefik.io/traefik/observability/access-logs/
func (t *traefik) logs() Word {
	if w, ok := t.get("accesslog"); ok {
		if w.Value == "false" || w.Opaque != "" {
			return Word{}
		}
		return w
	}
	for _, p := range t.all {
		for _, key := range p.order {
			if strings.HasPrefix(key, "accesslog.") && nearTraefik(p.File, t.part.File) {
				return p.keys[key]
			}
		}
	}
	return Word{}
}

// A traefik reads the routers of one part with all that others say.
type traefik struct {
	part *traefikPart
	all  []*traefikPart
}

// get is the value of a key, of the own file or of another.
func (t *traefik) get(key string) (Word, bool) {
	key = strings.ToLower(key)
	if w, ok := t.part.keys[key]; ok {
		return w, true
	}
	for _, other := range t.all {
		if w, ok := other.keys[key]; ok && nearTraefik(other.File, t.part.File) {
			return w, true
		}
	}
	return Word{}, false
}

// nearTraefik reports whether two files may be of one Traefik: neither lies
// in a folder that has nothing to do with that of the other.
func nearTraefik(a, b string) bool {
	a, b = path.Dir(a), path.Dir(b)
	return a == b || a == "." || b == "." || strings.HasPrefix(a, b+"/") || strings.HasPrefix(b, a+"/") || path.Dir(a) == path.Dir(b)
}

// names lists what follows a prefix in the keys of the own file.
func (t *traefik) names(prefix string) []string { return namesIn(t.part, prefix) }

func namesIn(p *traefikPart, prefix string) []string {
	var all []string
	for _, key := range p.order {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			name, _, _ := strings.Cut(rest, ".")
			if !slices.Contains(all, name) && len(all) < 500 {
				all = append(all, name)
			}
		}
	}
	return all
}

// entryPoints lists the names of all that are known.
func (t *traefik) entryPoints() []string {
	var all []string
	for _, p := range append([]*traefikPart{t.part}, t.all...) {
		for _, name := range namesIn(p, "entrypoints.") {
			if !slices.Contains(all, name) && (p == t.part || nearTraefik(p.File, t.part.File)) {
				all = append(all, name)
			}
		}
	}
	return all
}

var (
	hostRule   = regexp.MustCompile("(?i)\\bHost(?:SNI)?\\(([^)]*)\\)")
	pathRule   = regexp.MustCompile("(?i)\\bPath(Prefix)?\\(\\s*[`\"']([^`\"']*)")
	quotedRule = regexp.MustCompile("[`\"']([^`\"']+)[`\"']")
)

// router reads one router, which is a server of its own.
func (t *traefik) router(name string) *Server {
	key := "http.routers." + name
	rule, _ := t.get(key + ".rule")
	s := &Server{Span: rule.Span}
	if rule.Span.IsZero() {
		for _, k := range t.part.order {
			if k == key || strings.HasPrefix(k, key+".") {
				s.Span = t.part.keys[k].Span
				break
			}
		}
	}
	for _, m := range hostRule.FindAllStringSubmatch(rule.Value, -1) {
		for _, h := range quotedRule.FindAllStringSubmatch(m[1], -1) {
			w := Word{Text: Known(h[1]), Span: rule.Span}
			if rule.Opaque != "" && (marked(h[1]) || strings.Contains(h[1], "$")) || h[1] == "" {
				w.Text = Open(rule.Opaque, rule.Outer...)
			}
			s.Names = append(s.Names, w)
		}
	}
	if rule.Opaque != "" && len(s.Names) == 0 {
		s.Names = []Word{{Text: Open(rule.Opaque, rule.Outer...), Span: rule.Span}}
	}
	t.listens(s, key)
	t.place(s, name, rule)
	return s
}

// listens reads on which entry points a router listens, and its TLS.
func (t *traefik) listens(s *Server, key string) {
	points, ok := t.get(key + ".entrypoints")
	names := strings.FieldsFunc(points.Value, func(r rune) bool { return r == ',' || r == ' ' })
	if !ok {
		names = t.entryPoints()
	}
	tls, resolver := t.tls(key)
	for _, name := range names {
		point := "entrypoints." + strings.ToLower(name)
		if _, sent := t.get(point + ".http.redirections.entrypoint.to"); sent {
			continue // no router is asked there
		}
		l := Listen{TLS: tls, Span: s.Span}
		if address, ok := t.get(point + ".address"); ok {
			_, port, _ := strings.Cut(strings.TrimSuffix(strings.TrimSuffix(address.Value, "/tcp"), "/udp"), ":")
			l.Port, _ = strconv.Atoi(port)
			l.Span = address.Span
		}
		if ends, by := t.tls(point + ".http"); ends {
			l.TLS = true
			if resolver.Value == "" {
				resolver = by
			}
		}
		s.Listens = append(s.Listens, l)
	}
	if len(names) == 0 {
		s.Listens = []Listen{{TLS: tls, Span: s.Span}}
	}
	secure := slices.ContainsFunc(s.Listens, func(l Listen) bool { return l.TLS })
	if resolver.Value != "" && secure {
		s.Issuer = Word{Text: Known("the resolver " + resolver.Value), Span: resolver.Span}
		s.Storage, _ = t.get("certificatesresolvers." + resolver.Value + ".acme.storage")
		if server, ok := t.get("certificatesresolvers." + resolver.Value + ".acme.caserver"); ok && strings.Contains(server.Value, "staging") {
			s.Issuer = Word{Text: Known("the staging server of the resolver " + resolver.Value), Span: server.Span}
		}
	} else if secure {
		s.Certificate = t.stored()
	}
}

// tls tells whether a router or an entry point ends TLS, and what gets its
// certificate.
func (t *traefik) tls(key string) (bool, Word) {
	resolver, byResolver := t.get(key + ".tls.certresolver")
	on, said := t.get(key + ".tls")
	if byResolver {
		return true, resolver
	}
	if said {
		return on.Value != "false", Word{}
	}
	for _, k := range t.part.order {
		if strings.HasPrefix(k, key+".tls.") {
			return true, Word{}
		}
	}
	return false, Word{}
}

// stored is a certificate of Traefik's store.
func (t *traefik) stored() Word {
	for _, p := range t.all {
		for _, key := range p.order {
			if strings.HasPrefix(key, "tls.") && strings.HasSuffix(key, "certfile") {
				return p.keys[key]
			}
		}
	}
	return Word{}
}

// place is what a router does with its requests.
func (t *traefik) place(s *Server, name string, rule Word) {
	p := &Place{Span: s.Span, Path: "/"}
	if m := pathRule.FindStringSubmatch(rule.Value); m != nil {
		p.Path = m[2]
		if m[1] == "" {
			p.Match = Exact
		}
	}
	service := name
	if w, ok := t.get("http.routers." + name + ".service"); ok {
		service, _, _ = strings.Cut(strings.ToLower(w.Value), "@")
		if strings.HasSuffix(w.Value, "@internal") {
			s.Locations = []*Place{p}
			return // Traefik's own pages
		}
	}
	p.Passes = t.target(name, service, s.Span)
	p.Forwards = []Header{{Name: "Host", Value: Known("$host"), Span: s.Span}, {Name: "X-Forwarded-Proto", Value: Known("$scheme"), Span: s.Span}}
	if list, ok := t.get("http.routers." + name + ".middlewares"); ok {
		all := strings.FieldsFunc(list.Value, func(r rune) bool { return r == ',' || r == ' ' })
		for _, m := range all[:min(len(all), 20)] {
			m, _, _ = strings.Cut(m, "@")
			t.middleware(p, "http.middlewares."+strings.ToLower(m)+".", list)
		}
	}
	s.Locations = []*Place{p}
}

// target is where a service leads.
func (t *traefik) target(router, service string, at source.Span) Word {
	for _, servers := range []string{"servers[0]", "servers"} { // YAML, TOML
		if url, ok := t.get("http.services." + service + ".loadbalancer." + servers + ".url"); ok {
			return url
		}
	}
	host := t.part.routes[router]
	if host == "" {
		host = service
	}
	port := ""
	for _, name := range []string{service, router} {
		if w, ok := t.get("http.services." + name + ".loadbalancer.server.port"); ok {
			port = ":" + w.Value
		}
	}
	return Word{Text: Known("http://" + host + port), Span: at}
}

// secureHeaders are the options of Traefik's headers and what they send.
// https://doc.traefik.io/traefik/middlewares/http/headers/
var secureHeaders = []struct{ option, name, fixed string }{
	{"framedeny", "X-Frame-Options", "DENY"},
	{"customframeoptionsvalue", "X-Frame-Options", ""},
	{"contenttypenosniff", "X-Content-Type-Options", "nosniff"},
	{"browserxssfilter", "X-XSS-Protection", "1; mode=block"},
	{"referrerpolicy", "Referrer-Policy", ""},
	{"contentsecuritypolicy", "Content-Security-Policy", ""},
	{"permissionspolicy", "Permissions-Policy", ""},
}

// middleware takes what a middleware does.
func (t *traefik) middleware(p *Place, key string, at Word) {
	found := false
	for _, part := range t.all {
		for _, k := range part.order {
			found = found || strings.HasPrefix(k, key)
			if header, ok := strings.CutPrefix(k, key+"headers.customresponseheaders."); ok {
				p.Headers = append(p.Headers, t.header(header, part.keys[k]))
			}
			if header, ok := strings.CutPrefix(k, key+"headers.customrequestheaders."); ok {
				p.Forwards = append(p.Forwards, t.header(header, part.keys[k]))
			}
		}
	}
	if !found {
		p.Beyond = Word{Text: Known("a middleware that is not in the repository"), Span: at.Span}
		return
	}
	for _, h := range secureHeaders {
		w, ok := t.get(key + "headers." + h.option)
		if !ok || h.fixed != "" && w.Value != "true" {
			continue
		}
		if h.fixed != "" {
			w.Value = h.fixed
		}
		p.Headers = append(p.Headers, t.header(h.name, w))
	}
	t.hsts(p, key+"headers.")
	if w, ok := t.get(key + "redirectscheme.scheme"); ok {
		permanent, _ := t.get(key + "redirectscheme.permanent")
		p.Redirect = &Redirect{Span: w.Span, Status: 302, Target: Known(w.Value + "://$host$request_uri"), ToHTTPS: w.Value == "https", OnlyHTTP: true}
		if permanent.Value == "true" {
			p.Redirect.Status = 301
		}
	}
	if w, ok := t.get(key + "buffering.maxrequestbodybytes"); ok {
		if n, err := strconv.ParseInt(w.Value, 10, 64); err == nil && n >= 0 {
			p.MaxBody = &Size{Bytes: n, Span: w.Span}
		}
	}
}

func (t *traefik) header(name string, w Word) Header {
	return Header{Name: textproto.CanonicalMIMEHeaderKey(name), Value: w.Text, Span: w.Span, Always: true, Replaces: true}
}

// hsts makes the header of the options that begin with sts.
func (t *traefik) hsts(p *Place, key string) {
	age, ok := t.get(key + "stsseconds")
	if !ok || age.Value == "0" {
		return
	}
	age.Value = "max-age=" + age.Value
	if w, _ := t.get(key + "stsincludesubdomains"); w.Value == "true" {
		age.Value += "; includeSubDomains"
	}
	if w, _ := t.get(key + "stspreload"); w.Value == "true" {
		age.Value += "; preload"
	}
	p.Headers = append(p.Headers, t.header("Strict-Transport-Security", age))
}

// redirections are the entry points that send all requests to another one.
func (t *traefik) redirections() []*Server {
	var all []*Server
	for _, name := range t.entryPoints() {
		key := "entrypoints." + name + ".http.redirections.entrypoint."
		to, ok := t.get(key + "to")
		if !ok {
			continue
		}
		scheme, said := t.get(key + "scheme")
		if !said {
			scheme.Value = "https"
		}
		s := &Server{Span: to.Span, Listens: []Listen{{Span: to.Span, Default: true}}}
		if address, ok := t.get("entrypoints." + name + ".address"); ok {
			_, port, _ := strings.Cut(address.Value, ":")
			s.Listens[0].Port, _ = strconv.Atoi(port)
		}
		status := 301
		if w, _ := t.get(key + "permanent"); w.Value == "false" {
			status = 302
		}
		s.Locations = []*Place{{Span: to.Span, Path: "/", Redirect: &Redirect{
			Span: to.Span, Status: status, Target: Known(scheme.Value + "://$host$request_uri"), ToHTTPS: scheme.Value == "https",
		}}}
		all = append(all, s)
	}
	return all
}

// readComposeFile reads the services of a compose file, and what it says of
// Traefik.
func readComposeFile(f *Facts, file *source.File) {
	processes(readCompose)(f, file)
	readTraefikCompose(f, file)
}

// composeServices matches where compose lists services.
var composeServices = regexp.MustCompile(`(?m)^services\s*:`)

// readTraefikAny reads a file with Traefik in its name, which may be one of
// compose.
func readTraefikAny(f *Facts, file *source.File) {
	if composeServices.MatchString(file.Text) {
		readComposeFile(f, file)
		return
	}
	readTraefikFile(f, file)
}
