package eval

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// objectSpecial are the special names that every object has.
var objectSpecial = []string{
	"__class__", "__delattr__", "__dir__", "__doc__", "__eq__", "__format__", "__ge__", "__getattribute__", "__gt__", "__hash__", "__init__",
	"__init_subclass__", "__le__", "__lt__", "__ne__", "__new__", "__reduce__", "__reduce_ex__", "__repr__", "__setattr__", "__sizeof__",
	"__str__", "__subclasshook__",
}

// specialTypes are the built-in types, of those whose values are known, that
// have a special name by which programs tell one kind from another
// (https://docs.python.org/3/library/collections.abc.html).
var specialTypes = map[string][]string{
	"__iter__":     {"bytes", "dict", "frozenset", "list", "range", "set", "str", "tuple"},
	"__len__":      {"bytes", "dict", "frozenset", "list", "range", "set", "str", "tuple"},
	"__contains__": {"bytes", "dict", "frozenset", "list", "range", "set", "str", "tuple"},
	"__getitem__":  {"bytes", "dict", "list", "range", "str", "tuple"},
	"__setitem__":  {"dict", "list"},
	"__next__":     {},
	"__call__":     {"builtin_function_or_method", "function", "method", "type"},
}

// builtinTypes are the types for which specialTypes is complete.
var builtinTypes = []string{
	"NoneType", "bool", "builtin_function_or_method", "bytes", "dict", "float", "frozenset", "function", "int", "list", "method", "range", "set", "str", "tuple",
}

// hasSpecial reports whether p, which is no object of the project, has an
// attribute with a name like __len__; No for other names.
func hasSpecial(p value.Plain, name string) value.Truth {
	if len(name) < 5 || !strings.HasPrefix(name, "__") || !strings.HasSuffix(name, "__") {
		return value.No
	}
	if slices.Contains(objectSpecial, name) {
		return value.Yes
	}
	if types, ok := specialTypes[name]; ok && slices.Contains(builtinTypes, p.Type()) {
		return value.Is(slices.Contains(types, p.Type()))
	}
	return value.Maybe
}
