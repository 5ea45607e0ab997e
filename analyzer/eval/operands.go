package eval

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// neverFails reports whether a op b surely gives something, whatever a and b
// are beyond their types.
func neverFails(op string, a, b value.Plain) bool {
	x, y := a.Type(), b.Type()
	switch op {
	case "+":
		return isNumber(x) && isNumber(y) || x == y && (sequences[x] || x == "bytes")
	case "-":
		return isNumber(x) && isNumber(y)
	case "*":
		return isNumber(x) && isNumber(y) || sequences[x] && isInteger(y) || isInteger(x) && sequences[y]
	case "&", "|", "^":
		return isInteger(x) && isInteger(y)
	case "/":
		return x == "PosixPath" && (y == "str" || y == "PosixPath") || x == "str" && y == "PosixPath"
	case "%":
		text, ok := a.(value.Str)
		return ok && y != "tuple" && y != "dict" && y != "" && takesOne(string(text))
	}
	return false
}

func isNumber(typeName string) bool { return isInteger(typeName) || typeName == "float" }

func isInteger(typeName string) bool { return typeName == "int" || typeName == "bool" }

// sequences are the types that can be joined and repeated.
var sequences = map[string]bool{"str": true, "list": true, "tuple": true}

// takesOne reports whether a format takes one thing, of whatever type.
func takesOne(format string) bool {
	parts, wrong := parsePercent(format)
	n := 0
	for _, p := range parts {
		if p.verb == 0 {
			continue
		}
		n++
		if p.keyed || !strings.ContainsRune("sra", rune(p.verb)) {
			return false
		}
	}
	return wrong == "" && n == 1
}
