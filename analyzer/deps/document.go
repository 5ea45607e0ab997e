package deps

import (
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
	"go.yaml.in/yaml/v3"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

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

// maxNesting bounds how deep documents are read.
const maxNesting = 100

var errNesting = errors.New("it is nested too deep")

// A jsonReader makes nodes of tokens.
type jsonReader struct {
	*json.Decoder
	text string
}

// readJSON reads a document. One that is broken is read up to there; the error
// says what is wrong.
func readJSON(file *source.File) (*node, error) {
	r := jsonReader{json.NewDecoder(strings.NewReader(file.Text)), file.Text}
	r.UseNumber()
	n, err := r.value(0)
	if n == nil {
		n = &node{}
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// value reads the next value; nil at the end of a list or table.
func (r jsonReader) value(depth int) (*node, error) {
	token, err := r.Token()
	if err != nil {
		return nil, err
	}
	n := &node{end: int(r.InputOffset())}
	n.start = n.end
	switch token := token.(type) {
	case json.Delim:
		if token == ']' || token == '}' {
			return nil, nil
		}
		return n, r.inside(n, token == '{', depth+1)
	case string:
		n.text, n.isText = token, true
		n.end--
		n.start = r.opening(n.end)
	case json.Number:
		n.text, n.start = token.String(), n.end-len(token.String())
	case bool:
		n.text = map[bool]string{true: "true", false: "false"}[token]
		n.start = n.end - len(n.text)
	}
	return n, nil
}

// inside reads the members of a table, or the elements of a list, into n.
func (r jsonReader) inside(n *node, table bool, depth int) error {
	if depth > maxNesting {
		return errNesting
	}
	for {
		key, err := r.value(depth)
		if err != nil || key == nil {
			return err
		}
		if !table {
			n.items = append(n.items, key)
			continue
		}
		val, err := r.value(depth)
		if val != nil {
			n.set(member{key.text, key.start, key.end, val})
		}
		if err != nil {
			return err
		}
	}
}

// opening is the offset past the quote that begins the text which ends at end.
func (r jsonReader) opening(end int) int {
	for i := end - 1; i >= 0; i-- {
		if r.text[i] == '"' && backslashes(r.text, i)%2 == 0 {
			return i + 1
		}
	}
	return end
}

// backslashes counts those before a place.
func backslashes(text string, at int) int {
	n := 0
	for at-n-1 >= 0 && text[at-n-1] == '\\' {
		n++
	}
	return n
}

// readYAML reads the first document of a file.
func readYAML(file *source.File) (*node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(file.Text), &doc); err != nil {
		return &node{}, err
	}
	if len(doc.Content) == 0 {
		return &node{}, nil
	}
	return yamlNode(file, doc.Content[0], 0), nil
}

// yamlNode makes a node of one of YAML. What an alias stands for is left out:
// files of dependencies have none.
func yamlNode(file *source.File, y *yaml.Node, depth int) *node {
	n := &node{}
	if depth > maxNesting {
		return n
	}
	switch y.Kind {
	case yaml.ScalarNode:
		n.text, n.isText = y.Value, y.Tag == "!!str"
		n.start = file.Offset(y.Line, y.Column)
		if y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
			n.start++
		}
		n.end = min(n.start+len(y.Value), len(file.Text))
	case yaml.SequenceNode:
		for _, item := range y.Content {
			n.items = append(n.items, yamlNode(file, item, depth+1))
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(y.Content); i += 2 {
			key := yamlNode(file, y.Content[i], depth+1)
			n.set(member{key.text, key.start, key.end, yamlNode(file, y.Content[i+1], depth+1)})
		}
	}
	return n
}
