package report

import (
	"io"
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// contracts are an environment contract with a variable in every state, one of
// a repository that is hostile, and an empty one.
func contracts() map[string]*analyzer.Contract {
	place := func(line int) []source.Span { return []source.Span{at("house/settings/base.py", line, 1, 7)} }
	night := &analyzer.Deployment{Name: "production", Settings: "house.settings.night"}
	return map[string]*analyzer.Contract{
		"empty": {Deployment: night},
		"some": {
			Deployment: night,
			Beyond:     "the file .env, which is not in the repository,",
			Variables: []analyzer.ContractVariable{
				{Name: "HOUSE_BELL", Type: "text", Choices: []string{"loud", "soft"}, Reads: place(2), Settings: []string{"BELL"}, Default: "BELL = 'loud'", State: analyzer.TakesDefault},
				{Name: "HOUSE_DOORS", Type: "list", Required: true, Reads: append(append(append(place(5), place(6)...), place(7)...), append(place(8), place(9)...)...), State: analyzer.Missing},
				{
					Name: "HOUSE_KEY", Type: "text", Required: true, Secret: true, Reads: place(4), Settings: []string{"KEY"},
					Demands: []analyzer.VariableDemand{{Rule: keyUnderMat}}, State: analyzer.FromOutside,
				},
				{
					Name: "HOUSE_LIGHTS", Type: "boolean", Reads: place(3), Settings: []string{"LIGHTS"}, State: analyzer.SetHere, Differs: true,
					Demands: []analyzer.VariableDemand{{Rule: lightsOn, Must: `it is set, and HOUSE_LIGHTS is not "on"`}},
					Sources: []analyzer.VariableSource{
						{Name: "HOUSE_LIGHTS", Span: at("compose.yml", 7, 7, 20), By: "compose.yml (house)", Live: true},
						{Name: "HOUSE_LIGHTS", Span: at("compose.dev.yml", 5, 7, 20), By: "compose.dev.yml (house)"},
					},
				},
			},
			Unused: []analyzer.VariableSource{{Name: "HOUSE_ROOF", Span: at("compose.yml", 8, 7, 20), By: "compose.yml (house)", Live: true}},
		},
		"hostile": {
			Deployment: &analyzer.Deployment{Name: "x\nSECRET=1", Settings: "a\x1b[2J"},
			Unfollowed: []string{"lib.get()", "a\nEVIL=6()"},
			Variables: []analyzer.ContractVariable{{
				Name: "A\nEVIL=1\x1b[31m", Type: "text", Choices: []string{"\nEVIL=2"}, Required: true, Default: "B = '\r\nEVIL=3'", Settings: []string{"B\nEVIL=4"},
				Demands: []analyzer.VariableDemand{{Rule: lightsOn, Must: "A is \nEVIL=5"}}, State: analyzer.FromOutside,
			}},
		},
	}
}

func TestContractGolden(t *testing.T) {
	for name, c := range contracts() {
		golden(t, "env_text_"+name, text(t, func(w io.Writer) error { return ContractText(w, c, options) }))
		golden(t, "env_dotenv_"+name, text(t, func(w io.Writer) error { return ContractDotenv(w, c, options) }))
		conforms(t, "env", text(t, func(w io.Writer) error { return ContractJSON(w, c, options) }))
	}
}

// TestHostileDotenv sees to it that no text of the repository begins a line of
// the template.
func TestHostileDotenv(t *testing.T) {
	out := text(t, func(w io.Writer) error { return ContractDotenv(w, contracts()["hostile"], options) })
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "EVIL") || strings.HasPrefix(line, "SECRET") || strings.Contains(line, "\x1b") {
			t.Errorf("a line of the repository's own: %q", line)
		}
	}
}

// histories are a setting that is known, one that is not, and one that
// nobody assigns.
func histories() []*analyzer.History {
	base, night := at("house/settings/base.py", 3, 1, 30), at("house/settings/night.py", 1, 1, 20)
	production := &analyzer.Deployment{Name: "production", Settings: "house.settings.night"}
	return []*analyzer.History{
		{
			Name: "LIGHTS", Deployment: production, Default: "False", Known: true,
			Writes: []analyzer.HistoryWrite{
				{Span: base, Values: []analyzer.PossibleValue{{Text: "True", When: "HOUSE_LIGHTS is not set"}, {Text: "<HOUSE_LIGHTS comes from the environment>", When: "HOUSE_LIGHTS is set"}}},
				{Span: night, Import: true},
				{Span: at("house/settings/night.py", 4, 5, 20), When: "HOUSE_NIGHT is \"deep\"", Values: []analyzer.PossibleValue{{Text: "False"}}},
			},
			Final:  []analyzer.PossibleValue{{Text: "False", When: "HOUSE_NIGHT is \"deep\""}, {Text: "True\x1b[2J", When: "HOUSE_LIGHTS is not set"}},
			Reason: "HOUSE_LIGHTS comes from the environment", Needs: []string{"HOUSE_LIGHTS", "HOUSE_NIGHT"},
		},
		{Name: "LIGHTS", Deployment: &analyzer.Deployment{Name: "staging", Settings: "house.settings.base"}, Final: []analyzer.PossibleValue{{Text: "not set"}}},
	}
}

func TestHistoryGolden(t *testing.T) {
	golden(t, "history", text(t, func(w io.Writer) error { return HistoryText(w, histories(), options) }))
	conforms(t, "explain", text(t, func(w io.Writer) error { return HistoryJSON(w, histories(), options) }))
	conforms(t, "explain", text(t, func(w io.Writer) error { return HistoryJSON(w, nil, options) }))
}
