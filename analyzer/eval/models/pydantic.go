package models

import (
	"maps"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// pydantic: what stands in the body of a model or settings class. What the
// class makes of it is the evaluator's.

var pydanticFunctions = map[string]Func{
	"pydantic_settings.SettingsConfigDict": pydanticConfig,
	"pydantic.ConfigDict":                  pydanticConfig,
	"pydantic.Field":                       pydanticField,
	"pydantic.v1.Field":                    pydanticField,
	"pydantic.fields.Field":                pydanticField,
	"pydantic.AliasChoices":                pydanticAliases,
	"pydantic.computed_field":              pydanticSame,
	"pydantic.field_validator":             pydanticValidator("field"),
	"pydantic.validator":                   pydanticValidator("field"),
	"pydantic.v1.validator":                pydanticValidator("field"),
	"pydantic.model_validator":             pydanticValidator("model"),
	"pydantic.root_validator":              pydanticValidator("model"),
	"pydantic.v1.root_validator":           pydanticValidator("model"),
	"pydantic.Decorator#__call__":          pydanticDecorate,
	"pydantic.Same#__call__":               same,
	"pydantic.SecretStr":                   pydanticSecret,
	"pydantic.Secret#get_secret_value":     pydanticReveal,
}

// pydanticConfig is SettingsConfigDict(…), which is a dict.
func pydanticConfig(c *Call) *value.Value {
	d := c.dict()
	for _, k := range c.Keywords {
		put(d, k.Name, k.Val)
	}
	return c.of(d)
}

// pydanticField is Field(default, …).
func pydanticField(c *Call) *value.Value {
	attrs := map[string]*value.Value{}
	for _, k := range c.Keywords {
		attrs[k.Name] = k.Val
	}
	if v := c.arg(0, "default"); v != nil {
		attrs["default"] = v
	}
	return c.of(&Object{Class: "pydantic.FieldInfo", Attrs: attrs})
}

// pydanticAliases is AliasChoices("A", "B"): names in order.
func pydanticAliases(c *Call) *value.Value {
	return c.of(c.seq(value.TupleKind, c.Args...))
}

// pydanticSame is a decorator, with or without arguments, that leaves a
// property what it is.
func pydanticSame(c *Call) *value.Value {
	if len(c.Args) > 0 {
		return c.Args[0]
	}
	return c.of(&Object{Class: "pydantic.Same"})
}

// pydanticValidator is field_validator("name", …, mode="after"), a decorator;
// older versions say pre=True.
func pydanticValidator(of string) Func {
	return func(c *Call) *value.Value {
		attrs := map[string]*value.Value{"of": c.str(of), "names": c.of(c.seq(value.TupleKind, c.Args...)), "mode": c.str("after")}
		if pre, _ := c.flag(c.keyword("pre"), false); pre {
			attrs["mode"] = c.str("before")
		}
		if mode := c.keyword("mode"); mode != nil {
			attrs["mode"] = mode
		}
		if len(c.Args) == 1 {
			if p, _ := c.Args[0].Only(); p != nil && p.Type() != "str" {
				attrs["fn"] = c.Args[0] // a decorator without arguments
				return c.of(&Object{Class: "pydantic.Validated", Attrs: attrs})
			}
		}
		return c.of(&Object{Class: "pydantic.Decorator", Attrs: attrs})
	}
}

func pydanticDecorate(c *Call) *value.Value {
	attrs := maps.Clone(c.Self.(*Object).Attrs)
	if len(c.Args) > 0 {
		attrs["fn"] = c.Args[0]
	}
	return c.of(&Object{Class: "pydantic.Validated", Attrs: attrs})
}

// pydanticSecret is SecretStr(text), which is false where the text is empty.
func pydanticSecret(c *Call) *value.Value {
	v := c.arg(0, "secret_value")
	if v == nil {
		return c.unknown("a secret without a value", "")
	}
	return c.of(&Object{Class: "pydantic.Secret", State: &secret{v}}, v)
}

// A secret hides a text.
type secret struct{ text *value.Value }

func (s *secret) truth(space *value.Space) *value.Cond { return space.Truth(s.text) }

func pydanticReveal(c *Call) *value.Value {
	if s, ok := c.Self.(*Object).State.(*secret); ok {
		return s.text
	}
	return c.unknown("a secret that is not known", "str")
}
