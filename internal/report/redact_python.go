package report

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A pyState is where in Python's grammar a line starts: in code, or inside a
// string. The zero pyState is code.
type pyState struct {
	quote     string // what ends the string: `"`, `'`, `"""` or `'''`
	formatted bool   // an f-string, which may hold strings of its own
}

// lineStates tells for each line of a file how it starts.
func lineStates(file *source.File) []pyState {
	states := make([]pyState, file.Lines())
	state := pyState{}
	for i := range states {
		states[i] = state
		_, state = redactPython(file.Line(i+1), state)
	}
	return states
}

// redactPython hides in one line the content of every string, what a comment
// says, and numbers of four digits and more. It gives the state in which the
// next line starts.
func redactPython(text string, state pyState) (string, pyState) {
	var b strings.Builder
	for rest := text; rest != ""; {
		var shown string
		var n int
		if state.quote == "" {
			shown, n, state = pyCode(rest)
		} else {
			shown, n, state = pyString(rest, state)
		}
		b.WriteString(shown)
		rest = rest[n:]
	}
	if len(state.quote) == 1 && !strings.HasSuffix(text, `\`) {
		state = pyState{} // only a backslash carries such a string over the line
	}
	return b.String(), state
}

// pyCode reads one token of code: what to show of it and its length.
func pyCode(text string) (shown string, n int, next pyState) {
	switch c := text[0]; {
	case c == '#':
		return "# " + hidden, len(text), pyState{}
	case c == '"' || c == '\'':
		quote := pyQuote(text)
		return quote, len(quote), pyState{quote: quote}
	case isDigit(c):
		n = wordLength(text)
		if digits(text[:n]) < 4 {
			return text[:n], n, pyState{}
		}
		return hidden, n, pyState{}
	case isWord(c):
		n = wordLength(text)
		if n < len(text) && (text[n] == '"' || text[n] == '\'') && n <= 2 {
			quote := pyQuote(text[n:])
			return text[:n] + quote, n + len(quote), pyState{quote, strings.ContainsAny(text[:n], "fFtT")}
		}
		return text[:n], n, pyState{}
	}
	return text[:1], 1, pyState{}
}

// pyString reads a string up to its end or that of the line.
func pyString(text string, state pyState) (shown string, n int, next pyState) {
	depth := 0 // of braces, within which quotes belong to inner strings
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case depth == 0 && strings.HasPrefix(text[i:], state.quote):
			if i > 0 {
				shown = hidden
			}
			return shown + state.quote, i + len(state.quote), pyState{}
		case !state.formatted || len(state.quote) == 3:
		case text[i] == '{':
			depth++
		case text[i] == '}':
			depth = max(0, depth-1)
		}
	}
	return hidden, len(text), state
}

// pyQuote is the quote with which text starts.
func pyQuote(text string) string {
	triple := strings.Repeat(text[:1], 3)
	if strings.HasPrefix(text, triple) {
		return triple
	}
	return text[:1]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(c byte) bool {
	return isDigit(c) || c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

func wordLength(text string) int {
	n := 0
	for n < len(text) && isWord(text[n]) {
		n++
	}
	return n
}

func digits(text string) int {
	n := 0
	for i := range len(text) {
		if isDigit(text[i]) {
			n++
		}
	}
	return n
}
