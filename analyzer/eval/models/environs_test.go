package models_test

import (
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/eval"
)

// open is what R is where the environment is not known.
func (c trial) open() string {
	r := c.load(eval.Options{})
	if s := r.Settings["R"]; s != nil {
		return say(s.Value, r.Live)
	}
	return "nothing"
}

// TestEnvirons holds what the documentation of environs says, for where the
// library itself is not at hand.
func TestEnvirons(t *testing.T) {
	for _, c := range []struct{ code, x, want string }{
		{`env("X")`, "a", `'a'`},
		{`env.str("X", "d")`, "", `''`},
		{`env("NONE", "d")`, "", `'d'`},
		{`env("NONE", default=None)`, "", `None`},
		{`env("NONE")`, "", `raises environs.EnvError`},
		{`env.bool("X")`, "on", `True`},
		{`env.bool("X")`, "False", `False`},
		{`env.bool("X")`, "0", `False`},
		{`env.bool("X")`, "maybe", `raises environs.EnvValidationError`},
		{`env.bool("X")`, "tRue", `raises environs.EnvValidationError`},
		{`env.bool("NONE", False)`, "", `False`},
		{`env.bool("NONE", "false")`, "", `?`},
		{`env.int("X")`, "12", `12`},
		{`env.int("X")`, "1.5", `raises environs.EnvValidationError`},
		{`env.int("X", 3)`, "", `raises environs.EnvValidationError`},
		{`env.int("NONE", 3)`, "", `3`},
		{`env.float("X")`, "1.5", `1.5`},
		{`env.list("X")`, "a,b", `['a', 'b']`},
		{`env.list("X")`, "", `[]`},
		{`env.list("X", subcast=int)`, "1,2", `[1, 2]`},
		{`env.list("X", delimiter=" ")`, "a b", `['a', 'b']`},
		{`env.list("X")`, "a, b", `['a', ' b']`},
		{`env.list("NONE", ["*"])`, "", `['*']`},
		{`env.list("NONE", [])`, "", `[]`},
		{`env.dict("X")`, "a=1,b=2", `{'a': '1', 'b': '2'}`},
		{`env.dict("X", subcast_values=int)`, "a=1,b=2", `{'a': 1, 'b': 2}`},
		{`env.json("X")`, `{"a": [1]}`, `{'a': [1]}`},
		{`str(env.path("X"))`, "/a/b", `'/a/b'`},
		{`env.log_level("X")`, "warning", `30`},
		{`env.dj_db_url("X")["NAME"]`, "postgres://u:p@h/n", `'n'`},
		{`env.date("X")`, "2020-01-01", `?`},
		{`env.unheard_of("X")`, "a", `?`},
		{`env.str("X", validate=lambda v: True)`, "a", `'a'`},
	} {
		p := trial{Code: "from environs import Env\nenv = Env()\nR = " + c.code + "\n", Env: map[string]string{"X": c.x}}
		got, known := p.answer()
		if !known {
			got = "?"
		}
		if got == "raises EnvError" || got == "raises EnvValidationError" {
			got = "raises environs." + got[len("raises "):]
		}
		if got != c.want {
			t.Errorf("%s with %q: got %s, want %s", c.code, c.x, got, c.want)
		}
	}
}

func TestEnvironsFiles(t *testing.T) {
	for _, c := range []struct {
		code, want string
		files, env map[string]string
	}{
		{"env.read_env()\nR = env('A')", `'1'`, map[string]string{".env": "A=1\n"}, nil},
		{"env.read_env()\nR = env('A')", `'0'`, map[string]string{".env": "A=1\n"}, map[string]string{"A": "0"}},
		{"env.read_env(override=True)\nR = env('A')", `'1'`, map[string]string{".env": "A=1\n"}, map[string]string{"A": "0"}},
		{"env.read_env('conf/live.env')\nR = env('A')", `'2'`, map[string]string{"conf/live.env": "A=2\n"}, nil},
		{"Env.read_env()\nR = env('A')", `'1'`, map[string]string{".env": "A=1\n"}, nil},
		{"R = env('A', 'd')", `'d'`, map[string]string{".env": "A=1\n"}, nil},
		{"env = Env(prefix='P_')\nR = env('A')", `'3'`, nil, map[string]string{"P_A": "3"}},
		{"env = Env(expand_vars=True)\nR = env('A')", `'$B'`, nil, map[string]string{"A": "$B"}},
	} {
		p := trial{Code: "from environs import Env\nenv = Env()\n" + c.code + "\n", Env: c.env, Files: c.files}
		got, known := p.answer()
		if !known {
			got = "?"
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.code, got, c.want)
		}
	}
}

// TestEnvironsPrefix holds that a prefix counts where it is entered, and
// nowhere else.
func TestEnvironsPrefix(t *testing.T) {
	p := trial{Code: "from environs import Env\nenv = Env()\nwith env.prefixed('P_'):\n    R = env('A', 'none')\n", Env: map[string]string{"A": "wrong", "P_A": "right"}}
	if got, known := p.answer(); !known || got != "'right'" {
		t.Errorf("got %s", got)
	}
	p.Code = "from environs import Env\nenv = Env()\nwith env.prefixed('P_'):\n    pass\nR = env('A')\n"
	if got, known := p.answer(); !known || got != "'wrong'" {
		t.Errorf("after it: got %s", got)
	}
	p.Code = "from environs import Env\nenv = Env()\nwhere = env.prefixed('P_')\nR = env('A')\n"
	if got, known := p.answer(); known {
		t.Errorf("not entered: got %s", got)
	}
}

func TestOpenEnvirons(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{`env("X")`, `?str X outside`},
		{`env("X", "d")`, `'d' if X is not set | ?str X outside if X is set`},
		{`env.bool("X", False)`, `?bool X outside if X is set | False if X is not set`},
		{`env.int("X", 5)`, `5 if X is not set | ?int X outside if X is set`},
		{`env.list("X", ["*"])`, `['*'] if X is not set | list of ? X outside if X is set`},
	} {
		got := trial{Code: "from environs import FileAwareEnv, Env\nenv = Env()\nR = " + c.code + "\n"}.open()
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.code, got, c.want)
		}
	}
}
