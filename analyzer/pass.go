package analyzer

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/django"
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

// A Pass is one rule at work on one deployment: what it asks, and what it
// says. Every answer of the deployment is a condition ([value.Cond]); Judge
// turns a condition under which something is wrong into a verdict.
type Pass struct {
	*Deployment
	*said
	rule  *Rule
	items []Item // the checklist
	about string // the ID of the item that is answered
}

// What a rule said.
type said struct {
	findings   []Finding
	suppressed []Suppressed
	answers    []Answer
	claims     []Demand
}

// On is the pass for one of several items that the rule answers.
func (p *Pass) On(item string) *Pass {
	on := *p
	on.about = item
	return &on
}

// View asks about settings in Django's terms.
func (p *Pass) View() *django.View { return p.view }

// Version is Django's.
func (p *Pass) Version() string { return p.view.Version }

// oldest is the series that Django is taken to be at least of where nothing
// says which one it is.
const oldest = "3.2"

// Since reports whether Django is surely of a series, or of a later one. Where
// its version is only assumed, what newer ones changed is not claimed.
func (p *Pass) Since(series string) bool {
	if p.project.Django.Assumed {
		return django.AtLeast(oldest, series)
	}
	return django.AtLeast(p.view.Version, series)
}

// Space holds the conditions of the deployment.
func (p *Pass) Space() *value.Space { return p.loaded.Space }

// Where is the condition under which test says Yes of a setting. What test
// does not know (Maybe) becomes a question, for which question is the name.
func (p *Pass) Where(s *Setting, question string, test func(value.Plain) value.Truth) *value.Cond {
	return p.view.Of(s.Value, s.Name+": "+question, test)
}

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
	names := j.missing()
	switch {
	case len(names) == 0:
		return ""
	case len(names) == 1:
		return " when " + names[0] + " is not set"
	case len(names) == 2:
		return " when " + names[0] + " and " + names[1] + " are not set"
	}
	return fmt.Sprintf(" when %s and %d others are not set", names[0], len(names)-1)
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

// LoadError is how the settings surely fail to load, or nil.
func (p *Pass) LoadError() *LoadError {
	e := p.loaded.Err
	if e == nil {
		return nil
	}
	span := e.Span
	if span.Line == 0 {
		span = source.Span{File: p.loaded.File, Line: 1, Column: 1, EndLine: 1, EndColumn: 2}
	}
	return &LoadError{Type: e.Type, Message: saidError(e.Message), Span: span}
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
	if j.Verdict == Depends { // what is committed, rather than what may take its place
		where = bad.And(unset)
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
	default:
		a.Message = s.Name + " is right"
	}
	p.add(a)
}

// add records an answer about the item.
func (p *Pass) add(a Answer) {
	a.Item.ID = p.about
	p.answers = append(p.answers, a)
}

// reason says why a setting is not known.
func (p *Pass) reason(s *Setting, j Judgement) string {
	for _, a := range s.Value.Alts() {
		if u, ok := a.Plain.(*value.Unknown); ok && u.Reason != "" {
			return reason(u)
		}
	}
	if atoms := j.decides.Atoms(); len(atoms) > 0 {
		return "it is not known whether " + atoms[0].Yes
	}
	return "parts of it are not known"
}

// Passes records that the item is met, with the place that shows it.
func (p *Pass) Passes(at source.Span, format string, args ...any) {
	p.say(Passes, at, fmt.Sprintf(format, args...))
}

// ClaimNothing takes back what was recorded as met: that nothing wrong was
// found is no evidence that all is well.
func (p *Pass) ClaimNothing() {
	p.answers = slices.DeleteFunc(p.answers, func(a Answer) bool { return a.Verdict == Passes && a.Item.ID == p.about })
}

// NotApplicable records that the rule has nothing to judge, and why.
func (p *Pass) NotApplicable(format string, args ...any) {
	p.say(NotApplicable, source.Span{}, fmt.Sprintf(format, args...))
}

// Doubts records that the item depends on something that is not known.
func (p *Pass) Doubts(format string, args ...any) {
	p.say(Depends, source.Span{}, fmt.Sprintf(format, args...))
}

// Manual records that no repository can show whether the item is met, and why;
// steps are what speaks for it all the same.
func (p *Pass) Manual(steps []Step, format string, args ...any) {
	p.add(Answer{Verdict: Manual, Message: fmt.Sprintf(format, args...), Evidence: steps})
}

// Beyond says why the settings may hold more than is seen, or nothing if all
// of them is seen.
func (p *Pass) Beyond() string {
	if p.loaded.Open == nil {
		return ""
	}
	return p.loaded.Open.Reason
}

func (p *Pass) say(v Verdict, at source.Span, text string) {
	a := Answer{Verdict: v, Message: text}
	if !at.IsZero() {
		a.Evidence = []Step{{Span: at, Text: text}}
	}
	p.add(a)
}

// Report makes a finding of a judgement that fails. The message is one
// sentence without a capital or a full stop: the fact, then what follows.
func (p *Pass) Report(j Judgement, format string, args ...any) {
	origin := j.About.Origin
	f := Finding{
		Message: fmt.Sprintf(format, args...),
		Span:    p.placeOf(origin, j.name),
		Trail:   p.trail(origin, j),
		Anchor:  j.name,
		Needs:   j.Needs,
	}
	p.report(f)
}

// ReportAt makes a finding at a place, about something with a name.
func (p *Pass) ReportAt(at source.Span, anchor, format string, args ...any) {
	p.report(finding(at, anchor, format, args...))
}

func finding(at source.Span, anchor, format string, args ...any) Finding {
	return Finding{Message: fmt.Sprintf(format, args...), Span: at, Anchor: anchor}
}

// ReportValue makes a finding at the place of a part of a setting.
func (p *Pass) ReportValue(a value.Alt, s *Setting, format string, args ...any) {
	p.Report(Judgement{Verdict: Fail, About: a, name: s.Name, Bad: a.When}, format, args...)
}

func (p *Pass) report(f Finding) {
	f.Rule, f.Item, f.Deployment, f.Project = p.rule, p.about, p.Name, p.project.Root
	f.Span = p.firstLine(f.Span)
	f.Fingerprint = fingerprint(f)
	if reason, at, ok := p.suppression(f); ok {
		p.suppressed = append(p.suppressed, Suppressed{Finding: f, Reason: reason, Span: at})
		p.add(Answer{Verdict: NotApplicable, Message: f.Rule.ID + " is suppressed: " + reason, Evidence: []Step{{Span: at, Text: reason}}})
		return
	}
	p.findings = append(p.findings, f)
}

// fingerprint identifies a finding over time.
func fingerprint(f Finding) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{f.Rule.ID, f.Span.File, f.Anchor}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// placeOf is the line that a person would edit to change a value.
func (p *Pass) placeOf(o *value.Origin, name string) source.Span {
	if o == nil || o.Span.IsZero() {
		return p.anchor(name)
	}
	line := o.Line()
	if line.Span.File == "" || line.Span.Line == 0 {
		return p.anchor(name)
	}
	return p.firstLine(line.Span)
}

// trail lists the steps that led to a value, oldest first.
func (p *Pass) trail(o *value.Origin, j Judgement) []Step {
	var steps []Step
	for _, s := range o.Trail() {
		if s.Span.File == "" || s.Span.Line == 0 || strings.HasPrefix(s.Span.File, "<") {
			continue
		}
		steps = append(steps, Step{Span: p.firstLine(s.Span), Text: s.Text})
	}
	if len(steps) == 1 && steps[0].Span == p.placeOf(o, j.name) {
		return nil
	}
	return steps
}

// Check asks every rule that keep accepts about every deployment.
func (r *Repository) Check(c Catalogue, keep func(*Rule) bool) *Report {
	r.facts() // their notes are among those of the repository
	report := &Report{Catalogue: c, Projects: r.Projects, Notes: slices.Clone(r.Notes), Source: r.files.Text}
	for _, project := range r.Projects {
		for _, d := range project.Deployments {
			d.judge(report, c, keep)
		}
	}
	if len(r.Projects) > 0 && slices.ContainsFunc(c.Rules, func(rule *Rule) bool { return rule.Audit != nil && keep(rule) }) {
		report.Advisories = r.Projects[0].Audit().Database
	}
	report.Notes = append(report.Notes, r.idleIgnores(func(id string) bool {
		return slices.ContainsFunc(c.Rules, func(rule *Rule) bool { return rule.ID == id && keep(rule) })
	})...)
	slices.SortStableFunc(report.Findings, byPlace)
	slices.SortStableFunc(report.Suppressed, func(a, b Suppressed) int { return byPlace(a.Finding, b.Finding) })
	return report
}

// byPlace orders findings by file, line, column and rule.
func byPlace(a, b Finding) int {
	return cmp.Or(a.Span.Compare(b.Span), cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(a.Message, b.Message), cmp.Compare(a.Deployment, b.Deployment))
}

// judge runs the rules on one deployment and sums up each item.
func (d *Deployment) judge(report *Report, c Catalogue, keep func(*Rule) bool) {
	byItem := map[string]*Answer{}
	for _, rule := range c.Rules {
		if !keep(rule) {
			continue
		}
		p := d.ask(rule, c.Items)
		report.Findings = append(report.Findings, p.findings...)
		report.Suppressed = append(report.Suppressed, p.suppressed...)
		p.sumUp(byItem)
	}
	for _, item := range c.Items {
		if a, ok := byItem[item.ID]; ok {
			a.Item, a.Project, a.Deployment = item, d.project.Root, d.Name
			d.vouch(a)
			report.Answers = append(report.Answers, *a)
		}
	}
}

// ask runs one rule on the deployment. Few have an answer where the settings
// do not load.
func (d *Deployment) ask(rule *Rule, items []Item) *Pass {
	p := &Pass{Deployment: d, said: &said{}, rule: rule, items: items, about: rule.AllItems()[0]}
	if d.loaded.Err != nil && !rule.Unloaded {
		p.dependOn("the settings do not load")
		return p
	}
	p.check()
	return p
}

// dependOn is the answer of a rule that cannot tell, for each of its items.
func (p *Pass) dependOn(what string) {
	for _, item := range p.rule.AllItems() {
		p.On(item).add(Answer{Verdict: Depends, Message: what})
	}
}

// check runs the rule. Where its conditions grow too large the answer is that
// it depends.
func (p *Pass) check() {
	if p.rule.Audit != nil {
		p.audit(p.project.Audit().ask(p.rule))
		return
	}
	if !p.tame(func() { p.rule.Check(p) }) {
		p.findings, p.answers = nil, nil
		p.dependOn(value.TooComplex{}.Error() + " decide it")
	}
}

// audit takes over what a rule about dependencies says.
func (p *Pass) audit(said *AuditPass) {
	for _, f := range said.findings {
		p.report(f)
	}
	for _, a := range said.answers {
		p.add(a)
	}
}

// tame runs f and reports whether it came to an end: conditions that grow
// past their bound stop it.
func (d *Deployment) tame(f func()) (ok bool) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case value.TooComplex:
			ok = false
		default:
			panic(e)
		}
	}()
	d.loaded.Space.Relax()
	f()
	return true
}

// sumUp merges what a rule said into the answers for its items.
func (p *Pass) sumUp(byItem map[string]*Answer) {
	for _, item := range p.rule.AllItems() {
		p.On(item).sumUpItem(byItem)
	}
}

// sumUpItem merges what a rule said of one item. The first rule of an item asks
// the question itself: only it can answer that all is well, or that there is
// nothing to ask. Those after it can only find fault.
func (p *Pass) sumUpItem(byItem map[string]*Answer) {
	a, ok := byItem[p.about]
	first := !ok
	if first {
		a = &Answer{Message: "the repository says nothing about it"}
		byItem[p.about] = a
	}
	a.Rules = append(a.Rules, p.rule.ID)
	for _, f := range p.findings {
		if f.Development || f.Item != p.about {
			continue
		}
		said := Answer{Verdict: Fail, Message: f.Message, Evidence: []Step{{Span: f.Span, Text: f.Message}}, Needs: f.Needs}
		if p.rule.Severity == Info {
			if !first {
				continue // a remark about what another rule answers
			}
			said.Verdict = Passes
		}
		a.merge(said)
	}
	for _, said := range p.answers {
		if said.Item.ID == p.about && (first || said.Verdict > Passes || said.Verdict == a.Verdict) {
			a.merge(said)
		}
	}
}

// merge keeps the graver verdict; equal ones add their evidence.
func (a *Answer) merge(b Answer) {
	switch {
	case b.Verdict > a.Verdict:
		a.Verdict, a.Message, a.Evidence, a.Needs = b.Verdict, b.Message, b.Evidence, b.Needs
	case b.Verdict == a.Verdict:
		a.Evidence = append(a.Evidence, b.Evidence...)
		a.Needs = append(a.Needs, b.Needs...)
		slices.Sort(a.Needs)
		a.Needs = slices.Compact(a.Needs)
	}
}

// Hopes records whether something that production should have holds: the item
// passes if it holds wherever production may be, and depends if it holds only
// where something is supplied from outside. It gives false, and records
// nothing, if it holds nowhere.
func (p *Pass) Hopes(what string, at source.Span, good *value.Cond) bool {
	switch {
	case !p.production.Meets(good):
		return false
	case p.production.Implies(good):
		p.Passes(at, "%s", what)
		return true
	}
	a := Answer{Verdict: Depends, Message: what + ", if the environment lets it", Needs: good.Given(p.production).Needs()}
	if len(a.Needs) > 0 {
		a.Message = what + ", if the environment says so: " + strings.Join(a.Needs, ", ")
	}
	a.Evidence = []Step{{Span: p.firstLine(at), Text: what}}
	p.add(a)
	return true
}
