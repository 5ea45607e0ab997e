package python

import "reflect"

// Inspect calls f for every expression and statement of a body, outer ones
// first, with the nodes around it from the outermost in. The list is only good
// until f returns.
func Inspect(body []Stmt, f func(n Node, around []Node)) {
	v := visitor{f: f}
	for _, s := range body {
		v.visit(reflect.ValueOf(s))
	}
}

// A visitor goes through the fields of nodes, whatever they are. How deep nodes
// lie in each other is bounded by the parser.
type visitor struct {
	f      func(n Node, around []Node)
	around []Node
}

func (v *visitor) visit(x reflect.Value) {
	switch x.Kind() {
	case reflect.Interface:
		v.visit(x.Elem())
	case reflect.Pointer:
		v.node(x)
	case reflect.Slice:
		for i := range x.Len() {
			v.visit(x.Index(i))
		}
	case reflect.Struct:
		v.fields(x)
	}
}

func (v *visitor) node(x reflect.Value) {
	if x.IsNil() {
		return
	}
	n, ok := x.Interface().(Node)
	if !ok {
		return
	}
	v.f(n, v.around)
	v.around = append(v.around, n)
	v.fields(x.Elem())
	v.around = v.around[:len(v.around)-1]
}

func (v *visitor) fields(x reflect.Value) {
	for i := range x.NumField() {
		if x.Type().Field(i).Type != place {
			v.visit(x.Field(i))
		}
	}
}

// place is embedded in each node and holds none.
var place = reflect.TypeFor[At]()
