package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// BaseImageOutdated catches images made of a release that nobody mends any
// more.
// https://devguide.python.org/versions/
var BaseImageOutdated = &analyzer.Rule{
	ID:        "base-image-outdated",
	Title:     "The base image is past its end of life",
	Item:      "updates",
	Severity:  analyzer.Medium,
	Precision: analyzer.VeryHigh,
	What:      "A `FROM` of an image of Python, Debian, Ubuntu or Alpine in a release that gets no security fixes any more.",
	Why:       "Holes that are found from then on stay open, however often the image is built anew.",
	Fix:       "Move to a release that is maintained, such as `FROM python:3.13-slim`.",
	CWE:       1104,
	ASVS:      "14.2.1",
	Refs:      []string{"https://devguide.python.org/versions/", "https://wiki.debian.org/DebianReleases"},
	Check:     checkBaseImageOutdated,
	Unloaded:  true,
}

func checkBaseImageOutdated(p *analyzer.Pass) {
	for _, b := range bases(p) {
		if r, ok := endedRelease(b.Value); ok {
			p.ReportIn(deploy.At(b.Span), b.Span, b.Value, "the image is made of %s, which has had no security fixes since %s, so known holes stay open in it", r.name, day(r.end))
		}
	}
}
