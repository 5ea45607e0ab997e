package analyzer

import (
	"path"
	"regexp"
	"time"

	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// Facts are what the deployment files of the repository say that this
// deployment may use: those of its project, and those of a rehearsal only if
// it is one. Files that only development uses are among them; a finding in
// one ([Pass.ReportIn]) is a note.
func (d *Deployment) Facts() *deploy.Facts {
	d.narrowing.Do(func() { d.around = d.repository.facts().Of(d.uses) })
	return d.around
}

// uses reports whether a deployment may use a file.
func (d *Deployment) uses(w deploy.Where) bool {
	return (w.Rank != deploy.Staging || d.rehearses()) && d.repository.belongs(path.Dir(w.File), d.project.Root)
}

// rehearsal matches settings modules for a rehearsal of production.
var rehearsal = regexp.MustCompile(`(?i)(^|[._])(stage|staging|stg|uat|qa|preprod|preview)([._]|$)`)

func (d *Deployment) rehearses() bool { return rehearsal.MatchString(d.Settings) }

// belongs reports whether a folder is that of a project, or of all of them:
// no other project lies nearer.
func (r *Repository) belongs(folder, root string) bool {
	mine := nearness(folder, root)
	for _, p := range r.Projects {
		if nearness(folder, p.Root) > mine {
			return false
		}
	}
	return true
}

// nearness counts the first parts that two folders have in common; one that
// holds the other is as near as can be.
func nearness(a, b string) int {
	return len(commonFolder(a, b))
}

// Date is that as of which certificates are judged; false if there is none.
func (d *Deployment) Date() (time.Time, bool) {
	return d.repository.date, !d.repository.date.IsZero()
}

// ReportIn makes a finding at a place in a deployment file, about something
// with a name. In a file that only development uses it is a note.
func (p *Pass) ReportIn(w deploy.Where, at source.Span, anchor, format string, args ...any) {
	f := finding(at, anchor, format, args...)
	if f.Development = p.Facts().ForDevelopment(w); f.Development {
		f.Message += " (only development uses this file, as it seems)"
	}
	p.report(f)
}
