package deploy

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	crossplane "github.com/nginxinc/nginx-go-crossplane"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// TestNginxTokens holds the tree that is read of each fixture against that of
// another reader of the same language, made by those who make nginx.
// More files can be named in DEPLOYCHECK_NGINX_FILES, a pattern.
func TestNginxTokens(t *testing.T) {
	names, err := filepath.Glob("testdata/nginx/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no fixtures", err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if f.Name != "want" {
				sameTree(t, filepath.Base(name)+"/"+f.Name, f.Data)
			}
		}
	}
	for _, text := range hardTokens {
		sameTree(t, text, []byte(text))
	}
	more, _ := filepath.Glob(os.Getenv("DEPLOYCHECK_NGINX_FILES"))
	for _, name := range more {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sameTree(t, name, raw)
	}
}

// hardTokens are words that are hard to tell apart.
var hardTokens = []string{
	"a 'b c' \"d;{}\" e#f; # g ; h\n i j;",
	"log_format x 'a \"b\" '\n  'c' ;\nlisten\n80\n;",
	"server{listen 80;location ~ \\.(js|css)${root /a;}}",
	"set $a ${b}c; set ${d} x;",
	"location ~ \"^/a{1,3}$\" { return 200 'it''s'; }",
	"if ($a ~* \"x y\") { return 403; }",
	"map $a $b { default 0; ~^x$ 1; \"\" 2; }",
}

func sameTree(t *testing.T, name string, raw []byte) {
	t.Helper()
	payload, err := crossplane.Parse(name, &crossplane.ParseOptions{
		SingleFile: true, SkipDirectiveContextCheck: true, SkipDirectiveArgsCheck: true,
		Open: func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil },
	})
	if err != nil || len(payload.Config) != 1 || len(payload.Config[0].Errors) > 0 {
		t.Logf("%s: the other reader refuses it", name)
		return
	}
	var want, got []string
	for _, d := range payload.Config[0].Parsed {
		want = theirLines(want, d, 0)
	}
	tree, _ := parseNginx(source.NewFile(name, raw))
	for _, d := range tree {
		got = ourLines(got, d, 0)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-theirs +ours)\n%s", name, diff)
	}
}

// The other reader keeps backslashes, and takes the brackets off conditions.
func theirLines(lines []string, d *crossplane.Directive, depth int) []string {
	if d.Directive == "#" {
		return lines
	}
	lines = append(lines, treeLine(depth, d.Line, d.Directive, d.Args))
	for _, inner := range d.Block {
		lines = theirLines(lines, inner, depth+1)
	}
	return lines
}

func ourLines(lines []string, d *directive, depth int) []string {
	var args []string
	for _, a := range d.args {
		args = append(args, a.text)
	}
	if d.name == "if" && len(args) > 0 {
		args[0] = strings.TrimPrefix(args[0], "(")
		args[len(args)-1] = strings.TrimSuffix(args[len(args)-1], ")")
	}
	lines = append(lines, treeLine(depth, d.span.Line, d.name, args))
	for _, inner := range d.block {
		lines = ourLines(lines, inner, depth+1)
	}
	return lines
}

func treeLine(depth, line int, name string, args []string) string {
	var all []string
	for _, a := range args {
		if a = strings.ReplaceAll(a, `\`, ""); a != "" || name != "if" {
			all = append(all, a)
		}
	}
	return fmt.Sprintf("%s%d %s %q", strings.Repeat("  ", depth), line, strings.ReplaceAll(name, `\`, ""), all)
}
