package deps

import (
	"cmp"
	"slices"
	"strings"
)

// A found requirement comes from a file of a kind, which is so far from being
// what is installed.
type found struct {
	Requirement
	kind Kind
	far  int
}

// sifted leaves one requirement of each package, or those that hold under
// different markers.
func sifted(all []found) []found {
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Name, b.Name), cmp.Compare(a.kind, b.kind),
			cmp.Compare(unpinned(a), unpinned(b)), cmp.Compare(a.far, b.far), a.Span.Compare(b.Span))
	})
	var kept []found
	best := map[string]found{}      // the first of each name of a scope
	production := map[string]bool{} // names, and names with what is installed of them
	said := map[string]bool{}
	for _, q := range all {
		key, what := q.Scope.String()+" "+q.Name, q.Name+" "+cmp.Or(q.Version, q.Specifier, q.Reason)
		b, again := best[key]
		switch {
		case q.Scope != Production && (production[what] || unpinned(q) > 0 && production[q.Name]):
			continue
		case !again:
			best[key] = q
		case q.kind != b.kind, unpinned(q) > 0 && unpinned(b) == 0 && b.Marker == "", q.far > b.far && b.Marker == "", said[q.saying()]:
			continue
		}
		kept = append(kept, q)
		said[q.saying()] = true
		if q.Scope == Production {
			production[what], production[q.Name] = true, true
		}
	}
	return kept
}

// unpinned is 1 if nothing says what is installed.
func unpinned(q found) int {
	if q.Version == "" && q.Reason == "" {
		return 1
	}
	return 0
}

// saying is all that a requirement says, places aside.
func (q found) saying() string {
	return strings.Join([]string{q.Scope.String(), q.Name, q.Specifier, q.Marker, q.Reason}, "\n")
}
