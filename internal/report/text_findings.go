package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
)

// findings prints what is wrong with a deployment, worst first. What an
// earlier deployment shares was printed there.
func (p *printer) findings(project *analyzer.Project, d *analyzer.Deployment) {
	own, shared := 0, 0
	for _, a := range p.alerts {
		switch {
		case a.Project != project.Root || !slices.Contains(a.in, d.Name):
		case a.Deployment == d.Name:
			p.finding(a)
			own++
		default:
			shared++
		}
	}
	if p.options.Quiet {
		return
	}
	if own+shared == 0 {
		p.linef("No findings.\n")
	}
	if shared > 0 {
		p.linef("%s of an earlier deployment %s here too.\n", count(shared, "finding"), pick(shared, "holds", "hold"))
	}
}

// elsewhere prints findings that belong to none of the projects.
func (p *printer) elsewhere() {
	for _, a := range p.alerts {
		if !p.belongs(a) {
			p.finding(a)
		}
	}
}

func (p *printer) belongs(a alert) bool {
	return slices.ContainsFunc(p.report.Projects, func(project *analyzer.Project) bool {
		return project.Root == a.Project && slices.ContainsFunc(project.Deployments, func(d *analyzer.Deployment) bool {
			return d.Name == a.Deployment
		})
	})
}

func pick(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func (p *printer) finding(a alert) {
	level := a.Level()
	head := fmt.Sprintf("%s[%s]", level, a.Rule.ID)
	for i, line := range wrap(head+" "+Printable(a.Message), p.width-2) {
		if i == 0 {
			p.linef("%s%s", p.level(level)(head), line[len(head):])
		} else {
			p.linef("  %s", line)
		}
	}
	gutter := p.place(a)
	p.trail(gutter, a.Trail)
	p.advice(gutter, "in", inOthers(a))
	p.advice(gutter, "fix", fix(a.Finding))
	p.advice(gutter, "more", "deploycheck explain "+a.Rule.ID)
	p.linef("")
}

// inOthers says in which deployments an alert holds, if in several.
func inOthers(a alert) string {
	if len(a.in) < 2 {
		return ""
	}
	return "the deployments " + list(a.in)
}

// place prints where a finding is and quotes the line. It gives the blanks
// that bring what follows below the line.
func (p *printer) place(a alert) (gutter string) {
	if a.Span.IsZero() {
		return " "
	}
	f, ok := p.frameOf(a.Span, a.Rule, p.width-len(fmt.Sprint(a.Span.Line))-3)
	gutter = strings.Repeat(" ", max(len(f.number), 1))
	where := placeText(a.Span)
	if a.Span.Column > 0 {
		where += fmt.Sprintf(":%d", a.Span.Column)
	}
	p.linef("%s%s %s", gutter, p.faint("-->"), where)
	if !ok {
		return gutter
	}
	bar := p.faint("|")
	p.linef("%s %s", gutter, bar)
	p.linef("%s %s %s", p.faint(f.number), bar, f.text)
	p.linef("%s %s %s", gutter, bar, p.level(a.Level())(f.mark))
	return gutter
}

// trail prints what led to a finding.
func (p *printer) trail(gutter string, steps []analyzer.Step) {
	if len(steps) == 0 {
		return
	}
	p.linef("%s %s", gutter, p.faint("| how it comes about:"))
	p.steps(gutter+" "+"| ", steps)
}

// advice prints a labelled line below a finding.
func (p *printer) advice(gutter, label, text string) {
	if text == "" {
		return
	}
	head := fmt.Sprintf("%s = %s: ", gutter, label)
	p.hang(gutter+" = "+p.strong(label)+": ", Printable(text), len(head))
}
