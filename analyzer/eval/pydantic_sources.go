package eval

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// fieldSources is where the fields of one instance are read from.
type fieldSources struct {
	environment    bool
	checksDefaults bool // defaults are converted too
	exact          bool // the case of names counts
	old            bool // before pydantic 2
	prefix         string
	delimiter      string // between the name of a model's field and those in it
	files          []*value.Value
	secrets        string
}

// sources reads the configuration of a settings class; why says what of it
// is not followed.
func (in *interp) sources(c *Class, kind string, k *call) (s *fieldSources, why string) {
	s = &fieldSources{environment: kind != "model", checksDefaults: kind == "settings", old: kind == "old settings"}
	if !s.environment {
		return s, ""
	}
	for _, hook := range []string{"settings_customise_sources", "customise_sources", "__init__"} {
		if _, ok := in.classAttr(c, hook); ok {
			return s, "where " + c.Name + " reads its fields is not followed"
		}
	}
	option := func(name string) *value.Value {
		if v := k.keyword("_" + name); v != nil {
			return v
		}
		return in.configOption(c, name)
	}
	var known [5]bool
	s.prefix, known[0] = in.optionText(option("env_prefix"))
	s.delimiter, known[1] = in.optionText(option("env_nested_delimiter"))
	s.secrets, known[2] = in.optionText(option("secrets_dir"))
	s.exact, known[3] = in.optionFlag(option("case_sensitive"), false)
	s.checksDefaults, known[4] = in.optionFlag(option("validate_default"), s.checksDefaults)
	if slices.Contains(known[:], false) {
		return s, "the configuration of " + c.Name + " is not known"
	}
	if v := option("env_file"); v != nil {
		in.eachDo(v, func(a value.Alt) {
			if q, ok := a.Plain.(*value.Seq); ok {
				for _, e := range q.Elems {
					s.files = append(s.files, in.variables(e.Val, k.at))
				}
				return
			}
			if _, none := a.Plain.(value.None); !none {
				s.files = append(s.files, in.variables(value.Of(a.Plain, a.Origin), k.at))
			}
		})
	}
	return s, ""
}

// configOption is one key of model_config, or of the class Config.
func (in *interp) configOption(c *Class, name string) *value.Value {
	for _, k := range c.mro() {
		if k.scope == nil {
			continue
		}
		if v, ok := k.scope.vars["model_config"]; ok {
			p, _ := v.Only()
			d, isDict := p.(*value.Dict)
			if !isDict {
				return in.unknown(v.Origin().Span, "model_config is not known", "")
			}
			if v := d.Str(name); v != nil {
				return v
			}
		}
		if v, ok := k.scope.vars["Config"]; ok {
			p, _ := v.Only()
			if config, isClass := p.(*Class); isClass {
				if v, ok := in.classAttr(config, name); ok {
					return v
				}
			}
		}
	}
	return nil
}

func (in *interp) optionText(v *value.Value) (string, bool) {
	if v == nil {
		return "", true
	}
	switch p, _ := v.Only(); p := p.(type) {
	case value.None:
		return "", true
	case value.Str:
		return string(p), true
	case value.Path:
		return string(p), true
	}
	return "", false
}

func (in *interp) optionFlag(v *value.Value, otherwise bool) (on, known bool) {
	if v == nil {
		return otherwise, true
	}
	p, ok := v.Only()
	b, isBool := p.(value.Bool)
	return bool(b), ok && isBool
}

// variables are those of a .env file, as a dict.
func (in *interp) variables(path *value.Value, at source.Span) *value.Value {
	f, _ := models.Functions("dotenv.dotenv_values")
	return in.model(f, at, nil, []*value.Value{path}, nil)
}

// given lists the aliases under which a field may be given as an argument.
func (s *fieldSources) given(info *models.Object) []string {
	var names []string
	for _, key := range []string{"validation_alias", "alias"} {
		names = append(names, textsOf(info.Attrs[key])...)
	}
	return names
}

// textsOf is a text or several.
func textsOf(v *value.Value) []string {
	if v == nil {
		return nil
	}
	switch p, _ := v.Only(); p := p.(type) {
	case value.Str:
		return []string{string(p)}
	case *value.Seq:
		var all []string
		for _, e := range p.Elems {
			if name, ok := text(e.Val); ok {
				all = append(all, name)
			}
		}
		return all
	}
	return nil
}

// names lists the variables that a field is read from, the first that is set
// counts. An alias takes no prefix.
func (s *fieldSources) names(f modelField) []string {
	keys := []string{"validation_alias", "alias"}
	if s.old {
		keys = []string{"env"}
	}
	names := []string{s.prefix + f.name}
	for _, key := range keys {
		if own := textsOf(f.info.Attrs[key]); len(own) > 0 {
			names = own
			break
		}
	}
	if !s.exact {
		for i := range names {
			names[i] = strings.ToUpper(names[i])
		}
	}
	return names
}

// read gives what take makes of the variable of a field, or what missing
// gives where there is none.
func (in *interp) read(f modelField, s *fieldSources, at source.Span, take func(*value.Value) *value.Value, missing func(*value.Origin) *value.Value) *value.Value {
	if v := f.info.Attrs["validation_alias"]; v != nil && len(textsOf(v)) == 0 {
		return in.unknown(at, "from which variable "+f.name+" is read is not known", "")
	}
	return in.readFirst(s.spelled(in, s.names(f)), at, take, func(unset *value.Origin) *value.Value {
		return in.readFiles(f, s, len(s.files)-1, at, take, func() *value.Value {
			if s.secrets == "" {
				return missing(unset)
			}
			return in.readSecret(f, s, at, take, func() *value.Value { return missing(unset) })
		})
	})
}

// spelled adds the spellings of variables that are known to be set, where
// case does not count.
func (s *fieldSources) spelled(in *interp, names []string) []string {
	if s.exact {
		return names
	}
	var all []string
	for _, name := range names {
		for known := range in.env.known {
			if known != name && strings.EqualFold(known, name) {
				all = append(all, known)
			}
		}
		all = append(all, name)
	}
	slices.Sort(all[:len(all)-len(names)])
	return all
}

func (in *interp) readFirst(names []string, at source.Span, take func(*value.Value) *value.Value, missing func(*value.Origin) *value.Value) *value.Value {
	return in.each1(in.Getenv(names[0], at), func(a value.Alt) *value.Value {
		switch {
		case !isUnset(a.Plain):
			return take(value.Of(a.Plain, a.Origin))
		case len(names) > 1:
			return in.readFirst(names[1:], at, take, missing)
		}
		return missing(a.Origin)
	})
}

// readFiles looks a field up in the .env files, the last of which counts most.
func (in *interp) readFiles(f modelField, s *fieldSources, i int, at source.Span, take func(*value.Value) *value.Value, missing func() *value.Value) *value.Value {
	if i < 0 {
		return missing()
	}
	next := func() *value.Value { return in.readFiles(f, s, i-1, at, take, missing) }
	return in.each1(s.files[i], func(a value.Alt) *value.Value {
		d, ok := a.Plain.(*value.Dict)
		if !ok {
			return in.unknown(at, "what the file of variables sets is not known", "", value.Of(a.Plain, a.Origin))
		}
		for _, name := range s.names(f) {
			for _, e := range d.Entries {
				key, _ := e.Key.(value.Str)
				if string(key) == name || !s.exact && strings.EqualFold(string(key), name) {
					return take(e.Val)
				}
			}
		}
		if d.More == nil {
			return next()
		}
		return in.perhaps(f, s, d.More, at, take, next)
	})
}

// perhaps is a field that a file outside the repository may set.
func (in *interp) perhaps(f modelField, s *fieldSources, file *value.Unknown, at source.Span, take func(*value.Value) *value.Value, missing func() *value.Value) *value.Value {
	name := s.names(f)[0]
	label := file.Label()
	sets := in.space.Atom("sets "+label+" "+name, value.Atom{
		Name: name, Yes: label + " sets " + name, No: label + " does not set " + name, Needs: []string{name}, Span: at,
	})
	u := &value.Unknown{
		Reason: name + " comes from " + label, Key: "env:" + name, Name: name, TypeName: "str", Needs: []string{name}, Outside: true,
	}
	here := value.Join(sets, value.Of(value.Bool(true), nil), value.Of(value.Bool(false), nil))
	return in.each1(here, func(a value.Alt) *value.Value {
		if a.Plain == value.Plain(value.Bool(true)) {
			return take(value.Of(u, value.At(at)))
		}
		return missing()
	})
}

// readSecret looks a field up among the files of secrets_dir.
func (in *interp) readSecret(f modelField, s *fieldSources, at source.Span, take func(*value.Value) *value.Value, missing func() *value.Value) *value.Value {
	name := strings.TrimSuffix(s.secrets, "/") + "/" + s.prefix + f.name
	_, found, outside := in.ReadFile(name)
	if found || outside != value.False {
		return in.perhaps(f, s, &value.Unknown{Reason: name + " is not in the repository", Name: s.secrets, Key: "file:" + s.secrets}, at, take, missing)
	}
	return missing()
}

// setBelow reports whether a variable that is known to be set belongs to a
// field of a field.
func (in *interp) setBelow(f modelField, s *fieldSources) bool {
	for known := range in.env.known {
		for _, name := range s.names(f) {
			prefix := name + s.delimiter
			if strings.HasPrefix(known, prefix) || !s.exact && strings.HasPrefix(strings.ToUpper(known), strings.ToUpper(prefix)) {
				return true
			}
		}
	}
	return false
}
