package analyzer

import (
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// readMethods are the types of variables by the methods that read them, of
// django-environ and environs.
var readMethods = map[string]string{
	"bool": "boolean", "int": "integer", "float": "number", "json": "JSON", "list": "list", "tuple": "list", "dict": "mapping", "path": "path",
	"url": "URL", "db": "URL", "db_url": "URL", "dj_db_url": "URL", "cache": "URL", "cache_url": "URL", "dj_cache_url": "URL",
	"email": "URL", "email_url": "URL", "dj_email_url": "URL", "search_url": "URL", "channels": "URL", "channels_url": "URL",
}

// takers are the types of variables by the functions that are handed them.
var takers = map[string]string{
	"int": "integer", "float": "number", "Path": "path", "pathlib.Path": "path", "json.loads": "JSON", "strtobool": "boolean", "distutils.util.strtobool": "boolean",
}

// readTypes are what variables have to be by what the text does with them where
// they are read, by the place of the read.
func (d *Deployment) readTypes() map[source.Span]string {
	found := map[source.Span]string{}
	for _, read := range d.loaded.Reads {
		found[read.Span] = ""
	}
	text := uses{functions: map[string]*python.FunctionDef{}, known: map[nameIn]string{}}
	for _, file := range d.loaded.Files {
		text.collect(d.files.Parse(file))
	}
	for _, file := range d.loaded.Files {
		m := d.files.Parse(file)
		python.Inspect(m.Body, func(n python.Node, around []python.Node) {
			if known, read := found[n.Span()]; read && known == "" {
				found[n.Span()] = text.typeRead(n, m.Body, around)
			}
		})
	}
	return found
}

// uses tells what the text does with expressions.
type uses struct {
	functions map[string]*python.FunctionDef // of the project, by name; nil if there are several
	known     map[nameIn]string              // the types of names, once they were looked for
}

// A nameIn is a name in the body that begins with a statement.
type nameIn struct {
	name string
	body python.Stmt
}

// maxNames bounds how many names are looked for.
const maxNames = 500

func (u uses) collect(m *python.Module) {
	python.Inspect(m.Body, func(n python.Node, _ []python.Node) {
		if f, ok := n.(*python.FunctionDef); ok {
			if _, again := u.functions[f.Name]; again {
				f = nil
			}
			u.functions[n.(*python.FunctionDef).Name] = f
		}
	})
}

// typeRead is the type that the text gives what n reads: by the method that reads
// it, by a cast, or by what is done with it.
func (u uses) typeRead(n python.Node, module []python.Stmt, around []python.Node) string {
	if c, ok := n.(*python.Call); ok {
		if a, ok := c.Fun.(*python.Attribute); ok && readMethods[a.Attr] != "" {
			return readMethods[a.Attr]
		}
		for _, k := range c.Keywords {
			if k.Name == "cast" {
				return u.typeCast(k.Value)
			}
		}
	}
	return u.typeDone(n, module, around, 0)
}

// typeCast is the type that a cast makes: a type of Python's, or what a lambda
// does with what it is given.
func (u uses) typeCast(cast python.Expr) string {
	switch cast := cast.(type) {
	case *python.Name:
		return pythonTypes[cast.ID]
	case *python.Lambda:
		if len(cast.Params) > 0 {
			return u.typeOfName(cast.Params[0].Name, []python.Stmt{&python.ExprStmt{X: cast.Body}}, 1)
		}
	}
	return ""
}

// maxHanded bounds how often what is read is followed from hand to hand.
const maxHanded = 4

// typeDone is the type that n has to have for what is done with it.
func (u uses) typeDone(n python.Node, module []python.Stmt, around []python.Node, hands int) string {
	for i := len(around) - 1; i >= 0 && hands < maxHanded; i-- {
		switch outer := around[i].(type) {
		case *python.Call:
			if python.Node(outer.Fun) != n && !neutral[dotted(outer.Fun)] {
				return u.typeTaken(n, outer, hands)
			}
		case *python.Attribute:
			if outer.Attr == "split" && i > 0 && splitsList(around[i-1]) {
				return "list"
			}
			if !neutral["."+outer.Attr] {
				return ""
			}
		case *python.BoolOp:
		case *python.IfExp:
			if python.Node(outer.Test) == n {
				return ""
			}
		case *python.NamedExpr:
			return u.typeOfName(outer.Target.ID, body(module, around[:i]), hands+1)
		case *python.Assign:
			if python.Node(outer.Value) == n {
				return u.typeOfName(dotted(outer.Targets[0]), body(module, around[:i]), hands+1)
			}
			return ""
		default:
			return ""
		}
		n = around[i]
	}
	return ""
}

// splitsList tells calls of split that make a list, rather than take apart a
// version or an address.
func splitsList(n python.Node) bool {
	c, ok := n.(*python.Call)
	if !ok || len(c.Args) == 0 {
		return ok
	}
	s, ok := c.Args[0].(*python.StrLit)
	return ok && separators[s.Value]
}

// typeTaken is the type that a call takes n for.
func (u uses) typeTaken(n python.Node, c *python.Call, hands int) string {
	for i, arg := range c.Args {
		if python.Node(arg) != n {
			continue
		}
		if t := takers[dotted(c.Fun)]; t != "" && i == 0 {
			return t
		}
		if f := u.functions[dotted(c.Fun)]; f != nil && i < len(f.Params) {
			return u.typeOfName(f.Params[i].Name, f.Body, hands+1)
		}
	}
	return ""
}

// typeOfName is the type that a name has to have for what is done with it.
func (u uses) typeOfName(name string, in []python.Stmt, hands int) (found string) {
	if name == "" || len(in) == 0 {
		return ""
	}
	at := nameIn{name, in[0]}
	if known, ok := u.known[at]; ok || len(u.known) > maxNames {
		return known
	}
	u.known[at] = "" // where it leads back to itself
	defer func() { u.known[at] = found }()
	python.Inspect(in, func(n python.Node, around []python.Node) {
		if e, ok := n.(python.Expr); ok && found == "" && dotted(e) == name {
			found = u.typeDone(n, in, around, hands)
		}
	})
	return found
}

// body is that of the innermost function, or the module's.
func body(module []python.Stmt, around []python.Node) []python.Stmt {
	for i := len(around) - 1; i >= 0; i-- {
		if f, ok := around[i].(*python.FunctionDef); ok {
			return f.Body
		}
	}
	return module
}

// dotted is a name with its attributes: "os.path.join"; empty for any other
// expression.
func dotted(e python.Expr) string {
	switch e := e.(type) {
	case *python.Name:
		return e.ID
	case *python.Attribute:
		if x := dotted(e.X); x != "" {
			return x + "." + e.Attr
		}
	}
	return ""
}
