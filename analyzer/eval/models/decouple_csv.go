package models

import (
	"errors"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A csv is the state of a decouple.Csv.
type csv struct{ cast, delimiter, strip, process *value.Value }

// newCsv is Csv(cast=str, delimiter=",", strip=string.whitespace,
// post_process=list).
func newCsv(c *Call) *value.Value {
	return c.of(&Object{Class: "decouple.Csv", State: &csv{
		c.arg(0, "cast"), c.arg(1, "delimiter"), c.arg(2, "strip"), c.arg(3, "post_process"),
	}})
}

func callCsv(c *Call) *value.Value {
	o := c.Self.(*Object).State.(*csv)
	return c.eachAlt(c.arg(0, "value"), func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case value.Str:
			return o.split(c, string(p), alone(a))
		case *value.Unknown:
			kind := value.ListKind
			if o.process != nil {
				if name := onlyBuiltin(o.process); name == "tuple" {
					kind = value.TupleKind
				} else if name != "list" {
					return c.of(derived("decouple.Csv", "", p), alone(a))
				}
			}
			return c.openSeq(kind, derived("decouple.Csv", "", p), alone(a))
		case value.Bool, value.Int, value.Float, *value.Seq, *value.Dict:
			c.Raise("AttributeError", "'"+p.Type()+"' object has no attribute 'read'")
			return nil
		}
		return c.unknown("what Csv() splits is not known", "list", alone(a))
	})
}

// onlyBuiltin names the built-in that v surely is.
func onlyBuiltin(v *value.Value) string {
	p, _ := v.Only()
	return builtinName(p)
}

// split splits and casts one text.
func (o *csv) split(c *Call, s string, from *value.Value) *value.Value {
	delimiter, ok1 := textOr(o.delimiter, ",")
	cut, ok2 := textOr(o.strip, " \t\n\r\v\f")
	if !ok1 || !ok2 {
		return c.unknown("how Csv() splits is not known", "list", from)
	}
	words, err := shellSplit(s, delimiter)
	if err != nil {
		c.Raise("ValueError", err.Error())
		return nil
	}
	q := c.seq(value.ListKind)
	for _, w := range words {
		v := c.str(strings.Trim(w, cut), from)
		if o.cast != nil && onlyBuiltin(o.cast) != "str" {
			v = c.Call(o.cast, c.Span, v)
		}
		if c.Here() == value.False || v == nil {
			return nil
		}
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: v})
	}
	switch {
	case o.process == nil || onlyBuiltin(o.process) == "list":
	case onlyBuiltin(o.process) == "tuple":
		q.Kind = value.TupleKind
	default:
		return c.Call(o.process, c.Span, c.of(q, from))
	}
	return c.of(q, from)
}

// textOr is a text argument that must be known.
func textOr(v *value.Value, otherwise string) (string, bool) {
	if v == nil {
		return otherwise, true
	}
	p, ok := v.Only()
	s, isText := p.(value.Str)
	return string(s), ok && isText
}

// shellSplit splits as shlex does in POSIX mode with other separators:
// quotes join, a backslash escapes, a # ends the text up to the next line.
func shellSplit(text, separators string) ([]string, error) {
	l := &lexer{text: []rune(text), separators: separators}
	var words []string
	for {
		word, ok, err := l.next()
		if err != nil {
			return nil, err
		}
		if !ok {
			return words, nil
		}
		words = append(words, word)
	}
}

type lexer struct {
	text       []rune
	at         int
	separators string
}

// next reads one word; false at the end.
func (l *lexer) next() (string, bool, error) {
	var word strings.Builder
	quoted, inWord := false, false
	for l.at < len(l.text) {
		r := l.text[l.at]
		l.at++
		switch {
		case strings.ContainsRune(l.separators, r):
			if word.Len() > 0 || quoted {
				return word.String(), true, nil
			}
			inWord = false
		case r == '#':
			l.skipLine()
			if inWord && (word.Len() > 0 || quoted) {
				return word.String(), true, nil
			}
			inWord = false
		case r == '\\':
			if l.at >= len(l.text) {
				return "", false, errors.New("No escaped character")
			}
			word.WriteRune(l.text[l.at])
			l.at++
			inWord = true
		case r == '\'' || r == '"':
			if err := l.quoted(r, &word); err != nil {
				return "", false, err
			}
			quoted, inWord = true, true
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	return word.String(), word.Len() > 0 || quoted, nil
}

func (l *lexer) skipLine() {
	for l.at < len(l.text) && l.text[l.at] != '\n' {
		l.at++
	}
	l.at++
}

// quoted reads up to the closing quote. Within double quotes a backslash
// escapes a quote or itself, and is text before anything else.
func (l *lexer) quoted(quote rune, word *strings.Builder) error {
	for l.at < len(l.text) {
		r := l.text[l.at]
		l.at++
		switch {
		case r == quote:
			return nil
		case r == '\\' && quote == '"':
			if l.at >= len(l.text) {
				return errors.New("No escaped character")
			}
			next := l.text[l.at]
			l.at++
			if next != '\\' && next != '"' {
				word.WriteRune('\\')
			}
			word.WriteRune(next)
		default:
			word.WriteRune(r)
		}
	}
	return errors.New("No closing quotation")
}

// A choice is the state of a decouple.Choices.
type choice struct{ valid, cast *value.Value }

// newChoices is Choices(flat=None, cast=str, choices=None).
func newChoices(c *Call) *value.Value {
	return c.of(&Object{Class: "decouple.Choices", State: &choice{c.validChoices(), c.arg(1, "cast")}})
}

// validChoices joins the flat list with the first parts of pairs; nil where
// they are not known.
func (c *Call) validChoices() *value.Value {
	all := c.seq(value.ListKind)
	for i, v := range []*value.Value{c.arg(0, "flat"), c.arg(2, "choices")} {
		if isNone(v) {
			continue
		}
		p, _ := v.Only()
		q, ok := p.(*value.Seq)
		if !ok || !q.Firm() {
			return nil
		}
		for _, e := range q.Elems {
			if i == 1 {
				pair, _ := e.Val.Only()
				two, ok := pair.(*value.Seq)
				if !ok || len(two.Elems) != 2 {
					return nil
				}
				e = two.Elems[0]
			}
			all.Elems = append(all.Elems, e)
		}
	}
	return c.of(all)
}

// callChoices casts; a value that is none of the choices is a ValueError.
func callChoices(c *Call) *value.Value {
	o := c.Self.(*Object).State.(*choice)
	v := c.arg(0, "value")
	if o.cast != nil {
		v = c.Call(o.cast, c.Span, v)
	}
	if o.valid == nil || v == nil {
		return v
	}
	p, _ := o.valid.Only()
	q, ok := p.(*value.Seq)
	if !ok {
		return v
	}
	c.Under(c.Space().Contains(q, v).Not(), func() *value.Value {
		c.Raise("ValueError", "Value not in list")
		return nil
	})
	return v
}
