package analyzer

import (
	"encoding/json"
	"sort"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A showing is a value made ready to be shown: for JSON and as Python prints
// it, secrets replaced.
type showing struct {
	json any
	repr string
	path bool
}

// shown makes a value ready; false if a part of it is not known. name is the
// setting's or the key's: what it holds is hidden if it says secret.
func shown(name string, p value.Plain, depth int) (showing, bool) {
	if depth > 40 || depth == 0 && value.TooLarge(p) {
		return showing{}, false
	}
	repr, _ := value.Repr(p)
	switch p := p.(type) {
	case value.None, value.Ellipsis:
		return showing{json: nil, repr: repr}, true
	case value.Bool:
		return showing{json: bool(p), repr: repr}, true
	case value.Int:
		return showing{json: int64(p), repr: repr}, true
	case value.Big:
		return showing{json: json.Number(p), repr: repr}, true
	case value.Float:
		return showing{json: float64(p), repr: repr}, true
	case value.Str:
		return shownText(name, string(p), repr), true
	case value.Bytes:
		if value.Sensitive(name) {
			return redacted(string(p)), true
		}
		return showing{json: map[string]any{"repr": repr}, repr: repr}, true
	case value.Path:
		text, inside := eval.FromRoot(string(p))
		repr, _ = value.Repr(value.Path(absolute(text, inside)))
		return showing{json: text, repr: repr, path: inside}, true
	case value.Timedelta, value.Opaque:
		return showing{json: map[string]any{"repr": repr}, repr: repr}, repr != ""
	case *value.Seq:
		return shownSeq(name, p, depth)
	case *value.Dict:
		return shownDict(name, p, depth)
	}
	return showing{}, false
}

// within is the name by which a value under key is judged secret or not: what
// is in SECRETS is secret, whatever its key.
func within(name, key string) string {
	if key == "" || value.Sensitive(name) {
		return name
	}
	return key
}

func shownText(name, text, repr string) showing {
	if value.Sensitive(name) && text != "" {
		return redacted(text)
	}
	if strings.Contains(text, "://") && strings.Contains(text, "@") {
		return redacted(text) // an address with credentials
	}
	rel, inside := eval.FromRoot(text)
	if rel != text {
		repr, _ = value.Repr(value.Str(absolute(rel, inside)))
	}
	return showing{json: rel, repr: repr, path: inside}
}

// absolute says for people a path from the repository, wherever that may lie.
func absolute(rel string, inside bool) string {
	switch {
	case !inside:
		return rel
	case rel == ".":
		return "<repository>"
	}
	return "<repository>/" + rel
}

func redacted(text string) showing {
	distinct := map[rune]bool{}
	n := 0
	for _, r := range text {
		distinct[r] = true
		n++
	}
	return showing{json: map[string]any{"redacted": true, "length": n, "distinct": len(distinct)}, repr: "'…'"}
}

func shownSeq(name string, q *value.Seq, depth int) (showing, bool) {
	if !q.Firm() || q.Kind <= value.TupleKind && !q.Ordered() {
		return showing{}, false
	}
	list := make([]any, 0, len(q.Elems))
	var reprs []string
	for _, e := range q.Elems {
		p, ok := e.Val.Only()
		if !ok {
			return showing{}, false
		}
		v, ok := shown(name, p, depth+1)
		if !ok {
			return showing{}, false
		}
		list = append(list, v.json)
		reprs = append(reprs, v.repr)
	}
	if q.Kind >= value.SetKind {
		sort.Strings(reprs)
	}
	inner := strings.Join(reprs, ", ")
	switch q.Kind {
	case value.TupleKind:
		if len(reprs) == 1 {
			inner += ","
		}
		return showing{json: list, repr: "(" + inner + ")"}, true
	case value.SetKind:
		if inner == "" {
			return showing{json: list, repr: "set()"}, true
		}
		return showing{json: list, repr: "{" + inner + "}"}, true
	case value.FrozenSetKind:
		return showing{json: list, repr: "frozenset({" + inner + "})"}, true
	}
	return showing{json: list, repr: "[" + inner + "]"}, true
}

func shownDict(name string, d *value.Dict, depth int) (showing, bool) {
	if !d.Firm() {
		return showing{}, false
	}
	out := map[string]any{}
	var reprs []string
	for _, e := range d.Entries {
		text, isText := e.Key.(value.Str)
		key := string(text)
		keyRepr, ok := value.Repr(e.Key)
		p, ok2 := e.Val.Only()
		if !ok || !ok2 {
			return showing{}, false
		}
		v, ok := shown(within(name, key), p, depth+1)
		if !ok {
			return showing{}, false
		}
		if !isText {
			key = keyRepr
		}
		out[key] = v.json
		reprs = append(reprs, keyRepr+": "+v.repr)
	}
	return showing{json: out, repr: "{" + strings.Join(reprs, ", ") + "}"}, true
}
