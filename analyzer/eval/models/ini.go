package models

import (
	"regexp"
	"slices"
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
	sections, ok := iniParse(text, lowered)
	if !ok {
		return nil, false
	}
	var list []setting
	found := false
	for _, s := range sections {
		switch s.name {
		case "DEFAULT":
			list = append(slices.Clone(s.settings), list...)
		case "settings":
			list, found = append(list, s.settings...), true
		}
	}
	if !found {
		return nil, true
	}
	return interpolate(list)
}

// An iniPart is a section of an INI file.
type iniPart struct {
	name     string
	settings []setting
}

// iniParse reads all sections of an INI file as configparser does, values as
// they are written. fold is what is done to names.
func iniParse(text string, fold func(string) string) ([]iniPart, bool) {
	var parts []iniPart
	part, indent := -1, 0
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
			named := func(p iniPart) bool { return p.name == m[1] }
			part, open = slices.IndexFunc(parts, named), nil
			if part >= 0 && m[1] != "DEFAULT" {
				return nil, false
			}
			if part < 0 {
				parts = append(parts, iniPart{name: m[1]})
				part = len(parts) - 1
			}
			continue
		}
		at := strings.IndexAny(body, "=:")
		if part < 0 || at < 1 {
			return nil, false
		}
		s := setting{name: fold(strings.TrimSpace(body[:at])), value: strings.TrimSpace(body[at+1:]), line: i + 1}
		list := parts[part].settings
		if slices.ContainsFunc(list, func(other setting) bool { return other.name == s.name }) {
			return nil, false
		}
		parts[part].settings = append(list, s)
		open = &parts[part].settings[len(list)]
	}
	return parts, true
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
