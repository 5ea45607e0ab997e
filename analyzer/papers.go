package analyzer

import (
	"path"
	"regexp"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// Named lists the files of the project, or of the repository around it, whose
// paths a pattern matches, by their first lines. What is in them is not looked
// at.
func (d *Deployment) Named(pattern *regexp.Regexp) []source.Span {
	var all []source.Span
	files, _ := d.files.tree.Files()
	for _, name := range files {
		if pattern.MatchString(name) && d.repository.belongs(path.Dir(name), d.project.Root) {
			all = append(all, source.Span{File: name, Line: 1, Column: 1, EndLine: 1, EndColumn: 2})
		}
	}
	return all
}

// Commands lists the project's own management commands whose names a pattern
// matches.
func (d *Deployment) Commands(pattern *regexp.Regexp) []source.Span {
	var all []source.Span
	for _, at := range d.Named(command) {
		if name := command.FindStringSubmatch(at.File)[1]; pattern.MatchString(name) && !notShipped.MatchString(at.File) {
			all = append(all, at)
		}
	}
	return all
}

// command matches the file of a management command.
// https://docs.djangoproject.com/en/stable/howto/custom-management-commands/
var command = regexp.MustCompile(`(?:^|/)management/commands/(\w+)\.py$`)
