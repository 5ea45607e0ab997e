package models

import (
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A validator is one of marshmallow's, with the arguments it was made with.
type validator struct {
	kind string
	made *Call
}

func newValidator(kind string) Func {
	return func(c *Call) *value.Value {
		made := *c
		return c.of(&Object{Class: "environs.Validator", State: &validator{kind: kind, made: &made}})
	}
}

// environsValid gives v where validate= lets it pass, and raises where it
// surely does not. What a validator decides that is not followed is taken to
// be in order, as a site that has started is past it.
func (c *Call) environsValid(o *Object, v value.Alt) *value.Value {
	for _, check := range c.validators() {
		p, _ := check.Only()
		if object, ok := p.(*Object); ok {
			if k, ok := object.State.(*validator); ok && k.refuses(c, v.Plain) {
				return c.refuse(o, "environs.EnvValidationError", "the value is not valid")
			}
			continue
		}
		if p != nil && p.Type() == "function" {
			c.Caught(func() *value.Value { return c.Call(check, c.Span, alone(v)) },
				func() *value.Value { return c.refuse(o, "environs.EnvValidationError", "the value is not valid") })
			if c.Here() == value.False {
				return nil
			}
		}
	}
	return alone(v)
}

// validators lists what validate= names.
func (c *Call) validators() []*value.Value {
	v := c.keyword("validate")
	if isNone(v) {
		return nil
	}
	p, _ := v.Only()
	q, ok := p.(*value.Seq)
	if !ok {
		return []*value.Value{v}
	}
	var all []*value.Value
	for _, e := range q.Elems {
		if e.When == value.True {
			all = append(all, e.Val)
		}
	}
	return all
}

// refuses reports whether p is surely not valid.
func (k *validator) refuses(c *Call, p value.Plain) bool {
	if _, unknown := p.(*value.Unknown); unknown {
		return false
	}
	space := c.Space()
	switch k.kind {
	case "OneOf", "NoneOf":
		name := map[string]string{"OneOf": "choices", "NoneOf": "iterable"}[k.kind]
		choices := k.made.arg(0, name)
		if choices == nil {
			return false
		}
		list, ok := choices.Only()
		q, isSeq := list.(*value.Seq)
		if !ok || !isSeq {
			return false
		}
		in := space.Contains(q, c.of(p))
		if k.kind == "NoneOf" {
			in = in.Not()
		}
		return in == value.False
	case "Equal":
		other := k.made.arg(0, "comparable")
		return other != nil && space.Equals(c.of(p), other) == value.False
	case "Range":
		return k.outOfRange(p)
	}
	return false
}

// outOfRange reports whether a number is outside Range(min, max).
func (k *validator) outOfRange(p value.Plain) bool {
	n, ok := rational(p)
	if !ok || n == nil {
		return false
	}
	bound := func(i int, name string, sign int) bool {
		v := k.made.arg(i, name)
		if isNone(v) {
			return false
		}
		limit, known := v.Only()
		l, ok := rational(limit)
		if !known || !ok || l == nil {
			return false
		}
		inclusive, _ := k.made.flag(k.made.keyword(name+"_inclusive"), true)
		cmp := n.Cmp(l) * sign
		return cmp < 0 || cmp == 0 && !inclusive
	}
	return bound(0, "min", 1) || bound(1, "max", -1)
}
