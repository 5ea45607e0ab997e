package python

import "strings"

// The grammar takes a line end for white space wherever it does not expect a
// statement to end, and does not mind how statements are indented. So it
// accepts what Python does not, most often where a bracket was lost:
//
//	ALLOWED_HOSTS =
//	    "a",
//	    "b",
//	]
//
// What follows finds the lines that Python would not have joined or split.

// checkLines finds statements that are not in line with the others of their
// block, or not apart from the one before.
func (c *converter) checkLines(parent node, nodes []node) {
	indent, end := 0, parent.start()
	for i, n := range nodes {
		gap := c.text[min(end, n.start()):n.start()]
		ends, continued := lineEnds(gap)
		column, first := c.indent(n)
		switch {
		case i == 0 && parent.kind == "block":
			indent = column
		case i > 0 && !ends && !strings.Contains(gap, ";"),
			first && !continued && column != indent:
			c.fault(n)
		}
		end = n.end()
	}
}

// lineEnds tells whether a line ends in what is between two nodes, white space
// and comments, and whether a backslash continues the last line.
func lineEnds(gap string) (ends, continued bool) {
	for i := 0; i < len(gap); i++ {
		switch {
		case gap[i] == '#':
			for i+1 < len(gap) && gap[i+1] != '\n' {
				i++
			}
		case strings.HasPrefix(gap[i:], "\\\n"):
			continued = true
			i++
		case gap[i] == '\n':
			ends, continued = true, false
		}
	}
	return ends, continued
}

// indent gives the width of the white space before a statement, if it is the
// first of its line.
func (c *converter) indent(n node) (width int, first bool) {
	start := n.start()
	for start > 0 && strings.IndexByte(" \t\f", c.text[start-1]) >= 0 {
		start--
	}
	width, _ = lineIndent(c.text[start:n.start()])
	return width, start == 0 || c.text[start-1] == '\n'
}

// checkClauses finds an else, except or the like that is not in line with the
// statement it belongs to.
func (c *converter) checkClauses(n node, clauses []node) {
	indent, first := c.indent(n)
	for _, clause := range clauses {
		if column, ok := c.indent(clause); first && ok && column != indent {
			c.fault(clause)
		}
	}
}

// checkSwallowed finds a line that should have ended the block it is in. It
// is looked for only where an error may have hidden the end.
func (c *converter) checkSwallowed(n, block node) {
	outer, ok := c.indent(n)
	if !ok || len(c.damaged(block.start(), block.end())) == 0 {
		return
	}
	for at := block.start(); ; {
		next := strings.IndexByte(c.text[at:block.end()], '\n')
		if next < 0 {
			return
		}
		at += next + 1
		if width, some := lineIndent(c.text[at:block.end()]); some && width <= outer {
			c.faults = append(c.faults, c.lines(at, block.end()))
			return
		}
	}
}

// lineIndent gives the width of the white space that text begins with, and
// whether there is more than that and a comment in the line.
func lineIndent(text string) (width int, some bool) {
	for _, b := range []byte(text) {
		switch b {
		case ' ':
			width++
		case '\t':
			width += 8 - width%8
		case '\f':
			width = 0
		default:
			return width, b != '\n' && b != '#'
		}
	}
	return width, false
}

// checkBreaks finds line ends in a simple statement, or the head of another,
// that neither a bracket nor a backslash allows.
func (c *converter) checkBreaks(n node, children func(node) []node) {
	defer c.leave()
	if !c.enter(n) || !strings.Contains(c.source(n), "\n") || bracketed(n.kind) {
		return
	}
	open, end := 0, n.start()
	for _, child := range children(n) {
		if open == 0 {
			if ends, _ := lineEnds(c.text[end:max(end, child.start())]); ends {
				c.fault(n)
				return
			}
			if child.named {
				c.checkBreaks(child, c.children)
			}
		}
		switch child.kind {
		case "(", "[", "{":
			open++
		case ")", "]", "}":
			open--
		}
		end = child.end()
	}
}

// bracketed tells of nodes between brackets, and of strings.
func bracketed(kind string) bool {
	switch kind {
	case "list", "tuple", "set", "dictionary", "parenthesized_expression", "generator_expression",
		"list_comprehension", "set_comprehension", "dictionary_comprehension", "argument_list",
		"parameters", "type_parameter", "tuple_pattern", "list_pattern", "dict_pattern", "string":
		return true
	}
	return false
}
