package analyzer

import "github.com/deploycheck/deploycheck/analyzer/eval"

// Calls lists the calls of a function that the settings make, by its dotted
// name, in the order in which they are made: each with its arguments and the
// condition under which it happens. Those that are kept are of functions which
// matter by themselves, such as sentry_sdk.init.
func (d *Deployment) Calls(name string) []eval.Call {
	var all []eval.Call
	for _, c := range d.loaded.Calls {
		if c.Name == name {
			all = append(all, c)
		}
	}
	return all
}
