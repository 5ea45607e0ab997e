package eval

import (
	"strings"
	"unicode"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// textTests are the methods of text that ask what it is made of.
var textTests = map[string]func(string) value.Plain{
	"isdigit": digitTest, "isdecimal": digitTest, "isnumeric": digitTest,
	"isalpha":      func(s string) value.Plain { return allRunes(s, unicode.IsLetter) },
	"isalnum":      alnumTest,
	"isspace":      func(s string) value.Plain { return allRunes(s, pythonSpace) },
	"isascii":      func(s string) value.Plain { return value.Bool(isASCII(s)) },
	"isupper":      func(s string) value.Plain { return caseTest(s, unicode.IsUpper, unicode.IsLower) },
	"islower":      func(s string) value.Plain { return caseTest(s, unicode.IsLower, unicode.IsUpper) },
	"istitle":      titleTest,
	"isidentifier": identifierTest,
	"isprintable":  printableTest,
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}

func allRunes(s string, f func(rune) bool) value.Plain {
	return value.Bool(s != "" && strings.IndexFunc(s, func(r rune) bool { return !f(r) }) < 0)
}

// plainDigits reports whether a text has no digits but decimal ones, about
// which isdigit, isdecimal and isnumeric agree.
func plainDigits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsNumber(r) && !unicode.IsDigit(r) || r > 0x2e80 }) < 0
}

func digitTest(s string) value.Plain {
	if !plainDigits(s) {
		return nil
	}
	return allRunes(s, unicode.IsDigit)
}

func alnumTest(s string) value.Plain {
	if !plainDigits(s) {
		return nil
	}
	return allRunes(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// caseTest reports whether a text has letters of one case and none of the other.
func caseTest(s string, yes, no func(rune) bool) value.Plain {
	if odd(s) {
		return nil
	}
	return value.Bool(strings.IndexFunc(s, yes) >= 0 && strings.IndexFunc(s, no) < 0)
}

func titleTest(s string) value.Plain {
	if odd(s) {
		return nil
	}
	any, inWord := false, false
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			if inWord {
				return value.Bool(false)
			}
			any, inWord = true, true
		case unicode.IsLower(r):
			if !inWord {
				return value.Bool(false)
			}
			any = true
		default:
			inWord = false
		}
	}
	return value.Bool(any)
}

func identifierTest(s string) value.Plain {
	if !isASCII(s) {
		return nil
	}
	first := true
	for _, r := range s {
		letter := r == '_' || unicode.IsLetter(r)
		if !letter && (first || !unicode.IsDigit(r)) {
			return value.Bool(false)
		}
		first = false
	}
	return value.Bool(s != "")
}

func printableTest(s string) value.Plain {
	if !isASCII(s) {
		return nil
	}
	return value.Bool(strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) < 0)
}

// odd reports whether a text has letters whose other case is not one letter,
// or depends on its neighbours.
func odd(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return r == 0xaa || r == 0xb5 || r == 0xba || r == 0xdf || r > 0xff && (r < 0x400 || r > 0x4ff)
	}) >= 0
}

// changeCase is lower, upper and their kin; nil where letters are odd.
func changeCase(s, how string) value.Plain {
	if odd(s) {
		return nil
	}
	r := []rune(s)
	inWord := false
	for i, c := range r {
		cased := unicode.IsUpper(c) || unicode.IsLower(c)
		switch how {
		case "upper":
			r[i] = unicode.ToUpper(c)
		case "swapcase":
			if unicode.IsUpper(c) {
				r[i] = unicode.ToLower(c)
			} else {
				r[i] = unicode.ToUpper(c)
			}
		case "title", "capitalize":
			if r[i] = unicode.ToLower(c); !inWord {
				r[i] = unicode.ToTitle(c)
			}
			inWord = cased || how == "capitalize"
		default:
			r[i] = unicode.ToLower(c)
		}
	}
	return value.Str(r)
}

// justify is zfill, ljust, rjust and center.
func (in *interp) justify(s, name string, ps []value.Plain, c *call) value.Plain {
	width, ok := asInt(ps[0])
	if !ok || width > 4096 {
		return nil
	}
	fill := " "
	if len(ps) > 1 {
		fill = string(ps[1].(value.Str))
		if len([]rune(fill)) != 1 {
			in.throw(in.pc, c.at, "TypeError", "The fill character must be exactly one character long")
			return nil
		}
	}
	pad := int(width) - len([]rune(s))
	if pad <= 0 {
		return value.Str(s)
	}
	left, right := 0, 0
	switch name {
	case "ljust":
		right = pad
	case "rjust":
		left = pad
	case "zfill":
		if sign := len(s) > 0 && (s[0] == '+' || s[0] == '-'); sign {
			return value.Str(s[:1] + strings.Repeat("0", pad) + s[1:])
		}
		return value.Str(strings.Repeat("0", pad) + s)
	case "center": // an odd one goes left where the width is odd
		left = pad/2 + pad&int(width)&1
		right = pad - left
	}
	return value.Str(strings.Repeat(fill, left) + s + strings.Repeat(fill, right))
}

func expandTabs(s string, ps []value.Plain) value.Plain {
	size := int64(8)
	if len(ps) > 0 {
		size, _ = asInt(ps[0])
	}
	if size > 100 {
		return nil
	}
	var b strings.Builder
	column := int64(0)
	for _, r := range s {
		switch {
		case r == '\t' && size > 0:
			n := size - column%size
			b.WriteString(strings.Repeat(" ", int(n)))
			column += n
		case r == '\t':
		case r == '\n' || r == '\r':
			b.WriteRune(r)
			column = 0
		default:
			b.WriteRune(r)
			column++
		}
	}
	return value.Str(b.String())
}

// translate is s.translate(table) for a dict of code points.
func translate(s string, table value.Plain) value.Plain {
	d, ok := table.(*value.Dict)
	if !ok || !d.Firm() {
		return nil
	}
	var b strings.Builder
	for _, r := range s {
		e := d.Get(value.Int(r))
		if e == nil {
			b.WriteRune(r)
			continue
		}
		p, known := e.Val.Only()
		switch p := p.(type) {
		case value.Str:
			b.WriteString(string(p))
		case value.Int:
			b.WriteRune(rune(p))
		case value.None:
		default:
			known = false
		}
		if !known {
			return nil
		}
	}
	return value.Str(b.String())
}

// makeTrans is str.maketrans(from, to, without) or of a dict.
func (in *interp) makeTrans(c *call) *value.Value {
	return in.each(c.args, func(ps []value.Plain) *value.Value {
		d := in.dict()
		set := func(r rune, p value.Plain) { d.Set(value.Int(r), value.True, value.Of(p, value.At(c.at))) }
		texts := make([][]rune, len(ps))
		for i, p := range ps {
			s, ok := p.(value.Str)
			if !ok {
				return in.derived(c.at, "maketrans", "dict", c.args...)
			}
			texts[i] = []rune(string(s))
		}
		if len(ps) < 2 || len(ps) > 3 {
			return in.derived(c.at, "maketrans", "dict", c.args...)
		}
		if len(texts[0]) != len(texts[1]) {
			in.throw(in.pc, c.at, "ValueError", "the first two maketrans arguments must have equal length")
			return nil
		}
		for i, r := range texts[0] {
			set(r, value.Int(texts[1][i]))
		}
		if len(texts) > 2 {
			for _, r := range texts[2] {
				set(r, value.None{})
			}
		}
		return value.Of(d, value.Merge(c.at, c.args...))
	})
}
