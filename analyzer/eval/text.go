package eval

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

func strconvQuote(s string) string { return strconv.Quote(s) }

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
	}
	return in.repr(p)
}

// repr is repr(p); false where the text is not known.
func (in *interp) repr(p value.Plain) (string, bool) {
	switch p := p.(type) {
	case *rangeOf:
		return p.repr(), true
	case *view:
		text, ok := value.Repr(in.shown(p.dict, p.name, source.Span{}))
		return p.Type() + "(" + text + ")", ok
	}
	if value.TooLarge(p) || holdsSet(p, 0) {
		return "", false
	}
	return value.Repr(p)
}

// holdsSet reports whether there is a set in p of which it is not known in
// which order Python prints it.
func holdsSet(p value.Plain, depth int) bool {
	inside := func(v *value.Value) bool {
		q, _ := v.Only()
		return q != nil && holdsSet(q, depth+1)
	}
	switch p := p.(type) {
	case *value.Seq:
		if p.Kind >= value.SetKind && len(p.Elems) > 1 || depth > 40 {
			return true
		}
		return slices.ContainsFunc(p.Elems, func(e value.Elem) bool { return inside(e.Val) })
	case *value.Dict:
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
	return formatSpec(p, spec)
}

// formatSpec follows Python's format specification mini-language for text
// and numbers: [[fill]align][sign][#][0][width][grouping][.precision][type].
func formatSpec(p value.Plain, spec string) (string, bool) {
	s, ok := parseSpec(spec)
	if !ok {
		return "", false
	}
	body, number, ok := s.body(p)
	if !ok {
		return "", false
	}
	pad := s.width - len([]rune(body))
	if pad <= 0 {
		return body, true
	}
	align := s.align
	if align == 0 {
		align = '<'
		if number {
			align = '>'
		}
	}
	fill := strings.Repeat(string(s.fill), pad)
	switch align {
	case '<':
		return body + fill, true
	case '>':
		return fill + body, true
	case '^':
		half := pad / 2
		return strings.Repeat(string(s.fill), half) + body + strings.Repeat(string(s.fill), pad-half), true
	case '=':
		if len(body) > 0 && strings.ContainsRune("+- ", rune(body[0])) {
			return body[:1] + fill + body[1:], true
		}
		return fill + body, true
	}
	return "", false
}

type formatting struct {
	fill, align, sign, kind rune
	group                   string
	width, precision        int
}

func parseSpec(spec string) (formatting, bool) {
	s := formatting{fill: ' ', precision: -1}
	r := []rune(spec)
	isAlign := func(i int) bool { return i < len(r) && strings.ContainsRune("<>=^", r[i]) }
	switch {
	case isAlign(1):
		s.fill, s.align = r[0], r[1]
		r = r[2:]
	case isAlign(0):
		s.align = r[0]
		r = r[1:]
	}
	if len(r) > 0 && strings.ContainsRune("+- ", r[0]) {
		s.sign, r = r[0], r[1:]
	}
	if len(r) > 0 && r[0] == '0' {
		if s.align == 0 {
			s.fill, s.align = '0', '='
		}
		r = r[1:]
	}
	s.width, r = digits(r)
	if len(r) > 0 && (r[0] == ',' || r[0] == '_') {
		s.group, r = string(r[0]), r[1:]
	}
	if len(r) > 0 && r[0] == '.' {
		s.precision, r = digits(r[1:])
	}
	if len(r) > 0 {
		s.kind, r = r[0], r[1:]
	}
	return s, len(r) == 0 && s.width < 4096 && s.precision < 100
}

func digits(r []rune) (int, []rune) {
	n := 0
	for len(r) > 0 && r[0] >= '0' && r[0] <= '9' && n < 10_000 {
		n = n*10 + int(r[0]-'0')
		r = r[1:]
	}
	return n, r
}

// body formats without padding, and tells numbers from text.
func (s formatting) body(p value.Plain) (text string, number, ok bool) {
	if t, isText := p.(value.Str); isText {
		r := []rune(string(t))
		if s.precision >= 0 && s.precision < len(r) {
			r = r[:s.precision]
		}
		return string(r), false, (s.kind == 0 || s.kind == 's') && s.sign == 0 && s.group == ""
	}
	if b, isBool := p.(value.Bool); isBool && s.kind == 0 {
		text, _ := value.Repr(b)
		return text, false, false
	}
	if n, isInt := asBig(p); isInt {
		switch s.kind {
		case 0, 'd':
			return s.signed(group(n.String(), s.group)), true, s.precision < 0
		case 'x', 'X', 'o', 'b':
			base := map[rune]int{'x': 16, 'X': 16, 'o': 8, 'b': 2}[s.kind]
			text := n.Text(base)
			if s.kind == 'X' {
				text = strings.ToUpper(text)
			}
			return s.signed(text), true, s.group == ""
		}
	}
	if f, isNum := asFloat(p); isNum && !math.IsInf(f, 0) && !math.IsNaN(f) {
		precision := s.precision
		if precision < 0 {
			precision = 6
		}
		switch s.kind {
		case 'f', 'F':
			return s.signed(group(strconv.FormatFloat(f, 'f', precision, 64), s.group)), true, true
		case '%':
			return s.signed(strconv.FormatFloat(f*100, 'f', precision, 64) + "%"), true, true
		}
	}
	return "", false, false
}

func (s formatting) signed(text string) string {
	if (s.sign == '+' || s.sign == ' ') && !strings.HasPrefix(text, "-") {
		return string(s.sign) + text
	}
	return text
}

// group puts sep between each three digits before the point.
func group(text, sep string) string {
	if sep == "" {
		return text
	}
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, rest := text, ""
	if i := strings.IndexByte(text, '.'); i >= 0 {
		whole, rest = text[:i], text[i:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + sep + whole[i:]
	}
	return sign + whole + rest
}

// percent is text % args.
func (in *interp) percent(text string, args value.Plain, at source.Span, o *value.Origin) *value.Value {
	var list []*value.Value
	dict, isDict := args.(*value.Dict)
	if q, ok := args.(*value.Seq); ok && q.Kind == value.TupleKind {
		if !q.Firm() {
			return in.derived(at, "%", "str", value.Of(value.Str(text), o), value.Of(args, o))
		}
		for _, e := range q.Elems {
			list = append(list, e.Val)
		}
	} else if !isDict {
		list = append(list, value.Of(args, o))
	}
	parts, ok := parsePercent(text)
	if !ok {
		return in.derived(at, "%", "str", value.Of(value.Str(text), o), value.Of(args, o))
	}
	verbs, keyed := countVerbs(parts)
	if isDict && verbs > 0 && !keyed {
		list, isDict = append(list, value.Of(args, o)), false
	}
	_, isSeq := args.(*value.Seq)
	if _, unknown := args.(*value.Unknown); !keyed && verbs < len(list) && (verbs > 0 || len(list) > 1 || !isSeq) && !unknown {
		in.throw(in.pc, at, "TypeError", "not all arguments converted during string formatting")
		return nil
	}
	vals := make([]*value.Value, len(parts))
	next := 0
	for i, p := range parts {
		switch {
		case p.verb == 0:
		case p.key != "" && isDict:
			vals[i] = in.dictItem(dict, value.Alt{When: value.True, Plain: value.Str(p.key), Origin: o}, at)
			if vals[i] == nil {
				return nil
			}
		case p.key == "" && next < len(list):
			vals[i] = list[next]
			next++
		default:
			in.throw(in.pc, at, "TypeError", "not enough arguments for format string")
			return nil
		}
	}
	return in.each(vals, func(ps []value.Plain) *value.Value {
		var b strings.Builder
		for i, p := range parts {
			piece, ok := p.text, true
			if p.verb != 0 {
				piece, ok = in.percentOne(p, ps[i])
			}
			if !ok && p.verb != 's' && p.verb != 'r' && noNumber(ps[i]) {
				in.throw(in.pc, at, "TypeError", "%%%c format: a number is required, not %s", p.verb, ps[i].Type())
				return nil
			}
			if !ok {
				return in.derived(at, "% "+text, "str", plains(known(ps))...)
			}
			b.WriteString(piece)
		}
		return value.Of(value.Str(b.String()), &value.Origin{Span: at, From: append([]*value.Origin{o}, value.Merge(at, vals...).From...)})
	})
}

// noNumber reports whether p is surely no number.
func noNumber(p value.Plain) bool {
	switch p.(type) {
	case value.Str, value.Bytes, value.None, *value.Seq, *value.Dict:
		return true
	}
	return false
}

func known(ps []value.Plain) []value.Plain {
	var out []value.Plain
	for _, p := range ps {
		if p != nil {
			out = append(out, p)
		}
	}
	return out
}

// countVerbs counts what a text replaces, and tells whether by key.
func countVerbs(parts []percentPart) (n int, keyed bool) {
	for _, p := range parts {
		if p.verb != 0 {
			n++
			keyed = keyed || p.key != ""
		}
	}
	return n, keyed
}

type percentPart struct {
	text, key, flags string
	verb             byte
}

func parsePercent(text string) ([]percentPart, bool) {
	var parts []percentPart
	for {
		i := strings.IndexByte(text, '%')
		if i < 0 {
			return append(parts, percentPart{text: text}), true
		}
		parts = append(parts, percentPart{text: text[:i]})
		text = text[i+1:]
		if strings.HasPrefix(text, "%") {
			parts = append(parts, percentPart{text: "%"})
			text = text[1:]
			continue
		}
		var p percentPart
		if strings.HasPrefix(text, "(") {
			end := strings.IndexByte(text, ')')
			if end < 0 {
				return nil, false
			}
			p.key, text = text[1:end], text[end+1:]
		}
		end := strings.IndexAny(text, "srdifxX")
		if end < 0 || strings.Trim(text[:end], "0123456789.-+ ") != "" {
			return nil, false
		}
		p.flags, p.verb, text = text[:end], text[end], text[end+1:]
		parts = append(parts, p)
	}
}

func (in *interp) percentOne(p percentPart, v value.Plain) (string, bool) {
	if p.flags != "" {
		if p.verb == 's' || strings.HasPrefix(p.flags, "-") {
			return "", false
		}
		kind := string(p.verb)
		if kind == "i" {
			kind = "d"
		}
		return formatSpec(v, p.flags+kind)
	}
	switch p.verb {
	case 's':
		return in.Str(v)
	case 'r':
		return in.repr(v)
	case 'd', 'i':
		if n, ok := asBig(v); ok {
			return n.String(), true
		}
		if f, ok := v.(value.Float); ok && !math.IsInf(float64(f), 0) && !math.IsNaN(float64(f)) {
			return value.Repr(ofFloat(float64(f)))
		}
	case 'f':
		if f, ok := asFloat(v); ok {
			return strconv.FormatFloat(f, 'f', 6, 64), true
		}
	}
	return "", false
}

// strFormat is text.format(...).
func (in *interp) strFormat(text string, self *value.Value, c *call) *value.Value {
	fields, ok := parseFields(text)
	if !ok {
		return in.derivedCall(".format", self, c)
	}
	vals := make([]*value.Value, len(fields))
	next := 0
	for i, f := range fields {
		if f.literal {
			continue
		}
		if in.noField(f.name, next, c) {
			return nil
		}
		v := in.fieldValue(f.name, &next, c)
		if v == nil {
			return in.derivedCall(".format", self, c)
		}
		vals[i] = v
	}
	return in.each(vals, func(ps []value.Plain) *value.Value {
		var b strings.Builder
		for i, f := range fields {
			piece, ok := f.text, true
			if !f.literal {
				piece, ok = in.format(ps[i], f.spec, f.conversion)
			}
			if !ok {
				return in.unformatted(ps[i], f.spec, f.conversion, c.at, "format "+text, plains(known(ps)))
			}
			b.WriteString(piece)
		}
		return value.Of(value.Str(b.String()), value.Merge(c.at, vals...))
	})
}

// unformatted is what formatting p gives where the text is not known: an
// exception for a code that does not fit the type.
func (in *interp) unformatted(p value.Plain, spec, conversion string, at source.Span, op string, from []*value.Value) *value.Value {
	s, ok := parseSpec(spec)
	_, isText := p.(value.Str)
	_, isInt := asInt(p)
	switch {
	case conversion != "" || spec == "" || !ok:
	case isText && s.kind != 0 && s.kind != 's' || isInt && s.kind == 's':
		in.throw(in.pc, at, "ValueError", "unknown format code for object of type '%s'", p.Type())
		return nil
	case hasType(p, "list", "tuple", "dict", "set", "frozenset", "NoneType"):
		in.throw(in.pc, at, "TypeError", "unsupported format string passed to %s.__format__", p.Type())
		return nil
	}
	return in.derived(at, op, "str", from...)
}

type field struct {
	literal                      bool
	text, name, conversion, spec string
}

func parseFields(text string) ([]field, bool) {
	var fields []field
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			fields = append(fields, field{literal: true, text: lit.String()})
			lit.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], "{{"), strings.HasPrefix(text[i:], "}}"):
			lit.WriteByte(text[i])
			i++
		case text[i] == '{':
			end := strings.IndexByte(text[i:], '}')
			if end < 0 || strings.Contains(text[i+1:i+end], "{") {
				return nil, false
			}
			flush()
			f := field{name: text[i+1 : i+end]}
			f.name, f.spec, _ = strings.Cut(f.name, ":")
			f.name, f.conversion, _ = strings.Cut(f.name, "!")
			fields = append(fields, f)
			i += end
		case text[i] == '}':
			return nil, false
		default:
			lit.WriteByte(text[i])
		}
	}
	flush()
	return fields, true
}

// noField raises where a replacement field names no argument.
func (in *interp) noField(name string, next int, c *call) bool {
	if i := strings.IndexAny(name, ".["); i >= 0 {
		name = name[:i]
	}
	n, err := strconv.Atoi(name)
	switch {
	case name == "":
		n = next
	case err != nil:
		if c.keyword(name) == nil {
			in.throw(in.pc, c.at, "KeyError", "%s", name)
			return true
		}
		return false
	}
	if n >= len(c.args) {
		in.throw(in.pc, c.at, "IndexError", "Replacement index %d out of range for positional args tuple", n)
		return true
	}
	return false
}

// fieldValue finds the argument that a replacement field names.
func (in *interp) fieldValue(name string, next *int, c *call) *value.Value {
	base, rest := name, ""
	if i := strings.IndexAny(name, ".["); i >= 0 {
		base, rest = name[:i], name[i:]
	}
	var v *value.Value
	if base == "" {
		if *next < len(c.args) {
			v = c.args[*next]
			*next++
		}
	} else if n, err := strconv.Atoi(base); err == nil {
		if n < len(c.args) {
			v = c.args[n]
		}
	} else {
		v = c.keyword(base)
	}
	if v == nil {
		return nil
	}
	for rest != "" {
		if rest[0] == '[' {
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				return nil
			}
			var key value.Plain = value.Str(rest[1:end])
			if n, err := strconv.Atoi(rest[1:end]); err == nil {
				key = value.Int(n)
			}
			v = in.getItem(v, value.Of(key, value.At(c.at)), c.at)
			rest = rest[end+1:]
			continue
		}
		end := strings.IndexAny(rest[1:], ".[")
		if end < 0 {
			end = len(rest) - 1
		}
		v = in.getattr(v, rest[1:end+1], c.at)
		rest = rest[end+1:]
	}
	return v
}
