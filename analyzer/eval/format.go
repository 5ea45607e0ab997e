package eval

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A formatting is a format specification of Python's mini-language:
// [[fill]align][sign][#][0][width][grouping][.precision][type].
type formatting struct {
	fill, align, sign, kind rune
	alternate, zero         bool
	group                   string
	width, precision        int
}

// formatSpec is format(p, spec). Where Python raises, wrong names the class;
// where the text is not known, ok is false.
func formatSpec(p value.Plain, spec string) (text, wrong string, ok bool) {
	switch {
	case hasType(p, "list", "tuple", "dict", "set", "frozenset", "NoneType", "PosixPath", "bytes", "range"):
		return "", "TypeError", false
	case !hasType(p, "str", "int", "bool", "float") || isUnknown(p):
		return "", "", false
	}
	s, ok := parseSpec(spec)
	if !ok {
		if strings.ContainsAny(spec, "z%n") {
			return "", "", false
		}
		return "", "ValueError", false
	}
	if s.width > maxText/64 || s.precision > 200 {
		return "", "", false
	}
	if t, isText := p.(value.Str); isText {
		return s.text(string(t))
	}
	_, isFloat := p.(value.Float)
	switch {
	case isFloat || strings.ContainsRune("eEfFgG%", s.kind) && s.kind != 0:
		return s.float(p, isFloat)
	case s.kind == 'c':
		n, isInt := asInt(p)
		if s.sign != 0 || s.precision >= 0 || s.group != "" || s.alternate {
			return "", "ValueError", false
		}
		if !isInt || n < 0 || n > 0x10ffff {
			return "", "OverflowError", false
		}
		return s.pad("", "", string(rune(n))), "", true
	}
	return s.integer(p)
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
	filled := len([]rune(spec))-len(r) == 2
	if len(r) > 0 && strings.ContainsRune("+- ", r[0]) {
		s.sign, r = r[0], r[1:]
	}
	if len(r) > 0 && r[0] == '#' {
		s.alternate, r = true, r[1:]
	}
	if len(r) > 0 && r[0] == '0' && !filled {
		s.fill, s.zero, r = '0', true, r[1:]
	}
	s.width, r = digits(r)
	if len(r) > 0 && (r[0] == ',' || r[0] == '_') {
		s.group, r = string(r[0]), r[1:]
	}
	if len(r) > 0 && r[0] == '.' {
		if len(r) == 1 || r[1] < '0' || r[1] > '9' {
			return s, false
		}
		s.precision, r = digits(r[1:])
	}
	if len(r) > 0 {
		s.kind, r = r[0], r[1:]
	}
	return s, len(r) == 0
}

func digits(r []rune) (int, []rune) {
	n := 0
	for len(r) > 0 && r[0] >= '0' && r[0] <= '9' {
		n = min(n*10+int(r[0]-'0'), 1<<30)
		r = r[1:]
	}
	return n, r
}

// text formats text.
func (s formatting) text(t string) (string, string, bool) {
	if s.kind != 0 && s.kind != 's' || s.sign != 0 || s.alternate || s.group != "" || s.align == '=' {
		return "", "ValueError", false
	}
	r := []rune(t)
	if s.precision >= 0 && s.precision < len(r) {
		r = r[:s.precision]
	}
	if s.align == 0 {
		s.align = '<'
	}
	return s.pad("", "", string(r)), "", true
}

// integer formats an int.
func (s formatting) integer(p value.Plain) (string, string, bool) {
	n, ok := asBig(p)
	base, known := map[rune]int{0: 10, 'd': 10, 'n': 10, 'b': 2, 'o': 8, 'x': 16, 'X': 16}[s.kind]
	switch {
	case !ok:
		return "", "", false
	case !known || s.precision >= 0, s.group == "," && base != 10, s.group != "" && s.kind == 'n':
		return "", "ValueError", false
	}
	text := new(big.Int).Abs(n).Text(base)
	prefix := ""
	if s.alternate && base != 10 {
		prefix = "0" + string(s.kind)
	}
	if s.kind == 'X' {
		text = strings.ToUpper(text)
	}
	every := 3
	if base != 10 {
		every = 4
	}
	return s.number(s.signOf(n.Sign() < 0)+prefix, text, "", every), "", true
}

func (s formatting) signOf(negative bool) string {
	switch {
	case negative:
		return "-"
	case s.sign == '+' || s.sign == ' ':
		return string(s.sign)
	}
	return ""
}

// float formats a float, or an int as one.
func (s formatting) float(p value.Plain, isFloat bool) (string, string, bool) {
	f, ok := asFloat(p)
	switch {
	case !ok || math.IsInf(f, 0) && !isFloat || s.alternate:
		return "", "", false
	case s.kind != 0 && !strings.ContainsRune("eEfFgGn%", s.kind), s.group != "" && s.kind == 'n':
		return "", "ValueError", false
	}
	text := s.digits(math.Abs(f))
	if strings.ContainsRune("EFG", s.kind) {
		text = strings.ToUpper(text)
	}
	if s.kind == '%' {
		text += "%"
	}
	end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(text)
	}
	negative := math.Signbit(f) && !math.IsNaN(f)
	return s.number(s.signOf(negative), text[:end], text[end:], 3), "", true
}

// digits writes a float that is not negative, without padding.
func (s formatting) digits(f float64) string {
	switch {
	case math.IsInf(f, 0):
		return "inf"
	case math.IsNaN(f):
		return "nan"
	}
	precision := s.precision
	if precision < 0 {
		precision = 6
	}
	switch s.kind {
	case 'f', 'F':
		return strconv.FormatFloat(f, 'f', precision, 64)
	case '%':
		return strconv.FormatFloat(f*100, 'f', precision, 64)
	case 'e', 'E':
		return strconv.FormatFloat(f, 'e', precision, 64)
	case 'g', 'G', 'n':
		return general(f, max(precision, 1), max(precision, 1))
	}
	if s.precision < 0 {
		text, _ := value.Repr(value.Float(f))
		return text
	}
	precision = max(precision, 1)
	text := general(f, precision, precision-1)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

// general writes a number of significant digits, with an exponent from a
// limit on, and without the zeros at the end.
func general(f float64, precision, limit int) string {
	text := strconv.FormatFloat(f, 'e', precision-1, 64)
	mantissa, exponent, _ := strings.Cut(text, "e")
	x, _ := strconv.Atoi(exponent)
	trim := func(t string) string {
		if strings.Contains(t, ".") {
			t = strings.TrimRight(strings.TrimRight(t, "0"), ".")
		}
		return t
	}
	if x < -4 || x >= limit {
		return trim(mantissa) + "e" + exponent
	}
	return trim(strconv.FormatFloat(f, 'f', max(precision-1-x, 0), 64))
}

// number puts sign, digits and what follows them together.
func (s formatting) number(sign, whole, rest string, every int) string {
	if s.align == 0 {
		s.align = '>'
		if s.zero {
			s.align = '='
		}
	}
	if s.group != "" {
		// Zeros that fill up are grouped too.
		for s.fill == '0' && s.align == '=' && len(sign)+len(group(whole, s.group, every))+len(rest) < s.width {
			whole = "0" + whole
		}
		whole = group(whole, s.group, every)
	}
	return s.pad(sign, whole, rest)
}

// pad fills up to the width: before, behind, around, or after the sign.
func (s formatting) pad(sign, whole, rest string) string {
	body := whole + rest
	n := s.width - len([]rune(sign+body))
	if n <= 0 {
		return sign + body
	}
	fill := func(n int) string { return strings.Repeat(string(s.fill), n) }
	switch s.align {
	case '<':
		return sign + body + fill(n)
	case '^':
		return fill(n/2) + sign + body + fill(n-n/2)
	case '=':
		return sign + fill(n) + body
	}
	return fill(n) + sign + body
}

// group puts sep between so many digits, counted from the right.
func group(whole, sep string, every int) string {
	if strings.Trim(whole, "0123456789abcdefABCDEF") != "" {
		return whole
	}
	for i := len(whole) - every; i > 0; i -= every {
		whole = whole[:i] + sep + whole[i:]
	}
	return whole
}

// unformatted is what formatting p gives where the text is not known: an
// exception for a code that does not fit the type.
func (in *interp) unformatted(p value.Plain, spec, conversion string, at source.Span, op string, from []*value.Value) *value.Value {
	if conversion == "" && spec != "" {
		if _, wrong, _ := formatSpec(p, spec); wrong != "" {
			in.throw(in.pc, at, wrong, "the format '%s' does not fit a %s", spec, p.Type())
			return nil
		}
		in.mayRaise(at, "", from...)
	}
	return in.derived(at, op, "str", from...)
}
