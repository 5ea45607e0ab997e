package analyzer

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A Setting is one setting of a deployment as Django sees it: where the
// project is silent, its value is Django's default.
type Setting struct {
	Name  string
	Value *value.Value
	// Explicit tells that the project sets it, at least under a condition, or
	// that something which is not in the repository may set it.
	Explicit bool
}

// Setting gives a setting by its name.
func (d *Deployment) Setting(name string) *Setting {
	d.mu.Lock()
	s, ok := d.facts[name]
	d.mu.Unlock()
	if ok {
		return s
	}
	_, own := d.loaded.Settings[name]
	s = &Setting{Name: name, Explicit: own || d.loaded.Open != nil}
	if !d.tame(func() { s.Value = d.view.Get(name).Under(d.loaded.Live) }) {
		s.Value = value.Of(&value.Unknown{Reason: value.TooComplex{}.Error() + " decide it", Name: name}, value.At(d.anchor(name)))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.facts[name] = s
	return s
}

// Own is Setting for a name that the project itself binds; false if it never
// does.
func (d *Deployment) Own(name string) (*Setting, bool) {
	if _, ok := d.loaded.Settings[name]; !ok {
		return nil, false
	}
	return d.Setting(name), true
}

// Names lists the settings that the project sets, sorted.
func (d *Deployment) Names() []string {
	var names []string
	for name := range d.loaded.Settings {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Routes lists the routes of the deployment's URL configuration with the
// condition under which each is there, and reports whether the list is whole.
func (d *Deployment) Routes() ([]eval.Route, bool) {
	d.routes.Do(func() {
		s, ok := d.Setting("ROOT_URLCONF").Value.Only()
		name, isText := s.(value.Str)
		if ok && isText {
			d.urls, d.allURLs = d.loaded.Routes(string(name), d.view.Get)
		}
	})
	return d.urls, d.allURLs
}

// Returns is what a function that a setting holds, or names, gives for an
// argument that is not known, such as a request; nil if that cannot be told.
func (d *Deployment) Returns(s *Setting, argument string) *value.Value {
	return d.loaded.Returns(s.Value, argument, d.view.Get)
}

// Notes lists what of the settings could not be understood.
func (d *Deployment) Notes() []source.Note { return d.loaded.Notes }
