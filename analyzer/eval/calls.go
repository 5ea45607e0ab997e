package eval

import (
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A Call is one call that the settings make and that matters by itself, such
// as that of sentry_sdk.init.
type Call struct {
	Name      string // dotted
	Arguments []Argument
	// Open is set if there may be further arguments.
	Open *value.Unknown
	When *value.Cond
	Span source.Span
}

// An Argument is one argument of a call, by its name.
type Argument struct {
	Name  string
	Value *value.Value
}

// Argument gives the value of an argument by its name; false if there is
// none that is seen.
func (c Call) Argument(name string) (*value.Value, bool) {
	for _, a := range c.Arguments {
		if a.Name == name {
			return a.Value, true
		}
	}
	return nil, false
}

// noted names the functions whose calls are kept, and their parameters by
// position.
var noted = map[string][]string{
	"sentry_sdk.init": {"dsn"},
}

// noteCall keeps a call of a function whose calls matter.
func (in *interp) noteCall(name string, c *call) {
	params, ok := noted[name]
	if !ok || in.pc == value.False {
		return
	}
	made := Call{Name: name, Open: c.loose, When: in.pc, Span: c.at}
	for i, v := range c.args[:min(len(params), len(c.args))] {
		made.Arguments = append(made.Arguments, Argument{params[i], in.frozen(v, c.at)})
	}
	for _, k := range c.keywords {
		made.Arguments = append(made.Arguments, Argument{k.Name, in.frozen(k.Val, c.at)})
	}
	in.made = append(in.made, made)
}

// frozen is a value that later changes of lists and dicts do not reach.
func (in *interp) frozen(v *value.Value, at source.Span) *value.Value {
	return in.each1(v, func(a value.Alt) *value.Value { return value.Of(in.copied(a.Plain, maxFrozen, at), a.Origin) })
}

// maxFrozen bounds how deep arguments of calls are copied.
const maxFrozen = 10

// collectCalls gives the calls that were made where the settings load.
func (in *interp) collectCalls() []Call {
	var all []Call
	for _, c := range in.made {
		if c.When = c.When.And(in.live); c.When == value.False {
			continue
		}
		for i, a := range c.Arguments {
			c.Arguments[i].Value = in.simplified(settled(a.Value.Under(c.When), map[value.Plain]bool{}))
		}
		c.When = c.When.Given(in.live)
		all = append(all, c)
	}
	return all
}
