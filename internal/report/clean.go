package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable makes text of the repository safe to print on a terminal: what
// moves the cursor, changes colours, hides text or turns its direction is
// written out as an escape. Newlines too, so the result is one line.
func Printable(s string) string {
	if !strings.ContainsFunc(s, harmful) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if harmful(r) {
			b.WriteString(escaped(r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// harmful reports whether a character does anything but show itself.
func harmful(r rune) bool {
	return r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp)
}

func escaped(r rune) string {
	switch {
	case r == utf8.RuneError:
		return "\uFFFD"
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < 0x100:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// LogSafe makes lines safe for the log of GitHub Actions, in which a line that
// starts with "::", blanks aside, or holds "##[" anywhere is a command.
func LogSafe(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		line = strings.ReplaceAll(line, "##[", "## [")
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			line = "| " + line
		}
		lines[i] = line
	}
	return strings.Join(lines, "")
}
