package analyzer

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// exhaust fills a space with the diagrams of "a0 and b0, or a1 and b1, …",
// which double with each pair.
func exhaust(space *value.Space) {
	defer func() { _ = recover().(value.TooComplex) }()
	var atoms [2][40]*value.Cond
	for side := range atoms {
		for i := range atoms[side] {
			name := fmt.Sprint("filler ", side, " ", i)
			atoms[side][i] = space.Atom(name, value.Atom{Name: name})
		}
	}
	c := value.False
	for i := range atoms[0] {
		c = c.Or(atoms[0][i].And(atoms[1][i]))
	}
}

// TestTooComplex asks for everything where the conditions have used up their
// space, over and over.
func TestTooComplex(t *testing.T) {
	const text = "import os\nDEBUG = os.environ.get('A') == 'x'\n" +
		"STORAGE = 'a'\nif os.environ.get('B'):\n    STATICFILES_STORAGE = 'b'\n    SECURE_SSL_REDIRECT = True\n" +
		"SILENCED_SYSTEM_CHECKS = ['security.W008'] if os.environ.get('C') else []\nROOT_URLCONF = 'urls'\n"
	repo, err := Analyze(fstest.MapFS{"settings.py": {Data: []byte(text)}}, Options{Settings: []string{"settings"}})
	if err != nil {
		t.Fatal(err)
	}
	d := repo.Projects[0].Deployments[0]
	for range 3 {
		exhaust(d.loaded.Space)
		if lines := repo.DiffSettings(d, true); len(lines) < 100 {
			t.Errorf("%d settings are listed", len(lines))
		}
		exhaust(d.loaded.Space)
		if checks := repo.CheckDeploy(d).Checks; len(checks) == 0 {
			t.Error("no check is judged")
		}
	}
}
