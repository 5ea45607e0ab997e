package python

import "strings"

func compound(kind string) bool {
	switch kind {
	case "if_statement", "for_statement", "while_statement", "try_statement", "with_statement",
		"match_statement", "function_definition", "class_definition", "decorated_definition":
		return true
	}
	return false
}

func (c *converter) compound(n node) Stmt {
	switch n.kind {
	case "if_statement":
		return c.ifStatement(n)
	case "while_statement":
		return c.while(n)
	case "for_statement":
		return c.forStatement(n)
	case "try_statement":
		return c.try(n)
	case "with_statement":
		return c.with(n)
	case "match_statement":
		return c.match(n)
	case "decorated_definition":
		return c.decorated(n)
	default:
		return c.definition(n, nil)
	}
}

// A clause is a compound statement taken apart: what stands before the colon,
// the block, and the clauses after it.
type clause struct {
	head  []node
	block node
	rest  []node
	sound bool // the head is not damaged
}

func (c *converter) clause(n node) clause {
	parts := c.named(n)
	for i, part := range parts {
		if part.kind == "block" {
			c.checkBreaks(n, c.header)
			c.checkClauses(n, parts[i+1:])
			c.checkSwallowed(n, part)
			sound := len(c.damaged(n.start(), c.headEnd(n, parts[:i], part))) == 0
			if !sound {
				c.lost = append(c.lost, c.lines(n.start(), part.start()))
			}
			return clause{parts[:i], part, parts[i+1:], sound}
		}
	}
	c.lost = append(c.lost, c.lines(n.start(), n.end()))
	return clause{head: parts}
}

// header gives the children of a clause before its block.
func (c *converter) header(n node) []node {
	nodes := c.children(n)
	for i, child := range nodes {
		if child.kind == "block" {
			return nodes[:i]
		}
	}
	return nodes
}

// headEnd is where the colon stands.
func (c *converter) headEnd(n node, head []node, block node) int {
	end := n.start()
	if len(head) > 0 {
		end = head[len(head)-1].end()
	}
	if colon := strings.IndexByte(c.text[end:max(end, block.start())], ':'); colon >= 0 {
		return end + colon
	}
	return end
}

// condition converts the head of an if, elif or while.
func (c *converter) condition(n node, k clause) Expr {
	if !k.sound {
		return c.bad(n)
	}
	return c.expr(at(k.head, 0))
}

// block converts the body of a clause. Python wants a statement in each.
func (c *converter) block(n, block node) []Stmt {
	if block.ts == nil {
		return nil
	}
	list := c.statements(block)
	if len(list) == 0 && !c.isDamaged(n) {
		c.faults = append(c.faults, c.lines(n.start(), block.end()))
	}
	return list
}

// orelse converts the else among the clauses after a block, if there is one.
func (c *converter) orelse(rest []node) []Stmt {
	if n, ok := find(rest, "else_clause"); ok {
		return c.block(n, c.clause(n).block)
	}
	return nil
}

// endWith makes a compound statement end with the last statement in it. The
// grammar counts comments after that one to its block.
func (a *At) endWith(bodies ...[]Stmt) {
	for _, body := range bodies {
		if len(body) > 0 {
			last := body[len(body)-1].Span()
			a.Place.EndLine, a.Place.EndColumn = last.EndLine, last.EndColumn
		}
	}
}

func (c *converter) ifStatement(n node) *If {
	k := c.clause(n)
	return c.ifClause(n, k, k.rest)
}

// ifClause converts an if or elif with what follows it.
func (c *converter) ifClause(n node, k clause, rest []node) *If {
	s := &If{At: c.place(n), Test: c.condition(n, k), Body: c.block(n, k.block)}
	s.Orelse = c.elifs(rest)
	s.endWith(s.Body, s.Orelse)
	return s
}

// elifs puts each elif into the else of the one before.
func (c *converter) elifs(rest []node) []Stmt {
	for i, n := range rest {
		if n.kind == "elif_clause" {
			return c.elif(n, rest[i+1:])
		}
	}
	return c.orelse(rest)
}

func (c *converter) elif(n node, rest []node) []Stmt {
	defer c.leave()
	if !c.enter(n) {
		return []Stmt{c.badStmt(n)}
	}
	return []Stmt{c.ifClause(n, c.clause(n), rest)}
}

func (c *converter) while(n node) *While {
	k := c.clause(n)
	s := &While{c.place(n), c.condition(n, k), c.block(n, k.block), c.orelse(k.rest)}
	s.endWith(s.Body, s.Orelse)
	return s
}

func (c *converter) forStatement(n node) Stmt {
	k := c.clause(n)
	if !k.sound {
		return c.badStmt(n)
	}
	s := &For{
		At: c.place(n), Target: c.expr(at(k.head, 0)), Iter: c.expr(at(k.head, 1)),
		Body: c.block(n, k.block), Orelse: c.orelse(k.rest), Async: c.async(n),
	}
	s.endWith(s.Body, s.Orelse)
	return s
}

// async tells whether a statement or clause begins with that word.
func (c *converter) async(n node) bool { return strings.HasPrefix(c.source(n), "async") }

func (c *converter) try(n node) Stmt {
	k := c.clause(n)
	s := &Try{At: c.place(n), Body: c.block(n, k.block), Orelse: c.orelse(k.rest)}
	for _, part := range k.rest {
		switch part.kind {
		case "except_clause":
			h := c.handler(part)
			s.Handlers = append(s.Handlers, h)
			s.endWith(s.Body, h.Body)
		case "finally_clause":
			s.Finally = c.block(part, c.clause(part).block)
		}
	}
	s.endWith(s.Orelse, s.Finally)
	if len(s.Handlers) == 0 && s.Finally == nil {
		c.fault(n)
	}
	return s
}

func (c *converter) handler(n node) Handler {
	k := c.clause(n)
	h := Handler{At: c.place(n)}
	h.Star = strings.HasPrefix(strings.TrimLeft(strings.TrimPrefix(c.source(n), "except"), " \t\\\n"), "*")
	switch {
	case !k.sound:
		h.Type = c.bad(n)
	case len(k.head) > 1: // several types without parentheses
		h.Type = &TupleLit{c.placeOf(k.head), c.exprs(k.head)}
	case len(k.head) == 1:
		var name Expr
		if h.Type, name = c.aliased(k.head[0]); name != nil {
			h.Name = c.source(c.alias.target)
		}
	}
	h.Body = c.block(n, k.block)
	h.endWith(h.Body)
	return h
}

func (c *converter) with(n node) Stmt {
	k := c.clause(n)
	if !k.sound {
		return c.badStmt(n)
	}
	s := &With{At: c.place(n), Async: c.async(n)}
	items := c.named(at(k.head, 0))
	for _, item := range items {
		s.Items = c.withItem(s.Items, c.only(item), len(items) == 1)
	}
	s.Body = c.block(n, k.block)
	s.endWith(s.Body)
	return s
}

// withItem appends one item or, if parentheses enclose all there is, those in
// them.
func (c *converter) withItem(list []WithItem, n node, alone bool) []WithItem {
	if alone && (n.kind == "tuple" || n.kind == "parenthesized_expression") {
		for _, item := range c.named(n) {
			list = c.withItem(list, item, n.kind == "parenthesized_expression")
		}
		return list
	}
	context, target := c.aliased(n)
	return append(list, WithItem{context, target})
}

// An alias is the "as" at the end of a with item or an except. The grammar
// binds it to the last operand: in "with a if b else c as d", to c.
type alias struct {
	end    int
	target node
}

// aliased converts "x as target"; target is nil if there is none.
func (c *converter) aliased(n node) (x, target Expr) {
	c.alias = alias{end: n.end()}
	x = c.expr(n)
	found := c.alias
	if found.target.ts != nil {
		target = c.expr(found.target)
	}
	c.alias = found
	return x, target
}

// asPattern converts what stands before an "as". One in any other place than
// the end of what is being aliased is not Python.
func (c *converter) asPattern(n node) Expr {
	parts := c.named(n)
	if c.alias.target.ts != nil || n.end() != c.alias.end {
		return c.fault(n)
	}
	c.alias.target = c.only(at(parts, 1))
	return c.expr(at(parts, 0))
}
