package rules

import (
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// seconds gives a number, also one that is written as text.
func seconds(p value.Plain) (int64, bool) {
	switch p := p.(type) {
	case value.Int:
		return int64(p), true
	case value.Float:
		return int64(p), true
	case value.Str:
		n, err := strconv.ParseInt(strings.TrimSpace(string(p)), 10, 64)
		return n, err == nil
	}
	return 0, false
}

// doubt says Maybe of what is not known, and No of anything else.
func doubt(p value.Plain) value.Truth {
	if _, ok := p.(*value.Unknown); ok {
		return value.Maybe
	}
	return value.No
}

// isUnset says Yes of what is defined nowhere.
func isUnset(p value.Plain) value.Truth {
	if _, ok := p.(value.Unset); ok {
		return value.Yes
	}
	return doubt(p)
}

// byDjango reports whether an alternative is Django's default and nothing that
// the project writes.
func byDjango(a value.Alt) bool { return a.Origin != nil && a.Origin.Verb == value.DjangoDefault }

// isNone says Yes of None.
func isNone(p value.Plain) value.Truth {
	if _, ok := p.(value.None); ok {
		return value.Yes
	}
	return doubt(p)
}
