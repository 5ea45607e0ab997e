package python

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

// union converts types joined by |, which the grammar nests either way.
func (c *converter) union(n node) Expr {
	operands := c.unionTypes(nil, n)
	x := operands[0]
	for _, right := range operands[1:] {
		x = c.join(x, "|", right)
	}
	return x.Expr
}

func (c *converter) unionTypes(operands []operand, n node) []operand {
	if n.kind == "type" {
		n = c.only(n)
	}
	if (n.kind == "union_type" || n.kind == "binary_operator") && c.depth < maxDepth {
		parts := c.children(n)
		if at(parts, 1).kind == "|" {
			c.depth++
			operands = c.unionTypes(operands, at(parts, 0))
			operands = c.unionTypes(operands, at(parts, 2))
			c.depth--
			return operands
		}
	}
	return append(operands, operand{c.expr(n), n.start(), n.end()})
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
