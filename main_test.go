package main

import (
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"deploycheck": main})
}

// TestScripts runs the command lines of testdata/script. Its own commands:
//
//	exits STATUS COMMAND...  run a command that must end with that status
//	survives COMMAND...      run a command that must end well or complain clearly
//	says PATTERN             hold the last output, line ends aside, against a pattern
//	hex FILE DIGITS...       make a file of bytes
//	repeat FILE TEXT COUNT   make a file of TEXT many times
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "survives": survives, "says": says, "hex": hexFile, "repeat": repeat,
		},
		Condition: condition,
	})
}

// condition knows [root]: root may read everything.
func condition(name string) (bool, error) {
	if name == "root" {
		return os.Geteuid() == 0, nil
	}
	return false, errors.New("unknown condition " + name)
}

func status(ts *testscript.TestScript, command []string) int {
	err := ts.Exec(command[0], command[1:]...)
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	ts.Fatalf("%v", err)
	return -1
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	if got := status(ts, args[1:]); strconv.Itoa(got) != args[0] {
		ts.Fatalf("status %d, want %s", got, args[0])
	}
}

func survives(ts *testscript.TestScript, _ bool, args []string) {
	got := status(ts, args)
	complaint := ts.ReadFile("stderr")
	for _, bad := range []string{"goroutine ", "panic", "internal error"} {
		if strings.Contains(complaint, bad) {
			ts.Fatalf("our own failure")
		}
	}
	if got != 0 && got != 1 && !(got == 2 && strings.HasPrefix(complaint, "deploycheck: ")) {
		ts.Fatalf("status %d", got)
	}
}

func says(ts *testscript.TestScript, _ bool, args []string) {
	said := strings.Join(strings.Fields(ts.ReadFile("stdout")+ts.ReadFile("stderr")), " ")
	if !regexp.MustCompile(args[0]).MatchString(said) {
		ts.Fatalf("neither stdout nor stderr says %s", args[0])
	}
}

func hexFile(ts *testscript.TestScript, _ bool, args []string) {
	raw, err := hex.DecodeString(strings.Join(args[1:], ""))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), raw, 0o644))
}

func repeat(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	text := strings.ReplaceAll(args[1], `\n`, "\n")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(text, n)), 0o644))
}
