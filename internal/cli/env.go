package cli

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// maxEnvFile bounds the size of a file of environment variables.
const maxEnvFile = 1 << 20

// variables are those that the flags and the Action's inputs set: files
// first, so that --env has the last word.
func (a *app) variables(dir string) ([]analyzer.Variable, []source.Note, error) {
	var all []analyzer.Variable
	var notes []source.Note
	for _, name := range a.flags.envFiles {
		variables, more, err := envFile(dir, name)
		if err != nil {
			return nil, nil, err
		}
		all, notes = append(all, variables...), append(notes, more...)
	}
	for _, setting := range a.flags.env {
		name, value, ok := strings.Cut(setting, "=")
		if !ok || !variableName(name) {
			return nil, nil, usage("write --env NAME=VALUE", "--env %q sets no variable", name)
		}
		all = append(all, analyzer.Variable{Name: name, Value: value, Source: analyzer.Step{Text: "--env " + name + "=…"}})
	}
	return all, notes, nil
}

func variableName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == 0x7f })
}

// envFile reads a file of environment variables, which is named relative to
// the working folder.
func envFile(dir, name string) ([]analyzer.Variable, []source.Note, error) {
	raw, err := readFile(name, maxEnvFile)
	if err != nil {
		return nil, nil, usage("it is looked for in the working folder", "--env-file %s cannot be read: %v", name, err)
	}
	// Decoding is left to what decodes all files: it copes with any encoding.
	file := source.NewFile(name, raw)
	place := placer(dir, name)
	entries, faults := deploy.ReadEnv(file)
	var variables []analyzer.Variable
	for _, e := range entries {
		if outer := append(e.Text.Outer, e.Text.Opaque); outer[0] != "" {
			faults = append(faults, source.Note{Span: e.Span, Text: "refers to " + outer[0] + ", which is not known here, and is left out"})
			continue
		}
		variables = append(variables, analyzer.Variable{Name: e.Name, Value: e.Text.Value, Source: place(e.Span.Line, "sets "+e.Name)})
	}
	var notes []source.Note
	for _, n := range slices.Concat(file.Notes, faults) {
		step := place(n.Span.Line, n.Text)
		notes = append(notes, source.Note{Span: step.Span, Text: step.Text})
	}
	return variables, notes, nil
}

// placer says where the lines of a file are. Places are below the folder
// analysed; a file elsewhere is named in words.
func placer(dir, name string) func(line int, text string) analyzer.Step {
	rel, ok := relative(dir, name)
	return func(line int, text string) analyzer.Step {
		span := source.Span{File: rel, Line: line, Column: 1, EndLine: line, EndColumn: 1}
		if ok {
			return analyzer.Step{Span: span, Text: text}
		}
		span.File = "--env-file " + filepath.Base(name)
		return analyzer.Step{Text: span.String() + " " + text}
	}
}

func relative(dir, name string) (string, bool) {
	top, err := filepath.Abs(dir)
	if err != nil {
		return "", false
	}
	file, err := filepath.Abs(name)
	if err != nil {
		return "", false
	}
	return inside(top, file)
}
