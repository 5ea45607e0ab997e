package value

import "github.com/deploycheck/deploycheck/analyzer/source"

// A Verb says what a step in a value's history did.
type Verb int

// Verbs.
const (
	Written       Verb = iota // an expression in the text
	Assigned                  // bound to a name
	Imported                  // taken over from another module
	ReadFromEnv               // read from the environment
	NotInEnv                  // looked for in the environment, where nothing sets it
	SetInEnv                  // given to the environment at a place in a file
	GivenInEnv                // given to the environment by whoever runs the program
	DjangoDefault             // Django's own default
	Changed                   // an object was changed in place
	Called                    // returned by a call
	Branch                    // decided that a statement was reached
)

// An Origin is one step in the history of a value, the newest first.
type Origin struct {
	Span source.Span
	Verb Verb
	Text string // the step in words: "DEBUG is assigned"; empty for steps not worth telling
	When *Cond  // where an open branch is taken: the words of the step, which take long to find, are told by Trail
	Var  string // the environment variable, where one is read, set or given
	// Closed tells of a variable that it is known not to be set.
	Closed bool
	From   []*Origin // the steps before this one; none for a literal
}

// At makes an origin for something written at span.
func At(span source.Span) *Origin { return &Origin{Span: span, Verb: Written} }

// Then adds a step after o; o may be nil.
func (o *Origin) Then(verb Verb, span source.Span, text string) *Origin {
	next := &Origin{Span: span, Verb: verb, Text: text}
	if o != nil {
		next.From = []*Origin{o}
	}
	return next
}

// maxSteps bounds a trail.
const maxSteps = 24

// Trail lists the steps that have words, oldest first, each place once.
func (o *Origin) Trail() []*Origin {
	var steps []*Origin
	seen := map[*Origin]bool{}
	said := map[string]bool{}
	var walk func(*Origin)
	walk = func(o *Origin) {
		if o == nil || seen[o] || len(seen) > 40*maxSteps {
			return
		}
		seen[o] = true
		for _, from := range o.From {
			walk(from)
		}
		if len(steps) >= maxSteps {
			return
		}
		o = o.worded()
		key := o.Span.String() + o.Text
		if o.Text != "" && !said[key] {
			said[key] = true
			steps = append(steps, o)
		}
	}
	walk(o)
	return steps
}

// worded is o with its words.
func (o *Origin) worded() *Origin {
	if o.Text != "" || o.When == nil {
		return o
	}
	step := *o
	step.Text = "where " + o.When.String()
	return &step
}

// Line is the line that a person would edit: where a file gives the
// environment variable that the value is made of, else the newest step in which
// the value was bound to a name or changed. It falls back to o itself.
func (o *Origin) Line() *Origin {
	if set := o.given(); set != nil {
		return set
	}
	for step := o; step != nil; {
		if step.Verb == Assigned || step.Verb == Changed {
			return step
		}
		if len(step.From) == 0 {
			break
		}
		step = step.From[0]
	}
	return o
}

// given is the first step in which a file of the repository gave a variable
// that the value itself was made of, or nil.
func (o *Origin) given() *Origin {
	seen := map[*Origin]bool{}
	var walk func(*Origin) *Origin
	walk = func(o *Origin) *Origin {
		if o == nil || seen[o] || o.Verb == Branch || len(seen) > 40*maxSteps {
			return nil
		}
		seen[o] = true
		if o.Verb == SetInEnv && o.Span.Line > 0 {
			return o
		}
		for _, from := range o.From {
			if found := walk(from); found != nil {
				return found
			}
		}
		return nil
	}
	return walk(o)
}

// Vars lists the environment variables that were read on the way to o,
// whether they are set or not; sorted.
func (o *Origin) Vars() []string {
	var names []string
	seen := map[*Origin]bool{}
	var walk func(*Origin)
	walk = func(o *Origin) {
		if o == nil || seen[o] || len(seen) > 4000 {
			return
		}
		seen[o] = true
		if o.Var != "" {
			names = append(names, o.Var)
		}
		for _, from := range o.From {
			walk(from)
		}
	}
	walk(o)
	return unique(names)
}

// Missing lists the environment variables whose absence made the value what
// it is: those that were looked for and not found, by the value itself and
// not by the branches around it, where it is known that nothing sets them.
func (o *Origin) Missing() []string { return o.absent(true) }

// Absent lists the environment variables that were looked for and not found
// on the way to o, whether or not something may set them, by the value itself
// and not by the branches around it; sorted.
func (o *Origin) Absent() []string { return o.absent(false) }

func (o *Origin) absent(closed bool) []string {
	var names []string
	seen := map[*Origin]bool{}
	var walk func(*Origin)
	walk = func(o *Origin) {
		if o == nil || seen[o] || o.Verb == Branch || len(seen) > 40*maxSteps {
			return
		}
		seen[o] = true
		if o.Verb == NotInEnv && (o.Closed || !closed) {
			names = append(names, o.Var)
		}
		for _, from := range o.From {
			walk(from)
		}
	}
	walk(o)
	return unique(names)
}

// Vars lists the environment variables that were read on the way to v.
func (v *Value) Vars() []string {
	var names []string
	for _, a := range v.alts {
		names = append(names, a.Origin.Vars()...)
	}
	return unique(names)
}

// Merge makes an origin at span whose steps before it are those of all
// values in from that have any.
func Merge(span source.Span, from ...*Value) *Origin {
	o := At(span)
	for _, v := range from {
		if v == nil {
			continue
		}
		for _, a := range v.alts {
			if a.Origin != nil && (a.Origin.Text != "" || len(a.Origin.From) > 0) && len(o.From) < 16 {
				o.From = append(o.From, a.Origin)
			}
		}
	}
	return o
}
