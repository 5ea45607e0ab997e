package eval

import (
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// An inclusion is one call that runs files of the repository in a namespace,
// as split-settings does.
type inclusion struct {
	call  *call
	scope *scope
	// done is where each file has been run already: it is not run twice.
	done map[string]*value.Cond
}

// optionalPath marks an argument of include() that may be absent.
type optionalPath string

// Type implements value.Plain.
func (optionalPath) Type() string { return "str" }

// splitOptional is optional(filename): None and empty text are skipped later.
func (in *interp) splitOptional(c *call) *value.Value {
	return in.each1(c.arg(0, "filename"), func(a value.Alt) *value.Value {
		switch p := a.Plain.(type) {
		case value.Str:
			return value.Of(optionalPath(p), a.Origin)
		case value.Path:
			return value.Of(optionalPath(p), a.Origin)
		case value.None:
			return value.Of(optionalPath(""), a.Origin)
		case *value.Unknown:
			u := *p
			u.Optional = true
			return value.Of(&u, a.Origin)
		}
		return in.opaqueCall(c)
	})
}

// splitInclude is split_settings.tools.include(*files, scope=None).
func (in *interp) splitInclude(c *call) *value.Value {
	i := inclusion{call: c, scope: in.frame.globals, done: in.included(in.frame.globals)}
	if v := c.keyword("scope"); v != nil {
		p, _ := v.Only()
		switch p := p.(type) {
		case *namespace:
			i.scope, i.done = p.scope, in.included(p.scope)
		case value.None:
		default:
			in.blur(in.frame.globals, &value.Unknown{Reason: "where the files included at " + c.at.String() + " are run is not known"}, c.at)
			return in.ignore(c)
		}
	}
	if c.loose != nil {
		in.blur(i.scope, c.loose, c.at)
	}
	for _, a := range c.args {
		in.eachDo(a, func(alt value.Alt) { in.includeArg(i, alt) })
	}
	return in.ignore(c)
}

// included is what has been run in a scope.
func (in *interp) included(s *scope) map[string]*value.Cond {
	if s.included == nil {
		s.included = map[string]*value.Cond{}
	}
	return s.included
}

func (in *interp) includeArg(i inclusion, alt value.Alt) {
	name, optional := "", false
	switch p := alt.Plain.(type) {
	case value.Str:
		name = string(p)
	case value.Path:
		name = string(p)
	case optionalPath:
		if p == "" {
			return
		}
		name, optional = string(p), true
	default:
		u := &value.Unknown{Reason: "which file is included at " + i.call.at.String() + " is not known"}
		models.Inherit(u, value.Of(alt.Plain, alt.Origin))
		w, ok := alt.Plain.(*value.Unknown)
		u.Optional = ok && w.Optional
		in.blur(i.scope, u, i.call.at)
		return
	}
	in.includeGlob(i, in.besideCaller(name), optional)
}

// maxIncluded bounds how many files one pattern may stand for.
const maxIncluded = 200

// includeGlob includes the files that a pattern matches.
func (in *interp) includeGlob(i inclusion, pattern string, optional bool) {
	if !strings.ContainsAny(pattern, "*?[") {
		in.includeFile(i, pattern, optional)
		return
	}
	matched := in.glob(pattern)
	if len(matched) == 0 && !optional {
		in.throw(in.pc, i.call.at, "OSError", "No such file: %s", pattern)
		return
	}
	if _, inside := inRepository(path.Dir(pattern)); !inside || len(matched) == 0 {
		in.maybeIncluded(i, pattern)
	}
	before := map[string]int{}
	for name, writes := range i.scope.history {
		before[name] = len(writes)
	}
	for _, name := range matched {
		in.includeFile(i, name, optional)
	}
	in.unordered(i.scope, matched, before, i.call.at)
}

// maybeIncluded deals with files that a server may have: what they set is
// supplied from outside.
func (in *interp) maybeIncluded(i inclusion, name string) {
	_, _, exists := in.ReadFile(name)
	u := &value.Unknown{Reason: name + " is not in the repository", Name: name, Optional: true}
	in.branch(exists, func() { in.blur(i.scope, u, i.call.at) })
}

// unordered makes the settings unknown that more than one of the files that
// a pattern matches has written: a folder is read in any order.
func (in *interp) unordered(s *scope, files []string, before map[string]int, at source.Span) {
	for _, name := range slices.Clone(s.names) {
		writers := map[string]bool{}
		for _, w := range s.history[name][before[name]:] {
			if slices.Contains(files, in.absolute(w.Span.File)) {
				writers[w.Span.File] = true
			}
		}
		if len(writers) > 1 {
			u := &value.Unknown{Reason: name + " depends on the order in which the files included at " + at.String() + " are found", Name: name}
			in.bind(s, name, value.Of(u, value.Merge(at, s.vars[name])), at)
		}
	}
}

// glob lists what a pattern matches as glob.glob does, without names that
// begin with a dot unless the pattern does; sorted.
func (in *interp) glob(pattern string) []string {
	found := []string{"/"}
	for _, part := range strings.Split(strings.Trim(path.Clean(pattern), "/"), "/") {
		var next []string
		for _, dir := range found {
			next = append(next, in.globPart(dir, part)...)
		}
		if len(next) > maxIncluded {
			next = next[:maxIncluded]
		}
		found = next
	}
	slices.Sort(found)
	return found
}

func (in *interp) globPart(dir, part string) []string {
	if !strings.ContainsAny(part, "*?[") {
		at := path.Join(dir, part)
		rel, inside := inRepository(at)
		if !inside && !strings.HasPrefix(root, at) || inside && !in.files.Exists(rel) && !in.files.IsDir(rel) {
			return nil
		}
		return []string{at}
	}
	var matched []string
	for _, name := range in.List(dir) {
		if name[0] == '.' && part[0] != '.' {
			continue
		}
		if ok, _ := path.Match(strings.ReplaceAll(part, "[!", "[^"), name); ok {
			matched = append(matched, path.Join(dir, name))
		}
	}
	return matched
}

// includedFile is the name by which split-settings finds what lies beside
// the file that is being included.
const includedFile = "__included_file__"

// includeFile runs a file of the repository in a namespace. Where an optional
// file is absent nothing happens. __file__ stays that of the settings module.
func (in *interp) includeFile(i inclusion, abs string, optional bool) {
	abs = path.Clean(abs)
	rel, ok := inRepository(abs)
	if ok && in.files.Exists(rel) {
		if tree := in.files.Parse(rel); tree.File != nil {
			before := i.done[abs]
			if before == nil {
				before = value.False
			}
			i.done[abs] = before.Or(in.pc)
			in.Under(before.Not(), func() *value.Value {
				in.runIncluded(i, rel, abs)
				return nil
			})
			return
		}
	}
	if optional {
		in.maybeIncluded(i, abs)
		return
	}
	in.throw(in.pc, i.call.at, "OSError", "No such file: %s", rel)
}

func (in *interp) runIncluded(i inclusion, rel, abs string) {
	if in.calls >= maxCalls {
		in.blur(i.scope, &value.Unknown{Reason: "inclusions are nested too deep"}, i.call.at)
		return
	}
	if !slices.Contains(in.order, rel) {
		in.order = append(in.order, rel)
	}
	outer, around := in.frame, unset
	if v, ok := i.scope.vars[includedFile]; ok {
		around = v
	}
	m := &Module{Name: outer.module.Name, File: rel, scope: i.scope}
	in.calls++
	in.frame = &frame{scope: i.scope, globals: i.scope, module: m, span: i.call.at, handling: outer.handling}
	in.bind(i.scope, includedFile, value.Of(value.Str(abs), value.At(i.call.at)), i.call.at)
	in.block(in.files.Parse(rel).Body)
	in.frame = outer
	in.calls--
	in.bind(i.scope, includedFile, around, i.call.at)
}
