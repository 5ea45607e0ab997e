package eval_test

import (
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// FuzzLoad evaluates whatever text as settings: it must end, without a panic.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		"", "DEBUG = True", "import os\nDEBUG = os.environ.get('X') == '1'\nif DEBUG: A = [1]\nelse: raise X",
		"def f(*a, **k):\n    return f(*a, **k)\nX = f()", "while True: pass", "L = []\nfor x in L: L.append(x)",
		"try:\n    1 / 0\nfinally:\n    del x", "class A(A): pass", "X = [[[[" + "]]]]", "from . import *\nfrom settings import *",
		"a = []\na.append(a)\nb = a == a\nprint(a)", "d = {}\nd['d'] = d\nX = str(d)", "X = 'a' * 10 ** 18 * 10 ** 18",
	} {
		f.Add(seed)
	}
	for seed := range int64(40) {
		f.Add(program(newGen(seed).make(6)))
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 4096 {
			return
		}
		r := load(src, eval.Options{})
		if r.Err == nil && r.Live == value.False {
			t.Error("the settings cannot load, and no error says why")
		}
		for _, s := range r.Settings {
			_ = s.Value.String()
		}
	})
}
