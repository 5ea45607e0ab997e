package python

import "strings"

// statements converts the statements of a module or block.
func (c *converter) statements(parent node) []Stmt {
	var list []Stmt
	nodes := c.named(parent)
	c.checkLines(parent, nodes)
	for _, n := range nodes {
		list = c.statement(list, n)
	}
	return list
}

// statement appends one statement and what follows from damage to it.
func (c *converter) statement(list []Stmt, n node) []Stmt {
	defer c.leave()
	if !c.enter(n) {
		return append(list, c.badStmt(n))
	}
	if compound(n.kind) {
		before := len(c.lost)
		list = append(list, c.compound(n))
		if bad, ok := c.aftermath(n, c.lost[before:]); ok && !says(list, bad) {
			list = append(list, bad)
		}
		return list
	}
	if c.isDamaged(n) {
		return c.salvage(list, n)
	}
	c.checkBreaks(n, c.children)
	return append(list, c.simple(n))
}

// salvage appends what remains of a damaged simple statement.
func (c *converter) salvage(list []Stmt, n node) []Stmt {
	bad := c.badStmt(n)
	if says(list, bad) {
		return list
	}
	if assign := c.only(n); n.kind == "expression_statement" && assign.kind == "assignment" {
		if left := c.only(assign); left.ts != nil && !left.ts.HasError() && left.kind != kindError {
			list = append(list, &Assign{c.place(n), []Expr{c.expr(left)}, c.bad(n)})
		}
	}
	return append(list, bad)
}

func (c *converter) simple(n node) Stmt {
	switch n.kind {
	case "expression_statement":
		return c.expressionStatement(n)
	case "import_statement":
		c.checkComma(n)
		return &Import{c.place(n), c.aliases(c.named(n))}
	case "import_from_statement":
		return c.importFrom(n)
	case "future_import_statement":
		return &ImportFrom{At: c.place(n), Module: "__future__", Names: c.aliases(c.named(n))}
	case "return_statement":
		return &Return{c.place(n), c.optional(c.only(n))}
	case "raise_statement":
		return c.raise(n)
	case "assert_statement":
		parts := c.named(n)
		return &Assert{c.place(n), c.expr(at(parts, 0)), c.optional(at(parts, 1))}
	case "delete_statement":
		return &Del{c.place(n), flatten(nil, c.expr(c.only(n)))}
	case "global_statement":
		return &Global{c.place(n), c.identifiers(n)}
	case "nonlocal_statement":
		return &Nonlocal{c.place(n), c.identifiers(n)}
	case "pass_statement":
		return &Pass{c.place(n)}
	case "break_statement":
		return &Break{c.place(n)}
	case "continue_statement":
		return &Continue{c.place(n)}
	case "type_alias_statement":
		return c.typeAlias(n)
	case "print_statement", "exec_statement": // Python 2
		if c.only(n).kind == "chevron" { // which Python 3 reads, and then fails to run
			return &ExprStmt{c.place(n), c.bad(n)}
		}
		return &ExprStmt{c.place(n), c.fault(n)}
	}
	c.fault(n)
	return c.badStmt(n)
}

// flatten makes the targets of "del (a, [b, c])" a list.
func flatten(list []Expr, x Expr) []Expr {
	var elts []Expr
	switch x := x.(type) {
	case *TupleLit:
		elts = x.Elts
	case *ListLit:
		elts = x.Elts
	default:
		return append(list, x)
	}
	for _, elt := range elts {
		list = flatten(list, elt)
	}
	return list
}

func (c *converter) identifiers(n node) []string {
	var list []string
	for _, child := range c.named(n) {
		list = append(list, c.source(child))
	}
	return list
}

func (c *converter) expressionStatement(n node) Stmt {
	parts := c.children(n)
	if len(parts) > 1 {
		return &ExprStmt{c.place(n), c.tuple(n)}
	}
	switch x := at(parts, 0); x.kind {
	case "assignment":
		return c.assignment(n, x)
	case "augmented_assignment":
		return c.augmented(n, x)
	default:
		return &ExprStmt{c.place(n), c.value(x)}
	}
}

// assignment converts a chain of targets, or one with an annotation. The
// right side of an assignment in a chain is an assignment itself.
func (c *converter) assignment(n, assign node) Stmt {
	parts := c.children(assign)
	if at(parts, 1).kind == ":" {
		return c.annotated(n, parts)
	}
	s := &Assign{At: c.place(n)}
	for {
		s.Targets = append(s.Targets, c.expr(at(parts, 0)))
		right := at(parts, 2)
		if right.kind != "assignment" {
			s.Value = c.value(right)
			return s
		}
		if parts = c.children(right); at(parts, 1).kind != "=" {
			s.Value = c.fault(right)
			return s
		}
	}
}

// value converts a statement, or the right side of an assignment, that is to
// be an expression. A walrus must have parentheses there.
func (c *converter) value(n node) Expr {
	switch n.kind {
	case "augmented_assignment", "assignment", "named_expression":
		return c.fault(n)
	}
	return c.expr(n)
}

// annotated converts target ":" type, perhaps with "=" value.
func (c *converter) annotated(n node, parts []node) Stmt {
	s := &AnnAssign{At: c.place(n), Target: c.expr(parts[0]), Annotation: c.expr(at(parts, 2))}
	if kind := parts[0].kind; kind == "pattern_list" || kind == "list_pattern" {
		c.fault(n)
	}
	if right := at(parts, 4); right.ts != nil {
		s.Value = c.value(right)
	}
	return s
}

func (c *converter) augmented(n, assign node) Stmt {
	parts := c.children(assign)
	op := strings.TrimSuffix(at(parts, 1).kind, "=")
	return &AugAssign{c.place(n), c.expr(at(parts, 0)), op, c.value(at(parts, 2))}
}

func (c *converter) raise(n node) Stmt {
	s := &Raise{At: c.place(n)}
	parts := c.children(n)
	for i, part := range parts {
		switch {
		case part.kind == "expression_list": // Python 2
			s.Exc = c.fault(part)
		case i == 0 || !part.named:
		case parts[i-1].kind == "from":
			s.Cause = c.expr(part)
		default:
			s.Exc = c.expr(part)
		}
	}
	return s
}

// typeAlias converts "type X = ..." to an assignment of something unknown. The
// grammar takes "type(x).y = 1" for one as well.
func (c *converter) typeAlias(n node) Stmt {
	parts := c.named(n)
	left := c.only(at(parts, 0))
	target := c.expr(left)
	if generic, ok := target.(*Subscript); ok && left.kind == "generic_type" {
		target = generic.X
	}
	if _, ok := target.(*Name); ok {
		return &Assign{c.place(n), []Expr{target}, c.bad(n)}
	}
	if !c.typeCall(&target, left) {
		target = c.bad(left) // type[x] = 1
	}
	return &Assign{c.place(n), []Expr{target}, c.expr(at(parts, 1))}
}

// typeCall makes of (x).y what was written as type(x).y. It goes down to the
// parentheses in both the expression and its node.
func (c *converter) typeCall(base *Expr, n node) bool {
	for n.kind != "parenthesized_expression" && n.kind != "tuple" {
		switch x := (*base).(type) {
		case *Attribute:
			base = &x.X
		case *Subscript:
			base = &x.X
		case *Call:
			base = &x.Fun
		default:
			return false
		}
		n = c.only(n)
	}
	args := []Expr{*base}
	if tuple, ok := (*base).(*TupleLit); ok && n.kind == "tuple" {
		args = tuple.Elts
	}
	*base = &Call{At: c.place(n), Fun: &Name{c.place(n), "type"}, Args: args}
	return true
}
