package models

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// django-configurations: values.* stand in the body of a settings class and
// read the environment once the class is set up, each under the name that it
// is bound to. The classes themselves are the evaluator's.

var configurationsFunctions = merge(configurationsValues(), map[string]Func{
	configuredClass + "#setup":       setUp,
	configuredClass + "#__getattr__": configuredAttribute,
	"configurations.load_dotenv":     configurationsDotenv,
})

const configuredClass = "configurations.Value"

// configuredKinds are the classes of values, and what sets each apart.
var configuredKinds = map[string]configuredKind{
	"Value":                  {},
	"BooleanValue":           {},
	"IntegerValue":           {},
	"PositiveIntegerValue":   {},
	"FloatValue":             {},
	"DecimalValue":           {},
	"ListValue":              {seq: "list"},
	"TupleValue":             {seq: "tuple"},
	"SingleNestedListValue":  {seq: "list", nested: true},
	"SingleNestedTupleValue": {seq: "tuple", nested: true},
	"BackendsValue":          {seq: "list"},
	"SetValue":               {seq: "list"},
	"DictValue":              {},
	"EmailValue":             {},
	"URLValue":               {},
	"IPValue":                {},
	"RegexValue":             {},
	"PathValue":              {},
	"SecretValue":            {},
	"EmailURLValue":          {variable: "EMAIL_URL", late: true},
	"DatabaseURLValue":       {variable: "DATABASE_URL", late: true, aliased: true},
	"CacheURLValue":          {variable: "CACHE_URL", late: true, aliased: true},
	"SearchURLValue":         {variable: "SEARCH_URL", late: true, aliased: true},
}

type configuredKind struct {
	seq      string // the type of a sequence
	nested   bool
	variable string // a variable of its own, that takes no prefix
	late     bool   // nothing is read before the class is set up
	aliased  bool   // a dict around what is parsed
}

// A classValue is a value that waits for its name.
type classValue struct {
	configuredKind
	kind     string
	call     *Call        // that made it
	def      *value.Value // its default, converted
	name     *value.Value // environ_name; nil for none
	prefix   string
	outside  bool // it reads the environment
	required bool
}

// truth is the condition under which a value that is not set up is truthy.
func (v *classValue) truth(s *value.Space) *value.Cond { return s.Truth(v.def) }

func configurationsValues() map[string]Func {
	table := map[string]Func{}
	for kind := range configuredKinds {
		table["configurations.values."+kind] = newConfigured(kind)
	}
	return table
}

// newConfigured is values.KIND(default=None, environ=True, environ_name=None,
// environ_prefix="DJANGO", environ_required=False, …). With a name of its own
// it is read at once.
func newConfigured(kind string) Func {
	return func(c *Call) *value.Value {
		made := *c
		v := &classValue{configuredKind: configuredKinds[kind], kind: kind, call: &made}
		if !v.arguments(c) {
			return c.unknown("how a value is read from the environment is not known", "")
		}
		v.def = v.standard(c)
		if v.def == nil || c.Here() == value.False {
			return nil
		}
		o := &Object{Class: configuredClass, State: v, Attrs: map[string]*value.Value{}}
		if kind == "EmailURLValue" {
			o.Attrs["multiple"] = c.of(value.Bool(true))
		}
		late, known := c.flag(c.keyword("late_binding"), v.late)
		switch {
		case !known:
			return c.unknown("when a value is read from the environment is not known", "")
		case late:
			return c.of(o)
		case v.outside && v.name != nil:
			return v.read(c, "")
		case !v.outside:
			// Without a variable the default is all there is.
			return c.split(c.truth(v.def), func() *value.Value { return v.read(c, "") }, func() *value.Value { return c.of(o) })
		}
		return c.of(o)
	}
}

// arguments reads what all kinds have in common; false if it is not known.
func (v *classValue) arguments(c *Call) bool {
	var known, alsoKnown bool
	v.outside, known = c.flag(c.arg(1, "environ"), true)
	v.required, alsoKnown = c.flag(c.arg(4, "environ_required"), false)
	if v.kind == "SecretValue" {
		v.outside, v.required = true, true
	}
	if name := c.arg(2, "environ_name"); !isNone(name) && c.truth(name) != value.False {
		v.name = name
	} else if name == nil && v.variable != "" {
		v.name = c.str(v.variable)
	}
	prefix := c.arg(3, "environ_prefix")
	switch {
	case prefix == nil && v.variable == "":
		v.prefix = "DJANGO_"
	case !isNone(prefix):
		text, ok := textOr(prefix, "")
		if !ok {
			return false
		}
		if text = strings.TrimSuffix(text, "_"); text != "" {
			v.prefix = text + "_"
		}
	}
	return known && alsoKnown
}

// standard is the default as the kind converts it.
func (v *classValue) standard(c *Call) *value.Value {
	given := c.arg(0, "default")
	if given == nil {
		given = c.none()
	}
	return c.eachAlt(given, func(a value.Alt) *value.Value {
		if o, ok := a.Plain.(*Object); ok && o.Class == configuredClass {
			return v.convertDefault(c, o.State.(*classValue).def.Alts()[0])
		}
		return v.convertDefault(c, a)
	})
}

func (v *classValue) convertDefault(c *Call, a value.Alt) *value.Value {
	from := alone(a)
	_, none := a.Plain.(value.None)
	_, unknown := a.Plain.(*value.Unknown)
	switch {
	case v.kind == "SecretValue":
		if !none {
			c.Raise("ValueError", "Secret values are only allowed to be set as environment variables")
			return nil
		}
	case unknown:
	case v.kind == "BooleanValue":
		if !isBoolean(a.Plain) {
			c.Raise("ValueError", "Default value is not a boolean value")
			return nil
		}
	case v.seq != "" || v.kind == "DictValue":
		return v.container(c, a)
	case v.variable != "" && none:
		return c.of(c.dict(), from)
	case v.variable != "":
		return v.parse(c, a)
	}
	return from
}

// isBoolean reports whether p equals True or False.
func isBoolean(p value.Plain) bool {
	switch p := p.(type) {
	case value.Bool:
		return true
	case value.Int:
		return p == 0 || p == 1
	case value.Float:
		return p == 0 || p == 1
	}
	return false
}

// container is a default that becomes a list, a tuple, a set or a dict.
func (v *classValue) container(c *Call, a value.Alt) *value.Value {
	from := alone(a)
	if v.kind == "DictValue" {
		switch p := a.Plain.(type) {
		case value.None:
			return c.of(c.dict(), from)
		case *value.Dict:
			return c.of(p.Copy(), from)
		}
		return c.unknown("a default that becomes a dict is not followed", "dict", from)
	}
	q := c.seq(v.seqKind())
	switch p := a.Plain.(type) {
	case value.None:
	case *value.Seq:
		q.Elems, q.More = slices.Clone(p.Elems), p.More
	case value.Str:
		for _, r := range string(p) {
			q.Elems = append(q.Elems, value.Elem{When: value.True, Val: c.str(string(r), from)})
		}
	case value.Bool, value.Int, value.Float:
		c.Raise("TypeError", "'"+p.Type()+"' object is not iterable")
		return nil
	default:
		return c.unknown("a default that becomes a list is not followed", v.seq, from)
	}
	if fn := v.converter(); fn != nil && !v.nested {
		for i, e := range q.Elems {
			q.Elems[i].Val = v.convert(c, fn, e.Val)
			if c.Here() == value.False {
				return nil
			}
		}
	}
	return c.of(q, from)
}

func (v *classValue) seqKind() value.SeqKind {
	switch {
	case v.kind == "SetValue":
		return value.SetKind
	case v.seq == "tuple":
		return value.TupleKind
	}
	return value.ListKind
}

// converter is the function for each element, or nil.
func (v *classValue) converter() *value.Value {
	if fn := v.call.keyword("converter"); v.seq != "" && v.kind != "BackendsValue" && !isNone(fn) {
		return fn
	}
	return nil
}

// convert calls a converter: what it does not take is a ValueError.
func (v *classValue) convert(c *Call, fn, item *value.Value) *value.Value {
	return c.Caught(func() *value.Value { return c.Call(fn, c.Span, item) }, func() *value.Value {
		c.Raise("ValueError", "Cannot interpret item")
		return nil
	})
}

// setUp is value.setup(name): what the class then has under that name.
func setUp(c *Call) *value.Value {
	v, ok := c.Self.(*Object).State.(*classValue)
	if !ok {
		return c.unknown("a value that is not known is set up", "")
	}
	with := *v.call
	with.Machine = c.Machine
	name, _ := textOr(c.arg(0, ""), "")
	return v.read(&with, name)
}

// configuredAttribute is what can be asked of a value before it is set up.
func configuredAttribute(c *Call) *value.Value {
	v := c.Self.(*Object).State.(*classValue)
	switch name, _ := textOr(c.arg(0, ""), ""); name {
	case "default":
		return v.def
	case "value":
		if v.name != nil {
			with := *v.call
			with.Machine = c.Machine
			return v.read(&with, "")
		}
		return v.def
	}
	return c.unknown("an attribute of a value of django-configurations is not modelled", "")
}

// read reads the variable that belongs to a name.
func (v *classValue) read(c *Call, name string) *value.Value {
	if !v.outside {
		return v.finish(c, v.def, name == "")
	}
	key := c.str(strings.ToUpper(name))
	if v.name != nil {
		key = v.name
	}
	return c.eachName(key, func(variable string) *value.Value {
		variable = v.prefix + variable
		taken := value.Opaque{TypeName: "default", Repr: variable}
		var otherwise *value.Value
		got := c.variable(variable, func(unset *value.Origin) *value.Value {
			if v.required {
				c.Raise("ValueError", "the value is required to be set as the environment variable '"+variable+"'", variable)
				return nil
			}
			otherwise = c.instead(v.def, unset)
			return value.Of(taken, unset)
		})
		if got == nil {
			return nil
		}
		return c.eachAlt(got, func(a value.Alt) *value.Value {
			if a.Plain == value.Plain(taken) {
				return v.finish(c, otherwise, name == "")
			}
			return v.finish(c, v.toPython(c, a), name == "")
		})
	})
}

// finish does what two kinds do with the value however it came about. A path
// is made absolute only where it is read at once.
func (v *classValue) finish(c *Call, got *value.Value, atOnce bool) *value.Value {
	if got == nil {
		return nil
	}
	switch v.kind {
	case "SecretValue":
		return c.split(c.truth(got), func() *value.Value { return got.Under(c.Here()) }, func() *value.Value {
			c.Raise("ValueError", "Secret value is not set", got.Vars()...)
			return nil
		})
	case "PathValue":
		return c.eachAlt(got, func(a value.Alt) *value.Value { return v.path(c, a, atOnce) })
	}
	return got
}

// path is a path that exists, unless check_exists is off.
func (v *classValue) path(c *Call, a value.Alt, atOnce bool) *value.Value {
	p, ok := pathOf(a.Plain)
	switch a.Plain.(type) {
	case value.None:
		c.Raise("TypeError", "expected str, bytes or os.PathLike object, not NoneType")
		return nil
	case *value.Unknown:
		return alone(a)
	}
	if !ok || strings.HasPrefix(p, "~") {
		return c.unknown("a path is not followed", "str", alone(a))
	}
	if check, _ := c.flag(c.keyword("check_exists"), true); check {
		here := value.False
		if p != "" {
			here = there(c, abs(c, p), true, true)
		}
		c.Under(here.Not(), func() *value.Value {
			c.Raise("ValueError", "Path '"+p+"' does not exist.")
			return nil
		})
		if c.Here() == value.False {
			return nil
		}
	}
	if !atOnce {
		return alone(a)
	}
	return c.str(abs(c, p), alone(a))
}

var (
	configuredTrue  = []string{"yes", "y", "true", "1"}
	configuredFalse = []string{"no", "n", "false", "0", ""}
)

// toPython makes a value of the text of a variable.
func (v *classValue) toPython(c *Call, a value.Alt) *value.Value {
	s, ok := a.Plain.(value.Str)
	if !ok {
		return v.open(c, a)
	}
	from := alone(a)
	switch text := string(s); v.kind {
	case "BooleanValue":
		word := strip(lowered(text))
		if yes := slices.Contains(configuredTrue, word); yes || slices.Contains(configuredFalse, word) {
			return c.of(value.Bool(yes), from)
		}
		return v.refuse(c)
	case "IntegerValue", "PositiveIntegerValue":
		n, is := parseInt(text)
		switch {
		case is == tooLarge:
			return c.unknown("so large a number is not computed", "int", from)
		case is == notNumber || v.kind == "PositiveIntegerValue" && n < 0:
			return v.refuse(c)
		}
		return c.of(n, from)
	case "FloatValue":
		f, ok := parseFloat(text)
		if !ok {
			return v.refuse(c)
		}
		return c.of(f, from)
	case "DecimalValue":
		return c.unknown("a decimal number is not computed", "Decimal", from)
	case "DictValue":
		return v.dict(c, text, from)
	}
	switch {
	case v.seq != "":
		return v.sequence(c, string(s), from)
	case v.variable != "":
		return v.parse(c, a)
	case v.invalid(string(s)):
		return v.refuse(c)
	case !v.valid(string(s)):
		return c.unknown("whether a text is valid is not followed", "str", from)
	}
	return from
}

func (v *classValue) refuse(c *Call) *value.Value {
	c.Raise("ValueError", "Cannot interpret value")
	return nil
}

// mailAddress matches addresses that Django surely takes.
var mailAddress = regexp.MustCompile(`^[A-Za-z0-9._+-]*[A-Za-z0-9]@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,12}$`)

// valid reports whether a text surely is what its kind asks for.
func (v *classValue) valid(text string) bool {
	switch v.kind {
	case "EmailValue":
		return mailAddress.MatchString(text) && !strings.Contains(text, "..")
	case "URLValue":
		return plainURL.MatchString(text)
	case "IPValue":
		_, err := netip.ParseAddr(text)
		return err == nil
	case "RegexValue":
		return false
	}
	return true
}

// invalid reports whether a text surely is not what its kind asks for.
func (v *classValue) invalid(text string) bool {
	switch v.kind {
	case "EmailValue":
		return !strings.Contains(text, "@")
	case "URLValue":
		return !strings.Contains(text, "://")
	case "IPValue":
		return !strings.ContainsAny(text, ".:")
	}
	return false
}

// open is what is known of a variable that is not: its type.
func (v *classValue) open(c *Call, a value.Alt) *value.Value {
	u, ok := a.Plain.(*value.Unknown)
	if !ok {
		return c.unknown("what a variable becomes is not known", "", alone(a))
	}
	d := derived("configurations."+v.kind, "", u)
	switch v.kind {
	case "BooleanValue":
		d.TypeName = "bool"
	case "IntegerValue", "PositiveIntegerValue":
		d.TypeName = "int"
	case "FloatValue":
		d.TypeName = "float"
	case "DictValue":
		m := c.dict()
		m.More = d
		return c.of(m, alone(a))
	case "Value", "SecretValue", "EmailValue", "URLValue", "IPValue", "RegexValue", "PathValue":
		return alone(a)
	}
	switch {
	case v.seq != "":
		return c.openSeq(v.seqKind(), d, alone(a))
	case v.variable != "":
		return v.parse(c, a)
	}
	return c.of(d, alone(a))
}

// sequence splits a text into a list or tuple.
func (v *classValue) sequence(c *Call, text string, from *value.Value) *value.Value {
	separator, known := textOr(c.keyword("separator"), ",")
	outer, alsoKnown := textOr(c.keyword("seq_separator"), ";")
	if !known || !alsoKnown || separator == "" || outer == "" {
		return c.openSeq(v.seqKind(), &value.Unknown{Reason: "what separates the parts of a variable is not known"}, from)
	}
	if !v.nested {
		return v.items(c, text, separator, from)
	}
	q := c.seq(v.seqKind())
	for _, part := range strippedParts(text, outer) {
		inner := v.items(c, part, separator, from)
		if inner == nil {
			return nil
		}
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: inner})
	}
	return c.of(q, from)
}

func (v *classValue) items(c *Call, text, separator string, from *value.Value) *value.Value {
	q := c.seq(v.seqKind())
	for _, part := range strippedParts(text, separator) {
		item := c.str(part, from)
		if fn := v.converter(); fn != nil {
			item = v.convert(c, fn, item)
		}
		if item == nil || c.Here() == value.False {
			return nil
		}
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: item})
	}
	if v.kind == "SetValue" {
		return c.of(distinct(q), from)
	}
	return c.of(q, from)
}

// distinct drops texts that a set has already.
func distinct(q *value.Seq) *value.Seq {
	seen := map[string]bool{}
	q.Elems = slices.DeleteFunc(q.Elems, func(e value.Elem) bool {
		p, _ := e.Val.Only()
		h, ok := value.Hash(p)
		if ok && seen[h] {
			return true
		}
		seen[h] = ok
		return false
	})
	return q
}

// strippedParts splits a text, strips the parts and drops the empty ones.
func strippedParts(text, separator string) []string {
	var list []string
	for _, part := range strings.Split(strip(text), separator) {
		if part = strip(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

var bareWord = regexp.MustCompile(`^[A-Za-z_]+$`)

// dict is a text that is a dict in Python's own syntax.
func (v *classValue) dict(c *Call, text string, from *value.Value) *value.Value {
	if text == "" {
		return c.of(c.dict(), from)
	}
	got, verdict := c.literalEval(text, from)
	switch verdict {
	case literal:
		p, _ := got.Only()
		if _, ok := p.(*value.Dict); ok {
			return got
		}
		return v.refuse(c)
	case refused:
		if bareWord.MatchString(text) {
			return v.refuse(c)
		}
		// Broken syntax is another exception.
	}
	m := c.dict()
	m.More = &value.Unknown{Reason: "a literal in a variable is not read"}
	return c.of(m, from)
}

// parse reads a URL, with the arguments of the call that its parser knows.
func (v *classValue) parse(c *Call, a value.Alt) *value.Value {
	with := *c
	with.Args = nil
	var got *value.Value
	switch v.kind {
	case "EmailURLValue":
		got = with.parseMail(a)
	case "DatabaseURLValue":
		with.Machine = raisingAs{c.Machine, "ValueError"}
		got = with.parseDatabase(a, with.dburlOptions(1))
	case "CacheURLValue":
		got = with.parseCache(a)
	default:
		got = c.unknown("a URL of a search engine is not followed", "dict", alone(a))
	}
	if got == nil || !v.aliased {
		return got
	}
	alias, known := textOr(c.keyword("alias"), "default")
	if !known {
		return c.unknown("under which alias a URL is kept is not known", "dict", got)
	}
	d := c.dict()
	put(d, alias, got)
	return c.of(d, got)
}
