package models

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

var jsonFunctions = map[string]Func{
	"json.loads":       jsonLoads,
	"json.load":        jsonLoad,
	"json.dumps":       jsonDumps,
	"json.dump":        (*Call).none,
	"simplejson.loads": jsonLoads,
	"simplejson.load":  jsonLoad,
	"ujson.loads":      jsonLoads,
}

// jsonLoads is json.loads(text). A hook may give anything.
func jsonLoads(c *Call) *value.Value {
	if len(c.Args) == 0 && c.keyword("s") == nil {
		c.Raise("TypeError", "loads() missing the argument 's'")
		return nil
	}
	if len(c.Keywords) > 0 && c.keyword("s") == nil {
		return c.unknown("a hook of json.loads may change what it reads", "", c.Args...)
	}
	return c.parseJSON(c.arg(0, "s"))
}

// jsonLoad is json.load(file).
func jsonLoad(c *Call) *value.Value {
	v := c.contents(c.arg(0, "fp"))
	if v == nil {
		return nil
	}
	if len(c.Keywords) > 0 && c.keyword("fp") == nil {
		return c.unknown("a hook of json.load may change what it reads", "", v)
	}
	return c.parseJSON(v)
}

// contents is what read() of an open file gives.
func (c *Call) contents(file *value.Value) *value.Value {
	if file == nil {
		return c.unknown("which file is read is not known", "str")
	}
	return c.eachAlt(file, func(a value.Alt) *value.Value {
		if o, ok := a.Plain.(*Object); ok && o.Class == "io.File" {
			with := *c
			with.Self = o
			return readFile(&with)
		}
		return c.unknown("what is read from a file is not known", "str", alone(a))
	})
}

// parseJSON reads what a text or bytes value says.
func (c *Call) parseJSON(v *value.Value) *value.Value {
	return c.eachAlt(v, func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case value.Str:
			return c.jsonText(string(p), alone(a))
		case value.Bytes:
			return c.jsonText(string(p), alone(a))
		case *value.Unknown:
			return c.of(derived("json", "", p), alone(a))
		case value.None, value.Bool, value.Int, value.Float, *value.Seq, *value.Dict:
			c.Raise("TypeError", "the JSON object must be str, bytes or bytearray, not "+p.Type())
			return nil
		}
		return c.unknown("the JSON text is not known", "", alone(a))
	})
}

// errNotRead says that Python reads JSON that Go's reader does not.
var errNotRead = errors.New("JSON that is not read")

func (c *Call) jsonText(text string, from *value.Value) *value.Value {
	v, err := c.decodeJSON(text, from)
	switch {
	case errors.Is(err, errNotRead):
		return c.unknown("JSON with "+strings.TrimPrefix(err.Error(), errNotRead.Error()+": ")+" is not read", "", from)
	case err != nil:
		c.Raise("json.JSONDecodeError", err.Error())
		return nil
	}
	return v
}

// decodeJSON reads JSON as Python does: in order, a later key replacing an
// earlier one.
func (c *Call) decodeJSON(text string, from *value.Value) (*value.Value, error) {
	if !utf8.ValidString(text) || !json.Valid([]byte(text)) {
		if strings.Contains(text, "NaN") || strings.Contains(text, "Infinity") || !utf8.ValidString(text) {
			return nil, fmt.Errorf("%w: numbers or bytes outside the standard", errNotRead)
		}
		return nil, errors.New("the text is not valid JSON")
	}
	if loneSurrogate(text) {
		return nil, fmt.Errorf("%w: half a surrogate pair", errNotRead)
	}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	return c.jsonValue(d, from)
}

func (c *Call) jsonValue(d *json.Decoder, from *value.Value) (*value.Value, error) {
	t, err := d.Token()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("the text is not valid JSON")
		}
		return nil, err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return c.jsonArray(d, from)
		}
		return c.jsonObject(d, from)
	case nil:
		return c.of(value.None{}, from), nil
	case bool:
		return c.of(value.Bool(t), from), nil
	case string:
		return c.str(t, from), nil
	case json.Number:
		return c.jsonNumber(string(t), from), nil
	}
	return nil, errNotRead
}

func (c *Call) jsonArray(d *json.Decoder, from *value.Value) (*value.Value, error) {
	q := c.seq(value.ListKind)
	for d.More() {
		v, err := c.jsonValue(d, from)
		if err != nil {
			return nil, err
		}
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: v})
	}
	_, err := d.Token()
	return c.of(q, from), err
}

func (c *Call) jsonObject(d *json.Decoder, from *value.Value) (*value.Value, error) {
	m := c.dict()
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := c.jsonValue(d, from)
		if err != nil {
			return nil, err
		}
		put(m, fmt.Sprint(key), v)
	}
	_, err := d.Token()
	return c.of(m, from), err
}

func (c *Call) jsonNumber(text string, from *value.Value) *value.Value {
	if !strings.ContainsAny(text, ".eE") {
		n, ok := value.ParseInt(text)
		if !ok {
			return c.unknown("so large a number is not computed", "int", from)
		}
		return c.of(n, from)
	}
	f, _ := strconv.ParseFloat(text, 64) // infinite where it is too large, as in Python
	return c.of(value.Float(f), from)
}

// loneSurrogate reports whether a JSON text escapes half a surrogate pair,
// which Go's reader replaces.
func loneSurrogate(text string) bool {
	for i := 0; i+6 <= len(text); i++ {
		if text[i] != '\\' {
			continue
		}
		if text[i+1] != 'u' {
			i++
			continue
		}
		r, err := strconv.ParseUint(text[i+2:i+6], 16, 16)
		i += 5
		if err != nil || !utf16.IsSurrogate(rune(r)) {
			continue
		}
		if i+7 > len(text) || text[i+1] != '\\' || text[i+2] != 'u' {
			return true
		}
		low, err := strconv.ParseUint(text[i+3:i+7], 16, 16)
		if err != nil || utf16.DecodeRune(rune(r), rune(low)) == utf8.RuneError {
			return true
		}
		i += 6
	}
	return false
}

// jsonDumps is json.dumps of a value that is wholly known.
func jsonDumps(c *Call) *value.Value {
	if len(c.Args) == 0 {
		return c.unknown("what is written as JSON is not known", "str")
	}
	if len(c.Keywords) > 0 || len(c.Args) > 1 {
		return c.unknown("the layout of the JSON text is not followed", "str", c.Args...)
	}
	return c.eachAlt(c.Args[0], func(a value.Alt) *value.Value {
		var b strings.Builder
		if !writeJSON(&b, a.Plain, 0) {
			return c.unknown("what is written as JSON is not known", "str", alone(a))
		}
		return c.str(b.String(), alone(a))
	})
}

// writeJSON writes p with the separators that Python uses; false where that
// is not known.
func writeJSON(b *strings.Builder, p value.Plain, depth int) bool {
	if depth > 40 {
		return false
	}
	switch p := p.(type) {
	case value.None:
		b.WriteString("null")
	case value.Bool:
		b.WriteString(strconv.FormatBool(bool(p)))
	case value.Int, value.Float:
		text, _ := value.Repr(p)
		b.WriteString(strings.NewReplacer("inf", "Infinity", "nan", "NaN").Replace(text))
	case value.Str:
		writeJSONString(b, string(p))
	case *value.Seq:
		return p.Firm() && p.Kind <= value.TupleKind && writeJSONArray(b, p, depth)
	case *value.Dict:
		return p.Firm() && writeJSONObject(b, p, depth)
	default:
		return false
	}
	return true
}

func writeJSONArray(b *strings.Builder, q *value.Seq, depth int) bool {
	b.WriteByte('[')
	for i, e := range q.Elems {
		if i > 0 {
			b.WriteString(", ")
		}
		p, ok := e.Val.Only()
		if !ok || !writeJSON(b, p, depth+1) {
			return false
		}
	}
	b.WriteByte(']')
	return true
}

func writeJSONObject(b *strings.Builder, d *value.Dict, depth int) bool {
	b.WriteByte('{')
	for i, e := range d.Entries {
		if i > 0 {
			b.WriteString(", ")
		}
		key, isText := e.Key.(value.Str)
		p, ok := e.Val.Only()
		if !isText || !ok {
			return false
		}
		writeJSONString(b, string(key))
		b.WriteString(": ")
		if !writeJSON(b, p, depth+1) {
			return false
		}
	}
	b.WriteByte('}')
	return true
}

// writeJSONString escapes all that is not ASCII, as Python does by default.
func writeJSONString(b *strings.Builder, s string) {
	short := map[rune]string{'"': `\"`, '\\': `\\`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\b': `\b`, '\f': `\f`}
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case short[r] != "":
			b.WriteString(short[r])
		case r < ' ' || r > '~' && r < 0x10000:
			fmt.Fprintf(b, `\u%04x`, r)
		case r >= 0x10000:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(b, `\u%04x\u%04x`, high, low)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}
