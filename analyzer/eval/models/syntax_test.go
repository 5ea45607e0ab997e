package models

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

func show(list []setting) string {
	var parts []string
	for _, s := range list {
		text := fmt.Sprintf("%s=%q@%d", s.name, s.value, s.line)
		if s.bare {
			text = fmt.Sprintf("%s@%d", s.name, s.line)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}

func TestDotenvSyntax(t *testing.T) {
	for text, want := range map[string]string{
		"A=1\nB = two # c\n":                   `A="1"@1 B="two"@2`,
		"export A='x \\' y'\n":                 `A="x ' y"@1`,
		"A=\"1\\n2\"\nB=\n":                    `A="1\n2"@1 B=""@2`,
		"A=\"one\ntwo\"\n\nB=3":                `A="one\ntwo"@1 B="3"@4`,
		"A\n# c\nB=x#y":                        `A@1 B="x#y"@3`,
		"A B=1\nC=2":                           `C="2"@2`,
		"A='open\nB=2":                         `B="2"@2`,
		"'quoted key'=1":                       `quoted key="1"@1`,
		"A='a' b\nB=2":                         `B="2"@2`,
		"A= #none":                             `A="#none"@1`,
		"exportA=1\nexport B=2\r\nexport\tC=3": `exportA="1"@1 B="2"@2 C="3"@3`,
	} {
		if got := show(dotenvSyntax(text)); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestEnvironSyntax(t *testing.T) {
	for text, want := range map[string]string{
		"A=1\nexport B=two # c\n C=3\n":  `A="1"@1 B="two # c"@2`,
		"A='x'\nB=\"a\\\"b\\n\"\nC='x' ": `A="x"@1 B="a\"b\\n"@2 C="'x' "@3`,
		"A-B=1\nA=":                      `A=""@2`,
	} {
		if got := show(environSyntax(text, false)); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	if got := show(environSyntax("A=1 # c\nB='x' # it's\n", true)); got != `A="1 "@1 B="x"@2` {
		t.Error(got)
	}
}

func TestDecoupleSyntax(t *testing.T) {
	got, _ := decoupleSyntax("A=1 # c\n B = 'x' \n# C=1\nD\nE=\"'\nF='\n")
	if want := `A="1 # c"@1 B="x"@2 E="\"'"@5 F="'"@6`; show(got) != want {
		t.Errorf("got %s, want %s", show(got), want)
	}
}

func TestIniSyntax(t *testing.T) {
	got, ok := iniSyntax("[DEFAULT]\nhost = h\n[settings]\nDEBUG: True\n; c\nURL = http://%(host)s/100%%\nLIST = a,\n  b\n[other]\nX = 1\n")
	if want := `host="h"@2 debug="True"@4 url="http://h/100%"@6 list="a,\nb"@7`; !ok || show(got) != want {
		t.Errorf("got %s, want %s", show(got), want)
	}
	for _, bad := range []string{"A=1", "[settings]\nA=1\nA=2", "[settings]\nA", "[settings]\nA=%x", "[settings]\nA=%(a)s", "[settings]\nA=%(b)s", "[settings]\n[settings]"} {
		if _, ok := iniSyntax(bad); ok {
			t.Errorf("%q is read", bad)
		}
	}
}

func TestShellSplit(t *testing.T) {
	for text, want := range map[string]string{
		"a,b , c":        `["a" "b " " c"]`,
		`"a,b",c`:        `["a,b" "c"]`,
		`a\,b,'\,'`:      `["a,b" "\\,"]`,
		`"",,x`:          `["" "x"]`,
		"a#b,c\nd":       `["a" "d"]`,
		`"a\"b\c"`:       `["a\"b\\c"]`,
		"":               `[]`,
		"http://x:1/,*.": `["http://x:1/" "*."]`,
	} {
		words, err := shellSplit(text, ",")
		if got := fmt.Sprintf("%q", words); err != nil || got != want {
			t.Errorf("%q: got %s, want %s (%v)", text, got, want, err)
		}
	}
	for _, bad := range []string{`"a`, "'", `a\`, `"\`} {
		if _, err := shellSplit(bad, ","); err == nil {
			t.Errorf("%q is split", bad)
		}
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]number{
		"1": isNumber, " -1\n": isNumber, "+1_000": isNumber, "١٢": isNumber, "": notNumber, "1_": notNumber, "_1": notNumber, "1__0": notNumber,
		"+-1": notNumber, "1.0": notNumber, "0x1": notNumber, "9223372036854775808": tooLarge, "007": isNumber, "-": notNumber,
	} {
		if _, got := parseInt(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	if n, _ := parseInt("١٢"); n != 12 {
		t.Error(n)
	}
	for text, want := range map[string]value.Float{"1,5": 1.5, "1.234,5": 1234.5, "1e5": 15, "$ 3": 3, "-2.": -2} {
		if got, ok := cleanFloat(text); !ok || got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestCluster(t *testing.T) {
	hosts, ports := cluster("a:1,b,c:3")
	if hosts != "a,b,c" || ports != "1,3" {
		t.Error(hosts, ports)
	}
}

func TestUnquote(t *testing.T) {
	for text, want := range map[string]string{
		"a%20b+c": "a b+c", "%C3%A9": "é", "%ff%fe": "\ufffd\ufffd", "%e2%82x": "\ufffdx", "é%C3é": "é\ufffdé", "%": "%", "%zz%4": "%zz%4", "%f0%9f%98": "\ufffd",
	} {
		if got := unquote(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestTables: every entry is a function, and its name is one that the
// evaluator can ask for.
func TestTables(t *testing.T) {
	for name, f := range functions {
		if f == nil || strings.Count(name, "#") > 1 || strings.ContainsAny(name, " /") {
			t.Errorf("bad entry %q", name)
		}
		if _, both := constants[name]; both {
			t.Errorf("%s is a function and a constant", name)
		}
	}
	for _, name := range []string{"os", "environ", "decouple", "django", "__future__", "xml"} {
		if !Knows(name) {
			t.Errorf("%s is not known", name)
		}
	}
	if names, ok := StarNames("corsheaders.defaults"); !ok || !slices.Contains(names, "default_headers") {
		t.Error(names)
	}
	if _, ok := StarNames("os"); ok {
		t.Error("the names of os are not listed")
	}
}
