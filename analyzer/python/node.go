package python

import (
	sitter "github.com/smacker/go-tree-sitter"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A node is a node of tree-sitter's tree with its kind looked up. Only kinds,
// children and places are asked of tree-sitter, as each question crosses into
// C; which child is which follows from their order.
type node struct {
	ts       *sitter.Node
	kind     string
	named    bool
	from, to int // its place; not set for punctuation and keywords
}

// kindError is the kind of a node around text that fits nowhere.
const kindError = "ERROR"

// kinds gives the kind of each symbol of the grammar.
type kinds []struct {
	name  string
	named bool
}

func newKinds(language *sitter.Language) kinds {
	table := make(kinds, language.SymbolCount())
	for i := range table {
		symbol := sitter.Symbol(i)
		table[i].name = language.SymbolName(symbol)
		table[i].named = language.SymbolType(symbol) == sitter.SymbolTypeRegular
	}
	return table
}

func (k kinds) node(ts *sitter.Node) node {
	n := node{ts: ts, kind: kindError, named: true}
	if ts == nil {
		return node{}
	}
	if symbol := int(ts.Symbol()); symbol < len(k) {
		n.kind, n.named = k[symbol].name, k[symbol].named
	}
	if n.named {
		n.from, n.to = int(ts.StartByte()), int(ts.EndByte())
	}
	return n
}

// extra tells of what may stand anywhere and means nothing.
func (n node) extra() bool { return n.kind == "comment" || n.kind == "line_continuation" }

func (n node) start() int {
	if n.ts == nil || n.named {
		return n.from
	}
	return int(n.ts.StartByte())
}

func (n node) end() int {
	if n.ts == nil || n.named {
		return n.to
	}
	return int(n.ts.EndByte())
}

// wide is from how many children on a cursor walks them: to ask for a child by
// number takes longer the higher the number is.
const wide = 200

// children gives all children that mean something, punctuation too.
func (c *converter) children(n node) []node {
	count := int(n.ts.ChildCount())
	if count > wide {
		return c.walk(n, count, false)
	}
	nodes := make([]node, 0, count)
	for i := range count {
		if child := c.kinds.node(n.ts.Child(i)); !child.extra() {
			nodes = append(nodes, child)
		}
	}
	return nodes
}

// named gives the children without keywords and punctuation.
func (c *converter) named(n node) []node {
	count := int(n.ts.NamedChildCount())
	if count > wide {
		return c.walk(n, count, true)
	}
	nodes := make([]node, 0, count)
	for i := range count {
		if child := c.kinds.node(n.ts.NamedChild(i)); !child.extra() {
			nodes = append(nodes, child)
		}
	}
	return nodes
}

// walk gives the children of a node with very many.
func (c *converter) walk(n node, count int, named bool) []node {
	nodes := make([]node, 0, count)
	cursor := sitter.NewTreeCursor(n.ts)
	defer cursor.Close()
	for more := cursor.GoToFirstChild(); more; more = cursor.GoToNextSibling() {
		child := c.kinds.node(cursor.CurrentNode())
		if !child.extra() && (child.named || !named) {
			nodes = append(nodes, child)
		}
	}
	return nodes
}

// only gives the first named child, or the zero node.
func (c *converter) only(n node) node { return at(c.named(n), 0) }

// at is nodes[i], or the zero node if there are not so many.
func at(nodes []node, i int) node {
	if i >= 0 && i < len(nodes) {
		return nodes[i]
	}
	return node{}
}

func find(nodes []node, kind string) (node, bool) {
	for _, n := range nodes {
		if n.kind == kind {
			return n, true
		}
	}
	return node{}, false
}

func (c *converter) source(n node) string {
	return c.text[n.start():n.end()]
}

func (c *converter) place(n node) At {
	if n.ts == nil {
		return At{source.Span{File: c.file.Path}}
	}
	return At{c.file.Span(n.start(), n.end())}
}
