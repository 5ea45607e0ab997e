package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// RetentionUndefined catches backups that are kept for ever.
// https://docs.djangoproject.com/en/stable/topics/http/sessions/#clearing-the-session-store
var RetentionUndefined = &analyzer.Rule{
	ID:        "retention-undefined",
	Title:     "Backups are kept for ever",
	Item:      "retention",
	Severity:  analyzer.Low,
	Precision: analyzer.MediumPrecision,
	What:      "A scheduled backup that writes a new file each time onto its own host, and that nothing deletes. That no job deletes data which is old is no finding.",
	Why:       "What somebody asked to be erased lives on in every old backup, and the disk fills up.",
	Fix:       "Delete backups after a time that is written down: `find \"$BACKUP_DIR\" -name '*.sql.gz' -mtime +30 -delete`; schedule `clearsessions` too.",
	CWE:       459,
	ASVS:      "8.3.8",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/topics/http/sessions/#clearing-the-session-store",
		"https://gdpr-info.eu/art-5-gdpr/",
	},
	Unloaded: true,
	Check:    checkRetentionUndefined,
}

func checkRetentionUndefined(p *analyzer.Pass) {
	if !scheduled(p, "deletes data that is old", (*deploy.Job).Deletes) {
		beats(p, "deletes data that is old", "clearsessions", "clear_sessions", "clear_expired", "delete_old", "delete_expired", "delete_stale", "purge", "cleanup", "clean_up", "prune", "remove_old", "remove_expired")
	}
	for _, j := range p.Facts().Jobs {
		if l, ok := j.Dated(); ok && j.Scheduled() {
			p.ReportIn(j.Where, l.Span, "backup", "each backup is a file of its own and nothing deletes old ones, so erased data lives on in them until the disk is full")
		}
	}
}
