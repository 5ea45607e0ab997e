package rules

import "github.com/deploycheck/deploycheck/analyzer"

// EncryptionAtRestMissing catches databases and disks of a cloud that are
// kept unencrypted.
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
var EncryptionAtRestMissing = &analyzer.Rule{
	ID:        "encryption-at-rest-missing",
	Title:     "Data is stored unencrypted",
	Item:      "encryption",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A database or file system of AWS in Terraform with `storage_encrypted` (`encrypted`) false or left out, which means false.",
	Why:       "Disks, snapshots and backups can be read by whoever gets at them; encryption cannot be turned on later without making the database anew.",
	Fix:       "Write `storage_encrypted = true`, with a key of your own in `kms_key_id` if you need to take access away.",
	CWE:       311,
	ASVS:      "6.1.1",
	Refs: []string{
		"https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
		"https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance#storage_encrypted-1",
	},
	Unloaded: true,
	Check:    checkEncryptionAtRestMissing,
}

func checkEncryptionAtRestMissing(p *analyzer.Pass) {
	always := ""
	for _, s := range p.Facts().Stores {
		switch w := s.Encrypted; {
		case s.Always:
			always = s.Name
		case w.Span.IsZero():
		case w.Opaque != "":
			p.Doubts("whether %s is encrypted is not known: %s", s.Name, w.Opaque)
		case w.Value == "no":
			p.ReportIn(s.Where, w.Span, s.Name, "what %s stores is not encrypted, so snapshots and disks can be read by whoever gets at them", s.Name)
		case !p.Facts().ForDevelopment(s.Where):
			p.Passes(w.Span, "%s is encrypted", s.Name)
		}
	}
	for _, j := range p.Facts().Jobs {
		_, backsUp := j.BacksUp()
		if l, ok := j.Encrypts(); ok && backsUp && !p.Facts().ForDevelopment(j.Where) {
			p.Passes(l.Span, "backups are encrypted before they are kept")
		}
	}
	if always != "" {
		p.NotApplicable("the cloud encrypts what %s stores, whatever is asked for", always)
	}
}
