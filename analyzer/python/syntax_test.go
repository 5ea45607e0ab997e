package python

import (
	"strings"
	"testing"
)

// A syntaxCase is Python text and the dump of its statements. What CPython
// reads alike is in testdata/snippets; here is what needs to be spelt out.
type syntaxCase struct{ text, want string }

func checkSyntax(t *testing.T, cases []syntaxCase) {
	t.Helper()
	for _, c := range cases {
		module := parse(c.text)
		got := strings.TrimSuffix(Dump(module.Body), "\n")
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
		for _, note := range module.Notes {
			t.Errorf("%s: note %q", c.text, note.Text)
		}
	}
}

func TestStatements(t *testing.T) {
	checkSyntax(t, []syntaxCase{
		{"", ""},
		{"# nothing\n", ""},
		{"a = b = 1", `Assign([Name("a") Name("b")], NumLit("1"))`},
		{"a: int", `AnnAssign(Name("a"), Name("int"))`},
		{"a: List[int] = []", `AnnAssign(Name("a"), Subscript(Name("List"), Name("int")), ListLit())`},
		{"a: dict[int:str] = {}", `AnnAssign(Name("a"), Subscript(Name("dict"), Slice(Name("int"), Name("str"))), DictLit())`},
		{"a //= 2", `AugAssign(Name("a"), "//", NumLit("2"))`},
		{"from .. import *", `ImportFrom("", 2, [], true)`},
		{"from ...a . b import c as d", `ImportFrom("a.b", 3, [Alias("c", "d")])`},
		{"del (a, [b]), c", `Del([Name("a") Name("b") Name("c")])`},
		{"if a: b\nelif c: d\nelse: e", `If(Name("a"), [ExprStmt(Name("b"))], [If(Name("c"), [ExprStmt(Name("d"))], [ExprStmt(Name("e"))])])`},
		{"type X[T] = T", `Assign([Name("X")], Bad())`},
		{"type(x).y = 1", `Assign([Attribute(Call(Name("type"), [Name("x")]), "y")], NumLit("1"))`},
		{"print >> f, 1", `ExprStmt(Bad())`},
		{"with (a as b, c): pass", `With([WithItem(Name("a"), Name("b")) WithItem(Name("c"))], [Pass()])`},
		{"with a or b as c: pass", `With([WithItem(BoolOp("or", [Name("a") Name("b")]), Name("c"))], [Pass()])`},
		{
			"try: a\nexcept B, C: pass\nexcept* D as e: pass\nelse: f\nfinally: g",
			`Try([ExprStmt(Name("a"))], [Handler(TupleLit([Name("B") Name("C")]), "", [Pass()]) ` +
				`Handler(Name("D"), "e", [Pass()], true)], [ExprStmt(Name("f"))], [ExprStmt(Name("g"))])`,
		},
	})
}

func TestDefinitions(t *testing.T) {
	checkSyntax(t, []syntaxCase{
		{
			"def f(a, /, b: int = 1, *c, d, **e) -> int: return",
			`FunctionDef("f", [Param("a", nil, 1) Param("b", NumLit("1")) Param("c", nil, 3) Param("d", nil, 2) Param("e", nil, 4)], [Return()])`,
		},
		{"@a\n@b(1)\nasync def f(): pass", `FunctionDef("f", [], [Pass()], [Name("a") Call(Name("b"), [NumLit("1")])], true)`},
		{"def f(): x = yield", `FunctionDef("f", [], [Assign([Name("x")], Yield())], [], false, true)`},
		{"def f(): lambda: (yield)", `FunctionDef("f", [], [ExprStmt(Lambda([], Yield()))])`},
		{
			"def f():\n def g(): yield\n class H: pass",
			`FunctionDef("f", [], [FunctionDef("g", [], [ExprStmt(Yield())], [], false, true) ClassDef("H", [], [], [Pass()])])`,
		},
		{"class A(B, *C, m=D, **E): pass", `ClassDef("A", [Name("B") Starred(Name("C"))], [Keyword("m", Name("D")) Keyword("", Name("E"))], [Pass()])`},
		{"class A[T]: pass", `ClassDef("A", [], [], [Pass()])`},
	})
}

func TestExpressions(t *testing.T) {
	checkSyntax(t, []syntaxCase{
		{"f(x for x in y)", `ExprStmt(Call(Name("f"), [Comp("generator", Name("x"), nil, [CompFor(Name("x"), Name("y"))])]))`},
		{"f(*a.b, c=1)", `ExprStmt(Call(Name("f"), [Starred(Attribute(Name("a"), "b"))], [Keyword("c", NumLit("1"))]))`},
		{"[*a.b(c)[0]]", `ExprStmt(ListLit([Starred(Subscript(Call(Attribute(Name("a"), "b"), [Name("c")]), NumLit("0")))]))`},
		{"a[1:2, ::3, *b]", `ExprStmt(Subscript(Name("a"), TupleLit([Slice(NumLit("1"), NumLit("2")) Slice(nil, nil, NumLit("3")) Starred(Name("b"))])))`},
		{"a ^ b & c", `ExprStmt(BinOp("^", Name("a"), BinOp("&", Name("b"), Name("c"))))`},
		{"a and b and (c and d)", `ExprStmt(BoolOp("and", [Name("a") Name("b") BoolOp("and", [Name("c") Name("d")])]))`},
		{"a < b is not c not in d", `ExprStmt(Compare(Name("a"), ["<" "is not" "not in"], [Name("b") Name("c") Name("d")]))`},
		{"0x_F, 1_0.5e1_0j, 0_0", `ExprStmt(TupleLit([NumLit("0xF") NumLit("10.5e10j") NumLit("00")]))`},
		{"{**a, 'b': 1}", `ExprStmt(DictLit([DictEntry(nil, Name("a")) DictEntry(StrLit("b"), NumLit("1"))]))`},
		{"{a: b for a, b in c if d}", `ExprStmt(Comp("dict", Name("a"), Name("b"), [CompFor(TupleLit([Name("a") Name("b")]), Name("c"), [Name("d")])]))`},
		{"(a := 1)", `ExprStmt(NamedExpr(Name("a"), NumLit("1")))`},
	})
}

func TestStrings(t *testing.T) {
	checkSyntax(t, []syntaxCase{
		{`"a" 'b' r"\c"`, `ExprStmt(StrLit(` + quote(`ab\c`) + `))`},
		{`"\x41\101\u0041\U00000041\q"`, `ExprStmt(StrLit(` + quote(`AAAA\q`) + `))`},
		{`b"\xff" rb"\x"`, `ExprStmt(BytesLit(` + quote("\xff\\x") + `))`},
		{`r"\\"`, `ExprStmt(StrLit(` + quote(`\\`) + `))`},
		{`f"a" "b"`, `ExprStmt(StrLit("ab"))`},
		{`f"{{{x!r:>{w}}}}" "y"`, `ExprStmt(JoinedStr([FPart("{") FPart("", Name("x"), "", "r", [FPart(">") FPart("", Name("w"))]) FPart("}y")]))`},
		{`f"{x = }{y=!s}{z=:5}"`, `ExprStmt(JoinedStr([FPart("", Name("x"), "x = ", "r") FPart("", Name("y"), "y=", "s") FPart("", Name("z"), "z=", "", [FPart("5")])]))`},
		{`f"{x:=5}{(y:=5)}"`, `ExprStmt(JoinedStr([FPart("", Name("x"), "", "", [FPart("=5")]) FPart("", NamedExpr(Name("y"), NumLit("5")))]))`},
		{`f"{x:=^10}"`, `ExprStmt(JoinedStr([FPart("", Name("x"), "", "", [FPart("=^10")])]))`},
		{`f"{f(x)[0]:=+{w}}"`, `ExprStmt(JoinedStr([FPart("", Subscript(Call(Name("f"), [Name("x")]), NumLit("0")), "", "", [FPart("=+") FPart("", Name("w"))])]))`},
		// Values that Python knows and we do not.
		{`x = "\N{DASH}"`, `Assign([Name("x")], Bad())`},
		{`x = "\ud800"`, `Assign([Name("x")], Bad())`},
		{`x = t"{y}"`, `Assign([Name("x")], Bad())`},
	})
}

func TestPatterns(t *testing.T) {
	checkSyntax(t, []syntaxCase{
		{
			"match x:\n case -1 | 'a' | None: pass\n case _: pass",
			`Match(Name("x"), [Case(MatchOr([MatchValue(UnaryOp("-", NumLit("1"))) MatchValue(StrLit("a")) MatchValue(NoneLit())]), nil, [Pass()]) ` +
				`Case(MatchAs(), nil, [Pass()])])`,
		},
		{
			"match x, y:\n case a, *_ if a: pass",
			`Match(TupleLit([Name("x") Name("y")]), [Case(MatchSequence([MatchAs(nil, "a") MatchStar()]), Name("a"), [Pass()])])`,
		},
		{
			"match x:\n case C(a, b=c) as d: pass\n case {'k': e, **f}: pass\n case a.b: pass",
			`Match(Name("x"), [Case(MatchAs(MatchClass(Name("C"), [MatchAs(nil, "a")], ["b"], [MatchAs(nil, "c")]), "d"), nil, [Pass()]) ` +
				`Case(MatchMapping([StrLit("k")], [MatchAs(nil, "e")], "f"), nil, [Pass()]) ` +
				`Case(MatchValue(Attribute(Name("a"), "b")), nil, [Pass()])])`,
		},
	})
}

// TestClean is text of which nothing is to be said.
func TestClean(t *testing.T) {
	for _, text := range []string{
		"match = case = type = print = exec = _ = 1\nmatch(x)\nmatch[x]\nprint(1)\n",
		"def f[T: int](a: T) -> T: pass\n",
		"f'{a['b']}{'\\n'.join(c)}{\n1 # comment\n}'\n",
		"async def f():\n    return [x async for x in y if await z]\n",
		"nönascii = 'é'\n",
		"x = 1\r\ny = 2\r\n",
		"\ufeffx = 1\n",
		"if a:\n\tb\n\tc\n",
		"x = 1\n\f\ny = 2\n",
		"x = 1\\\n\ny = 2",
		"if a:\n    b\n  # comment out of line\n    c\n",
		"x = [\n1,\n  2,\n]\nif (a\nand b):\n  c\n",
		"def f(a,\nb): pass\n",
		"from a import (\nb,\n)\n",
		"with (a as b,\n c): pass\n",
		"x = 1; y = 2; \nif a: b; c\n",
		"x = '''\n{% if a %}\n'''\ny = '{{ b }}'\n",
		"case = {\n'a': 1,\n}[\n'a'\n]\n",
		"@a\n# comment\n@b\ndef f(): pass\n",
		"for x in a: pass\nelse: pass\n",
	} {
		for _, note := range parse(text).Notes {
			t.Errorf("%q: line %d %s", text, note.Span.Line, note.Text)
		}
	}
}

func TestSpans(t *testing.T) {
	const text = "# é\nÄ = ('日本', b)  # c\nif x:\n    y = 1\n    # end\nelse:\n    z = (\n        2)\n"
	want := `2:1-2:14 Assign([Name(xc384)], TupleLit([StrLit(xe697a5e69cac) Name("b")]))
3:1-8:11 If(Name("x"), [4:5-4:10 Assign([Name("y")], NumLit("1"))], [7:5-8:11 Assign([Name("z")], NumLit("2"))])
`
	module := parse(text)
	if got := (dumper{spans: true}).top(module.Body); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	value := module.Body[0].(*Assign).Value.(*TupleLit).Elts[0]
	if got := span(value); got != "2:6-2:10 " {
		t.Errorf("string at %s", got)
	}
}
