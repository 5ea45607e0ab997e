package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/config"
)

// TaskOverdue catches tasks that somebody attested and did not do again in
// time. What shows that a task is done without anybody's word is in tasks.go.
// https://docs.djangoproject.com/en/stable/howto/deployment/checklist/
var TaskOverdue = &analyzer.Rule{
	ID:        "task-overdue",
	Title:     "A task that is due again was not done",
	Items:     taskItems(),
	Severity:  analyzer.Medium,
	Precision: analyzer.VeryHigh,
	What:      "An `[[attest]]` of a task whose day lies further back than the task allows: three days if it is daily, ten if weekly, forty if monthly, a hundred if quarterly.",
	Why:       "Certificates, accounts, backups and dependencies go bad while nobody looks; a task that was done once shows only how things were then.",
	Fix:       "Do the task, then write the new day: `deploycheck attest TASK`. If something does it on a schedule, keep that in the repository and delete the attestation.",
	CWE:       693,
	ASVS:      "1.1.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/howto/deployment/checklist/",
		"https://docs.github.com/en/actions/how-tos/manage-workflow-runs/disable-and-enable-a-workflow",
	},
	Unloaded: true,
	Check:    checkTaskOverdue,
}

func checkTaskOverdue(p *analyzer.Pass) {
	for _, t := range tasks {
		on := p.On(t.item)
		if t.shows == nil || !t.shows(on) {
			on.Manual(nil, "no file of the repository shows that %s %s", periods[t.every], t.done)
		}
	}
	for _, a := range p.Attestations() {
		if a.Item.Every != "" && a.Standing == config.Expired {
			p.On(a.Item.ID).ReportAt(a.Span, a.Item.ID, "%s is due %s and was last attested on %s, which counted until %s, so nobody has vouched for it since", a.Item.ID, a.Item.Every, a.On, a.LastDay())
		}
	}
}
