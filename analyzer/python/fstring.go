package python

import "strings"

// interpolation converts {expression=!conversion:format}.
func (c *converter) interpolation(n node, raw bool) FPart {
	nodes := c.children(n)
	part := FPart{}
	formatted := false
	for i, inner := range nodes {
		switch {
		case i == 0 || i == len(nodes)-1: // the braces
		case inner.kind == "=":
			part.Debug = c.text[nodes[0].end():nodes[i+1].start()]
		case inner.kind == "type_conversion":
			part.Conversion = strings.TrimPrefix(c.source(inner), "!")
		case inner.kind == "format_specifier":
			formatted = true
			part.Format = c.format(inner, raw)
		case inner.kind == "named_expression":
			formatted = true
			part.X, part.Format = c.alignment(inner)
		case part.X == nil:
			part.X = c.expr(inner)
		}
	}
	if part.X == nil {
		part.X = c.fault(n)
	}
	if part.Debug != "" && part.Conversion == "" && !formatted {
		part.Conversion = "r"
	}
	return part
}

// alignment converts what looks like a walrus but, without parentheses around
// it, is a format that begins with "=": {price:=8}.
func (c *converter) alignment(n node) (Expr, []FPart) {
	nodes := c.children(n)
	format := c.text[at(nodes, 1).start()+1 : n.end()]
	return c.expr(at(nodes, 0)), []FPart{{Text: format}}
}

// format converts the format of an interpolation, which may hold others.
func (c *converter) format(n node, raw bool) []FPart {
	p := piece{prefix: prefix{raw: raw, format: true}, triple: true, ok: true}
	from := n.start() + len(":")
	for _, inner := range c.named(n) {
		if inner.kind != "format_expression" && inner.kind != "interpolation" {
			continue
		}
		c.literalText(n, &p, c.text[from:inner.start()])
		p.parts = append(p.parts, c.interpolation(inner, raw))
		from = inner.end()
	}
	c.literalText(n, &p, c.text[from:n.end()])
	return joinText(p.parts)
}
