package models

import (
	"strings"
	"unicode/utf8"
)

// dotenvSyntax reads a file as python-dotenv does: an optional export, keys
// that may be quoted, values that may be quoted over several lines, comments
// after white space. A line that is not understood is skipped.
func dotenvSyntax(text string) []setting {
	r := &dotenvReader{text: strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")}
	var list []setting
	line, counted := 1, 0
	for r.at < len(r.text) {
		r.skip(isSpace)
		if r.at >= len(r.text) {
			break
		}
		line += strings.Count(r.text[counted:r.at], "\n")
		counted = r.at
		s, ok := r.binding()
		if !ok {
			r.restOfLine()
			continue
		}
		if s.line = line; s.name != "" {
			list = append(list, s)
		}
	}
	return list
}

type dotenvReader struct {
	text string
	at   int
}

// isBlank is white space within a line.
func isBlank(r rune) bool { return isSpace(r) && r != '\n' && r != '\r' }

func (r *dotenvReader) skip(f func(rune) bool) {
	rest := r.text[r.at:]
	r.at += len(rest) - len(strings.TrimLeftFunc(rest, f))
}

func (r *dotenvReader) next() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

// restOfLine skips to the next line.
func (r *dotenvReader) restOfLine() {
	if i := strings.IndexByte(r.text[r.at:], '\n'); i >= 0 {
		r.at += i + 1
		return
	}
	r.at = len(r.text)
}

// binding reads one line; false if it is not understood.
func (r *dotenvReader) binding() (s setting, ok bool) {
	if rest, ok := strings.CutPrefix(r.text[r.at:], "export"); ok && rest != strings.TrimLeftFunc(rest, isBlank) {
		r.at += len("export")
		r.skip(isBlank)
	}
	if s.name, ok = r.key(); !ok {
		return s, false
	}
	r.skip(isBlank)
	s.bare = r.next() != '='
	if !s.bare {
		r.at++
		r.skip(isBlank)
		if s.value, ok = r.value(); !ok {
			return s, false
		}
	}
	return s, r.endOfLine()
}

// key reads a key; a comment has none.
func (r *dotenvReader) key() (string, bool) {
	rest := r.text[r.at:]
	if strings.HasPrefix(rest, "#") {
		return "", true
	}
	if strings.HasPrefix(rest, "'") {
		end := strings.IndexByte(rest[1:], '\'')
		if end < 1 {
			return "", false
		}
		r.at += end + 2
		return rest[1 : 1+end], true
	}
	end := strings.IndexFunc(rest, func(c rune) bool { return c == '=' || c == '#' || isSpace(c) })
	if end < 0 {
		end = len(rest)
	}
	r.at += end
	return rest[:end], end > 0
}

// value reads what stands after the equals sign.
func (r *dotenvReader) value() (string, bool) {
	switch q := r.next(); q {
	case '\'', '"':
		return r.quoted(q)
	}
	line, _, _ := strings.Cut(r.text[r.at:], "\n")
	r.at += len(line)
	return strings.TrimRightFunc(uncommented(line), isSpace), true
}

// uncommented drops a comment after white space.
func uncommented(line string) string {
	for i := range len(line) {
		if line[i] != '#' || i == 0 {
			continue
		}
		if c, _ := utf8.DecodeLastRuneInString(line[:i]); isSpace(c) {
			return line[:i]
		}
	}
	return line
}

// quoted reads a quoted value with its escapes. Where the text ends before
// the quote does, the last escaped quote is it.
func (r *dotenvReader) quoted(q byte) (string, bool) {
	body := r.text[r.at+1:]
	end, last := -1, -1
	for i := range len(body) {
		if body[i] != q {
			continue
		}
		if i > 0 && body[i-1] == '\\' {
			last = i
			continue
		}
		end = i
		break
	}
	if end < 0 {
		end = last
	}
	if end < 0 {
		return "", false
	}
	r.at += end + 2
	return unescapeDotenv(body[:end], q), true
}

var dotenvEscapes = map[byte]string{'a': "\a", 'b': "\b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t", 'v': "\v"}

// unescapeDotenv replaces escapes: in single quotes only those of the quote
// and the backslash.
func unescapeDotenv(s string, q byte) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		next := s[i+1]
		switch {
		case next == '\\' || next == '\'' || next == '"' && q == '"':
			b.WriteByte(next)
		case q == '"' && dotenvEscapes[next] != "":
			b.WriteString(dotenvEscapes[next])
		default:
			b.WriteByte('\\')
			continue
		}
		i++
	}
	return b.String()
}

// endOfLine reads a comment and the end of the line; false if something else
// is there.
func (r *dotenvReader) endOfLine() bool {
	mark := r.at
	r.skip(isBlank)
	if r.next() == '#' && r.at < len(r.text) {
		line, _, _ := strings.Cut(r.text[r.at:], "\n")
		r.at += len(line)
	}
	if r.at >= len(r.text) {
		return true
	}
	if r.next() == '\n' {
		r.at++
		return true
	}
	r.at = mark
	return false
}
