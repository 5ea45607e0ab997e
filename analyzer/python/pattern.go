package python

import "slices"

func (c *converter) match(n node) Stmt {
	k := c.clause(n)
	if !k.sound {
		return c.badStmt(n)
	}
	s := &Match{At: c.place(n)}
	if len(k.head) > 1 || len(k.head) == 1 && c.commaAfter(n, k.head[0]) {
		s.Subject = &TupleLit{c.placeOf(k.head), c.exprs(k.head)}
	} else {
		s.Subject = c.expr(at(k.head, 0))
	}
	for _, part := range c.named(k.block) {
		if part.kind == "case_clause" {
			arm := c.matchCase(part)
			s.Cases = append(s.Cases, arm)
			s.endWith(arm.Body)
		}
	}
	return s
}

func (c *converter) matchCase(n node) Case {
	k := c.clause(n)
	s := Case{At: c.place(n)}
	if !k.sound {
		s.Pattern = &MatchOther{c.place(n), nil}
		s.Body = c.block(n, k.block)
		return s
	}
	head := k.head
	if last := len(head) - 1; last >= 0 && head[last].kind == "if_clause" {
		s.Guard = c.expr(c.only(head[last]))
		head = head[:last]
	}
	s.Pattern = c.patterns(n, head)
	s.Body = c.block(n, k.block)
	return s
}

// patterns converts what stands after "case": one pattern, or with a comma a
// sequence of them.
func (c *converter) patterns(n node, list []node) Pattern {
	if len(list) == 1 && !c.commaAfter(n, list[0]) {
		return c.pattern(list[0])
	}
	return &MatchSequence{c.placeOf(list), c.patternList(list)}
}

// commaAfter tells whether the child after child is a comma.
func (c *converter) commaAfter(parent, child node) bool {
	nodes := c.children(parent)
	for i, n := range nodes {
		if n.start() == child.start() && n.kind == child.kind {
			return at(nodes, i+1).kind == ","
		}
	}
	return false
}

func (c *converter) patternList(nodes []node) []Pattern {
	list := make([]Pattern, 0, len(nodes))
	for _, n := range nodes {
		list = append(list, c.pattern(n))
	}
	return list
}

// pattern converts a case_pattern, or what may stand inside one.
func (c *converter) pattern(n node) Pattern {
	defer c.leave()
	if !c.enter(n) || n.ts == nil {
		return &MatchOther{c.place(n), nil}
	}
	if n.kind == "case_pattern" {
		return c.simplePattern(n, c.children(n))
	}
	return c.simplePattern(n, []node{n})
}

// simplePattern converts one alternative; -1 is two nodes.
func (c *converter) simplePattern(n node, parts []node) Pattern {
	first := at(parts, 0)
	switch first.kind {
	case "-":
		return &MatchValue{c.placeOf(parts), c.negative(parts)}
	case "complex_pattern":
		return &MatchValue{c.place(first), c.complex(first)}
	case "case_pattern":
		return c.pattern(first)
	case "_":
		return &MatchAs{At: c.place(first)}
	case "dotted_name":
		return c.capture(first)
	case "as_pattern":
		inner := c.named(first)
		return &MatchAs{c.place(first), c.pattern(at(inner, 0)), c.source(at(inner, 1))}
	case "union_pattern":
		return c.unionPattern(first)
	case "list_pattern":
		return &MatchSequence{c.place(first), c.patternList(c.named(first))}
	case "tuple_pattern":
		if inner := c.children(first); len(inner) == 3 { // no comma: only parentheses
			return c.pattern(inner[1])
		}
		return &MatchSequence{c.place(first), c.patternList(c.named(first))}
	case "splat_pattern":
		return &MatchStar{c.place(first), c.binding(c.only(first))}
	case "dict_pattern":
		return c.mappingPattern(first)
	case "class_pattern":
		return c.classPattern(first)
	case "string", "concatenated_string", "integer", "float", "true", "false", "none":
		return &MatchValue{c.place(first), c.expr(first)}
	}
	return &MatchOther{c.place(n), c.bindings(nil, first)}
}

// negative converts "-" number.
func (c *converter) negative(parts []node) Expr {
	return &UnaryOp{c.placeOf(parts[:min(2, len(parts))]), "-", c.expr(at(parts, 1))}
}

// complex converts number ("+"|"-") imaginary, the first perhaps negative.
func (c *converter) complex(n node) Expr {
	parts := c.children(n)
	var real Expr
	if at(parts, 0).kind == "-" {
		real = c.negative(parts)
		parts = parts[1:]
	} else {
		real = c.expr(at(parts, 0))
	}
	return &BinOp{c.place(n), at(parts, 1).kind, real, c.expr(at(parts, 2))}
}

// capture converts a name, which binds, or a dotted name, which compares.
func (c *converter) capture(n node) Pattern {
	parts := c.named(n)
	if len(parts) == 1 {
		return &MatchAs{At: c.place(n), Name: c.binding(parts[0])}
	}
	var x Expr = c.expr(at(parts, 0))
	for _, part := range parts[min(1, len(parts)):] {
		x = &Attribute{At{c.file.Span(n.start(), part.end())}, x, c.source(part)}
	}
	return &MatchValue{c.place(n), x}
}

// binding is the name that a pattern binds; "_" binds nothing.
func (c *converter) binding(n node) string {
	if name := c.source(n); name != "_" {
		return name
	}
	return ""
}

func (c *converter) unionPattern(n node) Pattern {
	s := &MatchOr{At: c.place(n)}
	var parts []node
	for _, part := range append(c.children(n), node{kind: "|"}) {
		if part.kind != "|" {
			parts = append(parts, part)
			continue
		}
		s.Patterns = append(s.Patterns, c.simplePattern(n, parts))
		parts = nil
	}
	return s
}

// mappingPattern converts {key: pattern, **rest}.
func (c *converter) mappingPattern(n node) Pattern {
	s := &MatchMapping{At: c.place(n)}
	for _, parts := range c.separated(n) {
		colon := slices.IndexFunc(parts, func(p node) bool { return p.kind == ":" })
		switch {
		case at(parts, 0).kind == "splat_pattern":
			s.Rest = c.binding(c.only(parts[0]))
		case colon > 0 && colon+1 < len(parts):
			key, ok := c.simplePattern(n, parts[:colon]).(*MatchValue)
			if !ok {
				return &MatchOther{c.place(n), c.bindings(nil, n)}
			}
			s.Keys = append(s.Keys, key.Value)
			s.Patterns = append(s.Patterns, c.simplePattern(n, parts[colon+1:]))
		default:
			return &MatchOther{c.place(n), c.bindings(nil, n)}
		}
	}
	return s
}

// classPattern converts Class(pattern, name=pattern).
func (c *converter) classPattern(n node) Pattern {
	nodes := c.named(n)
	s := &MatchClass{At: c.place(n)}
	for i, part := range c.named(at(nodes, 0)) {
		if i == 0 {
			s.Class = c.expr(part)
			continue
		}
		s.Class = &Attribute{At{c.file.Span(nodes[0].start(), part.end())}, s.Class, c.source(part)}
	}
	for _, part := range nodes[min(1, len(nodes)):] {
		inner := part
		if part.kind == "case_pattern" {
			inner = c.only(part)
		}
		if inner.kind != "keyword_pattern" {
			s.Patterns = append(s.Patterns, c.pattern(part))
			continue
		}
		parts := c.children(inner)
		if len(parts) < 3 {
			return &MatchOther{c.place(n), c.bindings(nil, n)}
		}
		s.Names = append(s.Names, c.source(parts[0]))
		s.Named = append(s.Named, c.simplePattern(inner, parts[2:]))
	}
	if s.Class == nil {
		return &MatchOther{c.place(n), c.bindings(nil, n)}
	}
	return s
}

// separated gives what stands between the brackets of a node, split at commas.
func (c *converter) separated(n node) [][]node {
	var list [][]node
	var parts []node
	for _, child := range c.children(n) {
		switch child.kind {
		case "{", "(":
		case ",", "}", ")":
			if len(parts) > 0 {
				list = append(list, parts)
			}
			parts = nil
		default:
			parts = append(parts, child)
		}
	}
	return list
}

// bindings collects the names that a pattern we do not judge may bind.
func (c *converter) bindings(list []string, n node) []string {
	defer c.leave()
	if !c.enter(n) {
		return list
	}
	nodes := c.named(n)
	switch n.kind {
	case "dotted_name":
		if len(nodes) == 1 && c.binding(nodes[0]) != "" {
			list = append(list, c.source(nodes[0]))
		}
		return list
	case "class_pattern", "keyword_pattern": // the class or the attribute comes first
		nodes = nodes[min(1, len(nodes)):]
	case "splat_pattern", "as_pattern":
		if name := at(nodes, len(nodes)-1); name.kind == "identifier" {
			list = append(list, c.source(name))
		}
	}
	for _, inner := range nodes {
		list = c.bindings(list, inner)
	}
	return list
}
