package models

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// isSpace is str.isspace() of one character.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f
}

// strip is str.strip().
func strip(s string) string { return strings.TrimFunc(s, isSpace) }

// lowered is str.lower().
func lowered(s string) string { return strings.ToLower(s) }

// splitLines is str.splitlines().
func splitLines(s string) []string {
	var lines []string
	rest := strings.ReplaceAll(s, "\r\n", "\n")
	for rest != "" {
		i := strings.IndexAny(rest, "\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029")
		if i < 0 {
			return append(lines, rest)
		}
		lines = append(lines, rest[:i])
		size := 1
		if rest[i] >= 0x80 {
			size = len("\u2028")
			if strings.HasPrefix(rest[i:], "\u0085") {
				size = len("\u0085")
			}
		}
		rest = rest[i+size:]
	}
	return lines
}

// A number is how int() or float() reads a text.
type number int

const (
	notNumber number = iota
	isNumber
	tooLarge
)

// parseInt is int(text).
func parseInt(text string) (value.Int, number) {
	text, ok := digitsOnly(strip(text))
	if !ok {
		return 0, notNumber
	}
	body := strings.TrimLeft(text, "+-")
	if body == "" || len(text)-len(body) > 1 || strings.Trim(body, "0123456789") != "" {
		return 0, notNumber
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, tooLarge
	}
	return value.Int(n), isNumber
}

// digitsOnly takes out the underscores that Python allows between digits,
// and turns digits of other scripts into ASCII.
func digitsOnly(s string) (string, bool) {
	var b strings.Builder
	prev := rune(0)
	for _, r := range s {
		if r == '_' && !isDigit(prev) || prev == '_' && !isDigit(r) {
			return "", false
		}
		prev = r
		switch {
		case r == '_':
			continue
		case r > 0x7f && unicode.Is(unicode.Nd, r):
			r = '0' + digitValue(r)
		}
		b.WriteRune(r)
	}
	return b.String(), prev != '_'
}

func isDigit(r rune) bool { return unicode.Is(unicode.Nd, r) }

// digitValue is the value of a decimal digit: they come in runs of ten.
func digitValue(r rune) rune {
	for _, run := range unicode.Nd.R16 {
		if rune(run.Lo) <= r && r <= rune(run.Hi) {
			return (r - rune(run.Lo)) % 10
		}
	}
	for _, run := range unicode.Nd.R32 {
		if rune(run.Lo) <= r && r <= rune(run.Hi) {
			return (r - rune(run.Lo)) % 10
		}
	}
	return 0
}

// parseFloat is float(text).
func parseFloat(text string) (value.Float, bool) {
	text, ok := digitsOnly(strip(text))
	if !ok || strings.ContainsAny(text, "xXpP_") {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil && !strings.Contains(err.Error(), "range") {
		return 0, false
	}
	return value.Float(f), true
}
