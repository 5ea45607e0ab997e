package analyzer

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// varTypes are the types of variables, those that say most first.
var varTypes = []string{"boolean", "integer", "number", "JSON", "URL", "list", "mapping", "path"}

// pythonTypes are the types of variables by those that Python has.
var pythonTypes = map[string]string{
	"bool": "boolean", "int": "integer", "float": "number", "list": "list", "tuple": "list", "dict": "mapping", "PosixPath": "path",
}

// typed are operations that say by themselves what a text has to be, as the
// keys of unknown values ([value.Unknown]) name them.
var typed = map[string]string{
	"int": "integer", "float": "number", "strtobool": "boolean", ".split": "list", "json": "JSON",
	"environ.bool": "boolean", "environ.int": "integer", "environ.float": "number", "environ.json": "JSON", "environ.url": "URL", "environ.path": "path",
	"environ.list": "list", "environ.list of": "list", "environ.tuple": "list", "environ.tuple of": "list", "environ.dict": "mapping", "environ.dict of": "mapping",
	"environ.db": "URL", "environ.cache": "URL", "environ.email": "URL", "environ.search": "URL", "environ.channels": "URL",
	"environs.bool": "boolean", "environs.int": "integer", "environs.float": "number", "environs.json": "JSON", "environs.url": "URL", "environs.path": "path",
	"environs.list": "list", "environs.dict": "mapping", "environs.timedelta": "text", "environs.log_level": "text",
	"dj_database_url": "URL", "dj_email_url": "URL", "decouple.bool": "boolean", "decouple.Csv": "list",
	"pydantic bool": "boolean", "pydantic int": "integer", "pydantic float": "number", "pydantic path": "path",
}

// neutral are operations on text that leave open what it has to be.
var neutral = map[string]bool{".strip": true, ".lstrip": true, ".rstrip": true, ".lower": true, ".upper": true, ".casefold": true, ".replace": true, "str": true}

// typeOf is what a variable has to be: what the settings, the calls that they
// make and the questions that they ask make of it, else what the text says
// around the places where it is read.
func typeOf(v *ContractVariable, r *eval.Result, uses map[source.Span]string) string {
	types := map[string]bool{}
	note := func(u *value.Unknown) {
		if t, _ := typeIn(u.Key, v.Name); t != "" {
			types[t] = true
		} else if u.Key == "" && slices.Equal(u.Needs, []string{v.Name}) {
			types[pythonTypes[u.TypeName]] = true
		}
	}
	for _, s := range r.Settings {
		eachUnknown(s.Value, 0, note)
	}
	for _, c := range r.Calls {
		for _, a := range c.Arguments {
			eachUnknown(a.Value, 0, note)
		}
	}
	for _, a := range r.Space.Atoms() {
		t, _ := typeIn(a.About(), v.Name)
		types[t] = true
	}
	if t := first(types); t != "" {
		return t
	}
	for _, read := range v.Reads {
		types[uses[read]] = true
	}
	if t := first(types); t != "" {
		return t
	}
	return containerOf(v.Name, r)
}

// containerOf is what a variable is of which a setting is made that is a list or
// a dict of which nothing tells how it is made, and nothing else.
func containerOf(name string, r *eval.Result) string {
	types := map[string]bool{}
	alone := func(u *value.Unknown) bool { return u != nil && u.Key == "" && slices.Equal(u.Needs, []string{name}) }
	for _, s := range r.Settings {
		for _, a := range s.Value.Alts() {
			switch p := a.Plain.(type) {
			case *value.Seq:
				types["list"] = types["list"] || alone(p.More)
			case *value.Dict:
				types["mapping"] = types["mapping"] || alone(p.More)
			}
		}
	}
	return cmp.Or(first(types), "text")
}

// first is the type that says most, of those that there are.
func first(types map[string]bool) string {
	for _, t := range varTypes {
		if types[t] {
			return t
		}
	}
	return ""
}

// eachUnknown calls f for what is not known of a value and its parts.
func eachUnknown(v *value.Value, depth int, f func(*value.Unknown)) {
	if depth > maxParts {
		return
	}
	rest := func(u *value.Unknown) {
		if u != nil {
			f(u)
		}
	}
	for _, a := range v.Alts() {
		switch p := a.Plain.(type) {
		case *value.Unknown:
			f(p)
		case value.Foreign:
			f(p.Unknown())
		case *value.Seq:
			for _, e := range p.Elems {
				eachUnknown(e.Val, depth+1, f)
			}
			rest(p.More)
		case *value.Dict:
			for _, e := range p.Entries {
				eachUnknown(e.Val, depth+1, f)
			}
			rest(p.More)
		}
	}
}

// maxParts bounds how deep parts of values are looked at.
const maxParts = 6

// typeIn reads what a variable has to be from the key of something that is made
// of it: "environ.int(env:WORKERS)". It is empty if the key does not say. whole
// tells that the key is that of the variable's own text, cleaned at most.
func typeIn(key, name string) (t string, whole bool) {
	for at := 0; ; {
		i := strings.Index(key[at:], "env:"+name)
		if i < 0 {
			return "", false
		}
		start := at + i
		if at = start + len("env:"+name); at < len(key) && isWord(key[at]) {
			continue
		}
		t, whole = typeAround(key[:start])
		if whole || t != "" && (t != "list" || listed(key)) {
			return t, whole
		}
	}
}

// separators are what stands between the elements of a list.
var separators = map[string]bool{",": true, ";": true, "|": true, " ": true, "\n": true}

// listed reports whether a key, if it tells of a text that is split, tells of
// one that is split into a list.
func listed(key string) bool {
	_, by, split := strings.Cut(key, ")(s")
	return !strings.Contains(key, ".split(") || !split || len(by) > 1 && separators[by[:1]] && by[1] == ')'
}

func isWord(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z'
}

// part matches what stands for one key of what an address says.
var part = regexp.MustCompile(`\.[A-Z_]+$`)

// typeAround reads the operations around a variable, from the nearest out. whole
// tells that all of them are neutral.
func typeAround(before string) (t string, whole bool) {
	for {
		before = strings.TrimSuffix(before, "?")
		if !strings.HasSuffix(before, "(") {
			return "", before == "" || strings.HasSuffix(before, " ") // after a question
		}
		before = before[:len(before)-1]
		from := strings.LastIndexAny(before, "()") + 1
		op := part.ReplaceAllString(before[from:], "")
		if t := cmp.Or(typed[op], typed[op[strings.LastIndexByte(op, ' ')+1:]]); t != "" {
			return t, false
		}
		if !neutral[op] {
			return "", false
		}
		before = before[:from]
	}
}
