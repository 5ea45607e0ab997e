package analyzer_test

import (
	"testing"

	"github.com/deploycheck/deploycheck/analyzer"
)

// TestCalls: a deployment tells the calls of a function that its settings
// make, with the condition and the arguments.
func TestCalls(t *testing.T) {
	r := analyze(t, mysite("import sentry_sdk\nSENTRY_DSN = os.environ.get('SENTRY_DSN', '')\nif SENTRY_DSN:\n    sentry_sdk.init(dsn=SENTRY_DSN, send_default_pii=True)\nsentry_sdk.set_tag('a', 'b')\n"), analyzer.Options{})
	d := r.Projects[0].Deployments[0]
	calls := d.Calls("sentry_sdk.init")
	if len(calls) != 1 {
		t.Fatalf("%d calls", len(calls))
	}
	c := calls[0]
	if c.When.String() != "SENTRY_DSN is not empty" || c.Span.String() != "mysite/settings.py:10" {
		t.Errorf("it is called at %s where %s", c.Span, c.When)
	}
	if v, ok := c.Argument("send_default_pii"); !ok || v.String() != "True" {
		t.Errorf("send_default_pii is %s", v)
	}
	if v, ok := c.Argument("debug"); ok {
		t.Errorf("debug is %s", v)
	}
	if calls := d.Calls("sentry_sdk.set_tag"); len(calls) != 0 {
		t.Errorf("%d calls that do not matter", len(calls))
	}
}

// TestInstalled: an app may be installed where nothing is known of
// INSTALLED_APPS, and is not where it is left out.
func TestInstalled(t *testing.T) {
	for _, c := range []struct {
		lines string
		may   bool
	}{
		{"INSTALLED_APPS = ['rest_framework']\n", true},
		{"INSTALLED_APPS = ['rest_framework.apps.RestFrameworkConfig']\n", true},
		{"from elsewhere import INSTALLED_APPS\n", true},
		{"INSTALLED_APPS = ['rest_framework_extras']\n", false},
		{"INSTALLED_APPS = []\n", false},
	} {
		may := false
		rule := &analyzer.Rule{ID: "asks", Item: "apps", Check: func(p *analyzer.Pass) {
			may = p.Production().Meets(p.Installed("rest_framework"))
		}}
		catalogue := analyzer.Catalogue{Items: []analyzer.Item{{ID: "apps"}}, Rules: []*analyzer.Rule{rule}}
		analyze(t, mysite(c.lines), analyzer.Options{}).Check(catalogue, func(*analyzer.Rule) bool { return true })
		if may != c.may {
			t.Errorf("%q: it may be installed: %v", c.lines, may)
		}
	}
}
