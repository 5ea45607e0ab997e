package eval_test

import (
	"fmt"
	"math/rand"
	"strings"
)

// A node is one statement of a random program; dropping nodes makes it
// smaller.
type node struct {
	head   string   // the statement, or the head of a block
	blocks []*block // for compound statements
}

// A block is the body after a head such as "if x:" or "else:".
type block struct {
	head string // empty for the first: that of the node is meant
	body []*node
}

func (n *node) write(b *strings.Builder, indent string) {
	if n.head != "" {
		b.WriteString(indent + strings.ReplaceAll(n.head, "\n", "\n"+indent) + "\n")
	}
	for _, k := range n.blocks {
		if k.head != "" {
			b.WriteString(indent + k.head + "\n")
		}
		writeBody(b, k.body, indent+"    ")
	}
}

func writeBody(b *strings.Builder, body []*node, indent string) {
	if len(body) == 0 {
		b.WriteString(indent + "pass\n")
	}
	for _, n := range body {
		n.write(b, indent)
	}
}

// program is the text of a list of statements.
func program(body []*node) string {
	var b strings.Builder
	b.WriteString("import os, collections, contextlib, copy, dataclasses, enum, functools, itertools, operator, types\n")
	for _, n := range body {
		n.write(&b, "")
	}
	return b.String()
}

// shrink drops statements as long as fails says that what is left still fails.
func shrink(body []*node, fails func([]*node) bool) []*node {
	for again := true; again; {
		again = false
		for _, list := range lists(&body) {
			for i := 0; i < len(*list); i++ {
				was := *list
				gone := was[i]
				tries := [][]*node{nil}
				for _, k := range gone.blocks {
					tries = append(tries, k.body)
				}
				for _, instead := range tries {
					*list = append(append(append([]*node{}, was[:i]...), instead...), was[i+1:]...)
					if fails(body) {
						again = true
						break
					}
					*list = was
				}
			}
		}
	}
	return body
}

// lists gives all statement lists of a program.
func lists(body *[]*node) []*[]*node {
	all := []*[]*node{body}
	for _, n := range *body {
		for _, k := range n.blocks {
			all = append(all, lists(&k.body)...)
		}
	}
	return all
}

// A gen makes random programs out of what settings are written with.
type gen struct {
	*rand.Rand
	vars   map[string][]string // by kind
	funcs  []string
	count  int
	depth  int
	inLoop bool
	inFunc bool
	local  []string // names that the running function declares itself
}

var envNames = []string{"DEBUG", "HOSTS", "MODE"}

func newGen(seed int64) *gen {
	return &gen{Rand: rand.New(rand.NewSource(seed)), vars: map[string][]string{}}
}

func (g *gen) pick(choices ...string) string { return choices[g.Intn(len(choices))] }

// make builds a program of about n statements.
func (g *gen) make(n int) []*node {
	var body []*node
	for _, k := range []string{"int", "str", "list", "strs", "dict", "bool"} {
		text := g.literal(k)
		body = append(body, &node{head: g.fresh(k) + " = " + text})
	}
	for range n {
		next := g.stmt()
		if g.Intn(40) > 0 {
			caught := &block{"except Exception:", one("%s = %s", g.target("str"), g.literal("str"))}
			next = []*node{{head: "try:", blocks: []*block{{body: next}, caught}}}
		}
		body = append(body, next...)
	}
	return body
}

func (g *gen) body(n int) []*node {
	var body []*node
	for range n {
		body = append(body, g.stmt()...)
	}
	return body
}

// fresh makes a new name for a value of a kind.
func (g *gen) fresh(kind string) string {
	g.count++
	name := fmt.Sprintf("%s%d", strings.ToUpper(kind[:1]), g.count)
	if g.inFunc {
		name = strings.ToLower(name)
		g.local = append(g.local, kind)
	}
	g.vars[kind] = append(g.vars[kind], name)
	return name
}

// target is a name to assign to: often one that is bound already.
func (g *gen) target(kind string) string {
	if !g.inFunc && len(g.vars[kind]) > 0 && g.Intn(3) > 0 {
		return g.vars[kind][g.Intn(len(g.vars[kind]))]
	}
	return g.fresh(kind)
}

func (g *gen) variable(kind string) (string, bool) {
	if len(g.vars[kind]) == 0 {
		return "", false
	}
	return g.vars[kind][g.Intn(len(g.vars[kind]))], true
}

var kinds = []string{"int", "str", "bool", "list", "strs", "dict", "tuple", "set", "float"}

func (g *gen) kind() string { return kinds[g.Intn(len(kinds))] }

// expr is an expression of a kind, now and then of another.
func (g *gen) expr(kind string, depth int) string {
	if g.Intn(250) == 0 {
		kind = g.kind()
	}
	if name, ok := g.variable(kind); ok && g.Intn(5) < 2 {
		return name
	}
	if depth <= 0 {
		if name, ok := g.variable(kind); ok && g.Intn(3) > 0 {
			return name
		}
		return g.literal(kind)
	}
	if g.Intn(12) == 0 {
		return fmt.Sprintf("(%s if %s else %s)", g.expr(kind, depth-1), g.expr("bool", depth-1), g.expr(kind, depth-1))
	}
	if g.Intn(25) == 0 {
		return fmt.Sprintf("(%s %s %s)", g.expr(kind, depth-1), g.pick("or", "and"), g.expr(kind, depth-1))
	}
	if f := g.funcCall(kind, depth); f != "" && g.Intn(8) == 0 {
		return f
	}
	switch kind {
	case "int":
		return g.intExpr(depth - 1)
	case "str":
		return g.strExpr(depth - 1)
	case "bool":
		return g.boolExpr(depth - 1)
	case "list":
		return g.listExpr(depth - 1)
	case "strs":
		return g.strsExpr(depth - 1)
	case "dict":
		return g.dictExpr(depth - 1)
	case "tuple":
		return g.tupleExpr(depth - 1)
	case "set":
		return g.setExpr(depth - 1)
	}
	return g.floatExpr(depth - 1)
}

func (g *gen) funcCall(kind string, depth int) string {
	for _, f := range g.funcs {
		if name, of, _ := strings.Cut(f, ":"); of == kind {
			switch g.Intn(4) {
			case 0:
				return name + "()"
			case 1:
				return fmt.Sprintf("%s(%s)", name, g.expr("int", depth-1))
			case 2:
				return fmt.Sprintf("%s(%s, %s)", name, g.expr("int", depth-1), g.expr("str", depth-1))
			}
			return fmt.Sprintf("%s(b=%s)", name, g.expr("str", depth-1))
		}
	}
	return ""
}

func (g *gen) literal(kind string) string {
	switch kind {
	case "int":
		return fmt.Sprint(g.Intn(14) - 3)
	case "str":
		return g.pick(`""`, `"a"`, `"b,c"`, `"Hello World"`, `"x=1;y=2"`, `" pad "`, `"42"`, `"a.b.c"`, `"True"`, `"é"`, `"don't"`, `"on"`, `"a\nb"`)
	case "bool":
		return g.pick("True", "False")
	case "list":
		return g.pick("[]", "[1]", "[1, 2, 3]", "[3, 1, 2, 1]", "[0]")
	case "strs":
		return g.pick("[]", `["a"]`, `["a", "b"]`, `["z", "a", ""]`, `["x.y", "x"]`)
	case "dict":
		return g.pick("{}", `{"a": 1}`, `{"a": 1, "b": 2}`, `{"b": 0, "x": 5}`)
	case "tuple":
		return g.pick("()", "(1,)", "(1, 2)", `(0, 3, 5)`)
	case "set":
		return g.pick("set()", "{1}", "{1, 2}", "{2, 3, 5}")
	}
	return g.pick("0.5", "1.0", "-2.25", "3.14", "1e20", "100.0")
}

func (g *gen) intExpr(d int) string {
	switch g.Intn(26) {
	case 0, 1, 2, 3:
		return fmt.Sprintf("(%s %s %s)", g.expr("int", d), g.pick("+", "-", "*", "+", "//", "%", "&", "|", "^"), g.expr("int", d))
	case 4:
		return fmt.Sprintf("len(%s)", g.expr(g.pick("str", "list", "strs", "dict", "set", "tuple"), d))
	case 5:
		return fmt.Sprintf("int(%s)", g.pick(`"42"`, `" 7 "`, `"1_0"`, `os.environ.get("DEBUG", "3")`, g.expr("float", d), g.expr("bool", d)))
	case 6:
		return fmt.Sprintf("%s.%s(%s)", g.expr("str", d), g.pick("count", "find", "index", "rfind", "rindex"), g.literal("str"))
	case 7:
		return fmt.Sprintf("%s(%s)", g.pick("sum", "sum", "sum", "max"), g.expr("list", d))
	case 8:
		return fmt.Sprintf("%s(%s, %s)", g.pick("min", "max"), g.expr("int", d), g.expr("int", d))
	case 9, 10:
		return fmt.Sprintf("[7, *%s][%s]", g.expr("list", d), g.pick("0", "-1", "-1", "0", g.expr("int", d)))
	case 11, 12:
		return fmt.Sprintf("%s[%s]", g.pick(`{"a": 8, "b": 9}`, g.expr("dict", d)), g.pick(`"a"`, `"b"`, `"a"`))
	case 13:
		return fmt.Sprintf("%s.get(%s, %s)", g.expr("dict", d), g.expr("str", d), g.expr("int", d))
	case 14:
		return fmt.Sprintf("abs(%s)", g.expr("int", d))
	case 15:
		return fmt.Sprintf("(%s%s)", g.pick("-", "~", "+"), g.expr("int", d))
	case 16:
		return fmt.Sprintf("%s.%s(%s)", g.expr("list", d), g.pick("index", "count"), g.expr("int", d))
	case 17:
		return fmt.Sprintf("sum(x %s for x in %s if x %s %s)", g.pick("", "* 2", "+ 1"), g.expr("list", d), g.pick("<", ">", "!="), g.expr("int", d))
	case 19:
		if v, ok := g.variable("dict"); ok {
			return fmt.Sprintf("%s.%s", v, g.pick(`pop("a", 0)`, `pop("b")`, `setdefault("c", 3)`, `setdefault("a", 9)`))
		}
	case 20:
		return fmt.Sprintf("(lambda p, q=%s: p - q)(%s)", g.expr("int", d), g.expr("int", d))
	case 21:
		return fmt.Sprintf("next((x for x in %s if x > %s), %s)", g.expr("list", d), g.literal("int"), g.literal("int"))
	case 22:
		return fmt.Sprintf("round(%s)", g.expr("float", d))
	case 23:
		if !g.inFunc {
			return fmt.Sprintf("(%s := %s)", g.target("int"), g.expr("int", d))
		}
	case 24:
		return fmt.Sprintf("%s ** %s", g.pick("2", "3", "10"), g.pick("0", "1", "2", "3"))
	}
	return g.literal("int")
}

func (g *gen) strExpr(d int) string {
	switch g.Intn(28) {
	case 0, 1:
		return fmt.Sprintf("(%s + %s)", g.expr("str", d), g.expr("str", d))
	case 2:
		return fmt.Sprintf("(%s * %s)", g.expr("str", d), g.pick("0", "2", "3", "-1"))
	case 3:
		return fmt.Sprintf("%s[%s]", g.expr("str", d), g.pick("1:3", "1:", "1:", ":2", "::-1", "1:-1", "-3:", g.expr("int", d)))
	case 4, 5:
		return fmt.Sprintf("%s.%s()", g.expr("str", d), g.pick("upper", "lower", "strip", "title", "capitalize", "lstrip", "rstrip", "swapcase", "casefold"))
	case 6:
		return fmt.Sprintf("%s.%s(%s)", g.expr("str", d), g.pick("strip", "lstrip", "rstrip", "removeprefix", "removesuffix"), g.literal("str"))
	case 7:
		return fmt.Sprintf("%s.replace(%s, %s)", g.expr("str", d), g.literal("str"), g.literal("str"))
	case 8, 9:
		return fmt.Sprintf("%s.join(%s)", g.pick(`""`, `","`, `" - "`), g.expr("strs", d))
	case 10:
		return fmt.Sprintf("%s.%s(%s)", g.expr("str", d), g.pick("zfill", "ljust", "rjust", "center"), g.pick("0", "5", "8"))
	case 11, 12:
		return fmt.Sprintf(`f"{%s}%s{%s}"`, g.simple("int"), g.pick("-", "", "{{}}", ":"), g.simple("str"))
	case 13:
		return fmt.Sprintf(`f"{%s:%s}"`, g.simple("int"), g.pick("d", "5", "05", "<4", "^5", "+", ",", "x", "#x", "b", ">+6", "_", "e", "08.2f", "g", "%"))
	case 14:
		return fmt.Sprintf(`f"{%s:%s}"`, g.simple("str"), g.pick("5", "<4", "^7", "*>6", ".2", "s", "-^9.3", "d"))
	case 15:
		return fmt.Sprintf(`f"{%s!r}|{%s!s:>5}"`, g.simple(g.kind()), g.simple("str"))
	case 16:
		return fmt.Sprintf(`"%s" %% (%s, %s)`, g.pick("%d/%s", "%s:%s", "%5d|%-4s|", "%r %s", "%05d%s", "%x %s", "%+d%s%%", "%d"), g.expr("int", d), g.expr("str", d))
	case 17:
		return fmt.Sprintf(`"%s" %% %s`, g.pick("%(a)s", "%(a)d-%(b)s", "%s", "x"), g.expr("dict", d))
	case 18:
		return fmt.Sprintf(`"%s".format(%s, %s, k=%s)`, g.pick("{}{}", "{1}-{0}", "{k}", "{0:>5}{k}", "{:d}", "{0!r}{1!s}", "{k:<4}|", "{2}"), g.expr("int", d), g.expr("str", d), g.expr("str", d))
	case 19:
		return fmt.Sprintf("%s(%s)", g.pick("str", "repr"), g.expr(g.pick("int", "str", "bool", "list", "dict", "strs", "tuple", "float"), d))
	case 20, 21:
		return fmt.Sprintf("os.environ.get(%q, %s)", g.pick(envNames...), g.expr("str", d))
	case 22:
		return fmt.Sprintf(g.pick("os.environ[%q]", "os.getenv(%q, \"no\")", "str(os.getenv(%q))"), g.pick(envNames...))
	case 23:
		return fmt.Sprintf("%s.%s(%s)[%s]", g.expr("str", d), g.pick("partition", "rpartition"), g.pick(`","`, `"."`, `"="`), g.pick("0", "1", "2", "-1"))
	case 24:
		return fmt.Sprintf("(%s or ['q'])[%s]", g.expr("strs", d), g.pick("0", "-1", "0"))
	case 25:
		return fmt.Sprintf("%s(%s)", g.pick("min", "max"), g.expr("strs", d))
	case 26:
		return fmt.Sprintf("%s.%s(%s, %s)[0]", g.expr("str", d), g.pick("split", "rsplit"), g.pick(`","`, `"."`, "None"), g.pick("0", "1", "2"))
	}
	return g.literal("str")
}

// simple is an expression that may stand in an f-string.
func (g *gen) simple(kind string) string {
	if v, ok := g.variable(kind); ok {
		return v
	}
	text := strings.ReplaceAll(strings.ReplaceAll(g.literal(kind), `"`, "'"), `\n`, "")
	return " (" + strings.ReplaceAll(text, "don't", "do") + ")"
}

func (g *gen) boolExpr(d int) string {
	switch g.Intn(20) {
	case 0, 1:
		return fmt.Sprintf("(%s %s %s)", g.expr("int", d), g.pick("<", "<=", ">", ">=", "==", "!="), g.expr("int", d))
	case 2, 3:
		return fmt.Sprintf("(%s %s %s)", g.expr("str", d), g.pick("==", "!=", "in", "not in", "<"), g.expr("str", d))
	case 4:
		return fmt.Sprintf("(%s %s %s)", g.expr("str", d), g.pick("in", "not in"), g.expr(g.pick("strs", "dict"), d))
	case 5:
		return fmt.Sprintf("(%s %s %s)", g.expr("int", d), g.pick("in", "not in"), g.expr(g.pick("list", "set", "tuple"), d))
	case 6, 7:
		return fmt.Sprintf("(not %s)", g.expr(g.kind(), d))
	case 8, 9:
		return fmt.Sprintf("(%s %s %s)", g.expr("bool", d), g.pick("and", "or"), g.expr("bool", d))
	case 10:
		return fmt.Sprintf("bool(%s)", g.expr(g.kind(), d))
	case 11:
		return fmt.Sprintf("%s.%s(%s)", g.expr("str", d), g.pick("startswith", "endswith"), g.pick(`"a"`, `""`, `("a", "b")`, g.expr("str", d)))
	case 12:
		return fmt.Sprintf("%s.%s()", g.expr("str", d), g.pick("isdigit", "isalpha", "isupper", "islower", "isspace", "isalnum"))
	case 13:
		return fmt.Sprintf("isinstance(%s, %s)", g.expr(g.kind(), d), g.pick("int", "str", "(list, tuple)", "bool", "dict", "float"))
	case 14:
		return fmt.Sprintf("%s(x > %s for x in %s)", g.pick("any", "all"), g.expr("int", d), g.expr("list", d))
	case 15:
		k := g.kind()
		return fmt.Sprintf("(%s %s %s)", g.expr(k, d), g.pick("==", "!="), g.expr(k, d))
	case 16:
		return fmt.Sprintf("(%s is %sNone)", g.pick(g.expr("int", d), `os.environ.get("DEBUG")`, fmt.Sprintf(`%s.get("a")`, g.expr("dict", d))), g.pick("", "not "))
	case 17:
		return fmt.Sprintf("(%s < %s <= %s)", g.expr("int", d), g.expr("int", d), g.expr("int", d))
	case 18:
		return fmt.Sprintf("(os.environ.get(%q, %s) %s)", g.pick(envNames...), g.literal("str"), g.pick(`== "True"`, `in ("on", "a")`, `!= "a"`, `== ""`))
	}
	return g.literal("bool")
}

func (g *gen) listExpr(d int) string {
	switch g.Intn(18) {
	case 0:
		return fmt.Sprintf("[%s, %s]", g.expr("int", d), g.expr("int", d))
	case 1, 2:
		return fmt.Sprintf("(%s + %s)", g.expr("list", d), g.expr("list", d))
	case 3:
		return fmt.Sprintf("%s[%s]", g.expr("list", d), g.pick("1:", ":1", "::-1", ":", "-2:", "::2", "1:-1"))
	case 4, 5:
		return fmt.Sprintf("[x %s for x in %s]", g.pick("", "* 2", "+ 1", "% 2", "- 3"), g.expr("list", d))
	case 6:
		return fmt.Sprintf("[x for x in %s if x %s %s]", g.expr("list", d), g.pick(">", "==", "!=", "<"), g.expr("int", d))
	case 7:
		return fmt.Sprintf("sorted(%s%s)", g.expr(g.pick("list", "set", "tuple"), d), g.pick("", ", reverse=True", ", key=lambda x: -x", ", key=lambda x: x % 2"))
	case 8:
		return fmt.Sprintf("list(range(%s))", g.pick("3", "1, 4", "5, 0, -2", "0"))
	case 9:
		return fmt.Sprintf("[*%s, *%s]", g.expr("list", d), g.expr(g.pick("list", "tuple"), d))
	case 10:
		return fmt.Sprintf("list(%s.values())", g.expr("dict", d))
	case 11:
		return fmt.Sprintf("list(map(lambda x: x %s, %s))", g.pick("+ 1", "* 3"), g.expr("list", d))
	case 12:
		return fmt.Sprintf("list(filter(%s, %s))", g.pick("None", "lambda x: x > 1"), g.expr("list", d))
	case 13:
		return fmt.Sprintf("[len(x) for x in %s]", g.expr("strs", d))
	case 14:
		return fmt.Sprintf("list(reversed(%s))", g.expr("list", d))
	case 15:
		return fmt.Sprintf("[x * y for x in %s for y in %s if x != y]", g.expr("list", d), g.expr("list", d))
	case 16:
		return fmt.Sprintf("%s.copy()", g.expr("list", d))
	}
	return g.literal("list")
}

func (g *gen) strsExpr(d int) string {
	switch g.Intn(14) {
	case 0:
		return fmt.Sprintf("[%s, %s]", g.expr("str", d), g.expr("str", d))
	case 1, 2:
		return fmt.Sprintf("%s.split(%s)", g.expr("str", d), g.pick(`","`, `"."`, "", `";"`, `"l"`))
	case 3:
		return fmt.Sprintf("(%s + %s)", g.expr("strs", d), g.expr("strs", d))
	case 4:
		return fmt.Sprintf("[x.%s() for x in %s%s]", g.pick("upper", "strip", "lower"), g.expr("strs", d), g.pick("", " if x"))
	case 5:
		return fmt.Sprintf("sorted(%s%s)", g.expr("strs", d), g.pick("", ", key=len", ", reverse=True"))
	case 6:
		return fmt.Sprintf("list(%s)", g.expr(g.pick("str", "dict", "strs"), d))
	case 7:
		return fmt.Sprintf("[k for k, v in %s.items() if v]", g.expr("dict", d))
	case 8:
		return fmt.Sprintf("%s[%s]", g.expr("strs", d), g.pick("1:", ":1", "::-1"))
	case 9:
		return fmt.Sprintf("[h.strip() for h in os.environ.get(%q, %s).split(\",\") if h]", g.pick(envNames...), g.literal("str"))
	case 10:
		return fmt.Sprintf("%s.splitlines()", g.expr("str", d))
	case 11:
		return fmt.Sprintf(`[f"{i}{x}" for i, x in enumerate(%s%s)]`, g.expr("strs", d), g.pick("", ", 1"))
	}
	return g.literal("strs")
}

func (g *gen) dictExpr(d int) string {
	switch g.Intn(12) {
	case 0, 1:
		return fmt.Sprintf("{%s: %s, %s: %s}", g.expr("str", d), g.expr("int", d), g.expr("str", d), g.expr("int", d))
	case 2:
		return fmt.Sprintf("{**%s, **%s}", g.expr("dict", d), g.expr("dict", d))
	case 3:
		return fmt.Sprintf("dict(%s, c=%s)", g.expr("dict", d), g.expr("int", d))
	case 4:
		return fmt.Sprintf("{k: v + 1 for k, v in %s.items()%s}", g.expr("dict", d), g.pick("", " if v"))
	case 5:
		return fmt.Sprintf("(%s | %s)", g.expr("dict", d), g.expr("dict", d))
	case 6:
		return fmt.Sprintf("dict(zip(%s, %s))", g.expr("strs", d), g.expr("list", d))
	case 7:
		return fmt.Sprintf("{x: len(x) for x in %s}", g.expr("strs", d))
	case 8:
		return fmt.Sprintf("%s.copy()", g.expr("dict", d))
	}
	return g.literal("dict")
}

func (g *gen) tupleExpr(d int) string {
	switch g.Intn(6) {
	case 0:
		return fmt.Sprintf("(%s, %s)", g.expr("int", d), g.expr("int", d))
	case 1:
		return fmt.Sprintf("tuple(%s)", g.expr("list", d))
	case 2:
		return fmt.Sprintf("(%s + %s)", g.expr("tuple", d), g.expr("tuple", d))
	case 3:
		return fmt.Sprintf("%s[%s]", g.expr("tuple", d), g.pick("1:", ":1"))
	}
	return g.literal("tuple")
}

func (g *gen) setExpr(d int) string {
	switch g.Intn(6) {
	case 0:
		return fmt.Sprintf("set(%s)", g.expr("list", d))
	case 1, 2:
		return fmt.Sprintf("(%s %s %s)", g.expr("set", d), g.pick("|", "&", "-", "^"), g.expr("set", d))
	case 3:
		return fmt.Sprintf("%s.%s(%s)", g.expr("set", d), g.pick("union", "difference", "intersection"), g.expr("list", d))
	case 4:
		return fmt.Sprintf("{x %% 3 for x in %s}", g.expr("list", d))
	}
	return g.literal("set")
}

func (g *gen) floatExpr(d int) string {
	switch g.Intn(6) {
	case 0, 1:
		return fmt.Sprintf("(%s %s %s)", g.expr("float", d), g.pick("+", "-", "*", "/"), g.expr(g.pick("float", "int"), d))
	case 2:
		return fmt.Sprintf("(%s / %s)", g.expr("int", d), g.expr("int", d))
	case 3:
		return fmt.Sprintf("float(%s)", g.pick(`"1.5"`, `"x"`, `"3"`, g.expr("int", d), g.expr("str", d)))
	case 4:
		return fmt.Sprintf("(%s %s %s)", g.expr("float", d), g.pick("//", "%"), g.expr("int", d))
	}
	return g.literal("float")
}
