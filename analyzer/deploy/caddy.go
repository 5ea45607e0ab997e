package deploy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// readCaddy reads a Caddyfile.
// https://caddyserver.com/docs/caddyfile/concepts
func readCaddy(f *Facts, file *source.File) {
	c := &caddy{file: file, snippets: map[string][]*directive{}, auto: "on"}
	tree := c.parse()
	c.globals(tree)
	front := &Front{Where: where(file), Kind: Caddy}
	for _, d := range tree {
		if d.open && !strings.HasPrefix(d.name, "(") && !strings.HasPrefix(d.name, "&(") && d.name != "" {
			front.Servers = append(front.Servers, c.site(d)...)
		}
	}
	if len(front.Servers) > 0 {
		f.Fronts = append(f.Fronts, front)
	}
}

// A caddy reads one Caddyfile.
type caddy struct {
	file     *source.File
	snippets map[string][]*directive
	auto     string // auto_https: on, off, disable_redirects, …
	count    int    // directives that imports gave
}

// parse makes a tree of lines: a line is a directive, and a brace at its end
// opens a block. A file without braces is one site, whose addresses are its
// first line.
func (c *caddy) parse() []*directive {
	root := &directive{}
	stack := []*directive{root}
	for _, line := range c.lines() {
		top := stack[len(stack)-1]
		if len(line) == 1 && line[0].text == "}" {
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
			continue
		}
		d := &directive{span: line[0].span}
		if last := line[len(line)-1]; last.text == "{" {
			d.open, line = true, line[:len(line)-1]
		}
		if len(line) > 0 {
			d.name, d.args, d.span = line[0].text, line[1:], line[0].span
		}
		top.block = append(top.block, d)
		if d.open && len(stack) <= maxNestedBlocks {
			stack = append(stack, d)
		}
	}
	if !slices.ContainsFunc(root.block, func(d *directive) bool { return d.open }) && len(root.block) > 1 {
		root.block[0].open, root.block[0].block = true, root.block[1:]
		root.block = root.block[:1]
	}
	return root.block
}

// lines splits the text into words, line by line.
func (c *caddy) lines() [][]token {
	text, _ := unmarked(c.file.Text)
	s := &nginxScanner{file: c.file, text: text}
	var all [][]token
	var line []token
	end := func() {
		if len(line) > 0 {
			all = append(all, line)
		}
		line = nil
	}
	for s.at < len(text) && len(all) < maxDirectives {
		switch ch := text[s.at]; {
		case ch == '\n':
			end()
			s.at++
		case ch == ' ' || ch == '\t' || ch == '\r':
			s.at++
		case ch == '\\' && s.at+1 < len(text) && text[s.at+1] == '\n':
			s.at += 2
		case ch == '#':
			s.pass("\n")
			if text[s.at] != '\n' {
				s.at++
			}
		default:
			s.start = s.at
			line = append(line, c.word(s, ch))
		}
	}
	end()
	return all
}

func (c *caddy) word(s *nginxScanner, first byte) token {
	if first == '"' {
		return s.quoted('"')
	}
	if first == '`' {
		s.at++
		from := s.at
		if i := strings.IndexByte(s.text[from:], '`'); i >= 0 {
			s.at = from + i + 1
			return s.token(s.text[from : from+i])
		}
		s.at = len(s.text)
		return s.token(s.text[from:])
	}
	for s.at < len(s.text) && !strings.ContainsRune(" \t\r\n", rune(s.text[s.at])) {
		s.at++
	}
	return s.token(s.text[s.start:s.at])
}

// globals reads the options at the top, and the snippets.
func (c *caddy) globals(tree []*directive) {
	for _, d := range tree {
		switch {
		case d.open && d.name == "":
			for _, o := range d.block {
				if o.name == "auto_https" {
					c.auto = o.arg(0)
				}
			}
		case d.open && strings.HasPrefix(d.name, "("):
			c.snippets[strings.Trim(d.name, "()")] = d.block
		}
	}
}

// imported puts snippets in the place of what names them.
func (c *caddy) imported(block []*directive, depth int) []*directive {
	var all []*directive
	for _, d := range block {
		if c.count++; c.count > 10*maxDirectives {
			return all
		}
		if inner, ok := c.snippets[d.arg(0)]; d.name == "import" && ok && depth < 10 {
			all = append(all, c.imported(inner, depth+1)...)
			continue
		}
		all = append(all, d)
	}
	return all
}

// caddyVariable matches what Caddy takes from its environment.
var caddyVariable = regexp.MustCompile(`\{\$([A-Za-z_]\w*)(:([^{}]*))?\}|\{%([A-Za-z_]\w*)%\}|\{env\.([A-Za-z_]\w*)\}`)

// caddyText is a text in which variables of the environment stand.
func caddyText(text string) Text {
	if marked(text) {
		return Text{Value: strings.ReplaceAll(text, hole, "…"), Opaque: "a template makes it"}
	}
	t := Known(text)
	for _, m := range caddyVariable.FindAllStringSubmatch(text, -1) {
		name := m[1] + m[4] + m[5]
		t.Outer = append(t.Outer, name)
		if m[2] == "" {
			t.Opaque = name + " is set outside the repository"
		}
		t.Value = strings.Replace(t.Value, m[0], m[3], 1)
	}
	if t.Opaque != "" {
		t.Value = text
	}
	return t
}

// site reads a site: the server for its addresses, and the one that leads
// from plain HTTP to it.
func (c *caddy) site(d *directive) []*Server {
	block := c.imported(d.block, 0)
	s := &Server{Span: d.span}
	plain := &Server{Span: d.span}
	for _, a := range append([]token{{text: d.name, span: d.span}}, d.args...) {
		c.address(s, plain, strings.Trim(a.text, ","), a.span)
	}
	c.tls(s, block)
	c.places(s, block)
	s.places = s.Locations
	if len(plain.Listens) == 0 || c.auto == "off" || c.auto == "disable_redirects" {
		return []*Server{s}
	}
	plain.Locations = []*Place{{Span: d.span, Path: "/", Redirect: &Redirect{
		Span: d.span, Status: 308, Target: Known("https://{host}{uri}"), ToHTTPS: true,
	}}}
	return []*Server{s, plain}
}

// address reads one address of a site. A host without a port is served over
// TLS, with a certificate that Caddy gets.
// https://caddyserver.com/docs/automatic-https
func (c *caddy) address(s, plain *Server, text string, at source.Span) {
	if text == "" || strings.HasPrefix(text, "unix/") {
		return
	}
	t := caddyText(text)
	rest := t.Value
	scheme, after, ok := strings.Cut(rest, "://")
	if ok {
		rest = after
	} else {
		scheme = ""
	}
	host, _, _ := strings.Cut(rest, "/")
	port := 0
	if i := strings.LastIndexByte(host, ':'); i >= 0 && t.Opaque == "" {
		port, _ = strconv.Atoi(host[i+1:])
		host = host[:i]
	}
	l := Listen{Port: port, Span: at}
	if host != "" {
		s.Names = append(s.Names, Word{Text: Text{Value: host, Opaque: t.Opaque, Outer: t.Outer}, Span: at})
	}
	switch {
	case t.Opaque != "" && scheme == "" && strings.HasPrefix(text, "{"):
		// The variable may hold a scheme and a port.
		s.Beyond = Word{Text: Known("the variable " + t.Outer[0]), Span: at}
	case scheme == "http" || port == 80 || c.auto == "off" || scheme == "" && host == "":
		if l.Port == 0 {
			l.Port = 80
		}
	default:
		if l.Port == 0 {
			l.Port = 443
			plain.Names = append(plain.Names, s.Names[len(s.Names)-min(1, len(s.Names)):]...)
			plain.Listens = append(plain.Listens, Listen{Port: 80, Span: at})
		}
		l.TLS = true
		s.Issuer = Word{Text: Known("Caddy"), Span: at}
	}
	s.Listens = append(s.Listens, l)
}

// tls reads the directive of that name.
func (c *caddy) tls(s *Server, block []*directive) {
	for _, d := range block {
		if d.name != "tls" {
			continue
		}
		switch {
		case d.arg(0) == "internal":
			s.Issuer = Word{Text: Known("Caddy's own authority"), Span: d.span}
		case len(d.args) == 2:
			s.Issuer = Word{}
			s.Certificate = Word{Text: caddyText(d.arg(0)), Span: d.span}
			s.Key = Word{Text: caddyText(d.arg(1)), Span: d.span}
		}
		if d.arg(0) != "off" && c.auto != "off" {
			for i := range s.Listens {
				s.Listens[i].TLS = s.Listens[i].TLS || s.Listens[i].Port != 80
			}
		}
		for _, o := range d.block {
			if o.name == "protocols" {
				for _, a := range o.args {
					s.Protocols = append(s.Protocols, Word{Text: Known(protocolName(a.text)), Span: o.span})
				}
			}
		}
	}
}

// protocolName is nginx's name for Caddy's of a version of TLS.
func protocolName(text string) string {
	text = strings.Replace(strings.ToLower(text), "tls", "TLSv", 1)
	return strings.TrimSuffix(text, ".0")
}

// A caddyScope is what holds in a block: headers are those around it, too.
type caddyScope struct {
	place   *Place
	headers []Header
	hides   []string
	maxBody *Size
	root    Word
}

// places reads what a site does, in the order of its blocks.
func (c *caddy) places(s *Server, block []*directive) {
	c.scope(s, block, caddyScope{place: &Place{Span: s.Span, Path: "/"}}, 0)
	if !slices.ContainsFunc(s.Locations, func(p *Place) bool { return p.Path == "/" && p.Match == Prefix }) {
		s.Locations = append(s.Locations, &Place{Span: s.Span, Path: "/"})
	}
}

// scope reads one block: first what holds for all of it, then its parts.
func (c *caddy) scope(s *Server, block []*directive, in caddyScope, depth int) {
	if depth > 10 || len(s.Locations) > maxPlaces {
		return
	}
	block = c.imported(block, 0)
	in.headers, in.hides = slices.Clone(in.headers), slices.Clone(in.hides)
	for _, d := range block {
		switch matcher, args := splitMatcher(d); {
		case d.name == "header" && (matcher == "" || matcher == "*"):
			c.headers(&in, d, args)
		case d.name == "request_body":
			for _, o := range d.block {
				if n, ok := bytesOf(strings.TrimSuffix(strings.ToLower(o.arg(0)), "b")); ok && o.name == "max_size" {
					in.maxBody = &Size{Bytes: n, Span: o.span}
				}
			}
		case d.name == "root" && len(args) > 0:
			in.root = Word{Text: caddyText(args[len(args)-1].text), Span: d.span}
		}
	}
	for _, d := range block {
		c.part(s, d, in, depth)
	}
}

// part reads one directive that answers, or a block of such.
func (c *caddy) part(s *Server, d *directive, in caddyScope, depth int) {
	matcher, args := splitMatcher(d)
	if d.name == "proxy" && len(args) == 0 && matcher != "" { // of Caddy 1: a path comes first
		return
	}
	p := *in.place
	p.Span, p.Headers, p.Hides, p.MaxBody = d.span, in.headers, in.hides, in.maxBody
	if strings.HasPrefix(matcher, "@") {
		p.Beyond = Word{Text: Known("the matcher " + matcher), Span: d.span}
	} else if matcher != "" && matcher != "*" {
		p.Path = strings.TrimSuffix(matcher, "*")
		if p.Match = Exact; strings.HasSuffix(matcher, "*") || d.name == "proxy" {
			p.Match = Prefix
		}
	}
	switch d.name {
	case "handle", "handle_path", "route":
		inner := in
		inner.place = &p
		c.scope(s, d.block, inner, depth+1)
		return
	case "reverse_proxy", "proxy":
		if len(args) > 0 {
			p.Passes = Word{Text: caddyText(httpTarget(args[0].text)), Span: d.span}
		}
		c.forwards(&p, d)
	case "file_server":
		p.Files = in.root
		for _, o := range d.block {
			if o.name == "root" {
				p.Files = Word{Text: caddyText(o.arg(0)), Span: o.span}
			}
		}
		if slices.ContainsFunc(d.args, func(a token) bool { return a.text == "browse" }) || slices.ContainsFunc(d.block, func(o *directive) bool { return o.name == "browse" }) {
			p.AutoIndex = Word{Text: Known("browse"), Span: d.span}
		}
	case "redir":
		if len(args) == 0 {
			return
		}
		p.Redirect = caddyRedirect(d, args)
	case "respond":
		if p.Returns = 200; len(args) > 0 {
			if n, err := strconv.Atoi(args[len(args)-1].text); err == nil {
				p.Returns = n
			}
		}
	default:
		return
	}
	s.Locations = append(s.Locations, &p)
}

// splitMatcher takes the matcher off that a directive may begin with.
func splitMatcher(d *directive) (string, []token) {
	if len(d.args) > 0 && (strings.HasPrefix(d.arg(0), "/") || strings.HasPrefix(d.arg(0), "@") || d.arg(0) == "*") {
		if d.name != "root" || len(d.args) > 1 {
			return d.arg(0), d.args[1:]
		}
	}
	return "", d.args
}

func httpTarget(text string) string {
	if strings.Contains(text, "://") {
		return text
	}
	return "http://" + strings.Replace(text, "unix//", "unix:/", 1)
}

func caddyRedirect(d *directive, args []token) *Redirect {
	r := &Redirect{Span: d.span, Status: 302, Target: caddyText(args[0].text)}
	if len(args) > 1 {
		if n, err := strconv.Atoi(args[1].text); err == nil {
			r.Status = n
		} else if args[1].text == "permanent" {
			r.Status = 301
		}
	}
	r.ToHTTPS = strings.HasPrefix(args[0].text, "https://")
	return r
}

// headers reads the directive of that name: fields that are set, added (+),
// taken away (-) or given where there is none (?).
func (c *caddy) headers(in *caddyScope, d *directive, args []token) {
	if len(args) > 0 {
		value := ""
		if len(args) > 1 {
			value = args[1].text
		}
		in.field(args[0].text, value, d.span)
	}
	for _, o := range d.block {
		in.field(o.name, o.arg(0), o.span)
	}
}

func (in *caddyScope) field(name, value string, at source.Span) {
	switch {
	case strings.HasPrefix(name, "-"):
		in.hides = append(in.hides, name[1:])
		in.headers = slices.DeleteFunc(in.headers, func(h Header) bool { return strings.EqualFold(h.Name, name[1:]) })
	case name == "defer" || name == "":
	case len(in.headers) < maxHeaders:
		bare := strings.TrimLeft(name, "+?>")
		in.headers = append(in.headers, Header{
			Name: bare, Value: caddyText(value), Span: at, Always: true, Replaces: !strings.HasPrefix(name, "+"),
		})
	}
}

// forwards are the headers of requests that reverse_proxy passes on: the
// host as it comes, the scheme, and what it is told.
func (c *caddy) forwards(p *Place, d *directive) {
	p.Forwards = []Header{{Name: "Host", Value: Known("$host"), Span: d.span}, {Name: "X-Forwarded-Proto", Value: Known("$scheme"), Span: d.span}}
	if d.name == "proxy" {
		p.Forwards = nil
	}
	for _, o := range d.block {
		if (o.name == "header_up" || o.name == "header_upstream") && len(o.args) > 1 {
			p.Forwards = slices.DeleteFunc(p.Forwards, func(h Header) bool { return strings.EqualFold(h.Name, o.arg(0)) })
			p.Forwards = append(p.Forwards, Header{Name: o.arg(0), Value: caddyText(o.arg(1)), Span: o.span})
		}
	}
}
