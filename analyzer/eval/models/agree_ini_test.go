package models_test

import (
	"fmt"
	"testing"
)

func TestConfigparser(t *testing.T) {
	const head = "import configparser\nc = configparser.%s()\nc.read('a.ini')\n"
	ini := "[DEFAULT]\nbase = /srv\nport = 1\n[site]\nDebug = Yes\nport: 80\npath = %(base)s/x\nlong = a\n  b\n\n  c\nempty =\nratio = 0.5\nquoted = \"x\"\npercent = 50%%\n; note\n# note\n[mail]\nhost = h\n"
	var trials []trial
	exprs := []string{
		`c.get("site", "debug")`, `c.getboolean("site", "DEBUG")`, `c.getint("site", "port")`, `c.getint("mail", "port")`, `c.getfloat("site", "ratio")`,
		`c.get("site", "long")`, `c.get("site", "empty")`, `c.get("site", "quoted")`, `c.get("site", "none", fallback=None)`,
		`c.get("none", "x", fallback="d")`, `c.getint("site", "none", fallback=7)`, `c.getboolean("site", "port")`, `c.getint("site", "debug")`, `c.sections()`,
		`c.options("mail")`, `c.has_section("site")`, `c.has_section("DEFAULT")`, `c.has_option("mail", "base")`, `c.has_option("mail", "x")`, `c.has_option("no", "base")`,
		`"site" in c`, `c["site"]["debug"]`, `c["site"]["none"]`, `c["none"]`, `c["mail"].get("host")`, `c["mail"].get("x")`, `c["mail"].get("x", "d")`,
		`c["site"].getboolean("debug")`, `c["site"].getint("x", fallback=3)`, `c["DEFAULT"]["base"]`, `dict(c.items("mail"))`, `"host" in c["mail"]`,
		`c.read(["a.ini", "missing.ini"])`, `c.read_dict({"mail": {"Host": 5, "new": True}}) or c.get("mail", "host") + c.get("mail", "new")`,
		`c.set("mail", "k", "v") or c.get("mail", "k")`, `c.add_section("z") or c.sections()`, `c.read_string("[q]\na=1") or c.getint("q", "a")`,
	}
	for _, class := range []string{"ConfigParser", "RawConfigParser"} {
		own := exprs
		if class == "RawConfigParser" {
			own = append(own, `c.get("site", "path")`, `c.get("site", "percent")`)
		}
		for _, e := range own {
			trials = append(trials, trial{Code: fmt.Sprintf(head, class) + "R = " + e + "\n", Files: map[string]string{"a.ini": ini}})
		}
	}
	for _, e := range []string{`c.get("site", "path")`, `c.get("site", "percent")`, `c["site"]["path"]`} {
		trials = append(trials, trial{Code: fmt.Sprintf(head, "ConfigParser") + "R = " + e + "\n", Files: map[string]string{"a.ini": ini}})
	}
	trials = append(trials,
		trial{Code: "import configparser\nc = configparser.ConfigParser({'a': '1'})\nR = c.get('DEFAULT', 'a')\n"},
		trial{Code: "import configparser\nc = configparser.ConfigParser(interpolation=None)\nc.read_string('[s]\\na = 5%')\nR = c.get('s', 'a')\n"},
		trial{Code: "import configparser\nc = configparser.ConfigParser()\nc.optionxform = str\nc.read_string('[s]\\nAb = 5')\nR = c.options('s')\n"},
		trial{Code: "import configparser\nc = configparser.ConfigParser()\nwith open('a.ini') as f:\n    c.read_file(f)\nR = c.getint('mail', 'port')\n", Files: map[string]string{"a.ini": ini}},
	)
	agree(t, trials, 10)
}

// TestIniFiles reads files made of odd pieces.
func TestIniFiles(t *testing.T) {
	r := newRand()
	pieces := []string{"[s]", "\n", "\n", "\n", "a", "b", "=", "=", ":", " ", "  ", "x", "%", "%%", "%(a)s", "[DEFAULT]\n", "[t]\n", "#", ";", "\t", "A", "é"}
	var trials []trial
	for range 300 {
		text := "[s]\n" + mix(r, pieces, 20)
		for _, class := range []string{"ConfigParser", "RawConfigParser"} {
			trials = append(trials, trial{
				Code:  "import configparser\nc = configparser." + class + "()\nc.read('a.ini')\nR = [c.get('s', k, fallback='none') for k in ('a', 'b', 'x', 'ab')]\n",
				Files: map[string]string{"a.ini": text},
			})
		}
	}
	agree(t, trials, 1)
}

// TestOpenConfigparser is what is said of files that the repository lacks.
func TestOpenConfigparser(t *testing.T) {
	const head = "import configparser\nc = configparser.ConfigParser()\nc.read_string('[s]\\na = 1')\nc.read('/etc/x.ini')\n"
	for _, c := range []struct{ code, want string }{
		{`c.get("s", "a")`, `'1' if /etc/x.ini does not set s.a, or /etc/x.ini does not exist | ?str s.a outside if /etc/x.ini exists and /etc/x.ini sets s.a`},
		{`c.getint("s", "a")`, `1 if /etc/x.ini does not set s.a, or /etc/x.ini does not exist | ?int s.a outside if /etc/x.ini exists and /etc/x.ini sets s.a`},
		{`c.has_option("s", "b")`, `False if /etc/x.ini does not set DEFAULT.b and /etc/x.ini does not set s.b, or /etc/x.ini does not exist | True if /etc/x.ini exists and /etc/x.ini sets DEFAULT.b, or /etc/x.ini exists and /etc/x.ini sets s.b`},
		{`c.sections()`, `list of ? x.ini outside`},
		{`c.set("s", "a", "2") or c.get("s", "a")`, `'2'`},
	} {
		if got := (trial{Code: head + "R = " + c.code + "\n"}).open(); got != c.want {
			t.Errorf("%s:\n got: %s\nwant: %s", c.code, got, c.want)
		}
	}
}
