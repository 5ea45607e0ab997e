package deps

import (
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A tomlReader makes nodes of what the parser gives.
type tomlReader struct {
	parser unstable.Parser
	root   *node
	table  *node // that lines go to
}

// readTOML reads a document. One that is broken is read up to there; the error
// says what is wrong.
func readTOML(file *source.File) (*node, error) {
	t := &tomlReader{root: &node{}}
	t.table = t.root
	t.parser.Reset([]byte(file.Text))
	for t.parser.NextExpression() {
		t.expression(t.parser.Expression())
	}
	return t.root, t.parser.Error()
}

func (t *tomlReader) expression(e *unstable.Node) {
	switch e.Kind {
	case unstable.KeyValue:
		t.assign(t.table, e)
	case unstable.Table:
		t.table = t.walk(t.root, e.Key(), func() *node { return &node{} })
	case unstable.ArrayTable:
		list := t.walk(t.root, e.Key(), func() *node { return &node{} })
		t.table = &node{}
		list.items = append(list.items, t.table)
	}
}

// assign puts the value of NAME = value, or A.B = value, into a table.
func (t *tomlReader) assign(table *node, e *unstable.Node) {
	value := t.value(e.Value())
	t.walk(table, e.Key(), func() *node { return value })
}

// walk follows a dotted name into a table, making what is not there yet: the
// last of it by fresh. A name that leads to a list of tables means its last.
func (t *tomlReader) walk(table *node, key unstable.Iterator, fresh func() *node) *node {
	for key.Next() {
		if n := len(table.items); n > 0 {
			table = table.items[n-1]
		}
		k, make := key.Node(), fresh
		if !key.IsLast() {
			make = func() *node { return &node{} }
		}
		start, end := t.place(k)
		table = table.set(member{string(k.Data), start, end, make()})
	}
	return table
}

// place is where the text of a key or value is, without its quotes.
func (t *tomlReader) place(n *unstable.Node) (start, end int) {
	raw := string(t.parser.Raw(n.Raw))
	start, end = int(n.Raw.Offset), int(n.Raw.Offset+n.Raw.Length)
	for _, quote := range []string{`"""`, `'''`, `"`, `'`} {
		if len(raw) >= 2*len(quote) && strings.HasPrefix(raw, quote) {
			return start + len(quote), end - len(quote)
		}
	}
	return start, end
}

func (t *tomlReader) value(v *unstable.Node) *node {
	n := &node{}
	switch v.Kind {
	case unstable.Array:
		for it := v.Children(); it.Next(); {
			n.items = append(n.items, t.value(it.Node()))
		}
	case unstable.InlineTable:
		for it := v.Children(); it.Next(); {
			t.assign(n, it.Node())
		}
	default:
		n.text, n.isText = string(v.Data), v.Kind == unstable.String
		n.start, n.end = t.place(v)
	}
	return n
}
