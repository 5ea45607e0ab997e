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
	case "binary_operator", "union_type":
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

// starOutside makes *(x.y) of what the grammar takes for (*x).y.
func starOutside(x Expr) Expr {
	first := leftmost(x)
	if first == nil {
		return x
	}
	star, ok := (*first).(*Starred)
	if !ok {
		return x
	}
	*first = star.X
	star.X = x
	star.Place = x.Span()
	inner := x.(interface{ at() *At }).at()
	inner.Place.Line, inner.Place.Column = (*first).Span().Line, (*first).Span().Column
	return star
}

// leftmost is the part of an expression that it begins with.
func leftmost(x Expr) *Expr {
	switch x := x.(type) {
	case *Attribute:
		return &x.X
	case *Subscript:
		return &x.X
	case *Call:
		return &x.Fun
	case *BinOp:
		return &x.Left
	case *Compare:
		return &x.Left
	case *BoolOp:
		return &x.Values[0]
	case *IfExp:
		return &x.Body
	}
	return nil
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
	var indices []node
	for _, part := range parts {
		if inner := c.typeSlice(part); inner.named {
			indices = append(indices, inner)
		}
	}
	_, comma := find(parts, ",")
	if len(indices) == 1 && !comma && indices[0].kind != "list_splat" {
		return c.indexExprs(indices)[0]
	}
	if len(indices) == 0 {
		return c.bad(n)
	}
	return &TupleLit{c.placeOf(indices), c.indexExprs(indices)}
}

// typeSlice gives the slice in an index that the grammar takes for a type.
func (c *converter) typeSlice(n node) node {
	if n.kind == "type" {
		if inner := c.only(n); inner.kind == "constrained_type" {
			return inner
		}
	}
	return n
}

func (c *converter) indexExprs(nodes []node) []Expr {
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

// bitwise converts a chain of & and ^. The grammar has ^ bind more tightly, in
// Python & does; so the chain is taken apart and put together again.
func (c *converter) bitwise(n node) Expr {
	operands, ops := c.bitwiseChain(nil, nil, n)
	sums := []operand{operands[0]} // what ^ joins
	for i, op := range ops {
		right := operands[i+1]
		if last := len(sums) - 1; op == "&" {
			sums[last] = c.join(sums[last], op, right)
		} else {
			sums = append(sums, right)
		}
	}
	x := sums[0]
	for _, right := range sums[1:] {
		x = c.join(x, "^", right)
	}
	return x.Expr
}

// An operand is an expression with its place, parentheses included.
type operand struct {
	Expr
	start, end int
}

func (c *converter) join(left operand, op string, right operand) operand {
	at := At{c.file.Span(left.start, right.end)}
	return operand{&BinOp{at, op, left.Expr, right.Expr}, left.start, right.end}
}

func (c *converter) bitwiseChain(operands []operand, ops []string, n node) ([]operand, []string) {
	if n.kind == "binary_operator" && c.depth < maxDepth {
		parts := c.children(n)
		if op := at(parts, 1).kind; op == "&" || op == "^" {
			c.depth++
			operands, ops = c.bitwiseChain(operands, ops, at(parts, 0))
			operands, ops = c.bitwiseChain(operands, append(ops, op), at(parts, 2))
			c.depth--
			return operands, ops
		}
	}
	return append(operands, operand{c.expr(n), n.start(), n.end()}), ops
}

// boolean joins a chain of the same operator, which nests to the left. What
// is in parentheses stays apart.
func (c *converter) boolean(n node) Expr {
	s := &BoolOp{At: c.place(n)}
	var values []node
	for n.kind == "boolean_operator" {
		parts := c.children(n)
		op := at(parts, 1).kind
		if s.Op != "" && op != s.Op {
			break
		}
		s.Op = op
		values = append(values, at(parts, 2))
		n = at(parts, 0)
	}
	s.Values = append(s.Values, c.expr(n))
	for i := len(values) - 1; i >= 0; i-- {
		s.Values = append(s.Values, c.expr(values[i]))
	}
	return s
}

func (c *converter) comparison(n node) Expr {
	parts := c.children(n)
	s := &Compare{At: c.place(n), Left: c.expr(at(parts, 0))}
	for i := 1; i+1 < len(parts); i += 2 {
		if parts[i].kind == "<>" { // Python 2
			return c.fault(n)
		}
		s.Ops = append(s.Ops, parts[i].kind)
		s.Rights = append(s.Rights, c.expr(parts[i+1]))
	}
	return s
}

func (c *converter) walrus(n node) Expr {
	parts := c.named(n)
	name := at(parts, 0)
	return &NamedExpr{c.place(n), &Name{c.place(name), c.source(name)}, c.expr(at(parts, 1))}
}
