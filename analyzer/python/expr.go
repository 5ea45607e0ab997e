package python

import "github.com/deploycheck/deploycheck/analyzer/source"

// expr converts an expression, a target or a type.
func (c *converter) expr(n node) Expr {
	if n.ts == nil {
		return c.bad(n)
	}
	defer c.leave()
	if !c.enter(n) {
		return c.bad(n)
	}
	return starOutside(c.convertExpr(n))
}

func (c *converter) convertExpr(n node) Expr {
	switch n.kind {
	case "identifier":
		return &Name{c.place(n), c.source(n)}
	case "string":
		return c.str(n, []node{n})
	case "concatenated_string":
		return c.str(n, c.named(n))
	case "integer", "float":
		return c.number(n)
	case "true", "false":
		return &BoolLit{c.place(n), n.kind == "true"}
	case "none":
		return &NoneLit{c.place(n)}
	case "ellipsis":
		return &EllipsisLit{c.place(n)}
	case "attribute", "member_type":
		parts := c.named(n)
		return &Attribute{c.place(n), c.expr(at(parts, 0)), c.source(at(parts, 1))}
	case "call":
		return c.call(n)
	case "subscript":
		return c.subscript(n)
	case "generic_type":
		parts := c.named(n)
		return &Subscript{c.place(n), c.expr(at(parts, 0)), c.index(at(parts, 1), c.children(at(parts, 1)))}
	case "slice":
		return c.slice(n)
	case "list", "list_pattern":
		return &ListLit{c.place(n), c.exprs(c.named(n))}
	case "tuple", "expression_list", "pattern_list":
		return c.tuple(n)
	case "tuple_pattern":
		return c.tuplePattern(n)
	case "set":
		return c.set(n)
	case "dictionary":
		return c.dict(n)
	case "list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression":
		return c.comprehension(n)
	case "parenthesized_expression", "type", "as_pattern_target":
		return c.expr(c.only(n))
	case "as_pattern":
		return c.asPattern(n)
	case "union_type":
		return c.union(n)
	case "binary_operator":
		parts := c.children(n)
		if op := at(parts, 1).kind; op == "&" || op == "^" {
			return c.bitwise(n)
		}
		return &BinOp{c.place(n), at(parts, 1).kind, c.expr(at(parts, 0)), c.expr(at(parts, 2))}
	case "unary_operator":
		parts := c.children(n)
		return &UnaryOp{c.place(n), at(parts, 0).kind, c.expr(at(parts, 1))}
	case "not_operator":
		return &UnaryOp{c.place(n), "not", c.expr(c.only(n))}
	case "boolean_operator":
		return c.boolean(n)
	case "comparison_operator":
		return c.comparison(n)
	case "conditional_expression":
		parts := c.named(n)
		return &IfExp{c.place(n), c.expr(at(parts, 1)), c.expr(at(parts, 0)), c.expr(at(parts, 2))}
	case "lambda":
		return c.lambda(n)
	case "named_expression":
		return c.walrus(n)
	case "list_splat", "list_splat_pattern", "splat_type":
		return &Starred{c.place(n), c.expr(c.only(n))}
	case "await":
		return &Await{c.place(n), c.expr(c.only(n))}
	case "yield":
		return c.yield(n)
	}
	return c.fault(n)
}

func (c *converter) exprs(nodes []node) []Expr {
	list := make([]Expr, 0, len(nodes))
	for _, n := range nodes {
		list = append(list, c.expr(n))
	}
	return list
}

// optional is expr for what may be absent.
func (c *converter) optional(n node) Expr {
	if n.ts == nil {
		return nil
	}
	return c.expr(n)
}

// placeOf is from the first to the last of nodes.
func (c *converter) placeOf(nodes []node) At {
	if len(nodes) == 0 {
		return At{source.Span{File: c.file.Path}}
	}
	return At{c.file.Span(nodes[0].start(), nodes[len(nodes)-1].end())}
}

func (c *converter) tuple(n node) *TupleLit { return &TupleLit{c.place(n), c.exprs(c.named(n))} }

// tuplePattern converts a target in parentheses, which only a comma makes a
// tuple.
func (c *converter) tuplePattern(n node) Expr {
	parts := c.children(n)
	if len(parts) == 3 {
		return c.expr(parts[1])
	}
	return c.tuple(n)
}

// set converts a set. A set in a set cannot be: it is the mark of a template,
// {{ name }}.
func (c *converter) set(n node) Expr {
	parts := c.named(n)
	if len(parts) == 1 && (parts[0].kind == "set" || parts[0].kind == "dictionary") {
		c.noteOnce(n, "looks like a placeholder of a template; values made of such are unknown")
		return c.bad(n)
	}
	return &SetLit{c.place(n), c.exprs(parts)}
}

func (c *converter) dict(n node) Expr {
	parts := c.named(n)
	s := &DictLit{c.place(n), make([]DictEntry, 0, len(parts))}
	for _, part := range parts {
		s.Entries = append(s.Entries, c.entry(part))
	}
	return s
}

func (c *converter) entry(n node) DictEntry {
	parts := c.named(n)
	if n.kind == "dictionary_splat" {
		return DictEntry{nil, c.expr(at(parts, 0))}
	}
	return DictEntry{c.expr(at(parts, 0)), c.expr(at(parts, 1))}
}

func (c *converter) comprehension(n node) Expr {
	parts := c.named(n)
	s := &Comp{At: c.place(n)}
	elt := at(parts, 0)
	switch n.kind {
	case "list_comprehension":
		s.Kind, s.Elt = "list", c.expr(elt)
	case "set_comprehension":
		s.Kind, s.Elt = "set", c.expr(elt)
	case "generator_expression":
		s.Kind, s.Elt = "generator", c.expr(elt)
	default:
		pair := c.entry(elt)
		s.Kind, s.Elt, s.Value = "dict", pair.Key, pair.Value
	}
	for _, part := range parts[min(1, len(parts)):] {
		c.compFor(s, part)
	}
	return s
}

// compFor adds a "for" clause to a comprehension, or an "if" to its last one.
func (c *converter) compFor(s *Comp, n node) {
	parts := c.named(n)
	if last := len(s.Clauses) - 1; n.kind == "if_clause" && last >= 0 {
		s.Clauses[last].Ifs = append(s.Clauses[last].Ifs, c.expr(at(parts, 0)))
		return
	}
	f := CompFor{Target: c.expr(at(parts, 0)), Iter: c.expr(at(parts, 1)), Async: c.async(n)}
	if len(parts) > 2 { // a list without brackets: Python 2
		f.Iter = c.fault(n)
	}
	s.Clauses = append(s.Clauses, f)
}

func (c *converter) walrus(n node) Expr {
	parts := c.named(n)
	name := at(parts, 0)
	return &NamedExpr{c.place(n), &Name{c.place(name), c.source(name)}, c.expr(at(parts, 1))}
}
