package models

import (
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// JoinPath joins two paths as os.path.join and pathlib do: an absolute
// second one wins.
func JoinPath(a, b string) string {
	switch {
	case strings.HasPrefix(b, "/") || a == "" || a == ".":
		return CleanPath(b)
	case b == "" || b == ".":
		return CleanPath(a)
	}
	return CleanPath(strings.TrimSuffix(a, "/") + "/" + b)
}

// CleanPath removes what pathlib removes from a path: double slashes and
// single dots, but not "..".
func CleanPath(p string) string {
	if p == "" {
		return "."
	}
	var parts []string
	for _, s := range strings.Split(p, "/") {
		if s != "" && s != "." {
			parts = append(parts, s)
		}
	}
	text := strings.Join(parts, "/")
	if strings.HasPrefix(p, "/") {
		return "/" + text
	}
	if text == "" {
		return "."
	}
	return text
}

// ParentPath is pathlib's parent.
func ParentPath(p string) string {
	i := strings.LastIndex(p, "/")
	switch {
	case p == "/" || p == ".":
		return p
	case i == 0:
		return "/"
	case i < 0:
		return "."
	}
	return p[:i]
}

// osJoin is os.path.join: nothing is cleaned.
func osJoin(parts []string) string {
	joined := parts[0]
	for _, p := range parts[1:] {
		switch {
		case strings.HasPrefix(p, "/"):
			joined = p
		case joined == "" || strings.HasSuffix(joined, "/"):
			joined += p
		default:
			joined += "/" + p
		}
	}
	return joined
}

// pathOf gives the text of a path given as text or as a pathlib path.
func pathOf(p value.Plain) (string, bool) {
	switch p := p.(type) {
	case value.Str:
		return string(p), true
	case value.Path:
		return string(p), true
	case *Object:
		return rootOf(p), p.Class == environPathClass
	}
	return "", false
}

// onPath makes a model of a function of one path.
func onPath(f func(c *Call, p string) value.Plain, typeName string) Func {
	return func(c *Call) *value.Value {
		self := c.Args
		if c.Self != nil {
			self = append([]*value.Value{value.Of(c.Self, value.At(c.Span))}, c.Args...)
		}
		if len(self) == 0 {
			return c.unknown("the path is not known", typeName)
		}
		return c.each(self[:1], func(ps []value.Plain) *value.Value {
			p, ok := pathOf(ps[0])
			if !ok {
				if _, none := ps[0].(value.None); none {
					c.Raise("TypeError", "expected str, bytes or os.PathLike object, not NoneType")
					return nil
				}
				return c.unknown("", typeName, value.Of(ps[0], nil))
			}
			r := f(c, p)
			if r == nil {
				return c.unknown("what is at "+p+" is not known", typeName)
			}
			return c.of(r, self[0])
		})
	}
}

// abs makes a path absolute from the folder in which the program starts.
func abs(c *Call, p string) string {
	if !strings.HasPrefix(p, "/") {
		p = path.Join(c.WorkDir(), p)
	}
	return path.Clean(p)
}

// exists asks whether something is at a path.
func exists(wantDir, wantFile bool) Func {
	return func(c *Call) *value.Value {
		args := c.Args
		if c.Self != nil {
			args = []*value.Value{value.Of(c.Self, value.At(c.Span))}
		}
		if len(args) == 0 {
			return c.unknown("the path is not known", "bool")
		}
		return c.each(args[:1], func(ps []value.Plain) *value.Value {
			p, ok := pathOf(ps[0])
			if !ok {
				return c.unknown("", "bool", value.Of(ps[0], args[0].Origin()))
			}
			return c.boolean(there(c, abs(c, p), wantDir, wantFile), args[0])
		})
	}
}

// there is the condition under which something is at an absolute path.
func there(c *Call, p string, wantDir, wantFile bool) *value.Cond {
	if c.IsDir(p) {
		return condOf(wantDir)
	}
	_, found, outside := c.ReadFile(p)
	switch {
	case found:
		return condOf(wantFile)
	case wantFile && written(c, p) != value.False:
		return outside.Or(written(c, p))
	case standard[p]:
		return condOf(wantDir)
	}
	return outside
}

// standard are folders that every system has.
var standard = map[string]bool{"/": true, "/tmp": true, "/var": true, "/etc": true, "/usr": true, "/dev": true, "/proc": true}

func condOf(b bool) *value.Cond {
	if b {
		return value.True
	}
	return value.False
}

// boolean is True where cond holds here and False elsewhere.
func (c *Call) boolean(cond *value.Cond, from ...*value.Value) *value.Value {
	return value.Join(cond, c.of(value.Bool(true), from...), c.of(value.Bool(false), from...))
}

var pathFunctions = map[string]Func{
	"os.path.join":               joinPaths,
	"posixpath.join":             joinPaths,
	"os.path.dirname":            onPath(func(_ *Call, p string) value.Plain { return value.Str(dirname(p)) }, "str"),
	"os.path.basename":           onPath(func(_ *Call, p string) value.Plain { return value.Str(p[strings.LastIndex(p, "/")+1:]) }, "str"),
	"os.path.abspath":            onPath(func(c *Call, p string) value.Plain { return value.Str(abs(c, p)) }, "str"),
	"os.path.realpath":           onPath(func(c *Call, p string) value.Plain { return value.Str(abs(c, p)) }, "str"),
	"os.path.normpath":           onPath(func(_ *Call, p string) value.Plain { return value.Str(path.Clean(p)) }, "str"),
	"os.path.expanduser":         onPath(func(_ *Call, p string) value.Plain { return unlessHome(p, value.Str(p)) }, "str"),
	"os.path.isabs":              onPath(func(_ *Call, p string) value.Plain { return value.Bool(strings.HasPrefix(p, "/")) }, "bool"),
	"os.path.split":              onPath(splitPath, "tuple"),
	"os.path.splitext":           onPath(splitExt, "tuple"),
	"os.path.exists":             exists(true, true),
	"os.path.isfile":             exists(false, true),
	"os.path.isdir":              exists(true, false),
	"os.fspath":                  onPath(func(_ *Call, p string) value.Plain { return value.Str(p) }, "str"),
	"os.listdir":                 onPath(listDir, "list"),
	"os.getcwd":                  func(c *Call) *value.Value { return c.str(c.WorkDir()) },
	"os.makedirs":                (*Call).none,
	"os.mkdir":                   (*Call).none,
	"os.chmod":                   (*Call).none,
	"os.umask":                   (*Call).none,
	"pathlib.Path":               newPath,
	"pathlib.PurePath":           newPath,
	"pathlib.PosixPath":          newPath,
	"pathlib.Path.cwd":           func(c *Call) *value.Value { return c.of(value.Path(c.WorkDir())) },
	"pathlib.Path.home":          func(c *Call) *value.Value { return c.unknown("the home folder is not known", "PosixPath") },
	"django.utils._os.safe_join": joinPaths,

	"pathlib.Path#resolve":     onPath(func(c *Call, p string) value.Plain { return value.Path(abs(c, p)) }, "PosixPath"),
	"pathlib.Path#absolute":    onPath(func(c *Call, p string) value.Plain { return value.Path(abs(c, p)) }, "PosixPath"),
	"pathlib.Path#expanduser":  onPath(func(_ *Call, p string) value.Plain { return unlessHome(p, value.Path(p)) }, "PosixPath"),
	"pathlib.Path#as_posix":    onPath(func(_ *Call, p string) value.Plain { return value.Str(p) }, "str"),
	"pathlib.Path#__str__":     onPath(func(_ *Call, p string) value.Plain { return value.Str(p) }, "str"),
	"pathlib.Path#__fspath__":  onPath(func(_ *Call, p string) value.Plain { return value.Str(p) }, "str"),
	"pathlib.Path#as_uri":      onPath(func(_ *Call, p string) value.Plain { return value.Str("file://" + p) }, "str"),
	"pathlib.Path#is_absolute": onPath(func(_ *Call, p string) value.Plain { return value.Bool(strings.HasPrefix(p, "/")) }, "bool"),
	"pathlib.Path#exists":      exists(true, true),
	"pathlib.Path#is_file":     exists(false, true),
	"pathlib.Path#is_dir":      exists(true, false),
	"pathlib.Path#mkdir":       (*Call).none,
	"pathlib.Path#touch":       (*Call).none,
	"pathlib.Path#chmod":       (*Call).none,
	"pathlib.Path#joinpath":    joinPaths,
	"pathlib.Path#open":        openFile,
	"pathlib.Path#write_text":  writePath,
	"pathlib.Path#read_text":   func(c *Call) *value.Value { return readAll(c, c.Self) },
	"pathlib.Path#iterdir":     onPath(iterDir, "list"),
	"pathlib.Path#with_name":   withName,
	"pathlib.Path#with_suffix": withSuffix,
}

func unlessHome(p string, v value.Plain) value.Plain {
	if strings.HasPrefix(p, "~") {
		return nil
	}
	return v
}

func dirname(p string) string {
	i := strings.LastIndex(p, "/")
	if i < 0 {
		return ""
	}
	head := strings.TrimRight(p[:i+1], "/")
	if head == "" {
		return p[:i+1]
	}
	return head
}

func splitPath(_ *Call, p string) value.Plain {
	i := strings.LastIndex(p, "/") + 1
	return texts(value.TupleKind, strings.TrimRight(p[:i], "/"), p[i:])
}

func splitExt(_ *Call, p string) value.Plain {
	base := p[strings.LastIndex(p, "/")+1:]
	dot := strings.LastIndex(base, ".")
	if dot <= 0 || strings.Trim(base[:dot], ".") == "" {
		return texts(value.TupleKind, p, "")
	}
	cut := len(p) - len(base) + dot
	return texts(value.TupleKind, p[:cut], p[cut:])
}

// texts makes a collection of texts.
func texts(kind value.SeqKind, list ...string) *value.Seq {
	q := &value.Seq{Kind: kind}
	for _, t := range list {
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: value.Of(value.Str(t), nil)})
	}
	return q
}

func listDir(c *Call, p string) value.Plain {
	if !c.IsDir(abs(c, p)) {
		return nil
	}
	return texts(value.ListKind, c.List(abs(c, p))...)
}

func iterDir(c *Call, p string) value.Plain {
	if !c.IsDir(abs(c, p)) {
		return nil
	}
	q := &value.Seq{}
	for _, name := range c.List(abs(c, p)) {
		q.Elems = append(q.Elems, value.Elem{When: value.True, Val: value.Of(value.Path(JoinPath(p, name)), nil)})
	}
	return q
}

// joinPaths is os.path.join and Path.joinpath.
func joinPaths(c *Call) *value.Value {
	args := c.Args
	typeName := "str"
	if c.Self != nil {
		args = append([]*value.Value{value.Of(c.Self, value.At(c.Span))}, args...)
		typeName = "PosixPath"
	}
	if len(args) == 0 {
		return c.unknown("the path is not known", typeName)
	}
	return c.each(args, func(ps []value.Plain) *value.Value {
		parts := make([]string, len(ps))
		for i, p := range ps {
			text, ok := pathOf(p)
			if !ok {
				return c.unknown("", typeName, args...)
			}
			parts[i] = text
		}
		if c.Self != nil {
			return c.of(value.Path(CleanPath(osJoin(parts))), args...)
		}
		return c.of(value.Str(osJoin(parts)), args...)
	})
}

func newPath(c *Call) *value.Value {
	if len(c.Args) == 0 {
		return c.of(value.Path("."))
	}
	return c.each(c.Args, func(ps []value.Plain) *value.Value {
		parts := make([]string, len(ps))
		for i, p := range ps {
			text, ok := pathOf(p)
			if !ok {
				if _, none := p.(value.None); none {
					c.Raise("TypeError", "expected str, bytes or os.PathLike object, not NoneType")
					return nil
				}
				return c.unknown("", "PosixPath", c.Args...)
			}
			parts[i] = text
		}
		return c.of(value.Path(CleanPath(osJoin(parts))), c.Args...)
	})
}

func withName(c *Call) *value.Value {
	return c.each(c.Args[:min(1, len(c.Args))], func(ps []value.Plain) *value.Value {
		self, _ := c.Self.(value.Path)
		if name, ok := pathOf(ps[0]); ok {
			return c.of(value.Path(JoinPath(ParentPath(string(self)), name)))
		}
		return c.unknown("", "PosixPath", c.Args...)
	})
}

func withSuffix(c *Call) *value.Value {
	return c.each(c.Args[:min(1, len(c.Args))], func(ps []value.Plain) *value.Value {
		self, _ := c.Self.(value.Path)
		suffix, ok := pathOf(ps[0])
		if !ok {
			return c.unknown("", "PosixPath", c.Args...)
		}
		split := splitExt(c, string(self)).(*value.Seq)
		stem, _ := split.Elems[0].Val.Only()
		return c.of(value.Path(string(stem.(value.Str)) + suffix))
	})
}

// An OpenFile is the state of what open() gives.
type OpenFile struct {
	Path    string
	Unknown *value.Unknown // set if the path is not known
}

func openFile(c *Call) *value.Value {
	p, _ := pathOf(c.Self)
	writing := false
	if mode := c.arg(0, "mode"); mode != nil {
		if m, ok := mode.Only(); ok {
			if s, ok := m.(value.Str); ok {
				writing = strings.ContainsAny(string(s), "wax+")
			}
		}
	}
	switch {
	case !writing && !missing(c, p):
		return nil
	case writing:
		c.WriteFile(abs(c, p), c.str(""))
	}
	return c.of(&Object{Class: "io.File", State: &OpenFile{Path: p}}, value.Of(c.Self, nil))
}

// missing raises FileNotFoundError where no file is at p; it reports whether
// anything is left of the path.
func missing(c *Call, p string) bool {
	_, found, outside := c.ReadFile(abs(c, p))
	if found {
		return true
	}
	outside = outside.Or(written(c, p))
	c.Under(outside.Not(), func() *value.Value {
		c.Raise("FileNotFoundError", "No such file or directory: '"+p+"'")
		return nil
	})
	return c.Here() != value.False
}

// readAll is the text of a file. What is not in the repository is supplied
// from outside, as a mounted secret is.
func readAll(c *Call, self value.Plain) *value.Value {
	p, ok := pathOf(self)
	if !ok {
		return c.unknown("", "str", value.Of(self, nil))
	}
	if !missing(c, p) {
		return nil
	}
	text, found, _ := c.ReadFile(abs(c, p))
	content := value.Of(&value.Unknown{
		Reason: p + " is not in the repository", Key: "file:" + p, Name: p, TypeName: "str", Outside: true,
	}, value.At(c.Span))
	if found {
		content = c.fileText(p, text)
	}
	return value.Join(written(c, p), c.Written(abs(c, p)), content)
}

// written is the condition under which the program wrote the file before.
func written(c *Call, p string) *value.Cond {
	unset := value.False
	for _, a := range c.Written(abs(c, p)).Alts() {
		if _, ok := a.Plain.(value.Unset); ok {
			unset = unset.Or(a.When)
		}
	}
	return unset.Not()
}

// writeFile is f.write(text): it adds to what was written before.
func writeFile(c *Call) *value.Value {
	f := c.Self.(*Object).State.(*OpenFile)
	if f.Unknown == nil && len(c.Args) > 0 {
		p := abs(c, f.Path)
		c.WriteFile(p, c.each([]*value.Value{c.Written(p), c.Args[0]}, func(ps []value.Plain) *value.Value {
			before, _ := ps[0].(value.Str)
			if more, ok := ps[1].(value.Str); ok {
				return c.of(before+more, c.Args[0])
			}
			return value.Of(ps[1], c.Args[0].Origin())
		}))
	}
	return c.none()
}

// fileText is the text of a file of the repository.
func (c *Call) fileText(p, text string) *value.Value {
	rel, _ := strings.CutPrefix(abs(c, p), c.Root()+"/")
	o := value.At(c.Span)
	o.Span.File = rel
	o.Span.Line, o.Span.Column, o.Span.EndLine, o.Span.EndColumn = 1, 1, 1, 1
	return value.Of(value.Str(text), o.Then(value.Called, c.Span, ""))
}

var fileMethods = map[string]Func{
	"io.File#read":      func(c *Call) *value.Value { return readFile(c) },
	"io.File#readline":  func(c *Call) *value.Value { return readLines(c, true) },
	"io.File#readlines": func(c *Call) *value.Value { return readLines(c, false) },
	"io.File#close":     (*Call).none,
	"io.File#write":     writeFile,
}

func readFile(c *Call) *value.Value {
	f := c.Self.(*Object).State.(*OpenFile)
	if f.Unknown != nil {
		return c.unknown("", "str", value.Of(f.Unknown, nil))
	}
	all := readAll(c, value.Path(f.Path))
	if all == nil || !sized(c.arg(0, "size")) {
		return all
	}
	// Each call gives another part, and the last one nothing: what two of them
	// give is not the same unknown.
	return c.unknown("it is a part of "+f.Path, "str", all)
}

// sized reports whether size, of f.read(size), may be less than all.
func sized(size *value.Value) bool {
	if size == nil {
		return false
	}
	p, _ := size.Only()
	n, isInt := p.(value.Int)
	_, isNone := p.(value.None)
	return !isNone && (!isInt || n >= 0)
}

func readLines(c *Call, first bool) *value.Value {
	v := readFile(c)
	if v == nil {
		return nil
	}
	return c.each([]*value.Value{v}, func(ps []value.Plain) *value.Value {
		s, ok := ps[0].(value.Str)
		if !ok {
			return c.unknown("", "", v)
		}
		lines := strings.SplitAfter(string(s), "\n")
		if first {
			return c.str(lines[0], v)
		}
		lines = slices.DeleteFunc(lines, func(l string) bool { return l == "" })
		return c.of(texts(value.ListKind, lines...), v)
	})
}

// writePath is Path.write_text(text).
func writePath(c *Call) *value.Value {
	if p, ok := pathOf(c.Self); ok && len(c.Args) > 0 {
		c.WriteFile(abs(c, p), c.Args[0])
	}
	return c.none()
}
