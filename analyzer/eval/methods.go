package eval

import (
	"strings"
	"unicode"

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
	var elems []value.Elem
	cur := in.cursor(c.args[0], c.at)
	more := cur.walk(func(e value.Elem) { elems = append(elems, e) })
	if more == nil && cur.mixed && len(elems) > 1 {
		more = &value.Unknown{Reason: "the order of what is joined is not known"}
	}
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
