package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// before is the condition that Django is older than a series.
func before(p *analyzer.Pass, series string) *value.Cond {
	if django.AtLeast(p.Version(), series) {
		return value.False
	}
	return value.True
}
