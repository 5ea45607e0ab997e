package osv

import (
	"cmp"
	"slices"
)

// fold makes one advisory of those that are about one vulnerability: they
// share a name. The advisories are of one package; they come out sorted by ID.
func fold(all []*Advisory) []*Advisory {
	slices.SortFunc(all, func(a, b *Advisory) int { return byName(a.ID, b.ID) })
	var folded []*Advisory
	known := map[string]*Advisory{} // by each of its names
	for _, a := range all {
		var same *Advisory
		for _, name := range a.Names() {
			switch other := known[name]; {
			case other == nil || other == same:
			case same == nil:
				same = other
			default: // it ties two together
				same.take(other)
				folded = slices.DeleteFunc(folded, func(f *Advisory) bool { return f == other })
				for _, n := range other.Names() {
					known[n] = same
				}
			}
		}
		if same == nil {
			copied := *a
			same = &copied
			folded = append(folded, same)
		} else {
			same.take(a)
		}
		for _, name := range same.Names() {
			known[name] = same
		}
	}
	slices.SortFunc(folded, func(a, b *Advisory) int { return cmp.Compare(a.ID, b.ID) })
	return folded
}

// take adds what another record says of the same vulnerability.
func (a *Advisory) take(b *Advisory) {
	names := slices.DeleteFunc(slices.Concat(a.Aliases, b.Names()), func(n string) bool { return n == a.ID })
	slices.SortFunc(names, byName)
	a.Aliases = slices.Compact(names)
	for _, r := range b.Ranges {
		if !slices.ContainsFunc(a.Ranges, r.same) {
			a.Ranges = append(slices.Clip(a.Ranges), r)
		}
	}
	a.Versions = slices.Concat(a.Versions, b.Versions)
	slices.Sort(a.Versions)
	a.Versions = slices.Compact(a.Versions)
	a.Score = max(a.Score, b.Score)
}
