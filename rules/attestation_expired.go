package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/config"
)

// AttestationExpired catches attestations that count no more. Those of tasks
// are for task-overdue.
// https://github.com/deploycheck/deploycheck#attestations
var AttestationExpired = &analyzer.Rule{
	ID:        "attestation-expired",
	Title:     "An attestation counts no more",
	Item:      "attestations",
	Severity:  analyzer.Medium,
	Precision: analyzer.VeryHigh,
	What:      "An `[[attest]]` of an item of the checklist past its last day: that of `until`, or as long after `on` as `every` allows. The item is then judged as if nobody had said anything.",
	Why:       "Somebody vouched for what no file shows; servers, people and contracts have changed since, and nobody has looked again.",
	Fix:       "Look again, then write the new day: `deploycheck attest ITEM`. Delete the attestation if nobody vouches for it any more.",
	CWE:       693,
	ASVS:      "1.1.1",
	Refs:      []string{"https://github.com/deploycheck/deploycheck#attestations"},
	Unloaded:  true,
	Check:     checkAttestationExpired,
}

func checkAttestationExpired(p *analyzer.Pass) {
	all := p.Attestations()
	if len(all) == 0 {
		p.NotApplicable("nothing is attested")
		return
	}
	inForce := 0
	var first analyzer.Attestation
	for _, a := range all {
		switch {
		case a.Item.Every != "":
		case a.Standing == config.Expired:
			p.ReportAt(a.Span, a.Item.ID, "%s was attested by %s on %s, which counted until %s, so the item stands as if nobody had said anything", a.Item.ID, clip(a.By.Text), a.On, a.LastDay())
		default:
			if inForce++; inForce == 1 {
				first = a
			}
		}
	}
	if inForce == 0 {
		p.NotApplicable("nothing but tasks is attested")
		return
	}
	p.Passes(first.Span, "%s in force", amount(inForce, "attestation"))
}
