package models_test

import "testing"

func TestYAML(t *testing.T) {
	var trials []trial
	for _, text := range []string{
		"", "a: 1\n", "a: yes\nb: No\nc: on\nd: Off\ne: y\n", "a: null\nb: ~\nc:\nd: ''\n", "- 1\n- 1.5\n- x\n- 'y'\n- \"z\\n\"\n", "a: {b: [1, 2], c: d}\n",
		"a: |\n  x\n  y\nb: >\n  x\n  y\n", "a: &x [1]\nb: *x\n", "b: 1\na: 2\nb: 3\n", "1: a\n", "a: 010\n", "a: 0x10\n", "a: 1e3\n", "a: 1_000\n", "a: 12:30\n", "a: 2020-01-01\n",
		"a: +1\nb: -0\nc: .5\nd: 1.\n", "a: 1.2.3\n", "x: &b {p: 1}\ny:\n  <<: *b\n  q: 2\n", "a: !!str 1\n", "a: # c\n  b\n", "a: b c # d\n", "--- 1\n--- 2\n", "a: http://x:80/\n",
		"a: 'it''s'\n", "[a, b", "a: @b\n", "a: é\n", "a: %x\n", "=: 1\n", "~: 1\n", "? a\n: b\n", "true: 1\n",
	} {
		for _, code := range []string{"with open('a.yml') as f:\n    R = yaml.safe_load(f)\n", "R = yaml.load(open('a.yml').read(), Loader=yaml.SafeLoader)\n"} {
			trials = append(trials, trial{Code: "import yaml\n" + code, Files: map[string]string{"a.yml": text}})
		}
	}
	agree(t, trials, 2)
}

func TestTOML(t *testing.T) {
	var trials []trial
	for _, text := range []string{
		"", "b = 1\na = 2\n", "[project]\nname = \"x\"\nversion = '1.2.3'\n", "a.b.c = 1\na.b.d = 2\n", "[a.b]\nc = 1\n[a]\nd = 2\n", "[[t]]\nx = 1\n[[t]]\nx = 2\n[t.u]\ny = 3\n",
		"a = [1, 2.5, \"x\", [true], {b = 1, c.d = 2}]\n", "a = 0x1F\nb = 0o17\nc = 0b11\nd = 1_000\ne = +5\nf = -0\n", "a = 1e3\nb = -1.5\nc = 6.6_1\n", "a = inf\n", "a = 2020-01-01\n",
		"a = \"\"\"\nx\n  y\\\n   z\"\"\"\n", "a = '''\nx'''\n", "\"a b\" = 1\n'' = 2\n", "a = 1\na = 2\n", "a = \n", "a = \"\\u00e9\"\n", "# only\n", "[tool.\"x.y\"]\nz = []\n",
		"a = 9223372036854775807\n", "a = [\n  1, # one\n  2,\n]\n",
	} {
		trials = append(trials,
			trial{Code: "import tomllib\nwith open('a.toml', 'rb') as f:\n    R = tomllib.load(f)\n", Files: map[string]string{"a.toml": text}},
			trial{Code: "import tomllib\nR = tomllib.loads(open('a.toml').read())\n", Files: map[string]string{"a.toml": text}})
	}
	agree(t, trials, 3)
}
