package eval

import (
	"math"
	"math/big"
	"slices"
	"strconv"

	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// libraryFunctions are those of Python's own library that work on whatever
// they are given, and so are part of the evaluator.
func libraryFunctions() map[string]func(*interp, *call) *value.Value {
	all := map[string]func(*interp, *call) *value.Value{
		"itertools.chain": (*interp).chain, "itertools.chain.from_iterable": (*interp).chainAll,
		"itertools.islice": (*interp).islice, "itertools.count": (*interp).counting, "itertools.repeat": (*interp).repeatCall,
		"itertools.product": (*interp).product, "itertools.accumulate": (*interp).accumulate, "itertools.starmap": (*interp).starMap,
		"itertools.takewhile": whileTrue(true), "itertools.dropwhile": whileTrue(false),
		"operator.itemgetter": (*interp).itemGetter, "operator.attrgetter": (*interp).attrGetter, "operator.methodcaller": (*interp).methodCaller,
		"operator.getitem":        func(in *interp, c *call) *value.Value { return in.binaryCall(c, in.getItem) },
		"collections.OrderedDict": special("OrderedDict"), "collections.defaultdict": (*interp).defaultDict,
		"collections.Counter": (*interp).counter, "contextlib.nullcontext": (*interp).nullContext,
	}
	for name, op := range map[string]string{
		"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**", "or_": "|", "and_": "&", "xor": "^", "concat": "+",
	} {
		all["operator."+name] = func(in *interp, c *call) *value.Value {
			return in.binaryCall(c, func(l, r *value.Value, at source.Span) *value.Value { return in.binary(op, l, r, at) })
		}
	}
	for name, op := range map[string]string{"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "contains": "in", "is_": "is", "is_not": "is not"} {
		all["operator."+name] = func(in *interp, c *call) *value.Value {
			return in.binaryCall(c, func(l, r *value.Value, at source.Span) *value.Value {
				if op == "in" {
					l, r = r, l
				}
				return in.boolean(in.compareOp(op, l, r, at), at, l, r)
			})
		}
	}
	all["operator.not_"] = func(in *interp, c *call) *value.Value {
		if len(c.args) != 1 {
			return in.opaqueCall(c)
		}
		return in.boolean(in.truth(c.args[0]).Not(), c.at, c.args[0])
	}
	return all
}

func (in *interp) binaryCall(c *call, f func(l, r *value.Value, at source.Span) *value.Value) *value.Value {
	if len(c.args) != 2 || c.loose != nil {
		return in.opaqueCall(c)
	}
	return f(c.args[0], c.args[1], c.at)
}

// chained is an iterator over several, one after the other.
func (in *interp) chained(c *call, next func() (*value.Value, bool)) *value.Value {
	var cur *cursor
	return in.lazily("chain", c, false, func(it *iterator) (value.Elem, bool) {
		for in.pc != value.False {
			if cur == nil {
				v, ok := next()
				if !ok {
					return value.Elem{}, false
				}
				cur = in.cursor(v, c.at)
				it.mixed = it.mixed || cur.mixed
			}
			if e, ok := cur.next(); ok {
				return e, true
			}
			if cur.more != nil {
				it.more = cur.more
				return value.Elem{}, false
			}
			cur = nil
		}
		return value.Elem{}, false
	})
}

func (in *interp) chain(c *call) *value.Value {
	if c.loose != nil {
		return in.derivedCall("chain", unset, c)
	}
	n := 0
	v := in.chained(c, func() (*value.Value, bool) {
		n++
		if n > len(c.args) {
			return nil, false
		}
		return c.args[n-1], true
	})
	in.mixedFrom(v, c.args)
	return v
}

// mixedFrom notes of an iterator that the order of what it is made of is not
// known.
func (in *interp) mixedFrom(v *value.Value, from []*value.Value) {
	if v == nil {
		return
	}
	it := v.Alts()[0].Plain.(*iterator)
	for _, f := range from {
		for _, a := range f.Alts() {
			it.mixed = it.mixed || in.mixed(a.Plain)
		}
	}
}

func (in *interp) chainAll(c *call) *value.Value {
	if !in.fits(c, "from_iterable", 1, 1) {
		return in.derivedCall("chain", unset, c)
	}
	elems, more := in.elements(c.args[0], c.at)
	if more != nil || !in.sure(elems) || in.mixed(c.args[0].Alts()[0].Plain) {
		return in.derivedCall("chain", unset, c)
	}
	var args []*value.Value
	for _, e := range elems {
		args = append(args, e.Val)
	}
	return in.chain(&call{args: args, at: c.at})
}

func (in *interp) islice(c *call) *value.Value {
	var n []int64
	for _, a := range c.args[min(1, len(c.args)):] {
		p, _ := a.Only()
		k, ok := asInt(p)
		if _, none := p.(value.None); none {
			k, ok = math.MaxInt32, true
		}
		if !ok || k < 0 {
			return in.derivedCall("islice", unset, c)
		}
		n = append(n, k)
	}
	low, step := int64(0), int64(1)
	switch len(n) {
	case 1:
		n = []int64{0, n[0]}
	case 2:
	case 3:
		step = max(n[2], 1)
	default:
		return in.derivedCall("islice", unset, c)
	}
	if low = n[0]; low == math.MaxInt32 {
		low = 0
	}
	cur := in.cursor(c.args[0], c.at)
	at, next := int64(0), low
	return in.lazily("islice", c, cur.mixed, func(it *iterator) (value.Elem, bool) {
		for next < n[1] {
			e, ok := cur.next()
			if !ok || cur.mixed || !in.relativeTrue(e.When) {
				if it.more = cur.more; ok {
					it.more = tooLong(c.at)
				}
				return value.Elem{}, false
			}
			at++
			if at > next {
				next += step
				return e, true
			}
		}
		return value.Elem{}, false
	})
}

func (in *interp) counting(c *call) *value.Value {
	v, step := c.arg(0, "start"), c.arg(1, "step")
	if v == nil {
		v = value.Of(value.Int(0), value.At(c.at))
	}
	if step == nil {
		step = value.Of(value.Int(1), value.At(c.at))
	}
	if n, ok := step.Only(); ok && (n == value.Int(1) || n == value.Bool(true)) { // then it counts with an int
		v = in.each1(v, func(a value.Alt) *value.Value {
			if b, ok := a.Plain.(value.Bool); ok {
				i, _ := asInt(b)
				return value.Of(value.Int(i), a.Origin)
			}
			return value.Of(a.Plain, a.Origin)
		})
	}
	return in.lazily("count", c, false, func(*iterator) (value.Elem, bool) {
		now := v
		v = in.binary("+", v, step, c.at)
		return value.Elem{When: value.True, Val: now}, in.pc != value.False
	})
}

func (in *interp) repeatCall(c *call) *value.Value {
	left, limited := int64(0), false
	if v := c.arg(1, "times"); v != nil {
		p, _ := v.Only()
		if left, limited = asInt(p); !limited {
			return in.derivedCall("repeat", unset, c)
		}
	}
	if len(c.args) == 0 {
		return in.derivedCall("repeat", unset, c)
	}
	return in.lazily("repeat", c, false, func(*iterator) (value.Elem, bool) {
		left--
		return value.Elem{When: value.True, Val: c.args[0]}, !limited || left >= 0
	})
}

func (in *interp) product(c *call) *value.Value {
	rows := [][]*value.Value{nil}
	for _, a := range c.args {
		elems, more := in.elements(a, c.at)
		if more != nil || !in.sure(elems) || in.mixed(a.Alts()[0].Plain) || len(rows)*len(elems) > maxElems || len(c.keywords) > 0 {
			return in.derivedCall("product", unset, c)
		}
		var longer [][]*value.Value
		for _, row := range rows {
			for _, e := range elems {
				longer = append(longer, append(slices.Clone(row), e.Val))
			}
		}
		rows = longer
	}
	var elems []value.Elem
	for _, row := range rows {
		elems = append(elems, value.Elem{When: value.True, Val: value.Of(in.seq(value.TupleKind, row...), value.At(c.at))})
	}
	return value.Of(listed("product", elems, nil), value.Merge(c.at, c.args...))
}

func (in *interp) accumulate(c *call) *value.Value {
	if len(c.args) == 0 || len(c.args) > 2 || len(c.keywords) > 0 {
		return in.derivedCall("accumulate", unset, c)
	}
	cur := in.cursor(c.args[0], c.at)
	var total *value.Value
	return in.lazily("accumulate", c, cur.mixed, func(it *iterator) (value.Elem, bool) {
		e, ok := cur.next()
		if !ok || cur.mixed || !in.relativeTrue(e.When) {
			if it.more = cur.more; ok {
				it.more = tooLong(c.at)
			}
			if it.more != nil { // what is not known may not be added up
				in.mayFail(c.at, c.args...)
			}
			return value.Elem{}, false
		}
		switch {
		case total == nil:
			total = e.Val
		case len(c.args) > 1:
			total = in.callWith(c.args[1], c.at, total, e.Val)
		default:
			total = in.binary("+", total, e.Val, c.at)
		}
		return value.Elem{When: value.True, Val: total}, in.pc != value.False
	})
}

func (in *interp) starMap(c *call) *value.Value {
	if !in.fits(c, "starmap", 2, 2) {
		return in.derivedCall("starmap", unset, c)
	}
	cur := in.cursor(c.args[1], c.at)
	return in.lazily("starmap", c, cur.mixed, func(it *iterator) (value.Elem, bool) {
		e, ok := cur.next()
		if !ok {
			if it.more = cur.more; it.more != nil {
				in.mayFail(c.at, c.args...)
			}
			return e, false
		}
		args, more := in.elements(e.Val, c.at)
		with := &call{at: c.at}
		if more != nil || !in.sure(args) {
			with.loose = tooLong(c.at)
		}
		for _, a := range args {
			with.args = append(with.args, a.Val)
		}
		v := in.Under(e.When, func() *value.Value { return in.invoke(c.args[0], with) })
		return value.Elem{When: e.When, Val: v}, v != nil && in.pc != value.False
	})
}

// whileTrue is takewhile or dropwhile.
func whileTrue(take bool) func(*interp, *call) *value.Value {
	return func(in *interp, c *call) *value.Value {
		if !in.fits(c, "takewhile", 2, 2) {
			return in.derivedCall("takewhile", unset, c)
		}
		cur := in.cursor(c.args[1], c.at)
		turned := false
		giveUp := func(it *iterator, e value.Elem) (value.Elem, bool) {
			it.more = tooLong(c.at)
			in.mayFail(c.at, e.Val)
			if !turned {
				in.callOnRest(c.args[0], it.more, c.at)
			}
			return value.Elem{}, false
		}
		return in.lazily("takewhile", c, cur.mixed, func(it *iterator) (value.Elem, bool) {
			for {
				e, ok := cur.next()
				if !ok {
					if it.more = cur.more; !turned {
						in.callOnRest(c.args[0], cur.more, c.at)
					}
					return value.Elem{}, false
				}
				if cur.mixed || !in.relativeTrue(e.When) {
					return giveUp(it, e)
				}
				if turned {
					return e, true
				}
				t := in.narrow(in.truth(in.callWith(c.args[0], c.at, e.Val)))
				if t != value.True && t != value.False {
					return giveUp(it, e)
				}
				turned = !take && t == value.False
				if t == value.True && take || turned {
					return e, true
				}
				if take {
					return value.Elem{}, false
				}
			}
		})
	}
}

// getter is a function of one argument.
func getter(c *call, name string, f func(in *interp, v *value.Value, at source.Span) *value.Value) *value.Value {
	return value.Of(&Builtin{Name: name, call: func(in *interp, more *call) *value.Value {
		if len(more.args) != 1 {
			return in.opaqueCall(more)
		}
		return f(in, more.args[0], more.at)
	}}, value.At(c.at))
}

func (in *interp) itemGetter(c *call) *value.Value {
	if len(c.args) == 0 || c.loose != nil {
		return in.derivedCall("itemgetter", unset, c)
	}
	return getter(c, "itemgetter", func(in *interp, v *value.Value, at source.Span) *value.Value {
		if len(c.args) == 1 {
			return in.getItem(v, c.args[0], at)
		}
		q := in.seq(value.TupleKind)
		for _, a := range c.args {
			q.Elems = append(q.Elems, value.Elem{When: value.True, Val: in.getItem(v, a, at)})
		}
		return value.Of(q, value.At(at))
	})
}

func (in *interp) attrGetter(c *call) *value.Value {
	name, ok := text(c.arg(0, ""))
	if !ok || len(c.args) != 1 {
		return in.derivedCall("attrgetter", unset, c)
	}
	return getter(c, "attrgetter", func(in *interp, v *value.Value, at source.Span) *value.Value {
		return in.fieldValue("0."+name, new(int), &call{args: []*value.Value{v}, at: at})
	})
}

func (in *interp) methodCaller(c *call) *value.Value {
	name, ok := text(c.arg(0, ""))
	if !ok || c.loose != nil {
		return in.derivedCall("methodcaller", unset, c)
	}
	return getter(c, "methodcaller", func(in *interp, v *value.Value, at source.Span) *value.Value {
		m := in.getattr(v, name, at)
		if in.pc == value.False {
			return nil
		}
		return in.invoke(m, &call{args: c.args[1:], keywords: c.keywords, at: at})
	})
}

// special makes a dict of a type that only prints itself in its own way.
func special(name string) func(*interp, *call) *value.Value {
	return func(in *interp, c *call) *value.Value {
		v := in.toDict(c)
		if v == nil || in.pc == value.False {
			return v
		}
		for _, a := range v.Alts() {
			if d, ok := a.Plain.(*value.Dict); ok {
				in.kinds[d] = dictKind{name: name}
			}
		}
		return v
	}
}

// A dictKind is what a dict is beside being one.
type dictKind struct {
	name    string
	factory *value.Value // what makes a missing item
}

func (in *interp) defaultDict(c *call) *value.Value {
	with := *c
	var factory *value.Value
	if len(c.args) > 0 {
		factory = c.args[0]
		with.args = c.args[1:]
		if p, ok := factory.Only(); ok && hasType(p, "NoneType") {
			factory = nil
		}
	}
	if factory != nil {
		in.throw(noFactory(factory), c.at, "TypeError", "first argument must be callable or None")
		in.eachDo(factory, func(a value.Alt) {
			if isUnknown(a.Plain) {
				in.mayRaise(c.at, "TypeError", value.Of(a.Plain, a.Origin))
			}
		})
	}
	if in.pc == value.False {
		return nil
	}
	v := in.toDict(&with)
	if d, ok := v.Alts()[0].Plain.(*value.Dict); ok {
		in.kinds[d] = dictKind{"defaultdict", factory}
	}
	return v
}

// noFactory is the condition under which v surely makes no items.
func noFactory(v *value.Value) *value.Cond {
	refused := value.False
	for _, a := range v.Alts() {
		if _, none := a.Plain.(value.None); !none && (noNumber(a.Plain) || hasType(a.Plain, "int", "bool", "float")) {
			refused = refused.Or(a.When)
		}
	}
	return refused
}

// counter is collections.Counter(iterable).
func (in *interp) counter(c *call) *value.Value {
	if len(c.args) != 1 || len(c.keywords) > 0 {
		return in.derivedCall("Counter", unset, c)
	}
	zero := value.Of(&Builtin{Name: "int", call: castNumber("int")}, value.At(c.at))
	d := in.dict()
	in.kinds[d] = dictKind{"Counter", zero}
	if p, ok := c.args[0].Only(); ok && p.Type() == "dict" {
		in.update(d, c.args[0], c.at)
		return value.Of(d, value.At(c.at))
	}
	cur := in.cursor(c.args[0], c.at)
	d.More = cur.each(func(e value.Elem) {
		in.Under(e.When, func() *value.Value {
			n := in.dictGet(d, e.Val, value.Of(value.Int(0), value.At(c.at)), c.at)
			in.put(d, e.Val, in.binary("+", n, value.Of(value.Int(1), value.At(c.at)), c.at), c.at)
			return nil
		})
	})
	d.Mixed = cur.mixed // the counts are the same in any order
	return value.Of(d, value.Merge(c.at, c.args...))
}

// missingItem is what d[key] gives for a key that is not there, of a dict
// that makes it; nil if d is none.
func (in *interp) missingItem(d *value.Dict, key value.Alt, at source.Span) *value.Value {
	kind, ok := in.kinds[d]
	if !ok || kind.factory == nil || in.pc == value.False {
		return nil
	}
	v := in.callWith(kind.factory, at)
	if kind.name == "defaultdict" && in.pc != value.False {
		in.put(d, value.Of(key.Plain, key.Origin), v, at)
	}
	return v
}

// nullContext is contextlib.nullcontext(x).
func (in *interp) nullContext(c *call) *value.Value {
	v := value.Of(value.None{}, value.At(c.at))
	if len(c.args) > 0 {
		v = c.args[0]
	}
	enter := value.Of(&Builtin{Name: "__enter__", call: func(*interp, *call) *value.Value { return v }}, nil)
	cl := &Class{Name: "nullcontext", scope: newScope(nil, nil)}
	cl.scope.bind("__enter__", value.True, enter)
	return value.Of(&Instance{Class: cl, attrs: newScope(nil, nil)}, value.At(c.at))
}

// divMod is divmod(a, b).
func (in *interp) divMod(c *call) *value.Value {
	if !in.fits(c, "divmod", 2, 2) {
		return in.opaqueCall(c)
	}
	q := in.binary("//", c.args[0], c.args[1], c.at)
	r := in.binary("%", c.args[0], c.args[1], c.at)
	return value.Of(in.seq(value.TupleKind, q, r), value.Merge(c.at, c.args...))
}

// inBase is hex, oct or bin.
func inBase(base int, prefix string) func(*interp, *call) *value.Value {
	return func(in *interp, c *call) *value.Value {
		if !in.fits(c, "hex", 1, 1) {
			return in.opaqueCall(c)
		}
		return in.each(c.args, func(ps []value.Plain) *value.Value {
			n, ok := asBig(plainly(ps[0]))
			if !ok {
				if noNumber(ps[0]) || hasType(ps[0], "float") {
					in.throw(in.pc, c.at, "TypeError", "'%s' object cannot be interpreted as an integer", ps[0].Type())
					return nil
				}
				return in.opaqueCall(c)
			}
			text := prefix + new(big.Int).Abs(n).Text(base)
			if n.Sign() < 0 {
				text = "-" + text
			}
			return value.Of(value.Str(text), value.Merge(c.at, c.args...))
		})
	}
}

// fromBase is int(text, base); nil where it raised.
func (in *interp) fromBase(c *call) *value.Value {
	base := c.arg(1, "base")
	if base == nil || len(c.args) == 0 || c.loose != nil {
		return in.derived(c.at, "int", "int", c.values()...)
	}
	return in.each([]*value.Value{c.args[0], base}, func(ps []value.Plain) *value.Value {
		s, isText := ps[0].(value.Str)
		b, isInt := asInt(ps[1])
		if !isText || !isInt || !isASCII(string(s)) || b != 0 && (b < 2 || b > 36) {
			in.mayRaise(c.at, "", c.args...)
			return in.derived(c.at, "int", "int", plains(ps)...)
		}
		n, ok := parseBase(string(s), int(b))
		if !ok {
			in.throw(in.pc, c.at, "ValueError", "invalid literal for int() with base %d", b)
			return nil
		}
		return value.Of(integer(n), value.Merge(c.at, c.args...))
	})
}

func parseBase(s string, base int) (*big.Int, bool) {
	s = trimSpace(s)
	sign := ""
	if s != "" && (s[0] == '-' || s[0] == '+') {
		sign, s = s[:1], s[1:]
	}
	if len(s) > 2 && s[0] == '0' && base != 0 {
		if b := map[byte]int{'x': 16, 'X': 16, 'o': 8, 'O': 8, 'b': 2, 'B': 2}[s[1]]; b == base {
			s = s[2:]
		}
	}
	if s == "" || len(s) > 1000 || s[0] == '-' || s[0] == '+' {
		return nil, false
	}
	digits, ok := withoutUnderscores(s)
	if !ok {
		return nil, false
	}
	if base == 0 && len(digits) > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9' {
		return nil, false
	}
	return new(big.Int).SetString(sign+digits, base)
}

// roundTo is round(x, n) for a known n; nil if it is not computed.
func roundTo(f float64, n int64) (value.Plain, bool) {
	if n < 0 || n > 15 || math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, false
	}
	// Python rounds the exact decimal value half to even, as this does.
	text := strconv.FormatFloat(f, 'f', int(n), 64)
	r, err := strconv.ParseFloat(text, 64)
	return value.Float(r), err == nil
}

// evalCall is eval(text) of an expression.
func (in *interp) evalCall(c *call) *value.Value {
	s, ok := text(c.arg(0, ""))
	if !ok || len(c.args) != 1 || len(s) > 4096 {
		in.mayRaise(c.at, "", c.args...)
		return in.opaqueCall(c)
	}
	m := python.Parse(source.NewFile(c.at.File, []byte(trimSpace(s))))
	if len(m.Body) != 1 || len(m.Notes) > 0 || in.calls >= maxCalls {
		in.mayRaise(c.at, "", c.args...)
		return in.opaqueCall(c)
	}
	e, ok := m.Body[0].(*python.ExprStmt)
	if !ok {
		in.throw(in.pc, c.at, "SyntaxError", "invalid syntax")
		return nil
	}
	in.calls++
	v := in.expr(e.X)
	in.calls--
	return v
}
