package cli

import (
	"fmt"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
)

// A choice is what --only and --skip leave of the catalogue. Both take the name
// of a rule, an item or a section.
type choice struct {
	only, skip named
	all        bool // nothing is chosen with --only
}

// named are the rules that names stand for, and the items that were named
// themselves or by their section.
type named struct{ rules, items map[string]bool }

// chosen is the choice by names of both kinds; nil if there are none.
func (a *app) chosen(only, skip []string) (*choice, error) {
	if len(only)+len(skip) == 0 {
		return nil, nil
	}
	c := &choice{all: len(only) == 0}
	var err error
	if c.only, err = a.named("only", only); err != nil {
		return nil, err
	}
	c.skip, err = a.named("skip", skip)
	return c, err
}

// rule reports whether a rule is to be asked: about an item at least.
func (c *choice) rule(r *analyzer.Rule) bool {
	return c == nil || slices.ContainsFunc(r.AllItems(), func(item string) bool { return c.keeps(r.ID, item) })
}

// keeps reports whether a rule is to be asked about an item.
func (c *choice) keeps(rule, item string) bool {
	return (c.all || c.only.rules[rule] || c.only.items[item]) && !c.skip.rules[rule] && !c.skip.items[item]
}

// narrow takes out of a report what rules that answer several items say of
// those that were not chosen.
func (c *choice) narrow(r *analyzer.Report) {
	if c == nil {
		return
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f analyzer.Finding) bool { return !c.keeps(f.Rule.ID, f.About()) })
	r.Suppressed = slices.DeleteFunc(r.Suppressed, func(s analyzer.Suppressed) bool { return !c.keeps(s.Finding.Rule.ID, s.Finding.About()) })
	r.Answers = slices.DeleteFunc(r.Answers, func(a analyzer.Answer) bool {
		return !slices.ContainsFunc(a.Rules, func(rule string) bool { return c.keeps(rule, a.Item.ID) })
	})
}

// named are the rules and items that names stand for.
func (a *app) named(flag string, names []string) (named, error) {
	n := named{map[string]bool{}, map[string]bool{}}
	for _, name := range names {
		if !slices.Contains(a.catalogue.Names(), name) {
			return n, a.unknownName(fmt.Sprintf("--%s %q names no rule, item or section", flag, name), name)
		}
		for _, r := range a.catalogue.Rules {
			n.rules[r.ID] = n.rules[r.ID] || r.ID == name
		}
		for _, item := range a.catalogue.Items {
			n.items[item.ID] = n.items[item.ID] || item.ID == name || item.Section == name
		}
	}
	return n, nil
}

// unknownName is the error about a name that is not in the catalogue.
func (a *app) unknownName(text, name string) error {
	hint := "deploycheck rules lists the names"
	if near := nearest(name, a.names()); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	return usage(hint, "%s", text)
}

// names are all that the catalogue names.
func (a *app) names() []string {
	names := a.catalogue.Names()
	for _, r := range a.catalogue.Rules {
		names = append(names, r.Checks...)
	}
	return names
}

// onlyDeployment narrows a report down to the deployments of one name.
func onlyDeployment(r *analyzer.Report, name string) error {
	if name == "" {
		return nil
	}
	var projects []*analyzer.Project
	for _, p := range r.Projects {
		kept := slices.DeleteFunc(slices.Clone(p.Deployments), func(d *analyzer.Deployment) bool { return d.Name != name })
		if len(kept) > 0 {
			narrow := *p
			narrow.Deployments = kept
			projects = append(projects, &narrow)
		}
	}
	if len(projects) == 0 {
		return unknownDeployment(r.Projects, name)
	}
	r.Projects = projects
	r.Findings = slices.DeleteFunc(slices.Clone(r.Findings), func(f analyzer.Finding) bool { return f.Deployment != name })
	r.Answers = slices.DeleteFunc(slices.Clone(r.Answers), func(a analyzer.Answer) bool { return a.Deployment != name })
	return nil
}

func unknownDeployment(projects []*analyzer.Project, name string) error {
	var names []string
	for _, p := range projects {
		for _, d := range p.Deployments {
			if !slices.Contains(names, d.Name) {
				names = append(names, d.Name)
			}
		}
	}
	return oneOf("deployment", name, names...)
}
