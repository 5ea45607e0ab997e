package report

import (
	"fmt"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
)

// An itemRow is one item of the checklist and its answers, in the order of the
// deployments; nil where one has none.
type itemRow struct {
	item    analyzer.Item
	answers []*analyzer.Answer
}

// itemRows lists the items that any deployment of a project answers.
func itemRows(r *analyzer.Report, project *analyzer.Project) []itemRow {
	column := map[string]int{}
	for i, d := range project.Deployments {
		column[d.Name] = i
	}
	index := map[string]*itemRow{}
	for i := range r.Answers {
		a := &r.Answers[i]
		at, ok := column[a.Deployment]
		if !ok || a.Project != project.Root {
			continue
		}
		if index[a.Item.ID] == nil {
			index[a.Item.ID] = &itemRow{a.Item, make([]*analyzer.Answer, len(project.Deployments))}
		}
		index[a.Item.ID].answers[at] = a
	}
	var rows []itemRow
	for _, item := range r.Catalogue.Items {
		if row := index[item.ID]; row != nil {
			rows = append(rows, *row)
		}
	}
	return rows
}

// columnsOf gives the width of each deployment's column.
func columnsOf(project *analyzer.Project) (widths []int, total int) {
	for _, d := range project.Deployments {
		w := max(verdictColumns, columns(Printable(d.Name))+2)
		widths = append(widths, w)
		total += w
	}
	return widths, total
}

// sideBySide reports whether the deployments of a project are several, and
// have room beside each other.
func (p *printer) sideBySide(project *analyzer.Project) bool {
	_, total := columnsOf(project)
	return len(project.Deployments) > 1 && total <= p.width*2/3
}

// comparison prints the checklist once, a column for each deployment.
func (p *printer) comparison(project *analyzer.Project) {
	rows := itemRows(p.report, project)
	if len(rows) == 0 {
		return
	}
	widths, _ := columnsOf(project)
	p.linef("%s for", p.strong("Checklist"))
	var head strings.Builder
	for i, d := range project.Deployments {
		head.WriteString(pad(Printable(d.Name), widths[i]))
	}
	p.linef("  %s", strings.TrimRight(head.String(), " "))
	bySection(p, rows, func(r itemRow) analyzer.Item { return r.item }, func(r itemRow) { p.compared(r, project, widths) })
	p.linef("")
}

// quiet reports whether a verdict needs no words where there is little room.
func quiet(v analyzer.Verdict) bool {
	return v == analyzer.Passes || v == analyzer.NotFound || v == analyzer.Manual
}

// compared prints one item with its verdicts, and below what those rest on
// that are in doubt.
func (p *printer) compared(r itemRow, project *analyzer.Project, widths []int) {
	head, taken := "  ", 2
	for i, a := range r.answers {
		text := ""
		paint := p.faint
		if a != nil {
			text, paint = marks[a.Verdict]+" "+words[a.Verdict], p.verdict(a.Verdict)
		}
		head += paint(pad(text, widths[i]))
		taken += widths[i]
	}
	p.hang(head, r.item.Title, taken)
	for i, a := range r.answers {
		if a == nil || quiet(a.Verdict) {
			continue
		}
		say := a.Message
		if found := p.foundFor(*a); len(found) > 0 {
			say = stepText(found[0])
			if len(found) > 1 {
				say += fmt.Sprintf(", and %d more", len(found)-1)
			}
		}
		p.hang("    ", Printable(project.Deployments[i].Name+": "+say), 6)
	}
}
