package models_test

import (
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/eval"
)

func TestTrail(t *testing.T) {
	for _, c := range []trial{
		{Code: "import environ\nenv = environ.Env()\nenviron.Env.read_env()\nDEFAULT = True\nR = env.bool('X', default=DEFAULT)\n"},
		{Code: "import environ\nenv = environ.Env()\nenviron.Env.read_env()\nDEFAULT = True\nR = env.bool('X', default=DEFAULT)\n", Files: map[string]string{".env": "#c\nX=1\n"}},
		{Code: "from decouple import config\nR = config('X', cast=bool)\n", Files: map[string]string{".env": "#c\nX=1\n"}},
		{Code: "from dotenv import load_dotenv\nimport os\nload_dotenv()\nR = os.environ.get('X') == '1'\n", Files: map[string]string{".env": "#c\nX=${Y}1\n"}},
		{Code: "import dj_database_url\nR = dj_database_url.config(default='sqlite:///x')['NAME']\n"},
		{Code: "import environ\nenv = environ.Env(X=(bool, True))\nR = env('X')\n"},
		{Code: "import os\nos.environ['X'] = '1'\nR = os.environ.get('X')\n"},
	} {
		r := c.load(eval.Options{})
		t.Log(c.String())
		for _, rd := range r.Reads {
			t.Log("   read ", rd)
		}
		for _, a := range r.Settings["R"].Value.Alts() {
			t.Logf("  %s if %s", sayPlain(a.Plain), a.When)
			for _, o := range a.Origin.Trail() {
				t.Logf("      %s:%d %s", o.Span.String(), o.Span.Column, o.Text)
			}
		}
	}
}
