package models

import (
	"maps"
	"path"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// environs: Env reads variables with marshmallow's types. What is not text is
// read strictly: env.bool("X") of "maybe" is an error.

var environsFunctions = merge(map[string]Func{
	"environs.Env":                   newEnvirons("environs.Env"),
	"environs.FileAwareEnv":          newEnvirons("environs.FileAwareEnv"),
	"environs.Env.read_env":          environsRead,
	"environs.FileAwareEnv.read_env": environsRead,

	"environs.Prefix#__enter__":   enterPrefix,
	"environs.Prefix#__exit__":    exitPrefix,
	"environs.Parser#__call__":    environsOwn,
	"environs.ParserFor#__call__": environsParserFor,
	"environs.Validator#__call__": same,
	"environs.validate.OneOf":     newValidator("OneOf"),
	"environs.validate.NoneOf":    newValidator("NoneOf"),
	"environs.validate.Equal":     newValidator("Equal"),
	"environs.validate.Range":     newValidator("Range"),
	"environs.validate.Length":    newValidator("Length"),
	"environs.validate.Regexp":    newValidator("Regexp"),
	"environs.validate.Email":     newValidator("Email"),
	"environs.validate.URL":       newValidator("URL"),
	"environs.validate.And":       newValidator("And"),
	"marshmallow.validate.OneOf":  newValidator("OneOf"),
	"marshmallow.validate.NoneOf": newValidator("NoneOf"),
	"marshmallow.validate.Equal":  newValidator("Equal"),
	"marshmallow.validate.Range":  newValidator("Range"),
	"marshmallow.validate.Length": newValidator("Length"),
	"marshmallow.validate.Regexp": newValidator("Regexp"),
	"marshmallow.validate.Email":  newValidator("Email"),
	"marshmallow.validate.URL":    newValidator("URL"),
	"marshmallow.validate.And":    newValidator("And"),
}, methodsOf("environs.Env", environsMethods), methodsOf("environs.FileAwareEnv", environsMethods))

// environsConstants holds the Env that newer versions bring along.
var environsConstants = map[string]value.Plain{
	"environs.env": &Object{Class: "environs.Env", Attrs: map[string]*value.Value{
		"_prefix": value.Of(value.Str(""), nil), "_expand_vars": value.Of(value.Bool(false), nil), "eager": value.Of(value.Bool(true), nil),
	}},
}

var environsMethods = map[string]Func{
	"__call__":              environsValue("str"),
	"str":                   environsValue("str"),
	"bool":                  environsValue("bool"),
	"int":                   environsValue("int"),
	"float":                 environsValue("float"),
	"decimal":               environsValue("Decimal"),
	"list":                  environsValue("list"),
	"dict":                  environsValue("dict"),
	"json":                  environsValue("json"),
	"url":                   environsValue("url"),
	"path":                  environsValue("path"),
	"date":                  environsValue("date"),
	"time":                  environsValue("time"),
	"datetime":              environsValue("datetime"),
	"timedelta":             environsValue("timedelta"),
	"uuid":                  environsValue("UUID"),
	"log_level":             environsValue("log_level"),
	"enum":                  environsValue("enum"),
	"dj_db_url":             environsValue("dj_db_url"),
	"dj_email_url":          environsValue("dj_email_url"),
	"dj_cache_url":          environsValue("dj_cache_url"),
	"read_env":              environsRead,
	"seal":                  environsSeal,
	"prefixed":              environsPrefixed,
	"add_parser":            environsAddParser,
	"parser_for":            environsDecorator,
	"add_parser_from_field": environsAddField,
	"dump":                  varies("what an Env has read", "dict"),
	"__getattr__":           environsAttribute,
}

// newEnvirons is Env(*, eager=True, expand_vars=False, prefix=None), and
// FileAwareEnv with file_suffix and strip_whitespace besides.
func newEnvirons(class string) Func {
	return func(c *Call) *value.Value {
		attrs := map[string]*value.Value{
			"_prefix": c.str(""), "_expand_vars": c.of(value.Bool(false)), "eager": c.of(value.Bool(true)),
			"_suffix": c.str("_FILE"), "_strip": c.of(value.Bool(false)),
		}
		for name, attr := range map[string]string{
			"prefix": "_prefix", "expand_vars": "_expand_vars", "eager": "eager", "file_suffix": "_suffix", "strip_whitespace": "_strip",
		} {
			if v := c.keyword(name); !isNone(v) {
				attrs[attr] = v
			}
		}
		return c.of(&Object{Class: class, State: &sealing{failed: value.False}, Attrs: attrs})
	}
}

// sealing is what an Env that is not eager keeps until seal() is called: the
// condition under which something was wrong, and the variables to blame.
type sealing struct {
	failed *value.Cond
	vars   []string
}

// refuse raises, or, if the Env is not eager, notes that something is wrong:
// seal() raises then.
func (c *Call) refuse(o *Object, class, message string, vars ...string) *value.Value {
	eager, known := c.flag(o.Attrs["eager"], true)
	s, _ := o.State.(*sealing)
	if eager || !known || s == nil {
		c.Raise(class, message, vars...)
		return nil
	}
	s.failed = s.failed.Or(c.Here())
	s.vars = append(s.vars, vars...)
	return c.none()
}

// environsSeal is env.seal().
func environsSeal(c *Call) *value.Value {
	if o, ok := c.Self.(*Object); ok {
		if s, ok := o.State.(*sealing); ok {
			c.Under(s.failed, func() *value.Value {
				c.Raise("environs.EnvValidationError", "Environment variables invalid", s.vars...)
				return nil
			})
		}
	}
	return c.none()
}

// environsAttribute is an attribute that is not a method of the library: a
// parser that the program adds in a way that is not followed.
func environsAttribute(c *Call) *value.Value {
	return c.unknown("an attribute of environs.Env that is not modelled", "")
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
	if p.add != nil {
		p.env.Attrs["_prefix"] = c.concat([]*value.Value{p.old, p.add})
	}
	return c.of(p.env)
}

func exitPrefix(c *Call) *value.Value {
	p := c.Self.(*Object).State.(*prefixing)
	p.env.Attrs["_prefix"] = p.old
	return c.none()
}

// An ownParser is one that the program adds: env.NAME(variable, default, …) calls
// fn with the text.
type ownParser struct {
	env *Object
	fn  *value.Value
}

// environsAddParser is env.add_parser(name, func).
func environsAddParser(c *Call) *value.Value {
	return c.addParser(c.arg(0, "name"), c.arg(1, "func"))
}

// environsAddField is env.add_parser_from_field(name, field): the field is
// one of marshmallow's, or one that the program derives from these.
func environsAddField(c *Call) *value.Value {
	return c.addParser(c.arg(0, "name"), c.unknown("a field of marshmallow is not modelled", ""))
}

func (c *Call) addParser(name, fn *value.Value) *value.Value {
	o, ok := c.Self.(*Object)
	text, known := textOr(name, "")
	if ok && known && text != "" && fn != nil {
		o.Attrs = maps.Clone(o.Attrs)
		o.Attrs[text] = c.of(&Object{Class: "environs.Parser", State: &ownParser{env: o, fn: fn}})
	}
	return c.none()
}

// environsDecorator is @env.parser_for(name).
func environsDecorator(c *Call) *value.Value {
	o, ok := c.Self.(*Object)
	if !ok || c.arg(0, "name") == nil {
		return c.unknown("which Env is asked is not known", "")
	}
	return c.of(&Object{Class: "environs.ParserFor", State: o, Attrs: map[string]*value.Value{"name": c.arg(0, "name")}})
}

// environsParserFor adds the function that is decorated, and gives it back.
func environsParserFor(c *Call) *value.Value {
	decorator := c.Self.(*Object)
	env, ok := decorator.State.(*Object)
	if !ok || len(c.Args) == 0 {
		return c.unknown("what is decorated is not known", "")
	}
	with := *c
	with.Self = env
	with.addParser(decorator.Attrs["name"], c.Args[0])
	return c.Args[0]
}

// environsRead is read_env(path=None, recurse=True, verbose=False,
// override=False): the first .env from a folder upwards. Newer versions keep
// what they read to themselves, where os.environ does not see it.
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
