package deploy

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Workflow is a file of continuous integration.
type Workflow struct {
	Where
	By       string   // whose it is: "a workflow of GitHub"
	Schedule Schedule // when it is run by itself; the zero Schedule: the file does not say that it is
	Steps    []*Step
}

// A Step is one thing that a workflow does: an action, or commands.
type Step struct {
	Span source.Span
	Uses string // the action, without its version: "pypa/gh-action-pip-audit"
	With map[string]Text
	Runs []Line // commands, a line each, those that go on joined
	Env  map[string]Text
	// Lenient tells that the workflow goes on if it fails.
	Lenient bool
}

// readGitHub reads a workflow of GitHub.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
func readGitHub(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		w := &Workflow{Where: Where{File: file.Path, Rank: Plain}, By: "a workflow of GitHub"}
		for _, item := range doc.get("on", "schedule").items() {
			if cron := item.get("cron").text(); cron != "" {
				w.Schedule = Schedule{Text: cron, Days: cronDays(cron)}
			}
		}
		for _, job := range doc.get("jobs").fields() {
			env := variablesOf(doc.get("env"), variablesOf(job.val.get("env"), nil))
			if uses := job.val.get("uses"); uses.ok() { // a workflow that others share
				w.Steps = append(w.Steps, actionStep(uses, env))
			}
			for _, s := range job.val.get("steps").items() {
				w.Steps = append(w.Steps, f.githubStep(s, job.val, env))
			}
		}
		f.addWorkflow(w)
	}
}

func (f *Facts) addWorkflow(w *Workflow) {
	if len(w.Steps) > 0 && len(f.Workflows) < maxJobs {
		f.Workflows = append(f.Workflows, w)
	}
}

// variablesOf reads variables, those that are given unless they are set anew.
func variablesOf(n node, outer map[string]Text) map[string]Text {
	env := map[string]Text{}
	for _, e := range n.fields() {
		env[e.name] = plain(e.val.text())
	}
	for name, t := range outer {
		env[name] = t
	}
	return env
}

// actionStep is a step that takes an action.
func actionStep(uses node, env map[string]Text) *Step {
	name, _, _ := strings.Cut(uses.text(), "@")
	return &Step{Span: uses.span(), Uses: strings.ToLower(name), Env: env}
}

// githubStep reads a step of a job.
func (f *Facts) githubStep(n, job node, env map[string]Text) *Step {
	s := &Step{Span: n.span(), Env: env}
	if uses := n.get("uses"); uses.ok() {
		s = actionStep(uses, env)
	}
	s.With = variablesOf(n.get("with"), nil)
	s.Env = variablesOf(node{}, s.Env)
	for name, t := range variablesOf(n.get("env"), nil) {
		s.Env[name] = t
	}
	s.Lenient = onOff(plain(n.get("continue-on-error").text())).Value == "yes" || onOff(plain(job.get("continue-on-error").text())).Value == "yes"
	if run := n.get("run"); run.ok() {
		s.Runs = f.commandLines(run)
	}
	return s
}

// commandLines cuts a script into commands a line, with those of make and of
// scripts of the repository that it runs.
func (f *Facts) commandLines(n node) []Line {
	at := n.Line
	if strings.Contains(n.text(), "\n") {
		at++ // the text begins below its key
	}
	var lines []Line
	begun := ""
	for i, l := range strings.Split(n.text(), "\n") {
		l, goesOn := strings.CutSuffix(begun+strings.TrimSpace(l), `\`)
		if begun = ""; goesOn {
			begun = l
			continue
		}
		span := lineSpan(n.file, min(at+i, n.file.Lines()))
		if l != "" && l[0] != '#' {
			lines = append(append(lines, Line{l, span}), f.behind(l, span)...)
		}
	}
	return lines
}

var (
	makes    = regexp.MustCompile(`(?:^|[;&|]\s*)make((?:\s+[\w./=-]+)+)`)
	shScript = regexp.MustCompile(`(?:^|[;&|]\s*)(?:(?:ba)?sh\s+)?(\.?/?[\w./-]+\.sh)\b`)
)

// behind lists the commands of a target of the Makefile, or of a script, that a
// command runs; their place is that of the command.
func (f *Facts) behind(command string, at source.Span) []Line {
	var lines []Line
	if m := makes.FindStringSubmatch(command); m != nil {
		for _, target := range strings.Fields(m[1]) {
			lines = append(lines, f.target(target)...)
		}
	}
	if m := shScript.FindStringSubmatch(command); m != nil {
		if name, ok := inside(path.Clean(strings.TrimPrefix(m[1], "/"))); ok {
			if file, err := f.tree.Read(name); err == nil && len(file.Text) <= maxText {
				lines = joinedLines(file)
			}
		}
	}
	for i := range lines {
		lines[i].Span = at
	}
	return slices.DeleteFunc(lines, func(l Line) bool { return l.Text == "" || strings.HasPrefix(strings.TrimSpace(l.Text), "#") })
}

// joinedLines are the lines of a file, those that a backslash continues in one.
func joinedLines(file *source.File) []Line {
	var lines []Line
	begun := false
	for _, l := range linesOf(file) {
		text, goesOn := strings.CutSuffix(l.Text, `\`)
		if last := len(lines) - 1; begun {
			lines[last].Text += strings.TrimSpace(text)
		} else {
			lines = append(lines, Line{text, l.Span})
		}
		begun = goesOn
	}
	return lines
}

// target lists the commands of a target of the Makefile at the root.
func (f *Facts) target(name string) []Line {
	file, err := f.tree.Read("Makefile")
	if err != nil || len(file.Text) > maxText {
		return nil
	}
	var lines []Line
	inside := false
	for _, l := range joinedLines(file) {
		switch {
		case strings.HasPrefix(l.Text, "\t"):
			if inside {
				lines = append(lines, Line{strings.TrimLeft(strings.TrimSpace(l.Text), "@-"), l.Span})
			}
		case strings.TrimSpace(l.Text) != "":
			inside = strings.HasPrefix(l.Text, name+":")
		}
	}
	return lines
}

// pipelines are files of continuous integration whose schedules, if there are
// any, are kept elsewhere, and whose they are.
var pipelines = map[string]string{
	".gitlab-ci.yml": "GitLab CI", "config.yml": "CircleCI", "bitbucket-pipelines.yml": "Bitbucket Pipelines", "azure-pipelines.yml": "Azure Pipelines",
	".travis.yml": "Travis CI", ".woodpecker.yml": "Woodpecker", ".drone.yml": "Drone",
}

// readPipeline reads a file of another continuous integration: whatever stands
// under a key that holds commands.
func readPipeline(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		w := &Workflow{Where: Where{File: file.Path, Rank: Plain}, By: pipelines[path.Base(file.Path)]}
		f.pipelineSteps(w, doc, variablesOf(doc.get("variables"), nil), false, 0)
		f.addWorkflow(w)
	}
}

// scriptKeys are keys that hold commands.
var scriptKeys = []string{"script", "before_script", "after_script", "run", "command", "commands", "bash"}

func (f *Facts) pipelineSteps(w *Workflow, n node, env map[string]Text, lenient bool, depth int) {
	if depth > maxNested || !n.ok() {
		return
	}
	lenient = lenient || onOff(plain(n.get("allow_failure").text())).Value == "yes" || onOff(plain(n.get("continueOnError").text())).Value == "yes"
	for _, key := range []string{"variables", "environment"} {
		if own := n.get(key); own.ok() {
			env = variablesOf(own, env)
		}
	}
	for _, e := range n.fields() {
		if slices.Contains(scriptKeys, e.name) && (e.val.text() != "" || len(e.val.items()) > 0 && e.val.items()[0].text() != "") {
			s := &Step{Span: e.key.span(), Env: env, Lenient: lenient}
			for _, command := range append(e.val.items(), e.val) {
				if command.text() != "" {
					s.Runs = append(s.Runs, f.commandLines(command)...)
				}
			}
			w.Steps = append(w.Steps, s)
			continue
		}
		f.pipelineSteps(w, e.val, env, lenient, depth+1)
	}
	for _, item := range n.items() {
		f.pipelineSteps(w, item, env, lenient, depth+1)
	}
}
