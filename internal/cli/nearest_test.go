package cli

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"debug-enabled", "debug-string-truthy", "hsts-missing", "hsts-short", "env", "json", "text", "security.W018"}
	for word, want := range map[string]string{
		"debug-enabld":   "debug-enabled",
		"debug_enabled":  "debug-enabled",
		"hsts-misisng":   "hsts-missing",
		"jsno":           "json",
		"evn":            "env",
		"security.W18":   "security.W018",
		"security.W004":  "security.W018",
		"":               "",
		"firewall":       "",
		"xyz":            "",
		"hsts":           "",
		"debug-enabled2": "debug-enabled",
	} {
		if got := nearest(word, names); got != want {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "acb", 1},
		{"abc", "xbc", 1}, {"abc", "abcd", 1}, {"kitten", "sitting", 3}, {"größe", "grösse", 2},
	} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
