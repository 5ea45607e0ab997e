package models

import (
	"path"
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A setting is one line of an environment file.
type setting struct {
	name, value string
	bare        bool // there is no "=": python-dotenv gives None
	line        int
}

// An envFile is an environment file of the repository.
type envFile struct {
	shown string // its name for people
	text  string
	place source.Span // of its first line; zero if that is not known
}

// envFileAt reads an environment file; false if the repository has none
// there.
func (c *Call) envFileAt(p string) (envFile, bool) {
	full := abs(c, p)
	if text, found, _ := c.ReadFile(full); found {
		rel, _ := strings.CutPrefix(full, c.Root()+"/")
		return envFile{shown: rel, text: text, place: source.Span{File: rel, Line: 1, Column: 1, EndLine: 1, EndColumn: 1}}, true
	}
	if !strings.HasPrefix(p, "/") {
		if text, found, _ := c.ReadFile(p); found {
			return envFile{shown: path.Clean(p), text: text}, true
		}
	}
	return envFile{}, false
}

// origin is the place of a line, for a value that is set there.
func (f envFile) origin(c *Call, s setting) *value.Origin {
	o := &value.Origin{Span: c.Span, Text: s.name + " is set by " + f.shown}
	if !f.place.IsZero() {
		o.Span = f.place
		o.Span.Line, o.Span.EndLine = s.line, s.line
	}
	return o
}

// readEnv is Env.read_env(env_file=None, overwrite=False,
// parse_comments=False, encoding="utf8", **overrides).
func readEnv(c *Call) *value.Value {
	for _, p := range c.envFiles(c.arg(0, "env_file")) {
		c.Under(p.when, func() *value.Value {
			c.loadEnv(p.path)
			return nil
		})
	}
	return c.none()
}

// A filePath is where a file may be.
type filePath struct {
	path string
	when *value.Cond
}

// envFiles lists where the file of an argument may be; None is ".env" beside
// the caller.
func (c *Call) envFiles(v *value.Value) []filePath {
	beside := path.Join(path.Dir(c.CallerFile()), ".env")
	if v == nil {
		return []filePath{{beside, value.True}}
	}
	var found []filePath
	for _, a := range v.Alts() {
		switch p := a.Plain.(type) {
		case value.None:
			found = append(found, filePath{beside, a.When})
		case *Object:
			if f, ok := p.State.(*OpenFile); ok && f.Unknown == nil {
				found = append(found, filePath{f.Path, a.When})
				continue
			}
			if text, ok := pathOf(p); ok {
				found = append(found, filePath{text, a.When})
			}
		default:
			if text, ok := pathOf(p); ok {
				found = append(found, filePath{text, a.When})
			}
		}
	}
	return found
}

// loadEnv sets the variables of one file and those given in the call.
func (c *Call) loadEnv(p string) {
	overwrite, _ := c.flag(c.arg(1, "overwrite"), false)
	comments, _ := c.flag(c.arg(2, "parse_comments"), false)
	file, found := c.envFileAt(p)
	var settings []setting
	if found {
		settings = environSyntax(file.text, comments)
	}
	last := map[string]bool{}
	for i := len(settings) - 1; i >= 0; i-- {
		s := settings[i]
		if last[s.name] {
			settings[i].name = "" // set again further down
		}
		last[s.name] = true
	}
	for _, s := range settings {
		if s.name != "" {
			c.provide(s.name, c.str(s.value), file.origin(c, s), overwrite)
		}
	}
	for _, k := range c.Keywords {
		switch k.Name {
		case "env_file", "overwrite", "parse_comments", "encoding":
		default:
			if found && !last[k.Name] {
				c.provide(k.Name, c.textOf(k.Val), &value.Origin{Span: c.Span, Text: k.Name + " is set by the program"}, overwrite)
			}
		}
	}
}

// provide sets a variable, or only where it is not set yet.
func (c *Call) provide(name string, v *value.Value, o *value.Origin, overwrite bool) {
	if overwrite {
		c.export(name, v, o)
		return
	}
	c.exportDefault(name, v, o)
}

// textOf is str(v).
func (c *Call) textOf(v *value.Value) *value.Value {
	return c.eachAlt(v, func(a value.Alt) *value.Value {
		if s, ok := c.Str(a.Plain); ok {
			return c.str(s, alone(a))
		}
		return c.unknown("its text is not known", "str", alone(a))
	})
}

var (
	environLine    = regexp.MustCompile(`^(?:export )?([A-Za-z_0-9]+)=(.*)$`)
	environSingle  = regexp.MustCompile(`^'(.*)'$`)
	environDouble  = regexp.MustCompile(`^"(.*)"$`)
	environEscape  = regexp.MustCompile(`\\(.)`)
	singleComment  = regexp.MustCompile(`^[\s\v\x1c-\x1f\x85\p{Z}]*'(.*)'[\s\v\x1c-\x1f\x85\p{Z}]*(?:#.*)?$`)
	commentAtFirst = regexp.MustCompile(`^([^#]*)#.*$`)
)

// environSyntax reads a file as django-environ does: one variable a line,
// quotes only around the whole value, escapes only in double quotes.
func environSyntax(text string, comments bool) []setting {
	var list []setting
	for i, line := range splitLines(text) {
		m := environLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		list = append(list, setting{name: m[1], value: environText(m[2], comments), line: i + 1})
	}
	return list
}

func environText(val string, comments bool) string {
	pattern := environSingle
	if comments {
		pattern = singleComment
	}
	if m := pattern.FindStringSubmatch(val); m != nil {
		val = m[1]
	} else if m := commentAtFirst.FindStringSubmatch(val); comments && m != nil {
		val = m[1]
	}
	if m := environDouble.FindStringSubmatch(val); m != nil {
		val = environEscape.ReplaceAllStringFunc(m[1], func(s string) string {
			if strings.ContainsAny(s[1:], "rnt") {
				return s
			}
			return s[1:]
		})
	}
	return val
}
