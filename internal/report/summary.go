package report

import (
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// GitHub refuses a job summary of more than 1 MiB. Findings get two thirds of
// what is left after a margin, the checklist the rest.
const (
	maxSummary       = 900 << 10
	maxFindingsTable = 600 << 10
)

// Summary writes a report as the Markdown of a job summary.
func Summary(w io.Writer, r *analyzer.Report, o Options) error {
	s := &summary{page{report: r, options: o, place: func(at source.Span) string { return markdownPlace(at, o) }}}
	s.counts()
	s.findings()
	for _, p := range r.Projects {
		if len(p.Deployments) > 1 {
			s.comparison(p)
			continue
		}
		for _, d := range p.Deployments {
			s.checklist(p, d)
		}
	}
	s.advisories()
	s.notes("the log")
	_, err := io.WriteString(w, s.out.String())
	return err
}

// A summary is a page that fits.
type summary struct{ page }

// counts is the first table, under a heading that says it all.
func (s *summary) counts() {
	n := levels(merge(s.report.Findings, byLine))
	s.printf("## deploycheck: Django production checklist\n\n")
	if s.failed() {
		return
	}
	head, rule := "| errors | warnings | notes |", "| ---: | ---: | ---: |"
	row := fmt.Sprintf("| %d | %d | %d |", n[analyzer.ErrorLevel], n[analyzer.WarningLevel], n[analyzer.NoteLevel])
	verdicts := counted(s.report.Answers)
	for _, v := range analyzer.Verdicts {
		head, rule, row = head+" "+v.String()+" |", rule+" ---: |", row+fmt.Sprintf(" %d |", verdicts[v])
	}
	s.printf("%s\n%s\n%s\n\n", head, rule, row)
}

// table prints rows as long as they fit below limit, and says how many do not.
func (s *summary) table(head string, rows []string, limit int) {
	columns := strings.Count(head, "|") - 1
	s.printf("%s\n|%s\n", head, strings.Repeat(" --- |", columns))
	for i, row := range rows {
		if s.out.Len()+len(row) > limit {
			s.printf("\n%d more.\n", len(rows)-i)
			break
		}
		s.out.WriteString(row)
	}
	s.printf("\n")
}

func (s *summary) findings() {
	var rows []string
	for _, a := range worstFirst(merge(s.report.Findings, byLine)) {
		rows = append(rows, s.row(a))
	}
	if len(rows) == 0 {
		if s.options.Failure == "" {
			s.printf("No findings.\n\n")
		}
		return
	}
	s.printf("### Findings\n\n")
	s.table("| level | rule | place | message |", rows, maxFindingsTable)
}

func (s *summary) row(a alert) string {
	var say []string
	for _, message := range a.messages() {
		say = append(say, markdown(sentence(message)))
	}
	if others := inOthers(a); others != "" {
		say = append(say, markdown("In "+others+"."))
	}
	rule := fmt.Sprintf("[%s](%s)", a.Rule.ID, helpAddress(s.options.Version, a.Rule.ID))
	return fmt.Sprintf("| %s | %s | %s | %s |\n",
		a.Level(), rule, s.place(a.Span), strings.Join(say, " "))
}

// checklist is the list of a deployment, ticked.
func (s *summary) checklist(p *analyzer.Project, d *analyzer.Deployment) {
	titles := map[string]string{}
	for _, section := range s.report.Catalogue.Sections {
		titles[section.ID] = section.Title
	}
	var rows []string
	for _, a := range s.report.Answers {
		if a.Project == p.Root && a.Deployment == d.Name {
			rows = append(rows, fmt.Sprintf("| %s | %s | %s | %s |\n",
				words[a.Verdict], prose(titles[a.Item.Section]), prose(a.Item.Title), s.basis(a)))
		}
	}
	if len(rows) == 0 {
		return
	}
	s.printf("### Checklist for %s\n\n", markdown(d.Name))
	s.printf("Project %s, settings %s.\n\n", markdown(path.Join(s.options.Prefix, p.Root)), markdown(d.Settings))
	s.table("| verdict | section | item | because |", rows, maxSummary)
}

// comparison is the list of several deployments of a project, a column each.
func (s *summary) comparison(p *analyzer.Project) {
	titles := map[string]string{}
	for _, section := range s.report.Catalogue.Sections {
		titles[section.ID] = section.Title
	}
	head := "| section | item |"
	var settings []string
	for _, d := range p.Deployments {
		head += " " + markdown(d.Name) + " |"
		settings = append(settings, markdown(d.Name)+": "+markdown(d.Settings))
	}
	var rows []string
	for _, r := range itemRows(s.report, p) {
		row := "| " + prose(titles[r.item.Section]) + " | " + prose(r.item.Title) + " |"
		for _, a := range r.answers {
			row += " " + s.cell(a) + " |"
		}
		rows = append(rows, row+"\n")
	}
	if len(rows) == 0 {
		return
	}
	s.printf("### Checklist\n\nProject %s, settings by deployment: %s.\n\n", markdown(path.Join(s.options.Prefix, p.Root)), strings.Join(settings, ", "))
	s.table(head, rows, maxSummary)
}
