package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// BaseImageUnpinned notes images that are made of whatever a tag points to on
// the day.
// https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
var BaseImageUnpinned = &analyzer.Rule{
	ID:        "base-image-unpinned",
	Title:     "The base image is named by a tag",
	Item:      "updates",
	Severity:  analyzer.Info,
	Precision: analyzer.VeryHigh,
	What:      "A `FROM` that names an image by a tag and not by its digest.",
	Why: "A tag can be moved: two builds of one commit may differ, and who takes over the tag's registry account takes over the image. " +
		"A digest that a bot keeps up to date has neither fault.",
	Fix:      "Add the digest, `FROM python:3.13-slim@sha256:…`, and let Dependabot or Renovate move it.",
	CWE:      494,
	ASVS:     "14.2.4",
	Refs:     []string{"https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"},
	Check:    checkBaseImageUnpinned,
	Unloaded: true,
}

func checkBaseImageUnpinned(p *analyzer.Pass) {
	for _, b := range bases(p) {
		if !strings.Contains(b.Value, "@sha256:") {
			p.ReportIn(deploy.At(b.Span), b.Span, b.Value, "the base image %s is named by a tag, which can be moved, so two builds of one commit may differ", b.Value)
		}
	}
}
