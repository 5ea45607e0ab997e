package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A server is an entry of DATABASES behind which there is a database server,
// and the world in which that is so.
type server struct {
	alias string
	all   *analyzer.Setting // DATABASES
	world *value.Cond
}

// servers lists the entries of DATABASES that have a server in production.
func servers(p *analyzer.Pass) []server {
	all := p.Setting("DATABASES")
	var list []server
	for _, alias := range p.Keys(all) {
		engine := p.Part(all, alias, "ENGINE")
		world := p.Production().And(p.Where(engine, "does it have a server", hasServer))
		if world = deployed(p, world); world != value.False {
			list = append(list, server{alias, all, world})
		}
	}
	return list
}

// withPasswords lists servers, and entries that are one as soon as a variable
// is set: where the engine is the default of a variable, so is the password.
func withPasswords(p *analyzer.Pass) []server {
	all := p.Setting("DATABASES")
	var list []server
	for _, alias := range p.Keys(all) {
		engine := p.Part(all, alias, "ENGINE")
		world := p.Where(engine, "does it have a server", hasServer).Or(byDefault(engine)).And(p.Production())
		if world = deployed(p, world); world != value.False {
			list = append(list, server{alias, all, world})
		}
	}
	return list
}

// standsIn tells passwords that are none: markers, and what str() makes of a
// variable that is missing.
func standsIn(password string) bool { return placeholder(password) || password == "None" }

// byDefault is the condition under which a setting is what it is because a
// variable is not set.
func byDefault(s *analyzer.Setting) *value.Cond {
	c := value.False
	for _, a := range s.Value.Alts() {
		if slices.ContainsFunc(a.Origin.Trail(), func(o *value.Origin) bool { return o.Verb == value.NotInEnv }) {
			c = c.Or(a.When)
		}
	}
	return c
}

// part is a part of the entry.
func (d server) part(p *analyzer.Pass, keys ...string) *analyzer.Setting {
	return p.Part(d.all, append([]string{d.alias}, keys...)...)
}

// hasServer answers for an ENGINE. Files need no password and no TLS.
func hasServer(engine value.Plain) value.Truth {
	text, ok := analyzer.Text(engine)
	if !ok {
		return doubt(engine)
	}
	none := text == "" || strings.HasSuffix(text, ".dummy") || strings.HasSuffix(text, ".None") // what str() makes of a missing variable
	return value.Is(!none && !inFile(text))
}

// inFile tells engines that keep a database in a file.
func inFile(engine string) bool {
	return strings.Contains(engine, "sqlite") || strings.Contains(engine, "spatialite")
}

var (
	// djangoEngine matches names of engines that Django brings, and of those
	// that its earlier series did; the dummy is none.
	djangoEngine = regexp.MustCompile(`^django\.db\.backends\.(postgresql(_psycopg2)?|mysql|oracle|sqlite3)$|` +
		`^django\.contrib\.gis\.db\.backends\.(postgis|mysql|oracle|spatialite)$`)
	// otherEngine matches what may be the name of a library's or project's:
	// a package within one, or a package that is known to be one.
	otherEngine = regexp.MustCompile(`^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$|` +
		`^(mssql|djongo|djfirebirdsql|ibm_db_django|sql_server|django_(cockroachdb|firebird|iris|mongodb_backend|mongodb_engine|pyodbc|redshift_backend|snowflake|spanner|tidb|yugabytedb))$`)
)

// isEngine tells names of database engines from texts that are none, such as
// what a missing variable makes of "django.db.backends.%s".
// https://docs.djangoproject.com/en/stable/ref/settings/#engine
func isEngine(text string) bool {
	if strings.HasPrefix(text, "django.") {
		return djangoEngine.MatchString(text)
	}
	return otherEngine.MatchString(text)
}

// isPostgres answers for an ENGINE.
func isPostgres(engine value.Plain) value.Truth {
	text, ok := analyzer.Text(engine)
	if !ok {
		return doubt(engine)
	}
	return value.Is(strings.Contains(text, "postg") || strings.Contains(text, "psycopg"))
}

// isRemote answers for a HOST: whether the way to it leaves the machine and
// the network of its containers. A name without a dot is one of theirs.
func isRemote(host value.Plain) value.Truth {
	text, ok := analyzer.Text(host)
	switch {
	case !ok:
		return doubt(host)
	case text == "" || strings.HasPrefix(text, "/") || strings.HasPrefix(text, "127.") || strings.Contains(text, "::1"):
		return value.No
	}
	return value.Is(strings.Contains(text, "."))
}

// noServer records that no database server is used.
func noServer(p *analyzer.Pass) {
	p.NotApplicable("DATABASES names no database server")
}
