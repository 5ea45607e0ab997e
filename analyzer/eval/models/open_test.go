package models_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// say tells a value with the condition of each alternative.
func say(v *value.Value, live *value.Cond) string {
	var parts []string
	for _, a := range v.Alts() {
		when := a.When
		if live.Implies(when) {
			when = value.True
		}
		text := sayPlain(a.Plain)
		if when != value.True {
			text += " if " + when.String()
		}
		parts = append(parts, text)
	}
	sort.Strings(parts)
	return strings.Join(parts, " | ")
}

func sayPlain(p value.Plain) string {
	switch p := p.(type) {
	case *value.Unknown:
		text := "?" + p.TypeName
		if p.Name != "" {
			text += " " + p.Name
		}
		if p.Outside {
			text += " outside"
		}
		if p.Random {
			text += " random"
		}
		return text
	case *value.Seq:
		if p.More != nil {
			return p.Type() + " of " + sayPlain(p.More)
		}
	case *value.Dict:
		return sayDict(p)
	}
	if text, ok := value.Repr(p); ok {
		return text
	}
	return fmt.Sprintf("<%s>", p.Type())
}

func sayDict(d *value.Dict) string {
	var parts []string
	for _, e := range d.Entries {
		key, _ := value.Repr(e.Key)
		text := key + ": " + say(e.Val, value.True)
		if e.When != value.True {
			text += " (if " + e.When.String() + ")"
		}
		parts = append(parts, text)
	}
	if d.More != nil {
		parts = append(parts, "... "+sayPlain(d.More))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// TestOpen is what is said where the environment is not known.
func TestOpen(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{`env("X")`, ""},
		{`env("X", default="d")`, ""},
		{`env.bool("X", False)`, ""},
		{`env.bool("X", default="true")`, ""},
		{`env.int("X", default=None)`, ""},
		{`env("X", default=None)`, ""},
		{`env.list("X", default=["*"])`, ""},
		{`env.list("X")`, ""},
		{`env.dict("X", default={})`, ""},
		{`env.json("X", default={})`, ""},
		{`env.db()`, ""},
		{`env.db(default="sqlite:///x")`, ""},
		{`env.db("X", engine="django.db.backends.mysql")`, ""},
		{`env.cache("X", default="locmemcache://")`, ""},
		{`env.email()`, ""},
		{`env.url("X").hostname`, ""},
		{`env.str("X", multiline=True)`, ""},
		{`env("X", cast=lambda v: v.lower())`, ""},
		{`environ.Env(X=(bool, True))("X")`, ""},
		{`environ.FileAwareEnv()("X")`, ""},
		{`"X" in env`, ""},
		{`os.environ.get("X", "d")`, ""},
		{`os.environ["X"]`, ""},
		{`os.getenv(os.getenv("Y", "X"))`, ""},
		{`config("X")`, ""},
		{`config("X", default=False, cast=bool)`, ""},
		{`config("X", default="5", cast=int)`, ""},
		{`config("X", default="a,b", cast=Csv())`, ""},
		{`config("X", cast=lambda v: [s.strip() for s in v.split(",")])`, ""},
		{`dj_database_url.config(conn_max_age=600, ssl_require=True)`, ""},
		{`dj_database_url.config(default="sqlite:///x")`, ""},
		{`dj_database_url.parse(os.environ["X"])`, ""},
		{`dj_database_url.config(default=None)`, ""},
		{`strtobool(os.environ.get("X", "no"))`, ""},
		{`json.loads(os.environ.get("X", "[]"))`, ""},
		{`timedelta(minutes=env.int("X", 5))`, ""},
		{`get_random_secret_key()`, ""},
		{`env("X", default=get_random_secret_key())`, ""},
	} {
		head := "import environ, os, json, dj_database_url\nfrom decouple import config, Csv\nfrom datetime import timedelta\n" +
			"from distutils.util import strtobool\nfrom django.core.management.utils import get_random_secret_key\nenv = environ.Env()\n"
		r := trial{Code: head + "R = " + c.code + "\n"}.load(eval.Options{})
		got := "nothing"
		if s := r.Settings["R"]; s != nil {
			got = say(s.Value, r.Live)
		}
		if r.Err != nil {
			got += " err " + r.Err.Message
		}
		if r.Live != value.True {
			got += " live " + r.Live.String()
		}
		t.Logf("{`%s`, `%s`},", c.code, got)
	}
}
