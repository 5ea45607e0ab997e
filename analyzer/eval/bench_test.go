package eval_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/deploycheck/deploycheck/analyzer/eval"
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

// BenchmarkLoad says how much longer the evaluation of a chain takes than its
// parsing alone.
func BenchmarkLoad(b *testing.B) {
	files := chain()
	var parsing, loading time.Duration
	for b.Loop() {
		m := newMemory(files)
		start := time.Now()
		m.Parse("base.py")
		m.Parse("settings.py")
		parsed := time.Now()
		r := eval.Load(m, eval.Options{Module: "settings", Path: []string{"."}})
		loading += time.Since(parsed)
		parsing += parsed.Sub(start)
		if r.Err != nil {
			b.Fatal(r.Err)
		}
	}
	b.ReportMetric(float64(loading)/float64(parsing), "load/parse")
}
