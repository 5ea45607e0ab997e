package cli

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/joho/godotenv"
)

const goodEnv = `# production
DEBUG=False
export SECRET_KEY='p$a ss#word'  # quoted

  HOSTS = a.example,b.example # hosts
YAML: style
EMPTY=
QUOTED="two
lines \"quoted\" and ${DEBUG}"
URL=postgres://u:p@h/db?x=#y
DEBUG=True
LAST="$DEBUG"
ESCAPED=\$HOME`

// TestParseEnvAgrees holds the lexer against the library on a file that the
// library takes as a whole.
func TestParseEnvAgrees(t *testing.T) {
	for _, text := range []string{goodEnv, goodEnv + "\n", "\uFEFF" + goodEnv, "A=1\r\nB='x'\r\n"} {
		want, err := godotenv.Unmarshal(text)
		if text[0] == 0xEF { // the library takes the mark for a name
			want, err = godotenv.Unmarshal(goodEnv)
		}
		if err != nil {
			t.Fatal(err)
		}
		entries, faults := parseEnv(text)
		got := map[string]string{}
		for _, e := range entries {
			got[e.name] = e.value
		}
		if diff := cmp.Diff(want, got); diff != "" || len(faults) > 0 {
			t.Errorf("%v (-library +ours):\n%s", faults, diff)
		}
	}
}

func TestParseEnvLines(t *testing.T) {
	entries, _ := parseEnv(goodEnv)
	got := map[string]int{}
	for _, e := range entries {
		got[e.name] = e.line
	}
	want := map[string]int{
		"DEBUG": 11, "SECRET_KEY": 3, "HOSTS": 5, "YAML": 6, "EMPTY": 7, "QUOTED": 8, "URL": 10, "LAST": 12, "ESCAPED": 13,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestParseEnvFaults holds that a bad line costs that line only, and that no
// value is made up.
func TestParseEnvFaults(t *testing.T) {
	text := "A=1\nnot an entry\nB=2\nC=\"never closed\nD=3\nE=${X:-d}\nF=${A}\nG=$HOME/x\nH='${X:-d}'\n!=4\n=5\nI=6\n"
	entries, faults := parseEnv(text)
	values := map[string]string{}
	for _, e := range entries {
		values[e.name] = e.value
	}
	if diff := cmp.Diff(map[string]string{"A": "1", "B": "2", "D": "3", "F": "1", "H": "${X:-d}", "I": "6"}, values); diff != "" {
		t.Error(diff)
	}
	var lines []int
	for _, f := range faults {
		lines = append(lines, f.line)
	}
	if diff := cmp.Diff([]int{2, 4, 6, 8, 10, 11}, lines); diff != "" {
		t.Error(diff, faults)
	}
}

func FuzzParseEnv(f *testing.F) {
	f.Add(goodEnv)
	f.Add("A=\"\\\n'\"=:\r\n\x00")
	f.Fuzz(func(t *testing.T, text string) {
		entries, _ := parseEnv(text)
		for _, e := range entries {
			if e.name == "" || e.line < 1 {
				t.Errorf("%+v", e)
			}
		}
	})
}
