package deploy

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/joho/godotenv"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// ReadEnv reads a file of environment variables: NAME=value or NAME: value,
// with export in front if one likes, quotes, and comments. godotenv says what
// each value is; as it knows no lines, takes one bad line for a bad file and
// does not know ${NAME:-default}, it is handed one entry at a time. Entries
// that are no such thing are noted and left out.
func ReadEnv(f *source.File) ([]Variable, []source.Note) {
	var list []Variable
	var notes []source.Note
	known := map[string]Text{}
	text := f.Text
	for line := 1; text != ""; {
		entry, rest := cutEntry(text)
		if v, fault := readEntry(entry, known); fault != "" {
			notes = append(notes, source.Note{Span: lineSpan(f, line), Text: fault})
		} else if v.Name != "" {
			v.Span, v.By = lineSpan(f, line), f.Path
			known[v.Name] = v.Text
			list = append(list, v)
		}
		line += strings.Count(text[:len(text)-len(rest)], "\n")
		text = rest
	}
	return list, notes
}

// opening matches an entry up to a quote that its value starts with.
var opening = regexp.MustCompile(`^\s*(?:export\s+)?[\w.]+[ \t]*[=:][ \t]*(["'])`)

// cutEntry takes the first line off a text, and those after it that a quote
// makes one with it.
func cutEntry(text string) (entry, rest string) {
	line, after, _ := strings.Cut(text, "\n")
	m := opening.FindStringSubmatchIndex(line)
	if m == nil {
		return line, after
	}
	quote := text[m[2]]
	for i := m[3]; i < len(text); i++ {
		if text[i] == quote && text[i-1] != '\\' {
			_, after, _ := strings.Cut(text[i:], "\n")
			return strings.TrimSuffix(text[:len(text)-len(after)], "\n"), after
		}
	}
	return line, after // the quote is never closed: only this line is lost
}

// notAnEntry says why an entry is left out.
const notAnEntry = "is not of the form NAME=value and is left out"

// mentioned matches what an entry takes from another.
var mentioned = regexp.MustCompile(`\\?\$\{?([A-Za-z0-9_]+)`)

// readEntry reads an entry, with what the entries above it have set.
func readEntry(entry string, known map[string]Text) (v Variable, fault string) {
	trimmed := strings.TrimSpace(entry)
	if trimmed == "" || strings.HasPrefix(trimmed, "#") {
		return v, ""
	}
	if !strings.ContainsAny(trimmed, "=:") {
		return v, notAnEntry
	}
	name := entryName(trimmed)
	setup, plain := references(trimmed, known)
	if !plain {
		entry = strings.ReplaceAll(entry, "$", dollar)
	}
	values, err := godotenv.Unmarshal(setup + entry)
	value, ok := values[name]
	if err != nil || name == "" || !ok {
		return v, notAnEntry
	}
	if plain {
		return Variable{Name: name, Text: Known(value)}, ""
	}
	value = strings.ReplaceAll(value, dollar, "$")
	return Variable{Name: name, Text: expand(value, `\$`, func(name string) (Text, bool) {
		t, ok := known[name]
		return t, ok
	})}, ""
}

// dollar stands in for "$" where godotenv is not to replace references.
const dollar = "\uE024"

// references sets again what an entry refers to, in a form that godotenv reads
// back unchanged. It reports false if that cannot be done, and the references
// are to be replaced without it.
func references(entry string, known map[string]Text) (setup string, plain bool) {
	if m := opening.FindStringSubmatch(entry); m != nil && m[1] == "'" {
		return "", true // nothing is replaced in single quotes
	}
	if fallback.MatchString(entry) {
		return "", false
	}
	var b strings.Builder
	for _, m := range mentioned.FindAllStringSubmatch(entry, -1) {
		t, ok := known[m[1]]
		switch {
		case m[0][0] == '\\':
		case !ok || t.Opaque != "" || len(t.Outer) > 0 || strings.ContainsAny(t.Value, "'\n"):
			return "", false
		default:
			fmt.Fprintf(&b, "%s='%s'\n", m[1], t.Value)
		}
	}
	return b.String(), true
}

// fallback matches the shell's ways to give a default and the like.
var fallback = regexp.MustCompile(`\$\{[^}]*[^A-Za-z0-9_}]`)

// entryName is the name that an entry sets.
func entryName(entry string) string {
	name := entry[:strings.IndexAny(entry, "=:")]
	if rest, ok := strings.CutPrefix(name, "export"); ok && strings.TrimLeft(rest, " \t") != rest {
		name = rest
	}
	return strings.TrimSpace(name)
}
