package deps

import (
	"go.yaml.in/yaml/v3"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

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
