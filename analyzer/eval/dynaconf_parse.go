package eval

import (
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A marked value is one that dynaconf merges or takes away instead of setting.
type marked struct {
	mark string // "@merge" or "@del"
	val  *value.Value
}

// Type implements value.Plain.
func (*marked) Type() string { return "" }

// dynaconfParse makes a value of text: markers such as @int count, and text
// of a variable is read as TOML if it can be.
func (in *interp) dynaconfParse(d *dynaconf, v *value.Value, variable bool, at source.Span) *value.Value {
	return in.each1(v, func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case value.Str:
			return in.dynaconfText(d, string(p), variable, value.Of(p, a.Origin), at)
		case *value.Seq:
			for i, e := range p.Elems {
				p.Elems[i].Val = in.dynaconfPart(d, e.Val, at)
			}
		case *value.Dict:
			for i, e := range p.Entries {
				p.Entries[i].Val = in.dynaconfPart(d, e.Val, at)
			}
		case *value.Unknown:
			if variable {
				return in.derived(at, "dynaconf", "", value.Of(p, a.Origin))
			}
		}
		return value.Of(a.Plain, a.Origin)
	})
}

// dynaconfPart is a part of a collection: a marker there is not followed.
func (in *interp) dynaconfPart(d *dynaconf, v *value.Value, at source.Span) *value.Value {
	got := in.dynaconfParse(d, v, false, at)
	for _, a := range got.Alts() {
		if _, ok := a.Plain.(*marked); ok {
			return in.unknown(at, "a marker of dynaconf inside a value is not followed", "", v)
		}
	}
	return got
}

func (in *interp) dynaconfText(d *dynaconf, s string, variable bool, from *value.Value, at source.Span) *value.Value {
	give := func(p value.Plain) *value.Value { return value.Of(p, value.Merge(at, from)) }
	if !strings.HasPrefix(s, "@") {
		if !variable {
			return from
		}
		return in.dynaconfTOML(s, from, at)
	}
	mark, rest, _ := strings.Cut(s, " ")
	read := func(model string) *value.Value {
		f, _ := models.Functions(model)
		return in.model(f, at, nil, []*value.Value{give(value.Str(rest))}, nil)
	}
	switch mark {
	case "@str":
		return give(value.Str(rest))
	case "@int", "@float":
		return in.callWith(value.Of(builtins[mark[1:]], nil), at, give(value.Str(rest)))
	case "@bool":
		switch strings.ToLower(rest) {
		case "t", "true", "enabled", "1", "on", "yes":
			return give(value.Bool(true))
		}
		return give(value.Bool(false))
	case "@json":
		return read("json.loads")
	case "@none", "@null", "@note", "@comment":
		return give(value.None{})
	case "@del":
		return give(&marked{mark: mark})
	case "@merge":
		v := in.dynaconfTOML(rest, give(value.Str(rest)), at)
		if p, ok := v.Only(); ok && p.Type() != "str" || ok && !strings.ContainsAny(rest, "=,{") {
			return give(&marked{mark: mark, val: in.asList(v, at)})
		}
	case "@format":
		if !strings.ContainsAny(rest, "{}") {
			return give(value.Str(rest))
		}
	}
	if strings.HasPrefix(mark, "@") && !dynaconfMarks[mark] {
		return from
	}
	return in.unknown(at, mark+" of dynaconf is not followed", "", from)
}

// dynaconfMarks are the markers that are known and not followed, or not
// always.
var dynaconfMarks = map[string]bool{"@merge": true, "@format": true, "@jinja": true, "@merge_unique": true, "@insert": true, "@get": true, "@reset": true, "@empty": true}

// asList is a value that is to be merged into a list: what is no collection
// becomes one.
func (in *interp) asList(v *value.Value, at source.Span) *value.Value {
	p, _ := v.Only()
	switch p.(type) {
	case *value.Seq, *value.Dict:
		return v
	}
	return value.Of(in.seq(value.ListKind, v), value.At(at))
}

// dynaconfTOML reads a text as the value of a TOML key; what is none is text.
func (in *interp) dynaconfTOML(s string, from *value.Value, at source.Span) *value.Value {
	if s == "True" || s == "False" {
		s = strings.ToLower(s)
	}
	switch {
	case strings.ContainsAny(s, "\n\r#"):
		return in.unknown(at, "text of several lines, or with a comment, is not read as dynaconf does", "", from)
	case noTOML(s):
		return from
	case moment.MatchString(s):
		return in.unknown(at, "a date is not read", "", from)
	}
	f, _ := models.Functions("tomllib.loads")
	line := value.Of(value.Str("key="+s), value.Merge(at, from))
	failed := func() *value.Value { return from }
	return in.caught(func() *value.Value {
		return in.each1(in.model(f, at, nil, []*value.Value{line}, nil), func(a value.Alt) *value.Value {
			if d, ok := a.Plain.(*value.Dict); ok {
				if v := d.Str("key"); v != nil && d.More == nil {
					return v.Map(func(*value.Origin) *value.Origin { return value.Merge(at, from) })
				}
			}
			return in.unknown(at, "what dynaconf reads is not known", "", from)
		})
	}, failed)
}

var (
	tomlNumber = regexp.MustCompile(`^[+-]?(0|[1-9](_?\d)*|0x[0-9a-fA-F](_?[0-9a-fA-F])*|0o[0-7](_?[0-7])*|0b[01](_?[01])*)(\.\d(_?\d)*)?([eE][+-]?\d(_?\d)*)?$`)
	moment     = regexp.MustCompile(`^(\d{4}-\d\d-\d\d|\d\d:\d\d)`)
)

// noTOML reports whether a text is surely no value of TOML.
func noTOML(s string) bool {
	bare := strings.Trim(s, " \t")
	if bare == "" {
		return true
	}
	switch c := bare[0]; {
	case strings.IndexByte("\"'[{", c) >= 0:
		return false
	case c == '+' || c == '-' || '0' <= c && c <= '9':
		word := strings.TrimLeft(bare, "+-")
		return word != "inf" && word != "nan" && !tomlNumber.MatchString(bare) && !moment.MatchString(bare)
	}
	return bare != "true" && bare != "false" && bare != "inf" && bare != "nan"
}

// dynaconfSet is settings.set(key, v): two underscores go down into a dict.
func (in *interp) dynaconfSet(d *dynaconf, key string, v *value.Value, merge bool, at source.Span) {
	if v == nil || in.pc == value.False {
		return
	}
	parts := strings.Split(key, "__")
	name := strings.ToUpper(parts[0])
	if !validSetting(name) {
		return
	}
	old := d.store.get(name).Under(in.pc)
	got := in.each1(v, func(a value.Alt) *value.Value {
		return in.dynaconfMerged(old, parts[1:], value.Of(a.Plain, a.Origin), merge, at, 0)
	})
	if got != nil && in.pc != value.False {
		in.bind(d.store, name, in.settingStep(name, got, at), at)
	}
}

func validSetting(name string) bool {
	for _, r := range name {
		if r != '_' && (r < 'A' || r > 'Z') && (r < '0' || r > '9') {
			return false
		}
	}
	return name != "" && isSetting(name)
}

// dynaconfMerged is what becomes of old once v is set at a path in it.
func (in *interp) dynaconfMerged(old *value.Value, down []string, v *value.Value, merge bool, at source.Span, depth int) *value.Value {
	p, _ := v.Only()
	was, known := old.Only()
	if isUnset(was) {
		known = false
	}
	if depth > 20 {
		return in.unknown(at, "settings of dynaconf are nested too deep", "", old, v)
	}
	if len(down) > 0 {
		d, ok := was.(*value.Dict)
		if !ok && (known || len(old.Alts()) > 1) {
			return in.unknown(at, "a variable of dynaconf changes a part of it", "", old, v)
		}
		if !ok {
			d = in.dict()
		}
		key, part := sameCase(d, down[0]), value.Of(value.Unset{}, nil)
		if e := d.Get(key); e != nil {
			part = e.Val
		}
		next := in.dict()
		if m, isMark := p.(*marked); isMark && m.mark == "@del" && len(down) == 1 {
			return in.unknown(at, "a variable of dynaconf takes a part of it away", "", old)
		}
		next.Set(key, value.True, in.dynaconfMerged(part, down[1:], v, merge, at, depth+1))
		return value.Of(lay(next, d), value.Merge(at, v))
	}
	if m, ok := p.(*marked); ok {
		if m.mark == "@del" {
			return in.unknown(at, "a variable of dynaconf takes it away", "", old)
		}
		v, merge = m.val, true
		p, _ = v.Only()
	}
	return in.dynaconfJoin(was, known, old, v, p, merge, at, depth)
}

// dynaconfJoin replaces old by v, or merges the two where that is asked for.
func (in *interp) dynaconfJoin(was value.Plain, known bool, old, v *value.Value, p value.Plain, merge bool, at source.Span, depth int) *value.Value {
	switch p := p.(type) {
	case *value.Dict:
		if e := p.Get(value.Str("dynaconf_merge")); e != nil {
			merge = in.space.Truth(e.Val) == value.True
			p = p.Copy()
			p.Delete(value.Str("dynaconf_merge"), value.True)
			v = value.Of(p, v.Origin())
		}
		d, ok := was.(*value.Dict)
		switch {
		case !merge || !known && len(old.Alts()) <= 1:
			return v
		case !ok:
			return in.unlessAlone(old, v, known, at)
		}
		next := in.dict()
		for _, e := range p.Entries {
			key := e.Key
			if s, isText := key.(value.Str); isText {
				key = sameCase(d, string(s))
			}
			val := e.Val
			if inner := d.Get(key); inner != nil {
				val = in.dynaconfMerged(inner.Val, nil, e.Val, true, at, depth+1)
			}
			next.Set(key, value.True, val)
		}
		return value.Of(lay(next, d), value.Merge(at, v))
	case *value.Seq:
		return in.dynaconfLists(was, known, old, v, p, merge, at)
	}
	return v
}

// dynaconfLists puts what a list was before what is merged into it.
func (in *interp) dynaconfLists(was value.Plain, known bool, old, v *value.Value, p *value.Seq, merge bool, at source.Span) *value.Value {
	next := in.seq(p.Kind)
	for _, e := range p.Elems {
		switch word, _ := text(e.Val); word {
		case "dynaconf_merge":
			merge = true
			continue
		case "dynaconf_merge_unique":
			return in.unknown(at, "dynaconf_merge_unique is not followed", "", old, v)
		}
		next.Elems = append(next.Elems, e)
	}
	next.More = p.More
	q, ok := was.(*value.Seq)
	switch {
	case !merge || !known && len(old.Alts()) <= 1:
		return value.Of(next, v.Origin())
	case !ok:
		return in.unlessAlone(old, value.Of(next, v.Origin()), known, at)
	}
	next.Elems = append(append([]value.Elem{}, q.Elems...), next.Elems...)
	if next.More == nil {
		next.More = q.More
	}
	return value.Of(next, value.Merge(at, old, v))
}

// unlessAlone is v where old is one thing that cannot be merged; where it may
// be several, the outcome is not known.
func (in *interp) unlessAlone(old, v *value.Value, known bool, at source.Span) *value.Value {
	if known {
		return v
	}
	return in.unknown(at, "what is merged by dynaconf is not known", "", old, v)
}

// lay adds to a dict what another one has besides.
func lay(d, under *value.Dict) *value.Dict {
	d.More = under.More
	for _, e := range under.Entries {
		if d.Get(e.Key) == nil {
			d.Set(e.Key, e.When, e.Val)
		}
	}
	return d
}

// sameCase is the key that a dict has already in another case, or the key itself.
func sameCase(d *value.Dict, key string) value.Plain {
	for _, e := range d.Entries {
		if s, ok := e.Key.(value.Str); ok && strings.EqualFold(string(s), key) {
			return s
		}
	}
	return value.Str(key)
}
