package analyzer

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A Contract is what the settings of a deployment want of its environment,
// and what the repository sets of it.
type Contract struct {
	Deployment *Deployment
	Variables  []ContractVariable // that the settings read, by name
	Unused     []VariableSource   // that files of the deployment set and nobody reads, by name
	// Unfollowed are functions of libraries that may read further variables, and
	// that are not followed: "lib.get_string()".
	Unfollowed []string
	// Beyond says what else may set variables: "the file .env, which is not in
	// the repository,". Empty if the repository shows all there is, or says
	// nothing about how the project is started.
	Beyond string
}

// A ContractVariable is one environment variable that the settings read.
type ContractVariable struct {
	Name     string
	Type     string   // "text", "boolean", "integer", "number", "JSON", "URL", "list", "mapping" or "path"
	Choices  []string // what it is compared with; none if it may hold a secret
	Required bool     // the settings do not load without it
	Secret   bool     // its name says that it holds a secret
	Reads    []source.Span
	Settings []string // settings that it decides, sorted
	// Default says what holds if it is not set: `DEBUG = True`. Empty if that
	// is not known, or secret.
	Default string
	Demands []VariableDemand
	Sources []VariableSource
	State   VariableState
	// Differs tells that files which may all go live set it to different values.
	Differs bool
}

// A VariableState says whether a variable is set in a deployment.
type VariableState string

// States of variables.
const (
	SetHere      VariableState = "set"     // a file of the deployment sets it
	FromOutside  VariableState = "outside" // something outside the repository sets it, or may
	TakesDefault VariableState = "default" // nothing sets it, and there is a default
	Missing      VariableState = "missing" // nothing sets it, and the settings do not load
)

// A VariableSource is a file that sets a variable.
type VariableSource struct {
	Name string
	Span source.Span
	By   string // "compose.yml (web)"
	Live bool   // it is part of what starts the deployment that is judged
}

// Contract works out the environment contract of a deployment. The rules say
// what values must satisfy.
func (r *Repository) Contract(d *Deployment, c Catalogue) *Contract {
	out := &Contract{Deployment: d, Unfollowed: d.unfollowed()}
	if d.launch != nil {
		out.Beyond = d.launch.Beyond
	}
	required, uses := d.required(), d.readTypes()
	for _, v := range d.options.Env {
		if !slices.Contains(required, v.Name) && d.failsWithout(v.Name) {
			required = append(required, v.Name)
		}
	}
	reads := map[string][]source.Span{}
	for _, read := range d.loaded.Reads {
		if read.Name != deploy.SettingsModule {
			reads[read.Name] = append(reads[read.Name], read.Span)
		}
	}
	for name, spans := range reads {
		slices.SortFunc(spans, source.Span.Compare)
		out.Variables = append(out.Variables, r.contractVariable(d, name, spans, slices.Contains(required, name), uses))
	}
	for name, demands := range d.demands(c) { // last: conditions may grow too large in it
		if i := slices.IndexFunc(out.Variables, func(v ContractVariable) bool { return v.Name == name }); i >= 0 {
			out.Variables[i].Demands = demands
		}
	}
	slices.SortFunc(out.Variables, func(a, b ContractVariable) int { return strings.Compare(a.Name, b.Name) })
	out.Unused = r.unused(d, reads)
	return out
}

func (r *Repository) contractVariable(d *Deployment, name string, reads []source.Span, required bool, uses map[source.Span]string) ContractVariable {
	v := ContractVariable{Name: name, Reads: reads, Secret: value.Sensitive(name), Required: required, Type: "text"}
	d.tame(func() { d.describe(&v, uses) })
	if !d.options.EnvOnly { // else the files of the repository do not count
		v.Sources, v.Differs = r.sources(d, name)
	}
	v.State = d.state(v)
	return v
}

// state says whether a variable is set where d goes live.
func (d *Deployment) state(v ContractVariable) VariableState {
	set := d.given(v.Name)
	switch {
	case set != nil && set.Opaque == "":
		return SetHere
	case set != nil:
		return FromOutside
	case v.Required && d.shut():
		return Missing
	case v.Required:
		return FromOutside
	}
	return TakesDefault
}

// given is a variable as the settings are loaded with it, or nil: what starts
// the deployment sets it, or the options do.
func (d *Deployment) given(name string) *eval.Variable {
	for i := range d.options.Env {
		if v := &d.options.Env[len(d.options.Env)-1-i]; v.Name == name {
			return v
		}
	}
	return nil
}

// shut reports whether the repository shows everything that may set variables
// for the deployment: its process, and no file that is read if it exists.
func (d *Deployment) shut() bool {
	if d.launch == nil || d.launch.Beyond != "" {
		return false
	}
	return !slices.ContainsFunc(d.loaded.Space.Atoms(), func(a *value.Atom) bool {
		return a.Kind == value.Exists
	})
}

// describe works out type, choices, default and settings of a variable from
// what the settings make of it where it is not known: one that is given is
// taken away for that.
func (d *Deployment) describe(v *ContractVariable, uses map[source.Span]string) {
	r := d.loaded
	if d.given(v.Name) != nil {
		r = d.without(v.Name)
	}
	unset := d.whereUnset(v.Name, r)
	for _, name := range slices.Sorted(maps.Keys(r.Settings)) {
		val := r.Settings[name].Value
		made := slices.Contains(varsWithin(val, 0), v.Name)
		if !made && !slices.Contains(val.Needs(), v.Name) {
			continue
		}
		v.Settings = append(v.Settings, name)
		if made && v.Default == "" && unset != value.False {
			v.Default = defaultOf(name, val, v.Name, unset)
		}
	}
	v.Type = typeOf(v, r, uses)
	if !v.Secret {
		v.Choices = r.Space.Compared("env:" + v.Name)
	}
}

// without loads the settings where it is not known whether a variable is set;
// if they do not load then, they are as they are.
func (d *Deployment) without(name string) *eval.Result {
	opts := d.options
	opts.Env = slices.DeleteFunc(slices.Clone(opts.Env), func(v eval.Variable) bool { return v.Name == name })
	opts.Open = append(slices.Clone(opts.Open), name)
	if r := eval.Load(d.files, opts); r.Err == nil {
		return r
	}
	return d.loaded
}

// whereUnset is the condition under which the settings load and a variable is
// not set; never, if it surely is.
func (d *Deployment) whereUnset(name string, r *eval.Result) *value.Cond {
	if r == d.loaded && d.given(name) != nil || slices.Contains(r.Supplied, name) {
		return value.False
	}
	for _, a := range r.Space.Atoms() {
		if a.Kind == value.EnvSet && a.Name == name {
			return r.Live.Minus(r.Space.Of(a))
		}
	}
	return r.Live
}

// varsWithin lists the variables that a value and its parts are made of.
func varsWithin(v *value.Value, depth int) []string {
	names := v.Vars()
	if depth > maxParts {
		return names
	}
	for _, a := range v.Alts() {
		switch p := a.Plain.(type) {
		case *value.Seq:
			for _, e := range p.Elems {
				names = append(names, varsWithin(e.Val, depth+1)...)
			}
			if p.More != nil {
				names = append(names, p.More.Needs...)
			}
		case *value.Dict:
			for _, e := range p.Entries {
				names = append(names, varsWithin(e.Val, depth+1)...)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// sources lists what sets a variable: what the deployment is started by, and
// other files that may go live. differs tells that the latter do not agree.
func (r *Repository) sources(d *Deployment, name string) (all []VariableSource, differs bool) {
	texts := map[string]bool{}
	for _, l := range r.started() {
		if !l.RunsDjango() {
			continue
		}
		for _, v := range l.Environment {
			if v.Name != name {
				continue
			}
			live := slices.Contains(d.launches, l)
			if live && v.Text.Opaque == "" && l.Rank == d.launch.Rank && (l.Kind == deploy.Image) == (d.launch.Kind == deploy.Image) {
				texts[v.Text.Value] = true
			}
			s := VariableSource{Name: name, Span: v.Span, By: v.By, Live: live}
			if i := slices.IndexFunc(all, func(have VariableSource) bool { return have.Span == s.Span }); i >= 0 {
				all[i].Live = all[i].Live || live
			} else {
				all = append(all, s)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b VariableSource) int {
		if a.Live != b.Live {
			return less(a.Live, b.Live)
		}
		return a.Span.Compare(b.Span)
	})
	return all, len(texts) > 1
}

// unused lists variables that the deployment's own files set, that the
// settings do not read, and whose names stand in no other file.
func (r *Repository) unused(d *Deployment, reads map[string][]source.Span) []VariableSource {
	if d.launch == nil {
		return nil
	}
	var list []VariableSource
	for _, v := range d.launch.Environment {
		if _, read := reads[v.Name]; read || v.Name == deploy.SettingsModule || foreign(v.Name) || r.mentions(v.Name) {
			continue
		}
		list = append(list, VariableSource{Name: v.Name, Span: v.Span, By: v.By, Live: true})
	}
	return list
}

// foreignPrefixes begin the names of variables that other programs read.
var foreignPrefixes = []string{
	"PYTHON", "PIP_", "POETRY_", "UV_", "PDM_", "VIRTUAL_ENV", "VIRTUAL_HOST", "LETSENCRYPT_", "DEBIAN_FRONTEND", "LANG", "LC_", "TZ", "PATH",
	"HOME", "PORT", "GUNICORN_", "UWSGI_", "UVICORN_", "WEB_CONCURRENCY", "CELERY", "C_FORCE_ROOT", "POSTGRES_", "PG", "MYSQL_", "REDIS_", "AWS_", "NEW_RELIC_",
	"OTEL_", "SENTRY_", "DD_", "DJANGO_SUPERUSER_", "LD_", "MALLOC_", "NODE_", "NPM_", "FLOWER_", "COLUMNS", "TERM", "USER", "SHELL",
}

func foreign(name string) bool {
	return strings.ToUpper(name) != name || slices.ContainsFunc(foreignPrefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}

// programs are the endings of files whose mention of a variable may be a read.
var programs = map[string]bool{
	".py": true, ".sh": true, ".js": true, ".ts": true, ".cfg": true, ".ini": true, ".conf": true, ".toml": true, ".template": true, ".tmpl": true, ".j2": true, ".lua": true, ".html": true, "": true,
}

// mentions reports whether a file that may be a program holds a name.
func (r *Repository) mentions(name string) bool {
	files, _ := r.files.tree.Files()
	for _, file := range files {
		if !programs[path.Ext(file)] || strings.HasPrefix(path.Base(file), ".env") || strings.Contains(strings.ToLower(path.Base(file)), "dockerfile") {
			continue
		}
		if bytes.Contains(r.files.tree.Raw(file), []byte(name)) {
			return true
		}
	}
	return false
}
