package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// BackupNotScheduled catches scripts that back the database up and that
// nothing runs.
// https://www.postgresql.org/docs/current/backup.html
var BackupNotScheduled = &analyzer.Rule{
	ID:        "backup-not-scheduled",
	Title:     "Nothing runs the backup of the database",
	Item:      "database-backups",
	Severity:  analyzer.Low,
	Precision: analyzer.MediumPrecision,
	What:      "A script or a container that backs the database up, in a repository that shows no schedule for it. That there is no backup at all is no finding: it may be made elsewhere.",
	Why:       "A backup that somebody must think of is missing on the day it is needed.",
	Fix:       "Run it from cron, a timer of systemd, a CronJob or a container with a schedule, and keep that file in the repository.",
	CWE:       693,
	ASVS:      "1.14.6",
	Refs: []string{
		"https://www.postgresql.org/docs/current/backup.html",
		"https://www.freedesktop.org/software/systemd/man/latest/systemd.timer.html",
	},
	Unloaded: true,
	Check:    checkBackupNotScheduled,
}

func checkBackupNotScheduled(p *analyzer.Pass) {
	if scheduled(p, "backs the database up", (*deploy.Job).BacksUp) || beats(p, "backs the database up", "backup", "back_up") || backedUp(p) {
		return
	}
	var idle *deploy.Job
	var at source.Span
	for _, j := range p.Facts().Jobs {
		l, ok := j.BacksUp()
		if !ok || j.Scheduled() {
			continue
		}
		if idle == nil || p.Facts().ForDevelopment(idle.Where) && !p.Facts().ForDevelopment(j.Where) {
			idle, at = j, l.Span
		}
	}
	if idle != nil {
		p.ReportIn(idle.Where, at, "backup", "%s is there to back the database up and nothing in the repository runs it, so there is a backup only when somebody thinks of it", idle.Command)
	}
}

// backedUp records that a cloud keeps backups of a database by itself.
func backedUp(p *analyzer.Pass) bool {
	for _, s := range p.Facts().Stores {
		if w := s.Retention; s.Database && w.Opaque == "" && w.Value != "" && w.Value != "0" && !p.Facts().ForDevelopment(s.Where) {
			p.Passes(w.Span, "the cloud backs up %s by itself", s.Name)
			return true
		}
	}
	return false
}
