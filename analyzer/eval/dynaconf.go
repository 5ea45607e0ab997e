package eval

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// dynaconf: settings from files in several formats and from variables with a
// prefix, laid over what a module defines.

// A dynaconf is one set of settings and where it comes from.
type dynaconf struct {
	store   *scope // what is set so far; of DjangoDynaconf the module's own
	options map[string]*value.Value
	prefix  string
	dir     string // where files are looked for first
	merge   bool
	envs    bool // files have sections for environments
	at      source.Span
}

// djangoDynaconf is DjangoDynaconf(__name__, …) at the end of settings.
func (in *interp) djangoDynaconf(c *call) *value.Value {
	m := in.frame.module
	if m == nil || m.scope == nil {
		return in.opaqueCall(c)
	}
	d := &dynaconf{store: m.scope, at: c.at, dir: path.Dir(in.CallerFile()), envs: true, prefix: "DJANGO"}
	in.dynaconfOptions(d, c, m.scope)
	in.dynaconfRead(d, true, defaultDynaconfFiles, "DJANGO_ENV")
	in.dynaconfVariables(d)
	in.dynaconfRest(d)
	return in.dynaconfObject(d)
}

// newDynaconf is Dynaconf(…), an object of its own.
func (in *interp) newDynaconf(c *call) *value.Value {
	d := &dynaconf{store: newScope(nil, in.born()), at: c.at, dir: path.Dir(in.CallerFile()), prefix: "DYNACONF"}
	in.dynaconfOptions(d, c, nil)
	in.dynaconfRead(d, false, nil, "ENV_FOR_DYNACONF")
	in.dynaconfRest(d)
	return in.dynaconfObject(d)
}

// dynaconfRead reads the files: a .env file if that is asked for, which dotenv
// says where nothing does, and the settings files, files unless others are
// named, in the environment that a variable names, switcher unless another is.
func (in *interp) dynaconfRead(d *dynaconf, dotenv bool, files []string, switcher string) {
	if on, _ := in.optionFlag(d.options["LOAD_DOTENV"], dotenv); on {
		in.dynaconfDotenv(d)
	}
	if name, ok := text(d.options["ENV_SWITCHER"]); ok {
		switcher = name
	}
	in.dynaconfFiles(d, files, switcher)
}

// dynaconfOptions reads the arguments, and of settings also the names that
// end in _FOR_DYNACONF.
func (in *interp) dynaconfOptions(d *dynaconf, c *call, s *scope) {
	d.options = map[string]*value.Value{}
	if s != nil {
		for _, name := range s.names {
			if short, ok := strings.CutSuffix(name, "_FOR_DYNACONF"); ok {
				d.options[short] = s.vars[name].Under(in.pc)
			}
		}
	}
	for _, k := range c.keywords {
		d.options[strings.TrimSuffix(strings.ToUpper(k.Name), "_FOR_DYNACONF")] = k.Val
	}
	if c.loose != nil {
		d.options["LOOSE"] = in.unknown(c.at, c.loose.Reason, "")
	}
	if prefix, ok := text(d.options["ENVVAR_PREFIX"]); ok {
		d.prefix = strings.ToUpper(prefix)
	} else if d.options["ENVVAR_PREFIX"] != nil {
		d.prefix = "" // none, or every variable
	}
	if root, ok := in.optionText(d.options["ROOT_PATH"]); ok && root != "" {
		d.dir = root
		if !strings.HasPrefix(root, "/") {
			d.dir = path.Join(in.WorkDir(), root)
		}
	}
	d.merge, _ = in.optionFlag(d.options["MERGE_ENABLED"], false)
	d.envs, _ = in.optionFlag(d.options["ENVIRONMENTS"], d.envs)
}

// dynaconfSettings are options that are followed, or change nothing here.
var dynaconfSettings = map[string]bool{
	"LOAD_DOTENV": true, "ENV_SWITCHER": true, "ENVVAR_PREFIX": true, "ROOT_PATH": true, "MERGE_ENABLED": true, "ENVIRONMENTS": true, "SETTINGS_FILES": true,
	"SETTINGS_FILE": true, "SECRETS": true, "VALIDATORS": true, "LOWERCASE_READ": true, "ENCODING": true, "SILENT_ERRORS": true, "ENVVAR": true,
}

// dynaconfRest makes unknown what options that are not followed may change.
func (in *interp) dynaconfRest(d *dynaconf) {
	var reasons []string
	for _, name := range slices.Sorted(maps.Keys(d.options)) {
		if !dynaconfSettings[name] && !emptyOption(d.options[name]) {
			reasons = append(reasons, strings.ToLower(name))
		}
	}
	if hooks, ok := inRepository(path.Join(d.dir, "dynaconf_hooks.py")); ok && in.files.Exists(hooks) {
		reasons = append(reasons, hooks)
	}
	if len(reasons) > 0 {
		in.blur(d.store, &value.Unknown{Reason: "what " + reasons[0] + " of dynaconf changes is not followed", Name: "dynaconf"}, d.at)
	}
	if v := d.options["VALIDATORS"]; v != nil {
		in.dynaconfValidators(d, v)
	}
}

func emptyOption(v *value.Value) bool {
	p, ok := v.Only()
	switch p := p.(type) {
	case value.None, value.Bool:
		return ok
	case *value.Seq:
		return ok && len(p.Elems) == 0 && p.More == nil
	}
	return false
}

// dynaconfValidators takes the defaults that validators give; what they cast
// is not followed, and what they refuse does not start.
func (in *interp) dynaconfValidators(d *dynaconf, v *value.Value) {
	elems, more := in.elements(v, d.at)
	for _, e := range elems {
		p, _ := e.Val.Only()
		o, ok := p.(*models.Object)
		if !ok || o.Class != "dynaconf.Validator" {
			more = &value.Unknown{Reason: "a validator of dynaconf is not followed"}
			continue
		}
		for _, name := range textsOf(o.Attrs["names"]) {
			name = strings.ToUpper(name)
			if o.Attrs["cast"] != nil {
				in.bind(d.store, name, in.unknown(d.at, "what a validator of dynaconf makes of "+name+" is not followed", ""), d.at)
			} else if def := o.Attrs["default"]; def != nil {
				if there := in.binds(d.store, name, d.at); there != in.pc {
					in.branch(there.Not(), func() { in.bind(d.store, name, def, d.at) })
				}
			}
		}
	}
	if more != nil {
		in.blur(d.store, more, d.at)
	}
}

// dynaconfDotenv loads the .env file in the folder of the settings or above.
func (in *interp) dynaconfDotenv(d *dynaconf) {
	if file, ok := in.dynaconfFind(d, ".env"); ok {
		f, _ := models.Functions("dotenv.load_dotenv")
		in.model(f, d.at, nil, []*value.Value{value.Of(value.Str(file), value.At(d.at))}, nil)
	}
}

// dynaconfFind looks for a file in a folder and those above it, also in
// "config" there.
func (in *interp) dynaconfFind(d *dynaconf, name string) (string, bool) {
	if strings.HasPrefix(name, "/") {
		rel, ok := inRepository(name)
		return name, ok && in.files.Exists(rel)
	}
	for _, start := range []string{d.dir, in.WorkDir()} {
		for dir := start; ; dir = path.Dir(dir) {
			for _, at := range []string{path.Join(dir, name), path.Join(dir, "config", name)} {
				if rel, ok := inRepository(at); ok && in.files.Exists(rel) {
					return at, true
				}
			}
			if dir == root || dir == "/" {
				break
			}
		}
	}
	return "", false
}

var defaultDynaconfFiles = []string{
	"settings.toml", "settings.tml", "settings.yaml", "settings.yml", "settings.ini", "settings.conf", "settings.properties", "settings.json",
	".secrets.toml", ".secrets.yaml", ".secrets.yml", ".secrets.ini", ".secrets.json",
}

// dynaconfFiles lays the files over what is set, those for local use last.
func (in *interp) dynaconfFiles(d *dynaconf, standard []string, switcher string) {
	names, asked := standard, false
	for _, key := range []string{"SETTINGS_FILE", "SETTINGS_FILES"} {
		if v := d.options[key]; v != nil {
			names, asked = nil, true
			for _, part := range textsOf(v) {
				names = append(names, strings.FieldsFunc(part, func(r rune) bool { return r == ',' || r == ';' })...)
			}
			if len(names) == 0 {
				in.blur(d.store, &value.Unknown{Reason: "which files dynaconf reads is not known"}, d.at)
			}
		}
	}
	if v := d.options["SECRETS"]; v != nil {
		names = append(slices.Clone(names), textsOf(v)...)
	}
	var found []string
	for _, name := range names {
		file, ok := in.dynaconfFind(d, strings.TrimSpace(name))
		if ok {
			found = append(found, file)
		} else if asked {
			in.dynaconfMissing(d, name)
		}
	}
	for _, file := range slices.Clone(found) {
		ext := path.Ext(file)
		local := strings.TrimSuffix(file, ext) + ".local" + ext
		if rel, ok := inRepository(local); ok && in.files.Exists(rel) {
			found = append(found, local)
		}
	}
	for _, file := range found {
		in.dynaconfFile(d, file, switcher)
	}
}

// dynaconfMissing deals with a file that is asked for and not committed:
// where the program runs it may be there.
func (in *interp) dynaconfMissing(d *dynaconf, name string) {
	file := name
	if !strings.HasPrefix(name, "/") {
		file = path.Join(d.dir, name)
	}
	_, _, exists := in.ReadFile(file)
	u := &value.Unknown{Reason: name + " is not in the repository", Name: name, Optional: true}
	in.branch(exists, func() { in.blur(d.store, u, d.at) })
}

// dynaconfFile lays one file over what is set.
func (in *interp) dynaconfFile(d *dynaconf, file, switcher string) {
	rel, _ := inRepository(file)
	reader := map[string]string{".toml": "tomllib.loads", ".tml": "tomllib.loads", ".yaml": "yaml.safe_load", ".yml": "yaml.safe_load", ".json": "json.loads"}[path.Ext(file)]
	f, ok := models.Functions(reader)
	if !ok {
		in.blur(d.store, &value.Unknown{Reason: "how dynaconf reads " + rel + " is not followed", Name: rel}, d.at)
		return
	}
	raw, _, _ := in.ReadFile(file)
	at := source.Span{File: rel, Line: 1, Column: 1, EndLine: 1, EndColumn: 2}
	content := in.model(f, at, nil, []*value.Value{value.Of(value.Str(raw), value.At(at))}, nil)
	if content == nil {
		return
	}
	p, _ := content.Only()
	data, ok := p.(*value.Dict)
	if !ok || data.More != nil {
		in.blur(d.store, &value.Unknown{Reason: rel + " could not be read", Name: rel}, d.at)
		return
	}
	if !d.envs {
		in.dynaconfUpdate(d, data, at)
		return
	}
	for _, section := range []string{"default", strings.ToLower(d.prefix)} {
		in.dynaconfSection(d, data, section, at)
	}
	in.eachDo(in.Getenv(switcher, d.at), func(a value.Alt) {
		switch p := a.Plain.(type) {
		case value.Str:
			for _, name := range strings.Split(string(p), ",") {
				in.dynaconfSection(d, data, strings.ToLower(strings.TrimSpace(name)), at)
			}
		case value.Unset:
			in.dynaconfSection(d, data, "development", at)
		default:
			in.dynaconfAnySection(d, data, a, at)
		}
	})
	in.dynaconfSection(d, data, "global", at)
}

func (in *interp) dynaconfSection(d *dynaconf, data *value.Dict, section string, at source.Span) {
	for _, e := range data.Entries {
		name, _ := e.Key.(value.Str)
		p, _ := e.Val.Only()
		if part, ok := p.(*value.Dict); ok && strings.ToLower(string(name)) == section && section != "" {
			in.dynaconfUpdate(d, part, at)
		}
	}
}

// dynaconfAnySection makes unknown what the sections of a file set, where
// which of them counts is not known.
func (in *interp) dynaconfAnySection(d *dynaconf, data *value.Dict, env value.Alt, at source.Span) {
	for _, e := range data.Entries {
		section, _ := e.Key.(value.Str)
		p, _ := e.Val.Only()
		part, ok := p.(*value.Dict)
		if low := strings.ToLower(string(section)); !ok || low == "default" || low == "global" {
			continue
		}
		for _, setting := range part.Entries {
			if key, ok := setting.Key.(value.Str); ok {
				name := strings.ToUpper(string(key))
				u := in.unknown(at, "which section of "+at.File+" counts is not known", "", value.Of(env.Plain, env.Origin))
				in.bind(d.store, name, u, at)
			}
		}
	}
}

// dynaconfUpdate sets what a file, or a section of it, holds.
func (in *interp) dynaconfUpdate(d *dynaconf, data *value.Dict, at source.Span) {
	merge := d.merge
	for _, e := range data.Entries {
		if key, ok := e.Key.(value.Str); ok && strings.EqualFold(string(key), "dynaconf_merge") {
			merge = in.space.Truth(e.Val) == value.True
		}
	}
	for _, e := range data.Entries {
		key, ok := e.Key.(value.Str)
		if low := strings.ToLower(string(key)); !ok || low == "dynaconf_merge" || low == "dynaconf_include" {
			continue
		}
		in.dynaconfSet(d, string(key), in.dynaconfParse(d, e.Val, false, at), merge, at)
	}
}

// dynaconfVariables lays the variables with the prefix over what is set.
func (in *interp) dynaconfVariables(d *dynaconf) {
	if d.prefix == "" {
		if p, _ := d.options["ENVVAR_PREFIX"].Only(); p != value.Plain(value.None{}) {
			in.blur(d.store, &value.Unknown{Reason: "variables without a prefix may be settings", Outside: true}, d.at)
		}
		return
	}
	for _, prefix := range []string{"DYNACONF_", d.prefix + "_"} {
		for _, known := range slices.Sorted(maps.Keys(in.env.known)) {
			if name, ok := strings.CutPrefix(known, prefix); ok && known != "DJANGO_SETTINGS_MODULE" {
				in.dynaconfVariable(d, known, name)
			}
		}
	}
	for _, name := range slices.Clone(d.store.names) {
		variable := d.prefix + "_" + name
		if _, known := in.env.known[variable]; !known && isSetting(name) && !strings.HasSuffix(name, "_FOR_DYNACONF") {
			in.dynaconfVariable(d, variable, name)
		}
	}
}

func (in *interp) dynaconfVariable(d *dynaconf, variable, name string) {
	in.eachDo(in.Getenv(variable, d.at), func(a value.Alt) {
		if isUnset(a.Plain) {
			return
		}
		v := in.dynaconfParse(d, value.Of(a.Plain, a.Origin), true, d.at)
		if strings.HasPrefix(name, "_") {
			name = strings.TrimPrefix(name, "_")
		}
		in.dynaconfSet(d, name, v, d.merge, d.at)
	})
}

// dynaconfObject is the object that gives the settings.
func (in *interp) dynaconfObject(d *dynaconf) *value.Value {
	c := &Class{Name: "LazySettings", scope: newScope(nil, nil)}
	for name, f := range map[string]func(*interp, *dynaconf, *call) *value.Value{
		"__getattr__": (*interp).dynaconfGet, "__getitem__": (*interp).dynaconfGet, "get": (*interp).dynaconfGetOr,
	} {
		fn := &Builtin{Name: name, call: func(in *interp, c *call) *value.Value { return f(in, d, c) }}
		c.scope.bind(name, value.True, value.Of(fn, nil))
	}
	return value.Of(&Instance{Class: c, attrs: newScope(nil, nil)}, value.At(d.at))
}

// dynaconfGet is settings.NAME or settings["NAME"].
func (in *interp) dynaconfGet(d *dynaconf, c *call) *value.Value {
	name, ok := text(c.args[len(c.args)-1])
	if !ok {
		return in.opaqueCall(c)
	}
	return in.dynaconfLookup(d, name, c.at, func() *value.Value {
		in.throw(in.pc, c.at, "AttributeError", "'Settings' object has no attribute '%s'", strings.ToUpper(name))
		return nil
	})
}

// dynaconfGetOr is settings.get(name, default=None).
func (in *interp) dynaconfGetOr(d *dynaconf, c *call) *value.Value {
	name, ok := text(c.arg(0, "key"))
	if !ok || c.keyword("cast") != nil || len(c.args) > 2 {
		return in.opaqueCall(c)
	}
	return in.dynaconfLookup(d, name, c.at, func() *value.Value {
		if def := c.arg(1, "default"); def != nil {
			return def
		}
		return value.Of(value.None{}, value.At(c.at))
	})
}

func (in *interp) dynaconfLookup(d *dynaconf, name string, at source.Span, missing func() *value.Value) *value.Value {
	name = strings.ToUpper(name)
	kept := func() *value.Value {
		v, ok := d.store.vars[name]
		if !ok && d.store.open != nil {
			return value.Of(d.store.open.Named(name), value.At(at))
		}
		if !ok {
			return missing()
		}
		return in.each1(v, func(a value.Alt) *value.Value {
			if isUnset(a.Plain) {
				return missing()
			}
			return value.Of(a.Plain, a.Origin)
		})
	}
	if d.prefix == "" {
		return kept()
	}
	return in.each1(in.Getenv(d.prefix+"_"+name, at), func(a value.Alt) *value.Value {
		if isUnset(a.Plain) {
			return kept()
		}
		return in.dynaconfParse(d, value.Of(a.Plain, a.Origin), true, at)
	})
}
