package deps

import (
	"regexp"
	"strconv"
	"strings"
)

// bounded matches one constraint as poetry writes it: an operator, if there is
// one, and a version.
var poetryBound = regexp.MustCompile(`^(\^|~=|~|===|==|=|!=|<=|>=|<|>)?\s*v?([0-9][0-9A-Za-z.!+_*-]*)$`)

// poetrySpecifier translates a constraint of poetry: "^4.2", "~4.2", "4.2.*",
// "4.2" and what PEP 440 has; false if it is none, or one that no specifier
// says, such as "^3.8 || ^4".
// https://python-poetry.org/docs/dependency-specification/#version-constraints
func poetrySpecifier(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if text == "" || text == "*" {
		return "", true
	}
	if strings.Contains(text, "|") {
		return "", false
	}
	var parts []string
	for _, part := range poetryParts(text) {
		m := poetryBound.FindStringSubmatch(part)
		if m == nil {
			return "", false
		}
		spec, ok := translated(m[1], m[2])
		if !ok {
			return "", false
		}
		parts = append(parts, spec)
	}
	return strings.Join(parts, ","), true
}

// poetryParts cuts a constraint at commas, and at blanks between bounds.
func poetryParts(text string) []string {
	text = operatorGap.ReplaceAllString(text, "$1")
	return strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ' ' || c == '\t' })
}

// operatorGap is the blank between an operator and its version.
var operatorGap = regexp.MustCompile(`([\^~=<>!])\s+`)

// translated writes one bound of poetry as PEP 440 has it.
func translated(op, version string) (string, bool) {
	switch op {
	case "^", "~":
		upper, ok := nextOf(version, op == "^")
		return ">=" + version + ",<" + upper, ok
	case "", "=", "==":
		return "==" + version, true
	}
	return op + version, !strings.Contains(version, "*") || op == "!="
}

// nextOf is the first version above what "^" or "~" allow: for "^" the one that
// counts the first part up which is not zero, for "~" the second part, or the
// first if there is only one.
func nextOf(version string, caret bool) (string, bool) {
	release := leadingRelease.FindString(version)
	parts := strings.Split(release, ".")
	at := min(1, len(parts)-1)
	if caret {
		for at = 0; at < len(parts)-1 && strings.Trim(parts[at], "0") == ""; at++ {
		}
	}
	n, err := strconv.Atoi(parts[at])
	if err != nil || n > 1<<30 || strings.Contains(version, "!") {
		return "", false
	}
	parts[at] = strconv.Itoa(n + 1)
	return strings.Join(parts[:at+1], "."), true
}

// leadingRelease is the numbers that a version begins with.
var leadingRelease = regexp.MustCompile(`^[0-9]+(\.[0-9]+)*`)
