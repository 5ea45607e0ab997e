package eval

import (
	"math"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A fieldType is what an annotation asks for. A kind that is empty is one
// that is not followed.
type fieldType struct {
	kind     string
	args     []fieldType
	choices  []value.Plain // of Literal
	class    *Class        // of a model
	optional bool          // None will do
	info     *models.Object
}

// fieldKinds are the types that are followed, by the last part of their name.
var fieldKinds = map[string]string{
	"str": "str", "int": "int", "float": "float", "bool": "bool", "Any": "any", "object": "any", "Path": "path", "SecretStr": "secret",
	"list": "list", "List": "list", "set": "set", "Set": "set", "tuple": "tuple", "Tuple": "tuple", "dict": "dict", "Dict": "dict",
	"Sequence": "list", "PositiveInt": "int", "NonNegativeInt": "int", "StrictBool": "bool", "StrictStr": "str", "StrictInt": "int",
	"DirectoryPath": "path", "FilePath": "path", "EmailStr": "str", "ClassVar": "class variable",
}

// fieldType reads an annotation.
func (in *interp) fieldType(e python.Expr, depth int) fieldType {
	if depth > 20 {
		return fieldType{}
	}
	switch e := e.(type) {
	case *python.NoneLit:
		return fieldType{kind: "none"}
	case *python.BinOp:
		if e.Op == "|" {
			return union(in.fieldType(e.Left, depth+1), in.fieldType(e.Right, depth+1))
		}
	case *python.Name, *python.Attribute:
		return in.plainType(e)
	case *python.Subscript:
		return in.genericType(e, depth)
	}
	return fieldType{}
}

// plainType is a type by its name.
func (in *interp) plainType(e python.Expr) fieldType {
	v := in.caught(func() *value.Value { return in.expr(e) }, func() *value.Value { return unset })
	p, _ := v.Only()
	switch p := p.(type) {
	case *Builtin:
		return fieldType{kind: fieldKinds[p.Name]}
	case *External:
		return fieldType{kind: fieldKinds[lastPart(p.Path)]}
	case *Class:
		if pydanticKind(p) != "" {
			return fieldType{kind: "model", class: p}
		}
	}
	return fieldType{}
}

func (in *interp) genericType(e *python.Subscript, depth int) fieldType {
	items := []python.Expr{e.Index}
	if t, ok := e.Index.(*python.TupleLit); ok {
		items = t.Elts
	}
	v := in.caught(func() *value.Value { return in.expr(e.X) }, func() *value.Value { return unset })
	name := ""
	switch p, _ := v.Only(); p := p.(type) {
	case *Builtin:
		name = p.Name
	case *External:
		name = lastPart(p.Path)
	}
	switch name {
	case "Optional":
		return union(in.fieldType(e.Index, depth+1), fieldType{kind: "none"})
	case "Union":
		t := in.fieldType(items[0], depth+1)
		for _, item := range items[1:] {
			t = union(t, in.fieldType(item, depth+1))
		}
		return t
	case "Annotated":
		return in.annotated(items, depth)
	case "Literal":
		t := fieldType{kind: "literal"}
		for _, item := range items {
			p, ok := in.expr(item).Only()
			if !ok {
				return fieldType{}
			}
			t.choices = append(t.choices, p)
		}
		return t
	}
	t := fieldType{kind: fieldKinds[name]}
	for _, item := range items {
		if _, dots := item.(*python.EllipsisLit); !dots {
			t.args = append(t.args, in.fieldType(item, depth+1))
		} else {
			t.kind = "tuple of"
		}
	}
	return t
}

// annotated is Annotated[type, …]: a Field among the rest counts, what else
// there is may change the value.
func (in *interp) annotated(items []python.Expr, depth int) fieldType {
	t := in.fieldType(items[0], depth+1)
	for _, item := range items[1:] {
		p, _ := in.expr(item).Only()
		o, ok := p.(*models.Object)
		if !ok || o.Class != "pydantic.FieldInfo" {
			return fieldType{}
		}
		t.info = o
	}
	return t
}

func union(a, b fieldType) fieldType {
	switch {
	case a.kind == "none":
		b.optional = true
		return b
	case b.kind == "none":
		a.optional = true
		return a
	}
	return fieldType{optional: a.optional || b.optional}
}

// complex reports whether variables hold JSON for a type.
func (t fieldType) complex() bool {
	switch t.kind {
	case "list", "set", "tuple", "tuple of", "dict", "model":
		return true
	}
	return false
}

// decoded is the text of a variable before it is converted. A field that may
// be None keeps text that is no JSON.
func (in *interp) decoded(t fieldType, raw *value.Value, at source.Span) *value.Value {
	if !t.complex() {
		return raw
	}
	f, _ := models.Functions("json.loads")
	return in.each1(raw, func(a value.Alt) *value.Value {
		one := value.Of(a.Plain, a.Origin)
		if s, ok := a.Plain.(value.Str); !ok || t.optional && strings.TrimSpace(string(s)) == "null" {
			return one
		}
		return in.caught(func() *value.Value { return in.model(f, at, nil, []*value.Value{one}, nil) }, func() *value.Value {
			if t.optional {
				return one
			}
			in.throw(in.pc, at, "pydantic_settings.SettingsError", "a variable does not hold JSON")
			return nil
		})
	})
}

// refuse raises what pydantic raises for a value of another type.
func (in *interp) refuse(t fieldType, at source.Span) *value.Value {
	in.throw(in.pc, at, "pydantic.ValidationError", "the input is not a valid %s", t.kind)
	return nil
}

// convert makes a value of a type as pydantic does when it is not strict.
func (in *interp) convert(t fieldType, a value.Alt, at source.Span, depth int) *value.Value {
	from := value.Of(a.Plain, a.Origin)
	if depth > 20 {
		return in.unknown(at, "the type is nested too deep", "", from)
	}
	switch p := a.Plain.(type) {
	case *value.Unknown:
		return in.typed(t, p, from, at)
	case value.None:
		if t.optional || t.kind == "any" || t.kind == "" {
			return from
		}
	}
	switch t.kind {
	case "any":
		return from
	case "str":
		if _, ok := a.Plain.(value.Str); ok {
			return from
		}
		return in.refuse(t, at)
	case "int", "float", "bool":
		return in.convertNumber(t, a, at)
	case "literal":
		for _, choice := range t.choices {
			if choice.Type() == a.Plain.Type() && in.space.Equal(choice, a.Plain) == value.True {
				return from
			}
		}
		return in.refuse(t, at)
	case "path":
		switch p := a.Plain.(type) {
		case value.Str:
			return value.Of(value.Path(models.CleanPath(string(p))), value.Merge(at, from))
		case value.Path:
			return from
		}
		return in.refuse(t, at)
	case "secret":
		return in.convertSecret(t, a, at)
	case "model":
		return in.convertModel(t, a, at)
	case "list", "set", "tuple", "tuple of", "dict":
		return in.convertMany(t, a, at, depth)
	}
	if _, ok := a.Plain.(value.Str); ok {
		return in.unknown(at, "what a text becomes for its type is not followed", "", from)
	}
	return from
}

// typed is an unknown of which the type is known.
func (in *interp) typed(t fieldType, u *value.Unknown, from *value.Value, at source.Span) *value.Value {
	name := map[string]string{"str": "str", "int": "int", "float": "float", "bool": "bool", "path": "PosixPath"}[t.kind]
	switch {
	case t.kind == "str" && u.TypeName == "str" || t.kind == "any":
		return from
	case t.kind == "secret":
		f, _ := models.Functions("pydantic.SecretStr")
		return in.model(f, at, nil, []*value.Value{from}, nil)
	}
	return in.derived(at, "pydantic "+t.kind, name, from)
}

func (in *interp) convertNumber(t fieldType, a value.Alt, at source.Span) *value.Value {
	from := value.Of(a.Plain, a.Origin)
	give := func(p value.Plain) *value.Value { return value.Of(p, value.Merge(at, from)) }
	if s, ok := a.Plain.(value.Str); ok {
		return in.convertText(t, string(s), from, at)
	}
	if t.kind == a.Plain.Type() {
		return from
	}
	f := math.NaN()
	switch p := a.Plain.(type) {
	case value.Bool:
		if f = 0; p {
			f = 1
		}
	case value.Int:
		f = float64(p)
	case value.Float:
		f = float64(p)
	}
	switch {
	case t.kind == "float" && !math.IsNaN(f):
		return give(value.Float(f))
	case t.kind == "int" && f == math.Trunc(f) && math.Abs(f) < 1e15:
		return give(value.Int(int64(f)))
	case t.kind == "bool" && (f == 0 || f == 1):
		return give(value.Bool(f == 1))
	}
	return in.refuse(t, at)
}

// truthTexts are the words for truth values.
var truthTexts = map[string]bool{
	"1": true, "on": true, "t": true, "true": true, "y": true, "yes": true, "0": false, "off": false, "f": false, "false": false, "n": false, "no": false,
}

// convertText reads a number or a truth value from text.
func (in *interp) convertText(t fieldType, s string, from *value.Value, at source.Span) *value.Value {
	give := func(p value.Plain) *value.Value { return value.Of(p, value.Merge(at, from)) }
	bare := strings.TrimSpace(s)
	switch t.kind {
	case "bool":
		b, ok := truthTexts[strings.ToLower(s)]
		if !ok {
			return in.refuse(t, at)
		}
		return give(value.Bool(b))
	case "int":
		whole, fraction, _ := strings.Cut(bare, ".")
		if fraction != "" && strings.Trim(fraction, "0") == "" {
			bare = whole
		}
		if len(bare) > 18 {
			return in.unknown(at, "so large a number is not computed", "int", from)
		}
		if n, err := strconv.ParseInt(joinedDigits(bare), 10, 64); err == nil && joinedDigits(bare) != "" {
			return give(value.Int(n))
		}
		return in.refuse(t, at)
	}
	f, err := strconv.ParseFloat(joinedDigits(bare), 64)
	if strings.ContainsAny(bare, "xXpPnN") {
		return in.unknown(at, "a number written in an unusual way is not computed", "float", from)
	}
	if err != nil {
		return in.refuse(t, at)
	}
	return give(value.Float(f))
}

// joinedDigits drops single underscores between digits; a text that has
// others is no number.
func joinedDigits(s string) string {
	if strings.Contains(s, "__") || strings.HasPrefix(s, "_") || strings.HasSuffix(s, "_") {
		return ""
	}
	return strings.ReplaceAll(s, "_", "")
}

func (in *interp) convertSecret(t fieldType, a value.Alt, at source.Span) *value.Value {
	from := value.Of(a.Plain, a.Origin)
	if _, ok := a.Plain.(*models.Object); ok {
		return from
	}
	if _, ok := a.Plain.(value.Str); !ok {
		return in.refuse(t, at)
	}
	f, _ := models.Functions("pydantic.SecretStr")
	return in.model(f, at, nil, []*value.Value{from}, nil)
}

// convertModel makes an object of a dict.
func (in *interp) convertModel(t fieldType, a value.Alt, at source.Span) *value.Value {
	switch p := a.Plain.(type) {
	case *Instance:
		return value.Of(p, a.Origin)
	case *value.Dict:
		c := &call{at: at}
		in.spread(c, value.Of(p, a.Origin))
		return in.pydanticInstance(t.class, "model", c)
	case value.Str, value.Bool, value.Int, value.Float, *value.Seq, value.None:
		return in.refuse(t, at)
	}
	return in.unknown(at, "what becomes a model is not followed", "", value.Of(a.Plain, a.Origin))
}

// convertMany converts a collection and what is in it.
func (in *interp) convertMany(t fieldType, a value.Alt, at source.Span, depth int) *value.Value {
	from := value.Of(a.Plain, a.Origin)
	item := func(i int, v *value.Value) *value.Value {
		if len(t.args) == 0 {
			return v
		}
		of := t.args[min(i, len(t.args)-1)]
		return in.each1(v, func(b value.Alt) *value.Value { return in.convert(of, b, at, depth+1) })
	}
	switch p := a.Plain.(type) {
	case *value.Dict:
		if t.kind != "dict" {
			return in.refuse(t, at)
		}
		d := in.dict()
		d.More = p.More
		for _, e := range p.Entries {
			d.Set(e.Key, e.When, item(1, e.Val))
		}
		return value.Of(d, value.Merge(at, from))
	case *value.Seq:
		kind, ok := map[string]value.SeqKind{"list": value.ListKind, "tuple": value.TupleKind, "tuple of": value.TupleKind, "set": value.SetKind}[t.kind]
		if !ok {
			return in.refuse(t, at)
		}
		q := in.seq(kind)
		q.More = p.More
		seen := map[string]bool{}
		for i, e := range p.Elems {
			if item, ok := e.Val.Only(); ok && kind == value.SetKind {
				h, _ := value.Hash(item)
				if seen[h] {
					continue
				}
				seen[h] = true
			}
			if t.kind != "tuple" {
				i = 0
			}
			q.Elems = append(q.Elems, value.Elem{When: e.When, Val: item(i, e.Val)})
		}
		return value.Of(q, value.Merge(at, from))
	case value.Str, value.Bool, value.Int, value.Float, value.None:
		return in.refuse(t, at)
	}
	return in.unknown(at, "what becomes a collection is not followed", "", from)
}
