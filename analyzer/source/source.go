// Package source is where things are: files, places in them, and what could
// not be understood about them. It reads files from an fs.FS safely and
// imports nothing else of deploycheck.
package source

import (
	"cmp"
	"fmt"
)

// A Span is a place in a file that a person could put a finger on.
//
// File is relative to the root of the repository, with forward slashes. Lines
// and columns count from 1; columns count code points, not bytes. The end is
// exclusive. The zero Span is "nowhere".
type Span struct {
	File      string
	Line      int
	Column    int
	EndLine   int
	EndColumn int
}

// IsZero reports whether the span points nowhere.
func (s Span) IsZero() bool { return s.File == "" }

// String gives file:line, the form in which people write places down.
func (s Span) String() string {
	if s.Line == 0 {
		return s.File
	}
	return fmt.Sprintf("%s:%d", s.File, s.Line)
}

// Compare orders spans by file, line, column.
func (s Span) Compare(t Span) int {
	return cmp.Or(
		cmp.Compare(s.File, t.File),
		cmp.Compare(s.Line, t.Line),
		cmp.Compare(s.Column, t.Column),
	)
}

// A Note says that some input could not be understood, and what follows from
// it. Analysis goes on; nothing is claimed about what the note covers.
type Note struct {
	Span Span
	Text string
	// Understood tells that nothing is left unjudged: it says what a person
	// should know or mend all the same.
	Understood bool
}
