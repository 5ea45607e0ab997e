package eval_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/eval"
)

// TestCalls: what is kept of a call of sentry_sdk.init.
func TestCalls(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{
			"import sentry_sdk\nsentry_sdk.init(dsn='https://key@sentry.example.com/1', send_default_pii=True)\n",
			`always at 2: dsn='https://key@sentry.example.com/1' send_default_pii=True`,
		},
		{
			"import os\nfrom sentry_sdk import init\nDSN = os.environ.get('SENTRY_DSN')\nif DSN:\n    init(DSN, environment='live')\n",
			`SENTRY_DSN is not empty at 5: dsn=<SENTRY_DSN: str> environment='live'`,
		},
		{
			"import os, sentry_sdk\nDEBUG = os.environ.get('DEBUG') == '1'\nif not DEBUG:\n    sentry_sdk.init(dsn='d', debug=DEBUG)\n",
			`DEBUG is not "1", or DEBUG is not set at 4: dsn='d' debug=False`,
		},
		{
			"import sentry_sdk\nOPTIONS = {'dsn': 'd', 'integrations': ['a']}\nsentry_sdk.init(**OPTIONS)\nOPTIONS['integrations'].append('b')\n",
			`always at 3: dsn='d' integrations=['a']`,
		},
		{
			"import sentry_sdk\nfrom elsewhere import OPTIONS\nsentry_sdk.init(dsn='d', **OPTIONS)\n",
			`always at 3: dsn='d' and others`,
		},
		{
			"import os, sentry_sdk\ndef report(dsn):\n    if not dsn:\n        raise RuntimeError\n    sentry_sdk.init(dsn)\nreport(os.environ.get('DSN'))\n",
			`always at 5: dsn=<DSN: str>`,
		},
		{"import sentry_sdk\nif False:\n    sentry_sdk.init(dsn='d')\n", ""},
		{"import sentry_sdk\nsentry_sdk.set_tag('a', 'b')\ndef init(dsn): pass\ninit('d')\n", ""},
		{"try:\n    import sentry_sdk\nexcept ImportError:\n    pass\nelse:\n    sentry_sdk.init()\n", "always at 6:"},
	} {
		r := load(c.code, eval.Options{})
		var list []string
		for _, call := range r.Calls {
			list = append(list, describeCall(call))
		}
		if got := strings.Join(list, "\n"); got != c.want {
			t.Errorf("%s\n got: %s\nwant: %s", c.code, got, c.want)
		}
	}
}

func describeCall(c eval.Call) string {
	text := c.When.String() + " at " + strconv.Itoa(c.Span.Line) + ":"
	for _, a := range c.Arguments {
		text += " " + a.Name + "=" + a.Value.String()
	}
	if c.Open != nil {
		text += " and others"
	}
	return text
}

// TestCallArgument: an argument is asked for by its name.
func TestCallArgument(t *testing.T) {
	r := load("import sentry_sdk\nsentry_sdk.init('d', debug=True)\n", eval.Options{})
	if len(r.Calls) != 1 {
		t.Fatalf("%d calls", len(r.Calls))
	}
	if v, ok := r.Calls[0].Argument("debug"); !ok || v.String() != "True" {
		t.Errorf("debug is %s", v)
	}
	if v, ok := r.Calls[0].Argument("send_default_pii"); ok {
		t.Errorf("send_default_pii is %s", v)
	}
}
