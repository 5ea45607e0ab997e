package eval

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/python"
)

// locals are the names that a function binds somewhere in its body: they are
// its own, even before it does so.
func (f *Func) locals() map[string]bool {
	if f.bound == nil {
		f.bound = map[string]bool{}
		declared := map[string]bool{}
		bindings(f.Body, f.bound, declared)
		walrusNames(f.Result, f.bound, 0)
		for name := range declared {
			delete(f.bound, name)
		}
	}
	return f.bound
}

// bindings adds the names that statements bind, and those that they declare
// global or nonlocal.
func bindings(body []python.Stmt, bound, declared map[string]bool) {
	for _, s := range body {
		bindingsOf(s, bound, declared)
		for _, b := range bodies(s) {
			bindings(b, bound, declared)
		}
	}
}

func bindingsOf(s python.Stmt, bound, declared map[string]bool) {
	for _, e := range expressions(s) {
		walrusNames(e, bound, 0)
	}
	switch s := s.(type) {
	case *python.Assign:
		for _, t := range s.Targets {
			targetNames(t, bound)
		}
	case *python.AugAssign:
		targetNames(s.Target, bound)
	case *python.AnnAssign:
		targetNames(s.Target, bound)
	case *python.For:
		targetNames(s.Target, bound)
	case *python.With:
		for _, item := range s.Items {
			targetNames(item.Target, bound)
		}
	case *python.Try:
		for _, h := range s.Handlers {
			if h.Name != "" {
				bound[h.Name] = true
			}
		}
	case *python.Match:
		for _, c := range s.Cases {
			patternNames(c.Pattern, bound)
		}
	case *python.Del:
		for _, t := range s.Targets {
			targetNames(t, bound)
		}
	case *python.FunctionDef:
		bound[s.Name] = true
	case *python.ClassDef:
		bound[s.Name] = true
	case *python.Import:
		for _, a := range s.Names {
			name, _, _ := strings.Cut(a.Name, ".")
			if a.AsName != "" {
				name = a.AsName
			}
			bound[name] = true
		}
	case *python.ImportFrom:
		for _, a := range s.Names {
			name := a.Name
			if a.AsName != "" {
				name = a.AsName
			}
			bound[name] = true
		}
	case *python.Global:
		for _, n := range s.Names {
			declared[n] = true
		}
	case *python.Nonlocal:
		for _, n := range s.Names {
			declared[n] = true
		}
	}
}

// expressions lists the expressions that stand in a statement itself.
func expressions(s python.Stmt) []python.Expr {
	switch s := s.(type) {
	case *python.ExprStmt:
		return []python.Expr{s.X}
	case *python.Assign:
		return append([]python.Expr{s.Value}, s.Targets...)
	case *python.AnnAssign:
		return []python.Expr{s.Value}
	case *python.AugAssign:
		return []python.Expr{s.Value}
	case *python.If:
		return []python.Expr{s.Test}
	case *python.While:
		return []python.Expr{s.Test}
	case *python.For:
		return []python.Expr{s.Iter}
	case *python.Return:
		return []python.Expr{s.Value}
	case *python.Raise:
		return []python.Expr{s.Exc}
	case *python.Assert:
		return []python.Expr{s.Test, s.Msg}
	case *python.Match:
		all := []python.Expr{s.Subject}
		for _, c := range s.Cases {
			all = append(all, c.Guard)
		}
		return all
	case *python.With:
		var all []python.Expr
		for _, i := range s.Items {
			all = append(all, i.Context)
		}
		return all
	}
	return nil
}

// walrusNames adds the names that an expression binds by :=. Those of a
// lambda are its own.
func walrusNames(e python.Expr, bound map[string]bool, depth int) {
	if e == nil || depth > maxDepth {
		return
	}
	all := func(list ...python.Expr) {
		for _, x := range list {
			walrusNames(x, bound, depth+1)
		}
	}
	switch e := e.(type) {
	case *python.NamedExpr:
		bound[e.Target.ID] = true
		all(e.Value)
	case *python.Attribute:
		all(e.X)
	case *python.Subscript:
		all(e.X, e.Index)
	case *python.Slice:
		all(e.Low, e.High, e.Step)
	case *python.Call:
		all(e.Fun)
		all(e.Args...)
		for _, k := range e.Keywords {
			all(k.Value)
		}
	case *python.BinOp:
		all(e.Left, e.Right)
	case *python.UnaryOp:
		all(e.X)
	case *python.BoolOp:
		all(e.Values...)
	case *python.Compare:
		all(e.Left)
		all(e.Rights...)
	case *python.IfExp:
		all(e.Test, e.Body, e.Orelse)
	case *python.ListLit:
		all(e.Elts...)
	case *python.TupleLit:
		all(e.Elts...)
	case *python.SetLit:
		all(e.Elts...)
	case *python.DictLit:
		for _, entry := range e.Entries {
			all(entry.Key, entry.Value)
		}
	case *python.Comp:
		all(e.Elt, e.Value)
		for _, c := range e.Clauses {
			all(c.Iter)
			all(c.Ifs...)
		}
	case *python.Starred:
		all(e.X)
	case *python.Await:
		all(e.X)
	case *python.Yield:
		all(e.X)
	case *python.JoinedStr:
		for _, p := range e.Parts {
			all(p.X)
		}
	}
}

// bodies lists the blocks of a compound statement that run in the same scope.
func bodies(s python.Stmt) [][]python.Stmt {
	switch s := s.(type) {
	case *python.If:
		return [][]python.Stmt{s.Body, s.Orelse}
	case *python.For:
		return [][]python.Stmt{s.Body, s.Orelse}
	case *python.While:
		return [][]python.Stmt{s.Body, s.Orelse}
	case *python.With:
		return [][]python.Stmt{s.Body}
	case *python.Try:
		all := [][]python.Stmt{s.Body, s.Orelse, s.Finally}
		for _, h := range s.Handlers {
			all = append(all, h.Body)
		}
		return all
	case *python.Match:
		var all [][]python.Stmt
		for _, c := range s.Cases {
			all = append(all, c.Body)
		}
		return all
	}
	return nil
}

func targetNames(target python.Expr, bound map[string]bool) {
	switch t := target.(type) {
	case *python.Name:
		bound[t.ID] = true
	case *python.Starred:
		targetNames(t.X, bound)
	case *python.TupleLit:
		for _, e := range t.Elts {
			targetNames(e, bound)
		}
	case *python.ListLit:
		for _, e := range t.Elts {
			targetNames(e, bound)
		}
	}
}

// patternNames adds the names that a pattern binds.
func patternNames(p python.Pattern, bound map[string]bool) {
	all := func(list []python.Pattern) {
		for _, q := range list {
			patternNames(q, bound)
		}
	}
	name := func(n string) {
		if n != "" {
			bound[n] = true
		}
	}
	switch p := p.(type) {
	case *python.MatchAs:
		name(p.Name)
		if p.Pattern != nil {
			patternNames(p.Pattern, bound)
		}
	case *python.MatchOr:
		all(p.Patterns)
	case *python.MatchSequence:
		all(p.Patterns)
	case *python.MatchStar:
		name(p.Name)
	case *python.MatchMapping:
		all(p.Patterns)
		name(p.Rest)
	case *python.MatchClass:
		all(p.Patterns)
		all(p.Named)
	case *python.MatchOther:
		for _, n := range p.Names {
			name(n)
		}
	}
}
