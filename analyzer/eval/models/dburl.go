package models

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// dj-database-url: DATABASES["default"] from a URL.

var dburlFunctions = map[string]Func{
	"dj_database_url.config":   dburlConfig,
	"dj_database_url.parse":    dburlParse,
	"dj_database_url.register": (*Call).none,
}

var dburlSchemes = map[string]string{
	"postgres": postgresBackend, "postgresql": postgresBackend, "pgsql": postgresBackend,
	"postgis":         "django.contrib.gis.db.backends.postgis",
	"mysql":           "django.db.backends.mysql",
	"mysql2":          "django.db.backends.mysql",
	"mysqlgis":        "django.contrib.gis.db.backends.mysql",
	"mysql-connector": "mysql.connector.django",
	"mssql":           "sql_server.pyodbc",
	"mssqlms":         "mssql",
	"spatialite":      "django.contrib.gis.db.backends.spatialite",
	"sqlite":          "django.db.backends.sqlite3",
	"oracle":          "django.db.backends.oracle",
	"oraclegis":       "django.contrib.gis.db.backends.oracle",
	"redshift":        "django_redshift_backend",
	"cockroach":       "django_cockroachdb",
	"timescale":       "timescale.db.backends.postgresql",
	"timescalegis":    "timescale.db.backends.postgis",
}

var (
	schemaSchemes = []string{"postgres", "postgresql", "pgsql", "postgis", "redshift", "timescale", "timescalegis"}
	textPorts     = []string{"oracle", "mssqlms", "mssql"}
)

// A dburl is the arguments that config and parse share.
type dburl struct {
	engine, age, checks, cursors, ssl, test *value.Value
	from                                    *value.Value // the URL
}

// options reads the shared arguments, the first of which is at position i.
func (c *Call) dburlOptions(i int) dburl {
	o := dburl{
		engine: c.arg(i, "engine"), age: c.arg(i+1, "conn_max_age"), checks: c.arg(i+2, "conn_health_checks"),
		cursors: c.arg(i+3, "disable_server_side_cursors"), ssl: c.arg(i+4, "ssl_require"), test: c.arg(i+5, "test_options"),
	}
	if o.age == nil {
		o.age = c.of(value.Int(0))
	}
	for _, flag := range []**value.Value{&o.checks, &o.cursors, &o.ssl} {
		if *flag == nil {
			*flag = c.of(value.Bool(false))
		}
	}
	return o
}

// dburlConfig is dj_database_url.config(env="DATABASE_URL", default=None, …).
// Where no URL is given the dict is empty.
func dburlConfig(c *Call) *value.Value {
	name := c.arg(0, "env")
	if name == nil {
		name = c.str("DATABASE_URL")
	}
	url := readVariable(c, name, c.arg(1, "default"))
	return c.eachAlt(url, func(a value.Alt) *value.Value {
		if c.Space().Truthy(a.Plain) == value.False {
			return c.of(c.dict(), alone(a))
		}
		return c.parseDatabase(a, c.dburlOptions(2))
	})
}

// dburlParse is dj_database_url.parse(url, …).
func dburlParse(c *Call) *value.Value {
	if c.arg(0, "url") == nil {
		c.Raise("TypeError", "parse() missing the argument 'url'")
		return nil
	}
	return c.eachAlt(c.arg(0, "url"), func(a value.Alt) *value.Value { return c.parseDatabase(a, c.dburlOptions(1)) })
}

func (c *Call) parseDatabase(url value.Alt, o dburl) *value.Value {
	o.from = alone(url)
	switch p := url.Plain.(type) {
	case value.Str:
		return c.databaseOf(string(p), o)
	case *value.Unknown:
		d := c.openConfig("dj_database_url", p, []string{"ENGINE", "NAME"}, o.from)
		c.settleDatabase(d, nil, o)
		return c.of(d, o.from)
	case value.None, *value.Dict, *value.Seq, value.Bool, value.Int:
		c.Raise("AttributeError", "'"+p.Type()+"' object has no attribute 'decode'")
		return nil
	}
	return c.unknown("the database URL is not known", "dict", o.from)
}

func (c *Call) databaseOf(text string, o dburl) *value.Value {
	d := c.dict()
	if text == "sqlite://:memory:" {
		put(d, "ENGINE", c.str(dburlSchemes["sqlite"], o.from))
		put(d, "NAME", c.str(":memory:", o.from))
		return c.of(d, o.from)
	}
	u, err := cutURL(text)
	if err != nil {
		c.Raise("ValueError", "This string is not a valid url")
		return nil
	}
	engine, known := dburlSchemes[u.scheme]
	if !known {
		c.Raise("ValueError", "Scheme '"+u.scheme+"://' is unknown")
		return nil
	}
	port, err := u.port()
	if err != nil {
		c.Raise("ValueError", "This string is not a valid url")
		return nil
	}
	name, password, _, _ := u.user()
	put(d, "ENGINE", c.str(engine, o.from))
	put(d, "USER", c.str(unquote(name), o.from))
	put(d, "PASSWORD", c.str(unquote(password), o.from))
	put(d, "HOST", c.str(unquote(u.hostname()), o.from))
	put(d, "PORT", c.dburlPort(u.scheme, port, o.from))
	put(d, "NAME", c.dburlName(u, o.from))
	c.settleDatabase(d, c.dburlQuery(u, o.from), o)
	return c.of(d, o.from)
}

// dburlPort is PORT: text where the backend wants it, empty if there is none.
func (c *Call) dburlPort(scheme string, port int, from *value.Value) *value.Value {
	switch {
	case port <= 0:
		return c.str("", from)
	case slices.Contains(textPorts, scheme):
		return c.str(itoa(port), from)
	}
	return c.of(value.Int(port), from)
}

func (c *Call) dburlName(u splitURL, from *value.Value) *value.Value {
	name := unquote(dropRune(u.path))
	if u.scheme == "sqlite" && name == "" {
		name = ":memory:"
	}
	return c.str(name, from)
}

// dburlQuery is OPTIONS as the query gives them.
func (c *Call) dburlQuery(u splitURL, from *value.Value) *value.Dict {
	options := c.dict()
	for _, q := range parseQuery(u.query) {
		var vals []*value.Value
		for _, text := range q.vals {
			vals = append(vals, c.dburlOption(text, from))
		}
		v := vals[0]
		if len(vals) > 1 {
			v = c.of(c.seq(value.ListKind, vals...), from)
		}
		put(options, q.key, v)
	}
	c.adapt(options, u.scheme, from)
	return options
}

// adapt translates the options that two backends call otherwise.
func (c *Call) adapt(options *value.Dict, scheme string, from *value.Value) {
	switch {
	case scheme == "mysql" || scheme == "mysql2":
		if ca := options.Str("ssl-ca"); ca != nil {
			options.Delete(value.Str("ssl-ca"), value.True)
			ssl := c.dict()
			put(ssl, "ca", ca)
			if c.Space().Truth(ca) == value.True {
				put(options, "ssl", c.of(ssl, from))
			}
		}
	case slices.Contains(schemaSchemes, scheme):
		if schema := options.Str("currentSchema"); schema != nil {
			options.Delete(value.Str("currentSchema"), value.True)
			p, _ := schema.Only()
			if text, ok := c.Str(p); ok && c.Space().Truth(schema) == value.True {
				put(options, "options", c.str("-c search_path="+text, from))
			}
		}
	}
}

// dburlOption is a number, a truth value or text.
func (c *Call) dburlOption(text string, from *value.Value) *value.Value {
	switch lowered(text) {
	case "true":
		return c.of(value.Bool(true), from)
	case "false":
		return c.of(value.Bool(false), from)
	}
	return c.numberOr(text, from)
}

// settleDatabase adds what the arguments say. They win over the URL; options
// is nil where the URL is not known.
func (c *Call) settleDatabase(d, options *value.Dict, o dburl) {
	ssl := c.truth(o.ssl)
	there := ssl
	if options == nil {
		options = c.dict()
		options.More = derived("dj_database_url.OPTIONS", "", d.More)
	}
	if ssl != value.False {
		options.Set(value.Str("sslmode"), ssl, c.str("require", o.ssl))
	}
	for _, e := range options.Entries {
		there = there.Or(e.When)
	}
	if there != value.False {
		d.Set(value.Str("OPTIONS"), there, c.of(options, o.from))
	}
	put(d, "CONN_MAX_AGE", o.age)
	put(d, "CONN_HEALTH_CHECKS", o.checks)
	put(d, "DISABLE_SERVER_SIDE_CURSORS", o.cursors)
	if engine := c.truth(o.engine); engine != value.False {
		d.Set(value.Str("ENGINE"), engine, o.engine)
	}
	if test := c.truth(o.test); test != value.False {
		d.Set(value.Str("TEST"), test, o.test)
	}
}
