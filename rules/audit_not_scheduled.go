package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// AuditNotScheduled catches audits of dependencies that cannot fail, and bots
// that look after folders without any.
// https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference
var AuditNotScheduled = &analyzer.Rule{
	ID:        "audit-not-scheduled",
	Title:     "Nothing reliably looks for known vulnerabilities",
	Item:      "audit",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "A step of a workflow that audits dependencies and ends in success whatever it finds (`continue-on-error`, `|| true`); an entry of Dependabot whose folder does not exist or holds nothing that it reads. That no workflow audits is no finding.",
	Why:       "Most break-ins through a library use a hole that was known and closed for months; what finds them only helps if somebody hears of it.",
	Fix:       "Run `pip-audit` or `deploycheck audit` in a workflow `on: schedule`, and let it fail; point Dependabot's `directory` at the folder that has the lock file.",
	CWE:       1104,
	ASVS:      "14.2.1",
	Refs: []string{
		"https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference",
		"https://github.com/pypa/pip-audit",
	},
	Unloaded: true,
	Check:    checkAuditNotScheduled,
}

func checkAuditNotScheduled(p *analyzer.Pass) {
	if audited := audited(p); !updated(p) && !audited && len(p.Facts().Workflows) > 0 {
		p.Doubts("no workflow looks for known vulnerabilities; whether alerts are turned on where the repository is kept is not in it")
	}
}

// audited judges the steps of workflows that look for vulnerabilities; false if
// there is none. One that can fail is enough.
func audited(p *analyzer.Pass) bool {
	audits := p.Facts().Audits()
	var best *deploy.Audit
	for i, a := range audits {
		if !a.Lenient && (best == nil || best.Workflow.Schedule.Text == "" && a.Workflow.Schedule.Text != "") {
			best = &audits[i]
		}
	}
	switch {
	case best == nil:
		for _, a := range audits {
			p.ReportIn(a.Workflow.Where, a.Span, a.By, "%s cannot fail here, so what it finds is only seen by who reads the log; let it fail", a.By)
		}
	case best.Workflow.Schedule.Text != "":
		p.Passes(best.Span, "%s runs %s (%s)", best.Workflow.By, best.By, best.Workflow.Schedule.Text)
	default:
		p.Passes(best.Span, "%s runs %s when something changes", best.Workflow.By, best.By)
	}
	return len(audits) > 0
}

// updated judges what proposes newer versions; false if nothing does.
func updated(p *analyzer.Pass) bool {
	found := false
	for _, u := range p.Facts().Updates {
		if u.Packages {
			found = true
			judgeBot(p, u)
		}
	}
	return found
}

func judgeBot(p *analyzer.Pass, u *deploy.Update) {
	for _, g := range u.Gaps {
		why := "does not exist"
		if g.Exists {
			why = "holds no file that it reads"
		}
		p.ReportIn(u.Where, g.Span, g.Folder, "%s looks after %s, which %s, so it never proposes anything there; name the folder that has the lock file or the requirements", u.By, clip(g.Folder), why)
	}
	switch {
	case len(u.Gaps) > 0 && u.On.Opaque != "":
	case u.On.Opaque != "":
		p.Doubts("whether %s looks after packages of Python is not known: %s", u.By, u.On.Opaque)
	case u.Security:
		p.Passes(u.Span, "%s proposes versions that close known holes", u.By)
	default:
		p.Passes(u.Span, "%s proposes newer versions of packages", u.By)
	}
}
