package deploy_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// hostFixtures are the archives with configurations of hosts: those of the
// readers and those of the rules.
func hostFixtures(t *testing.T) map[string]fstest.MapFS {
	all := map[string]fstest.MapFS{}
	for _, pattern := range []string{"testdata/hosts/*.txtar", "../../rules/testdata/ssh_*/*.txtar", "../../rules/testdata/fail2ban_missing/*.txtar"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal("no fixtures", pattern, err)
		}
		for _, name := range names {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files := fstest.MapFS{}
			for _, f := range archive.Files {
				files[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			all[path.Base(path.Dir(name))+"/"+path.Base(name)] = files
		}
	}
	return all
}

// program finds a program or skips the test.
func program(t *testing.T, name string) string {
	for _, folder := range []string{"", "/usr/sbin/", "/usr/bin/"} {
		if found, err := exec.LookPath(folder + name); err == nil {
			return found
		}
	}
	t.Skip("no " + name + " here")
	return ""
}

// sshDefaults are OpenSSH's.
var sshDefaults = map[string]string{
	"passwordauthentication": "yes", "kbdinteractiveauthentication": "yes", "permitrootlogin": "prohibit-password", "permitemptypasswords": "no",
	"usepam": "no", "port": "22", "pubkeyauthentication": "yes", "authenticationmethods": "any", "maxauthtries": "6", "x11forwarding": "no",
}

// TestSSHConfirm holds what is read of whole configurations of the SSH server
// against what the server itself makes of them, for somebody of no account
// and for each user that a block is about.
func TestSSHConfirm(t *testing.T) {
	sshd, keygen := program(t, "sshd"), program(t, "ssh-keygen")
	key := filepath.Join(t.TempDir(), "key")
	if out, err := exec.Command(keygen, "-q", "-t", "ed25519", "-N", "", "-f", key).CombinedOutput(); err != nil {
		t.Skip("no key can be made: ", string(out))
	}
	held := 0
	for name, files := range hostFixtures(t) {
		facts := deploy.Read(source.NewTree(files, source.Limits{}))
		for _, s := range facts.SSH {
			if !s.Whole || strings.Contains(string(files[s.File].Data), "{{") {
				continue
			}
			main := placed(t, files, s.File)
			held++
			for _, user := range append([]string{"nobody"}, usersOf(s)...) {
				out, err := exec.Command(sshd, "-T", "-f", main, "-h", key, "-C", "user="+user+",host=client.example,addr=192.0.2.9,laddr=192.0.2.1,lport=22").CombinedOutput()
				if strings.Contains(string(out), "privilege separation directory") {
					t.Skip(string(out))
				}
				if err != nil {
					t.Errorf("%s: the server refuses %s: %s", name, s.File, out)
					break
				}
				compareSSH(t, name+" "+s.File+" for "+user, s, user, string(out))
			}
		}
	}
	if held < 8 {
		t.Errorf("%d configurations were confirmed; there should be more", held)
	}
}

// placed writes the files of a fixture to a folder and gives the path of one;
// what it includes from /etc/ssh is beside it.
func placed(t *testing.T, files fstest.MapFS, name string) string {
	root := t.TempDir()
	for file, data := range files {
		target := filepath.Join(root, file)
		text := strings.ReplaceAll(string(data.Data), "/etc/ssh/", filepath.Dir(target)+"/")
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(root, name)
}

var matchUser = regexp.MustCompile(`(?i)^user\s+(\w+)$`)

func usersOf(s *deploy.SSH) []string {
	var users []string
	for _, m := range s.Matches {
		if u := matchUser.FindStringSubmatch(m.Criteria.Value); u != nil {
			users = append(users, u[1])
		}
	}
	return users
}

func compareSSH(t *testing.T, label string, s *deploy.SSH, user, said string) {
	for keyword, value := range sshDefaults {
		if set, ok := s.Setting(keyword); ok {
			value = set.Value.Value
		}
		for _, m := range s.Matches {
			u := matchUser.FindStringSubmatch(m.Criteria.Value)
			if set, ok := m.Setting(keyword); ok && (m.Criteria.Value == "all" || u != nil && u[1] == user) {
				value = set.Value.Value
				break
			}
		}
		value = strings.Replace(value, "without-password", "prohibit-password", 1)
		got := regexp.MustCompile(`(?m)^` + keyword + ` (.*)$`).FindStringSubmatch(said)
		if got == nil || strings.Replace(got[1], "without-password", "prohibit-password", 1) != value {
			t.Errorf("%s: %s is %q as it is read, and the server says %q", label, keyword, value, got)
		}
	}
}

// TestFail2banConfirm holds what is read of jails against what fail2ban itself
// makes of the files laid over those of its package.
func TestFail2banConfirm(t *testing.T) {
	client := program(t, "fail2ban-client")
	if _, err := os.Stat("/etc/fail2ban/jail.d/defaults-debian.conf"); err != nil {
		t.Skip("this fail2ban is not Debian's")
	}
	held := 0
	for name, files := range hostFixtures(t) {
		facts := deploy.Read(source.NewTree(files, source.Limits{}))
		for _, folder := range jailFolders(files) {
			root := filepath.Join(t.TempDir(), "fail2ban")
			if err := os.CopyFS(root, os.DirFS("/etc/fail2ban")); err != nil {
				t.Skip(err)
			}
			layOver(t, root, files, folder)
			out, err := exec.Command(client, "-c", root, "-d").Output()
			if err != nil {
				t.Errorf("%s: fail2ban refuses %s: %v", name, folder, err)
				continue
			}
			held++
			compareJails(t, name+" "+folder, facts, folder, string(out))
		}
	}
	if held < 6 {
		t.Errorf("%d configurations were confirmed; there should be more", held)
	}
}

// jailFolders lists the folders of a fixture that hold jails.
func jailFolders(files fstest.MapFS) []string {
	var all []string
	for name := range files {
		folder := path.Dir(name)
		if path.Base(folder) == "jail.d" {
			folder = path.Dir(folder)
		} else if !strings.HasPrefix(path.Base(name), "jail.") {
			continue
		}
		if !slices.Contains(all, folder) {
			all = append(all, folder)
		}
	}
	return all
}

// layOver writes the jails of a folder over those of the package. A jail.conf
// is added to the package's, which has what others refer to.
func layOver(t *testing.T, root string, files fstest.MapFS, folder string) {
	sub, err := fs.Sub(files, folder)
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(sub, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name != "jail.local" && name != "jail.conf" && path.Dir(name) != "jail.d" {
			return err
		}
		data, _ := fs.ReadFile(sub, name)
		if name == "jail.conf" {
			name = "jail.d/00-jail.conf"
		}
		return os.WriteFile(filepath.Join(root, name), data, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func compareJails(t *testing.T, label string, facts *deploy.Facts, folder, said string) {
	for _, j := range facts.Jails {
		if !strings.HasPrefix(j.File, folder+"/jail") {
			continue
		}
		on := j.Assumed || j.Enabled.Value == "yes"
		if got := strings.Contains(said, fmt.Sprintf("['add', '%s', ", j.Name)); got != on {
			t.Errorf("%s: the jail %s is on: %v as it is read, and fail2ban says %v", label, j.Name, on, got)
			continue
		}
		for _, option := range []string{"bantime", "findtime", "maxretry"} {
			w, ok := j.Options[option]
			if !ok || w.Opaque != "" || !on {
				continue
			}
			got := regexp.MustCompile(fmt.Sprintf(`\['set', '%s', '%s', '?([^'\]]*)'?\]`, j.Name, option)).FindStringSubmatch(said)
			if got == nil || got[1] != w.Value {
				t.Errorf("%s: %s of %s is %q as it is read, and fail2ban says %q", label, option, j.Name, w.Value, got)
			}
		}
	}
}
