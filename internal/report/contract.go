package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// ContractText writes the environment contract of a deployment for a person:
// what is missing first, then what must be set, then what has a default.
func ContractText(w io.Writer, c *analyzer.Contract, o Options) error {
	p := newPrinter(&analyzer.Report{}, o)
	p.deployment(c.Deployment)
	groups := []struct {
		title string
		state analyzer.VariableState
	}{
		{"Missing: the settings do not load", analyzer.Missing},
		{"Set outside the repository", analyzer.FromOutside},
		{"Set", analyzer.SetHere},
		{"Not set: a default holds", analyzer.TakesDefault},
	}
	for _, g := range groups {
		p.variables(g.title, inState(c.Variables, g.state))
	}
	p.unusedVariables(c.Unused)
	if note := furtherVariables(c); note != "" {
		p.hang("", Printable(note), 2)
		p.linef("")
	}
	p.linef("%s", contractCounts(c))
	return p.flush(w)
}

// furtherVariables says which functions may read variables that the contract
// lacks, or nothing.
func furtherVariables(c *analyzer.Contract) string {
	if len(c.Unfollowed) == 0 {
		return ""
	}
	return "Further variables may be read by functions of libraries that are not followed: " + list(c.Unfollowed)
}

func inState(all []analyzer.ContractVariable, state analyzer.VariableState) []analyzer.ContractVariable {
	return slices.DeleteFunc(slices.Clone(all), func(v analyzer.ContractVariable) bool { return v.State != state })
}

func contractCounts(c *analyzer.Contract) string {
	return fmt.Sprintf("%s: %d set here, %d outside, %d by default, %d missing; %d set and not read",
		count(len(c.Variables), "variable"), len(inState(c.Variables, analyzer.SetHere)), len(inState(c.Variables, analyzer.FromOutside)),
		len(inState(c.Variables, analyzer.TakesDefault)), len(inState(c.Variables, analyzer.Missing)), len(c.Unused))
}

func (p *printer) variables(title string, list []analyzer.ContractVariable) {
	if len(list) == 0 {
		return
	}
	p.linef("%s", p.strong(title))
	for _, v := range list {
		p.linef("  %s  %s", p.strong(Printable(v.Name)), p.faint(kindOf(v)))
		for _, line := range describeVariable(v) {
			p.hang("    "+p.faint(pad(line.label, labelColumns)), Printable(line.text), 4+labelColumns)
		}
	}
	p.linef("")
}

// labelColumns is how wide the labels below a variable are.
const labelColumns = len("if unset  ")

// kindOf says what a variable holds.
func kindOf(v analyzer.ContractVariable) string {
	kind := v.Type
	if len(v.Choices) > 0 {
		kind += ", compared with " + Printable(list(quoteAll(v.Choices)))
	}
	if v.Required {
		kind += ", required"
	}
	return kind
}

func quoteAll(texts []string) []string {
	var out []string
	for _, t := range texts {
		out = append(out, fmt.Sprintf("%q", t))
	}
	return out
}

// A fact is one labelled line about a variable.
type fact struct{ label, text string }

func describeVariable(v analyzer.ContractVariable) []fact {
	var facts []fact
	add := func(label, text string) {
		if text != "" {
			facts = append(facts, fact{label, text})
		}
	}
	add("read", places(v.Reads))
	add("decides", list(v.Settings))
	add("if unset", v.Default)
	for _, d := range v.Demands {
		text := d.Rule.ID
		if d.Must != "" {
			text += ": " + d.Must
		}
		add("must", text)
	}
	for _, s := range v.Sources {
		text := s.Span.String()
		if !s.Live {
			text += " (not where this goes live)"
		}
		add("set", text)
	}
	if v.State == analyzer.SetHere && len(v.Sources) == 0 {
		add("set", "on the command line")
	}
	if v.Differs {
		add("", "these files set it to different values")
	}
	return facts
}

// maxPlaces bounds how many places are listed on one line.
const maxPlaces = 4

func places(spans []source.Span) string {
	var texts []string
	for i, s := range spans {
		if i == maxPlaces {
			texts = append(texts, fmt.Sprintf("%d more", len(spans)-i))
			break
		}
		texts = append(texts, s.String())
	}
	return strings.Join(texts, ", ")
}

func (p *printer) unusedVariables(all []analyzer.VariableSource) {
	if len(all) == 0 {
		return
	}
	p.linef("%s", p.strong("Set and read by nobody"))
	var steps []analyzer.Step
	for _, s := range all {
		steps = append(steps, analyzer.Step{Span: s.Span, Text: s.Name})
	}
	p.steps("  ", steps)
	p.linef("")
}

// ContractDotenv writes a template for a file of environment variables: each
// variable with what is known of it in comments, and no value.
func ContractDotenv(w io.Writer, c *analyzer.Contract, _ Options) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Environment of %s (%s).\n# What is required stands open; what has a default is commented out.\n", Printable(c.Deployment.Name), Printable(c.Deployment.Settings))
	if note := furtherVariables(c); note != "" {
		fmt.Fprintf(&b, "# %s.\n", Printable(note))
	}
	for _, v := range c.Variables {
		b.WriteString("\n")
		fmt.Fprintf(&b, "# %s: %s\n", Printable(v.Name), Printable(kindOf(v)))
		for _, f := range describeVariable(v) {
			if f.label != "set" && f.label != "" {
				fmt.Fprintf(&b, "# %s: %s\n", f.label, Printable(f.text))
			}
		}
		hash := "#"
		if v.Required {
			hash = ""
		}
		fmt.Fprintf(&b, "%s%s=\n", hash, Printable(v.Name))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

type (
	contractJSON struct {
		Schema     string               `json:"schema"`
		Deployment deploymentJSON       `json:"deployment"`
		Beyond     string               `json:"beyond"`
		Variables  []variableJSON       `json:"variables"`
		Unused     []variableSourceJSON `json:"unused"`
		Notes      []string             `json:"notes"`
	}
	variableJSON struct {
		Name     string               `json:"name"`
		Type     string               `json:"type"`
		Choices  []string             `json:"choices"`
		Required bool                 `json:"required"`
		Secret   bool                 `json:"secret"`
		State    string               `json:"state"`
		Default  string               `json:"default"`
		Differs  bool                 `json:"differs"`
		Settings []string             `json:"settings"`
		Reads    []stepJSON           `json:"reads"`
		Must     []demandJSON         `json:"must"`
		Sources  []variableSourceJSON `json:"sources"`
	}
	demandJSON struct {
		Rule string `json:"rule"`
		Text string `json:"text"`
	}
	variableSourceJSON struct {
		Name string `json:"name"`
		File string `json:"file"`
		Line int    `json:"line"`
		By   string `json:"by"`
		Live bool   `json:"live"`
	}
)

// ContractJSON writes the environment contract for programs. Its form is a
// contract of its own: testdata/schema/env.json.
func ContractJSON(w io.Writer, c *analyzer.Contract, _ Options) error {
	notes := []string{}
	if note := furtherVariables(c); note != "" {
		notes = append(notes, note)
	}
	return encode(w, contractJSON{
		Schema: "deploycheck/1", Deployment: deploymentOf(c.Deployment), Beyond: c.Beyond,
		Variables: each(c.Variables, variableOf), Unused: each(c.Unused, variableSourceOf), Notes: notes,
	})
}

func variableOf(v analyzer.ContractVariable) variableJSON {
	return variableJSON{
		Name: v.Name, Type: v.Type, Choices: names(v.Choices), Required: v.Required, Secret: v.Secret,
		State: string(v.State), Default: v.Default, Differs: v.Differs, Settings: names(v.Settings),
		Reads:   each(v.Reads, func(s source.Span) stepJSON { return stepJSON{s.File, s.Line, ""} }),
		Must:    each(v.Demands, func(d analyzer.VariableDemand) demandJSON { return demandJSON{d.Rule.ID, d.Must} }),
		Sources: each(v.Sources, variableSourceOf),
	}
}

func variableSourceOf(s analyzer.VariableSource) variableSourceJSON {
	return variableSourceJSON{s.Name, s.Span.File, s.Span.Line, s.By, s.Live}
}
