package discover

import (
	"regexp"
	"slices"
	"strings"
)

// A mention is where a file names a settings module.
type mention struct {
	module, text string
	line         int
	atBest       Rank // a bound of the file's rank: what the line does with it
}

const variable = "DJANGO_SETTINGS_MODULE"

// most bounds how many mentions of one Python file are followed.
const most = 100

// mentions finds the settings modules that a file names, in order.
func mentions(text string, kind kind) []mention {
	lines := strings.Split(text, "\n")
	var out []mention
	if kind == python {
		out = pythonMentions(text, lines)
	} else {
		out = deployMentions(lines, kind)
	}
	for i := range out {
		out[i].text = "names " + out[i].module
	}
	return out
}

// A template may stand for a part of a name: {{ cookiecutter.slug }}.
const modulePattern = `((?:\w|\{\{[ \w.]+\}\})(?:[\w.-]|\{\{[ \w.]+\}\})*)`

var (
	// pythonSet finds where Python gives the variable a value, which begins
	// where the match ends: environ.setdefault(NAME, …), environ[NAME] = …,
	// {NAME: …}, update(NAME=…), Env(NAME=(str, …)).
	pythonSet     = regexp.MustCompile(`(?:["']` + variable + `["']\s*(?:,|\]\s*=|:)|\b` + variable + `\s*=)\s*(?:\(\s*str\s*,\s*)?(?:default\s*=\s*)?`)
	pythonText    = regexp.MustCompile(`^[rRuU]?["']` + modulePattern + `["'][ \t]*(%|\+|\.|if\b[^\n]*?\belse\s*["']` + modulePattern + `["'])?`)
	pythonName    = regexp.MustCompile(`^([A-Za-z_]\w*)\s*[,)\n]`)
	pythonComment = regexp.MustCompile(`(?m)^[ \t]*#[^\n]*`)
)

func pythonMentions(text string, lines []string) []mention {
	text = pythonComment.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) })
	var out []mention
	for _, at := range pythonSet.FindAllStringIndex(text, most) {
		line := 1 + strings.Count(text[:at[0]], "\n")
		if i := strings.Index(lines[line-1], " #"); i >= 0 && i < at[0]-strings.LastIndex(text[:at[0]], "\n")-1 {
			continue
		}
		rest := text[at[1]:]
		if m := pythonName.FindStringSubmatch(rest); m != nil {
			out = append(out, assigned(text, m[1])...)
			continue
		}
		for _, module := range texts(rest) {
			out = append(out, mention{module: module, line: line})
		}
	}
	for _, m := range flags(lines) {
		m.atBest = max(m.atBest, Manage)
		out = append(out, m)
	}
	return out
}

// texts gives the module that a Python expression begins with, and its
// alternative. Text to which something is added is none.
func texts(expr string) []string {
	m := pythonText.FindStringSubmatch(expr)
	switch {
	case m == nil || m[2] == "%" || m[2] == "+" || m[2] == ".":
		return nil
	case m[3] != "":
		return []string{m[1], m[3]}
	}
	return []string{m[1]}
}

// assigned gives the modules that a name of the file is set to, or has for a
// parameter's default.
func assigned(text, name string) []mention {
	var out []mention
	re := regexp.MustCompile(`(?:^|[\n(,])[ \t]*` + regexp.QuoteMeta(name) + `\s*(?::\s*\w+\s*)?=\s*\(?\s*`)
	for _, at := range re.FindAllStringIndex(text, 20) {
		for _, module := range texts(text[at[1]:]) {
			out = append(out, mention{module: module, line: 1 + strings.Count(text[:at[1]], "\n")})
		}
	}
	return out
}

var (
	// deploySet finds the variable with its value on the same line.
	deploySet = regexp.MustCompile(`\b` + variable + `["']?\s*(?:[=:]|,\s*["']?value["']?\s*[:=]|\s["']?)\s*["']?\s*(?:\$\{\w+:?-)?["']?` + modulePattern)
	// deployName finds it alone: the value is on a line nearby.
	deployName  = regexp.MustCompile(`^(?:.*[{,[])?[\s-]*(?:["']?(?:name|key)["']?\s*[:=]\s*)?["']?` + variable + `["']?\s*[,:]?\s*[:{]?\s*$`)
	deployValue = regexp.MustCompile(`^[\s{-]*["']?value["']?\s*[:=]\s*["']?(?:\$\{\w+:?-)?` + modulePattern)
	anotherItem = regexp.MustCompile(`^\s*(-\s|[}\]])|\bname["']?\s*[:=]`)
	flag        = regexp.MustCompile(`--settings["']?(?:[= ]|,\s*)["']?` + modulePattern)
	comment     = regexp.MustCompile(`^\s*(#|;|//)`)
)

func deployMentions(lines []string, kind kind) []mention {
	var out []mention
	building := false // inside a RUN of a Dockerfile
	for i, line := range lines {
		names := strings.Contains(line, variable)
		if !names && kind != dockerfile || comment.MatchString(line) {
			continue
		}
		if kind == dockerfile {
			building = buildStep.MatchString(line) || building && strings.HasSuffix(strings.TrimSpace(lines[max(i, 1)-1]), `\`)
		}
		if !names {
			continue
		}
		bound := boundOf(line, building)
		if m := deploySet.FindStringSubmatch(line); m != nil && m[1] != "value" {
			out = append(out, mention{module: m[1], line: i + 1, atBest: bound})
		} else if deployName.MatchString(line) {
			out = append(out, valueNear(lines, i)...)
		}
	}
	for _, m := range flags(lines) {
		if !slices.ContainsFunc(out, func(o mention) bool { return o.line == m.line && o.module == m.module }) {
			out = append(out, m)
		}
	}
	if kind == compose && slices.ContainsFunc(lines, developmentServer.MatchString) {
		for i := range out {
			out[i].atBest = max(out[i].atBest, Guessed)
		}
	}
	slices.SortStableFunc(out, func(a, b mention) int { return a.line - b.line })
	return out
}

// valueNear finds the value of the variable that line i names, on a line
// below it in the same item, or right above.
func valueNear(lines []string, i int) []mention {
	for j := i + 1; j < min(i+6, len(lines)); j++ {
		if m := deployValue.FindStringSubmatch(lines[j]); m != nil {
			return []mention{{module: m[1], line: j + 1}}
		}
		if anotherItem.MatchString(lines[j]) {
			break
		}
	}
	if i > 0 && !strings.HasPrefix(strings.TrimSpace(lines[i]), "-") {
		if m := deployValue.FindStringSubmatch(lines[i-1]); m != nil {
			return []mention{{module: m[1], line: i}}
		}
	}
	return nil
}

// flags finds settings modules given to manage.py, gunicorn and the like.
func flags(lines []string) []mention {
	var out []mention
	for i, line := range lines {
		if !strings.Contains(line, "--settings") || comment.MatchString(line) {
			continue
		}
		for _, m := range flag.FindAllStringSubmatch(line, -1) {
			bound := boundOf(line, false)
			if !serving.MatchString(line) {
				bound = max(bound, Guessed)
			}
			out = append(out, mention{module: strings.TrimRight(m[1], "."), line: i + 1, atBest: bound})
		}
	}
	return out
}

var (
	buildStep         = regexp.MustCompile(`(?i)^\s*RUN\s`)
	developmentServer = regexp.MustCompile(`\b(runserver(_plus)?|debugpy|runserver_plus|watchmedo|watchfiles)\b`)
	serving           = regexp.MustCompile(`\b(runserver|gunicorn|uvicorn|daphne|hypercorn|uwsgi|granian|waitress|celery|runworker|qcluster|rqworker|run_huey|process_tasks|pulpcore)`)
	testsOnly         = regexp.MustCompile(`\b(py)?test\b|\bcoverage\b|\btox\b`)
	oneStep           = regexp.MustCompile(`\b(collectstatic|compilemessages|compress|makemigrations|check|createcachetable|loaddata)\b`)
)

// boundOf is the best rank that a line can have: what only one command uses
// is not what starts the server.
func boundOf(line string, building bool) Rank {
	switch {
	case serving.MatchString(line):
		return Starts
	case testsOnly.MatchString(line):
		return Weak
	case building || oneStep.MatchString(line):
		return Guessed
	}
	return Starts
}
