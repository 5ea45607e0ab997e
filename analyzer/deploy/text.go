package deploy

import (
	"slices"
	"strings"
)

// A Text is a value as a deployment file writes it.
type Text struct {
	// Value is what it is where nothing outside the repository is set.
	Value string
	// Outer are the variables outside the repository that would change it:
	// those of the shell that starts compose, arguments of a build. Sorted.
	Outer []string
	// Opaque says why Value is not known: "a secret of Kubernetes". Empty if
	// it is known.
	Opaque string
}

// Known is a Text that nothing can change.
func Known(value string) Text { return Text{Value: value} }

// Open is a Text that is set outside the repository.
func Open(reason string, outer ...string) Text { return Text{Opaque: reason, Outer: outer} }

// A lookup gives the value that a variable has inside the repository.
type lookup func(name string) (Text, bool)

// maxExpanded bounds how long an expanded value may grow.
const maxExpanded = 64 << 10

// maxNested bounds how deep references lie in each other's defaults.
const maxNested = 20

// expand replaces $NAME, ${NAME}, ${NAME:-default}, ${NAME-default},
// ${NAME:?error} and ${NAME:+alternative}, the forms that compose, Docker and
// the shell share. What look does not know may be set outside. escape is what
// is written for a literal dollar: "$$" in compose, `\$` elsewhere.
func expand(s, escape string, look lookup) Text {
	e := &expander{escape: escape, look: look}
	out := e.text(s, 0)
	slices.Sort(out.Outer)
	out.Outer = slices.Compact(out.Outer)
	return out
}

type expander struct {
	escape string
	look   lookup
}

// text expands s.
func (e *expander) text(s string, depth int) Text {
	var out Text
	var b strings.Builder
	for s != "" {
		at := strings.IndexByte(s, '$')
		if at < 0 || depth > maxNested || b.Len() > maxExpanded {
			b.WriteString(s)
			break
		}
		if e.escape == `\$` && at > 0 && s[at-1] == '\\' {
			b.WriteString(s[:at-1] + "$")
			s = s[at+1:]
			continue
		}
		b.WriteString(s[:at])
		s = s[at:]
		if e.escape == "$$" && strings.HasPrefix(s, "$$") {
			b.WriteByte('$')
			s = s[2:]
			continue
		}
		ref, rest, ok := cutReference(s)
		if !ok {
			b.WriteByte('$')
			s = s[1:]
			continue
		}
		got := e.reference(ref, depth)
		b.WriteString(got.Value)
		out.Outer = append(out.Outer, got.Outer...)
		if out.Opaque == "" {
			out.Opaque = got.Opaque
		}
		s = rest
	}
	out.Value = b.String()
	return out
}

// A reference is one ${NAME op word}.
type reference struct{ name, op, word string }

// cutReference takes the reference off that s begins with.
func cutReference(s string) (r reference, rest string, ok bool) {
	if !strings.HasPrefix(s, "${") {
		n := nameLength(s[1:])
		return reference{name: s[1 : 1+n]}, s[1+n:], n > 0
	}
	end := closing(s)
	if end < 0 {
		return r, s, false
	}
	inner := s[2:end]
	n := nameLength(inner)
	r = reference{name: inner[:n]}
	rest = s[end+1:]
	tail := inner[n:]
	for _, op := range []string{":-", ":?", ":+", "-", "?", "+"} {
		if word, found := strings.CutPrefix(tail, op); found {
			r.op, r.word = op, word
			return r, rest, n > 0
		}
	}
	return r, rest, n > 0 && tail == ""
}

// closing is where the brace ends that s opens with "${".
func closing(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func nameLength(s string) int {
	n := 0
	for n < len(s) && (s[n] == '_' || 'a' <= s[n]|0x20 && s[n]|0x20 <= 'z' || n > 0 && '0' <= s[n] && s[n] <= '9') {
		n++
	}
	return n
}

// reference gives what one reference stands for.
func (e *expander) reference(r reference, depth int) Text {
	known, found := e.look(r.name)
	if found && (known.Value != "" || known.Opaque != "" || !strings.HasPrefix(r.op, ":")) {
		if strings.HasSuffix(r.op, "+") {
			return e.text(r.word, depth+1)
		}
		return known
	}
	switch {
	case strings.HasSuffix(r.op, "-"):
		t := e.text(r.word, depth+1)
		t.Outer = append(t.Outer, r.name)
		return t
	case strings.HasSuffix(r.op, "+"):
		return Text{Outer: []string{r.name}}
	}
	return Open(r.name+" is set outside the repository", r.name)
}
