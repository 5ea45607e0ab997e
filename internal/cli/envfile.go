package cli

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/joho/godotenv"
)

// An envEntry is one entry of a file of environment variables.
type envEntry struct {
	name, value string
	line        int
}

// An envFault is an entry that could not be understood.
type envFault struct {
	line int
	text string
}

// parseEnv reads a file of environment variables: NAME=value or NAME: value,
// with export in front if one likes, quotes, and comments. godotenv says what
// each value is; as it knows no lines, and takes one bad line for a bad file,
// it is handed one entry at a time.
func parseEnv(text string) (entries []envEntry, faults []envFault) {
	text = strings.TrimPrefix(text, "\uFEFF")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	known := map[string]string{}
	for line := 1; text != ""; {
		entry, rest := cutEntry(text)
		if e, fault := readEntry(entry, known); fault != "" {
			faults = append(faults, envFault{line, fault})
		} else if e.name != "" {
			e.line = line
			known[e.name] = e.value
			entries = append(entries, e)
		}
		line += strings.Count(text[:len(text)-len(rest)], "\n")
		text = rest
	}
	return entries, faults
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

// Why an entry is left out.
const (
	notAnEntry  = "is not of the form NAME=value and is left out"
	hasFallback = "gives a default with ${…}, which not all readers understand, and is left out"
)

// fallback matches the shell's way to give a default, which means different
// things to those who read such files; reference what an entry takes from
// another.
var (
	fallback  = regexp.MustCompile(`\$\{[^}]*[^A-Za-z0-9_}]`)
	reference = regexp.MustCompile(`\\?\$\{?([A-Z0-9_]+)`)
)

// readEntry reads an entry, with what the entries above it have set.
func readEntry(entry string, known map[string]string) (e envEntry, fault string) {
	trimmed := strings.TrimSpace(entry)
	if trimmed == "" || strings.HasPrefix(trimmed, "#") {
		return e, ""
	}
	if !strings.ContainsAny(trimmed, "=:") {
		return e, notAnEntry
	}
	setup, fault := references(trimmed, known)
	if fault != "" {
		return e, fault
	}
	values, err := godotenv.Unmarshal(setup + entry)
	name := entryName(trimmed)
	value, ok := values[name]
	if err != nil || name == "" || !ok {
		return e, notAnEntry
	}
	return envEntry{name: name, value: value}, ""
}

// references sets again what an entry refers to, in a form that godotenv
// reads back unchanged.
func references(entry string, known map[string]string) (setup, fault string) {
	if m := opening.FindStringSubmatch(entry); m != nil && m[1] == "'" {
		return "", "" // nothing is replaced in single quotes
	}
	if fallback.MatchString(entry) {
		return "", hasFallback
	}
	var b strings.Builder
	for _, m := range reference.FindAllStringSubmatch(entry, -1) {
		value, ok := known[m[1]]
		switch {
		case m[0][0] == '\\':
		case !ok || strings.ContainsAny(value, "'\n"):
			return "", "refers to " + m[1] + ", which is not known here, and is left out"
		default:
			fmt.Fprintf(&b, "%s='%s'\n", m[1], value)
		}
	}
	return b.String(), ""
}

// entryName is the name that an entry sets.
func entryName(entry string) string {
	name := entry[:strings.IndexAny(entry, "=:")]
	if rest, ok := strings.CutPrefix(name, "export"); ok && strings.TrimLeft(rest, " \t") != rest {
		name = rest
	}
	return strings.TrimSpace(name)
}
