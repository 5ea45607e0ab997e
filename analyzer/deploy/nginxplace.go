package deploy

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// places reads the places of a server, nested ones after those they are in.
func (r *nginxReader) places(s *Server, d *directive, l *level) {
	s.rewrite = r.steps(d.block, l)
	r.nested(s, nil, d.block, l)
	whole := slices.ContainsFunc(s.places, func(p *Place) bool { return p.Match == Prefix && p.Path == "/" && p.Within == nil })
	own := &Place{Span: d.span, Path: "/", own: true}
	r.fill(own, l, nil)
	if !whole {
		s.places = append(s.places, own)
	}
	s.Locations = s.places
	if r.alwaysAnswers(s) {
		s.Locations = []*Place{own}
	}
	for _, p := range s.Locations {
		p.Else = s.otherwise(p)
		r.judge(s, p)
		if s.Behind.Span.IsZero() {
			s.Behind = r.trusts(p)
		}
	}
}

// trusts is what in a place says that a proxy is in front of it: the scheme
// is taken from a header of the request, or said to be HTTPS.
func (r *nginxReader) trusts(p *Place) Word {
	if p.Redirect != nil && p.Redirect.Forwarded {
		return Word{Text: Known("X-Forwarded-Proto"), Span: p.Redirect.Span}
	}
	for _, h := range p.Forwards {
		if !strings.EqualFold(h.Name, "X-Forwarded-Proto") && !strings.EqualFold(h.Name, "X-Forwarded-Ssl") {
			continue
		}
		from := h.Value.Value
		if m := r.run.maps[strings.Trim(from, "${}")]; m != nil {
			from = m.from
		}
		if strings.HasPrefix(from, "$http_") || from == "https" || from == "on" {
			return Word{Text: Known(h.Name), Span: h.Span}
		}
	}
	return Word{}
}

// otherwise is the place with a name to which try_files, or the page for what
// is missing, leads.
func (s *Server) otherwise(p *Place) *Place {
	name := ""
	if p.try != nil && len(p.try.args) > 0 {
		name = p.try.arg(len(p.try.args) - 1)
	} else if p.Passes.Value == "" {
		for _, d := range p.level.all("error_page") {
			if len(d.args) > 1 && d.arg(0) == "404" {
				name = d.arg(len(d.args) - 1)
			}
		}
	}
	for _, to := range s.places {
		if to.Match == Named && to.Path == name {
			return to
		}
	}
	return nil
}

// nested reads the places of a block.
func (r *nginxReader) nested(s *Server, within *Place, block []*directive, l *level) {
	for _, d := range block {
		if d.name != "location" || !d.open || len(d.args) == 0 {
			continue
		}
		if r.placed++; r.placed > maxPlaces {
			return
		}
		p := &Place{Span: d.span, Within: within}
		p.matches(d)
		inner := newLevel(l, d.block)
		r.fill(p, inner, d)
		p.rewrite = r.steps(d.block, inner)
		s.places = append(s.places, p)
		r.nested(s, p, d.block, inner)
	}
}

// matches reads what a location is for.
func (p *Place) matches(d *directive) {
	modifier, rest := d.arg(0), d.arg(1)
	if len(d.args) == 1 {
		modifier, rest = splitModifier(modifier)
	}
	p.Path = strings.ReplaceAll(rest, hole, "…")
	switch modifier {
	case "=":
		p.Match = Exact
	case "~", "~*":
		p.Match, p.NoCase = Regexp, modifier == "~*"
	case "^~":
		p.Final = true
	case "@":
		p.Match = Named
	}
}

// splitModifier splits what is written in one word: "=/x", "^~/admin", "@app".
func splitModifier(text string) (modifier, rest string) {
	for _, m := range []string{"=", "~*", "~", "^~"} {
		if after, ok := strings.CutPrefix(text, m); ok {
			return m, after
		}
	}
	if strings.HasPrefix(text, "@") {
		return "@", text
	}
	return "", text
}

// fill takes what holds in a place; d is its own block, or nil.
func (r *nginxReader) fill(p *Place, l *level, d *directive) {
	p.level = l
	p.Passes = r.passes(l)
	p.Headers, p.Lost = l.headers()
	p.Hides = l.hides()
	p.Forwards = l.forwards(p.Passes.Value)
	p.MaxBody = l.maxBody()
	if log := l.last("access_log"); log != nil && log.arg(0) == "off" && !log.maybe {
		p.NoLog = Word{Text: Known("access_log off"), Span: log.span}
	}
	p.Internal = l.last("internal") != nil || p.Match == Named
	if l.flag("autoindex") {
		p.AutoIndex = Word{Text: Known("autoindex on"), Span: l.last("autoindex").span}
	}
	if e := l.last("expires"); e != nil && e.arg(0) != "off" {
		p.Expires = Word{Text: nginxText(e.arg(0)), Span: e.span}
	}
	if try := l.last("try_files"); try != nil && len(l.own["try_files"]) > 0 || p.own {
		p.try = try
	}
	if p.Passes.Value == "" || p.try != nil {
		p.Files, p.Alias = l.folder()
	}
	p.guard, p.asks = l.guards()
	if d != nil {
		p.Beyond = l.beyond(d)
	}
	for around := l.around; around != nil && p.Beyond.Span.IsZero(); around = around.around {
		if around.around != nil { // what may be missing above all servers is no doubt
			p.Beyond = around.missing()
		}
	}
}

// missing is what beyond tells of a level around a place.
func (l *level) missing() Word {
	if !l.asked {
		l.asked, l.open = true, l.beyond(&directive{})
	}
	return l.open
}

// bounded leaves out what no configuration has that is meant well.
func bounded(all []*directive) []*directive { return all[:min(len(all), maxHeaders)] }

// passing are the directives that hand requests on, and the scheme of each.
var passing = []struct{ name, scheme string }{
	{"proxy_pass", ""}, {"uwsgi_pass", "uwsgi://"}, {"fastcgi_pass", "fastcgi://"}, {"scgi_pass", "scgi://"}, {"grpc_pass", ""},
}

// passes is where a level hands its requests on to, by its own words.
func (r *nginxReader) passes(l *level) Word {
	for _, p := range passing {
		for _, d := range l.own[p.name] {
			if len(d.args) == 0 {
				continue
			}
			w := Word{Text: nginxText(p.scheme + d.arg(0)), Span: d.span}
			w.Value = r.upstream(w.Value)
			return w
		}
	}
	return Word{}
}

// upstream puts the first server of a group in the place of the group's name.
func (r *nginxReader) upstream(to string) string {
	scheme, rest, ok := strings.Cut(to, "://")
	if !ok {
		return to
	}
	host, tail := rest, ""
	if i := strings.IndexByte(rest, '/'); i >= 0 && !strings.HasPrefix(rest, "unix:") {
		host, tail = rest[:i], rest[i:]
	}
	if servers := r.run.upstreams[host]; len(servers) > 0 {
		return scheme + "://" + strings.ReplaceAll(servers[0].text, hole, "…") + tail
	}
	return to
}

// headers lists the headers that a level gives to answers, and those set
// around it that it does not: nginx takes add_header from around only where a
// level has none of its own, unless add_header_inherit merges them.
// https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header
func (l *level) headers() ([]Header, []Lost) {
	in, lost := l.added()
	for at := l; at != nil; at = at.around {
		var more []Header
		for _, d := range at.own["more_set_headers"] {
			more = append(more, moreHeaders(d)...)
		}
		in = append(more[:min(len(more), maxHeaders)], in...)
	}
	lost = slices.DeleteFunc(slices.Clone(lost), func(h Lost) bool {
		return slices.ContainsFunc(in, func(has Header) bool { return strings.EqualFold(has.Name, h.Name) })
	})
	return in, lost
}

func (l *level) added() ([]Header, []Lost) {
	if !l.summed {
		l.summed = true
		l.gives, l.lacks = l.sum()
	}
	return slices.Clip(l.gives), slices.Clip(l.lacks)
}

func (l *level) sum() ([]Header, []Lost) {
	var in []Header
	for _, d := range bounded(l.own["add_header"]) {
		if len(d.args) >= 2 {
			in = append(in, Header{Name: d.arg(0), Value: nginxText(d.arg(1)), Span: d.span, Always: d.arg(2) == "always"})
		}
	}
	if l.around == nil {
		return in, nil
	}
	around, lost := l.around.added()
	inherit := l.last("add_header_inherit")
	by := l.own["add_header"]
	switch {
	case inherit != nil && inherit.arg(0) == "merge":
		return append(slices.Clone(around), in...), lost
	case inherit != nil && inherit.arg(0) == "off":
		by = []*directive{inherit}
	case len(by) == 0:
		return around, lost
	}
	for _, h := range around {
		lost = append(lost, Lost{h, by[0].span})
	}
	return in, lost
}

// moreHeaders reads more_set_headers "Name: value", of which there may be
// several.
func moreHeaders(d *directive) []Header {
	var all []Header
	for i := 0; i < len(d.args); i++ {
		if strings.HasPrefix(d.arg(i), "-") {
			i++ // only answers of some status or type: such are left out
			return nil
		}
		name, value, _ := strings.Cut(d.arg(i), ":")
		all = append(all, Header{Name: strings.TrimSpace(name), Value: nginxText(strings.TrimSpace(value)), Span: d.span, Always: true, Replaces: true})
	}
	return all
}

// hides lists the headers of the application that are kept back.
func (l *level) hides() []string {
	var all []string
	for _, name := range []string{"proxy_hide_header", "uwsgi_hide_header", "fastcgi_hide_header"} {
		for _, d := range bounded(l.all(name)) {
			all = append(all, d.arg(0))
		}
	}
	return all
}

// forwards lists the headers that a level gives to the requests that it
// passes on. For uwsgi and its kin they are variables, HTTP_HOST for Host.
func (l *level) forwards(to string) []Header {
	name := "proxy_set_header"
	for _, p := range passing[1:4] {
		if strings.HasPrefix(to, p.scheme) {
			name = strings.TrimSuffix(p.name, "pass") + "param"
		}
	}
	var all []Header
	for _, d := range bounded(l.all(name)) {
		if len(d.args) < 2 {
			continue
		}
		h := Header{Name: d.arg(0), Value: nginxText(d.arg(1)), Span: d.span}
		if after, ok := strings.CutPrefix(h.Name, "HTTP_"); ok && name != "proxy_set_header" {
			h.Name = strings.ReplaceAll(after, "_", "-")
		}
		all = append(all, h)
	}
	return all
}

// maxBody reads client_max_body_size.
func (l *level) maxBody() *Size {
	d := l.last("client_max_body_size")
	if d == nil {
		return nil
	}
	n, ok := bytesOf(d.arg(0))
	if !ok {
		return nil
	}
	return &Size{Bytes: n, Span: d.span}
}

// bytesOf reads a number with a letter for its unit.
func bytesOf(text string) (int64, bool) {
	text = strings.ToLower(text)
	unit := int64(1)
	for letter, size := range map[string]int64{"k": 1 << 10, "m": 1 << 20, "g": 1 << 30} {
		if before, ok := strings.CutSuffix(text, letter); ok {
			text, unit = before, size
			break
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > 1<<32 {
		return 0, false
	}
	return n * unit, true
}

// folder is what a level serves files from; whichever of root and alias is
// nearer counts.
func (l *level) folder() (Word, bool) {
	for ; l != nil; l = l.around {
		if len(l.own["alias"]) > 0 {
			return l.word("alias"), true
		}
		if len(l.own["root"]) > 0 {
			return l.word("root"), false
		}
	}
	return Word{}, false
}

// guards tells whom a level lets in: the status with which it refuses
// everybody, or what decides.
func (l *level) guards() (int, string) {
	if d := l.last("auth_request"); d != nil && d.arg(0) != "off" {
		return 0, "auth_request"
	}
	rules := l.rules()
	if len(rules) > 0 { // the first that fits counts, and one for all fits
		switch first := rules[0]; {
		case first.arg(0) != "all":
			return 0, "the address of the client"
		case first.name == "deny":
			return 403, ""
		}
	}
	if d := l.last("auth_basic"); d != nil && d.arg(0) != "off" {
		return 401, ""
	}
	return 0, ""
}

// rules gives the allow and deny of the nearest level that has any, in order.
func (l *level) rules() []*directive {
	for ; l != nil; l = l.around {
		all := append(slices.Clone(l.own["allow"]), l.own["deny"]...)
		if len(all) > 0 {
			slices.SortStableFunc(all, func(a, b *directive) int { return a.span.Compare(b.span) })
			return all
		}
	}
	return nil
}

// alwaysAnswers reports whether a server answers all requests before it looks
// for a place.
func (r *nginxReader) alwaysAnswers(s *Server) bool {
	return slices.ContainsFunc(s.rewrite, func(st step) bool { return st.kind == stepReturn && !st.maybe })
}

// judge sets what a place answers by itself: that is asked of a few requests
// as they come to it.
func (r *nginxReader) judge(s *Server, p *Place) {
	plain := r.sample(s, p, "http", nil)
	secure := r.sample(s, p, "https", nil)
	switch {
	case plain != nil && plain.Status >= 300 && plain.Status < 400:
		p.Redirect = redirectOf(plain)
		p.Redirect.OnlyHTTP = secure == nil || secure.Status != plain.Status || secure.Target.Value == ""
	case plain != nil && plain.Status > 0:
		p.Returns = plain.Status
	default:
		forwarded := r.sample(s, p, "http", map[string]string{"X-Forwarded-Proto": "http"})
		if forwarded != nil && forwarded.Target.Value != "" {
			p.Redirect = redirectOf(forwarded)
			p.Redirect.OnlyHTTP, p.Redirect.Forwarded = true, true
		}
	}
}

func redirectOf(a *Answer) *Redirect {
	return &Redirect{Span: a.at, Status: a.Status, Target: a.written, ToHTTPS: strings.HasPrefix(a.Target.Value, "https://")}
}

// sample is what a place answers by itself to requests of a scheme for each
// of the server's names; nil if they differ or it does not answer.
func (r *nginxReader) sample(s *Server, p *Place, scheme string, headers map[string]string) *Answer {
	var first *Answer
	for _, host := range s.sampleHosts() {
		q := &Request{Scheme: scheme, Host: host, Path: p.samplePath(), Headers: headers}
		if q.Port = 80; scheme == "https" {
			q.Port = 443
		}
		a := r.run.alone(r.front, s, p, q)
		if a.Status == 0 || a.Open != "" || first != nil && first.Status != a.Status {
			return nil
		}
		if first == nil {
			first = &a
		}
	}
	return first
}

// sampleHosts lists up to five of a server's names, or one that stands for
// all.
func (s *Server) sampleHosts() []string {
	var all []string
	for _, n := range s.Names {
		if n.Opaque == "" && !strings.ContainsAny(n.Value, "*~$") && len(all) < 5 {
			all = append(all, strings.TrimPrefix(n.Value, "."))
		}
	}
	if len(all) == 0 {
		return []string{"sample.invalid"}
	}
	return all
}

// samplePath is a path that comes to a place and is nothing special there.
func (p *Place) samplePath() string {
	switch p.Match {
	case Exact:
		return p.Path
	case Prefix:
		return strings.TrimSuffix(path.Join("/", p.Path), "/") + "/sample-page/"
	}
	return "/sample-page/"
}
