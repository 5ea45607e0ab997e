package cli

import (
	"os"
	"path/filepath"
	"strings"
)

// maxGitConfig bounds the size of a configuration of git.
const maxGitConfig = 1 << 20

// gitUser is the name of the user in the configuration of the repository that
// a folder lies in; empty if it has none. Only that one file is read: git is
// not run, nor are the files looked at that it would take in.
func gitUser(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			text, _ := readFile(filepath.Join(dir, ".git", "config"), maxGitConfig)
			return userName(string(text))
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// userName finds user.name in a configuration of git.
// https://git-scm.com/docs/git-config#_syntax
func userName(text string) string {
	section, name := "", ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section, _, _ = strings.Cut(strings.ToLower(line[1:]), "]")
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if ok && strings.TrimSpace(section) == "user" && strings.ToLower(strings.TrimSpace(key)) == "name" {
			name = gitValue(strings.TrimSpace(value))
		}
	}
	return name
}

// gitValue takes the quotes, the escapes and the comment off a value.
func gitValue(text string) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		case c == '"':
			quoted = !quoted
		case (c == '#' || c == ';') && !quoted:
			return strings.TrimSpace(b.String())
		default:
			b.WriteByte(c)
		}
	}
	return strings.TrimSpace(b.String())
}
