package deps

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/python"
)

var (
	quoted     = regexp.MustCompile(`["']([\w./-]+)["']`)
	listFile   = regexp.MustCompile(`\.(txt|in|pip)$`)
	identifier = regexp.MustCompile(`[A-Za-z_]\w*`)
)

// files takes the files of requirements that an expression names, itself or
// by the names and functions in it. How it reads them does not matter.
func (s *script) files(x python.Node) {
	own, names := s.literals(x)
	var folders, further []string
	seen := map[string]bool{}
	for len(names) > 0 && len(seen) < maxFollowed {
		name := names[0]
		names = names[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		for _, bound := range s.names[name] {
			texts, more := s.literals(bound)
			further, names = append(further, texts...), append(names, more...)
		}
	}
	if !slices.ContainsFunc(own, listFile.MatchString) {
		own, further = further, nil
	}
	folders = slices.Concat([]string{"."}, own, further)
	found := s.existing(own, folders)
	for _, name := range found {
		s.take(name, x.Span(), false)
	}
	if len(found) == 0 {
		s.unread(x)
	}
}

// maxFollowed bounds how many names are followed from one expression.
const maxFollowed = 50

// literals lists the texts in a part of the script that may be paths, and the
// names that are bound to something.
func (s *script) literals(x python.Node) (texts, names []string) {
	span := x.Span()
	text := s.file.Text[s.file.Offset(span.Line, span.Column):s.file.Offset(span.EndLine, span.EndColumn)]
	for _, m := range quoted.FindAllStringSubmatch(text, 1000) {
		texts = append(texts, strings.TrimLeft(m[1], "/"))
	}
	for _, id := range identifier.FindAllString(text, 1000) {
		if len(s.names[id]) > 0 {
			names = append(names, id)
		}
	}
	return texts, names
}

// existing lists the files of requirements among texts, each in the first of
// the folders that has it.
func (s *script) existing(texts, folders []string) []string {
	var found []string
	for _, text := range texts {
		if !listFile.MatchString(text) {
			continue
		}
		for _, folder := range folders[:min(len(folders), maxFollowed)] {
			name := path.Join(folder, text)
			if s.tree.Exists(path.Join(path.Dir(s.file.Path), name)) {
				found = append(found, name)
				break
			}
		}
	}
	return found
}

func (s *script) unread(x python.Node) {
	s.note(x.Span(), "what this adds to the dependencies can only be told by running it")
}
