package python

func (c *converter) call(n node) Expr {
	parts := c.named(n)
	s := &Call{At: c.place(n), Fun: c.expr(at(parts, 0))}
	if arguments := at(parts, 1); arguments.kind == "generator_expression" {
		s.Args = []Expr{c.expr(arguments)}
	} else if arguments.ts != nil {
		s.Args, s.Keywords = c.arguments(arguments)
	}
	return s
}

func (c *converter) arguments(n node) (args []Expr, keywords []Keyword) {
	unpacked := false
	for _, part := range c.named(n) {
		switch part.kind {
		case "keyword_argument":
			pair := c.named(part)
			keywords = append(keywords, Keyword{c.place(part), c.source(at(pair, 0)), c.expr(at(pair, 1))})
		case "dictionary_splat":
			unpacked = true
			keywords = append(keywords, Keyword{c.place(part), "", c.expr(c.only(part))})
		default:
			arg := c.expr(part)
			if _, star := arg.(*Starred); unpacked || len(keywords) > 0 && !star {
				c.fault(part) // a positional argument after a keyword
			}
			args = append(args, arg)
		}
	}
	return args, keywords
}

func (c *converter) subscript(n node) Expr {
	parts := c.children(n)
	return &Subscript{c.place(n), c.expr(at(parts, 0)), c.index(n, parts[min(1, len(parts)):])}
}

// index converts "[" indices "]". A comma or a star makes them a tuple.
func (c *converter) index(n node, parts []node) Expr {
	var nodes []node
	for _, part := range parts {
		if part.kind == "type" {
			part = c.only(part)
		}
		if part.named {
			nodes = append(nodes, part)
		}
	}
	indices := c.indices(nodes)
	_, comma := find(parts, ",")
	if len(indices) == 1 && !comma {
		if _, star := indices[0].(*Starred); !star {
			return indices[0]
		}
	}
	if len(indices) == 0 {
		return c.bad(n)
	}
	return &TupleLit{c.placeOf(nodes), indices}
}

// indices converts what stands in an index. The grammar takes a slice in an
// annotation for a type with a bound.
func (c *converter) indices(nodes []node) []Expr {
	list := make([]Expr, 0, len(nodes))
	for _, n := range nodes {
		if n.kind == "constrained_type" {
			list = append(list, c.slice(n))
		} else {
			list = append(list, c.expr(n))
		}
	}
	return list
}

// slice converts low ":" high ":" step, each of which may be absent.
func (c *converter) slice(n node) Expr {
	s := &Slice{At: c.place(n)}
	fields := []*Expr{&s.Low, &s.High, &s.Step}
	for _, part := range c.children(n) {
		if part.named && len(fields) > 0 {
			*fields[0] = c.expr(part)
		} else if part.kind == ":" && len(fields) > 1 {
			fields = fields[1:]
		}
	}
	return s
}
