package eval

import (
	"fmt"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// Plain values that only exist while a program runs.
type (
	// Func is a function of the project.
	Func struct {
		Name      string
		Params    []python.Param
		Body      []python.Stmt
		Result    python.Expr // of a lambda; Body is nil then
		Generator bool
		Async     bool
		closure   *scope
		globals   *scope
		module    *Module
		defaults  map[string]*value.Value
		wraps     *value.Value      // the function whose name it has instead
		memo      map[string]memory // what it returned before, if it keeps that
		bound     map[string]bool   // names that the body binds; nil until asked for
		abstract  bool              // a method that a class is to have
		pristine  bool              // a setting of django-configurations itself, not what it returns
	}
	// Bound is a function together with the object it is called on.
	Bound struct {
		Self *value.Value
		Fn   value.Plain
	}
	// Method is a built-in method of a data value.
	Method struct {
		Self   value.Plain
		Origin *value.Origin
		Name   string
	}
	// Builtin is a built-in function.
	Builtin struct {
		Name string
		call func(in *interp, c *call) *value.Value
	}
	// External is something in a library, known by its dotted name only.
	External struct{ Path string }
	// Module is a module of the project.
	Module struct {
		Name    string
		File    string // relative to the root; empty for a folder without __init__.py
		Dirs    []string
		scope   *scope
		loaded  *value.Cond
		rest    []python.Stmt // what was not yet run to its end
		broken  bool          // its evaluation was given up
		foreign bool          // a function of a library was called, which might bind names here
		unread  bool          // it was only needed for the names in it
	}
	// Class is a class of the project, or a built-in exception.
	Class struct {
		Name    string
		Bases   []value.Plain
		scope   *scope
		made    bool // by a metaclass, which may do anything
		builtin bool
		members map[string]*Instance // of an enumeration
		model   []modelField         // the fields of a class of pydantic
		record  recordKind           // of a dataclass or named tuple
		fields  []string             // of a record
		specs   map[string]*fieldSpec
	}
	// Instance is an object of a class of the project.
	Instance struct {
		Class *Class
		attrs *scope
		base  value.Plain // what it is as well: the text of a StrEnum, a tuple
	}
	// Exception is an exception object.
	Exception struct {
		Class   *Class
		Message string
		Args    []*value.Value
		Span    source.Span
		Vars    []string // environment variables whose absence led to it
	}
	// Property is a property or another descriptor of a class.
	Property struct {
		Get  *value.Value
		Kind string // property, staticmethod, classmethod
	}
	// Super is what super() gives.
	Super struct {
		Self  *value.Value
		After *Class
		Of    *Class
	}
)

// Type implements value.Plain.
func (*Func) Type() string                  { return "function" }
func (*Bound) Type() string                 { return "method" }
func (*Method) Type() string                { return "builtin_function_or_method" }
func (*Builtin) Type() string               { return "builtin_function_or_method" }
func (*External) Type() string              { return "" }
func (*Module) Type() string                { return "module" }
func (*Class) Type() string                 { return "type" }
func (i *Instance) Type() string            { return i.Class.Name }
func (e *Exception) Type() string           { return e.Class.Name }
func (p *Property) Type() string            { return p.Kind }
func (*Super) Type() string                 { return "super" }
func (f *Func) HashKey() (string, bool)     { return fmt.Sprintf("o%p", f), true }
func (b *Builtin) HashKey() (string, bool)  { return "o" + b.Name, true }
func (e *External) HashKey() (string, bool) { return "x" + e.Path, true }

// Unknown implements value.Foreign: a name of a library may be bound to a
// number or text as well as to a function.
func (e *External) Unknown() *value.Unknown {
	return &value.Unknown{Reason: e.Path + " is outside the repository", Key: "x" + e.Path, Name: e.Path}
}

// Truth implements value.Truthful. Constants may be false and None, modules,
// functions and classes are not.
func (e *External) Truth(s *value.Space) *value.Cond {
	if e.constant() {
		return s.Truthy(e.Unknown())
	}
	return value.True
}

// constant reports whether e is named like a constant, in capitals.
func (e *External) constant() bool {
	last := lastPart(e.Path)
	return strings.ToUpper(last) == last && strings.ToLower(last) != last
}

func (c *Class) HashKey() (string, bool)     { return fmt.Sprintf("o%p", c), true }
func (m *Module) HashKey() (string, bool)    { return "m" + m.Name, true }
func (e *Exception) HashKey() (string, bool) { return fmt.Sprintf("o%p", e), true }

// mro lists a class and those it inherits from, in the order in which
// attributes are looked up (depth first, each once, kept at its last place:
// right for the diamonds that settings use).
func (c *Class) mro() []*Class {
	var all []*Class
	var walk func(*Class, int)
	walk = func(c *Class, depth int) {
		if depth > 50 {
			return
		}
		all = append(all, c)
		for _, b := range c.Bases {
			if base, ok := b.(*Class); ok {
				walk(base, depth+1)
			}
		}
	}
	walk(c, 0)
	last := map[*Class]int{}
	for i, k := range all {
		last[k] = i
	}
	var order []*Class
	for i, k := range all {
		if last[k] == i {
			order = append(order, k)
		}
	}
	return order
}

// emptyBases are classes of Python's library that give objects nothing.
var emptyBases = map[string]bool{"object": true, "abc.ABC": true, "typing.Generic": true, "typing.Protocol": true}

// foreign is the first base that the repository does not hold, or nil.
func (c *Class) foreign() *External {
	for _, k := range c.mro() {
		for _, b := range k.Bases {
			switch e := b.(type) {
			case *External:
				if !emptyBases[e.Path] {
					return e
				}
			case *Builtin:
				if e.Name != "object" {
					return &External{Path: e.Name}
				}
			}
		}
	}
	return nil
}

// is reports whether c inherits from d. It is in doubt if c has a base that
// is not known.
func (c *Class) is(d *Class) value.Truth {
	for _, k := range c.mro() {
		if k == d {
			return value.Yes
		}
	}
	for _, k := range c.mro() {
		for _, b := range k.Bases {
			if _, ok := b.(*Class); !ok && !harmlessBase(b) {
				return value.Maybe
			}
		}
	}
	return value.No
}

func harmlessBase(p value.Plain) bool {
	switch p := p.(type) {
	case *Builtin:
		return true
	case *External:
		return p.Path == "object"
	}
	return false
}

// exceptionBases is Python's hierarchy of built-in exceptions, as far as
// programs name them, with those of the libraries that settings catch.
var exceptionBases = map[string]string{
	"BaseException": "", "Exception": "BaseException", "SystemExit": "BaseException",
	"KeyboardInterrupt": "BaseException", "GeneratorExit": "BaseException",
	"ArithmeticError": "Exception", "ZeroDivisionError": "ArithmeticError", "OverflowError": "ArithmeticError",
	"AssertionError": "Exception", "AttributeError": "Exception", "EOFError": "Exception",
	"ImportError": "Exception", "ModuleNotFoundError": "ImportError",
	"LookupError": "Exception", "IndexError": "LookupError", "KeyError": "LookupError",
	"NameError": "Exception", "UnboundLocalError": "NameError",
	"OSError": "Exception", "FileNotFoundError": "OSError", "PermissionError": "OSError",
	"FileExistsError": "OSError", "IsADirectoryError": "OSError", "NotADirectoryError": "OSError",
	"ConnectionError": "OSError", "TimeoutError": "OSError",
	"RuntimeError": "Exception", "NotImplementedError": "RuntimeError", "RecursionError": "RuntimeError",
	"StopIteration": "Exception", "SyntaxError": "Exception", "TypeError": "Exception",
	"ValueError": "Exception", "UnicodeError": "ValueError", "UnicodeDecodeError": "UnicodeError",
	"UnicodeEncodeError": "UnicodeError",
	"Warning":            "Exception", "UserWarning": "Warning", "DeprecationWarning": "Warning",
	"BaseExceptionGroup": "BaseException", "BlockingIOError": "OSError", "BrokenPipeError": "ConnectionError", "BufferError": "Exception", "BytesWarning": "Warning", "ChildProcessError": "OSError", "ConnectionAbortedError": "ConnectionError", "ConnectionRefusedError": "ConnectionError", "ConnectionResetError": "ConnectionError", "EncodingWarning": "Warning", "ExceptionGroup": "BaseExceptionGroup", "FloatingPointError": "ArithmeticError", "ImportWarning": "Warning", "IndentationError": "SyntaxError", "InterruptedError": "OSError", "MemoryError": "Exception", "ProcessLookupError": "OSError", "PythonFinalizationError": "RuntimeError", "ReferenceError": "Exception", "ResourceWarning": "Warning", "StopAsyncIteration": "Exception", "SyntaxWarning": "Warning", "SystemError": "Exception", "TabError": "IndentationError", "UnicodeTranslateError": "UnicodeError", "UnicodeWarning": "Warning",
	"PendingDeprecationWarning": "Warning", "RuntimeWarning": "Warning", "FutureWarning": "Warning",
	"django.core.exceptions.ImproperlyConfigured": "Exception",
	"django.core.exceptions.ValidationError":      "Exception",
	"decouple.UndefinedValueError":                "Exception",
	"environs.EnvError":                           "ValueError",
	"environs.EnvValidationError":                 "environs.EnvError",
	"environs.EnvNotSetError":                     "environs.EnvError",
	"environs.EnvSealedError":                     "environs.EnvError",
	"environs.ParserConflictError":                "Exception",
	"pydantic.ValidationError":                    "ValueError",
	"pydantic_settings.SettingsError":             "ValueError",
	"environs.ValidationError":                    "Exception",
	"dj_database_url.ParseError":                  "ValueError",
	"dj_database_url.UnknownSchemeError":          "ValueError",
	"json.JSONDecodeError":                        "ValueError",
	"json.decoder.JSONDecodeError":                "ValueError",
}

var exceptionClasses = makeExceptions()

func makeExceptions() map[string]*Class {
	made := map[string]*Class{}
	var make func(name string) *Class
	make = func(name string) *Class {
		if c, ok := made[name]; ok {
			return c
		}
		c := &Class{Name: lastPart(name), builtin: true, scope: newScope(nil, nil)}
		if base := exceptionBases[name]; base != "" {
			c.Bases = []value.Plain{make(base)}
		}
		made[name] = c
		return c
	}
	for name := range exceptionBases {
		make(name)
	}
	for alias, name := range map[string]string{
		"IOError": "OSError", "EnvironmentError": "OSError",
		"environ.ImproperlyConfigured":               "django.core.exceptions.ImproperlyConfigured",
		"environ.compat.ImproperlyConfigured":        "django.core.exceptions.ImproperlyConfigured",
		"environ.environ.ImproperlyConfigured":       "django.core.exceptions.ImproperlyConfigured",
		"ImproperlyConfigured":                       "django.core.exceptions.ImproperlyConfigured",
		"UndefinedValueError":                        "decouple.UndefinedValueError",
		"EnvError":                                   "environs.EnvError",
		"marshmallow.ValidationError":                "environs.ValidationError",
		"pydantic_core.ValidationError":              "pydantic.ValidationError",
		"pydantic.error_wrappers.ValidationError":    "pydantic.ValidationError",
		"pydantic_settings.exceptions.SettingsError": "pydantic_settings.SettingsError",
		"environs.exceptions.EnvError":               "environs.EnvError",
		"JSONDecodeError":                            "json.JSONDecodeError",
	} {
		made[alias] = made[name]
	}
	return made
}

// builtinClass gives an exception class by name; Exception if it is none.
func builtinClass(name string) *Class {
	if c, ok := exceptionClasses[name]; ok {
		return c
	}
	return exceptionClasses["Exception"]
}

// BuiltinName tells models which built-in type or function they are given.
func (b *Builtin) BuiltinName() string { return b.Name }
