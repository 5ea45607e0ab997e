package report

import (
	"io"
	"math"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// conforms holds JSON against one of the published schemas.
func conforms(t *testing.T, schema, text string) {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile("../../testdata/schema/" + schema + ".json")
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestSchemas(t *testing.T) {
	var b strings.Builder
	if err := RulesJSON(&b, houses, options); err != nil {
		t.Fatal(err)
	}
	conforms(t, "rules", b.String())
	for _, r := range []*analyzer.Report{house(), empty(), hostile()} {
		conforms(t, "check", written(t, JSON, r, options))
	}
	for _, r := range deployReports() {
		conforms(t, "check-deploy", text(t, func(w io.Writer) error { return WriteDeployJSON(w, r, options) }))
	}
	for _, d := range diffs() {
		conforms(t, "diffsettings", text(t, func(w io.Writer) error { return WriteDiffJSON(w, d, options) }))
	}
}

func text(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func deployReports() map[string]*analyzer.DeployReport {
	failed := &analyzer.LoadError{Type: "ImproperlyConfigured", Message: "Set the HOUSE_KEY environment variable", Span: at("house/settings/base.py", 4, 1, 4)}
	return map[string]*analyzer.DeployReport{
		"none":  {},
		"error": {Error: failed},
		"some": {
			Checks: []analyzer.DeployCheck{
				{ID: "security.W018", Level: "WARNING", Verdict: "fires", Message: "LIGHTS is on.", Span: at("house/settings/base.py", 3, 1, 7)},
				{ID: "security.W004", Level: "WARNING", Verdict: "fires", Message: "The door has no lock."},
				{ID: "security.E023", Level: "ERROR", Verdict: "fires", Message: "The bell says nothing\x1b[2J.", Span: at("house/settings/base.py", 2, 1, 4)},
				{ID: "security.W009", Level: "WARNING", Verdict: "unknown", Reason: "KEY comes from outside", Needs: []string{"HOUSE_KEY"}},
				{ID: "security.W001", Level: "WARNING", Verdict: "clear"},
			},
			Silenced: []string{"security.W019"},
		},
	}
}

func diffs() map[string]*Diff {
	place := at("house/settings/base.py", 3, 1, 7)
	lines := []analyzer.SettingLine{
		{Name: "BASE_DIR", Known: true, Value: ".", Repr: "PosixPath('.')", Differs: true, IsPath: true, Span: place},
		{Name: "EMPTY", Known: true, Value: nil, Repr: "None", Default: true, DefRepr: "None"},
		{Name: "KEY", Known: true, Value: map[string]any{"redacted": true, "length": 28, "distinct": 14}, Repr: "<28 characters>", Differs: true, DefRepr: "''", Span: place},
		{Name: "LIGHTS", Differs: true, Span: place, DefRepr: "False", Needs: []string{"HOUSE_LIGHTS"}, Reason: "HOUSE_LIGHTS comes from the environment", Trail: []analyzer.Step{{Span: source.Span{}, Text: "read"}}},
		{Name: "ODD\x1b", Differs: true, Needs: []string{"A", "B"}},
		{Name: "NUMBERS", Known: true, Value: []any{math.Inf(1), map[string]any{"a": math.NaN(), "b": 1.5}}, Repr: "[inf, {'a': nan, 'b': 1.5}]", Differs: true},
		{Name: "SAME", Known: true, Value: []any{1, "a"}, Repr: "[1, 'a']", Default: true, DefRepr: "[1, 'a']"},
	}
	return map[string]*Diff{
		"none":    {},
		"hash":    {Lines: lines},
		"unified": {Lines: lines, Unified: true},
		"error":   {Error: &analyzer.LoadError{Type: "KeyError", Message: "'HOUSE_KEY'"}},
	}
}

func TestDeployGolden(t *testing.T) {
	for name, r := range deployReports() {
		golden(t, "deploy_"+name, text(t, func(w io.Writer) error { return WriteDeployText(w, r, options) }))
	}
}

// TestDiffJSON is about values that JSON has no words for.
func TestDiffJSON(t *testing.T) {
	golden(t, "diff_json", text(t, func(w io.Writer) error { return WriteDiffJSON(w, diffs()["hash"], options) }))
}

func TestDiffGolden(t *testing.T) {
	for name, d := range diffs() {
		golden(t, "diff_"+name, text(t, func(w io.Writer) error { return WriteDiffText(w, d, options) }))
	}
}

func TestCatalogueGolden(t *testing.T) {
	golden(t, "explain_rule", text(t, func(w io.Writer) error { return ExplainRule(w, houses, lightsOn, options) }))
	golden(t, "explain_item", text(t, func(w io.Writer) error { return ExplainItem(w, houses, houses.Items[0], options) }))
	golden(t, "rules", text(t, func(w io.Writer) error { return RulesText(w, houses, options) }))
}
