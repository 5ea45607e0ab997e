package rules

import (
	"maps"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// ways lists the ways on which requests come to the application in
// production, by files: those that are named for production, if any are, else
// all. Each file may be the one that is used, or one beside it.
func ways(p *analyzer.Pass) map[string][]deploy.Way {
	all := p.Facts().Ways()
	best := deploy.Development
	for _, w := range all {
		best = min(best, w.Front.Rank)
	}
	files := map[string][]deploy.Way{}
	for _, w := range all {
		if w.Front.Rank == best {
			files[w.Front.File] = append(files[w.Front.File], w)
		}
	}
	return files
}

// secureWays lists the ways over HTTPS, or all if the fronts know of none:
// then something before them ends TLS.
func secureWays(p *analyzer.Pass) map[string][]deploy.Way {
	secure, all := map[string][]deploy.Way{}, ways(p)
	for name, list := range all {
		for _, w := range list {
			if w.Secure {
				secure[name] = append(secure[name], w)
			}
		}
	}
	if len(secure) > 0 {
		return secure
	}
	return all
}

// An agreement tells how many files of fronts say something.
type agreement int

// Agreements.
const (
	noFile agreement = iota
	someFiles
	everyFile
)

// agree asks each file of fronts whether it says something, and where; said is
// what the first says that does, in the order of their names.
func agree(files map[string][]deploy.Way, says func([]deploy.Way) (deploy.Word, bool)) (said deploy.Word, how agreement) {
	n := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if w, ok := says(files[name]); ok {
			if n == 0 {
				said = w
			}
			n++
		}
	}
	switch {
	case n == 0:
		return said, noFile
	case n < len(files):
		return said, someFiles
	}
	return said, everyFile
}

// header finds a header that a place gives to answers; the last of its name
// counts.
func header(w deploy.Way, name string) (deploy.Header, bool) {
	for i := len(w.Place.Headers) - 1; i >= 0; i-- {
		if h := w.Place.Headers[i]; strings.EqualFold(h.Name, name) {
			return h, true
		}
	}
	return deploy.Header{}, false
}

// sent asks whether the fronts give a header whose value is good to all
// answers of the application.
func sent(p *analyzer.Pass, name string, good func(value string) bool) (deploy.Word, agreement) {
	return agree(secureWays(p), func(list []deploy.Way) (deploy.Word, bool) {
		var first deploy.Word
		for _, w := range list {
			h, ok := header(w, name)
			if !ok || h.Value.Opaque != "" || !good(strings.ToLower(strings.TrimSpace(h.Value.Value))) {
				return deploy.Word{}, false
			}
			if first.Span.IsZero() {
				first = deploy.Word{Text: h.Value, Span: h.Span}
			}
		}
		return first, true
	})
}

// passSent records a header that the fronts send, and reports whether they all
// do: then it does not matter what Django sends. Where only some files of
// fronts do, the item is left open.
func passSent(p *analyzer.Pass, name string, good func(value string) bool) bool {
	at, how := sent(p, name, good)
	if how == everyFile {
		p.Passes(at.Span, "the web server sends %s", name)
	}
	return how == everyFile
}

// placeFor is where a front, not one for development, serves what lies below
// the address that a setting gives, such as STATIC_URL; nil if none does.
func placeFor(p *analyzer.Pass, setting string, fits func(*deploy.Place) bool) *deploy.Place {
	plain, ok := p.Setting(setting).Value.Only()
	text, isText := analyzer.Text(plain)
	if !ok || !isText || strings.Contains(text, "://") {
		return nil
	}
	path := "/" + strings.Trim(text, "/")
	for _, f := range live(p) {
		for _, s := range f.Servers {
			for _, place := range s.Locations {
				if place.Match == deploy.Prefix && strings.TrimSuffix(place.Path, "/") == path && path != "/" && fits(place) {
					return place
				}
			}
		}
	}
	return nil
}
