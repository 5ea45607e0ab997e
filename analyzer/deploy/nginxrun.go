package deploy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An nginxRun does what nginx's rewriting does to one request.
// https://nginx.org/en/docs/http/ngx_http_rewrite_module.html
type nginxRun struct {
	maps      map[string]*nginxMap
	upstreams map[string][]token
	patterns  map[string]*regexp.Regexp
	left      int // steps that reading the front may still take
}

// maxSteps bounds the steps and the values of variables of one request, and
// maxJudged those of all that a front is read with.
const (
	maxSteps  = 2_000
	maxJudged = 500_000
)

// compiled is a regular expression; nil if it cannot be told.
func (n *nginxRun) compiled(pattern string, noCase bool) *regexp.Regexp {
	key := pattern
	if noCase {
		key = "*" + pattern
	}
	re, ok := n.patterns[key]
	if !ok {
		re = compiled(pattern, noCase)
		n.patterns[key] = re
	}
	return re
}

// A step is one directive of rewriting.
type step struct {
	kind  stepKind
	args  []token
	span  source.Span
	inner []step // of an if
	place *Place // what holds inside an if of a location; nil: no more than around it
	maybe bool   // a condition of a template decides whether it is there
}

type stepKind int

const (
	stepIf stepKind = iota
	stepReturn
	stepRewrite
	stepSet
	stepBreak
)

var stepKinds = map[string]stepKind{"if": stepIf, "return": stepReturn, "rewrite": stepRewrite, "set": stepSet, "break": stepBreak}

// steps reads the rewriting of a block.
func (r *nginxReader) steps(block []*directive, l *level) []step {
	var all []step
	for _, d := range block {
		kind, ok := stepKinds[d.name]
		if !ok {
			if strings.Contains(d.name, "_by_lua") && (strings.HasPrefix(d.name, "set") || strings.HasPrefix(d.name, "rewrite") || strings.HasPrefix(d.name, "access")) {
				all = append(all, step{kind: stepIf, args: []token{{text: "(" + d.name}}, span: d.span, inner: []step{{kind: stepReturn}}})
			}
			continue
		}
		st := step{kind: kind, args: d.args, span: d.span, maybe: d.maybe}
		if kind == stepIf {
			inner := newLevel(l, d.block)
			st.inner = r.steps(d.block, inner)
			if l.around != nil && len(inner.own) > 0 {
				st.place = &Place{Span: d.span}
				r.fill(st.place, inner, d)
			}
		}
		all = append(all, st)
	}
	return all
}

// A journey is the way of one request through a server.
type journey struct {
	run     *nginxRun
	front   *Front
	server  *Server
	q       *Request
	uri     string // without the query
	args    string
	sets    map[string]Text
	groups  []string // of the last regular expression
	place   *Place   // where it is, or nil
	level   *level   // what holds there
	answer  Answer
	turns   int
	left    int  // steps that it may still take
	errored bool // it is at an error page
	there   bool // the file is there: nginx itself leads to it
	welcome bool // it is one that no condition on hosts refuses
}

// answer tells what a request gets of a server.
func (n *nginxRun) answer(f *Front, s *Server, q *Request) Answer {
	j := n.begin(f, s, q)
	i := slices.IndexFunc(s.Listens, func(l Listen) bool { return l.Port == q.Port })
	switch tls := i >= 0 && s.Listens[i].TLS; {
	case tls && q.Scheme == "http":
		j.fail(497)
	case !tls && q.Scheme == "https":
		j.open("nothing speaks TLS there")
	case !j.steps(s.rewrite):
		j.find()
	}
	return j.end()
}

// alone tells what a server and one of its places answer to a request by
// themselves, as far as their rewriting goes. The request stands for all that
// are not refused for the host they ask for.
func (n *nginxRun) alone(f *Front, s *Server, p *Place, q *Request) Answer {
	j := n.begin(f, s, q)
	j.left, j.welcome = min(j.left, n.left), true
	before := j.left
	defer func() { n.left -= before - j.left }()
	if j.steps(s.rewrite) {
		return j.answer
	}
	j.enter(p)
	if !j.steps(p.rewrite) && p.guard == 403 {
		j.answer.Status = p.guard
	}
	return j.answer
}

func (n *nginxRun) begin(f *Front, s *Server, q *Request) *journey {
	j := &journey{run: n, front: f, server: s, q: q, sets: map[string]Text{}, left: maxSteps}
	uri, args, _ := strings.Cut(q.Path, "?")
	j.uri, j.args = cleanPath(uri), args
	j.answer.Server = s
	if len(s.places) > 0 {
		j.level = s.level()
	}
	return j
}

// level is that of the server itself.
func (s *Server) level() *level {
	for _, p := range s.places {
		if p.own {
			return p.level
		}
		if p.Within == nil && p.level.around != nil {
			return p.level.around
		}
	}
	return nil
}

// end gives the answer with the headers that hold where the way ended.
func (j *journey) end() Answer {
	if j.level != nil {
		headers, _ := j.level.headers()
		for _, h := range headers {
			if j.sends(h) {
				h.Value = j.value(h.Value)
				if h.Value.Value != "" || h.Value.Opaque != "" {
					j.answer.Headers = append(j.answer.Headers, h)
				}
			}
		}
		j.answer.Headers = append(j.answer.Headers, j.expires()...)
		j.answer.Hides = j.level.hides()
	}
	return j.answer
}

// safe are the statuses of answers that get headers without "always".
var safe = []int{200, 201, 204, 206, 301, 302, 303, 304, 307, 308}

// sends reports whether an answer of the status gets a header.
func (j *journey) sends(h Header) bool {
	return h.Always || j.answer.Status == 0 || slices.Contains(safe, j.answer.Status)
}

// expires are the headers that the directive of that name makes.
func (j *journey) expires() []Header {
	d := j.level.last("expires")
	if d == nil || d.arg(0) == "off" || !slices.Contains(safe, j.answer.Status) {
		return nil
	}
	control := Text{Opaque: "a time decides it"}
	switch text := d.arg(len(d.args) - 1); {
	case len(d.args) > 1:
	case text == "epoch", strings.HasPrefix(text, "-"):
		control = Known("no-cache")
	case text == "max":
		control = Known("max-age=315360000")
	default:
		if n, ok := secondsOf(text); ok {
			control = Known("max-age=" + strconv.Itoa(n))
		}
	}
	return []Header{
		{Name: "Expires", Value: Text{Opaque: "a time decides it"}, Span: d.span, Replaces: true},
		{Name: "Cache-Control", Value: control, Span: d.span, Replaces: true},
	}
}

var timeParts = regexp.MustCompile(`^(\d+)(s|m|h|d|w|M|y)?\s*`)

var unitSeconds = map[string]int{"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "M": 2592000, "y": 31536000}

// secondsOf reads a time: "1h 30m", "30d".
func secondsOf(text string) (int, bool) {
	total := 0
	for text != "" {
		m := timeParts.FindStringSubmatch(text)
		if m == nil || len(m[1]) > 9 {
			return 0, false
		}
		n, _ := strconv.Atoi(m[1])
		total += n * unitSeconds[m[2]]
		text = text[len(m[0]):]
	}
	return total, true
}

func (j *journey) open(why string) {
	if j.answer.Open == "" {
		j.answer.Open = why
	}
}

// enter goes to a place.
func (j *journey) enter(p *Place) {
	j.place, j.level, j.answer.Place = p, p.level, p
}

// maxTurns bounds how often a request may be sent on inside; nginx stops at
// ten.
const maxTurns = 10

// find looks for the place of the request and goes on there.
func (j *journey) find() {
	if j.turns++; j.turns > maxTurns {
		j.answer.Status = 500
		return
	}
	p, slash, ok := j.search(nil)
	switch {
	case !ok:
		j.open("a regular expression of a location cannot be told")
	case p == nil:
		j.open("no place is found")
	case slash:
		j.enter(p)
		j.redirect(301, j.absolute(j.uri+"/"), p.Span)
	case p.Match != Named && p.Internal && !j.inside():
		j.enter(p)
		j.fail(404)
	default:
		j.visit(p)
	}
}

// inside reports whether nginx itself leads the request.
func (j *journey) inside() bool { return j.errored || j.turns > 1 }

// visit does what a place does.
func (j *journey) visit(p *Place) {
	j.enter(p)
	before := j.uri
	if j.steps(p.rewrite) {
		return
	}
	if j.uri != before && j.answer.Status == 0 {
		j.find()
		return
	}
	j.content(j.place)
}

// search finds the place for the path among those inside one: an exact one,
// else the longest beginning and what is nested there, else the first regular
// expression. slash tells that only a slash is missing.
// https://nginx.org/en/docs/http/ngx_http_core_module.html#location
func (j *journey) search(within *Place) (found *Place, slash, ok bool) {
	var longest, missing *Place
	for _, p := range j.server.places {
		if p.Within != within {
			continue
		}
		switch {
		case p.Match == Exact && p.Path == j.uri:
			return p, false, true
		case p.Match == Prefix && strings.HasPrefix(j.uri, p.Path) && (longest == nil || len(p.Path) >= len(longest.Path)):
			longest = p
		case p.Match == Prefix && p.Path == j.uri+"/" && p.Passes.Value != "":
			missing = p
		}
	}
	if missing != nil && (longest == nil || longest.Path != j.uri) {
		return missing, true, true
	}
	found = longest
	if longest != nil {
		inner, slash, ok := j.search(longest)
		if !ok || slash || inner != nil && inner.Match != Prefix {
			return inner, slash, ok
		}
		if inner != nil {
			found = inner
		}
	}
	if found != nil && found.Final {
		return found, false, true
	}
	for _, p := range j.server.places {
		if p.Within != within || p.Match != Regexp {
			continue
		}
		re := j.run.compiled(p.Path, p.NoCase)
		if re == nil {
			return nil, false, false
		}
		if m := re.FindStringSubmatch(j.uri); m != nil {
			j.groups = m
			inner, slash, ok := j.search(p)
			if inner == nil {
				inner = p
			}
			return inner, slash, ok
		}
	}
	return found, false, true
}

// content is what a place answers once nothing rewrites.
func (j *journey) content(p *Place) {
	switch {
	case p.asks != "":
		j.open(p.asks + " decides it")
	case p.guard > 0:
		j.fail(p.guard)
	case p.try != nil && len(p.try.args) > 1:
		j.try(p)
	case p.Passes.Value != "":
		j.passed(p)
	default:
		j.served()
	}
}

// passed is what the application answers.
func (j *journey) passed(p *Place) {
	j.answer.Passed = true
	if j.q.Status >= 300 && (p.level.flag("proxy_intercept_errors") || p.level.flag("uwsgi_intercept_errors")) {
		if page, _ := j.errorPage(j.q.Status); page != nil {
			j.answer.Passed = false
			j.fail(j.q.Status)
			return
		}
	}
	if j.answer.Status == 0 {
		j.answer.Status = j.q.Status
	}
}

// served is what a file answers.
func (j *journey) served() {
	switch {
	case j.q.Method != "" && j.q.Method != "GET" && j.q.Method != "HEAD":
		j.fail(405)
	case j.q.Status >= 400 && !j.there:
		j.fail(j.q.Status)
	case j.answer.Status == 0 && j.there:
		j.answer.Status = 200
	case j.answer.Status == 0:
		j.answer.Status = j.q.Status
	}
}

// try follows try_files: if the file is there the place serves it, else the
// last argument counts.
func (j *journey) try(p *Place) {
	if j.q.Status < 400 && j.q.Status > 0 && p.Passes.Value == "" && !j.leadsOut(p) {
		j.served()
		return
	}
	last := p.try.arg(len(p.try.args) - 1)
	switch {
	case strings.HasPrefix(last, "="):
		if code, err := strconv.Atoi(last[1:]); err == nil {
			j.fail(code)
		}
	case strings.HasPrefix(last, "@"):
		j.named(last)
	default:
		to := j.expand(last)
		if to.Opaque != "" {
			j.open(to.Opaque)
			return
		}
		uri, args, has := strings.Cut(to.Value, "?")
		if j.uri = cleanPath(uri); has {
			j.args = args
		}
		j.turns++
		j.there = true
		j.find()
	}
}

// leadsOut reports whether try_files ends at a place that passes requests on.
// Then they are taken to ask for what is no file.
func (j *journey) leadsOut(p *Place) bool {
	last := p.try.arg(len(p.try.args) - 1)
	return slices.ContainsFunc(j.server.places, func(to *Place) bool { return to.Match == Named && to.Path == last && to.Passes.Value != "" })
}

// named goes to a place that has a name.
func (j *journey) named(name string) {
	if j.turns++; j.turns > maxTurns {
		j.answer.Status = 500
		return
	}
	for _, p := range j.server.places {
		if p.Match == Named && p.Path == name {
			j.enter(p)
			if !j.steps(p.rewrite) {
				j.content(j.place)
			}
			return
		}
	}
	j.answer.Status = 500
}

// fail answers with an error, or with the page for it.
func (j *journey) fail(status int) {
	page, code := j.errorPage(status)
	shown := status
	if status == 497 || status == 495 || status == 496 {
		shown = 400
	}
	if page == nil || j.errored && !j.level.flag("recursive_error_pages") {
		j.answer.Status = shown
		return
	}
	j.errored, j.there = true, true
	to := j.expand(page.arg(len(page.args) - 1))
	switch {
	case to.Opaque != "" && !strings.HasPrefix(to.Value, "http"):
		j.open(to.Opaque)
	case strings.HasPrefix(to.Value, "/"), strings.HasPrefix(to.Value, "@"):
		j.page(to.Value, shown, code)
	default:
		if code < 300 || code > 308 {
			code = 302
		}
		j.redirect(code, to, page.span)
	}
}

// page goes to an error page. code is the status that it is given: 0 for that
// of the error, -1 for the page's own.
func (j *journey) page(to string, shown, code int) {
	switch code {
	case 0:
		j.answer.Status = shown
	case -1:
	default:
		j.answer.Status = code
	}
	j.answer.Passed = false
	if strings.HasPrefix(to, "@") {
		j.named(to)
		return
	}
	asked := *j.q
	asked.Method = "GET"
	j.q = &asked
	uri, args, _ := strings.Cut(to, "?")
	j.uri, j.args = cleanPath(uri), args
	j.turns++
	j.find()
}

// errorPage finds the page of a status that holds where the request is, and
// the status that it is answered with.
func (j *journey) errorPage(status int) (*directive, int) {
	if j.level == nil {
		return nil, 0
	}
	for _, d := range j.level.all("error_page") {
		code, listed := 0, false
		for i := 0; i < len(d.args)-1; i++ {
			if a := d.arg(i); strings.HasPrefix(a, "=") {
				code = -1
				if n, err := strconv.Atoi(a[1:]); err == nil {
					code = n
				}
			} else if a == strconv.Itoa(status) {
				listed = true
			}
		}
		if listed {
			return d, code
		}
	}
	return nil, 0
}

// redirect answers with another address.
func (j *journey) redirect(status int, to Text, at source.Span) {
	j.answer.written = to
	j.answer.Status, j.answer.Target, j.answer.at, j.answer.Passed = status, to, at, false
}

// absolute is the address of a path on the same server.
func (j *journey) absolute(uri string) Text {
	if d := j.level.last("absolute_redirect"); d != nil && d.arg(0) == "off" {
		return Known(uri)
	}
	host := strings.ToLower(j.q.Host)
	if d := j.level.last("server_name_in_redirect"); d != nil && d.arg(0) == "on" && len(j.server.Names) > 0 {
		host = j.server.Names[0].Value
	}
	standard := map[string]int{"http": 80, "https": 443}[j.q.Scheme]
	if d := j.level.last("port_in_redirect"); j.q.Port != standard && (d == nil || d.arg(0) != "off") {
		host += ":" + strconv.Itoa(j.q.Port)
	}
	return Known(j.q.Scheme + "://" + host + uri)
}
