package analyzer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/analyzer/django"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Suppressed finding is one that the project has answered: it is counted
// and can be listed, and does not decide anything.
type Suppressed struct {
	Finding Finding
	Reason  string
	Span    source.Span // where it is suppressed
}

// An ignore is a comment that suppresses findings:
//
//	# deploycheck: ignore[rule-a, rule-b] the reason
//
// on the line of the finding, or alone on the line above it.
type ignore struct {
	span   source.Span
	rules  []string
	reason string
	alone  bool
	used   bool
}

var ignoreComment = regexp.MustCompile(`#\s*deploycheck:\s*ignore\[([^\]]*)\]\s*(.*)$`)

// ignores lists the comments of a file, read once.
func (r *Repository) ignoresIn(name string) []*ignore {
	if list, ok := r.ignores[name]; ok {
		return list
	}
	var list []*ignore
	if file, ok := r.files.Text(name); ok && strings.Contains(file.Text, "deploycheck:") {
		for n := 1; n <= file.Lines(); n++ {
			if i := parseIgnore(name, n, file.Line(n)); i != nil {
				list = append(list, i)
			}
		}
	}
	if r.ignores == nil {
		r.ignores = map[string][]*ignore{}
	}
	r.ignores[name] = list
	return list
}

func parseIgnore(name string, n int, line string) *ignore {
	m := ignoreComment.FindStringSubmatchIndex(line)
	if m == nil {
		return nil
	}
	column := 1 + len([]rune(line[:m[0]]))
	i := &ignore{
		span:   source.Span{File: name, Line: n, Column: column, EndLine: n, EndColumn: 1 + len([]rune(line))},
		reason: strings.TrimSpace(line[m[4]:m[5]]),
		alone:  strings.TrimSpace(line[:m[0]]) == "",
	}
	for _, rule := range strings.Split(line[m[2]:m[3]], ",") {
		i.rules = append(i.rules, strings.TrimSpace(rule))
	}
	return i
}

// suppression finds what suppresses a finding: a comment with a reason, the
// project's configuration, or Django's own SILENCED_SYSTEM_CHECKS for the check
// that says the same.
func (p *Pass) suppression(f Finding) (reason string, at source.Span, ok bool) {
	if reason, at, ok = p.repository.accepts(f); ok {
		return reason, at, true
	}
	if id := p.silencedCheck(); id != "" {
		s := p.Setting("SILENCED_SYSTEM_CHECKS")
		return id + " is in SILENCED_SYSTEM_CHECKS", p.placeOf(s.Value.Origin(), s.Name), true
	}
	return "", source.Span{}, false
}

// accepts finds the comment with a reason, or the [[ignore]] of the
// configuration, that answers a finding.
func (r *Repository) accepts(f Finding) (reason string, at source.Span, ok bool) {
	for _, i := range r.ignoresIn(f.Span.File) {
		here := i.span.Line == f.Span.Line || i.alone && i.span.Line == f.Span.Line-1
		if here && slices.Contains(i.rules, f.Rule.ID) {
			i.used = true
			if i.reason != "" {
				return i.reason, i.span, true
			}
		}
	}
	if i := r.config.ignoring(f, r.date); i != nil {
		return i.Reason.Text, i.Rule.Span, true
	}
	return "", source.Span{}, false
}

// silencedCheck names a check of the rule's that fires and is silenced, if
// no other fires that is not.
func (p *Pass) silencedCheck() string {
	silenced := ""
	for _, id := range p.rule.Checks {
		c, ok := django.Find(id)
		if !ok || !c.In(p.Version()) || !p.production.Meets(c.Fires(p.view)) {
			continue
		}
		if !p.production.Implies(p.view.Lists("SILENCED_SYSTEM_CHECKS", id)) {
			return ""
		}
		silenced = id
	}
	return silenced
}

// ignoring finds the [[ignore]] that a finding fits as of a day; nil if none
// does. One that is over has no effect.
func (c *configuration) ignoring(f Finding, today time.Time) *config.Ignore {
	var found *config.Ignore
	for _, i := range c.Ignores {
		if i.Rule.Text != f.Rule.ID || !i.Covers(f.Span.File) || !named(i.Package, f.Package) || !named(i.Advisory, f.Advisories...) {
			continue
		}
		c.used[i] = true
		if found == nil && !over(i, today) {
			found = i
		}
	}
	return found
}

// over reports whether an [[ignore]] counts no more.
func over(i *config.Ignore, today time.Time) bool {
	return i.Until.Given() && !today.IsZero() && i.Until.Past(today)
}

// named reports whether a word that may be left out is one of some names, of
// distributions or advisories.
func named(w config.Word, names ...string) bool {
	return !w.Given() || slices.ContainsFunc(names, func(name string) bool { return plainName(name) == plainName(w.Text) })
}

// plainName is the one spelling of a name.
// https://packaging.python.org/en/latest/specifications/name-normalization/
func plainName(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "-", ".", "-").Replace(name))
}

// idleIgnores notes what was to suppress findings and has no effect, among
// that for rules that were asked.
func (r *Repository) idleIgnores(asked func(id string) bool) []source.Note {
	return append(r.idleComments(asked), r.config.idle(asked, r.date)...)
}

// idle notes each [[ignore]] that suppresses nothing, or is over.
func (c *configuration) idle(asked func(id string) bool, today time.Time) []source.Note {
	var notes []source.Note
	for _, i := range c.Ignores {
		switch {
		case !asked(i.Rule.Text):
		case over(i, today):
			notes = append(notes, source.Note{Understood: true, Span: i.Until.Span, Text: fmt.Sprintf("the ignore of %s counted until %s and has no effect any more: mend what it is about, or write why it is still accepted and until when", i.Rule.Text, i.Until)})
		case !c.used[i]:
			notes = append(notes, source.Note{Understood: true, Span: i.Rule.Span, Text: fmt.Sprintf("the ignore of %s suppresses nothing and can be deleted", i.Rule.Text)})
		}
	}
	return notes
}

// idleComments notes the comments that suppress nothing, and those that give no
// reason.
func (r *Repository) idleComments(asked func(id string) bool) []source.Note {
	var notes []source.Note
	for _, d := range r.deployments() {
		for _, name := range d.loaded.Files {
			for _, i := range r.ignoresIn(name) {
				switch {
				case i.used && i.reason == "":
					notes = append(notes, source.Note{Understood: true, Span: i.span, Text: "the ignore gives no reason, so it has no effect: write why after the bracket"})
				case !i.used && slices.ContainsFunc(i.rules, asked):
					notes = append(notes, source.Note{Understood: true, Span: i.span, Text: fmt.Sprintf("ignore[%s] suppresses nothing and can be deleted", strings.Join(i.rules, ", "))})
				}
			}
		}
	}
	return notes
}

func (r *Repository) deployments() []*Deployment {
	var all []*Deployment
	for _, p := range r.Projects {
		all = append(all, p.Deployments...)
	}
	return all
}
