package rules

import (
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
	return value.Is(text != "" && !strings.Contains(text, "sqlite") && !strings.Contains(text, "spatialite") && !strings.HasSuffix(text, ".dummy"))
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
