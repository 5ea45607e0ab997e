package rules

import (
	"maps"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// ProxySSLHeaderUntrusted catches a SECURE_PROXY_SSL_HEADER that Django
// cannot use, or that names a header which clients send themselves.
// https://docs.djangoproject.com/en/stable/ref/settings/#secure-proxy-ssl-header
var ProxySSLHeaderUntrusted = &analyzer.Rule{
	ID:        "proxy-ssl-header-untrusted",
	Title:     "SECURE_PROXY_SSL_HEADER cannot be trusted",
	Item:      "ssl-redirect",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A `SECURE_PROXY_SSL_HEADER` that is not a pair of a name in WSGI's form (`HTTP_X_FORWARDED_PROTO`) and a value, or one whose header the web server in front of Django does not set.",
	Why:       "Django then never takes a request for secure, redirects it for ever, or breaks on each request; or it trusts what a client says.",
	Fix:       "Write `SECURE_PROXY_SSL_HEADER = (\"HTTP_X_FORWARDED_PROTO\", \"https\")`, and make the proxy set that header itself.",
	CWE:       346,
	ASVS:      "14.5.3",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/ref/settings/#secure-proxy-ssl-header"},
	Check:     checkProxySSLHeaderUntrusted,
}

func checkProxySSLHeaderUntrusted(p *analyzer.Pass) {
	header := p.Setting("SECURE_PROXY_SSL_HEADER")
	fault := ""
	j := p.Judge(header, p.Where(header, "is it malformed", func(v value.Plain) value.Truth {
		why, t := headerFault(v)
		if t == value.Yes {
			fault = why
		}
		return t
	}))
	if j.Fails() {
		p.Report(j, "SECURE_PROXY_SSL_HEADER %s%s, so Django does not see which requests came over HTTPS", fault, j.When())
		return
	}
	checkFrontsSetHeader(p, header)
}

// checkFrontsSetHeader catches fronts that pass on what clients say of the
// scheme: nginx and Apache leave a header alone that they are not told to set.
func checkFrontsSetHeader(p *analyzer.Pass, header *analyzer.Setting) {
	name, known := proxyHeader(header)
	set := p.Space().Truth(header.Value)
	files := ways(p)
	for _, file := range slices.Sorted(maps.Keys(files)) {
		for _, w := range files[file] {
			silent := w.Front.Kind == deploy.Nginx || w.Front.Kind == deploy.Apache
			if _, ok := forwards(w, name); ok || !silent || !known || !w.Secure || w.Place.Beyond.Value != "" || !strings.HasPrefix(w.Place.Passes.Value, "http") {
				continue
			}
			if j := p.Judge(header, set); j.Fails() {
				p.ReportIn(w.Front.Where, w.Place.Passes.Span, w.Place.Path, "%s does not set %s, which SECURE_PROXY_SSL_HEADER trusts, so clients can say themselves that they came over HTTPS", w.Front.Kind, name)
				break
			}
		}
	}
}

// headerFault says what is wrong with the setting.
func headerFault(v value.Plain) (string, value.Truth) {
	switch v := v.(type) {
	case *value.Unknown:
		return "", value.Maybe
	case *value.Seq:
		if v.More != nil || !v.Firm() {
			return "", value.Maybe
		}
		if len(v.Elems) != 2 {
			return "is not a pair", value.Yes
		}
		name, ok := v.Elems[0].Val.Only()
		if !ok {
			return "", value.Maybe
		}
		text, ok := analyzer.Text(name)
		switch {
		case !ok:
			return "names no header", value.Yes
		case !strings.HasPrefix(text, "HTTP_") && text != "REQUEST_SCHEME" && text != "wsgi.url_scheme":
			return "names a header without HTTP_ before it", value.Yes
		case strings.ToUpper(text) != text || strings.Contains(text, "-"):
			return "names a header that is not in WSGI's form", value.Yes
		}
		return "", value.No
	case value.Str:
		return "is text and not a pair", value.Is(v != "")
	}
	return "", value.No // None, False and the empty text turn it off
}
