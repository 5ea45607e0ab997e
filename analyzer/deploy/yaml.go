package deploy

import (
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A node is a place in a YAML file. The zero node is what is not there.
type node struct {
	*yaml.Node
	file *source.File
	left *int // how many more steps may be taken, through aliases above all
}

// maxNodes bounds the steps through one file: aliases of aliases could make
// them many.
const maxNodes = 200_000

// documents parses a file of YAML. What a template would put in stands as a
// mark; a document that cannot be parsed ends the file, with a note.
func documents(f *source.File) ([]node, []source.Note) {
	decoder := yaml.NewDecoder(strings.NewReader(withoutTemplates(f.Text)))
	left := maxNodes
	var docs []node
	for {
		var doc yaml.Node
		err := decoder.Decode(&doc)
		if err == io.EOF {
			return docs, nil
		}
		if err != nil {
			return docs, []source.Note{{Span: source.Span{File: f.Path}, Text: "is no YAML from some point on, and is read up to there: " + strings.TrimPrefix(err.Error(), "yaml: ")}}
		}
		if len(doc.Content) > 0 {
			docs = append(docs, node{doc.Content[0], f, &left}.real())
		}
	}
}

// hole stands for what a template puts in.
const hole = "\uE000"

var (
	templateLine   = regexp.MustCompile(`(?m)^[ \t]*(\{\{[-+~]?[^{}]*\}\}|\{%[^\n]*%\}|\{#[^\n]*#\})[ \t]*$`)
	templateQuoted = regexp.MustCompile(`(["'])((?:[^"'\n{]|\{[^{])*)\{\{[^\n]*?\}\}`)
	templateInside = regexp.MustCompile(`\{\{[^\n]*?\}\}|\{%[^\n]*?%\}`)
)

// withoutTemplates puts marks where a template engine would put text, so that
// what is around them can be parsed. Lines stay where they are.
func withoutTemplates(text string) string {
	if !strings.Contains(text, "{{") && !strings.Contains(text, "{%") {
		return text
	}
	text = templateLine.ReplaceAllString(text, "")
	text = templateQuoted.ReplaceAllString(text, "${1}${2}"+hole)
	return templateInside.ReplaceAllString(text, hole)
}

// real follows an alias to what it stands for.
func (n node) real() node {
	for i := 0; n.Node != nil && n.Kind == yaml.AliasNode && i < 10; i++ {
		n.Node = n.Alias
	}
	if n.Node == nil || *n.left <= 0 {
		return node{}
	}
	*n.left--
	return n
}

func (n node) ok() bool { return n.Node != nil }

// at is a part of the same file.
func (n node) at(part *yaml.Node) node { return node{part, n.file, n.left}.real() }

// get is the value of a key, merged ones included; the zero node if there is
// none.
func (n node) get(keys ...string) node {
	for _, key := range keys {
		n = n.key(key, 0)
	}
	return n
}

func (n node) key(key string, depth int) node {
	if !n.ok() || n.Kind != yaml.MappingNode || depth > 10 {
		return node{}
	}
	for i := len(n.Content) - 2; i >= 0; i -= 2 {
		if n.Content[i].Value == key {
			return n.at(n.Content[i+1])
		}
	}
	for _, merged := range n.merged() {
		if v := merged.key(key, depth+1); v.ok() {
			return v
		}
	}
	return node{}
}

// merged lists the mappings that "<<" takes in.
func (n node) merged() []node {
	var all []node
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != "<<" {
			continue
		}
		v := n.at(n.Content[i+1])
		if v.ok() && v.Kind == yaml.SequenceNode {
			all = append(all, v.items()...)
		} else if v.ok() {
			all = append(all, v)
		}
	}
	return all
}

// A field is a key of a mapping and its value.
type field struct {
	name string
	key  node
	val  node
}

// fields lists the keys of a mapping in order, merged ones first.
func (n node) fields() []field { return n.fieldsAt(0) }

func (n node) fieldsAt(depth int) []field {
	if !n.ok() || n.Kind != yaml.MappingNode || depth > 10 {
		return nil
	}
	var all []field
	for _, merged := range n.merged() {
		all = append(all, merged.fieldsAt(depth+1)...)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if name := n.Content[i].Value; name != "<<" {
			all = append(all, field{name, node{n.Content[i], n.file, n.left}, n.at(n.Content[i+1])})
		}
	}
	return all
}

// items lists the elements of a sequence.
func (n node) items() []node {
	if !n.ok() || n.Kind != yaml.SequenceNode {
		return nil
	}
	var all []node
	for _, c := range n.Content {
		if item := n.at(c); item.ok() {
			all = append(all, item)
		}
	}
	return all
}

// text is the text of a scalar; "" for null and for what is none.
func (n node) text() string {
	if !n.ok() || n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return ""
	}
	return n.Value
}

// printed is the text of a scalar as Go prints its value, which is what
// compose makes of one without quotes: True is "true", 1.50 is "1.5".
func (n node) printed() string {
	text := n.text()
	switch {
	case text == "":
	case n.Tag == "!!bool":
		return strings.ToLower(text)
	case n.Tag == "!!float":
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return strconv.FormatFloat(f, 'g', -1, 64)
		}
	}
	return text
}

// shown is a text for people, with dots where a template puts something in.
func (n node) shown() string { return strings.ReplaceAll(n.text(), hole, "…") }

// list gives the texts of a sequence, or the one text of a scalar.
func (n node) list() []string {
	if t := n.text(); t != "" {
		return []string{t}
	}
	var all []string
	for _, item := range n.items() {
		all = append(all, item.text())
	}
	return all
}

// words joins a command, which may be a text or a list.
func (n node) words() string { return strings.Join(n.list(), " ") }

// span is the place of a node: of its first line.
func (n node) span() source.Span {
	if !n.ok() {
		return source.Span{}
	}
	return lineSpan(n.file, n.Line)
}

// marked reports whether a template puts something into a text.
func marked(text string) bool { return strings.Contains(text, hole) }

// plain is a text that no compose interpolates: known, unless a template
// makes it.
func plain(text string) Text {
	if marked(text) {
		return Open("a template makes it")
	}
	return Known(text)
}
