package models

import (
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

var reFunctions = map[string]Func{
	"re.compile":           reCompile,
	"re.match":             reSearch("re.match", `\A(?:`, `)`),
	"re.fullmatch":         reSearch("re.fullmatch", `\A(?:`, `)\z`),
	"re.search":            reSearch("re.search", `(?:`, `)`),
	"re.sub":               reSub,
	"re.split":             reSplit,
	"re.findall":           reFindAll,
	"re.escape":            reEscape,
	"re.purge":             (*Call).none,
	"re.Match#group":       matchGroup,
	"re.Match#groups":      matchGroups,
	"re.Match#__getitem__": matchGroup,
}

var reConstants = map[string]value.Plain{
	"re.I": value.Int(2), "re.IGNORECASE": value.Int(2), "re.M": value.Int(8), "re.MULTILINE": value.Int(8),
	"re.S": value.Int(16), "re.DOTALL": value.Int(16), "re.U": value.Int(32), "re.UNICODE": value.Int(32),
	"re.X": value.Int(64), "re.VERBOSE": value.Int(64), "re.A": value.Int(256), "re.ASCII": value.Int(256),
}

// reFlagNames are the flags in the order in which Python prints them.
var reFlagNames = []struct {
	bit  value.Int
	name string
}{{2, "re.IGNORECASE"}, {8, "re.MULTILINE"}, {16, "re.DOTALL"}, {64, "re.VERBOSE"}, {256, "re.ASCII"}}

// reCompile is re.compile(pattern, flags): an object that is only shown.
func reCompile(c *Call) *value.Value {
	flags := c.arg(1, "flags")
	if flags == nil {
		flags = c.of(value.Int(0))
	}
	if c.arg(0, "pattern") == nil {
		c.Raise("TypeError", "compile() missing the argument 'pattern'")
		return nil
	}
	return c.each([]*value.Value{c.arg(0, "pattern"), flags}, func(ps []value.Plain) *value.Value {
		text, ok := value.Repr(ps[0])
		n, isInt := ps[1].(value.Int)
		if len([]rune(text)) > 200 {
			text = string([]rune(text)[:200])
		}
		pattern, isText := ps[0].(value.Str)
		if !ok || !isText || !isInt {
			return c.unknown("the pattern is not known", "Pattern", c.Args...)
		}
		n |= inlineFlags(string(pattern))
		var names []string
		for _, f := range reFlagNames {
			if n&f.bit != 0 {
				names = append(names, f.name)
			}
		}
		if len(names) > 0 {
			text += ", " + strings.Join(names, "|")
		}
		return c.of(value.Opaque{TypeName: "Pattern", Repr: "re.compile(" + text + ")"}, c.Args...)
	})
}

// inlineFlags reads flags such as (?i) at the start of a pattern.
func inlineFlags(pattern string) value.Int {
	m := inlineFlag.FindStringSubmatch(pattern)
	if m == nil {
		return 0
	}
	var flags value.Int
	for _, letter := range m[1] {
		flags |= map[rune]value.Int{'i': 2, 'm': 8, 's': 16, 'x': 64, 'a': 256}[letter]
	}
	return flags
}

var inlineFlag = regexp.MustCompile(`^\(\?([aimsux]+)\)`)

// goPattern gives a Go expression that matches the same texts as a Python
// one, if both are in the part that the two grammars share: literals,
// classes, groups, choices and plain repeats, over ASCII text of one line.
func goPattern(pattern, subject, before, after string) (*regexp.Regexp, bool) {
	if !plainASCII(pattern) || !plainASCII(subject) || !sharedSyntax(pattern) {
		return nil, false
	}
	re, err := regexp.Compile(before + pattern + after)
	return re, err == nil
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// sharedSyntax refuses what only Python knows (look-around, references,
// "{,n}", possessive repeats, comments) and what the two read differently.
func sharedSyntax(p string) bool {
	for i := 0; i < len(p); i++ {
		rest := p[i+1:]
		switch p[i] {
		case '\\':
			if rest == "" || !strings.ContainsRune(`dDwWsSbB.^$*+?()[]{}|\/-_:;,@#%&=!<>~'"`, rune(rest[0])) {
				return false
			}
			i++
		case '(':
			if strings.HasPrefix(rest, "?") && !strings.HasPrefix(rest, "?:") && !strings.HasPrefix(rest, "?P<") {
				return false
			}
		case '{':
			if end := strings.IndexByte(rest, '}'); end < 1 || rest[0] == ',' || strings.Trim(rest[:end], "0123456789,") != "" {
				return false
			}
		case '[':
			end, ok := sharedClass(rest)
			if !ok {
				return false
			}
			i += end
		case '*', '?', '+', '}':
			if strings.HasPrefix(rest, "+") || strings.HasPrefix(rest, "*") || strings.HasPrefix(rest, "{") {
				return false
			}
		}
	}
	return !nestedRepeat.MatchString(p)
}

// nestedRepeat finds a repeated group with a repeat in it: what such groups
// capture differs.
var nestedRepeat = regexp.MustCompile(`[*+?}|]\)[*+{]`)

// sharedClass reads a character class up to its end.
func sharedClass(p string) (end int, ok bool) {
	first := strings.TrimPrefix(p, "^")
	if first == "" || first[0] == ']' || first[0] == '[' {
		return 0, false
	}
	for i := 0; i < len(p); i++ {
		switch p[i] {
		case '\\':
			if i+1 >= len(p) || !strings.ContainsRune(`dwsDWS.^$*+?()[]{}|\/-_`, rune(p[i+1])) {
				return 0, false
			}
			i++
		case '[', '&', '~':
			return 0, false
		case ']':
			return i + 1, true
		}
	}
	return 0, false
}

// reArgs calls f with the pattern and the subject of a call without flags.
func reArgs(c *Call, op string, subjectAt int, f func(pattern, subject string, from *value.Value) *value.Value) *value.Value {
	pattern, subject := c.arg(0, "pattern"), c.arg(subjectAt, "string")
	if pattern == nil || subject == nil || len(c.Args) > subjectAt+1 || c.unmodelled("pattern", "string", "repl") {
		return c.unknown(op+" with flags is not computed", "", c.Args...)
	}
	return c.each([]*value.Value{pattern, subject}, func(ps []value.Plain) *value.Value {
		p, ok1 := ps[0].(value.Str)
		s, ok2 := ps[1].(value.Str)
		if ok1 && ok2 {
			return f(string(p), string(s), subject)
		}
		if u, ok := ps[1].(*value.Unknown); ok && ok1 && subjectAt == 1 {
			d := derived(op+" "+string(p), "", u)
			return c.of(d, subject)
		}
		return c.unknown(op+" is not computed", "", c.Args...)
	})
}

func reSearch(op, before, after string) Func {
	return func(c *Call) *value.Value {
		return reArgs(c, op, 1, func(pattern, subject string, from *value.Value) *value.Value {
			re, ok := goPattern(pattern, subject, before, after)
			if !ok {
				return c.unknown(op+" with this pattern is not computed", "", from)
			}
			m := re.FindStringSubmatchIndex(subject)
			if m == nil {
				return c.of(value.None{}, from)
			}
			return c.of(&Object{Class: "re.Match", State: &match{re: re, at: m, subject: subject}}, from)
		})
	}
}

// A match is the state of a match object.
type match struct {
	re      *regexp.Regexp
	at      []int
	subject string
}

// group gives what group n matched, None if it took no part.
func (m *match) group(n int) value.Plain {
	if m.at[2*n] < 0 {
		return value.None{}
	}
	return value.Str(m.subject[m.at[2*n]:m.at[2*n+1]])
}

func matchGroup(c *Call) *value.Value {
	m := c.Self.(*Object).State.(*match)
	if len(c.Args) == 0 {
		return c.of(m.group(0))
	}
	if len(c.Args) > 1 {
		return c.unknown("several groups of a match are not followed", "tuple")
	}
	return c.eachAlt(c.Args[0], func(a value.Alt) *value.Value {
		n := -1
		switch p := a.Plain.(type) {
		case value.Int:
			n = int(p)
		case value.Str:
			n = m.re.SubexpIndex(string(p))
		default:
			return c.unknown("which group of a match is taken is not known", "", alone(a))
		}
		if n < 0 || 2*n >= len(m.at) {
			c.Raise("IndexError", "no such group")
			return nil
		}
		return c.of(m.group(n))
	})
}

func matchGroups(c *Call) *value.Value {
	m := c.Self.(*Object).State.(*match)
	if len(c.Args) > 0 {
		return c.unknown("the groups of a match are not followed", "tuple")
	}
	var groups []*value.Value
	for n := 1; 2*n < len(m.at); n++ {
		groups = append(groups, c.of(m.group(n)))
	}
	return c.of(c.seq(value.TupleKind, groups...))
}

// reSub is re.sub with a replacement that holds no reference.
func reSub(c *Call) *value.Value {
	repl := c.arg(1, "repl")
	return reArgs(c, "re.sub", 2, func(pattern, subject string, from *value.Value) *value.Value {
		re, ok := goPattern(pattern, subject, "(?:", ")")
		if repl == nil || !ok || re.MatchString("") {
			return c.unknown("re.sub with this pattern is not computed", "str", from)
		}
		return c.eachAlt(repl, func(a value.Alt) *value.Value {
			with, ok := a.Plain.(value.Str)
			if !ok || strings.Contains(string(with), `\`) {
				return c.unknown("re.sub with this replacement is not computed", "str", from)
			}
			return c.str(re.ReplaceAllLiteralString(subject, string(with)), from)
		})
	})
}

// reSplit is re.split with a pattern that has no group and matches no empty
// text.
func reSplit(c *Call) *value.Value {
	return reArgs(c, "re.split", 1, func(pattern, subject string, from *value.Value) *value.Value {
		re, ok := goPattern(pattern, subject, "(?:", ")")
		if !ok || re.MatchString("") || re.NumSubexp() > 0 {
			return c.unknown("re.split with this pattern is not computed", "list", from)
		}
		return c.strs(value.ListKind, re.Split(subject, -1), from)
	})
}

func reFindAll(c *Call) *value.Value {
	return reArgs(c, "re.findall", 1, func(pattern, subject string, from *value.Value) *value.Value {
		re, ok := goPattern(pattern, subject, "(?:", ")")
		if !ok || re.MatchString("") || re.NumSubexp() > 0 {
			return c.unknown("re.findall with this pattern is not computed", "list", from)
		}
		return c.strs(value.ListKind, re.FindAllString(subject, -1), from)
	})
}

// reEscape is re.escape: a backslash before each special character.
func reEscape(c *Call) *value.Value {
	return c.onText(c.arg(0, "pattern"), "re.escape", "str", func(s string, from *value.Value) *value.Value {
		var b strings.Builder
		for _, r := range s {
			if strings.ContainsRune("()[]{}?*+-|^$\\.&~# \t\n\r\v\f", r) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
		return c.str(b.String(), from)
	})
}

var stringConstants = map[string]value.Plain{
	"string.ascii_letters":   value.Str(lower + strings.ToUpper(lower)),
	"string.ascii_lowercase": value.Str(lower),
	"string.ascii_uppercase": value.Str(strings.ToUpper(lower)),
	"string.digits":          value.Str("0123456789"),
	"string.hexdigits":       value.Str("0123456789abcdefABCDEF"),
	"string.octdigits":       value.Str("01234567"),
	"string.punctuation":     value.Str(punctuation),
	"string.whitespace":      value.Str(" \t\n\r\v\f"),
	"string.printable":       value.Str("0123456789" + lower + strings.ToUpper(lower) + punctuation + " \t\n\r\v\f"),
}

const (
	lower       = "abcdefghijklmnopqrstuvwxyz"
	punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
)
