package deps

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

const (
	// maxTaken bounds how many files are taken in by one.
	maxTaken = 100
	// maxNames bounds how many names that stand for others are followed.
	maxNames = 100_000
	// maxRequirements bounds what is taken from one file with those that it
	// takes in.
	maxRequirements = 20_000
)

// A reading is one file that is being read, and what has been found.
type reading struct {
	tree  *source.Tree
	file  *source.File
	out   *File
	world *world // nil: nothing is known

	// member is the folder of the project that a lock file of several is asked
	// for, relative to the root; empty: the folder of the file.
	member string

	groups     []string // that ask for what is found
	asked      []string // extras that are installed like plain dependencies
	marker     string   // that holds for what is found
	index      string   // host of the package index that is asked
	constrains bool     // the file only holds versions
	taken      map[string]bool
	left       *int // how many more files are taken in
	steps      *int // how many more names are followed in one file
}

func (r *reading) note(at source.Span, format string, args ...any) {
	r.out.Notes = append(r.out.Notes, source.Note{Span: at, Text: fmt.Sprintf(format, args...)})
}

// broken notes that the file could only be read in part.
func (r *reading) broken(err error) {
	if err != nil {
		text, _, _ := strings.Cut(err.Error(), "\n")
		r.note(source.Span{File: r.file.Path}, "is only read up to what is wrong in it: %s", strings.TrimPrefix(text, "toml: "))
	}
}

// add takes a requirement as it is.
func (r *reading) add(q Requirement) {
	list := &r.out.Requirements
	if r.constrains {
		list = &r.out.Constraints
	}
	if len(*list) < maxRequirements {
		*list = append(*list, q)
	}
}

// full reports whether no more is taken.
func (r *reading) full() bool {
	return max(len(r.out.Requirements), len(r.out.Constraints)) >= maxRequirements
}

// clause takes a requirement in the notation of PEP 508 that stands at an
// offset of the file; false if it is none.
func (r *reading) clause(text string, at int) bool {
	c, ok := parseClause(text)
	if !ok {
		return false
	}
	from := at + len(text) - len(strings.TrimLeft(text, " \t\n"))
	c.Span = r.file.Span(from, at+c.end)
	if c.pinUpTo > 0 {
		c.Pin = r.file.Span(at+c.pinFrom, at+c.pinUpTo)
	}
	r.complete(&c.Requirement)
	r.add(c.Requirement)
	return true
}

// complete adds what the reading knows of a requirement that it has found.
func (r *reading) complete(q *Requirement) {
	if len(q.Groups) == 0 {
		q.Groups = r.groups
	}
	q.Scope = scopeOf(q.Groups)
	if len(q.Groups) == 0 && develops(r.file.Path) {
		q.Scope = Development
	}
	if q.Index == "" && q.Reason == "" {
		q.Index = r.index
	}
	if r.marker != "" {
		q.Marker = both(q.Marker, r.marker)
	}
}

// text takes a requirement that is the text of a node. Where the text is
// written with escapes, its place is that of the whole.
func (r *reading) text(n *node) {
	if !n.isText {
		return
	}
	before := len(r.out.Requirements)
	if !r.clause(n.text, n.start) {
		r.note(r.at(n), "%q is not a requirement, and is left out", shown(n.text))
		return
	}
	if n.end-n.start != len(n.text) && len(r.out.Requirements) > before {
		q := &r.out.Requirements[before]
		q.Span = r.at(n)
		if !q.Pin.IsZero() {
			q.Pin = q.Span
		}
	}
}

// at is the place of a node.
func (r *reading) at(n *node) source.Span {
	if n == nil {
		return source.Span{File: r.file.Path}
	}
	return r.file.Span(n.start, n.end)
}

// in makes a reading whose finds belong to a group.
func (r *reading) in(group string) *reading {
	sub := *r
	if slices.Contains(r.asked, strings.Trim(group, "[]")) && group != strings.Trim(group, "[]") {
		group = plain
	}
	sub.groups = []string{group}
	return &sub
}

// take reads a file of requirements that this one takes in, by the name that
// it has there: relative to the file.
func (r *reading) take(name string, at source.Span, constrains bool) {
	what := "takes in " + shown(name)
	switch full := path.Join(path.Dir(r.file.Path), name); {
	case pieces.MatchString(name):
		r.note(at, "%s, whose name a variable makes; what it asks for is not known", what)
	case strings.Contains(name, "://"):
		r.note(at, "takes in a file from the network; what it asks for is not known")
	case path.IsAbs(name) || !fs.ValidPath(full):
		r.note(at, "%s, which is outside the repository; what it asks for is not known", what)
	default:
		r.enter(full, at, constrains, (*reading).requirements)
	}
}

// enter reads another file with a reader, unless it is being read already.
func (r *reading) enter(name string, at source.Span, constrains bool, read func(*reading)) {
	key := r.key(name, constrains)
	if r.taken[key] {
		return
	}
	if *r.left--; *r.left < 0 {
		r.note(at, "takes in more files than are followed; %s is left out", shown(name))
		return
	}
	file, err := r.tree.Read(name)
	if err != nil {
		r.note(at, "takes in %s, which is not in the repository; what it asks for is not known", shown(name))
		return
	}
	sub := *r
	sub.file, sub.constrains = file, r.constrains || constrains
	r.taken[key] = true
	r.out.takes = append(r.out.takes, name)
	read(&sub)
}

// key tells apart the ways in which a file is taken in.
func (r *reading) key(name string, constrains bool) string {
	return fmt.Sprint(name, constrains || r.constrains, r.groups)
}

// shown is text of the repository in a note: cut short, and without what may
// be a password in an address.
func shown(text string) string {
	text = credentials.ReplaceAllString(text, "://")
	if runes := []rune(text); len(runes) > 80 {
		text = string(runes[:80]) + "…"
	}
	return text
}

// credentials are what stands before "@" in an address.
var credentials = regexp.MustCompile(`://[^/\s]*@`)
