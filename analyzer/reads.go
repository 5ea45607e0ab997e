package analyzer

import (
	"path"
	"regexp"
	"strings"
)

// Reads reports whether a file of the repository may read a setting of this
// name: names it at all, but for setting it, for a variable of the
// environment or a key of a dict of the same name, and for comments.
func (d *Deployment) Reads(name string) bool {
	u := usage{
		word:   regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`),
		set:    regexp.MustCompile(`^\s*` + regexp.QuoteMeta(name) + `\s*(:[^=]*)?[-+|]?=([^=]|$)`),
		quoted: regexp.MustCompile(`((env|environ|config|getenv)[\w.]*\s*[(\[]\s*)["']` + regexp.QuoteMeta(name) + `["']|["']` + regexp.QuoteMeta(name) + `["']\s*[:\]]`),
	}
	files, _ := d.files.tree.Files()
	for _, file := range files {
		if !readsSettings(file) {
			continue
		}
		f, err := d.files.tree.Read(file)
		if err == nil && strings.Contains(f.Text, name) && u.in(f.Text) {
			return true
		}
	}
	return false
}

// readsSettings tells files from which settings are read: Python's and
// templates.
func readsSettings(file string) bool {
	switch path.Ext(file) {
	case ".py", ".html", ".jinja", ".jinja2", ".j2", ".txt":
		return true
	}
	return false
}

// usage finds where a name is used for more than setting it.
type usage struct{ word, set, quoted *regexp.Regexp }

func (u usage) in(text string) bool {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") || u.set.MatchString(line) {
			continue
		}
		if u.word.MatchString(u.quoted.ReplaceAllString(line, "")) {
			return true
		}
	}
	return false
}
