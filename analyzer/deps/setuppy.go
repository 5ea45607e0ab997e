package deps

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/python"
)

// setupPy reads what setup.py hands to setup(): lists of texts, under names or
// not, and files of requirements that it reads.
// https://setuptools.pypa.io/en/latest/references/keywords.html
func (r *reading) setupPy() {
	s := &script{reading: r, names: map[string][]python.Node{}}
	module := python.Parse(r.file)
	s.bind(module.Body, 0)
	for _, call := range s.calls {
		s.setup(call)
	}
}

// A script is a setup.py that is being read.
type script struct {
	*reading
	names map[string][]python.Node // what each name of the module may be
	calls []*python.Call           // of setup()
}

// maxBlocks bounds how deep statements are looked for in others.
const maxBlocks = 20

// bind notes what names are bound to, and calls of setup().
func (s *script) bind(body []python.Stmt, depth int) {
	if depth > maxBlocks {
		return
	}
	for _, stmt := range body {
		switch stmt := stmt.(type) {
		case *python.Assign:
			for _, t := range stmt.Targets {
				s.assign(t, stmt.Value)
			}
			s.call(stmt.Value)
		case *python.AnnAssign:
			s.assign(stmt.Target, stmt.Value)
		case *python.AugAssign:
			s.assign(stmt.Target, stmt.Value)
		case *python.FunctionDef:
			s.names[stmt.Name] = append(s.names[stmt.Name], stmt)
		case *python.ExprStmt:
			s.call(stmt.X)
		case *python.If:
			s.bind(stmt.Body, depth+1)
			s.bind(stmt.Orelse, depth+1)
		case *python.With:
			for _, item := range stmt.Items {
				s.assign(item.Target, item.Context)
			}
			s.bind(stmt.Body, depth+1)
		case *python.Try:
			s.bind(stmt.Body, depth+1)
		case *python.For:
			s.assign(stmt.Target, stmt.Iter)
			s.bind(stmt.Body, depth+1)
		}
	}
}

func (s *script) assign(target, v python.Expr) {
	if name, ok := target.(*python.Name); ok && v != nil {
		s.names[name.ID] = append(s.names[name.ID], v)
	}
}

// call notes a call of setup(), and adds what append() and extend() put into a
// list that has a name.
func (s *script) call(x python.Expr) {
	call, ok := x.(*python.Call)
	if !ok {
		return
	}
	switch fun := call.Fun.(type) {
	case *python.Name:
		if fun.ID == "setup" {
			s.calls = append(s.calls, call)
		}
	case *python.Attribute:
		if fun.Attr == "setup" {
			s.calls = append(s.calls, call)
		}
		if list, ok := fun.X.(*python.Name); ok && (fun.Attr == "append" || fun.Attr == "extend") && len(call.Args) == 1 {
			s.names[list.ID] = append(s.names[list.ID], call.Args[0])
		}
	}
}

// setup takes the arguments of setup(), those of **NAME too.
func (s *script) setup(call *python.Call) {
	for _, k := range call.Keywords {
		s.argument(k.Name, k.Value)
		if k.Name != "" {
			continue
		}
		for _, d := range s.dicts(k.Value, 0) {
			for _, e := range d.Entries {
				if key, ok := e.Key.(*python.StrLit); ok {
					s.argument(key.Value, e.Value)
				}
			}
		}
	}
}

func (s *script) argument(name string, v python.Expr) {
	switch name {
	case "install_requires", "requires":
		s.within(plain).wants(v, 0)
	case "python_requires":
		if text, ok := v.(*python.StrLit); ok {
			s.asksPython(text.Value)
		}
	case "extras_require":
		for _, d := range s.dicts(v, 0) {
			for _, e := range d.Entries {
				if key, ok := e.Key.(*python.StrLit); ok {
					// "name:marker" and ":marker" are extras under a marker.
					group, marker, _ := strings.Cut(key.Value, ":")
					sub := s.within(extra(group))
					sub.marker = marker
					sub.wants(e.Value, 0)
				}
			}
		}
	}
}

// within is the script with what it finds in a group.
func (s *script) within(group string) *script {
	if group == "[]" {
		group = plain
	}
	sub := *s
	sub.reading = s.in(group)
	return &sub
}

// dicts are the dictionaries that an expression may be.
func (s *script) dicts(x python.Node, depth int) []*python.DictLit {
	switch x := x.(type) {
	case *python.DictLit:
		return []*python.DictLit{x}
	case *python.Name:
		var all []*python.DictLit
		for _, v := range s.names[x.ID] {
			if *s.steps--; *s.steps > 0 && depth < maxInside {
				all = append(all, s.dicts(v, depth+1)...)
			}
		}
		return all
	}
	return nil
}

// wants takes the requirements that an expression is; if it is none that can be
// read, those of the files of requirements that it names.
func (s *script) wants(x python.Node, depth int) {
	if *s.steps--; *s.steps < 0 || depth > maxInside {
		return
	}
	switch x := x.(type) {
	case *python.StrLit:
		s.texts(x)
	case *python.ListLit:
		s.each(x.Elts, depth)
	case *python.TupleLit:
		s.each(x.Elts, depth)
	case *python.Starred:
		s.wants(x.X, depth+1)
	case *python.BinOp:
		s.wants(x.Left, depth+1)
		s.wants(x.Right, depth+1)
	case *python.Name:
		for _, v := range s.names[x.ID] {
			s.wants(v, depth+1)
		}
		if len(s.names[x.ID]) == 0 {
			s.unread(x)
		}
	default:
		s.files(x)
	}
}

func (s *script) each(list []python.Expr, depth int) {
	for _, x := range list {
		s.wants(x, depth+1)
	}
}

// texts takes a text: a requirement, or one a line.
func (s *script) texts(x *python.StrLit) {
	at := s.file.Offset(x.Span().Line, x.Span().Column)
	end := s.file.Offset(x.Span().EndLine, x.Span().EndColumn)
	from := at
	for _, line := range strings.Split(x.Value, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		n := &node{text: line, isText: true, start: at, end: end}
		if i := strings.Index(s.file.Text[from:end], line); i >= 0 {
			n.start, n.end = from+i, from+i+len(line)
			from = n.end
		}
		s.text(n)
	}
}
