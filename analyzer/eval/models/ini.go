package models

import (
	"regexp"
	"strings"
)

var (
	iniSection   = regexp.MustCompile(`^\[(.+)\]`)
	iniReference = regexp.MustCompile(`%\(([^)]+)\)s`)
)

// iniSyntax reads the section [settings] of an INI file as configparser
// does, with values of [DEFAULT] behind it. Names are in lower case. It
// fails where configparser raises.
func iniSyntax(text string) ([]setting, bool) {
	sections := map[string][]setting{}
	section, indent := "", 0
	var open *setting // the value that further lines may continue
	for i, line := range strings.Split(text, "\n") {
		body := strings.TrimSpace(line)
		if body == "" || body[0] == '#' || body[0] == ';' {
			if body == "" && open != nil {
				open.value += "\n"
			}
			continue
		}
		deep := len(line) - len(strings.TrimLeft(line, " \t\v\f"))
		if open != nil && deep > indent {
			open.value += "\n" + body
			continue
		}
		indent = deep
		if m := iniSection.FindStringSubmatch(body); m != nil {
			section, open = m[1], nil
			if _, again := sections[section]; again && section != "DEFAULT" {
				return nil, false
			}
			sections[section] = append([]setting{}, sections[section]...)
			continue
		}
		at := strings.IndexAny(body, "=:")
		if section == "" || at < 1 {
			return nil, false
		}
		s := setting{name: lowered(strings.TrimSpace(body[:at])), value: strings.TrimSpace(body[at+1:]), line: i + 1}
		for _, other := range sections[section] {
			if other.name == s.name {
				return nil, false
			}
		}
		sections[section] = append(sections[section], s)
		open = &sections[section][len(sections[section])-1]
	}
	if _, ok := sections["settings"]; !ok {
		return nil, true
	}
	return interpolate(append(sections["DEFAULT"], sections["settings"]...))
}

// interpolate resolves %(name)s; a lone percent sign is an error.
func interpolate(list []setting) ([]setting, bool) {
	values := map[string]string{}
	for i, s := range list {
		list[i].value = strings.TrimRight(s.value, "\n")
		values[s.name] = list[i].value
	}
	for i, s := range list {
		text, ok := resolve(s.value, values, 0)
		if !ok {
			return nil, false
		}
		list[i].value = text
	}
	return list, true
}

func resolve(text string, values map[string]string, depth int) (string, bool) {
	if depth > 10 {
		return "", false
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "%")
		b.WriteString(before)
		if !found {
			return b.String(), true
		}
		if rest, ok := strings.CutPrefix(after, "%"); ok {
			b.WriteByte('%')
			text = rest
			continue
		}
		m := iniReference.FindStringSubmatch("%" + after)
		if m == nil || !strings.HasPrefix("%"+after, m[0]) {
			return "", false
		}
		raw, known := values[lowered(m[1])]
		inner, ok := resolve(raw, values, depth+1)
		if !known || !ok {
			return "", false
		}
		b.WriteString(inner)
		text = ("%" + after)[len(m[0]):]
	}
}
