package models

import (
	"path"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// environPathClass is the class of environ.Path objects: callable paths that
// django-environ has beside pathlib.
const environPathClass = "environ.Path()"

var environPathMethods = map[string]Func{
	"environ.Path":         environPath,
	"environ.environ.Path": environPath,

	environPathClass + "#__call__":     joined(func(p string) value.Plain { return value.Str(p) }),
	environPathClass + "#path":         joined(func(p string) value.Plain { return environPathObject(p) }),
	environPathClass + "#__str__":      func(c *Call) *value.Value { return c.str(rootOf(c.Self)) },
	environPathClass + "#__fspath__":   func(c *Call) *value.Value { return c.str(rootOf(c.Self)) },
	environPathClass + "#__add__":      environPathAdd,
	environPathClass + "#__sub__":      environPathSub,
	environPathClass + "#__invert__":   func(c *Call) *value.Value { return c.of(environPathObject(path.Dir(rootOf(c.Self)))) },
	environPathClass + "#__contains__": environPathContains,
	environPathClass + "#file":         environPathFile,
}

func environPathObject(p string) *Object {
	return &Object{Class: environPathClass, State: value.Str(p), Attrs: map[string]*value.Value{
		"root": value.Of(value.Str(p), nil), "__root__": value.Of(value.Str(p), nil),
	}}
}

// rootOf is the path that an environ.Path stands for.
func rootOf(p value.Plain) string {
	if o, ok := p.(*Object); ok && o.Class == environPathClass {
		s, _ := o.State.(value.Str)
		return string(s)
	}
	return ""
}

// joinAll makes one absolute path of several parts; what make gives of it.
func (c *Call) joinAll(args []*value.Value, make func(p string) value.Plain) *value.Value {
	required, _ := c.flag(c.keyword("required"), false)
	return c.each(args, func(ps []value.Plain) *value.Value {
		parts := []string{""}
		for _, p := range ps {
			text, ok := pathOf(p)
			if !ok {
				return c.unknown("a part of the path is not known", "", args...)
			}
			parts = append(parts, text)
		}
		p := abs(c, osJoin(parts))
		if required {
			there := there(c, p, true, true)
			c.Under(there.Not(), func() *value.Value { improper(c, "Create required path: "+p); return nil })
		}
		return c.of(make(p), args...)
	})
}

// environPath is environ.Path(start="", *paths, required=False,
// is_file=False).
func environPath(c *Call) *value.Value {
	args := c.Args
	if first := c.keyword("start"); first != nil {
		args = append([]*value.Value{first}, args...)
	}
	if on, _ := c.flag(c.keyword("is_file"), false); on && len(args) > 0 {
		args = append([]*value.Value{c.joinAll(args[:1], func(p string) value.Plain { return value.Str(path.Dir(p)) })}, args[1:]...)
	}
	return c.joinAll(args, func(p string) value.Plain { return environPathObject(p) })
}

// joined makes a model of a method that appends parts to the path.
func joined(make func(p string) value.Plain) Func {
	return func(c *Call) *value.Value {
		return c.joinAll(append([]*value.Value{value.Of(c.Self, nil)}, c.Args...), make)
	}
}

func environPathAdd(c *Call) *value.Value {
	return joined(func(p string) value.Plain { return environPathObject(p) })(c)
}

// environPathSub goes up by a number of folders, or takes an end off.
func environPathSub(c *Call) *value.Value {
	root := rootOf(c.Self)
	return c.eachAlt(c.Args[0], func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case value.Int:
			up := root
			for range max(0, min(int64(p), 100)) {
				up = path.Dir(up)
			}
			return c.of(environPathObject(up), alone(a))
		case value.Str:
			if strings.HasSuffix(root, string(p)) {
				return c.of(environPathObject(abs(c, strings.TrimRight(root, string(p)))), alone(a))
			}
		case *value.Unknown:
			return c.unknown("", "Path", alone(a))
		}
		c.Raise("TypeError", "unsupported operand type(s) for -")
		return nil
	})
}

func environPathContains(c *Call) *value.Value {
	p, _ := c.Args[0].Only()
	base := strings.TrimSuffix(rootOf(c.Self), "/") + "/"
	if o, ok := p.(*Object); ok && o.Class == environPathClass {
		return c.of(value.Bool(strings.HasPrefix(rootOf(o), base)))
	}
	return c.unknown("whether a path is in another one is not known", "bool")
}

// environPathFile is path.file(name): the open file.
func environPathFile(c *Call) *value.Value {
	if len(c.Args) == 0 {
		return c.unknown("which file is opened is not known", "")
	}
	with := *c
	with.Args = c.Args[:1]
	return c.eachAlt(joined(func(p string) value.Plain { return value.Path(p) })(&with), func(a value.Alt) *value.Value {
		with := *c
		with.Self, with.Args = a.Plain, c.Args[1:]
		if _, ok := a.Plain.(value.Path); !ok {
			return c.unknown("", "", alone(a))
		}
		return openFile(&with)
	})
}
