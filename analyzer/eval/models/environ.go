package models

import (
	"math"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// django-environ: Env reads variables, with a type and a default that may be
// given in the call or in the constructor ("scheme").

var djangoEnviron = map[string]Func{
	"environ.Env":                       newEnv("environ.Env"),
	"environ.FileAwareEnv":              newEnv("environ.FileAwareEnv"),
	"environ.environ.Env":               newEnv("environ.Env"),
	"environ.environ.FileAwareEnv":      newEnv("environ.FileAwareEnv"),
	"environ.Env.read_env":              readEnv,
	"environ.FileAwareEnv.read_env":     readEnv,
	"environ.environ.Env.read_env":      readEnv,
	"environ.Env.db_url_config":         urlConfig("url", "engine", databaseURL),
	"environ.Env.cache_url_config":      urlConfig("url", "backend", cacheURL),
	"environ.Env.email_url_config":      urlConfig("url", "backend", emailURL),
	"environ.Env.search_url_config":     urlConfig("url", "engine", searchURL),
	"environ.Env.channels_url_config":   urlConfig("url", "backend", channelsURL),
	"environ.Env.parse_value":           envParseValue,
	"environ.environ.Env.db_url_config": urlConfig("url", "engine", databaseURL),
}

// envMethods are the methods of an Env, by name.
var envMethods = map[string]Func{
	"__call__":            envValue,
	"get_value":           envValue,
	"__contains__":        envContains,
	"str":                 envStr,
	"unicode":             envStr,
	"bytes":               envBytes,
	"bool":                envTyped("bool"),
	"int":                 envTyped("int"),
	"float":               envTyped("float"),
	"json":                envTyped("json"),
	"list":                envMany("list"),
	"tuple":               envMany("tuple"),
	"dict":                envDict,
	"url":                 envURL,
	"db":                  envConfig("DATABASE_URL", "engine", databaseURL),
	"db_url":              envConfig("DATABASE_URL", "engine", databaseURL),
	"cache":               envConfig("CACHE_URL", "backend", cacheURL),
	"cache_url":           envConfig("CACHE_URL", "backend", cacheURL),
	"email":               envConfig("EMAIL_URL", "backend", emailURL),
	"email_url":           envConfig("EMAIL_URL", "backend", emailURL),
	"search_url":          envConfig("SEARCH_URL", "engine", searchURL),
	"channels":            envConfig("CHANNELS_URL", "backend", channelsURL),
	"channels_url":        envConfig("CHANNELS_URL", "backend", channelsURL),
	"path":                envPath,
	"read_env":            readEnv,
	"parse_value":         envParseValue,
	"db_url_config":       urlConfig("url", "engine", databaseURL),
	"cache_url_config":    urlConfig("url", "backend", cacheURL),
	"email_url_config":    urlConfig("url", "backend", emailURL),
	"search_url_config":   urlConfig("url", "engine", searchURL),
	"channels_url_config": urlConfig("url", "backend", channelsURL),
	"__getattr__":         envAttribute,
}

// methodsOf names methods as the table wants them.
func methodsOf(class string, methods map[string]Func) map[string]Func {
	named := map[string]Func{}
	for name, f := range methods {
		named[class+"#"+name] = f
	}
	return named
}

// notSet is Env.NOTSET.
var notSet = value.Opaque{TypeName: "NoValue", Repr: "<NoValue>"}

var environConstants = map[string]value.Plain{
	"environ.Env.NOTSET":               notSet,
	"environ.FileAwareEnv.NOTSET":      notSet,
	"environ.environ.Env.NOTSET":       notSet,
	"environ.Env.DEFAULT_DATABASE_ENV": value.Str("DATABASE_URL"),
	"dj_database_url.DEFAULT_ENV":      value.Str("DATABASE_URL"),
	"environ.Env.BOOLEAN_TRUE_STRINGS": texts(value.TupleKind, booleanWords...),
	"environ.Env.DB_SCHEMES":           notTold("the table of database schemes", "dict"),
	"environ.Env.CACHE_SCHEMES":        notTold("the table of cache schemes", "dict"),
	"environ.Env.EMAIL_SCHEMES":        notTold("the table of mail schemes", "dict"),
	"environ.Env.SEARCH_SCHEMES":       notTold("the table of search schemes", "dict"),
}

var booleanWords = []string{"true", "on", "ok", "y", "yes", "1"}

// newEnv is Env(**scheme).
func newEnv(class string) Func {
	return func(c *Call) *value.Value {
		scheme := c.dict()
		for _, k := range c.Keywords {
			put(scheme, k.Name, k.Val)
		}
		return c.of(&Object{Class: class, Attrs: map[string]*value.Value{
			"scheme": c.of(scheme), "prefix": c.str(""), "smart_cast": c.of(value.Bool(true)), "escape_proxy": c.of(value.Bool(false)),
		}})
	}
}

// envAttribute is an attribute of an Env that is neither set nor a method.
func envAttribute(c *Call) *value.Value {
	p, _ := c.Args[0].Only()
	name, _ := p.(value.Str)
	if k, ok := environConstants["environ.Env."+string(name)]; ok {
		return c.of(k)
	}
	if name == "ENVIRON" {
		return c.of(&Object{Class: "os._Environ"})
	}
	return c.unknown("Env."+string(name)+" is not modelled", "")
}

// A request is what an Env is asked for.
type request struct {
	name         *value.Value
	cast         *value.Value // nil: none
	fixed        string       // a cast that the method implies
	fallback     *value.Value // nil: none
	parseDefault bool
	depth        int
}

// fallbackOf reads the default of a call; NOTSET is none.
func (c *Call) fallbackOf(i int) *value.Value {
	v := c.arg(i, "default")
	if v == nil {
		return nil
	}
	if p, ok := v.Only(); ok && p == value.Plain(notSet) {
		return nil
	}
	return v
}

// envValue is env(var, cast=None, default=NOTSET, parse_default=False).
func envValue(c *Call) *value.Value {
	parse, _ := c.flag(c.arg(3, "parse_default"), false)
	return c.ask(request{name: c.arg(0, "var"), cast: c.arg(1, "cast"), fallback: c.fallbackOf(2), parseDefault: parse})
}

// ask looks the variable up under each name that it may have, with what the
// scheme says of that name.
func (c *Call) ask(r request) *value.Value {
	o, ok := c.Self.(*Object)
	if !ok {
		return c.unknown("which Env is asked is not known", "")
	}
	return c.eachName(r.name, func(name string) *value.Value {
		return c.eachAlt(o.Attrs["prefix"], func(a value.Alt) *value.Value {
			prefix, ok := a.Plain.(value.Str)
			if !ok {
				return c.unknown("the prefix of the variables is not known", "", alone(a))
			}
			name := string(prefix) + name
			info, known := c.schemeOf(o, name)
			if !known {
				return c.unknown("the type of "+name+" is not known", "", o.Attrs["scheme"])
			}
			if info == nil {
				return c.lookUp(name, r)
			}
			return c.eachAlt(info, func(i value.Alt) *value.Value { return c.lookUp(name, r.with(i)) })
		})
	})
}

// schemeOf is what the constructor says of a variable; nil if nothing.
func (c *Call) schemeOf(o *Object, name string) (info *value.Value, known bool) {
	p, ok := o.Attrs["scheme"].Only()
	d, isDict := p.(*value.Dict)
	if !ok || !isDict {
		return nil, false
	}
	if e := d.Get(value.Str(name)); e != nil {
		return e.Val, c.Here().Implies(e.When)
	}
	return nil, d.More == nil
}

// with adds what the scheme says: a type, or a pair of type and default.
func (r request) with(info value.Alt) request {
	q, ok := info.Plain.(*value.Seq)
	typed := r.fixed != "" || r.cast != nil && !isFalsy(r.cast)
	if ok && q.Kind <= value.TupleKind && q.Firm() && len(q.Elems) == 2 {
		if !typed {
			r.cast = q.Elems[0].Val
		}
		if r.fallback == nil {
			r.fallback = q.Elems[1].Val
		}
		return r
	}
	if !typed {
		r.cast = alone(info)
	}
	return r
}

// isFalsy reports whether a cast is surely none.
func isFalsy(v *value.Value) bool {
	p, _ := v.Only()
	q, isSeq := p.(*value.Seq)
	return isNone(v) || isSeq && len(q.Elems) == 0 && q.More == nil
}

// lookUp reads the variable and gives its default where it is not set.
func (c *Call) lookUp(name string, r request) *value.Value {
	if r.depth > 20 {
		c.Raise("RecursionError", "maximum recursion depth exceeded")
		return nil
	}
	return c.eachCast(r, func(k cast) *value.Value {
		if r.fallback == nil {
			v := c.fromEnviron(name, func(*value.Origin) *value.Value {
				c.Raise("django.core.exceptions.ImproperlyConfigured", "Set the "+name+" environment variable", name)
				return nil
			})
			return c.eachAlt(v, func(a value.Alt) *value.Value { return c.finish(a, nil, k, r) })
		}
		return c.eachAlt(r.fallback, func(d value.Alt) *value.Value {
			if d.Plain == value.Plain(notSet) {
				bare := r
				bare.fallback = nil
				return c.lookUp(name, bare)
			}
			v := c.fromEnviron(name, func(o *value.Origin) *value.Value { return c.instead(alone(d), o) })
			return c.eachAlt(v, func(a value.Alt) *value.Value { return c.finish(a, &d, k, r) })
		})
	})
}

// fromEnviron reads Env.ENVIRON.
func (c *Call) fromEnviron(name string, missing func(*value.Origin) *value.Value) *value.Value {
	if o, ok := c.Self.(*Object); ok && o.Class == "environ.FileAwareEnv" {
		return c.fileVariable(name, missing)
	}
	return c.variable(name, missing)
}

// fileVariable reads the file that NAME_FILE names, or else NAME.
func (c *Call) fileVariable(name string, missing func(*value.Origin) *value.Value) *value.Value {
	return c.fileNamedBy(name, "_FILE", missing)
}

// fileNamedBy reads the file that the variable with the suffix names, or else
// the variable itself.
func (c *Call) fileNamedBy(name, suffix string, missing func(*value.Origin) *value.Value) *value.Value {
	plain := func() *value.Value { return c.variable(name, missing) }
	file := c.variable(name+suffix, func(*value.Origin) *value.Value { return c.str("") })
	return c.eachAlt(file, func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case value.Str:
			if p == "" {
				return plain()
			}
			return readAll(c, p)
		case *value.Unknown:
			u := derived("the file at", "str", p)
			u.Reason, u.Name = name+" is read from the file that "+name+suffix+" names", name
			return c.of(u, alone(a))
		}
		return c.unknown("the file that "+name+suffix+" names is not known", "str", alone(a))
	})
}

// finish casts a value that was read, or a default, as get_value does.
func (c *Call) finish(v value.Alt, fallback *value.Alt, k cast, r request) *value.Value {
	if s, ok := v.Plain.(value.Str); ok && strings.HasPrefix(string(s), "$") {
		next := r
		next.name, next.depth = c.str(strings.TrimLeft(string(s), "$"), alone(v)), r.depth+1
		next.parseDefault = false
		return c.eachAlt(c.ask(next), func(a value.Alt) *value.Value { return c.settle(a, fallback, k, r) })
	}
	return c.settle(v, fallback, k, r)
}

func (c *Call) settle(v value.Alt, fallback *value.Alt, k cast, r request) *value.Value {
	o := c.Self.(*Object)
	if s, ok := v.Plain.(value.Str); ok {
		if on, _ := c.flag(o.Attrs["escape_proxy"], false); on {
			v.Plain = value.Str(strings.ReplaceAll(string(s), `\$`, "$"))
		}
	}
	if fallback == nil {
		return c.parseAs(v, k)
	}
	if _, none := fallback.Plain.(value.None); none {
		return c.emptyIsNone(v, k)
	}
	if smart, _ := c.flag(o.Attrs["smart_cast"], true); smart && k.kind == "" {
		k = castLike(fallback.Plain)
	}
	if _, none := v.Plain.(value.None); r.parseDefault && !none || k.keepsText(v.Plain) {
		return c.parseAs(v, k)
	}
	return c.split(c.Space().Equal(v.Plain, fallback.Plain),
		func() *value.Value { return value.Of(fallback.Plain, v.Origin) },
		func() *value.Value { return c.parseAs(v, k) })
}

// emptyIsNone casts a value whose default is None: empty text is None then.
func (c *Call) emptyIsNone(v value.Alt, k cast) *value.Value {
	if _, none := v.Plain.(value.None); none {
		return alone(v)
	}
	empty := value.False
	switch p := v.Plain.(type) {
	case value.Str:
		empty = condOf(p == "")
	case *value.Unknown:
		if p.TypeName == "" || p.TypeName == "str" {
			empty = c.Space().Truthy(p).Not()
		}
	}
	return c.split(empty,
		func() *value.Value { return c.of(value.None{}, alone(v)) },
		func() *value.Value { return c.parseAs(v, k) })
}

// split is what yes gives where cond holds and what no gives elsewhere.
func (c *Call) split(cond *value.Cond, yes, no func() *value.Value) *value.Value {
	which := value.Join(cond, value.Of(value.Bool(true), nil), value.Of(value.Bool(false), nil))
	return c.eachAlt(which, func(a value.Alt) *value.Value {
		if a.Plain == value.Plain(value.Bool(true)) {
			return yes()
		}
		return no()
	})
}

// wholeFloat is int(f) for floats that fit.
func wholeFloat(f float64) (value.Int, bool) {
	if math.IsNaN(f) || math.Abs(f) > 1e18 {
		return 0, false
	}
	return value.Int(f), true
}
