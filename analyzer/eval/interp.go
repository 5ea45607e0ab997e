// Package eval runs settings modules as Python would, over values that may
// be unknown.
//
// There is one state and one pass. A condition that the repository leaves
// open does not split the run: both branches are taken one after the other,
// each under its own path condition, and every write holds only where the
// path condition does ([value.Join]). A raise, return or break takes its
// condition out of the path. What is left of the path at the end of the
// settings module is the condition under which Django starts at all, so a
// guard that refuses an insecure default leaves only secure alternatives.
//
// **Nothing is executed, nothing outside the given file system is read.**
// A construct that is not understood makes the values that depend on it
// unknown, and nothing else.
package eval

import (
	"fmt"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// Limits of one evaluation.
const (
	maxSteps  = 2_000_000 // statements and expressions
	maxCalls  = 60        // depth of calls that may not happen
	maxFrames = 1000      // depth of calls at which Python gives up
	maxTotal  = 20_000    // depth of expressions in all calls together
	maxTurns  = 20_000    // turns of one loop
	maxDepth  = 400       // depth of nested expressions
)

// interp is one evaluation: of one settings module in one environment.
type interp struct {
	space *value.Space
	files Files
	env   *environment

	pc   *value.Cond // the path: where the current statement is reached
	live *value.Cond // where no uncaught exception has ended the program

	written *scope // texts of the files that the program itself wrote
	modules map[string]*Module
	path    []string // folders of sys.path, relative to the root
	order   []string // files in the order in which they were first run

	configuration *Class // the base class of django-configurations, once it is used

	frame  *frame
	calls  int
	doubts int // how often something was not known
	depth  int
	steps  int
	tries  int
	// failing are the places in the innermost try of calls that may fail.
	failing map[string]bool
	// occasions numbers what operations that may fail were done on, by place.
	occasions map[string]map[string]int
	bold      int // of those, the ones in which nothing is taken to fail that is not known to
	raised    *[]raised
	loads     []string // names of the modules that are being loaded

	// defaults gives django.conf.global_settings; ownDefaults is what it gave.
	defaults    func() map[string]value.Plain
	ownDefaults map[string]value.Plain

	// settings gives django.conf.settings to modules that are run after them.
	settings func(name string) *value.Value

	// shallow tells that only modules of URL patterns are run, as views are
	// needed by name alone.
	shallow bool
	reading bool // the next module is run all the same

	touched map[value.Plain]bool // what the statement of a module that is run has changed in place
	made    []Call               // those that matter by themselves
	blame   []*value.Value       // operands of the operation that is at work
	why     []*value.Origin      // open branches, for the trail
	journal *journal
	notes   []source.Note
	kinds   map[*value.Dict]dictKind // of dicts that are more than that
	calm    *value.Cond              // the path of the outermost call
	going   map[*iterator]bool       // generators that have not ended
	strict  bool
}

// A frame is what one running function, class body or module keeps.
type frame struct {
	scope    *scope
	globals  *scope
	fn       *Func // nil for modules and class bodies
	module   *Module
	returns  []value.Alt
	loop     *loop
	handling []raised
	span     source.Span // of the call
	co       *coroutine  // of a generator
	depth    int         // of expressions when it began
	unsure   int         // depth of loops whose number of turns is not known
}

type loop struct{ broken, next *value.Cond }

// raised is an exception on its way up and where it happens.
type raised struct {
	when *value.Cond
	exc  *Exception
}

// spent is what step panics with once the budget is used up.
type spent struct{}

func (spent) Error() string { return "evaluation took too many steps" }

func (in *interp) step() {
	in.steps++
	if in.steps > maxSteps {
		panic(spent{})
	}
}

// charge takes steps for work on n elements.
func (in *interp) charge(n int) {
	in.steps += n / 16
	in.step()
}

// Space implements models.Machine.
func (in *interp) Space() *value.Space { return in.space }

// Here implements models.Machine.
func (in *interp) Here() *value.Cond { return in.pc }

// Under implements models.Machine: it runs f where when holds too. Where f
// raised, the path ends.
func (in *interp) Under(when *value.Cond, f func() *value.Value) *value.Value {
	saved := in.pc
	in.pc = saved.And(when)
	if !in.pc.Meets(in.live) {
		in.pc = saved
		return nil
	}
	v := f()
	in.pc = in.ahead(saved.Minus(when).Or(in.pc))
	return v
}

// ahead simplifies a path: where the program has ended it may be anything.
func (in *interp) ahead(path *value.Cond) *value.Cond {
	if !path.Meets(in.live) {
		return value.False
	}
	return path.Given(in.live)
}

// surely reports whether c holds wherever the path leads.
func (in *interp) surely(c *value.Cond) bool {
	return c == value.True || in.live.Implies(in.pc.Not().Or(c))
}

// branch runs f where when holds too and gives the condition under which it
// ends normally. The path is what it was before.
func (in *interp) branch(when *value.Cond, f func()) *value.Cond {
	saved := in.pc
	in.pc = saved.And(when)
	after := value.False
	if in.pc.Meets(in.live) {
		f()
		after = in.pc
	}
	in.pc = saved
	return after
}

// guard is the condition under which a write now happens, seen from
// something that has existed since born; nil is always.
func (in *interp) guard(born *value.Cond) *value.Cond {
	since := in.pc
	if born != nil {
		since = since.Or(born.Not())
	}
	if in.live.Implies(since) {
		return value.True
	}
	return in.pc
}

// born is what to remember of an object made now.
func (in *interp) born() *value.Cond {
	if in.live.Implies(in.pc) {
		return nil
	}
	return in.pc
}

func (in *interp) seq(kind value.SeqKind, vals ...*value.Value) *value.Seq {
	s := value.NewSeq(kind, vals...)
	s.Born = in.born()
	return s
}

func (in *interp) dict() *value.Dict { return &value.Dict{Born: in.born()} }

// raise raises exc where when holds.
func (in *interp) raise(when *value.Cond, exc *Exception) {
	when = when.And(in.pc)
	if !when.Meets(in.live) {
		return
	}
	*in.raised = append(*in.raised, raised{when, exc})
	in.pc = in.pc.Minus(when)
	if in.tries == 0 {
		in.live = in.live.Minus(when)
	}
	in.pc = in.ahead(in.pc)
}

// throw raises a built-in exception where when holds.
func (in *interp) throw(when *value.Cond, span source.Span, class, format string, args ...any) {
	in.raise(when, &Exception{
		Class:   builtinClass(class),
		Message: fmt.Sprintf(format, args...),
		Span:    span,
		Vars:    in.contextVars(),
	})
}

// contextVars lists the variables that the open branches, and the operation
// that is at work, depend on.
func (in *interp) contextVars() []string {
	var vars []string
	for _, v := range in.blame {
		vars = append(vars, v.Vars()...)
	}
	for _, o := range in.why {
		vars = append(vars, o.Vars()...)
	}
	for _, r := range in.frame.handling {
		vars = append(vars, r.exc.Vars...)
	}
	slices.Sort(vars)
	return slices.Compact(vars)
}

// mayRaise tells of an operation on something unknown, within a try, that it
// might raise an exception of the named class; empty: of whichever.
func (in *interp) mayRaise(span source.Span, class string, from ...*value.Value) {
	if in.tries <= in.bold || in.pc == value.False {
		return
	}
	u := &value.Unknown{}
	models.Inherit(u, from...)
	fails := in.space.Atom("fails "+in.occasion(span, from), value.Atom{
		Yes: "the operation at " + span.String() + " fails", No: "the operation at " + span.String() + " succeeds",
		Needs: u.Needs, Span: span,
	})
	exc := &Exception{Class: anyException, Message: "an operation on an unknown value fails", Span: span, Vars: in.contextVars()}
	if class != "" {
		exc.Class = builtinClass(class)
	}
	in.raise(fails, exc)
}

// maxOccasions bounds how many times one operation is told from what it was
// before.
const maxOccasions = 8

// occasion tells one run of the operation at span from others. On the same
// data that cannot change it does the same again.
func (in *interp) occasion(span source.Span, from []*value.Value) string {
	at := span.String() + " " + itoa(span.Column)
	known := in.occasions[at]
	if known == nil {
		known = map[string]int{}
		in.occasions[at] = known
	}
	on := ""
	for _, v := range from {
		key, ok := keyOf(v)
		if !ok {
			on = "#" + itoa(len(known))
			break
		}
		on += "(" + key + ")"
	}
	n, ok := known[on]
	if !ok {
		n = len(known)
	}
	if !ok && n < maxOccasions {
		known[on] = n
	}
	return at + " " + itoa(n)
}

// maxFailing bounds how many operations within one try are taken as ones that
// might fail without a sign of it.
const maxFailing = 8

// mayFail is mayRaise for a call of which nothing is known but that it is
// given something unknown. Past a bound such calls are taken to succeed, lest
// their failures are all that conditions are about.
func (in *interp) mayFail(span source.Span, from ...*value.Value) {
	if in.failing == nil || in.tries <= in.bold || in.pc == value.False {
		return
	}
	at := span.String() + " " + itoa(span.Column)
	if !in.failing[at] && len(in.failing) >= maxFailing {
		return
	}
	in.failing[at] = true
	in.mayRaise(span, "", from...)
}

// boldly runs f, whose exceptions are collected for our own ends: what the
// program itself does not guard is taken to succeed.
func (in *interp) boldly(f func()) {
	bold := in.bold
	in.bold = in.tries
	f()
	in.bold = bold
}

// anyException is the class of an exception of which only is known that it
// is one.
var anyException = &Class{
	Name:    "Exception",
	Bases:   []value.Plain{exceptionClasses["Exception"], &External{Path: "an exception that is not known"}},
	scope:   newScope(nil, nil),
	builtin: true,
}

// Raise implements models.Machine.
func (in *interp) Raise(class, message string, vars ...string) {
	in.raise(in.pc, &Exception{
		Class:   builtinClass(class),
		Message: message,
		Span:    in.frame.span,
		Vars:    append(vars, in.contextVars()...),
	})
}

// unknown makes a value that cannot be told.
func (in *interp) unknown(span source.Span, reason, typeName string, from ...*value.Value) *value.Value {
	in.doubts++
	u := &value.Unknown{Reason: reason, TypeName: typeName}
	models.Inherit(u, from...)
	return value.Of(u, value.Merge(span, from...))
}

// derived makes the unknown result of a pure operation: the same operation
// on the same operands gives the same unknown.
func (in *interp) derived(span source.Span, op, typeName string, from ...*value.Value) *value.Value {
	in.doubts++
	u := &value.Unknown{TypeName: typeName}
	models.Inherit(u, from...)
	key := op
	for _, v := range from {
		k, ok := keyOf(v)
		if !ok {
			key = ""
			break
		}
		key += "(" + k + ")"
	}
	u.Key = key
	if u.Reason == "" {
		u.Reason = "it is not computed: " + op
	}
	return value.Of(u, value.Merge(span, from...))
}

func keyOf(v *value.Value) (string, bool) {
	alts := v.Alts()
	if len(alts) != 1 {
		return "", false
	}
	if u, ok := alts[0].Plain.(*value.Unknown); ok {
		return "?" + u.Key, u.Key != ""
	}
	return value.Hash(alts[0].Plain)
}

// note records what could not be understood, once.
func (in *interp) note(span source.Span, format string, args ...any) {
	n := source.Note{Span: span, Text: fmt.Sprintf(format, args...)}
	if !slices.Contains(in.notes, n) {
		in.notes = append(in.notes, n)
	}
}

// A journal lists what was written while it was open, so that a loop of
// unknown length can make all of it unknown.
type journal struct {
	names   []written
	seqs    []*value.Seq
	kept    map[*value.Seq]int // how many of their first elements are as before
	dicts   []*value.Dict
	again   bool // a dict was changed other than by a new key
	outside *journal
	link    bool // only leads from those of a generator to those of who asks it
}

type written struct {
	scope *scope
	name  string
	old   *value.Value // what it was before
}

// books calls f for each journal that is open.
func (in *interp) books(f func(*journal)) {
	for j := in.journal; j != nil; j = j.outside {
		if !j.link {
			f(j)
		}
	}
}

func (in *interp) wrote(s *scope, name string, old *value.Value) {
	in.books(func(j *journal) { j.names = append(j.names, written{s, name, old}) })
}

func (in *interp) wroteSeq(s *value.Seq) { in.wroteFrom(s, -1) }

// wroteFrom notes that all elements from an index on may be others than
// before; -1 tells that it did not just grow.
func (in *interp) wroteFrom(s *value.Seq, from int) {
	in.touch(s)
	in.books(func(j *journal) {
		if old, ok := j.kept[s]; ok {
			j.kept[s] = min(old, from)
			return
		}
		if j.kept == nil {
			j.kept = map[*value.Seq]int{}
		}
		j.kept[s] = from
		j.seqs = append(j.seqs, s)
	})
}

func (in *interp) wroteDict(d *value.Dict) {
	in.touch(d)
	in.books(func(j *journal) { j.dicts, j.again = append(j.dicts, d), true })
}

// wroteKey notes that a dict got a new key.
func (in *interp) wroteKey(d *value.Dict) {
	in.touch(d)
	in.books(func(j *journal) { j.dicts = append(j.dicts, d) })
}

// touch notes that an object is changed in place.
func (in *interp) touch(p value.Plain) {
	if in.touched != nil {
		in.touched[p] = true
	}
}

// record runs f with a journal open.
func (in *interp) record(f func()) *journal {
	j := &journal{outside: in.journal}
	in.journal = j
	f()
	in.journal = j.outside
	return j
}

// once lists each name that was written once.
func once(names []written) []written {
	type place struct {
		scope *scope
		name  string
	}
	seen := map[place]bool{}
	var list []written
	for _, w := range names {
		if at := (place{w.scope, w.name}); !seen[at] {
			seen[at] = true
			list = append(list, w)
		}
	}
	return list
}

// orShared is what a name may hold after a loop of unknown length: something
// unknown, or a list or dict that a turn bound it to, by which it can still be
// changed.
func (in *interp) orShared(name string, old *value.Value, when *value.Cond, now *value.Value, span source.Span) *value.Value {
	for i, a := range old.Alts() {
		if !mutable(a.Plain) || !a.When.Meets(when) {
			continue
		}
		still := in.space.Atom(fmt.Sprintf("kept %s %d %s", name, i, span), value.Atom{
			Yes: name + " is bound to it in the last turn of the loop at " + span.String(), No: name + " is bound to something else in the last turn of the loop at " + span.String(), Span: span,
		})
		now = value.Join(still, value.Of(a.Plain, a.Origin), now)
	}
	return now
}

// havoc makes everything in the journal unknown where when holds.
func (in *interp) havoc(j *journal, when *value.Cond, span source.Span, reason string, from ...*value.Value) {
	for _, w := range once(j.names) {
		old := w.scope.get(w.name)
		now := in.unknown(span, reason, "", from...)
		if slices.ContainsFunc(old.Alts(), func(a value.Alt) bool { return isUnset(a.Plain) && a.When.Meets(when) }) {
			bound := in.space.Atom("bound "+w.name+" "+span.String(), value.Atom{
				Yes: w.name + " is bound after the loop at " + span.String(), No: w.name + " is not bound after the loop at " + span.String(), Span: span,
			})
			now = value.Join(bound, now, unset)
		}
		w.scope.vars[w.name] = value.Join(when, in.orShared(w.name, old, when, now, span), old)
	}
	u := &value.Unknown{Reason: reason}
	models.Inherit(u, from...)
	for _, s := range j.seqs {
		if s.More == nil {
			s.More = u
		}
	}
	for _, d := range j.dicts {
		if d.More == nil {
			d.More = u
		}
	}
}

// mutable reports whether a value can be changed in place by any name that it
// has.
func mutable(p value.Plain) bool {
	switch p := p.(type) {
	case *value.Dict:
		return true
	case *value.Seq:
		return p.Kind == value.ListKind || p.Kind == value.SetKind
	}
	return false
}
