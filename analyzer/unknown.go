package analyzer

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// whyUnknown says why a value is not known, and which variables would settle it:
// none if something else is in the way, which is then the reason.
func (d *Deployment) whyUnknown(v *value.Value) (needs []string, why string) {
	o := obstacle{}
	d.tame(func() { o.met(v, value.True, 0) })
	if o.why != "" && d.loaded.Live.Implies(o.when) {
		return nil, o.why
	}
	needs = v.Needs()
	alts := v.Alts()
	for _, a := range alts {
		if u, ok := a.Plain.(*value.Unknown); ok && u.Reason != "" {
			return needs, reason(u)
		}
	}
	switch {
	case len(alts) > 1:
		return needs, "it differs where " + alts[0].When.String()
	case len(alts) == 1:
		if why := unshown(alts[0].Plain, 0); why != "" {
			return needs, why
		}
	}
	return needs, "it is not computed"
}

// An obstacle is what keeps a value from being known whatever variables are, and
// the condition under which it does.
type obstacle struct {
	when *value.Cond // nil for never
	why  string      // the first that was met
}

// met looks for obstacles in a value that is only there under a condition.
func (o *obstacle) met(v *value.Value, when *value.Cond, depth int) {
	for _, a := range v.Alts() {
		if both := a.When.And(when); both != value.False && depth <= maxParts {
			o.metIn(a.Plain, both, depth)
		}
	}
}

func (o *obstacle) metIn(p value.Plain, when *value.Cond, depth int) {
	switch p := p.(type) {
	case *value.Unknown:
		if len(p.Needs) == 0 || !p.Outside && strings.HasSuffix(p.Name, "()") { // a function that is not followed
			o.add(when, reason(p), depth)
		}
	case *value.Seq:
		for _, e := range p.Elems {
			o.met(e.Val, e.When.And(when), depth+1)
		}
	case *value.Dict:
		for _, e := range p.Entries {
			o.met(e.Val, e.When.And(when), depth+1)
		}
	case value.Unset:
	default:
		o.add(when, unshown(p, depth), depth)
	}
}

func (o *obstacle) add(when *value.Cond, why string, depth int) {
	if why == "" {
		return
	}
	if o.when == nil {
		o.when = value.False
	}
	if o.when = o.when.Or(when); o.why == "" {
		if o.why = why; depth > 0 {
			o.why = ofPart(why)
		}
	}
}

// ofPart says of the whole what was said of a part of it.
func ofPart(why string) string {
	if rest, ok := strings.CutPrefix(why, "it is not"); ok {
		return "a part of it is not" + rest
	}
	return why
}

// unshown says what of a value cannot be shown: the first part of it that is
// not known, not always there, or no data.
func unshown(p value.Plain, depth int) string {
	switch p := p.(type) {
	case value.Foreign:
		return reason(p.Unknown())
	case *value.Unknown:
		return reason(p)
	case *value.Seq:
		for _, e := range p.Elems {
			if why := unshownPart(e.Val, e.When, depth); why != "" {
				return why
			}
		}
		if p.Mixed {
			return "its order is not known: it was made of a set"
		}
		return unknownRest(p.More)
	case *value.Dict:
		for _, e := range p.Entries {
			if why := unshownPart(e.Val, e.When, depth); why != "" {
				return why
			}
		}
		return unknownRest(p.More)
	}
	if _, ok := shown("", p, 1); ok {
		return ""
	}
	return "it is not plain data, but a " + p.Type()
}

func unshownPart(v *value.Value, when *value.Cond, depth int) string {
	alts := v.Alts()
	switch {
	case when != value.True:
		return "it has a part only where " + when.String()
	case len(alts) > 1:
		return "a part of it differs where " + alts[0].When.String()
	case depth > maxParts || len(alts) == 0:
		return ""
	}
	return ofPart(unshown(alts[0].Plain, depth+1))
}

func unknownRest(more *value.Unknown) string {
	if more == nil {
		return ""
	}
	return reason(more)
}

// reason says why u is not known, files outside the repository from it.
func reason(u *value.Unknown) string {
	text, _ := eval.FromRoot(u.Reason)
	return text
}
