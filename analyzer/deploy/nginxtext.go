package deploy

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A directive is one statement of a configuration of nginx, with what its
// block holds.
type directive struct {
	name  string
	args  []token
	block []*directive
	open  bool // it has a block
	span  source.Span
	// maybe tells that a condition of a template decides whether it is there.
	maybe bool
	at    int // where it begins, in bytes
	// code is what a block of Lua holds.
	code string
}

// A token is a word of a directive, without quotes and escapes.
type token struct {
	text string
	span source.Span
}

// arg is the text of an argument, or "" if there are fewer.
func (d *directive) arg(n int) string {
	if n < len(d.args) {
		return d.args[n].text
	}
	return ""
}

// Bounds on configurations.
const (
	maxDirectives   = 50_000
	maxNestedBlocks = 30
	maxPlaces       = 5_000 // of one front
	maxHeaders      = 50    // of one level
)

// parseNginx makes a tree of the text of a configuration. What nginx would
// refuse is read as far as it makes sense, with a note.
func parseNginx(file *source.File) ([]*directive, []source.Note) {
	text, doubts := unmarked(file.Text)
	s := &nginxScanner{file: file, text: text}
	p := &nginxParser{s: s, doubts: doubts}
	return p.parse(), s.notes
}

// An nginxParser makes directives of tokens, without recursion.
type nginxParser struct {
	s      *nginxScanner
	doubts []extent
	count  int
}

func (p *nginxParser) parse() []*directive {
	root := &directive{at: -1}
	stack := []*directive{root}
	for p.count < maxDirectives {
		top := stack[len(stack)-1]
		d, end := p.statement(top.at)
		switch {
		case end == '}' && len(stack) > 1:
			stack = stack[:len(stack)-1]
		case end == '}':
			p.s.note("has a closing brace too many")
		case end == 0 && d == nil:
			if len(stack) > 1 {
				p.s.note("ends before all blocks are closed")
			}
			return root.block
		}
		if d == nil {
			continue
		}
		p.count++
		top.block = append(top.block, d)
		if d.open && d.code == "" && end == '{' {
			if len(stack) > maxNestedBlocks {
				p.s.note("nests blocks too deep; it is read up to there")
				return root.block
			}
			stack = append(stack, d)
		}
	}
	return root.block
}

// statement reads up to the next ";", "{" or "}", which it gives with the
// directive before it; nil if there is none.
//
// around is where the block begins that it is in.
func (p *nginxParser) statement(around int) (*directive, byte) {
	var d *directive
	for {
		t, end, ok := p.s.next()
		if !ok {
			if d != nil && end != ';' && end != '{' {
				p.s.note("has a directive without a semicolon: " + printable(d.name))
			}
			if d != nil && end == '{' {
				d.open = true
				if strings.HasSuffix(d.name, "_by_lua_block") {
					d.code = p.s.lua()
					end = ';'
				}
			}
			return d, end
		}
		if d == nil {
			d = &directive{name: t.text, span: t.span, maybe: p.doubtful(around), at: p.s.start}
			if envsubst.FindString(t.text) == t.text && p.s.endsLine() {
				d.name = hole // a variable that stands for statements
				return d, ';'
			}
			continue
		}
		d.args = append(d.args, t)
		d.span.EndLine, d.span.EndColumn = t.span.EndLine, t.span.EndColumn
	}
}

// doubtful reports whether a condition of a template decides whether the last
// token is there, once the block is that begins at a place.
func (p *nginxParser) doubtful(around int) bool {
	for _, e := range p.doubts {
		if around < e.from && e.from <= p.s.start && p.s.start < e.to {
			return true
		}
	}
	return false
}

// An nginxScanner splits a configuration into words.
type nginxScanner struct {
	file  *source.File
	text  string
	at    int
	start int // of the last token
	notes []source.Note
}

func (s *nginxScanner) note(text string) {
	if len(s.notes) < 20 {
		line, column := s.file.Position(s.at)
		s.notes = append(s.notes, source.Note{
			Span: source.Span{File: s.file.Path, Line: line, Column: column, EndLine: line, EndColumn: column + 1}, Text: text,
		})
	}
}

// next gives the next word; or false with what ends the statement: ";", "{",
// "}", or 0 at the end of the text.
func (s *nginxScanner) next() (token, byte, bool) {
	s.skip()
	if s.at >= len(s.text) {
		return token{}, 0, false
	}
	s.start = s.at
	switch c := s.text[s.at]; c {
	case ';', '{', '}':
		s.at++
		return token{}, c, false
	case '"', '\'':
		return s.quoted(c), 0, true
	}
	return s.bare(), 0, true
}

// skip passes over space and comments.
func (s *nginxScanner) skip() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		case '#':
			end := strings.IndexByte(s.text[s.at:], '\n')
			if end < 0 {
				s.at = len(s.text)
				return
			}
			s.at += end
		default:
			return
		}
	}
}

// endsLine reports whether nothing follows on the line.
func (s *nginxScanner) endsLine() bool {
	line, _, _ := strings.Cut(s.text[s.at:], "\n")
	return strings.TrimSpace(line) == ""
}

func (s *nginxScanner) quoted(quote byte) token {
	var b strings.Builder
	for s.at++; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '\\' && s.at+1 < len(s.text):
			s.escape(&b)
		case c == quote:
			s.at++
			return s.token(b.String())
		default:
			b.WriteByte(c)
		}
	}
	s.note("has a quoted text without an end")
	return s.token(b.String())
}

// bare reads a word without quotes. A brace after a dollar belongs to it.
func (s *nginxScanner) bare() token {
	var b strings.Builder
	for ; s.at < len(s.text); s.at++ {
		c := s.text[s.at]
		switch {
		case c == '\\' && s.at+1 < len(s.text):
			s.escape(&b)
			continue
		case c == '{' && strings.HasSuffix(b.String(), "$"):
			end := strings.IndexAny(s.text[s.at:], "};\n")
			if end > 0 && s.text[s.at+end] == '}' {
				b.WriteString(s.text[s.at : s.at+end+1])
				s.at += end
				continue
			}
		}
		if c == ';' || c == '{' || c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			break
		}
		b.WriteByte(c)
	}
	return s.token(b.String())
}

// escape reads a backslash and what follows it: nginx drops it before quotes
// and itself, and knows three letters.
func (s *nginxScanner) escape(b *strings.Builder) {
	s.at++
	switch c := s.text[s.at]; c {
	case '"', '\'', '\\':
		b.WriteByte(c)
	case 't':
		b.WriteByte('\t')
	case 'r':
		b.WriteByte('\r')
	case 'n':
		b.WriteByte('\n')
	default:
		b.WriteByte('\\')
		b.WriteByte(c)
	}
}

func (s *nginxScanner) token(text string) token {
	line, column := s.file.Position(s.start)
	endLine, endColumn := s.file.Position(s.at)
	return token{filler.Replace(text), source.Span{
		File: s.file.Path, Line: line, Column: column, EndLine: endLine, EndColumn: endColumn,
	}}
}

// lua reads the code of a block up to the brace that closes it.
func (s *nginxScanner) lua() string {
	from, depth := s.at, 1
	for ; s.at < len(s.text); s.at++ {
		rest := s.text[s.at:]
		switch c := rest[0]; {
		case strings.HasPrefix(rest, "--[["), strings.HasPrefix(rest, "[["):
			s.pass("]]")
		case strings.HasPrefix(rest, "--"):
			s.pass("\n")
		case c == '"' || c == '\'':
			s.luaString(c)
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				s.at++
				return s.text[from : s.at-1]
			}
		}
	}
	s.note("has a block of Lua without an end")
	return s.text[from:]
}

// pass moves to the last byte of the next end, or to the end of the text.
func (s *nginxScanner) pass(end string) {
	i := strings.Index(s.text[s.at:], end)
	if i < 0 {
		s.at = len(s.text) - 1
		return
	}
	s.at += i + len(end) - 1
}

func (s *nginxScanner) luaString(quote byte) {
	for s.at++; s.at < len(s.text) && s.text[s.at] != quote && s.text[s.at] != '\n'; s.at++ {
		if s.text[s.at] == '\\' {
			s.at++
		}
	}
}

// An extent is a part of a text, in bytes.
type extent struct{ from, to int }

// fill pads what stands for a template's mark to the length of the mark, so
// that places stay what they are.
const fill = "\x7f"

var filler = strings.NewReplacer(fill, "")

var (
	// templateControl matches, inside a mark, what does not put text in.
	templateControl = regexp.MustCompile(`^[-+~#/\s]*(if|else|elsif|elif|end\w*|range|with|define|template|block|unless|each|while|for|set|raw|include|extends|import|macro|comment|\$\w+\s*:?=)\b?`)
	templateIf      = regexp.MustCompile(`^[-+~#\s]*(if|unless)\b`)
	templateLoop    = regexp.MustCompile(`^[-+~#\s]*(range|with|define|block|each|while|for|raw|macro|comment)\b|\bdo\b\s*(\|[^|]*\|)?\s*$`)
	templateEnd     = regexp.MustCompile(`^[-+~\s]*(end\w*\b|/\w+)`)
)

// unmarked takes the marks of templates out of a text, byte for byte: what
// puts text in leaves a hole, on a line of its own a directive; what runs
// leaves space. It also gives what lies inside conditions.
func unmarked(text string) (string, []extent) {
	if !strings.Contains(text, "{{") && !strings.Contains(text, "{%") && !strings.Contains(text, "<%") && !strings.Contains(text, "{#") {
		return text, nil
	}
	var b strings.Builder
	var doubts []extent
	var ifs []int // where conditions began; -1 for loops
	last := 0
	for _, m := range templateMarks(text) {
		mark := text[m[0]:m[1]]
		b.WriteString(text[last:m[0]])
		last = m[1]
		inner := strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(mark[2:len(mark)-2], "-"), "+"), " ")
		switch {
		case strings.HasPrefix(mark, "{#"):
		case templateEnd.MatchString(inner):
			if n := len(ifs); n > 0 {
				if ifs[n-1] >= 0 {
					doubts = append(doubts, extent{ifs[n-1], m[0]})
				}
				ifs = ifs[:n-1]
			}
		case templateIf.MatchString(inner):
			ifs = append(ifs, m[1])
		case templateLoop.MatchString(inner):
			ifs = append(ifs, -1)
		}
		b.WriteString(instead(text, m[0], m[1], inner))
	}
	b.WriteString(text[last:])
	for _, from := range ifs {
		if from >= 0 {
			doubts = append(doubts, extent{from, len(text)})
		}
	}
	return b.String(), doubts
}

// maxMark bounds the marks of templates.
const maxMark = 1000

// markEnds gives the ends of what Jinja, Go, Handlebars and ERB put in or run.
var markEnds = map[string]string{"{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>"}

// templateMarks finds the marks of templates in a text.
func templateMarks(text string) [][2]int {
	var all [][2]int
	for at := 0; at+1 < len(text); at++ {
		end, ok := markEnds[text[at:at+2]]
		if !ok {
			continue
		}
		within := text[at+2 : min(len(text), at+maxMark)]
		i := strings.Index(within, end)
		if i < 0 || end == "#}" && strings.Contains(within[:i], "\n") {
			continue
		}
		all = append(all, [2]int{at, at + 2 + i + len(end)})
		at += 1 + i + len(end)
	}
	return all
}

// instead is what stands for the mark from..to of a text.
func instead(text string, from, to int, inner string) string {
	mark := text[from:to]
	puts := strings.HasPrefix(mark, "{{") && !templateControl.MatchString(inner) || strings.HasPrefix(mark, "<%=") || strings.HasPrefix(mark, "<%-=")
	if !puts {
		return strings.Repeat(" ", len(mark))
	}
	padded := hole + strings.Repeat(fill, len(mark)-len(hole))
	if alone(text, from, to) {
		return padded[:len(padded)-1] + ";"
	}
	return padded
}

// alone reports whether a mark stands where directives do: alone on its line,
// after a complete statement.
func alone(text string, from, to int) bool {
	after, _, _ := strings.Cut(text[to:], "\n")
	before := text[:from]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	before = strings.TrimRight(before, " \t\r\n")
	complete := before == "" || strings.ContainsRune(";{}", rune(before[len(before)-1]))
	return strings.TrimSpace(after) == "" && strings.TrimSpace(line) == "" && complete
}

// printable shortens a text of a file for a message.
func printable(text string) string {
	text = strings.ReplaceAll(text, hole, "…")
	if utf8.RuneCountInString(text) > 40 {
		text = string([]rune(text)[:40]) + "…"
	}
	return text
}
