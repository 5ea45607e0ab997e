package models

import (
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// python-decouple: config("NAME") reads the environment, then a settings.ini
// or .env found beside the caller or above it.

var decoupleFunctions = map[string]Func{
	"decouple.config":           func(c *Call) *value.Value { return decoupled(c, c.autoRepository("")) },
	"decouple.config.get":       func(c *Call) *value.Value { return decoupled(c, c.autoRepository("")) },
	"decouple.AutoConfig":       newAutoConfig,
	"decouple.Config":           newConfig,
	"decouple.RepositoryEmpty":  func(c *Call) *value.Value { return c.of(repositoryObject(&repository{})) },
	"decouple.RepositoryEnv":    openRepository(decoupleSyntax),
	"decouple.RepositoryIni":    openRepository(iniSyntax),
	"decouple.RepositorySecret": newSecretRepository,
	"decouple.Csv":              newCsv,
	"decouple.Choices":          newChoices,
	"decouple.strtobool":        decoupleStrtobool,

	"decouple.AutoConfig#__call__": autoConfigured,
	"decouple.Config#__call__":     configured,
	"decouple.Config#get":          configured,
	"decouple.Csv#__call__":        callCsv,
	"decouple.Choices#__call__":    callChoices,
}

var decoupleConstants = map[string]value.Plain{"decouple.undefined": undefined}

// undefined stands for a default or cast that is not given.
var undefined = value.Opaque{TypeName: "Undefined", Repr: "<decouple.Undefined object>"}

func isUndefined(v *value.Value) bool {
	p, ok := v.Only()
	return ok && p == value.Plain(undefined)
}

// A repository is a file of variables, or several that it may be.
type repository struct {
	file     envFile
	settings []setting
	// outside is set if the file is not in the repository.
	outside *value.Unknown
	// secrets is the folder of a RepositorySecret.
	secrets string
	// broken is set if the file cannot be read as Python would.
	broken bool
}

func repositoryObject(r *repository) *Object {
	return &Object{Class: "decouple.Repository", State: r}
}

// openRepository is RepositoryEnv(path): the file must exist.
func openRepository(syntax func(string) ([]setting, bool)) Func {
	return func(c *Call) *value.Value {
		return c.eachAlt(c.arg(0, "source"), func(a value.Alt) *value.Value {
			p, ok := pathOf(a.Plain)
			if !ok {
				u := &value.Unknown{Reason: "which file holds the variables is not known"}
				Inherit(u, alone(a))
				return c.of(repositoryObject(&repository{outside: u}))
			}
			if r := c.readRepository(p, syntax); r != nil {
				return c.of(repositoryObject(r), alone(a))
			}
			if !missing(c, p) {
				return nil
			}
			return c.of(repositoryObject(&repository{outside: &value.Unknown{
				Reason: p + " is not in the repository", Name: p, Key: "file:" + p, Outside: true,
			}}), alone(a))
		})
	}
}

// readRepository reads a file of the repository; nil if there is none.
func (c *Call) readRepository(p string, syntax func(string) ([]setting, bool)) *repository {
	file, found := c.envFileAt(p)
	if !found {
		return nil
	}
	settings, ok := syntax(file.text)
	return &repository{file: file, settings: settings, broken: !ok}
}

// autoRepository searches the caller's folder, or another one, and those
// above it. The library keeps what the first call finds; here each caller
// finds its own, which is the same where settings lie in one folder.
func (c *Call) autoRepository(from string) *repository {
	if from == "" {
		from = path.Dir(c.CallerFile())
	}
	for dir := abs(c, from); ; dir = path.Dir(dir) {
		if r := c.readRepository(path.Join(dir, "settings.ini"), iniSyntax); r != nil {
			return r
		}
		if r := c.readRepository(path.Join(dir, ".env"), decoupleSyntax); r != nil {
			return r
		}
		if dir == c.Root() || dir == "/" {
			return &repository{}
		}
	}
}

// newAutoConfig is AutoConfig(search_path=None).
func newAutoConfig(c *Call) *value.Value {
	where := c.arg(0, "search_path")
	if where == nil {
		where = c.none()
	}
	return c.of(&Object{Class: "decouple.AutoConfig", Attrs: map[string]*value.Value{"search_path": where}})
}

func autoConfigured(c *Call) *value.Value {
	o := c.Self.(*Object)
	return c.eachAlt(o.Attrs["search_path"], func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case value.None:
			return decoupled(c, c.autoRepository(""))
		case *value.Unknown:
			return decoupled(c, &repository{outside: p})
		}
		text, _ := pathOf(a.Plain)
		return decoupled(c, c.autoRepository(text))
	})
}

func newConfig(c *Call) *value.Value {
	r := c.arg(0, "repository")
	if r == nil {
		c.Raise("TypeError", "Config() missing the argument 'repository'")
		return nil
	}
	return c.of(&Object{Class: "decouple.Config", Attrs: map[string]*value.Value{"repository": r}})
}

func configured(c *Call) *value.Value {
	o := c.Self.(*Object)
	return c.eachAlt(o.Attrs["repository"], func(a value.Alt) *value.Value {
		if ro, ok := a.Plain.(*Object); ok {
			if r, ok := ro.State.(*repository); ok {
				return decoupled(c, r)
			}
		}
		u := &value.Unknown{Reason: "where the variables are kept is not known"}
		Inherit(u, alone(a))
		return decoupled(c, &repository{outside: u})
	})
}

// decoupled is config(option, default=undefined, cast=undefined). The
// default is cast too.
func decoupled(c *Call, r *repository) *value.Value {
	return c.eachName(c.arg(0, "option"), func(name string) *value.Value {
		v := c.variable(name, func(o *value.Origin) *value.Value { return c.kept(r, name, o) })
		if c.Here() == value.False {
			return nil
		}
		return c.decoupleCast(v, c.arg(2, "cast"))
	})
}

// kept is what the repository, or else the default, says.
func (c *Call) kept(r *repository, name string, unset *value.Origin) *value.Value {
	for _, s := range slices.Backward(r.settings) {
		if s.name == name || r.file.isIni() && s.name == lowered(name) {
			o := r.file.origin(c, s)
			o.Verb, o.Var = value.SetInEnv, name
			return value.Of(value.Str(s.value), c.readFrom(name, o))
		}
	}
	switch {
	case r.broken:
		return c.unknown(r.file.shown+" cannot be read", "str")
	case r.secrets != "":
		return c.secret(r.secrets, name, unset)
	case r.outside != nil:
		return c.perhapsKept(r.outside, name, unset)
	}
	return c.decoupleDefault(name, unset)
}

func (f envFile) isIni() bool { return strings.HasSuffix(f.shown, ".ini") }

// perhapsKept is a value that a file outside the repository may have.
func (c *Call) perhapsKept(file *value.Unknown, name string, unset *value.Origin) *value.Value {
	label := file.Label()
	sets := c.Space().Atom("sets "+label+" "+name, value.Atom{
		Name: name, Yes: label + " sets " + name, No: label + " does not set " + name, Needs: []string{name}, Span: c.Span,
	})
	return c.split(sets, func() *value.Value {
		return value.Of(&value.Unknown{
			Reason: name + " comes from " + label, Key: "env:" + name, Name: name, TypeName: "str", Needs: []string{name}, Outside: file.Outside,
		}, unset)
	}, func() *value.Value { return c.decoupleDefault(name, unset) })
}

func (c *Call) decoupleDefault(name string, unset *value.Origin) *value.Value {
	if fallback := c.arg(1, "default"); fallback != nil && !isUndefined(fallback) {
		return c.instead(fallback, unset)
	}
	c.Raise("decouple.UndefinedValueError", name+" not found. Declare it as envvar or define a default value.", name)
	return nil
}

// decoupleCast applies a cast to the value, wherever it comes from.
func (c *Call) decoupleCast(v, to *value.Value) *value.Value {
	if to == nil || isUndefined(to) {
		return v
	}
	return c.eachAlt(to, func(k value.Alt) *value.Value {
		switch builtinName(k.Plain) {
		case "bool":
			return c.eachAlt(v, c.decoupleBool)
		case "str":
			return c.eachAlt(v, func(a value.Alt) *value.Value {
				if _, ok := a.Plain.(value.Str); ok {
					return alone(a)
				}
				return c.Call(alone(k), c.Span, alone(a))
			})
		}
		return c.eachAlt(v, func(a value.Alt) *value.Value { return c.Call(alone(k), c.Span, alone(a)) })
	})
}

// decoupleBool is the cast to bool: of str(value), empty text being false.
func (c *Call) decoupleBool(a value.Alt) *value.Value {
	if u, ok := a.Plain.(*value.Unknown); ok {
		return c.of(derived("decouple.bool", "bool", u), alone(a))
	}
	text, ok := c.Str(a.Plain)
	if !ok {
		return c.unknown("a truth value is not known", "bool", alone(a))
	}
	return c.truthWord(text, true, alone(a))
}

// truthWord is decouple's strtobool.
func (c *Call) truthWord(text string, emptyToo bool, from *value.Value) *value.Value {
	switch low := lowered(text); {
	case trueWords[low]:
		return c.of(value.Bool(true), from)
	case falseWords[low], emptyToo && low == "":
		return c.of(value.Bool(false), from)
	}
	c.Raise("ValueError", "Invalid truth value: "+lowered(text))
	return nil
}

func decoupleStrtobool(c *Call) *value.Value {
	return c.onText(c.arg(0, "value"), "decouple.bool", "bool", func(s string, from *value.Value) *value.Value {
		return c.truthWord(s, false, from)
	})
}

// newSecretRepository is RepositorySecret(source="/run/secrets/").
func newSecretRepository(c *Call) *value.Value {
	dir := "/run/secrets/"
	if v := c.arg(0, "source"); v != nil {
		p, ok := v.Only()
		text, isPath := pathOf(p)
		if !ok || !isPath {
			return c.of(repositoryObject(&repository{outside: &value.Unknown{Reason: "where secrets are mounted is not known", Outside: true}}))
		}
		dir = text
	}
	return c.of(repositoryObject(&repository{secrets: dir}))
}

// secret is the text of a mounted file, or the default.
func (c *Call) secret(dir, name string, unset *value.Origin) *value.Value {
	file := path.Join(dir, name)
	_, found, outside := c.ReadFile(file)
	if found {
		outside = value.True
	}
	return c.split(outside,
		func() *value.Value { return readAll(c, value.Str(file)) },
		func() *value.Value { return c.decoupleDefault(name, unset) })
}

// decoupleSyntax reads a .env file as python-decouple does: quotes go only
// as a pair around the value; nothing is escaped; there are no comments
// after a value.
func decoupleSyntax(text string) ([]setting, bool) {
	var list []setting
	for i, line := range strings.Split(text, "\n") {
		line = strip(line)
		name, val, ok := strings.Cut(line, "=")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		name, val = strip(name), strip(val)
		if n := len(val); n >= 2 && (val[0] == '\'' || val[0] == '"') && val[0] == val[n-1] {
			val = val[1 : n-1]
		}
		list = append(list, setting{name: name, value: val, line: i + 1})
	}
	return list, true
}
