package report

import (
	"testing"

	"github.com/deploycheck/deploycheck/analyzer"
)

func TestReasons(t *testing.T) {
	grave := &analyzer.Rule{ID: "door-open", Item: "door", Severity: analyzer.High}
	slight := &analyzer.Rule{ID: "door-creaks", Item: "door", Severity: analyzer.Info}
	other := &analyzer.Rule{ID: "lights-on", Item: "lights", Severity: analyzer.High}
	door := analyzer.Answer{Item: analyzer.Item{ID: "door"}, Deployment: "production", Verdict: analyzer.Fail}
	open := door
	open.Verdict = analyzer.Depends
	for _, c := range []struct {
		what    string
		finding analyzer.Finding
		answer  analyzer.Answer
		want    bool
	}{
		{"a finding", analyzer.Finding{Rule: grave}, door, true},
		{"a finding in a file for development", analyzer.Finding{Rule: grave, Development: true}, door, false},
		{"a remark", analyzer.Finding{Rule: slight}, door, false},
		{"a finding of another item", analyzer.Finding{Rule: other}, door, false},
		{"a finding of an item that does not fail", analyzer.Finding{Rule: grave}, open, false},
	} {
		a := alert{Finding: c.finding, in: []string{"production"}}
		if got := a.fails(c.answer); got != c.want {
			t.Errorf("%s is a reason: %v, want %v", c.what, got, c.want)
		}
	}
}
