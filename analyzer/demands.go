package analyzer

import (
	"cmp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A VariableDemand is what a rule wants of a variable.
type VariableDemand struct {
	Rule *Rule
	Must string // in words, a condition on this variable: `DEBUG is "0"`
}

// demands asks every rule what it wants of the environment, and sorts that by
// variable. A demand is listed if it comes down to one variable where what was
// wanted before of the same variables is granted and others have their defaults,
// and if it can be granted together with that. Those about one variable from the
// start come first, then the graver ones.
func (d *Deployment) demands(c Catalogue) map[string][]VariableDemand {
	var all []Demand
	for _, rule := range c.Rules {
		all = append(all, d.ask(rule, c.Items).claims...)
	}
	all = slices.DeleteFunc(all, func(demand Demand) bool { return len(demand.Must.Atoms()) > maxQuestions })
	slices.SortStableFunc(all, func(a, b Demand) int {
		return cmp.Or(less(len(a.Needs) == 1, len(b.Needs) == 1), cmp.Compare(b.Rule.Severity, a.Rule.Severity))
	})
	listed := map[string][]VariableDemand{}
	for i, demand := range all {
		d.tame(func() {
			granted := granted(all[:i], demand.Needs)
			if !granted.Meets(demand.Must) || !d.loaded.Live.Meets(demand.Must) {
				all[i].Must = value.True
				return
			}
			name, text := d.alone(demand, granted)
			if text != "" && !asks(listed[name], demand.Rule) {
				listed[name] = append(listed[name], VariableDemand{Rule: demand.Rule, Must: text})
			}
		})
	}
	for _, of := range listed {
		slices.SortStableFunc(of, func(a, b VariableDemand) int { return place(c, a.Rule) - place(c, b.Rule) })
	}
	return listed
}

// maxQuestions bounds what a demand may come down to; what asks for more cannot be
// said in few words.
const maxQuestions = 8

// granted is where demands hold that are about one of some variables.
func granted(demands []Demand, names []string) *value.Cond {
	all := value.True
	for _, d := range demands {
		if slices.ContainsFunc(d.Needs, func(name string) bool { return slices.Contains(names, name) }) {
			all = all.And(d.Must)
		}
	}
	return all
}

// place is where a rule stands in the catalogue.
func place(c Catalogue, rule *Rule) int { return slices.Index(c.Rules, rule) }

// asks reports whether a rule is among those that want something.
func asks(of []VariableDemand, rule *Rule) bool {
	return slices.ContainsFunc(of, func(have VariableDemand) bool { return have.Rule == rule })
}

// maxWords bounds the text of a demand.
const maxWords = 160

// alone finds the variable that a demand comes down to, and says what it must
// be; nothing if that cannot be said in few words.
func (d *Deployment) alone(demand Demand, granted *value.Cond) (name, text string) {
	if len(demand.Needs) == 1 {
		return demand.Needs[0], d.words(demand.Needs[0], demand.Must)
	}
	for _, v := range demand.Needs {
		world := granted
		for _, a := range demand.Must.Atoms() {
			if a.Kind == value.EnvSet && a.Name != v && world.Meets(d.loaded.Space.Of(a).Not()) {
				world = world.Minus(d.loaded.Space.Of(a))
			}
		}
		must := demand.Must.Given(world)
		if said := d.words(v, must); world.Meets(must) && said != "" && (text == "" || len(said) < len(text)) {
			name, text = v, said
		}
	}
	return name, text
}

// words says a condition on a variable, if nothing else decides it and few
// words do: that it is set, and what it then is.
func (d *Deployment) words(name string, must *value.Cond) string {
	atoms := must.Atoms()
	if len(atoms) == 0 {
		return ""
	}
	set := value.False
	for _, a := range atoms {
		switch {
		case !d.isAbout(a, name):
			return ""
		case a.Kind == value.EnvSet:
			set = d.loaded.Space.Of(a)
		}
	}
	text := must.String()
	if set != value.False {
		switch text = must.Given(set).String(); {
		case must.Given(set) == value.True:
			text = "it is set"
		case must.Implies(set):
			text = "it is set, and " + text
		}
	}
	if text = plainly(text, atoms); len(text) > maxWords || strings.Contains(text, "a given value") {
		return ""
	}
	return text
}

// isAbout reports whether a variable alone settles a question, and its words say
// what they mean: the question is about the variable, what it has to be by its
// type, or a setting that is made of it.
func (d *Deployment) isAbout(a *value.Atom, name string) bool {
	if len(a.Needs) > 0 {
		return len(a.Needs) == 1 && a.Needs[0] == name && (a.Name != name || a.Kind == value.EnvSet || strings.HasSuffix(a.Yes, " is not empty") || tells(a, name))
	}
	setting, _, _ := strings.Cut(a.Yes, " ")
	s, ok := d.loaded.Settings[setting]
	return ok && a.Kind == value.Test && slices.Contains(varsWithin(s.Value, 0), name)
}

// tells reports whether what a question calls by the name of a variable is its
// text, or what the text stands for, rather than something made of it. Questions
// of rules name settings.
func tells(a *value.Atom, name string) bool {
	t, whole := typeIn(a.About(), name)
	return t != "" || whole || !strings.HasPrefix(a.Yes, name+" ")
}

// plainly says what conditions are about as people do: a function that is not
// followed by what it makes of the variable.
func plainly(text string, atoms []*value.Atom) string {
	for _, a := range atoms {
		if strings.HasSuffix(a.Name, "()") {
			made := "what " + a.Name + " makes of it is "
			text = strings.NewReplacer(a.Name+" is not empty", made+"true", a.Name+" is empty", made+"false", a.Name+" is ", made).Replace(text)
		}
	}
	return text
}
