package deps

import "errors"

// A node is a value of a document of TOML, JSON or YAML, with its place. The
// nil node is what is not there, and asking it for more is allowed.
type node struct {
	text       string // of a scalar
	isText     bool   // it is one that was quoted, or could have been
	start, end int    // of the text of a scalar without its quotes, or of a name
	keys       []member
	named      map[string]*node // the values of keys
	items      []*node
}

// A member is one NAME = value of a table, and the place of its name.
type member struct {
	name       string
	start, end int
	val        *node
}

// get follows names from table to table.
func (n *node) get(names ...string) *node {
	for _, name := range names {
		if n == nil {
			return nil
		}
		n = n.named[name]
	}
	return n
}

// str is the text of a scalar, "" for what is none.
func (n *node) str(names ...string) string {
	if n = n.get(names...); n == nil {
		return ""
	}
	return n.text
}

// list is the elements of a list, members those of a table.
func (n *node) list() []*node {
	if n == nil {
		return nil
	}
	return n.items
}

func (n *node) members() []member {
	if n == nil {
		return nil
	}
	return n.keys
}

// texts is the texts of a list, or the one text of a scalar.
func (n *node) texts() []string {
	if n == nil {
		return nil
	}
	if n.isText {
		return []string{n.text}
	}
	var all []string
	for _, item := range n.items {
		if item.isText {
			all = append(all, item.text)
		}
	}
	return all
}

// set adds a member, or gives what the table has under the name already.
func (n *node) set(m member) *node {
	if old, ok := n.named[m.name]; ok {
		return old
	}
	if n.named == nil {
		n.named = map[string]*node{}
	}
	n.named[m.name] = m.val
	n.keys = append(n.keys, m)
	return m.val
}

// maxNesting bounds how deep documents are read.
const maxNesting = 100

var errNesting = errors.New("it is nested too deep")
