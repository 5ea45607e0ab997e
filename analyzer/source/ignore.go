package source

import (
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// An ignoreRule is one line of a .gitignore file.
type ignoreRule struct {
	pattern string // for doublestar, relative to the folder of the file
	folders bool   // the line ended in "/": it is about folders only
	keep    bool   // the line began with "!"
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
func (t *Tree) ignored(name string, folder bool) bool {
	for dir := path.Dir(name); ; dir = path.Dir(dir) {
		below := name
		if dir != "." {
			below = name[len(dir)+1:]
		}
		if keep, ok := decide(t.ignoreRules(dir), below, folder); ok {
			return !keep
		}
		if dir == "." || dir == "/" {
			return false
		}
	}
}

func decide(rules []ignoreRule, name string, folder bool) (keep, ok bool) {
	for i := len(rules) - 1; i >= 0; i-- {
		rule := rules[i]
		if (folder || !rule.folders) && doublestar.MatchUnvalidated(rule.pattern, name) {
			return rule.keep, true
		}
	}
	return false, false
}

// ignoreRules reads the .gitignore of a folder, once.
func (t *Tree) ignoreRules(dir string) []ignoreRule {
	t.mu.Lock()
	rules, ok := t.ignores[dir]
	t.mu.Unlock()
	if ok {
		return rules
	}
	if file, err := t.Read(path.Join(dir, ".gitignore")); err == nil {
		rules = parseIgnore(file.Text)
	}
	t.mu.Lock()
	t.ignores[dir] = rules
	t.mu.Unlock()
	return rules
}

func parseIgnore(text string) []ignoreRule {
	var rules []ignoreRule
	for line := range strings.Lines(text) {
		line = trimIgnore(strings.TrimSuffix(line, "\n"))
		if line == "" || line[0] == '#' {
			continue
		}
		rule := ignoreRule{}
		line, rule.keep = strings.CutPrefix(line, "!")
		line, rule.folders = strings.CutSuffix(line, "/")
		rule.pattern = ignorePattern(line)
		if doublestar.ValidatePattern(rule.pattern) {
			rules = append(rules, rule)
		}
	}
	return rules
}

// trimIgnore takes the spaces off the end of a line, but not one that a
// backslash keeps.
func trimIgnore(line string) string {
	trimmed := strings.TrimRight(line, " ")
	if strings.HasSuffix(trimmed, `\`) && len(trimmed) < len(line) {
		return trimmed + " "
	}
	return trimmed
}

// ignorePattern writes a pattern of git in the form of doublestar. One with a
// slash at its start or inside is bound to its folder, any other matches at
// every depth; git knows no {a,b}.
func ignorePattern(line string) string {
	line = strings.NewReplacer("{", `\{`, "}", `\}`).Replace(line)
	if strings.HasSuffix(line, "/**") { // all that is inside, not the folder
		line += "/*"
	}
	if strings.Contains(line, "/") {
		return strings.TrimPrefix(line, "/")
	}
	return "**/" + line
}
