package python

import (
	"encoding/hex"
	"reflect"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// parse reads a text as the file settings.py.
func parse(text string) *Module {
	return Parse(source.NewFile("settings.py", []byte(text)))
}

// A dumper writes trees as Kind(field, ...), leaving out fields at the end
// that say nothing. testdata/dump.py writes what CPython reads in this form.
type dumper struct {
	spans bool // of statements
	// cpython leaves the "x=" of f"{x=}" in the text before it.
	cpython bool
}

// Dump writes statements, one a line.
func Dump(body []Stmt) string { return dumper{}.top(body) }

func (d dumper) top(body []Stmt) string {
	var b strings.Builder
	for _, s := range body {
		b.WriteString(d.value(reflect.ValueOf(&s).Elem()) + "\n")
	}
	return b.String()
}

func (d dumper) value(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Interface:
		if stmt, ok := v.Interface().(Stmt); ok && d.spans {
			return span(stmt) + d.value(v.Elem())
		}
		return d.pointer(v)
	case reflect.Pointer:
		return d.pointer(v)
	case reflect.Slice:
		return "[" + strings.Join(d.list(v), " ") + "]"
	case reflect.Struct:
		return v.Type().Name() + "(" + strings.Join(d.fields(v), ", ") + ")"
	case reflect.String:
		return quote(v.String())
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	}
	return strconv.Itoa(int(v.Int()))
}

func (d dumper) pointer(v reflect.Value) string {
	if v.IsNil() {
		return "nil"
	}
	return d.value(v.Elem())
}

func (d dumper) list(v reflect.Value) []string {
	if parts, ok := v.Interface().([]FPart); ok && d.cpython {
		v = reflect.ValueOf(withoutDebug(parts))
	}
	list := make([]string, v.Len())
	for i := range list {
		list[i] = d.value(v.Index(i))
	}
	return list
}

func withoutDebug(parts []FPart) []FPart {
	var list []FPart
	for _, part := range parts {
		debug := FPart{Text: part.Debug}
		part.Debug = ""
		list = append(list, debug, part)
	}
	return joinText(list)
}

func (d dumper) fields(v reflect.Value) []string {
	var fields []string
	said := 0
	for i := range v.NumField() {
		if v.Type().Field(i).Name == "At" {
			continue
		}
		fields = append(fields, d.value(v.Field(i)))
		if field := v.Field(i); !field.IsZero() && (field.Kind() != reflect.Slice || field.Len() > 0) {
			said = len(fields)
		}
	}
	return fields[:said]
}

func span(n Node) string {
	s := n.Span()
	return strconv.Itoa(s.Line) + ":" + strconv.Itoa(s.Column) + "-" +
		strconv.Itoa(s.EndLine) + ":" + strconv.Itoa(s.EndColumn) + " "
}

// quote writes plain ASCII in quotes, all else in hexadecimal: the two
// languages disagree on escapes.
func quote(text string) string {
	for _, b := range []byte(text) {
		if b < 0x20 || b > 0x7e || b == '"' || b == '\\' {
			return "x" + hex.EncodeToString([]byte(text))
		}
	}
	return `"` + text + `"`
}
