package eval

import (
	"math/big"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A call is the arguments of one call.
type call struct {
	args     []*value.Value
	keywords []models.Keyword
	loose    *value.Unknown // set if there may be further arguments
	at       source.Span
}

func (c *call) keyword(name string) *value.Value {
	for _, k := range c.keywords {
		if k.Name == name {
			return k.Val
		}
	}
	return nil
}

// arg is the argument at i or called name, or nil.
func (c *call) arg(i int, name string) *value.Value {
	if i < len(c.args) {
		return c.args[i]
	}
	return c.keyword(name)
}

func (c *call) values() []*value.Value {
	all := slices.Clone(c.args)
	for _, k := range c.keywords {
		all = append(all, k.Val)
	}
	return all
}

func (in *interp) callExpr(e *python.Call) *value.Value {
	fn := in.expr(e.Fun)
	c := in.arguments(e.Args, e.Keywords, e.Place)
	if in.pc == value.False {
		return value.Alternatives(nil)
	}
	in.blame = append(c.values(), fn)
	v := in.invoke(fn, c)
	in.noteRemoval(e)
	return v
}

// removals are the methods that take something out of a setting.
var removals = map[string]bool{"remove": true, "pop": true, "clear": true, "discard": true}

// noteRemoval makes the line that takes something out of a setting its
// newest one: what is missing from then on is missing because of it.
func (in *interp) noteRemoval(e *python.Call) {
	attr, ok := e.Fun.(*python.Attribute)
	if !ok || !removals[attr.Attr] || in.pc == value.False {
		return
	}
	name, ok := attr.X.(*python.Name)
	if !ok || !isSetting(name.ID) || in.frame.scope.history == nil {
		return
	}
	if v, ok := in.frame.scope.vars[name.ID]; ok {
		in.bind(in.frame.scope, name.ID, v.Under(in.pc).Step(value.Changed, e.Place, name.ID+" loses something"), e.Place)
	}
}

func (in *interp) arguments(args []python.Expr, keywords []python.Keyword, at source.Span) *call {
	c := &call{at: at}
	for _, a := range args {
		star, ok := a.(*python.Starred)
		if !ok {
			c.args = append(c.args, in.expr(a))
			continue
		}
		elems, more := in.elements(in.expr(star.X), star.Place)
		if more != nil || !in.sure(elems) {
			c.loose = &value.Unknown{Reason: "the arguments at " + at.String() + " are not known"}
			continue
		}
		for _, el := range elems {
			c.args = append(c.args, el.Val)
		}
	}
	for _, k := range keywords {
		if k.Name != "" {
			c.keywords = append(c.keywords, models.Keyword{Name: k.Name, Val: in.expr(k.Value)})
			continue
		}
		in.spread(c, in.expr(k.Value))
	}
	return c
}

// spread adds **v to the keyword arguments.
func (in *interp) spread(c *call, v *value.Value) {
	in.eachDo(v, func(a value.Alt) { in.asKeywords(a.Plain, c.at) })
	p, ok := v.Only()
	d, isDict := p.(*value.Dict)
	if !ok || !isDict || !d.Firm() {
		c.loose = &value.Unknown{Reason: "the arguments at " + c.at.String() + " are not known"}
		return
	}
	for _, e := range d.Entries {
		if name, ok := e.Key.(value.Str); ok {
			c.keywords = append(c.keywords, models.Keyword{Name: string(name), Val: e.Val})
		}
	}
}

// asKeywords raises TypeError where p cannot be spread as keyword arguments.
func (in *interp) asKeywords(p value.Plain, at source.Span) {
	switch p := p.(type) {
	case value.None, value.Bool, value.Int, value.Big, value.Float, value.Str, value.Bytes, value.Path, *value.Seq, *rangeOf, *iterator, *view, *Func:
		in.throw(in.pc, at, "TypeError", "argument after ** must be a mapping, not %s", p.Type())
	case *value.Dict:
		for _, e := range p.Entries {
			if _, text := e.Key.(value.Str); !text && !isUnknown(e.Key) {
				in.throw(e.When, at, "TypeError", "keywords must be strings")
			}
		}
	default:
		in.mayFail(at, value.Of(p, nil))
	}
}

// Call implements models.Machine.
func (in *interp) Call(fn *value.Value, span source.Span, args ...*value.Value) *value.Value {
	return in.callWith(fn, span, args...)
}

func (in *interp) callWith(fn *value.Value, at source.Span, args ...*value.Value) *value.Value {
	return in.invoke(fn, &call{args: args, at: at})
}

// invoke calls each thing that fn may be.
func (in *interp) invoke(fn *value.Value, c *call) *value.Value {
	return in.each1(fn, func(a value.Alt) *value.Value { return in.invokePlain(a, c) })
}

func (in *interp) invokePlain(a value.Alt, c *call) *value.Value {
	switch p := a.Plain.(type) {
	case *Func:
		return in.remembered(p, c, func() *value.Value { return in.callFunc(p, c) })
	case *Bound:
		with := *c
		with.args = append([]*value.Value{p.Self}, c.args...)
		return in.invokePlain(value.Alt{When: value.True, Plain: p.Fn, Origin: a.Origin}, &with)
	case *Builtin:
		return p.call(in, c)
	case *Method:
		return in.callMethod(p, c)
	case *Class:
		return in.instantiate(p, c)
	case *Instance:
		if m, ok := in.classAttr(p.Class, "__call__"); ok {
			with := *c
			with.args = append([]*value.Value{value.Of(p, a.Origin)}, c.args...)
			return in.invoke(m, &with)
		}
	case *External:
		return in.callExternal(p, c)
	case *models.Object:
		if f, ok := models.Functions(p.Class + "#__call__"); ok {
			return in.model(f, c.at, p, c.args, c.keywords)
		}
	case *Property:
		return value.Of(p, a.Origin)
	case value.None, value.Bool, value.Int, value.Str, *value.Seq, *value.Dict:
		in.throw(in.pc, c.at, "TypeError", "'%s' object is not callable", a.Plain.Type())
		return nil
	}
	in.escape(c)
	return in.derivedCall("call", value.Of(a.Plain, a.Origin), c)
}

// derivedCall is the unknown result of a call, which may fail too.
func (in *interp) derivedCall(op string, fn *value.Value, c *call) *value.Value {
	in.mayFail(c.at, append(c.values(), fn)...)
	return in.derived(c.at, op+" "+c.at.String()+" "+itoa(c.at.Column), "", append([]*value.Value{fn}, c.values()...)...)
}

// model calls a modelled function.
func (in *interp) model(f models.Func, at source.Span, self value.Plain, args []*value.Value, keywords []models.Keyword) *value.Value {
	for i, v := range args {
		if v != nil {
			args[i] = in.listOf(v, at)
		}
	}
	for i, k := range keywords {
		keywords[i].Val = in.listOf(k.Val, at)
	}
	saved := in.frame.span
	in.frame.span = at
	defer func() { in.frame.span = saved }()
	return f(in.modelCall(at, self, args, keywords))
}

func (in *interp) modelCall(at source.Span, self value.Plain, args []*value.Value, keywords []models.Keyword) *models.Call {
	return &models.Call{Machine: in, Self: self, Args: args, Keywords: keywords, Span: at}
}

// callExternal calls something in a library: a model if there is one, else
// the result is unknown.
func (in *interp) callExternal(e *External, c *call) *value.Value {
	in.noteCall(e.Path, c)
	if f, ok := models.Functions(e.Path); ok && c.loose == nil {
		v := in.model(f, c.at, nil, c.args, c.keywords)
		in.mayFailIn(e.Path, v, c)
		return v
	}
	if f, ok := externalBuiltins[e.Path]; ok {
		return f(in, c)
	}
	in.escape(c)
	if m := in.frame.module; m != nil && in.frame.scope == m.scope {
		m.foreign = true
	}
	u := &value.Unknown{Reason: e.Path + "() is outside the repository", Name: e.Path + "()"}
	if known := c.values(); len(known) > 0 {
		models.Inherit(u, known...)
		u.Outside = false
		u.Name, u.Reason = e.Path+"()", e.Path+"() is outside the repository"
	}
	return value.Of(u, value.Merge(c.at, c.values()...))
}

// mayFailIn tells of a call of a modelled function that it might raise where
// what it gives, v, is not known.
func (in *interp) mayFailIn(name string, v *value.Value, c *call) {
	if v == nil || in.failing == nil || !models.Fallible(name) {
		return
	}
	vague := value.False
	for _, a := range v.Alts() {
		if unclear(a.Plain) {
			vague = vague.Or(a.When)
		}
	}
	in.Under(vague, func() *value.Value { in.mayFail(c.at, v); return nil })
}

// unclear reports whether nothing, or not all, is known of p.
func unclear(p value.Plain) bool {
	switch p := p.(type) {
	case *value.Unknown:
		return true
	case *value.Seq:
		return p.More != nil
	case *value.Dict:
		return p.More != nil
	}
	return false
}

// escape deals with what a function that is not known might do to the
// arguments it is given: a namespace may be filled by it.
func (in *interp) escape(c *call) {
	for _, v := range c.values() {
		for _, a := range v.Alts() {
			if n, ok := a.Plain.(*namespace); ok {
				in.blur(n.scope, &value.Unknown{Reason: "the call at " + c.at.String() + " may set it"}, c.at)
			}
		}
	}
}

// function makes a function of the project; defaults are evaluated now.
func (in *interp) function(name string, params []python.Param, body []python.Stmt, result python.Expr) *Func {
	f := &Func{
		Name: name, Params: params, Body: body, Result: result,
		globals: in.frame.globals, module: in.frame.module, defaults: map[string]*value.Value{},
	}
	// A class body is not visible from the functions in it.
	for f.closure = in.frame.scope; f.closure != nil && f.closure.class; {
		f.closure = f.closure.parent
	}
	for _, p := range params {
		if p.Default != nil {
			f.defaults[p.Name] = in.expr(p.Default)
		}
	}
	return f
}

func (in *interp) functionDef(s *python.FunctionDef) {
	f := in.function(s.Name, s.Params, s.Body, nil)
	f.Generator, f.Async = s.Generator, s.Async
	v := value.Of(f, value.At(s.Place))
	for _, d := range slices.Backward(s.Decorators) {
		v = in.decorate(d, v)
	}
	in.bind(in.target(s.Name), s.Name, v, s.Place)
}

// harmless lists decorators that leave what a function returns as it is.
var harmless = map[string]bool{
	"lru_cache": true, "cache": true, "wraps": true, "contextmanager": true, "no_type_check": true,
	"override": true, "final": true, "overload": true, "cached": true, "abstractmethod": true,
}

// named gives a function the name of the one that wraps() is given.
func (in *interp) named(d python.Expr, v *value.Value) *value.Value {
	c, ok := d.(*python.Call)
	p, _ := v.Only()
	f, isFunc := p.(*Func)
	if !ok || !isFunc || len(c.Args) == 0 {
		return v
	}
	as := *f
	as.Name, as.wraps = "", in.expr(c.Args[0])
	return value.Of(&as, v.Origin())
}

// caching lists the decorators of functools that give what was given before
// for the same arguments.
var caching = map[string]bool{"lru_cache": true, "cache": true}

// remembering makes a function keep what it returns.
func remembering(v *value.Value) *value.Value {
	return withFunc(v, func(f *Func) { f.memo = map[string]memory{} })
}

// withFunc is a function with a change to it; what is none is left as it is.
func withFunc(v *value.Value, change func(*Func)) *value.Value {
	p, _ := v.Only()
	f, ok := p.(*Func)
	if !ok {
		return v
	}
	changed := *f
	change(&changed)
	return value.Of(&changed, v.Origin())
}

// A memory is what a call returned, and where.
type memory struct {
	when *value.Cond
	val  *value.Value
}

// remembered is what a call returned before, or what it returns now.
func (in *interp) remembered(f *Func, c *call, run func() *value.Value) *value.Value {
	if f.memo == nil {
		return run()
	}
	key := ""
	for _, v := range c.args {
		p, _ := v.Under(in.pc).Only()
		h, ok := value.Hash(p)
		if !ok || p == nil {
			return run()
		}
		key += itoa(len(h)) + p.Type() + ":" + h
	}
	for _, k := range c.keywords {
		p, _ := k.Val.Under(in.pc).Only()
		h, ok := value.Hash(p)
		if !ok || p == nil {
			return run()
		}
		key += "," + k.Name + "=" + itoa(len(h)) + p.Type() + ":" + h
	}
	if m, ok := f.memo[key]; ok && in.surely(m.when) {
		return m.val
	}
	v := run()
	if in.pc != value.False && v != nil {
		f.memo[key] = memory{in.pc, v}
	}
	return v
}

// decorate applies one decorator.
func (in *interp) decorate(d python.Expr, v *value.Value) *value.Value {
	if name, kind := decoratorKind(d); kind != "" {
		switch {
		case caching[name]:
			return remembering(v)
		case name == "wraps":
			return in.named(d, v)
		case name == "abstractmethod":
			return abstract(v)
		}
		if kind == "keep" || name == "setter" || name == "deleter" {
			return v
		}
		return value.Of(&Property{Get: v, Kind: kind}, value.At(d.Span()))
	}
	return in.callWith(in.expr(d), d.Span(), v)
}

func decoratorKind(d python.Expr) (name, kind string) {
	if c, ok := d.(*python.Call); ok {
		d = c.Fun
		name, kind = decoratorKind(d)
		if kind != "keep" {
			return "", ""
		}
		return name, kind
	}
	switch d := d.(type) {
	case *python.Name:
		name = d.ID
	case *python.Attribute:
		name = d.Attr
		if name == "setter" || name == "deleter" {
			return name, "keep"
		}
	}
	switch {
	case name == "property" || name == "cached_property" || name == "classproperty":
		return name, "property"
	case name == "staticmethod" || name == "classmethod":
		return name, name
	case harmless[name]:
		return name, "keep"
	}
	return name, ""
}

// callFunc runs a function of the project.
func (in *interp) callFunc(f *Func, c *call) *value.Value {
	if in.calls == 0 {
		in.calm = in.pc
	}
	// Where it is not known whether there is a further call, there may be none.
	if in.calls >= maxCalls && in.pc != in.calm || in.depth > maxTotal {
		in.mayRaise(c.at, "RecursionError", c.values()...)
		return in.unknown(c.at, "calls are nested too deep", "", c.values()...)
	}
	if in.calls >= maxFrames {
		in.throw(in.pc, c.at, "RecursionError", "maximum recursion depth exceeded")
		return nil
	}
	if c.loose != nil {
		in.mayFail(c.at, c.values()...)
		return in.unknown(c.at, c.loose.Reason, "", c.values()...)
	}
	scope := newScope(f.closure, in.born())
	scope.locals = f.locals()
	fr := &frame{scope: scope, globals: f.globals, fn: f, module: f.module, span: c.at}
	outer := in.frame
	fr.handling = outer.handling
	in.calls++
	fr.depth = in.depth
	in.frame = fr
	in.bindParams(f, c)
	if f.Generator && in.pc != value.False {
		in.frame = outer
		in.calls--
		return value.Of(in.generatorCall(f, fr, c.at), value.At(c.at))
	}
	var result *value.Value
	if f.Body == nil && f.Result != nil {
		result = in.expr(f.Result)
	} else {
		in.block(f.Body)
		result = in.finish(fr, c.at)
	}
	in.frame = outer
	in.calls--
	return in.returned(f, result, c.at)
}

// generatorCall is what calling a generator function gives.
func (in *interp) generatorCall(f *Func, fr *frame, at source.Span) *iterator {
	return in.generator("generator", fr, func(co *coroutine) {
		fr.co = co
		in.calls++
		in.block(f.Body)
		co.result = in.finish(fr, at)
		in.calls--
	})
}

// finish joins what was returned with the None of falling off the end, and
// opens the path again where the function returned.
func (in *interp) finish(fr *frame, at source.Span) *value.Value {
	alts := fr.returns
	if in.pc != value.False {
		alts = append(alts, value.Alt{When: in.pc, Plain: value.None{}, Origin: value.At(at)})
	}
	for _, a := range fr.returns {
		in.pc = in.pc.Or(a.When)
	}
	return value.Alternatives(in.settleHere(alts))
}

// settleHere makes alternatives that hold on the whole path unconditional.
func (in *interp) settleHere(alts []value.Alt) []value.Alt {
	for i, a := range alts {
		if in.pc != value.False && in.surely(a.When) {
			return []value.Alt{{When: value.True, Plain: alts[i].Plain, Origin: alts[i].Origin}}
		}
	}
	return alts
}

// returned adds the call to the history of what a function returned.
func (in *interp) returned(f *Func, v *value.Value, at source.Span) *value.Value {
	if f.Result != nil || f.module == nil || f.module == in.frame.module && at.File == "" {
		return v
	}
	return v.Map(func(o *value.Origin) *value.Origin {
		if o == nil || o.Span.File == at.File && o.Span.Line == at.Line {
			return o
		}
		return o.Then(value.Called, at, "")
	})
}

// bindParams gives the parameters their arguments. What does not fit raises
// TypeError, as in Python.
func (in *interp) bindParams(f *Func, c *call) {
	s := in.frame.scope
	set := func(name string, v *value.Value) {
		s.names = append(s.names, name)
		s.vars[name] = v
	}
	next := 0
	for _, p := range f.Params {
		switch p.Kind {
		case python.VarArgs:
			set(p.Name, value.Of(in.seq(value.TupleKind, c.args[min(next, len(c.args)):]...), value.At(c.at)))
			next = len(c.args)
			continue
		case python.VarKeywords:
			d := in.dict()
			for _, k := range c.keywords {
				if !hasParam(f.Params, k.Name) {
					d.Set(value.Str(k.Name), value.True, k.Val)
				}
			}
			set(p.Name, value.Of(d, value.At(c.at)))
			continue
		}
		if next < len(c.args) && p.Kind != python.KeywordOnly {
			set(p.Name, c.args[next])
			next++
			continue
		}
		if v := c.keyword(p.Name); v != nil && p.Kind != python.PosOnly {
			set(p.Name, v)
		} else if v, ok := f.defaults[p.Name]; ok {
			set(p.Name, v)
		} else {
			in.throw(in.pc, c.at, "TypeError", "%s() missing the argument '%s'", f.Name, p.Name)
			return
		}
	}
	if next < len(c.args) {
		in.throw(in.pc, c.at, "TypeError", "%s() takes fewer arguments", f.Name)
	}
	spare := slices.ContainsFunc(f.Params, func(p python.Param) bool { return p.Kind == python.VarKeywords })
	byPosition := map[string]bool{}
	for i, p := range f.Params {
		byPosition[p.Name] = i < len(c.args) && p.Kind == python.Positional && i < positional(f.Params)
	}
	for i, k := range c.keywords {
		known := hasParam(f.Params, k.Name)
		again := slices.ContainsFunc(c.keywords[:i], func(o models.Keyword) bool { return o.Name == k.Name })
		if !known && !spare || known && byPosition[k.Name] || again {
			in.throw(in.pc, c.at, "TypeError", "%s() got an unexpected keyword argument '%s'", f.Name, k.Name)
			return
		}
	}
}

// positional counts the parameters that take arguments by position.
func positional(params []python.Param) int {
	n := 0
	for _, p := range params {
		if p.Kind == python.Positional || p.Kind == python.PosOnly {
			n++
		}
	}
	return n
}

func hasParam(params []python.Param, name string) bool {
	return slices.ContainsFunc(params, func(p python.Param) bool {
		return p.Name == name && (p.Kind == python.Positional || p.Kind == python.KeywordOnly)
	})
}

// callMethod calls a built-in method of a data value or a modelled object.
func (in *interp) callMethod(m *Method, c *call) *value.Value {
	if o, ok := m.Self.(*models.Object); ok {
		f, _ := models.Functions(o.Class + "#" + m.Name)
		if c.loose != nil {
			return in.unknown(c.at, c.loose.Reason, "", c.values()...)
		}
		v := in.model(f, c.at, o, c.args, c.keywords)
		in.mayFailIn(o.Class+"#"+m.Name, v, c)
		return v
	}
	self := value.Of(m.Self, m.Origin)
	if c.loose != nil {
		return in.derivedCall("."+m.Name, self, c)
	}
	v := in.dataMethod(m, self, c)
	if v == nil {
		return value.Alternatives(nil)
	}
	return v
}

func (in *interp) dataMethod(m *Method, self *value.Value, c *call) *value.Value {
	switch p := m.Self.(type) {
	case value.Str:
		return in.strMethod(string(p), m.Name, self, c)
	case *value.Unknown:
		if !total(p, m.Name, c) {
			in.mayRaise(c.at, "", self)
		}
		return in.unknownStrMethod(m.Name, self, c)
	case value.Bytes:
		return in.bytesMethod(string(p), m.Name, self, c)
	case *value.Seq:
		if p.Kind >= value.SetKind {
			return in.setMethod(p, m.Name, self, c)
		}
		return in.listMethod(p, m.Name, self, c)
	case *value.Dict:
		return in.dictMethod(p, m.Name, self, c)
	case *namespace:
		return in.namespaceMethod(p, m.Name, c)
	case *Builtin:
		return in.typeMethod(p, m.Name, c)
	case value.Path:
		if f, ok := models.Functions("pathlib.Path#" + m.Name); ok {
			return in.model(f, c.at, p, c.args, c.keywords)
		}
	case value.Timedelta:
		if m.Name == "total_seconds" {
			return value.Of(value.Float(float64(p)/1e6), value.Merge(c.at, self))
		}
	case value.Int:
		if m.Name == "bit_length" {
			return value.Of(value.Int(new(big.Int).SetInt64(int64(p)).BitLen()), value.Merge(c.at, self))
		}
	}
	return in.derivedCall("."+m.Name, self, c)
}

// totalMethods are the methods of text that give something for each text.
var totalMethods = map[string]bool{
	"strip": true, "lstrip": true, "rstrip": true, "lower": true, "upper": true, "title": true, "capitalize": true, "casefold": true,
	"swapcase": true, "split": true, "rsplit": true, "splitlines": true, "partition": true, "rpartition": true, "startswith": true,
	"endswith": true, "find": true, "rfind": true, "count": true, "replace": true, "removeprefix": true, "removesuffix": true,
	"isdigit": true, "isnumeric": true, "isdecimal": true, "isalpha": true, "isalnum": true, "isspace": true, "isupper": true,
	"islower": true, "istitle": true, "isascii": true, "isidentifier": true, "isprintable": true,
}

// total reports whether a method of an unknown value cannot fail: of text,
// with arguments that fit.
func total(u *value.Unknown, name string, c *call) bool {
	if u.TypeName != "str" || !totalMethods[name] || len(c.keywords) > 0 {
		return false
	}
	ps := make([]value.Plain, len(c.args))
	for i, v := range c.args {
		p, ok := v.Only()
		if s, isText := p.(value.Str); !ok || isText && s == "" {
			return false
		}
		ps[i] = p
	}
	return unfit(name, ps) == ""
}

// hasMethod reports whether a data value has a method of this name.
func hasMethod(p value.Plain, name string) bool {
	switch p := p.(type) {
	case value.Str:
		return slices.Contains(strMethods, name)
	case value.Bytes:
		return slices.Contains(strMethods, name) || name == "decode" || name == "hex"
	case *value.Seq:
		switch p.Kind {
		case value.ListKind:
			return slices.Contains(listMethods, name)
		case value.TupleKind:
			return name == "count" || name == "index" || strings.HasPrefix(name, "__")
		}
		return slices.Contains(setMethods, name)
	case *value.Dict:
		return slices.Contains(dictMethods, name)
	case value.Path:
		return lists("PosixPath", name) == value.Yes && !slices.Contains(pathProperties, name)
	case value.Timedelta:
		return name == "total_seconds"
	case value.Opaque, *Method, *Bound, *Builtin, *sliceIndex:
		return true
	case value.Int, value.Float, value.Bool:
		return !strings.HasPrefix(name, "__") && slices.Contains([]string{"bit_length", "real", "imag", "is_integer", "to_bytes", "conjugate", "hex"}, name)
	}
	return false
}
