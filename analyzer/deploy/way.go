package deploy

import (
	"regexp"
	"slices"
	"strings"
)

// A Way is one on which requests come to the application: a place of a server
// that passes them on to it.
type Way struct {
	Front  *Front
	Server *Server
	Place  *Place
	// Secure tells that requests come on it over HTTPS, Plain that they come
	// over plain HTTP without being redirected. A server that listens for both
	// has both.
	Secure, Plain bool
	// Behind tells that another front, such as a balancer, ends TLS before it.
	Behind bool
}

// Ways lists the ways to the application, in the order of the files, those of
// files for development left out.
func (f *Facts) Ways() []Way {
	var sure, likely []Way
	for _, front := range f.Fronts {
		if f.ForDevelopment(front.Where) {
			continue
		}
		for _, s := range front.Servers {
			for _, p := range s.Locations {
				w := Way{Front: front, Server: s, Place: p}
				w.Secure, w.Plain = s.speaks(p)
				w.Behind = s.behind(p)
				switch f.leads(p.Passes.Value) {
				case yes:
					sure = append(sure, w)
				case perhaps:
					likely = append(likely, w)
				}
			}
		}
	}
	if len(sure) > 0 {
		return sure
	}
	return likely
}

// speaks reports whether requests come to a place over HTTPS, and whether they
// come over plain HTTP and are not redirected.
func (s *Server) speaks(p *Place) (secure, plain bool) {
	plain = len(s.Listens) == 0
	for _, l := range s.Listens {
		secure = secure || l.TLS
		plain = plain || !l.TLS
	}
	if p.Redirect != nil && p.Redirect.ToHTTPS {
		plain = false
		secure = secure && p.Redirect.OnlyHTTP
	}
	return secure, plain
}

// behind reports whether something else ends TLS before a server: it speaks
// the PROXY protocol, or goes by what a proxy says of the scheme.
func (s *Server) behind(p *Place) bool {
	if p.Redirect != nil && p.Redirect.Forwarded {
		return true
	}
	for _, h := range p.Forwards {
		if strings.EqualFold(h.Name, "X-Forwarded-Proto") && strings.Contains(strings.ToLower(h.Value.Value), "http_x_forwarded_proto") {
			return true
		}
	}
	return slices.ContainsFunc(s.Listens, func(l Listen) bool { return l.Proxied })
}

// A likelihood is how sure something is.
type likelihood int

const (
	no likelihood = iota
	perhaps
	yes
)

var (
	// target matches where requests are passed to: the host, and the port if
	// there is one.
	target = regexp.MustCompile(`^[a-z0-9+]+://(unix:[^\s]*|\[[^\]]*\]|[^/:\s]+)(?::(\d+))?`)
	// others of their kind that are no Django, by name.
	otherBackend = regexp.MustCompile(`(?i)php|front|node|react|vue|next|nuxt|vite|webpack|flower|minio|s3|storage|pgadmin|adminer|grafana|prometheus|kibana|keycloak|sentry|rabbit|elastic|jupyter|notebook|mailhog|mailpit|phpmyadmin|docs|static|media|metabase|superset|hedgedoc`)
	appSocket    = regexp.MustCompile(`(?i)gunicorn|uwsgi|django|daphne|uvicorn|hypercorn|wsgi|asgi|app|web|site|\.sock`)
)

// leads reports whether an address is that of the application.
func (f *Facts) leads(address string) likelihood {
	m := target.FindStringSubmatch(address)
	if m == nil || strings.HasPrefix(address, "fastcgi:") || strings.HasPrefix(address, "grpc") {
		return no
	}
	host := m[1]
	if strings.HasPrefix(host, "unix:") {
		if otherBackend.MatchString(host) || !appSocket.MatchString(host) {
			return no
		}
		return yes
	}
	found := no
	for _, l := range f.started {
		if l.Name == host {
			if l.RunsDjango() && !l.Works() {
				return yes
			}
			found = perhaps
		}
	}
	if found == perhaps || otherBackend.MatchString(host) {
		return no // it is known to be something else
	}
	return perhaps
}
