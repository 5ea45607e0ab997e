package cli

import (
	"fmt"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer"
)

// chosen is the test by --only and --skip of the rules to run. Both take the
// name of a rule, an item or a section.
func (a *app) chosen() (func(*analyzer.Rule) bool, error) {
	only, err := a.rulesNamed("only", a.flags.only)
	if err != nil {
		return nil, err
	}
	skip, err := a.rulesNamed("skip", a.flags.skip)
	if err != nil {
		return nil, err
	}
	return func(r *analyzer.Rule) bool {
		return (len(a.flags.only) == 0 || only[r.ID]) && !skip[r.ID]
	}, nil
}

// rulesNamed are the rules that names stand for.
func (a *app) rulesNamed(flag string, names []string) (map[string]bool, error) {
	ids := map[string]bool{}
	for _, name := range names {
		rules, ok := a.rulesOf(name)
		if !ok {
			return nil, a.unknownName(fmt.Sprintf("--%s %q names no rule, item or section", flag, name), name)
		}
		for _, r := range rules {
			ids[r.ID] = true
		}
	}
	return ids, nil
}

// rulesOf are the rules that a name stands for; false if it is no name.
func (a *app) rulesOf(name string) (rules []*analyzer.Rule, ok bool) {
	items := map[string]bool{name: true}
	for _, item := range a.catalogue.Items {
		if item.Section == name {
			items[item.ID] = true
		}
		ok = ok || item.ID == name
	}
	ok = ok || slices.ContainsFunc(a.catalogue.Sections, func(s analyzer.Section) bool { return s.ID == name })
	for _, r := range a.catalogue.Rules {
		if r.ID == name || items[r.Item] {
			rules = append(rules, r)
			ok = true
		}
	}
	return rules, ok
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
	var names []string
	for _, r := range a.catalogue.Rules {
		names = append(append(names, r.ID), r.Checks...)
	}
	for _, i := range a.catalogue.Items {
		names = append(names, i.ID)
	}
	for _, s := range a.catalogue.Sections {
		names = append(names, s.ID)
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
