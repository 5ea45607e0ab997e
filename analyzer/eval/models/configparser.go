package models

import (
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// configparser: INI files of the repository, and what the program puts into
// a parser itself.

var configparserFunctions = merge(map[string]Func{
	"configparser.ConfigParser":     newParser(false),
	"configparser.SafeConfigParser": newParser(false),
	"configparser.RawConfigParser":  newParser(true),

	"configparser.SectionProxy#get":          proxyGet(""),
	"configparser.SectionProxy#getint":       proxyGet("int"),
	"configparser.SectionProxy#getfloat":     proxyGet("float"),
	"configparser.SectionProxy#getboolean":   proxyGet("bool"),
	"configparser.SectionProxy#__getitem__":  proxyItem,
	"configparser.SectionProxy#__contains__": proxyHas,
	"configparser.SectionProxy#items":        proxyItems,
	"configparser.SectionProxy#keys":         proxyKeys,
}, methodsOf("configparser.ConfigParser", map[string]Func{
	"read":         parserRead,
	"read_file":    parserReadText(true),
	"readfp":       parserReadText(true),
	"read_string":  parserReadText(false),
	"read_dict":    parserReadDict,
	"set":          parserSet,
	"add_section":  parserAdd,
	"get":          parserGet(""),
	"getint":       parserGet("int"),
	"getfloat":     parserGet("float"),
	"getboolean":   parserGet("bool"),
	"has_section":  parserHasSection,
	"__contains__": parserHasSection,
	"has_option":   parserHasOption,
	"sections":     parserSections,
	"options":      parserOptions,
	"items":        parserItems,
	"__getitem__":  parserSection,
}))

// A parser is what a ConfigParser holds. Its files may lie where the program
// runs: then any option may have another value than the repository tells.
type parser struct {
	raw      bool
	odd      bool // its syntax is another one, or a file was not understood
	sections []*parserPart
	outside  []outsideFile
}

type parserPart struct {
	name    string
	when    *value.Cond // where it is there
	options []*parserOption
}

type parserOption struct {
	name  string
	val   *value.Value // value.Unset where it is not there
	after int          // how many files outside were read before
}

type outsideFile struct {
	label string
	when  *value.Cond
}

// newParser is ConfigParser(defaults=None, …).
func newParser(raw bool) Func {
	return func(c *Call) *value.Value {
		p := &parser{raw: raw, odd: len(c.Args) > 1 || c.unmodelled("defaults", "interpolation", "strict", "empty_lines_in_values")}
		if v := c.keyword("interpolation"); v != nil {
			p.raw = isNone(v)
			p.odd = p.odd || !isNone(v)
		}
		o := &Object{Class: "configparser.ConfigParser", State: p, Attrs: map[string]*value.Value{}}
		if d := c.arg(0, "defaults"); !isNone(d) {
			p.fill(c, o, "DEFAULT", d)
		}
		return c.of(o)
	}
}

// parserOf gives the parser whose method is called and how it writes names;
// nil where that is not known.
func (c *Call) parserOf() (*Object, *parser) {
	o, _ := c.Self.(*Object)
	if o == nil {
		return nil, nil
	}
	p, _ := o.State.(*parser)
	if p == nil || p.odd {
		return nil, nil
	}
	if form := o.Attrs["optionxform"]; form != nil {
		if fn, _ := form.Only(); builtinName(fn) != "str" {
			return nil, nil
		}
	}
	return o, p
}

// fold is what the parser does to the names of options.
func (o *Object) fold(name string) string {
	if o.Attrs["optionxform"] != nil {
		return name
	}
	return lowered(name)
}

func notFollowed(c *Call) *value.Value {
	return c.unknown("what this parser of INI files holds is not followed", "")
}

func (p *parser) part(name string) *parserPart {
	i := slices.IndexFunc(p.sections, func(s *parserPart) bool { return s.name == name })
	if i < 0 {
		return nil
	}
	return p.sections[i]
}

// ensure makes a section be there where the call happens.
func (p *parser) ensure(c *Call, name string) *parserPart {
	s := p.part(name)
	if s == nil {
		s = &parserPart{name: name, when: value.False}
		p.sections = append(p.sections, s)
	}
	s.when = s.when.Or(c.Here())
	return s
}

func (s *parserPart) option(name string) *parserOption {
	i := slices.IndexFunc(s.options, func(o *parserOption) bool { return o.name == name })
	if i < 0 {
		return nil
	}
	return s.options[i]
}

// put sets an option where the call happens.
func (p *parser) put(c *Call, section, name string, v *value.Value) {
	s := p.ensure(c, section)
	o := s.option(name)
	if o == nil {
		o = &parserOption{name: name, val: value.Of(value.Unset{}, nil)}
		s.options = append(s.options, o)
	}
	if c.Here() != value.True {
		v = value.Join(c.Here(), v, p.current(c, s, o))
	}
	o.val, o.after = v, len(p.outside)
}

// current is an option with what files outside may have made of it.
func (p *parser) current(c *Call, s *parserPart, o *parserOption) *value.Value {
	v, option := o.val, s.name+"."+o.name
	for _, f := range p.outside[o.after:] {
		v = value.Join(f.when.And(c.fileSets(f.label, option)), c.inFile(f.label, option), v)
	}
	return v
}

// fileSets is the condition under which a file outside sets an option.
func (c *Call) fileSets(label, option string) *value.Cond {
	return c.Space().Atom("sets "+label+" "+option, value.Atom{
		Name: option, Yes: label + " sets " + option, No: label + " does not set " + option, Span: c.Span,
	})
}

func (c *Call) inFile(label, option string) *value.Value {
	return c.of(&value.Unknown{
		Reason: label + " is not in the repository", Name: option, TypeName: "str", Key: "file:" + label + ":" + option, Outside: true,
	})
}

// absorb takes the text of an INI file.
func (p *parser) absorb(c *Call, o *Object, text, shown string) {
	parts, ok := iniParse(text, o.fold)
	if !ok {
		p.odd = true
		return
	}
	file := envFile{shown: shown}
	for _, part := range parts {
		p.ensure(c, part.name)
		for _, s := range part.settings {
			p.put(c, part.name, s.name, value.Of(value.Str(strings.TrimRight(s.value, "\n")), file.origin(c, s)))
		}
	}
}

// fill takes a dict of options.
func (p *parser) fill(c *Call, o *Object, section string, v *value.Value) {
	plain, ok := v.Only()
	d, isDict := plain.(*value.Dict)
	if !ok || !isDict || d.More != nil {
		p.odd = true
		return
	}
	p.ensure(c, section)
	for _, e := range d.Entries {
		key, ok := c.Str(e.Key)
		if !ok {
			p.odd = true
			return
		}
		c.Under(e.When, func() *value.Value {
			p.put(c, section, o.fold(key), c.textOf(e.Val))
			return nil
		})
	}
}

// parserRead is read(filenames, encoding=None): files that do not exist are
// skipped.
func parserRead(c *Call) *value.Value {
	o, p := c.parserOf()
	list := c.arg(0, "filenames")
	if p == nil || list == nil {
		return notFollowed(c)
	}
	names := []*value.Value{list}
	if q, ok := onlySeq(list); ok {
		names = nil
		for _, e := range q.Elems {
			if e.When != value.True || q.More != nil {
				p.odd = true
				return notFollowed(c)
			}
			names = append(names, e.Val)
		}
	}
	read := c.seq(value.ListKind)
	for _, name := range names {
		for _, a := range name.Alts() {
			c.Under(a.When, func() *value.Value {
				p.readFile(c, o, a, read)
				return nil
			})
		}
	}
	return c.of(read)
}

func (p *parser) readFile(c *Call, o *Object, name value.Alt, read *value.Seq) {
	text, ok := pathOf(name.Plain)
	if u, _ := name.Plain.(*value.Unknown); u != nil && strings.Contains(u.Reason, "home folder") {
		text, ok = "/~/the home folder", true // outside the repository, wherever it is
	}
	if !ok {
		p.outside = append(p.outside, outsideFile{"a file that is named from outside", c.Here()})
		read.More = &value.Unknown{Reason: "which files were read is not known"}
		return
	}
	full := abs(c, text)
	body, found, outside := c.ReadFile(full)
	if found {
		p.absorb(c, o, body, strings.TrimPrefix(full, c.Root()+"/"))
		outside = value.True
	} else if outside != value.False {
		p.outside = append(p.outside, outsideFile{strings.TrimPrefix(full, c.Root()+"/"), c.Here().And(outside)})
	}
	if outside != value.False {
		read.Elems = append(read.Elems, value.Elem{When: c.Here().And(outside), Val: c.str(text)})
	}
}

func onlySeq(v *value.Value) (*value.Seq, bool) {
	p, _ := v.Only()
	q, ok := p.(*value.Seq)
	return q, ok
}

// parserReadText is read_file(file) and read_string(text).
func parserReadText(file bool) Func {
	return func(c *Call) *value.Value {
		o, p := c.parserOf()
		if p == nil || len(c.Args) == 0 {
			return notFollowed(c)
		}
		v := c.Args[0]
		if file {
			v = c.contents(v)
		}
		if v == nil {
			return nil
		}
		return c.eachAlt(v, func(a value.Alt) *value.Value {
			if s, ok := a.Plain.(value.Str); ok {
				p.absorb(c, o, string(s), "the file")
			} else {
				p.outside = append(p.outside, outsideFile{"a file", c.Here()})
			}
			return c.none()
		})
	}
}

// parserReadDict is read_dict({section: {option: value}}).
func parserReadDict(c *Call) *value.Value {
	o, p := c.parserOf()
	if p == nil {
		return notFollowed(c)
	}
	d, ok := onlyDict(c.arg(0, "dictionary"))
	if !ok || d.More != nil {
		p.odd = true
		return c.none()
	}
	for _, e := range d.Entries {
		name, ok := c.Str(e.Key)
		if !ok {
			p.odd = true
			return c.none()
		}
		c.Under(e.When, func() *value.Value {
			return c.eachAlt(e.Val, func(a value.Alt) *value.Value {
				p.fill(c, o, name, alone(a))
				return nil
			})
		})
	}
	return c.none()
}

func parserSet(c *Call) *value.Value {
	o, p := c.parserOf()
	section, known := textOr(c.arg(0, "section"), "")
	name, known2 := textOr(c.arg(1, "option"), "")
	v := c.arg(2, "value")
	if p == nil || !known || !known2 || v == nil {
		return c.losesTrack()
	}
	p.put(c, section, o.fold(name), v)
	return c.none()
}

func parserAdd(c *Call) *value.Value {
	_, p := c.parserOf()
	section, known := textOr(c.arg(0, "section"), "")
	if p == nil || !known {
		return c.losesTrack()
	}
	p.ensure(c, section)
	return c.none()
}

// losesTrack makes all that the parser holds unknown.
func (c *Call) losesTrack() *value.Value {
	if o, ok := c.Self.(*Object); ok {
		if p, ok := o.State.(*parser); ok {
			p.odd = true
		}
	}
	return c.none()
}

// find is an option of a section, or of the defaults: value.Unset where it
// is in neither.
func (p *parser) find(c *Call, section, name string) *value.Value {
	v := p.own(c, "DEFAULT", name)
	if section == "DEFAULT" {
		return v
	}
	return value.Join(isUnset(p.own(c, section, name)), v, p.own(c, section, name))
}

func (p *parser) own(c *Call, section, name string) *value.Value {
	s := p.part(section)
	if s == nil {
		s = &parserPart{name: section}
	}
	o := s.option(name)
	if o == nil {
		o = &parserOption{name: name, val: value.Of(value.Unset{}, nil)}
	}
	return p.current(c, s, o)
}

func isUnset(v *value.Value) *value.Cond {
	unset := value.False
	for _, a := range v.Alts() {
		if _, ok := a.Plain.(value.Unset); ok {
			unset = unset.Or(a.When)
		}
	}
	return unset
}

// parserGet is get(section, option, *, raw=False, vars=None, fallback=…) and
// its kin.
func parserGet(kind string) Func {
	return func(c *Call) *value.Value {
		o, p := c.parserOf()
		if p == nil || len(c.Args) > 2 || c.keyword("vars") != nil {
			return notFollowed(c)
		}
		return c.eachText(c.arg(0, "section"), func(section string) *value.Value {
			return c.eachText(c.arg(1, "option"), func(name string) *value.Value {
				return c.option(o, p, section, name, kind, c.keyword("fallback"), "configparser.NoOptionError")
			})
		})
	}
}

// eachText calls f for each text that v may be.
func (c *Call) eachText(v *value.Value, f func(string) *value.Value) *value.Value {
	if v == nil {
		return notFollowed(c)
	}
	return c.eachAlt(v, func(a value.Alt) *value.Value {
		if s, ok := a.Plain.(value.Str); ok {
			return f(string(s))
		}
		return c.unknown("which option is read is not known", "", alone(a))
	})
}

func (c *Call) option(o *Object, p *parser, section, name, kind string, fallback *value.Value, missing string) *value.Value {
	name = o.fold(name)
	return c.eachAlt(p.find(c, section, name), func(a value.Alt) *value.Value {
		switch v := a.Plain.(type) {
		case value.Unset:
			if fallback != nil {
				return fallback
			}
			c.Raise(missing, "No option '"+name+"' in section: '"+section+"'")
			return nil
		case value.Str:
			text, ok := p.resolved(c, section, string(v))
			if !ok {
				return c.unknown("a reference in an INI file is not followed", kind, alone(a))
			}
			return c.optionAs(text, kind, alone(a))
		case *value.Unknown:
			if kind == "" {
				return alone(a)
			}
			return c.of(derived("configparser."+kind, kind, v), alone(a))
		}
		return c.unknown("an option that is not text is not followed", kind, alone(a))
	})
}

// resolved replaces the references of a value.
func (p *parser) resolved(c *Call, section, text string) (string, bool) {
	if p.raw || !strings.Contains(text, "%") {
		return text, true
	}
	values := map[string]string{}
	for _, name := range []string{"DEFAULT", section} {
		s := p.part(name)
		if s == nil {
			continue
		}
		for _, o := range s.options {
			v, ok := p.current(c, s, o).Only()
			t, isText := v.(value.Str)
			if !ok || !isText {
				return "", false
			}
			values[o.name] = string(t)
		}
	}
	return resolve(text, values, 0)
}

var iniBooleans = map[string]bool{
	"1": true, "yes": true, "true": true, "on": true, "0": false, "no": false, "false": false, "off": false,
}

func (c *Call) optionAs(text, kind string, from *value.Value) *value.Value {
	switch kind {
	case "int", "float":
		return c.castPython(text, kind, from)
	case "bool":
		on, ok := iniBooleans[lowered(text)]
		if !ok {
			c.Raise("ValueError", "Not a boolean: "+text)
			return nil
		}
		return c.of(value.Bool(on), from)
	}
	return c.str(text, from)
}

// castPython is int(text) or float(text).
func (c *Call) castPython(text, kind string, from *value.Value) *value.Value {
	if kind == "float" {
		if f, ok := parseFloat(text); ok {
			return c.of(f, from)
		}
		c.Raise("ValueError", "could not convert string to float")
		return nil
	}
	n, is := parseInt(text)
	switch is {
	case notNumber:
		c.Raise("ValueError", "invalid literal for int() with base 10")
		return nil
	case tooLarge:
		return c.unknown("so large a number is not computed", "int", from)
	}
	return c.of(n, from)
}

// there is the condition under which a section is there.
func (p *parser) there(c *Call, section string) *value.Cond {
	there := value.False
	if section == "DEFAULT" {
		return there // it is no section of its own
	}
	if s := p.part(section); s != nil {
		there = s.when
	}
	for _, f := range p.outside {
		there = there.Or(f.when.And(c.fileSets(f.label, section)))
	}
	return there
}

func parserHasSection(c *Call) *value.Value {
	_, p := c.parserOf()
	if p == nil {
		return notFollowed(c)
	}
	return c.eachText(c.arg(0, "section"), func(section string) *value.Value { return c.boolean(p.there(c, section)) })
}

func parserHasOption(c *Call) *value.Value {
	o, p := c.parserOf()
	if p == nil {
		return notFollowed(c)
	}
	return c.eachText(c.arg(0, "section"), func(section string) *value.Value {
		return c.eachText(c.arg(1, "option"), func(name string) *value.Value {
			has := isUnset(p.find(c, section, o.fold(name))).Not()
			if section != "DEFAULT" {
				has = has.And(p.there(c, section))
			}
			return c.boolean(has)
		})
	})
}

// mayHold is what files outside may add to a list of names.
func (p *parser) mayHold() *value.Unknown {
	if len(p.outside) == 0 {
		return nil
	}
	f := p.outside[0]
	return &value.Unknown{Reason: f.label + " is not in the repository", Key: "file:" + f.label, Outside: true, Name: path.Base(f.label)}
}

func parserSections(c *Call) *value.Value {
	_, p := c.parserOf()
	if p == nil {
		return notFollowed(c)
	}
	q := c.seq(value.ListKind)
	q.More = p.mayHold()
	for _, s := range p.sections {
		if s.name != "DEFAULT" {
			q.Elems = append(q.Elems, value.Elem{When: s.when, Val: c.str(s.name)})
		}
	}
	return c.of(q)
}

// names lists the options of a section and of the defaults, in the order of
// options(); items() has the defaults first.
func (p *parser) names(section string, first ...string) []string {
	var names []string
	for _, part := range append(first, section, "DEFAULT") {
		if s := p.part(part); s != nil {
			for _, o := range s.options {
				if !slices.Contains(names, o.name) {
					names = append(names, o.name)
				}
			}
		}
	}
	return names
}

func parserOptions(c *Call) *value.Value {
	_, p := c.parserOf()
	section, known := textOr(c.arg(0, "section"), "")
	if p == nil || !known {
		return notFollowed(c)
	}
	return c.namesOf(p, section)
}

func (c *Call) namesOf(p *parser, section string) *value.Value {
	q := c.seq(value.ListKind)
	q.More = p.mayHold()
	for _, name := range p.names(section) {
		q.Elems = append(q.Elems, value.Elem{When: isUnset(p.find(c, section, name)).Not(), Val: c.str(name)})
	}
	return c.of(q)
}

// parserItems is items(section).
func parserItems(c *Call) *value.Value {
	o, p := c.parserOf()
	section, known := textOr(c.arg(0, "section"), "")
	if p == nil || !known || len(c.Args) != 1 || len(c.Keywords) > 0 {
		return notFollowed(c)
	}
	return c.itemsOf(o, p, section)
}

func (c *Call) itemsOf(o *Object, p *parser, section string) *value.Value {
	q := c.seq(value.ListKind)
	q.More = p.mayHold()
	for _, name := range p.names(section, "DEFAULT") {
		there := isUnset(p.find(c, section, name)).Not()
		v := c.Under(there, func() *value.Value { return c.option(o, p, section, name, "", nil, "KeyError") })
		if v == nil {
			continue
		}
		pair := c.seq(value.TupleKind, c.str(name), v)
		q.Elems = append(q.Elems, value.Elem{When: there, Val: c.of(pair)})
	}
	return c.of(q)
}

// A proxy is a section of a parser.
type proxy struct {
	parent  *Object
	section string
}

// parserSection is parser[section].
func parserSection(c *Call) *value.Value {
	o, p := c.parserOf()
	if p == nil {
		return notFollowed(c)
	}
	return c.eachText(c.arg(0, "key"), func(section string) *value.Value {
		there := p.there(c, section)
		if section == "DEFAULT" {
			there = value.True
		}
		return c.split(there,
			func() *value.Value {
				return c.of(&Object{Class: "configparser.SectionProxy", State: &proxy{o, section}, Attrs: map[string]*value.Value{"name": c.str(section)}})
			},
			func() *value.Value {
				c.Raise("KeyError", section)
				return nil
			})
	})
}

// ofProxy is the call made on the parser that a section belongs to.
func (c *Call) ofProxy() (*Call, *Object, *parser, string) {
	o, _ := c.Self.(*Object)
	x, ok := o.State.(*proxy)
	if !ok {
		return c, nil, nil, ""
	}
	with := *c
	with.Self = x.parent
	parent, p := with.parserOf()
	return &with, parent, p, x.section
}

// proxyGet is section.get(option, fallback=None).
func proxyGet(kind string) Func {
	return func(c *Call) *value.Value {
		fallback := c.arg(1, "fallback")
		if fallback == nil {
			fallback = c.none()
		}
		with, o, p, section := c.ofProxy()
		if p == nil {
			return notFollowed(c)
		}
		return c.eachText(c.arg(0, "option"), func(name string) *value.Value {
			return with.option(o, p, section, name, kind, fallback, "KeyError")
		})
	}
}

func proxyItem(c *Call) *value.Value {
	with, o, p, section := c.ofProxy()
	if p == nil {
		return notFollowed(c)
	}
	return c.eachText(c.arg(0, "key"), func(name string) *value.Value {
		return with.option(o, p, section, name, "", nil, "KeyError")
	})
}

func proxyHas(c *Call) *value.Value {
	with, o, p, section := c.ofProxy()
	if p == nil {
		return notFollowed(c)
	}
	return c.eachText(c.arg(0, "key"), func(name string) *value.Value {
		return c.boolean(isUnset(p.find(with, section, o.fold(name))).Not())
	})
}

func proxyItems(c *Call) *value.Value {
	with, o, p, section := c.ofProxy()
	if p == nil {
		return notFollowed(c)
	}
	return with.itemsOf(o, p, section)
}

func proxyKeys(c *Call) *value.Value {
	with, _, p, section := c.ofProxy()
	if p == nil {
		return notFollowed(c)
	}
	return with.namesOf(p, section)
}
