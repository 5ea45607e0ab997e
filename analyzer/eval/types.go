package eval

import (
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// typeMethod calls a method by its type: str.strip(x), dict.fromkeys(keys).
func (in *interp) typeMethod(b *Builtin, name string, c *call) *value.Value {
	switch b.Name + "." + name {
	case "str.maketrans":
		return in.makeTrans(c)
	case "dict.fromkeys":
		return in.fromKeys(c)
	}
	if len(c.args) == 0 || !plainTypes[b.Name] || name == "fromhex" {
		return in.derivedCall(b.Name+"."+name, unset, c)
	}
	rest := &call{args: c.args[1:], keywords: c.keywords, at: c.at, loose: c.loose}
	return in.each1(c.args[0], func(a value.Alt) *value.Value {
		if isUnknown(a.Plain) || opaque(a.Plain) {
			return in.derivedCall("."+name, value.Of(a.Plain, a.Origin), c)
		}
		if a.Plain.Type() != b.Name || !hasMethod(a.Plain, name) {
			in.throw(in.pc, c.at, "TypeError", "descriptor '%s' does not fit a '%s' object", name, a.Plain.Type())
			return nil
		}
		return in.callMethod(&Method{Self: a.Plain, Origin: a.Origin, Name: name}, rest)
	})
}

// plainTypes are the types whose methods may be called by their type.
var plainTypes = map[string]bool{"str": true, "list": true, "dict": true, "set": true, "tuple": true, "bytes": true, "frozenset": true}

// fromKeys is dict.fromkeys(keys, value).
func (in *interp) fromKeys(c *call) *value.Value {
	if !in.fits(c, "fromkeys", 1, 2) {
		return in.derivedCall("dict.fromkeys", unset, c)
	}
	v := value.Of(value.None{}, value.At(c.at))
	if len(c.args) > 1 {
		v = c.args[1]
	}
	d := in.dict()
	cur := in.cursor(c.args[0], c.at)
	d.Mixed = cur.mixed
	more := cur.walk(func(e value.Elem) {
		in.Under(e.When, func() *value.Value { in.put(d, e.Val, v, c.at); return nil })
	})
	if d.More == nil { // in no known order later pairs may replace earlier ones
		d.More = more
	}
	return value.Of(d, value.Merge(c.at, c.args...))
}
