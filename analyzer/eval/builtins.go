package eval

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// builtins are Python's built-in names.
var builtins map[string]value.Plain

// externalBuiltins are functions of libraries that need the evaluator
// itself, by dotted name.
var externalBuiltins map[string]func(*interp, *call) *value.Value

// The tables are filled here because their functions refer to the tables.
func init() {
	builtins = map[string]value.Plain{}
	for name, f := range map[string]func(*interp, *call) *value.Value{
		"int": castNumber("int"), "float": castNumber("float"), "str": (*interp).toStr, "bool": (*interp).toBool,
		"list": collect(value.ListKind), "tuple": collect(value.TupleKind), "set": collect(value.SetKind),
		"frozenset": collect(value.FrozenSetKind), "dict": (*interp).toDict, "len": (*interp).length,
		"range": (*interp).rangeOf, "enumerate": (*interp).enumerate, "zip": (*interp).zip, "map": (*interp).mapOver,
		"filter": (*interp).filterOver, "sorted": (*interp).sortedOf, "reversed": (*interp).reversed,
		"any": anyAll(true), "all": anyAll(false), "sum": (*interp).sum, "min": minMax(-1), "max": minMax(1),
		"abs": (*interp).abs, "round": (*interp).round, "isinstance": (*interp).isInstance, "issubclass": (*interp).isSubclass,
		"getattr": (*interp).getAttr, "setattr": (*interp).setAttr, "hasattr": (*interp).hasAttr, "callable": (*interp).callable,
		"globals": (*interp).globalsOf, "locals": (*interp).localsOf, "vars": (*interp).varsOf, "dir": (*interp).dirOf,
		"print": (*interp).ignore, "open": (*interp).open, "repr": (*interp).reprOf, "type": (*interp).typeOf,
		"super": (*interp).superCall, "iter": (*interp).same, "next": (*interp).next, "__import__": (*interp).importCall,
		"object": (*interp).object, "property": wrap("property"), "staticmethod": wrap("staticmethod"),
		"classmethod": wrap("classmethod"), "bytes": (*interp).toBytes, "chr": (*interp).chr, "ord": (*interp).ord,
		"id": (*interp).opaqueCall, "hash": (*interp).opaqueCall, "input": (*interp).opaqueCall, "exec": (*interp).exec,
		"eval": (*interp).opaqueCall, "compile": (*interp).compile, "format": (*interp).formatCall, "divmod": (*interp).opaqueCall,
		"pow": (*interp).pow, "slice": (*interp).opaqueCall, "exit": (*interp).exit, "quit": (*interp).exit, "hex": (*interp).opaqueCall,
		"delattr": (*interp).delAttr, "execfile": (*interp).execfile,
	} {
		builtins[name] = &Builtin{Name: name, call: f}
	}
	builtins["NotImplemented"] = value.Opaque{TypeName: "NotImplementedType", Repr: "NotImplemented"}
	builtins["__debug__"] = value.Bool(true)
	for name, c := range exceptionClasses {
		if !strings.Contains(name, ".") {
			builtins[name] = c
		}
	}
	for _, name := range []string{"ImproperlyConfigured", "UndefinedValueError", "EnvError", "JSONDecodeError"} {
		delete(builtins, name)
	}
	externalBuiltins = map[string]func(*interp, *call) *value.Value{
		"importlib.import_module": (*interp).importModule,
		"sys.exit":                (*interp).exit, "os._exit": (*interp).exit,
		"runpy.run_path": (*interp).runPath, "runpy.run_module": (*interp).opaqueCall,
		"split_settings.tools.include": (*interp).splitInclude, "split_settings.tools.optional": (*interp).splitOptional,
		"functools.partial": (*interp).partial, "functools.reduce": (*interp).reduce,
		"copy.copy": (*interp).shallowCopy, "copy.deepcopy": (*interp).deepCopy,
		"inspect.getmembers":      (*interp).members,
		"dynaconf.DjangoDynaconf": (*interp).djangoDynaconf, "dynaconf.contrib.DjangoDynaconf": (*interp).djangoDynaconf,
		"dynaconf.contrib.django_dynaconf_v2.DjangoDynaconf": (*interp).djangoDynaconf, "dynaconf.Dynaconf": (*interp).newDynaconf,
		"dynaconf.LazySettings":         (*interp).newDynaconf,
		"configurations.pristinemethod": (*interp).pristine, "configurations.decorators.pristinemethod": (*interp).pristine,
	}
	maps.Copy(externalBuiltins, urlFunctions())
}

func (in *interp) same(c *call) *value.Value {
	if len(c.args) == 0 {
		return in.derivedCall("iter", unset, c)
	}
	return c.args[0]
}

func (in *interp) ignore(c *call) *value.Value { return value.Of(value.None{}, value.At(c.at)) }

func (in *interp) opaqueCall(c *call) *value.Value {
	return in.derived(c.at, "call "+c.at.String()+" "+strconv.Itoa(c.at.Column), "", c.values()...)
}

func (in *interp) object(c *call) *value.Value {
	return value.Of(&Instance{Class: &Class{Name: "object"}, attrs: newScope(nil, nil)}, value.At(c.at))
}

func wrap(kind string) func(*interp, *call) *value.Value {
	return func(in *interp, c *call) *value.Value {
		get := c.arg(0, "fget")
		if get == nil {
			return in.opaqueCall(c)
		}
		return value.Of(&Property{Get: get, Kind: kind}, value.At(c.at))
	}
}

// exit is sys.exit(): the program ends.
func (in *interp) exit(c *call) *value.Value {
	in.throw(in.pc, c.at, "SystemExit", "the program ends")
	return nil
}

// castNumber is int(x) or float(x).
func castNumber(typ string) func(*interp, *call) *value.Value {
	return func(in *interp, c *call) *value.Value {
		if len(c.args) == 0 {
			return value.Of(value.Int(0), value.At(c.at))
		}
		if len(c.args) > 1 || len(c.keywords) > 0 {
			return in.derived(c.at, typ, typ, c.values()...)
		}
		return in.each(c.args, func(ps []value.Plain) *value.Value {
			p := in.number1(typ, ps[0], c.at)
			if p == nil {
				return nil
			}
			if u, ok := p.(*value.Unknown); ok && u.Key == "" {
				in.mayRaise(c.at, "", value.Of(ps[0], nil))
				return in.derived(c.at, typ, typ, value.Of(ps[0], c.args[0].Origin()))
			}
			return value.Of(p, value.Merge(c.at, c.args...))
		})
	}
}

// number1 converts one value; nil where it raised, an empty Unknown where
// the number is not known.
func (in *interp) number1(typ string, p value.Plain, at source.Span) value.Plain {
	unknown := &value.Unknown{}
	if s, ok := p.(value.Str); ok {
		text := strings.ReplaceAll(strings.TrimFunc(string(s), pythonSpace), "_", "")
		if typ == "int" {
			n, err := strconv.ParseInt(text, 10, 64)
			if err == nil {
				return value.Int(n)
			}
			if strings.Trim(strings.TrimLeft(text, "+-"), "0123456789") == "" && len(text) > 15 {
				return unknown
			}
			if strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 && unicode.IsDigit(r) }) >= 0 {
				return unknown
			}
			in.throw(in.pc, at, "ValueError", "invalid literal for int() with base 10")
			return nil
		}
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || strings.ContainsAny(text, "xXpP") {
			in.throw(in.pc, at, "ValueError", "could not convert string to float")
			return nil
		}
		return value.Float(f)
	}
	f, ok := asFloat(p)
	if !ok {
		switch p.(type) {
		case value.None, *value.Seq, *value.Dict, value.Path:
			in.throw(in.pc, at, "TypeError", "%s() argument must be a string or a number, not '%s'", typ, p.Type())
			return nil
		}
		return unknown
	}
	if typ == "float" {
		return value.Float(f)
	}
	if n, ok := asInt(p); ok {
		return value.Int(n)
	}
	switch {
	case math.IsInf(f, 0):
		in.throw(in.pc, at, "OverflowError", "cannot convert float infinity to integer")
		return nil
	case math.IsNaN(f):
		in.throw(in.pc, at, "ValueError", "cannot convert float NaN to integer")
		return nil
	case math.Abs(f) > 1e18:
		return unknown
	}
	return value.Int(int64(f))
}

func (in *interp) toStr(c *call) *value.Value {
	if len(c.args) == 0 {
		return value.Of(value.Str(""), value.At(c.at))
	}
	return in.each(c.args[:1], func(ps []value.Plain) *value.Value {
		if text, ok := in.Str(ps[0]); ok && len(c.args) == 1 {
			return value.Of(value.Str(text), value.Merge(c.at, c.args...))
		}
		if b, ok := ps[0].(value.Bytes); ok && len(c.args) > 1 {
			return value.Of(value.Str(b), value.Merge(c.at, c.args...))
		}
		return in.derived(c.at, "str", "str", value.Of(ps[0], c.args[0].Origin()))
	})
}

func (in *interp) toBytes(c *call) *value.Value {
	if len(c.args) == 2 {
		if p, ok := c.args[0].Only(); ok {
			if s, ok := p.(value.Str); ok {
				return value.Of(value.Bytes(s), value.Merge(c.at, c.args...))
			}
		}
	}
	return in.derived(c.at, "bytes", "bytes", c.values()...)
}

func (in *interp) toBool(c *call) *value.Value {
	if len(c.args) == 0 {
		return value.Of(value.Bool(false), value.At(c.at))
	}
	return in.boolean(in.space.Truth(c.args[0]), c.at, c.args[0])
}

func collect(kind value.SeqKind) func(*interp, *call) *value.Value {
	return func(in *interp, c *call) *value.Value {
		if len(c.args) == 0 {
			return value.Of(in.seq(kind), value.At(c.at))
		}
		return in.each1(c.args[0], func(a value.Alt) *value.Value {
			q := in.seq(kind)
			in.extend(q, value.Of(a.Plain, a.Origin), c.at)
			return value.Of(q, value.Merge(c.at, value.Of(a.Plain, a.Origin)))
		})
	}
}

func (in *interp) toDict(c *call) *value.Value {
	d := in.dict()
	if len(c.args) > 0 {
		in.update(d, c.args[0], c.at)
	}
	for _, k := range c.keywords {
		in.put(d, value.Of(value.Str(k.Name), value.At(c.at)), k.Val, c.at)
	}
	if c.loose != nil {
		d.More = c.loose
	}
	return value.Of(d, value.Merge(c.at, c.args...))
}

func (in *interp) length(c *call) *value.Value {
	if len(c.args) != 1 {
		return in.opaqueCall(c)
	}
	return in.each1(c.args[0], func(a value.Alt) *value.Value {
		self := value.Of(a.Plain, a.Origin)
		switch p := a.Plain.(type) {
		case value.Str:
			return value.Of(value.Int(len([]rune(string(p)))), value.Merge(c.at, self))
		case value.Bytes:
			return value.Of(value.Int(len(p)), value.Merge(c.at, self))
		case *value.Seq:
			if p.More == nil {
				return in.count(p.Elems, c.at)
			}
		case *value.Dict:
			if p.More == nil {
				elems, _, _ := in.iterate(p, c.at)
				return in.count(elems, c.at)
			}
		case value.None, value.Bool, value.Int:
			in.throw(in.pc, c.at, "TypeError", "object of type '%s' has no len()", p.Type())
			return nil
		}
		return in.derived(c.at, "len", "int", self)
	})
}

// count is how many of elems are there.
func (in *interp) count(elems []value.Elem, at source.Span) *value.Value {
	reached := []*value.Cond{value.True}
	for _, e := range elems {
		next := append([]*value.Cond{}, reached...)
		next = append(next, value.False)
		for k := range next {
			stay := value.False
			if k < len(reached) {
				stay = reached[k].Minus(e.When)
			}
			if k > 0 {
				stay = stay.Or(reached[k-1].And(e.When))
			}
			next[k] = stay
		}
		reached = next
	}
	var alts []value.Alt
	for n, when := range reached {
		alts = append(alts, value.Alt{When: when, Plain: value.Int(n), Origin: value.At(at)})
	}
	return value.Alternatives(in.settleHere(alts))
}

func (in *interp) rangeOf(c *call) *value.Value {
	var n [3]int64
	for i, v := range c.args {
		p, ok := v.Only()
		k, isInt := asInt(p)
		if !ok || !isInt || i > 2 {
			return in.derived(c.at, "range", "", c.args...)
		}
		n[i] = k
	}
	low, high, step := int64(0), n[0], int64(1)
	if len(c.args) > 1 {
		low, high = n[0], n[1]
	}
	if len(c.args) > 2 && n[2] != 0 {
		step = n[2]
	}
	q := in.seq(value.ListKind)
	if high-low > maxElems || low-high > maxElems {
		q.More = tooLong(c.at)
		return value.Of(q, value.At(c.at))
	}
	for i := low; step > 0 && i < high || step < 0 && i > high; i += step {
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: value.Of(value.Int(i), value.At(c.at))})
	}
	return value.Of(q, value.At(c.at))
}

func (in *interp) enumerate(c *call) *value.Value {
	elems, more := in.elements(c.arg(0, "iterable"), c.at)
	start := int64(0)
	if v := c.arg(1, "start"); v != nil {
		p, _ := v.Only()
		start, _ = asInt(p)
	}
	q := in.seq(value.ListKind)
	if q.More = more; !in.sure(elems) {
		q.More = &value.Unknown{Reason: "it is not known which elements are counted"}
	}
	for i, e := range elems {
		pair := in.seq(value.TupleKind, value.Of(value.Int(start+int64(i)), value.At(c.at)), e.Val)
		q.Elems = append(q.Elems, value.Elem{When: e.When, Val: value.Of(pair, value.At(c.at))})
	}
	return value.Of(q, value.At(c.at))
}

func (in *interp) zip(c *call) *value.Value {
	q := in.seq(value.ListKind)
	var lists [][]value.Elem
	short := math.MaxInt
	for _, a := range c.args {
		elems, more := in.elements(a, c.at)
		if more != nil || !in.sure(elems) {
			return in.derived(c.at, "zip", "", c.args...)
		}
		lists = append(lists, elems)
		short = min(short, len(elems))
	}
	for i := 0; len(lists) > 0 && i < short; i++ {
		t := in.seq(value.TupleKind)
		for _, l := range lists {
			t.Elems = append(t.Elems, value.Elem{When: value.True, Val: l[i].Val})
		}
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: value.Of(t, value.At(c.at))})
	}
	return value.Of(q, value.At(c.at))
}

func (in *interp) mapOver(c *call) *value.Value {
	if len(c.args) != 2 {
		return in.derived(c.at, "map", "", c.args...)
	}
	elems, more := in.elements(c.args[1], c.at)
	q := in.seq(value.ListKind)
	q.More = more
	for _, e := range elems {
		v := in.Under(e.When, func() *value.Value { return in.callWith(c.args[0], c.at, e.Val) })
		if v != nil {
			q.Elems = append(q.Elems, value.Elem{When: e.When, Val: v})
		}
	}
	return value.Of(q, value.Merge(c.at, c.args[1]))
}

func (in *interp) filterOver(c *call) *value.Value {
	if len(c.args) != 2 {
		return in.derived(c.at, "filter", "", c.args...)
	}
	elems, more := in.elements(c.args[1], c.at)
	q := in.seq(value.ListKind)
	q.More = more
	for _, e := range elems {
		test := e.Val
		if p, ok := c.args[0].Only(); !ok || p != value.Plain(value.None{}) {
			test = in.Under(e.When, func() *value.Value { return in.callWith(c.args[0], c.at, e.Val) })
		}
		if test == nil {
			continue
		}
		if when := e.When.And(in.narrow(in.space.Truth(test))); when != value.False {
			q.Elems = append(q.Elems, value.Elem{When: when, Val: e.Val})
		}
	}
	return value.Of(q, value.Merge(c.at, c.args[1]))
}

// sorted orders the elements of q; nil if their order is not known.
func (in *interp) sorted(q *value.Seq, c *call) []value.Elem {
	type keyed struct {
		key  value.Plain
		elem value.Elem
	}
	if q.More != nil {
		return nil
	}
	var list []keyed
	for _, e := range q.Elems {
		k := e.Val
		if f := c.keyword("key"); f != nil {
			k = in.Under(e.When, func() *value.Value { return in.callWith(f, c.at, e.Val) })
		}
		if k == nil {
			return nil
		}
		p, ok := k.Only()
		if !ok {
			return nil
		}
		list = append(list, keyed{p, e})
	}
	ok := true
	slices.SortStableFunc(list, func(a, b keyed) int {
		n, known := in.order3(a.key, b.key)
		if unordered(a.key, b.key) {
			in.throw(a.elem.When.And(b.elem.When), c.at, "TypeError", "'%s' and '%s' cannot be ordered", a.key.Type(), b.key.Type())
		}
		ok = ok && known
		return n
	})
	if !ok {
		return nil
	}
	elems := make([]value.Elem, len(list))
	for i, k := range list {
		elems[i] = k.elem
	}
	if r := c.keyword("reverse"); r != nil {
		switch in.space.Truth(r) {
		case value.True:
			// Equal ones keep their order, as in Python.
			slices.SortStableFunc(list, func(a, b keyed) int {
				n, _ := in.order3(b.key, a.key)
				return n
			})
			for i, k := range list {
				elems[i] = k.elem
			}
		case value.False:
		default:
			return nil
		}
	}
	return elems
}

func (in *interp) sortedOf(c *call) *value.Value {
	if len(c.args) != 1 {
		return in.opaqueCall(c)
	}
	q := in.seq(value.ListKind)
	in.extend(q, c.args[0], c.at)
	if elems := in.sorted(q, c); elems != nil {
		q.Elems = elems
	} else if q.More == nil {
		q.More = &value.Unknown{Reason: "its order is not known"}
	}
	return value.Of(q, value.Merge(c.at, c.args[0]))
}

func (in *interp) reversed(c *call) *value.Value {
	if len(c.args) != 1 {
		return in.opaqueCall(c)
	}
	if p, ok := c.args[0].Only(); ok && hasType(p, "set", "frozenset") {
		in.throw(in.pc, c.at, "TypeError", "'%s' object is not reversible", p.Type())
		return nil
	}
	q := in.seq(value.ListKind)
	in.extend(q, c.args[0], c.at)
	q.Elems = slices.Clone(q.Elems)
	slices.Reverse(q.Elems)
	return value.Of(q, value.Merge(c.at, c.args[0]))
}

// anyAll is any(x) or all(x).
func anyAll(isAny bool) func(*interp, *call) *value.Value {
	return func(in *interp, c *call) *value.Value {
		if len(c.args) != 1 {
			return in.opaqueCall(c)
		}
		elems, more := in.elements(c.args[0], c.at)
		found := value.False // an element that decides
		for _, e := range elems {
			t := in.space.Truth(e.Val)
			if !isAny {
				t = t.Not()
			}
			found = found.Or(e.When.And(t))
		}
		if more != nil && found != value.True {
			found = found.Or(in.space.Ask("any "+strconv.FormatBool(isAny), more, more.Label()+" decides the test at "+c.at.String(), more.Label()+" does not decide the test at "+c.at.String()))
		}
		if !isAny {
			found = found.Not()
		}
		return in.boolean(found, c.at, c.args[0])
	}
}

func (in *interp) sum(c *call) *value.Value {
	if len(c.args) == 0 {
		return in.opaqueCall(c)
	}
	total := value.Of(value.Int(0), value.At(c.at))
	if v := c.arg(1, "start"); v != nil {
		total = v
	}
	elems, more := in.elements(c.args[0], c.at)
	if more != nil || !in.sure(elems) {
		return in.derived(c.at, "sum", "", c.args...)
	}
	for _, e := range elems {
		total = in.binary("+", total, e.Val, c.at)
	}
	return total
}

func minMax(sign int) func(*interp, *call) *value.Value {
	return func(in *interp, c *call) *value.Value {
		vals := c.args
		if len(vals) == 1 {
			elems, more := in.elements(vals[0], c.at)
			if more != nil || !in.sure(elems) {
				return in.derived(c.at, "minmax", "", c.args...)
			}
			vals = nil
			for _, e := range elems {
				vals = append(vals, e.Val)
			}
		}
		if len(c.keywords) > 0 {
			return in.opaqueCall(c)
		}
		if len(vals) == 0 {
			in.throw(in.pc, c.at, "ValueError", "the argument is empty")
			return nil
		}
		return in.each(vals, func(ps []value.Plain) *value.Value {
			best := 0
			for i, p := range ps[1:] {
				n, ok := in.order3(p, ps[best])
				if unordered(p, ps[best]) {
					in.throw(in.pc, c.at, "TypeError", "'%s' and '%s' cannot be ordered", p.Type(), ps[best].Type())
					return nil
				}
				if !ok {
					return in.derived(c.at, "minmax"+strconv.Itoa(sign), "", plains(ps)...)
				}
				if n*sign > 0 {
					best = i + 1
				}
			}
			return value.Of(ps[best], value.Merge(c.at, vals...))
		})
	}
}

func (in *interp) abs(c *call) *value.Value {
	if len(c.args) != 1 {
		return in.opaqueCall(c)
	}
	return in.each(c.args, func(ps []value.Plain) *value.Value {
		if n, ok := intAt(ps, 0); ok {
			return value.Of(value.Int(max(n, -n)), value.Merge(c.at, c.args...))
		}
		if f, ok := ps[0].(value.Float); ok {
			return value.Of(value.Float(math.Abs(float64(f))), value.Merge(c.at, c.args...))
		}
		if noNumber(ps[0]) {
			in.throw(in.pc, c.at, "TypeError", "bad operand type for abs(): '%s'", ps[0].Type())
			return nil
		}
		return in.opaqueCall(c)
	})
}

func (in *interp) round(c *call) *value.Value {
	if len(c.args) == 0 {
		return in.opaqueCall(c)
	}
	return in.each(c.args, func(ps []value.Plain) *value.Value {
		if f, ok := ps[0].(value.Float); ok && len(ps) == 1 && math.Abs(float64(f)) < 1e18 {
			return value.Of(value.Int(int64(math.RoundToEven(float64(f)))), value.Merge(c.at, c.args...))
		}
		if noNumber(ps[0]) {
			in.throw(in.pc, c.at, "TypeError", "type %s doesn't define __round__ method", ps[0].Type())
			return nil
		}
		return in.opaqueCall(c)
	})
}

func (in *interp) pow(c *call) *value.Value {
	if len(c.args) == 2 {
		return in.binary("**", c.args[0], c.args[1], c.at)
	}
	return in.opaqueCall(c)
}

func (in *interp) chr(c *call) *value.Value {
	if len(c.args) == 1 {
		if p, ok := c.args[0].Only(); ok {
			if n, ok := asInt(p); ok && n >= 0 && n < 0x110000 {
				return value.Of(value.Str(rune(n)), value.At(c.at))
			}
		}
	}
	return in.derived(c.at, "chr", "str", c.args...)
}

func (in *interp) ord(c *call) *value.Value {
	if len(c.args) == 1 {
		if p, ok := c.args[0].Only(); ok {
			if s, ok := p.(value.Str); ok && len([]rune(string(s))) == 1 {
				return value.Of(value.Int([]rune(string(s))[0]), value.At(c.at))
			}
		}
	}
	return in.derived(c.at, "ord", "int", c.args...)
}

func (in *interp) reprOf(c *call) *value.Value {
	return in.each(c.args, func(ps []value.Plain) *value.Value {
		if text, ok := value.Repr(ps[0]); ok {
			return value.Of(value.Str(text), value.Merge(c.at, c.args...))
		}
		return in.derived(c.at, "repr", "str", plains(ps)...)
	})
}

func (in *interp) formatCall(c *call) *value.Value {
	return in.each(c.args, func(ps []value.Plain) *value.Value {
		spec := ""
		if len(ps) > 1 {
			s, _ := ps[1].(value.Str)
			spec = string(s)
		}
		if text, ok := in.format(ps[0], spec, ""); ok {
			return value.Of(value.Str(text), value.Merge(c.at, c.args...))
		}
		return in.derived(c.at, "format", "str", plains(ps)...)
	})
}

func (in *interp) next(c *call) *value.Value {
	if len(c.args) == 0 {
		return in.opaqueCall(c)
	}
	return in.each1(c.args[0], func(a value.Alt) *value.Value {
		elems, more, ok := in.iterate(a.Plain, c.at)
		if !ok || more != nil {
			return in.opaqueCall(c)
		}
		rest := value.True
		var alts []value.Alt
		for _, e := range elems {
			for _, x := range e.Val.Alts() {
				x.When = x.When.And(e.When).And(rest)
				alts = append(alts, x)
			}
			rest = rest.Minus(e.When)
		}
		if def := c.arg(1, ""); def != nil {
			return value.Join(rest, def, value.Alternatives(alts))
		}
		in.throw(rest, c.at, "StopIteration", "nothing is left")
		return value.Alternatives(alts)
	})
}

func (in *interp) partial(c *call) *value.Value {
	if len(c.args) == 0 {
		return in.opaqueCall(c)
	}
	bound := *c
	return value.Of(&Builtin{Name: "partial", call: func(in *interp, more *call) *value.Value {
		all := &call{args: append(slices.Clone(bound.args[1:]), more.args...), at: more.at, loose: more.loose}
		all.keywords = append(slices.Clone(more.keywords), bound.keywords...)
		return in.invoke(bound.args[0], all)
	}}, value.At(c.at))
}

func (in *interp) reduce(c *call) *value.Value {
	if len(c.args) < 2 {
		return in.opaqueCall(c)
	}
	elems, more := in.elements(c.args[1], c.at)
	if more != nil || !in.sure(elems) || len(elems) == 0 && len(c.args) < 3 {
		return in.opaqueCall(c)
	}
	var acc *value.Value
	if len(c.args) > 2 {
		acc = c.args[2]
	} else {
		acc, elems = elems[0].Val, elems[1:]
	}
	for _, e := range elems {
		acc = in.callWith(c.args[0], c.at, acc, e.Val)
	}
	return acc
}

func (in *interp) shallowCopy(c *call) *value.Value {
	if len(c.args) != 1 {
		return in.opaqueCall(c)
	}
	return in.each1(c.args[0], func(a value.Alt) *value.Value { return value.Of(in.copied(a.Plain, 1, c.at), a.Origin) })
}

func (in *interp) deepCopy(c *call) *value.Value {
	if len(c.args) == 0 {
		return in.opaqueCall(c)
	}
	return in.each1(c.args[0], func(a value.Alt) *value.Value { return value.Of(in.copied(a.Plain, 50, c.at), a.Origin) })
}

// copied copies containers to a depth.
func (in *interp) copied(p value.Plain, depth int, at source.Span) value.Plain {
	if depth == 0 {
		return p
	}
	if value.TooLarge(p) {
		return &value.Unknown{Reason: "it is too large to be copied"}
	}
	inside := func(v *value.Value) *value.Value {
		if depth == 1 {
			return v
		}
		return in.each1(v, func(a value.Alt) *value.Value { return value.Of(in.copied(a.Plain, depth-1, at), a.Origin) })
	}
	switch p := p.(type) {
	case *value.Seq:
		q := in.seq(p.Kind)
		q.More = p.More
		for _, e := range p.Elems {
			q.Elems = append(q.Elems, value.Elem{When: e.When, Val: inside(e.Val)})
		}
		return q
	case *value.Dict:
		d := in.dict()
		d.More = p.More
		for _, e := range p.Entries {
			d.Set(e.Key, e.When, inside(e.Val))
		}
		return d
	}
	return p
}
