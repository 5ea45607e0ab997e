package models

import (
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// environsValue is env.kind(name, default=..., subcast=None, *, validate=None,
// …). A value that validate refuses stops the program.
func environsValue(kind string) Func {
	return func(c *Call) *value.Value {
		return c.environsAsk(func(o *Object, name string) *value.Value {
			return c.environsTyped(o, name, kind)
		})
	}
}

// environsAsk calls f for every name, with the prefix, that a call may ask for.
func (c *Call) environsAsk(f func(o *Object, name string) *value.Value) *value.Value {
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
			return f(o, string(prefix)+name)
		})
	})
}

// environsTyped reads a variable as one of the library's types.
func (c *Call) environsTyped(o *Object, name, kind string) *value.Value {
	fallback := c.arg(1, "default")
	for _, old := range []string{"missing", "load_default"} {
		if fallback == nil {
			fallback = c.keyword(old)
		}
	}
	return c.environsGet(o, name, fallback,
		func(d value.Alt) *value.Value { return c.environsDefault(d, kind) },
		func(a value.Alt) *value.Value { return c.environsParse(o, a, kind) })
}

// environsGet reads a variable: what is read goes to parse, a default to
// take. The two are told apart by their place in the outcome.
func (c *Call) environsGet(o *Object, name string, fallback *value.Value, take, parse func(value.Alt) *value.Value) *value.Value {
	taken := value.Opaque{TypeName: "default", Repr: name}
	var otherwise *value.Value
	missing := func(unset *value.Origin) *value.Value {
		if fallback == nil {
			otherwise = c.refuse(o, "environs.EnvError", `Environment variable "`+name+`" not set`, name)
		} else {
			otherwise = c.eachAlt(c.instead(fallback, unset), take)
		}
		if otherwise == nil {
			return nil
		}
		return value.Of(taken, unset)
	}
	v := c.environsText(o, name, missing, 0)
	if v == nil {
		return nil
	}
	return c.eachAlt(v, func(a value.Alt) *value.Value {
		if a.Plain == value.Plain(taken) {
			return otherwise
		}
		return parse(a)
	})
}

// environsText is the text of a variable with references replaced.
func (c *Call) environsText(o *Object, name string, missing func(*value.Origin) *value.Value, depth int) *value.Value {
	v := c.environsRaw(o, name, missing)
	expand, known := c.flag(o.Attrs["_expand_vars"], false)
	if v == nil || known && !expand {
		return v
	}
	return c.eachAlt(v, func(a value.Alt) *value.Value {
		s, ok := a.Plain.(value.Str)
		switch {
		case !ok || !strings.Contains(string(s), "$"):
			return alone(a)
		case !known || depth > 8:
			return c.unknown("references in variables are not followed", "str", alone(a))
		}
		return c.environsExpand(o, string(s), alone(a), missing, depth+1)
	})
}

// environsRaw reads the environment or, for a FileAwareEnv, a file that it names.
func (c *Call) environsRaw(o *Object, name string, missing func(*value.Origin) *value.Value) *value.Value {
	if o.Class != "environs.FileAwareEnv" {
		return c.variable(name, missing)
	}
	suffix, known := textOr(o.Attrs["_suffix"], "_FILE")
	if !known {
		return c.unknown("which variable names the file is not known", "str")
	}
	with := *c
	with.Machine = raisingAs{c.Machine, "ValueError"}
	v := with.fileNamedBy(name, suffix, missing)
	if bare, _ := c.flag(o.Attrs["_strip"], false); !bare || v == nil {
		return v
	}
	return c.eachAlt(v, func(a value.Alt) *value.Value {
		if s, ok := a.Plain.(value.Str); ok {
			return c.str(strip(string(s)), alone(a))
		}
		return alone(a)
	})
}

// environsReference is ${NAME} or ${NAME:-default}.
var environsReference = regexp.MustCompile(`\$\{([A-Za-z0-9_]+)(:-[^}:]*)?\}`)

// environsExpand replaces the references in a text. One that is all of the
// text takes the default of the call where the variable is not set.
func (c *Call) environsExpand(o *Object, s string, from *value.Value, missing func(*value.Origin) *value.Value, depth int) *value.Value {
	found := slices.DeleteFunc(environsReference.FindAllStringSubmatchIndex(s, -1), func(m []int) bool { return m[0] > 0 && s[m[0]-1] == '\\' })
	if len(found) == 0 {
		return c.str(strings.ReplaceAll(s, `\$`, "$"), from)
	}
	whole := len(found) == 1 && found[0][0] == 0 && found[0][1] == len(s)
	if !whole && found[0][0] == 0 {
		// Some versions take what begins with a reference for nothing else.
		return c.unknown("what a variable that begins with a reference becomes differs between versions of environs", "str", from)
	}
	var parts []*value.Value
	end := 0
	for _, m := range found {
		absent := missing
		if m[4] >= 0 {
			fallback := s[m[4]+2 : m[5]]
			absent = func(*value.Origin) *value.Value { return c.str(fallback, from) }
		} else if !whole {
			absent = func(*value.Origin) *value.Value {
				return c.refuse(o, "environs.EnvError", `Environment variable "`+s[m[2]:m[3]]+`" not set`, s[m[2]:m[3]])
			}
		}
		part := c.environsText(o, s[m[2]:m[3]], absent, depth)
		if part == nil {
			return nil
		}
		parts = append(parts, c.str(s[end:m[0]]), part)
		end = m[1]
	}
	if whole {
		return parts[1]
	}
	return c.concat(append(parts, c.str(s[end:])))
}

// environsOwn calls a parser that the program added: with the text of the
// variable or the default.
func environsOwn(c *Call) *value.Value {
	p := c.Self.(*Object).State.(*ownParser)
	with := *c
	with.Self = p.env
	call := func(a value.Alt) *value.Value {
		if c.unmodelled("name", "default") {
			return c.unknown("further arguments of a parser are not followed", "", alone(a))
		}
		return c.Call(p.fn, c.Span, alone(a))
	}
	return with.environsAsk(func(o *Object, name string) *value.Value {
		return with.environsGet(o, name, c.arg(1, "default"), call, call)
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
	case none || d.Plain.Type() == want && !c.recasts(d.Plain):
		return from
	case strings.HasPrefix(kind, "dj_"):
		if s, text := d.Plain.(value.Str); text {
			return c.environsKind(string(s), kind, from)
		}
		return from
	case kind == "json" || kind == "enum":
		if _, text := d.Plain.(value.Str); !text {
			return from
		}
	}
	return c.environsOpen(&value.Unknown{Reason: "what a default of another type becomes differs between versions of environs"}, kind, from)
}

// recasts reports whether a version of the library may change the parts of a
// default that is of the right type itself.
func (c *Call) recasts(p value.Plain) bool {
	q, isSeq := p.(*value.Seq)
	if !isSeq {
		d, isDict := p.(*value.Dict)
		return isDict && len(d.Entries) > 0 && (c.keyword("subcast_values") != nil || c.keyword("subcast_keys") != nil)
	}
	to := c.arg(2, "subcast")
	if isNone(to) {
		return false
	}
	kind, _ := to.Only()
	for _, e := range q.Elems {
		if part, ok := e.Val.Only(); !ok || part.Type() != builtinName(kind) {
			return true
		}
	}
	return false
}
