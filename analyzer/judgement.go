package analyzer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A Judgement says whether something is wrong in production.
type Judgement struct {
	Verdict Verdict
	// Bad is the condition under which it is wrong in the world that decides.
	Bad *value.Cond
	// Needs are the variables that decide it, if they do.
	Needs []string
	// Open tells that it is wrong only because nothing is set from outside.
	Open bool
	// About is the alternative of the setting that is wrong.
	About value.Alt

	name    string
	decides *value.Cond // the condition under which it is wrong, in words' reach
}

// Fails reports whether it is wrong.
func (j Judgement) Fails() bool { return j.Verdict == Fail }

// When says under which circumstances it is wrong: " when X is not set", or
// nothing if it always is.
func (j Judgement) When() string {
	var clauses []string
	if text := all(j.missing()); text != "" {
		clauses = append(clauses, text+" not set")
	}
	if text := all(j.absent()); text != "" {
		clauses = append(clauses, text+" not there")
	}
	if len(clauses) == 0 {
		return ""
	}
	return " when " + strings.Join(clauses, " and ")
}

// all is the beginning of a sentence about names: "A and B are".
func all(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0] + " is"
	case 2:
		return names[0] + " and " + names[1] + " are"
	}
	return fmt.Sprintf("%s and %d others are", names[0], len(names)-1)
}

// absent lists the files and modules that the repository lacks and that may
// make it right where they exist.
func (j Judgement) absent() []string {
	var names []string
	if j.Open || j.Verdict == Passes {
		for _, a := range j.decides.Atoms() {
			if a.Kind == value.Exists && a.Name != "" {
				names = append(names, a.Name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// missing lists the variables whose absence makes it wrong.
func (j Judgement) missing() []string {
	var names []string
	if j.Open {
		for _, a := range j.decides.Atoms() {
			if a.Kind == value.EnvSet {
				names = append(names, a.Name)
			}
		}
	} else {
		names = j.About.Origin.Missing()
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Judge weighs a condition under which something about a setting is wrong.
//
// It fails if it is wrong wherever production may be, or wherever nothing is
// supplied from outside; it passes if it is right there; else it depends.
// The verdict is recorded for the rule's checklist item.
func (p *Pass) Judge(s *Setting, bad *value.Cond) Judgement {
	return p.judge(s, bad, p.production)
}

// JudgeAnywhere is Judge for settings that must be right also where DEBUG is
// on, such as DEBUG itself.
func (p *Pass) JudgeAnywhere(s *Setting, bad *value.Cond) Judgement {
	return p.judge(s, bad, p.loaded.Live)
}

func (p *Pass) judge(s *Setting, bad, world *value.Cond) Judgement {
	unset := p.NothingSet(world)
	j := Judgement{name: s.Name, Bad: bad.And(world)}
	switch {
	case world.Implies(bad):
		j.Verdict = Fail
	case unset.Implies(bad):
		j.Verdict, j.Open, j.Bad = Fail, true, bad.And(unset)
	case !unset.Meets(bad):
		j.Verdict = Passes
	default:
		j.Verdict = Depends
	}
	if j.decides = bad.Given(world); !world.Implies(bad) && world.Meets(bad) {
		j.Needs = j.decides.Needs()
	}
	if len(j.Needs) > 0 {
		p.claims = append(p.claims, Demand{Rule: p.rule, Setting: s.Name, Needs: j.Needs, Must: j.decides.Not()})
	}
	where := j.Bad
	switch j.Verdict { // what is committed, rather than what may take its place
	case Depends:
		where = bad.And(unset)
	case Passes:
		where = unset
	}
	j.About = about(s.Value, where)
	if j.Verdict != Fail {
		p.answer(j, s)
	}
	return j
}

// A Demand is what a rule wants of environment variables.
type Demand struct {
	Rule    *Rule
	Setting string
	Needs   []string    // the variables that decide it
	Must    *value.Cond // the condition under which the rule is content
}

// about picks the alternative of v that a condition is about.
func about(v *value.Value, when *value.Cond) value.Alt {
	for _, a := range v.Alts() {
		if a.When.Meets(when) {
			return a
		}
	}
	if alts := v.Alts(); len(alts) > 0 {
		return alts[0]
	}
	return value.Alt{When: value.True, Plain: value.Unset{}}
}

// answer records what a judgement without a finding says of the item.
func (p *Pass) answer(j Judgement, s *Setting) {
	a := Answer{Verdict: j.Verdict, Needs: j.Needs}
	if span := p.placeOf(j.About.Origin, s.Name); !span.IsZero() {
		a.Evidence = append(a.Evidence, Step{Span: span, Text: s.Name})
	}
	switch {
	case j.Verdict == Depends && len(j.Needs) > 0:
		a.Message = s.Name + " is decided by the environment: " + strings.Join(j.Needs, ", ")
	case j.Verdict == Depends:
		a.Message = s.Name + " is not known: " + p.reason(s, j)
	case len(j.Needs) > 0:
		a.Message = s.Name + " is right, unless the environment says otherwise: " + strings.Join(j.Needs, ", ")
	case len(j.absent()) > 0:
		a.Message = s.Name + " is right, unless a file that is not in the repository says otherwise: " + strings.Join(j.absent(), ", ")
	default:
		a.Message = s.Name + " is right"
	}
	p.add(a)
}

// reason says why a setting is not known.
func (p *Pass) reason(s *Setting, j Judgement) string {
	for _, a := range slices.Concat(s.Value.Alts(), p.Elements(s)) {
		if u, ok := a.Plain.(*value.Unknown); ok && u.Reason != "" && a.When.Meets(j.decides) {
			return reason(u)
		}
	}
	if atoms := j.decides.Atoms(); len(atoms) > 0 {
		return "it is not known whether " + atoms[0].Yes
	}
	return "parts of it are not known"
}
