package models

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

var urlFunctions = map[string]Func{
	"urllib.parse.urlparse":     urlparse(parseURL),
	"urllib.parse.urlsplit":     urlparse(cutURL),
	"urlparse.urlparse":         urlparse(parseURL),
	"urllib.parse.quote":        quoting("quote", "/", quoteURL),
	"urllib.parse.quote_plus":   quoting("quote_plus", "", quotePlus),
	"urllib.parse.unquote":      onURL("unquote", unquote),
	"urllib.parse.unquote_plus": onURL("unquote_plus", unquotePlus),
	"urllib.quote":              quoting("quote", "/", quoteURL),
	"urllib.quote_plus":         quoting("quote_plus", "", quotePlus),
	"urllib.unquote":            onURL("unquote", unquote),
	"urllib.parse.parse_qs":     parseQS,
	"urllib.parse.urlencode":    varies("an encoded query", "str"),
	"urllib.parse.urljoin":      varies("a joined URL", "str"),
	"urllib.parse.urlunparse":   varies("a URL", "str"),

	"urllib.parse.ParseResult#geturl":      func(c *Call) *value.Value { return c.str(urlOf(c).String()) },
	"urllib.parse.ParseResult#__getitem__": urlItem,
}

// urlparse makes a model of urlparse or urlsplit.
func urlparse(split func(string) (splitURL, error)) Func {
	return func(c *Call) *value.Value {
		if len(c.Args)+len(c.Keywords) != 1 {
			return c.unknown("urlparse with options is not computed", "", c.Args...)
		}
		return c.onText(c.arg(0, "url"), "urlparse", "ParseResult", func(s string, from *value.Value) *value.Value {
			u, err := split(s)
			if err != nil {
				c.Raise("ValueError", err.Error())
				return nil
			}
			return c.urlObject(u, from)
		})
	}
}

// urlObject is a ParseResult.
func (c *Call) urlObject(u splitURL, from *value.Value) *value.Value {
	name, password, hasName, hasPassword := u.user()
	attrs := map[string]*value.Value{
		"scheme": c.str(u.scheme, from), "netloc": c.str(u.netloc, from), "path": c.str(u.path, from),
		"params": c.str(u.params, from), "query": c.str(u.query, from), "fragment": c.str(u.fragment, from),
		"username": c.orNone(name, hasName, from), "password": c.orNone(password, hasPassword, from),
		"hostname": c.orNone(u.hostname(), u.hostname() != "", from),
	}
	switch port, err := u.port(); {
	case err != nil:
		attrs["port"] = c.unknown("the port of the URL is not valid", "int", from)
	case port < 0:
		attrs["port"] = c.of(value.None{}, from)
	default:
		attrs["port"] = c.of(value.Int(port), from)
	}
	return c.of(&Object{Class: "urllib.parse.ParseResult", State: u, Attrs: attrs}, from)
}

// orNone is a text, or None.
func (c *Call) orNone(s string, is bool, from *value.Value) *value.Value {
	if !is {
		return c.of(value.None{}, from)
	}
	return c.str(s, from)
}

func urlOf(c *Call) splitURL { return c.Self.(*Object).State.(splitURL) }

func urlItem(c *Call) *value.Value {
	u := urlOf(c)
	parts := []string{u.scheme, u.netloc, u.path, u.params, u.query, u.fragment}
	if p, ok := c.arg(0, "").Only(); ok {
		if n, isInt := p.(value.Int); isInt && n >= 0 && int(n) < len(parts) {
			return c.str(parts[n])
		}
	}
	return c.unknown("which part of the URL is taken is not known", "str")
}

// onURL makes a model of a function of one text.
func onURL(op string, f func(string) string) Func {
	return func(c *Call) *value.Value {
		if len(c.Args) != 1 || len(c.Keywords) > 0 {
			return c.unknown(op+" with options is not computed", "str", c.Args...)
		}
		return c.onText(c.Args[0], op, "str", func(s string, from *value.Value) *value.Value { return c.str(f(s), from) })
	}
}

// quoting makes a model of quote or quote_plus.
func quoting(op, safe string, f func(s, safe string) string) Func {
	return func(c *Call) *value.Value {
		kept := c.arg(1, "safe")
		if kept == nil {
			kept = c.str(safe)
		}
		p, known := kept.Only()
		safe, isText := p.(value.Str)
		if !known || !isText || len(c.Args) > 2 || c.unmodelled("safe", "string") {
			return c.unknown(op+" with options is not computed", "str", c.Args...)
		}
		return c.onText(c.arg(0, "string"), op, "str", func(s string, from *value.Value) *value.Value {
			return c.str(f(s, string(safe)), from)
		})
	}
}

// quotePlus is quote_plus: spaces become plus signs.
func quotePlus(s, safe string) string {
	return strings.ReplaceAll(quoteURL(s, safe+" "), " ", "+")
}

func parseQS(c *Call) *value.Value {
	if len(c.Args) != 1 || len(c.Keywords) > 0 {
		return c.unknown("parse_qs with options is not computed", "dict", c.Args...)
	}
	return c.onText(c.Args[0], "parse_qs", "dict", func(s string, from *value.Value) *value.Value {
		d := c.dict()
		for _, q := range parseQuery(s) {
			put(d, q.key, c.strs(value.ListKind, slices.Clone(q.vals), from))
		}
		return c.of(d, from)
	})
}
