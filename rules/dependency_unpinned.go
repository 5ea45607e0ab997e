package rules

import (
	"fmt"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deps"
)

// DependencyUnpinned catches files that leave the versions which production
// gets to the day it is built on.
var DependencyUnpinned = &analyzer.Rule{
	ID:        "dependency-unpinned",
	Title:     "versions of packages are left open",
	Item:      "audit",
	Severity:  analyzer.Info,
	Precision: analyzer.HighPrecision,
	What: "Finds files whose requirements production installs without a lock file, and which name no version or a range of them. " +
		"There is one finding for each file.",
	Why: "What production runs was tested by nobody, cannot be built again, and cannot be held against advisories. " +
		"A release that was taken over by someone else is installed on the day it appears.",
	Fix:   "Write a lock file with hashes, with `uv lock`, `poetry lock` or `pip-compile --generate-hashes`, and install from it.",
	CWE:   1357,
	ASVS:  "14.2.4",
	Refs:  []string{"https://pip.pypa.io/en/stable/topics/repeatable-installs/", "https://docs.astral.sh/uv/concepts/projects/sync/"},
	Audit: checkDependencyUnpinned,
}

func checkDependencyUnpinned(p *analyzer.AuditPass) {
	var files []string
	open := map[string][]analyzer.Unresolved{}
	for _, q := range p.Unresolved {
		if q.Scope == deps.Production && q.Reason == "" {
			if file := q.Span.File; !slices.Contains(files, file) {
				files = append(files, file)
			}
			open[q.Span.File] = append(open[q.Span.File], q)
		}
	}
	slices.Sort(files)
	for _, file := range files {
		reportUnpinned(p, file, open[file])
	}
}

// reportUnpinned reports the open requirements of one file on the line of the
// first of them.
func reportUnpinned(p *analyzer.AuditPass, file string, open []analyzer.Unresolved) {
	var names, affected []string
	first := open[0].Requirement
	for _, q := range open {
		names = append(names, q.Name)
		if len(q.Lowest) > 0 {
			affected = append(affected, q.Name)
		}
		if q.Span.Compare(first.Span) < 0 {
			first = q.Requirement
		}
	}
	more := ""
	if len(affected) > 0 {
		more = fmt.Sprintf("; the lowest that is allowed has known vulnerabilities for %s", some(affected))
	}
	p.Report(first, "unpinned", "", nil, "no single version is named of %s (%s), so what production gets depends on the day it is built%s",
		counted(len(names), "package"), some(names), more)
}

func counted(n int, thing string) string { return fmt.Sprintf("%d %s%s", n, thing, pick(n, "", "s")) }
