package models

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

var environFunctions = map[string]Func{
	"os.getenv":   func(c *Call) *value.Value { return readVariable(c, c.arg(0, "key"), c.arg(1, "default")) },
	"os.putenv":   (*Call).none, // os.environ does not see it
	"os.unsetenv": (*Call).none,

	"os._Environ#get":          func(c *Call) *value.Value { return readVariable(c, c.arg(0, "key"), c.arg(1, "default")) },
	"os._Environ#__getitem__":  environItem,
	"os._Environ#__setitem__":  environSet,
	"os._Environ#__delitem__":  environDelete,
	"os._Environ#__contains__": environContains,
	"os._Environ#setdefault":   environSetDefault,
	"os._Environ#pop":          environPop,
	"os._Environ#update":       environUpdate,
	"os._Environ#copy":         environCopied,
	"os._Environ#keys":         gives("what else is set in the environment", "list"),
	"os._Environ#values":       gives("what else is set in the environment", "list"),
	"os._Environ#items":        gives("what else is set in the environment", "list"),
}

// readVariable is os.environ.get(key, fallback).
func readVariable(c *Call, key, fallback *value.Value) *value.Value {
	if u := c.stale(); u != nil {
		return value.Of(u, value.At(c.Span))
	}
	if fallback == nil {
		fallback = c.none()
	}
	return c.eachName(key, func(name string) *value.Value {
		return c.variable(name, func(o *value.Origin) *value.Value { return c.instead(fallback, o) })
	})
}

// eachName calls f for every name that key may be.
func (c *Call) eachName(key *value.Value, f func(name string) *value.Value) *value.Value {
	if key == nil {
		c.Raise("TypeError", "the name of the variable is missing")
		return value.Alternatives(nil)
	}
	return c.eachAlt(key, func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case value.Str:
			return f(string(p))
		case value.None, value.Bool, value.Int, value.Float, value.Path, *value.Seq, *value.Dict:
			c.Raise("TypeError", "str expected, not "+p.Type())
			return nil
		}
		return c.unknown("which variable is read is not known", "", alone(a))
	})
}

// variable reads a variable; where it is not set the value is what missing
// gives, which is told the origin of its being unset.
func (c *Call) variable(name string, missing func(*value.Origin) *value.Value) *value.Value {
	return c.eachAlt(c.detached().beside(name, c.Getenv(name, c.Span)), func(a value.Alt) *value.Value {
		if _, unset := a.Plain.(value.Unset); unset {
			return missing(a.Origin)
		}
		return value.Of(a.Plain, c.readFrom(name, a.Origin))
	})
}

// readFrom adds the reading to the history of what was set by the program
// or a file.
func (c *Call) readFrom(name string, o *value.Origin) *value.Origin {
	if o == nil || o.Verb != value.SetInEnv {
		return o
	}
	return &value.Origin{Span: c.Span, Verb: value.ReadFromEnv, Var: name, From: []*value.Origin{o}}
}

// instead is a default that is taken because a variable is not set.
func (c *Call) instead(v *value.Value, unset *value.Origin) *value.Value {
	return v.Map(func(o *value.Origin) *value.Origin {
		next := value.At(c.Span)
		for _, from := range []*value.Origin{unset, o} {
			if from != nil {
				next.From = append(next.From, from)
			}
		}
		return next
	})
}

// isSet is the condition under which a variable is set. Asking is not
// recorded as reading.
func (c *Call) isSet(name string) *value.Cond {
	unset := value.False
	for _, a := range c.Getenv(name, source.Span{}).Alts() {
		if _, ok := a.Plain.(value.Unset); ok {
			unset = unset.Or(a.When)
		}
	}
	return unset.Not()
}

// export sets a variable here; o says what sets it.
func (c *Call) export(name string, v *value.Value, o *value.Origin) {
	if name == "" || strings.ContainsAny(name, "=\x00") {
		c.Raise("ValueError", "illegal environment variable name")
		return
	}
	c.Setenv(name, v.Map(func(from *value.Origin) *value.Origin {
		step := *o
		step.Verb, step.Var = value.SetInEnv, name
		if from != nil {
			step.From = append(step.From, from)
		}
		return &step
	}))
}

// exportDefault sets a variable where it is not set yet.
func (c *Call) exportDefault(name string, v *value.Value, o *value.Origin) {
	c.Under(c.isSet(name).Not(), func() *value.Value {
		c.export(name, v, o)
		return nil
	})
}

func keyError(c *Call, name string) {
	text, _ := value.Repr(value.Str(name))
	c.Raise("KeyError", text, name)
}

func environItem(c *Call) *value.Value {
	if u := c.stale(); u != nil {
		return value.Of(u, value.At(c.Span))
	}
	return c.eachName(c.arg(0, ""), func(name string) *value.Value {
		return c.variable(name, func(*value.Origin) *value.Value {
			keyError(c, name)
			return nil
		})
	})
}

func environSet(c *Call) *value.Value {
	if len(c.Args) != 2 {
		return c.none()
	}
	if c.changes() {
		c.write(c.Args[0], c.Args[1], false)
	}
	return c.none()
}

// write sets the variables that key may name to v; where only is set, just
// those that are not set yet.
func (c *Call) write(key, v *value.Value, only bool) {
	c.eachName(key, func(name string) *value.Value {
		when := value.True
		if only {
			when = c.isSet(name).Not()
		}
		v := c.settable(name, v, when)
		if c.Here() == value.False {
			return nil
		}
		o := &value.Origin{Span: c.Span, Text: name + " is set by the program"}
		if only {
			c.exportDefault(name, v, o)
		} else {
			c.export(name, v, o)
		}
		return nil
	})
}

// settable is what of a value a variable can be set to. Where it is set to
// anything else, where when holds, that fails.
// https://docs.python.org/3/library/os.html#os.environ
func (c *Call) settable(name string, v *value.Value, when *value.Cond) *value.Value {
	return c.eachAlt(v, func(a value.Alt) *value.Value {
		class, why := misnamed(name)
		switch p := a.Plain.(type) {
		case value.None, value.Bool, value.Int, value.Float, value.Path, *value.Seq, *value.Dict:
			class, why = "TypeError", "str expected, not "+p.Type()
		case value.Str:
			if class == "" && strings.ContainsRune(string(p), 0) {
				class, why = "ValueError", "embedded null byte"
			}
		}
		if class != "" {
			c.Under(when, func() *value.Value { c.Raise(class, why); return nil })
		}
		return alone(a)
	})
}

// misnamed says which exception a name raises that no variable can have; empty
// if one can.
func misnamed(name string) (class, why string) {
	switch {
	case name == "":
		return "OSError", "[Errno 22] Invalid argument"
	case strings.ContainsRune(name, 0):
		return "ValueError", "embedded null byte"
	case strings.Contains(name, "="):
		return "ValueError", "illegal environment variable name"
	}
	return "", ""
}

func environDelete(c *Call) *value.Value {
	if !c.changes() {
		return c.none()
	}
	c.eachName(c.arg(0, ""), func(name string) *value.Value {
		c.Under(c.isSet(name).Not(), func() *value.Value { keyError(c, name); return nil })
		c.remove(name)
		return nil
	})
	return c.none()
}

func (c *Call) remove(name string) { c.Setenv(name, value.Of(value.Unset{}, value.At(c.Span))) }

func environContains(c *Call) *value.Value {
	if u := c.stale(); u != nil {
		return value.Of(u, value.At(c.Span))
	}
	return c.eachName(c.arg(0, ""), func(name string) *value.Value {
		v := c.detached().beside(name, c.Getenv(name, c.Span))
		unset := value.False
		for _, a := range v.Alts() {
			if _, ok := a.Plain.(value.Unset); ok {
				unset = unset.Or(a.When)
			}
		}
		return c.boolean(unset.Not(), v)
	})
}

func environSetDefault(c *Call) *value.Value {
	fallback := c.arg(1, "default")
	if fallback == nil {
		fallback = c.none()
	}
	if c.changes() {
		c.write(c.arg(0, "key"), fallback, true)
	}
	return readVariable(c, c.arg(0, "key"), fallback)
}

func environPop(c *Call) *value.Value {
	if u := c.stale(); u != nil || !c.changes() {
		return c.unknown("changes to a copy of the environment are not followed", "")
	}
	fallback := c.arg(1, "default")
	return c.eachName(c.arg(0, "key"), func(name string) *value.Value {
		v := c.variable(name, func(o *value.Origin) *value.Value {
			if fallback == nil {
				keyError(c, name)
				return nil
			}
			return c.instead(fallback, o)
		})
		c.remove(name)
		return v
	})
}

func environUpdate(c *Call) *value.Value {
	if !c.changes() {
		return c.none()
	}
	if from := c.arg(0, ""); from != nil {
		c.eachAlt(from, func(a value.Alt) *value.Value {
			d, ok := a.Plain.(*value.Dict)
			if !ok {
				return nil
			}
			for _, e := range d.Entries {
				c.Under(e.When, func() *value.Value { c.write(value.Of(e.Key, nil), e.Val, false); return nil })
			}
			return nil
		})
	}
	for _, k := range c.Keywords {
		c.write(c.str(k.Name), k.Val, false)
	}
	return c.none()
}
