package rules

import (
	"maps"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// DatabaseSuperuser catches applications that use their database as a user
// who may do everything.
// https://www.postgresql.org/docs/current/role-attributes.html
var DatabaseSuperuser = &analyzer.Rule{
	ID:        "database-superuser",
	Title:     "The application is a superuser of its database",
	Item:      "least-privilege",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What: "A `USER` in `DATABASES` that is a superuser by its name, such as `postgres` or `root`, " +
		"or the one that the image of PostgreSQL makes when it first starts (`POSTGRES_USER`), which is a superuser whatever its name.",
	Why:  "One hole in one query then opens every database of the server, its files and, by `COPY … FROM PROGRAM`, its shell.",
	Fix:  "Make a user for the application, `CREATE ROLE shop LOGIN NOSUPERUSER`, in a script in `/docker-entrypoint-initdb.d`, and name that one in `DATABASES`.",
	CWE:  250,
	ASVS: "1.2.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/databases/",
		"https://www.postgresql.org/docs/current/role-attributes.html",
		"https://cheatsheetseries.owasp.org/cheatsheets/Database_Security_Cheat_Sheet.html",
	},
	Check: checkDatabaseSuperuser,
}

// superusers are users who may do everything, by name.
var superusers = []string{"postgres", "root", "sa", "sys", "system", "admin", "administrator"}

func checkDatabaseSuperuser(p *analyzer.Pass) {
	list := servers(p)
	if len(list) == 0 {
		noServer(p)
	}
	open := map[string][]string{} // variables that may name another user
	for _, d := range list {
		user := d.part(p, "USER")
		j := judgeIn(p, user, p.Where(user, "is it a superuser", func(v value.Plain) value.Truth {
			text, ok := analyzer.Text(v)
			if !ok {
				return doubt(v)
			}
			return value.Is(slices.Contains(superusers, text))
		}), d.world)
		if j.Fails() {
			text, _ := analyzer.Text(j.About.Plain)
			p.Report(j, "database %q is used as %s%s, who may do everything, so one hole in one query opens the whole server", d.alias, text, j.When())
			continue
		}
		if at, ok := bootstraps(p, user); ok {
			j.About = altWhere(user, d.world, j.About)
			p.Report(j, "database %q is used as the user that its image makes a superuser (%s), so one hole in one query opens the whole server", d.alias, at)
		} else if j.Verdict == analyzer.Passes {
			open[d.alias] = j.Needs
		}
	}
	p.ClaimNothing() // that a user has another name says nothing of what it may do
	granted := false
	for _, g := range p.Facts().Grants {
		if g.May == "" && !p.Facts().ForDevelopment(g.Where) && own(p, g.To) {
			p.Passes(g.Span, "the user that Django connects as is made without special rights")
			granted = true
		}
	}
	for _, alias := range slices.Sorted(maps.Keys(open)) {
		if needs := open[alias]; len(needs) > 0 && !granted {
			p.Doubts("the user of database %q is decided by the environment: %s", alias, strings.Join(needs, ", "))
		}
	}
}

// bootstraps reports whether a user is the one that the image of a database
// makes when it first starts, and where that is said.
func bootstraps(p *analyzer.Pass, user *analyzer.Setting) (source.Span, bool) {
	names, outer := texts(user), outside(p, user)
	for _, l := range p.Facts().Launches() {
		store, ok := datastoreOf(l)
		if !ok || store.name != "PostgreSQL" || l.Kind != deploy.Compose || p.Facts().ForDevelopment(l.Where) {
			continue
		}
		for _, v := range l.Environment {
			if v.Name != "POSTGRES_USER" {
				continue
			}
			known := v.Text.Opaque == "" && len(v.Text.Outer) == 0
			if known && slices.Contains(names, v.Text.Value) || slices.ContainsFunc(v.Text.Outer, func(name string) bool { return slices.Contains(outer, name) }) {
				return v.Span, true
			}
		}
	}
	return source.Span{}, false
}

// outside lists the variables of the shell that starts the project from which
// a setting comes: those that its container's variables are made of.
func outside(p *analyzer.Pass, s *analyzer.Setting) []string {
	var names []string
	for _, name := range s.Value.Vars() {
		for _, l := range p.Facts().Launches() {
			for _, v := range l.Environment {
				if v.Name == name && l.RunsDjango() {
					names = append(names, v.Text.Outer...)
				}
			}
		}
	}
	return names
}
