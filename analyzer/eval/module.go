package eval

import (
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval/models"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// Files gives the evaluator the files of the repository. Names are relative
// to its root.
type Files interface {
	// Parse gives a parsed Python file. If it cannot be read, the module has
	// no File and what it would set is unknown.
	Parse(name string) *python.Module
	// Text gives the text of a file.
	Text(name string) (*source.File, bool)
	Exists(name string) bool
	IsDir(name string) bool
	List(dir string) []string
}

// root is the absolute path that stands for the top of the repository. It is
// deep, so that programs that look above it find nothing.
const root = "/deploycheck/checkout/of/the/project"

// Root is the absolute path under which the repository appears to the
// settings. Texts that begin with it are paths inside the repository.
const Root = root

// above are the folders above the repository's, as root has them, and how
// a path to them starts from the repository.
var above = func() [][2]string {
	var all [][2]string
	up := "."
	for dir := root; dir != "/"; dir = path.Dir(dir) {
		all = append(all, [2]string{dir, up})
		up = path.Join(up, "..")
	}
	return all
}()

// FromRoot says a text that names the folder which stands for the repository,
// or one above it, from the repository: a/b inside, ../b outside, and ./a
// where the folder is amid other text. It reports whether all of the text is
// a path from there.
func FromRoot(text string) (string, bool) {
	for _, f := range above {
		dir, up := f[0], f[1]
		if text == dir {
			return up, true
		}
		if rest, ok := strings.CutPrefix(text, dir+"/"); ok {
			return strings.TrimPrefix(up+"/"+rest, "./"), true
		}
	}
	for _, f := range above {
		text = strings.ReplaceAll(text, f[0], f[1])
	}
	return text, false
}

func (in *interp) absolute(name string) string { return path.Join(root, name) }

// relativeTo gives the name of a file of the repository by its absolute path.
func inRepository(abs string) (string, bool) {
	abs = path.Clean(abs)
	if abs == root {
		return ".", true
	}
	return strings.CutPrefix(abs, root+"/")
}

// Root implements models.Machine.
func (in *interp) Root() string { return root }

// WorkDir implements models.Machine.
func (in *interp) WorkDir() string { return in.absolute(in.path[0]) }

// CallerFile implements models.Machine.
func (in *interp) CallerFile() string {
	if in.frame.module == nil {
		return root
	}
	return in.absolute(in.frame.module.File)
}

// file finds a file of the repository by its path, which may be relative to
// the folder in which the program is started.
func (in *interp) file(name string) (string, bool) {
	if !strings.HasPrefix(name, "/") {
		name = path.Join(in.WorkDir(), name)
	}
	rel, ok := inRepository(name)
	return rel, ok && in.files.Exists(rel)
}

// besideCaller makes a path absolute from the folder of the running file.
func (in *interp) besideCaller(name string) string {
	if strings.HasPrefix(name, "/") {
		return name
	}
	return path.Join(path.Dir(in.CallerFile()), name)
}

// ReadFile implements models.Machine. Where nothing but what is given is to be
// there, no file outside the repository is.
func (in *interp) ReadFile(name string) (string, bool, *value.Cond) {
	if rel, ok := in.file(name); ok {
		if f, ok := in.files.Text(rel); ok {
			return f.Text, true, value.False
		}
	}
	if _, inside := inRepository(name); in.strict && (inside || in.env.only) {
		return "", false, value.False
	}
	name, _ = FromRoot(path.Clean(name))
	return "", false, in.space.Atom("file "+name, value.Atom{
		Kind: value.Exists, Name: name, Yes: name + " exists", No: name + " does not exist",
	})
}

// WriteFile implements models.Machine.
func (in *interp) WriteFile(name string, text *value.Value) {
	in.bind(in.written, name, text, source.Span{})
}

// Written implements models.Machine.
func (in *interp) Written(name string) *value.Value { return in.written.get(name).Under(in.pc) }

// IsDir implements models.Machine.
func (in *interp) IsDir(name string) bool {
	rel, ok := inRepository(name)
	return ok && in.files.IsDir(rel)
}

// List implements models.Machine.
func (in *interp) List(name string) []string {
	rel, ok := inRepository(name)
	if !ok {
		return nil
	}
	return in.files.List(rel)
}

// textOrigin makes a file of text that is executed: the file it was read
// from if it was, so that places stay right.
func (in *interp) textOrigin(o *value.Origin, text string) *source.File {
	for step := o; step != nil; {
		if f, ok := in.files.Text(step.Span.File); ok && f.Text == text {
			return f
		}
		if len(step.From) == 0 {
			break
		}
		step = step.From[0]
	}
	name := "<string>"
	if o != nil {
		name = o.Span.File
	}
	return source.NewFile(name, []byte(text))
}

// find locates a module of the project: its file and, for packages, its
// folders.
func (in *interp) find(dotted string) (file string, dirs []string, ok bool) {
	rel := strings.ReplaceAll(dotted, ".", "/")
	for _, base := range in.path {
		at := path.Join(base, rel)
		switch {
		case in.files.Exists(path.Join(at, "__init__.py")):
			return path.Join(at, "__init__.py"), []string{at}, true
		case in.files.Exists(at + ".py"):
			return at + ".py", nil, true
		case in.files.IsDir(at):
			dirs = append(dirs, at)
		}
	}
	return "", dirs, len(dirs) > 0
}

// importModule loads a module of the project with the packages around it.
// It gives nil if the project has no such module.
func (in *interp) load(dotted string, at source.Span) *Module {
	if dot := strings.LastIndex(dotted, "."); dot >= 0 {
		if in.load(dotted[:dot], at) == nil {
			return nil
		}
	}
	m, ok := in.modules[dotted]
	if !ok {
		file, dirs, found := in.find(dotted)
		if !found {
			return nil
		}
		m = &Module{Name: dotted, File: file, Dirs: dirs, scope: newScope(nil, nil), loaded: value.False}
		m.scope.history = map[string][]Write{}
		in.modules[dotted] = m
	}
	if missing := in.pc.Minus(m.loaded); missing != value.False {
		m.loaded = m.loaded.Or(missing)
		in.Under(missing, func() *value.Value { in.run(m, at); return nil })
	}
	return m
}

// run executes the body of a module.
func (in *interp) run(m *Module, at source.Span) {
	if m.File == "" {
		return
	}
	if in.shallow && !in.reading && !strings.Contains(lastPart(m.Name), "url") {
		m.unread = true
		return
	}
	reading := in.reading
	in.reading = false
	defer func() { in.reading = reading }()
	if len(in.loads) > 100 {
		in.note(at, "imports are nested too deep, so %s is not read", m.Name)
		m.scope.widen(&value.Unknown{Reason: "imports are nested too deep"}, value.True)
		return
	}
	tree := in.files.Parse(m.File)
	if tree.File == nil {
		m.scope.widen(&value.Unknown{Reason: m.File + " could not be read"}, value.True)
		return
	}
	if !slices.Contains(in.order, m.File) {
		in.order = append(in.order, m.File)
	}
	in.loads = append(in.loads, m.Name)
	outer, loop := in.frame, in.journal
	in.frame = &frame{scope: m.scope, globals: m.scope, module: m, span: at}
	why := in.why
	in.why = nil
	in.presetNames(m)
	for i := range tree.Body {
		m.rest = tree.Body[i:]
		in.block(tree.Body[i : i+1])
	}
	in.frame, in.journal, in.why = outer, loop, why
	in.loads = in.loads[:len(in.loads)-1]
}

// presetNames binds what every module has.
func (in *interp) presetNames(m *Module) {
	at := value.At(source.Span{File: m.File, Line: 1, Column: 1, EndLine: 1, EndColumn: 1})
	pkg := m.Name
	if len(m.Dirs) == 0 {
		pkg = parentName(m.Name)
	}
	m.scope.bind("__name__", value.True, value.Of(value.Str(m.Name), at))
	m.scope.bind("__file__", value.True, value.Of(value.Str(in.absolute(m.File)), at))
	m.scope.bind("__package__", value.True, value.Of(value.Str(pkg), at))
	if len(m.Dirs) > 0 {
		path := value.NewSeq(value.ListKind)
		for _, dir := range m.Dirs {
			path.Elems = append(path.Elems, value.Elem{When: value.True, Val: value.Of(value.Str(in.absolute(dir)), at)})
		}
		m.scope.bind("__path__", value.True, value.Of(path, at))
	}
	for _, name := range []string{"__spec__", "__loader__", "__builtins__", "__cached__"} {
		u := &value.Unknown{Reason: name + " is not followed", Key: name + " " + m.Name}
		m.scope.bind(name, value.True, value.Of(u, at))
	}
	m.scope.bind("__doc__", value.True, value.Of(value.None{}, at))
}

func parentName(dotted string) string {
	if dot := strings.LastIndex(dotted, "."); dot >= 0 {
		return dotted[:dot]
	}
	return ""
}

// importStmt is import a.b as c.
func (in *interp) importStmt(s *python.Import) {
	for _, a := range s.Names {
		v := in.module(a.Name, s.Place)
		if in.pc == value.False {
			return
		}
		name := a.AsName
		if name == "" {
			name, _, _ = strings.Cut(a.Name, ".")
			v = in.module(name, s.Place)
		}
		in.bind(in.target(name), name, v, s.Place)
	}
}

// module is the value of a module by its dotted name: the project's, or
// that of a library. Where there is none ImportError is raised.
func (in *interp) module(dotted string, at source.Span) *value.Value {
	if m := in.load(dotted, at); m != nil {
		return value.Of(m, value.At(at))
	}
	if top, _, nested := strings.Cut(dotted, "."); nested && in.own(top) {
		in.missing(dotted, at)
		return value.Of(in.elsewhere(dotted), value.At(at))
	}
	if in.tries > 0 && !in.shallow && !models.Knows(topName(dotted)) {
		in.maybeInstalled(dotted, at)
	}
	return in.external(dotted, at)
}

func topName(dotted string) string {
	top, _, _ := strings.Cut(dotted, ".")
	return top
}

// own reports whether a top-level name is the project's.
func (in *interp) own(top string) bool {
	_, _, ok := in.find(top)
	return ok
}

// missing deals with a module that belongs to the project but is not in the
// repository: it may exist where the program runs, unless we are asked what
// happens in this checkout.
func (in *interp) missing(dotted string, at source.Span) {
	if in.strict {
		in.throw(in.pc, at, "ModuleNotFoundError", "No module named '%s'", dotted)
		return
	}
	exists := in.space.Atom("module "+dotted, value.Atom{
		Kind: value.Exists, Name: dotted, Span: at,
		Yes: dotted + ", which is not in the repository, exists", No: dotted + " does not exist",
	})
	in.throw(exists.Not(), at, "ModuleNotFoundError", "No module named '%s'", dotted)
}

// elsewhere is a module that is not in the repository.
func (in *interp) elsewhere(dotted string) *value.Unknown {
	return &value.Unknown{Reason: dotted + " is not in the repository", Key: "module " + dotted, Name: dotted}
}

// localNames are names under which programs keep settings that are not
// committed. An import of one that may fail is taken as an override that the
// checkout lacks.
var localNames = []string{"local", "secret", "private", "override", "custom", "dev"}

// maybeInstalled raises ImportError where a library that is imported within
// a try is not there.
func (in *interp) maybeInstalled(dotted string, at source.Span) {
	last := strings.ToLower(lastPart(dotted))
	local := slices.ContainsFunc(localNames, func(n string) bool { return strings.Contains(last, n) })
	if local && in.strict {
		in.throw(in.pc, at, "ModuleNotFoundError", "No module named '%s'", dotted)
		return
	}
	kind := value.Test
	if local {
		kind = value.Exists
	}
	if !local && in.env.Installed(topName(dotted)) {
		return
	}
	installed := in.space.Atom("installed "+dotted, value.Atom{
		Kind: kind, Name: dotted, Span: at, Yes: dotted + " can be imported", No: dotted + " cannot be imported",
	})
	in.throw(installed.Not(), at, "ModuleNotFoundError", "No module named '%s'", dotted)
}

// absoluteName resolves the dots of a relative import.
func (in *interp) absoluteName(module string, level int) (string, bool) {
	if level == 0 {
		return module, true
	}
	m := in.frame.module
	if m == nil {
		return "", false
	}
	base := m.Name
	if len(m.Dirs) == 0 {
		base = parentName(base)
	}
	for range level - 1 {
		if base == "" {
			return "", false
		}
		base = parentName(base)
	}
	switch {
	case base == "":
		return "", false
	case module == "":
		return base, true
	}
	return base + "." + module, true
}

// importFrom is from m import a, b.
func (in *interp) importFrom(s *python.ImportFrom) {
	dotted, ok := in.absoluteName(s.Module, s.Level)
	if !ok {
		in.throw(in.pc, s.Place, "ImportError", "attempted relative import with no known parent package")
		return
	}
	if dotted == "__future__" {
		return
	}
	v := in.moduleFrom(dotted, s.Level, s.Place)
	if in.pc == value.False {
		return
	}
	if s.Star {
		in.importStar(dotted, v, s.Place)
		return
	}
	for _, a := range s.Names {
		if in.pc == value.False {
			return
		}
		name := a.AsName
		if name == "" {
			name = a.Name
		}
		got := in.importName(dotted, v, a.Name, s.Place)
		if in.pc != value.False {
			in.bind(in.target(name), name, in.imported(name, got, s.Place), s.Place)
		}
	}
}

// moduleFrom is the module that "from dotted import" means. A relative import
// is never taken for a library.
func (in *interp) moduleFrom(dotted string, level int, at source.Span) *value.Value {
	if level == 0 {
		return in.module(dotted, at)
	}
	if m := in.load(dotted, at); m != nil {
		return value.Of(m, value.At(at))
	}
	in.missing(dotted, at)
	return value.Of(in.elsewhere(dotted), value.At(at))
}

// imported adds the import to the history of a setting.
func (in *interp) imported(name string, v *value.Value, at source.Span) *value.Value {
	if !isSetting(name) {
		return v
	}
	return v.Step(value.Imported, at, name+" is imported")
}

// importName is "from dotted import name": an attribute, or a module of the package.
func (in *interp) importName(dotted string, module *value.Value, name string, at source.Span) *value.Value {
	return in.each1(module, func(a value.Alt) *value.Value {
		m, ok := a.Plain.(*Module)
		if !ok {
			v, _ := in.attr(a, name, at)
			return v
		}
		bound := value.False
		if v, ok := m.scope.vars[name]; ok {
			_, rest := takeBound(nil, v, in.pc)
			bound = in.pc.Minus(rest)
		}
		if bound == in.pc || m.scope.open != nil || m.unread {
			v, _ := in.moduleAttr(m, name, at)
			return v
		}
		if sub := in.load(dotted+"."+name, at); sub != nil {
			return value.Of(sub, value.At(at))
		}
		if bound == value.False && len(m.Dirs) > 0 && m.scope.vars["__getattr__"] == nil {
			in.missing(dotted+"."+name, at)
			return value.Of(in.elsewhere(dotted+"."+name), value.At(at))
		}
		v, ok := in.moduleAttr(m, name, at)
		if !ok {
			in.throw(in.pc, at, "ImportError", "cannot import name '%s' from '%s'", name, dotted)
			return nil
		}
		return v
	})
}

// importStar is from dotted import *.
func (in *interp) importStar(dotted string, module *value.Value, at source.Span) {
	in.eachDo(module, func(a value.Alt) {
		switch p := a.Plain.(type) {
		case *Module:
			if p.unread {
				if read := in.readRoutes(p.Name, at); read != nil {
					p = read
				}
			}
			in.takeAll(p, at)
		case *External:
			if p.Path == globalSettings && in.starDefaults(at) {
				return
			}
			if names, ok := models.StarNames(p.Path); ok {
				for _, name := range names {
					in.bind(in.target(name), name, in.imported(name, in.external(p.Path+"."+name, at), at), at)
				}
				return
			}
			in.blur(in.frame.scope, in.fromOutside(dotted), at)
		case *value.Unknown:
			u := *p
			u.Optional = in.tries > 0
			in.blur(in.frame.scope, &u, at)
		}
	})
}

func (in *interp) fromOutside(dotted string) *value.Unknown {
	return &value.Unknown{Reason: dotted + " is outside the repository", Name: dotted}
}

// takeAll binds the public names of a module of the project here.
func (in *interp) takeAll(m *Module, at source.Span) {
	names := slices.Clone(m.scope.names)
	if all, ok := m.scope.vars["__all__"]; ok {
		if listed, ok := in.allNames(all); ok {
			names = listed
		}
	} else {
		names = slices.DeleteFunc(names, func(n string) bool { return strings.HasPrefix(n, "_") })
	}
	for _, name := range names {
		v, ok := m.scope.vars[name]
		if !ok {
			if sub := in.load(m.Name+"."+name, at); sub != nil {
				in.bind(in.target(name), name, value.Of(sub, value.At(at)), at)
			}
			continue
		}
		alts, rest := takeBound(nil, v, in.pc)
		if len(alts) == 0 {
			continue
		}
		in.Under(rest.Not(), func() *value.Value {
			got := value.Alternatives(in.settleHere(alts))
			in.bind(in.target(name), name, in.imported(name, got, at), at)
			return nil
		})
	}
	if m.scope.open != nil {
		here := in.guard(in.frame.scope.born)
		in.frame.scope.widen(m.scope.open, m.scope.openAt.And(here))
		for _, o := range m.scope.partly {
			in.frame.scope.widenTo(m.scope.open, o.when.And(here), o.fits)
		}
	}
}

func (in *interp) allNames(v *value.Value) ([]string, bool) {
	p, ok := v.Under(in.pc).Only()
	q, isSeq := p.(*value.Seq)
	if !ok || !isSeq || q.More != nil {
		return nil, false
	}
	var names []string
	for _, e := range q.Elems {
		name, ok := text(e.Val)
		if !ok {
			return nil, false
		}
		names = append(names, name)
	}
	return names, true
}

// Import implements models.Machine.
func (in *interp) Import(dotted string, at source.Span) (*value.Value, bool) {
	module, name := parentName(dotted), lastPart(dotted)
	if module == "" {
		return nil, false
	}
	v := in.module(module, at)
	if in.pc == value.False {
		return nil, true
	}
	return in.importName(module, v, name, at), true
}

// importCall is __import__(name).
func (in *interp) importCall(c *call) *value.Value {
	name, ok := text(c.arg(0, "name"))
	if !ok {
		return in.opaqueCall(c)
	}
	v := in.module(name, c.at)
	if from := c.arg(3, "fromlist"); from == nil {
		return in.module(topName(name), c.at)
	}
	return v
}

// importModule is importlib.import_module(name, package).
func (in *interp) importModule(c *call) *value.Value {
	if len(c.args) == 0 {
		return in.opaqueCall(c)
	}
	pkg, _ := text(c.arg(1, "package"))
	return in.each1(c.args[0], func(a value.Alt) *value.Value {
		s, ok := a.Plain.(value.Str)
		if !ok {
			return in.unknown(c.at, "which module is imported at "+c.at.String()+" is not known", "", value.Of(a.Plain, a.Origin))
		}
		name := string(s)
		if dots := len(name) - len(strings.TrimLeft(name, ".")); dots > 0 {
			base := pkg
			for range dots - 1 {
				base = parentName(base)
			}
			name = base + "." + name[dots:]
		}
		return in.module(name, c.at)
	})
}
