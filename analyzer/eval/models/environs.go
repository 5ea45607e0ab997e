package models

import (
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// environs: Env reads variables with marshmallow's types. What is not text is
// read strictly: env.bool("X") of "maybe" is an error.

var environsFunctions = merge(map[string]Func{
	"environs.Env":                   newEnvirons("environs.Env"),
	"environs.FileAwareEnv":          newEnvirons("environs.FileAwareEnv"),
	"environs.Env.read_env":          environsRead,
	"environs.FileAwareEnv.read_env": environsRead,

	"environs.Prefix#__enter__": enterPrefix,
	"environs.Prefix#__exit__":  exitPrefix,
}, methodsOf("environs.Env", environsMethods), methodsOf("environs.FileAwareEnv", environsMethods))

var environsMethods = map[string]Func{
	"__call__":     environsValue("str"),
	"str":          environsValue("str"),
	"bool":         environsValue("bool"),
	"int":          environsValue("int"),
	"float":        environsValue("float"),
	"decimal":      environsValue("Decimal"),
	"list":         environsValue("list"),
	"dict":         environsValue("dict"),
	"json":         environsValue("json"),
	"url":          environsValue("url"),
	"path":         environsValue("path"),
	"date":         environsValue("date"),
	"time":         environsValue("time"),
	"datetime":     environsValue("datetime"),
	"timedelta":    environsValue("timedelta"),
	"uuid":         environsValue("UUID"),
	"log_level":    environsValue("log_level"),
	"enum":         environsValue("enum"),
	"dj_db_url":    environsValue("dj_db_url"),
	"dj_email_url": environsValue("dj_email_url"),
	"dj_cache_url": environsValue("dj_cache_url"),
	"read_env":     environsRead,
	"seal":         (*Call).none,
	"prefixed":     environsPrefixed,
	"__getattr__":  environsAttribute,
}

// newEnvirons is Env(*, eager=True, expand_vars=False, prefix=None).
func newEnvirons(class string) Func {
	return func(c *Call) *value.Value {
		prefix, expand := c.keyword("prefix"), c.keyword("expand_vars")
		if isNone(prefix) {
			prefix = c.str("")
		}
		if expand == nil {
			expand = c.of(value.Bool(false))
		}
		return c.of(&Object{Class: class, Attrs: map[string]*value.Value{"_prefix": prefix, "_expand_vars": expand}})
	}
}

// environsAttribute is an attribute that is not a method of the library: a
// parser that the program adds.
func environsAttribute(c *Call) *value.Value {
	return c.unknown("an attribute of Env that is not modelled", "")
}

// environsPrefixed is env.prefixed(prefix), a context manager. Until it is
// entered, and if nothing tells that it is left, names are not known.
func environsPrefixed(c *Call) *value.Value {
	o, ok := c.Self.(*Object)
	if !ok {
		return c.unknown("which Env is asked is not known", "")
	}
	old := o.Attrs["_prefix"]
	o.Attrs["_prefix"] = c.unknown("it is not followed where the prefix holds", "str")
	state := &prefixing{env: o, old: old, add: c.arg(0, "prefix")}
	return c.of(&Object{Class: "environs.Prefix", State: state})
}

// prefixing is an Env with a prefix for a while.
type prefixing struct {
	env      *Object
	old, add *value.Value
}

func enterPrefix(c *Call) *value.Value {
	p := c.Self.(*Object).State.(*prefixing)
	p.env.Attrs["_prefix"] = c.concat([]*value.Value{p.old, p.add})
	return c.of(p.env)
}

func exitPrefix(c *Call) *value.Value {
	p := c.Self.(*Object).State.(*prefixing)
	p.env.Attrs["_prefix"] = p.old
	return c.none()
}

// environsRead is read_env(path=None, recurse=True, verbose=False,
// override=False): the first .env from a folder upwards.
func environsRead(c *Call) *value.Value {
	recurse, _ := c.flag(c.arg(1, "recurse"), true)
	override, _ := c.flag(c.arg(3, "override"), false)
	for _, p := range c.environsFiles(c.arg(0, "path")) {
		dir, name := path.Dir(abs(c, p.path)), path.Base(p.path)
		found := path.Join(dir, name)
		if recurse {
			if above := c.above(dir, name); above != "" {
				found = above
			}
		}
		c.Under(p.when, func() *value.Value {
			if file, ok := c.envFileAt(found); ok {
				c.exportAll(file, dotenvSyntax(file.text), override, true)
			}
			return nil
		})
	}
	return c.unknown("whether a file was read is not followed", "bool")
}

// environsFiles lists the files that a path may mean: a folder's is .env.
func (c *Call) environsFiles(v *value.Value) []filePath {
	files := c.envFiles(v)
	for i, f := range files {
		if c.IsDir(abs(c, f.path)) {
			files[i].path = path.Join(f.path, ".env")
		}
	}
	return files
}

// environsValue is env.kind(name, default=..., *, subcast=None, validate=None,
// …). A value that validate refuses stops the program.
func environsValue(kind string) Func {
	return func(c *Call) *value.Value {
		o, ok := c.Self.(*Object)
		if !ok {
			return c.unknown("which Env is asked is not known", "")
		}
		return c.eachName(c.arg(0, "name"), func(name string) *value.Value {
			return c.eachAlt(o.Attrs["_prefix"], func(a value.Alt) *value.Value {
				prefix, ok := a.Plain.(value.Str)
				if !ok {
					return c.unknown("the prefix of the variables is not known", "", alone(a))
				}
				return c.environsRead1(o, string(prefix)+name, kind)
			})
		})
	}
}

func (c *Call) environsRead1(o *Object, name, kind string) *value.Value {
	fallback := c.arg(1, "default")
	for _, old := range []string{"missing", "load_default"} {
		if fallback == nil {
			fallback = c.keyword(old)
		}
	}
	missing := func(unset *value.Origin) *value.Value {
		if fallback == nil {
			c.Raise("environs.EnvError", `Environment variable "`+name+`" not set`, name)
			return nil
		}
		return c.eachAlt(c.instead(fallback, unset), func(a value.Alt) *value.Value { return c.environsDefault(a, kind) })
	}
	taken := value.Opaque{TypeName: "default", Repr: name}
	var otherwise *value.Value
	read := func(unset *value.Origin) *value.Value {
		otherwise = missing(unset)
		if otherwise == nil {
			return nil
		}
		return value.Of(taken, unset)
	}
	var v *value.Value
	if o.Class == "environs.FileAwareEnv" {
		v = c.fileVariable(name, read)
	} else {
		v = c.variable(name, read)
	}
	if v == nil {
		return nil
	}
	return c.eachAlt(v, func(a value.Alt) *value.Value {
		if a.Plain == value.Plain(taken) {
			return otherwise
		}
		return c.environsParse(o, a, kind)
	})
}

// environsDefault is what a default becomes: some versions read it as if the
// variable held it, others leave it, so only what is alike in both is known.
func (c *Call) environsDefault(d value.Alt, kind string) *value.Value {
	from := alone(d)
	own := map[string]string{"path": "PosixPath", "url": "ParseResult", "log_level": "int"}
	want := kind
	if t, ok := own[kind]; ok {
		want = t
	}
	if u, ok := d.Plain.(*value.Unknown); ok {
		return c.of(u, from)
	}
	_, none := d.Plain.(value.None)
	switch {
	case none || d.Plain.Type() == want && c.arg(2, "subcast") == nil && c.keyword("subcast_values") == nil:
		return from
	case kind == "list" && emptySeq(d.Plain):
		return from
	case strings.HasPrefix(kind, "dj_") || kind == "json" || kind == "enum":
		if _, text := d.Plain.(value.Str); !text {
			return from
		}
	}
	return c.environsOpen(&value.Unknown{Reason: "what a default of another type becomes differs between versions of environs"}, kind, from)
}

func emptySeq(p value.Plain) bool {
	q, ok := p.(*value.Seq)
	return ok && q.Kind == value.ListKind && q.Firm() && len(q.Elems) == 0
}

var (
	environsTrue  = strings.Fields("t T true True TRUE on On ON y Y yes Yes YES 1")
	environsFalse = strings.Fields("f F false False FALSE off Off OFF n N no No NO 0")
)

// environsParse makes a value of the text of a variable.
func (c *Call) environsParse(o *Object, v value.Alt, kind string) *value.Value {
	from := alone(v)
	if u, ok := v.Plain.(*value.Unknown); ok {
		return c.environsOpen(u, kind, from)
	}
	s, ok := v.Plain.(value.Str)
	if expand, known := c.flag(o.Attrs["_expand_vars"], false); !ok || (expand || !known) && strings.Contains(string(s), "$") {
		return c.environsOpen(&value.Unknown{Reason: "references in variables are not followed"}, kind, from)
	}
	if s == "" && kind != "str" && kind != "list" && kind != "bool" {
		return c.environsOpen(&value.Unknown{Reason: "what an empty variable becomes differs between versions of environs"}, kind, from)
	}
	return c.environsText(string(s), kind, from)
}

func (c *Call) environsText(s, kind string, from *value.Value) *value.Value {
	switch kind {
	case "str":
		return c.str(s, from)
	case "bool":
		if yes := slices.Contains(environsTrue, s); yes || slices.Contains(environsFalse, s) {
			return c.of(value.Bool(yes), from)
		}
		return c.environsRefuses("a boolean")
	case "int":
		n, is := parseInt(s)
		switch is {
		case notNumber:
			return c.environsRefuses("an integer")
		case tooLarge:
			return c.unknown("so large a number is not computed", "int", from)
		}
		return c.of(n, from)
	case "float":
		f, ok := parseFloat(s)
		if !ok {
			return c.environsRefuses("a number")
		}
		if r, ok := rational(f); !ok || r == nil {
			return c.unknown("a number that is none is not followed", "float", from)
		}
		return c.of(f, from)
	case "json":
		if v, err := c.decodeJSON(s, from); err == nil {
			return v
		}
	case "path":
		return c.of(value.Path(CleanPath(s)), from)
	case "url":
		return c.castText(s, cast{kind: "url"}, from)
	case "log_level":
		if n, is := parseInt(s); is != notNumber {
			return c.of(n, from)
		}
		if n, ok := levels[strings.ToUpper(s)]; ok {
			return c.of(value.Int(n), from)
		}
		return c.environsRefuses("a log level")
	case "dj_db_url":
		with := *c
		with.Args = nil
		return with.parseDatabase(value.Alt{When: value.True, Plain: value.Str(s), Origin: from.Origin()}, with.dburlOptions(1))
	case "list", "dict":
		return c.environsMany(s, kind, from)
	}
	return c.environsOpen(&value.Unknown{Reason: "env." + kind + " is not computed"}, kind, from)
}

func (c *Call) environsRefuses(what string) *value.Value {
	c.Raise("environs.EnvValidationError", "not "+what)
	return nil
}

// environsMany splits a text at a delimiter. Where parts have spaces around
// them versions differ in what they keep.
func (c *Call) environsMany(s, kind string, from *value.Value) *value.Value {
	delimiter, known := textOr(c.keyword("delimiter"), ",")
	open := &value.Unknown{Reason: "the parts of a variable are not followed"}
	if !known || delimiter == "" || strings.TrimSpace(s) != s || strings.Contains(s, " "+delimiter) || strings.Contains(s, delimiter+" ") {
		return c.environsOpen(open, kind, from)
	}
	if kind == "dict" {
		return c.environsDict(s, delimiter, from)
	}
	q := c.seq(value.ListKind)
	if s != "" {
		for _, part := range strings.Split(s, delimiter) {
			v := c.subcast(c.arg(2, "subcast"), part, from)
			if c.Here() == value.False || v == nil {
				return nil
			}
			q.Elems = append(q.Elems, value.Elem{When: value.True, Val: v})
		}
	}
	return c.of(q, from)
}

func (c *Call) environsDict(s, delimiter string, from *value.Value) *value.Value {
	if c.keyword("subcast_keys") != nil || c.keyword("key_value_delimiter") != nil || c.keyword("subcast") != nil || strings.Contains(s, " =") || strings.Contains(s, "= ") {
		return c.environsOpen(&value.Unknown{Reason: "the parts of a variable are not followed"}, "dict", from)
	}
	d := c.dict()
	for _, part := range strings.Split(s, delimiter) {
		key, val, ok := strings.Cut(part, "=")
		if !ok {
			return c.environsOpen(&value.Unknown{Reason: "a part without = is not followed"}, "dict", from)
		}
		v := c.subcast(c.keyword("subcast_values"), val, from)
		if v == nil {
			return nil
		}
		put(d, key, v)
	}
	return c.of(d, from)
}

// subcast reads a part as a type of Python's.
func (c *Call) subcast(fn *value.Value, part string, from *value.Value) *value.Value {
	if isNone(fn) {
		return c.str(part, from)
	}
	p, ok := fn.Only()
	switch kind := builtinName(p); {
	case ok && (kind == "str" || kind == "int" || kind == "float" || kind == "bool"):
		return c.environsText(part, kind, from)
	}
	return c.unknown("a part that is cast is not followed", "", from)
}

// environsOpen is an unknown of the type that a method gives.
func (c *Call) environsOpen(u *value.Unknown, kind string, from *value.Value) *value.Value {
	d := derived("environs."+kind, "", u)
	if kind == "str" && u.TypeName == "str" {
		return c.of(u, from)
	}
	switch kind {
	case "str", "bool", "int", "float":
		d.TypeName = kind
	case "log_level":
		d.TypeName = "int"
	case "path":
		d.TypeName = "PosixPath"
	case "url":
		d.TypeName = "ParseResult"
	case "list":
		return c.openSeq(value.ListKind, d, from)
	case "dict", "dj_email_url", "dj_cache_url":
		m := c.dict()
		m.More = d
		return c.of(m, from)
	case "dj_db_url":
		with := *c
		with.Args = nil
		return with.parseDatabase(value.Alt{When: value.True, Plain: u, Origin: from.Origin()}, with.dburlOptions(1))
	}
	return c.of(d, from)
}
