package models

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// seedFiles are beginnings for all readers of environment files.
var seedFiles = []string{
	"A=1\nB=\"two\\n\" # c\nexport C='x'\n", "[settings]\nA = %(B)s\n  more\nB: 1\n", "A=${B:-c}${D}\n", "'k'=\"\n", "A", "=\n#\\", "A=\"\\\"", "é=\u2028\x1c",
}

// checkSettings demands what holds for every reader.
func checkSettings(t *testing.T, text string, list []setting) {
	t.Helper()
	lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
	last := 0
	for _, s := range list {
		if s.line < last || s.line > lines+strings.Count(text, "\v")+strings.Count(text, "\f")+3*len(text) {
			t.Errorf("line %d after %d of %d", s.line, last, lines)
		}
		if s.line < 1 || utf8.ValidString(text) && !utf8.ValidString(s.value) {
			t.Errorf("line %d, value %q", s.line, s.value)
		}
		if s.bare && s.value != "" {
			t.Errorf("%q has no value, and %q", s.name, s.value)
		}
		last = s.line
	}
}

func FuzzDotenv(f *testing.F) {
	for _, s := range seedFiles {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list := dotenvSyntax(text)
		checkSettings(t, text, list)
		for _, s := range list {
			if s.name == "" || strings.ContainsAny(s.name, "\x00") && !strings.Contains(text, "\x00") {
				t.Errorf("name %q", s.name)
			}
			for rest := s.value; rest != ""; {
				start, end, _, _ := reference(rest)
				if start < 0 {
					break
				}
				if end <= start || end > len(rest) {
					t.Fatalf("reference %d to %d of %q", start, end, rest)
				}
				rest = rest[end:]
			}
		}
	})
}

func FuzzEnviron(f *testing.F) {
	for _, s := range seedFiles {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, comments bool) {
		checkSettings(t, text, environSyntax(text, comments))
	})
}

func FuzzDecouple(f *testing.F) {
	for _, s := range seedFiles {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, _ := decoupleSyntax(text)
		checkSettings(t, text, list)
		iniSyntax(text)
		words, err := shellSplit(text, ",")
		if err == nil && len(words) > len(text) {
			t.Errorf("%d words of %q", len(words), text)
		}
	})
}

func FuzzURL(f *testing.F) {
	for _, s := range []string{"postgres://u:p@h:5432/n?a=b#c", "sqlite:///x", "a://[::1%25x]:1/;p", "//@:/?&=%ff+%", "\x00 x:\t//é/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := parseURL(text)
		if err != nil {
			return
		}
		if port, err := u.port(); err == nil && (port < -1 || port > 65535) {
			t.Errorf("port %d", port)
		}
		for _, q := range parseQuery(u.query) {
			if len(q.vals) == 0 {
				t.Errorf("no value of %q", q.key)
			}
		}
		if utf8.ValidString(text) && !utf8.ValidString(unquote(text)) {
			t.Errorf("unquote(%q) is not text", text)
		}
		if quoted := quoteURL(text, ""); utf8.ValidString(text) && unquote(quoted) != text {
			t.Errorf("%q is quoted as %q", text, quoted)
		}
		databasePlace(u)
		again, err := parseURL(u.String())
		if err == nil && again.String() != u.String() && !strings.ContainsAny(text, "\x00\t\r\n ") && u.netloc != "" {
			t.Errorf("%q, then %q", u.String(), again.String())
		}
	})
}

// plainMachine knows only that the path is open.
type plainMachine struct{ Machine }

func (plainMachine) Here() *value.Cond { return value.True }

func FuzzLiteral(f *testing.F) {
	for _, s := range []string{"[1, 'a', (2,), {'b': None}]", "1.5e3", "-007", "((", "'a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := &Call{Machine: plainMachine{}}
		if v, verdict := c.literalEval(text, nil); (verdict == literal) != (v != nil) && verdict != refused {
			t.Errorf("%q: %v, %v", text, verdict, v)
		}
		if v, err := c.decodeJSON(text, nil); (err == nil) != (v != nil) {
			t.Errorf("%q: %v, %v", text, v, err)
		}
		loneSurrogate(text)
		splitLines(text)
		sharedSyntax(text)
		if re, ok := goPattern(text, "abc", "(?:", ")"); ok && re == nil {
			t.Error("no pattern")
		}
	})
}
