package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// encode writes v as JSON for people and machines: indented, "<" and "&" as
// they are, and what would do something to a terminal or to the log of GitHub
// Actions as escapes, which for JSON are the same text.
func encode(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("encode JSON: %w", err)
	}
	_, err := w.Write(escapeHarmful(b.Bytes()))
	return err
}

// escapeHarmful rewrites harmful characters of JSON, all of which stand in
// strings, as \u escapes.
func escapeHarmful(text []byte) []byte {
	var b bytes.Buffer
	safe := strings.ReplaceAll(string(text), "##[", `#\u0023[`)
	for _, r := range safe {
		switch {
		case r == '\n' || r == '\uFFFD' || !harmful(r):
			b.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		}
	}
	return b.Bytes()
}
