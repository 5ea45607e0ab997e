package eval

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A scope binds names: of a module, a function, a class body or an object.
type scope struct {
	vars    map[string]*value.Value
	names   []string // in the order of their first binding
	parent  *scope   // the enclosing function's, for closures
	born    *value.Cond
	history map[string][]Write // of upper-case names; for modules only
	open    *value.Unknown     // set if names may be bound that are not seen
	openAt  *value.Cond        // where they may be, whatever they are
	partly  []opening          // where they may be if they fit
	globals map[string]bool    // declared global
	outer   map[string]*scope  // declared nonlocal
	class   bool               // of a class body
	comp    bool               // of a comprehension
	locals  map[string]bool    // names that the function binds somewhere; nil if it is none
	// annotations of names without a value, in a class body
	annotations map[string]python.Expr
	notes       []fieldNote            // all annotations, in a class body
	included    map[string]*value.Cond // files that were run in it, and where
	fields      []string               // all names with an annotation, in a class body
}

// A Write is one binding of a name.
type Write struct {
	Span  source.Span
	When  *value.Cond
	Value *value.Value
}

func newScope(parent *scope, born *value.Cond) *scope {
	return &scope{vars: map[string]*value.Value{}, parent: parent, born: born}
}

var unset = value.Of(value.Unset{}, nil)

// get gives what name is bound to, which may be value.Unset.
func (s *scope) get(name string) *value.Value {
	if v, ok := s.vars[name]; ok {
		return v
	}
	return unset
}

// bind binds name to v where guard holds.
func (s *scope) bind(name string, guard *value.Cond, v *value.Value) {
	old, ok := s.vars[name]
	if !ok {
		s.names = append(s.names, name)
		old = unset
	}
	s.vars[name] = value.Join(guard, v, old)
}

// bind binds name in s, here.
func (in *interp) bind(s *scope, name string, v *value.Value, span source.Span) {
	in.bindWhere(value.True, s, name, v, span)
}

// bindWhere binds name in s where when holds too.
func (in *interp) bindWhere(when *value.Cond, s *scope, name string, v *value.Value, span source.Span) {
	guard := in.guard(s.born).And(when)
	v = v.Shallow(in.live)
	old := s.get(name)
	s.bind(name, guard, v)
	in.wrote(s, name, old)
	if s.history != nil && isSetting(name) {
		s.history[name] = append(s.history[name], Write{span, guard, in.snapshot(v)})
	}
}

// unbind takes name out of s, here.
func (in *interp) unbind(s *scope, name string) {
	old := s.get(name)
	s.bind(name, in.guard(s.born), unset)
	in.wrote(s, name, old)
}

// isSetting follows Django: a setting is a name that str.isupper() accepts.
func isSetting(name string) bool {
	cased := false
	for _, r := range name {
		if 'a' <= r && r <= 'z' {
			return false
		}
		if 'A' <= r && r <= 'Z' {
			cased = true
		}
	}
	return cased
}

// lookup reads a name: of the function, those around it, the module and the
// built-ins. Where it is bound nowhere, NameError is raised.
func (in *interp) lookup(name string, span source.Span) *value.Value {
	var alts []value.Alt
	rest := in.pc
	for _, s := range in.visible(name) {
		v, ok := s.vars[name]
		if ok && rest == in.pc && len(v.Alts()) == 1 && !isUnset(v.Alts()[0].Plain) {
			return v
		}
		if ok {
			if alts, rest = takeBound(alts, v, rest); !rest.Meets(in.live) {
				rest = value.False
			}
		}
		if at := s.opened(name); rest.Meets(at) {
			alts = append(alts, value.Alt{When: rest.And(at), Plain: s.open.Named(name), Origin: value.At(span)})
			rest = rest.Minus(at)
		}
		if rest == value.False {
			return value.Alternatives(alts)
		}
	}
	if b, ok := builtins[name]; ok && !in.frame.scope.locals[name] {
		alts = append(alts, value.Alt{When: rest, Plain: b, Origin: value.At(span)})
		return value.Alternatives(settle(alts))
	}
	if m := in.frame.module; m != nil && m.foreign && in.tries == 0 {
		u := &value.Unknown{Reason: name + " is bound nowhere that can be seen", Name: name, Key: "unbound " + m.Name + " " + name}
		return value.Alternatives(append(alts, value.Alt{When: rest, Plain: u, Origin: value.At(span)}))
	}
	if own := in.frame.scope; own.locals[name] && !own.globals[name] && own.outer[name] == nil {
		in.throw(rest, span, "UnboundLocalError", "cannot access local variable '%s'", name)
		return value.Alternatives(alts)
	}
	in.throw(rest, span, "NameError", "name '%s' is not defined", name)
	return value.Alternatives(alts)
}

// settle makes a lone alternative unconditional.
func settle(alts []value.Alt) []value.Alt {
	if len(alts) == 1 {
		alts[0].When = value.True
	}
	return alts
}

// takeBound adds the bound alternatives of v that are possible under rest,
// and gives what of rest remains.
func takeBound(alts []value.Alt, v *value.Value, rest *value.Cond) ([]value.Alt, *value.Cond) {
	left := rest
	for _, a := range v.Alts() {
		when := a.When.And(rest)
		if when == value.False || isUnset(a.Plain) {
			continue
		}
		alts = append(alts, value.Alt{When: when, Plain: a.Plain, Origin: a.Origin})
		left = left.Minus(a.When)
	}
	return alts, left
}

func isUnset(p value.Plain) bool {
	_, ok := p.(value.Unset)
	return ok
}

// visible lists the scopes in which name is looked up, innermost first. What a
// class body binds is seen in the body itself, and not in comprehensions there.
// https://docs.python.org/3/reference/executionmodel.html#resolution-of-names
func (in *interp) visible(name string) []*scope {
	f := in.frame
	if f.scope.globals[name] {
		return []*scope{f.globals}
	}
	scopes := make([]*scope, 0, 3)
	for s := f.scope; s != nil; s = s.parent {
		if s.class && s != f.scope {
			continue
		}
		scopes = append(scopes, s)
		if s.locals[name] && s.outer[name] == nil {
			return scopes
		}
		if s.globals[name] {
			break
		}
	}
	if !slices.Contains(scopes, f.globals) {
		scopes = append(scopes, f.globals)
	}
	return scopes
}

// widen notes that s may bind names that are not seen, where when holds.
func (s *scope) widen(u *value.Unknown, when *value.Cond) {
	if s.open == nil {
		s.open, s.openAt = u, value.False
	}
	s.openAt = s.openAt.Or(when)
}

// An opening is where a scope may bind names that are not seen, of those that
// fit.
type opening struct {
	when *value.Cond
	fits func(name string) *value.Cond
}

// maxOpenings bounds how many a scope keeps apart.
const maxOpenings = 8

// widenTo notes that s may bind names that are not seen and fit, where when
// holds.
func (s *scope) widenTo(u *value.Unknown, when *value.Cond, fits func(name string) *value.Cond) {
	if len(s.partly) == maxOpenings {
		s.widen(u, when)
		return
	}
	s.widen(u, value.False)
	s.partly = append(s.partly, opening{when, fits})
}

// opened is where s may bind a name that is not seen.
func (s *scope) opened(name string) *value.Cond {
	if s.open == nil {
		return value.False
	}
	at := s.openAt
	for _, o := range s.partly {
		at = at.Or(o.when.And(o.fits(name)))
	}
	return at
}

// target is the scope that an assignment to name writes.
func (in *interp) target(name string) *scope {
	f := in.frame
	if f.scope.globals[name] {
		return f.globals
	}
	if s, ok := f.scope.outer[name]; ok {
		return s
	}
	return f.scope
}

// mayGrow reports whether s may bind names that are not seen, where when holds.
func (s *scope) mayGrow(when *value.Cond) bool {
	return s.open != nil && (s.openAt.Meets(when) || slices.ContainsFunc(s.partly, func(o opening) bool { return o.when.Meets(when) }))
}
