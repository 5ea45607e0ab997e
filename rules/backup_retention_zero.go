package rules

import "github.com/deploycheck/deploycheck/analyzer"

// BackupRetentionZero catches databases of a cloud whose own backups are
// turned off.
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
var BackupRetentionZero = &analyzer.Rule{
	ID:        "backup-retention-zero",
	Title:     "The cloud makes no backups of the database",
	Item:      "database-backups",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A database in Terraform with `backup_retention_period = 0`, which is also what `aws_db_instance` takes if nothing is written, or with backups turned off.",
	Why:       "Automated backups and recovery to a point in time are off: what a bug or an attacker deletes is gone.",
	Fix:       "Write `backup_retention_period = 7` or more (AWS), `backup_configuration { enabled = true }` (Google).",
	CWE:       693,
	ASVS:      "1.14.6",
	Refs: []string{
		"https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html",
		"https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance#backup_retention_period-1",
	},
	Unloaded: true,
	Check:    checkBackupRetentionZero,
}

func checkBackupRetentionZero(p *analyzer.Pass) {
	for _, s := range p.Facts().Stores {
		switch w := s.Retention; {
		case !s.Database || w.Span.IsZero():
		case w.Opaque != "":
			p.Doubts("for how long backups of %s are kept is not known: %s", s.Name, w.Opaque)
		case w.Value == "0":
			p.ReportIn(s.Where, w.Span, s.Name, "automated backups of %s are off, so what is deleted by mistake is gone", s.Name)
		}
	}
}
