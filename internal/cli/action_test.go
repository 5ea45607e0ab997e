package cli

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// actionEnv is what the Action finds around it, its inputs at their defaults.
func actionEnv(t *testing.T, workspace string, inputs map[string]string) map[string]string {
	t.Helper()
	commands := t.TempDir()
	env := map[string]string{
		"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": workspace,
		"GITHUB_OUTPUT": filepath.Join(commands, "output"), "GITHUB_STEP_SUMMARY": filepath.Join(commands, "summary"),
		"GITHUB_EVENT_PATH": filepath.Join(commands, "event.json"), "GITHUB_SERVER_URL": "https://github.com",
		"GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": strings.Repeat("0", 40),
		"INPUT_PATH": ".", "INPUT_SETTINGS": "", "INPUT_ENV-FILE": "", "INPUT_FAIL-ON": "none", "INPUT_STRICT": "false", "INPUT_FORMAT": "text",
		"INPUT_SARIF-FILE": "deploycheck.sarif", "INPUT_CATEGORY": "", "INPUT_ANNOTATIONS": "auto", "INPUT_SUMMARY": "true",
	}
	maps.Copy(env, inputs)
	return env
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

func TestAction(t *testing.T) {
	dir := site(t)
	env := actionEnv(t, dir, map[string]string{"INPUT_CATEGORY": "backend", "INPUT_SETTINGS": "config.settings\n"})
	got := run(t, env)
	if got.status != Clean || !strings.Contains(got.stdout, "Project at") || !strings.Contains(got.stdout, "deploycheck: 0 errors") {
		t.Fatalf("%+v", got)
	}
	sarif := read(t, filepath.Join(dir, "deploycheck.sarif"))
	if !strings.Contains(sarif, `"id": "backend/"`) || !strings.Contains(sarif, `"executionSuccessful": true`) {
		t.Error(sarif)
	}
	if summary := read(t, env["GITHUB_STEP_SUMMARY"]); !strings.HasPrefix(summary, "## deploycheck") {
		t.Error(summary)
	}
	output := read(t, env["GITHUB_OUTPUT"])
	for _, want := range []string{"sarif-file<<", "\ndeploycheck.sarif\n", "findings<<", "failed-items<<", "verdict<<", "\npass\n"} {
		if !strings.Contains(output, want) {
			t.Errorf("no %q among the outputs:\n%s", want, output)
		}
	}
}

// TestActionBelow is a project that is not at the top of its repository.
func TestActionBelow(t *testing.T) {
	dir := t.TempDir()
	if err := os.Rename(site(t), filepath.Join(dir, "back end")); err != nil {
		t.Fatal(err)
	}
	env := actionEnv(t, dir, map[string]string{"INPUT_PATH": "back end", "INPUT_SARIF-FILE": "out/a.sarif"})
	if got := run(t, env); got.status != Clean {
		t.Fatalf("%+v", got)
	}
	if read(t, filepath.Join(dir, "out", "a.sarif")) == "" || !strings.Contains(read(t, env["GITHUB_OUTPUT"]), "\nout/a.sarif\n") {
		t.Error("no SARIF file below the workspace")
	}
}

// TestActionFlags holds that flags win over inputs.
func TestActionFlags(t *testing.T) {
	dir := site(t)
	got := run(t, actionEnv(t, dir, map[string]string{"INPUT_FAIL-ON": "nonsense", "INPUT_SUMMARY": "false", "INPUT_ANNOTATIONS": "false"}),
		"check", dir, "--fail-on", "none", "--format", "json")
	if got.status != Clean || !strings.HasPrefix(got.stdout, "{") {
		t.Errorf("%+v", got)
	}
}

func TestActionAnnotations(t *testing.T) {
	dir := site(t)
	for _, c := range []struct {
		input, event string
		want         bool
	}{
		{"auto", `{"repository":{"visibility":"public"}}`, false},
		{"auto", `{"repository":{"visibility":"private"}}`, true},
		{"auto", `nonsense`, true},
		{"auto", "", true},
		{"true", `{"repository":{"visibility":"public"}}`, true},
		{"false", `{"repository":{"visibility":"private"}}`, false},
	} {
		env := actionEnv(t, dir, map[string]string{"INPUT_ANNOTATIONS": c.input})
		if c.event != "" {
			write(t, filepath.Dir(env["GITHUB_EVENT_PATH"]), "event.json", c.event)
		}
		if got := run(t, env); strings.Contains(got.stdout, "deploycheck: 0 errors") != c.want {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}

// TestActionErrors holds that a failure is seen by all who look, and that the
// file for code scanning does not pass for a clean one.
func TestActionErrors(t *testing.T) {
	for _, c := range []struct {
		input, value, want string
		sarif              bool
	}{
		{"INPUT_PATH", "nowhere", "no such folder", true},
		{"INPUT_PATH", "../x", "the input path leads out of the workspace", true},
		{"INPUT_SETTINGS", "no.such.module", "no.such.module", true},
		{"INPUT_ENV-FILE", "nowhere.env", "--env-file nowhere.env cannot be read", true},
		{"INPUT_SARIF-FILE", "../a.sarif", "the input sarif-file leads out of the workspace", false},
		{"INPUT_SARIF-FILE", "a\nb", "control characters", false},
		{"INPUT_FAIL-ON", "fatal", "--fail-on \"fatal\" is not known", false},
		{"INPUT_STRICT", "maybe", "the input strict is \"maybe\"", false},
		{"INPUT_ANNOTATIONS", "yes", "the input annotations is \"yes\"", false},
		{"INPUT_FORMAT", "html", "--format \"html\" is not known", false},
	} {
		dir := site(t)
		env := actionEnv(t, dir, map[string]string{c.input: c.value})
		got := run(t, env)
		if got.status != Usage || !strings.Contains(got.stderr, c.want) || !strings.Contains(got.stderr, "::error title=deploycheck::") {
			t.Errorf("%s=%q: %+v", c.input, c.value, got)
		}
		sarif := read(t, filepath.Join(dir, "deploycheck.sarif"))
		if strings.Contains(sarif, `"executionSuccessful": false`) != c.sarif {
			t.Errorf("%s=%q: SARIF\n%s", c.input, c.value, sarif)
		}
		if c.sarif && (!strings.Contains(read(t, env["GITHUB_OUTPUT"]), "\nfail\n") || !strings.Contains(read(t, env["GITHUB_STEP_SUMMARY"]), "Nothing was judged")) {
			t.Errorf("%s=%q: outputs or summary", c.input, c.value)
		}
	}
}

// TestActionWithoutFiles is a run in which GitHub names no files: the library
// would panic.
func TestActionWithoutFiles(t *testing.T) {
	env := actionEnv(t, site(t), nil)
	delete(env, "GITHUB_OUTPUT")
	env["GITHUB_STEP_SUMMARY"] = filepath.Join(t.TempDir(), "no", "such", "folder")
	got := run(t, env)
	if got.status != Clean || !strings.Contains(got.stderr, "no job summary") {
		t.Errorf("%+v", got)
	}
}

// TestWorkflow is deploycheck as a command in a workflow, without inputs.
func TestWorkflow(t *testing.T) {
	dir := site(t)
	env := map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": dir, "GITHUB_STEP_SUMMARY": filepath.Join(t.TempDir(), "s")}
	got := run(t, env, dir, "--fail-on", "none")
	if got.status != Clean || !strings.Contains(got.stdout, "Project at") || !strings.Contains(got.stdout, "deploycheck: 0 errors") {
		t.Errorf("%+v", got)
	}
	if read(t, env["GITHUB_STEP_SUMMARY"]) == "" {
		t.Error("no summary")
	}
	if _, err := os.Stat(filepath.Join(dir, "deploycheck.sarif")); err == nil {
		t.Error("a SARIF file that nobody asked for")
	}
}
