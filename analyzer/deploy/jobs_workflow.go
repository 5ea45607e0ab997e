package deploy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// readWorkflow reads the jobs of a workflow of GitHub that runs on a
// schedule.
func readWorkflow(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		schedule := densest(doc.get("on", "schedule"))
		if schedule.Text == "" {
			continue
		}
		for _, job := range doc.get("jobs").fields() {
			if barred(job.val) {
				continue
			}
			j := workflowJob(job)
			j.Where, j.By, j.Schedule = Where{File: file.Path, Rank: Plain}, ByWorkflow, schedule
			f.addJob(j)
		}
	}
}

// ByWorkflow is what runs the jobs of a workflow of GitHub.
const ByWorkflow = "a workflow of GitHub"

// densest is the schedule of a workflow with the least time between two runs.
func densest(schedules node) Schedule {
	var best Schedule
	for _, item := range schedules.items() {
		cron := item.get("cron").text()
		days := cronDays(cron)
		if cron != "" && (best.Text == "" || days > 0 && (days < best.Days || best.Days == 0)) {
			best = Schedule{Text: cron, Days: days}
		}
	}
	return best
}

// workflowJob takes what the steps of a job run.
func workflowJob(job field) Job {
	j := Job{Span: job.key.span(), lenient: map[string]bool{}}
	var commands []string
	if uses := job.val.get("uses"); uses.ok() && !passesOver(job.val) {
		j.Uses = append(j.Uses, Line{uses.text(), uses.span()})
	}
	for _, step := range job.val.get("steps").items() {
		if barred(step) {
			continue
		}
		lenient := passesOver(job.val) || passesOver(step)
		if run := withoutComments(step.get("run").text()); run != "" {
			commands = append(commands, run)
			for line := range strings.SplitSeq(run, "\n") {
				j.lenient[line] = j.lenient[line] || lenient
			}
		}
		if uses := step.get("uses"); uses.ok() && !lenient {
			j.Uses = append(j.Uses, Line{uses.text(), uses.span()})
		}
	}
	j.Command = strings.Join(commands, "\n")
	return j
}

var (
	onlyOn    = regexp.MustCompile(`event_name\s*==\s*'(\w+)'`)
	notOnTime = regexp.MustCompile(`event_name\s*!=\s*'schedule'`)
)

// barred reports whether a condition keeps a job or a step of a workflow from
// what is run on a schedule.
func barred(n node) bool {
	when := n.get("if").text()
	if when == "false" || notOnTime.MatchString(when) {
		return true
	}
	only := onlyOn.FindAllStringSubmatch(when, -1)
	return len(only) > 0 && !slices.ContainsFunc(only, func(m []string) bool { return m[1] == "schedule" }) && !strings.Contains(when, "||")
}

// passesOver reports whether the failure of a job or a step is passed over.
func passesOver(n node) bool {
	on := n.get("continue-on-error").text()
	return on != "" && on != "false"
}

// says reports whether a line of a script only prints something. An empty echo
// is there to end the input of what comes after it.
func says(line string) bool {
	return (strings.HasPrefix(line, "echo ") || strings.HasPrefix(line, "printf ")) && !strings.HasPrefix(line, "echo |")
}

func withoutComments(script string) string {
	lines := slices.DeleteFunc(strings.Split(script, "\n"), func(l string) bool {
		l = strings.TrimSpace(l)
		return strings.HasPrefix(l, "#") || says(l)
	})
	return strings.Join(lines, "\n")
}
