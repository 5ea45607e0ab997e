package models_test

import "testing"

// TestRealEnvirons asks environs itself.
func TestRealEnvirons(t *testing.T) {
	const head = "import environs\nfrom environs import Env\nenv = Env()\n"
	calls := []string{
		`env("X")`, `env.str("X")`, `env("X", "d")`, `env("X", default=None)`, `env.str("X", default=None)`, `env.bool("X")`, `env.bool("X", False)`, `env.bool("X", default=None)`,
		`env.int("X")`, `env.int("X", 3)`, `env.int("X", default=None)`, `env.float("X")`, `env.float("X", 0.5)`, `env.list("X")`, `env.list("X", [])`, `env.list("X", ["*"])`,
		`env.list("X", subcast=int)`, `env.list("X", subcast=str)`, `env.list("X", subcast=bool)`, `env.list("X", ["a"], subcast=str)`, `env.list("X", [1], subcast=int)`,
		`env.list("X", delimiter=" ")`, `env.list("X", subcast=lambda v: v.strip().upper())`, `env.dict("X")`, `env.dict("X", default={})`, `env.dict("X", subcast_values=int)`,
		`env.dict("X", subcast_keys=str)`, `env.json("X")`, `env.json("X", default={})`, `str(env.path("X"))`, `env.log_level("X")`, `env.timedelta("X")`, `env.timedelta("X", default=None)`,
		`env.str("X", validate=environs.validate.OneOf(["a", "1", "true"]))`, `env.int("X", validate=environs.validate.Range(min=1, max=5))`,
		`env.int("X", validate=[environs.validate.Range(0, 1), environs.validate.NoneOf([1])])`, `env.bool("X", validate=environs.validate.Equal(True))`,
	}
	var trials []trial
	for _, call := range calls {
		for i := -1; i < len(words); i++ {
			c := trial{Code: head + "R = " + call + "\n", Env: map[string]string{"OTHER": "7"}}
			if i >= 0 {
				c.Env["X"] = words[i]
			}
			trials = append(trials, c)
		}
	}
	for _, u := range urls {
		for _, call := range []string{`env.dj_db_url("DATABASE_URL", conn_max_age=600, ssl_require=True)`, `env.dj_db_url("NONE", default="sqlite:///x.db")`, `env.dj_email_url("DATABASE_URL")`} {
			trials = append(trials, trial{Code: "import urllib.parse\n" + head + "R = " + call + "\n", Env: map[string]string{"DATABASE_URL": u}})
		}
	}
	for _, span := range []string{"1h", "1h30m", "2 d 1 s", "-5m", "10ms 5us", "1m 1h", "P1D", "", " ", "h", "30", "-1", "1w 2d 3h 4m 5s 6ms 7us"} {
		trials = append(trials, trial{Code: head + "R = env.timedelta('X')\n", Env: map[string]string{"X": span}})
	}
	for _, url := range []string{"https://example.com/a?b=1", "http://localhost:8000/x", "https://example.com", "text", "", "ftp://h.example.org/f", "http://10.0.0.1:80"} {
		trials = append(trials, trial{Code: head + "R = env.url('X').netloc\n", Env: map[string]string{"X": url}})
	}
	agreeWith(t, "environs; environs.FileAwareEnv, environs.validate", trials, 20)
}

// TestRealEnvironsPrograms asks for what takes more than one statement.
func TestRealEnvironsPrograms(t *testing.T) {
	vars := map[string]string{"A": "plain", "P_A": "of P", "P_Q_A": "of Q", "N": "5", "REF": "${A}", "REF_ELSE": "${NONE:-other}", "REF_NONE": "${NONE}", "MIXED": "x-${A}-${N}", "COST": `\$5`, "BAD": "x"}
	var trials []trial
	for _, code := range []string{
		"with env.prefixed('P_'):\n    R = env('A')",
		"with env.prefixed('P_'):\n    with env.prefixed('Q_'):\n        R = env('A')",
		"with env.prefixed('P_'):\n    pass\nR = env('A')",
		"with env.prefixed('P_'), env.prefixed('Q_'):\n    B = env('A')\nR = [B, env('A')]",
		"with env.prefixed('P_') as e:\n    R = e('A', 'd')",
		"try:\n    with env.prefixed('P_'):\n        env('MISSING')\nexcept environs.EnvError:\n    pass\nR = env('A')",
		"def read():\n    with env.prefixed('P_'):\n        return env('A')\nR = [read(), env('A')]",
		"env = Env(prefix='P_')\nR = [env('A'), env('N', None)]",
		"env = Env(prefix='P_')\nwith env.prefixed('Q_'):\n    R = env('A')",
		"env = Env(expand_vars=True)\nR = [env('REF'), env('REF_ELSE'), env('COST'), env('REF_NONE', 'd')]",
		"env = Env(expand_vars=True)\nR = env('MIXED')", "env = Env(expand_vars=True)\nR = env('REF_NONE')",
		"env = Env(expand_vars=True)\nR = env.int('REF_ELSE')", "R = env('REF')",
		"env = Env(eager=False)\nenv.int('BAD')\nenv.seal()\nR = 1", "env = Env(eager=False)\nenv('MISSING')\nenv.seal()\nR = 1",
		"env = Env(eager=False)\nR = env('MISSING')", "env = Env(eager=False)\nR = env.int('N')\nenv.seal()", "env = Env(eager=False)\nR = [env('A'), env('MISSING', None)]\nenv.seal()",
		"@env.parser_for('shout')\ndef shout(value):\n    return value.upper()\nR = env.shout('A')",
		"@env.parser_for('shout')\ndef shout(value):\n    return value.upper()\nR = env.shout('NONE', 'quiet')",
		"@env.parser_for('shout')\ndef shout(value):\n    return value.upper()\nR = env.shout('NONE')",
		"env.add_parser('words', lambda v: v.split(' '))\nR = env.words('P_A')",
		"env.add_parser('words', lambda v: v.split(' '))\nwith env.prefixed('P_'):\n    R = env.words('A')",
		"def small(n):\n    if n > 4:\n        raise environs.ValidationError('too large')\nR = env.int('N', validate=small)",
		"def small(n):\n    if n > 9:\n        raise environs.ValidationError('too large')\nR = env.int('N', validate=small)",
		"R = env.int('BAD', 1)", "try:\n    R = env.int('BAD')\nexcept environs.EnvValidationError:\n    R = 0",
		"try:\n    R = env('MISSING')\nexcept environs.EnvError:\n    R = 0",
	} {
		trials = append(trials, trial{Code: "import environs\nfrom environs import Env\nenv = Env()\n" + code + "\n", Env: vars})
	}
	for _, code := range []string{"R = env('A')", "R = env('B')", "R = env('C', 'd')", "R = env('B', None)"} {
		trials = append(trials, trial{
			Code: "from environs import FileAwareEnv\nenv = FileAwareEnv()\n" + code + "\n", Files: map[string]string{"a.txt": "secret\n"},
			Env: map[string]string{"A_FILE": "a.txt", "A": "x", "B_FILE": "none.txt", "B": "y"},
		})
	}
	agreeWith(t, "environs; environs.FileAwareEnv, environs.validate", trials, 5)
}
