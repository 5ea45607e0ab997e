package eval_test

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/python"
)

// chain is a base module of about 800 lines and a production module on it.
func chain() fstest.MapFS {
	var b strings.Builder
	b.WriteString("import os\nfrom pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent\n")
	b.WriteString("DEBUG = os.environ.get(\"DEBUG\", \"no\") == \"yes\"\nINSTALLED_APPS = [\"django.contrib.admin\"]\n")
	for i := range 60 {
		fmt.Fprintf(&b, `
FLAG_%[1]d = os.environ.get("FLAG_%[1]d", "%[1]d")
if DEBUG and FLAG_%[1]d == "on":
    INSTALLED_APPS.append("app%[1]d")
GROUP_%[1]d = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": BASE_DIR / "cache" / FLAG_%[1]d,
    "OPTIONS": {"MAX_ENTRIES": 60 * 60 * %[1]d, "hosts": [h.strip() for h in FLAG_%[1]d.split(",")]},
}
try:
    LIMIT_%[1]d = int(os.environ["LIMIT_%[1]d"])
except KeyError:
    LIMIT_%[1]d = %[1]d
`, i)
	}
	return fstest.MapFS{
		"base.py":     {Data: []byte(b.String())},
		"settings.py": {Data: []byte("from base import *\nDEBUG = False\nALLOWED_HOSTS = os.environ[\"HOSTS\"].split(\",\")\n")},
	}
}

// parsedOnce is a project whose files are parsed once, as a check does. It
// counts the time that takes.
type parsedOnce struct {
	*memory
	done    map[string]*python.Module
	parsing time.Duration
}

func (p *parsedOnce) Parse(name string) *python.Module {
	m, ok := p.done[name]
	if !ok {
		start := time.Now()
		m = p.memory.Parse(name)
		p.parsing += time.Since(start)
		p.done[name] = m
	}
	return m
}

// BenchmarkLoad says how much longer the evaluation of a chain takes than its
// parsing. A real chain is measured where DEPLOYCHECK_CHAIN names the folder
// on sys.path and the settings module: "FOLDER MODULE".
func BenchmarkLoad(b *testing.B) {
	b.Run("made", func(b *testing.B) { benchmarkLoad(b, chain(), "settings") })
	b.Run("real", func(b *testing.B) {
		dir, module, ok := strings.Cut(os.Getenv("DEPLOYCHECK_CHAIN"), " ")
		if !ok {
			b.Skip("DEPLOYCHECK_CHAIN names no chain")
		}
		benchmarkLoad(b, os.DirFS(dir), module)
	})
}

func benchmarkLoad(b *testing.B, fsys fs.FS, module string) {
	var parsing, evaluating time.Duration
	for b.Loop() {
		p := &parsedOnce{memory: newMemory(fsys), done: map[string]*python.Module{}}
		start := time.Now()
		r := eval.Load(p, eval.Options{Module: module, Path: []string{"."}})
		evaluating += time.Since(start) - p.parsing
		parsing += p.parsing
		if r.Err != nil {
			b.Fatal(r.Err)
		}
	}
	b.ReportMetric(float64(evaluating)/float64(parsing), "eval/parse")
	b.ReportMetric(float64(parsing.Microseconds())/float64(b.N), "parse-us")
}
