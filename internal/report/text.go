package report

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// Text writes a report for a person at a terminal: project by project and
// deployment by deployment, the findings and then the checklist.
func Text(w io.Writer, r *analyzer.Report, o Options) error {
	p := newPrinter(r, o)
	for _, project := range r.Projects {
		p.project(project)
	}
	p.elsewhere()
	if !o.Quiet {
		p.notes()
	}
	p.suppressed()
	p.summary()
	_, err := io.WriteString(w, p.out.String())
	return err
}

// A printer gathers the text of a report.
type printer struct {
	palette
	report   *analyzer.Report
	options  Options
	redactor redactor
	width    int
	out      strings.Builder
	alerts   []alert // all, worst first
}

func newPrinter(r *analyzer.Report, o Options) *printer {
	return &printer{
		palette: newPalette(o.Color),
		report:  r,
		options: o,
		width:   max(cmp.Or(o.Width, 80), 40),
		alerts:  worstFirst(merge(r.Findings, byMessage)),
	}
}

func (p *printer) linef(format string, args ...any) {
	fmt.Fprintf(&p.out, format+"\n", args...)
}

// hang prints text after a head of some columns, and goes on below its start.
func (p *printer) hang(head, text string, taken int) {
	blank := strings.Repeat(" ", taken)
	for i, line := range wrap(text, max(p.width-taken, 20)) {
		if i > 0 {
			head = blank
		}
		p.linef("%s%s", head, line)
	}
}

func (p *printer) project(project *analyzer.Project) {
	if !p.options.Quiet {
		p.heading(project)
	}
	for _, d := range project.Deployments {
		if !p.options.Quiet {
			p.deployment(d)
		}
		p.findings(project, d)
		if !p.options.Quiet && !p.sideBySide(project) {
			p.checklist(project, d)
		}
	}
	if !p.options.Quiet && p.sideBySide(project) {
		p.comparison(project)
	}
}

// heading says which project it is and which Django it runs on.
func (p *printer) heading(project *analyzer.Project) {
	where := "the top of the repository"
	if root := path.Join(p.options.Prefix, project.Root); root != "." {
		where = Printable(root)
	}
	p.linef("%s at %s", p.strong("Project"), where)
	django := project.Django
	text := "Django " + Printable(django.Version)
	if say := stepText(django.Source); say != "" {
		text += " (" + say + ")"
	}
	p.hang("  ", text, 2)
	p.linef("")
}

// stepText is a step on one line: place, then words.
func stepText(s analyzer.Step) string {
	return strings.TrimSpace(placeText(s.Span) + "  " + Printable(s.Text))
}

func placeText(s source.Span) string { return Printable(s.String()) }

// deployment says which settings are judged, and why those.
func (p *printer) deployment(d *analyzer.Deployment) {
	p.linef("%s %s: judging %s", p.strong("Deployment"), Printable(d.Name), p.strong(Printable(d.Settings)))
	p.steps("  ", append(slices.Clone(shorten(d.Why, p.options.Verbose)), environment(d)...))
	p.linef("")
}

// environment says what the deployment is started by, and with what.
func environment(d *analyzer.Deployment) []analyzer.Step {
	e, ok := d.Environment()
	if !ok {
		return nil
	}
	text := e.Start.Text
	if e.Read > 0 {
		text += fmt.Sprintf(", with %d of the %s that the settings read", e.Set, count(e.Read, "variable"))
	}
	if e.Beyond != "" {
		text += "; " + e.Beyond + " may set others"
	}
	return []analyzer.Step{{Span: e.Start.Span, Text: text}}
}

// shorten keeps the first pieces of evidence, which are the best.
func shorten(steps []analyzer.Step, all bool) []analyzer.Step {
	if all || len(steps) <= 3 {
		return steps
	}
	return steps[:3]
}

// steps prints captioned places below each other, the captions in one column
// where that leaves room for them.
func (p *printer) steps(indent string, steps []analyzer.Step) {
	widest := 0
	for _, s := range steps {
		if n := columns(placeText(s.Span)); n <= p.width/2 {
			widest = max(widest, n)
		}
	}
	for _, s := range steps {
		place := placeText(s.Span)
		if place == "" {
			p.hang(indent, Printable(s.Text), len(indent))
			continue
		}
		if s.Text == "" {
			p.linef("%s%s", indent, p.faint(place))
			continue
		}
		place = pad(place, widest)
		p.hang(indent+p.faint(place)+"  ", Printable(s.Text), len(indent)+columns(place)+2)
	}
}

// suppressed lists the findings that the project has answered, with the
// reasons it gives.
func (p *printer) suppressed() {
	if !p.options.Suppressed || len(p.report.Suppressed) == 0 {
		return
	}
	p.linef("%s", p.strong("Suppressed"))
	for _, s := range p.report.Suppressed {
		f := s.Finding
		p.hang("  ", Printable(placeText(f.Span)+"  "+f.Rule.ID+": "+f.Message), 4)
		p.hang("    ", "because "+Printable(s.Reason)+" ("+placeText(s.Span)+")", 6)
	}
	p.linef("")
}

// summary ends the report with the figures.
func (p *printer) summary() {
	n := levels(p.alerts)
	say := []string{
		p.counted(n[analyzer.ErrorLevel], "error", p.bad),
		p.counted(n[analyzer.WarningLevel], "warning", p.doubt),
		p.counted(n[analyzer.NoteLevel], "note", p.hint),
	}
	if n := len(p.report.Suppressed); n > 0 {
		say = append(say, fmt.Sprintf("%d suppressed", n))
	}
	p.linef("%s", strings.Join(say, ", "))
	if !p.options.Quiet && len(p.report.Answers) > 0 {
		p.hang("", "Checklist: "+verdicts(p.report.Answers), 0)
		if text := advisoriesText(p.report); text != "" {
			p.hang("", "Advisories: "+text, 0)
		}
	}
}

func (p *printer) counted(n int, thing string, paint func(...any) string) string {
	if n == 0 {
		return count(n, thing)
	}
	return paint(count(n, thing))
}

// counted counts answers by verdict.
func counted(answers []analyzer.Answer) (counts [analyzer.Fail + 1]int) {
	for _, a := range answers {
		counts[a.Verdict]++
	}
	return counts
}

// verdicts counts answers by verdict, the most telling first.
func verdicts(answers []analyzer.Answer) string {
	counts := counted(answers)
	var say []string
	for _, v := range analyzer.Verdicts {
		say = append(say, fmt.Sprintf("%d %s", counts[v], v))
	}
	return strings.Join(say, ", ")
}
