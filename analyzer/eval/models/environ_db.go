package models

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

var environSchemes = map[string]string{
	"postgres": postgresBackend, "postgresql": postgresBackend, "psql": postgresBackend, "pgsql": postgresBackend,
	"postgis":         "django.contrib.gis.db.backends.postgis",
	"cockroachdb":     "django_cockroachdb",
	"mysql":           "django.db.backends.mysql",
	"mysql2":          "django.db.backends.mysql",
	"mysql-connector": "mysql.connector.django",
	"mysqlgis":        "django.contrib.gis.db.backends.mysql",
	"mssql":           "mssql",
	"oracle":          "django.db.backends.oracle",
	"pyodbc":          "sql_server.pyodbc",
	"redshift":        "django_redshift_backend",
	"spatialite":      "django.contrib.gis.db.backends.spatialite",
	"sqlite":          "django.db.backends.sqlite3",
	"ldap":            "ldapdb.backends.ldap",
}

const postgresBackend = "django.db.backends.postgresql"

var (
	postgresFamily = []string{"postgres", "postgresql", "psql", "pgsql", "postgis"}
	databaseKeys   = []string{"CONN_MAX_AGE", "ATOMIC_REQUESTS", "AUTOCOMMIT", "DISABLE_SERVER_SIDE_CURSORS", "CONN_HEALTH_CHECKS"}
)

// databaseURL is Env.db_url_config(url, engine). An unknown URL is taken to
// be one: of an empty text an empty dict would come.
func databaseURL(c *Call, url value.Alt, engine string) *value.Value {
	from := alone(url)
	if _, text := url.Plain.(value.Str); !text && c.Space().Truthy(url.Plain) == value.False {
		return c.of(c.dict(), from)
	}
	switch p := url.Plain.(type) {
	case value.Str:
		return c.databaseText(string(p), engine, from)
	case *Object:
		if u, ok := p.State.(splitURL); ok {
			return c.databaseParts(u, engine, from)
		}
	case *value.Unknown:
		d := c.openConfig("environ.db", p, []string{"ENGINE", "NAME"}, from)
		if engine != "" {
			put(d, "ENGINE", c.str(backendOf(engine, environSchemes), from))
		}
		return c.of(d, from)
	case *value.Dict, *value.Seq, value.Bool, value.Int:
		c.Raise("AttributeError", "'"+p.Type()+"' object has no attribute 'decode'")
		return nil
	}
	return c.unknown("the database URL is not known", "dict", from)
}

// backendOf translates a scheme; what is none is a backend itself.
func backendOf(name string, schemes map[string]string) string {
	if b, ok := schemes[name]; ok {
		return b
	}
	return name
}

func (c *Call) databaseText(text, engine string, from *value.Value) *value.Value {
	if text == "sqlite://:memory:" {
		d := c.dict()
		put(d, "ENGINE", c.str(environSchemes["sqlite"], from))
		put(d, "NAME", c.str(":memory:", from))
		return c.of(d, from)
	}
	u, err := parseURL(text)
	if err != nil {
		if u, err = parseURL(quoteURL(text, ":/?&=@")); err != nil {
			c.Raise("ValueError", err.Error())
			return nil
		}
	}
	return c.databaseParts(u, engine, from)
}

// A place is where a database is: what becomes NAME, HOST and PORT.
type place struct {
	name, host, port string
	number           bool // the port is a number
}

func (c *Call) databaseParts(u splitURL, engine string, from *value.Value) *value.Value {
	if u.path == "" {
		quoted, err := parseURL(quoteURL(u.String(), ":/?&=@"))
		if err != nil {
			c.Raise("ValueError", err.Error())
			return nil
		}
		u = quoted
	}
	at, ok := databasePlace(u)
	if !ok {
		c.Raise("ValueError", "Port could not be cast to integer value")
		return nil
	}
	if engine == "" && u.scheme == "" {
		return c.of(c.dict(), from)
	}
	name, password, _, _ := u.user()
	d := c.dict()
	put(d, "NAME", c.str(at.name, from))
	put(d, "USER", c.str(unquote(name), from))
	put(d, "PASSWORD", c.str(unquote(password), from))
	put(d, "HOST", c.str(at.host, from))
	if u.scheme != "oracle" || at.port != "" {
		put(d, "PORT", c.portOf(at, u.scheme == "oracle", from))
	}
	if u.query != "" {
		c.databaseOptions(d, u.query, from)
	}
	if engine == "" {
		engine = u.scheme
	}
	put(d, "ENGINE", c.str(backendOf(engine, environSchemes), from))
	return c.of(d, from)
}

// portOf is PORT: a number if the URL has one, else text.
func (c *Call) portOf(at place, text bool, from *value.Value) *value.Value {
	if n, is := parseInt(at.port); is == isNumber && !text && (at.number || strings.Trim(at.port, "0123456789") == "") {
		if n == 0 {
			return c.str("", from)
		}
		return c.of(n, from)
	}
	return c.str(at.port, from)
}

// databasePlace finds name, host and port; false where Python raises
// ValueError.
func databasePlace(u splitURL) (place, bool) {
	path, _, _ := strings.Cut(strings.TrimPrefix(u.path, "/"), "?")
	if u.path != "" && u.path[0] != '/' {
		path, _, _ = strings.Cut(dropRune(u.path), "?")
	}
	at := place{name: unquotePlus(path), host: u.hostname(), number: true}
	if u.scheme == "sqlite" && at.name == "" {
		at.name = ":memory:"
	}
	port, err := u.port()
	if u.scheme == "ldap" {
		if err != nil {
			return at, false
		}
		at.name = "ldap://" + ldapHost(u.hostname(), port)
	}
	hosts := u.netloc[strings.LastIndexByte(u.netloc, '@')+1:]
	switch {
	case slices.Contains(postgresFamily, u.scheme) && strings.Contains(hosts, ","):
		at.host, at.port = cluster(hosts)
		at.number = false
	case err == nil && port > 0:
		at.port = itoa(port)
	}
	family := slices.Contains(postgresFamily, u.scheme)
	if (family || strings.Contains(at.name, "cloudsql")) && strings.HasPrefix(at.name, "/") {
		i := strings.LastIndexByte(at.name, '/')
		at.host, at.name = at.name[:i], at.name[i+1:]
	}
	if u.scheme == "oracle" && path == "" {
		at.name, at.host = at.host, ""
	}
	return at, true
}

// dropRune drops the first character.
func dropRune(s string) string {
	for i := range s {
		if i > 0 {
			return s[i:]
		}
	}
	return ""
}

func ldapHost(host string, port int) string {
	if host == "" {
		host = "None"
	}
	if port > 0 {
		return host + ":" + itoa(port)
	}
	return host
}

// cluster reads "one:5432,two:5432".
func cluster(text string) (hosts, ports string) {
	var h, p []string
	for _, part := range strings.Split(text, ",") {
		host, port := part, ""
		if i := strings.LastIndexByte(part, ':'); i >= 0 {
			host, port = part[:i], part[i+1:]
		}
		h = append(h, host)
		if port != "" {
			p = append(p, port)
		}
	}
	return strings.Join(h, ","), strings.Join(p, ",")
}

// databaseOptions spreads the query over the dict and its OPTIONS.
func (c *Call) databaseOptions(d *value.Dict, query string, from *value.Value) {
	options := c.dict()
	for _, q := range parseQuery(query) {
		if key := strings.ToUpper(q.key); slices.Contains(databaseKeys, key) {
			put(d, key, c.literalOr(q.vals[0], from))
			continue
		}
		put(options, q.key, c.numberOr(q.vals[0], from))
	}
	put(d, "OPTIONS", c.of(options, from))
}

// literalOr is a Python literal, or the text itself.
func (c *Call) literalOr(text string, from *value.Value) *value.Value {
	switch v, verdict := c.literalEval(text, from); verdict {
	case literal:
		return v
	case refused:
		return c.str(text, from)
	}
	return c.unknown("a literal in a URL is not read", "", from)
}

// numberOr is a number if the text is all digits, or the text itself.
func (c *Call) numberOr(text string, from *value.Value) *value.Value {
	if text == "" || strings.TrimFunc(text, isDigit) != "" {
		return c.str(text, from)
	}
	n, is := parseInt(text)
	if is != isNumber {
		return c.unknown("so large a number is not computed", "int", from)
	}
	return c.of(n, from)
}
