package models

import (
	"regexp"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// envTyped is env.bool(var, default=NOTSET) and its like.
func envTyped(kind string) Func {
	return func(c *Call) *value.Value {
		return c.ask(request{name: c.arg(0, "var"), fixed: kind, fallback: c.fallbackOf(1)})
	}
}

// envMany is env.list(var, cast=None, default=NOTSET) or env.tuple.
func envMany(kind string) Func {
	return func(c *Call) *value.Value {
		r := request{name: c.arg(0, "var"), fixed: kind, fallback: c.fallbackOf(2)}
		elem := c.arg(1, "cast")
		if elem == nil {
			return c.ask(r)
		}
		return c.eachAlt(elem, func(a value.Alt) *value.Value {
			if r := r; isFalsy(alone(a)) {
				return c.ask(r)
			}
			of := value.ListKind
			if kind == "tuple" {
				of = value.TupleKind
			}
			r := r
			r.fixed, r.cast = "", c.of(value.NewSeq(of, alone(a)))
			return c.ask(r)
		})
	}
}

// envDict is env.dict(var, cast=dict, default=NOTSET).
func envDict(c *Call) *value.Value {
	r := request{name: c.arg(0, "var"), cast: c.arg(1, "cast"), fallback: c.fallbackOf(2)}
	if r.cast == nil {
		r.fixed = "dict"
	}
	return c.ask(r)
}

var escapedNewline = regexp.MustCompile(`(?:\\r)?\\n`)

// envStr is env.str(var, default=NOTSET, multiline=False).
func envStr(c *Call) *value.Value {
	v := envTyped("str")(c)
	lines := c.arg(2, "multiline")
	if on, known := c.flag(lines, false); !on && known {
		return v
	}
	return c.eachAlt(v, func(a value.Alt) *value.Value {
		s, ok := a.Plain.(value.Str)
		if !ok || !escapedNewline.MatchString(string(s)) {
			return alone(a)
		}
		if _, known := c.flag(lines, false); !known {
			return c.unknown("whether a text has several lines is not known", "str", alone(a))
		}
		return c.str(escapedNewline.ReplaceAllString(string(s), "\n"), alone(a))
	})
}

// envBytes is env.bytes(var, default=NOTSET, encoding="utf8").
func envBytes(c *Call) *value.Value {
	return c.eachAlt(envTyped("str")(c), func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case value.Str:
			if c.arg(2, "encoding") == nil {
				return c.of(value.Bytes(p), alone(a))
			}
			return c.unknown("the encoding is not followed", "bytes", alone(a))
		case *value.Unknown:
			return c.of(derived("environ.bytes", "bytes", p), alone(a))
		}
		return alone(a)
	})
}

// envContains is "NAME" in env.
func envContains(c *Call) *value.Value {
	return c.eachName(c.arg(0, ""), func(name string) *value.Value {
		v := c.fromEnviron(name, func(*value.Origin) *value.Value { return c.of(value.Unset{}) })
		unset := value.False
		for _, a := range v.Alts() {
			if _, ok := a.Plain.(value.Unset); ok {
				unset = unset.Or(a.When)
			}
		}
		return c.boolean(unset.Not(), v)
	})
}

// envURL is env.url(var, default=NOTSET).
func envURL(c *Call) *value.Value {
	return c.ask(request{name: c.arg(0, "var"), fixed: "url", fallback: c.fallbackOf(1), parseDefault: true})
}

// envPath is env.path(var, default=NOTSET, **kwargs).
func envPath(c *Call) *value.Value {
	v := c.ask(request{name: c.arg(0, "var"), fallback: c.fallbackOf(1)})
	with := *c
	with.Self, with.Args, with.Keywords = nil, []*value.Value{v}, nil
	for _, k := range c.Keywords {
		if k.Name == "is_file" || k.Name == "required" {
			with.Keywords = append(with.Keywords, k)
		}
	}
	return environPath(&with)
}

// A urlParser makes settings of a URL. It gives nil where it raised.
type urlParser func(c *Call, url value.Alt, backend string) *value.Value

// envConfig is env.db(var, default=NOTSET, engine=None) and its like. All
// but env.db read the variable, and its default, as env.url does.
func envConfig(variable, backend string, parse urlParser) Func {
	return func(c *Call) *value.Value {
		r := request{name: c.arg(0, "var"), fallback: c.fallbackOf(1)}
		if variable != "DATABASE_URL" {
			r.fixed, r.parseDefault = "url", true
		}
		if r.name == nil {
			r.name = c.str(variable)
		}
		return c.configured(c.ask(r), c.arg(2, backend), parse)
	}
}

// urlConfig is Env.db_url_config(url, engine=None) and its like.
func urlConfig(url, backend string, parse urlParser) Func {
	return func(c *Call) *value.Value {
		v := c.arg(0, url)
		if v == nil {
			c.Raise("TypeError", "the URL is missing")
			return nil
		}
		return c.configured(v, c.arg(1, backend), parse)
	}
}

func (c *Call) configured(url, backend *value.Value, parse urlParser) *value.Value {
	if backend == nil {
		backend = c.none()
	}
	return c.eachAlt(backend, func(b value.Alt) *value.Value {
		name := ""
		switch p := b.Plain.(type) {
		case value.Str:
			name = string(p)
		case value.None:
		default:
			return c.unknown("which backend is asked for is not known", "dict", url, alone(b))
		}
		return c.eachAlt(url, func(u value.Alt) *value.Value { return parse(c, u, name) })
	})
}

// envParseValue is Env.parse_value(value, cast).
func envParseValue(c *Call) *value.Value {
	return c.eachAlt(c.arg(0, "value"), func(v value.Alt) *value.Value {
		return c.eachCast(request{cast: c.arg(1, "cast")}, func(k cast) *value.Value { return c.parseAs(v, k) })
	})
}

// openConfig is the dict that comes of a URL that is not known: keys are
// what is surely in it.
func (c *Call) openConfig(op string, u *value.Unknown, keys []string, from *value.Value) *value.Dict {
	d := c.dict()
	d.More = derived(op, "", u)
	for _, key := range keys {
		k := derived(op+"."+key, "", u)
		if textKeys[key] {
			k.TypeName = "str"
		}
		put(d, key, c.of(k, from))
	}
	return d
}

// textKeys are keys whose values are text, whatever the URL.
var textKeys = map[string]bool{"ENGINE": true, "NAME": true, "BACKEND": true, "EMAIL_BACKEND": true}
