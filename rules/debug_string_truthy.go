package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// DebugStringTruthy catches a DEBUG that is text from the environment, or
// bool() of such text: "False" is true to Python.
// https://docs.python.org/3/library/stdtypes.html#truth-value-testing
var DebugStringTruthy = &analyzer.Rule{
	ID:        "debug-string-truthy",
	Title:     "DEBUG is text, and every text but the empty one is true",
	Item:      "debug-off",
	Severity:  analyzer.Critical,
	Precision: analyzer.VeryHigh,
	What:      "`DEBUG = os.environ.get(\"DEBUG\")` and `bool(os.environ.get(\"DEBUG\"))`: whatever is put in turns it on.",
	Why:       "Somebody sets `DEBUG=False` in production and believes it is off; Python takes the text \"False\" for true, and error pages show everything.",
	Fix:       "Compare the text: `DEBUG = os.environ.get(\"DEBUG\", \"\").lower() in (\"1\", \"true\", \"yes\")`.",
	CWE:       704,
	ASVS:      "14.3.2",
	Refs: []string{
		"https://docs.python.org/3/library/stdtypes.html#truth-value-testing",
		"https://docs.djangoproject.com/en/stable/ref/settings/#debug",
	},
	Check: checkDebugStringTruthy,
}

func checkDebugStringTruthy(p *analyzer.Pass) {
	debug := p.Setting("DEBUG")
	for _, a := range debug.Value.Alts() {
		switch v := a.Plain.(type) {
		case *value.Unknown:
			if v.TypeName == "str" && v.Outside {
				p.ReportValue(a, debug, "DEBUG is the text of %s, and every text but the empty one, \"False\" too, turns it on", v.Name)
				return
			}
		case value.Str:
			if v != "" && p.Unset().Meets(a.When) {
				p.ReportValue(a, debug, "DEBUG is the text %q, which is true: every text but the empty one turns it on", clip(string(v)))
				return
			}
		case value.Bool:
			if name, ok := truthOfText(p, a.When); ok && bool(v) {
				p.ReportValue(a, debug, "DEBUG is on for every text of %s but the empty one, \"False\" too", name)
				return
			}
		}
	}
}

// truthOfText names the variable whose text being non-empty is all that
// decides a condition. That of a number made of the text is another question.
func truthOfText(p *analyzer.Pass, c *value.Cond) (string, bool) {
	name := ""
	for _, a := range c.Atoms() {
		switch {
		case a.Kind == value.EnvSet:
		case a.Kind == value.Test && a.Yes == a.Name+" is not empty" && len(a.Needs) == 1 && a.Needs[0] == a.Name && name == "":
			name = a.Name
		default:
			return "", false
		}
	}
	text := &value.Unknown{Key: "env:" + name, Name: name, TypeName: "str", Needs: []string{name}, Outside: true}
	return name, name != "" && c.Implies(p.Space().Truthy(text))
}
