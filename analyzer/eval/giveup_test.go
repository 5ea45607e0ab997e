package eval_test

import (
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// TestGivenUp: once there are too many steps, what may still change is not
// known, and what surely does not is.
func TestGivenUp(t *testing.T) {
	code := strings.Join([]string{
		"SECURE = True",
		"DEBUG = True",
		"HOSTS = ['a']",
		"APPS = ['a']",
		"DATABASES = {'default': {}}",
		"n = 0",
		"while n < 10 ** 9:",
		"    n += sum(range(100))",
		"if n:",
		"    DEBUG = False",
		"HOSTS.append('*')",
		"DATABASES['default']['ENGINE'] = 'x'",
		"APPS += ['b']",
		"print(SECURE)",
	}, "\n")
	r := load(code, eval.Options{})
	if s := r.Settings["APPS"]; s == nil || s.Value.String() != "['a', *<unknown>]" {
		t.Errorf("APPS is %v", s)
	}
	for name, known := range map[string]bool{"SECURE": true, "DEBUG": false, "DATABASES": false} {
		s := r.Settings[name]
		if s == nil {
			t.Errorf("%s is missing", name)
			continue
		}
		p, _ := s.Value.Only()
		if _, unknown := p.(*value.Unknown); unknown == known {
			t.Errorf("%s is %s", name, s.Value)
		}
	}
	if r.Open == nil || len(r.Notes) == 0 {
		t.Error("nothing tells that evaluation was given up")
	}
}
