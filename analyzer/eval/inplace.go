package eval

import (
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// inPlace is "old op= add": lists, sets and dicts change themselves.
func (in *interp) inPlace(op string, old, add *value.Value, at source.Span) *value.Value {
	return in.each1(old, func(a value.Alt) *value.Value {
		self := value.Of(a.Plain, a.Origin)
		switch p := a.Plain.(type) {
		case *value.Seq:
			switch {
			case op == "+" && p.Kind == value.ListKind, op == "|" && p.Kind == value.SetKind:
				if op == "|" && !in.onlySets(add, at) {
					return nil
				}
				before := len(p.Elems)
				in.extend(p, add, at)
				in.wroteFrom(p, before)
				return self.Step(value.Changed, at, "")
			case op == "*" && p.Kind == value.ListKind:
				return in.repeatInPlace(p, self, add, at)
			case p.Kind == value.SetKind && (op == "-" || op == "&" || op == "^"):
				return in.setInPlace(op, p, self, add, at)
			}
		case *value.Dict:
			if op == "|" {
				in.update(p, add, at)
				return self
			}
		}
		return in.binary(op, self, add, at)
	})
}

// onlySets raises TypeError where the right side of set |= is no set; false if
// it never is one.
func (in *interp) onlySets(add *value.Value, at source.Span) bool {
	for _, a := range add.Alts() {
		q, isSeq := a.Plain.(*value.Seq)
		_, isDict := a.Plain.(*value.Dict)
		_, isText := a.Plain.(value.Str)
		if isSeq && q.Kind < value.SetKind || isDict || isText {
			in.throw(a.When, at, "TypeError", "unsupported operand type(s) for |=: 'set' and '%s'", a.Plain.Type())
		}
	}
	return in.pc != value.False
}

// repeatInPlace is list *= n.
func (in *interp) repeatInPlace(p *value.Seq, self, add *value.Value, at source.Span) *value.Value {
	v := in.binary("*", self, add, at)
	if in.pc == value.False {
		return v
	}
	in.wroteSeq(p)
	r, _ := v.Only()
	q, ok := r.(*value.Seq)
	if ok && q.More == nil && in.guard(p.Born) == value.True {
		p.Elems = q.Elems
		return self
	}
	p.Elems, p.More = nil, &value.Unknown{Reason: "it is changed at " + at.String()}
	return self
}

// setInPlace is p op= add for a set.
func (in *interp) setInPlace(op string, p *value.Seq, self, add *value.Value, at source.Span) *value.Value {
	v := in.binary(op, self, add, at)
	if in.pc == value.False {
		return v
	}
	in.wroteSeq(p)
	r, _ := v.Only()
	if q, ok := r.(*value.Seq); ok && q.More == nil {
		in.keepOnly(p, q.Elems, in.guard(p.Born))
		return self
	}
	p.Elems = nil
	p.More = &value.Unknown{Reason: "it is changed at " + at.String()}
	return self
}
