package eval_test

import (
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/eval"
)

func TestFromRoot(t *testing.T) {
	for _, c := range []struct {
		text, want string
		path       bool
	}{
		{eval.Root, ".", true},
		{eval.Root + "/media", "media", true},
		{eval.Root + "/../data", "../data", true},
		{eval.Root + "-old/x", "../project-old/x", true},
		{"/deploycheck/checkout/of/the", "..", true},
		{"/deploycheck/checkout/data", "../../../data", true},
		{"sqlite:///" + eval.Root + "/db", "sqlite:///./db", false},
		{"sqlite:////deploycheck/checkout/of/the/db", "sqlite:///../db", false},
		{"/srv/media", "/srv/media", false},
		{"media", "media", false},
		{"", "", false},
	} {
		if got, path := eval.FromRoot(c.text); got != c.want || path != c.path {
			t.Errorf("FromRoot(%q) = %q, %v; want %q, %v", c.text, got, path, c.want, c.path)
		}
	}
}
