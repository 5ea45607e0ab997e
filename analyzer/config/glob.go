package config

import (
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Covers reports whether an ignore is about a file, by its path. A folder takes
// all below it along.
func (i *Ignore) Covers(file string) bool {
	if !i.Path.Given() {
		return true
	}
	for _, pattern := range []string{i.Path.Text, i.Path.Text + "/**"} {
		if ok, err := doublestar.Match(pattern, file); ok && err == nil {
			return true
		}
	}
	return false
}

// Bounds of patterns: the time that matching takes grows with the ways in which
// they may be read.
const (
	maxPattern = 200
	maxWays    = 4
)

// glob refuses a pattern that means nothing, or too much.
func (r *reader) glob(p *pair, w Word) {
	switch ways := strings.Count(w.Text, "**") + strings.Count(w.Text, "{"); {
	case !doublestar.ValidatePattern(w.Text):
		r.fail(r.span(p.extent), "write it like shop/legacy/**", "path = %q is no pattern of paths", w.Text)
	case ways > maxWays || len(w.Text) > maxPattern:
		r.fail(r.span(p.extent), "write two [[ignore]] with simpler ones", "path = %q is too involved", w.Text)
	}
}
