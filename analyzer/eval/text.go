package eval

import (
	"slices"
	"strconv"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

func strconvQuote(s string) string { return strconv.Quote(s) }

// Str is str(p); false where the text is not known. It implements
// models.Machine.
func (in *interp) Str(p value.Plain) (string, bool) {
	switch p := p.(type) {
	case value.Str:
		return string(p), true
	case value.Path:
		return string(p), true
	case *Exception:
		return in.exceptionText(p)
	case value.Timedelta:
		return "", false
	case *models.Object:
		return in.objectText(p)
	}
	return in.repr(p)
}

// repr is repr(p); false where the text is not known.
func (in *interp) repr(p value.Plain) (string, bool) {
	switch p := p.(type) {
	case *rangeOf:
		return p.repr(), true
	case *view:
		text, ok := value.Repr(in.shown(p.dict, p.name, source.Span{}))
		return p.Type() + "(" + text + ")", ok
	}
	if value.TooLarge(p) || holdsSet(p, 0) {
		return "", false
	}
	return value.Repr(p)
}

// holdsSet reports whether there is a set in p of which it is not known in
// which order Python prints it.
func holdsSet(p value.Plain, depth int) bool {
	inside := func(v *value.Value) bool {
		q, _ := v.Only()
		return q != nil && holdsSet(q, depth+1)
	}
	switch p := p.(type) {
	case *value.Seq:
		if p.Kind >= value.SetKind && len(p.Elems) > 1 || depth > 40 {
			return true
		}
		return slices.ContainsFunc(p.Elems, func(e value.Elem) bool { return inside(e.Val) })
	case *value.Dict:
		return depth > 40 || slices.ContainsFunc(p.Entries, func(e value.Entry) bool { return inside(e.Val) })
	}
	return false
}

// exceptionText is str() of an exception that the program made itself; the
// words of Python's own are not followed.
func (in *interp) exceptionText(e *Exception) (string, bool) {
	if _, own := in.classAttr(e.Class, "__str__"); own || e.Args == nil || e.Class.foreign() != nil {
		return "", false
	}
	switch len(e.Args) {
	case 0:
		return "", true
	case 1:
		p, ok := e.Args[0].Only()
		if !ok {
			return "", false
		}
		if e.Class.is(exceptionClasses["KeyError"]) == value.Yes {
			return value.Repr(p)
		}
		return in.Str(p)
	}
	return value.Repr(value.NewSeq(value.TupleKind, e.Args...))
}

// objectText is str() of an object of a library that says what that is.
func (in *interp) objectText(o *models.Object) (string, bool) {
	f, ok := models.Functions(o.Class + "#__str__")
	if !ok {
		return "", false
	}
	v := in.model(f, in.frame.span, o, nil, nil)
	if v == nil {
		return "", false
	}
	return text(v)
}

// format is format(p, spec) after a conversion of !r, !s or !a.
func (in *interp) format(p value.Plain, spec, conversion string) (string, bool) {
	switch conversion {
	case "r", "a":
		text, ok := in.repr(p)
		if !ok {
			return "", false
		}
		p = value.Str(text)
	case "s":
		text, ok := in.Str(p)
		if !ok {
			return "", false
		}
		p = value.Str(text)
	}
	if spec == "" {
		return in.Str(p)
	}
	text, _, ok := formatSpec(p, spec)
	return text, ok
}
