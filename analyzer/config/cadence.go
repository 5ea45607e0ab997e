package config

import "slices"

// A Cadence is how often something is done: a word of `every`.
type Cadence string

// Cadences, the shortest first.
const (
	Daily     Cadence = "daily"
	Weekly    Cadence = "weekly"
	Monthly   Cadence = "monthly"
	Quarterly Cadence = "quarterly"
	Yearly    Cadence = "yearly"
)

// cadences lists the cadences, the shortest first, with the days that an
// attestation counts, some grace among them, and those before its end on which
// it is warned of: fourteen, unless so many are left from the start.
var cadences = []struct {
	name         Cadence
	life, notice int
}{
	{Daily, 3, 1}, {Weekly, 10, 3}, {Monthly, 40, MaxNotice}, {Quarterly, 100, MaxNotice}, {Yearly, 380, MaxNotice},
}

// Bounds in days: how long an attestation counts at most, and how long before
// its end it is warned of.
const (
	MaxLife   = 400
	MaxNotice = 14
)

// Cadences lists the words of `every`, the shortest first.
func Cadences() []string {
	var names []string
	for _, c := range cadences {
		names = append(names, string(c.name))
	}
	return names
}

// Life is for how many days something counts that is done this often: its
// period and some grace. It is MaxLife for the empty Cadence.
func (c Cadence) Life() int {
	if i := c.rank(); i >= 0 {
		return cadences[i].life
	}
	return MaxLife
}

// Seldomer reports whether c is less often than another cadence.
func (c Cadence) Seldomer(than Cadence) bool { return than != "" && c.rank() > than.rank() }

func (c Cadence) rank() int {
	names := Cadences()
	return slices.Index(names, string(c))
}

// notice is for how many days before its end something is warned of that counts
// for some days.
func notice(life int) int {
	for _, c := range cadences {
		if c.life == life {
			return c.notice
		}
	}
	return min(MaxNotice, life/3)
}
