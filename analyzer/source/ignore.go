package source

import (
	"path"
	"strings"

	gitignore "github.com/sabhiram/go-gitignore"
)

// An ignoreRule is one line of a .gitignore file.
type ignoreRule struct {
	pattern *gitignore.GitIgnore
	keep    bool // the line began with "!"
}

// Ignored reports whether git would ignore name by the .gitignore files of
// the tree. A folder that is ignored takes all below it along.
func (t *Tree) Ignored(name string) bool {
	for i, c := range name {
		if c == '/' && t.ignored(name[:i], true) {
			return true
		}
	}
	return t.ignored(name, t.IsDir(name))
}

// ignored judges name alone. The last line that matches decides, in the
// deepest folder that has one.
func (t *Tree) ignored(name string, dir bool) bool {
	for folder := path.Dir(name); ; folder = path.Dir(folder) {
		below := name
		if folder != "." {
			below = name[len(folder)+1:]
		}
		if dir {
			below += "/"
		}
		if keep, ok := decide(t.ignoreRules(folder), below); ok {
			return !keep
		}
		if folder == "." {
			return false
		}
	}
}

func decide(rules []ignoreRule, name string) (keep, ok bool) {
	for i := len(rules) - 1; i >= 0; i-- {
		if rules[i].pattern.MatchesPath(name) {
			return rules[i].keep, true
		}
	}
	return false, false
}

// ignoreRules reads the .gitignore of a folder, once.
func (t *Tree) ignoreRules(folder string) []ignoreRule {
	t.mu.Lock()
	rules, ok := t.ignores[folder]
	t.mu.Unlock()
	if ok {
		return rules
	}
	if file, err := t.Read(path.Join(folder, ".gitignore")); err == nil {
		rules = parseIgnore(file.Text)
	}
	t.mu.Lock()
	t.ignores[folder] = rules
	t.mu.Unlock()
	return rules
}

func parseIgnore(text string) []ignoreRule {
	var rules []ignoreRule
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\n")
		if line == "" || line[0] == '#' {
			continue
		}
		line, keep := strings.CutPrefix(line, "!")
		pattern := gitignore.CompileIgnoreLines(normalIgnore(line))
		rules = append(rules, ignoreRule{pattern, keep})
	}
	return rules
}

// metacharacters are those that mean something to the regular expressions of
// the library but nothing to git.
var metacharacters = strings.NewReplacer(
	"+", `\+`, "(", `\(`, ")", `\)`, "|", `\|`, "$", `\$`, "{", `\{`, "}", `\}`,
	"?", "[^/]", "[!", "[^",
)

// normalIgnore writes a pattern in the way that the library understands as
// git does: one with a slash inside is bound to its folder.
func normalIgnore(line string) string {
	slash := strings.IndexByte(line, '/')
	if slash > 0 && slash < len(line)-1 && !strings.HasPrefix(line, "**/") {
		line = "/" + line
	}
	return metacharacters.Replace(line)
}
