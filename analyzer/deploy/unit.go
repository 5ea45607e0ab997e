package deploy

import (
	"path"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// readUnit reads a service of systemd (systemd.exec(5), systemd.service(5)).
func readUnit(f *Facts, file *source.File) []*Process {
	p := &Process{Kind: Unit, Name: path.Base(file.Path), Span: lineSpan(file, 1)}
	for _, e := range entries(file, false) {
		if e.section != "Service" {
			continue
		}
		switch e.name {
		case "ExecStart":
			p.Command, p.Span = e.value, e.span
		case "Environment":
			if e.value == "" { // an empty one takes back those before it
				p.Env = nil
			}
			for _, a := range assignments(e.value, " \t\n") {
				p.Env = append(p.Env, Variable{Name: a[0], Text: templated(a[1]), Span: e.span, By: file.Path})
			}
		case "EnvironmentFile", "PassEnvironment":
			p.Open = "the file " + strings.TrimPrefix(e.value, "-") + ", which is not in the repository,"
			if e.name == "PassEnvironment" {
				p.Open = "systemd's own environment"
			}
		}
	}
	if p.Command == "" {
		return nil
	}
	return []*Process{p}
}

// readSupervisor reads the programs of supervisord.
func readSupervisor(_ *Facts, file *source.File) []*Process {
	var all []*Process
	var shared []Variable
	for _, e := range entries(file, true) {
		kind, name, _ := strings.Cut(e.section, ":")
		if e.section == "supervisord" && e.name == "environment" {
			shared = supervised(e, file.Path)
			continue
		}
		if kind != "program" && kind != "fcgi-program" {
			continue
		}
		if len(all) == 0 || all[len(all)-1].Name != name {
			all = append(all, &Process{Kind: Supervisor, Name: name, Span: e.span, Open: "the environment that supervisord is started in"})
		}
		p := all[len(all)-1]
		switch e.name {
		case "command":
			p.Command, p.Span = e.value, e.span
		case "environment":
			p.Env = append(p.Env, supervised(e, file.Path+" ("+name+")")...)
		}
	}
	for _, p := range all {
		p.Env = append(append([]Variable{}, shared...), p.Env...)
	}
	return all
}

// supervised reads A="1",B="2"; %(ENV_X)s takes what supervisord has.
func supervised(e entry, by string) []Variable {
	var all []Variable
	for _, a := range assignments(e.value, ",\n") {
		t := templated(a[1])
		if strings.Contains(a[1], "%(") {
			t = Open("the environment of supervisord decides it")
		}
		all = append(all, Variable{Name: a[0], Text: t, Span: e.span, By: by})
	}
	return all
}

// readUWSGI reads the configuration of uWSGI.
func readUWSGI(_ *Facts, file *source.File) []*Process {
	p := &Process{Kind: UWSGI, Name: path.Base(file.Path), Span: lineSpan(file, 1), Open: "the environment that uWSGI is started in"}
	for _, e := range entries(file, false) {
		if e.section != "uwsgi" {
			continue
		}
		switch e.name {
		case "module", "wsgi-file", "wsgi":
			p.Command, p.Span = "uwsgi --"+e.name+" "+e.value, e.span
		case "env":
			if name, value, ok := strings.Cut(e.value, "="); ok {
				p.Env = append(p.Env, Variable{Name: strings.TrimSpace(name), Text: templated(strings.TrimSpace(value)), Span: e.span, By: file.Path})
			}
		}
	}
	if p.Command == "" {
		return nil
	}
	return []*Process{p}
}
