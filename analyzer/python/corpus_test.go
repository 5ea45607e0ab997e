package python

import (
	"bufio"
	"fmt"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestCorpus(t *testing.T) {
	list, err := os.ReadFile(os.Getenv("CORPUS"))
	if err != nil {
		t.Skip()
	}
	files := strings.Fields(string(list))
	py := os.Getenv("CORPUSPY")
	same, bad, refused := 0, 0, 0
	for len(files) > 0 {
		n := min(500, len(files))
		batch := files[:n]
		files = files[n:]
		out, err := exec.Command(py, append([]string{"testdata/dump.py", "--spans"}, batch...)...).Output()
		if err != nil {
			t.Fatal(err, string(err.(*exec.ExitError).Stderr))
		}
		docs := strings.Split(string(out), "----\n")
		for i, f := range batch {
			raw, _ := os.ReadFile(f)
			m := Parse(source.NewFile(f, raw))
			got := dumper{spans: true, cpython: true}.top(m.Body)
			if strings.HasPrefix(docs[i], "error:") {
				refused++
				if len(m.Notes) == 0 {
					fmt.Println("ACCEPTED", f, docs[i])
				}
				continue
			}
			if got == docs[i] {
				same++
				continue
			}
			bad++
			g := bufio.NewScanner(strings.NewReader(got))
			w := bufio.NewScanner(strings.NewReader(docs[i]))
			g.Buffer(nil, 1<<26)
			w.Buffer(nil, 1<<26)
			for {
				a, b := g.Scan(), w.Scan()
				if g.Text() != w.Text() || !a || !b {
					x, y := g.Text(), w.Text()
					k := 0
					for k < len(x) && k < len(y) && x[k] == y[k] {
						k++
					}
					k = max(0, k-40)
					fmt.Printf("DIFF %s\n  got  %.200s\n  want %.200s\n", f, x[min(k, len(x)):], y[min(k, len(y)):])
					break
				}
			}
		}
	}
	fmt.Println("same", same, "differ", bad, "refused", refused)
}
