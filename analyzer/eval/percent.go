package eval

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A percentPart is literal text, or what a % stands for.
type percentPart struct {
	text, key string
	keyed     bool
	flags     string
	width     int
	precision int // -1 if none is given
	verb      byte
}

// percent is text % args.
func (in *interp) percent(text string, args value.Plain, at source.Span, o *value.Origin) *value.Value {
	self, with := value.Of(value.Str(text), o), value.Of(args, o)
	parts, wrong := parsePercent(text)
	if wrong != "" {
		in.throw(in.pc, at, wrong, "the format is not complete or not supported")
		return nil
	}
	if parts[0].verb == '*' {
		return in.derived(at, "%", "str", self, with)
	}
	var list []*value.Value
	q, isTuple := args.(*value.Seq)
	if isTuple = isTuple && q.Kind == value.TupleKind; isTuple {
		if !q.Firm() || disordered(q) {
			in.mayRaise(at, "TypeError", with)
			return in.derived(at, "%", "str", self, with)
		}
		for _, e := range q.Elems {
			list = append(list, e.Val)
		}
	} else {
		list = []*value.Value{with}
	}
	vals, ok := in.percentArgs(parts, list, args, isTuple, at, o)
	if !ok {
		return nil
	}
	if vals == nil {
		in.mayRaise(at, "TypeError", with)
		return in.derived(at, "%", "str", self, with)
	}
	return in.each(vals, func(ps []value.Plain) *value.Value {
		var b strings.Builder
		for i, p := range parts {
			piece := p.text
			if p.verb != 0 {
				got, wrong, ok := in.percentOne(p, ps[i])
				if wrong != "" {
					in.throw(in.pc, at, wrong, "%%%c format does not fit %s", p.verb, ps[i].Type())
					return nil
				}
				if !ok {
					if p.verb != 's' && p.verb != 'r' {
						in.mayRaise(at, "TypeError", plains(known(ps))...)
					}
					return in.derived(at, "% "+text, "str", plains(known(ps))...)
				}
				piece = got
			}
			b.WriteString(piece)
		}
		return in.ofText(b.String(), &value.Origin{Span: at, From: append([]*value.Origin{o}, value.Merge(at, vals...).From...)})
	})
}

// percentArgs gives each part its argument; false where that raised, nil
// where it is not known.
func (in *interp) percentArgs(parts []percentPart, list []*value.Value, args value.Plain, isTuple bool, at source.Span, o *value.Origin) ([]*value.Value, bool) {
	vals := make([]*value.Value, len(parts))
	dict, isDict := args.(*value.Dict)
	next, keyed := 0, false
	for i, p := range parts {
		switch {
		case p.verb == 0:
		case p.keyed && isDict:
			keyed = true
			if vals[i] = in.dictItem(dict, value.Alt{When: value.True, Plain: value.Str(p.key), Origin: o}, at); vals[i] == nil || in.pc == value.False {
				return nil, false
			}
		case p.keyed && (isUnknown(args) || opaque(args)):
			return nil, true
		case p.keyed:
			in.throw(in.pc, at, "TypeError", "format requires a mapping")
			return nil, false
		case next < len(list):
			vals[i] = list[next]
			next++
		default:
			if isUnknown(args) {
				return nil, true
			}
			in.throw(in.pc, at, "TypeError", "not enough arguments for format string")
			return nil, false
		}
	}
	// A mapping may be left over, and so may a list, which has items too.
	q, isSeq := args.(*value.Seq)
	isSeq = isSeq && q.Kind < value.SetKind
	spare := !isTuple && (isDict || isSeq || hasType(args, "bytes", "range", "dict_keys") || opaque(args))
	if next < len(list) && !keyed && !spare {
		if isUnknown(args) {
			return nil, true
		}
		in.throw(in.pc, at, "TypeError", "not all arguments converted during string formatting")
		return nil, false
	}
	return vals, true
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

// parsePercent takes a text apart; wrong names what Python raises.
func parsePercent(text string) (parts []percentPart, wrong string) {
	for {
		i := strings.IndexByte(text, '%')
		if i < 0 {
			return append(parts, percentPart{text: text}), ""
		}
		parts = append(parts, percentPart{text: text[:i]})
		text = text[i+1:]
		p := percentPart{precision: -1}
		if strings.HasPrefix(text, "(") {
			end := strings.IndexByte(text, ')')
			if end < 0 {
				return nil, "ValueError"
			}
			p.key, p.keyed, text = text[1:end], true, text[end+1:]
		}
		rest := strings.TrimLeft(text, "-+ #0")
		p.flags, text = text[:len(text)-len(rest)], rest
		r := []rune(text)
		p.width, r = digits(r)
		if len(r) > 0 && r[0] == '.' {
			p.precision, r = digits(r[1:])
		}
		for len(r) > 0 && strings.ContainsRune("hlL", r[0]) {
			r = r[1:]
		}
		if len(r) == 0 {
			return nil, "ValueError"
		}
		switch {
		case r[0] == '%':
			p = percentPart{text: "%"}
		case strings.ContainsRune("diouxXeEfFgGcrsa", r[0]):
			p.verb = byte(r[0])
		case r[0] == '*':
			return []percentPart{{verb: '*', keyed: false}}, ""
		default:
			return nil, "ValueError"
		}
		parts = append(parts, p)
		text = string(r[1:])
	}
}

// percentOne formats one value as formatSpec would.
func (in *interp) percentOne(p percentPart, v value.Plain) (text, wrong string, ok bool) {
	s := formatting{fill: ' ', precision: p.precision, width: p.width, kind: rune(p.verb)}
	if s.width > 4096 || s.precision > 200 {
		return "", "", false
	}
	left := strings.Contains(p.flags, "-")
	if s.align = '>'; left {
		s.align = '<'
	} else if strings.Contains(p.flags, "0") && !strings.ContainsRune("srac", rune(p.verb)) {
		s.fill, s.align = '0', '='
	}
	if strings.Contains(p.flags, "+") {
		s.sign = '+'
	} else if strings.Contains(p.flags, " ") {
		s.sign = ' '
	}
	s.alternate = strings.Contains(p.flags, "#")
	number := hasType(v, "int", "bool", "float") && !isUnknown(v)
	sure := number || noNumber(v) || hasType(v, "PosixPath", "range")
	switch p.verb {
	case 's', 'r', 'a':
		text, ok = in.Str(v)
		if p.verb != 's' {
			text, ok = in.repr(v)
		}
		if !ok || p.verb == 'a' && !isASCII(text) {
			return "", "", false
		}
		s.kind, s.sign, s.alternate = 's', 0, false
		return s.text(text)
	case 'd', 'i', 'u', 'o', 'x', 'X':
		return s.percentInt(p, v, number, sure)
	case 'c':
		return s.percentChar(v)
	}
	if !number {
		if sure {
			wrong = "TypeError"
		}
		return "", wrong, false
	}
	return s.float(v, hasType(v, "float"))
}

func (s formatting) percentInt(p percentPart, v value.Plain, number, sure bool) (string, string, bool) {
	f, isFloat := v.(value.Float)
	switch {
	case !sure:
		return "", "", false
	case !number, isFloat && strings.ContainsRune("oxX", rune(p.verb)):
		return "", "TypeError", false
	case isFloat:
		if v = finite(float64(f)); v == nil {
			return "", "", false
		}
	}
	if strings.ContainsRune("iu", s.kind) {
		s.kind = 'd'
	}
	if s.precision >= 0 {
		return "", "", false
	}
	return s.integer(v)
}

func (s formatting) percentChar(v value.Plain) (string, string, bool) {
	s.kind, s.sign, s.alternate, s.precision = 's', 0, false, -1
	if n, ok := asInt(v); ok && n >= 0 && n < 0x110000 {
		return s.text(string(rune(n)))
	}
	if t, ok := v.(value.Str); ok && len([]rune(string(t))) == 1 {
		return s.text(string(t))
	}
	if noNumber(v) || hasType(v, "float") {
		return "", "TypeError", false
	}
	return "", "", false
}
