package models

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A verdict tells what ast.literal_eval does with a text.
type verdict int

const (
	unsure  verdict = iota // not decided here
	literal                // it is a literal
	refused                // it raises ValueError or SyntaxError
)

var (
	decimalInt   = regexp.MustCompile(`^[+-]?(0+(_?0)*|[1-9][0-9]*(_[0-9]+)*)$`)
	decimalFloat = regexp.MustCompile(`^[+-]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+[eE][+-]?[0-9]+|[0-9]+\.[0-9]*[eE][+-]?[0-9]+)$`)
	plainQuoted  = regexp.MustCompile(`^('[^'\\\n\r\x00]*'|"[^"\\\n\r\x00]*")$`)
	prefixed     = regexp.MustCompile(`^(?i:[rbuft]{1,2})['"]`)
	startsConst  = regexp.MustCompile(`^(True|False|None|set)([^A-Za-z0-9_]|$)`)
	versionLike  = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9.]*$`)
	unitLike     = regexp.MustCompile(`^[0-9]+[g-zG-Z][A-Za-z]*$`)
)

// literalEval is ast.literal_eval of a text. Only constants and lists,
// tuples and dicts of them are read; for others the verdict is unsure.
func (c *Call) literalEval(text string, from *value.Value) (*value.Value, verdict) {
	text = strings.Trim(text, " \t")
	if p, v := scalar(text); v != unsure {
		return c.of(p, from), v
	}
	r := &literalReader{c: c, text: text, from: from}
	v := r.value(0)
	if r.skip(); v == nil || r.at != len(text) {
		return nil, unsure
	}
	return v, literal
}

// scalar reads a text that is one constant, or that surely is no literal.
func scalar(text string) (value.Plain, verdict) {
	switch text {
	case "":
		return value.None{}, refused
	case "None":
		return value.None{}, literal
	case "True", "False":
		return value.Bool(text == "True"), literal
	}
	first := text[0]
	switch {
	case decimalInt.MatchString(text):
		n, err := strconv.ParseInt(strings.ReplaceAll(text, "_", ""), 10, 64)
		if err != nil {
			return nil, unsure
		}
		return value.Int(n), literal
	case decimalFloat.MatchString(text):
		f, _ := strconv.ParseFloat(text, 64)
		return value.Float(f), literal
	case plainQuoted.MatchString(text):
		return value.Str(text[1 : len(text)-1]), literal
	case versionLike.MatchString(text), unitLike.MatchString(text) && !strings.ContainsAny(text, "jJoOxX_"):
		return value.None{}, refused
	case prefixed.MatchString(text), startsConst.MatchString(text):
		return nil, unsure
	case first >= 'a' && first <= 'z' || first >= 'A' && first <= 'Z' || first == '_':
		return value.None{}, refused
	case strings.IndexByte("/@:*=%<>|&^!?$;,)]}", first) >= 0:
		return value.None{}, refused
	}
	return nil, unsure
}

// A literalReader reads containers of constants.
type literalReader struct {
	c    *Call
	text string
	at   int
	from *value.Value
}

func (r *literalReader) skip() {
	for r.at < len(r.text) && strings.IndexByte(" \t\n", r.text[r.at]) >= 0 {
		r.at++
	}
}

// take reads the byte b, if it is next.
func (r *literalReader) take(b byte) bool {
	r.skip()
	if r.at < len(r.text) && r.text[r.at] == b {
		r.at++
		return true
	}
	return false
}

// value reads one literal; nil where that is not decided.
func (r *literalReader) value(depth int) *value.Value {
	if depth > 40 {
		return nil
	}
	switch {
	case r.take('['):
		return r.items(value.ListKind, ']', depth)
	case r.take('('):
		return r.items(value.TupleKind, ')', depth)
	case r.take('{'):
		return r.dict(depth)
	}
	r.skip()
	end := r.end()
	p, v := scalar(strings.TrimRight(r.text[r.at:end], " \t\n"))
	if v != literal {
		return nil
	}
	r.at = end
	return r.c.of(p, r.from)
}

// end is where the constant ends that begins here.
func (r *literalReader) end() int {
	rest := r.text[r.at:]
	if rest != "" && (rest[0] == '\'' || rest[0] == '"') {
		if close := strings.IndexByte(rest[1:], rest[0]); close >= 0 {
			return r.at + close + 2
		}
	}
	if i := strings.IndexAny(rest, ",:]})"); i >= 0 {
		return r.at + i
	}
	return len(r.text)
}

// items reads a list or tuple after its opening bracket.
func (r *literalReader) items(kind value.SeqKind, close byte, depth int) *value.Value {
	q := r.c.seq(kind)
	comma := false
	for !r.take(close) {
		v := r.value(depth + 1)
		if v == nil {
			return nil
		}
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: v})
		if comma = r.take(','); !comma {
			if !r.take(close) {
				return nil
			}
			break
		}
	}
	if kind == value.TupleKind && len(q.Elems) == 1 && !comma {
		return q.Elems[0].Val // just brackets
	}
	return r.c.of(q, r.from)
}

func (r *literalReader) dict(depth int) *value.Value {
	d := r.c.dict()
	for !r.take('}') {
		k := r.value(depth + 1)
		if k == nil || !r.take(':') {
			return nil
		}
		v := r.value(depth + 1)
		key, _ := k.Only()
		if v == nil || !d.Set(key, value.True, v) {
			return nil
		}
		if !r.take(',') {
			if !r.take('}') {
				return nil
			}
			break
		}
	}
	return r.c.of(d, r.from)
}

// astLiteralEval is ast.literal_eval(text).
func astLiteralEval(c *Call) *value.Value {
	return c.onText(c.arg(0, "node_or_string"), "ast.literal_eval", "", func(s string, from *value.Value) *value.Value {
		switch v, verdict := c.literalEval(s, from); verdict {
		case literal:
			return v
		case refused:
			c.Raise("ValueError", "malformed node or string")
			return nil
		}
		return c.unknown("the literal is not read", "", from)
	})
}
