package analyzer

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
	"github.com/deploycheck/deploycheck/analyzer/deps/pep440"
	"github.com/deploycheck/deploycheck/analyzer/discover"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An Audit is what is known of the versions of the packages that are installed.
type Audit struct {
	Database *osv.Database
	Files    []string // that say what is installed, in the order in which they count
	// Packages are the requirements of which one version is known, by name, then
	// by place.
	Packages []Audited
	// Unresolved are the others, in the same order.
	Unresolved []Unresolved
	Notes      []source.Note

	date       time.Time
	repository *Repository
	locked     map[string]bool // files that a program wrote
}

// An Audited package has one version.
type Audited struct {
	deps.Requirement
	Advisories []*osv.Advisory // that the version falls under, the gravest first
	// Clean is the lowest version above it that no advisory is about, as far as
	// the other requirements on it allow; empty if none is known. Of Django it is
	// the newest of that series, of which advisories may not know yet.
	Clean string
	// Held is the requirement that allows no version that is clean, where one
	// would be.
	Held *deps.Requirement
}

// An Unresolved requirement has no version that could be judged, for Why.
type Unresolved struct {
	deps.Requirement
	Why string
	// All are the advisories that it cannot escape, whatever version is
	// installed of those that it allows; Lowest those of the lowest version that
	// it names. Both only where it gives bounds.
	All, Lowest []*osv.Advisory
}

// audit judges requirements as of a day. ranges are further requirements on
// the same packages, which hold what their versions may be.
func audit(requirements, ranges []deps.Requirement, db *osv.Database, day time.Time) *Audit {
	a := &Audit{Database: db, date: day}
	for _, q := range requirements {
		v, err := pep440.Parse(q.Version)
		switch {
		case q.Reason != "":
			a.Unresolved = append(a.Unresolved, Unresolved{Requirement: q, Why: q.Reason})
		case q.Version == "":
			a.Unresolved = append(a.Unresolved, bounded(q, db))
		case err != nil:
			a.foreign(q)
		default:
			a.Packages = append(a.Packages, audited(q, v, ranges, db))
		}
	}
	order := func(p, q deps.Requirement) int {
		return cmp.Or(cmp.Compare(p.Name, q.Name), p.Span.Compare(q.Span))
	}
	slices.SortStableFunc(a.Packages, func(p, q Audited) int { return order(p.Requirement, q.Requirement) })
	slices.SortStableFunc(a.Unresolved, func(p, q Unresolved) int { return order(p.Requirement, q.Requirement) })
	return a
}

// foreign takes a version that is none of PEP 440: only advisories that list
// its very text are about it.
func (a *Audit) foreign(q deps.Requirement) {
	var hits []*osv.Advisory
	for _, advisory := range a.Database.About(q.Name) {
		if advisory.AffectsText(q.Version) {
			hits = append(hits, advisory)
		}
	}
	if len(hits) == 0 {
		a.Unresolved = append(a.Unresolved, Unresolved{Requirement: q, Why: "its version is not written as PEP 440 has it"})
		return
	}
	a.Packages = append(a.Packages, Audited{Requirement: q, Advisories: gravest(hits)})
}

func audited(q deps.Requirement, v pep440.Version, ranges []deps.Requirement, db *osv.Database) Audited {
	p := Audited{Requirement: q, Advisories: gravest(db.Affecting(q.Name, v))}
	if len(p.Advisories) == 0 {
		return p
	}
	allowed, holder := allowance(q, v, ranges)
	if clean, ok := db.Clean(q.Name, v, allowed); ok {
		p.Clean = newestOf(q.Name, clean, allowed)
	} else if _, ok := db.Clean(q.Name, v, pep440.Specifier{}); ok {
		p.Held = holder
	}
	return p
}

// newestOf is a version, or, of Django, the newest one of its series.
func newestOf(name string, v pep440.Version, allowed pep440.Specifier) string {
	if s, ok := django.SeriesOf(v.String()); ok && name == "django" {
		if latest, err := pep440.Parse(s.Latest); err == nil && latest.Compare(v) > 0 && allowed.Allows(latest) {
			return latest.String()
		}
	}
	return v.String()
}

// allowance joins what the ranges of a package allow, as long as they allow
// what is installed: one that does not is out of date, or of another place.
func allowance(q deps.Requirement, v pep440.Version, ranges []deps.Requirement) (pep440.Specifier, *deps.Requirement) {
	var texts []string
	var holder *deps.Requirement
	for _, r := range ranges {
		if r.Name != q.Name || r.Span == q.Span || r.Specifier == "" || r.Version != "" {
			continue
		}
		if s, err := pep440.ParseSpecifier(r.Specifier); err == nil && s.Allows(v) {
			texts, holder = append(texts, r.Specifier), &r
		}
	}
	joined, err := pep440.ParseSpecifier(strings.Join(texts, ","))
	if err != nil { // too many: then none counts
		return pep440.Specifier{}, nil
	}
	return joined, holder
}

// bounded judges a requirement that leaves the version open.
func bounded(q deps.Requirement, db *osv.Database) Unresolved {
	u := Unresolved{Requirement: q, Why: "it may be any version"}
	s, err := pep440.ParseSpecifier(q.Specifier)
	if err != nil {
		u.Why = "its version is not written as PEP 440 has it"
		return u
	}
	bounds := s.Bounds()
	if len(bounds) == 0 {
		return u
	}
	u.Why = "it may be any version that " + q.Specifier + " allows"
	lowest := slices.MinFunc(bounds, pep440.Version.Compare)
	if !s.Allows(lowest) {
		return u // it names no lowest one
	}
	u.Lowest = gravest(db.Affecting(q.Name, lowest))
	if _, ok := db.Clean(q.Name, lowest, s); !ok && !escapes(db, q.Name, s, bounds) {
		u.All = unescaped(u.Lowest, db, q.Name, s, bounds)
	}
	return u
}

// escapes reports whether a version that a specifier names is allowed and
// clean.
func escapes(db *osv.Database, name string, s pep440.Specifier, bounds []pep440.Version) bool {
	return slices.ContainsFunc(bounds, func(v pep440.Version) bool {
		return s.Allows(v) && len(db.Affecting(name, v)) == 0
	})
}

// unescaped keeps those advisories that no version which is allowed, of those
// that are known of, is free of.
func unescaped(all []*osv.Advisory, db *osv.Database, name string, s pep440.Specifier, bounds []pep440.Version) []*osv.Advisory {
	versions := slices.Concat(bounds, db.Fixes(name))
	versions = slices.DeleteFunc(versions, func(v pep440.Version) bool { return !s.Allows(v) })
	return slices.DeleteFunc(slices.Clone(all), func(a *osv.Advisory) bool {
		return slices.ContainsFunc(versions, func(v pep440.Version) bool { return !a.Affects(v) })
	})
}

// gravest sorts advisories by their score, those without one as if they were
// grave: nobody has said that they are harmless.
func gravest(all []*osv.Advisory) []*osv.Advisory {
	weight := func(a *osv.Advisory) float64 {
		if a.Score == 0 {
			return 7
		}
		return a.Score
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b *osv.Advisory) int { return cmp.Compare(weight(b), weight(a)) })
	return all
}

// Django finds the requirement of Django whose version is known, and what is
// known of the series; false if there is none.
func (a *Audit) Django() (Audited, django.Series, bool) {
	for _, p := range a.Packages {
		if s, ok := django.SeriesOf(p.Version); ok && p.Name == "django" && p.Scope == deps.Production {
			return p, s, true
		}
	}
	return Audited{}, django.Series{}, false
}

// Date is that as of which it is judged; false if there is none.
func (a *Audit) Date() (time.Time, bool) { return a.date, !a.date.IsZero() }

// Age is how old the advisories are, in days; false if that is not known.
func (a *Audit) Age() (int, bool) {
	day, err := time.Parse(time.DateOnly, a.Database.Date)
	if err != nil || a.date.IsZero() {
		return 0, false
	}
	return max(0, int(a.date.Sub(day).Hours()/24)), true
}

// AuditFiles audits what files of a repository ask for; without any, what its
// projects install. What is not a Django project can be audited too. The error
// is a *UsageError if a file is not there, and a *config.Error if the
// configuration cannot be used.
func AuditFiles(fsys fs.FS, o Options, files []string) (*Audit, error) {
	r, err := open(fsys, o)
	if err != nil {
		return nil, err
	}
	if err := r.configure(o); err != nil {
		return nil, err
	}
	if len(files) > 0 {
		return r.auditNamed(files)
	}
	projects, _ := discover.Projects(r.files.tree)
	r.found = projects
	roots := []string{"."}
	if len(projects) > 0 {
		roots = nil
	}
	for _, p := range projects {
		roots = append(roots, p.Root)
	}
	return r.auditRoots(roots), nil
}

// auditNamed audits files by their names.
func (r *Repository) auditNamed(names []string) (*Audit, error) {
	set := &deps.Set{}
	for _, name := range names {
		file, err := deps.ReadFile(r.files.tree, name)
		if err != nil {
			return nil, &UsageError{Text: err.Error(), Hint: "name a file of requirements or a lock file, relative to the folder"}
		}
		set.Files = append(set.Files, file)
		set.Requirements = append(set.Requirements, file.Requirements...)
		set.Notes = append(set.Notes, file.Notes...)
	}
	return r.audit([]*deps.Set{set}), nil
}

func (r *Repository) auditRoots(roots []string) *Audit {
	var sets []*deps.Set
	for _, root := range roots {
		sets = append(sets, r.dependencies(root))
	}
	return r.audit(sets)
}

// audit judges sets of dependencies together. What stands in one place counts
// once.
func (r *Repository) audit(sets []*deps.Set) *Audit {
	var files []string
	var requirements, ranges []deps.Requirement
	var notes []source.Note
	for _, set := range sets {
		for _, file := range set.Files {
			files = append(files, file.Name)
			ranges = append(ranges, slices.Concat(file.Requirements, file.Constraints)...)
		}
		for _, q := range set.Requirements {
			if !slices.ContainsFunc(requirements, func(other deps.Requirement) bool { return other.Span == q.Span && other.Name == q.Name }) {
				requirements = append(requirements, q)
			}
		}
		notes = append(notes, set.Notes...)
	}
	var names []string
	for _, q := range requirements {
		names = append(names, q.Name)
	}
	a := audit(requirements, ranges, r.advisories(compacted(names)), r.date)
	a.Files, a.Notes, a.repository, a.locked = unique(files), notes, r, lockFiles(sets)
	return a
}

// Source gives a file that was read.
func (a *Audit) Source(name string) (*source.File, bool) { return a.repository.files.Text(name) }

// Config is what the project says to us; it is empty if there is none.
func (a *Audit) Config() *config.Config { return a.repository.Config() }

func compacted(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// unique leaves the first of each name.
func unique(names []string) []string {
	var left []string
	for _, name := range names {
		if !slices.Contains(left, name) {
			left = append(left, name)
		}
	}
	return left
}
