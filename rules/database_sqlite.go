package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// DatabaseSQLite catches production on SQLite, above all as what a missing
// variable leaves.
// https://docs.djangoproject.com/en/stable/ref/databases/#sqlite-notes
var DatabaseSQLite = &analyzer.Rule{
	ID:        "database-sqlite",
	Title:     "Production runs on SQLite",
	Item:      "database-beyond",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A default database whose `ENGINE` is SQLite in the production settings, by itself or when a variable is missing.",
	Why:       "SQLite lets one writer in at a time, its file has no user and no password, and in a container it is gone with the next deployment.",
	Fix:       "Use a server and make it required: `DATABASES = {\"default\": env.db(\"DATABASE_URL\")}`.",
	CWE:       1188,
	ASVS:      "14.1.3",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/databases/#sqlite-notes",
		"https://www.sqlite.org/whentouse.html",
	},
	Check: checkDatabaseSQLite,
}

func checkDatabaseSQLite(p *analyzer.Pass) {
	engine := p.Part(p.Setting("DATABASES"), "default", "ENGINE")
	none := p.Where(engine, "is there none", noEngine)
	if p.Production().Implies(none) {
		p.NotApplicable("DATABASES names no database")
		return
	}
	j := p.Judge(engine, p.Where(engine, "is it SQLite", func(v value.Plain) value.Truth {
		text, ok := analyzer.Text(v)
		if !ok {
			return doubt(v)
		}
		return value.Is(inFile(text))
	}))
	if j.Fails() {
		p.Report(j, "the default database is SQLite%s, so one writer blocks all others and the data lives and dies with one disk", j.When())
		return
	}
	wrong := p.Where(engine, "is it no engine", func(v value.Plain) value.Truth {
		text, ok := analyzer.Text(v)
		return value.Is(ok && text != "" && !isEngine(text))
	})
	for _, w := range []struct {
		when *value.Cond
		what string
	}{{wrong, "the engine of the default database is no engine of Django%s, and none of a library that is known"}, {none, "no default database is named%s"}} {
		if !p.Production().Meets(w.when) {
			continue
		}
		if k := p.Judge(engine, w.when); k.Fails() {
			p.Doubts(w.what, unless(k))
		}
	}
}

// noEngine answers for an ENGINE: Django takes its dummy where none is named.
func noEngine(v value.Plain) value.Truth {
	text, ok := analyzer.Text(v)
	switch v.(type) {
	case value.Unset, value.None:
		return value.Yes
	}
	return value.Is(ok && (text == "" || text == "django.db.backends.dummy"))
}
