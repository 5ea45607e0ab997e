package config

import (
	"time"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An Attest is somebody's word that an item of the checklist is met, or that a
// task was done.
type Attest struct {
	Span       source.Span // the line of its item
	Item       Word        // the ID of an item of the checklist
	By         Word        // who says so
	On         Date        // the day on which it was so
	Every      Word        // how often it is looked at anew: a Cadence
	Until      Date        // the last day on which it counts
	Evidence   Word        // a link, or a path of the repository
	Note       Word
	Deployment Word // of which it is said; not given: of all
}

// Cadence is the word of `every`, or that of the item where neither it nor
// `until` is given.
func (a *Attest) Cadence(item Cadence) Cadence {
	if a.Every.Given() || a.Until.Given() {
		return Cadence(a.Every.Text)
	}
	return item
}

// Last is the last day on which an attestation of an item counts.
func (a *Attest) Last(item Cadence) time.Time {
	if a.Until.Given() {
		return a.Until.Time
	}
	return a.On.AddDate(0, 0, a.Cadence(item).Life())
}

// A Standing is how an attestation stands on a day.
type Standing int

// Standings of attestations.
const (
	InForce  Standing = iota
	Expiring          // it counts, and not for long
	Expired           // it counts no more
)

// Standing is how an attestation of an item stands on a day; on the zero day,
// which is not known, it is in force.
func (a *Attest) Standing(item Cadence, today time.Time) Standing {
	last := a.Last(item)
	life := int(last.Sub(a.On.Time).Hours() / 24)
	switch {
	case today.IsZero():
		return InForce
	case !today.Before(last.AddDate(0, 0, 1)):
		return Expired
	case !today.Before(last.AddDate(0, 0, -notice(life))):
		return Expiring
	}
	return InForce
}

// Begun reports whether the day of an attestation has begun anywhere on earth.
func (a *Attest) Begun(now time.Time) bool {
	const east = 14 * time.Hour // the zones that are ahead the most
	return now.IsZero() || !a.On.After(now.Add(east))
}
