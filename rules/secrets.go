package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// weakness says in which way a secret key is weak, without showing it.
func weakness(key value.Plain) string {
	s, ok := key.(value.Str)
	made, _ := key.(*value.Unknown)
	switch {
	case made != nil && made.Length > 0:
		return "shorter than 50 characters"
	case !ok:
		return "not set"
	case s == "":
		return "empty"
	case strings.HasPrefix(string(s), django.InsecurePrefix):
		return "marked as insecure by its beginning, \"django-insecure-\""
	case len([]rune(string(s))) < 50:
		return "shorter than 50 characters"
	}
	return "made of fewer than 5 different characters"
}

// written answers whether a value stands in the repository as text, which is
// to say that everybody who can read the repository knows it.
func written(p value.Plain) value.Truth {
	switch p := p.(type) {
	case value.Str:
		return value.Is(p != "")
	case value.Bytes:
		return value.Is(p != "")
	case *value.Unknown:
		if p.Outside || p.Random {
			return value.No
		}
		return value.Maybe
	}
	return value.No
}

// placeholder tells texts that nobody takes for a secret: markers to be
// replaced, and names of variables.
func placeholder(text string) bool {
	lower := strings.ToLower(text)
	for _, mark := range []string{"<", "${", "{{", "%("} {
		if strings.HasPrefix(lower, mark) {
			return true
		}
	}
	return false
}
