package deploy

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// readApache reads the virtual hosts of a configuration of Apache.
// https://httpd.apache.org/docs/2.4/vhosts/
func readApache(f *Facts, file *source.File) {
	tree := parseApache(file)
	front := &Front{Where: where(file), Kind: Apache}
	top := newLevel(nil, tree)
	for _, d := range apacheInside(tree) {
		if d.name == "virtualhost" {
			front.Servers = append(front.Servers, apacheHost(d, newLevel(top, apacheInside(d.block))))
		}
	}
	if len(front.Servers) > 0 {
		f.Fronts = append(f.Fronts, front)
	}
}

// parseApache makes a tree of lines. Names are in small letters.
func parseApache(file *source.File) []*directive {
	root := &directive{}
	stack := []*directive{root}
	for i := 1; i <= file.Lines() && i < maxDirectives; i++ {
		text, at := file.Line(i), lineSpan(file, i)
		for strings.HasSuffix(strings.TrimRight(text, " \t"), `\`) && i < file.Lines() {
			i++
			text = strings.TrimSuffix(strings.TrimRight(text, " \t"), `\`) + " " + file.Line(i)
		}
		text = strings.TrimSpace(text)
		switch {
		case text == "" || strings.HasPrefix(text, "#"):
		case strings.HasPrefix(text, "</"):
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		default:
			d := apacheLine(strings.TrimSuffix(strings.TrimPrefix(text, "<"), ">"), at)
			d.open = strings.HasPrefix(text, "<")
			top := stack[len(stack)-1]
			top.block = append(top.block, d)
			if d.open && len(stack) <= maxNestedBlocks {
				stack = append(stack, d)
			}
		}
	}
	return root.block
}

var apacheWord = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)`)

func apacheLine(text string, at source.Span) *directive {
	d := &directive{span: at}
	for i, m := range apacheWord.FindAllStringSubmatch(withoutTemplates(text), 200) {
		if i == 0 {
			d.name = strings.ToLower(m[3])
			continue
		}
		d.args = append(d.args, token{strings.ReplaceAll(m[1], `\"`, `"`) + m[2] + m[3], at})
	}
	return d
}

// apacheInside lists directives with what conditions on modules hold.
func apacheInside(block []*directive) []*directive {
	var all []*directive
	for _, d := range block {
		if d.open && (strings.HasPrefix(d.name, "ifmodule") || strings.HasPrefix(d.name, "ifdefine") || strings.HasPrefix(d.name, "ifversion")) {
			all = append(all, apacheInside(d.block)...)
			continue
		}
		all = append(all, d)
	}
	return all
}

// apacheVariable matches what Define or the environment gives.
var apacheVariable = regexp.MustCompile(`\$\{(\w+)\}`)

func apacheText(text string) Text {
	t := plain(text)
	t.Value = strings.ReplaceAll(text, hole, "…")
	for _, m := range apacheVariable.FindAllStringSubmatch(text, -1) {
		t.Outer = append(t.Outer, m[1])
		t.Opaque = m[1] + " is set outside the repository"
	}
	return t
}

// apacheFirst is the first argument of the directive of a name that holds.
func apacheFirst(l *level, name string) Word {
	if d := l.last(name); d != nil && len(d.args) > 0 {
		return Word{Text: apacheText(d.arg(0)), Span: d.span}
	}
	return Word{}
}

// apacheHost reads one virtual host.
func apacheHost(d *directive, l *level) *Server {
	s := &Server{Span: d.span}
	for _, name := range []string{"servername", "serveralias"} {
		for _, n := range l.own[name] {
			for _, a := range n.args {
				t := apacheText(strings.TrimPrefix(a.text, "https://"))
				s.Names = append(s.Names, Word{Text: t, Span: a.span})
			}
		}
	}
	tls := strings.EqualFold(apacheFirst(l, "sslengine").Value, "on")
	for _, a := range d.args {
		s.Listens = append(s.Listens, apacheListen(a, tls))
	}
	s.Certificate, s.Key = apacheFirst(l, "sslcertificatefile"), apacheFirst(l, "sslcertificatekeyfile")
	for _, m := range l.all("mdomain") {
		s.Issuer = Word{Text: Known("mod_md"), Span: m.span}
	}
	s.Protocols = apacheProtocols(l)
	s.ShowsVersion = !slices.Contains([]string{"prod", "productonly"}, strings.ToLower(apacheFirst(l, "servertokens").Value))
	for _, i := range append(l.own["include"], l.own["includeoptional"]...) {
		if path.Base(i.arg(0)) != "options-ssl-apache.conf" {
			s.Beyond = Word{Text: Known("the file " + printable(i.arg(0)) + ", which is not in the repository,"), Span: i.span}
		}
	}
	apachePlaces(s, d, l)
	s.places = s.Locations
	return s
}

func apacheListen(a token, tls bool) Listen {
	l := Listen{TLS: tls, Span: a.span}
	i := strings.LastIndexByte(a.text, ':')
	if i < 0 {
		return l
	}
	if l.Host = a.text[:i]; l.Host == "*" || l.Host == "_default_" {
		l.Host = ""
	}
	l.Port, _ = strconv.Atoi(a.text[i+1:])
	return l
}

// apacheProtocols lists what SSLProtocol leaves: "all -SSLv3 -TLSv1".
func apacheProtocols(l *level) []Word {
	d := l.last("sslprotocol")
	if d == nil {
		return nil
	}
	var on []string
	for _, a := range d.args {
		name := strings.TrimLeft(a.text, "+-")
		several := []string{name}
		if strings.EqualFold(name, "all") {
			several = []string{"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"}
		}
		if !strings.HasPrefix(a.text, "+") && !strings.HasPrefix(a.text, "-") {
			on = nil
		}
		for _, v := range several {
			on = slices.DeleteFunc(on, func(has string) bool { return strings.EqualFold(has, v) })
			if !strings.HasPrefix(a.text, "-") {
				on = append(on, v)
			}
		}
	}
	// Without a sign, each replaces the ones before but in one list of names.
	if !slices.ContainsFunc(d.args, func(a token) bool { return strings.ContainsAny(a.text[:min(1, len(a.text))], "+-") }) && len(d.args) > 1 {
		on = nil
		for _, a := range d.args {
			on = append(on, a.text)
		}
	}
	var words []Word
	for _, v := range on {
		words = append(words, Word{Text: apacheText(v), Span: d.span})
	}
	return words
}

// apachePlaces reads what a host does: what it passes on, serves from other
// folders, and redirects.
func apachePlaces(s *Server, d *directive, l *level) {
	base := &Place{Span: d.span, Path: "/"}
	apacheFill(base, l)
	base.Files = apacheFirst(l, "documentroot")
	add := func(path string, at source.Span, set func(*Place)) {
		if len(s.Locations) > maxPlaces {
			return
		}
		p := *base
		p.Files, p.Path, p.Span = Word{}, path, at
		set(&p)
		s.Locations = append(s.Locations, &p)
	}
	block := apacheInside(d.block)
	indexed := apacheIndexes(block)
	for _, one := range block {
		switch one.name {
		case "proxypass", "wsgiscriptalias", "proxypassmatch":
			apachePass(one, base, add)
		case "alias", "aliasmatch":
			folder := Word{Text: apacheText(one.arg(1)), Span: one.span}
			index := indexed[strings.TrimSuffix(one.arg(1), "/")]
			add(one.arg(0), one.span, func(p *Place) { p.Files, p.Alias, p.AutoIndex = folder, true, index })
		case "location":
			inner := newLevel(l, apacheInside(one.block))
			for _, pass := range inner.own["proxypass"] {
				if pass.arg(0) != "!" {
					to := Word{Text: apacheText(pass.arg(0)), Span: pass.span}
					add(one.arg(0), one.span, func(p *Place) { apacheFill(p, inner); p.Passes = to })
				}
			}
		}
	}
	base.Redirect = apacheRedirect(block, l, s)
	for _, p := range s.Locations {
		p.Redirect = base.Redirect
	}
	if !slices.ContainsFunc(s.Locations, func(p *Place) bool { return p.Path == "/" && p.Match == Prefix }) {
		s.Locations = append(s.Locations, base)
	}
}

func apachePass(d *directive, base *Place, add func(string, source.Span, func(*Place))) {
	if len(d.args) < 2 || d.arg(1) == "!" {
		return
	}
	to := Word{Text: apacheText(d.arg(1)), Span: d.span}
	if d.name == "wsgiscriptalias" {
		to.Value = "wsgi:" + to.Value
	}
	add(d.arg(0), d.span, func(p *Place) {
		p.Passes = to
		if d.name == "proxypassmatch" {
			p.Match = Regexp
		}
	})
}

// apacheFill takes what holds in a level.
func apacheFill(p *Place, l *level) {
	p.Headers, p.Hides, p.Forwards = nil, nil, nil
	for at := l; at != nil; at = at.around {
		for _, d := range bounded(at.own["header"]) {
			apacheHeader(p, d)
		}
		for _, d := range bounded(at.own["requestheader"]) {
			if len(d.args) > 2 && (strings.EqualFold(d.arg(0), "set") || strings.EqualFold(d.arg(0), "add")) {
				value := apacheText(strings.TrimPrefix(d.arg(2), "expr="))
				if strings.Contains(value.Value, "REQUEST_SCHEME") {
					value.Value = "$scheme"
				}
				p.Forwards = append(p.Forwards, Header{Name: d.arg(1), Value: value, Span: d.span})
			}
		}
	}
	if strings.EqualFold(apacheFirst(l, "proxypreservehost").Value, "on") {
		p.Forwards = append(p.Forwards, Header{Name: "Host", Value: Known("$host"), Span: l.last("proxypreservehost").span})
	}
	if w := apacheFirst(l, "limitrequestbody"); w.Value != "" {
		if n, err := strconv.ParseInt(w.Value, 10, 64); err == nil && n >= 0 {
			p.MaxBody = &Size{Bytes: n, Span: w.Span}
		}
	}
}

// apacheHeader reads "Header [always] set name value".
func apacheHeader(p *Place, d *directive) {
	args := d.args
	always := len(args) > 0 && strings.EqualFold(args[0].text, "always")
	if always || len(args) > 0 && strings.EqualFold(args[0].text, "onsuccess") {
		args = args[1:]
	}
	if len(args) < 2 {
		return
	}
	name := strings.TrimSuffix(args[1].text, ":")
	switch action := strings.ToLower(args[0].text); {
	case action == "unset":
		p.Hides = append(p.Hides, name)
	case len(args) > 2 && slices.Contains([]string{"set", "setifempty", "add", "append", "merge"}, action):
		// Headers of the application are in the other table than those that
		// are always sent, so that "always set" leaves them.
		p.Headers = append(p.Headers, Header{
			Name: name, Value: apacheText(args[2].text), Span: d.span, Always: always, Replaces: strings.HasPrefix(action, "set") && !always,
		})
	}
}

// apacheIndexes gives, by folder, the options that list folders.
func apacheIndexes(block []*directive) map[string]Word {
	indexed := map[string]Word{}
	for _, d := range block {
		if d.name != "directory" {
			continue
		}
		for _, o := range d.block {
			for _, a := range o.args {
				if o.name == "options" && strings.EqualFold(strings.TrimPrefix(a.text, "+"), "Indexes") {
					indexed[strings.TrimSuffix(d.arg(0), "/")] = Word{Text: Known("Options Indexes"), Span: o.span}
				}
			}
		}
	}
	return indexed
}

// apacheRedirect is what sends all requests of a host elsewhere: Redirect for
// all paths, or a rule that rewrites all of them.
func apacheRedirect(block []*directive, l *level, s *Server) *Redirect {
	for _, d := range append(l.own["redirect"], l.own["redirectpermanent"]...) {
		args, status := d.args, 302
		if d.name == "redirectpermanent" {
			status = 301
		} else if len(args) == 3 {
			status = apacheStatus(args[0].text)
			args = args[1:]
		}
		if len(args) == 2 && args[0].text == "/" {
			return &Redirect{Span: d.span, Status: status, Target: apacheText(args[1].text), ToHTTPS: strings.HasPrefix(args[1].text, "https://")}
		}
	}
	var conditions []*directive
	for _, d := range block {
		switch d.name {
		case "rewritecond":
			conditions = append(conditions, d)
		case "rewriterule":
			if r := apacheRule(d, conditions, s); r != nil {
				return r
			}
			conditions = nil
		}
	}
	return nil
}

func apacheStatus(text string) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return map[string]int{"permanent": 301, "temp": 302, "seeother": 303, "gone": 410}[strings.ToLower(text)]
}

var (
	wholePath  = regexp.MustCompile(`^\^?/?(\(\.[*+]\)|\.[*+])?\$?$`)
	ruleStatus = regexp.MustCompile(`(?i)\bR(=(\w+))?\b`)
)

// apacheRule is the redirect that a rule makes of all requests: those over
// plain HTTP, if conditions say so; others than those and names are not
// understood.
func apacheRule(d *directive, conditions []*directive, s *Server) *Redirect {
	flag := ruleStatus.FindStringSubmatch(strings.Trim(d.arg(2), "[]"))
	if !wholePath.MatchString(d.arg(0)) || flag == nil || !strings.Contains(d.arg(1), "://") {
		return nil
	}
	r := &Redirect{Span: d.span, Status: 302, Target: apacheText(d.arg(1)), ToHTTPS: strings.HasPrefix(d.arg(1), "https://")}
	if flag[2] != "" {
		r.Status = apacheStatus(flag[2])
	}
	for _, c := range conditions {
		test, pattern := strings.ToUpper(c.arg(0)), strings.ToLower(c.arg(1))
		switch {
		case test == "%{HTTPS}" && (pattern == "off" || pattern == "!=on" || pattern == "!on"), test == "%{SERVER_PORT}" && (pattern == "80" || pattern == "^80$" || pattern == "!^443$"):
			r.OnlyHTTP = true
		case test == "%{HTTP:X-FORWARDED-PROTO}":
			r.OnlyHTTP, r.Forwarded = true, true
		case test == "%{SERVER_NAME}" && strings.HasPrefix(c.arg(1), "="):
		default:
			return nil
		}
	}
	return r
}
