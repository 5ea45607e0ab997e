// Package osv knows advisories about Python packages and tells which of them a
// version falls under. It reads them as records of OSV, alone or in an archive,
// and from the table that is built in.
//
// Of a record only facts are kept: its names, the versions that are affected,
// and how grave it is.
// https://ossf.github.io/osv-schema/
package osv

import (
	"cmp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/deps/pep440"
)

// An Advisory is one vulnerability of one package.
type Advisory struct {
	ID      string   // of the record: "PYSEC-2023-61"
	Aliases []string // its other names, CVE first
	Package string   // normalised
	// Ranges are the affected versions; Versions are further ones, written as
	// they are, that no range holds.
	Ranges   []Range
	Versions []string
	Score    float64 // of CVSS, 0.1 to 10.0; 0 if nobody gave one
}

// A Range holds versions from Introduced on; from the first one if that is
// empty. With Fixed it ends before that version, with Last after it, with
// neither it has no end.
type Range struct {
	Introduced, Fixed, Last string

	from, before, last *pep440.Version // the same, read
	broken             bool            // one of them is no version
}

// FixText is Fix for a version as it is written.
func (a *Advisory) FixText(version string) (string, bool) {
	v, err := pep440.Parse(version)
	if err != nil {
		return "", false
	}
	fix, ok := a.Fix(v)
	if !ok {
		return "", false
	}
	return fix.String(), true
}

// newRange makes a range with its ends read.
func newRange(introduced, fixed, last string) Range {
	r := Range{Introduced: introduced, Fixed: fixed, Last: last}
	r.from = r.end(introduced)
	r.before = r.end(fixed)
	r.last = r.end(last)
	return r
}

// end reads an end of a range; nil if it has none.
func (r *Range) end(text string) *pep440.Version {
	if text == "" {
		return nil
	}
	v, err := pep440.Parse(text)
	r.broken = r.broken || err != nil
	return &v
}

// same reports whether two ranges are written alike.
func (r Range) same(s Range) bool {
	return r.Introduced == s.Introduced && r.Fixed == s.Fixed && r.Last == s.Last
}

// Name is the name by which most people know it: that of CVE if it has one.
func (a *Advisory) Name() string {
	for _, alias := range a.Aliases {
		if strings.HasPrefix(alias, "CVE-") {
			return alias
		}
	}
	return a.ID
}

// Names are its ID and all its other names.
func (a *Advisory) Names() []string { return append([]string{a.ID}, a.Aliases...) }

// Severity is the word for the score, in CVSS's terms: low, medium, high,
// critical; "unknown" if there is none.
// https://www.first.org/cvss/v4.0/specification-document, section 6
func (a *Advisory) Severity() string {
	switch {
	case a.Score >= 9:
		return "critical"
	case a.Score >= 7:
		return "high"
	case a.Score >= 4:
		return "medium"
	case a.Score > 0:
		return "low"
	}
	return "unknown"
}

// Affects reports whether a version is affected. Versions are compared in
// their full order: 4.2rc1 comes before 4.2, and 1.0+local after 1.0.
func (a *Advisory) Affects(v pep440.Version) bool {
	return slices.ContainsFunc(a.Ranges, func(r Range) bool { return r.holds(v) }) || a.AffectsText(v.String())
}

// AffectsText reports whether a version is listed by its very text, as those
// are that PEP 440 does not know.
func (a *Advisory) AffectsText(version string) bool { return slices.Contains(a.Versions, version) }

// Fix is the lowest version above v that ends a range which holds v; false if
// none does.
func (a *Advisory) Fix(v pep440.Version) (pep440.Version, bool) {
	var fixes []pep440.Version
	for _, r := range a.Ranges {
		if r.before != nil && r.holds(v) {
			fixes = append(fixes, *r.before)
		}
	}
	if len(fixes) == 0 {
		return pep440.Version{}, false
	}
	return slices.MaxFunc(fixes, pep440.Version.Compare), true
}

// holds reports whether a range holds a version. One with an end that is no
// version holds nothing: what cannot be ordered is not claimed.
func (r Range) holds(v pep440.Version) bool {
	return !r.broken &&
		(r.from == nil || v.Compare(*r.from) >= 0) &&
		(r.before == nil || v.Compare(*r.before) < 0) &&
		(r.last == nil || v.Compare(*r.last) <= 0)
}

// A Database is a collection of advisories, of one day.
type Database struct {
	Source string // "Python Packaging Advisory Database, built in"
	Date   string // "2026-07-23"; empty if nobody knows
	// Records counts what the collection holds, of all packages.
	Records int
	about   func(name string) []*Advisory
}

// About lists the advisories on a package, sorted by ID. Records of one
// vulnerability are one.
func (d *Database) About(name string) []*Advisory { return d.about(name) }

// Affecting lists those on a package that a version falls under.
func (d *Database) Affecting(name string, v pep440.Version) []*Advisory {
	var found []*Advisory
	for _, a := range d.About(name) {
		if a.Affects(v) {
			found = append(found, a)
		}
	}
	return found
}

// Clean is the lowest version above v that fixes something, is affected by
// nothing and that allowed lets pass; false if no such version is known of.
func (d *Database) Clean(name string, v pep440.Version, allowed pep440.Specifier) (pep440.Version, bool) {
	advisories := d.About(name)
	for _, candidate := range d.Fixes(name) {
		affected := func(a *Advisory) bool { return a.Affects(candidate) }
		if candidate.Compare(v) > 0 && allowed.Allows(candidate) && !slices.ContainsFunc(advisories, affected) {
			return candidate, true
		}
	}
	return pep440.Version{}, false
}

// Fixes lists the versions of a package that fix something, the lowest first.
// Releases before a release are left out: they are not for production.
func (d *Database) Fixes(name string) []pep440.Version {
	var all []pep440.Version
	for _, a := range d.About(name) {
		for _, r := range a.Ranges {
			if v := r.before; v != nil && !r.broken && !v.IsPrerelease() {
				all = append(all, *v)
			}
		}
	}
	slices.SortFunc(all, pep440.Version.Compare)
	return slices.CompactFunc(all, func(a, b pep440.Version) bool { return a.Compare(b) == 0 })
}

// kinds orders the names of vulnerabilities, the best known first.
var kinds = []string{"CVE-", "PYSEC-", "GHSA-"}

// byName orders names by kind, then by themselves.
func byName(a, b string) int { return cmp.Or(cmp.Compare(kind(a), kind(b)), cmp.Compare(a, b)) }

func kind(name string) int {
	if i := slices.IndexFunc(kinds, func(k string) bool { return strings.HasPrefix(name, k) }); i >= 0 {
		return i
	}
	return len(kinds)
}
