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
	for _, file := range d.holders(name) {
		if f, err := d.files.tree.Read(file); err == nil && u.in(f.Text) {
			return true
		}
	}
	return false
}

// holders lists the files from which settings are read that hold the name of a
// setting of the project. All are looked through once, for all names.
func (d *Deployment) holders(name string) []string {
	d.looking.Do(func() {
		d.held = map[string][]string{}
		for own := range d.loaded.Settings {
			d.held[own] = nil
		}
		files, _ := d.files.tree.Files()
		for _, file := range files {
			if readsSettings(file) {
				d.hold(file, d.files.tree.Raw(file))
			}
		}
	})
	return d.held[name]
}

// hold notes which settings a file names.
func (d *Deployment) hold(file string, text []byte) {
	for i := 0; i < len(text); i++ {
		start := i
		for i < len(text) && (text[i] == '_' || 'A' <= text[i] && text[i] <= 'Z' || '0' <= text[i] && text[i] <= '9') {
			i++
		}
		if start == i {
			continue
		}
		name := string(text[start:i])
		if files, own := d.held[name]; own && (len(files) == 0 || files[len(files)-1] != file) {
			d.held[name] = append(files, file)
		}
	}
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
