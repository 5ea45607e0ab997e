package source

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// A File is the text of one file, and the way from byte offsets in it to the
// lines and columns that people read.
type File struct {
	Path string
	// Text is UTF-8 without a byte order mark; every line ends in "\n".
	Text string
	// Notes say what could not be read as it stands.
	Notes []Note
	// BOM and CRLF tell of things that reading has smoothed over, for those
	// whose subject they are: a shell script with CRLF does not start.
	BOM, CRLF bool

	starts []int   // offset of the first byte of each line
	runes  []int32 // code points before each stride; nil if all is ASCII
}

// stride is how far apart the counted places of File.runes are. It bounds the
// cost of a column even in a file that is one long line.
const stride = 64

// NewFile decodes raw. It never fails: what cannot be decoded is replaced and
// noted.
func NewFile(path string, raw []byte) *File {
	d := decoder{path: path}
	text := d.decode(raw)
	f := &File{Path: path, Text: text, Notes: d.notes, BOM: d.bom, CRLF: d.crlf}
	f.starts = lineStarts(text)
	f.runes = countRunes(text)
	return f
}

func lineStarts(text string) []int {
	starts := make([]int, 1, 1+strings.Count(text, "\n"))
	for i := 0; i < len(text); i++ {
		next := strings.IndexByte(text[i:], '\n')
		if next < 0 {
			break
		}
		i += next
		starts = append(starts, i+1)
	}
	return starts
}

func countRunes(text string) []int32 {
	if isASCII(text) {
		return nil
	}
	counts := make([]int32, 0, len(text)/stride+1)
	n := int32(0)
	for i := 0; i < len(text); i++ {
		if i%stride == 0 {
			counts = append(counts, n)
		}
		if utf8.RuneStart(text[i]) {
			n++
		}
	}
	if len(text)%stride == 0 {
		counts = append(counts, n)
	}
	return counts
}

func isASCII(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Lines is the number of lines. Text after the last "\n" is a line too, even
// if empty.
func (f *File) Lines() int { return len(f.starts) }

// Line gives line n, counted from 1, without its end. A line that does not
// exist is empty.
func (f *File) Line(n int) string {
	if n < 1 || n > len(f.starts) {
		return ""
	}
	end := len(f.Text)
	if n < len(f.starts) {
		end = f.starts[n] - 1
	}
	return f.Text[f.starts[n-1]:end]
}

// Position converts a byte offset in Text to a line and a column, both from 1,
// the column in code points. Offsets outside the text count as its ends.
func (f *File) Position(offset int) (line, column int) {
	offset = min(max(offset, 0), len(f.Text))
	line = sort.SearchInts(f.starts, offset+1)
	start := f.starts[line-1]
	if f.runes == nil {
		return line, offset - start + 1
	}
	return line, f.runesBefore(offset) - f.runesBefore(start) + 1
}

func (f *File) runesBefore(offset int) int {
	from := offset - offset%stride
	n := int(f.runes[offset/stride])
	for i := from; i < offset; i++ {
		if utf8.RuneStart(f.Text[i]) {
			n++
		}
	}
	return n
}

// Offset is the inverse of Position. A column past the end of its line counts
// as that end, a line past the last one as the end of the text.
func (f *File) Offset(line, column int) int {
	if line < 1 {
		return 0
	}
	if line > len(f.starts) {
		return len(f.Text)
	}
	start := f.starts[line-1]
	end := start + len(f.Line(line))
	if f.runes == nil {
		return min(start+max(column, 1)-1, end)
	}
	return min(f.runeOffset(f.runesBefore(start)+max(column, 1)-1), end)
}

// runeOffset gives the offset of code point n of the text.
func (f *File) runeOffset(n int) int {
	// The last stride with at most n code points before it has it or ends it.
	at := sort.Search(len(f.runes), func(i int) bool { return int(f.runes[i]) > n }) - 1
	left := n - int(f.runes[at])
	for i := at * stride; i < len(f.Text); i++ {
		if utf8.RuneStart(f.Text[i]) {
			if left == 0 {
				return i
			}
			left--
		}
	}
	return len(f.Text)
}

// Span gives the place of the bytes from start up to end.
func (f *File) Span(start, end int) Span {
	s := Span{File: f.Path}
	s.Line, s.Column = f.Position(start)
	s.EndLine, s.EndColumn = f.Position(end)
	return s
}
