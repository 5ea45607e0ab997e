package eval

import (
	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// namespaceMethod calls a method of globals() or locals().
func (in *interp) namespaceMethod(n *namespace, name string, c *call) *value.Value {
	none := value.Of(value.None{}, value.At(c.at))
	switch {
	case name == "update":
		for _, a := range c.args {
			in.eachDo(a, func(alt value.Alt) { in.mergeNamespace(n, alt, c.at) })
		}
		for _, k := range c.keywords {
			in.bind(n.scope, k.Name, in.settingStep(k.Name, k.Val, c.at), c.at)
		}
		return none
	case name == "get" && len(c.args) > 0, name == "setdefault" && len(c.args) > 0, name == "pop" && len(c.args) > 0:
		def := c.arg(1, "")
		if def == nil {
			def = none
		}
		return in.each1(c.args[0], func(k value.Alt) *value.Value {
			return in.namespaceGet(n, name, k.Plain, def, c)
		})
	case name == "keys", name == "items", name == "values":
		return in.namespaceView(n, name, c.at)
	}
	return in.derivedCall("."+name, value.Of(n, nil), c)
}

func (in *interp) mergeNamespace(n *namespace, alt value.Alt, at source.Span) {
	d, ok := alt.Plain.(*value.Dict)
	if !ok {
		if other, isNS := alt.Plain.(*namespace); isNS {
			for _, name := range other.scope.names {
				in.bind(n.scope, name, other.scope.vars[name], at)
			}
			return
		}
		u := &value.Unknown{Reason: "names that are not known are set at " + at.String()}
		models.Inherit(u, value.Of(alt.Plain, alt.Origin))
		in.blur(n.scope, u, at)
		return
	}
	for _, e := range d.Entries {
		if name, ok := e.Key.(value.Str); ok {
			in.Under(e.When, func() *value.Value {
				in.bind(n.scope, string(name), in.settingStep(string(name), e.Val, at), at)
				return nil
			})
		}
	}
	if d.More != nil {
		in.blur(n.scope, d.More, at)
	}
}

func (in *interp) namespaceGet(n *namespace, method string, key value.Plain, def *value.Value, c *call) *value.Value {
	name, ok := key.(value.Str)
	if !ok {
		return in.unknown(c.at, "the name is not known", "")
	}
	alts, rest := takeBound(nil, n.scope.get(string(name)), in.pc)
	if rest.Meets(n.scope.opened(string(name))) {
		def = value.Of(n.scope.open.Named(string(name)), value.At(c.at))
	}
	found := value.Alternatives(in.settleHere(alts))
	switch method {
	case "pop":
		in.unbind(n.scope, string(name))
	case "setdefault":
		in.Under(rest, func() *value.Value {
			in.bind(n.scope, string(name), in.settingStep(string(name), def, c.at), c.at)
			return nil
		})
	}
	return value.Join(in.relative(rest.Not()), found, def)
}

func (in *interp) namespaceView(n *namespace, name string, at source.Span) *value.Value {
	d := in.dict()
	d.More = n.scope.open
	for _, e := range in.namespaceNames(n, at) {
		p, _ := e.Val.Only()
		text := p.(value.Str)
		d.Set(text, e.When, n.scope.vars[string(text)])
	}
	return value.Of(in.shown(d, name, at), value.At(at))
}

// binds is the condition under which a scope binds a name.
func (in *interp) binds(s *scope, name string, at source.Span) *value.Cond {
	bound := value.False
	if v, ok := s.vars[name]; ok {
		_, rest := takeBound(nil, v, in.pc)
		bound = in.pc.Minus(rest)
	}
	open := s.opened(name)
	if !open.Meets(in.pc.Minus(bound)) {
		return bound
	}
	perhaps := in.space.Atom("binds "+at.String()+" "+name, value.Atom{
		Name: name, Span: at, Yes: name + " is bound before " + at.String(), No: name + " is not bound before " + at.String(),
	})
	return bound.Or(open.And(perhaps))
}
