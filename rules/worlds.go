package rules

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// judgeIn judges a setting that only counts in a world within production,
// such as a password where there is a database server. It fails if it is bad
// wherever nothing is supplied from outside but what makes that world.
//
// Judge alone looks at the one world in which nothing at all is supplied. A
// default that is used as soon as one other variable is set escapes it:
//
//	"ENGINE": os.environ.get("DB_ENGINE", "django.db.backends.sqlite3"),
//	"PASSWORD": os.environ.get("DB_PASSWORD", "postgres"),
func judgeIn(p *analyzer.Pass, s *analyzer.Setting, bad, world *value.Cond) analyzer.Judgement {
	if world == value.False {
		return analyzer.Judgement{}
	}
	// What makes the world is left out of what messages name.
	j := p.Judge(s, bad.Given(world))
	least := p.NothingSet(world)
	switch {
	case least.Implies(bad):
		j.Verdict, j.Open, j.Bad = analyzer.Fail, !world.Implies(bad), least
		j.About = altWhere(s, least, j.About)
	case j.Fails():
		j.Verdict = analyzer.Depends // only wrong where nothing depends on it
	}
	return j
}

// unless says under which circumstances something is wrong, in the words of
// [analyzer.Judgement.When] or by the variables that decide it.
func unless(j analyzer.Judgement) string {
	if when := j.When(); when != "" || len(j.Needs) == 0 {
		return when
	}
	return " unless the environment says otherwise (" + strings.Join(j.Needs, ", ") + ")"
}

// altWhere is the alternative of a setting in a world, or another if there is
// none.
func altWhere(s *analyzer.Setting, world *value.Cond, other value.Alt) value.Alt {
	for _, a := range s.Value.Alts() {
		if a.When.Meets(world) {
			return a
		}
	}
	return other
}

// elsewhere is a condition that is decided outside the repository, such as
// "the web server throttles logins".
func elsewhere(p *analyzer.Pass, fact string) *value.Cond {
	return p.Space().Ask(fact, &value.Unknown{Key: fact}, fact, "it is not so that "+fact)
}

// continuous are variables that only servers for continuous integration set.
var continuous = []string{"CI", "GITHUB_ACTIONS", "GITHUB_WORKFLOW", "GITLAB_CI", "TRAVIS", "CIRCLECI", "TESTING", "PYTEST_CURRENT_TEST"}

// deployed leaves test runs out of a world, if anything remains.
func deployed(p *analyzer.Pass, world *value.Cond) *value.Cond {
	for _, a := range p.Space().Atoms() {
		if a.Kind == value.EnvSet && slices.Contains(continuous, a.Name) {
			if without := world.Minus(p.Space().Of(a)); without != value.False {
				world = without
			}
		}
	}
	return world
}
