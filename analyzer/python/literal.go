package python

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Numbers as Python 3 has them; the grammar takes those of Python 2 too.
var (
	intLiteral = regexp.MustCompile(`^(0[xX](_?[0-9a-fA-F])+|0[oO](_?[0-7])+|0[bB](_?[01])+|[1-9](_?\d)*|0(_?0)*)$`)
	floatForm  = regexp.MustCompile(`^(\d(_?\d)*)?\.?(\d(_?\d)*)?([eE][+-]?\d(_?\d)*)?[jJ]?$`)
)

func (c *converter) number(n node) Expr {
	text := c.source(n)
	valid := intLiteral
	if n.kind == "float" || strings.ContainsAny(text, "jJ") {
		valid = floatForm
	}
	if !valid.MatchString(text) {
		return c.fault(n)
	}
	return &NumLit{c.place(n), strings.ReplaceAll(text, "_", "")}
}

// A prefix is what stands before the quote of a string.
type prefix struct{ raw, bytes, format, template bool }

// prefixes are those of Python 3.
var prefixes = map[string]prefix{
	"": {}, "u": {},
	"r": {raw: true},
	"b": {bytes: true}, "br": {raw: true, bytes: true}, "rb": {raw: true, bytes: true},
	"f": {format: true}, "fr": {raw: true, format: true}, "rf": {raw: true, format: true},
	"t": {template: true}, "tr": {raw: true, template: true}, "rt": {raw: true, template: true},
}

// A piece is one literal of a string that may have several, side by side.
type piece struct {
	prefix
	parts  []FPart
	triple bool
	ok     bool // the value is known
}

// str converts adjacent literals into one.
func (c *converter) str(n node, literals []node) Expr {
	var parts []FPart
	bytes, texts := 0, 0
	for _, literal := range literals {
		p := c.piece(literal)
		if !p.ok {
			return c.bad(n)
		}
		if p.bytes {
			bytes++
		} else {
			texts++
		}
		parts = append(parts, p.parts...)
	}
	parts = joinText(parts)
	switch {
	case bytes > 0 && texts > 0:
		return c.fault(n)
	case bytes > 0:
		return &BytesLit{c.place(n), constant(parts)}
	case len(parts) == 0 || len(parts) == 1 && parts[0].X == nil:
		return &StrLit{c.place(n), constant(parts)}
	}
	return &JoinedStr{c.place(n), parts}
}

// constant is the text of parts without expressions.
func constant(parts []FPart) string {
	if len(parts) == 0 {
		return ""
	}
	return parts[0].Text
}

// joinText makes one part of text that stands side by side, none of what is
// empty.
func joinText(parts []FPart) []FPart {
	var joined []FPart
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			joined = append(joined, FPart{Text: text.String()})
			text.Reset()
		}
	}
	for _, part := range parts {
		if part.X == nil {
			text.WriteString(part.Text)
			continue
		}
		flush()
		joined = append(joined, part)
	}
	flush()
	return joined
}

// piece converts one literal.
func (c *converter) piece(n node) piece {
	nodes := c.named(n)
	if len(nodes) < 2 || nodes[0].kind != "string_start" || nodes[len(nodes)-1].kind != "string_end" {
		c.fault(n)
		return piece{}
	}
	start := c.source(nodes[0])
	quote := strings.IndexAny(start, "\"'`")
	prefix, known := prefixes[strings.ToLower(start[:max(quote, 0)])]
	if !known || start[quote] == '`' { // Python 2 has ur"" and `repr`
		c.fault(n)
		return piece{}
	}
	quotes := len(start) - quote
	p := piece{prefix: prefix, triple: quotes == 3, ok: !prefix.template}
	// The text is what lies between; the grammar counts the backslashes at
	// the end of a raw string to its end.
	from := nodes[0].end()
	for _, inner := range nodes {
		if inner.kind == "interpolation" {
			c.literalText(n, &p, c.text[from:inner.start()])
			p.parts = append(p.parts, c.interpolation(inner, p.raw))
			from = inner.end()
		}
	}
	c.literalText(n, &p, c.text[from:max(from, n.end()-quotes)])
	return p
}

// literalText adds text between quotes and braces to a piece.
func (c *converter) literalText(n node, p *piece, text string) {
	if text == "" {
		return
	}
	value, result := unquote(text, *p)
	switch result {
	case invalid:
		c.fault(n)
		p.ok = false
	case unknown:
		p.ok = false
	}
	p.parts = append(p.parts, FPart{Text: value})
}

// A meaning is how much we know of a literal.
type meaning int

const (
	known   meaning = iota
	unknown         // Python knows its value, we do not
	invalid         // Python refuses it
)

// unquote resolves the escapes of a literal.
func unquote(text string, p piece) (string, meaning) {
	if !p.triple && strings.Contains(text, "\n") && bareNewline(text) {
		return "", invalid
	}
	if p.bytes && !ascii(text) {
		return "", invalid
	}
	plain := p.raw || !strings.Contains(text, `\`)
	if plain && !p.format {
		return text, known
	}
	u := unquoter{piece: p}
	for rest := text; rest != "" && u.result == known; {
		rest = u.next(rest)
	}
	return u.out.String(), u.result
}

// bareNewline tells of a line end that no backslash precedes.
func bareNewline(text string) bool {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '\n':
			return true
		}
	}
	return false
}

func ascii(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// An unquoter reads a literal from left to right.
type unquoter struct {
	piece
	out    strings.Builder
	result meaning
}

// next takes one character, escape or doubled brace off text.
func (u *unquoter) next(text string) string {
	switch {
	case text[0] == '\\' && !u.raw:
		return u.escape(text[1:])
	case u.format && (text[0] == '{' || text[0] == '}') && len(text) > 1 && text[1] == text[0]:
		u.out.WriteByte(text[0])
		return text[2:]
	}
	u.out.WriteByte(text[0])
	return text[1:]
}

// simpleEscapes are those of one letter.
var simpleEscapes = map[byte]string{
	'\n': "", '\\': `\`, '\'': "'", '"': `"`,
	'a': "\a", 'b': "\b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t", 'v': "\v",
}

// escape takes what follows a backslash off text.
func (u *unquoter) escape(text string) string {
	if text == "" {
		u.out.WriteByte('\\')
		return ""
	}
	if value, ok := simpleEscapes[text[0]]; ok {
		u.out.WriteString(value)
		return text[1:]
	}
	switch letter := text[0]; {
	case letter >= '0' && letter <= '7':
		return u.octal(text)
	case letter == 'x':
		return u.hex(text[1:], 2)
	case letter == 'u' && !u.bytes:
		return u.hex(text[1:], 4)
	case letter == 'U' && !u.bytes:
		return u.hex(text[1:], 8)
	case letter == 'N' && !u.bytes:
		return u.named(text[1:])
	}
	// Python keeps the backslash of an escape that it does not know.
	u.out.WriteByte('\\')
	return text
}

// named gives up: the names of characters are a book of their own.
func (u *unquoter) named(text string) string {
	u.result = unknown
	if !strings.HasPrefix(text, "{") || !strings.Contains(text, "}") {
		u.result = invalid
	}
	return ""
}

// octal takes up to three digits.
func (u *unquoter) octal(text string) string {
	end := 1
	for end < 3 && end < len(text) && text[end] >= '0' && text[end] <= '7' {
		end++
	}
	code, _ := strconv.ParseUint(text[:end], 8, 32)
	u.code(code & 0x1ff)
	return text[end:]
}

// hex takes exactly count digits.
func (u *unquoter) hex(text string, count int) string {
	if len(text) < count {
		u.result = invalid
		return ""
	}
	code, err := strconv.ParseUint(text[:count], 16, 32)
	if err != nil || strings.ContainsAny(text[:count], "+_") {
		u.result = invalid
		return ""
	}
	u.code(code)
	return text[count:]
}

// code writes a byte or a character by its number.
func (u *unquoter) code(code uint64) {
	switch {
	case u.bytes:
		u.out.WriteByte(byte(code))
	case code > utf8.MaxRune:
		u.result = invalid
	case !utf8.ValidRune(rune(code)): // half of a pair; Go has no such string
		u.result = unknown
	default:
		u.out.WriteRune(rune(code))
	}
}
