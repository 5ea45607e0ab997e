package analyzer

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A MissingVariable is an environment variable without which the site does
// not start, and that nothing sets.
type MissingVariable struct {
	Name string
	Read source.Span // where the settings read it first
	By   Step        // what starts the site without it
}

// MissingVariables lists the variables that are surely missing where the
// deployment is started; sorted. known is false if the repository does not
// show all that may set variables, so that nothing can be said.
func (d *Deployment) MissingVariables() (missing []MissingVariable, known bool) {
	if !d.shut() {
		return nil, false
	}
	e, _ := d.Environment()
	for _, name := range d.wanted() {
		if d.given(name) != nil || !d.failsWithout(name) {
			continue
		}
		m := MissingVariable{Name: name, By: e.Start}
		for _, r := range d.loaded.Reads {
			if r.Name == name {
				m.Read = r.Span
				break
			}
		}
		if !m.Read.IsZero() {
			missing = append(missing, m)
		}
	}
	return missing, true
}

// required lists the variables without which the settings do not load,
// whether or not something sets them; sorted.
func (d *Deployment) required() []string {
	names := slices.Clone(d.loaded.Supplied)
	for _, a := range d.loaded.Space.Atoms() {
		if a.Kind == value.EnvSet && d.loaded.Live != value.False && d.loaded.Live.Implies(d.loaded.Space.Of(a)) {
			names = append(names, a.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// wanted lists the variables that may be such that nothing starts without
// them: the required ones, and those that a secret key, which Django demands,
// is made of.
func (d *Deployment) wanted() []string {
	names := d.required()
	if s, ok := d.loaded.Settings["SECRET_KEY"]; ok {
		names = append(names, s.Value.Vars()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// failsWithout loads the settings with exactly what the deployment is started
// with, and all other variables that they may want: whether they need a
// variable shows if that fails for want of it.
func (d *Deployment) failsWithout(name string) bool {
	if !slices.ContainsFunc(d.loaded.Reads, func(r eval.Read) bool { return r.Name == name }) {
		return false
	}
	opts := d.options
	opts.EnvOnly, opts.Strict, opts.Open = true, true, nil
	opts.Env = slices.DeleteFunc(slices.Clone(opts.Env), func(v eval.Variable) bool { return v.Name == name })
	for _, other := range d.wanted() {
		if other != name && !slices.ContainsFunc(opts.Env, func(v eval.Variable) bool { return v.Name == other }) {
			opts.Env = append(opts.Env, eval.Variable{Name: other, Opaque: other + " is taken as set"})
		}
	}
	r := eval.Load(d.files, opts)
	if r.Err != nil {
		return slices.Contains(r.Err.Vars, name)
	}
	s, ok := r.Settings["SECRET_KEY"]
	return ok && slices.Contains(s.Value.Vars(), name) && !r.Live.Meets(r.Space.Truth(s.Value)) && r.Live != value.False
}
