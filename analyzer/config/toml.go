package config

import (
	"errors"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// A node is a value of TOML with its place in bytes: that of a table is the
// key which opens it, that of a list the key which holds it.
type node struct {
	extent
	kind   unstable.Kind
	text   string  // of a simple value
	list   []*node // of a list
	pairs  []*pair // of a table, in the order of the file
	inline bool    // it is written as a value, in braces or brackets
}

// A pair is a key of a table with its value. Its place is that of the key.
type pair struct {
	extent
	name string
	end  int // past the value; where that is a table of its own, past the key
	val  *node
}

// An extent is a place in bytes; to is exclusive.
type extent struct{ from, to int }

func extentOf(n *unstable.Node) extent {
	return extent{int(n.Raw.Offset), int(n.Raw.Offset + n.Raw.Length)}
}

// A syntaxError is how text is no TOML, with the place in bytes.
type syntaxError struct {
	text string
	at   int
}

func (e *syntaxError) Error() string { return e.text }

// parse reads a document. The error is a *syntaxError.
func parse(text string) (*node, error) {
	t := &treeBuilder{top: &node{kind: unstable.Table}}
	if err := valid(text); err != nil {
		return t.top, err
	}
	table := t.top
	t.Reset([]byte(text))
	for t.NextExpression() {
		switch e := t.Expression(); e.Kind {
		case unstable.Table:
			table = t.open(e.Key(), false)
		case unstable.ArrayTable:
			table = t.open(e.Key(), true)
		case unstable.KeyValue:
			t.set(table, e)
		}
	}
	return t.top, nil
}

// valid holds text against TOML as a whole: keys that are there twice too.
func valid(text string) error {
	var all map[string]any
	err := toml.Unmarshal([]byte(text), &all)
	if err == nil {
		return nil
	}
	out := &syntaxError{text: err.Error()}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		row, column := decode.Position()
		out.at = byteOffset(text, row, column)
	}
	return out
}

// byteOffset is the offset of a line and of a column in bytes, both from 1.
func byteOffset(text string, row, column int) int {
	at := 0
	for ; row > 1 && at < len(text); at++ {
		if text[at] == '\n' {
			row--
		}
	}
	return min(at+column-1, len(text))
}

// A treeBuilder makes a tree of the expressions of a document that is valid.
type treeBuilder struct {
	unstable.Parser
	top *node
}

// open is the table of a header: [a.b], or a new one of [[a.b]].
func (t *treeBuilder) open(keys unstable.Iterator, array bool) *node {
	table := t.top
	for keys.Next() {
		key := keys.Node()
		if !keys.IsLast() || !array {
			table = table.below(key)
			continue
		}
		holder := table.pair(key, unstable.Array)
		next := &node{extent: extentOf(key), kind: unstable.Table}
		holder.val.list = append(holder.val.list, next)
		table = next
	}
	return table
}

// set gives a table the value of an expression, below all but the last part of
// its key.
func (t *treeBuilder) set(table *node, e *unstable.Node) {
	keys := e.Key()
	for keys.Next() {
		key := keys.Node()
		if !keys.IsLast() {
			table = table.below(key)
			continue
		}
		p := &pair{extentOf(key), string(key.Data), extentOf(e).to, t.value(e.Value(), key)}
		table.pairs = append(table.pairs, p)
	}
}

// value makes a node of one of the parser, whose key gives the place of those
// that have none.
func (t *treeBuilder) value(v, key *unstable.Node) *node {
	n := &node{extent: extentOf(key), kind: v.Kind, text: string(v.Data), inline: true}
	children := v.Children()
	switch v.Kind {
	case unstable.Array:
		for children.Next() {
			n.list = append(n.list, t.value(children.Node(), key))
		}
	case unstable.InlineTable:
		n.kind = unstable.Table
		for children.Next() {
			t.set(n, children.Node())
		}
	default:
		n.extent = extentOf(v)
	}
	return n
}

// below is the table that a key of a table holds, the last one of a list.
func (n *node) below(key *unstable.Node) *node {
	held := n.pair(key, unstable.Table).val
	if last := len(held.list) - 1; last >= 0 {
		return held.list[last]
	}
	return held
}

// pair finds a key of a table, or adds it with an empty value.
func (n *node) pair(key *unstable.Node, kind unstable.Kind) *pair {
	if p := n.find(string(key.Data)); p != nil {
		return p
	}
	at := extentOf(key)
	p := &pair{at, string(key.Data), at.to, &node{extent: at, kind: kind}}
	n.pairs = append(n.pairs, p)
	return p
}

// find is a key of a table; nil if it is not there.
func (n *node) find(name string) *pair {
	for _, p := range n.pairs {
		if p.name == name {
			return p
		}
	}
	return nil
}
