package grammar

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	sitter "github.com/smacker/go-tree-sitter"
)

func TestLanguage(t *testing.T) {
	language, err := Language()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := Language(); again != language {
		t.Error("loaded twice")
	}
}

// TestAgainstOfficialRuntime checks that the narrowed language on our runtime
// reads files as the whole language does on the runtime it was made for.
func TestAgainstOfficialRuntime(t *testing.T) {
	if testing.Short() {
		t.Skip("builds another program")
	}
	files, err := filepath.Glob("testdata/*.py")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	want := official(t, files)
	for i, name := range files {
		if got := ours(t, name); got != want[i] {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want[i])
		}
	}
}

// official asks the program in compare for the trees.
func official(t *testing.T, files []string) []string {
	t.Helper()
	args := []string{"-C", "compare", "run", "."}
	for _, name := range files {
		path, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOWORK=off")
	var problem strings.Builder
	cmd.Stderr = &problem
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("the program to compare with does not run: %s", problem.String())
	}
	return strings.Split(string(out), "\n")
}

func ours(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	language, err := Language()
	if err != nil {
		t.Fatal(err)
	}
	parser := sitter.NewParser()
	defer parser.Close()
	parser.SetLanguage(language)
	tree, err := parser.ParseCtx(context.Background(), nil, text)
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	return tree.RootNode().String()
}
