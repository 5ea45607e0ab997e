package rules

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// DatabaseTLSDisabled catches connections to a remote database that may go
// unencrypted because the settings say so. Silence of the settings is no
// finding: what the server asks for is not seen from here.
// https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION
var DatabaseTLSDisabled = &analyzer.Rule{
	ID:        "database-tls-disabled",
	Title:     "The connection to the database may be unencrypted",
	Item:      "database-tls",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "`OPTIONS` of a remote database with `sslmode` disable, allow or prefer (PostgreSQL), or `ssl_mode` DISABLED or PREFERRED (MySQL).",
	Why:       "Whoever sits between application and database reads what is asked and answered; \"prefer\" looks safe and gives way to whoever answers that there is no TLS.",
	Fix:       "Write `\"OPTIONS\": {\"sslmode\": \"require\"}`, or better `verify-full` with `sslrootcert`.",
	CWE:       319,
	ASVS:      "9.2.2",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/databases/#postgresql-connection-settings",
		"https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION",
		"https://dev.mysql.com/doc/refman/8.4/en/connection-options.html#option_general_ssl-mode",
	},
	Check: checkDatabaseTLSDisabled,
}

func checkDatabaseTLSDisabled(p *analyzer.Pass) {
	list := servers(p)
	if len(list) == 0 {
		noServer(p)
	}
	for _, d := range list {
		host := d.part(p, "HOST")
		world := d.world.And(p.Where(host, "is it on another machine", isRemote))
		if world == value.False {
			p.NotApplicable("the database %q is on the same machine or network of containers", d.alias)
			continue
		}
		judgeSSLMode(p, d, world)
	}
}

// judgeSSLMode judges the options that say whether TLS is used, PostgreSQL's
// and MySQL's, if one is set.
func judgeSSLMode(p *analyzer.Pass, d server, world *value.Cond) {
	var needs []string
	judged := false
	for _, key := range []string{"sslmode", "ssl_mode"} {
		mode := d.part(p, "OPTIONS", key)
		set := p.Where(mode, "is it left out", isUnset).Not()
		if world.Implies(set) || p.NothingSet(world).Meets(set) && p.Unset().Meets(set) {
			judgeSetMode(p, d, key, set, world)
			judged = true
		}
		needs = append(needs, set.Given(world).Needs()...) // a variable may say it
	}
	if len(needs) > 0 && !judged {
		slices.Sort(needs)
		p.Doubts("whether the connection to database %q is encrypted is decided by the environment: %s", d.alias, strings.Join(slices.Compact(needs), ", "))
	}
}

// judgeSetMode judges an option of a database where it is set.
func judgeSetMode(p *analyzer.Pass, d server, key string, set, world *value.Cond) {
	mode := d.part(p, "OPTIONS", key)
	j := judgeIn(p, mode, p.Where(mode, "does it give way to no TLS", givesWay), world.And(set))
	if j.Fails() {
		text, _ := analyzer.Text(j.About.Plain)
		p.Report(j, "%s of database %q is %q%s, so the connection goes unencrypted when somebody in between wants it to", key, d.alias, clip(text), j.When())
	} else if !world.Implies(set) {
		p.Doubts("%s of database %q is right where it is set, and it may not be set", key, d.alias)
	}
}

// givesWay answers for a mode of PostgreSQL or MySQL.
func givesWay(v value.Plain) value.Truth {
	text, ok := analyzer.Text(v)
	if !ok {
		return doubt(v)
	}
	switch strings.ToLower(text) {
	case "disable", "disabled", "allow", "prefer", "preferred":
		return value.Yes
	}
	return value.No
}
