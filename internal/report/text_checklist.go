package report

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// marks tick the items of the checklist as one would on paper.
var marks = [...]string{
	analyzer.NotFound:      "[ ]",
	analyzer.Manual:        "[ ]",
	analyzer.NotApplicable: "[-]",
	analyzer.Passes:        "[x]",
	analyzer.Attested:      "[x]",
	analyzer.Depends:       "[?]",
	analyzer.Fail:          "[!]",
}

// words name verdicts in one narrow column.
var words = [...]string{
	analyzer.NotFound:      "not found",
	analyzer.Manual:        "manual",
	analyzer.NotApplicable: "n.a.",
	analyzer.Passes:        "pass",
	analyzer.Attested:      "attested",
	analyzer.Depends:       "depends",
	analyzer.Fail:          "FAIL",
}

// verdictColumns is how wide mark and word are.
const verdictColumns = len("[ ] not found  ")

// checklist prints the answers for a deployment, section by section.
func (p *printer) checklist(project *analyzer.Project, d *analyzer.Deployment) {
	var answers []analyzer.Answer
	for _, a := range p.report.Answers {
		if a.Project == project.Root && a.Deployment == d.Name {
			answers = append(answers, a)
		}
	}
	if len(answers) == 0 {
		return
	}
	p.linef("%s for %s", p.strong("Checklist"), Printable(d.Name))
	bySection(p, answers, func(a analyzer.Answer) analyzer.Item { return a.Item }, p.answer)
	p.linef("")
}

// bySection prints what belongs to items under the headings of the checklist.
func bySection[T any](p *printer, all []T, item func(T) analyzer.Item, print func(T)) {
	for _, section := range p.report.Catalogue.Sections {
		named := false
		for _, one := range all {
			if item(one).Section != section.ID {
				continue
			}
			if !named {
				p.linef("\n  %s", p.strong(section.Title))
				named = true
			}
			print(one)
		}
	}
}

// answer prints an item with its verdict, and below it what the verdict rests
// on. What fails was told above; that the repository is silent tells itself.
func (p *printer) answer(a analyzer.Answer) {
	const indent = 2 + verdictColumns
	head := "  " + p.verdict(a.Verdict)(pad(marks[a.Verdict]+" "+words[a.Verdict], verdictColumns))
	p.hang(head, a.Item.Title, indent)
	blank := strings.Repeat(" ", indent)
	if found := p.foundFor(a); len(found) > 0 {
		p.steps(blank, shorten(found, p.options.Verbose))
		return
	}
	if a.Verdict == analyzer.NotFound && !p.options.Verbose {
		return
	}
	if a.Message != "" {
		p.hang(blank, Printable(a.Message), indent)
	}
	if len(a.Needs) > 0 && a.Verdict == analyzer.Depends {
		p.hang(blank, "decided by "+Printable(list(a.Needs)), indent)
	}
	evidence := a.Evidence
	if !p.options.Verbose && len(evidence) > 1 {
		evidence = evidence[:1]
	}
	p.steps(blank, withoutEcho(evidence, a.Message))
}

// foundFor lists the findings that make an item fail, by place and rule.
func (p *printer) foundFor(a analyzer.Answer) []analyzer.Step {
	var steps []analyzer.Step
	for _, f := range p.alerts {
		if f.fails(a) {
			steps = append(steps, analyzer.Step{Span: f.Span, Text: f.Rule.ID})
		}
	}
	return steps
}

// withoutEcho drops captions that only say the message again.
func withoutEcho(steps []analyzer.Step, message string) []analyzer.Step {
	out := slices.Clone(steps)
	for i := range out {
		if out[i].Text == message {
			out[i].Text = ""
		}
	}
	return out
}

// notes prints what could not be understood, and what else is to be known.
func (p *printer) notes() {
	unread, others := partition(p.report.Notes)
	p.noteList("Not understood, and so not judged", unread)
	p.noteList("Notes", others)
}

// partition divides notes into those about what could not be understood and
// the others, both in order.
func partition(notes []source.Note) (unread, others []source.Note) {
	for _, n := range sortedNotes(notes) {
		if n.Understood {
			others = append(others, n)
		} else {
			unread = append(unread, n)
		}
	}
	return unread, others
}

func (p *printer) noteList(title string, notes []source.Note) {
	if len(notes) == 0 {
		return
	}
	p.linef("%s", p.strong(title))
	steps := make([]analyzer.Step, len(notes))
	for i, n := range notes {
		steps[i] = analyzer.Step{Span: n.Span, Text: n.Text}
	}
	const most = 50
	rest := 0
	if !p.options.Verbose && len(steps) > most {
		rest = len(steps) - most
		steps = steps[:most]
	}
	p.steps("  ", steps)
	if rest > 0 {
		p.linef("  ... and %d more; --verbose lists them all", rest)
	}
	p.linef("")
}
