package python

import (
	"strings"
	"testing"
)

// hostile makes text that has brought parsers down, n times the pattern.
func hostile(n int) map[string]string {
	repeat := strings.Repeat
	return map[string]string{
		"parentheses":         "x = " + repeat("(", n) + "1" + repeat(")", n),
		"lists":               "x = " + repeat("[", n) + repeat("]", n),
		"unclosed":            "x = " + repeat("{", n),
		"unbalanced":          repeat("([{`", n),
		"closers":             repeat(")", n),
		"sum":                 "x = 1" + repeat(" + 1", n),
		"not":                 "x = " + repeat("not ", n) + "y",
		"and":                 "x = a" + repeat(" and b", n),
		"and or":              "x = a" + repeat(" and b or c", n),
		"and xor":             "x = a" + repeat(" & b ^ c", n),
		"attributes":          "x = a" + repeat(".b", n),
		"calls":               "x = a" + repeat("()", n),
		"lambdas":             "x = " + repeat("lambda: ", n) + "1",
		"comparisons":         "x = a" + repeat(" < b", n),
		"conditions":          "x = a" + repeat(" if b else c", n),
		"targets":             repeat("a = ", n) + "1",
		"tuple":               "x = " + repeat("a, ", n),
		"semicolons":          repeat("a;", n),
		"strings":             "x = (" + repeat("'a' ", n) + ")",
		"interpolations":      "f'" + repeat("{a}", n) + "'",
		"f-strings":           repeat("f'{", n) + "1" + repeat("}'", n),
		"quotes":              repeat("x = \"\"\"a\n", n),
		"ifs":                 nested(min(n, 3000)),
		"elifs":               "if a: pass\n" + repeat("elif b: pass\n", n),
		"excepts":             "try: pass\n" + repeat("except a: pass\n", n),
		"decorators":          repeat("@a\n", n) + "def f(): pass",
		"broken defs":         repeat("def f(:\n  x = 1\n", n),
		"broken classes":      repeat("class A:\n  x = [\n", n),
		"broken body":         "class A:\n" + repeat("  a = 0777\n  b = 1\n  c = 2\n", n),
		"broken numbers":      repeat("a = 0777\n", n),
		"templates":           repeat("{% if a %}\nx = 1\n", n),
		"ended templates":     repeat("{% if a %}\nx = 1\n{% endif %}\n", n),
		"merge":               "<<<<<<< a\n" + repeat("x = 1\n", n) + ">>>>>>> b\n",
		"placeholders":        repeat("x = {{ y }}\n", n),
		"continuations":       "x = 1" + repeat(" + \\\n 1", n),
		"indents":             repeat(" \\\n", n) + "x",
		"patterns":            "match x:\n case " + repeat("[", n) + repeat("]", n) + ": pass\n",
		"or patterns":         "match x:\n case 1" + repeat(" | 1", n) + ": pass\n",
		"class patterns":      "match x:\n case " + repeat("A(", n) + repeat(")", n) + ": pass\n",
		"annotations":         "x: " + repeat("a[", n) + "b" + repeat("]", n) + " = 1",
		"walruses":            "x = " + repeat("(a := ", n) + "1" + repeat(")", n),
		"del":                 "del " + repeat("(", n) + "a" + repeat(")", n),
		"lines":               repeat("\n", n),
		"comments":            repeat("# a\n", n),
		"one line, not ASCII": "x = ['" + repeat("é", n) + "', " + repeat("é, ", n) + "]",
	}
}

// nested gives ifs inside each other.
func nested(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i) + "if a:\n")
	}
	return b.String() + strings.Repeat(" ", depth) + "x = 1\n"
}

// TestHostile is about coming back at all: no panic, no overflow, no loop.
func TestHostile(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 2_000
	}
	for name, text := range hostile(n) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkModule(t, parse(text))
		})
	}
}

// TestTooDeep checks that what is nested too deeply is unknown, and the rest
// known.
func TestTooDeep(t *testing.T) {
	module := parse("a = 1\nb = " + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + "\nc = 1\n")
	dump := Dump(module.Body)
	if !strings.Contains(dump, "ListLit([Bad()])") || !strings.HasSuffix(dump, "\nAssign([Name(\"c\")], NumLit(\"1\"))\n") {
		t.Errorf("%.300s", dump)
	}
	if len(module.Notes) != 1 || module.Notes[0].Span.Line != 2 {
		t.Errorf("notes %v", module.Notes)
	}
}

// TestTooManyIndents checks that such a file never reaches the grammar.
func TestTooManyIndents(t *testing.T) {
	module := parse(nested(maxIndents + 1))
	bad, ok := module.Body[0].(*BadStmt)
	if !ok || !bad.Any || len(module.Body) != 1 || len(module.Notes) != 1 || bad.Names[0] != "x" {
		t.Errorf("%s%v", Dump(module.Body), module.Notes)
	}
}
