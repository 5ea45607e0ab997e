package eval

import (
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// builtins are Python's built-in names.
var builtins map[string]value.Plain

// externalBuiltins are functions of libraries that need the evaluator
// itself, by dotted name.
var externalBuiltins map[string]func(*interp, *call) *value.Value

// otherBuiltins are names that every program can use and that are not
// followed.
const otherBuiltins = "aiter anext ascii breakpoint bytearray complex copyright credits help license memoryview"

// The tables are filled here because their functions refer to the tables.
func init() {
	builtins = map[string]value.Plain{}
	for name, f := range map[string]func(*interp, *call) *value.Value{
		"int": castNumber("int"), "float": castNumber("float"), "str": (*interp).toStr, "bool": (*interp).toBool,
		"list": collect(value.ListKind), "tuple": collect(value.TupleKind), "set": collect(value.SetKind),
		"frozenset": collect(value.FrozenSetKind), "dict": (*interp).toDict, "len": (*interp).length,
		"range": (*interp).rangeCall, "enumerate": (*interp).enumerate, "zip": (*interp).zip, "map": (*interp).mapOver,
		"filter": (*interp).filterOver, "sorted": (*interp).sortedOf, "reversed": (*interp).reversed,
		"any": anyAll(true), "all": anyAll(false), "sum": (*interp).sum, "min": minMax(-1), "max": minMax(1),
		"abs": (*interp).abs, "round": (*interp).round, "isinstance": (*interp).isInstance, "issubclass": (*interp).isSubclass,
		"getattr": (*interp).getAttr, "setattr": (*interp).setAttr, "hasattr": (*interp).hasAttr, "callable": (*interp).callable,
		"globals": (*interp).globalsOf, "locals": (*interp).localsOf, "vars": (*interp).varsOf, "dir": (*interp).dirOf,
		"print": (*interp).ignore, "open": (*interp).open, "repr": (*interp).reprOf, "type": (*interp).typeOf,
		"super": (*interp).superCall, "iter": (*interp).iterCall, "next": (*interp).next, "__import__": (*interp).importCall,
		"object": (*interp).object, "property": wrap("property"), "staticmethod": wrap("staticmethod"),
		"classmethod": wrap("classmethod"), "bytes": (*interp).toBytes, "chr": (*interp).chr, "ord": (*interp).ord,
		"id": (*interp).opaqueCall, "hash": (*interp).opaqueCall, "input": (*interp).opaqueCall, "exec": (*interp).exec,
		"eval": (*interp).evalCall, "compile": (*interp).compile, "format": (*interp).formatCall, "divmod": (*interp).divMod, "oct": inBase(8, "0o"), "bin": inBase(2, "0b"),
		"pow": (*interp).pow, "slice": (*interp).opaqueCall, "exit": (*interp).exit, "quit": (*interp).exit, "hex": inBase(16, "0x"),
		"delattr": (*interp).delAttr, "execfile": (*interp).execfile,
	} {
		builtins[name] = &Builtin{Name: name, call: f}
	}
	for _, name := range strings.Fields(otherBuiltins) {
		builtins[name] = &External{Path: "builtins." + name}
	}
	builtins["Ellipsis"] = value.Ellipsis{}
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
		"collections.namedtuple": (*interp).namedTuple, "dataclasses.field": (*interp).fieldCall,
		"types.SimpleNamespace": (*interp).simpleNamespace,
		"enum.auto": func(in *interp, c *call) *value.Value {
			return value.Of(value.Opaque{TypeName: "auto"}, value.At(c.at))
		},
		"copy.copy": (*interp).shallowCopy, "copy.deepcopy": (*interp).deepCopy,
		"inspect.getmembers":      (*interp).members,
		"dynaconf.DjangoDynaconf": (*interp).djangoDynaconf, "dynaconf.contrib.DjangoDynaconf": (*interp).djangoDynaconf,
		"dynaconf.contrib.django_dynaconf_v2.DjangoDynaconf": (*interp).djangoDynaconf, "dynaconf.Dynaconf": (*interp).newDynaconf,
		"dynaconf.LazySettings":         (*interp).newDynaconf,
		"configurations.pristinemethod": (*interp).pristine, "configurations.decorators.pristinemethod": (*interp).pristine,
	}
	maps.Copy(externalBuiltins, libraryFunctions())
	maps.Copy(externalBuiltins, urlFunctions())
}

func (in *interp) ignore(c *call) *value.Value { return value.Of(value.None{}, value.At(c.at)) }

// opaqueCall is the unknown result of a built-in function, which may fail too.
func (in *interp) opaqueCall(c *call) *value.Value {
	in.mayFail(c.at, c.values()...)
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
			if typ == "float" {
				return value.Of(value.Float(0), value.At(c.at))
			}
			return value.Of(value.Int(0), value.At(c.at))
		}
		if len(c.args) > 1 || len(c.keywords) > 0 {
			return in.fromBase(c)
		}
		return in.each(c.args, func(ps []value.Plain) *value.Value {
			p := in.number1(typ, ps[0], c.at)
			if p == nil {
				return nil
			}
			if u, ok := p.(*value.Unknown); ok && u.Key == "" {
				in.mayRaise(c.at, castFailure(ps[0]), value.Of(ps[0], nil))
				return in.derived(c.at, typ, typ, value.Of(ps[0], c.args[0].Origin()))
			}
			return value.Of(p, value.Merge(c.at, c.args...))
		})
	}
}

// castFailure is the exception that a number which cannot be read from p
// raises; empty if there are several.
func castFailure(p value.Plain) string {
	if p.Type() == "str" {
		return "ValueError"
	}
	return ""
}

// number1 converts one value; nil where it raised, an empty Unknown where
// the number is not known.
func (in *interp) number1(typ string, p value.Plain, at source.Span) value.Plain {
	unknown := &value.Unknown{}
	p = plainly(p)
	if s, ok := p.(value.Str); ok {
		text, sound := withoutUnderscores(trimSpace(string(s)))
		if !sound {
			in.throw(in.pc, at, "ValueError", "invalid literal")
			return nil
		}
		if typ == "int" {
			n, err := strconv.ParseInt(text, 10, 64)
			if err == nil {
				return value.Int(n)
			}
			if b, ok := new(big.Int).SetString(text, 10); ok && len(text) < 1000 {
				return integer(b)
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
	case isBig(p):
		return p
	}
	return ofFloat(f)
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
	return in.boolean(in.truth(c.args[0]), c.at, c.args[0])
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
	environ := false
	if len(c.args) > 0 {
		if p, ok := c.args[0].Only(); ok {
			environ = models.IsEnviron(p)
		}
		if !environ {
			in.update(d, c.args[0], c.at)
		}
	}
	for _, k := range c.keywords {
		in.put(d, value.Of(value.Str(k.Name), value.At(c.at)), k.Val, c.at)
	}
	if c.loose != nil {
		d.More = c.loose
	}
	if environ {
		return value.Of(models.EnvironCopy(in, nil, d), value.At(c.at))
	}
	return value.Of(d, value.Merge(c.at, c.args...))
}

func (in *interp) length(c *call) *value.Value {
	if len(c.args) != 1 {
		return in.opaqueCall(c)
	}
	return in.each1(c.args[0], func(a value.Alt) *value.Value {
		self := value.Of(a.Plain, a.Origin)
		switch p := plainly(a.Plain).(type) {
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
		case *rangeOf:
			return value.Of(value.Int(p.count()), value.Merge(c.at, self))
		case *view:
			return in.length(&call{args: []*value.Value{value.Of(p.dict, a.Origin)}, at: c.at})
		case *Instance:
			if m, ok := in.classAttr(p.Class, "__len__"); ok {
				return in.asLength(in.callWith(m, c.at, self), c.at)
			}
		case value.None, value.Bool, value.Int, value.Big, value.Float, *iterator, *Func:
			in.throw(in.pc, c.at, "TypeError", "object of type '%s' has no len()", p.Type())
			return nil
		case *value.Unknown:
			switch p.TypeName {
			case "bool", "int", "float":
				in.throw(in.pc, c.at, "TypeError", "object of type '%s' has no len()", p.TypeName)
				return nil
			case "range": // it may be longer than a length can be
				in.mayRaise(c.at, "OverflowError", self)
			case "":
				in.mayRaise(c.at, "TypeError", self)
			}
		}
		return in.derived(c.at, "len", "int", self)
	})
}

// count is how many of elems are there.
func (in *interp) count(elems []value.Elem, at source.Span) *value.Value {
	sure, reached := 0, []*value.Cond{value.True} // how many of the others there are
	for _, e := range elems {
		if e.When == value.True {
			sure++
			continue
		}
		next := append(slices.Clone(reached), value.False)
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
		alts = append(alts, value.Alt{When: when, Plain: value.Int(sure + n), Origin: value.At(at)})
	}
	return value.Alternatives(in.settleHere(alts))
}

func (in *interp) rangeCall(c *call) *value.Value {
	return in.each(c.args, func(ps []value.Plain) *value.Value {
		n := make([]int64, len(ps))
		for i, p := range ps {
			k, ok := asInt(p)
			if !ok && (noNumber(p) || hasType(p, "float")) {
				in.throw(in.pc, c.at, "TypeError", "'%s' object cannot be interpreted as an integer", p.Type())
				return nil
			}
			if !ok {
				return in.derived(c.at, "range", "range", c.args...)
			}
			n[i] = k
		}
		r := &rangeOf{step: 1}
		switch len(n) {
		case 1:
			r.high = n[0]
		case 2:
			r.low, r.high = n[0], n[1]
		case 3:
			r.low, r.high, r.step = n[0], n[1], n[2]
		default:
			in.throw(in.pc, c.at, "TypeError", "range expected 1 to 3 arguments, got %d", len(n))
			return nil
		}
		if r.step == 0 {
			in.throw(in.pc, c.at, "ValueError", "range() arg 3 must not be zero")
			return nil
		}
		return value.Of(r, value.Merge(c.at, c.args...))
	})
}

// sorted orders the elements of q; nil if their order is not known.
//
// tied tells that the order of some depends on where they were before.
func (in *interp) sorted(q *value.Seq, c *call) (_ []value.Elem, tied bool) {
	type keyed struct {
		key  value.Plain
		elem value.Elem
	}
	if q.More != nil {
		return nil, false
	}
	var list []keyed
	for _, e := range q.Elems {
		k := e.Val
		if f := c.keyword("key"); f != nil {
			k = in.Under(e.When, func() *value.Value { return in.callWith(f, c.at, e.Val) })
		}
		if k == nil {
			return nil, false
		}
		p, ok := k.Only()
		if !ok {
			return nil, false
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
		tied = tied || n == 0
		return n
	})
	if !ok {
		return nil, false
	}
	elems := make([]value.Elem, len(list))
	for i, k := range list {
		elems[i] = k.elem
	}
	if r := c.keyword("reverse"); r != nil {
		// Before 3.12 Python takes ints only.
		if p, ok := r.Only(); !ok || !hasType(p, "int", "bool") {
			in.doubts++
			in.mayFail(c.at, r)
		}
		switch in.truth(r) {
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
			return nil, false
		}
	}
	return elems, tied
}

func (in *interp) sortedOf(c *call) *value.Value {
	if len(c.args) != 1 {
		return in.opaqueCall(c)
	}
	q := in.seq(value.ListKind)
	in.extend(q, c.args[0], c.at)
	if elems, tied := in.sorted(q, c); elems != nil {
		q.Elems, q.Mixed = elems, q.Mixed && tied
	} else {
		in.mayFail(c.at, c.values()...)
		q.Mixed = true
		if q.More == nil {
			q.More = &value.Unknown{Reason: "its order is not known"}
		}
	}
	return value.Of(q, value.Merge(c.at, c.args[0]))
}

func (in *interp) abs(c *call) *value.Value {
	if len(c.args) != 1 {
		return in.opaqueCall(c)
	}
	return in.each(c.args, func(ps []value.Plain) *value.Value {
		if n, ok := intAt(ps, 0); ok {
			return value.Of(integer(new(big.Int).Abs(big.NewInt(n))), value.Merge(c.at, c.args...))
		}
		if n, ok := asBig(ps[0]); ok {
			return value.Of(integer(n.Abs(n)), value.Merge(c.at, c.args...))
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
		_, none := append(ps, value.None{})[1].(value.None)
		if f, ok := ps[0].(value.Float); ok && none {
			if p := in.number1("int", value.Float(math.RoundToEven(float64(f))), c.at); p != nil {
				return value.Of(p, value.Merge(c.at, c.args...))
			}
			return nil
		}
		if n, ok := asBig(ps[0]); ok && none {
			return value.Of(integer(n), value.Merge(c.at, c.args...))
		}
		if f, ok := ps[0].(value.Float); ok {
			if n, ok := intAt(ps, 1); ok {
				if p, ok := roundTo(float64(f), n); ok {
					return value.Of(p, value.Merge(c.at, c.args...))
				}
			}
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
		if text, ok := in.repr(ps[0]); ok {
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
		q.More, q.Mixed = p.More, p.Mixed
		for _, e := range p.Elems {
			q.Elems = append(q.Elems, value.Elem{When: e.When, Val: inside(e.Val)})
		}
		return q
	case *value.Dict:
		d := in.dict()
		d.More, d.Mixed = p.More, p.Mixed
		for _, e := range p.Entries {
			d.Set(e.Key, e.When, inside(e.Val))
		}
		return d
	}
	return p
}

func trimSpace(s string) string { return strings.TrimFunc(s, pythonSpace) }

// withoutUnderscores drops the underscores between digits; false if one
// stands elsewhere.
func withoutUnderscores(s string) (string, bool) {
	for i := range len(s) {
		if s[i] != '_' {
			continue
		}
		if i == 0 || i == len(s)-1 || !alnum(s[i-1]) || !alnum(s[i+1]) {
			return s, false
		}
	}
	return strings.ReplaceAll(s, "_", ""), true
}

func alnum(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}
