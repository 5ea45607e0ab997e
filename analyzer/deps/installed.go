package deps

import (
	"path"
	"regexp"
	"slices"
)

// take adds a requirement of a file; far is how far the file is from being
// what is installed.
func (f *finder) take(q Requirement, scope Scope, kind Kind, far int) {
	if !f.world.refuses(q.Marker) {
		q.Scope = scope
		f.found = append(f.found, found{q, kind, far})
	}
}

// installed takes what the installs have: all else of their files is not in
// production.
func (f *finder) installed() {
	for _, i := range f.installs {
		for _, q := range i.Requirements {
			f.take(q, Production, Requirements, 0)
		}
		file := f.held(f.read(i.File), i.Constraints)
		if file == nil {
			continue
		}
		for _, q := range file.Requirements {
			scope := Production
			if !i.takes(file, q) {
				scope = max(scopeOf(q.Groups), Optional)
			}
			f.take(q, scope, file.Kind, 0)
		}
	}
}

// ofDjango lists the installs of the files that install Django, and of those
// that lie beside them; those near the project, if none does. Others are for
// other programs. What is not known to be started counts if there is nothing
// else.
func (f *finder) ofDjango() []Install {
	for _, unstarted := range []bool{false, true} {
		folders := map[string]bool{}
		for _, i := range f.installs {
			if i.Unstarted == unstarted && f.installsDjango(i) {
				folders[path.Dir(i.Span.File)] = true
			}
		}
		if len(folders) > 0 {
			return slices.DeleteFunc(slices.Clone(f.installs), func(i Install) bool {
				return i.Unstarted != unstarted || !folders[path.Dir(i.Span.File)]
			})
		}
	}
	return near(f.installs, f.root)
}

func (f *finder) installsDjango(i Install) bool {
	file := f.all(i.File)
	return slices.ContainsFunc(i.Requirements, isDjango) || file != nil && slices.ContainsFunc(file.Requirements, isDjango)
}

func isDjango(q Requirement) bool { return q.Name == django }

// held is a file with what further constraints hold its versions to.
func (f *finder) held(file *File, constraints []string) *File {
	if file == nil || len(constraints) == 0 {
		return file
	}
	with := *file
	with.Requirements = slices.Clone(file.Requirements)
	for _, name := range constraints {
		if c, err := readIn(f.tree, name, "", f.world); err == nil {
			with.Constraints = append(slices.Clone(with.Constraints), c.Requirements...)
		}
	}
	with.constrain()
	return &with
}

// complete reports whether what is installed has all that production needs,
// as far as can be told: there is Django among it.
func (f *finder) complete() bool {
	return slices.ContainsFunc(f.found, func(q found) bool { return q.Name == django && q.Scope == Production })
}

// usual takes what the files of a folder are usually for. If production is
// known to be complete, it adds nothing to that.
func (f *finder) usual(home []string, complete bool) {
	locked := slices.ContainsFunc(home, func(name string) bool { return kindOf(name).locks() })
	named := slices.ContainsFunc(home, func(name string) bool { return kindOf(name) == Requirements && usualScope(name) == Production })
	for _, name := range home {
		file := f.read(name)
		if file == nil {
			continue
		}
		for _, q := range file.Requirements {
			scope := q.Scope
			if kindOf(name) == Requirements {
				switch scope = usualScope(name); {
				case scope == Optional && !named:
					scope = Production
				case scope == Production && locked:
					scope = Optional
				}
			}
			if complete {
				scope = max(scope, Optional)
			}
			f.take(q, scope, file.Kind, distance(name))
		}
	}
}

// distance is how far a file is from what is installed, by its name: one for
// production is nearer than one that others are made from.
func distance(name string) int {
	switch base := path.Base(name); {
	case forProduction.MatchString(base):
		return 1
	case mainList.MatchString(base):
		return 2
	}
	return 3
}

var (
	forProduction = regexp.MustCompile(`(?i)(^|[/_.-])(prod|production|live|deploy|deployment)([/_.-]|$)`)
	mainList      = regexp.MustCompile(`(?i)^(requirements?|reqs)\.(txt|in|pip)$`)
	forServer     = regexp.MustCompile(`(?i)(^|[/_.-])(prod|production|live|deploy|deployment|base|common|main|default|core)([/_.-]|$)`)
)

// usualScope is what a file of requirements is usually for, by its name.
func usualScope(name string) Scope {
	base := path.Base(name)
	inside := path.Base(path.Dir(path.Dir(name))) // "requirements/monitoring/requirements.txt" is for monitoring
	switch {
	case forServer.MatchString(base), mainList.MatchString(base) && !listFolder.MatchString(path.Join(inside, base)):
		return Production
	case developing.MatchString(base), developing.MatchString(path.Base(path.Dir(name))):
		return Development
	}
	return Optional
}
