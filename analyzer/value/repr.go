package value

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Repr is what Python's repr(p) prints; false where that is not known.
func Repr(p Plain) (string, bool) {
	if TooLarge(p) {
		return "", false
	}
	return repr(p, 0)
}

func repr(p Plain, depth int) (string, bool) {
	if depth > maxDepth {
		return "", false
	}
	switch p := p.(type) {
	case None:
		return "None", true
	case Bool:
		if p {
			return "True", true
		}
		return "False", true
	case Int:
		return strconv.FormatInt(int64(p), 10), true
	case Big:
		return string(p), true
	case Float:
		return reprFloat(float64(p)), true
	case Str:
		return quote(string(p), unicode.IsPrint), true
	case Bytes:
		return "b" + quoteBytes(string(p)), true
	case Ellipsis:
		return "Ellipsis", true
	case Path:
		return "PosixPath(" + quote(string(p), unicode.IsPrint) + ")", true
	case Timedelta:
		return reprTimedelta(p), true
	case Opaque:
		return p.Repr, p.Repr != ""
	case *Seq:
		return reprSeq(p, depth)
	case *Dict:
		return reprDict(p, depth)
	}
	return "", false
}

func reprFloat(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	if abs := math.Abs(f); abs != 0 && (abs < 1e-4 || abs >= 1e16) {
		text := strconv.FormatFloat(f, 'e', -1, 64)
		return strings.Replace(text, ".0e", "e", 1)
	}
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// quote follows Python: single quotes unless the text holds one and no
// double quote.
func quote(s string, printable func(rune) bool) string {
	q := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		q = '"'
	}
	var b strings.Builder
	b.WriteByte(q)
	for _, r := range s {
		switch {
		case r == rune(q) || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f || r < 0x100 && !printable(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		case !printable(r) && r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		case !printable(r):
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte(q)
	return b.String()
}

func quoteBytes(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return quote(string(runes), func(r rune) bool { return r < 0x7f })
}

// reprTimedelta normalises as datetime does: days may be negative, seconds
// and microseconds not.
func reprTimedelta(t Timedelta) string {
	const second, day = 1_000_000, 86_400_000_000
	days := int64(t) / day
	if int64(t)%day < 0 {
		days--
	}
	rest := int64(t) - days*day
	var parts []string
	add := func(name string, n int64) {
		if n != 0 {
			parts = append(parts, name+"="+strconv.FormatInt(n, 10))
		}
	}
	add("days", days)
	add("seconds", rest/second)
	add("microseconds", rest%second)
	if len(parts) == 0 {
		parts = []string{"0"}
	}
	return "datetime.timedelta(" + strings.Join(parts, ", ") + ")"
}

func reprSeq(s *Seq, depth int) (string, bool) {
	if !s.Firm() || s.Mixed && len(s.Elems) > 1 {
		return "", false
	}
	var parts []string
	for _, e := range s.Elems {
		text, ok := reprOnly(e.Val, depth)
		if !ok {
			return "", false
		}
		parts = append(parts, text)
	}
	inner := strings.Join(parts, ", ")
	switch s.Kind {
	case TupleKind:
		if len(parts) == 1 {
			inner += ","
		}
		return "(" + inner + ")", true
	case SetKind:
		if len(parts) == 0 {
			return "set()", true
		}
		return "{" + inner + "}", true
	case FrozenSetKind:
		if len(parts) == 0 {
			return "frozenset()", true
		}
		return "frozenset({" + inner + "})", true
	}
	return "[" + inner + "]", true
}

func reprDict(d *Dict, depth int) (string, bool) {
	if !d.Firm() || d.Mixed && len(d.Entries) > 1 {
		return "", false
	}
	var parts []string
	for _, e := range d.Entries {
		k, ok := repr(e.Key, depth+1)
		v, ok2 := reprOnly(e.Val, depth)
		if !ok || !ok2 {
			return "", false
		}
		parts = append(parts, k+": "+v)
	}
	return "{" + strings.Join(parts, ", ") + "}", true
}

func reprOnly(v *Value, depth int) (string, bool) {
	p, ok := v.Only()
	if !ok {
		return "", false
	}
	return repr(p, depth+1)
}
