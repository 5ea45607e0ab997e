package eval

import (
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// mayChange reports whether a statement may change an object in place that a
// setting holds, and binds no name that says so.
func mayChange(s python.Stmt) (source.Span, bool) {
	switch s := s.(type) {
	case *python.ExprStmt:
		return s.X.Span(), true
	case *python.AugAssign:
		return s.Place, true
	case *python.Del:
		return s.Place, true
	case *python.Assign:
		for _, t := range s.Targets {
			if _, name := t.(*python.Name); !name {
				return s.Place, true
			}
		}
	}
	return source.Span{}, false
}

// noting runs a statement of a module and adds to the history of each setting
// that the statement changed it in place.
func (in *interp) noting(at source.Span, run func()) {
	outer := in.touched
	in.touched = map[value.Plain]bool{}
	here, s := in.guard(in.frame.scope.born), in.frame.scope
	run()
	for _, name := range s.names {
		if len(in.touched) == 0 {
			break
		}
		if !isSetting(name) || writtenAt(s.history[name], at) {
			continue
		}
		left := maxReached
		if v := s.vars[name]; in.holdsTouched(v, &left) {
			v = v.Step(value.Changed, at, name+" is changed")
			s.history[name] = append(s.history[name], Write{at, here, in.snapshot(v)})
		}
	}
	in.touched = outer
}

func writtenAt(list []Write, at source.Span) bool {
	return len(list) > 0 && list[len(list)-1].Span.Line == at.Line && list[len(list)-1].Span.File == at.File
}

// maxReached bounds how many parts of a setting are looked at.
const maxReached = 400

// holdsTouched reports whether an object that was changed is in v.
func (in *interp) holdsTouched(v *value.Value, left *int) bool {
	for _, a := range v.Alts() {
		if *left--; *left < 0 {
			return false
		}
		switch p := a.Plain.(type) {
		case *value.Seq:
			if in.touched[p] {
				return true
			}
			for _, e := range p.Elems {
				if in.holdsTouched(e.Val, left) {
					return true
				}
			}
		case *value.Dict:
			if in.touched[p] {
				return true
			}
			for _, e := range p.Entries {
				if in.holdsTouched(e.Val, left) {
					return true
				}
			}
		}
	}
	return false
}
