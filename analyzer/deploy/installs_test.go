package deploy_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// TestInstalls holds what images and platforms install against the section
// "want" of each fixture.
func TestInstalls(t *testing.T) {
	names, err := filepath.Glob("testdata/installs/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no fixtures", err)
	}
	golden(t, names, installing)
}

// installing writes what each process has installed, a line each.
func installing(f *deploy.Facts) string {
	var b strings.Builder
	for _, l := range f.Launches() {
		fmt.Fprintf(&b, "%s %s\n", l.Span, l.Name)
		for _, i := range l.Installs() {
			fmt.Fprintf(&b, "  %s", i.Span)
			for _, q := range i.Requirements {
				fmt.Fprintf(&b, " %s%s", q.Name, q.Specifier)
			}
			for _, part := range []struct {
				name  string
				value any
				set   bool
			}{
				{"", i.File, i.File != ""}, {"constraints", i.Constraints, i.Constraints != nil}, {"groups", i.Groups, i.Groups != nil},
				{"extras", i.Extras, i.Extras != nil}, {"without", i.Without, i.Without != nil}, {"python", i.Python, i.Python != ""},
				{"bare", "", i.Bare}, {"no main", "", i.NoMain}, {"all groups", "", i.AllGroups}, {"all extras", "", i.AllExtras},
			} {
				if part.set {
					fmt.Fprintf(&b, " %s", strings.TrimSpace(fmt.Sprint(part.name, " ", part.value)))
				}
			}
			b.WriteString("\n")
		}
	}
	for _, i := range f.Installs {
		fmt.Fprintf(&b, "host %s %s\n", i.Span, i.Install.File)
	}
	return b.String()
}
