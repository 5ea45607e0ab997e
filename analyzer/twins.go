package analyzer

import (
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/eval"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// CheckDeploy is the twin of `manage.py check --deploy`.
func (r *Repository) CheckDeploy(d *Deployment) *DeployReport {
	if err := d.loadError(); err != nil {
		return &DeployReport{Error: err}
	}
	report := &DeployReport{}
	for _, table := range [][]django.Check{django.Checks, django.OtherChecks} {
		for i := range table {
			if c := &table[i]; c.In(d.view.Version) {
				report.Checks = append(report.Checks, d.deployCheck(c))
			}
		}
	}
	report.Silenced = d.silenced(report.Checks)
	return report
}

// deployCheck judges one check wherever the settings load.
func (d *Deployment) deployCheck(c *django.Check) DeployCheck {
	out := DeployCheck{ID: c.ID, Level: c.Level, Message: c.Message}
	fires, live := value.False, d.loaded.Live
	s := d.Setting(c.Setting)
	ok := d.tame(func() {
		fires = c.Fires(d.view)
		out.Span = d.placeOfAlt(about(s.Value, fires.And(live)), c.Setting)
	})
	if !ok {
		out.Verdict, out.Reason = "unknown", value.TooComplex{}.Error()+" decide it"
		return out
	}
	switch {
	case live.Implies(fires):
		out.Verdict = "fires"
	case !live.Meets(fires):
		out.Verdict = "clear"
	default:
		out.Verdict = "unknown"
		out.Needs = fires.Needs()
		out.Reason = "it fires where " + fires.String()
	}
	return out
}

func (d *Deployment) placeOfAlt(a value.Alt, name string) source.Span {
	p := Pass{Deployment: d}
	return p.placeOf(a.Origin, name)
}

// silenced lists the checks that SILENCED_SYSTEM_CHECKS surely hides, among
// those that may fire.
func (d *Deployment) silenced(checks []DeployCheck) []string {
	var ids []string
	for _, c := range checks {
		hidden := value.False
		d.tame(func() { hidden = d.view.Lists("SILENCED_SYSTEM_CHECKS", c.ID) })
		if c.Verdict != "clear" && d.loaded.Live.Implies(hidden) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// loadError is how loading the settings surely fails: in Python, or in
// django.conf.Settings and what `check` does before any check.
func (d *Deployment) loadError() *LoadError {
	if e := d.loaded.Err; e != nil {
		return &LoadError{Type: e.Type, Message: saidError(e.Message), Span: e.Span}
	}
	for _, f := range django.Failures {
		if !f.In(d.view.Version) {
			continue
		}
		bad := value.False
		d.tame(func() { bad = f.Fails(d.view) })
		if d.loaded.Live.Implies(bad) {
			s := d.Setting(f.Setting)
			return &LoadError{Type: f.Type, Message: f.Message, Span: d.placeOfAlt(about(s.Value, bad), f.Setting)}
		}
	}
	return nil
}

// inAddress matches the user and password of an address.
var inAddress = regexp.MustCompile(`://[^/@\s"']*@`)

// saidError is the message of an exception, in which programs like to quote
// what they were given.
func saidError(message string) string {
	message, _ = eval.FromRoot(message)
	return inAddress.ReplaceAllString(message, "://…@")
}

// DiffSettings is the twin of `manage.py diffsettings`: the settings that
// differ from Django's defaults, or all, by name.
func (r *Repository) DiffSettings(d *Deployment, all bool) []SettingLine {
	names := d.Names()
	if all {
		names = append(names, django.Names(d.view.Version)...)
		slices.Sort(names)
		names = slices.Compact(names)
	}
	var lines []SettingLine
	for _, name := range names {
		if strings.HasPrefix(name, "_") {
			continue // as Django has it
		}
		if line, ok := d.settingLine(name); ok && (all || line.Differs) {
			lines = append(lines, line)
		}
	}
	return lines
}

func (d *Deployment) settingLine(name string) (SettingLine, bool) {
	s := d.Setting(name)
	_, own := d.loaded.Settings[name]
	line := SettingLine{Name: name, Default: !own, Differs: true, Repr: "…"}
	a := about(s.Value, value.True)
	if _, ok := a.Plain.(value.Unset); ok && len(s.Value.Alts()) == 1 {
		return line, false
	}
	if own {
		p := Pass{Deployment: d}
		line.Span, line.Trail = d.placeOfAlt(a, name), p.trail(a.Origin, Judgement{name: name})
	}
	def, hasDefault := django.Default(name, d.view.Version)
	if hasDefault {
		line.DefRepr, _ = value.Repr(def)
	}
	plain, ok := s.Value.Only()
	if !ok {
		line.Needs, line.Reason = d.whyUnknown(s.Value)
		return line, true
	}
	v, known := shown(name, plain, 0)
	if !known {
		line.Needs, line.Reason = d.whyUnknown(s.Value)
		return line, true
	}
	line.Known, line.Value = true, v.json
	line.Repr, line.IsPath = v.repr, v.path
	if hasDefault {
		d.tame(func() { line.Differs = d.loaded.Space.Equal(def, plain) != value.True })
	}
	return line, true
}

// callable answers for a function of the project by its dotted name.
func (d *Deployment) callable(dotted string) django.Callable {
	c := d.loaded.Find(dotted)
	return django.Callable{Import: c.Import, Exists: c.Exists, TakesCSRF: c.TakesReason, Span: c.Span}
}

// subclass answers whether a class of the project, by its dotted name,
// inherits from one of Django's.
func (d *Deployment) subclass(dotted, base string) value.Truth {
	return d.loaded.Subclass(dotted, base)
}
