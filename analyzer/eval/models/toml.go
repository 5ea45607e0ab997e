package models

import (
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// tomllib, tomli and toml: TOML, keys in the order of the file.

var tomlFunctions = map[string]Func{
	"tomllib.load": tomlLoad, "tomllib.loads": tomlLoad,
	"tomli.load": tomlLoad, "tomli.loads": tomlLoad,
	"toml.load": tomlLoadPath, "toml.loads": tomlLoad,
}

// tomlLoad is load(file) and loads(text).
func tomlLoad(c *Call) *value.Value {
	if len(c.Args) != 1 || len(c.Keywords) > 0 {
		return c.unknown("what TOML is read is not followed", "dict", c.Args...)
	}
	return c.loadText(c.Args[0], "toml", c.tomlText)
}

// tomlLoadPath is toml.load, which takes a path too.
func tomlLoadPath(c *Call) *value.Value {
	if len(c.Args) != 1 || len(c.Keywords) > 0 {
		return c.unknown("what TOML is read is not followed", "dict", c.Args...)
	}
	return c.eachAlt(c.Args[0], func(a value.Alt) *value.Value {
		v := alone(a)
		if _, isFile := a.Plain.(*Object); !isFile {
			if v = readAll(c, a.Plain); v == nil {
				return nil
			}
		}
		return c.loadText(v, "toml", c.tomlText)
	})
}

func (c *Call) tomlText(text string, from *value.Value) *value.Value {
	var valid map[string]any
	if err := toml.Unmarshal([]byte(text), &valid); err != nil {
		return c.unknown("this TOML is not read", "dict", from)
	}
	r := tomlReader{Call: c, from: from}
	p := unstable.Parser{}
	p.Reset([]byte(text))
	top := c.dict()
	table, ok := top, true
	for ok && p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table:
			table, ok = r.table(top, e.Key(), false)
		case unstable.ArrayTable:
			table, ok = r.table(top, e.Key(), true)
		case unstable.KeyValue:
			ok = r.set(table, e)
		}
	}
	if !ok || p.Error() != nil {
		return c.unknown("this TOML is not read", "dict", from)
	}
	return c.of(top, from)
}

// A tomlReader makes values of the nodes of a document that is valid.
type tomlReader struct {
	*Call
	from *value.Value
}

func keys(it unstable.Iterator) []string {
	var list []string
	for it.Next() {
		list = append(list, string(it.Node().Data))
	}
	return list
}

// table finds the table of a header, and makes what is missing.
func (r tomlReader) table(top *value.Dict, key unstable.Iterator, array bool) (*value.Dict, bool) {
	path := keys(key)
	at := top
	for i, name := range path {
		last := i == len(path)-1
		if array && last {
			next := r.dict()
			q, ok := r.list(at, name)
			if ok {
				q.Elems = append(q.Elems, value.Elem{When: value.True, Val: r.of(next, r.from)})
			}
			return next, ok
		}
		next, ok := r.below(at, name)
		if !ok {
			return nil, false
		}
		at = next
	}
	return at, true
}

// below is the table under a key: of an array of tables, the last.
func (r tomlReader) below(at *value.Dict, name string) (*value.Dict, bool) {
	v := at.Str(name)
	if v == nil {
		next := r.dict()
		put(at, name, r.of(next, r.from))
		return next, true
	}
	p, _ := v.Only()
	if q, ok := p.(*value.Seq); ok && len(q.Elems) > 0 {
		p, _ = q.Elems[len(q.Elems)-1].Val.Only()
	}
	d, ok := p.(*value.Dict)
	return d, ok
}

func (r tomlReader) list(at *value.Dict, name string) (*value.Seq, bool) {
	if at.Str(name) == nil {
		put(at, name, r.of(r.seq(value.ListKind), r.from))
	}
	p, _ := at.Str(name).Only()
	q, ok := p.(*value.Seq)
	return q, ok
}

// set binds one line's key, which may have dots.
func (r tomlReader) set(table *value.Dict, e *unstable.Node) bool {
	path := keys(e.Key())
	for _, name := range path[:len(path)-1] {
		next, ok := r.below(table, name)
		if !ok {
			return false
		}
		table = next
	}
	put(table, path[len(path)-1], r.value(e.Value()))
	return true
}

func (r tomlReader) value(n *unstable.Node) *value.Value {
	text := string(n.Data)
	switch n.Kind {
	case unstable.String:
		return r.str(text, r.from)
	case unstable.Bool:
		return r.of(value.Bool(text == "true"), r.from)
	case unstable.Integer:
		if i, ok := value.ParseInt(strings.TrimPrefix(text, "+")); ok {
			return r.of(i, r.from)
		}
	case unstable.Float:
		if f, ok := parseFloat(strings.ReplaceAll(text, "_", "")); ok && !strings.ContainsAny(text, "in") {
			return r.of(f, r.from)
		}
	case unstable.Array:
		q := r.seq(value.ListKind)
		for it := n.Children(); it.Next(); {
			q.Elems = append(q.Elems, value.Elem{When: value.True, Val: r.value(it.Node())})
		}
		return r.of(q, r.from)
	case unstable.InlineTable:
		d := r.dict()
		for it := n.Children(); it.Next(); {
			if !r.set(d, it.Node()) {
				return r.unknown("this TOML is not read", "dict", r.from)
			}
		}
		return r.of(d, r.from)
	}
	return r.unknown("a number or time of TOML is not followed", "", r.from)
}
