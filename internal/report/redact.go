package report

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// hidden stands where a value was.
const hidden = "…"

// aboutSecrets matches the IDs of rules and items whose lines hold secrets.
var aboutSecrets = regexp.MustCompile(`secret|credential|password|key`)

// assigned matches what gives a name a value: NAME = …, "NAME": …, NAME := ….
var assigned = regexp.MustCompile(`([A-Za-z_][\w.-]*)["']?\s*\]?\s*(?::=|[|+]?=|:)`)

// given matches the places outside Python in which a blank does the same:
// ENV NAME …, --name …, the first word of a directive.
var given = regexp.MustCompile(`(?i)(?:^\s*(?:(?:env|arg|set|export|proxy_set_header|setenv)\s+)?|--)([A-Za-z_][\w.-]*)\s+`)

// inAddress matches the user and password of an address.
var inAddress = regexp.MustCompile(`://[^/@\s"']*@`)

// A redactor hides the secrets of lines before they are quoted.
type redactor struct {
	starts map[*source.File][]pyState // how the lines of Python files start
}

// line gives a line of a file for a finding of rule, and whether something in
// it was hidden. Secrets are the whole line's matter, so nothing is said about
// columns then.
func (r *redactor) line(file *source.File, n int, rule *analyzer.Rule) (text string, redacted bool) {
	text = file.Line(n)
	if aboutSecrets.MatchString(rule.ID) || slices.ContainsFunc(rule.AllItems(), aboutSecrets.MatchString) || namesSecret(file, text) {
		return r.redact(file, n), true
	}
	text = inAddress.ReplaceAllString(text, "://"+hidden+"@")
	return text, text != file.Line(n)
}

func isPython(file *source.File) bool { return path.Ext(file.Path) == ".py" }

// namesSecret reports whether a line gives a value to a name that tells of a
// secret.
func namesSecret(file *source.File, text string) bool {
	for _, m := range assigned.FindAllStringSubmatchIndex(text, -1) {
		compared := strings.HasPrefix(text[m[1]:], "=")
		if !compared && value.Sensitive(text[m[2]:m[3]]) {
			return true
		}
	}
	if isPython(file) {
		return false
	}
	for _, m := range given.FindAllStringSubmatch(text, -1) {
		if value.Sensitive(m[1]) {
			return true
		}
	}
	return false
}

func (r *redactor) redact(file *source.File, n int) string {
	if !isPython(file) {
		return redactConfig(file.Line(n))
	}
	if r.starts == nil {
		r.starts = map[*source.File][]pyState{}
	}
	starts, ok := r.starts[file]
	if !ok {
		starts = lineStates(file)
		r.starts[file] = starts
	}
	text, _ := redactPython(file.Line(n), starts[n-1])
	return text
}

// separator ends the name in a line of a configuration file.
var separator = regexp.MustCompile(`^(\s*(?:-\s+)?(?:(?i:env|arg|set|export|proxy_set_header|setenv)\s+)?["']?[A-Za-z_][\w.-]*["']?\s*(?:[:=]\s*|\s))\S`)

// redactConfig hides all that follows the first name of a line, and the whole
// line if it does not begin with one: it may be a secret from end to end.
func redactConfig(text string) string {
	if m := separator.FindStringSubmatchIndex(text); m != nil {
		return text[:m[3]] + hidden
	}
	blank := len(text) - len(strings.TrimLeft(text, " \t"))
	return text[:blank] + hidden
}
