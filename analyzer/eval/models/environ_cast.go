package models

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A cast is what an Env makes of a text. Its kind is a type's name; "list
// of" and "tuple of" cast each element with fn; "call" calls fn.
type cast struct {
	kind string
	fn   *value.Value
	spec *value.Dict
}

// eachCast calls f for every cast that a request may ask for.
func (c *Call) eachCast(r request, f func(cast) *value.Value) *value.Value {
	if r.fixed != "" {
		return f(cast{kind: r.fixed})
	}
	if r.cast == nil {
		return f(cast{})
	}
	return c.eachAlt(r.cast, func(a value.Alt) *value.Value { return f(castOf(a)) })
}

// nativeKinds are the types that an Env treats in its own way.
var nativeKinds = []string{"bool", "int", "float", "str", "list", "tuple", "dict"}

func castOf(a value.Alt) cast {
	if name := builtinName(a.Plain); slices.Contains(nativeKinds, name) {
		return cast{kind: name}
	}
	switch p := a.Plain.(type) {
	case value.None, value.Unset:
		return cast{}
	case *value.Seq:
		if p.Kind > value.TupleKind || !p.Firm() {
			return cast{kind: "unknown"}
		}
		if len(p.Elems) == 0 {
			return cast{}
		}
		return cast{kind: p.Type() + " of", fn: p.Elems[0].Val}
	case *value.Dict:
		if !p.Firm() {
			return cast{kind: "unknown"}
		}
		if len(p.Entries) == 0 {
			return cast{}
		}
		return cast{kind: "dict of", spec: p}
	case *value.Unknown:
		return cast{kind: "unknown"}
	}
	return cast{kind: "call", fn: alone(a)}
}

// castLike is the cast to the type of a default.
func castLike(p value.Plain) cast {
	switch p := p.(type) {
	case value.Bool, value.Int, value.Float, value.Str, *value.Dict:
		return cast{kind: p.Type()}
	case *value.Seq:
		if p.Kind <= value.TupleKind {
			return cast{kind: p.Type()}
		}
	case *value.Unknown:
		if slices.Contains(nativeKinds, p.TypeName) {
			return cast{kind: p.TypeName}
		}
	case value.Path:
		return cast{kind: "path"}
	}
	return cast{kind: "unknown"}
}

// keepsText reports whether casting p leaves it as it is.
func (k cast) keepsText(p value.Plain) bool {
	u, unknown := p.(*value.Unknown)
	return k.kind == "" || k.kind == "str" && (p.Type() == "str" && !unknown || unknown && u.TypeName == "str")
}

// parseAs is Env.parse_value.
func (c *Call) parseAs(v value.Alt, k cast) *value.Value {
	if k.keepsText(v.Plain) {
		return alone(v)
	}
	if k.kind == "call" {
		return c.Call(k.fn, c.Span, alone(v))
	}
	if u, ok := v.Plain.(*value.Unknown); ok {
		return c.castUnknown(u, k, alone(v))
	}
	switch k.kind {
	case "bool", "int", "float", "str":
		return c.castScalar(v, k.kind)
	case "unknown":
		return c.unknown("the type that is asked for is not known", "", alone(v))
	case "json":
		return c.parseJSON(alone(v))
	}
	s, ok := v.Plain.(value.Str)
	if !ok {
		c.Raise("AttributeError", "'"+v.Plain.Type()+"' object has no attribute 'split'")
		return nil
	}
	return c.castText(string(s), k, alone(v))
}

// castUnknown is what is known of the result: its type.
func (c *Call) castUnknown(u *value.Unknown, k cast, from *value.Value) *value.Value {
	d := derived("environ."+k.kind, "", u)
	switch k.kind {
	case "bool", "int", "float", "str":
		d.TypeName = k.kind
	case "list", "list of":
		return c.openSeq(value.ListKind, d, from)
	case "tuple", "tuple of":
		return c.openSeq(value.TupleKind, d, from)
	case "dict", "dict of":
		m := c.dict()
		m.More = d
		return c.of(m, from)
	case "url":
		d.TypeName = "ParseResult"
	case "path":
		d.TypeName = "PosixPath"
	}
	return c.of(d, from)
}

// castScalar casts to a bool, an int, a float or a text.
func (c *Call) castScalar(v value.Alt, kind string) *value.Value {
	from := alone(v)
	switch p := v.Plain.(type) {
	case value.Str:
		return c.castWord(string(p), kind, from)
	case value.Bool, value.Int, value.Float:
		n, _ := rational(p)
		f, _ := n.Float64()
		if kind == "str" || kind == "float" {
			break // float() cleans text only; both are rare
		}
		i, ok := wholeFloat(f)
		if whole, isInt := p.(value.Int); isInt {
			i = whole
		}
		if !ok {
			return c.unknown("so large a number is not computed", kind, from)
		}
		if kind == "bool" {
			return c.of(value.Bool(i != 0), from)
		}
		return c.of(i, from)
	case value.None, *value.Seq, *value.Dict:
		c.Raise("TypeError", kind+"() argument must be a string, not '"+p.Type()+"'")
		return nil
	}
	return c.unknown("a value that is not text is cast to "+kind, kind, from)
}

// castWord casts a text to a bool, an int or a float.
func (c *Call) castWord(s, kind string, from *value.Value) *value.Value {
	if kind == "float" {
		f, ok := cleanFloat(s)
		if !ok {
			c.Raise("ValueError", "could not convert string to float")
			return nil
		}
		return c.of(f, from)
	}
	n, is := parseInt(s)
	switch {
	case kind == "bool" && is == notNumber:
		return c.of(value.Bool(slices.Contains(booleanWords, strip(lowered(s)))), from)
	case kind == "bool":
		return c.of(value.Bool(is == tooLarge || n != 0), from)
	case is == notNumber:
		c.Raise("ValueError", "invalid literal for int() with base 10")
		return nil
	case is == tooLarge:
		return c.unknown("so large a number is not computed", "int", from)
	}
	return c.of(n, from)
}

// cleanFloat reads a float as an Env does: all but digits, signs, commas and
// points is dropped, and the last comma or point is the decimal one.
func cleanFloat(s string) (value.Float, bool) {
	kept := strings.Map(func(r rune) rune {
		if isDigit(r) || r == ',' || r == '.' || r == '-' {
			return r
		}
		return -1
	}, s)
	kept = strings.ReplaceAll(kept, ",", ".")
	if last := strings.LastIndexByte(kept, '.'); last >= 0 {
		kept = strings.ReplaceAll(kept[:last], ".", "") + kept[last:]
	}
	return parseFloat(kept)
}

// castText casts a text to a container, a path or a URL.
func (c *Call) castText(s string, k cast, from *value.Value) *value.Value {
	switch k.kind {
	case "list":
		return c.strs(value.ListKind, commas(s), from)
	case "tuple":
		return c.strs(value.TupleKind, commas(strings.Trim(strings.Trim(s, "("), ")")), from)
	case "list of":
		return c.castEach(value.ListKind, commas(s), k.fn, from)
	case "tuple of":
		return c.castEach(value.TupleKind, commas(strings.Trim(strings.Trim(s, "("), ")")), k.fn, from)
	case "dict":
		return c.castPairs(s, from)
	case "dict of":
		return c.castFields(s, k.spec, from)
	case "path":
		return c.of(value.Path(CleanPath(s)), from)
	case "url":
		u, err := parseURL(s)
		if err != nil {
			c.Raise("ValueError", err.Error())
			return nil
		}
		return c.urlObject(u, from)
	}
	return c.unknown("the cast is not modelled", "", from)
}

// commas splits at commas; empty parts are dropped.
func commas(s string) []string { return parts(s, ",") }

func parts(s, sep string) []string {
	return slices.DeleteFunc(strings.Split(s, sep), func(part string) bool { return part == "" })
}

// castEach makes a collection of what fn gives for each text.
func (c *Call) castEach(kind value.SeqKind, list []string, fn, from *value.Value) *value.Value {
	q := c.seq(kind)
	for _, s := range list {
		v := c.callOn(fn, s, from)
		if c.Here() == value.False {
			return nil
		}
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: v})
	}
	return c.of(q, from)
}

// callOn calls a cast on a text.
func (c *Call) callOn(fn *value.Value, s string, from *value.Value) *value.Value {
	if p, ok := fn.Only(); ok && builtinName(p) == "str" {
		return c.str(s, from)
	}
	if v := c.Call(fn, c.Span, c.str(s, from)); v != nil {
		return v
	}
	return value.Alternatives(nil)
}

// castPairs is the cast to dict: "a=1,b=2".
func (c *Call) castPairs(s string, from *value.Value) *value.Value {
	d := c.dict()
	for _, part := range commas(s) {
		key, val, ok := strings.Cut(part, "=")
		if !ok {
			c.Raise("ValueError", "dictionary update sequence element has length 1; 2 is required")
			return nil
		}
		put(d, key, c.str(val, from))
	}
	return c.of(d, from)
}

// castFields is the cast to a dict with types: dict(key=…, value=…, cast=…)
// over "a=1;b=2".
func (c *Call) castFields(s string, spec *value.Dict, from *value.Value) *value.Value {
	types, _ := onlyDict(spec.Str("cast"))
	d := c.dict()
	for _, part := range parts(s, ";") {
		fields := strings.Split(part, "=")
		key := c.str(fields[0], from)
		if fn := spec.Str("key"); fn != nil {
			key = c.callOn(fn, fields[0], from)
		}
		if len(fields) < 2 {
			c.Raise("IndexError", "list index out of range")
			return nil
		}
		fn := spec.Str("value")
		if types != nil && types.Str(fields[0]) != nil {
			fn = types.Str(fields[0])
		}
		v := c.str(fields[1], from)
		if fn != nil {
			v = c.eachAlt(fn, func(a value.Alt) *value.Value {
				return c.parseAs(value.Alt{Plain: value.Str(fields[1]), Origin: from.Origin()}, castOf(a))
			})
		}
		p, ok := key.Only()
		if c.Here() == value.False {
			return nil
		}
		if !ok || !d.Set(p, value.True, v) {
			return c.unknown("the keys are not known", "dict", from)
		}
	}
	return c.of(d, from)
}

// onlyDict gives the dict that v surely is.
func onlyDict(v *value.Value) (*value.Dict, bool) {
	if v == nil {
		return nil, false
	}
	p, _ := v.Only()
	d, ok := p.(*value.Dict)
	return d, ok
}
