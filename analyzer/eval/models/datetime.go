package models

import (
	"fmt"
	"math"
	"math/big"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

var datetimeFunctions = map[string]Func{
	"datetime.timedelta":               timedelta,
	"django.utils.timezone.timedelta":  timedelta,
	"datetime.date":                    dateParts("datetime.date", 3),
	"datetime.datetime":                dateParts("datetime.datetime", 7),
	"datetime.datetime.now":            varies("the time", "datetime"),
	"datetime.datetime.utcnow":         varies("the time", "datetime"),
	"datetime.datetime.today":          varies("the time", "datetime"),
	"datetime.date.today":              varies("the date", "date"),
	"datetime.datetime.fromtimestamp":  varies("a time", "datetime"),
	"datetime.datetime.strptime":       varies("a time", "datetime"),
	"datetime.datetime.fromisoformat":  varies("a time", "datetime"),
	"django.utils.timezone.now":        varies("the time", "datetime"),
	"django.utils.timezone.localtime":  varies("the time", "datetime"),
	"django.utils.timezone.localdate":  varies("the date", "date"),
	"django.utils.timezone.activate":   (*Call).none,
	"django.utils.timezone.deactivate": (*Call).none,
	"zoneinfo.ZoneInfo":                varies("a time zone", "ZoneInfo"),
}

var datetimeConstants = map[string]value.Plain{
	"datetime.timezone.utc": value.Opaque{TypeName: "timezone", Repr: "datetime.timezone.utc"},
	"datetime.UTC":          value.Opaque{TypeName: "timezone", Repr: "datetime.timezone.utc"},
}

// A span of time in the order of timedelta's arguments, in microseconds.
var deltaUnits = []struct {
	name   string
	micros int64
}{
	{"days", 86_400_000_000}, {"seconds", 1_000_000}, {"microseconds", 1}, {"milliseconds", 1_000},
	{"minutes", 60_000_000}, {"hours", 3_600_000_000}, {"weeks", 604_800_000_000},
}

// timedelta is datetime.timedelta(days=0, seconds=0, …).
func timedelta(c *Call) *value.Value {
	vals := make([]*value.Value, len(deltaUnits))
	names := make([]string, len(deltaUnits))
	for i, u := range deltaUnits {
		vals[i], names[i] = c.arg(i, u.name), u.name
	}
	if c.unmodelled(names...) || len(c.Args) > len(deltaUnits) {
		c.Raise("TypeError", "unsupported argument of timedelta")
		return nil
	}
	return c.each(vals, func(ps []value.Plain) *value.Value {
		sum := new(big.Rat)
		for i, p := range ps {
			if p == nil {
				continue
			}
			n, ok := rational(p)
			if !ok {
				return badDelta(c, p, vals)
			}
			sum.Add(sum, n.Mul(n, big.NewRat(deltaUnits[i].micros, 1)))
		}
		return c.delta(sum, vals)
	})
}

// badDelta deals with an argument that is no number.
func badDelta(c *Call, p value.Plain, vals []*value.Value) *value.Value {
	switch p.(type) {
	case value.Str, value.Bytes, value.None, *value.Seq, *value.Dict:
		c.Raise("TypeError", "unsupported type for timedelta component: "+p.Type())
		return nil
	}
	u := &value.Unknown{TypeName: "timedelta"}
	Inherit(u, value.Of(p, nil))
	if w, ok := p.(*value.Unknown); ok && w.Key != "" && len(c.Args)+len(c.Keywords) == 1 {
		u.Key = "timedelta " + keywordOf(c) + "(" + w.Key + ")"
	}
	if u.Reason == "" {
		u.Reason = "an argument of timedelta is not known"
	}
	return c.of(u, vals...)
}

// keywordOf names the one argument of a call.
func keywordOf(c *Call) string {
	if len(c.Keywords) > 0 {
		return c.Keywords[0].Name
	}
	return deltaUnits[0].name
}

// rational is the exact value of a number.
func rational(p value.Plain) (*big.Rat, bool) {
	switch p := p.(type) {
	case value.Bool:
		if p {
			return big.NewRat(1, 1), true
		}
		return new(big.Rat), true
	case value.Int:
		return big.NewRat(int64(p), 1), true
	case value.Float:
		if math.IsNaN(float64(p)) || math.IsInf(float64(p), 0) {
			return nil, false
		}
		r := new(big.Rat)
		r.SetFloat64(float64(p))
		return r, true
	}
	return nil, false
}

// delta makes a timedelta of microseconds, rounded half to even.
func (c *Call) delta(micros *big.Rat, from []*value.Value) *value.Value {
	n := roundEven(micros)
	limit := new(big.Int).Mul(big.NewInt(999_999_999), big.NewInt(86_400_000_000))
	if new(big.Int).Abs(n).Cmp(limit) > 0 {
		c.Raise("OverflowError", "days must have magnitude <= 999999999")
		return nil
	}
	if !n.IsInt64() {
		return c.unknown("so long a timedelta is not computed", "timedelta", from...)
	}
	return c.of(value.Timedelta(n.Int64()), from...)
}

func roundEven(r *big.Rat) *big.Int {
	twice := new(big.Int).Lsh(r.Num(), 1)
	twice.Add(twice, r.Denom()) // floor((2n+d)/2d) rounds half up
	den := new(big.Int).Lsh(r.Denom(), 1)
	n, rest := new(big.Int).DivMod(twice, den, new(big.Int))
	if rest.Sign() == 0 && n.Bit(0) == 1 {
		n.Sub(n, big.NewInt(1))
	}
	return n
}

// dateParts makes a model of a date or time of given parts.
func dateParts(name string, most int) Func {
	return func(c *Call) *value.Value {
		text := ""
		for i, v := range c.Args {
			p, ok := v.Only()
			n, isInt := p.(value.Int)
			if !ok || !isInt || i >= most || len(c.Args) < 3 || len(c.Keywords) > 0 {
				text = ""
				break
			}
			if i > 0 {
				text += ", "
			}
			text += fmt.Sprint(int64(n))
		}
		if text == "" {
			return c.unknown("a date is not known", name[len("datetime."):], c.Args...)
		}
		return c.of(value.Opaque{TypeName: name[len("datetime."):], Repr: name + "(" + text + ")"}, c.Args...)
	}
}
