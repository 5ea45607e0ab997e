package eval

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A Variable is an environment variable that something sets.
type Variable struct {
	Name, Value string
	Span        source.Span // where it is set; may be nowhere
	Text        string      // what sets it: "--env"
	// Outer are variables outside the repository: where one of them is set,
	// the value is another one, which is not known.
	Outer []string
	// Opaque says why Value is not known at all; empty if it is.
	Opaque string
}

// A Read is one place where a variable is read.
type Read struct {
	Name string
	Span source.Span
}

// environment is what os.environ holds.
type environment struct {
	known     map[string]Variable
	only      bool            // nothing else is set
	open      map[string]bool // may be set all the same
	supplied  map[string]bool // set to something unknown all the same
	written   *scope          // by the program itself
	exports   int             // how often it did so
	reads     []Read
	installed map[string]bool // top-level names of libraries that are known to be there
}

// Installed reports whether a library is known to be there.
func (e *environment) Installed(top string) bool { return e.installed[top] }

// Getenv implements models.Machine.
func (in *interp) Getenv(name string, at source.Span) *value.Value {
	e := in.env
	if r := (Read{Name: name, Span: at}); !at.IsZero() && !slices.Contains(e.reads, r) {
		e.reads = append(e.reads, r)
	}
	base := in.given(name, at)
	w, ok := e.written.vars[name]
	if !ok {
		return base
	}
	alts, rest := takeBound(nil, w, in.pc)
	for i, a := range alts {
		if _, gone := a.Plain.(removed); gone {
			alts[i].Plain = value.Unset{}
		}
	}
	return value.Join(in.relative(rest.Not()), value.Alternatives(in.settleHere(alts)), base)
}

// removed stands for a variable that the program has taken out itself.
type removed struct{}

// Type implements value.Plain.
func (removed) Type() string { return "unset" }

// given is what a variable is when the program starts.
func (in *interp) given(name string, at source.Span) *value.Value {
	e := in.env
	if v, ok := e.known[name]; ok {
		return in.set(v, at)
	}
	read := &value.Origin{Span: at, Verb: value.ReadFromEnv, Text: name + " is read from the environment", Var: name}
	unsetOrigin := &value.Origin{Span: at, Verb: value.NotInEnv, Text: name + " is set nowhere", Var: name}
	outside := &value.Unknown{
		Reason: name + " comes from the environment", Key: "env:" + name, Name: name,
		TypeName: "str", Needs: []string{name}, Outside: true,
	}
	if e.supplied[name] {
		return value.Of(outside, read)
	}
	if e.only && !e.open[name] {
		unsetOrigin.Closed = true
		return value.Of(value.Unset{}, unsetOrigin)
	}
	set := in.space.Atom("set "+name, value.Atom{
		Kind: value.EnvSet, Name: name, Yes: name + " is set", No: name + " is not set", Needs: []string{name}, Span: at,
	})
	return value.Join(set, value.Of(outside, read), value.Of(value.Unset{}, unsetOrigin))
}

// set is the value of a variable that something sets.
func (in *interp) set(v Variable, at source.Span) *value.Value {
	o := &value.Origin{Span: v.Span, Verb: value.SetInEnv, Text: v.Name + " is set by " + v.Text, Var: v.Name}
	if v.Span.IsZero() { // the command line is no place to edit
		o.Span, o.Verb = at, value.GivenInEnv
	}
	read := &value.Origin{Span: at, Verb: value.ReadFromEnv, From: []*value.Origin{o}, Var: v.Name}
	needs := v.Outer
	if len(needs) == 0 {
		needs = []string{v.Name}
	}
	reason := v.Opaque
	if reason == "" {
		reason = needs[0] + " comes from outside the repository"
	}
	outside := value.Of(&value.Unknown{
		Reason: reason, Key: "env:" + v.Name, Name: v.Name, TypeName: "str", Needs: needs, Outside: true,
	}, read)
	if v.Opaque != "" {
		return outside
	}
	other := value.False
	for _, name := range v.Outer {
		other = other.Or(in.space.Atom("set "+name, value.Atom{
			Kind: value.EnvSet, Name: name, Yes: name + " is set", No: name + " is not set", Needs: []string{name}, Span: at,
		}))
	}
	return value.Join(other, outside, value.Of(value.Str(v.Value), read))
}

// Setenv implements models.Machine.
func (in *interp) Setenv(name string, v *value.Value) {
	v = in.each1(v, func(a value.Alt) *value.Value {
		if isUnset(a.Plain) {
			return value.Of(removed{}, a.Origin)
		}
		return value.Of(a.Plain, a.Origin)
	})
	in.env.exports++
	in.bind(in.env.written, name, v, source.Span{})
}

// Exports implements models.Machine.
func (in *interp) Exports() int { return in.env.exports }
