package python

// decorated converts a definition with its decorators.
func (c *converter) decorated(n node) Stmt {
	var decorators []Expr
	parts := c.named(n)
	c.checkClauses(n, parts)
	for _, part := range parts {
		switch part.kind {
		case "decorator":
			if c.isDamaged(part) {
				return c.badStmt(n)
			}
			decorators = append(decorators, c.expr(c.only(part)))
		case "function_definition", "class_definition":
			return c.definition(part, decorators)
		}
	}
	return c.badStmt(n)
}

// definition converts a def or class. One with a damaged head may be anything.
func (c *converter) definition(n node, decorators []Expr) Stmt {
	k := c.clause(n)
	if !k.sound {
		return c.badStmt(n)
	}
	if n.kind == "class_definition" {
		return c.class(n, k, decorators)
	}
	return c.function(n, k, decorators)
}

func (c *converter) class(n node, k clause, decorators []Expr) Stmt {
	s := &ClassDef{At: c.place(n), Name: c.source(at(k.head, 0)), Decorators: decorators}
	if arguments, ok := find(k.head, "argument_list"); ok {
		s.Bases, s.Keywords = c.arguments(arguments)
	}
	s.Body, _ = c.scope(n, k.block)
	s.endWith(s.Body)
	return s
}

func (c *converter) function(n node, k clause, decorators []Expr) Stmt {
	s := &FunctionDef{At: c.place(n), Name: c.source(at(k.head, 0)), Decorators: decorators, Async: c.async(n)}
	if parameters, ok := find(k.head, "parameters"); ok {
		s.Params = c.params(parameters)
	}
	s.Body, s.Generator = c.scope(n, k.block)
	s.endWith(s.Body)
	return s
}

// scope converts a body in which a yield belongs to that body.
func (c *converter) scope(n, block node) (body []Stmt, generator bool) {
	c.generators = append(c.generators, &generator)
	body = c.block(n, block)
	c.generators = c.generators[:len(c.generators)-1]
	return body, generator
}

// params converts the parameters of a def or lambda.
func (c *converter) params(n node) []Param {
	var list []Param
	kind := Positional
	for _, part := range c.named(n) {
		switch part.kind {
		case "positional_separator":
			for i := range list {
				list[i].Kind = PosOnly
			}
		case "keyword_separator":
			kind = KeywordOnly
		default:
			p := c.param(part, kind)
			if p.Kind == VarArgs {
				kind = KeywordOnly
			}
			if last := len(list) - 1; p.Kind == Positional && p.Default == nil && last >= 0 && list[last].Default != nil {
				c.fault(part) // what may be left out comes after what may not
			}
			list = append(list, p)
		}
	}
	return list
}

func (c *converter) param(n node, kind ParamKind) Param {
	p := Param{At: c.place(n), Kind: kind}
	parts := []node{n}
	if n.kind != "identifier" {
		parts = c.named(n)
	}
	if annotation, ok := find(parts, "type"); ok && c.only(annotation).kind == "constrained_type" {
		c.fault(annotation)
	}
	switch n.kind {
	case "identifier", "typed_parameter":
	case "default_parameter":
		p.Default = c.expr(at(parts, 1))
	case "typed_default_parameter":
		p.Default = c.expr(at(parts, 2))
	case "list_splat_pattern":
		p.Kind = VarArgs
	case "dictionary_splat_pattern":
		p.Kind = VarKeywords
	default: // a tuple to unpack: Python 2
		c.fault(n)
	}
	name := at(parts, 0)
	switch name.kind { // "*args: int" is a typed parameter with a splat inside
	case "list_splat_pattern":
		p.Kind, name = VarArgs, c.only(name)
	case "dictionary_splat_pattern":
		p.Kind, name = VarKeywords, c.only(name)
	}
	p.Name = c.source(name)
	return p
}

func (c *converter) lambda(n node) *Lambda {
	s := &Lambda{At: c.place(n)}
	parts := c.named(n)
	if at(parts, 0).kind == "lambda_parameters" {
		s.Params = c.params(parts[0])
		parts = parts[1:]
	}
	var generator bool
	c.generators = append(c.generators, &generator)
	s.Body = c.expr(at(parts, 0))
	c.generators = c.generators[:len(c.generators)-1]
	return s
}

func (c *converter) yield(n node) *Yield {
	if last := len(c.generators) - 1; last >= 0 {
		*c.generators[last] = true
	}
	parts := c.children(n)
	from := at(parts, 1).kind == "from"
	if from {
		parts = parts[1:]
	}
	return &Yield{c.place(n), c.optional(at(parts, 1)), from}
}
