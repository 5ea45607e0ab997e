package deploy

import "github.com/deploycheck/deploycheck/analyzer/source"

// A Front is a web server or load balancer that stands between clients and
// the application, as one file, with what it includes, describes it.
type Front struct {
	Where
	Kind    FrontKind
	Servers []*Server
	// Logs is what turns an access log on, where the program keeps none unless
	// it is told to. The zero Word: nothing.
	Logs Word

	nginx *nginxRun // what its rewriting does; nil: it is another program
}

// A FrontKind is the program that a front is.
type FrontKind string

// Kinds of fronts.
const (
	Nginx    FrontKind = "nginx"
	Apache   FrontKind = "Apache"
	Caddy    FrontKind = "Caddy"
	Traefik  FrontKind = "Traefik"
	Ingress  FrontKind = "Ingress"
	Balancer FrontKind = "load balancer" // of a cloud
)

// A Word is a text with its place.
type Word struct {
	Text
	Span source.Span
}

// A Server is one virtual host: what listens for some names on some ports.
type Server struct {
	Span    source.Span
	Names   []Word // host names that it answers for; empty: any
	Listens []Listen

	Certificate Word     // file, or secret, as it is named; the zero Word: none
	Key         Word     // file of the private key
	Issuer      Word     // what gets and renews certificates by itself: "Caddy", "the resolver letsencrypt", "cert-manager"
	Storage     Word     // where it keeps what the issuer gives, if that is said
	Protocols   []Word   // versions of TLS in its configuration: "TLSv1.2"; none: the program's defaults
	Locations   []*Place // in the order in which they are written
	// ShowsVersion tells that its answers name the program's version.
	ShowsVersion bool
	// Behind is what says that something else is in front of it, which may
	// have ended TLS: the header of a proxy that it trusts. The zero Word:
	// nothing.
	Behind Word
	// Beyond is what may say more of the server than is seen: a file that is
	// not in the repository, a condition of a template. The zero Word: nothing.
	Beyond Word

	places  []*Place // all of them, those that no request comes to included
	rewrite []step   // what it does before it looks for a place
}

// A Listen is an address that a server listens on.
type Listen struct {
	Host    string // the address; empty: all
	Port    int    // 0: not known
	TLS     bool
	Default bool // it answers for names that no server has
	Proxied bool // the PROXY protocol is spoken: a balancer is in front of it
	Span    source.Span
}

// A Match says how the path of a Place is compared.
type Match int

// Matches.
const (
	Prefix Match = iota
	Exact
	Regexp
	Named // reached from other places only
)

// A Place is what a server does with the requests for some paths. What it
// inherits is part of it.
//
// A server has a place for all paths: where it has none that is written, the
// last of its places stands for the server itself.
type Place struct {
	Span   source.Span
	Path   string
	Match  Match
	NoCase bool   // a Regexp that takes small letters for large ones
	Final  bool   // a Prefix after which regular expressions are not tried
	Within *Place // the place that it is nested in; nil: none

	Passes   Word      // where requests are passed on to: "http://web:8000"; the zero Word: nowhere
	Else     *Place    // what takes the requests for which it has no file; nil: nothing
	Files    Word      // the folder that it serves files from
	Alias    bool      // Files stands for the path itself, not for the root of paths
	Redirect *Redirect // the answer to all requests, or to all over plain HTTP
	Returns  int       // the status of an answer that it gives itself; 0: none
	Headers  []Header  // that it gives to answers
	Lost     []Lost    // headers set around it that do not apply to it
	Hides    []string  // headers of the application that it keeps back
	// Forwards are headers of the requests that it passes on, those that it
	// is told to set and those that its program sets by itself: "$scheme" and
	// "$host" are then what nginx would write. nginx itself, told nothing,
	// sends the host of Passes and no scheme.
	Forwards  []Header
	MaxBody   *Size // nil: the program's default
	NoLog     Word  // what turns its access log off
	Internal  bool  // only the application leads there
	AutoIndex Word  // what makes it list folders
	Expires   Word  // what lets clients keep answers
	// Beyond is what may say more of the place than is seen.
	Beyond Word

	own     bool   // it stands for the server itself
	rewrite []step // what it does before it answers
	level   *level
	guard   int    // the status that it refuses all requests with; 0: none
	asks    string // what decides whether it answers: "auth_request"
	try     *directive
}

// A Redirect leads to another address.
type Redirect struct {
	Span     source.Span
	Status   int
	Target   Text
	ToHTTPS  bool
	OnlyHTTP bool // of requests over plain HTTP only
	// Forwarded tells that it goes by what a proxy in front of it says of the
	// scheme (X-Forwarded-Proto).
	Forwarded bool
}

// A Header is a header of answers, or of requests that are passed on.
type Header struct {
	Name  string // as it is written
	Value Text
	Span  source.Span
	// Always tells that errors carry it too.
	Always bool
	// Replaces tells that it takes the place of the application's own header
	// of that name; else both are sent.
	Replaces bool
}

// A Lost is a header that is set around a place and does not apply there.
type Lost struct {
	Header
	By source.Span // what takes its place
}

// A Size is a bound, in bytes.
type Size struct {
	Bytes int64 // 0: unlimited
	Span  source.Span
}
