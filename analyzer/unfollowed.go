package analyzer

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// unfollowed lists functions of libraries that are not followed and are handed
// what may be names of variables, as those of mitol-django-common are:
// get_string(name="SITE_NAME", default="…"). Sorted.
func (d *Deployment) unfollowed() []string {
	outside := map[string]bool{}
	note := func(u *value.Unknown) {
		if strings.HasSuffix(u.Name, "()") && !u.Outside {
			outside[u.Name] = true
		}
	}
	for _, s := range d.loaded.Settings {
		eachUnknown(s.Value, 0, note)
	}
	for _, a := range d.loaded.Space.Atoms() {
		note(&value.Unknown{Name: a.Name})
	}
	handed := map[string]bool{} // by the last part of their names
	for _, file := range d.loaded.Files {
		python.Inspect(d.files.Parse(file).Body, func(n python.Node, _ []python.Node) {
			if c, ok := n.(*python.Call); ok && takesVariable(c) {
				handed[lastPart(dotted(c.Fun))] = true
			}
		})
	}
	maps.DeleteFunc(outside, func(name string, _ bool) bool { return !handed[lastPart(strings.TrimSuffix(name, "()"))] })
	return slices.Sorted(maps.Keys(outside))
}

func lastPart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// variableName matches what is the name of an environment variable, as most are.
var variableName = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^[A-Z][A-Z0-9]{2,}$`)

// readsEnvironment matches functions that read the environment by their names.
var readsEnvironment = regexp.MustCompile(`(?i)env|conf|secret|get_?(str|int|bool|list|any|var)`)

// takesVariable tells calls whose first argument, or that called name, is text
// like the name of a variable, and that have a default or a telling name.
func takesVariable(c *python.Call) bool {
	var name python.Expr
	if len(c.Args) > 0 {
		name = c.Args[0]
	}
	reads := readsEnvironment.MatchString(dotted(c.Fun))
	for _, k := range c.Keywords {
		switch k.Name {
		case "name", "var", "key":
			name = k.Value
		case "default":
			reads = true
		}
	}
	text, ok := name.(*python.StrLit)
	return ok && reads && variableName.MatchString(text.Value)
}
