package eval

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

var strMethods = []string{
	"capitalize", "casefold", "center", "count", "encode", "endswith", "expandtabs", "find", "format",
	"format_map", "index", "isalnum", "isalpha", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric",
	"isspace", "istitle", "isupper", "join", "ljust", "lower", "lstrip", "partition", "removeprefix", "removesuffix",
	"isascii", "isprintable", "maketrans", "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith",
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
	switch {
	case ok:
	case strings.HasPrefix(name, "is"):
		typ = "bool"
	case name == "rindex":
		typ = "int"
	default:
		typ = "str"
	}
	v := in.derived(c.at, "."+name, typ, append([]*value.Value{self}, c.values()...)...)
	label(name, self, v, c)
	in.noteTest(name, self, v, c)
	if typ != "list" && typ != "tuple" {
		return v
	}
	u, _ := v.Alts()[0].Plain.(*value.Unknown)
	q := in.seq(map[string]value.SeqKind{"tuple": value.TupleKind}[typ])
	q.More = u
	return value.Of(q, v.Origin())
}

// isTextTest reports whether a method asks something about text.
func isTextTest(name string) bool {
	_, ok := textTests[name]
	return ok || name == "startswith" || name == "endswith"
}

// changesText are the methods of text whose result is told by their name.
var changesText = map[string]bool{
	"lower": true, "upper": true, "casefold": true, "title": true, "capitalize": true, "swapcase": true, "strip": true, "lstrip": true, "rstrip": true,
}

// label says of the result of a text method what was done or asked.
func label(name string, self, result *value.Value, c *call) {
	p, _ := self.Only()
	q, _ := result.Only()
	from, ok := p.(*value.Unknown)
	u, made := q.(*value.Unknown)
	switch {
	case !ok || !made:
	case changesText[name]:
		u.Via = from.Via + "." + name + "()"
	case isTextTest(name):
		var of string
		if len(c.args) == 1 {
			arg, _ := c.args[0].Only()
			of = wordsAbout(from, arg)
		}
		u.Via, u.Asks = from.Via+"."+name+"("+of+")", "holds"
	}
}

// noteTest remembers what an unknown text was tested for.
func (in *interp) noteTest(name string, self, answer *value.Value, c *call) {
	p, _ := self.Only()
	q, _ := answer.Only()
	u, ok := p.(*value.Unknown)
	r, isAnswer := q.(*value.Unknown)
	if !ok || !isAnswer || !isTextTest(name) || len(c.keywords) > 0 {
		return
	}
	test, bare := textTests[name]
	switch {
	case bare && len(c.args) == 0:
		in.space.Tested(u, r, func(text string) value.Truth { return said(test(text)) })
	case !bare && len(c.args) == 1:
		arg, ok := c.args[0].Only()
		if _, known := arg.(value.Str); ok && known {
			in.space.Tested(u, r, func(text string) value.Truth { return said(affix(text, name, []value.Plain{arg})) })
		}
	}
}

// said is what a truth value says, if there is one.
func said(p value.Plain) value.Truth {
	if b, ok := p.(value.Bool); ok {
		return value.Is(bool(b))
	}
	return value.Maybe
}

// A signature says what a text method takes: one letter an argument, s for
// text, o for text or None, i for an int, a for text or a tuple of texts, and
// after a bar those that may be left out. A name after it can be a keyword.
var strSignatures = map[string]string{
	"capitalize": "", "casefold": "", "lower": "", "upper": "", "title": "", "swapcase": "", "isalnum": "", "isalpha": "",
	"isascii": "", "isdecimal": "", "isdigit": "", "isidentifier": "", "islower": "", "isnumeric": "", "isprintable": "",
	"isspace": "", "istitle": "", "isupper": "", "center": "i|s", "ljust": "i|s", "rjust": "i|s", "zfill": "i",
	"count": "s|ii", "find": "s|ii", "index": "s|ii", "rfind": "s|ii", "rindex": "s|ii", "startswith": "a|ii", "endswith": "a|ii",
	"strip": "|o", "lstrip": "|o", "rstrip": "|o", "split": "|oi", "rsplit": "|oi", "splitlines": "|i", "partition": "s",
	"rpartition": "s", "removeprefix": "s", "removesuffix": "s", "replace": "ss|i", "expandtabs": "|i", "encode": "|ss",
	"format_map": "m", "translate": "m",
}

// strKeywords names the arguments that may be given by name.
var strKeywords = map[string][]string{
	"split": {"sep", "maxsplit"}, "rsplit": {"sep", "maxsplit"}, "splitlines": {"keepends"}, "expandtabs": {"tabsize"},
	"encode": {"encoding", "errors"}, "replace": {"", "", "count"},
}

// strMethod calls a method of text.
func (in *interp) strMethod(s, name string, self *value.Value, c *call) *value.Value {
	switch name {
	case "format":
		return in.strFormat(s, self, c)
	case "join":
		return in.join(s, self, c)
	case "format_map":
		return in.formatMap(s, self, c)
	}
	args := in.positional(name, c)
	if in.pc == value.False {
		return nil
	}
	return in.each(args, func(ps []value.Plain) *value.Value {
		if complaint := unfit(name, ps); complaint != "" {
			in.throw(in.pc, c.at, "TypeError", "%s() %s", name, complaint)
			return nil
		}
		for len(ps) > 0 && ps[len(ps)-1] == nil {
			ps = ps[:len(ps)-1]
		}
		p := in.strCall(s, name, ps, c)
		if p == nil {
			if in.pc == value.False {
				return nil
			}
			in.mayRaise(c.at, "", self)
			return in.unknownStrMethod(name, self, c)
		}
		in.charge(len(s) / 8)
		origin := value.Merge(c.at, append([]*value.Value{self}, args...)...)
		switch p := p.(type) {
		case value.Str:
			return in.ofText(string(p), origin)
		case *value.Seq: // its parts come from where the text does
			for i, e := range p.Elems {
				p.Elems[i].Val = e.Val.Map(func(*value.Origin) *value.Origin { return origin })
			}
		}
		return value.Of(p, origin)
	})
}

// positional puts keyword arguments of a text method in their places; those
// that are left out are nil.
func (in *interp) positional(name string, c *call) []*value.Value {
	args := slices.Clone(c.args)
	for _, k := range c.keywords {
		at := slices.Index(strKeywords[name], k.Name)
		if at < len(c.args) {
			in.throw(in.pc, c.at, "TypeError", "%s() takes no argument '%s'", name, k.Name)
			return nil
		}
		for len(args) <= at {
			args = append(args, nil)
		}
		args[at] = k.Val
	}
	return args
}

// unfit says what is wrong with the arguments of a text method; empty if
// nothing surely is.
func unfit(name string, ps []value.Plain) string {
	signature, ok := strSignatures[name]
	if !ok {
		return ""
	}
	needed, optional, _ := strings.Cut(signature, "|")
	kinds := needed + optional
	if len(ps) < len(needed) || len(ps) > len(kinds) {
		return "takes another number of arguments"
	}
	for i, p := range ps {
		if p != nil && !suits(kinds[i], p) {
			return "cannot take a " + p.Type()
		}
	}
	return ""
}

func suits(kind byte, p value.Plain) bool {
	if !noNumber(p) && !hasType(p, "int", "bool", "float", "PosixPath", "range") || isUnknown(p) {
		return true
	}
	_, isStr := p.(value.Str)
	_, isNone := p.(value.None)
	switch kind {
	case 's':
		return isStr
	case 'o':
		return isStr || isNone
	case 'i':
		return hasType(p, "int", "bool")
	case 'a':
		return isStr || hasType(p, "tuple")
	}
	return true
}

// strCall computes a method of text; nil if it cannot or where it raised.
func (in *interp) strCall(s, name string, ps []value.Plain, c *call) value.Plain {
	for _, p := range ps {
		if p != nil && isUnknown(p) {
			return nil
		}
	}
	str := func(i int) string {
		if i < len(ps) {
			t, _ := ps[i].(value.Str)
			return string(t)
		}
		return ""
	}
	if f, ok := textTests[name]; ok {
		return f(s)
	}
	switch name {
	case "lower", "casefold", "upper", "title", "capitalize", "swapcase":
		return changeCase(s, name)
	case "strip", "lstrip", "rstrip":
		return strip(s, name, ps, str(0))
	case "split", "rsplit":
		return in.split(s, name, ps, c)
	case "splitlines":
		keep := len(ps) > 0 && in.space.Truthy(ps[0]) == value.True
		return in.texts(splitLines(s, keep), c.at)
	case "replace":
		n, ok := int64(-1), true
		if len(ps) > 2 {
			n, ok = asInt(ps[2])
		}
		if !ok || int64(len(s))*int64(len(str(1))+1) > maxText*16 {
			return nil
		}
		return value.Str(strings.Replace(s, str(0), str(1), int(max(n, -1))))
	case "startswith", "endswith":
		return affix(s, name, ps)
	case "removeprefix":
		return value.Str(strings.TrimPrefix(s, str(0)))
	case "removesuffix":
		return value.Str(strings.TrimSuffix(s, str(0)))
	case "count", "find", "rfind", "index", "rindex":
		return in.findText(s, name, ps, c)
	case "partition", "rpartition":
		if str(0) == "" {
			in.throw(in.pc, c.at, "ValueError", "empty separator")
			return nil
		}
		return in.partition(s, str(0), name, c.at)
	case "encode":
		return encode(s, ps)
	case "expandtabs":
		return expandTabs(s, ps)
	case "translate":
		return translate(s, ps[0])
	case "zfill", "ljust", "rjust", "center":
		return in.justify(s, name, ps, c)
	}
	return nil
}

func intAt(ps []value.Plain, i int) (int64, bool) {
	if i >= len(ps) {
		return 0, false
	}
	return asInt(ps[i])
}

// pythonSpace is what str.strip() and str.split() take for white space.
func pythonSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

func strip(s, name string, ps []value.Plain, cut string) value.Plain {
	in := func(r rune) bool { return strings.ContainsRune(cut, r) }
	if len(ps) == 0 || hasType(ps[0], "NoneType") {
		in = pythonSpace
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
	limit := int64(-1)
	if len(ps) > 1 {
		limit, _ = asInt(ps[1])
	}
	if len(ps) == 0 || ps[0] == nil || hasType(ps[0], "NoneType") {
		return in.texts(splitSpace(s, limit, name == "rsplit"), c.at)
	}
	sep := string(ps[0].(value.Str))
	switch {
	case sep == "":
		in.throw(in.pc, c.at, "ValueError", "empty separator")
		return nil
	case limit < 0:
		return in.texts(strings.Split(s, sep), c.at)
	case name == "split":
		return in.texts(strings.SplitN(s, sep, int(min(limit, int64(len(s))))+1), c.at)
	}
	var parts []string
	for range limit {
		i := strings.LastIndex(s, sep)
		if i < 0 {
			break
		}
		parts = append([]string{s[i+len(sep):]}, parts...)
		s = s[:i]
	}
	return in.texts(append([]string{s}, parts...), c.at)
}

// splitSpace splits at white space, at most limit times if that is not
// negative, from the left or from the right.
func splitSpace(s string, limit int64, right bool) []string {
	var parts []string
	for {
		if right {
			s = strings.TrimRightFunc(s, pythonSpace)
		} else {
			s = strings.TrimLeftFunc(s, pythonSpace)
		}
		if s == "" {
			break
		}
		if limit == 0 {
			parts = append(parts, s)
			break
		}
		limit--
		i := strings.IndexFunc(s, pythonSpace)
		if right {
			i = strings.LastIndexFunc(s, pythonSpace)
		}
		if i < 0 {
			parts = append(parts, s)
			break
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		if right {
			parts, s = append(parts, s[i+size:]), s[:i]
		} else {
			parts, s = append(parts, s[:i]), s[i+size:]
		}
	}
	if right {
		slices.Reverse(parts)
	}
	return parts
}

// splitLines splits at the line ends that Python knows.
func splitLines(s string, keep bool) []string {
	var lines []string
	r := []rune(s)
	from := 0
	for i := 0; i < len(r); i++ {
		if !strings.ContainsRune("\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029", r[i]) {
			continue
		}
		end := i + 1
		if r[i] == '\r' && end < len(r) && r[end] == '\n' {
			end++
		}
		if keep {
			lines = append(lines, string(r[from:end]))
		} else {
			lines = append(lines, string(r[from:i]))
		}
		from, i = end, end-1
	}
	if from < len(r) {
		lines = append(lines, string(r[from:]))
	}
	return lines
}

// affix is startswith and endswith.
func affix(s, name string, ps []value.Plain) value.Plain {
	test := strings.HasPrefix
	if name == "endswith" {
		test = strings.HasSuffix
	}
	part, in := section(s, ps)
	switch p := ps[0].(type) {
	case value.Str:
		return value.Bool(in && test(part, string(p)))
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
			if in && test(part, string(t)) {
				return value.Bool(true)
			}
		}
		return value.Bool(false)
	}
	return nil
}

// section is the part of a text that a search is told to look at by its
// second and third argument; false if it begins past the end.
func section(s string, ps []value.Plain) (string, bool) {
	if len(ps) < 2 {
		return s, true
	}
	low, high, _ := bounds(ps, len([]rune(s)))
	r := []rune(s)
	if low > len(r) {
		return "", false
	}
	return string(r[low:max(low, high)]), low <= high
}

func bounds(ps []value.Plain, n int) (low, high int, ok bool) {
	clamp := func(i, def int64) int {
		if len(ps) > int(i) && ps[i] != nil && !hasType(ps[i], "NoneType") {
			def, _ = asIndex(ps[i])
		}
		if def < 0 {
			def = max(0, def+int64(n))
		}
		return int(min(def, int64(n)+1))
	}
	low, high = clamp(1, 0), min(n, clamp(2, int64(n)))
	return low, high, low <= n
}

// findText is count, find, index and their kin from the right.
func (in *interp) findText(s, name string, ps []value.Plain, c *call) value.Plain {
	sub, ok := ps[0].(value.Str)
	if !ok {
		return nil
	}
	part, inside := section(s, ps)
	low, _, _ := bounds(ps, len([]rune(s)))
	if name == "count" {
		n := 0
		if inside {
			n = strings.Count(part, string(sub))
		}
		return value.Int(n)
	}
	i := strings.Index(part, string(sub))
	if strings.HasPrefix(name, "r") {
		i = strings.LastIndex(part, string(sub))
	}
	if !inside {
		i = -1
	}
	if i < 0 && strings.HasSuffix(name, "index") {
		in.throw(in.pc, c.at, "ValueError", "substring not found")
		return nil
	}
	if i < 0 {
		return value.Int(-1)
	}
	return value.Int(len([]rune(part[:i])) + low)
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
		for _, e := range elems {
			if p, ok := e.Val.Only(); ok && in.relativeTrue(e.When) && !suits('s', plainly(p)) {
				in.throw(in.pc, c.at, "TypeError", "expected str instance, %s found", p.Type())
				return nil
			}
		}
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
			switch p := plainly(p).(type) {
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
		size := len(sep) * len(parts)
		for _, p := range parts {
			size += len(p)
		}
		if size > maxText {
			return in.unknown(c.at, "the text is too long", "str")
		}
		return in.ofText(strings.Join(parts, sep), value.Merge(c.at, vals...))
	})
}

func (in *interp) bytesMethod(s, name string, self *value.Value, c *call) *value.Value {
	if name == "decode" {
		return value.Of(value.Str(s), value.Merge(c.at, self))
	}
	return in.derivedCall("bytes."+name, self, c)
}
