package deploy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// runner matches what may stand before the name of a program of Python that a
// command runs.
const runner = `(?:^|[;&|(]\s*|\bthen\s+|\bif\s+(?:!\s*)?)(?:(?:sudo|exec|time|env|[A-Za-z_]\w*=\S*|uv(?:\s+tool)?\s+run|uvx|poetry\s+run|pipenv\s+run|pdm\s+run|pipx\s+run|hatch\s+run|rye\s+run|` +
	`python[0-9.]*\s+-m|docker(?:-compose|\s+compose)?\s+(?:-\S+\s+\S+\s+)*(?:run|exec)(?:\s+-\S+(?:\s+[A-Z_]+=\S*)?)*\s+\S+)\s+(?:--?[\w-]+(?:=\S+)?\s+)*)*(?:\S*/)?`

var (
	// audits matches commands that look for known vulnerabilities in what a
	// project depends on.
	audits = regexp.MustCompile(runner + `(pip[-_]audit|osv-scanner|safety\s+(?:--\S+\s+)*(?:check|scan)|pipenv\s+(?:check|audit)|trivy\s+(?:-\S+\s+)*(?:fs|filesystem|repo|repository|rootfs|image|i|sbom|vm)|` +
		`snyk\s+(?:test|monitor)|grype|depscan|jake\s+ddt|deploycheck\s+audit|uv\s+audit|dependency-check(?:\.sh)?)(?:\s|$|;|@)`)
	// auditActions matches actions that do.
	auditActions = regexp.MustCompile(`^(pypa/gh-action-pip-audit|google/osv-scanner(-action)?|aquasecurity/trivy-action|snyk/actions|actions/dependency-review-action|pyupio/safety(-action)?|` +
		`anchore/scan-action|deploycheck/deploycheck|dependency-check/|trilom/|fossas?/)`)
	// otherScan matches kinds of scans of trivy that are not of packages.
	otherScan = regexp.MustCompile(`^(config|secret|license)$`)
	passedBy  = regexp.MustCompile(`\|\|\s*(true\b|:(\s|$)|exit\s+0|echo\b|/bin/true)`)
	exitZero  = regexp.MustCompile(`--(exit-zero|continue-on-error|exit-code[ =]0)\b`)
)

// An Audit is a step that looks for known vulnerabilities.
type Audit struct {
	Workflow *Workflow
	By       string // "pip-audit"
	Span     source.Span
	// Lenient tells that it ends in success whatever it finds, and that nothing
	// publishes what that is.
	Lenient bool
}

// Audits lists the steps of workflows that look for known vulnerabilities in
// what the project depends on.
func (f *Facts) Audits() []Audit {
	var all []Audit
	for _, w := range f.Workflows {
		published := slices.ContainsFunc(w.Steps, func(s *Step) bool { return strings.HasSuffix(s.Uses, "/upload-sarif") })
		for _, s := range w.Steps {
			for _, a := range s.audits() {
				a.Workflow, a.Lenient = w, a.Lenient && !published
				all = append(all, a)
			}
		}
	}
	return all
}

// audits lists what a step runs that looks for vulnerabilities.
func (s *Step) audits() []Audit {
	if m := auditActions.FindString(s.Uses); m != "" && !otherScan.MatchString(s.With["scan-type"].Value) {
		return []Audit{{By: s.Uses, Span: s.Span, Lenient: s.Lenient}}
	}
	var all []Audit
	for _, l := range s.Runs {
		if m := audits.FindStringSubmatch(l.Text); m != nil {
			all = append(all, Audit{By: strings.Join(strings.Fields(m[1]), " "), Span: l.Span, Lenient: s.Lenient || passedBy.MatchString(l.Text) || exitZero.MatchString(l.Text)})
		}
	}
	return all
}

var (
	// checksDeploy matches the command that asks Django's checks for production.
	checksDeploy = regexp.MustCompile(`\b(?:manage\.py|django-admin(?:\.py)?|python[0-9.]*\s+-m\s+django)\s+check\b([^;&|]*)`)
	failLevel    = regexp.MustCompile(`--fail-level[= ]['"]?(\w+)`)
	settingsFlag = regexp.MustCompile(`--settings[= ]['"]?([\w.$\{\}` + hole + `]+)`)
	settingsSet  = regexp.MustCompile(`\bDJANGO_SETTINGS_MODULE=['"]?([\w.$\{\}` + hole + `]+)`)
)

// A DeployCheck is a step that runs "manage.py check --deploy".
type DeployCheck struct {
	Where
	Span source.Span
	// Settings is the settings module that it names; the zero Text: none.
	Settings Text
	// FailLevel is the least level that makes it fail, in capitals: "ERROR" where
	// it does not say.
	FailLevel string
	Lenient   bool // it ends in success whatever it finds
}

// ChecksDeploy reports whether a process runs "manage.py check --deploy" when
// it starts, and how.
func (l *Launch) ChecksDeploy() (DeployCheck, bool) {
	for line := range strings.Lines(l.runs) {
		if c, ok := deployCheck(line); ok {
			c.Where, c.Span = l.Where, l.Span
			return c, true
		}
	}
	return DeployCheck{}, false
}

// DeployChecks lists the steps of workflows that run "manage.py check
// --deploy".
func (f *Facts) DeployChecks() []DeployCheck {
	var all []DeployCheck
	for _, w := range f.Workflows {
		for _, s := range w.Steps {
			for _, l := range s.Runs {
				if c, ok := deployCheck(l.Text); ok {
					c.Where, c.Span, c.Lenient = w.Where, l.Span, c.Lenient || s.Lenient
					if c.Settings.Value == "" && c.Settings.Opaque == "" {
						c.Settings = s.Env[SettingsModule]
					}
					all = append(all, c)
				}
			}
		}
	}
	return all
}

// deployCheck reads a command.
func deployCheck(command string) (DeployCheck, bool) {
	m := checksDeploy.FindStringSubmatch(command)
	if m == nil || !strings.Contains(m[1], "--deploy") {
		return DeployCheck{}, false
	}
	c := DeployCheck{FailLevel: "ERROR", Lenient: passedBy.MatchString(command)}
	if level := failLevel.FindStringSubmatch(m[1]); level != nil {
		c.FailLevel = strings.ToUpper(level[1])
	}
	for _, re := range []*regexp.Regexp{settingsFlag, settingsSet} {
		if set := re.FindStringSubmatch(command); set != nil {
			c.Settings = written(set[1])
			break
		}
	}
	return c, true
}
