package eval_test

import (
	"fmt"
	"slices"
	"strings"
)

func one(format string, args ...any) []*node {
	return []*node{{head: fmt.Sprintf(format, args...)}}
}

// nested makes a body for a compound statement.
func (g *gen) nested() []*node {
	g.depth++
	defer func() { g.depth-- }()
	return g.body(1 + g.Intn(3))
}

// stmt is a random statement.
func (g *gen) stmt() []*node {
	if !g.inFunc && g.Intn(4) == 0 {
		return g.template()
	}
	n := g.Intn(48)
	if g.depth > 2 && n >= 24 {
		n = g.Intn(24)
	}
	switch {
	case n < 10:
		k := g.kind()
		e := g.expr(k, 3)
		return one("%s = %s", g.target(k), e)
	case n < 14:
		return g.change()
	case n < 17:
		return g.augmented()
	case n < 18:
		return g.unpacking()
	case n < 20:
		return g.leave()
	case n < 21:
		if v, ok := g.variable(g.kind()); ok && !g.inFunc {
			return one("del %s", v)
		}
	case n < 22:
		if v, ok := g.variable("list"); ok {
			return one("%s", g.pick("del "+v+"[0]", "del "+v+"[1:]", v+"[0] = "+g.expr("int", 2), v+"[-1] = 5", v+"[:1] = "+g.expr("list", 1)))
		}
	case n < 24:
		if v, ok := g.variable("dict"); ok {
			return one("%s", g.pick("del "+v+`["a"]`, v+`["a"] = `+g.expr("int", 2), v+"["+g.expr("str", 1)+"] = "+g.expr("int", 1), v+`["a"] += 1`))
		}
	case n < 32:
		return g.ifStmt()
	case n < 37:
		return g.forStmt()
	case n < 39:
		return g.whileStmt()
	case n < 43:
		return g.tryStmt()
	case n < 46:
		return g.function()
	case n < 47:
		return g.match()
	default:
		return g.class()
	}
	return one("pass")
}

func (g *gen) ifStmt() []*node {
	n := &node{head: "if " + g.expr("bool", 3) + ":", blocks: []*block{{body: g.nested()}}}
	if g.Intn(4) == 0 {
		n.blocks = append(n.blocks, &block{"elif " + g.expr("bool", 2) + ":", g.nested()})
	}
	if g.Intn(2) == 0 {
		n.blocks = append(n.blocks, &block{"else:", g.nested()})
	}
	return []*node{n}
}

func (g *gen) forStmt() []*node {
	var head string
	switch g.Intn(6) {
	case 0, 1:
		head = fmt.Sprintf("for %s in %s:", g.target("int"), g.expr(g.pick("list", "tuple"), 2))
	case 2:
		head = fmt.Sprintf("for %s in range(%s):", g.target("int"), g.pick("3", "2, 5"))
	case 3:
		head = fmt.Sprintf("for %s in %s:", g.target("str"), g.expr(g.pick("strs", "str"), 2))
	case 4:
		head = fmt.Sprintf("for %s, %s in list(%s.items()):", g.target("str"), g.target("int"), g.expr("dict", 2))
	default:
		head = fmt.Sprintf("for %s, %s in enumerate(list(%s)):", g.target("int"), g.target("str"), g.expr("strs", 2))
	}
	was := g.inLoop
	g.inLoop = true
	n := &node{head: head, blocks: []*block{{body: g.nested()}}}
	g.inLoop = was
	if g.Intn(5) == 0 {
		n.blocks = append(n.blocks, &block{"else:", g.nested()})
	}
	// What a loop may grow without end is cut down.
	guard := &node{head: "if len(" + g.loopList() + ") > 40: break"}
	n.blocks[0].body = append([]*node{guard}, n.blocks[0].body...)
	return []*node{n}
}

func (g *gen) loopList() string {
	if v, ok := g.variable("list"); ok {
		return v
	}
	return "[]"
}

func (g *gen) whileStmt() []*node {
	g.count++
	counter := fmt.Sprintf("n%d", g.count)
	was := g.inLoop
	g.inLoop = true
	body := g.nested()
	g.inLoop = was
	step := &node{head: counter + " += 1"}
	test := fmt.Sprintf("%s < %d", counter, 1+g.Intn(4))
	if g.Intn(2) == 0 {
		test += " and " + g.expr("bool", 2)
	}
	loop := &node{head: "while " + test + ":", blocks: []*block{{body: append([]*node{step}, body...)}}}
	if g.Intn(5) == 0 {
		loop.blocks = append(loop.blocks, &block{"else:", g.nested()})
	}
	return []*node{{head: counter + " = 0"}, loop}
}

func (g *gen) tryStmt() []*node {
	n := &node{head: "try:", blocks: []*block{{body: g.nested()}}}
	finally := g.Intn(4) == 0
	if !finally || g.Intn(2) == 0 {
		class := g.pick("Exception", "ValueError", "(KeyError, IndexError)", "LookupError", "TypeError", "ZeroDivisionError", "NameError")
		n.blocks = append(n.blocks, &block{"except " + class + g.pick("", " as e") + ":", g.nested()})
		if g.Intn(2) == 0 {
			n.blocks = append(n.blocks, &block{"except Exception:", g.nested()})
		}
		if g.Intn(4) == 0 {
			n.blocks = append(n.blocks, &block{"else:", g.nested()})
		}
	}
	if finally {
		n.blocks = append(n.blocks, &block{"finally:", g.nested()})
	}
	return []*node{n}
}

// leave is a way out: of a loop, of a function, or by an exception.
func (g *gen) leave() []*node {
	var way string
	switch {
	case g.inLoop && g.Intn(3) > 0:
		way = g.pick("break", "continue")
	case g.inFunc && g.Intn(2) == 0:
		way = "return " + g.expr("int", 2)
	default:
		way = g.pick("raise ValueError("+g.expr("str", 1)+")", "raise KeyError(\"k\")", "assert "+g.expr("bool", 2), "raise TypeError", "1 / 0")
	}
	return []*node{{head: "if " + g.expr("bool", 2) + ":", blocks: []*block{{body: one("%s", way)}}}}
}

// change is a call that changes an object in place.
func (g *gen) change() []*node {
	kind := g.pick("list", "strs", "dict", "set")
	v, ok := g.variable(kind)
	if !ok {
		return one("pass")
	}
	elem := map[string]string{"list": "int", "strs": "str", "set": "int"}[kind]
	switch kind {
	case "dict":
		return one("%s.%s", v, g.pick("update("+g.expr("dict", 2)+")", `update(z=1)`, `pop("a", None)`, "clear()", `setdefault("b", 7)`, "popitem()"))
	case "set":
		return one("%s.%s", v, g.pick("add("+g.expr("int", 2)+")", "discard("+g.expr("int", 1)+")", "remove("+g.expr("int", 1)+")", "update("+g.expr("list", 2)+")", "clear()"))
	}
	return one("%s.%s", v, g.pick(
		"append("+g.expr(elem, 2)+")", "append("+g.expr(elem, 2)+")", "extend("+g.expr(kind, 2)+")", "insert("+g.pick("0", "1", "-1")+", "+g.expr(elem, 1)+")",
		"remove("+g.expr(elem, 1)+")", "pop()", "reverse()", "sort()", "clear()", "pop(0)"))
}

func (g *gen) augmented() []*node {
	kind := g.pick("int", "str", "list", "strs", "dict", "set")
	v, ok := g.variable(kind)
	if !ok || g.inFunc && !slices.Contains(g.local, kind) {
		return one("pass")
	}
	op := map[string][]string{"int": {"+", "-", "*", "//", "|"}, "str": {"+"}, "list": {"+"}, "strs": {"+"}, "dict": {"|"}, "set": {"|", "-", "&"}}[kind]
	return one("%s %s= %s", v, g.pick(op...), g.expr(kind, 2))
}

func (g *gen) unpacking() []*node {
	e := g.expr(g.pick("list", "tuple"), 2)
	switch g.Intn(4) {
	case 0:
		return one("%s, %s = %s", g.target("int"), g.target("int"), e)
	case 1:
		return one("%s, *%s = %s", g.target("int"), g.target("list"), e)
	case 2:
		a, b := g.target("int"), g.target("int")
		return one("%s, %s = %s, %s", a, b, g.expr("int", 1), g.expr("int", 1))
	}
	a, b := g.target("list"), g.target("list")
	return one("%s = %s = %s", a, b, e)
}

// function defines a function and gives it a kind by what it returns.
func (g *gen) function() []*node {
	if g.inFunc || g.inLoop {
		return one("pass")
	}
	g.count++
	name := fmt.Sprintf("f%d", g.count)
	kind := g.pick("int", "int", "str", "list")
	vars := map[string][]string{}
	for k, v := range g.vars {
		vars[k] = slices.Clone(v)
	}
	g.inFunc, g.local = true, []string{"int", "str"}
	outer := g.vars
	g.vars = vars
	g.vars["int"] = append(g.vars["int"], "a", "a")
	g.vars["str"] = append(g.vars["str"], "b")
	head := fmt.Sprintf("def %s(a=%s, b=%s%s):", name, g.literal("int"), g.literal("str"), g.pick("", ", *args", ", **kw", ", c=[]"))
	if strings.Contains(head, "c=[]") {
		g.vars["list"] = append(g.vars["list"], "c", "c")
	}
	if strings.Contains(head, "*args") {
		g.vars["tuple"] = append(g.vars["tuple"], "args")
	}
	body := g.nested()
	if v, ok := firstUpper(outer["int"]); ok && g.Intn(3) == 0 {
		body = append([]*node{{head: "global " + v + "\n" + v + " = " + v + " + 1"}}, body...)
	}
	body = append(body, one("return %s", g.expr(kind, 3))...)
	g.inFunc, g.local, g.vars = false, nil, outer
	g.funcs = append(g.funcs, name+":"+kind)
	return []*node{{head: head, blocks: []*block{{body: body}}}}
}

func firstUpper(names []string) (string, bool) {
	if len(names) == 0 {
		return "", false
	}
	return names[0], names[0] == strings.ToUpper(names[0])
}

func (g *gen) match() []*node {
	return []*node{{head: "match " + g.expr("int", 2) + ":", blocks: []*block{
		{body: []*node{
			{head: "case 0 | 1:", blocks: []*block{{body: g.nested()}}},
			{head: "case 2 if " + g.expr("bool", 2) + ":", blocks: []*block{{body: g.nested()}}},
			{head: "case _:", blocks: []*block{{body: g.nested()}}},
		}},
	}}}
}

// class defines a small class and uses it.
func (g *gen) class() []*node {
	if g.inFunc || g.inLoop {
		return one("pass")
	}
	g.count++
	name := fmt.Sprintf("K%dc", g.count)
	text := fmt.Sprintf(`class %[1]s:
    level = %[2]s
    names = []

    def __init__(self, x=%[3]s):
        self.x = x
        self.names.append(x)

    @property
    def double(self):
        return self.x * 2

    @staticmethod
    def make(y):
        return %[1]s(y)


class %[1]ss(%[1]s):
    level = %[4]s

    def __init__(self, x):
        super().__init__(x + 1)

    def both(self):
        return [self.x, self.level, self.double]`, name, g.expr("int", 2), g.expr("int", 1), g.expr("int", 2))
	use := &node{head: fmt.Sprintf("%s = %ss(%s).both()", g.target("list"), name, g.expr("int", 2))}
	again := &node{head: fmt.Sprintf("%s = %s.make(%s).double + %ss.level + len(%s.names)", g.target("int"), name, g.expr("int", 2), name, name)}
	return []*node{{head: text}, use, again}
}
