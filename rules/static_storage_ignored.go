package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// StaticStorageIgnored catches the old names of storages, which Django no
// longer reads.
// https://docs.djangoproject.com/en/stable/releases/5.1/#features-removed-in-5-1
var StaticStorageIgnored = &analyzer.Rule{
	ID:        "static-storage-ignored",
	Title:     "A storage is set in a way that Django ignores",
	Item:      "static-cache",
	Severity:  analyzer.Medium,
	Precision: analyzer.VeryHigh,
	What:      "`STATICFILES_STORAGE` or `DEFAULT_FILE_STORAGE` on Django 5.1 or later, where `STORAGES` does not say the same.",
	Why:       "Static files go out without hashes and compression, or uploads land on the server's own disk, where the next deployment loses them; nothing warns.",
	Fix:       "Write `STORAGES = {\"default\": {\"BACKEND\": …}, \"staticfiles\": {\"BACKEND\": …}}`, with both keys.",
	CWE:       1188,
	ASVS:      "14.1.3",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#storages",
		"https://docs.djangoproject.com/en/stable/releases/5.1/#features-removed-in-5-1",
	},
	Check: checkStaticStorageIgnored,
}

// oldStorages are the settings that were removed, the key of STORAGES that
// took their place, and what comes of setting them.
var oldStorages = []struct{ name, key, consequence string }{
	{"STATICFILES_STORAGE", "staticfiles", "static files go out without what it does"},
	{"DEFAULT_FILE_STORAGE", "default", "uploads land on the server's own disk"},
}

func checkStaticStorageIgnored(p *analyzer.Pass) {
	if !p.Since("5.1") {
		return
	}
	for _, old := range oldStorages {
		s := p.Setting(old.name)
		if !s.Explicit {
			continue
		}
		// A project that supports several versions sets both.
		instead := p.Part(p.Setting("STORAGES"), old.key, "BACKEND")
		replaced := p.Space().Equals(s.Value, instead.Value)
		j := p.Judge(s, p.Space().Truth(s.Value).Minus(replaced))
		if j.Fails() && !sameClass(s, instead) {
			p.Report(j, "%s has no effect since Django 5.1%s, so %s", old.name, j.When(), old.consequence)
		}
	}
}

// sameClass reports whether two settings name a class with the same last
// part, as the manifest storages of Django and WhiteNoise nearly do.
func sameClass(a, b *analyzer.Setting) bool {
	x, okx := a.Value.Only()
	y, oky := b.Value.Only()
	s, _ := x.(value.Str)
	t, _ := y.(value.Str)
	return okx && oky && class(string(s)) == class(string(t))
}
