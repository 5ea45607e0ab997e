package cli

import (
	"path/filepath"
	"testing"
)

func TestUserName(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"[core]\n\tname = x\n":        "",
		"[user]\n\tname = ops team\n": "ops team",
		"[user]\n\tname = \"Ann \\\"A\\\" E\" ; me": "Ann \"A\" E",
		"[ User ]\nNAME=Ann#x\n[other]\nname=y":     "Ann",
		"[user \"a\"]\nname = x":                    "",
		"[user]\nname = a\nname = b":                "b",
		"[user]\nemail = a@b.example":               "",
	} {
		if got := userName(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestGitUser(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, ".git/config", "[user]\nname = Ann\n")
	write(t, dir, "a/b/x", "")
	if got := gitUser(filepath.Join(dir, "a", "b")); got != "Ann" {
		t.Errorf("%q", got)
	}
	write(t, dir, "a/.git", "gitdir: elsewhere\n")
	if got := gitUser(filepath.Join(dir, "a", "b")); got != "" {
		t.Errorf("%q", got)
	}
}
