package python

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestHostileTimes(t *testing.T) {
	r := strings.Repeat
	nest := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(r(" ", i) + "if 1:\n")
		}
		b.WriteString(r(" ", n) + "x=1\n")
		return b.String()
	}
	cases := map[string]string{
		"parens100k":     "x = " + r("(", 100000) + "1" + r(")", 100000),
		"lists500k":      "x = " + r("[", 500000) + r("]", 500000),
		"plus500k":       "x = 1" + r("+1", 500000),
		"unbalanced80k":  r("([{`", 20000),
		"unbalanced800k": r("([{`", 200000),
		"backticks":      r("`(", 200000),
		"ifs240":         nest(240), "ifs1400": nest(1400),
		"semi250k":    r("a;", 250000) + "b",
		"semi-bad":    r("a;", 250000) + "b = [",
		"strings200k": "x = (" + r("'a' ", 200000) + ")",
		"list200k":    "x = [" + r("a, ", 200000) + "]",
		"dict100k":    "x = {" + r("'a': 1,\n", 100000) + "}",
		"elif20k":     "if a: pass\n" + r("elif b: pass\n", 20000),
		"conflict":    "<<<<<<< a\n" + r("X = 1\n", 100000) + ">>>>>>> b\n",
		"tmpl":        r("{% if a %}\nX = 1\n{% endif %}\n", 20000),
		"tmplopen":    r("{% if a %}\nX = 1\n", 20000),
		"setset":      r("X = {{ x }}\n", 50000),
		"not100k":     "x = " + r("not ", 100000) + "a",
		"attr200k":    "x = a" + r(".b", 200000),
		"call100k":    "x = a" + r("()", 100000),
		"sub100k":     "x = a" + r("[0]", 100000),
		"lambda50k":   "x = " + r("lambda: ", 50000) + "1",
		"fstr":        "x = " + r("f'{", 500) + "1" + r("}'", 500),
		"fstr2":       "x = f'" + r("{a}", 100000) + "'",
		"and100k":     "x = a" + r(" and b", 100000),
		"andor":       "x = a" + r(" and b or c", 50000),
		"defs":        r("def f(:\n  x = 1\n", 20000),
		"cls":         r("class A:\n  x = [\n", 20000),
		"quote":       r("x = \"\"\"a\n", 50000),
		"lines":       r("\n", 1000000),
		"oneline":     "x = '" + r("é", 400000) + "'; y = [" + r("é, ", 150000) + "]",
		"match":       "match x:\n" + r(" case "+r("[", 200)+r("]", 200)+": pass\n", 500),
		"tryexc":      "try: pass\n" + r("except A: pass\n", 50000),
		"commas":      "x = " + r("a,", 200000),
		"assign":      r("a = ", 100000) + "1",
		"badnums":     r("a = 0777\n", 80000),
		"printpy2":    r("print x\n", 80000),
		"nestbad":     nest(200) + strings.ReplaceAll(r("a = 0777\n", 2000), "a = ", r(" ", 201)+"a = "),
		"del":         "del " + r("(", 300) + "a" + r(")", 300),
		"global":      "global " + r("a,", 100000) + "a",
		"decor":       r("@a\n", 100000) + "def f(): pass",
		"comments":    r("# a\n", 250000),
		"backslash":   "x = 1" + r(" + \\\n 1", 80000),
		"subs":        "x = a[" + r("a[", 300) + "1" + r("]", 300) + "]",
		"walrusf":     r("f'{x:=^10}'\n", 50000),
		"indent-cont": r(" \\\n", 300000) + "x",
	}
	for n, s := range cases {
		runtime.GC()
		t0 := time.Now()
		m := parse(s)
		el := time.Since(t0)
		if el > 300*time.Millisecond {
			nt := ""
			if len(m.Notes) > 0 {
				nt = m.Notes[len(m.Notes)-1].Text
			}
			fmt.Printf("%-16s %7d bytes %8v body %d notes %d %.80s\n", n, len(s), el.Round(time.Millisecond), len(m.Body), len(m.Notes), nt)
		}
	}
}
