package eval

import (
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A field is literal text of a format string, or a replacement field.
type field struct {
	literal          bool
	text             string
	name, conversion string
	spec             []field
}

// strFormat is text.format(...).
func (in *interp) strFormat(text string, self *value.Value, c *call) *value.Value {
	fields, ok := parseFields(text, 0)
	if !ok {
		in.throw(in.pc, c.at, "ValueError", "the format string is not well-formed")
		return nil
	}
	next := 0
	v := in.fill(fields, &next, c)
	if v == nil {
		return v
	}
	if len(fields) == 0 {
		return value.Of(value.Str(""), value.Merge(c.at, self))
	}
	return v
}

// fill replaces the fields of a format string; nil where that raised.
func (in *interp) fill(fields []field, next *int, c *call) *value.Value {
	var vals []*value.Value
	for _, f := range fields {
		v := value.Of(value.Str(f.text), value.At(c.at))
		if !f.literal {
			v = in.fieldText(f, next, c)
		}
		if v == nil || in.pc == value.False {
			return nil
		}
		vals = append(vals, v)
	}
	return in.each(vals, func(ps []value.Plain) *value.Value {
		var b strings.Builder
		for _, p := range ps {
			s, ok := p.(value.Str)
			if !ok {
				return in.derived(c.at, ".format", "str", plains(ps)...)
			}
			b.WriteString(string(s))
		}
		return in.ofText(b.String(), value.Merge(c.at, vals...))
	})
}

// fieldText is what one field is replaced by.
func (in *interp) fieldText(f field, next *int, c *call) *value.Value {
	v := in.fieldValue(f.name, next, c)
	if v == nil || in.pc == value.False {
		return nil
	}
	spec := value.Of(value.Str(""), value.At(c.at))
	if len(f.spec) > 0 {
		spec = in.fill(f.spec, next, c)
	}
	if spec == nil {
		return nil
	}
	return in.each([]*value.Value{v, spec}, func(ps []value.Plain) *value.Value {
		how, ok := ps[1].(value.Str)
		text := ""
		if ok {
			text, ok = in.format(ps[0], string(how), f.conversion)
		}
		if !ok {
			return in.unformatted(ps[0], string(how), f.conversion, c.at, "format "+f.conversion+" "+string(how), plains(ps))
		}
		return in.ofText(text, value.Merge(c.at, v))
	})
}

// parseFields takes a format string apart.
func parseFields(text string, depth int) ([]field, bool) {
	var fields []field
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			fields = append(fields, field{literal: true, text: lit.String()})
			lit.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		switch {
		case depth == 0 && (strings.HasPrefix(text[i:], "{{") || strings.HasPrefix(text[i:], "}}")):
			lit.WriteByte(text[i])
			i++
		case text[i] == '{':
			end := closing(text, i)
			if end < 0 || depth > 1 {
				return nil, false
			}
			flush()
			f, ok := parseField(text[i+1:end], depth)
			if !ok {
				return nil, false
			}
			fields = append(fields, f)
			i = end
		case text[i] == '}':
			return nil, false
		default:
			lit.WriteByte(text[i])
		}
	}
	flush()
	return fields, true
}

// closing finds the brace that closes the one at from; -1 if there is none.
func closing(text string, from int) int {
	depth := 0
	for i := from; i < len(text); i++ {
		switch text[i] {
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

// parseField reads name!conversion:spec. A colon within brackets belongs to
// the name.
func parseField(text string, depth int) (field, bool) {
	f := field{name: text}
	inBrackets := false
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '[':
			inBrackets = true
		case text[i] == ']':
			inBrackets = false
		case inBrackets:
		case text[i] == ':' || text[i] == '!':
			f.name = text[:i]
			return f, f.rest(text[i:], depth)
		}
	}
	return f, !strings.ContainsAny(f.name, "{}")
}

func (f *field) rest(text string, depth int) bool {
	if text[0] == '!' {
		if len(text) < 2 || !strings.Contains("rsa", text[1:2]) || len(text) > 2 && text[2] != ':' {
			return false
		}
		f.conversion, text = text[1:2], text[2:]
	}
	if text == "" {
		return true
	}
	var ok bool
	f.spec, ok = parseFields(text[1:], depth+1)
	return ok && !strings.ContainsAny(f.name, "{}")
}

// fieldValue finds the argument that a replacement field names; nil where
// there is none.
func (in *interp) fieldValue(name string, next *int, c *call) *value.Value {
	base, rest := name, ""
	if i := strings.IndexAny(name, ".["); i >= 0 {
		base, rest = name[:i], name[i:]
	}
	v := in.argument(base, next, c)
	for rest != "" && v != nil && in.pc != value.False {
		if rest[0] == '[' {
			end := strings.IndexByte(rest, ']')
			if end < 2 || end+1 < len(rest) && rest[end+1] != '.' && rest[end+1] != '[' {
				in.throw(in.pc, c.at, "ValueError", "the format string is not well-formed")
				return nil
			}
			var key value.Plain = value.Str(rest[1:end])
			if n, err := strconv.Atoi(rest[1:end]); err == nil && rest[1] != '-' && rest[1] != '+' {
				key = value.Int(n)
			}
			v = in.getItem(v, value.Of(key, value.At(c.at)), c.at)
			rest = rest[end+1:]
			continue
		}
		end := strings.IndexAny(rest[1:], ".[")
		if end < 0 {
			end = len(rest) - 1
		}
		v = in.getattr(v, rest[1:end+1], c.at)
		rest = rest[end+1:]
	}
	return v
}

// argument finds an argument by its number, its name, or its turn. next is
// negative once numbers are written out.
func (in *interp) argument(base string, next *int, c *call) *value.Value {
	n, err := strconv.Atoi(base)
	switch {
	case base == "":
		if *next < 0 {
			in.throw(in.pc, c.at, "ValueError", "cannot switch from manual field specification to automatic field numbering")
			return nil
		}
		n = *next
		*next++
	case err != nil || n < 0:
		v := c.keyword(base)
		if v == nil && c.loose != nil {
			return in.derivedCall(".format", unset, c)
		}
		if v == nil {
			in.throw(in.pc, c.at, "KeyError", "%s", base)
		}
		return v
	case *next > 0:
		in.throw(in.pc, c.at, "ValueError", "cannot switch from automatic field numbering to manual field specification")
		return nil
	default:
		*next = -1
	}
	if n >= len(c.args) {
		in.throw(in.pc, c.at, "IndexError", "Replacement index %d out of range for positional args tuple", n)
		return nil
	}
	return c.args[n]
}

// formatMap is text.format_map(mapping).
func (in *interp) formatMap(text string, self *value.Value, c *call) *value.Value {
	if len(c.args) != 1 {
		return in.derivedCall(".format_map", self, c)
	}
	with := &call{at: c.at}
	in.spread(with, c.args[0])
	if with.loose != nil {
		return in.derivedCall(".format_map", self, c)
	}
	return in.strFormat(text, self, with)
}
