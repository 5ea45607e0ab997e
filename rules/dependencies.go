package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
)

// lockCommands say how a lock file is brought to another version of a package.
var lockCommands = map[string]string{
	"uv.lock":      "uv lock --upgrade-package %s==%s",
	"poetry.lock":  "poetry add %s@%s",
	"pdm.lock":     "pdm add %s==%s",
	"Pipfile.lock": "pipenv install %s==%s",
}

// upgrade says how to get another version of a package installed.
func upgrade(q deps.Requirement, version string) string {
	if command, ok := lockCommands[path.Base(q.Span.File)]; ok {
		return fmt.Sprintf("run `"+command+"`", q.Name, version)
	}
	return fmt.Sprintf("write `%s==%s`", q.Name, version)
}

// serious reports whether an advisory must be acted upon: one that nobody has
// rated might be the worst.
func serious(a *osv.Advisory) bool { return a.Score == 0 || a.Score >= 7 }

// anySerious reports whether one of advisories is serious. They come with the
// gravest first.
func anySerious(all []*osv.Advisory) bool { return len(all) > 0 && serious(all[0]) }

// vulnerability are the rules about advisories on a version. What is accepted
// for one of them is accepted.
var vulnerability = []string{"dependency-vulnerable", "dependency-vulnerable-mild"}

// reportVulnerable reports, for one of the rules about advisories, the packages
// whose gravest advisory is serious, or those where it is not. An advisory that
// the project accepts is a finding of its own, which is suppressed.
func reportVulnerable(p *analyzer.AuditPass, rule string, grave bool) {
	for _, q := range p.Packages {
		var left []*osv.Advisory
		for _, a := range q.Advisories {
			switch p.AcceptedBy(q.Requirement, a, vulnerability...) {
			case "":
				left = append(left, a)
			case rule:
				p.ReportAdvisory(q.Requirement, a, remedy(q), "%s %s has a known vulnerability, %s", q.Name, q.Version, rated(a))
			}
		}
		if len(left) > 0 && anySerious(left) == grave {
			it := pick(len(left), "it", "them")
			p.Report(q.Requirement, q.Name, remedy(q), listed(q.Requirement, left), "%s %s has %s, so whoever knows of %s can try %s on the site",
				q.Name, q.Version, known(left), it, it)
		}
	}
	for _, q := range p.Unresolved {
		if len(q.All) > 0 && anySerious(q.All) == grave {
			p.Report(q.Requirement, q.Name, "allow a version that is free of it", nil, "%s %s: every version known that it allows has %s",
				q.Name, q.Specifier, known(q.All))
		}
	}
}

func pick(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// known says how many advisories there are and which is the gravest.
func known(all []*osv.Advisory) string {
	if len(all) == 1 {
		return "a known vulnerability, " + rated(all[0])
	}
	return fmt.Sprintf("%d known vulnerabilities, the gravest %s", len(all), rated(all[0]))
}

// rated names an advisory with what it is rated.
func rated(a *osv.Advisory) string {
	if a.Score == 0 {
		return a.Name() + " (not rated)"
	}
	return fmt.Sprintf("%s (%s, %.1f)", a.Name(), a.Severity(), a.Score)
}

// remedy says which version to go to, if one is known.
func remedy(q analyzer.Audited) string {
	switch {
	case q.Clean != "":
		return upgrade(q.Requirement, q.Clean) + ", which has no known vulnerability"
	case q.Held != nil:
		return fmt.Sprintf("let %s at %s allow a version that is fixed", q.Held.Specifier, q.Held.Span)
	}
	return "no version is known that fixes it: replace the package, or find out whether what is vulnerable is used"
}

// maxListed bounds how many advisories a finding lists.
const maxListed = 8

// listed are advisories on a requirement as steps at its line; none for one,
// which the message names.
func listed(q deps.Requirement, all []*osv.Advisory) []analyzer.Step {
	var steps []analyzer.Step
	if len(all) == 1 {
		return nil
	}
	for i, a := range all {
		if i == maxListed {
			steps = append(steps, analyzer.Step{Span: q.Span, Text: fmt.Sprintf("and %d more, which `deploycheck audit` lists", len(all)-i)})
			break
		}
		steps = append(steps, analyzer.Step{Span: q.Span, Text: rated(a)})
	}
	return steps
}

// some lists a few of many names.
func some(names []string) string {
	const most = 4
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}
