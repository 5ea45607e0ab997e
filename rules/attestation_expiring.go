package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/config"
)

// AttestationExpiring catches attestations shortly before they end.
// https://github.com/deploycheck/deploycheck#attestations
var AttestationExpiring = &analyzer.Rule{
	ID:        "attestation-expiring",
	Title:     "An attestation is about to expire",
	Item:      "attestations",
	Severity:  analyzer.Low,
	Precision: analyzer.VeryHigh,
	What:      "An `[[attest]]` that counts for fourteen more days at most; for three if it is looked at weekly, for one if daily.",
	Why:       "Once it has expired the item stands unanswered, or the task is overdue; there is still time to look again.",
	Fix:       "Look again, or do the task, then write the new day: `deploycheck attest ITEM`.",
	CWE:       693,
	ASVS:      "1.1.1",
	Refs:      []string{"https://github.com/deploycheck/deploycheck#attestations"},
	Unloaded:  true,
	Check:     checkAttestationExpiring,
}

func checkAttestationExpiring(p *analyzer.Pass) {
	for _, a := range p.Attestations() {
		if a.Standing == config.Expiring {
			p.ReportAt(a.Span, a.Item.ID, "%s was attested on %s, which counts until %s, so it stands unanswered from the next day on", a.Item.ID, a.On, a.LastDay())
		}
	}
}
