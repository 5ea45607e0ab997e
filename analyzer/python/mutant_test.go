package python

import (
	"fmt"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

type eff map[string]string

func effects(e eff, body []Stmt) {
	d := dumper{cpython: true}
	set := func(x Expr, v string) {
		for _, t := range flatten(nil, x) {
			if s, ok := t.(*Starred); ok {
				t = s.X
			}
			if n, ok := t.(*Name); ok {
				e[n.ID] = v
			}
		}
	}
	for _, s := range body {
		switch s := s.(type) {
		case *Assign:
			for _, t := range s.Targets {
				set(t, d.value(reflect.ValueOf(s.Value)))
			}
		case *AnnAssign:
			if s.Value != nil {
				set(s.Target, d.value(reflect.ValueOf(s.Value)))
			}
		case *AugAssign:
			if n, ok := s.Target.(*Name); ok {
				if !strings.HasSuffix(e[n.ID], "Bad()") {
					e[n.ID] += "+" + d.value(reflect.ValueOf(s.Value))
				}
			}
		case *If:
			effects(e, s.Body)
			effects(e, s.Orelse)
		case *For:
			effects(e, s.Body)
			effects(e, s.Orelse)
		case *While:
			effects(e, s.Body)
			effects(e, s.Orelse)
		case *With:
			effects(e, s.Body)
		case *Try:
			effects(e, s.Body)
			for _, h := range s.Handlers {
				effects(e, h.Body)
			}
			effects(e, s.Orelse)
			effects(e, s.Finally)
		case *FunctionDef:
			e[s.Name] = "def"
		case *ClassDef:
			e[s.Name] = "class"
		case *Import:
			for _, a := range s.Names {
				n := a.AsName
				if n == "" {
					n, _, _ = strings.Cut(a.Name, ".")
				}
				e[n] = "import"
			}
		case *ImportFrom:
			for _, a := range s.Names {
				n := a.AsName
				if n == "" {
					n = a.Name
				}
				e[n] = "import"
			}
			if s.Star {
				e["*"+s.Module] = "star"
			}
		case *BadStmt:
			for _, n := range s.Names {
				e[n] = "Bad()"
			}
			if s.Any {
				for k := range e {
					e[k] = "Bad()"
				}
				e["ANY"] = "1"
			}
		}
	}
}
func TestMutants(t *testing.T) {
	list, err := os.ReadFile(os.Getenv("MUTANTS"))
	if err != nil {
		t.Skip()
	}
	py := os.Getenv("CORPUSPY")
	dir := t.TempDir()
	r := rand.New(rand.NewSource(int64(os.Getpid())))
	var files []string
	var texts, origs []string
	for _, f := range strings.Fields(string(list)) {
		raw, _ := os.ReadFile(f)
		o := source.NewFile(f, raw).Text
		if len(o) < 200 || strings.Contains(o[:200], "coding") || len(parse(o).Notes) > 0 {
			continue
		}
		for k := range 6 {
			m := strings.ToValidUTF8(mutate(r, o, k), "?")
			if m == o {
				continue
			}
			name := filepath.Join(dir, fmt.Sprint(len(files))+".py")
			os.WriteFile(name, []byte(m), 0o600)
			files = append(files, name)
			texts = append(texts, m)
			origs = append(origs, o)
		}
	}
	accepted, clean, viol, unk, tot := 0, 0, 0, 0, 0
	for at := 0; at < len(files); at += 500 {
		end := min(at+500, len(files))
		out, err := exec.Command(py, append([]string{"testdata/dump.py"}, files[at:end]...)...).Output()
		if err != nil {
			t.Fatal(string(err.(*exec.ExitError).Stderr))
		}
		docs := strings.Split(string(out), "----\n")
		for i := at; i < end; i++ {
			m := parse(texts[i])
			ok := !strings.HasPrefix(docs[i-at], "error:")
			if ok {
				accepted++
				if len(m.Notes) > 0 && !strings.Contains(m.Notes[0].Text, "placeholder") {
					os.WriteFile(fmt.Sprintf("/tmp/pyhelp/false%d.py", i), []byte(texts[i]), 0o644)
					fmt.Println("FALSE NOTE", i, m.Notes)
				}
				continue
			}
			bad := func(msg string) {
				viol++
				if viol <= 40 {
					p := fmt.Sprintf("/tmp/pyhelp/viol%d.py", viol)
					os.WriteFile(p, []byte(texts[i]), 0o644)
					os.WriteFile(p+".orig", []byte(origs[i]), 0o644)
					fmt.Println("VIOLATION", p, msg, strings.TrimSpace(docs[i-at]))
				}
			}
			if len(m.Notes) == 0 {
				clean++
				bad("no note")
				continue
			}
			eo, em := eff{}, eff{}
			effects(eo, parse(origs[i]).Body)
			effects(em, m.Body)
			for n, v := range eo {
				if w := regexp.MustCompile(`\b` + regexp.QuoteMeta(n) + `\b`); len(w.FindAllString(texts[i], -1)) < len(w.FindAllString(origs[i], -1)) {
					continue
				}
				tot++
				g, ok := em[n]
				if strings.HasSuffix(g, "Bad()") || strings.Contains(g, "Bad()") {
					unk++
					continue
				}
				if !ok && em["ANY"] != "" {
					continue
				}
				if g != v {
					bad(fmt.Sprintf("%s got %.80s want %.80s", n, g, v))
					break
				}
			}
		}
	}
	fmt.Println("mutants", len(files), "accepted", accepted, "clean", clean, "violations", viol, "unknown share", float64(unk)/float64(tot))
}
func mutate(r *rand.Rand, s string, k int) string {
	pick := func(chars string) int {
		var at []int
		for i := range len(s) {
			if strings.IndexByte(chars, s[i]) >= 0 {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			return -1
		}
		return at[r.Intn(len(at))]
	}
	switch k {
	case 0:
		if i := pick("([{)]}"); i >= 0 {
			return s[:i] + s[i+1:]
		}
	case 1:
		if i := pick("'\""); i >= 0 {
			return s[:i] + s[i+1:]
		}
	case 2:
		if i := pick(":,=."); i >= 0 {
			return s[:i] + s[i+1:]
		}
	case 3:
		i := r.Intn(len(s))
		return s[:i] + string("([{)]}'\":\\$?! \n"[r.Intn(15)]) + s[i:]
	case 4:
		l := strings.SplitAfter(s, "\n")
		i := r.Intn(len(l))
		l[i] = []string{"<<<<<<< HEAD\n" + l[i] + "=======\n" + l[i] + ">>>>>>> b\n", "{% if a %}\n" + l[i] + "{% endif %}\n", " " + l[i], "X = {{ x.y }}_z\n" + l[i], "if (A and B:\n    C = 1\n" + l[i]}[r.Intn(5)]
		return strings.Join(l, "")
	case 5:
		l := strings.SplitAfter(s, "\n")
		i := r.Intn(len(l))
		return strings.Join(append(l[:i:i], l[i+1:]...), "")
	}
	return s
}
