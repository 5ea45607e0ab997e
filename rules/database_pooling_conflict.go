package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// DatabasePoolingConflict catches the two ways to keep connections used
// together, which Django refuses.
// https://docs.djangoproject.com/en/stable/ref/databases/#connection-pool
var DatabasePoolingConflict = &analyzer.Rule{
	ID:        "database-pooling-conflict",
	Title:     "A connection pool and persistent connections exclude each other",
	Item:      "database-pooling",
	Severity:  analyzer.Medium,
	Precision: analyzer.VeryHigh,
	What:      "`OPTIONS` with `pool` together with a `CONN_MAX_AGE` that is not 0, on Django 5.1 or later.",
	Why:       "Django raises ImproperlyConfigured at the first query, so nothing that needs the database works.",
	Fix:       "Keep `\"pool\": True` and drop `CONN_MAX_AGE`, or the other way round.",
	CWE:       16,
	ASVS:      "14.1.3",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/databases/#connection-pool",
		"https://docs.djangoproject.com/en/stable/ref/databases/#persistent-database-connections",
	},
	Check: checkDatabasePoolingConflict,
}

func checkDatabasePoolingConflict(p *analyzer.Pass) {
	if !p.Since("5.1") {
		return // Earlier versions hand "pool" on to the driver.
	}
	for _, d := range servers(p) {
		world := d.world.And(p.Where(d.part(p, "ENGINE"), "is it PostgreSQL", isPostgres))
		pool := p.Space().Truth(d.part(p, "OPTIONS", "pool").Value)
		age := d.part(p, "CONN_MAX_AGE")
		kept := p.Where(age, "is it 0", isZero).Not()
		if j := judgeIn(p, age, pool.And(kept), world); j.Fails() {
			p.Report(j, "database %q has a pool and a CONN_MAX_AGE%s, which Django refuses, so no query works", d.alias, j.When())
		}
	}
}

// isZero answers for a CONN_MAX_AGE, which is 0 if it is left out.
func isZero(v value.Plain) value.Truth {
	if _, unset := v.(value.Unset); unset {
		return value.Yes
	}
	if n, ok := seconds(v); ok {
		return value.Is(n == 0)
	}
	return doubt(v)
}
