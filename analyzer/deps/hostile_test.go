package deps

import (
	"fmt"
	"strings"
	"testing"
)

// TestHostile reads files which are made to take time or memory. What comes of
// them is bounded; one that is never read to its end ends the test run.
func TestHostile(t *testing.T) {
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	needs := strings.Repeat(`{ name = "x" }, `, 2000)
	for name, files := range map[string]map[string]string{
		"nested TOML":      {"pyproject.toml": "a = " + strings.Repeat("[", 1_000_000)},
		"nested JSON":      {"Pipfile.lock": strings.Repeat(`{"a":`, 500_000)},
		"nested YAML":      {"environment.yml": "dependencies: " + strings.Repeat("[", 1_000_000)},
		"dotted names":     {"pyproject.toml": strings.Repeat("a.", 200_000) + "b = 1"},
		"names":            {"uv.lock": many(200_000, "a%d = 1\n")},
		"aliases":          {"environment.yml": "a: &a [x, x]\n" + many(1000, "a%[1]d: &a%[1]d [*a, *a]\n") + "dependencies: *a\n"},
		"all need all":     {"uv.lock": strings.Repeat("[[package]]\nname = \"x\"\nversion = \"1\"\nsource = { virtual = \".\" }\ndependencies = ["+needs+"]\n", 100)},
		"groups of groups": {"pyproject.toml": "[dependency-groups]\n" + many(100, "g%d = ["+strings.TrimSuffix(many(100, `{include-group = "g%d"}, `), ", ")+"]\n")},
		"lists of lists":   {"setup.py": many(60, "a%[1]d = [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9]\n") + "setup(install_requires=a0, extras_require=a1)\n"},
		"markers":          {"requirements.txt": "a==1 ; " + strings.Repeat("(", 500_000) + "\n" + "b==1 ; " + strings.Repeat("os_name == 'x' or ", 500_000) + "\n"},
		"continued":        {"requirements.txt": strings.Repeat("a \\\n", 500_000)},
		"many":             {"requirements.txt": strings.Repeat("a==1 ; python_version < '3'\n", 100_000)},
		"includes":         {"requirements.txt": many(10_000, "-r r%d.txt\n-r requirements.txt\n"), "r1.txt": "-r r2.txt\n-r requirements.txt\n", "r2.txt": "-r r1.txt\n-c r2.txt\n"},
	} {
		t.Run(name, func(t *testing.T) {
			set := Find(treeOf(files), ".", nil)
			if len(set.Requirements) > maxRequirements || len(set.Notes) > maxRequirements {
				t.Errorf("%d requirements, %d notes", len(set.Requirements), len(set.Notes))
			}
		})
	}
}
