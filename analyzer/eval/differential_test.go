package eval_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// oracle runs programs, one a line, in one Python process.
const oracle = `
import io, json, os, resource, signal, sys
out = os.fdopen(os.dup(1), "w")
sys.stdout = io.StringIO()
def tree(v, depth=0):
    t = type(v).__name__
    left[0] -= 1 + (len(v) >> 8 if t in ("str", "bytes") else v.bit_length() >> 8 if t == "int" else 0)
    if depth > 12 or left[0] < 0:
        return ["deep"]
    if t in ("list", "tuple", "set", "frozenset"):
        return [t] + [tree(x, depth + 1) for x in v]
    if t == "dict":
        return [t] + [[tree(k, depth + 1), tree(x, depth + 1)] for k, x in v.items()]
    if t in ("int", "str", "bool", "float", "NoneType", "bytes"):
        return [t, repr(v)]
    return ["other", t]
resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))
class Slow(BaseException):
    pass
start, late, busy = dict(os.environ), 0, False
def slow(*a):
    global late
    late += 1
    if late > 5: # it is swallowed again and again
        out.write(json.dumps([{"error": "Slow"}] * len(job["envs"])) + "\n")
        out.flush()
        os.execve(sys.executable, sys.orig_argv, start)
    if busy:
        raise Slow()
signal.signal(signal.SIGALRM, slow)
for line in sys.stdin:
    job = json.loads(line)
    said = []
    for env in job["envs"]:
        for k in list(os.environ):
            del os.environ[k]
        os.environ.update(env)
        ns = {"__name__": "settings"}
        left = [20000]
        late = 0
        try:
            busy = True
            signal.setitimer(signal.ITIMER_REAL, 0.2, 0.2)
            try:
                exec(compile(job["src"], "settings.py", "exec"), ns)
                r = {"values": {k: tree(v) for k, v in ns.items() if k.isupper()}}
            finally:
                busy = False
        except BaseException as e:
            r = {"error": type(e).__name__, "text": (e.msg + ": " + str(e.text)) if isinstance(e, SyntaxError) else ""}
        busy = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        if late or left[0] < 0: # also where the program caught what ended it
            r = {"error": "Slow"}
        said.append(r)
    out.write(json.dumps(said) + "\n")
    out.flush()
`

// An answer is what Python makes of a program in one environment.
type answer struct {
	Values map[string][]any
	Error  string
	Text   string
}

// A job is a program and the environments to run it in.
type job struct {
	Src  string              `json:"src"`
	Envs []map[string]string `json:"envs"`
}

type process struct {
	in  io.WriteCloser
	out *bufio.Scanner
}

func startOracle(t *testing.T) *process {
	t.Helper()
	cmd := exec.Command(interpreter(t), "-W", "ignore", "-c", oracle)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	scanner := bufio.NewScanner(out)
	scanner.Buffer(nil, 1<<26)
	return &process{in, scanner}
}

func (p *process) ask(t *testing.T, j job) []answer {
	t.Helper()
	line, err := json.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		t.Fatal(err)
	}
	if !p.out.Scan() {
		t.Fatalf("Python gives no answer: %v", p.out.Err())
	}
	var said []answer
	if err := json.Unmarshal(p.out.Bytes(), &said); err != nil {
		t.Fatal(err)
	}
	return said
}

// programs is how many programs are tried: DEPLOYCHECK_PROGRAMS, else few.
func programs(few int) (first int64, n int) {
	if k, err := strconv.Atoi(os.Getenv("DEPLOYCHECK_PROGRAMS")); err == nil {
		n = k
	} else {
		n = few
	}
	first, _ = strconv.ParseInt(os.Getenv("DEPLOYCHECK_SEED"), 10, 64)
	return first, n
}

func load(src string, o eval.Options) *eval.Result {
	o.Module, o.Path = "settings", []string{"."}
	return eval.Load(newMemory(fstest.MapFS{"settings.py": &fstest.MapFile{Data: []byte(src)}}), o)
}

// TestDifferential holds random programs against CPython, in an environment
// that is known.
func TestDifferential(t *testing.T) {
	differential(t, 600, []map[string]string{{"DEBUG": "True", "HOSTS": "a,b , c"}}, eval.Options{
		Env: []eval.Variable{{Name: "DEBUG", Value: "True"}, {Name: "HOSTS", Value: "a,b , c"}}, EnvOnly: true, Strict: true,
	})
}

// TestDifferentialUnknown does so with variables that we do not know, and
// that Python is given each way.
func TestDifferentialUnknown(t *testing.T) {
	var envs []map[string]string
	for _, debug := range []string{"", "True", "a"} {
		for _, hosts := range []string{"", "b,c", "42"} {
			e := map[string]string{"MODE": "on"}
			for k, v := range map[string]string{"DEBUG": debug, "HOSTS": hosts} {
				if v != "" {
					e[k] = v
				}
			}
			envs = append(envs, e)
		}
	}
	differential(t, 80, envs, eval.Options{Env: []eval.Variable{{Name: "MODE", Value: "on"}}})
}

// maxFailures bounds how many differences are shown.
const maxFailures = 12

func differential(t *testing.T, few int, envs []map[string]string, o eval.Options) {
	p := startOracle(t)
	first, n := programs(few)
	loaded := 0
	shrinking := false
	errors := map[string]int{}
	share := &share{why: map[string]int{}}
	check := func(body []*node) string {
		src := program(body)
		r := load(src, o)
		said := p.ask(t, job{src, envs})
		for i, a := range said {
			if a.Error != "" && !shrinking {
				errors[a.Error+a.Text]++
			}
			if a.Error == "" && !shrinking {
				loaded++
				share.count(r, a)
			}
			if fault := disagree(r, a, envs[i], o.EnvOnly); fault != "" {
				return fault + fmt.Sprintf(" (environment %v)", envs[i])
			}
		}
		return ""
	}
	failures := 0
	for seed := first; seed < first+int64(n) && failures < maxFailures; seed++ {
		body := newGen(seed).make(9)
		if check(body) == "" {
			continue
		}
		failures++
		shrinking = true
		small := shrink(body, func(b []*node) bool { return check(b) != "" })
		t.Errorf("seed %d: %s\n%s", seed, check(small), program(small))
		shrinking = false
	}
	t.Logf("of %d programs %d disagree; Python loads in %d cases, fails in %v; of its values we know %.1f%%, and the reasons for the others are most often\n%s",
		n, failures, loaded, errors, 100*float64(share.known)/float64(max(share.all, 1)), share.reasons())
}

// disagree says how our result differs from Python's; empty if it does not.
func disagree(r *eval.Result, a answer, env map[string]string, exact bool) (fault string) {
	r.Space.Relax()
	defer func() { // what is too complex to be asked is not held against us
		if p := recover(); p != nil {
			if _, ok := p.(value.TooComplex); !ok {
				panic(p)
			}
			fault = ""
		}
	}()
	switch {
	case a.Error == "Slow", a.Error == "MemoryError", a.Error == "SyntaxError":
		return ""
	case a.Error != "":
		if exact && r.Err == nil && r.Live == value.True && r.Open == nil && len(r.Notes) == 0 && !r.Doubtful() {
			return "Python raises " + a.Error + ", we load"
		}
		// Where a question was open, the last of several ways to fail is told.
		if exact && r.Err != nil && r.Err.Type != a.Error && len(r.Space.Atoms()) == 0 && !r.Doubtful() {
			return "Python raises " + a.Error + ", we " + r.Err.Type
		}
		return ""
	case r.Err != nil:
		return "Python loads, we raise " + r.Err.Type + ": " + r.Err.Message
	}
	here := given(r, env)
	if !r.Live.Meets(here) {
		return "Python loads, our condition for loading does not hold: " + r.Live.String()
	}
	return differs(r, a, r.Live.And(here))
}

func differs(r *eval.Result, a answer, here *value.Cond) string {
	m := matcher{here}
	for name, want := range a.Values {
		s, ok := r.Settings[name]
		switch {
		case !ok && r.Open == nil:
			return name + " is missing"
		case ok && !m.value(s.Value, want):
			return fmt.Sprintf("%s is %s, Python says %v", name, s.Value, want)
		}
	}
	for name, s := range r.Settings {
		if _, ok := a.Values[name]; !ok && !m.mayBeUnset(s.Value) {
			return fmt.Sprintf("%s is %s, Python does not have it", name, s.Value)
		}
	}
	return ""
}

// given is what an environment says about the atoms that are about it.
func given(r *eval.Result, env map[string]string) *value.Cond {
	c := value.True
	about := func(key string, truth bool) {
		of := r.Space.Atom(key, value.Atom{Yes: key, No: "not " + key})
		if !truth {
			of = of.Not()
		}
		c = c.And(of)
	}
	for _, name := range envNames {
		text, set := env[name]
		about("set "+name, set)
		if !set {
			continue
		}
		about("bool env:"+name, text != "")
		about("eq env:"+name+" s"+text, true)
	}
	for _, a := range r.Space.Atoms() {
		text, set := env[a.Name]
		if other, ok := equalTo(a); ok && set && other != text && r.Space.Atom("eq env:"+a.Name+" s"+other, value.Atom{}) == r.Space.Of(a) {
			c = c.Minus(r.Space.Of(a))
		}
	}
	return c
}

// equalTo reads the text that an atom compares its variable with.
func equalTo(a *value.Atom) (string, bool) {
	prefix := a.Name + " is "
	if a.Yes == prefix+"empty" {
		return "", true
	}
	if len(a.Yes) < len(prefix) || a.Yes[:len(prefix)] != prefix {
		return "", false
	}
	text, err := strconv.Unquote(a.Yes[len(prefix):])
	return text, err == nil
}

// A matcher asks whether a value may be what Python has, where a condition
// holds.
type matcher struct{ here *value.Cond }

func (m matcher) value(v *value.Value, want []any) bool {
	for _, a := range v.Alts() {
		if under := m.here.And(a.When); under != value.False && (matcher{under}).plain(a.Plain, want) {
			return true
		}
	}
	return false
}

func (m matcher) mayBeUnset(v *value.Value) bool {
	for _, a := range v.Alts() {
		switch a.Plain.(type) {
		case value.Unset, *value.Unknown:
			if a.When.Meets(m.here) {
				return true
			}
		}
	}
	return false
}

func (m matcher) plain(p value.Plain, want []any) bool {
	kind := want[0].(string)
	if kind == "deep" {
		return true
	}
	switch p := p.(type) {
	case *value.Unknown:
		return p.TypeName == "" || p.TypeName == kind || kind == "other"
	case *value.Seq:
		if p.Type() != kind {
			return false
		}
		if p.Kind >= value.SetKind || p.Mixed {
			return m.set(p, want[1:])
		}
		return p.More != nil || m.list(p.Elems, want[1:])
	case *value.Dict:
		return kind == "other" || kind == "dict" && (p.More != nil || m.dict(p, want[1:]))
	case value.Unset:
		return false
	}
	if kind == "other" || kind == "deep" {
		return true
	}
	text, ok := value.Repr(p)
	return !ok || p.Type() == kind && text == want[1]
}

// list matches elements, some of which may be absent, in order.
func (m matcher) list(elems []value.Elem, want []any) bool {
	if len(elems) == 0 {
		return len(want) == 0
	}
	e := elems[0]
	if there := m.here.And(e.When); there != value.False && len(want) > 0 {
		n := matcher{there}
		if n.value(e.Val, want[0].([]any)) && n.list(elems[1:], want[1:]) {
			return true
		}
	}
	if absent := m.here.Minus(e.When); absent != value.False {
		return matcher{absent}.list(elems[1:], want)
	}
	return false
}

func (m matcher) set(q *value.Seq, want []any) bool {
	for _, w := range want {
		found := q.More != nil
		for _, e := range q.Elems {
			there := m.here.And(e.When)
			found = found || there != value.False && matcher{there}.value(e.Val, w.([]any))
		}
		if !found {
			return false
		}
	}
	sure := 0
	for _, e := range q.Elems {
		if m.here.Implies(e.When) {
			sure++
		}
	}
	return sure <= len(want)
}

func (m matcher) dict(d *value.Dict, want []any) bool {
	var elems []value.Elem
	for _, e := range d.Entries {
		pair := value.NewSeq(value.TupleKind, value.Of(e.Key, nil), e.Val)
		elems = append(elems, value.Elem{When: e.When, Val: value.Of(pair, nil)})
	}
	pairs := make([]any, len(want))
	for i, w := range want {
		pairs[i] = append([]any{"tuple"}, w.([]any)...)
	}
	if d.Mixed {
		return m.set(&value.Seq{Elems: elems}, pairs)
	}
	return m.list(elems, pairs)
}

// A share is how many of the values that Python computed we know, and why
// not the others.
type share struct {
	known, all int
	why        map[string]int
}

var place = regexp.MustCompile(`\S*:\d+`)

func (s *share) count(r *eval.Result, a answer) {
	for name := range a.Values {
		set, ok := r.Settings[name]
		if !ok {
			continue
		}
		s.all++
		if p, ok := set.Value.Only(); ok {
			if _, ok := value.Repr(p); ok || !unclear(p) {
				s.known++
				continue
			}
		}
		reason := "several alternatives"
		for _, alt := range set.Value.Alts() {
			if u, ok := alt.Plain.(*value.Unknown); ok {
				reason = place.ReplaceAllString(u.Reason, "…")
			}
		}
		s.why[reason]++
	}
}

// unclear reports whether something in a container is not known.
func unclear(p value.Plain) bool {
	switch p := p.(type) {
	case *value.Unknown:
		return true
	case *value.Seq:
		return !p.Firm()
	case *value.Dict:
		return !p.Firm()
	}
	return false
}

func (s *share) reasons() string {
	var list []string
	for reason, n := range s.why {
		list = append(list, fmt.Sprintf("%6d %s", n, reason))
	}
	slices.Sort(list)
	slices.Reverse(list)
	return strings.Join(list[:min(12, len(list))], "\n")
}
