// Package rules is the checklist: one file a rule, and this table of
// contents in the checklist's order.
//
// A rule asks the deployment about settings ([analyzer.Pass.Setting]), makes
// a condition of what would be wrong, and lets [analyzer.Pass.Judge] weigh
// it. It knows no file format and no syntax.
package rules

import "github.com/deploycheck/deploycheck/analyzer"

// Catalogue is the checklist with the rules that answer it.
var Catalogue = analyzer.Catalogue{Sections: sections, Items: items, Rules: all}

var all = []*analyzer.Rule{
	// env: debug-off
	DebugEnabled,
	// https: hsts
	HSTSMissing,
}
