package python

import (
	"fmt"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// settingsLike makes up a settings file of about a thousand lines.
func settingsLike() string {
	var b strings.Builder
	b.WriteString("import os\nfrom pathlib import Path\n\nfrom .base import *\n\nBASE_DIR = Path(__file__).resolve().parent.parent\n")
	for i := range 77 {
		fmt.Fprintf(&b, `
# Section %[1]d: what the service of that number needs.
SERVICE_%[1]d_URL = os.environ.get("SERVICE_%[1]d_URL", "https://example.com/%[1]d")
SERVICE_%[1]d = {
    "BACKEND": f"services.backends.{SERVICE_NAME}.Backend%[1]d",
    "OPTIONS": {"timeout": %[1]d * 10, "retries": 3, "verify": not DEBUG},
}
if env.bool("USE_%[1]d", default=False) and SERVICE_%[1]d_URL:
    INSTALLED_APPS += ["service_%[1]d", 'service_%[1]d.contrib']
    MIDDLEWARE.insert(0, "service_%[1]d.middleware.Middleware")
else:
    SERVICE_%[1]d["OPTIONS"]["timeout"] = None
`, i)
	}
	return b.String()
}

func BenchmarkParse(b *testing.B) {
	text := settingsLike()
	language, err := load()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("tree", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			tree, err := parseText(language.Language, text)
			if err != nil {
				b.Fatal(err)
			}
			tree.Close()
		}
	})
	b.Run("module", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		file := source.NewFile("settings.py", []byte(text))
		for b.Loop() {
			Parse(file)
		}
	})
}
