package report

import (
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

func TestRedactPython(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain", `KEY = "hunter2"`, `KEY = "…"`},
		{"single quotes", `KEY = 'hunter2' + "hunter2"`, `KEY = '…' + "…"`},
		{"empty", `KEY = "" or ''`, `KEY = "" or ''`},
		{"escape", `KEY = "hunter\"2" # hunter2`, `KEY = "…" # …`},
		{"raw", `KEY = r"hunter\"2"`, `KEY = r"…"`},
		{"bytes", `KEY = Rb'hunter2'`, `KEY = Rb'…'`},
		{"formatted", `KEY = f"{d["hunter2"]}hunter2" + "hunter2"`, `KEY = f"…" + "…"`},
		{"unfinished", `KEY = "hunter2`, `KEY = "…`},
		{"triple", `KEY = """hunter2""" + 'hunter2'`, `KEY = """…""" + '…'`},
		{"number", `PIN, N = 123456, 600`, `PIN, N = …, 600`},
		{"name with digits", `KEY_2024 = env("hunter2")`, `KEY_2024 = env("…")`},
		{"dict", `"PASSWORD": "hunter2",`, `"…": "…",`},
		{"after keyword", `x = y if"hunter2"else"hunter2"`, `x = y if"…"else"…"`},
		{"wide", `ключ = "ha鍵"`, `ключ = "…"`},
	} {
		got, _ := redactPython(c.text, pyState{})
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestRedactLines is about strings that go over several lines.
func TestRedactLines(t *testing.T) {
	file := source.NewFile("a.py", []byte("KEY = \"\"\"\nhunter2\n  hunter2\"\"\" + x\nB = 'hunter2\\\nhunter2' + y\nC = 'hunter2\nD = z\nE = f'''{\nhunter2}''' + v\n"))
	want := []string{`KEY = """`, "…", `…""" + x`, "B = '…", "…' + y", "C = '…", "D = z", "E = f'''…", "…''' + v", ""}
	r := redactor{}
	for i, w := range want {
		if got := r.redact(file, i+1); got != w {
			t.Errorf("line %d: %q, want %q", i+1, got, w)
		}
	}
}

func TestRedactConfig(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"SECRET=hunter2", "SECRET=…"},
		{"export SECRET=hunter2", "export SECRET=…"},
		{"  - SECRET=hunter2", "  - SECRET=…"},
		{"      SECRET: hunter2", "      SECRET: …"},
		{`  "secret": "hunter2",`, `  "secret": …`},
		{"ENV SECRET hunter2", "ENV SECRET …"},
		{"ENV SECRET=hunter2 OTHER=hunter2", "ENV SECRET=…"},
		{"secret = hunter2", "secret = …"},
		{`proxy_set_header Authorization "hunter2";`, "proxy_set_header Authorization …"},
		{"  -----BEGIN PRIVATE KEY-----hunter2", "  …"},
		{"aHVudGVyMg==hunter2", "aHVudGVyMg=…"},
		{"hunter2", "…"},
		{"", "…"},
	} {
		if got := redactConfig(c.text); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestQuotedLines is about which lines are redacted, whatever the rule.
func TestQuotedLines(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.py", `SECRET_KEY = "hunter2"`, `SECRET_KEY = "…"`},
		{"a.py", `SECRET_KEY: str = "hunter2"`, `SECRET_KEY: str = "…"`},
		{"a.py", `os.environ["SECRET_KEY"] = "hunter2"`, `os.environ["…"] = "…"`},
		{"a.py", `    "PASSWORD": "hunter2",`, `    "…": "…",`},
		{"a.py", `connect(password="hunter2")`, `connect(password="…")`},
		{"a.py", `if (token := "hunter2"):`, `if (token := "…"):`},
		{"a.py", `API_TOKENS += ["hunter2"]`, `API_TOKENS += ["…"]`},
		{"a.py", `DEBUG = env.bool("DEBUG", default=True)`, `DEBUG = env.bool("DEBUG", default=True)`},
		{"a.py", `ALLOWED_HOSTS = ["*"]  # all`, `ALLOWED_HOSTS = ["*"]  # all`},
		{"a.py", `    "django.contrib.auth",`, `    "django.contrib.auth",`},
		{"a.py", `if TOKEN == "x": DEBUG = True`, `if TOKEN == "x": DEBUG = True`},
		{"a.py", `CACHES = {"LOCATION": "redis://u:hunter2@host/1"}`, `CACHES = {"LOCATION": "redis://…@host/1"}`},
		{".env", "DJANGO_SECRET=hunter2", "DJANGO_SECRET=…"},
		{".env", "DEBUG=on", "DEBUG=on"},
		{".env", "BROKER=amqp://u:hunter2@mq", "BROKER=amqp://…@mq"},
		{"Dockerfile", "ENV DB_PASSWORD hunter2", "ENV DB_PASSWORD …"},
		{"Dockerfile", "RUN curl --token hunter2 x", "RUN …"},
		{"Dockerfile", "FROM python:3.13", "FROM python:3.13"},
		{"compose.yml", "      POSTGRES_PASSWORD: hunter2", "      POSTGRES_PASSWORD: …"},
		{"compose.yml", "      - POSTGRES_PASSWORD=hunter2", "      - POSTGRES_PASSWORD=…"},
	} {
		r := redactor{}
		got, redacted := r.line(source.NewFile(c.name, []byte(c.text)), 1, &analyzer.Rule{ID: "lights-on"})
		if got != c.want || redacted != (got != c.text) {
			t.Errorf("%s: %q becomes %q, %v; want %q", c.name, c.text, got, redacted, c.want)
		}
	}
}

// TestFramesHideSecrets is for rules about secrets, whose lines are redacted
// whatever they look like.
func TestFramesHideSecrets(t *testing.T) {
	for _, id := range []string{"secret-key-weak", "credential-hardcoded", "database-password-weak", "private-key-committed"} {
		for _, name := range []string{"a.py", ".env", "nginx.conf"} {
			file := source.NewFile(name, []byte("x = 'hunter2'\n'hunter2',\nx 'hunter2'\n'''\nhunter2\n'''"))
			r := redactor{}
			for n := 1; n <= file.Lines(); n++ {
				if got, redacted := r.line(file, n, &analyzer.Rule{ID: id}); strings.Contains(got, "hunter2") || !redacted {
					t.Errorf("%s quotes line %d of %s: %q", id, n, name, got)
				}
			}
		}
	}
}
