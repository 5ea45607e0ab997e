package report

import (
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

func TestFrame(t *testing.T) {
	long := strings.Repeat("a", 100) + "TARGET" + strings.Repeat("b", 100)
	for _, c := range []struct {
		name, text string
		span       source.Span
		want, mark string
	}{
		{"start", "DEBUG = True", at("a", 1, 1, 6), "DEBUG = True", "^^^^^"},
		{"tab", "\tDEBUG = True", at("a", 1, 2, 7), "    DEBUG = True", "    ^^^^^"},
		{"tab inside", "ab\tDEBUG", at("a", 1, 4, 9), "ab  DEBUG", "    ^^^^^"},
		{"wide", "x = '鍵' + y", at("a", 1, 11, 12), "x = '鍵' + y", "           ^"},
		{"marked wide", "'鍵'", at("a", 1, 2, 3), "'鍵'", " ^^"},
		{"combining", "e\u0301 = y", at("a", 1, 6, 7), "e\u0301 = y", "    ^"},
		{"escape", "\x1b[31m = y", at("a", 1, 9, 10), `\x1b[31m = y`, "           ^"},
		{"bidi", "\u202ex = y", at("a", 1, 2, 3), `\u202ex = y`, "      ^"},
		{"several lines", "A = [", source.Span{File: "a", Line: 1, Column: 5, EndLine: 3, EndColumn: 2}, "A = [", "    ^"},
		{"nothing", "A = ", at("a", 1, 5, 5), "A =", "    ^"},
		{"past the end", "A = 1", at("a", 1, 50, 60), "A = 1", "     ^"},
		{"no columns", "A = 1", source.Span{File: "a", Line: 1}, "A = 1", "^"},
		{"long, at the start", long, at("a", 1, 1, 3), strings.Repeat("a", 39) + "…", "^^"},
		{"long, in the middle", long, at("a", 1, 101, 107), "…" + strings.Repeat("a", 13) + "TARGET" + strings.Repeat("b", 19) + "…", strings.Repeat(" ", 14) + "^^^^^^"},
	} {
		shown := cells(c.text)
		from, to := region(c.span, c.text)
		text, mark := crop(shown, from, to, 40)
		if text != c.want || mark != c.mark {
			t.Errorf("%s:\n%s\n%s\nwant\n%s\n%s", c.name, text, mark, c.want, c.mark)
		}
		if columns(text) > 40 {
			t.Errorf("%s is %d columns wide", c.name, columns(text))
		}
	}
}

func TestWrap(t *testing.T) {
	got := wrap("one two  three 鍵鍵鍵 a-word-that-is-far-too-long-to-fit end", 12)
	want := []string{"one two", "three 鍵鍵鍵", "a-word-that-is-far-too-long-to-fit", "end"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q", got)
	}
}

// TestTextWidth holds that our own lines fit the terminal.
func TestTextWidth(t *testing.T) {
	for _, width := range []int{60, 80, 120} {
		o := options
		o.Width = width
		for line := range strings.Lines(written(t, Text, house(), o)) {
			if columns(strings.TrimSuffix(line, "\n")) > width {
				t.Errorf("at %d columns: %q", width, line)
			}
		}
	}
}

func TestSentence(t *testing.T) {
	for message, want := range map[string]string{
		"sessions are read by scripts":  "Sessions are read by scripts.",
		"compose.yml publishes 5432":    "compose.yml publishes 5432.",
		"DEBUG is on":                   "DEBUG is on.",
		"cookie_age is long.":           "cookie_age is long.",
		"":                              "",
		"éclairs are off the menu here": "éclairs are off the menu here.",
	} {
		if got := sentence(message); got != want {
			t.Errorf("%q becomes %q, want %q", message, got, want)
		}
	}
}

func TestURI(t *testing.T) {
	for file, want := range map[string]string{
		"a/b.py":        "a/b.py",
		"a b/%41.py":    "a%20b/%2541.py",
		"c:x.py":        "c%3Ax.py",
		"ü#?&+=@;\\.py": "%C3%BC%23%3F%26%2B%3D%40%3B%5C.py",
		"[a](b).py":     "%5Ba%5D%28b%29.py",
	} {
		if got := uri("", file); got != want {
			t.Errorf("%q becomes %q, want %q", file, got, want)
		}
	}
	if got := uri("site", "./a.py"); got != "site/a.py" {
		t.Error(got)
	}
}
