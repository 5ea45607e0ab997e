package models

import "github.com/deploycheck/deploycheck/analyzer/value"

// A detached is the state of a copy of os.environ, alone or between the
// entries of a dict: {**under, **os.environ, **over}. What is changed in it is
// not followed.
type detached struct {
	under, over *value.Dict // nil if there are none
	exports     int         // how often the program had set variables before
	changed     bool
}

// IsEnviron reports whether a value is os.environ or a mere copy of it.
func IsEnviron(p value.Plain) bool {
	o, ok := p.(*Object)
	if !ok || o.Class != "os._Environ" {
		return false
	}
	d, copied := o.State.(*detached)
	return !copied || d.under == nil && d.over == nil && !d.changed
}

// EnvironCopy is a dict of the environment as it is, and of other entries
// before and after it, which may be nil.
func EnvironCopy(m Machine, under, over *value.Dict) *Object {
	return &Object{Class: "os._Environ", State: &detached{under: under, over: over, exports: m.Exports()}}
}

// environCopied is os.environ.copy().
func environCopied(c *Call) *value.Value {
	d := detached{exports: c.Exports()}
	if old := c.detached(); old != nil {
		d = *old
	}
	return c.of(&Object{Class: "os._Environ", State: &d})
}

// beside is what a name is bound to in a copy, where v is what the
// environment holds.
func (d *detached) beside(name string, v *value.Value) *value.Value {
	if d == nil {
		return v
	}
	unset := value.False
	for _, a := range v.Alts() {
		if _, ok := a.Plain.(value.Unset); ok {
			unset = unset.Or(a.When)
		}
	}
	return entryOr(d.over, name, value.Join(unset, entryOr(d.under, name, v), v))
}

// entryOr is what a dict binds a name to, and v where it does not.
func entryOr(d *value.Dict, name string, v *value.Value) *value.Value {
	if d == nil {
		return v
	}
	if d.More != nil {
		v = value.Of(d.More.Named(name), v.Origin())
	}
	if e := d.Get(value.Str(name)); e != nil {
		return value.Join(e.When, e.Val, v)
	}
	return v
}

// stale is the unknown that reading a copy of os.environ gives which was
// changed, or of which the original was; nil for os.environ itself.
func (c *Call) stale() *value.Unknown {
	if d := c.detached(); d != nil && (d.changed || d.exports != c.Exports()) {
		return &value.Unknown{Reason: "changes to a copy of the environment are not followed"}
	}
	return nil
}

func (c *Call) detached() *detached {
	o, ok := c.Self.(*Object)
	if !ok {
		return nil
	}
	d, _ := o.State.(*detached)
	return d
}

// changes reports whether a write is to os.environ itself; a write to a copy
// is noted.
func (c *Call) changes() bool {
	d := c.detached()
	if d != nil {
		d.changed = true
	}
	return d == nil
}
