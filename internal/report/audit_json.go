package report

import (
	"io"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
)

// AuditJSON writes an audit for programs. Its form is a contract:
// testdata/schema/audit.json.
func AuditJSON(w io.Writer, a *analyzer.Audit, r *analyzer.Report, o Options) error {
	out := auditJSON{
		Schema:     "deploycheck/1",
		Tool:       toolJSON{Name, o.Version, Home},
		Database:   databaseJSON{a.Database.Source, a.Database.Date, a.Database.Records},
		Files:      names(a.Files),
		Packages:   each(a.Packages, packageOf),
		Unresolved: each(a.Unresolved, unresolvedOf),
		Findings:   each(r.Findings, findingOf),
		Notes:      each(sortedNotes(r.Notes), noteOf),
	}
	if q, s, ok := a.Django(); ok {
		out.Django = &djangoLifeJSON{Version: q.Version, Series: s.Name, EOL: s.End, Latest: s.Latest}
		if day, ok := a.Date(); ok {
			left, known := s.EndsIn(day)
			supported := !known || left > 0
			out.Django.Supported = &supported
		}
	}
	return encode(w, out)
}

type (
	auditJSON struct {
		Schema     string           `json:"schema"`
		Tool       toolJSON         `json:"tool"`
		Database   databaseJSON     `json:"database"`
		Files      []string         `json:"files"`
		Packages   []packageJSON    `json:"packages"`
		Unresolved []unresolvedJSON `json:"unresolved"`
		Django     *djangoLifeJSON  `json:"django"`
		Findings   []findingJSON    `json:"findings"`
		Notes      []stepJSON       `json:"notes"`
	}
	databaseJSON struct {
		Source  string `json:"source"`
		Date    string `json:"date"`
		Records int    `json:"records"`
	}
	packageJSON struct {
		Name       string         `json:"name"`
		Version    string         `json:"version"`
		File       string         `json:"file"`
		Line       int            `json:"line"`
		Scope      string         `json:"scope"`
		Marker     string         `json:"marker,omitempty"`
		Index      string         `json:"index,omitempty"`
		Clean      string         `json:"clean,omitempty"` // the lowest version above it that no advisory is about
		Advisories []advisoryJSON `json:"advisories"`
	}
	advisoryJSON struct {
		ID       string   `json:"id"`
		Aliases  []string `json:"aliases"`
		Severity string   `json:"severity"`
		Score    float64  `json:"score,omitempty"`
		Fixed    string   `json:"fixed,omitempty"`
	}
	unresolvedJSON struct {
		Name       string         `json:"name"`
		Specifier  string         `json:"specifier,omitempty"`
		File       string         `json:"file"`
		Line       int            `json:"line"`
		Scope      string         `json:"scope"`
		Reason     string         `json:"reason"`
		Advisories []advisoryJSON `json:"advisories,omitempty"` // that no version which it allows is free of
	}
	djangoLifeJSON struct {
		Version   string `json:"version"`
		Series    string `json:"series"`
		EOL       string `json:"eol"`
		Latest    string `json:"latest"`
		Supported *bool  `json:"supported,omitempty"` // on the day of the report
	}
)

func packageOf(q analyzer.Audited) packageJSON {
	return packageJSON{
		Name: q.Name, Version: q.Version, File: q.Span.File, Line: q.Span.Line, Scope: q.Scope.String(), Marker: q.Marker,
		Index: q.Index, Clean: q.Clean,
		Advisories: each(q.Advisories, func(a *osv.Advisory) advisoryJSON { return advisoryOf(a, fixedIn(q, a)) }),
	}
}

func advisoryOf(a *osv.Advisory, fixed string) advisoryJSON {
	return advisoryJSON{ID: a.ID, Aliases: names(a.Aliases), Severity: a.Severity(), Score: a.Score, Fixed: fixed}
}

func unresolvedOf(q analyzer.Unresolved) unresolvedJSON {
	return unresolvedJSON{
		Name: q.Name, Specifier: q.Specifier, File: q.Span.File, Line: q.Span.Line, Scope: q.Scope.String(), Reason: q.Why,
		Advisories: each(q.All, func(a *osv.Advisory) advisoryJSON { return advisoryOf(a, "") }),
	}
}
