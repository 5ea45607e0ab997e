package django

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A View is the settings as Django sees them: what the project defines, and
// Django's defaults where it is silent. All its answers are conditions.
type View struct {
	Space   *value.Space
	Version string
	// Own gives what the project binds a name to, value.Unset included; nil if it never does.
	Own func(name string) *value.Value
	// Default is the origin of Django's defaults of a setting: the line on which it would be set.
	Default func(name string) *value.Origin
	// IsDir reports whether an absolute path is a folder: true, false, or not known.
	IsDir func(path string) value.Truth
	// Env is the value of an environment variable, value.Unset included.
	Env func(name string) *value.Value
	// Callable finds a callable of the project by its dotted name.
	Callable func(dotted string) Callable
	// Subclass answers whether a class, by its dotted name, inherits from another.
	Subclass func(dotted, base string) value.Truth
}

// A Callable is what can be said of a view named by its dotted path.
type Callable struct {
	Import    value.Truth // whether its module can be imported
	Exists    value.Truth // whether the module has the name
	TakesCSRF value.Truth // whether it can be called as view(None, reason=None)
	Span      source.Span
}

// Get is the value of a setting: the project's, or Django's default where
// the project does not set it. Where neither does it is value.Unset.
func (v *View) Get(name string) *value.Value {
	if name == "STORAGES" && between(v.Version, "4.2", "5.1") {
		return v.storages()
	}
	return v.get(name)
}

// storages is STORAGES in the versions that still read the two settings
// which it replaces: these, where the project sets them, go into it.
func (v *View) storages() *value.Value {
	all := v.get("STORAGES")
	for _, old := range [][2]string{{"DEFAULT_FILE_STORAGE", "default"}, {"STATICFILES_STORAGE", "staticfiles"}} {
		set := v.explicit(old[0])
		if set == value.False {
			continue
		}
		var alts []value.Alt
		for _, a := range all.Alts() {
			if d, ok := a.Plain.(*value.Dict); ok {
				with := d.Copy()
				backend := &value.Dict{}
				backend.Set(value.Str("BACKEND"), value.True, v.get(old[0]))
				with.Set(value.Str(old[1]), value.True, value.Of(backend, v.get(old[0]).Origin()))
				a.Plain = with
			}
			alts = append(alts, a)
		}
		all = value.Join(set, value.Alternatives(alts), all)
	}
	return all
}

func (v *View) get(name string) *value.Value {
	own := v.Own(name)
	if own == nil {
		return v.fallback(name)
	}
	unset := value.False
	for _, a := range own.Alts() {
		if _, ok := a.Plain.(value.Unset); ok {
			unset = unset.Or(a.When)
		}
	}
	if unset == value.False {
		return own
	}
	return value.Join(unset.Not(), own, v.fallback(name))
}

func (v *View) fallback(name string) *value.Value {
	var o *value.Origin
	if v.Default != nil {
		o = v.Default(name)
	}
	if p, ok := Default(name, v.Version); ok {
		return value.Of(p, o)
	}
	if Has(name, v.Version) {
		return value.Of(&value.Unknown{Reason: "Django's default of " + name + " is not in our tables", Key: "default:" + name}, o)
	}
	return value.Of(value.Unset{}, o)
}

// Where is the condition under which a setting is such that test says Yes.
// Where test is in doubt the question is asked, so that yes is test's Yes.
func (v *View) Where(name, question string, test func(value.Plain) value.Truth) *value.Cond {
	return v.Of(v.Get(name), name+" "+question, test)
}

// Of is Where for any value.
func (v *View) Of(val *value.Value, question string, test func(value.Plain) value.Truth) *value.Cond {
	c := value.False
	for _, a := range val.Alts() {
		switch test(a.Plain) {
		case value.Yes:
			c = c.Or(a.When)
		case value.Maybe:
			c = c.Or(a.When.And(v.ask(a.Plain, question)))
		}
	}
	return c
}

func (v *View) ask(p value.Plain, question string) *value.Cond {
	u, ok := p.(*value.Unknown)
	if !ok {
		u = &value.Unknown{Key: question, Needs: value.PlainNeeds(p)}
	}
	yes, no := answers(question, u.Label())
	return v.Space.Ask(question, u, yes, no)
}

// Truthy is the condition under which a setting is truthy.
func (v *View) Truthy(name string) *value.Cond { return v.Space.Truth(v.Get(name)) }

// IsTrue is the condition under which a setting is True itself.
func (v *View) IsTrue(name string) *value.Cond {
	c := value.False
	for _, a := range v.Get(name).Alts() {
		switch p := a.Plain.(type) {
		case value.Bool:
			if p {
				c = c.Or(a.When)
			}
		case *value.Unknown:
			switch p.TypeName {
			case "bool":
				c = c.Or(a.When.And(v.Space.Truthy(p)))
			case "":
				c = c.Or(a.When.And(v.Space.Equal(p, value.Bool(true))))
			}
		}
	}
	return c
}

// IsNone is the condition under which a setting is None.
func (v *View) IsNone(name string) *value.Cond {
	return v.Where(name, "is None", func(p value.Plain) value.Truth {
		if u, ok := p.(*value.Unknown); ok && u.TypeName == "" {
			return value.Maybe
		}
		_, ok := p.(value.None)
		return value.Is(ok)
	})
}

// IsUnset is the condition under which a setting is defined nowhere.
func (v *View) IsUnset(name string) *value.Cond {
	return v.Where(name, "is defined", func(p value.Plain) value.Truth {
		_, ok := p.(value.Unset)
		return value.Is(ok)
	})
}

// Lists is the condition under which text is an element of a setting; of a
// setting that is text itself, a part of it, as Python's "in" has it.
func (v *View) Lists(name, text string) *value.Cond {
	c := value.False
	for _, a := range v.Get(name).Alts() {
		c = c.Or(a.When.And(v.holds(a.Plain, text)))
	}
	return c
}

func (v *View) holds(p value.Plain, text string) *value.Cond {
	switch p := p.(type) {
	case *value.Seq:
		return v.Space.Contains(p, value.Of(value.Str(text), nil))
	case value.Str:
		return condOf(strings.Contains(string(p), text))
	case *value.Dict:
		if e := p.Get(value.Str(text)); e != nil {
			return e.When
		}
		if p.More == nil {
			return value.False
		}
	case value.None, value.Bool, value.Int, value.Unset:
		return value.False
	}
	return v.ask(p, "does it hold "+text)
}

func condOf(b bool) *value.Cond {
	if b {
		return value.True
	}
	return value.False
}

// Key gives the value of a key of a value that is a dict: value.Unset where
// it has no such key, unknown where that is not known.
func (v *View) Key(d *value.Value, key string) *value.Value {
	var alts []value.Alt
	add := func(when *value.Cond, val *value.Value) {
		for _, a := range val.Alts() {
			a.When = a.When.And(when)
			alts = append(alts, a)
		}
	}
	for _, a := range d.Alts() {
		switch p := a.Plain.(type) {
		case *value.Dict:
			there := value.False
			if e := p.Get(value.Str(key)); e != nil {
				there = e.When
				add(a.When.And(there), e.Val)
			}
			rest := value.Of(value.Unset{}, a.Origin)
			if p.More != nil {
				rest = value.Of(keyOf(p.More, key), a.Origin)
			}
			add(a.When.Minus(there), rest)
		case *value.Unknown:
			add(a.When, value.Of(keyOf(p, key), a.Origin))
		case *models.Object:
			add(a.When, value.Of(&value.Unknown{Reason: p.Class + " is not followed"}, a.Origin))
		default:
			add(a.When, value.Of(value.Unset{}, a.Origin))
		}
	}
	return value.Alternatives(alts)
}

// keyOf is what an unknown dict, or an unknown rest of one, has at a key.
func keyOf(u *value.Unknown, key string) *value.Unknown {
	at := &value.Unknown{Reason: u.Reason, Needs: u.Needs, Outside: u.Outside}
	if u.Name != "" {
		at.Name = key + " of " + u.Name
	}
	if u.Key != "" {
		at.Key = u.Key + "[" + key + "]"
	}
	return at
}
