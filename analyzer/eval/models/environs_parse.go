package models

import (
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

var (
	environsTrue  = strings.Fields("t T true True TRUE on On ON y Y yes Yes YES 1")
	environsFalse = strings.Fields("f F false False FALSE off Off OFF n N no No NO 0")
)

// environsParse makes a value of the text of a variable, and lets validate
// judge it.
func (c *Call) environsParse(o *Object, v value.Alt, kind string) *value.Value {
	from := alone(v)
	if u, ok := v.Plain.(*value.Unknown); ok {
		return c.environsOpen(u, kind, from)
	}
	s, ok := v.Plain.(value.Str)
	if !ok {
		return c.environsOpen(&value.Unknown{Reason: "what a variable becomes is not known"}, kind, from)
	}
	r := c.environsKind(string(s), kind, from)
	if r == nil || c.Here() == value.False {
		return nil
	}
	return c.eachAlt(r, func(a value.Alt) *value.Value { return c.environsValid(o, a) })
}

// environsKind reads a text as one of the library's types.
func (c *Call) environsKind(s, kind string, from *value.Value) *value.Value {
	switch kind {
	case "str":
		return c.str(s, from)
	case "bool":
		if yes := slices.Contains(environsTrue, s); yes || slices.Contains(environsFalse, s) {
			return c.of(value.Bool(yes), from)
		}
		return c.environsRefuses("a boolean")
	case "int", "float", "log_level":
		return c.environsNumber(s, kind, from)
	case "json":
		v, err := c.decodeJSON(s, from)
		switch {
		case err == nil:
			return v
		case !errors.Is(err, errNotRead):
			return c.environsRefuses("JSON")
		}
	case "path":
		return c.of(value.Path(CleanPath(s)), from)
	case "url":
		if plainURL.MatchString(s) {
			return c.castText(s, cast{kind: "url"}, from)
		}
		if s == "" || strings.ContainsAny(s, " ,") && !strings.Contains(s, "://") {
			return c.environsRefuses("a URL")
		}
	case "timedelta":
		return c.environsSpan(s, from)
	case "list":
		return c.environsList(s, from)
	case "dict":
		return c.environsDict(s, from)
	case "dj_db_url", "dj_email_url", "dj_cache_url":
		return c.environsURL(value.Alt{When: value.True, Plain: value.Str(s), Origin: from.Origin()}, kind)
	}
	return c.environsOpen(&value.Unknown{Reason: "env." + kind + " is not computed"}, kind, from)
}

// plainURL matches URLs that marshmallow surely takes.
var plainURL = regexp.MustCompile(`^(https?|ftps?)://(localhost|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,12}|\d{1,3}(\.\d{1,3}){3})(:\d{1,5})?(/[A-Za-z0-9_./-]*)?$`)

func (c *Call) environsNumber(s, kind string, from *value.Value) *value.Value {
	if kind == "float" {
		f, ok := parseFloat(s)
		if !ok || math.IsInf(float64(f), 0) || math.IsNaN(float64(f)) {
			return c.environsRefuses("a number")
		}
		return c.of(f, from)
	}
	n, is := parseInt(s)
	switch {
	case is == isNumber:
		return c.of(n, from)
	case is == tooLarge:
		return c.unknown("so large a number is not computed", "int", from)
	case kind == "int":
		return c.environsRefuses("an integer")
	}
	if n, ok := levels[strings.ToUpper(s)]; ok {
		return c.of(value.Int(n), from)
	}
	return c.environsRefuses("a log level")
}

// environsURL parses a URL with the arguments of the call.
func (c *Call) environsURL(url value.Alt, kind string) *value.Value {
	with := *c
	with.Args = nil
	with.Machine = raisingAs{c.Machine, "environs.EnvValidationError"}
	switch kind {
	case "dj_email_url":
		return with.parseMail(url)
	case "dj_cache_url":
		return with.parseCache(url)
	}
	return with.parseDatabase(url, with.dburlOptions(1))
}

// raisingAs is a machine for models that are called by other models: whatever
// they raise comes out as another exception.
type raisingAs struct {
	Machine
	class string
}

// Raise implements Machine.
func (m raisingAs) Raise(_, message string, vars ...string) {
	m.Machine.Raise(m.class, message, vars...)
}

// environsRefuses raises what the library raises for a text that it does not
// take. What is raised by an Env that waits for seal() is not followed.
func (c *Call) environsRefuses(what string) *value.Value {
	o, ok := c.Self.(*Object)
	if !ok {
		return c.unknown("which Env is asked is not known", "")
	}
	return c.refuse(o, "environs.EnvValidationError", "not "+what)
}

// environsList is env.list: parts keep the spaces around them.
func (c *Call) environsList(s string, from *value.Value) *value.Value {
	delimiter, known := textOr(c.keyword("delimiter"), ",")
	if !known || delimiter == "" {
		return c.environsOpen(&value.Unknown{Reason: "what separates the parts of a variable is not known"}, "list", from)
	}
	q := c.seq(value.ListKind)
	if s == "" {
		return c.of(q, from)
	}
	for _, part := range strings.Split(s, delimiter) {
		v := c.subcast(c.arg(2, "subcast"), part, from)
		if c.Here() == value.False || v == nil {
			return nil
		}
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: v})
	}
	return c.of(q, from)
}

// environsDict is env.dict: keys and values lose the spaces around them.
func (c *Call) environsDict(s string, from *value.Value) *value.Value {
	delimiter, known := textOr(c.keyword("delimiter"), ",")
	equals, alsoKnown := textOr(c.keyword("key_value_delimiter"), "=")
	if !known || !alsoKnown || delimiter == "" || equals == "" {
		return c.environsOpen(&value.Unknown{Reason: "what separates the parts of a variable is not known"}, "dict", from)
	}
	d := c.dict()
	if s == "" {
		return c.of(d, from)
	}
	for _, part := range strings.Split(s, delimiter) {
		key, val, ok := strings.Cut(part, equals)
		if !ok {
			c.Raise("ValueError", "not enough values to unpack (expected 2, got 1)")
			return nil
		}
		k := c.subcast(c.keyword("subcast_keys"), strip(key), from)
		v := c.subcast(c.keyword("subcast_values"), strip(val), from)
		if k == nil || v == nil {
			return nil
		}
		p, ok := k.Only()
		if !ok || !d.Set(p, value.True, v) {
			return c.environsOpen(&value.Unknown{Reason: "the keys of a variable are not known"}, "dict", from)
		}
	}
	return c.of(d, from)
}

// subcast reads a part as a type of Python's, or with a function.
func (c *Call) subcast(fn *value.Value, part string, from *value.Value) *value.Value {
	if isNone(fn) {
		return c.str(part, from)
	}
	p, ok := fn.Only()
	switch kind := builtinName(p); {
	case !ok:
		return c.unknown("a part that is cast is not followed", "", from)
	case kind == "str" || kind == "int" || kind == "float" || kind == "bool":
		return c.environsKind(part, kind, from)
	case kind != "" || p.Type() != "function":
		return c.unknown("a part that is cast is not followed", "", from)
	}
	return c.Call(fn, c.Span, c.str(part, from))
}

// environsUnits are the parts of a span of time such as "1h 30m", in
// microseconds and in the order that they must have.
var environsUnits = regexp.MustCompile(`^\s*(?:(-?\d+)\s*w\s*)?(?:(-?\d+)\s*d\s*)?(?:(-?\d+)\s*h\s*)?(?:(-?\d+)\s*m\s*)?(?:(-?\d+)\s*s\s*)?(?:(-?\d+)\s*ms\s*)?(?:(-?\d+)\s*[µu]s\s*)?$`)

var unitLengths = []int64{7 * 86_400e6, 86_400e6, 3_600e6, 60e6, 1e6, 1e3, 1}

// environsSpan is env.timedelta: seconds, or a text with units, which older
// versions do not take.
func (c *Call) environsSpan(s string, from *value.Value) *value.Value {
	open := func() *value.Value {
		return c.of(&value.Unknown{Reason: "a span of time is not computed", TypeName: "timedelta"}, from)
	}
	if c.keyword("precision") != nil || c.keyword("format") != nil {
		return open()
	}
	if n, is := parseInt(s); is == isNumber && n > -1e9 && n < 1e9 {
		return c.of(value.Timedelta(int64(n)*1e6), from)
	}
	m := environsUnits.FindStringSubmatch(s)
	if m == nil || strings.TrimSpace(s) == "" {
		if strip(s) == "" || strings.IndexAny(s, "0123456789") < 0 {
			return c.environsRefuses("a span of time")
		}
		return open()
	}
	var total int64
	for i, text := range m[1:] {
		n, err := strconv.ParseInt(text, 10, 64)
		if text != "" && (err != nil || n > 1e6 || n < -1e6) {
			return open()
		}
		total += n * unitLengths[i]
	}
	return c.of(value.Timedelta(total), from)
}

// environsOpen is an unknown of the type that a method gives.
func (c *Call) environsOpen(u *value.Unknown, kind string, from *value.Value) *value.Value {
	d := derived("environs."+kind, "", u)
	if kind == "str" && u.TypeName == "str" {
		return c.of(u, from)
	}
	switch kind {
	case "str", "bool", "int", "float", "timedelta":
		d.TypeName = kind
	case "log_level":
		d.TypeName = "int"
	case "path":
		d.TypeName = "PosixPath"
	case "url":
		d.TypeName = "ParseResult"
	case "list":
		return c.openSeq(value.ListKind, d, from)
	case "dict":
		m := c.dict()
		m.More = d
		return c.of(m, from)
	case "dj_db_url", "dj_email_url", "dj_cache_url":
		return c.environsURL(value.Alt{When: value.True, Plain: u, Origin: from.Origin()}, kind)
	}
	return c.of(d, from)
}
