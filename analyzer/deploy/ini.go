package deploy

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An entry is one NAME = value of an INI-like file.
type entry struct {
	section, name, value string
	span                 source.Span
}

// entries reads a file of sections and NAME = value lines, as systemd,
// supervisord and uWSGI write them. A line that follows one which ends in a
// backslash continues the value before it, as does, if indented is set, a line
// that begins with blanks. Other lines are skipped.
func entries(f *source.File, indented bool) []entry {
	var all []entry
	section := ""
	continued := false
	for i := 1; i <= f.Lines(); i++ {
		line := f.Line(i)
		text := strings.TrimSpace(line)
		last := len(all) - 1
		switch {
		case text == "" || text[0] == '#' || text[0] == ';' || text[0] == '%' || strings.HasPrefix(text, "{%"):
			continued = false
		case last >= 0 && (continued || indented && all[last].section == section && line[0] <= ' '):
			all[last].value = strings.TrimSpace(strings.TrimSuffix(all[last].value, `\`)) + "\n" + text
			continued = strings.HasSuffix(text, `\`)
		case text[0] == '[' && strings.HasSuffix(text, "]"):
			section = strings.TrimSpace(text[1 : len(text)-1])
			continued = false
		default:
			name, value, ok := strings.Cut(text, "=")
			if !ok {
				continue
			}
			all = append(all, entry{section, strings.TrimSpace(name), strings.TrimSpace(value), lineSpan(f, i)})
			continued = strings.HasSuffix(text, `\`)
		}
	}
	return all
}

// assignments splits NAME=value pairs that stand in one text, quotes around
// a pair or a value taken off. between are the characters that part pairs.
func assignments(text, between string) [][2]string {
	var all [][2]string
	for _, word := range splitQuoted(text, between) {
		if name, value, ok := strings.Cut(word, "="); ok {
			all = append(all, [2]string{strings.TrimSpace(name), value})
		}
	}
	return all
}

// splitQuoted cuts a text at any of the characters between, except inside
// quotes, which it takes off.
func splitQuoted(text, between string) []string {
	var words []string
	var b strings.Builder
	quote, any := byte(0), false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, any = c, true
		case c == '\\' && i+1 < len(text) && quote != '\'':
			i++
			b.WriteByte(text[i])
		case quote == 0 && strings.IndexByte(between, c) >= 0:
			if any || b.Len() > 0 {
				words = append(words, b.String())
			}
			b.Reset()
			any = false
		default:
			b.WriteByte(c)
		}
	}
	if any || b.Len() > 0 {
		words = append(words, b.String())
	}
	return words
}

// templated is a value of a file that no program interpolates, but that a
// template may have made.
func templated(text string) Text {
	if strings.Contains(text, "{{") || strings.Contains(text, "<%") || strings.Contains(text, "${") {
		return Open("a template makes it")
	}
	return Known(text)
}
