package source

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A decoder turns the bytes of one file into text.
type decoder struct {
	path      string
	notes     []Note
	bom, crlf bool
}

func (d *decoder) note(line int, format string, args ...any) {
	span := Span{File: d.path, Line: line, Column: 1, EndLine: line, EndColumn: 1}
	d.notes = append(d.notes, Note{Span: span, Text: fmt.Sprintf(format, args...)})
}

func (d *decoder) decode(raw []byte) string {
	text := d.newlines(d.characters(raw))
	if at := strings.IndexByte(text, 0); at >= 0 {
		d.note(lineAt(text, at), "holds NUL bytes, which Python and most programs refuse; they are read as spaces")
		text = strings.ReplaceAll(text, "\x00", " ")
	}
	return text
}

// lineAt is the line of an offset in a text without a line table.
func lineAt[T string | []byte](text T, offset int) int {
	return bytes.Count([]byte(text[:offset]), []byte("\n")) + 1
}

func (d *decoder) characters(raw []byte) string {
	if order, skip := utf16Order(raw); order != nil {
		d.note(1, "is encoded as UTF-16, which Python and most programs refuse; it is read all the same")
		return d.utf16(raw[skip:], order)
	}
	if rest, ok := bytes.CutPrefix(raw, []byte("\uFEFF")); ok {
		d.bom = true
		raw = rest
	}
	if text := string(raw); isASCII(text) {
		return text
	}
	if !d.bom && path.Ext(d.path) == ".py" {
		if name := declaredEncoding(raw); name != "" {
			return d.declared(raw, name)
		}
	}
	return d.utf8(raw)
}

// utf8 is for text that is UTF-8, or should be.
func (d *decoder) utf8(raw []byte) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	d.note(lineAt(raw, invalidAt(raw)), "holds bytes that are not UTF-8; the text around them is not known")
	return replaceInvalid(raw)
}

// replaceInvalid puts one U+FFFD in the place of each byte that is not UTF-8.
func replaceInvalid(raw []byte) string {
	var b strings.Builder
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		b.WriteRune(r)
		raw = raw[size:]
	}
	return b.String()
}

func invalidAt(raw []byte) int {
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(raw)
}

// utf16Order recognises UTF-16 by its byte order mark or, as text in it is
// mostly ASCII, by every second byte being NUL.
func utf16Order(raw []byte) (order binary.ByteOrder, skip int) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		return binary.LittleEndian, 2
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return binary.BigEndian, 2
	}
	head := raw[:min(len(raw), 64)&^1]
	if len(head) < 4 {
		return nil, 0
	}
	switch even, odd := nuls(head, 0), nuls(head, 1); {
	case even == 0 && odd == len(head)/2:
		return binary.LittleEndian, 0
	case odd == 0 && even == len(head)/2:
		return binary.BigEndian, 0
	}
	return nil, 0
}

// nuls counts the NUL bytes at every second place.
func nuls(raw []byte, from int) int {
	n := 0
	for i := from; i < len(raw); i += 2 {
		if raw[i] == 0 {
			n++
		}
	}
	return n
}

func (d *decoder) utf16(raw []byte, order binary.ByteOrder) string {
	if len(raw)%2 == 1 {
		d.note(1, "ends in half a UTF-16 character; the last byte is left out")
	}
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
	}
	return string(utf16.Decode(units))
}

// newlines makes every line end in "\n". Python takes "\r\n" and a lone "\r"
// for line ends too.
func (d *decoder) newlines(text string) string {
	if !strings.Contains(text, "\r") {
		return text
	}
	d.crlf = strings.Contains(text, "\r\n")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if at := strings.IndexByte(text, '\r'); at >= 0 {
		d.note(lineAt(text, at), "holds carriage returns without a newline; Python ends a line at each, other tools do not")
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	return text
}

// cookie is the declaration of PEP 263, blank what may stand above it.
var (
	cookie = regexp.MustCompile(`^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`)
	blank  = regexp.MustCompile(`^[ \t\f]*(#.*)?$`)
)

// declaredEncoding gives the encoding that a Python file declares in one of
// its first two lines, normalised, or "".
func declaredEncoding(raw []byte) string {
	for range 2 {
		line, rest := cutLine(raw)
		if m := cookie.FindSubmatch(line); m != nil {
			return normalEncoding(string(m[1]))
		}
		if !blank.Match(line) {
			return ""
		}
		raw = rest
	}
	return ""
}

func cutLine(raw []byte) (line, rest []byte) {
	end := bytes.IndexAny(raw, "\r\n")
	if end < 0 {
		return raw, nil
	}
	line, rest = raw[:end], raw[end+1:]
	if raw[end] == '\r' {
		rest = bytes.TrimPrefix(rest, []byte("\n"))
	}
	return line, rest
}

func normalEncoding(name string) string {
	name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	// Emacs appends the kind of line end: utf-8-unix.
	for _, end := range []string{"-unix", "-dos", "-mac"} {
		name = strings.TrimSuffix(name, end)
	}
	return name
}

// encodings maps the names that Python knows an encoding by to what the bytes
// from 0x80 mean in it; nil stands for UTF-8.
var encodings = map[string]*[128]rune{
	"utf-8": nil, "utf8": nil, "utf-8-sig": nil, "u8": nil, "utf": nil,
	"ascii": &ascii, "us-ascii": &ascii,
	"latin-1": &latin1, "latin1": &latin1, "iso-8859-1": &latin1, "iso8859-1": &latin1,
	"iso-latin-1": &latin1, "l1": &latin1, "cp819": &latin1,
	"iso-8859-15": &latin9, "iso8859-15": &latin9, "latin-9": &latin9, "latin9": &latin9, "l9": &latin9,
	"cp1252": &cp1252, "windows-1252": &cp1252, "1252": &cp1252,
}

// declared decodes by the encoding that the file itself names.
func (d *decoder) declared(raw []byte, name string) string {
	table, known := encodings[name]
	if known && table == nil {
		return d.utf8(raw)
	}
	if !known {
		d.note(1, "declares the encoding %s, which is not known here; its characters outside ASCII are not known", name)
		table = &ascii
	}
	text := charmap(raw, table)
	if known && strings.ContainsRune(text, utf8.RuneError) {
		at := strings.IndexRune(text, utf8.RuneError)
		d.note(lineAt(text, at), "holds bytes that are not %s, the encoding it declares; the text around them is not known", name)
	}
	return text
}

func charmap(raw []byte, table *[128]rune) string {
	var b strings.Builder
	b.Grow(len(raw) + len(raw)/8)
	for _, c := range raw {
		if c < 0x80 {
			b.WriteByte(c)
		} else {
			b.WriteRune(table[c-0x80])
		}
	}
	return b.String()
}

// Tables of what the bytes from 0x80 mean.
var (
	ascii  = table(func(int) rune { return utf8.RuneError })
	latin1 = table(func(c int) rune { return rune(c) })
	latin9 = table(func(c int) rune {
		if r, ok := latin9Changes[c]; ok {
			return r
		}
		return rune(c)
	})
	cp1252 = table(func(c int) rune {
		if c < 0xa0 {
			return cp1252Low[c-0x80]
		}
		return rune(c)
	})
)

func table(meaning func(int) rune) (t [128]rune) {
	for i := range t {
		t[i] = meaning(0x80 + i)
	}
	return t
}

// latin9Changes is where ISO 8859-15 differs from ISO 8859-1.
var latin9Changes = map[int]rune{
	0xa4: '€', 0xa6: 'Š', 0xa8: 'š', 0xb4: 'Ž', 0xb8: 'ž', 0xbc: 'Œ', 0xbd: 'œ', 0xbe: 'Ÿ',
}

// cp1252Low is what Windows put in the place of the C1 controls.
var cp1252Low = [32]rune{
	'€', '�', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '�', 'Ž', '�',
	'�', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '�', 'ž', 'Ÿ',
}
