package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// BackupUntested catches backups whose failure nobody would notice.
// https://www.gnu.org/software/bash/manual/html_node/Pipelines.html
var BackupUntested = &analyzer.Rule{
	ID:        "backup-untested",
	Title:     "A backup that fails looks like one that works",
	Item:      "backups-tested",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "A backup whose failure is passed over (`|| true`), or that is the first part of a pipe in a script without `pipefail`. That no job restores a backup is no finding.",
	Why:       "When the dump fails, gzip still packs nothing and reports success: weeks of empty files, found on the day one of them is needed.",
	Fix:       "Write `set -euo pipefail` at the top of the script, look at the size of what was written, and let a scheduled job restore the newest backup somewhere else.",
	CWE:       390,
	ASVS:      "7.4.1",
	Refs: []string{
		"https://www.gnu.org/software/bash/manual/html_node/Pipelines.html",
		"https://www.postgresql.org/docs/current/backup-dump.html",
	},
	Unloaded: true,
	Check:    checkBackupUntested,
}

func checkBackupUntested(p *analyzer.Pass) {
	scheduled(p, "restores a backup", (*deploy.Job).Restores)
	for _, j := range p.Facts().Jobs {
		if _, backup := j.BacksUp(); !backup {
			continue
		}
		if l, ok := j.Unnoticed(); ok {
			p.ReportIn(j.Where, l.Span, "backup", "a dump that fails here still ends in success, so broken backups are noticed on the day one is needed")
		}
	}
}
