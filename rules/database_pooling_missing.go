package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// DatabasePoolingMissing catches databases to which every request connects
// anew.
// https://docs.djangoproject.com/en/stable/ref/databases/#persistent-database-connections
var DatabasePoolingMissing = &analyzer.Rule{
	ID:        "database-pooling-missing",
	Title:     "Every request opens a database connection",
	Item:      "database-pooling",
	Severity:  analyzer.Low,
	Precision: analyzer.MediumPrecision,
	What:      "A database server with `CONN_MAX_AGE` left at 0 and without a pool.",
	Why:       "Connecting, with TLS and a password, often takes longer than the query, and a rush of visitors uses up what the server allows.",
	Fix:       "Set `\"CONN_MAX_AGE\": 60` with `\"CONN_HEALTH_CHECKS\": True`; under ASGI, or with psycopg 3 from Django 5.1 on, `\"OPTIONS\": {\"pool\": True}`.",
	CWE:       770,
	ASVS:      "14.1.3",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/databases/#persistent-database-connections",
		"https://docs.djangoproject.com/en/stable/ref/databases/#connection-pool",
	},
	Check: checkDatabasePoolingMissing,
}

func checkDatabasePoolingMissing(p *analyzer.Pass) {
	list := servers(p)
	if len(list) == 0 {
		noServer(p)
	}
	for _, d := range list {
		pooled := pools(p, d)
		if d.world.Implies(pooled) {
			p.Passes(d.part(p, "ENGINE").Place(), "database %q has a pool", d.alias)
			continue
		}
		age := d.part(p, "CONN_MAX_AGE")
		j := judgeIn(p, age, p.Where(age, "is it 0", isZero).Minus(pooled), d.world)
		if _, unset := j.About.Plain.(value.Unset); unset {
			j.About = altWhere(d.part(p, "ENGINE"), j.Bad, j.About)
		}
		if j.Fails() {
			p.Report(j, "database %q has neither CONN_MAX_AGE nor a pool%s, so every request opens a connection", d.alias, j.When())
		}
	}
}

// pools is the condition under which something else keeps connections to a
// database: Django's pool, an engine with one, or a server that only pools.
func pools(p *analyzer.Pass, d server) *value.Cond {
	pool := p.Space().Truth(d.part(p, "OPTIONS", "pool").Value)
	for _, key := range []string{"ENGINE", "HOST"} {
		part := d.part(p, key)
		pool = pool.Or(p.Where(part, "does it pool", namesPool))
	}
	return pool.Or(behindPooler(p, d))
}

// behindPooler is the condition under which a database is reached through a
// pooler that is among the deployment's files; where the way to it is not
// known, that is open.
func behindPooler(p *analyzer.Pass, d server) *value.Cond {
	c := value.False
	for _, pooler := range p.Facts().Poolers {
		if p.Facts().ForDevelopment(pooler.Where) {
			continue
		}
		key, want := "HOST", pooler.Name
		if want == "" { // on a host, where it listens on a port of its own
			key, want = "PORT", "6432"
		}
		part := d.part(p, key)
		c = c.Or(p.Where(part, "does it lead to "+pooler.By, func(v value.Plain) value.Truth {
			if _, unknown := v.(*value.Unknown); unknown {
				return doubt(v)
			}
			text, ok := analyzer.Text(v)
			if !ok {
				text, _ = value.Repr(v) // a number
			}
			return value.Is(text == want)
		}))
	}
	return c
}

// namesPool answers for an ENGINE or a HOST by its name alone; what is not
// known is taken for one that does not pool.
func namesPool(v value.Plain) value.Truth {
	text, _ := analyzer.Text(v)
	for _, name := range []string{"pool", "pgbouncer", "bouncer", "pgcat", "odyssey", "proxysql", "rds-proxy", ".proxy-"} {
		if strings.Contains(strings.ToLower(text), name) {
			return value.Yes
		}
	}
	return value.No
}
