package deploy_test

import (
	"errors"
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
		t.Fatal("no key can be made: ", string(out))
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
			switch err := os.CopyFS(root, os.DirFS("/etc/fail2ban")); {
			case errors.Is(err, fs.ErrPermission):
				t.Skip("the files of the package may not be read: ", err)
			case err != nil:
				t.Fatal(err)
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

// hostSeeds are files for hosts, in the forms that are hard to read.
var hostSeeds = map[string][]string{
	"Dockerfile":               {"FROM a AS b\nWORKDIR x\nRUN --mount=a=b \\\n # c\n pip install -r ${A} -r entrypoint.sh . ./x[y] [ 'a b' -c\nRUN <<A\nuv sync --group\npoetry export -o\nA\nFROM b\nCOPY --from=b / ..\nRUN [\"pip\", \"install\", \"-e\"]\nRUN cd .. && pdm sync --project ../.. -G\n"},
	".github/workflows/ci.yml": {"on: {schedule: [{cron: x}]}\nenv: {A: b}\njobs: {a: {uses: x@y, steps: [{uses: aquasecurity/trivy-action, with: [a], continue-on-error: ${{ x }}}, {run: \"make a b\\n./entrypoint.sh\\n manage.py check --deploy --settings ${{ a }} \\\\\\n\"}, []]}}\n"},
	".gitlab-ci.yml":           {"variables: {A: &a {b: *a}}\nx: {script: [a, [b], {c: d}], allow_failure: [x]}\n"},
	"ssh/sshd_config":          {"Include sshd_config\nInclude *\nInclude /etc/ssh/*.d/*\nMatch user\nPort= \nMatch\n PasswordAuthentication\nInclude sshd_config\n"},
	"fail2ban/jail.local":      {"[DEFAULT]\na = %(a)s\nb = %(c)s\nc=%(b)s\nenabled = %(a)s\n[sshd]\n enabled\nenabled:\n[]\n[[x]]\n"},
	"setup.sh": {
		"for i in 1 2 3; do for j in a b c; do for k in x y z; do ufw allow $i$j$k; done; done; done\nf() { f; }; ufw insert; ufw; ufw allow from; iptables -A; iptables -P INPUT; sudo; sudo -u; sed -i s/ /etc/ssh/sshd_config; sed -i 's' /etc/ssh/sshd_config; sed -i '/x/c\\' /etc/ssh/sshd_config\n",
		strings.Repeat("for i in "+strings.Repeat("a ", 29)+"; do ", 9) + "x=$i" + strings.Repeat("; done", 9) + "\n",
		"(echo \"* * * * * a\"; (echo b)) | crontab -\ncat <<A | tee /etc/cron.d/x /etc/ssh/sshd_config\n$x\nA\nsh -c \"sh -c 'sh -c ufw'\"\nbash -c 'if x; then ufw enable; fi'\n",
		"psql <<A\nCREATE ROLE a SUPERUSER\nA\npsql -c \"CREATE USER $A$B CREATEDB\"; createuser; createuser -s; firewall-cmd --add-port; firewall-cmd --add-port=a/b/c\n",
	},
	"ansible/site.yml": {
		"- hosts: a\n  vars: {a: '{{ b }}', b: '{{ a }}', sshd: [x], firewall_allowed_tcp_ports: [{a: b}]}\n  roles: [geerlingguy.security, {role: x, vars: {a: b}}, [x]]\n  tasks:\n    - block: [{block: [{ufw: {rule: allow, port: '{{ item.a }}'}, loop: [{a: 1}, 2, [3]]}]}]\n    - cron: {job: x}\n    - shell: |\n        ufw allow {{ x }}\n    - lineinfile: path=/etc/ssh/sshd_config line='PermitRootLogin yes'\n    - copy: {dest: /etc/cron.daily/x, content: ''}\n",
		"- &a\n  block: [*a]\n- *a\n",
	},
	"user-data":                    {"#cloud-config\nruncmd: [[a, 'b c'], 'ufw allow 1', {a: b}]\nwrite_files: [{path: /etc/ssh/sshd_config}, {path: /etc/cron.d/x, content: '* * * * * a b'}]\nssh_pwauth: [a]\n"},
	"deploy/rules.v4":              {"*filter\n:INPUT\n-A INPUT --dport\n-A INPUT ! -p tcp -j ACCEPT\n-A INPUT -p tcp --dport 99999999999:1 -j ACCEPT\n"},
	"nftables.conf":                {"chain { type filter hook input; } } } {\n tcp dport { 1-, ssh } accept\n hook input { accept\n ip saddr accept\n"},
	"20auto-upgrades":              {"APT::Periodic::Unattended-Upgrade \"1\";\nAPT::Periodic::Enable \"\";\n"},
	"crontab":                      {"@every 99999999999999999999h a\n* * * * * *\n*/0 */99999999999 * * * x\n@daily\n1 2 */x 4 5 y\n"},
	"shop.timer":                   {"[Timer]\nOnCalendar=\nUnit=\nOnCalendar=Mon..Fri\n"},
	".github/workflows/backup.yml": {"on: {schedule: [{cron: '* * * * *'}]}\njobs: {a: {steps: [{run: pg_dump}]}, b: x}\n"},
	"k8s/jobs.yaml":                {"apiVersion: v1\nkind: CronJob\nspec: {jobTemplate: {}}\n---\napiVersion: v1\nkind: ScheduledBackup\n# schedule\n"},
	"main.tf": {
		"locals { a = local.b\n b = local.a\n c = [for x in local.a : x] }\nvariable \"a\" { default = var.a }\nresource \"aws_security_group\" \"x\" { ingress { from_port = {} \n to_port = \"x\" } \n dynamic \"ingress\" {} }\nresource \"aws_security_group\" {}\n",
		"resource \"aws_lb_listener\" \"x\" { port = 1e99\n protocol = \"HTTP\"\n default_action { type = \"redirect\" } }\nresource \"google_compute_firewall\" \"x\" { allow { ports = [\"a-b\", null] } }\nmodule \"x\" { source = \".\" }\n",
	},
	"rules.yml":              {"groups:\n  - rules:\n      - alert:\n      - alert: a\n        expr: [x]\n"},
	"init.sql":               {"CREATE ROLE\nCREATE ROLE 'a' SUPERUSER; /* CREATE ROLE */ -- x\nGRANT ALL ON *.* TO `b`@c; ALTER USER"},
	"pg_hba.conf":            {"host a b c d e f\nlocal a b\nlocal a b c\nhost all all 0.0.0.0 0.0.0.0 trust\n"},
	".github/dependabot.yml": {"version: 2\nupdates:\n- package-ecosystem: pip\n  directories: ['{a,b}{c,d}', '/**', [x]]\n  schedule: {interval: cron, cronjob: '* * 1 */0 13,x'}\n- x\n", "updates: [{package-ecosystem: pip, directory: '/../[', directories: ['**', {a: b}, '/{a,b']}]\n"},
	"renovate.json":          {"{\"enabledManagers\": [\"pep621\"], \"schedule\": [\"every 3 months\"]}"},
	"templates/base.html":    {"<html>{% endif %}{% if a %}<!-- <script src=\"https://www.googletagmanager.com/gtag/js\"> --><script src=\"//static.hotjar.com/c/hotjar-1.js\">{% if"},
	"dump.sql":               {"a@b.cd b@b.cd c@b.cd d@b.cd e@b.cd pbkdf2_sha256$1$abcd$", "argon2$argon2id$v="},
	"alertmanager.yml":       {"route: {}\nreceivers:\n- email_configs: [x]\n- x\n"},
}

// askHosts holds that what is read of hosts lies inside the files, and asks
// jobs what they do.
func askHosts(t *testing.T, facts *deploy.Facts, files fstest.MapFS) {
	inside := func(what string, at source.Span) {
		if file, ok := files[at.File]; !ok || at.Line < 1 || at.Line > strings.Count(string(source.NewFile("f", file.Data).Text), "\n")+1 {
			t.Errorf("%s is at %v", what, at)
		}
	}
	for _, s := range facts.SSH {
		inside("SSH", s.Span)
		for _, one := range s.Settings {
			inside(one.Keyword, one.Span)
		}
	}
	for _, j := range facts.Jails {
		inside("jail "+j.Name, j.Span)
	}
	for _, w := range facts.Firewalls {
		inside(w.By, w.Span)
		for _, o := range w.Openings {
			inside("an opening of "+w.By, o.Span)
		}
	}
	for _, u := range facts.Updates {
		inside(u.By, u.Span)
	}
	for _, s := range facts.Stores {
		inside(s.Name, s.Span)
	}
	for _, a := range facts.Alerts {
		inside(a.Name, a.Span)
	}
	for _, g := range facts.Grants {
		inside(g.May, g.Span)
	}
	for _, r := range facts.HostRules {
		inside(r.Kind, r.Span)
	}
	for _, j := range facts.Jobs {
		inside("job "+j.Command, j.Span)
		for _, does := range []func() (deploy.Line, bool){j.BacksUp, j.Restores, j.Renews, j.Obtains, j.Deletes, j.Unnoticed, j.Dated} {
			if l, ok := does(); ok {
				inside("what a job does", l.Span)
			}
		}
	}
}
