package models

import (
	"path"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// python-dotenv: load_dotenv() puts the variables of a .env file into the
// environment. PYTHON_DOTENV_DISABLED, which newer versions honour, is taken
// to be unset.

var dotenvFunctions = map[string]Func{
	"dotenv.load_dotenv":        loadDotenv,
	"dotenv.main.load_dotenv":   loadDotenv,
	"dotenv.find_dotenv":        findDotenv,
	"dotenv.main.find_dotenv":   findDotenv,
	"dotenv.dotenv_values":      dotenvValues,
	"dotenv.main.dotenv_values": dotenvValues,
	"dotenv.get_key":            dotenvKey,
	"dotenv.set_key":            (*Call).none,
	"dotenv.unset_key":          (*Call).none,
}

// above finds a file in a folder or those above it, inside the repository.
func (c *Call) above(dir, name string) string {
	for dir = abs(c, dir); ; dir = path.Dir(dir) {
		p := path.Join(dir, name)
		if _, found, _ := c.ReadFile(p); found {
			return p
		}
		if dir == c.Root() || dir == "/" {
			return ""
		}
	}
}

// findDotenv is find_dotenv(filename=".env", raise_error_if_not_found=False,
// usecwd=False): the path of the file, or empty text.
func findDotenv(c *Call) *value.Value {
	name := c.arg(0, "filename")
	if name == nil {
		name = c.str(".env")
	}
	from := path.Dir(c.CallerFile())
	if on, known := c.flag(c.arg(2, "usecwd"), false); on {
		from = c.Root()
	} else if !known {
		return c.unknown("where .env is searched is not known", "str")
	}
	must, _ := c.flag(c.arg(1, "raise_error_if_not_found"), false)
	return c.onText(name, "find_dotenv", "str", func(s string, origin *value.Value) *value.Value {
		if p := c.above(from, s); p != "" {
			return c.str(p, origin)
		}
		beside := path.Join(abs(c, from), s)
		_, _, outside := c.ReadFile(beside)
		return c.split(outside, func() *value.Value { return c.str(beside, origin) }, func() *value.Value {
			if must {
				c.Raise("OSError", "File not found")
				return nil
			}
			return c.str("", origin)
		})
	})
}

// dotenvPaths lists the files that a call may read: what the argument says,
// or the nearest .env above the caller. If the repository has none, it may
// lie beside the caller where the program runs.
func (c *Call) dotenvPaths() []filePath {
	where := c.arg(0, "dotenv_path")
	nearest := filePath{c.above(path.Dir(c.CallerFile()), ".env"), value.True}
	if nearest.path == "" {
		nearest.path = path.Join(path.Dir(c.CallerFile()), ".env")
	}
	if stream := c.arg(1, "stream"); where == nil && !isNone(stream) {
		return c.envFiles(stream)
	}
	if where == nil {
		return []filePath{nearest}
	}
	var found []filePath
	for _, a := range where.Alts() {
		p, ok := pathOf(a.Plain)
		if _, none := a.Plain.(value.None); none {
			p, ok = nearest.path, true
		}
		if ok {
			found = append(found, filePath{p, a.When})
		}
	}
	return found
}

// loadDotenv is load_dotenv(dotenv_path=None, stream=None, verbose=False,
// override=False, interpolate=True, encoding="utf-8"): whether a variable
// was found.
func loadDotenv(c *Call) *value.Value {
	override, _ := c.flag(c.arg(3, "override"), false)
	interpolate, _ := c.flag(c.arg(4, "interpolate"), true)
	loaded := value.False
	for _, p := range c.dotenvPaths() {
		if p.path == "" {
			continue
		}
		file, found := c.envFileAt(p.path)
		if !found {
			_, _, outside := c.ReadFile(abs(c, p.path))
			loaded = loaded.Or(p.when.And(outside))
			continue
		}
		settings := dotenvSyntax(file.text)
		if len(settings) > 0 {
			loaded = loaded.Or(p.when)
		}
		c.Under(p.when, func() *value.Value {
			c.exportAll(file, settings, override, interpolate)
			return nil
		})
	}
	return c.boolean(loaded)
}

// exportAll sets the variables of one file. All values are resolved before
// the first is set.
func (c *Call) exportAll(file envFile, settings []setting, override, interpolate bool) {
	resolved := c.resolveAll(file, settings, override, interpolate)
	for _, e := range resolved {
		if e.val != nil {
			c.provide(e.set.name, e.val, file.origin(c, e.set), override)
		}
	}
}

// A resolved setting is a line with its references replaced; val is nil for
// a name without a value.
type resolved struct {
	set setting
	val *value.Value
}

// resolveAll replaces the references in all lines, in order. Of a name that
// comes twice the last line counts, at the first one's place.
func (c *Call) resolveAll(file envFile, settings []setting, override, interpolate bool) []resolved {
	var all []resolved
	seen := map[string]int{}
	for _, s := range settings {
		r := resolved{set: s}
		if !s.bare {
			r.val = c.str(s.value)
			if interpolate {
				r.val = c.resolveText(s.value, all, override)
			}
		}
		if i, again := seen[s.name]; again {
			all[i] = r
			continue
		}
		seen[s.name] = len(all)
		all = append(all, r)
	}
	return all
}

// resolveText replaces ${NAME} and ${NAME:-default}.
func (c *Call) resolveText(text string, before []resolved, override bool) *value.Value {
	var parts []*value.Value
	for text != "" {
		start, end, name, fallback := reference(text)
		if start < 0 {
			parts = append(parts, c.str(text))
			break
		}
		if start > 0 {
			parts = append(parts, c.str(text[:start]))
		}
		parts = append(parts, c.referred(name, fallback, before, override))
		text = text[end:]
	}
	return c.concat(parts)
}

// reference finds the first ${…} of a text; start is negative if there is
// none.
func reference(text string) (start, end int, name, fallback string) {
	for from := 0; ; {
		i := strings.Index(text[from:], "${")
		if i < 0 {
			return -1, 0, "", ""
		}
		start = from + i
		stop := strings.IndexByte(text[start:], '}')
		if stop < 0 {
			return -1, 0, "", ""
		}
		end = start + stop + 1
		inner := text[start+2 : end-1]
		name, rest, colon := strings.Cut(inner, ":")
		if fallback, ok := strings.CutPrefix(rest, "-"); ok || !colon {
			return start, end, name, fallback
		}
		from = start + 2
	}
}

// referred is what a reference stands for: a line above, or the environment,
// which wins unless the file overrides it.
func (c *Call) referred(name, fallback string, before []resolved, override bool) *value.Value {
	var line *value.Value
	for _, r := range before {
		if r.set.name == name {
			if line = r.val; line == nil {
				line = c.str("")
			}
		}
	}
	if override && line != nil {
		return line
	}
	return c.variable(name, func(*value.Origin) *value.Value {
		if line != nil {
			return line
		}
		return c.str(fallback)
	})
}

// concat joins texts.
func (c *Call) concat(parts []*value.Value) *value.Value {
	if len(parts) == 1 {
		return parts[0]
	}
	return c.each(parts, func(ps []value.Plain) *value.Value {
		var b strings.Builder
		for _, p := range ps {
			s, ok := p.(value.Str)
			if !ok {
				return c.unknown("", "str", parts...)
			}
			b.WriteString(string(s))
		}
		return c.str(b.String(), parts...)
	})
}

// dotenvValues is dotenv_values(path): the variables of the file as a dict.
func dotenvValues(c *Call) *value.Value {
	interpolate, _ := c.flag(c.arg(3, "interpolate"), true)
	var alts []value.Alt
	for _, p := range c.dotenvPaths() {
		v := c.Under(p.when, func() *value.Value { return c.dotenvDict(p.path, interpolate) })
		if v == nil {
			continue
		}
		for _, a := range v.Alts() {
			a.When = a.When.And(p.when)
			alts = append(alts, a)
		}
	}
	v := value.Alternatives(alts)
	return value.Join(v.Covers(), v, c.unknown("which file holds the variables is not known", "dict"))
}

func (c *Call) dotenvDict(p string, interpolate bool) *value.Value {
	if p == "" {
		return c.of(c.dict())
	}
	file, found := c.envFileAt(p)
	if !found {
		_, _, outside := c.ReadFile(abs(c, p))
		rest, _ := strings.CutPrefix(abs(c, p), c.Root()+"/")
		d := c.dict()
		d.More = &value.Unknown{Reason: rest + " is not in the repository", Key: "file:" + rest, Name: rest, Outside: true}
		return value.Join(outside, c.of(d), c.of(c.dict()))
	}
	d := c.dict()
	for _, r := range c.resolveAll(file, dotenvSyntax(file.text), true, interpolate) {
		v := r.val
		if v == nil {
			v = c.none()
		}
		put(d, r.set.name, v.Map(func(from *value.Origin) *value.Origin {
			o := file.origin(c, r.set)
			if from != nil {
				o.From = append(o.From, from)
			}
			return o
		}))
	}
	return c.of(d)
}

// dotenvKey is get_key(path, name).
func dotenvKey(c *Call) *value.Value {
	name, known := textOr(c.arg(1, "key_to_get"), "")
	return c.eachAlt(dotenvValues(c), func(a value.Alt) *value.Value {
		if d, ok := a.Plain.(*value.Dict); ok && known && d.More == nil {
			if v := d.Str(name); v != nil {
				return v
			}
			return c.none()
		}
		return c.unknown("what a file of variables says is not known", "", alone(a))
	})
}
