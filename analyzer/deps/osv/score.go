package osv

import (
	"strings"

	gocvss20 "github.com/pandatix/go-cvss/20"
	gocvss30 "github.com/pandatix/go-cvss/30"
	gocvss31 "github.com/pandatix/go-cvss/31"
	gocvss40 "github.com/pandatix/go-cvss/40"
)

// score is the highest score of the newest version of CVSS that there is a
// vector of; 0 if there is none.
func score(severities []severity) float64 {
	for _, version := range []string{"CVSS_V4", "CVSS_V3", "CVSS_V2"} {
		best := 0.0
		for _, s := range severities {
			if s.Type == version {
				best = max(best, rate(s.Score))
			}
		}
		if best > 0 {
			return best
		}
	}
	return 0
}

// rate is the score of a vector, 0 if it is none.
func rate(vector string) float64 {
	switch {
	case strings.HasPrefix(vector, "CVSS:4.0/"):
		if v, err := gocvss40.ParseVector(vector); err == nil {
			return v.Score()
		}
	case strings.HasPrefix(vector, "CVSS:3.1/"):
		if v, err := gocvss31.ParseVector(vector); err == nil {
			return v.BaseScore()
		}
	case strings.HasPrefix(vector, "CVSS:3.0/"):
		if v, err := gocvss30.ParseVector(vector); err == nil {
			return v.BaseScore()
		}
	default:
		if v, err := gocvss20.ParseVector(vector); err == nil {
			return v.BaseScore()
		}
	}
	return 0
}
