package python

import (
	"math/rand"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// unknownAfter gives the names that a body leaves unknown, or all ("*").
func unknownAfter(body []Stmt) []string {
	var list []string
	for _, s := range body {
		if bad, ok := s.(*BadStmt); ok {
			list = append(list, bad.Names...)
			if bad.Any {
				list = append(list, "*")
			}
		}
	}
	return list
}

// TestDamage gives text that is not Python, the first damaged line, the names
// that must be unknown and a statement that must still be known.
func TestDamage(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		line    int
		unknown string
		known   string
	}{
		"unclosed list":        {"A = 1\nD = 1\nB = ['x',\n'y'\nC = True\n", 3, "B C", `Assign([Name("A")], NumLit("1"))`},
		"unclosed string":      {"A = 1\nB = 'x\nC = True\nD = 1\n", 2, "B", `Assign([Name("D")], NumLit("1"))`},
		"unclosed triple":      {"A = 1\nD = 1\nB = '''x\nC = True\n", 3, "B", `Assign([Name("A")], NumLit("1"))`},
		"NUL in a string":      {"A = 1\nZ = 2\nB = '\x00\nC = True\nD = 1\n", 3, "B", `Assign([Name("A")], NumLit("1"))`},
		"lost opening bracket": {"A = 1\nB = \n  'x',\n  'y',\n]\nC = 1\n", 2, "B", `Assign([Name("C")], NumLit("1"))`},
		"closing bracket":      {"A = 1\nB = {\n 'x': 1}\n}\nC = 1\n", 4, "", `Assign([Name("C")], NumLit("1"))`},
		"line break":           {"A = 1 +\n2\nB = 1\nC = 1\n", 1, "A", `Assign([Name("C")], NumLit("1"))`},
		"two on a line":        {"A = 1 B = 2\nD = 1\nC = 1\n", 1, "A B", `Assign([Name("C")], NumLit("1"))`},
		"indent":               {"A = 1\nD = 1\n B = 2\nC = 1\n", 3, "B", `Assign([Name("A")], NumLit("1"))`},
		"dedent":               {"if A:\n    B = 1\n  C = 2\nD = 1\n", 3, "C", `Assign([Name("D")], NumLit("1"))`},
		"empty block":          {"if A:\n# x\nB = 1\nC = 1\n", 1, "A", `Assign([Name("C")], NumLit("1"))`},
		"inside a block":       {"if A:\n    B = [1\n    C = 2\nD = 1\n", 2, "B C", `Assign([Name("D")], NumLit("1"))`},
		"head of if":           {"if A and (B:\n    C = 1\n", 1, "A B C", ``},
		"head of def":          {"D = 1\nE = 1\ndef A(:\n    B = 1\nC = 1\n", 3, "A B", `Assign([Name("D")], NumLit("1"))`},
		"star import":          {"from a import *)\nC = 1\n", 1, "*", `Assign([Name("C")], NumLit("1"))`},
		"not an identifier":    {"A = 1\nC = 1\nB\xe9 = 1\n", 3, "B", `Assign([Name("A")], NumLit("1"))`},
		"merge": {
			"A = 1\nC = 1\n<<<<<<< HEAD\nB = 1\n=======\nB = 2\n>>>>>>> b\nD = 1\n", 3, "B",
			`Assign([Name("D")], NumLit("1"))`,
		},
		"template": {
			"A = 1\nC = 1\n{% if x %}\nB = 1\n{% else %}\nB = 2\n{% endif %}\nD = 1\n", 3, "B",
			`Assign([Name("D")], NumLit("1"))`,
		},
		"open template": {"A = 1\nC = 1\n{% if x %}\nB = 1\n", 3, "B", `Assign([Name("A")], NumLit("1"))`},
		"Python 2": {
			"print 'x'\nA = 0777\nB = `x`\nC = ur''\nD = 1 <> 2\nE = 1L\nexec 'x'\nraise A, 'b'\nF = 1\n", 1, "A B C D E",
			`Assign([Name("F")], NumLit("1"))`,
		},
		"try alone":    {"try:\n    A = 1\nB = 1\nC = 1\n", 1, "A", `Assign([Name("C")], NumLit("1"))`},
		"else askew":   {"if x:\n    A = 1\n  else:\n    B = 1\nC = 1\n", 3, "B", `Assign([Name("C")], NumLit("1"))`},
		"bytes":        {"A = b'é'\nD = 1\nC = 1\n", 1, "A", `Assign([Name("C")], NumLit("1"))`},
		"mixed":        {"A = b'' ''\nD = 1\nC = 1\n", 1, "A", `Assign([Name("C")], NumLit("1"))`},
		"escape":       {"A = '\\x4'\nD = 1\nC = 1\n", 1, "A", `Assign([Name("C")], NumLit("1"))`},
		"arguments":    {"A = f(a=1, b)\nD = 1\nC = 1\n", 1, "A", `Assign([Name("C")], NumLit("1"))`},
		"comma":        {"from x import a,\nD = 1\nC = 1\n", 1, "a", `Assign([Name("C")], NumLit("1"))`},
		"chain":        {"A = b += 1\nD = 1\nC = 1\n", 1, "A", `Assign([Name("C")], NumLit("1"))`},
		"stray as":     {"A = (b as c)\nD = 1\nC = 1\n", 1, "A", `Assign([Name("C")], NumLit("1"))`},
		"bare walrus":  {"A := 1\nD = 1\nC = 1\n", 1, "A", `Assign([Name("C")], NumLit("1"))`},
		"swallowed":    {"class A:\n    B = f(1\n\nif x:\n    C = 1\n", 1, "C", ``},
		"lost opening": {"A = ''\n|x| y\n'''\nD = 1\n", 2, "A", ``},
	} {
		t.Run(name, func(t *testing.T) {
			module := parse(c.text)
			dump := Dump(module.Body)
			unknown := unknownAfter(module.Body)
			for _, want := range strings.Fields(c.unknown) {
				if !slices.Contains(unknown, want) {
					t.Errorf("%s is not unknown", want)
				}
			}
			if c.known != "" && !slices.Contains(strings.Split(dump, "\n"), c.known) {
				t.Errorf("no %s", c.known)
			}
			notes := module.Notes
			if len(notes) == 0 || notes[len(notes)-1].Span.Line != c.line {
				t.Errorf("notes %v", notes)
			}
			if t.Failed() {
				t.Logf("%s\n%s", c.text, dump)
			}
		})
	}
}

func TestPlaceholder(t *testing.T) {
	module := parse("A = {{ x }}\nB = {{ y.z|w }}\nC = {1}\n")
	want := "Assign([Name(\"A\")], Bad())\nAssign([Name(\"B\")], Bad())\nAssign([Name(\"C\")], SetLit([NumLit(\"1\")]))\n"
	if got := Dump(module.Body); got != want || len(module.Notes) != 1 || module.Notes[0].Span.Line != 1 {
		t.Errorf("%s%v", got, module.Notes)
	}
}

// TestDamageClaimsNothing damages a file in many ways. Whatever is found to be
// damaged, no name may end with another value than it has in the sound file,
// nor be missing: it keeps its value or is unknown.
func TestDamageClaimsNothing(t *testing.T) {
	raw, err := os.ReadFile("testdata/snippets/settings.py")
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	sound := outcome{}
	sound.run(parse(text).Body)
	random := rand.New(rand.NewSource(1))
	for range 400 {
		damaged := damageText(random, text)
		module := parse(damaged)
		if len(module.Notes) == 0 {
			continue // still Python, or Python that fails only when run
		}
		got := outcome{}
		got.run(module.Body)
		for name, want := range sound {
			if got[name] != want && !got.unknown(name) && mentions(damaged, name) == mentions(text, name) {
				t.Fatalf("%s is %q, was %q, in\n%s", name, got[name], want, damaged)
			}
		}
	}
}

func mentions(text, name string) int {
	return len(regexp.MustCompile(`\b`+name+`\b`).FindAllString(text, -1))
}

// damageText takes one character that matters away, puts one in, or loses or
// shifts a line.
func damageText(random *rand.Rand, text string) string {
	lines := strings.SplitAfter(text, "\n")
	n := random.Intn(len(lines))
	at := random.Intn(len(text))
	switch random.Intn(5) {
	case 0:
		lines = slices.Delete(lines, n, n+1)
	case 1:
		lines[n] = " " + lines[n]
	case 2:
		lines[n] = "<<<<<<< HEAD\n" + lines[n] + "=======\n" + lines[n] + ">>>>>>> b\n"
	case 3:
		const marks = "([{)]}'\":\\$?!\n"
		return text[:at] + string(marks[random.Intn(len(marks))]) + text[at:]
	default:
		for !strings.ContainsRune("([{)]}'\":,=.", rune(text[at])) {
			at = random.Intn(len(text))
		}
		return text[:at] + text[at+1:]
	}
	return strings.Join(lines, "")
}

// An outcome is what each name was last given, in the order of the text.
type outcome map[string]string

const lost = "unknown"

func (o outcome) unknown(name string) bool {
	return strings.Contains(o[name], "Bad()") || o[name] == lost || o[name] == "" && o["*"] == lost
}

func (o outcome) run(body []Stmt) {
	for _, s := range body {
		o.stmt(s)
	}
}

func (o outcome) stmt(s Stmt) {
	switch s := s.(type) {
	case *Assign:
		for _, target := range s.Targets {
			o.set(target, Dump([]Stmt{&ExprStmt{X: s.Value}}))
		}
	case *AugAssign:
		if name, ok := s.Target.(*Name); ok && !o.unknown(name.ID) {
			o[name.ID] += Dump([]Stmt{s})
		}
	case *FunctionDef:
		o[s.Name] = "def"
	case *ClassDef:
		o[s.Name] = "class"
	case *BadStmt:
		for _, name := range s.Names {
			o[name] = lost
		}
		if s.Any {
			for name := range o {
				o[name] = lost
			}
			o["*"] = lost
		}
	}
	o.blocks(s)
}

// blocks runs the statements inside one that is not a scope of its own.
func (o outcome) blocks(s Stmt) {
	switch s := s.(type) {
	case *Try:
		o.run(s.Body)
		for _, h := range s.Handlers {
			o.run(h.Body)
		}
		o.run(s.Orelse)
		o.run(s.Finally)
	case *If, *For, *While, *With:
		v := reflect.ValueOf(s).Elem()
		for _, field := range []string{"Body", "Orelse"} {
			if body := v.FieldByName(field); body.IsValid() {
				o.run(body.Interface().([]Stmt))
			}
		}
	}
}

func (o outcome) set(target Expr, value string) {
	for _, x := range flatten(nil, target) {
		if star, ok := x.(*Starred); ok {
			x = star.X
		}
		if name, ok := x.(*Name); ok {
			o[name.ID] = value
		}
	}
}
