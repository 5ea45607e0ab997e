package models

import (
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// dynaconf: the parts that are no settings themselves. How these come
// together is the evaluator's.

var dynaconfFunctions = map[string]Func{
	"dynaconf.Validator":           dynaconfValidator,
	"dynaconf.validator.Validator": dynaconfValidator,
	"dynaconf.Validator#__and__":   dynaconfSelf,
	"dynaconf.Validator#__or__":    dynaconfSelf,
}

// dynaconfValidator is Validator(*names, must_exist=…, default=…, cast=…, …).
func dynaconfValidator(c *Call) *value.Value {
	attrs := map[string]*value.Value{"names": c.of(c.seq(value.TupleKind, c.Args...))}
	for _, name := range []string{"default", "cast"} {
		if v := c.keyword(name); v != nil {
			attrs[name] = v
		}
	}
	return c.of(&Object{Class: "dynaconf.Validator", Attrs: attrs})
}

func dynaconfSelf(c *Call) *value.Value { return c.of(c.Self) }
