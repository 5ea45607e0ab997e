package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// beats finds a task of Celery's schedule in the settings whose name has one
// of some words, and records it as what shows that the item is met.
func beats(p *analyzer.Pass, what string, words ...string) bool {
	for _, name := range []string{"CELERY_BEAT_SCHEDULE", "CELERYBEAT_SCHEDULE"} {
		all := p.Setting(name)
		for _, key := range p.Keys(all) {
			task := p.Part(all, key, "task")
			surely := p.Where(task, "is it about "+words[0], func(v value.Plain) value.Truth {
				text, ok := analyzer.Text(v)
				return value.Is(ok && hasAny(strings.ToLower(text), words))
			})
			if p.Unset().Implies(surely) {
				p.Passes(task.Place(), "Celery's schedule has the task %q, which %s", key, what)
				return true
			}
		}
	}
	return false
}

func hasAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// scheduled finds jobs of production that something runs and that do
// something, and records the first as what shows that the item is met.
func scheduled(p *analyzer.Pass, what string, does func(*deploy.Job) (deploy.Line, bool)) bool {
	for _, j := range p.Facts().Jobs {
		if !j.Scheduled() || p.Facts().ForDevelopment(j.Where) {
			continue
		}
		if _, ok := does(j); ok {
			p.Passes(j.Span, "%s runs what %s (%s)", j.By, what, j.Schedule.Text)
			return true
		}
	}
	return false
}
