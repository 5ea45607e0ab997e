// Package models is what the libraries do that settings call: one file a
// library, each a few entries of the tables below. A model is told of a call
// ([Call]) and gives the value that the real function would return.
//
// What no model covers stays unknown; nothing is guessed from a name.
package models

import (
	"maps"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A Machine is the evaluator as models see it.
type Machine interface {
	// Space holds the conditions of this evaluation.
	Space() *value.Space
	// Here is the condition under which the call happens.
	Here() *value.Cond
	// Under runs f where when holds too, and gives what f gives.
	Under(when *value.Cond, f func() *value.Value) *value.Value
	// Raise raises a built-in exception here.
	Raise(class, message string, vars ...string)
	// Getenv reads a variable of the environment; where it is not set the
	// value is value.Unset. A zero span asks without reading: whether a file
	// may set it.
	Getenv(name string, span source.Span) *value.Value
	// Setenv sets a variable here; value.Unset takes it away.
	Setenv(name string, v *value.Value)
	// Exports counts how often the program set variables.
	Exports() int
	// Call calls a Python function.
	Call(fn *value.Value, span source.Span, args ...*value.Value) *value.Value
	// Caught is what f gives, and what instead gives where f raised.
	Caught(f, instead func() *value.Value) *value.Value
	// ReadFile gives the text of a file by its absolute path. A file that is
	// not in the repository exists under the condition that is returned: False if it
	// surely does not.
	ReadFile(path string) (text string, found bool, outside *value.Cond)
	// WriteFile notes that the program writes a file.
	WriteFile(path string, text *value.Value)
	// Written is what the program wrote to a file before; value.Unset where it did not.
	Written(path string) *value.Value
	// IsDir reports whether an absolute path is a folder of the repository.
	IsDir(path string) bool
	// List gives the names in a folder of the repository, sorted.
	List(path string) []string
	// CallerFile is the absolute path of the file that makes the call.
	CallerFile() string
	// Root is the absolute path that stands for the top of the repository.
	Root() string
	// WorkDir is the absolute path of the folder in which the program is started.
	WorkDir() string
	// Str is str(p), for plain values that have a definite text.
	Str(p value.Plain) (string, bool)
	// Import gives the value of a dotted name of the project, or false.
	Import(dotted string, span source.Span) (*value.Value, bool)
}

// A Call is one call of a modelled function.
type Call struct {
	Machine
	Self     value.Plain // the object whose method is called; nil for a function
	Args     []*value.Value
	Keywords []Keyword
	// Loose tells that further arguments are not known (*args of an unknown).
	Loose bool
	Span  source.Span
}

// A Keyword is one keyword argument.
type Keyword struct {
	Name string
	Val  *value.Value
}

// A Func models a function or method.
type Func func(*Call) *value.Value

// An Object is an instance of a modelled class. Its methods are the entries
// "Class#method" of the table.
type Object struct {
	Class string // dotted: "environ.Env"
	State any
	// Attrs are attributes that were set on it or that it always has.
	Attrs map[string]*value.Value
}

// Type implements value.Plain.
func (o *Object) Type() string { return o.Class[strings.LastIndex(o.Class, ".")+1:] }

// Truth implements value.Truthful: objects are true unless what they stand
// for is not.
func (o *Object) Truth(s *value.Space) *value.Cond {
	if v, ok := o.State.(interface {
		truth(*value.Space) *value.Cond
	}); ok {
		return v.truth(s)
	}
	return value.True
}

// HashKey implements value.Hashable: objects are keys by identity.
func (o *Object) HashKey() (string, bool) { return "", false }

// Functions finds the model of a function by its dotted name, or of a method
// by "class#method".
func Functions(name string) (Func, bool) {
	f, ok := functions[name]
	return f, ok
}

// Constants finds a value that a library holds by its dotted name. What can
// be changed is copied, so that no evaluation sees another's changes.
func Constants(name string) (value.Plain, bool) {
	p, ok := constants[name]
	switch p := p.(type) {
	case *value.Seq:
		return &value.Seq{Kind: p.Kind, Elems: slices.Clone(p.Elems), More: p.More}, ok
	case *value.Dict:
		return p.Copy(), ok
	case *Object:
		return &Object{Class: p.Class, State: p.State, Attrs: maps.Clone(p.Attrs)}, ok
	}
	return p, ok
}

// Knows reports whether a library of this top-level name is modelled or
// harmless to import.
func Knows(module string) bool { return known[module] }

// arg gives the argument at position i or called name, or nil.
func (c *Call) arg(i int, name string) *value.Value {
	if i >= 0 && i < len(c.Args) {
		return c.Args[i]
	}
	return c.keyword(name)
}

func (c *Call) keyword(name string) *value.Value {
	for _, k := range c.Keywords {
		if k.Name == name {
			return k.Val
		}
	}
	return nil
}

// of makes a value at the place of the call, coming from others.
func (c *Call) of(p value.Plain, from ...*value.Value) *value.Value {
	return value.Of(p, value.Merge(c.Span, from...))
}

// str makes a text value at the place of the call.
func (c *Call) str(s string, from ...*value.Value) *value.Value {
	return c.of(value.Str(s), from...)
}

// none is None at the place of the call.
func (c *Call) none() *value.Value { return c.of(value.None{}) }

// unknown makes a value that cannot be told, from others.
func (c *Call) unknown(reason, typeName string, from ...*value.Value) *value.Value {
	u := &value.Unknown{Reason: reason, TypeName: typeName}
	Inherit(u, from...)
	return value.Of(u, value.Merge(c.Span, from...))
}

// Inherit makes u need what the unknown parts of values need, and name and
// reason after the first of them.
func Inherit(u *value.Unknown, from ...*value.Value) {
	outside, any := true, false
	for _, v := range from {
		if v == nil {
			continue
		}
		u.Needs = append(u.Needs, v.Needs()...)
		for _, a := range v.Alts() {
			w, ok := a.Plain.(*value.Unknown)
			if !ok {
				w = moreOf(a.Plain)
			}
			if w == nil {
				continue
			}
			if !any && u.Name == "" {
				u.Name = w.Name
			}
			if u.Reason == "" {
				u.Reason = w.Reason
			}
			any = true
			outside = outside && w.Outside
		}
	}
	u.Outside = u.Outside || any && outside
	slices.Sort(u.Needs)
	u.Needs = slices.Compact(u.Needs)
}

func moreOf(p value.Plain) *value.Unknown {
	switch p := p.(type) {
	case *value.Seq:
		return p.More
	case *value.Dict:
		return p.More
	}
	return nil
}

// maxProduct bounds how many combinations of alternatives are tried.
const maxProduct = 64

// Each calls f for every combination of what vals may be, under the
// condition of that combination, and joins the results. A nil value gives a
// nil Plain. f may give nil where it raised.
func Each(m Machine, vals []*value.Value, f func([]value.Plain) *value.Value) *value.Value {
	if product(vals) > maxProduct {
		u := &value.Unknown{Reason: "it combines too many possibilities"}
		Inherit(u, vals...)
		return value.Of(u, value.Merge(source.Span{}, vals...))
	}
	var alts []value.Alt
	var walk func(i int, when *value.Cond, plains []value.Plain)
	walk = func(i int, when *value.Cond, plains []value.Plain) {
		switch {
		case when == value.False:
		case i == len(vals):
			r := m.Under(when, func() *value.Value { return f(slices.Clone(plains)) })
			alts = appendUnder(alts, r, when)
		case vals[i] == nil:
			walk(i+1, when, append(plains, nil))
		default:
			for _, a := range vals[i].Alts() {
				walk(i+1, when.And(a.When), append(plains, a.Plain))
			}
		}
	}
	walk(0, m.Here(), nil)
	return value.Alternatives(relative(m.Here(), alts))
}

// product is in how many ways values can be combined.
func product(vals []*value.Value) int {
	n := 1
	for _, v := range vals {
		if v != nil && n <= maxProduct {
			n *= max(1, len(v.Alts()))
		}
	}
	return n
}

// appendUnder adds the alternatives of v, which may be nil, where when holds.
func appendUnder(alts []value.Alt, v *value.Value, when *value.Cond) []value.Alt {
	if v == nil {
		return alts
	}
	for _, a := range v.Alts() {
		a.When = a.When.And(when)
		alts = append(alts, a)
	}
	return alts
}

// relative drops from conditions what holds here anyway, when only one
// alternative is left.
func relative(here *value.Cond, alts []value.Alt) []value.Alt {
	if len(alts) == 1 && alts[0].When == here {
		alts[0].When = value.True
	}
	return alts
}

// each is Each over some arguments of the call.
func (c *Call) each(vals []*value.Value, f func([]value.Plain) *value.Value) *value.Value {
	return Each(c.Machine, vals, f)
}

// truth is the condition under which v, an optional argument, is truthy.
func (c *Call) truth(v *value.Value) *value.Cond {
	if v == nil {
		return value.False
	}
	return c.Space().Truth(v)
}
