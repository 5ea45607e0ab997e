package config_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

func on(text string) time.Time {
	d, _ := time.Parse(time.DateOnly, text)
	return d
}

const kept = `# Ours.
fail-on = "warning"   # since May

[[attest]] # the weekly one
item = "certificate"
by = "Ops"            # who else
on = 2026-10-02       # a Friday
every = "weekly"

# What we accept.
[[ignore]]
rule = "a"
reason = "b"
`

// TestRenew holds that one attestation changes and all other text stays.
func TestRenew(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		renewal    config.Renewal
		want       string
	}{
		"new file": {
			config.Name, "",
			config.Renewal{Item: "ssh", By: "Ops", On: on("2026-11-28"), Every: config.Monthly},
			"[[attest]]\nitem = \"ssh\"\nby = \"Ops\"\non = 2026-11-28\nevery = \"monthly\"\n",
		},
		"new table": {
			config.Name, "fail-on = \"note\"",
			config.Renewal{Item: "ssh", Deployment: "staging", By: "A \"B\" \\C\n", On: on("2026-11-28"), Until: on("2026-12-31"), Evidence: "https://a.example/", Note: "é"},
			"fail-on = \"note\"\n\n[[attest]]\nitem = \"ssh\"\ndeployment = \"staging\"\nby = \"A \\\"B\\\" \\\\C\\u000A\"\non = 2026-11-28\nuntil = 2026-12-31\nevidence = \"https://a.example/\"\nnote = \"é\"\n",
		},
		"new day": {
			config.Name, kept,
			config.Renewal{Item: "certificate", By: "Ann", On: on("2026-11-28")},
			strings.NewReplacer(`"Ops"            #`, `"Ann"            #`, "2026-10-02", "2026-11-28").Replace(kept),
		},
		"new keys": {
			config.Name, kept,
			config.Renewal{Item: "certificate", On: on("2026-11-28"), Evidence: "a.md", Note: "x"},
			strings.NewReplacer("2026-10-02", "2026-11-28", "every = \"weekly\"\n", "every = \"weekly\"\nevidence = \"a.md\"\nnote = \"x\"\n").Replace(kept),
		},
		"another end": {
			config.Name, kept,
			config.Renewal{Item: "certificate", On: on("2026-11-28"), Until: on("2026-12-01")},
			strings.NewReplacer("2026-10-02", "2026-11-28", "every = \"weekly\"\n", "until = 2026-12-01\n").Replace(kept),
		},
		"no end": {
			config.Name, kept,
			config.Renewal{Item: "certificate", On: on("2026-11-28"), Endless: true},
			strings.NewReplacer("2026-10-02", "2026-11-28", "every = \"weekly\"\n", "").Replace(kept),
		},
		"another deployment": {
			config.Name, kept,
			config.Renewal{Item: "certificate", Deployment: "staging", By: "Ops", On: on("2026-11-28"), Every: config.Daily},
			kept + "\n[[attest]]\nitem = \"certificate\"\ndeployment = \"staging\"\nby = \"Ops\"\non = 2026-11-28\nevery = \"daily\"\n",
		},
		"line ends of Windows": {
			config.Name, strings.ReplaceAll(kept, "\n", "\r\n"),
			config.Renewal{Item: "certificate", On: on("2026-11-28"), Until: on("2026-12-01"), Note: "x"},
			strings.ReplaceAll(strings.NewReplacer("2026-10-02", "2026-11-28", "every = \"weekly\"\n", "until = 2026-12-01\nnote = \"x\"\n").Replace(kept), "\n", "\r\n"),
		},
		"without an end of the last line": {
			config.Name, "[[attest]]\non = \"2026-10-02\"\nby = 'Ops'\nitem = \"ssh\"",
			config.Renewal{Item: "ssh", On: on("2026-11-28"), Every: config.Yearly},
			"[[attest]]\non = 2026-11-28\nby = 'Ops'\nitem = \"ssh\"\nevery = \"yearly\"",
		},
		"pyproject": {
			config.Pyproject, "[project]\nname = \"a\"\n",
			config.Renewal{Item: "ssh", By: "Ops", On: on("2026-11-28"), Every: config.Monthly},
			"[project]\nname = \"a\"\n\n[[tool.deploycheck.attest]]\nitem = \"ssh\"\nby = \"Ops\"\non = 2026-11-28\nevery = \"monthly\"\n",
		},
		"pyproject again": {
			config.Pyproject, "[[tool.deploycheck.attest]]\nitem = \"ssh\"\nby = \"Ops\"\non = 2026-10-02\n[project]\nname = \"a\"\n",
			config.Renewal{Item: "ssh", On: on("2026-11-28"), Every: config.Monthly},
			"[[tool.deploycheck.attest]]\nitem = \"ssh\"\nby = \"Ops\"\non = 2026-11-28\nevery = \"monthly\"\n[project]\nname = \"a\"\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := config.Renew(c.file, c.text, c.renewal)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRenewNot holds that a file that cannot be changed well is not changed.
func TestRenewNot(t *testing.T) {
	renewal := config.Renewal{Item: "ssh", By: "Ops", On: on("2026-11-28"), Every: config.Monthly}
	for text, want := range map[string]string{
		"attest = [{item = \"ssh\", by = \"a\", on = 2026-10-02}]": "deploycheck.toml: the attestations stand in brackets",
		"attest = []": "deploycheck.toml: the attestation does not fit in",
		"a = 1":       "deploycheck.toml:1: ",
		"a = ":        "deploycheck.toml:1: ",
	} {
		_, err := config.Renew(config.Name, text, renewal)
		var bad *config.Error
		if !errors.As(err, &bad) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzRenew(f *testing.F) {
	f.Add(kept, "certificate", "Ann", "a note")
	f.Add(whole, "firewall", "A\"", "")
	f.Add("", "ssh", "\\", "\x00")
	f.Fuzz(func(t *testing.T, text, item, by, note string) {
		r := config.Renewal{Item: item, By: by, Note: note, On: on("2026-11-28"), Every: config.Daily}
		got, err := config.Renew(config.Name, text, r)
		if err != nil {
			return
		}
		before, err := config.Read(source.NewFile(config.Name, []byte(text)))
		if err != nil {
			t.Fatal(err)
		}
		after, err := config.Read(source.NewFile(config.Name, []byte(got)))
		if err != nil {
			t.Fatal(err)
		}
		if len(after.Ignores) != len(before.Ignores) || len(after.Attests) < len(before.Attests) || len(after.Attests) > len(before.Attests)+1 {
			t.Errorf("%q became %q", text, got)
		}
	})
}
