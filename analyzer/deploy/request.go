package deploy

import (
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Request is what a client asks a front for.
type Request struct {
	Scheme  string // "http" or "https"
	Host    string // as the client writes it, without a port
	Port    int    // on which it comes in
	Path    string // with the query
	Method  string // empty: GET
	Headers map[string]string
	// Status is what the application, or the file that is asked for, answers;
	// 0: not known. A file that is not there answers 404.
	Status int
}

// An Answer is what a client gets of a front.
type Answer struct {
	Server *Server
	Place  *Place // the last one; nil if the server answers before it looks for one
	Status int    // 0: not known
	Target Text   // where a redirect leads
	Passed bool   // the application answers
	// Headers that the front gives to the answer. A value that only nginx
	// knows is open.
	Headers []Header
	Hides   []string // headers of the application that it keeps back
	Open    string   // why it cannot be told; empty: it can

	at      source.Span // what redirects
	written Text        // its target, before variables are put in
}

// Answer tells what a front makes of a request.
func (f *Front) Answer(q Request) Answer {
	if q.Method == "" {
		q.Method = "GET"
	}
	s, open := f.server(&q)
	if s == nil || open != "" {
		return Answer{Server: s, Open: open}
	}
	if f.nginx != nil {
		return f.nginx.answer(f, s, &q)
	}
	return s.simple(&q)
}

// server finds the one that a request comes to: by the port, then by name.
func (f *Front) server(q *Request) (*Server, string) {
	var on []*Server
	var standard *Server
	for _, s := range f.Servers {
		i := slices.IndexFunc(s.Listens, func(l Listen) bool { return l.Port == q.Port })
		if i < 0 {
			if slices.ContainsFunc(s.Listens, func(l Listen) bool { return l.Port == 0 }) {
				return nil, "a port is not known"
			}
			continue
		}
		on = append(on, s)
		if s.Listens[i].Default {
			standard = s
		}
	}
	if len(on) == 0 {
		return nil, "nothing listens there"
	}
	if len(on) == 1 {
		return on[0], ""
	}
	return named(on, standard, strings.ToLower(q.Host))
}

// named finds the server of a name: one that has it, then the longest that
// begins with a star, then the longest that ends in one, then the first
// regular expression; else the one for the rest.
// https://nginx.org/en/docs/http/server_names.html
func named(all []*Server, standard *Server, host string) (*Server, string) {
	var best *Server
	weight, open := 0, ""
	for _, s := range all {
		for _, n := range s.Names {
			if n.Opaque != "" || strings.Contains(n.Value, "$") && !strings.HasPrefix(n.Value, "~") {
				open = "a name is not known: " + n.Value
				continue
			}
			if w := nameWeight(strings.ToLower(n.Value), host); w > weight {
				best, weight = s, w
			}
		}
	}
	switch {
	case best != nil && (weight == exactName || open == ""):
		return best, ""
	case open != "":
		return nil, open
	case standard == nil:
		return all[0], ""
	}
	return standard, ""
}

const exactName = 1 << 20

// nameWeight tells how well a name of a server fits a host; 0: not at all.
func nameWeight(name, host string) int {
	switch {
	case name == host:
		return exactName
	case strings.HasPrefix(name, "~"):
		re := compiled(name[1:], true)
		if re != nil && re.MatchString(host) {
			return 1
		}
	case strings.HasPrefix(name, "."):
		if host == name[1:] {
			return exactName
		}
		if strings.HasSuffix(host, name) {
			return 1<<16 + len(name)
		}
	case strings.HasPrefix(name, "*."):
		if strings.HasSuffix(host, name[1:]) {
			return 1<<16 + len(name)
		}
	case strings.HasSuffix(name, ".*"):
		if strings.HasPrefix(host, name[:len(name)-1]) {
			return 1<<8 + len(name)
		}
	}
	return 0
}

// simple is the answer of a front without rewriting: the longest place that
// fits.
func (s *Server) simple(q *Request) Answer {
	uri, _, _ := strings.Cut(q.Path, "?")
	var best *Place
	for _, p := range s.Locations {
		if p.fits(uri) && (best == nil || p.Match == Exact || p.Match == Prefix && best.Match != Exact && len(p.Path) > len(best.Path)) {
			best = p
		}
	}
	if best == nil {
		return Answer{Server: s, Status: 404}
	}
	a := Answer{Server: s, Place: best, Hides: best.Hides, Headers: best.Headers}
	switch {
	case best.Redirect != nil && (!best.Redirect.OnlyHTTP || q.Scheme == "http"):
		a.Status, a.Target = best.Redirect.Status, best.Redirect.Target
	case best.Returns > 0:
		a.Status = best.Returns
	default:
		a.Status, a.Passed = q.Status, best.Passes.Value != ""
	}
	return a
}

// fits reports whether a place is for a path.
func (p *Place) fits(uri string) bool {
	switch p.Match {
	case Exact:
		return uri == p.Path
	case Prefix:
		return strings.HasPrefix(uri, p.Path)
	case Regexp:
		re := compiled(p.Path, p.NoCase)
		return re != nil && re.MatchString(uri)
	}
	return false
}

// cleanPath is a path as servers compare it: decoded, without doubled
// slashes and dots.
func cleanPath(uri string) string {
	decoded := unescape(uri)
	cleaned := path.Clean("/" + decoded)
	if strings.HasSuffix(decoded, "/") && cleaned != "/" {
		cleaned += "/"
	}
	return cleaned
}
