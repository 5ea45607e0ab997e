package report

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// Markdown writes the checklist itself, each line ticked or answered, to be
// kept in the repository: places are links relative to the file, and nothing
// in it changes from run to run unless an answer does.
func Markdown(w io.Writer, r *analyzer.Report, o Options) error {
	c := &checklist{page: page{report: r, options: o}, alerts: worstFirst(merge(r.Findings, byMessage))}
	c.place = func(at source.Span) string { return relativePlace(at, o) }
	c.printf("# 🔒 Django Production Security Checklist\n\n")
	if !c.failed() {
		if len(r.Projects) > 0 {
			c.counts()
		}
		for _, p := range r.Projects {
			c.project(p)
		}
		c.gap()
		c.advisories()
		c.notes("the text report")
		c.gap()
		c.printf("---\n\n**Never ignore security warnings in production!**\n")
	}
	_, err := io.WriteString(w, c.out.String())
	return err
}

// A checklist is the page with all lines of the checklist.
type checklist struct {
	page
	alerts []alert // all, worst first
	level  int     // of the headings of a project
}

// relativePlace is a place as a link that works in the repository.
func relativePlace(at source.Span, o Options) string {
	if at.IsZero() {
		return ""
	}
	at.File = path.Join(o.Prefix, at.File)
	address := climb(o.Beside, uri("", at.File))
	if at.Line > 0 {
		address += fmt.Sprintf("#L%d", at.Line)
	}
	return "[" + markdown(at.String()) + "](" + address + ")"
}

// climb leads from a folder of the repository to an address below its top.
func climb(folder, address string) string {
	for folder != "" && folder != "." {
		address = "../" + address
		folder = path.Dir(folder)
	}
	return address
}

// counts is a table of how many lines got which verdict, by deployment.
func (c *checklist) counts() {
	head, rule := "| deployment |", "| --- |"
	for _, v := range analyzer.Verdicts {
		head, rule = head+" "+v.String()+" |", rule+" ---: |"
	}
	c.printf("%s\n%s\n", head, rule)
	for _, p := range c.report.Projects {
		for _, d := range p.Deployments {
			n := counted(c.answers(p, d))
			row := "| " + markdown(c.named(p, d)) + " |"
			for _, v := range analyzer.Verdicts {
				row += fmt.Sprintf(" %d |", n[v])
			}
			c.printf("%s\n", row)
		}
	}
	c.printf("\n")
}

// named is the name of a deployment, with its project if there are several.
func (c *checklist) named(p *analyzer.Project, d *analyzer.Deployment) string {
	if len(c.report.Projects) > 1 {
		return p.Root + ": " + d.Name
	}
	return d.Name
}

func (c *checklist) answers(p *analyzer.Project, d *analyzer.Deployment) []analyzer.Answer {
	return slices.DeleteFunc(slices.Clone(c.report.Answers), func(a analyzer.Answer) bool { return a.Project != p.Root || a.Deployment != d.Name })
}

// project writes the checklist of one project, below a heading if there are
// several.
func (c *checklist) project(p *analyzer.Project) {
	c.level = 2
	if len(c.report.Projects) > 1 {
		c.level = 3
		c.printf("## Project %s\n\n", markdown(path.Join(c.options.Prefix, p.Root)))
	}
	var judged []string
	for _, d := range p.Deployments {
		judged = append(judged, markdown(d.Name)+" runs "+markdown(d.Settings))
	}
	c.printf("Django %s; %s.\n", markdown(p.Django.Version), strings.Join(judged, "; "))
	rows := itemRows(c.report, p)
	critical := false
	for _, s := range c.report.Catalogue.Sections {
		below := slices.DeleteFunc(slices.Clone(rows), func(r itemRow) bool { return r.item.Section != s.ID })
		if len(below) == 0 {
			continue
		}
		if !s.Apart && !critical {
			critical = true
			c.heading(c.level, "Critical Security Settings")
		}
		c.section(p, s, below)
	}
}

func (c *checklist) heading(level int, title string) {
	c.gap()
	c.printf("%s %s\n\n", strings.Repeat("#", level), prose(title))
}

// gap sees to it that the last line is blank.
func (c *checklist) gap() {
	if !strings.HasSuffix(c.out.String(), "\n\n") {
		c.printf("\n")
	}
}

// section writes the lines of a section; those of tasks by how often they are
// due, the rest at the end.
func (c *checklist) section(p *analyzer.Project, s analyzer.Section, rows []itemRow) {
	if !s.Apart {
		c.heading(c.level+1, "✅ "+s.Title)
		c.rows(p, rows)
		return
	}
	c.heading(c.level, s.Title)
	tasks := slices.ContainsFunc(rows, func(r itemRow) bool { return r.item.Every != "" })
	for _, every := range append(config.Cadences(), "") {
		due := slices.DeleteFunc(slices.Clone(rows), func(r itemRow) bool { return string(r.item.Every) != every })
		if len(due) == 0 {
			continue
		}
		if tasks {
			c.heading(c.level+1, dueTitle(every))
		}
		c.rows(p, due)
	}
}

// dueTitle is the heading of tasks: "Daily"; of what is none, "Beyond".
func dueTitle(every string) string {
	if every == "" {
		return "Beyond"
	}
	return strings.ToUpper(every[:1]) + every[1:]
}

// rows writes lines of the checklist: as a list to be ticked, or as a table if
// there are several deployments.
func (c *checklist) rows(p *analyzer.Project, rows []itemRow) {
	if len(p.Deployments) > 1 {
		c.compared(p, rows)
		return
	}
	for _, r := range rows {
		for _, a := range r.answers {
			if a != nil {
				c.row(*a)
			}
		}
	}
}

// row is one line, ticked if it is met; what fails has a line for each finding
// below it.
func (c *checklist) row(a analyzer.Answer) {
	c.printf("- %s %s — **%s**", ticked(a.Verdict), prose(a.Item.Title), a.Verdict)
	found := c.foundFor(a)
	if len(found) == 0 {
		c.printf(": %s\n", c.because(a))
		return
	}
	c.printf("\n")
	for _, f := range found {
		c.printf("  - %s\n", c.finding(f))
	}
}

func ticked(v analyzer.Verdict) string {
	if v == analyzer.Passes || v == analyzer.Attested {
		return "[x]"
	}
	return "[ ]"
}

// compared is a table with a column for each deployment.
func (c *checklist) compared(p *analyzer.Project, rows []itemRow) {
	head, rule := "| item |", "| --- |"
	for _, d := range p.Deployments {
		head, rule = head+" "+markdown(d.Name)+" |", rule+" --- |"
	}
	c.printf("%s\n%s\n", head, rule)
	for _, r := range rows {
		row := "| " + prose(r.item.Title) + " |"
		for _, a := range r.answers {
			row += " " + c.entry(a) + " |"
		}
		c.printf("%s\n", row)
	}
}

// entry is an answer within a table.
func (c *checklist) entry(a *analyzer.Answer) string {
	if a == nil {
		return ""
	}
	say := fmt.Sprintf("**%s**: ", a.Verdict)
	found := c.foundFor(*a)
	if len(found) == 0 {
		return say + c.because(*a)
	}
	var all []string
	for _, f := range found {
		all = append(all, c.finding(f))
	}
	return say + strings.Join(all, " ")
}

// foundFor lists the findings that make an item fail.
func (c *checklist) foundFor(a analyzer.Answer) []alert {
	return slices.DeleteFunc(slices.Clone(c.alerts), func(f alert) bool { return !f.fails(a) })
}

// finding says what is wrong, where, and what to write instead.
func (c *checklist) finding(f alert) string {
	return fmt.Sprintf("%s %s (`%s`) **To fix it:** %s", markdown(sentence(f.Message)), c.place(f.Span), f.Rule.ID, prose(sentence(fix(f.Finding))))
}

// because is what an answer rests on, and what to do where there is none.
func (c *checklist) because(a analyzer.Answer) string {
	say := c.basis(a)
	if a.Verdict == analyzer.NotFound || a.Verdict == analyzer.Manual {
		say += " Whoever can vouch for it writes `deploycheck attest " + a.Item.ID + "`."
	}
	return strings.TrimSpace(say)
}
