package rules

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// DatabaseGrantsExcessive catches users of the database that are made with
// more rights than an application needs, and servers that ask nobody who
// they are.
// https://www.postgresql.org/docs/current/role-attributes.html
var DatabaseGrantsExcessive = &analyzer.Rule{
	ID:        "database-grants-excessive",
	Title:     "The user of the database may do more than it needs",
	Item:      "least-privilege",
	Severity:  analyzer.Medium,
	Precision: analyzer.MediumPrecision,
	What:      "SQL, a script, Ansible or Terraform that makes the user of `DATABASES` with `SUPERUSER`, `CREATEROLE`, `CREATEDB` or `GRANT ALL ON *.*`, and `pg_hba.conf` that trusts connections from anywhere.",
	Why:       "One hole in one query then reads and writes every database of the server, files of the host, and for a superuser of PostgreSQL runs programs there.",
	Fix:       "Make a role with `LOGIN` alone that owns its own database, or has `SELECT, INSERT, UPDATE, DELETE` on its tables; write `scram-sha-256` into pg_hba.conf.",
	CWE:       250,
	ASVS:      "1.2.1",
	Refs: []string{
		"https://www.postgresql.org/docs/current/role-attributes.html",
		"https://www.postgresql.org/docs/current/auth-pg-hba-conf.html",
		"https://dev.mysql.com/doc/refman/8.4/en/grant.html",
	},
	Check: checkDatabaseGrantsExcessive,
}

func checkDatabaseGrantsExcessive(p *analyzer.Pass) {
	for _, g := range p.Facts().Grants {
		if g.May != "" && own(p, g.To) {
			p.ReportIn(g.Where, g.Span, g.To.Value, "the user that Django connects as may %s, so one hole in one query opens more than its own data", g.May)
		}
	}
	for _, r := range p.Facts().HostRules {
		if r.Everywhere() && r.Method == "trust" {
			p.ReportIn(r.Where, r.Span, "pg_hba.conf", "PostgreSQL lets everybody in as %s from anywhere and asks for no password", whom(r.Users))
		}
	}
}

func whom(users string) string {
	if users == "all" {
		return "any user"
	}
	return users
}

// own reports whether a user is the one that Django connects as: it has the
// name that the settings have, or comes from the variable from which they have
// it.
func own(p *analyzer.Pass, user deploy.Text) bool {
	for _, d := range servers(p) {
		setting := d.part(p, "USER")
		if user.Opaque == "" && slices.Contains(texts(setting), user.Value) {
			return true
		}
		for _, name := range setting.Value.Vars() {
			if slices.Contains(user.Outer, name) {
				return true
			}
		}
	}
	return false
}
