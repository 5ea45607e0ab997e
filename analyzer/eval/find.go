package eval

import (
	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// Named says what is known of something that settings name by
// its dotted path.
type Named struct {
	Import      value.Truth // whether its module can be imported
	Exists      value.Truth // whether the module has it
	TakesReason value.Truth // whether it is a function that can be called as f(None, reason=None)
	Span        source.Span
}

// Find looks for something of the project by its dotted path.
func (r *Result) Find(dotted string) Named {
	module, name := parentName(dotted), lastPart(dotted)
	if module == "" {
		return Named{Import: value.No}
	}
	top := topName(module)
	if !r.in.own(top) {
		if models.Knows(top) {
			return Named{}
		}
		return Named{Import: value.Maybe}
	}
	m, failed := r.module(module)
	switch {
	case failed:
		return Named{Import: value.Maybe}
	case m == nil:
		// A package that exists, without the module: Django says that the view does not exist.
		return Named{Import: value.Yes, Exists: value.No}
	}
	v, ok := m.scope.vars[name]
	if !ok {
		return Named{Import: value.Yes, Exists: value.Is(false)}
	}
	named := Named{Import: value.Yes, Exists: value.Yes}
	if p, ok := v.Only(); ok {
		if f, ok := p.(*Func); ok {
			named.TakesReason = value.Is(takesReason(f.Params))
			named.Span = v.Origin().Span
		}
	}
	return named
}

// module loads a module of the project after the settings.
func (r *Result) module(dotted string) (m *Module, failed bool) {
	defer func() {
		if recover() != nil {
			m, failed = nil, true
			r.in.bold = 0
		}
	}()
	in := r.in
	in.pc, in.steps = r.Live, 0
	in.why, in.loads, in.calls, in.depth, in.journal = nil, nil, 0, 0, nil
	outer, tries := in.raised, in.tries
	var raised []raised
	in.raised, in.tries = &raised, 1
	in.boldly(func() { m = in.load(dotted, source.Span{}) })
	in.closeAll()
	in.raised, in.tries = outer, tries
	return m, len(raised) > 0
}

// takesReason reports whether parameters fit a call f(None, reason=None).
func takesReason(params []python.Param) bool {
	request, reason := false, false
	for _, p := range params {
		switch {
		case p.Kind == python.VarArgs:
			request = true
		case p.Kind == python.VarKeywords:
			reason = true
		case !request && p.Kind != python.KeywordOnly:
			request = true
		case p.Name == "reason" && p.Kind != python.PosOnly:
			reason = true
		case p.Default == nil:
			return false
		}
	}
	return request && reason
}

// Subclass answers whether a class of the project inherits from one of a
// library, both by dotted path.
func (r *Result) Subclass(dotted, base string) value.Truth {
	module := parentName(dotted)
	if module == "" || !r.in.own(topName(module)) {
		return value.Maybe
	}
	m, failed := r.module(module)
	if m == nil || failed {
		return value.Maybe
	}
	v, ok := m.scope.vars[lastPart(dotted)]
	if !ok {
		return value.No
	}
	p, _ := v.Only()
	c, ok := p.(*Class)
	if !ok {
		return value.Maybe
	}
	answer := value.No
	for _, k := range c.mro() {
		for _, b := range k.Bases {
			if e, ok := b.(*External); ok {
				if e.Path == base {
					return value.Yes
				}
				answer = value.Maybe
			}
		}
	}
	return answer
}

// Returns is what a function of the project, or one that it names by its
// dotted name, gives for one argument that is not known; nil if that cannot
// be told. settings gives what django.conf.settings holds.
func (r *Result) Returns(fn *value.Value, argument string, settings func(name string) *value.Value) (v *value.Value) {
	in := r.in
	in.settings = settings
	defer in.endRoutes()
	pc, outer, tries, bold := in.pc, in.raised, in.tries, in.bold
	defer func() {
		in.pc, in.raised, in.tries, in.bold = pc, outer, tries, bold
		if recover() != nil {
			v = nil
		}
	}()
	if fn = r.function(fn); fn == nil {
		return nil
	}
	in.pc, in.steps = r.Live, 0
	in.why, in.loads, in.calls, in.depth, in.journal = nil, nil, 0, 0, nil
	unknown := value.Of(&value.Unknown{Reason: argument + " is not known", Name: argument, Key: argument}, fn.Origin())
	in.collectRaised(func() {
		in.boldly(func() { v = in.callWith(fn, fn.Origin().Span, unknown) })
	})
	return v
}

// function is the function that a value is, or names; nil if it is none that
// is known.
func (r *Result) function(v *value.Value) *value.Value {
	p, ok := v.Only()
	if name, isText := p.(value.Str); ok && isText {
		m, failed := r.module(parentName(string(name)))
		if m == nil || failed {
			return nil
		}
		v = m.scope.get(lastPart(string(name)))
		p, ok = v.Only()
	}
	if _, isFunc := p.(*Func); !ok || !isFunc {
		return nil
	}
	return v
}
