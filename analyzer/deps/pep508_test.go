package deps

import (
	"fmt"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

func TestParseRequirement(t *testing.T) {
	at := source.Span{File: "Dockerfile", Line: 3, Column: 1, EndLine: 3, EndColumn: 9}
	for text, want := range map[string]string{
		"Django==4.2":   "django ==4.2 4.2 ",
		"gunicorn[x,Y]": "gunicorn   ",
		"a>=1,<2":       "a >=1,<2  ",
		"git+https://github.com/example/Thing.git@v1": "thing   it is installed from a repository",
		"x @ https://example.com/x.zip":               "x   it is installed from an address",
	} {
		q, ok := ParseRequirement(text, at)
		if got := fmt.Sprint(q.Name, " ", q.Specifier, " ", q.Version, " ", q.Reason); !ok || got != want || q.Span != at {
			t.Errorf("%s: got %q, %t, want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{".", "./x", "-x", "", "/wheels/*", "{{ x }}", "a b"} {
		if q, ok := ParseRequirement(text, at); ok {
			t.Errorf("%q: got %+v", text, q)
		}
	}
}
