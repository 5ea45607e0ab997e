package deploy

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/joho/godotenv"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// readEnv reads a file of environment variables from its text.
func readEnv(text string) ([]Variable, []source.Note) {
	return ReadEnv(source.NewFile(".env", []byte(text)))
}

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

// TestReadEnvAgrees holds the lexer against the library on a file that the
// library takes as a whole.
func TestReadEnvAgrees(t *testing.T) {
	for _, text := range []string{goodEnv, goodEnv + "\n", "\uFEFF" + goodEnv, "A=1\r\nB='x'\r\n"} {
		want, err := godotenv.Unmarshal(text)
		if text[0] == 0xEF { // the library takes the mark for a name
			want, err = godotenv.Unmarshal(goodEnv)
		}
		if err != nil {
			t.Fatal(err)
		}
		entries, faults := readEnv(text)
		got := map[string]string{}
		for _, e := range entries {
			got[e.Name] = e.Text.Value
		}
		if diff := cmp.Diff(want, got); diff != "" || len(faults) > 0 {
			t.Errorf("%v (-library +ours):\n%s", faults, diff)
		}
	}
}

func TestReadEnvLines(t *testing.T) {
	entries, _ := readEnv(goodEnv)
	got := map[string]int{}
	for _, e := range entries {
		got[e.Name] = e.Span.Line
	}
	want := map[string]int{
		"DEBUG": 11, "SECRET_KEY": 3, "HOSTS": 5, "YAML": 6, "EMPTY": 7, "QUOTED": 8, "URL": 10, "LAST": 12, "ESCAPED": 13,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestReadEnvFaults holds that a bad line costs that line only, and that no
// value is made up.
func TestReadEnvFaults(t *testing.T) {
	text := "A=1\nnot an entry\nB=2\nC=\"never closed\nD=3\nE=${X:-d}\nF=${A}\nG=$HOME/x\nH='${X:-d}'\n!=4\n=5\nI=6\n"
	entries, faults := readEnv(text)
	values := map[string]string{}
	for _, e := range entries {
		values[e.Name] = e.Text.Value
	}
	if diff := cmp.Diff(map[string]string{"A": "1", "B": "2", "D": "3", "E": "d", "F": "1", "G": "/x", "H": "${X:-d}", "I": "6"}, values); diff != "" {
		t.Error(diff)
	}
	if e := entries[3]; !slices.Equal(e.Text.Outer, []string{"X"}) || e.Text.Opaque != "" {
		t.Errorf("a default that X changes: %+v", e)
	}
	if g := entries[5]; g.Text.Opaque == "" {
		t.Errorf("what HOME decides: %+v", g)
	}
	var lines []int
	for _, f := range faults {
		lines = append(lines, f.Span.Line)
	}
	if diff := cmp.Diff([]int{2, 4, 10, 11}, lines); diff != "" {
		t.Error(diff, faults)
	}
}

func FuzzReadEnv(f *testing.F) {
	f.Add(goodEnv)
	f.Add("A=\"\\\n'\"=:\r\n\x00")
	f.Fuzz(func(t *testing.T, text string) {
		entries, _ := readEnv(text)
		for _, e := range entries {
			if e.Name == "" || e.Span.Line < 1 {
				t.Errorf("%+v", e)
			}
		}
	})
}
