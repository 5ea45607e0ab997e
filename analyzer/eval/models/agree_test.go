package models_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/python"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A trial is a program that binds R, and the world it runs in.
type trial struct {
	Code  string            `json:"code"`
	Env   map[string]string `json:"env"`
	Files map[string]string `json:"files"`
	// Configuration is the class that django-configurations is to use; "-"
	// has the settings imported without one.
	Configuration string `json:"configuration"`
}

// repository gives the evaluator the files of a trial.
type repository struct {
	fsys fs.FS
	tree *source.Tree
}

func (r *repository) Parse(name string) *python.Module {
	f, err := r.tree.Read(name)
	if err != nil {
		return &python.Module{}
	}
	return python.Parse(f)
}

func (r *repository) Text(name string) (*source.File, bool) {
	f, err := r.tree.Read(name)
	return f, err == nil
}

func (r *repository) Exists(name string) bool { return r.tree.Exists(name) }
func (r *repository) IsDir(name string) bool  { return r.tree.IsDir(name) }

func (r *repository) List(dir string) []string {
	entries, _ := fs.ReadDir(r.fsys, dir)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// load evaluates the program of a trial.
func (c trial) load(o eval.Options) *eval.Result {
	files := fstest.MapFS{"settings.py": {Data: []byte(c.Code)}}
	for name, text := range c.Files {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	for name, text := range c.Env {
		o.Env = append(o.Env, eval.Variable{Name: name, Value: text, Text: "the test"})
	}
	o.Module, o.Path = "settings", []string{"."}
	if c.Configuration != "-" {
		o.Configuration = c.Configuration
	}
	o.Defaults = func() map[string]value.Plain { return django.Defaults("5.2") }
	return eval.Load(&repository{files, source.NewTree(files, source.Limits{})}, o)
}

// answer is what the evaluator says R is; false if it does not know.
func (c trial) answer() (string, bool) {
	r := c.load(eval.Options{EnvOnly: true, Strict: true})
	if r.Err != nil {
		return "raises " + r.Err.Type, true
	}
	s := r.Settings["R"]
	if s == nil {
		return "", false
	}
	p, ok := s.Value.Only()
	if !ok {
		return "", false
	}
	return value.Repr(p)
}

// current succeeds where the libraries are of a release that the models
// follow: they differ in many details from those of years ago.
const current = `
import inspect, sys
import decouple, dj_database_url, dotenv, environ
environ.FileAwareEnv
inspect.signature(dj_database_url.parse).parameters["test_options"]
sys.exit(sys.version_info < (3, 12))
`

// ask runs trials with the real libraries.
func ask(t *testing.T, trials []trial) []string {
	t.Helper()
	exe := os.Getenv("DEPLOYCHECK_PYTHON")
	if exe == "" {
		t.Skip("DEPLOYCHECK_PYTHON names no Python with the libraries")
	}
	if err := exec.Command(exe, "-c", current).Run(); err != nil {
		t.Skip("the libraries of " + exe + " are absent, or older than those that are modelled")
	}
	in, err := json.Marshal(trials)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "testdata/ask.py")
	cmd.Stdin = bytes.NewReader(in)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var answers []string
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

// valueErrors are exceptions that libraries derive from ValueError.
var valueErrors = map[string]bool{"raises ParseError": true, "raises UnknownSchemeError": true}

// agree demands that what the evaluator is sure of is what really happens,
// and that it is unsure of few trials: at most one in a number.
func agree(t *testing.T, trials []trial, oneIn int) {
	t.Helper()
	unsure := 0
	for i, really := range ask(t, trials) {
		got, known := trials[i].answer()
		if !known {
			unsure++
			if testing.Verbose() {
				t.Logf("not known: %s", trials[i])
			}
			continue
		}
		if got != really && !(got == "raises ValueError" && valueErrors[really]) {
			t.Errorf("%s\n got: %s\nreal: %s", trials[i], got, really)
		}
	}
	if unsure*oneIn > len(trials) {
		t.Errorf("%d of %d are not known", unsure, len(trials))
	}
}

// agreeWith is agree for a library that need not be at hand.
func agreeWith(t *testing.T, library string, trials []trial, oneIn int) {
	t.Helper()
	if exe := os.Getenv("DEPLOYCHECK_PYTHON"); exe != "" && exec.Command(exe, "-c", "import "+library).Run() != nil {
		t.Skip(exe + " has no " + library)
	}
	agree(t, trials, oneIn)
}

func (c trial) String() string {
	lines := strings.Split(strings.TrimSpace(c.Code), "\n")
	shown := lines[max(0, len(lines)-3):]
	return fmt.Sprintf("%s   env %q files %q", strings.Join(shown, "; "), c.Env, c.Files)
}

// mix makes texts by gluing pieces together at random.
func mix(r *rand.Rand, pieces []string, most int) string {
	var b strings.Builder
	for range r.IntN(most + 1) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

func newRand() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
