package deps

import "strings"

// setupCfg reads setup.cfg: install_requires and extras_require of
// setuptools, a requirement a line or with semicolons between them.
// https://setuptools.pypa.io/en/latest/userguide/declarative_config.html
func (r *reading) setupCfg() {
	section, key := "", ""
	start := 0
	for line := range strings.Lines(r.file.Text) {
		text := strings.TrimRight(line, "\n")
		trimmed := strings.TrimSpace(text)
		at := start + strings.Index(text, trimmed)
		start += len(line)
		switch {
		case trimmed == "" || trimmed[0] == '#' || trimmed[0] == ';':
		case text[0] == '[':
			section, key = strings.Trim(trimmed, "[] "), ""
		case text[0] == ' ' || text[0] == '\t':
			r.setting(section, key, trimmed, at)
		default:
			name, value, ok := cutSetting(trimmed)
			if key = ""; ok {
				key = strings.ToLower(strings.TrimSpace(name))
				at += len(trimmed) - len(strings.TrimLeft(value, " \t"))
				r.setting(section, key, strings.TrimSpace(value), at)
			}
		}
	}
}

// cutSetting parts NAME = value, or NAME: value.
func cutSetting(line string) (name, value string, ok bool) {
	i := strings.IndexAny(line, "=:")
	if i < 0 {
		return "", "", false
	}
	return line[:i], line[i+1:], true
}

// setting takes a line of the value of a setting.
func (r *reading) setting(section, key, text string, at int) {
	sub := r.in(plain)
	switch {
	case text == "":
		return
	case section == "options.extras_require":
		sub = r.in(extra(key))
	case section == "options" && key == "python_requires":
		r.asksPython(text)
		return
	case section != "options" || key != "install_requires":
		return
	}
	if files, ok := strings.CutPrefix(text, "file:"); ok {
		for _, file := range strings.Split(files, ",") {
			sub.take(strings.TrimSpace(file), r.file.Span(at, at+len(text)), false)
		}
		return
	}
	if m := comment.FindStringIndex(text); m != nil {
		text = text[:m[0]]
	}
	if text != "" && !sub.clause(text, at) {
		r.note(r.file.Span(at, at+len(text)), "%q is not a requirement, and is left out", shown(text))
	}
}
