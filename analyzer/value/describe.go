package value

import "strings"

// String says what v may be: "True", or "True where X is set | False where
// X is not set". Unknown values are named in angle brackets. It is for tests
// and people, and shows secrets.
func (v *Value) String() string {
	for _, a := range v.alts {
		if TooLarge(a.Plain) {
			return "<" + a.Plain.Type() + ", too large>"
		}
	}
	return describeValue(v, 0)
}

func describeValue(v *Value, depth int) string {
	var ways []string
	for _, a := range v.alts {
		text := describe(a.Plain, depth)
		if a.When != True {
			text += " where " + a.When.String()
		}
		ways = append(ways, text)
	}
	return strings.Join(ways, " | ")
}

// describe says a plain value as Python prints it, unknown parts named.
func describe(p Plain, depth int) string {
	if text, ok := repr(p, depth); ok {
		return text
	}
	if depth > maxDepth {
		return "…"
	}
	switch p := p.(type) {
	case *Unknown:
		return describeUnknown(p)
	case Unset:
		return "unset"
	case *Seq:
		return describeSeq(p, depth)
	case *Dict:
		return describeDict(p, depth)
	}
	return "<" + p.Type() + ">"
}

func describeUnknown(u *Unknown) string {
	name := u.Name
	if name == "" {
		name = "unknown"
	}
	if u.TypeName != "" {
		name += ": " + u.TypeName
	}
	return "<" + name + ">"
}

func describeSeq(s *Seq, depth int) string {
	var parts []string
	for _, e := range s.Elems {
		parts = append(parts, describeElem(e.Val, e.When, depth))
	}
	if s.More != nil {
		parts = append(parts, "*"+describeUnknown(s.More))
	}
	open, end := "[", "]"
	switch s.Kind {
	case TupleKind:
		open, end = "(", ")"
	case SetKind, FrozenSetKind:
		open, end = "{", "}"
	}
	return open + strings.Join(parts, ", ") + end
}

func describeElem(v *Value, when *Cond, depth int) string {
	text := describeValue(v, depth+1)
	if when != True {
		text = "(" + text + " where " + when.String() + ")"
	}
	return text
}

func describeDict(d *Dict, depth int) string {
	var parts []string
	for _, e := range d.Entries {
		parts = append(parts, describe(e.Key, depth+1)+": "+describeElem(e.Val, e.When, depth))
	}
	if d.More != nil {
		parts = append(parts, "**"+describeUnknown(d.More))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
