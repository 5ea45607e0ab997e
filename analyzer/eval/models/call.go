package models

import (
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// named is implemented by the evaluator's built-in types and functions.
type named interface{ BuiltinName() string }

// builtinName gives the name of a built-in type or function, else "".
func builtinName(p value.Plain) string {
	if b, ok := p.(named); ok {
		return b.BuiltinName()
	}
	return ""
}

// eachAlt calls f for every alternative of v under its condition, and joins
// the results. f may give nil where it raised.
func (c *Call) eachAlt(v *value.Value, f func(value.Alt) *value.Value) *value.Value {
	if v == nil || c.Here() == value.False {
		return value.Alternatives(nil)
	}
	if alts := v.Alts(); len(alts) == 1 {
		if r := f(alts[0]); r != nil {
			return r
		}
		return value.Alternatives(nil)
	}
	var out []value.Alt
	for _, a := range v.Alts() {
		r := c.Under(a.When, func() *value.Value { return f(a) })
		if r == nil {
			continue
		}
		for _, b := range r.Alts() {
			b.When = b.When.And(a.When)
			out = append(out, b)
		}
	}
	return value.Alternatives(out)
}

// alone is a value that is one alternative only.
func alone(a value.Alt) *value.Value { return value.Of(a.Plain, a.Origin) }

// onText applies f to the texts that v may be; what is not known becomes
// what op makes of it, and what is no text is a TypeError.
func (c *Call) onText(v *value.Value, op, typeName string, f func(s string, from *value.Value) *value.Value) *value.Value {
	if v == nil {
		return c.unknown(op+" is given nothing", typeName)
	}
	return c.eachAlt(v, func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case value.Str:
			return f(string(p), alone(a))
		case *value.Unknown:
			return c.of(derived(op, typeName, p), alone(a))
		case value.None, value.Bool, value.Int, value.Float, *value.Seq, *value.Dict:
			c.Raise("TypeError", op+" needs text, not '"+p.Type()+"'")
			return nil
		}
		return c.unknown("what "+op+" gives is not known", typeName, alone(a))
	})
}

// derived is what op makes of an unknown: of the same, the same.
func derived(op, typeName string, u *value.Unknown) *value.Unknown {
	d := &value.Unknown{Reason: u.Reason, Name: u.Name, TypeName: typeName, Needs: u.Needs, Outside: u.Outside}
	if u.Key != "" {
		d.Key = op + "(" + u.Key + ")"
	}
	return d
}

// born is what to remember of an object that is made here.
func (c *Call) born() *value.Cond {
	if here := c.Here(); here != value.True {
		return here
	}
	return nil
}

// seq makes a collection of vals.
func (c *Call) seq(kind value.SeqKind, vals ...*value.Value) *value.Seq {
	q := value.NewSeq(kind, vals...)
	q.Born = c.born()
	return q
}

// strs makes a collection of texts that come from others.
func (c *Call) strs(kind value.SeqKind, list []string, from ...*value.Value) *value.Value {
	q := c.seq(kind)
	for _, s := range list {
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: c.str(s, from...)})
	}
	return c.of(q, from...)
}

// openSeq makes a collection of which only what it comes from is known.
func (c *Call) openSeq(kind value.SeqKind, u *value.Unknown, from ...*value.Value) *value.Value {
	q := c.seq(kind)
	q.More = u
	return c.of(q, from...)
}

// dict makes an empty dict.
func (c *Call) dict() *value.Dict { return &value.Dict{Born: c.born()} }

// put binds a text key of a new dict.
func put(d *value.Dict, key string, v *value.Value) { d.Set(value.Str(key), value.True, v) }

// isNone reports whether an argument is missing or surely None.
func isNone(v *value.Value) bool {
	if v == nil {
		return true
	}
	p, ok := v.Only()
	_, none := p.(value.None)
	return ok && none
}

// flag is an optional argument that must be known to be followed: its truth,
// and whether that is known.
func (c *Call) flag(v *value.Value, otherwise bool) (on, known bool) {
	if v == nil {
		return otherwise, true
	}
	switch c.truth(v).And(c.Here()) {
	case c.Here():
		return true, true
	case value.False:
		return false, true
	}
	return otherwise, false
}

// unmodelled lists keyword arguments that are none of names.
func (c *Call) unmodelled(names ...string) bool {
	for _, k := range c.Keywords {
		found := false
		for _, n := range names {
			found = found || n == k.Name
		}
		if !found {
			return true
		}
	}
	return false
}

// gives makes a model whose result is not known, but the same each time.
func gives(name, typeName string) Func {
	return func(c *Call) *value.Value {
		return c.of(&value.Unknown{Reason: name + " is not known here", Name: name, Key: "model " + name, TypeName: typeName}, c.Args...)
	}
}

// varies makes a model whose result is another one each time.
func varies(name, typeName string) Func {
	return func(c *Call) *value.Value {
		return c.unknown(name+" is not known here", typeName, c.Args...)
	}
}

// always makes a model that gives p.
func always(p value.Plain) Func {
	return func(c *Call) *value.Value { return c.of(p) }
}

// same is a function that gives back its first argument.
func same(c *Call) *value.Value {
	if len(c.Args) == 0 {
		return c.unknown("it is given nothing", "")
	}
	return c.Args[0]
}

// notTold is a value of a library that is not known.
func notTold(name, typeName string) *value.Unknown {
	return &value.Unknown{Reason: name + " is not known here", Name: name, Key: "model " + name, TypeName: typeName}
}
