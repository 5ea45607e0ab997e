package eval

import (
	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// block runs statements until the path ends.
func (in *interp) block(body []python.Stmt) {
	for _, s := range body {
		if in.pc == value.False {
			return
		}
		in.stmt(s)
	}
}

func (in *interp) stmt(s python.Stmt) {
	in.step()
	if at, ok := mayChange(s); ok && in.frame.scope.history != nil {
		in.noting(at, func() { in.perform(s) })
		return
	}
	in.perform(s)
}

func (in *interp) perform(s python.Stmt) {
	switch s := s.(type) {
	case *python.ExprStmt:
		in.expr(s.X)
	case *python.Assign:
		in.assignStmt(s)
	case *python.AnnAssign:
		in.annotate(s)
		n, isName := s.Target.(*python.Name)
		if isName && in.frame.scope.isClass() {
			in.declare(n.ID, s.Annotation, s.Value != nil)
		}
		if s.Value != nil {
			in.assign(s.Target, in.expr(s.Value), s.Place)
		}
	case *python.AugAssign:
		in.augAssign(s)
	case *python.If:
		in.ifStmt(s)
	case *python.For:
		in.forStmt(s)
	case *python.While:
		in.whileStmt(s)
	case *python.Try:
		in.tryStmt(s)
	case *python.With:
		in.withStmt(s)
	case *python.FunctionDef:
		in.functionDef(s)
	case *python.ClassDef:
		in.classDef(s)
	case *python.Return:
		in.returnStmt(s)
	case *python.Raise:
		in.raiseStmt(s)
	case *python.Import:
		in.importStmt(s)
	case *python.ImportFrom:
		in.importFrom(s)
	case *python.Break:
		in.leaveLoop(func(l *loop) { l.broken = l.broken.Or(in.pc) })
	case *python.Continue:
		in.leaveLoop(func(l *loop) { l.next = l.next.Or(in.pc) })
	case *python.Del:
		for _, t := range s.Targets {
			in.del(t)
		}
	case *python.Global:
		in.declareGlobal(s.Names)
	case *python.Nonlocal:
		in.declareNonlocal(s.Names)
	case *python.Assert:
		in.assertStmt(s)
	case *python.Match:
		in.matchStmt(s)
	case *python.BadStmt:
		in.badStmt(s)
	}
}

// badStmt makes the names in text that could not be parsed unknown.
func (in *interp) badStmt(s *python.BadStmt) {
	// What the damage swallowed is not known: a name that is not seen
	// elsewhere may be in it.
	in.frame.globals.widen(&value.Unknown{Reason: "the text at " + s.Place.String() + " could not be parsed"}, in.guard(nil))
	if s.Any {
		in.blur(in.frame.scope, &value.Unknown{Reason: "the text at " + s.Place.String() + " could not be parsed"}, s.Place)
	}
	for _, name := range s.Names {
		in.bind(in.target(name), name, in.unknown(s.Place, "the text at "+s.Place.String()+" could not be parsed", ""), s.Place)
	}
}

func (in *interp) assignStmt(s *python.Assign) {
	v := in.expr(s.Value)
	for _, t := range s.Targets {
		in.assign(t, v, s.Place)
	}
}

// assign binds a target to v. place is that of the whole statement.
func (in *interp) assign(target python.Expr, v *value.Value, place source.Span) {
	if in.pc == value.False {
		return
	}
	switch t := target.(type) {
	case *python.Name:
		in.bind(in.target(t.ID), t.ID, in.assigned(t.ID, v, place), place)
	case *python.Attribute:
		in.setattr(in.expr(t.X), t.Attr, v, place)
	case *python.Subscript:
		in.setItem(in.expr(t.X), in.index(t.Index), v, place)
	case *python.TupleLit:
		in.unpack(t.Elts, v, place)
	case *python.ListLit:
		in.unpack(t.Elts, v, place)
	case *python.Starred:
		in.assign(t.X, v, place)
	}
}

// assigned adds the assignment to the history of v. Names in lower case are
// steps on the way, told only where they read the environment.
func (in *interp) assigned(name string, v *value.Value, place source.Span) *value.Value {
	if in.frame.scope.history == nil && !in.frame.scope.class || !isSetting(name) {
		return v
	}
	why := in.openBranches()
	return v.Map(func(o *value.Origin) *value.Origin {
		next := o.Then(value.Assigned, place, name+" is set")
		next.From = append(next.From, why...)
		return next
	})
}

// openBranches lists the branches that the current statement is in.
func (in *interp) openBranches() []*value.Origin {
	if len(in.why) > 4 {
		return in.why[len(in.why)-4:]
	}
	return in.why
}

// sure reports whether all of elems are surely there.
func (in *interp) sure(elems []value.Elem) bool {
	for _, e := range elems {
		if e.When != value.True && !in.surely(e.When) {
			return false
		}
	}
	return true
}

func (in *interp) augAssign(s *python.AugAssign) {
	old := in.expr(s.Target)
	add := in.expr(s.Value)
	v := in.inPlace(s.Op, old, add, s.Place)
	if n, ok := s.Target.(*python.Name); ok && isSetting(n.ID) && in.pc != value.False {
		// What is added has a place of its own; the line of the whole stays
		// the one on which it was first set.
		v = v.Step(value.Written, s.Place, n.ID+" is added to")
		in.bind(in.target(n.ID), n.ID, v, s.Place)
		return
	}
	in.assign(s.Target, v, s.Place)
}

func (in *interp) ifStmt(s *python.If) {
	test := in.expr(s.Test)
	t := in.truth(test)
	yes := in.branch(t, func() { in.inBranch(test, t, s.Test.Span(), true, func() { in.block(s.Body) }) })
	no := in.branch(t.Not(), func() { in.inBranch(test, t, s.Test.Span(), false, func() { in.block(s.Orelse) }) })
	in.pc = in.ahead(yes.Or(no))
}

// inBranch runs f with the branch taken at span remembered for the trail.
func (in *interp) inBranch(test *value.Value, t *value.Cond, span source.Span, taken bool, f func()) {
	o := value.Merge(span, test)
	o.Verb = value.Branch
	switch {
	case t == value.True || t == value.False:
		if len(test.Vars()) > 0 {
			o.Text = "the condition is " + map[bool]string{true: "true", false: "false"}[taken]
		}
	case taken:
		o.When = t
	default:
		o.When = t.Not()
	}
	if o.Text == "" && o.When == nil && len(o.From) == 0 {
		f()
		return
	}
	in.why = append(in.why, o)
	f()
	in.why = in.why[:len(in.why)-1]
}

func (in *interp) leaveLoop(note func(*loop)) {
	if in.frame.loop != nil {
		note(in.frame.loop)
	}
	in.pc = value.False
}

func (in *interp) returnStmt(s *python.Return) {
	v := value.Of(value.None{}, value.At(s.Place))
	if s.Value != nil {
		v = in.expr(s.Value)
	}
	in.giveBack(v)
}

// giveBack records what the function returns here and ends the path.
func (in *interp) giveBack(v *value.Value) {
	for _, a := range v.Alts() {
		a.When = a.When.And(in.pc)
		if a.When != value.False {
			in.frame.returns = append(in.frame.returns, a)
		}
	}
	in.pc = value.False
}

func (in *interp) assertStmt(s *python.Assert) {
	t := in.truth(in.expr(s.Test))
	if t == value.True {
		return
	}
	exc := &Exception{Class: builtinClass("AssertionError"), Message: "assertion failed", Args: []*value.Value{}, Span: s.Place}
	if s.Msg != nil {
		if msg := in.Under(t.Not(), func() *value.Value { return in.expr(s.Msg) }); msg != nil {
			exc.Args = append(exc.Args, msg)
		}
	}
	exc.Vars = in.contextVars()
	in.raise(t.Not(), exc)
}

func (in *interp) declareGlobal(names []string) {
	s := in.frame.scope
	if s == in.frame.globals {
		return
	}
	if s.globals == nil {
		s.globals = map[string]bool{}
	}
	for _, n := range names {
		s.globals[n] = true
	}
}

func (in *interp) declareNonlocal(names []string) {
	s := in.frame.scope
	if s.outer == nil {
		s.outer = map[string]*scope{}
	}
	for _, n := range names {
		for p := s.parent; p != nil; p = p.parent {
			if _, ok := p.vars[n]; ok {
				s.outer[n] = p
				break
			}
		}
	}
}

func (in *interp) del(target python.Expr) {
	switch t := target.(type) {
	case *python.Name:
		in.delName(t)
	case *python.Subscript:
		in.delItem(in.expr(t.X), in.index(t.Index), t.Place)
	case *python.Attribute:
		in.eachDo(in.expr(t.X), func(a value.Alt) {
			switch p := a.Plain.(type) {
			case *Instance:
				in.unbind(p.attrs, t.Attr)
			case *Class:
				in.unbind(p.scope, t.Attr)
			case *Module:
				in.unbind(p.scope, t.Attr)
			}
		})
	case *python.TupleLit:
		for _, e := range t.Elts {
			in.del(e)
		}
	case *python.ListLit:
		for _, e := range t.Elts {
			in.del(e)
		}
	}
}

// delName unbinds a name. Where it is not bound NameError is raised.
func (in *interp) delName(t *python.Name) {
	s := in.target(t.ID)
	_, rest := takeBound(nil, s.get(t.ID), in.pc)
	rest = rest.Minus(s.opened(t.ID))
	in.throw(rest, t.Place, "NameError", "name '%s' is not defined", t.ID)
	in.unbind(s, t.ID)
}

func (in *interp) withStmt(s *python.With) {
	in.withItems(s, s.Items)
}

// withItems enters one context after the other, and leaves them in turn.
func (in *interp) withItems(s *python.With, items []python.WithItem) {
	if in.pc == value.False {
		return
	}
	if len(items) == 0 {
		in.block(s.Body)
		return
	}
	item := items[0]
	if c, ok := item.Context.(*python.Call); ok && in.isSuppress(c.Fun) {
		in.suppress(c, s, items[1:])
		return
	}
	ctx := in.expr(item.Context)
	if in.pc == value.False {
		return
	}
	entered := in.enter(ctx, item.Context.Span())
	body := func() {
		if item.Target != nil {
			in.assign(item.Target, entered, s.Place)
		}
		in.withItems(s, items[1:])
	}
	if p, ok := ctx.Only(); ok && in.leaves(p) {
		in.leaving(p, ctx.Origin(), item.Context.Span(), body)
		return
	}
	body()
	for _, o := range modelled(ctx) {
		// It is left on every path, also on those that have ended.
		if f, ok := models.Functions(o.Class + "#__exit__"); ok {
			f(in.modelCall(s.Place, o, nil, nil))
		}
	}
}

// modelled lists the objects of libraries that v may be.
func modelled(v *value.Value) []*models.Object {
	var all []*models.Object
	for _, a := range v.Alts() {
		if o, ok := a.Plain.(*models.Object); ok {
			all = append(all, o)
		}
	}
	return all
}

// leaves reports whether something happens when a context is left.
func (in *interp) leaves(p value.Plain) bool {
	switch p := p.(type) {
	case *iterator:
		return p.co != nil
	case *Instance:
		_, ok := in.classAttr(p.Class, "__exit__")
		return ok
	}
	return false
}

// leaving runs body and then what leaving the context does: it is told of an
// exception, and may swallow it.
func (in *interp) leaving(p value.Plain, o *value.Origin, at source.Span, body func()) {
	start := in.pc
	held := in.hold()
	caught := in.collectRaised(body)
	normal := in.pc
	var left []raised
	failed := value.False
	for _, r := range caught {
		failed = failed.Or(r.when)
	}
	// Where the body left by return, break or continue, the context is left too.
	in.pc = start.Minus(failed)
	if it, ok := p.(*iterator); ok {
		left = in.collectRaised(func() { in.leaveGenerator(it, caught, at) })
		caught = nil
	} else {
		left = in.collectRaised(func() { in.exit1(p, o, at, nil) })
	}
	after := in.pc
	for _, r := range caught {
		in.pc = r.when
		swallowed := value.False
		left = append(left, in.collectRaised(func() { swallowed = in.exit1(p, o, at, &r) })...)
		after = after.Or(in.pc.And(swallowed))
		if r.when = in.pc.Minus(swallowed); r.when != value.False {
			left = append(left, r)
		}
	}
	in.pc = normal.Or(after.And(failed)).And(after)
	for i := held.returns; i < len(in.frame.returns); i++ {
		for _, r := range left {
			in.frame.returns[i].When = in.frame.returns[i].When.Minus(r.when)
		}
	}
	in.rethrow(left)
}

// exit1 leaves a context here, because of r if that is not nil. It gives the
// condition under which r goes no further.
func (in *interp) exit1(p value.Plain, o *value.Origin, at source.Span, r *raised) *value.Cond {
	if in.pc == value.False {
		return value.False
	}
	none := value.Of(value.None{}, value.At(at))
	if i, ok := p.(*Instance); ok {
		m, _ := in.classAttr(i.Class, "__exit__")
		args := []*value.Value{value.Of(i, o), none, none, none}
		if r != nil {
			args[1], args[2] = value.Of(r.exc.Class, value.At(at)), value.Of(r.exc, value.At(at))
			args[3] = in.unknown(at, "a traceback is not followed", "traceback")
		}
		v := in.callWith(m, at, args...)
		if r == nil || in.pc == value.False {
			return value.False
		}
		return in.truth(v)
	}
	return value.False
}

// leaveGenerator lets a context manager that is a generator end. An exception
// is raised where the generator stands; if it ends without letting it out,
// it is swallowed.
func (in *interp) leaveGenerator(it *iterator, caught []raised, at source.Span) {
	if it.over || it.running {
		in.rethrow(caught)
		return
	}
	it.co.thrown = caught
	it.running = true
	_, again := it.step()
	it.running, it.over = false, true
	if again {
		in.throw(in.pc, at, "RuntimeError", "generator didn't stop")
	}
}

// isSuppress reports whether an expression names contextlib.suppress.
func (in *interp) isSuppress(fun python.Expr) bool {
	switch f := fun.(type) {
	case *python.Name:
		if f.ID != "suppress" {
			return false
		}
	case *python.Attribute:
		if f.Attr != "suppress" {
			return false
		}
	default:
		return false
	}
	p, _ := in.expr(fun).Only()
	e, ok := p.(*External)
	return ok && e.Path == "contextlib.suppress"
}

// suppress is "with suppress(A, B): …": a try whose handler does nothing.
func (in *interp) suppress(c *python.Call, s *python.With, rest []python.WithItem) {
	handler := python.Handler{At: c.At, Type: &python.TupleLit{At: c.At, Elts: c.Args}}
	body := s.Body
	if len(rest) > 0 {
		body = []python.Stmt{&python.With{At: s.At, Items: rest, Body: s.Body}}
	}
	in.tryStmt(&python.Try{At: s.At, Body: body, Handlers: []python.Handler{handler}})
}

// enter is what "with ctx as x" binds: files and modelled objects are
// themselves; for a class of the project __enter__ is called.
func (in *interp) enter(ctx *value.Value, span source.Span) *value.Value {
	return in.each1(ctx, func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case *Instance:
			if m, ok := in.classAttr(p.Class, "__enter__"); ok {
				return in.callWith(m, span, value.Of(p, a.Origin))
			}
		case *iterator:
			e, ok := in.pull(p, span)
			if !ok && p.more == nil {
				in.throw(in.pc, span, "RuntimeError", "generator didn't yield")
				return nil
			}
			if !ok || !in.relativeTrue(e.When) {
				return in.unknown(span, "what a context manager gives is not known", "")
			}
			return e.Val
		case value.None, value.Bool, value.Int, value.Float, value.Str, value.Bytes, *value.Seq, *value.Dict, *Func:
			in.throw(in.pc, span, "TypeError", "'%s' object does not support the context manager protocol", p.Type())
			return nil
		}
		if o, ok := a.Plain.(*models.Object); ok {
			if f, ok := models.Functions(o.Class + "#__enter__"); ok {
				return in.model(f, span, o, nil, nil)
			}
		}
		return value.Of(a.Plain, a.Origin)
	})
}
