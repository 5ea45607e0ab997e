// Package config reads what a project says to deploycheck itself: the file
// deploycheck.toml, or the table tool.deploycheck of pyproject.toml. Each value
// keeps its place, so that what is wrong with it is said where it stands.
package config

import (
	"time"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// Names of the files that may hold a configuration, at the root of the folder
// that is judged.
const (
	Name      = "deploycheck.toml"
	Pyproject = "pyproject.toml"
)

// A Config is what a project says to deploycheck. The zero Config says nothing.
type Config struct {
	File    string // relative to the root; empty: there is none
	FailOn  Word   // as --fail-on takes it
	Skip    []Word // names of rules, items and sections
	Attests []*Attest
	Ignores []*Ignore
}

// A Word is a text of a configuration with its place. The zero Word is one that
// is not given.
type Word struct {
	Text string
	Span source.Span
}

// Given reports whether the text is there.
func (w Word) Given() bool { return !w.Span.IsZero() }

// A Date is a day of a configuration. The zero Date is one that is not given.
type Date struct {
	time.Time
	Span source.Span
}

// Given reports whether the day is there.
func (d Date) Given() bool { return !d.Span.IsZero() }

// String is the day as it is written: 2027-01-31.
func (d Date) String() string { return d.Format(time.DateOnly) }

// Past reports whether the day is over as of another.
func (d Date) Past(today time.Time) bool { return !today.Before(d.AddDate(0, 0, 1)) }

// An Ignore answers findings that the project accepts: those that fit all of
// what is given.
type Ignore struct {
	Rule     Word
	Path     Word // a glob, of files
	Advisory Word // the name of a known vulnerability
	Package  Word // the name of a distribution
	Reason   Word
	Until    Date // the last day on which it counts
}

// An Error is a configuration that cannot be used: where, and why.
type Error struct {
	Span source.Span
	Text string
	Hint string // what to write instead; may be empty
	// Word is what is not known, and Known what it may be; empty if the error is
	// about something else.
	Word  string
	Known []string
}

// Error implements error: the place, then what is wrong.
func (e *Error) Error() string { return e.Span.String() + ": " + e.Text }
