package deploy

import (
	"path"
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/python"
)

// gunicornConfig finds the configuration file that a command of gunicorn
// names.
var gunicornConfig = regexp.MustCompile(`\bgunicorn\b[^\n]*?\s(?:-c|--config)(?:\s+|=|["',\s]+)(?:file:)?([\w./-]+\.py)`)

// gunicornEnv gives the variables that gunicorn's configuration sets: raw_env,
// a list of NAME=value. Without a name, it is the gunicorn.conf.py of the folder
// in which gunicorn is started.
// https://docs.gunicorn.org/en/stable/settings.html#raw-env
func (f *Facts) gunicornEnv(runs, context string) []Variable {
	if !strings.Contains(runs, "gunicorn") {
		return nil
	}
	name, ok := path.Join(context, "gunicorn.conf.py"), true
	if m := gunicornConfig.FindStringSubmatch(runs); m != nil {
		name, ok = f.likeliest(m[1], context)
	}
	if !ok || !f.tree.Exists(name) {
		return nil
	}
	file, err := f.tree.Read(name)
	if err != nil || !strings.Contains(file.Text, "raw_env") {
		return nil
	}
	var all []Variable
	for _, stmt := range python.Parse(file).Body {
		assign, ok := stmt.(*python.Assign)
		if !ok || len(assign.Targets) != 1 {
			continue
		}
		target, isName := assign.Targets[0].(*python.Name)
		list, isList := assign.Value.(*python.ListLit)
		if !isName || target.ID != "raw_env" || !isList {
			continue
		}
		all = nil
		for _, e := range list.Elts {
			text, ok := e.(*python.StrLit)
			if !ok {
				continue
			}
			if name, value, ok := strings.Cut(text.Value, "="); ok {
				all = append(all, Variable{Name: name, Text: Known(value), Span: lineSpan(file, e.Span().Line), By: file.Path})
			}
		}
	}
	return all
}
