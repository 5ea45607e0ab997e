package eval

import (
	"strings"
	"unicode"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

var strMethods = []string{
	"capitalize", "casefold", "center", "count", "decode", "encode", "endswith", "expandtabs", "find", "format",
	"format_map", "index", "isalnum", "isalpha", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric",
	"isspace", "istitle", "isupper", "join", "ljust", "lower", "lstrip", "partition", "removeprefix", "removesuffix",
	"replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith",
	"strip", "swapcase", "title", "translate", "upper", "zfill",
}

// strResults gives the type of what a text method returns, for texts that
// are not known.
var strResults = map[string]string{
	"split": "list", "rsplit": "list", "splitlines": "list", "encode": "bytes", "partition": "tuple", "rpartition": "tuple",
	"startswith": "bool", "endswith": "bool", "isdigit": "bool", "isnumeric": "bool", "isupper": "bool", "islower": "bool",
	"isalpha": "bool", "isalnum": "bool", "isspace": "bool", "find": "int", "count": "int", "index": "int", "rfind": "int",
}

// unknownMethod is the result of a method of an unknown value. Lists are
// lists with unknown elements.
func (in *interp) unknownStrMethod(name string, self *value.Value, c *call) *value.Value {
	typ, ok := strResults[name]
	if !ok {
		typ = "str"
	}
	v := in.derived(c.at, "."+name, typ, append([]*value.Value{self}, c.values()...)...)
	if typ != "list" && typ != "tuple" {
		return v
	}
	u, _ := v.Alts()[0].Plain.(*value.Unknown)
	q := in.seq(map[string]value.SeqKind{"tuple": value.TupleKind}[typ])
	q.More = u
	return value.Of(q, v.Origin())
}

// strMethod calls a method of text.
func (in *interp) strMethod(s, name string, self *value.Value, c *call) *value.Value {
	switch name {
	case "format":
		return in.strFormat(s, self, c)
	case "join":
		return in.join(s, self, c)
	}
	args := c.args
	for _, k := range []string{"sep", "maxsplit", "keepends"} {
		if v := c.keyword(k); v != nil {
			for len(args) == 0 && k == "maxsplit" {
				args = append(args, value.Of(value.None{}, value.At(c.at)))
			}
			args = append(args, v)
		}
	}
	return in.each(args, func(ps []value.Plain) *value.Value {
		p := in.strCall(s, name, ps, c)
		if p == nil {
			if in.pc == value.False {
				return nil
			}
			return in.unknownStrMethod(name, self, c)
		}
		return value.Of(p, value.Merge(c.at, append([]*value.Value{self}, args...)...))
	})
}

// strCall computes a method of text; nil if it cannot or where it raised.
func (in *interp) strCall(s, name string, ps []value.Plain, c *call) value.Plain {
	str := func(i int) (string, bool) {
		if i >= len(ps) {
			return "", false
		}
		t, ok := ps[i].(value.Str)
		return string(t), ok
	}
	a, okA := str(0)
	b, okB := str(1)
	switch name {
	case "lower", "casefold":
		return value.Str(strings.ToLower(s))
	case "upper":
		return value.Str(strings.ToUpper(s))
	case "capitalize":
		r := []rune(strings.ToLower(s))
		if len(r) > 0 {
			r[0] = unicode.ToTitle(r[0])
		}
		return value.Str(r)
	case "title":
		return value.Str(titleCase(s))
	case "swapcase":
		return nil
	case "strip", "lstrip", "rstrip":
		return strip(s, name, ps, a, okA)
	case "split", "rsplit":
		return in.split(s, name, ps, c)
	case "splitlines":
		if len(ps) == 0 {
			return in.texts(splitLines(s), c.at)
		}
	case "replace":
		if okA && okB {
			n := -1
			if len(ps) > 2 {
				k, ok := asInt(ps[2])
				if !ok {
					return nil
				}
				n = int(k)
			}
			return value.Str(strings.Replace(s, a, b, n))
		}
	case "startswith", "endswith":
		return affix(s, name, ps)
	case "removeprefix":
		if okA {
			return value.Str(strings.TrimPrefix(s, a))
		}
	case "removesuffix":
		if okA {
			return value.Str(strings.TrimSuffix(s, a))
		}
	case "count":
		if okA && a != "" && len(ps) == 1 {
			return value.Int(strings.Count(s, a))
		}
	case "find", "rfind", "index", "rindex":
		return in.findText(s, name, a, okA && len(ps) == 1, c)
	case "partition", "rpartition":
		if okA && a != "" {
			return in.partition(s, a, name, c.at)
		}
	case "isdigit", "isdecimal", "isnumeric":
		return allRunes(s, unicode.IsDigit)
	case "isalpha":
		return allRunes(s, unicode.IsLetter)
	case "isalnum":
		return allRunes(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	case "isspace":
		return allRunes(s, unicode.IsSpace)
	case "isupper":
		return value.Bool(strings.ToUpper(s) == s && strings.ToLower(s) != s)
	case "islower":
		return value.Bool(strings.ToLower(s) == s && strings.ToUpper(s) != s)
	case "encode":
		return encode(s, ps)
	case "zfill":
		if n, ok := intAt(ps, 0); ok && n < 4096 {
			text, _ := formatSpec(value.Str(s), "0>"+itoa(int(n)))
			return value.Str(text)
		}
	case "ljust", "rjust", "center":
		if n, ok := intAt(ps, 0); ok && n < 4096 && len(ps) == 1 && name != "center" {
			text, _ := formatSpec(value.Str(s), map[string]string{"ljust": "<", "rjust": ">"}[name]+itoa(int(n)))
			return value.Str(text)
		}
	}
	return nil
}

func intAt(ps []value.Plain, i int) (int64, bool) {
	if i >= len(ps) {
		return 0, false
	}
	return asInt(ps[i])
}

func titleCase(s string) string {
	r := []rune(s)
	inWord := false
	for i, c := range r {
		if inWord {
			r[i] = unicode.ToLower(c)
		} else {
			r[i] = unicode.ToTitle(c)
		}
		inWord = unicode.IsLetter(c)
	}
	return string(r)
}

// pythonSpace is what str.strip() and str.split() take for white space.
func pythonSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

func strip(s, name string, ps []value.Plain, cut string, ok bool) value.Plain {
	in := func(r rune) bool { return strings.ContainsRune(cut, r) }
	if len(ps) == 0 || ps[0] == value.Plain(value.None{}) {
		in, ok = pythonSpace, true
	}
	if !ok {
		return nil
	}
	if name != "rstrip" {
		s = strings.TrimLeftFunc(s, in)
	}
	if name != "lstrip" {
		s = strings.TrimRightFunc(s, in)
	}
	return value.Str(s)
}

func (in *interp) texts(parts []string, at source.Span) value.Plain {
	q := in.seq(value.ListKind)
	for _, p := range parts {
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: value.Of(value.Str(p), value.At(at))})
	}
	return q
}

func (in *interp) split(s, name string, ps []value.Plain, c *call) value.Plain {
	limit := -1
	if len(ps) > 1 {
		n, ok := asInt(ps[1])
		if !ok {
			return nil
		}
		limit = int(n)
	}
	if len(ps) == 0 || ps[0] == value.Plain(value.None{}) {
		if limit >= 0 {
			return nil
		}
		return in.texts(strings.FieldsFunc(s, pythonSpace), c.at)
	}
	sep, ok := ps[0].(value.Str)
	switch {
	case !ok:
		if _, unknown := ps[0].(*value.Unknown); !unknown {
			in.throw(in.pc, c.at, "TypeError", "must be str or None, not %s", ps[0].Type())
		}
		return nil
	case sep == "":
		in.throw(in.pc, c.at, "ValueError", "empty separator")
		return nil
	case limit < 0:
		return in.texts(strings.Split(s, string(sep)), c.at)
	case name == "split":
		return in.texts(strings.SplitN(s, string(sep), limit+1), c.at)
	}
	var parts []string
	for range limit {
		i := strings.LastIndex(s, string(sep))
		if i < 0 {
			break
		}
		parts = append([]string{s[i+len(sep):]}, parts...)
		s = s[:i]
	}
	return in.texts(append([]string{s}, parts...), c.at)
}

func splitLines(s string) []string {
	lines := strings.FieldsFunc(strings.NewReplacer("\r\n", "\n\x00", "\r", "\n\x00", "\n", "\n\x00").Replace(s), func(r rune) bool { return r == 0 })
	for i, l := range lines {
		lines[i] = strings.TrimSuffix(l, "\n")
	}
	return lines
}

func affix(s, name string, ps []value.Plain) value.Plain {
	test := strings.HasPrefix
	if name == "endswith" {
		test = strings.HasSuffix
	}
	if len(ps) != 1 {
		return nil
	}
	switch p := ps[0].(type) {
	case value.Str:
		return value.Bool(test(s, string(p)))
	case *value.Seq:
		if !p.Firm() {
			return nil
		}
		for _, e := range p.Elems {
			only, ok := e.Val.Only()
			t, isText := only.(value.Str)
			if !ok || !isText {
				return nil
			}
			if test(s, string(t)) {
				return value.Bool(true)
			}
		}
		return value.Bool(false)
	}
	return nil
}

func (in *interp) findText(s, name, sub string, ok bool, c *call) value.Plain {
	if !ok {
		return nil
	}
	i := strings.Index(s, sub)
	if strings.HasPrefix(name, "r") {
		i = strings.LastIndex(s, sub)
	}
	if i < 0 && strings.HasSuffix(name, "index") {
		in.throw(in.pc, c.at, "ValueError", "substring not found")
		return nil
	}
	if i > 0 {
		i = len([]rune(s[:i]))
	}
	return value.Int(i)
}

func (in *interp) partition(s, sep, name string, at source.Span) value.Plain {
	i := strings.Index(s, sep)
	parts := []string{s, "", ""}
	if name == "rpartition" {
		i = strings.LastIndex(s, sep)
		parts = []string{"", "", s}
	}
	if i >= 0 {
		parts = []string{s[:i], sep, s[i+len(sep):]}
	}
	q := in.texts(parts, at).(*value.Seq)
	q.Kind = value.TupleKind
	return q
}

func allRunes(s string, f func(rune) bool) value.Plain {
	if s == "" {
		return value.Bool(false)
	}
	return value.Bool(strings.IndexFunc(s, func(r rune) bool { return !f(r) }) < 0)
}

func encode(s string, ps []value.Plain) value.Plain {
	name := "utf-8"
	if len(ps) > 0 {
		t, ok := ps[0].(value.Str)
		if !ok {
			return nil
		}
		name = strings.ToLower(strings.ReplaceAll(string(t), "_", "-"))
	}
	ascii := strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
	if name == "utf-8" || name == "utf8" || ascii && (name == "ascii" || name == "latin-1" || name == "us-ascii") {
		return value.Bytes(s)
	}
	return nil
}

// join is s.join(list). Elements that may be absent give one text each way.
func (in *interp) join(sep string, self *value.Value, c *call) *value.Value {
	if len(c.args) != 1 {
		return in.unknownStrMethod("join", self, c)
	}
	elems, more := in.elements(c.args[0], c.at)
	unsure := 0
	for _, e := range elems {
		if e.When != value.True && !in.surely(e.When) {
			unsure++
		}
	}
	if more != nil || unsure > 5 {
		return in.unknownStrMethod("join", self, c)
	}
	vals := make([]*value.Value, len(elems))
	for i, e := range elems {
		vals[i] = value.Join(in.relative(e.When), e.Val, unset)
	}
	return in.each(vals, func(ps []value.Plain) *value.Value {
		var parts []string
		for _, p := range ps {
			switch p := p.(type) {
			case value.Str:
				parts = append(parts, string(p))
			case value.Unset:
			case *value.Unknown, *External:
				return in.unknownStrMethod("join", value.Of(p, nil), c)
			default:
				in.throw(in.pc, c.at, "TypeError", "expected str instance, %s found", p.Type())
				return nil
			}
		}
		return value.Of(value.Str(strings.Join(parts, sep)), value.Merge(c.at, vals...))
	})
}

func (in *interp) bytesMethod(s, name string, self *value.Value, c *call) *value.Value {
	if name == "decode" {
		return value.Of(value.Str(s), value.Merge(c.at, self))
	}
	return in.derivedCall("bytes."+name, self, c)
}

var listMethods = []string{"append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"}

// listMethod calls a method of a list or tuple.
func (in *interp) listMethod(q *value.Seq, name string, self *value.Value, c *call) *value.Value {
	none := value.Of(value.None{}, value.At(c.at))
	guard := in.guard(q.Born)
	arg := c.arg(0, "")
	switch {
	case name == "append" && arg != nil:
		q.Elems = append(q.Elems[:len(q.Elems):len(q.Elems)], value.Elem{When: guard, Val: arg.Step(value.Changed, c.at, "")})
	case name == "extend" && arg != nil:
		in.extend(q, arg, c.at)
	case name == "insert" && len(c.args) == 2:
		in.insert(q, c.args[0], c.args[1], guard, c.at)
	case name == "remove" && arg != nil:
		in.remove(q, arg, guard, c.at)
	case name == "clear":
		for i := range q.Elems {
			q.Elems[i].When = q.Elems[i].When.Minus(guard)
		}
		q.Elems = dropNever(q.Elems)
		if guard == value.True {
			q.More = nil
		}
	case name == "copy":
		cp := in.seq(q.Kind, nil)
		cp.Elems, cp.More = append([]value.Elem{}, q.Elems...), q.More
		return value.Of(cp, value.Merge(c.at, self))
	case name == "pop":
		return in.popList(q, arg, guard, self, c)
	case name == "index" && arg != nil:
		return in.indexOf(q, arg, self, c)
	case name == "count" && arg != nil && q.Firm():
		n := 0
		for _, e := range q.Elems {
			switch in.space.Equals(e.Val, arg) {
			case value.True:
				n++
			case value.False:
			default:
				return in.derivedCall(".count", self, c)
			}
		}
		return value.Of(value.Int(n), value.At(c.at))
	case name == "reverse" && guard == value.True:
		elems := make([]value.Elem, 0, len(q.Elems))
		for i := len(q.Elems) - 1; i >= 0; i-- {
			elems = append(elems, q.Elems[i])
		}
		q.Elems = elems
	case name == "sort" && guard == value.True:
		sorted := in.sorted(q, c)
		if sorted == nil {
			q.More = &value.Unknown{Reason: "its order is not known"}
			break
		}
		q.Elems = sorted
	default:
		in.wroteSeq(q)
		return in.derivedCall("."+name, self, c)
	}
	in.wroteSeq(q)
	return none
}

func (in *interp) insert(q *value.Seq, index, v *value.Value, guard *value.Cond, at source.Span) {
	p, _ := index.Under(in.pc).Only()
	n, ok := asInt(p)
	if !ok || n != 0 && !in.sure(q.Elems) {
		n = int64(len(q.Elems))
		if q.More == nil && !ok {
			q.More = &value.Unknown{Reason: "where an element is inserted at " + at.String() + " is not known"}
		}
	}
	if n < 0 {
		n = max(0, n+int64(len(q.Elems)))
	}
	n = min(n, int64(len(q.Elems)))
	elems := make([]value.Elem, 0, len(q.Elems)+1)
	elems = append(elems, q.Elems[:n]...)
	elems = append(elems, value.Elem{When: guard, Val: v.Step(value.Changed, at, "")})
	q.Elems = append(elems, q.Elems[n:]...)
}

// remove takes out the first element equal to v; where there is none,
// ValueError is raised.
func (in *interp) remove(q *value.Seq, v *value.Value, guard *value.Cond, at source.Span) {
	rest := guard
	elems := append([]value.Elem{}, q.Elems...)
	for i, e := range elems {
		hit := e.When.And(in.space.Equals(e.Val, v)).And(rest)
		if hit == value.False {
			continue
		}
		elems[i].When = e.When.Minus(hit)
		rest = rest.Minus(hit)
	}
	q.Elems = dropNever(elems)
	if q.More == nil {
		in.throw(rest, at, "ValueError", "list.remove(x): x not in list")
	}
}

func (in *interp) popList(q *value.Seq, arg *value.Value, guard *value.Cond, self *value.Value, c *call) *value.Value {
	in.wroteSeq(q)
	n := int64(-1)
	if arg != nil {
		p, _ := arg.Only()
		k, ok := asInt(p)
		if !ok {
			q.More = &value.Unknown{Reason: "an element is taken out at " + c.at.String()}
			return in.derivedCall(".pop", self, c)
		}
		n = k
	}
	if n < 0 {
		n += int64(len(q.Elems))
	}
	if q.More != nil || !in.sure(q.Elems) {
		q.More = &value.Unknown{Reason: "an element is taken out at " + c.at.String()}
		return in.derivedCall(".pop", self, c)
	}
	if n < 0 || n >= int64(len(q.Elems)) {
		in.throw(in.pc, c.at, "IndexError", "pop from empty list")
		return nil
	}
	v := q.Elems[n].Val
	in.removeAt(q, int(n), guard)
	return v
}

func (in *interp) indexOf(q *value.Seq, v, self *value.Value, c *call) *value.Value {
	if !in.sure(q.Elems) || q.More != nil {
		return in.derivedCall(".index", self, c)
	}
	var alts []value.Alt
	rest := value.True
	for i, e := range q.Elems {
		hit := in.space.Equals(e.Val, v).And(rest)
		if hit != value.False {
			alts = append(alts, value.Alt{When: hit, Plain: value.Int(i), Origin: value.At(c.at)})
			rest = rest.Minus(hit)
		}
	}
	in.throw(rest, c.at, "ValueError", "the value is not in the list")
	return value.Alternatives(alts)
}

var dictMethods = []string{"clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values"}

// dictMethod calls a method of a dict.
func (in *interp) dictMethod(d *value.Dict, name string, self *value.Value, c *call) *value.Value {
	none := value.Of(value.None{}, value.At(c.at))
	key, def := c.arg(0, "key"), c.arg(1, "default")
	if def == nil {
		def = none
	}
	switch {
	case name == "get" && key != nil:
		return in.dictGet(d, key, def, c.at)
	case name == "setdefault" && key != nil:
		there := in.pairs(self, key, func(_, k value.Plain) *value.Cond { return in.hasKey(d, k) })
		in.Under(there.Not(), func() *value.Value { in.put(d, key, def, c.at); return nil })
		return in.dictGet(d, key, def, c.at)
	case name == "update":
		if len(c.args) > 0 {
			in.update(d, c.args[0], c.at)
		}
		for _, k := range c.keywords {
			in.put(d, value.Of(value.Str(k.Name), value.At(c.at)), k.Val, c.at)
		}
		return none
	case name == "pop" && key != nil:
		return in.popDict(d, key, c)
	case name == "copy":
		cp := d.Copy()
		cp.Born = in.born()
		return value.Of(cp, value.Merge(c.at, self))
	case name == "keys", name == "values", name == "items":
		return value.Of(in.view(d, name, c.at), value.Merge(c.at, self))
	case name == "clear" && in.guard(d.Born) == value.True:
		d.Entries, d.More = nil, nil
		*d = value.Dict{Born: d.Born}
		in.wroteDict(d)
		return none
	}
	if d.More == nil {
		d.More = &value.Unknown{Reason: "it is changed at " + c.at.String()}
	}
	return in.derivedCall("."+name, self, c)
}

// dictGet is d.get(key, def).
func (in *interp) dictGet(d *value.Dict, key, def *value.Value, at source.Span) *value.Value {
	return in.each1(key, func(k value.Alt) *value.Value {
		there := in.hasKey(d, k.Plain)
		found := in.Under(there, func() *value.Value { return in.dictItem(d, k, at) })
		if found == nil {
			return def
		}
		return value.Join(there, found, def)
	})
}

func (in *interp) popDict(d *value.Dict, key *value.Value, c *call) *value.Value {
	in.wroteDict(d)
	def := c.arg(1, "default")
	return in.each1(key, func(k value.Alt) *value.Value {
		there := in.hasKey(d, k.Plain)
		found := in.Under(there, func() *value.Value { return in.dictItem(d, k, c.at) })
		d.Delete(k.Plain, in.guard(d.Born).And(there))
		if def == nil {
			in.throw(there.Not(), c.at, "KeyError", "%s", words(k.Plain))
			return found
		}
		if found == nil {
			return def
		}
		return value.Join(there, found, def)
	})
}

// view lists keys, values or items.
func (in *interp) view(d *value.Dict, name string, at source.Span) *value.Seq {
	q := in.seq(value.ListKind)
	q.More = d.More
	for _, e := range d.Entries {
		key := value.Of(e.Key, e.Val.Origin())
		v := key
		switch name {
		case "values":
			v = e.Val
		case "items":
			v = value.Of(in.seq(value.TupleKind, key, e.Val), value.At(at))
		}
		q.Elems = append(q.Elems, value.Elem{When: e.When, Val: v})
	}
	return q
}

var setMethods = []string{
	"add", "clear", "copy", "difference", "difference_update", "discard", "intersection", "isdisjoint", "issubset",
	"issuperset", "pop", "remove", "symmetric_difference", "union", "update",
}

// setMethod calls a method of a set.
func (in *interp) setMethod(q *value.Seq, name string, self *value.Value, c *call) *value.Value {
	none := value.Of(value.None{}, value.At(c.at))
	arg := c.arg(0, "")
	in.wroteSeq(q)
	switch {
	case name == "add" && arg != nil:
		in.addToSet(q, arg)
		return none
	case name == "update":
		for _, a := range c.args {
			in.extend(q, a, c.at)
		}
		return none
	case name == "discard" && arg != nil:
		tries := in.raised
		var ignored []raised
		in.raised = &ignored
		in.tries++
		pc := in.pc
		in.remove(q, arg, in.guard(q.Born), c.at)
		in.pc, in.raised = pc, tries
		in.tries--
		return none
	case name == "remove" && arg != nil:
		in.remove(q, arg, in.guard(q.Born), c.at)
		return none
	case name == "copy":
		cp := in.seq(q.Kind)
		cp.Elems, cp.More = append(cp.Elems, q.Elems...), q.More
		return value.Of(cp, value.Merge(c.at, self))
	case name == "union", name == "difference", name == "intersection":
		return in.setAlgebra(q, name, c)
	}
	return in.derivedCall("."+name, self, c)
}

func (in *interp) setAlgebra(q *value.Seq, name string, c *call) *value.Value {
	v := value.Of(q, value.At(c.at))
	for _, a := range c.args {
		other := in.seq(value.SetKind)
		in.extend(other, a, c.at)
		r := in.setOp(map[string]string{"union": "|", "difference": "-", "intersection": "&"}[name], q, other, c.at, value.At(c.at))
		if p, ok := r.Alts()[0].Plain.(*value.Seq); ok {
			q = p
		}
		v = r
	}
	return v
}

// namespaceMethod calls a method of globals() or locals().
func (in *interp) namespaceMethod(n *namespace, name string, c *call) *value.Value {
	none := value.Of(value.None{}, value.At(c.at))
	switch {
	case name == "update":
		for _, a := range c.args {
			in.eachDo(a, func(alt value.Alt) { in.mergeNamespace(n, alt, c.at) })
		}
		for _, k := range c.keywords {
			in.bind(n.scope, k.Name, in.settingStep(k.Name, k.Val, c.at), c.at)
		}
		return none
	case name == "get" && len(c.args) > 0, name == "setdefault" && len(c.args) > 0, name == "pop" && len(c.args) > 0:
		def := c.arg(1, "")
		if def == nil {
			def = none
		}
		return in.each1(c.args[0], func(k value.Alt) *value.Value {
			return in.namespaceGet(n, name, k.Plain, def, c)
		})
	case name == "keys", name == "items", name == "values":
		return in.namespaceView(n, name, c.at)
	}
	return in.derivedCall("."+name, value.Of(n, nil), c)
}

func (in *interp) mergeNamespace(n *namespace, alt value.Alt, at source.Span) {
	d, ok := alt.Plain.(*value.Dict)
	if !ok {
		if other, isNS := alt.Plain.(*namespace); isNS {
			for _, name := range other.scope.names {
				in.bind(n.scope, name, other.scope.vars[name], at)
			}
			return
		}
		u := &value.Unknown{Reason: "names that are not known are set at " + at.String()}
		models.Inherit(u, value.Of(alt.Plain, alt.Origin))
		in.blur(n.scope, u, at)
		return
	}
	for _, e := range d.Entries {
		if name, ok := e.Key.(value.Str); ok {
			in.Under(e.When, func() *value.Value {
				in.bind(n.scope, string(name), in.settingStep(string(name), e.Val, at), at)
				return nil
			})
		}
	}
	if d.More != nil {
		in.blur(n.scope, d.More, at)
	}
}

func (in *interp) namespaceGet(n *namespace, method string, key value.Plain, def *value.Value, c *call) *value.Value {
	name, ok := key.(value.Str)
	if !ok {
		return in.unknown(c.at, "the name is not known", "")
	}
	alts, rest := takeBound(nil, n.scope.get(string(name)), in.pc)
	if n.scope.open != nil && rest.Meets(n.scope.openAt) {
		def = value.Of(n.scope.open.Named(string(name)), value.At(c.at))
	}
	found := value.Alternatives(in.settleHere(alts))
	switch method {
	case "pop":
		in.unbind(n.scope, string(name))
	case "setdefault":
		in.Under(rest, func() *value.Value {
			in.bind(n.scope, string(name), in.settingStep(string(name), def, c.at), c.at)
			return nil
		})
	}
	return value.Join(in.relative(rest.Not()), found, def)
}

func (in *interp) namespaceView(n *namespace, name string, at source.Span) *value.Value {
	d := in.dict()
	d.More = n.scope.open
	for _, e := range in.namespaceNames(n, at) {
		p, _ := e.Val.Only()
		text := p.(value.Str)
		d.Set(text, e.When, n.scope.vars[string(text)])
	}
	return value.Of(in.view(d, name, at), value.At(at))
}
