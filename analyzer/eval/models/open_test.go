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
		{`env("X")`, `?str X outside live X is set`},
		{`env("X", default="d")`, `'d' if X is not set | ?str X outside if X is set`},
		{`env.bool("X", False)`, `?bool X outside if X is set | False if X is not set`},
		{`env.bool("X", default="true")`, `'true' if X is "true", or X is not set | ?bool X outside if X is set and X is not "true"`},
		{`env.int("X", default=None)`, `?int X outside if X is not empty | None if X is empty, or X is not set`},
		{`env("X", default=None)`, `?str X outside if X is not empty | None if X is empty, or X is not set`},
		{`env.list("X", default=["*"])`, `['*'] if X is not set | list of ? X outside if X is set`},
		{`env.list("X")`, `list of ? X outside live X is set`},
		{`env.dict("X", default={})`, `{... ? X outside} if X is set | {} if X is not set`},
		{`env.json("X", default={})`, `? X outside if X is set | {} if X is not set`},
		{`env.db()`, `{'ENGINE': ?str DATABASE_URL outside, 'NAME': ?str DATABASE_URL outside, ... ? DATABASE_URL outside} live DATABASE_URL is set`},
		{`env.db(default="sqlite:///x")`, `{'ENGINE': ?str DATABASE_URL outside, 'NAME': ?str DATABASE_URL outside, ... ? DATABASE_URL outside} if DATABASE_URL is set | {'NAME': 'x', 'USER': '', 'PASSWORD': '', 'HOST': '', 'PORT': '', 'ENGINE': 'django.db.backends.sqlite3'} if DATABASE_URL is not set`},
		{`env.db("X", engine="django.db.backends.mysql")`, `{'ENGINE': 'django.db.backends.mysql', 'NAME': ?str X outside, ... ? X outside} live X is set`},
		{`env.cache("X", default="locmemcache://")`, `{'BACKEND': 'django.core.cache.backends.locmem.LocMemCache', 'LOCATION': ''} if X is not set | {'BACKEND': ?str X outside, 'LOCATION': ? X outside, ... ? X outside} if X is set`},
		{`env.email()`, `{'EMAIL_FILE_PATH': ? EMAIL_URL outside, 'EMAIL_HOST_USER': ? EMAIL_URL outside, 'EMAIL_HOST_PASSWORD': ? EMAIL_URL outside, 'EMAIL_HOST': ? EMAIL_URL outside, 'EMAIL_PORT': ? EMAIL_URL outside, 'EMAIL_BACKEND': ?str EMAIL_URL outside, 'EMAIL_USE_TLS': ? EMAIL_URL outside (if EMAIL_URL leads to EMAIL_USE_TLS), 'EMAIL_USE_SSL': ? EMAIL_URL outside (if EMAIL_URL leads to EMAIL_USE_SSL), 'OPTIONS': ? EMAIL_URL outside (if EMAIL_URL leads to OPTIONS)} live EMAIL_URL is set`},
		{`env.url("X").hostname`, `? X outside live X is set`},
		{`env.str("X", multiline=True)`, `?str X outside live X is set`},
		{`env("X", cast=lambda v: v.lower())`, `?str X outside live X is set`},
		{`environ.Env(X=(bool, True))("X")`, `?bool X outside if X is set | True if X is not set`},
		{`environ.FileAwareEnv()("X")`, `?str X outside if X_FILE is not set | ?str X outside if X_FILE is set live X_FILE is set, or X is set`},
		{`"X" in env`, `False if X is not set | True if X is set`},
		{`os.environ.get("X", "d")`, `'d' if X is not set | ?str X outside if X is set`},
		{`os.environ["X"]`, `?str X outside live X is set`},
		{`os.getenv(os.getenv("Y", "X"))`, `? Y outside if Y is set | ?str X outside if Y is not set and X is set | None if Y is not set and X is not set`},
		{`config("X")`, `?str X outside live X is set`},
		{`config("X", default=False, cast=bool)`, `?bool X outside if X is set | False if X is not set`},
		{`config("X", default="5", cast=int)`, `5 if X is not set | ?int X outside if X is set`},
		{`config("X", default="a,b", cast=Csv())`, `['a', 'b'] if X is not set | list of ? X outside if X is set`},
		{`config("X", cast=lambda v: [s.strip() for s in v.split(",")])`, `list of ? X outside live X is set`},
		{`dj_database_url.config(conn_max_age=600, ssl_require=True)`, `{'ENGINE': ?str DATABASE_URL outside, 'NAME': ?str DATABASE_URL outside, 'OPTIONS': {'sslmode': 'require', ... ? DATABASE_URL outside}, 'CONN_MAX_AGE': 600, 'CONN_HEALTH_CHECKS': False, 'DISABLE_SERVER_SIDE_CURSORS': False, ... ? DATABASE_URL outside} if DATABASE_URL is set | {} if DATABASE_URL is not set`},
		{`dj_database_url.config(default="sqlite:///x")`, `{'ENGINE': 'django.db.backends.sqlite3', 'USER': '', 'PASSWORD': '', 'HOST': '', 'PORT': '', 'NAME': 'x', 'CONN_MAX_AGE': 0, 'CONN_HEALTH_CHECKS': False, 'DISABLE_SERVER_SIDE_CURSORS': False} if DATABASE_URL is not set | {'ENGINE': ?str DATABASE_URL outside, 'NAME': ?str DATABASE_URL outside, 'CONN_MAX_AGE': 0, 'CONN_HEALTH_CHECKS': False, 'DISABLE_SERVER_SIDE_CURSORS': False, ... ? DATABASE_URL outside} if DATABASE_URL is set`},
		{`dj_database_url.parse(os.environ["X"])`, `{'ENGINE': ?str X outside, 'NAME': ?str X outside, 'CONN_MAX_AGE': 0, 'CONN_HEALTH_CHECKS': False, 'DISABLE_SERVER_SIDE_CURSORS': False, ... ? X outside} live X is set`},
		{`dj_database_url.config(default=None)`, `{'ENGINE': ?str DATABASE_URL outside, 'NAME': ?str DATABASE_URL outside, 'CONN_MAX_AGE': 0, 'CONN_HEALTH_CHECKS': False, 'DISABLE_SERVER_SIDE_CURSORS': False, ... ? DATABASE_URL outside} if DATABASE_URL is set | {} if DATABASE_URL is not set`},
		{`strtobool(os.environ.get("X", "no"))`, `0 if X is not set | ?int X outside if X is set`},
		{`json.loads(os.environ.get("X", "[]"))`, `? X outside if X is set | [] if X is not set`},
		{`timedelta(minutes=env.int("X", 5))`, `?timedelta X outside if X is set | datetime.timedelta(seconds=300) if X is not set`},
		{`get_random_secret_key()`, `?str get_random_secret_key() random`},
		{`env("X", default=get_random_secret_key())`, `?str X outside if X is set | ?str get_random_secret_key() random if X is not set`},
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
		if got != c.want {
			t.Errorf("%s\n got: %s\nwant: %s", c.code, got, c.want)
		}
	}
}

// TestFilePlace: what an environment file sets points at its line there.
func TestFilePlace(t *testing.T) {
	for _, code := range []string{
		"import environ\nenv = environ.Env()\nenviron.Env.read_env()\nR = env.bool('X', False)\n",
		"import os\nfrom dotenv import load_dotenv\nload_dotenv()\nR = os.environ['X']\n",
		"from decouple import config\nR = config('X', cast=bool)\n",
		"from dotenv import dotenv_values\nR = dotenv_values('.env')['X']\n",
	} {
		r := trial{Code: code, Files: map[string]string{".env": "# a comment\n\nX=1\n"}}.load(eval.Options{EnvOnly: true})
		v := r.Settings["R"].Value
		steps := v.Origin().Trail()
		if len(v.Alts()) != 1 || steps[0].Span.String() != ".env:3" || steps[0].Text != "X is set by .env" {
			t.Errorf("%s: %s at %s", code, say(v, r.Live), steps[0].Span)
		}
	}
}

// TestOwnObjects: each evaluation has its own mutable constants.
func TestOwnObjects(t *testing.T) {
	for range 2 {
		r := trial{Code: "import sys\nfrom django.conf import global_settings\nM = global_settings.MIDDLEWARE\nM += ['x']\nsys.argv.append('y')\nR = [M, sys.argv]\n"}.load(eval.Options{})
		if got := say(r.Settings["R"].Value, r.Live); got != "[['x'], ['manage.py', 'check', '--deploy']]" {
			t.Error(got)
		}
	}
}
