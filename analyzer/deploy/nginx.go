package deploy

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An nginxFile is a configuration of nginx, or a part of one.
type nginxFile struct {
	Where
	tree  []*directive
	notes []source.Note
}

// readNginx parses a file. Fronts are made of them once all are read, since
// one includes another.
func readNginx(f *Facts, file *source.File) {
	tree, notes := parseNginx(file)
	at := where(file)
	if folder, name := path.Split(file.Path); strings.HasPrefix(name, "default") {
		at.Rank = RankOf(folder + "site" + strings.TrimPrefix(name, "default")) // that is what nginx calls the first site
	}
	f.nginx = append(f.nginx, &nginxFile{at, tree, notes})
}

// nginxFronts makes a front of each configuration with servers that no other
// one includes.
func (f *Facts) nginxFronts() {
	included := map[string]bool{}
	for _, file := range f.nginx {
		in := &nginxIncluder{facts: f, root: file.File}
		file.tree = in.expand(file.tree, []string{file.File})
		for _, name := range in.taken {
			included[name] = included[name] || name != file.File
		}
	}
	for _, file := range f.nginx {
		if included[file.File] {
			continue
		}
		r := &nginxReader{front: &Front{Where: file.Where, Kind: Nginx}, facts: f}
		r.file(file.tree)
		if len(r.front.Servers) > 0 {
			f.Fronts = append(f.Fronts, r.front)
			f.Notes = append(f.Notes, file.notes...)
		}
	}
}

// An nginxIncluder puts in the place of each include what it names.
type nginxIncluder struct {
	facts *Facts
	root  string
	taken []string
	count int
}

// expand replaces includes in directives. stack are the files that it is in.
func (in *nginxIncluder) expand(all []*directive, stack []string) []*directive {
	var out []*directive
	for _, d := range all {
		if in.count++; in.count > maxDirectives || in.facts.pulledIn > 10*maxDirectives {
			break
		}
		if d.open {
			copied := *d
			copied.block = in.expand(d.block, stack)
			d = &copied
		}
		if d.name != "include" || len(d.args) != 1 {
			out = append(out, d)
			continue
		}
		files := in.named(d.arg(0), stack)
		if len(files) == 0 {
			out = append(out, d)
		}
		for _, name := range files {
			out = append(out, in.content(name, d, stack)...)
		}
	}
	return out
}

// content is what an included file holds.
func (in *nginxIncluder) content(name string, d *directive, stack []string) []*directive {
	file, err := in.facts.tree.Read(name)
	if err != nil || len(file.Text) > maxText || slices.Contains(stack, name) || len(stack) > 8 {
		return nil
	}
	in.taken = append(in.taken, name)
	in.facts.pulledIn += 20 + len(file.Text)/20
	if in.facts.pulledIn > 10*maxDirectives {
		return nil
	}
	tree, _ := parseNginx(file)
	if d.maybe {
		for _, one := range tree {
			one.maybe = true
		}
	}
	return in.expand(tree, append(slices.Clone(stack), name))
}

// named finds the files of the repository that an include most likely means.
// What is below /etc/nginx on the server lies in the repository beside the
// file that asks, or below a folder that holds it, or under its own name only.
func (in *nginxIncluder) named(pattern string, stack []string) []string {
	if marked(pattern) {
		pattern = strings.ReplaceAll(pattern, hole, "*")
	}
	pattern = strings.TrimPrefix(path.Clean(strings.ReplaceAll(envsubst.ReplaceAllString(pattern, "*"), "\\", "")), "/")
	pattern = strings.TrimPrefix(pattern, "etc/nginx/")
	if pattern == "." || strings.HasPrefix(pattern, "..") || strings.Trim(path.Base(pattern), "*.") == "" {
		return nil
	}
	folders := above(path.Dir(stack[len(stack)-1]))
	for _, folder := range above(path.Dir(in.root)) {
		if !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	for _, folder := range folders {
		if found := in.matching(path.Join(folder, pattern)); len(found) > 0 {
			return found
		}
	}
	if strings.Contains(path.Base(pattern), "*") {
		return nil
	}
	for _, ending := range []string{"", ".template", ".j2", ".conf"} {
		if found := in.matching(path.Join(path.Dir(in.root), path.Base(pattern)+ending)); len(found) == 1 && found[0] != in.root {
			return found
		}
	}
	return nil
}

// above lists a folder and up to three that hold it.
func above(folder string) []string {
	all := []string{folder}
	for range 3 {
		if folder == "." || folder == "" {
			break
		}
		folder = path.Dir(folder)
		all = append(all, folder)
	}
	return all
}

// matching lists the files that a pattern fits; names alone may have stars,
// and folders only whole ones.
func (in *nginxIncluder) matching(pattern string) []string {
	if !strings.ContainsAny(pattern, "*?[") {
		if in.facts.tree.Exists(pattern) && !in.facts.tree.IsDir(pattern) {
			return []string{pattern}
		}
		return nil
	}
	var all []string
	names, _ := in.facts.tree.Files()
	for _, name := range names {
		if ok, _ := path.Match(pattern, name); ok && name != in.root {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all[:min(len(all), 50)]
}

// envsubst matches variables that are put in when the server starts: nginx's
// own are in small letters.
var envsubst = regexp.MustCompile(`\$\{?[A-Z][A-Z0-9_]*[A-Za-z0-9_]*\}?`)

// An nginxReader makes a front of a tree.
type nginxReader struct {
	facts *Facts
	front *Front
	run   *nginxRun

	placed int // places that are read
}

// file reads the levels above servers.
func (r *nginxReader) file(tree []*directive) {
	r.run = &nginxRun{maps: map[string]*nginxMap{}, upstreams: map[string][]token{}, patterns: map[string]*regexp.Regexp{}, left: maxJudged}
	r.front.nginx = r.run
	top := newLevel(nil, tree)
	r.servers(top, tree)
	for _, d := range tree {
		if d.name == "http" && d.open {
			r.servers(newLevel(top, d.block), d.block)
		}
	}
	r.share()
}

// servers reads the servers of a level, after what they refer to.
func (r *nginxReader) servers(http *level, tree []*directive) {
	for _, d := range tree {
		switch {
		case d.name == "map" && d.open && len(d.args) == 2:
			r.run.maps[strings.TrimPrefix(d.arg(1), "$")] = newMap(d)
		case d.name == "geo" && d.open, d.name == "split_clients" && d.open:
			r.run.maps[strings.TrimPrefix(d.arg(max(0, len(d.args)-1)), "$")] = nil
		case d.name == "upstream" && d.open:
			for _, s := range d.block {
				if s.name == "server" && len(s.args) > 0 {
					r.run.upstreams[d.arg(0)] = append(r.run.upstreams[d.arg(0)], s.args[0])
				}
			}
		}
	}
	for _, d := range tree {
		if d.name == "server" && d.open {
			r.server(d, newLevel(http, d.block))
		}
	}
}

// server reads one server.
func (r *nginxReader) server(d *directive, l *level) {
	s := &Server{Span: d.span}
	for _, n := range l.own["server_name"] {
		for _, a := range n.args {
			if w := word(a); len(s.Names) < maxHeaders && w.Value != "_" && w.Value != "" {
				s.Names = append(s.Names, w)
			}
		}
	}
	for _, one := range l.own["listen"] {
		if listen, ok := listenOf(one); ok {
			listen.TLS = listen.TLS || l.flag("ssl")
			s.Listens = append(s.Listens, listen)
		}
	}
	if len(l.own["listen"]) == 0 {
		s.Listens = []Listen{{Port: 80, TLS: l.flag("ssl"), Span: d.span}}
	}
	s.Certificate, s.Key = l.word("ssl_certificate"), l.word("ssl_certificate_key")
	if p := l.last("ssl_protocols"); p != nil {
		for _, a := range p.args[:min(len(p.args), 20)] {
			s.Protocols = append(s.Protocols, word(a))
		}
	}
	s.ShowsVersion = l.last("server_tokens") == nil || l.last("server_tokens").arg(0) != "off"
	s.Beyond = l.beyond(d)
	s.Behind = r.behind(s, l)
	r.front.Servers = append(r.front.Servers, s)
	r.places(s, d, l)
}

// behind is what in a server says that a proxy is in front of it.
func (r *nginxReader) behind(s *Server, l *level) Word {
	if d := l.last("set_real_ip_from"); d != nil {
		return Word{Text: Known("set_real_ip_from"), Span: d.span}
	}
	for _, listen := range s.Listens {
		if listen.Proxied {
			return Word{Text: Known("the PROXY protocol"), Span: listen.Span}
		}
	}
	return Word{}
}

// listenOf reads "listen [address:]port flags"; false for a socket.
func listenOf(d *directive) (Listen, bool) {
	l := Listen{Span: d.span}
	address := d.arg(0)
	if strings.HasPrefix(address, "unix:") || address == "" {
		return l, false
	}
	port := address
	if i := strings.LastIndexByte(address, ':'); i >= 0 && !strings.HasSuffix(address, "]") {
		l.Host, port = address[:i], address[i+1:]
	}
	if n, err := strconv.Atoi(port); err == nil {
		l.Port = n
	} else if !marked(port) && !strings.Contains(port, "$") {
		l.Host, l.Port = address, 80
	}
	if l.Host == "*" || l.Host == "0.0.0.0" || l.Host == "[::]" || marked(l.Host) {
		l.Host = ""
	}
	for i := range d.args[1:] {
		switch d.arg(i + 1) {
		case "ssl", "quic":
			l.TLS = true
		case "default_server", "default":
			l.Default = true
		case "proxy_protocol":
			l.Proxied = true
		}
	}
	return l, true
}

// share gives all servers of an address what one of them says of it: whether
// it speaks TLS, and which of them answers for other names.
func (r *nginxReader) share() {
	type address struct {
		host string
		port int
	}
	tls, standard := map[address]bool{}, map[address]*Listen{}
	for _, s := range r.front.Servers {
		for i := range s.Listens {
			l := &s.Listens[i]
			at := address{l.Host, l.Port}
			tls[at] = tls[at] || l.TLS
			if first := standard[at]; first == nil || l.Default && !first.Default {
				standard[at] = l
			}
		}
	}
	for _, s := range r.front.Servers {
		for i := range s.Listens {
			l := &s.Listens[i]
			at := address{l.Host, l.Port}
			l.TLS = l.TLS || l.Port > 0 && tls[at]
			l.Default = standard[at] == l
		}
	}
}

// word is an argument as a text with its place.
func word(t token) Word { return Word{Text: nginxText(t.text), Span: t.span} }

// nginxText is a text of a configuration. What the variables of nginx make of
// it is left; what is put in when the server is set up is open.
func nginxText(text string) Text {
	if marked(text) {
		return Text{Value: strings.ReplaceAll(text, hole, "…"), Opaque: "a template makes it"}
	}
	names := envsubst.FindAllString(text, -1)
	if len(names) == 0 {
		return Known(text)
	}
	t := Text{Value: text}
	for _, n := range names {
		t.Outer = append(t.Outer, strings.Trim(n, "${}"))
	}
	slices.Sort(t.Outer)
	t.Outer = slices.Compact(t.Outer)
	t.Opaque = t.Outer[0] + " is set outside the repository"
	return t
}

// A level is a block of a configuration: what it says itself, by name, and
// the one around it.
type level struct {
	around *level
	own    map[string][]*directive

	asked bool // whether open is known
	open  Word // what may say more

	summed bool // whether the headers are known
	gives  []Header
	lacks  []Lost
}

func newLevel(around *level, block []*directive) *level {
	l := &level{around: around, own: map[string][]*directive{}}
	for _, d := range block {
		l.own[d.name] = append(l.own[d.name], d)
		if d.name == "include" {
			for _, known := range included[path.Base(d.arg(0))] {
				l.own[known.name] = append(l.own[known.name], &directive{name: known.name, args: known.at(d), span: d.span, maybe: d.maybe})
			}
		}
	}
	return l
}

// all gives the directives of a name that hold at a level: its own, or else
// those of the nearest level around it that has any.
func (l *level) all(name string) []*directive {
	for ; l != nil; l = l.around {
		if own := l.own[name]; len(own) > 0 {
			return own
		}
	}
	return nil
}

// last gives the directive of a name that holds; nil if there is none.
func (l *level) last(name string) *directive {
	all := l.all(name)
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1]
}

func (l *level) word(name string) Word {
	if d := l.last(name); d != nil && len(d.args) > 0 {
		return Word{Text: nginxText(d.arg(0)), Span: d.span}
	}
	return Word{}
}

func (l *level) flag(name string) bool {
	d := l.last(name)
	return d != nil && d.arg(0) == "on"
}

// harmlessInclude matches includes that set nothing that is asked about.
var harmlessInclude = regexp.MustCompile(`(^|/)(mime\.types|[\w-]*_params|fastcgi\.conf|modules-enabled/[^/]*|[\w.-]*dhparams?[\w.-]*|cf-ips\.conf|fastcgi-php\.conf)$`)

// beyond is what may set more in a block than is seen: a file that is not in
// the repository, or a condition of a template.
func (l *level) beyond(d *directive) Word {
	if d.maybe {
		return Word{Text: Known("a condition of a template"), Span: d.span}
	}
	for _, i := range l.own["include"] {
		name := printable(i.arg(0))
		if _, known := included[path.Base(i.arg(0))]; !known && !harmlessInclude.MatchString(name) {
			return Word{Text: Known("the file " + name + ", which is not in the repository,"), Span: i.span}
		}
	}
	for name, all := range l.own {
		if name == hole {
			return Word{Text: Known("a template"), Span: all[0].span}
		}
	}
	for _, name := range decisive {
		for _, one := range l.own[name] {
			if one.maybe {
				return Word{Text: Known("a condition of a template"), Span: one.span}
			}
		}
	}
	return Word{}
}

// decisive are directives for which it counts whether a template has them.
var decisive = []string{"listen", "return", "rewrite", "add_header", "proxy_pass", "ssl_certificate", "if"}

// A shipped is a directive of a file that programs come with.
type shipped struct {
	name string
	args []string
}

func (w shipped) at(d *directive) []token {
	var all []token
	for _, a := range w.args {
		all = append(all, token{a, d.span})
	}
	return all
}

// included are files that Debian's nginx and certbot come with, and that
// configurations include without having them.
var included = map[string][]shipped{
	"proxy_params": {
		{"proxy_set_header", []string{"Host", "$host"}},
		{"proxy_set_header", []string{"X-Real-IP", "$remote_addr"}},
		{"proxy_set_header", []string{"X-Forwarded-For", "$proxy_add_x_forwarded_for"}},
		{"proxy_set_header", []string{"X-Forwarded-Proto", "$scheme"}},
	},
	"options-ssl-nginx.conf": {
		{"ssl_protocols", []string{"TLSv1.2", "TLSv1.3"}},
	},
	"uwsgi_params": {
		{"uwsgi_param", []string{"REQUEST_SCHEME", "$scheme"}},
		{"uwsgi_param", []string{"HTTPS", "$https"}},
	},
	"fastcgi_params": {
		{"fastcgi_param", []string{"REQUEST_SCHEME", "$scheme"}},
		{"fastcgi_param", []string{"HTTPS", "$https"}},
	},
	"snakeoil.conf": {
		{"ssl_certificate", []string{"/etc/ssl/certs/ssl-cert-snakeoil.pem"}},
		{"ssl_certificate_key", []string{"/etc/ssl/private/ssl-cert-snakeoil.key"}},
	},
}
