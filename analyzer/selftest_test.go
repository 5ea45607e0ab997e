package analyzer_test

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer"
)

// driver makes the oracle's variants of a fresh project, runs the real
// `manage.py check --deploy` on each, and prints one line of JSON a variant.
const driver = `
import json, os, sys, tempfile
from concurrent.futures import ThreadPoolExecutor
sys.path.insert(0, sys.argv[1])
import selftest
base = sys.argv[2]
os.chmod(base, 0o755)
for v in ("42", "52", "61"):
    def one(item):
        name, tail = item
        ok, mine, real = selftest.one(v, name, tail, base)
        path = os.path.join(base, v + "-" + "".join(c if c.isalnum() else "_" for c in name))
        return {"name": name, "django": v[0] + "." + v[1], "path": path, "ok": ok, "mine": str(mine), "real": real}
    with ThreadPoolExecutor(2) as pool:
        for row in pool.map(one, selftest.VARIANTS.items()):
            print(json.dumps(row), flush=True)
`

// TestAgainstDjango holds check-deploy against the real command on variants
// of a fresh project, each under three versions of Django. It needs the
// oracle: DEPLOYCHECK_ORACLE names its folder.
func TestAgainstDjango(t *testing.T) {
	oracle := os.Getenv("DEPLOYCHECK_ORACLE")
	if oracle == "" {
		t.Skip("DEPLOYCHECK_ORACLE is not set: check-deploy is not held against real Django")
	}
	base, err := os.MkdirTemp(os.Getenv("ORACLE_ROOT"), "selftest")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(base)
	cmd := exec.Command("python3", "-c", driver, oracle, base)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	agree, total := 0, 0
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		total++
		if sameAsDjango(t, lines.Bytes()) {
			agree++
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d variants agree", agree, total)
	if total == 0 {
		t.Error("no variant was run")
	}
}

func sameAsDjango(t *testing.T, row []byte) bool {
	var v struct {
		Name, Django, Path, Mine string
		Real                     json.RawMessage
	}
	if err := json.Unmarshal(row, &v); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(v.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	repo, err := analyzer.Analyze(root.FS(), analyzer.Options{
		Settings: []string{"mysite.settings"}, PythonPath: ".", Django: v.Django, EnvOnly: true, Strict: true,
	})
	if err != nil {
		t.Errorf("%s, %s: %v", v.Name, v.Django, err)
		return false
	}
	report := repo.CheckDeploy(repo.Projects[0].Deployments[0])
	var ids []string
	if json.Unmarshal(v.Real, &ids) != nil {
		if strings.Contains(v.Mine, "PermissionError") {
			// Who runs the command may not look into the folder that the
			// settings name. That is the machine's doing, not the settings'.
			return true
		}
		if report.Error == nil {
			t.Errorf("%s, %s: the real command breaks (%s), ours does not", v.Name, v.Django, v.Mine)
		}
		return report.Error != nil
	}
	got := fired(report)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if report.Error != nil || !slices.Equal(got, ids) {
		t.Errorf("%s, %s: we say %s %v, Django says %s", v.Name, v.Django, strings.Join(got, " "), report.Error, strings.Join(ids, " "))
		return false
	}
	return true
}

// fired lists the checks that fire and are not silenced; what is not known
// is marked.
func fired(r *analyzer.DeployReport) []string {
	var ids []string
	for _, c := range r.Checks {
		switch {
		case slices.Contains(r.Silenced, c.ID):
		case c.Verdict == "fires":
			ids = append(ids, c.ID)
		case c.Verdict == "unknown":
			ids = append(ids, c.ID+"?")
		}
	}
	slices.Sort(ids)
	return ids
}
