// Package value is what is known about Python expressions.
//
// A [Value] is a set of alternatives, each a plain Python value with the
// condition under which the expression has it ("DJANGO_DEBUG is not set") and
// its history ([Origin]). The conditions of one value never overlap. What an
// alternative does not know is an [Unknown] that says why.
//
// **Every constructor demands an Origin: there is no value without a place.**
package value

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// Truth is a three-valued answer. Its zero value is doubt.
type Truth int8

// Answers.
const (
	Maybe Truth = iota
	No
	Yes
)

// Is gives Yes for true and No for false.
func Is(b bool) Truth {
	if b {
		return Yes
	}
	return No
}

// Not swaps Yes and No.
func (t Truth) Not() Truth {
	switch t {
	case Yes:
		return No
	case No:
		return Yes
	}
	return Maybe
}

// A Value is what an expression may be. It is never changed once made.
type Value struct {
	alts []Alt
}

// An Alt is one thing an expression may be.
type Alt struct {
	When   *Cond
	Plain  Plain
	Origin *Origin
}

// maxAlts bounds the alternatives of one value; past it they are merged into
// one that is unknown.
const maxAlts = 32

// Of is the value that is p, whatever else holds.
func Of(p Plain, o *Origin) *Value {
	return &Value{alts: []Alt{{When: True, Plain: p, Origin: o}}}
}

// Alternatives makes a value of alts, whose conditions must not overlap.
// Those that never hold are dropped and equal ones are merged.
func Alternatives(alts []Alt) *Value {
	var kept []Alt
	for _, a := range alts {
		if a.When != False {
			kept = add(kept, a)
		}
	}
	if len(kept) > maxAlts {
		kept = collapse(kept)
	}
	return &Value{alts: kept}
}

// add merges a into an equal alternative of kept, or appends it.
func add(kept []Alt, a Alt) []Alt {
	for i, k := range kept {
		if identical(k.Plain, a.Plain) {
			kept[i].When = k.When.Or(a.When)
			return kept
		}
	}
	return append(kept, a)
}

func collapse(alts []Alt) []Alt {
	u := &Unknown{Reason: "it may be more than 32 different things"}
	when := False
	for _, a := range alts {
		u.Needs = append(u.Needs, a.When.Needs()...)
		if un, ok := a.Plain.(*Unknown); ok {
			u.Needs = append(u.Needs, un.Needs...)
		}
		when = when.Or(a.When)
	}
	u.Needs = unique(u.Needs)
	return []Alt{{When: when, Plain: u, Origin: alts[0].Origin}}
}

func unique(names []string) []string {
	names = slices.Clone(names)
	slices.Sort(names)
	return slices.Compact(names)
}

// Join is a where c holds and b elsewhere.
func Join(c *Cond, a, b *Value) *Value {
	switch c {
	case True:
		return a
	case False:
		return b
	}
	alts := make([]Alt, 0, len(a.alts)+len(b.alts))
	for _, x := range a.alts {
		x.When = x.When.And(c)
		alts = append(alts, x)
	}
	not := c.Not()
	for _, x := range b.alts {
		x.When = x.When.And(not)
		alts = append(alts, x)
	}
	return Alternatives(alts)
}

// Alts lists the alternatives.
func (v *Value) Alts() []Alt { return v.alts }

// Under keeps the alternatives that are possible where c holds.
func (v *Value) Under(c *Cond) *Value {
	if c == True {
		return v
	}
	var kept []Alt
	for _, a := range v.alts {
		if a.When.Meets(c) {
			kept = append(kept, a)
		}
	}
	if len(kept) == len(v.alts) {
		return v
	}
	return &Value{alts: kept}
}

// Shallow is Given for the conditions of v alone, not of what is in it.
func (v *Value) Shallow(care *Cond) *Value {
	if care == True || len(v.alts) == 1 && v.alts[0].When == True {
		return v
	}
	var kept []Alt
	for _, a := range v.alts {
		if a.When = a.When.Given(care); a.When != False {
			kept = append(kept, a)
		}
	}
	return &Value{alts: kept}
}

// Given simplifies the conditions of v, and of everything in it, where it is
// only looked at where care holds. Containers are changed in place.
func (v *Value) Given(care *Cond) *Value { return v.given(care, map[Plain]bool{}) }

func (v *Value) given(care *Cond, seen map[Plain]bool) *Value {
	var kept []Alt
	for _, a := range v.alts {
		if a.When = a.When.Given(care); a.When == False {
			continue
		}
		settleContents(a.Plain, care, seen)
		kept = append(kept, a)
	}
	return &Value{alts: kept}
}

func settleContents(p Plain, care *Cond, seen map[Plain]bool) {
	switch p := p.(type) {
	case *Seq:
		if seen[p] {
			return
		}
		seen[p] = true
		var kept []Elem
		for _, e := range p.Elems {
			if e.When = e.When.Given(care); e.When != False {
				e.Val = e.Val.given(care, seen)
				kept = append(kept, e)
			}
		}
		p.Elems = kept
	case *Dict:
		if seen[p] {
			return
		}
		seen[p] = true
		var kept []Entry
		for _, e := range p.Entries {
			if e.When = e.When.Given(care); e.When != False {
				e.Val = e.Val.given(care, seen)
				kept = append(kept, e)
			}
		}
		p.Entries = kept
		p.reindex()
	}
}

// Covers is the condition under which v is anything at all.
func (v *Value) Covers() *Cond {
	c := False
	for _, a := range v.alts {
		c = c.Or(a.When)
	}
	return c
}

// Only gives the one plain value that v is, if there is just one and it is
// not unknown.
func (v *Value) Only() (Plain, bool) {
	if len(v.alts) != 1 {
		return nil, false
	}
	_, unknown := v.alts[0].Plain.(*Unknown)
	return v.alts[0].Plain, !unknown
}

// Origin is the history of the first alternative; nil if v is nothing.
func (v *Value) Origin() *Origin {
	if len(v.alts) == 0 {
		return nil
	}
	return v.alts[0].Origin
}

// Map gives each alternative a new origin.
func (v *Value) Map(f func(*Origin) *Origin) *Value {
	alts := slices.Clone(v.alts)
	for i, a := range alts {
		alts[i].Origin = f(a.Origin)
	}
	return &Value{alts: alts}
}

// Step adds a step to the history of each alternative.
func (v *Value) Step(verb Verb, span source.Span, text string) *Value {
	return v.Map(func(o *Origin) *Origin { return o.Then(verb, span, text) })
}

// Needs lists the environment variables that decide which of its
// alternatives v is, or what an unknown one is; sorted. Contents of lists
// and dicts count.
func (v *Value) Needs() []string {
	var names []string
	for _, a := range v.alts {
		names = append(append(names, a.When.Needs()...), PlainNeeds(a.Plain)...)
	}
	return unique(names)
}
