package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// inside a workspace, as the Action has one.
func workspaceApp(dir string) *app {
	return &app{World: World{Env: map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": dir}}}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "out", "a.sarif")
	for _, a := range []*app{{}, workspaceApp(dir)} {
		for _, text := range []string{"a long report", "short"} {
			if a.workspace() == "" {
				os.MkdirAll(filepath.Dir(name), 0o755)
			}
			if err := a.writeFile(name, []byte(text)); err != nil {
				t.Fatal(err)
			}
			if got, _ := os.ReadFile(name); string(got) != text {
				t.Errorf("the file holds %q", got)
			}
		}
		if entries, _ := os.ReadDir(filepath.Dir(name)); len(entries) != 1 {
			t.Errorf("left behind: %v", entries)
		}
		os.RemoveAll(filepath.Dir(name))
	}
}

// TestWriteStaysInside holds that no link in a workspace leads a report out.
func TestWriteStaysInside(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	victim := filepath.Join(outside, "victim")
	if err := os.WriteFile(victim, []byte("untouched"), 0o644); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{"file": victim, "folder": outside, "up": ".."} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	a := workspaceApp(dir)
	if err := a.writeFile(filepath.Join(dir, "file"), []byte("report")); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"folder/victim", "folder/new", "up/new"} {
		if err := a.writeFile(filepath.Join(dir, name), []byte("report")); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if got, _ := os.ReadFile(victim); string(got) != "untouched" {
		t.Errorf("the file outside holds %q", got)
	}
	if entries, _ := os.ReadDir(outside); len(entries) != 1 {
		t.Errorf("outside: %v", entries)
	}
}

// TestWriteThroughLinks holds that at a terminal links are the user's own
// wish, and devices stay what they are.
func TestWriteThroughLinks(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	os.WriteFile(target, []byte("a long text that was there"), 0o644)
	os.Symlink(target, link)
	if err := (&app{}).writeFile(link, []byte("report")); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(target); string(got) != "report" {
		t.Errorf("the target holds %q", got)
	}
	if info, _ := os.Lstat(link); info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
	if err := (&app{}).writeFile(os.DevNull, []byte("report")); err != nil {
		t.Error(err)
	}
	if info, _ := os.Stat(os.DevNull); info.Mode()&os.ModeDevice == 0 {
		t.Error("the device was replaced")
	}
}

func TestInWorkspace(t *testing.T) {
	dir := t.TempDir()
	a := workspaceApp(dir)
	for _, name := range []string{"a.sarif", "./b/a.sarif", "b/../a.sarif", filepath.Join(a.workspace(), "a.sarif")} {
		if got, err := a.inWorkspace("sarif-file", name); err != nil || !filepath.IsAbs(got) {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	for _, name := range []string{"../a.sarif", "/etc/passwd", "b/../../a.sarif"} {
		if got, err := a.inWorkspace("sarif-file", name); err == nil {
			t.Errorf("%s: %s", name, got)
		}
	}
}
