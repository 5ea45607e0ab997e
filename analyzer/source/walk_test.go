package source_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// list gives the files listed among those named, which are all empty.
func list(names string) string {
	files := fstest.MapFS{}
	for name := range strings.FieldsSeq(names) {
		files[name] = text("")
	}
	listed, _ := tree(files).Files()
	return strings.Join(listed, " ")
}

func TestFiles(t *testing.T) {
	for name, c := range map[string]struct{ files, want string }{
		"order":          {"b.py a/z.py a.py a/b/c.py a-b.py", "a-b.py a.py a/b/c.py a/z.py b.py"},
		"not ours":       {"a.py .git/config .git/x.py node_modules/a.js x/__pycache__/a.pyc .tox/a.py lib/site-packages/a.py", "a.py"},
		"hidden is ours": {".env .github/workflows/a.yml", ".env .github/workflows/a.yml"},
		"environment":    {"my/pyvenv.cfg my/a.py a.py", "a.py"},
		"venv":           {"venv/bin/activate venv/a.py .venv/lib/python3.12/a.py a.py", "a.py"},
		"env of ours":    {"env/prod.env env/a.py", "env/a.py env/prod.env"},
		"build output":   {"build/lib/a.py dist/a.js vendor/x/y.js third_party/a.c a.py", "a.py"},
		"build of ours":  {"build/site/manage.py build/a.py", "build/a.py build/site/manage.py"},
		"build for it":   {"build/Dockerfile dist/a.js", "build/Dockerfile"},
		"app vendor":     {"shop/vendor/__init__.py shop/vendor/models.py", "shop/vendor/__init__.py shop/vendor/models.py"},
	} {
		if got := list(c.files); got != c.want {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

func TestLimits(t *testing.T) {
	files := fstest.MapFS{}
	for i := range 20 {
		files[fmt.Sprintf("f%02d.py", i)] = text("")
	}
	files["a/"+strings.Repeat("a/", 10)+"deep.py"] = text("")
	files["a/near.py"] = text("")

	deep, notes := source.NewTree(files, source.Limits{Depth: 3}).Files()
	if slices.ContainsFunc(deep, func(s string) bool { return strings.Contains(s, "deep") }) || len(deep) != 21 || len(notes) != 1 {
		t.Errorf("%v, %v", deep, notes)
	}
	many, notes := source.NewTree(files, source.Limits{Entries: 15}).Files()
	if len(many) >= 15 || len(notes) != 1 {
		t.Errorf("%v, %v", many, notes)
	}
}

// ignoring is a tree with .gitignore files and what git does about it.
var ignoring = map[string]string{
	".gitignore": "# comment\n*.log\n/only-root.txt\nbuilt/\n!keep.log\nconfig/local.py\n**/any/x.txt\na/**/b.txt\n" +
		".env*\n!.env.example\nspace \n\\#odd\n[ab]?.tmp\nc++.txt\nnested/dir/\n/up/*\n!/up/this/\nlist/*\n!list/*/\n!list/**/*.py\nall/**\n{a,b}.x\n",
	"sub/.gitignore": "!back.log\n/here.txt\n*.secret\n",
	"a.log":          "", "keep.log": "", "sub/back.log": "", "sub/other.log": "", "sub/deep/back.log": "",
	"only-root.txt": "", "sub/only-root.txt": "",
	"built/a.py": "", "sub/built/a.py": "", "x/built": "",
	"config/local.py": "", "sub/config/local.py": "", "config/other.py": "",
	"q/any/x.txt": "", "any/x.txt": "", "a/b.txt": "", "a/m/n/b.txt": "",
	".env": "", ".env.example": "", "sub/.env.prod": "",
	"space": "", "#odd": "", "ax.tmp": "", "cx.tmp": "", "axx.tmp": "", "c++.txt": "", "cxx.txt": "",
	"sub/here.txt": "", "sub/deep/here.txt": "", "sub/deep/k.secret": "", "k.secret": "",
	"nested/dir/f.py": "", "sub/nested/dir/f.py": "",
	"up/that/f.py": "", "up/this/f.py": "", "up/f.py": "",
}

func TestIgnore(t *testing.T) {
	files := fstest.MapFS{}
	for name, content := range ignoring {
		files[name] = text(content)
	}
	ours := tree(files)
	listed, _ := ours.Files()
	want := gitFiles(t)
	if !slices.Equal(listed, want) {
		t.Errorf("listed %q\ngit has %q", listed, want)
	}
	for name := range ignoring {
		if got := ours.Ignored(name); got == slices.Contains(want, name) {
			t.Errorf("%s ignored: %v", name, got)
		}
		if !ours.Exists(name) {
			t.Errorf("%s does not exist", name)
		}
		if _, err := ours.Read(name); err != nil {
			t.Error(err)
		}
	}
	if !ours.Ignored("sub/.env") || ours.Ignored("sub/new.py") {
		t.Error("files that are not there are judged wrongly")
	}
}

// gitFiles asks git which of the files it would not ignore.
func gitFiles(t *testing.T) []string {
	t.Helper()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("no git")
	}
	dir := t.TempDir()
	for name, content := range ignoring {
		write(t, filepath.Join(dir, name), content)
	}
	run := func(args ...string) string {
		cmd := exec.Command(git, append([]string{"-C", dir, "-c", "core.excludesFile="}, args...)...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(args, err)
		}
		return string(out)
	}
	run("init", "-q")
	out := run("ls-files", "-z", "--others", "--exclude-standard")
	list := strings.Split(strings.TrimSuffix(out, "\x00"), "\x00")
	slices.Sort(list)
	return list
}
