package source_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

func TestPosition(t *testing.T) {
	f := source.NewFile("a.py", []byte("ab\r\né日x\r\n\r\nz"))
	for _, c := range []struct{ offset, line, column int }{
		{-1, 1, 1}, {0, 1, 1}, {1, 1, 2}, {2, 1, 3},
		{3, 2, 1}, {5, 2, 2}, {8, 2, 3}, {9, 2, 4},
		{10, 3, 1}, {11, 4, 1}, {12, 4, 2}, {99, 4, 2},
	} {
		line, column := f.Position(c.offset)
		if line != c.line || column != c.column {
			t.Errorf("offset %d is at %d:%d, want %d:%d", c.offset, line, column, c.line, c.column)
		}
	}
}

func TestOffset(t *testing.T) {
	f := source.NewFile("a.py", []byte("ab\né日x\n"))
	for _, c := range []struct{ line, column, offset int }{
		{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {1, 3, 2}, {1, 9, 2}, {2, 1, 3}, {2, 2, 5}, {2, 3, 8}, {2, 9, 9}, {3, 1, 10}, {4, 1, 10},
	} {
		if got := f.Offset(c.line, c.column); got != c.offset {
			t.Errorf("%d:%d is offset %d, want %d", c.line, c.column, got, c.offset)
		}
	}
}

// TestLongLine crosses the counted places of a line with many characters that
// are not ASCII.
func TestLongLine(t *testing.T) {
	f := source.NewFile("a.py", []byte("x\n"+strings.Repeat("aé日😀", 100)))
	checkOffsets(t, f)
}

func TestLines(t *testing.T) {
	f := source.NewFile("a.py", []byte("one\ntwo\n"))
	if f.Lines() != 3 || f.Line(1) != "one" || f.Line(2) != "two" || f.Line(3) != "" || f.Line(0) != "" || f.Line(4) != "" {
		t.Errorf("%d lines: %q %q %q", f.Lines(), f.Line(1), f.Line(2), f.Line(3))
	}
	empty := source.NewFile("a.py", nil)
	if empty.Lines() != 1 || empty.Line(1) != "" {
		t.Errorf("empty file has %d lines", empty.Lines())
	}
}

func TestSpan(t *testing.T) {
	f := source.NewFile("a.py", []byte("é = 1\nb\n"))
	want := source.Span{File: "a.py", Line: 1, Column: 3, EndLine: 2, EndColumn: 2}
	if got := f.Span(3, 8); got != want {
		t.Errorf("got %+v", got)
	}
}

// checkOffsets checks that every character's place leads back to it.
func checkOffsets(t *testing.T, f *source.File) {
	t.Helper()
	wantLine, wantColumn := 1, 1
	for i, r := range f.Text + "\n" {
		line, column := f.Position(i)
		if line != wantLine || column != wantColumn || f.Offset(line, column) != i {
			t.Fatalf("offset %d: at %d:%d, which is %d; want %d:%d", i, line, column, f.Offset(line, column), wantLine, wantColumn)
		}
		wantColumn++
		if r == '\n' {
			wantLine, wantColumn = wantLine+1, 1
		}
	}
	if !utf8.ValidString(f.Text) {
		t.Error("text is not UTF-8")
	}
}
