package analyzer

import (
	"fmt"
	"time"

	"github.com/deploycheck/deploycheck/analyzer/config"
)

// An Attestation is somebody's word on an item of the checklist, as it stands
// for a deployment on the day that is judged.
type Attestation struct {
	*config.Attest
	Item     Item
	Standing config.Standing
	Last     time.Time // the last day on which it counts
}

// Attestations lists what is attested of the deployment, in the order of the
// checklist.
func (p *Pass) Attestations() []Attestation {
	var all []Attestation
	for _, item := range p.items {
		if a, ok := p.attestation(item); ok {
			all = append(all, a)
		}
	}
	return all
}

// attestation is what is attested of an item: by name of the deployment, or
// else of all.
func (d *Deployment) attestation(item Item) (Attestation, bool) {
	var found *config.Attest
	for _, a := range d.repository.config.Attests {
		if a.Item.Text == item.ID && (a.Deployment.Text == d.Name || !a.Deployment.Given() && found == nil) {
			found = a
		}
	}
	if found == nil {
		return Attestation{}, false
	}
	return Attestation{found, item, found.Standing(item.Every, d.repository.date), found.Last(item.Every)}, true
}

// LastDay is the last day on which the attestation counts: 2027-01-31.
func (a Attestation) LastDay() string { return a.Last.Format(time.DateOnly) }

// vouch lets an attestation answer what the repository does not. What speaks
// against it wins over it, and what shows it needs none.
func (d *Deployment) vouch(a *Answer) {
	if a.Verdict == Fail || a.Verdict == Passes || a.Verdict == NotApplicable {
		return
	}
	word, ok := d.attestation(a.Item)
	if !ok {
		return
	}
	said := fmt.Sprintf("attested by %s on %s, which counted until %s", word.By.Text, word.On, word.LastDay())
	if word.Standing != config.Expired {
		said = fmt.Sprintf("attested by %s on %s, which counts until %s", word.By.Text, word.On, word.LastDay())
		a.Verdict, a.Message, a.Needs = Attested, said, nil
		if word.Evidence.Given() {
			a.Message += ": " + word.Evidence.Text
		}
	}
	a.Evidence = append([]Step{{Span: word.Attest.Span, Text: said}}, a.Evidence...)
}
