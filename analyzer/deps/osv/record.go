package osv

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/deps/pep440"
)

// A record is what is read of one of OSV's.
type record struct {
	ID        string     `json:"id"`
	Aliases   []string   `json:"aliases"`
	Withdrawn string     `json:"withdrawn"`
	Severity  []severity `json:"severity"`
	Affected  []affected `json:"affected"`
}

type severity struct {
	Type  string `json:"type"`
	Score string `json:"score"`
}

type affected struct {
	Package struct {
		Ecosystem string `json:"ecosystem"`
		Name      string `json:"name"`
	} `json:"package"`
	Severity []severity `json:"severity"`
	Ranges   []struct {
		Type   string  `json:"type"`
		Events []event `json:"events"`
	} `json:"ranges"`
	Versions []string `json:"versions"`
}

type event struct {
	Introduced   string `json:"introduced"`
	Fixed        string `json:"fixed"`
	LastAffected string `json:"last_affected"`
}

// maxEvents bounds the events and versions of a record that are looked at.
const maxEvents = 20_000

// Read gives the advisories of one record, one for each package of PyPI that
// it names; none if it is withdrawn. The error says why it is no record.
func Read(raw []byte) ([]*Advisory, error) {
	all, _, err := readAbout(raw, nil)
	return all, err
}

// readAbout is Read for some packages, all if wanted is nil. It also says
// whether the record is in force for any package.
func readAbout(raw []byte, wanted func(name string) bool) (all []*Advisory, inForce bool, err error) {
	var r record
	if err := json.Unmarshal(raw, &r); err != nil {
		return nil, false, fmt.Errorf("no record of OSV: %w", err)
	}
	if !plain(r.ID) {
		return nil, false, fmt.Errorf("no record of OSV: its id is %q", r.ID)
	}
	if r.Withdrawn != "" {
		return nil, false, nil
	}
	for _, of := range r.Affected {
		if of.Package.Ecosystem != "PyPI" || !plain(of.Package.Name) {
			continue
		}
		inForce = true
		if wanted != nil && !wanted(Normalise(of.Package.Name)) {
			continue
		}
		if a := r.advisory(of); len(a.Ranges) > 0 || len(a.Versions) > 0 {
			all = append(all, a)
		}
	}
	return all, inForce, nil
}

func (r *record) advisory(of affected) *Advisory {
	a := &Advisory{ID: r.ID, Package: Normalise(of.Package.Name), Score: score(slices.Concat(of.Severity, r.Severity))}
	for _, alias := range r.Aliases {
		if plain(alias) && alias != r.ID {
			a.Aliases = append(a.Aliases, alias)
		}
	}
	slices.SortFunc(a.Aliases, byName)
	a.Aliases = slices.Compact(a.Aliases)
	for _, set := range of.Ranges {
		if set.Type == "ECOSYSTEM" && len(set.Events) <= maxEvents {
			a.Ranges = append(a.Ranges, ranges(set.Events)...)
		}
	}
	if len(of.Versions) <= maxEvents {
		a.Versions = a.beyond(of.Versions)
	}
	return a
}

// A turn is an event with its version read.
type turn struct {
	event
	at    pep440.Version
	first bool // introduced at the beginning of time
}

// ranges makes ranges of events, whose order means nothing. What is no version
// cannot be ordered and is passed over.
// https://ossf.github.io/osv-schema/#evaluation
func ranges(events []event) []Range {
	var turns []turn
	for _, e := range events {
		at, err := pep440.Parse(e.Introduced + e.Fixed + e.LastAffected) // one of them is set
		if err == nil {
			turns = append(turns, turn{e, at, e.Introduced == "0"})
		}
	}
	slices.SortStableFunc(turns, func(a, b turn) int { return a.before(b) })
	var all []Range
	var open *turn
	for _, t := range turns {
		switch {
		case t.Introduced != "" && open == nil:
			open = &t
		case t.Introduced == "" && open != nil:
			all, open = append(all, newRange(open.start(), t.Fixed, t.LastAffected)), nil
		}
	}
	if open != nil {
		all = append(all, newRange(open.start(), "", ""))
	}
	return all
}

// start is the version at which a range begins; empty if that is the first.
func (t turn) start() string {
	if t.first {
		return ""
	}
	return t.Introduced
}

// before orders turns by version; of those at one version what was introduced
// before ends first.
func (t turn) before(u turn) int {
	switch {
	case t.first != u.first:
		if t.first {
			return -1
		}
		return 1
	case t.at.Compare(u.at) != 0:
		return t.at.Compare(u.at)
	case (t.Fixed != "") != (u.Fixed != ""):
		if t.Fixed != "" {
			return -1
		}
		return 1
	case (t.Introduced != "") != (u.Introduced != ""):
		if t.Introduced != "" {
			return -1
		}
		return 1
	}
	return 0
}

// beyond lists those versions that no range holds.
func (a *Advisory) beyond(versions []string) []string {
	var rest []string
	for _, text := range versions {
		v, err := pep440.Parse(text)
		switch {
		case !plain(text):
		case err != nil:
			rest = append(rest, text)
		case !a.Affects(v):
			rest = append(rest, v.String())
		}
	}
	slices.Sort(rest)
	return slices.Compact(rest)
}

// plain reports whether a name or a version is of letters that need no care
// anywhere. All that there are, are.
func plain(text string) bool {
	ok := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-_.+!", c)
	}
	return text != "" && len(text) <= 200 && !strings.ContainsFunc(text, func(c rune) bool { return !ok(c) })
}

var separators = regexp.MustCompile(`[-_.]+`)

// Normalise gives the one spelling that the names of a package have in common:
// small letters, and one hyphen for each run of "-", "_" and ".".
// https://packaging.python.org/en/latest/specifications/name-normalization/
func Normalise(name string) string {
	return strings.ToLower(separators.ReplaceAllString(name, "-"))
}
