package deps

import (
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A marker is a PEP 508 environment marker: a comparison, or several joined by
// "and" or "or".
// https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers
type marker struct {
	op          string // of a comparison, or "and", "or"
	left, right word
	parts       []*marker
}

// A word is a side of a comparison: a text, or the name of a variable.
type word struct {
	text   string
	quoted bool
}

var markerToken = regexp.MustCompile(`^\s*(\(|\)|'[^']*'|"[^"]*"|===|==|~=|!=|<=|>=|<|>|[A-Za-z_][A-Za-z0-9_.]*)`)

// A markerParser runs through the words of a marker.
type markerParser struct {
	tokens []string
	depth  int
}

// maxMarker bounds the length of the markers that are read.
const maxMarker = 10_000

// parseMarker reads a marker; nil if it is none.
func parseMarker(text string) *marker {
	p := &markerParser{}
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		m := markerToken.FindStringSubmatch(text)
		if m == nil || len(p.tokens) > maxMarker {
			return nil
		}
		p.tokens = append(p.tokens, m[1])
		text = text[len(m[0]):]
	}
	m := p.joined("or")
	if len(p.tokens) > 0 {
		return nil
	}
	return m
}

func (p *markerParser) next() string {
	if len(p.tokens) == 0 {
		return ""
	}
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	return t
}

func (p *markerParser) peek() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

// joined reads parts between "or", each of them parts between "and".
func (p *markerParser) joined(by string) *marker {
	inner := func() *marker {
		if by == "or" {
			return p.joined("and")
		}
		return p.part()
	}
	m := &marker{op: by}
	for {
		part := inner()
		if part == nil {
			return nil
		}
		m.parts = append(m.parts, part)
		if p.peek() != by {
			break
		}
		p.next()
	}
	if len(m.parts) == 1 {
		return m.parts[0]
	}
	return m
}

// part reads a comparison, or a marker in parentheses.
func (p *markerParser) part() *marker {
	if p.peek() != "(" {
		return p.comparison()
	}
	if p.depth++; p.depth > maxNesting {
		return nil
	}
	p.next()
	m := p.joined("or")
	p.depth--
	if p.next() != ")" {
		return nil
	}
	return m
}

func (p *markerParser) comparison() *marker {
	m := &marker{left: wordOf(p.next()), op: p.next()}
	if m.op == "not" && p.next() == "in" {
		m.op = "not in"
	}
	m.right = wordOf(p.next())
	if m.left.text == "" && !m.left.quoted || m.right.text == "" && !m.right.quoted || !comparisons[m.op] {
		return nil
	}
	return m
}

var comparisons = map[string]bool{
	"===": true, "==": true, "~=": true, "!=": true, "<=": true, ">=": true, "<": true, ">": true, "in": true, "not in": true,
}

func wordOf(token string) word {
	if token != "" && (token[0] == '"' || token[0] == '\'') {
		return word{token[1 : len(token)-1], true}
	}
	return word{text: token}
}

// in is what a marker says where variables have values; those that are not
// among them are not known.
func (m *marker) in(vars map[string]string) value.Truth {
	switch m.op {
	case "and":
		return m.all(vars, value.No, value.Yes)
	case "or":
		return m.all(vars, value.Yes, value.No)
	}
	left, ok := m.left.in(vars)
	right, also := m.right.in(vars)
	if !ok || !also {
		return value.Maybe
	}
	if versioned[m.left.text] || versioned[m.right.text] {
		return compareVersions(left, m.op, right)
	}
	return compareTexts(left, m.op, right)
}

// all is decides if a part says so, else otherwise if all parts do.
func (m *marker) all(vars map[string]string, decides, otherwise value.Truth) value.Truth {
	all := otherwise
	for _, part := range m.parts {
		switch t := part.in(vars); t {
		case decides:
			return decides
		case otherwise:
		default:
			all = value.Maybe
		}
	}
	return all
}

// old are the names that some variables had before PEP 508.
var old = map[string]string{
	"os.name": "os_name", "sys.platform": "sys_platform", "platform.version": "platform_version", "platform.machine": "platform_machine",
	"platform.python_implementation": "platform_python_implementation", "python_implementation": "platform_python_implementation",
}

func (w word) in(vars map[string]string) (string, bool) {
	if w.quoted {
		return w.text, true
	}
	name := w.text
	if now, ok := old[name]; ok {
		name = now
	}
	text, ok := vars[name]
	return text, ok
}

// versioned are the variables whose values are compared as versions.
var versioned = map[string]bool{"python_version": true, "python_full_version": true, "implementation_version": true}

func compareTexts(left, op, right string) value.Truth {
	switch op {
	case "==", "===":
		return value.Is(left == right)
	case "!=":
		return value.Is(left != right)
	case "in":
		return value.Is(strings.Contains(right, left))
	case "not in":
		return value.Is(!strings.Contains(right, left))
	}
	return value.Maybe
}
