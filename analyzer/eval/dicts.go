package eval

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

var dictMethods = []string{"clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values"}

// dictMethod calls a method of a dict.
func (in *interp) dictMethod(d *value.Dict, name string, self *value.Value, c *call) *value.Value {
	if !in.takes(dictArity, name, c) {
		return nil
	}
	none := value.Of(value.None{}, value.At(c.at))
	key, def := c.arg(0, "key"), c.arg(1, "default")
	if def == nil {
		def = none
	}
	switch {
	case name == "get" && key != nil:
		return in.dictGet(d, key, def, c.at)
	case name == "setdefault" && key != nil:
		there := in.pairs(self, key, func(_, k value.Plain) *value.Cond { return in.hasKey(d, k) })
		in.Under(there.Not(), func() *value.Value { in.put(d, key, def, c.at); return nil })
		return in.dictGet(d, key, def, c.at)
	case name == "update":
		if len(c.args) > 0 {
			in.update(d, c.args[0], c.at)
		}
		for _, k := range c.keywords {
			in.put(d, value.Of(value.Str(k.Name), value.At(c.at)), k.Val, c.at)
		}
		return none
	case name == "pop" && key != nil:
		return in.popDict(d, key, c)
	case name == "copy":
		cp := d.Copy()
		cp.Born = in.born()
		if kind, ok := in.kinds[d]; ok {
			in.kinds[cp] = kind
		}
		return value.Of(cp, value.Merge(c.at, self))
	case name == "keys", name == "values", name == "items":
		return value.Of(&view{d, name}, value.Merge(c.at, self))
	case name == "clear":
		in.clearDict(d)
		return none
	case name == "popitem" && d.More == nil && !d.Mixed && len(c.args) == 0:
		return in.popItem(d, c)
	}
	in.wroteDict(d)
	if d.More == nil {
		d.More = &value.Unknown{Reason: "it is changed at " + c.at.String()}
	}
	return in.derivedCall("."+name, self, c)
}

// dictGet is d.get(key, def).
func (in *interp) dictGet(d *value.Dict, key, def *value.Value, at source.Span) *value.Value {
	return in.each1(key, func(k value.Alt) *value.Value {
		there := in.hasKey(d, k.Plain)
		found := in.Under(there, func() *value.Value { return in.dictItem(d, k, at) })
		if found == nil {
			return def
		}
		return value.Join(there, found, def)
	})
}

func (in *interp) popDict(d *value.Dict, key *value.Value, c *call) *value.Value {
	in.wroteDict(d)
	def := c.arg(1, "default")
	return in.each1(key, func(k value.Alt) *value.Value {
		there := in.hasKey(d, k.Plain)
		found := in.Under(there, func() *value.Value { return in.dictItem(d, k, c.at) })
		d.Delete(k.Plain, in.guard(d.Born).And(there))
		if def == nil && d.More != nil {
			in.mayRaise(c.at, "KeyError", value.Of(d, nil))
		}
		if def == nil {
			in.throw(there.Not(), c.at, "KeyError", "%s", words(k.Plain))
			return found
		}
		if found == nil {
			return def
		}
		return value.Join(there, found, def)
	})
}

// shown lists keys, values or items.
func (in *interp) shown(d *value.Dict, name string, at source.Span) *value.Seq {
	q := in.seq(value.ListKind)
	q.More = d.More
	q.Elems, q.Mixed = in.viewed(&view{d, name}, at), d.Mixed
	return q
}

// clearDict takes everything out of d, here.
func (in *interp) clearDict(d *value.Dict) {
	in.wroteDict(d)
	guard := in.guard(d.Born)
	if guard == value.True {
		*d = value.Dict{Born: d.Born}
		return
	}
	for _, e := range slices.Clone(d.Entries) {
		d.Delete(e.Key, guard)
	}
}

// popItem is d.popitem(): the last entry that is there.
func (in *interp) popItem(d *value.Dict, c *call) *value.Value {
	in.wroteDict(d)
	guard := in.guard(d.Born)
	rest := value.True
	var alts []value.Alt
	for _, e := range slices.Backward(slices.Clone(d.Entries)) {
		hit := rest.And(e.When)
		if !hit.Meets(in.pc) {
			continue
		}
		rest = rest.Minus(hit)
		pair := in.seq(value.TupleKind, value.Of(e.Key, e.Val.Origin()), e.Val)
		alts = append(alts, value.Alt{When: hit, Plain: pair, Origin: value.At(c.at)})
		d.Delete(e.Key, in.relative(hit).And(guard))
	}
	in.throw(rest, c.at, "KeyError", "popitem(): dictionary is empty")
	return value.Alternatives(in.settleHere(alts))
}
