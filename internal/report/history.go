package report

import (
	"io"

	"github.com/deploycheck/deploycheck/analyzer"
)

// HistoryText writes how a setting comes to be what it is, one deployment
// after the other.
func HistoryText(w io.Writer, all []*analyzer.History, o Options) error {
	p := newPrinter(&analyzer.Report{}, o)
	for i, h := range all {
		if i > 0 {
			p.linef("")
		}
		p.history(h)
	}
	return p.flush(w)
}

func (p *printer) history(h *analyzer.History) {
	p.linef("%s in the deployment %s (%s)", p.strong(Printable(h.Name)), Printable(h.Deployment.Name), Printable(h.Deployment.Settings))
	if h.Default != "" {
		p.hang("  "+p.faint(pad("Django's default", historyColumns)), Printable(h.Default), 2+historyColumns)
	}
	for _, w := range h.Writes {
		p.write(w)
	}
	if len(h.Writes) == 0 {
		p.linef("  no settings module assigns it")
	}
	p.linef("")
	p.final(h)
}

// historyColumns is how wide the labels of a history are.
const historyColumns = len("Django's default  ")

// write prints one assignment: where, under which condition, and what of.
func (p *printer) write(w analyzer.HistoryWrite) {
	verb := "is assigned"
	switch {
	case w.Import:
		verb = "is imported"
	case w.Change:
		verb = "is changed"
	}
	p.linef("\n  %s  %s", p.strong(placeText(w.Span)), verb)
	if w.When != "" {
		p.hang("    "+p.faint("where "), Printable(w.When), 10)
	}
	if !w.Import {
		p.possible("    ", w.Values)
	}
}

// possible prints what a value may be, each way with its condition.
func (p *printer) possible(indent string, values []analyzer.PossibleValue) {
	for _, v := range values {
		p.hang(indent, Printable(v.Text), len(indent)+2)
		if v.When != "" {
			p.hang(indent+"  "+p.faint("where "), Printable(v.When), len(indent)+8)
		}
	}
}

// final prints what a setting is in the end, or why that is not known and
// what would settle it.
func (p *printer) final(h *analyzer.History) {
	p.linef("  %s", p.strong("In the end"))
	p.possible("    ", h.Final)
	if h.Reason != "" {
		p.hang("    "+p.faint("not known because "), Printable(h.Reason), 6)
	}
	if len(h.Needs) > 0 {
		p.hang("    "+p.faint("settled by "), Printable("--env "+h.Needs[0]+"=…"+others(h.Needs[1:])), 6)
	}
}

// others names further variables that it takes.
func others(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return ", and " + list(names)
}

type (
	historyJSON struct {
		Schema    string            `json:"schema"`
		Setting   string            `json:"setting"`
		Histories []settingHistJSON `json:"deployments"`
	}
	settingHistJSON struct {
		Deployment string         `json:"deployment"`
		Settings   string         `json:"settings"`
		Default    string         `json:"default"`
		Writes     []writeJSON    `json:"writes"`
		Final      []possibleJSON `json:"final"`
		Reason     string         `json:"reason"`
		Needs      []string       `json:"needs"`
	}
	writeJSON struct {
		File   string         `json:"file"`
		Line   int            `json:"line"`
		Import bool           `json:"import"`
		Change bool           `json:"change"`
		When   string         `json:"when"`
		Values []possibleJSON `json:"values"`
	}
	possibleJSON struct {
		Text string `json:"text"`
		When string `json:"when"`
	}
)

// HistoryJSON writes the history of a setting for programs. Its form is a
// contract: testdata/schema/explain.json.
func HistoryJSON(w io.Writer, all []*analyzer.History, _ Options) error {
	out := historyJSON{Schema: "deploycheck/1", Histories: each(all, settingHistOf)}
	if len(all) > 0 {
		out.Setting = all[0].Name
	}
	return encode(w, out)
}

func settingHistOf(h *analyzer.History) settingHistJSON {
	return settingHistJSON{
		Deployment: h.Deployment.Name, Settings: h.Deployment.Settings, Default: h.Default,
		Writes: each(h.Writes, writeOf), Final: each(h.Final, possibleOf), Reason: h.Reason, Needs: names(h.Needs),
	}
}

func writeOf(w analyzer.HistoryWrite) writeJSON {
	return writeJSON{w.Span.File, w.Span.Line, w.Import, w.Change, w.When, each(w.Values, possibleOf)}
}

func possibleOf(v analyzer.PossibleValue) possibleJSON { return possibleJSON{v.Text, v.When} }
