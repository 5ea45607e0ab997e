package eval

import (
	"math"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// getItem is v[index].
func (in *interp) getItem(v, index *value.Value, at source.Span) *value.Value {
	return in.each1(v, func(a value.Alt) *value.Value {
		return in.each1(index, func(i value.Alt) *value.Value {
			return in.itemOf(a, i, at)
		})
	})
}

func (in *interp) itemOf(a, i value.Alt, at source.Span) *value.Value {
	self := value.Of(a.Plain, a.Origin)
	key := value.Of(i.Plain, i.Origin)
	if s, ok := i.Plain.(*sliceIndex); ok {
		return in.sliceOf(a, s, at)
	}
	switch p := plainly(a.Plain).(type) {
	case *value.Dict:
		return in.dictItem(p, i, at)
	case *value.Seq:
		return in.seqItem(p, a, i, at)
	case value.Str:
		if n, ok := asIndex(i.Plain); ok {
			return in.charAt(string(p), n, at, self)
		}
		if noIndex(i.Plain) {
			in.throw(in.pc, at, "TypeError", "string indices must be integers, not '%s'", i.Plain.Type())
			return nil
		}
	case *rangeOf:
		if n, ok := asInt(i.Plain); ok {
			if v, there := p.item(n); there {
				return value.Of(v, value.Merge(at, self))
			}
			in.throw(in.pc, at, "IndexError", "range object index out of range")
			return nil
		}
	case *iterator, *view, *Func, *Module:
		in.throw(in.pc, at, "TypeError", "'%s' object is not subscriptable", p.Type())
		return nil
	case *models.Object:
		if p.Class == "sys.modules" {
			return in.loadedModule(i.Plain, at)
		}
		if f, ok := models.Functions(p.Class + "#__getitem__"); ok {
			return in.model(f, at, p, []*value.Value{key}, nil)
		}
	case *Instance:
		if m, ok := in.classAttr(p.Class, "__getitem__"); ok {
			return in.callWith(m, at, self, key)
		}
	case *External, *Class:
		if c, ok := p.(*Class); ok && in.isEnum(c) {
			return in.enumByName(c, i.Plain, at)
		}
		if e, ok := p.(*External); ok && !isTypeName(e.Path) {
			return in.externalUse(e, at)
		}
		return self // a type with parameters: list[str]
	case *Builtin:
		return self
	case value.None, value.Bool, value.Int, value.Float:
		in.throw(in.pc, at, "TypeError", "'%s' object is not subscriptable", p.Type())
		return nil
	}
	in.mayRaise(at, "", self, key)
	return in.derived(at, "[]", "", self, key)
}

// asIndex is an int as an index; one that is too large is past all ends.
func asIndex(p value.Plain) (int64, bool) {
	b, ok := p.(value.Big)
	switch {
	case !ok:
		return asInt(p)
	case strings.HasPrefix(string(b), "-"):
		return math.MinInt64 / 2, true
	}
	return math.MaxInt64 / 2, true
}

// noIndex reports whether p surely cannot be an index.
func noIndex(p value.Plain) bool {
	switch p.(type) {
	case value.Str, value.Float, value.None, *value.Seq, *value.Dict:
		return true
	}
	return false
}

// loadedModule is sys.modules[name].
func (in *interp) loadedModule(name value.Plain, at source.Span) *value.Value {
	if s, ok := name.(value.Str); ok {
		if m, ok := in.modules[string(s)]; ok {
			return value.Of(m, value.At(at))
		}
	}
	return in.unknown(at, "which module is meant at "+at.String()+" is not known", "")
}

func (in *interp) charAt(s string, n int64, at source.Span, self *value.Value) *value.Value {
	runes := []rune(s)
	if n < 0 {
		n += int64(len(runes))
	}
	if n < 0 || n >= int64(len(runes)) {
		in.throw(in.pc, at, "IndexError", "string index out of range")
		return nil
	}
	return value.Of(value.Str(runes[n]), value.Merge(at, self))
}

// dictItem is d[key]. Where the key is missing KeyError is raised.
func (in *interp) dictItem(d *value.Dict, key value.Alt, at source.Span) *value.Value {
	if u, ok := key.Plain.(*value.Unknown); ok {
		return in.unknownKey(d, u, at)
	}
	if in.hashed(value.Of(key.Plain, key.Origin), at); in.pc == value.False {
		return nil
	}
	e := d.Get(key.Plain)
	if f, ok := key.Plain.(*External); ok && e == nil {
		return in.unknownKey(d, f.Unknown(), at)
	}
	if e == nil {
		if d.More != nil {
			in.mayRaise(at, "KeyError", value.Of(d.More, nil))
			return value.Of(elementOf(d.More), value.At(at))
		}
		if v := in.missingItem(d, key, at); v != nil || in.pc == value.False {
			return v
		}
		in.throw(in.pc, at, "KeyError", "%s", words(key.Plain))
		return nil
	}
	v := in.entryValue(d, *e, at)
	if d.More != nil {
		return v
	}
	if !in.relativeTrue(e.When) && in.kinds[d].factory != nil {
		return in.derived(at, "[]", "", value.Of(d, value.At(at)), value.Of(key.Plain, key.Origin))
	}
	in.throw(e.When.Not(), at, "KeyError", "%s", words(key.Plain))
	return v
}

// entryValue is what an entry of d has: what d holds beyond what is known may
// have replaced it.
func (in *interp) entryValue(d *value.Dict, e value.Entry, at source.Span) *value.Value {
	if d.More == nil {
		return e.Val
	}
	replaced := in.space.Ask("replaced "+words(e.Key), d.More,
		d.More.Label()+" sets "+words(e.Key), d.More.Label()+" leaves "+words(e.Key))
	return value.Join(replaced, value.Of(elementOf(d.More), value.At(at)), e.Val)
}

// unknownKey looks up a key that is not known among those that are there.
func (in *interp) unknownKey(d *value.Dict, u *value.Unknown, at source.Span) *value.Value {
	if d.More != nil || len(d.Entries) > 12 {
		in.mayRaise(at, "KeyError", value.Of(u, nil))
		return in.derived(at, "[]", "", value.Of(d, value.At(at)), value.Of(u, value.At(at)))
	}
	var alts []value.Alt
	rest := value.True
	for _, e := range d.Entries {
		c := e.When.And(in.space.Equal(u, e.Key))
		for _, a := range e.Val.Alts() {
			a.When = a.When.And(c)
			alts = append(alts, a)
		}
		rest = rest.Minus(c)
	}
	in.throw(rest, at, "KeyError", "the key %s", u.Label())
	return value.Alternatives(alts)
}

// seqItem is q[i], where elements that may be absent shift the others.
func (in *interp) seqItem(q *value.Seq, a, i value.Alt, at source.Span) *value.Value {
	n, ok := asIndex(i.Plain)
	if q.Kind >= value.SetKind {
		in.throw(in.pc, at, "TypeError", "'%s' object is not subscriptable", q.Type())
		return nil
	}
	if in.badIndex(q, i.Plain, at) {
		return nil
	}
	if !ok || q.More != nil || disordered(q) {
		in.mayMiss(q, i.Plain, at)
		return in.derived(at, "[]", "", value.Of(q, a.Origin), value.Of(i.Plain, i.Origin))
	}
	v, _ := in.pick(q.Elems, n, at, q.Type()+" index out of range")
	return v
}

// badIndex raises where index surely is none of a list or tuple.
func (in *interp) badIndex(q *value.Seq, index value.Plain, at source.Span) bool {
	if !noIndex(index) {
		return false
	}
	in.throw(in.pc, at, "TypeError", "%s indices must be integers or slices, not %s", q.Type(), index.Type())
	return true
}

// mayMiss tells that there may be nothing in q at an index, or that the index
// may be none.
func (in *interp) mayMiss(q *value.Seq, index value.Plain, at source.Span) {
	class := ""
	if hasType(index, "int", "bool") {
		class = "IndexError"
	}
	in.mayRaise(at, class, value.Of(q, nil), value.Of(index, nil))
}

// sliceOf is v[low:high:step].
func (in *interp) sliceOf(a value.Alt, s *sliceIndex, at source.Span) *value.Value {
	self := value.Of(a.Plain, a.Origin)
	return in.each([]*value.Value{s.low, s.high, s.step}, func(ps []value.Plain) *value.Value {
		switch p := plainly(a.Plain).(type) {
		case *rangeOf:
			if r, ok := p.slice(ps); ok {
				return value.Of(r, value.Merge(at, self))
			}
		case value.None, value.Bool, value.Int, value.Float, *value.Dict, *iterator, *view:
			in.throw(in.pc, at, "TypeError", "'%s' object is not subscriptable", p.Type())
			return nil
		case value.Str:
			runes := []rune(string(p))
			if in.badSlice(ps, at) {
				return nil
			}
			if picks, ok := sliceIndexes(ps, len(runes)); ok {
				out := make([]rune, len(picks))
				for k, i := range picks {
					out[k] = runes[i]
				}
				return value.Of(value.Str(out), value.Merge(at, self))
			}
		case *value.Seq:
			picks, ok := sliceIndexes(ps, len(p.Elems))
			if p.Kind >= value.SetKind {
				in.throw(in.pc, at, "TypeError", "'%s' object is not subscriptable", p.Type())
				return nil
			}
			if in.badSlice(ps, at) {
				return nil
			}
			if !ok {
				break
			}
			if p.More != nil || !in.sure(p.Elems) && len(picks) != len(p.Elems) || p.Mixed && len(picks) != len(p.Elems) {
				break
			}
			q := in.seq(p.Kind)
			q.Mixed = p.Mixed
			for _, i := range picks {
				q.Elems = append(q.Elems, p.Elems[i])
			}
			return value.Of(q, value.Merge(at, self))
		}
		if sliceFailure(ps) == "" || a.Plain.Type() == "" {
			in.mayRaise(at, "TypeError", append(plains(ps), self)...)
		}
		return in.derived(at, "[:]", a.Plain.Type(), append([]*value.Value{self}, plains(ps)...)...)
	})
}

// badSlice raises where a slice has a part that cannot be one.
func (in *interp) badSlice(ps []value.Plain, at source.Span) bool {
	for i, p := range ps {
		if _, none := p.(value.None); none || p == nil {
			continue
		}
		if n, ok := asInt(p); ok && n == 0 && i == 2 {
			in.throw(in.pc, at, "ValueError", "slice step cannot be zero")
			return true
		}
		if noIndex(p) {
			in.throw(in.pc, at, "TypeError", "slice indices must be integers or None or have an __index__ method")
			return true
		}
	}
	return false
}

// sliceIndexes lists the indexes that a slice picks, as slice.indices does.
func sliceIndexes(ps []value.Plain, n int) ([]int, bool) {
	step := int64(1)
	if _, none := ps[2].(value.None); !none {
		s, ok := asInt(ps[2])
		if !ok || s == 0 {
			return nil, false
		}
		step = s
	}
	low, high := int64(0), int64(n)
	if step < 0 {
		low, high = int64(n)-1, -1
	}
	clamp := func(p value.Plain, def int64) (int64, bool) {
		if _, none := p.(value.None); none {
			return def, true
		}
		i, ok := asIndex(p)
		if i < 0 {
			i += int64(n)
		}
		if step < 0 {
			return max(-1, min(i, int64(n)-1)), ok
		}
		return max(0, min(i, int64(n))), ok
	}
	low, ok1 := clamp(ps[0], low)
	high, ok2 := clamp(ps[1], high)
	var picks []int
	for i := low; step > 0 && i < high || step < 0 && i > high; i += step {
		picks = append(picks, int(i))
	}
	return picks, ok1 && ok2
}

// setItem is target[index] = v.
func (in *interp) setItem(target, index, v *value.Value, at source.Span) {
	in.eachDo(target, func(a value.Alt) {
		switch p := a.Plain.(type) {
		case *value.Dict:
			in.put(p, index, in.assignedItem(v, at), at)
		case *namespace:
			in.setNamespace(p, index, v, at)
		case *value.Seq:
			in.setSeqItem(p, index, v, at)
		case *models.Object:
			if f, ok := models.Functions(p.Class + "#__setitem__"); ok {
				in.model(f, at, p, []*value.Value{index, v}, nil)
			}
		case *Instance:
			if m, ok := in.classAttr(p.Class, "__setitem__"); ok {
				in.callWith(m, at, value.Of(p, a.Origin), index, v)
				return
			}
			if p.Class.foreign() == nil {
				in.throw(in.pc, at, "TypeError", "'%s' object does not support item assignment", p.Type())
			}
		case *value.Unknown:
			in.mayRaise(at, "", value.Of(p, a.Origin), index)
		case value.None, value.Bool, value.Int, value.Big, value.Float, value.Str, value.Bytes, value.Path, *rangeOf, *view, *iterator, *Func, *Module:
			in.throw(in.pc, at, "TypeError", "'%s' object does not support item assignment", a.Plain.Type())
		}
	})
}

// assignedItem tells of an assignment to a part of a setting.
func (in *interp) assignedItem(v *value.Value, at source.Span) *value.Value {
	return v.Map(func(o *value.Origin) *value.Origin {
		return o.Then(value.Changed, at, "")
	})
}

func (in *interp) setSeqItem(q *value.Seq, index, v *value.Value, at source.Span) {
	if q.Kind != value.ListKind {
		in.throw(in.pc, at, "TypeError", "'%s' object does not support item assignment", q.Type())
		return
	}
	in.wroteSeq(q)
	in.eachDo(index, func(i value.Alt) {
		if s, ok := i.Plain.(*sliceIndex); ok {
			in.setSlice(q, s, v, at)
			return
		}
		n, ok := asIndex(i.Plain)
		if in.badIndex(q, i.Plain, at) {
			return
		}
		if !ok || q.More != nil || disordered(q) {
			in.mayMiss(q, i.Plain, at)
			q.More = &value.Unknown{Reason: "an element is replaced at " + at.String()}
			q.Elems = nil
			return
		}
		_, hits := in.pick(q.Elems, n, at, "list assignment index out of range")
		guard := in.guard(q.Born)
		elems := slices.Clone(q.Elems)
		for j, hit := range hits {
			elems[j].Val = value.Join(in.relative(hit).And(guard), v, elems[j].Val)
		}
		q.Elems = elems
	})
}

// setSlice is q[low:high] = v, or its deletion if v is nil.
func (in *interp) setSlice(q *value.Seq, s *sliceIndex, v *value.Value, at source.Span) {
	var added []value.Elem
	var more *value.Unknown
	if v != nil {
		added, more = in.elements(v, at)
	}
	var ps []value.Plain
	known := in.sure(q.Elems) && q.More == nil && more == nil && !disordered(q)
	for _, part := range []*value.Value{s.low, s.high, s.step} {
		p, ok := part.Only()
		known = known && ok
		ps = append(ps, p)
	}
	var picked []int
	if known && in.badSlice(ps, at) {
		return
	}
	if known {
		picked, known = sliceIndexes(ps, len(q.Elems))
	}
	_, plain := ps[2].(value.None)
	if n, ok := asInt(ps[2]); ok && n == 1 {
		plain = true
	}
	if known && !plain && v != nil && in.sure(added) {
		if len(added) != len(picked) {
			in.throw(in.pc, at, "ValueError", "attempt to assign sequence of size %d to extended slice of size %d", len(added), len(picked))
			return
		}
		guard := in.guard(q.Born)
		elems := slices.Clone(q.Elems)
		for k, j := range picked {
			elems[j].Val = value.Join(guard, added[k].Val, elems[j].Val)
		}
		q.Elems = elems
		return
	}
	if !known || !plain && v != nil {
		in.mayRaise(at, sliceFailure(ps), value.Of(q, nil))
		q.Elems = nil
		q.More = &value.Unknown{Reason: "elements are replaced at " + at.String()}
		return
	}
	from := len(q.Elems)
	if len(picked) > 0 {
		from = picked[0]
	} else if low, ok := sliceStart(ps[0], len(q.Elems)); ok {
		from = low
	}
	in.replaceElems(q, picked, from, added)
}

// sliceFailure is the exception that a slice whose parts are not all known
// raises; empty if it may be another than of values that do not fit.
func sliceFailure(ps []value.Plain) string {
	for _, p := range ps {
		if p == nil || !hasType(p, "int", "bool", "NoneType") {
			return ""
		}
	}
	return "ValueError"
}

// sliceStart is where a slice begins that may be empty.
func sliceStart(low value.Plain, n int) (int, bool) {
	if _, none := low.(value.None); none {
		return 0, true
	}
	i, ok := asIndex(low)
	if i < 0 {
		i = max(0, i+int64(n))
	}
	return int(min(i, int64(n))), ok
}

// replaceElems takes out the elements at the indexes gone, here, and puts
// others before the one at index from.
func (in *interp) replaceElems(q *value.Seq, gone []int, from int, added []value.Elem) {
	guard := in.guard(q.Born)
	var all []value.Elem
	for j := 0; j <= len(q.Elems); j++ {
		if j == from {
			for _, e := range added {
				all = append(all, value.Elem{When: in.relative(e.When).And(guard), Val: e.Val})
			}
		}
		if j < len(q.Elems) {
			e := q.Elems[j]
			if slices.Contains(gone, j) {
				e.When = e.When.Minus(guard)
			}
			all = append(all, e)
		}
	}
	q.Elems = dropNever(all)
}

func (in *interp) delItem(target, index *value.Value, at source.Span) {
	in.eachDo(target, func(a value.Alt) {
		in.eachDo(index, func(i value.Alt) {
			switch p := a.Plain.(type) {
			case *value.Dict:
				in.wroteDict(p)
				if p.More == nil {
					in.throw(in.hasKey(p, i.Plain).Not(), at, "KeyError", "%s", words(i.Plain))
				}
				if p.More != nil {
					in.mayRaise(at, "KeyError", value.Of(p, nil))
				}
				p.Delete(i.Plain, in.guard(p.Born))
			case *value.Seq:
				in.delSeqItem(p, i.Plain, at)
			case *value.Unknown:
				in.mayRaise(at, "", value.Of(p, a.Origin), value.Of(i.Plain, i.Origin))
			case value.None, value.Bool, value.Int, value.Float, value.Str, value.Bytes, value.Path, *rangeOf, *view, *iterator, *Func, *Module:
				in.throw(in.pc, at, "TypeError", "'%s' object doesn't support item deletion", p.Type())
			case *namespace:
				if name, ok := i.Plain.(value.Str); ok {
					in.unbind(p.scope, string(name))
				}
			case *models.Object:
				if f, ok := models.Functions(p.Class + "#__delitem__"); ok {
					in.model(f, at, p, []*value.Value{value.Of(i.Plain, i.Origin)}, nil)
				}
			}
		})
	})
}

func (in *interp) delSeqItem(q *value.Seq, index value.Plain, at source.Span) {
	if q.Kind != value.ListKind {
		in.throw(in.pc, at, "TypeError", "'%s' object doesn't support item deletion", q.Type())
		return
	}
	in.wroteSeq(q)
	if s, ok := index.(*sliceIndex); ok {
		in.setSlice(q, s, nil, at)
		return
	}
	n, ok := asIndex(index)
	if in.badIndex(q, index, at) {
		return
	}
	if !ok || q.More != nil || disordered(q) {
		in.mayMiss(q, index, at)
		q.Elems = nil
		q.More = &value.Unknown{Reason: "an element is deleted at " + at.String()}
		return
	}
	_, hits := in.pick(q.Elems, n, at, "list assignment index out of range")
	in.takeOut(q, hits)
}

// elements lists what iterating over v gives, alternatives one after the
// other, each under its condition.
func (in *interp) elements(v *value.Value, at source.Span) ([]value.Elem, *value.Unknown) {
	var all []value.Elem
	more := in.walk(v, at, func(e value.Elem) { all = append(all, e) })
	for i, e := range all {
		all[i].When = in.relative(e.When)
	}
	return all, more
}

func describe(p value.Plain) string {
	if e, ok := p.(*External); ok {
		return e.Path
	}
	if t := p.Type(); t != "" {
		return "a " + t
	}
	return "an unknown value"
}

// iterate lists the elements of a plain value and what is unknown of them;
// false if nothing is known.
func (in *interp) iterate(p value.Plain, at source.Span) ([]value.Elem, *value.Unknown, bool) {
	switch p := plainly(p).(type) {
	case *value.Seq:
		return p.Elems, p.More, true
	case *value.Dict:
		elems := make([]value.Elem, 0, len(p.Entries))
		for _, e := range p.Entries {
			elems = append(elems, value.Elem{When: e.When, Val: value.Of(e.Key, e.Val.Origin())})
		}
		return elems, p.More, true
	case value.Str:
		var elems []value.Elem
		if len(p) > maxElems {
			return nil, tooLong(at), true
		}
		for _, r := range string(p) {
			elems = append(elems, value.Elem{When: value.True, Val: value.Of(value.Str(r), value.At(at))})
		}
		return elems, nil, true
	case *namespace:
		return in.namespaceNames(p, at), p.scope.open, true
	case *iterator, *view, *rangeOf:
		elems, more := in.elements(value.Of(p, value.At(at)), at)
		return elems, more, true
	case *value.Unknown:
		return nil, p, true
	case *External:
		return nil, &value.Unknown{Reason: p.Path + " is outside the repository", Key: "x" + p.Path, Name: p.Path}, true
	case *Class:
		if members, ok := in.enumMembers(p); ok {
			return members, nil, true
		}
	case value.None, value.Bool, value.Int, value.Big, value.Float, value.Path, value.Timedelta, *Func, *Module:
		in.throw(in.pc, at, "TypeError", "'%s' object is not iterable", p.Type())
		return nil, nil, true
	}
	return nil, nil, false
}
