package eval

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

func (in *interp) globalsOf(c *call) *value.Value {
	return value.Of(&namespace{in.frame.globals}, value.At(c.at))
}

func (in *interp) localsOf(c *call) *value.Value {
	return value.Of(&namespace{in.frame.scope}, value.At(c.at))
}

func (in *interp) varsOf(c *call) *value.Value {
	if len(c.args) == 0 {
		return in.localsOf(c)
	}
	return in.getattr(c.args[0], "__dict__", c.at)
}

func (in *interp) dirOf(c *call) *value.Value {
	if len(c.args) == 0 {
		q := in.seq(value.ListKind)
		q.Elems = in.namespaceNames(&namespace{in.frame.scope}, c.at)
		return value.Of(q, value.At(c.at))
	}
	return in.each1(c.args[0], func(a value.Alt) *value.Value {
		q := in.seq(value.ListKind)
		switch p := a.Plain.(type) {
		case *Module:
			q.Elems = in.namespaceNames(&namespace{p.scope}, c.at)
			q.More = p.scope.open
		case *Class:
			in.addNames(q, p, c.at)
		case *Instance:
			q.Elems = in.namespaceNames(&namespace{p.attrs}, c.at)
			in.addNames(q, p.Class, c.at)
		default:
			return in.opaqueCall(c)
		}
		return value.Of(q, value.At(c.at))
	})
}

// addNames adds the names of a class and those it inherits from.
func (in *interp) addNames(q *value.Seq, c *Class, at source.Span) {
	for _, k := range c.mro() {
		if k.scope == nil {
			continue
		}
		for _, e := range in.namespaceNames(&namespace{k.scope}, at) {
			there := in.space.Contains(&value.Seq{Elems: q.Elems}, e.Val)
			q.Elems = append(q.Elems, value.Elem{When: e.When.Minus(there), Val: e.Val})
		}
	}
	q.Elems = dropNever(q.Elems)
}

// text gives the text that v surely is.
func text(v *value.Value) (string, bool) {
	if v == nil {
		return "", false
	}
	p, ok := v.Only()
	s, isText := p.(value.Str)
	return string(s), ok && isText
}

func (in *interp) getAttr(c *call) *value.Value {
	if len(c.args) < 2 {
		return in.opaqueCall(c)
	}
	name, ok := text(c.args[1].Under(in.pc))
	if !ok {
		return in.derivedCall("getattr", c.args[0], c)
	}
	if len(c.args) == 2 {
		return in.getattr(c.args[0], name, c.at)
	}
	return in.each1(c.args[0], func(a value.Alt) *value.Value {
		return in.caught(func() *value.Value {
			v, ok := in.attr(a, name, c.at)
			if !ok {
				return c.args[2]
			}
			return v
		}, func() *value.Value { return c.args[2] })
	})
}

// Caught implements models.Machine.
func (in *interp) Caught(f, instead func() *value.Value) *value.Value { return in.caught(f, instead) }

// caught is what f gives, and what instead gives where f raised.
func (in *interp) caught(f, instead func() *value.Value) *value.Value {
	outer := in.raised
	var raised []raised
	in.raised = &raised
	in.tries++
	v := f()
	in.tries--
	in.raised = outer
	failed := value.False
	for _, r := range raised {
		failed = failed.Or(r.when)
	}
	if failed == value.False {
		return v
	}
	in.pc = in.pc.Or(failed)
	other := in.Under(failed, instead)
	if v == nil {
		return other
	}
	return value.Join(in.narrow(failed), other, v)
}

func (in *interp) setAttr(c *call) *value.Value {
	if len(c.args) == 3 {
		in.eachDo(c.args[1], func(n value.Alt) {
			if name, ok := n.Plain.(value.Str); ok {
				in.setattr(c.args[0], string(name), c.args[2], c.at)
				return
			}
			in.eachDo(c.args[0], func(a value.Alt) {
				u := &value.Unknown{Reason: "a name that is not known is set at " + c.at.String()}
				switch p := a.Plain.(type) {
				case *Module:
					in.blurWhere(in.mayBe(n.Plain), p.scope, u, c.at)
				case *value.Unknown:
					in.blurLoading(u, c.at)
				}
			})
		})
	}
	return in.ignore(c)
}

// blurLoading makes the names of all modules that are being loaded unknown:
// something that may be one of them is changed.
func (in *interp) blurLoading(u *value.Unknown, at source.Span) {
	for _, name := range in.loads {
		in.blur(in.modules[name].scope, u, at)
	}
}

// members is inspect.getmembers(x): pairs of names and values, by name.
func (in *interp) members(c *call) *value.Value {
	names := in.dirOf(c)
	return in.each1(names, func(a value.Alt) *value.Value {
		q, ok := a.Plain.(*value.Seq)
		if !ok || len(c.args) == 0 {
			return in.opaqueCall(c)
		}
		pairs := in.seq(value.ListKind)
		pairs.More = q.More
		for _, e := range q.Elems {
			name, ok := text(e.Val)
			if !ok || strings.HasPrefix(name, "__") {
				continue
			}
			v := in.Under(e.When, func() *value.Value { return in.getattr(c.args[0], name, c.at) })
			if v != nil {
				pair := in.seq(value.TupleKind, e.Val, v)
				pairs.Elems = append(pairs.Elems, value.Elem{When: e.When, Val: value.Of(pair, value.At(c.at))})
			}
		}
		slices.SortStableFunc(pairs.Elems, func(a, b value.Elem) int {
			n, _ := in.order3(first(a), first(b))
			return n
		})
		return value.Of(pairs, value.At(c.at))
	})
}

// first is the first part of an element that is a pair.
func first(e value.Elem) value.Plain {
	p, _ := e.Val.Only()
	name, _ := p.(*value.Seq).Elems[0].Val.Only()
	return name
}

func (in *interp) delAttr(c *call) *value.Value { return in.ignore(c) }

func (in *interp) hasAttr(c *call) *value.Value {
	name, ok := text(c.arg(1, ""))
	if !ok || len(c.args) != 2 {
		return in.derivedCall("hasattr", unset, c)
	}
	has := value.False
	in.eachDo(c.args[0], func(a value.Alt) {
		switch p := a.Plain.(type) {
		case *value.Unknown:
			has = has.Or(a.When.And(in.space.Ask("hasattr "+name, p, p.Label()+" has "+name, p.Label()+" has no "+name)))
			return
		case *Instance, *Module:
		default:
			if in.mayHave(p, name) {
				has = has.Or(a.When.And(in.ask("hasattr "+name, p, value.None{}, c.at)))
				return
			}
		case *External:
			has = has.Or(a.When.And(in.space.Atom("hasattr "+p.Path+" "+name, value.Atom{
				Yes: p.Path + " has " + name, No: p.Path + " has no " + name, Span: c.at,
			})))
			return
		}
		found := value.False
		in.caught(func() *value.Value {
			if _, ok := in.attr(a, name, c.at); ok {
				found = in.pc
			}
			return unset
		}, func() *value.Value { return unset })
		has = has.Or(a.When.And(found))
	})
	return in.boolean(has, c.at, c.args[0])
}

func (in *interp) callable(c *call) *value.Value {
	yes := value.False
	if len(c.args) != 1 {
		return in.opaqueCall(c)
	}
	in.eachDo(c.args[0], func(a value.Alt) {
		switch p := a.Plain.(type) {
		case *Func, *Bound, *Builtin, *Method, *Class:
			yes = yes.Or(a.When)
		case *Instance:
			if _, ok := in.classAttr(p.Class, "__call__"); ok {
				yes = yes.Or(a.When)
			}
		case *value.Unknown, *External, *models.Object:
			yes = yes.Or(a.When.And(in.ask("callable", p, value.None{}, c.at)))
		}
	})
	return in.boolean(yes, c.at, c.args[0])
}

// typeNames gives the names under which isinstance knows a plain value.
func typeNames(p value.Plain) []string {
	switch p := p.(type) {
	case *Instance:
		if p.base != nil {
			return append(typeNames(p.base), p.Class.Name)
		}
	case value.Bool:
		return []string{"bool", "int"}
	case value.Path:
		return []string{"PosixPath", "Path", "PurePath", "PathLike"}
	}
	return []string{p.Type()}
}

func (in *interp) isInstance(c *call) *value.Value {
	if len(c.args) != 2 {
		return in.opaqueCall(c)
	}
	yes := in.pairs(c.args[0], c.args[1], func(p, t value.Plain) *value.Cond { return in.instanceOf(p, t, c.at) })
	return in.boolean(yes, c.at, c.args[0])
}

func (in *interp) instanceOf(p, t value.Plain, at source.Span) *value.Cond {
	switch t := t.(type) {
	case *value.Seq:
		if t.Kind != value.TupleKind {
			in.throw(in.pc, at, "TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union")
			return value.False
		}
		c := value.False
		for _, e := range t.Elems {
			for _, a := range e.Val.Alts() {
				if c != value.True {
					c = c.Or(in.instanceOf(p, a.Plain, at))
				}
			}
		}
		return c
	case *Class:
		var of *Class
		switch p := p.(type) {
		case *Instance:
			of = p.Class
		case *Exception:
			of = p.Class
		case *value.Unknown, *External, *models.Object:
			return in.ask("isinstance", p, t, at)
		default:
			return value.False
		}
		switch of.is(t) {
		case value.Yes:
			return value.True
		case value.No:
			return value.False
		}
	case *unionType:
		return in.instanceOfUnion(p, t, at)
	case *Builtin:
		if t.Name == "object" {
			return value.True
		}
		return in.isType(p, t.Name, at)
	case *External:
		return in.isType(p, lastPart(t.Path), at)
	case value.None, value.Bool, value.Int, value.Float, value.Str, value.Bytes, *value.Dict, *Func:
		in.throw(in.pc, at, "TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union")
		return value.False
	}
	return in.ask("isinstance", p, t, at)
}

// isType is the condition under which p is of a type by its name.
func (in *interp) isType(p value.Plain, name string, at source.Span) *value.Cond {
	switch p := p.(type) {
	case *value.Unknown:
		if p.TypeName != "" {
			return condOf(p.TypeName == name || p.TypeName == "bool" && name == "int")
		}
		return in.ask("isinstance "+name, p, value.None{}, at)
	case *External, *models.Object:
		return in.ask("isinstance "+name, p, value.None{}, at)
	case *Instance:
		for _, k := range p.Class.mro() {
			for _, b := range k.Bases {
				if e, ok := b.(*External); ok && lastPart(e.Path) == name {
					return value.True
				}
			}
		}
		if p.Class.foreign() != nil && p.base == nil {
			return in.ask("isinstance "+name, p, value.None{}, at)
		}
	}
	for _, t := range typeNames(p) {
		if t == name {
			return value.True
		}
	}
	switch name {
	case "Iterable", "Sequence", "Mapping", "Collection", "Sized", "MutableMapping", "MutableSequence", "Callable", "object":
		return in.ask("isinstance "+name, p, value.None{}, at)
	}
	return value.False
}

func (in *interp) isSubclass(c *call) *value.Value {
	if len(c.args) != 2 {
		return in.opaqueCall(c)
	}
	yes := in.pairs(c.args[0], c.args[1], func(p, t value.Plain) *value.Cond {
		a, oka := p.(*Class)
		b, okb := t.(*Class)
		if oka && okb {
			switch a.is(b) {
			case value.Yes:
				return value.True
			case value.No:
				return value.False
			}
		}
		return in.ask("issubclass", p, t, c.at)
	})
	return in.boolean(yes, c.at, c.args[0])
}

func (in *interp) typeOf(c *call) *value.Value {
	if len(c.args) != 1 {
		return in.opaqueCall(c)
	}
	return in.each1(c.args[0], func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case *Instance:
			return value.Of(p.Class, value.At(c.at))
		case *Exception:
			if p.Class == anyException {
				return in.derived(c.at, "type", "type", value.Of(a.Plain, a.Origin))
			}
			return value.Of(p.Class, value.At(c.at))
		case *value.Unknown, *External, *models.Object:
			return in.derived(c.at, "type", "", value.Of(a.Plain, a.Origin))
		}
		if b, ok := builtins[a.Plain.Type()]; ok {
			return value.Of(b, value.At(c.at))
		}
		return in.derived(c.at, "type", "", value.Of(a.Plain, a.Origin))
	})
}

// open is open(path): an object that can be read.
func (in *interp) open(c *call) *value.Value {
	f, _ := models.Functions("pathlib.Path#open")
	path := c.arg(0, "file")
	if path == nil {
		return in.opaqueCall(c)
	}
	return in.each1(path, func(a value.Alt) *value.Value {
		self := a.Plain
		if s, ok := self.(value.Str); ok {
			self = value.Path(s)
		}
		if _, ok := self.(value.Path); !ok {
			if u, isUnknown := self.(*value.Unknown); isUnknown {
				return value.Of(&models.Object{Class: "io.File", State: &models.OpenFile{Unknown: u}}, value.At(c.at))
			}
			return in.derivedCall("open", value.Of(a.Plain, a.Origin), c)
		}
		var rest []*value.Value
		if len(c.args) > 1 {
			rest = c.args[1:]
		}
		return in.model(f, c.at, self, rest, c.keywords)
	})
}

// compile is compile(source, …): exec runs it later.
func (in *interp) compile(c *call) *value.Value {
	if len(c.args) == 0 {
		return in.opaqueCall(c)
	}
	return c.args[0]
}

// exec runs Python text in the current namespace.
func (in *interp) exec(c *call) *value.Value {
	if len(c.args) == 0 {
		return in.ignore(c)
	}
	scope := in.frame.scope
	if len(c.args) > 1 {
		if p, ok := c.args[1].Only(); ok {
			if n, ok := p.(*namespace); ok {
				scope = n.scope
			}
		}
	}
	in.eachDo(c.args[0], func(a value.Alt) {
		s, ok := a.Plain.(value.Str)
		if !ok {
			u := &value.Unknown{Reason: "the text that is executed at " + c.at.String() + " is not known"}
			models.Inherit(u, value.Of(a.Plain, a.Origin))
			in.blur(scope, u, c.at)
			return
		}
		file := in.textOrigin(a.Origin, string(s))
		in.runText(python.Parse(file), scope)
	})
	return in.ignore(c)
}

// runText runs the statements of a parsed file in a scope.
func (in *interp) runText(m *python.Module, scope *scope) {
	if in.calls >= maxCalls {
		return
	}
	in.calls++
	outer := in.frame
	in.frame = &frame{scope: scope, globals: scope, module: outer.module, span: outer.span, handling: outer.handling}
	in.block(m.Body)
	in.frame = outer
	in.calls--
}

func (in *interp) execfile(c *call) *value.Value {
	name, ok := text(c.arg(0, ""))
	if !ok {
		in.escape(&call{args: []*value.Value{value.Of(&namespace{in.frame.scope}, nil)}, at: c.at})
		return in.ignore(c)
	}
	in.includeFile(inclusion{call: c, scope: in.frame.globals, done: map[string]*value.Cond{}}, in.besideCaller(name), false)
	return in.ignore(c)
}

// runPath is runpy.run_path(path): the namespace of the file.
func (in *interp) runPath(c *call) *value.Value {
	name, ok := text(c.arg(0, "path_name"))
	if !ok {
		return in.opaqueCall(c)
	}
	file, found := in.file(name)
	if !found {
		return in.opaqueCall(c)
	}
	s := newScope(nil, in.born())
	in.runText(in.files.Parse(file), s)
	return value.Of(&namespace{s}, value.At(c.at))
}
