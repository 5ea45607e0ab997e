package eval

import (
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

func strconvQuote(s string) string { return strconv.Quote(s) }

// ofText is a text at a place, as long as it is not too long to be kept.
func (in *interp) ofText(text string, o *value.Origin) *value.Value {
	in.charge(len(text) / 8)
	if len(text) > maxText {
		in.doubts++
		return value.Of(&value.Unknown{Reason: "the text is too long", TypeName: "str"}, o)
	}
	return value.Of(value.Str(text), o)
}

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
	case *Instance:
		return in.instanceText(p, "__str__")
	}
	return in.repr(p)
}

// repr is repr(p); false where the text is not known.
func (in *interp) repr(p value.Plain) (string, bool) {
	switch p := p.(type) {
	case *Instance:
		return in.instanceText(p, "__repr__")
	case *rangeOf:
		return p.repr(), true
	case *view:
		text, ok := value.Repr(in.shown(p.dict, p.name, source.Span{}))
		return p.Type() + "(" + text + ")", ok
	}
	if value.TooLarge(p) || in.holdsSet(p, 0) {
		return "", false
	}
	return value.Repr(p)
}

// instanceText is str() or repr() of an object of the project, if it says.
func (in *interp) instanceText(i *Instance, method string) (string, bool) {
	self := value.Of(i, nil)
	for _, name := range []string{method, "__repr__"} {
		if m, ok := in.classAttr(i.Class, name); ok {
			return text(in.callWith(m, in.frame.span, self))
		}
	}
	if in.isEnum(i.Class) && method == "__str__" {
		return in.enumText(i)
	}
	return in.recordText(i)
}

// recordText is how a dataclass or named tuple prints itself.
func (in *interp) recordText(i *Instance) (string, bool) {
	fields, kind := i.Class.recordFields()
	if kind == noRecord || in.calls > maxCalls/2 {
		return "", false
	}
	var parts []string
	for _, f := range fields {
		v := i.attrs.vars[f]
		if v == nil {
			return "", false
		}
		p, ok := v.Only()
		if !ok || p == value.Plain(i) {
			return "", false
		}
		in.calls++
		t, ok := in.repr(p)
		in.calls--
		if !ok {
			return "", false
		}
		parts = append(parts, f+"="+t)
	}
	return i.Class.Name + "(" + strings.Join(parts, ", ") + ")", true
}

// holdsSet reports whether there is something in p that Python prints in a way
// that is not known: a set, by its order, or a dict of a special type.
func (in *interp) holdsSet(p value.Plain, depth int) bool {
	inside := func(v *value.Value) bool {
		q, _ := v.Only()
		return q != nil && in.holdsSet(q, depth+1)
	}
	switch p := p.(type) {
	case *value.Seq:
		if p.Kind >= value.SetKind && len(p.Elems) > 1 || depth > 40 {
			return true
		}
		return slices.ContainsFunc(p.Elems, func(e value.Elem) bool { return inside(e.Val) })
	case *value.Dict:
		if _, own := in.kinds[p]; own {
			return true
		}
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
	if i, ok := p.(*Instance); ok {
		if base, _ := enumBase(i.Class); enumTypes[base] == "" {
			return "", false
		}
	}
	text, _, ok := formatSpec(plainly(p), spec)
	return text, ok
}
