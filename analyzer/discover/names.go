package discover

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// A purpose is what a module's name says that it is for.
type purpose int

const (
	production purpose = iota
	plain
	foundation // for others to be built on
	staging
	development
)

// purposes tells modules by the last part of their name.
var purposes = []struct {
	purpose purpose
	name    *regexp.Regexp
}{
	{production, regexp.MustCompile(`(?i)^(settings?_?)?(prod|production|produccion|producao|live|deploy|deployment|heroku|aws|cloud)(_?settings?)?$`)},
	{development, regexp.MustCompile(`(?i)(^|_)(devs?|devel|develop|development|devstack|local|tests?|testing|ci|debug|docs?|e2e|unittest|pytest|example)(_|$|settings)`)},
	{foundation, regexp.MustCompile(`(?i)^(settings_?)?(base|common|defaults?)(_?settings)?$`)},
	{staging, regexp.MustCompile(`(?i)(^|_)(stage|staging|stg|uat|qa|preprod|pre_prod|preview|demo)(_|$|settings)`)},
}

// ForProduction tells a module that is named for production.
func (m Module) ForProduction() bool { return m.purpose() == production && m.File != "" }

// ForDevelopment tells a module that is named for development or tests.
func (m Module) ForDevelopment() bool { return m.purpose() == development }

// testPackage tells modules below a package of tests.
var testPackage = regexp.MustCompile(`(?i)(^|\.)(tests?|testing)\.`)

func (m Module) purpose() purpose {
	last := m.Name[strings.LastIndex(m.Name, ".")+1:]
	for _, p := range purposes {
		if p.name.MatchString(last) {
			return p.purpose
		}
	}
	if testPackage.MatchString(m.Name) {
		return development
	}
	return plain
}

// sides tells folders whose projects do not go live where there is another:
// the further down, the less.
var sides = []*regexp.Regexp{
	regexp.MustCompile(`(?i)(^|/)((dev|development|local|examples?|samples?|demos?|sandbox|playground|tutorials?)([_-]?(project|proj|app|site|django))?|(project|proj|app|site|django)[_-](example|sample|demo))/`),
	regexp.MustCompile(`(?i)(^|/)(tests?([_-]?(project|proj|app|apps|site|django|suite))?|testing|testdata|e2e|docs?|fixtures|benchmarks?|vendor|third_party|node_modules|site-packages)/`),
}

// side is 0 for a file that may go live, 1 for one of an example or of
// developers, 2 for one of tests and documentation.
func side(name string) int {
	for i, re := range slices.Backward(sides) {
		if re.MatchString(name) {
			return i + 1
		}
	}
	return 0
}

// named adds modules beside those found that are named for production, or
// for the platform that a Dockerfile is named for.
func (f *finder) named() {
	for _, p := range f.projects {
		for _, m := range slices.Clone(p.Modules) {
			dir, pkg := path.Dir(m.File), ""
			if path.Base(m.File) == "__init__.py" {
				f.namedIn(p, dir, m.Name)
				dir = path.Dir(dir)
			}
			if i := strings.LastIndex(m.Name, "."); i >= 0 {
				pkg = m.Name[:i]
			}
			f.namedIn(p, dir, pkg)
		}
	}
}

func (f *finder) namedIn(p *Project, dir, pkg string) {
	for _, name := range f.files {
		base, isPython := strings.CutSuffix(path.Base(name), ".py")
		if !isPython || path.Dir(name) != dir || base == "__init__" {
			continue
		}
		s := sighting{mention: mention{module: strings.TrimPrefix(pkg+"."+base, "."), line: 1}, file: name, rank: Named}
		m := Module{Name: s.module}
		if platform, ok := f.platform(base); ok && m.purpose() == plain {
			s.file, s.text = platform, "is named for "+base
		} else if m.purpose() == production && !serves[path.Base(name)] {
			s.text = "is named for production"
		} else {
			continue
		}
		if !slices.ContainsFunc(p.Modules, func(m Module) bool { return m.Name == s.module && m.Why[0].Rank <= Named }) {
			f.add(p.Root, name, s)
		}
	}
}

// platform gives the Dockerfile or compose file that has a settings module's
// name for its ending: Dockerfile.fly beside settings/fly.py.
func (f *finder) platform(base string) (string, bool) {
	if base == "base" || base == "common" || base == "settings" {
		return "", false
	}
	for _, name := range f.files {
		file := strings.ToLower(path.Base(name))
		for _, form := range []string{"dockerfile." + base, base + ".dockerfile", "docker-compose." + base + ".yml", "compose." + base + ".yml", "compose." + base + ".yaml"} {
			if file == form {
				return name, true
			}
		}
	}
	return "", false
}

// saysNothing reports whether a file holds nothing but comments and a
// docstring.
func (f *finder) saysNothing(name string) bool {
	if path.Base(name) != "__init__.py" {
		return false
	}
	file, err := f.tree.Read(name)
	return err == nil && nothing.MatchString(file.Text)
}

var nothing = regexp.MustCompile(`(?s)^(\s|#[^\n]*(\n|$)|pass\b|"""[^"\\]*"""|'''[^'\\]*'''|__all__\s*=\s*(\[\s*\]|\(\s*\)))*$`)

// looksLikeSettings tells files that assign what every project assigns.
var looksLikeSettings = regexp.MustCompile(`(?m)^(INSTALLED_APPS|ROOT_URLCONF|MIDDLEWARE|MIDDLEWARE_CLASSES)\b\s*(:[^=\n]+)?\+?=`)

// guess takes files that look like settings, where nothing names any that
// may go live.
func (f *finder) guess() {
	for _, p := range f.projects {
		for _, m := range p.Modules {
			if !m.empty && side(m.File) == 0 && slices.ContainsFunc(m.Why, func(e Evidence) bool { return e.Rank < Weak }) {
				return
			}
		}
	}
	none := len(f.projects) == 0
	for _, name := range f.files {
		if strings.HasSuffix(name, ".py") && strings.Contains(strings.ToLower(name), "settings") && (none || side(name) == 0) {
			f.guessed(name)
		}
	}
}

func (f *finder) guessed(name string) {
	file, err := f.tree.Read(name)
	if err != nil || !looksLikeSettings.MatchString(file.Text) {
		return
	}
	root := path.Dir(name)
	for f.set[path.Join(root, "__init__.py")] && root != "." {
		root = path.Dir(root)
	}
	rel := strings.TrimPrefix(strings.TrimPrefix(name, root), "/")
	module := strings.ReplaceAll(strings.TrimSuffix(strings.TrimSuffix(rel, ".py"), "/__init__"), "/", ".")
	if !importable.MatchString(module) {
		return
	}
	f.add(root, name, sighting{mention: mention{module: module, line: 1, text: "looks like settings"}, file: name, rank: Guessed})
}

var importable = regexp.MustCompile(`^[\p{L}_{][\p{L}\p{N}_.{} -]*$`)

// serves holds the files that serve a project or manage it: never settings.
var serves = map[string]bool{"wsgi.py": true, "asgi.py": true, "manage.py": true}
