package models_test

import (
	"fmt"
	"strconv"
	"testing"
)

// programs makes a trial of each expression.
func programs(head string, exprs ...string) []trial {
	var trials []trial
	for _, e := range exprs {
		trials = append(trials, trial{Code: head + "R = " + e + "\n", Env: map[string]string{"SET": "s", "EMPTY": ""}})
	}
	return trials
}

func TestEnvironMapping(t *testing.T) {
	agree(t, programs("import os\n",
		`os.environ.get("SET")`, `os.environ.get("NONE")`, `os.environ.get("NONE", "d")`, `os.environ.get("NONE", default="d")`,
		`os.getenv("NONE", default=5)`, `os.getenv("EMPTY", "d")`, `os.environ["SET"]`, `os.environ["NONE"]`, `"SET" in os.environ`,
		`"NONE" in os.environ`, `"NONE" not in os.environ`, `os.environ.get(None)`, `os.environ[1]`, `os.environ.setdefault("NONE", "d")`,
		`os.environ.setdefault("SET", "d")`, `os.environ.pop("SET")`, `os.environ.pop("NONE")`, `os.environ.pop("NONE", None)`,
		`os.environ.update(A="1") or os.environ["A"]`, `os.environ.update({"A": "1", "SET": "2"}) or os.environ["SET"]`,
		`os.environ.__setitem__("A", True)`, `os.environ.copy().get("SET")`, `os.environ.setdefault("NONE", None)`,
	), 100)
	agree(t, []trial{
		{Code: "import os\nos.environ['A'] = 'x'\nR = os.environ['A']"},
		{Code: "import os\nos.environ['A'] = 'x'\nos.environ.setdefault('A', 'y')\nR = os.getenv('A')"},
		{Code: "import os\ntry:\n    R = os.environ['A']\nexcept KeyError as e:\n    R = 'none'"},
		{Code: "import os\nfor k in ['A', 'B']:\n    os.environ.setdefault(k, k.lower())\nR = os.environ['A'] + os.environ['B']", Env: map[string]string{"B": "set"}},
		{Code: "import os\ncopy = os.environ.copy()\ncopy['A'] = 'x'\nR = os.environ.get('A')"},
	}, 100)
}

func TestJSON(t *testing.T) {
	texts := []string{
		`{}`, `[]`, `""`, `1`, `-0`, `1.0`, `1e3`, `1E400`, `-1e-7`, `null`, `true`, `[1, [2, {"a": null}]]`, `{"b": 1, "a": 2, "b": 3}`, ` {"a" : [ ] } `,
		`{"a": 1,}`, `[1,]`, `{'a': 1}`, `nul`, ``, ` `, `"\u00e9\ud83d\ude00\n\/"`, `"\ud83d"`, `"a` + "\n" + `b"`, `NaN`, `[Infinity]`, `01`, `1.`, `.5`, `+1`,
		`12345678901234567890`, `9223372036854775807`, `"é"`, `[1] x`, `{"a": {"b": {"c": [1,2,3]}}}`, `"\x"`, `"\u12"`, `{"\u0061": 1}`, `{1: 2}`,
	}
	var trials []trial
	for _, text := range texts {
		trials = append(trials, trial{Code: "import json, os\nR = json.loads(os.environ['X'])\n", Env: map[string]string{"X": text}})
		trials = append(trials, trial{Code: "import json\nwith open('x.json') as f:\n    R = json.load(f)\n", Files: map[string]string{"x.json": text}})
	}
	trials = append(trials, programs("import json\n",
		`json.dumps({"a": [1, 2.5, None, True, "é\n\"\\"], "b": {}})`, `json.dumps([])`, `json.dumps((1, 2))`, `json.dumps("\x00\x7f😀")`,
		`json.dumps(1e20)`, `json.dumps(float("inf"))`, `json.loads(json.dumps({"x": [1]}))`, `json.loads(b'{"a": 1}')`, `json.loads(None)`, `json.loads({})`,
	)...)
	agree(t, trials, 8)
}

func TestTimedelta(t *testing.T) {
	exprs := []string{
		"timedelta()", "timedelta(1)", "timedelta(1, 2, 3, 4, 5, 6, 7)", "timedelta(days=1.5)", "timedelta(hours=0.1)", "timedelta(microseconds=0.5)",
		"timedelta(microseconds=1.5)", "timedelta(microseconds=2.5)", "timedelta(microseconds=-0.5)", "timedelta(days=-1, seconds=1)", "timedelta(weeks=2, minutes=-3)",
		"timedelta(milliseconds=1.2345)", "timedelta(days=10**9)", "timedelta(days='1')", "timedelta(months=1)", "timedelta(days=True)", "timedelta(days=30) * 2",
		"timedelta(minutes=60).total_seconds()", "timedelta(days=365).days", "timedelta(seconds=1e-7)", "timedelta(days=999999999)", "timedelta(days=None)",
	}
	agree(t, programs("from datetime import timedelta\n", exprs...), 10)
}

func TestPatterns(t *testing.T) {
	var trials []trial
	patterns := []string{
		`a+`, `^v?(\d+)\.(\d+)`, `(?P<name>[a-z]+)://`, `a|ab`, `(a|ab)(c|bcd)`, `[^,]+`, `\bfoo\b`, `x{2,3}`, `x{,3}`, `(?i)ABC`, `(?=a)`, `\.`, `[a-z]*?b`,
		`a\Z`, `$`, `(a*)*`, `[]a]`, `\w+@\w+`, `^$`, `.*`, `\d{3}`, `(a)?b`, `a{2`, `[a-c-]+`, `(?:ab)+`,
	}
	subjects := []string{"abcd", "v1.2.3", "http://x", "foo bar", "aab", "", "xxxx", "me@host", "a,b", "ABC", "a{2", "]-", "123abc"}
	for _, p := range patterns {
		for _, s := range subjects {
			for _, call := range []string{"bool(re.match(%s, %s))", "bool(re.search(%s, %s))", "re.sub(%s, '-', %s)", "re.split(%s, %s)", "re.findall(%s, %s)", "re.fullmatch(%s, %s) is None", "re.match(%s, %s).groups()"} {
				trials = append(trials, trial{Code: "import re\nR = " + fmt.Sprintf(call, strconv.Quote(p), strconv.Quote(s)) + "\n"})
			}
		}
		trials = append(trials, trial{Code: "import re\nR = re.compile(" + strconv.Quote(p) + ")\n"}, trial{Code: "import re\nR = re.escape(" + strconv.Quote(p) + ")\n"})
	}
	trials = append(trials, programs("import re\n", `re.compile("x", re.I | re.S)`, `re.compile(r"^/admin/")`, `re.match("(?P<a>x)(y)?", "x").group("a")`,
		`re.match("(x)(y)?", "x").group(2)`, `re.match("x", "x").group(3)`, `re.match("(x)", "x")[1]`)...)
	agree(t, trials, 2)
}

func TestOther(t *testing.T) {
	agree(t, programs("import base64, hashlib, string, ast, urllib.parse as u, posixpath, logging, re\nfrom django.utils.translation import gettext_lazy as _\nfrom django.contrib.messages import constants as m\nfrom corsheaders.defaults import default_headers, default_methods\n",
		`base64.b64encode(b"a?b>")`, `base64.urlsafe_b64encode(b"a?b>")`, `base64.b64decode("YT9iPg==")`, `base64.b64decode(b"YT9iPg==").decode()`, `base64.b64encode("x")`,
		`hashlib.md5(b"x").hexdigest()`, `hashlib.sha256("x".encode()).hexdigest()[:8]`, `hashlib.sha512(b"").hexdigest()`, `hashlib.sha1(b"a").digest()`,
		`string.ascii_letters + string.digits`, `string.punctuation`, `string.printable`, `string.hexdigits`, `string.whitespace`,
		`m.DEBUG + m.ERROR + m.SUCCESS`, `default_headers`, `list(default_headers) + ["x"]`, `default_methods`,
		`logging.getLevelName("DEBUG")`, `logging.getLevelName(40)`, `logging.WARNING`, `u.quote("a b/ü?&")`, `u.quote_plus("a b/ü?&")`, `u.quote("a/b", safe="")`,
		`u.unquote("a%20b%FF+c")`, `u.unquote_plus("a+b%2B")`, `u.parse_qs("a=1&b=2&a=3&c")`, `u.urlparse("redis://:pw@Host:6379/0").hostname`,
		`u.urlparse("redis://:pw@Host:6379/0").port`, `u.urlparse("redis://:pw@Host:6379/0").password`, `u.urlparse("x://h").username`, `u.urlparse("http://a/b;c?d#e")[4]`,
		`u.urlparse("http://[a/")`,
	), 30)
	agree(t, programs("import sys, os\n", `sys.platform`, `os.name`, `os.sep`, `os.linesep`, `os.pathsep`, `sys.version_info >= (3, 8)`, `sys.version_info[0]`, `sys.maxsize`), 30)
	var literals []string
	for _, s := range []string{
		"1", "-1", "1.5", "1e5", "True", "None", "abc", "'a'", `"a'b"`, "[1, 2]", "(1,)", "(1)", "()", "{}", "{'a': [1, None]}", "1,2", "a.b", "", " 1", "01", "00",
		"1.2.3", "10s", "x://y", "/a/b", "'a' 'b'", "b'a'", "[1", "{1: 2,}", "1_000", "1__0", "+1", "~1", "...", "@a", "[,]", "[1,,2]", "('a', 'b',)", "True, False", "0x10", "1j", "#c", "[a]",
	} {
		literals = append(literals, "ast.literal_eval("+strconv.Quote(s)+")")
	}
	trials := programs("import ast\n", literals...)
	for i, really := range ask(t, trials) {
		got, known := trials[i].answer()
		if known && got != really && !(got == "raises ValueError" && really == "raises SyntaxError") {
			t.Errorf("%s: got %s, real %s", literals[i], got, really)
		}
	}
}

func TestEnvironPaths(t *testing.T) {
	agree(t, programs("import environ, os\nenviron.Path.__repr__ = str\nP = environ.Path('/srv/site/config/settings.py')\n",
		`str(P - 2)`, `(P - 1)("a", "b")`, `(P - 1).path("x").root`, `(P + "y")()`, `P.root`, `os.path.join((P - 3).root, "z")`, `environ.Path("/a", "b", is_file=True)()`,
		`environ.Path("/a/b.py", "c", is_file=True)()`, `os.path.join(P - 1, "q")`, `(P - "settings.py").root`, `environ.Env().path("NONE", "/x/../y").root`,
	), 4)
}

func TestStrtobool(t *testing.T) {
	var trials []trial
	for _, w := range words {
		trials = append(trials, trial{Code: "import os\nfrom decouple import strtobool\nR = strtobool(os.environ['X'])\n", Env: map[string]string{"X": w}})
	}
	agree(t, trials, 50)
}
