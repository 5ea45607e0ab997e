package analyzer

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/discover"
	"github.com/deploycheck/deploycheck/analyzer/eval"
)

// launches lists what starts a project with a settings module, what most
// likely goes live first. What is for developers is left out, and what is
// started with other settings.
func (r *Repository) launches(p *Project, m discover.Module, all []discover.Project, first bool) []*deploy.Launch {
	var fits []*deploy.Launch
	for _, l := range r.started() {
		if l.Rank == deploy.Development || r.facts().ForDevelopment(l.Where) || l.Develops() || !l.RunsDjango() || !runs(l, p.Root, all) {
			continue
		}
		module, _, open := l.Settings()
		if module == m.Name || module == "" && !open && first && l.Rank != deploy.Staging || open && first {
			fits = append(fits, l)
		}
	}
	slices.SortStableFunc(fits, func(a, b *deploy.Launch) int {
		return cmp.Or(
			cmp.Compare(a.Rank, b.Rank), less(a.Kind != deploy.Image, b.Kind != deploy.Image), less(names(a, m), names(b, m)),
			less(!a.Works(), !b.Works()), less(a.Serves(), b.Serves()), cmp.Compare(a.Kind, b.Kind),
		)
	})
	return fits
}

// rivals lists where a server is started with a module for development, if
// nothing starts one with live, which is for production.
func (r *Repository) rivals(live discover.Module, p discover.Project, all []discover.Project) []Step {
	if !live.ForProduction() || live.Why[0].Rank == discover.Starts {
		return nil
	}
	var steps []Step
	for _, l := range r.started() {
		module, at, open := l.Settings()
		if open || !l.Serves() || l.Rank > deploy.Plain || !runs(l, p.Root, all) {
			continue
		}
		for _, m := range p.Modules {
			if m.Name == module && m.ForDevelopment() && !slices.ContainsFunc(steps, func(s Step) bool { return s.Span == at }) {
				steps = append(steps, Step{Span: at, Text: m.Name})
			}
		}
	}
	return steps
}

// fallbacks lists where wsgi.py or asgi.py name a module for development, which
// is not the one that is judged: it goes live unless a variable names another.
// They are rivals where a server is started without one, and nothing outside
// the repository can set it.
func (r *Repository) fallbacks(live discover.Module, p discover.Project, all []discover.Project) (rivals, fallbacks []Step) {
	if r.setsModule(p, all) {
		return nil, nil
	}
	for _, known := range r.seen {
		if known.Root != p.Root {
			continue
		}
		for _, m := range known.Modules {
			if m.Name == live.Name || !m.ForDevelopment() {
				continue
			}
			for _, e := range m.Why {
				if e.Rank == discover.Server {
					fallbacks = append(fallbacks, Step{Span: e.Span, Text: m.Name})
				}
			}
		}
	}
	if live.ForProduction() && r.startsBare(p, all) {
		return fallbacks, nil
	}
	return nil, fallbacks
}

// setsModule reports whether something that serves a project is told its
// settings module, be it from outside.
func (r *Repository) setsModule(p discover.Project, all []discover.Project) bool {
	return slices.ContainsFunc(r.started(), func(l *deploy.Launch) bool {
		_, at, _ := l.Settings()
		return !at.IsZero() && !l.Develops() && !r.facts().ForDevelopment(l.Where) && runs(l, p.Root, all)
	})
}

// startsBare reports whether a server of a project is started without a
// settings module, for all that can set one.
func (r *Repository) startsBare(p discover.Project, all []discover.Project) bool {
	return slices.ContainsFunc(r.started(), func(l *deploy.Launch) bool {
		module, _, open := l.Settings()
		return l.Serves() && module == "" && !open && l.Beyond == "" && l.Kind != deploy.Image && l.Rank <= deploy.Plain &&
			!r.facts().ForDevelopment(l.Where) && runs(l, p.Root, all)
	})
}

// less orders what is so before what is not.
func less(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func names(l *deploy.Launch, m discover.Module) bool {
	module, _, _ := l.Settings()
	return module == m.Name
}

// runs reports whether a process runs the project below root: there is no
// other, or its program comes from a folder around the project or inside it,
// and no other project lies nearer.
func runs(l *deploy.Launch, root string, all []discover.Project) bool {
	if len(all) < 2 {
		return true
	}
	context := l.Context()
	best, nearest := "", -1
	for _, p := range all {
		if !around(context, p.Root) && !around(p.Root, context) {
			continue
		}
		if n := len(commonFolder(context, p.Root)); n > nearest {
			best, nearest = p.Root, n
		}
	}
	return best == root
}

// around reports whether folder a holds folder b, or is b.
func around(a, b string) bool { return a == "." || a == b || strings.HasPrefix(b, a+"/") }

func commonFolder(a, b string) string {
	for a != "." && !around(a, b) {
		a = path.Dir(a)
	}
	return a
}

// facts are what the deployment files of the repository say, read once.
func (r *Repository) facts() *deploy.Facts {
	r.reading.Do(func() {
		r.around = deploy.Read(r.files.tree)
		if !r.quiet {
			r.Notes = append(r.Notes, r.around.Notes...)
		}
	})
	return r.around
}

// started lists what the repository starts.
func (r *Repository) started() []*deploy.Launch { return r.facts().Launches() }

// environment gives the variables with which a process starts its program, in
// the evaluator's terms. The settings module is chosen already.
func environment(l *deploy.Launch) []eval.Variable {
	if l == nil {
		return nil
	}
	var all []eval.Variable
	for _, v := range l.Environment {
		if v.Name == deploy.SettingsModule {
			continue
		}
		all = append(all, eval.Variable{
			Name: v.Name, Value: v.Text.Value, Span: v.Span, Text: v.By, Outer: v.Text.Outer, Opaque: v.Text.Opaque,
		})
	}
	return all
}

// An Environment says what a deployment is started with, as far as the
// repository shows it.
type Environment struct {
	Start  Step     // what starts it: "starts it (compose, web)"
	Files  []string // that set variables which the settings read, sorted
	Read   int      // variables that the settings read
	Set    int      // those of them that the files set
	Beyond string   // what else may set variables; empty if nothing does
}

// Environment says what starts the deployment; false if nothing does that the
// repository shows, or it was not to count.
func (d *Deployment) Environment() (Environment, bool) {
	l := d.launch
	if l == nil {
		return Environment{}, false
	}
	e := Environment{Start: Step{Span: l.Span, Text: "starts it (" + l.Kind.String() + ", " + l.Name + ")"}, Beyond: l.Beyond}
	if l.Kind == deploy.Image {
		e.Start.Text = "is the image that starts it"
	}
	read := map[string]bool{}
	for _, r := range d.loaded.Reads {
		read[r.Name] = true
	}
	delete(read, deploy.SettingsModule)
	e.Read = len(read)
	for _, v := range l.Environment {
		if !read[v.Name] {
			continue
		}
		e.Set++
		if !slices.Contains(e.Files, v.Span.File) {
			e.Files = append(e.Files, v.Span.File)
		}
	}
	slices.Sort(e.Files)
	return e, true
}
