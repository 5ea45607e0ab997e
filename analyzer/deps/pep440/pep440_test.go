package pep440_test

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/deps/pep440"
)

// TestVectors holds what we say against what Python's packaging library says.
func TestVectors(t *testing.T) {
	file, err := os.Open("testdata/vectors.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	counts := map[string]int{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		fields := strings.Split(lines.Text(), "\t")
		counts[fields[0]]++
		if got, want := answer(t, fields), fields[len(fields)-1]; got != want {
			t.Errorf("%v: %s, not %s", fields[:len(fields)-1], got, want)
		}
	}
	t.Log(counts)
	for kind, least := range map[string]int{"order": 666, "allows": 1147, "normal": 37, "invalid": 9, "unusable": 8} {
		if counts[kind] < least {
			t.Errorf("%d vectors of kind %s, of %d", counts[kind], kind, least)
		}
	}
}

func answer(t *testing.T, fields []string) string {
	switch fields[0] {
	case "order":
		return strconv.Itoa(version(t, fields[1]).Compare(version(t, fields[2])))
	case "allows":
		s, err := pep440.ParseSpecifier(fields[1])
		if err != nil {
			t.Error(err)
		}
		if s.Allows(version(t, fields[2])) {
			return "yes"
		}
		return "no"
	case "normal":
		return version(t, fields[1]).String()
	case "invalid":
		if v, err := pep440.Parse(fields[1]); err == nil {
			return v.String() + ", a version"
		}
	case "unusable":
		if _, err := pep440.ParseSpecifier(fields[1]); err == nil {
			return "usable"
		}
	}
	return fields[len(fields)-1]
}

func version(t *testing.T, text string) pep440.Version {
	t.Helper()
	v, err := pep440.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestExact(t *testing.T) {
	for text, want := range map[string]string{
		"==4.2": "4.2", "===4.2.0": "4.2.0", ">=4,==4.2.7": "4.2.7",
		"==4.2.*": "", ">=4.2": "", "": "", "~=4.2": "",
	} {
		s, err := pep440.ParseSpecifier(text)
		if err != nil {
			t.Fatal(err)
		}
		v, ok := s.Exact()
		if ok != (want != "") || ok && v.String() != want {
			t.Errorf("%s: %v, %v", text, v, ok)
		}
	}
}

func TestSeries(t *testing.T) {
	for text, want := range map[string]string{"4.2.7": "4.2", "5": "5.0", "6.1rc1": "6.1", "1!2.3": "2.3"} {
		if got := version(t, text).Series(); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"4.2", "==4.2.*", ">=1,<2", "1!0.5.post1.dev2+a.b", "~=1", "===x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if v, err := pep440.Parse(text); err == nil {
			again, err := pep440.Parse(v.String())
			if err != nil || again.Compare(v) != 0 {
				t.Errorf("%q becomes %q, which is another", text, v)
			}
		}
		if s, err := pep440.ParseSpecifier(text); err == nil {
			v, _ := pep440.Parse("1.0")
			s.Allows(v)
			s.Bounds()
		}
	})
}
