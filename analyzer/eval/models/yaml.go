package models

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// PyYAML reads YAML 1.1: "yes" and "on" are True. What it may read in another
// way than our parser stays unknown.

var yamlFunctions = map[string]Func{
	"yaml.safe_load":   yamlLoad,
	"yaml.full_load":   yamlLoad,
	"yaml.unsafe_load": yamlLoad,
	"yaml.load":        yamlLoad,
}

// yamlLoad is safe_load(stream), of a text or an open file.
func yamlLoad(c *Call) *value.Value {
	return c.loadText(c.arg(0, "stream"), "yaml", func(text string, from *value.Value) *value.Value {
		d := yaml.NewDecoder(strings.NewReader(text))
		var doc, more yaml.Node
		if strings.TrimSpace(text) == "" {
			return c.of(value.None{}, from)
		}
		if err := d.Decode(&doc); err != nil || d.Decode(&more) == nil || len(doc.Content) != 1 {
			return c.unknown("this YAML is not read", "", from)
		}
		r := yamlReader{Call: c, from: from, left: 20_000}
		return r.node(doc.Content[0], 0)
	})
}

// loadText calls f with what a text, bytes or an open file holds.
func (c *Call) loadText(v *value.Value, op string, f func(text string, from *value.Value) *value.Value) *value.Value {
	if v == nil {
		return c.unknown("what "+op+" reads is not known", "")
	}
	return c.eachAlt(v, func(a value.Alt) *value.Value {
		if _, ok := a.Plain.(*Object); ok {
			v := c.contents(alone(a))
			if v == nil {
				return nil
			}
			return c.eachAlt(v, func(b value.Alt) *value.Value { return c.loadPlain(b, op, f) })
		}
		return c.loadPlain(a, op, f)
	})
}

func (c *Call) loadPlain(a value.Alt, op string, f func(text string, from *value.Value) *value.Value) *value.Value {
	switch p := a.Plain.(type) {
	case value.Str:
		return f(string(p), alone(a))
	case value.Bytes:
		return f(string(p), alone(a))
	case *value.Unknown:
		return c.of(derived(op, "", p), alone(a))
	}
	return c.unknown("what "+op+" reads is not known", "", alone(a))
}

// A yamlReader makes values of nodes, a bounded number of them: aliases can
// make a small file a huge value.
type yamlReader struct {
	*Call
	from *value.Value
	left int
}

func (r *yamlReader) node(n *yaml.Node, depth int) *value.Value {
	if r.left--; r.left < 0 || depth > 50 {
		return r.unknown("so large a document is not followed", "", r.from)
	}
	switch n.Kind {
	case yaml.ScalarNode:
		return r.scalar(n)
	case yaml.AliasNode:
		return r.node(n.Alias, depth+1)
	case yaml.SequenceNode:
		if n.Tag != "!!seq" {
			break
		}
		q := r.seq(value.ListKind)
		for _, item := range n.Content {
			q.Elems = append(q.Elems, value.Elem{When: value.True, Val: r.node(item, depth+1)})
		}
		return r.of(q, r.from)
	case yaml.MappingNode:
		if n.Tag != "!!map" {
			break
		}
		return r.mapping(n, depth)
	}
	return r.unknown("a tag of YAML is not followed", "", r.from)
}

func (r *yamlReader) mapping(n *yaml.Node, depth int) *value.Value {
	d := r.dict()
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || key.Value == "<<" {
			return r.unknown("a merged mapping of YAML is not followed", "dict", r.from)
		}
		k, ok := r.scalar(key).Only()
		if _, unknown := k.(*value.Unknown); !ok || unknown || !d.Set(k, value.True, r.node(n.Content[i+1], depth+1)) {
			return r.unknown("a key of YAML is not followed", "dict", r.from)
		}
	}
	return r.of(d, r.from)
}

var (
	yamlTrue  = strings.Fields("yes Yes YES true True TRUE on On ON")
	yamlFalse = strings.Fields("no No NO false False FALSE off Off OFF")
	yamlNull  = []string{"", "~", "null", "Null", "NULL"}
	yamlInt   = regexp.MustCompile(`^[-+]?(0|[1-9][0-9]*)$`)
	yamlFloat = regexp.MustCompile(`^[-+]?[0-9]+\.[0-9]*$`)
	// yamlOther is what may be a number or a time of some other form.
	yamlOther = regexp.MustCompile(`^[-+.]?[0-9][0-9a-fA-FxXobeE_:.+TtZ -]*$|^[-+]?\.(inf|Inf|INF|nan|NaN|NAN)$|^=$`)
)

func (r *yamlReader) scalar(n *yaml.Node) *value.Value {
	quoted := n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	s := n.Value
	switch {
	case n.Style&yaml.TaggedStyle != 0:
		return r.unknown("a tag of YAML is not followed", "", r.from)
	case quoted:
		return r.str(s, r.from)
	case slices.Contains(yamlNull, s):
		return r.of(value.None{}, r.from)
	case slices.Contains(yamlTrue, s) || slices.Contains(yamlFalse, s):
		return r.of(value.Bool(slices.Contains(yamlTrue, s)), r.from)
	case yamlInt.MatchString(s):
		if i, is := parseInt(s); is != notNumber && is != tooLarge {
			return r.of(i, r.from)
		}
	case yamlFloat.MatchString(s):
		if f, ok := parseFloat(s); ok {
			return r.of(f, r.from)
		}
	case !yamlOther.MatchString(s):
		return r.str(s, r.from)
	}
	return r.unknown("a number or time of YAML is not followed", "", r.from)
}
