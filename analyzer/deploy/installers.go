package deploy

import (
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An installStep is one command that installs something.
type installStep struct {
	*installer
	folder string
	span   source.Span
	into   string // the file that its output goes to
	env    map[string]string
}

// add takes an install.
func (s installStep) add(i deps.Install) {
	i.Python, i.Span = s.python, s.span
	s.found = append(s.found, i)
}

// An arg is a word after a command: an option with its value, or a word that
// is none.
type arg struct{ option, value string }

// pipValued are options of pip that a word follows.
var pipValued = strings.Fields(`-r --requirement -c --constraint --constraints -e --editable -i --index-url --extra-index-url --default-index --index -f --find-links --prefix
	-t --target --root --cache-dir --timeout --retries --trusted-host --progress-bar --group --only-binary --no-binary --src --python -p --report --platform
	--python-version --config-settings -C --upgrade-strategy --index-strategy --log --proxy --cert --exists-action -w --wheel-dir -d --dest -o --output-file --override --overrides`)

// managerValued are those of uv, poetry, pdm and pipenv.
var managerValued = strings.Fields(`--group --only-group --no-group --extra --no-extra -E --extras --only --without --with -G -o --output --output-file -f --format
	--package --project --directory -C -P --python -p --categories --index --default-index --extra-index-url -i --index-url --pypi-mirror --no-install-package -L --lockfile --refresh-package
	--link-mode --cache-dir --venv`)

// args reads words; those of takes are followed by a value.
func args(words, takes []string) []arg {
	var all []arg
	for i := 0; i < len(words); i++ {
		w := words[i]
		name, value, given := strings.Cut(w, "=")
		switch {
		case !strings.HasPrefix(w, "-"):
			all = append(all, arg{"", w})
		case given && strings.HasPrefix(w, "--"):
			all = append(all, arg{name, value})
		case slices.Contains(takes, w) && i+1 < len(words):
			i++
			all = append(all, arg{w, words[i]})
		case len(w) > 2 && w[1] != '-' && slices.Contains(takes, w[:2]):
			all = append(all, arg{w[:2], w[2:]})
		default:
			all = append(all, arg{w, ""})
		}
	}
	return all
}

// tools are packages that only install others.
var tools = map[string]bool{
	"pip": true, "setuptools": true, "wheel": true, "uv": true, "poetry": true, "pipenv": true, "pdm": true, "pip-tools": true,
	"virtualenv": true, "build": true, "poetry-plugin-export": true, "poetry-core": true, "hatch": true, "hatchling": true,
}

// pip takes what pip, or uv in its stead, is told: install, wheel, sync and
// compile.
func (s installStep) pip(verb string, words []string) {
	switch verb {
	case "install", "wheel", "download":
		s.pipInstall(args(words, pipValued))
	case "sync":
		s.lists(words)
	case "compile":
		s.export(args(words, pipValued), func(a arg) { s.list(a.value, nil) })
	}
}

func (s installStep) pipInstall(list []arg) {
	var constraints, groups []string
	for _, a := range list {
		switch a.option {
		case "-c", "--constraint", "--constraints":
			if name, ok := s.file(a.value, s.folder); ok {
				constraints = append(constraints, name)
			}
		case "--group":
			groups = append(groups, a.value)
		}
	}
	var named []deps.Requirement
	for _, a := range list {
		switch a.option {
		case "-r", "--requirement":
			s.list(a.value, constraints)
		case "", "-e", "--editable":
			if q, ok := deps.ParseRequirement(a.value, s.span); ok && a.value != "" {
				if !tools[q.Name] {
					named = append(named, q)
				}
				continue
			}
			s.project(a.value)
		}
	}
	if len(named) > 0 {
		s.add(deps.Install{Requirements: named})
	}
	if name, ok := s.file("pyproject.toml", s.folder); ok && len(groups) > 0 {
		s.add(deps.Install{File: name, Groups: groups, Bare: true, NoMain: true})
	}
}

// lists takes files of requirements.
func (s installStep) lists(words []string) {
	for _, a := range args(words, pipValued) {
		if a.option == "" {
			s.list(a.value, nil)
		}
	}
}

// list takes a file of requirements, unless a command before it has made it.
func (s installStep) list(name string, constraints []string) {
	if s.made[path.Base(name)] || name == "" {
		return
	}
	if file, ok := s.file(name, s.folder); ok {
		s.add(deps.Install{File: file, Constraints: constraints, Bare: true})
	}
}

// project takes the project in a folder: ".", "./backend[prod]".
func (s installStep) project(name string) {
	name, extras, _ := strings.Cut(strings.TrimSuffix(name, "]"), "[")
	if name == "" || strings.Contains(name, "://") || strings.ContainsAny(name, "*$") {
		return
	}
	for _, base := range []string{"pyproject.toml", "setup.cfg", "setup.py"} {
		if file, ok := s.file(path.Join(name, base), s.folder); ok {
			s.add(deps.Install{File: file, Extras: commas(extras), Bare: true})
		}
	}
}

func commas(list string) []string {
	return strings.FieldsFunc(list, func(c rune) bool { return c == ',' || c == ' ' })
}

// export takes a command that writes a file of requirements, which is as good
// as installing what is in it.
func (s installStep) export(list []arg, input func(arg)) {
	for _, a := range list {
		switch a.option {
		case "-o", "--output", "--output-file":
			s.made[path.Base(a.value)] = true
		case "":
			if input != nil {
				input(a)
			}
		}
	}
	if s.into != "" {
		s.made[path.Base(s.into)] = true
	}
}

// locks are the lock file of each manager, and what it goes by without.
var locks = map[string][]string{
	"uv": {"uv.lock", "pyproject.toml"}, "poetry": {"poetry.lock", "pyproject.toml"},
	"pdm": {"pdm.lock", "pyproject.toml"}, "pipenv": {"Pipfile.lock", "Pipfile"},
}

// verbs are the commands of the managers that install all that a project asks
// for, or write it down.
var verbs = map[string][]string{
	"uv": {"sync", "export"}, "poetry": {"install", "sync", "export"}, "pdm": {"install", "sync", "export"},
	"pipenv": {"install", "sync", "requirements", "lock"},
}

// manager takes a command of a manager of projects.
func (s installStep) manager(name, verb string, words []string) {
	list := args(words, managerValued)
	if !slices.Contains(verbs[name], verb) || verb == "lock" && !slices.ContainsFunc(list, func(a arg) bool { return a.option == "-r" || a.option == "--requirements" }) {
		return
	}
	folder := s.folder
	i := deps.Install{Bare: name == "pipenv" || name == "poetry" && verb == "export"}
	if s.env["UV_NO_DEV"] != "" && name == "uv" {
		i.Without = append(i.Without, "dev")
	}
	var named []deps.Requirement
	for _, a := range list {
		switch a.option {
		case "":
			if q, ok := deps.ParseRequirement(a.value, s.span); ok && name == "pipenv" {
				named = append(named, q)
			}
		case "--project", "--directory":
			folder = path.Join(folder, a.value)
		default:
			narrow(&i, name, a)
		}
	}
	if verb == "export" || verb == "requirements" || verb == "lock" {
		s.export(list, nil)
	}
	if len(named) > 0 {
		s.add(deps.Install{Requirements: named})
		return
	}
	if file, ok := s.first(locks[name], folder); ok {
		i.File = file
		s.add(i)
	}
}

// narrow takes an option that says which groups and extras are installed.
//
// https://docs.astral.sh/uv/reference/cli/#uv-sync
// https://python-poetry.org/docs/cli/#install
// https://pdm-project.org/en/latest/reference/cli/
// https://pipenv.pypa.io/en/latest/commands.html
func narrow(i *deps.Install, manager string, a arg) {
	switch a.option {
	case "--no-dev":
		if manager == "uv" {
			i.Without = append(i.Without, "dev")
		} else {
			i.Bare = true
		}
	case "--prod", "--production", "--no-default-groups":
		i.Bare = true
	case "--no-default", "--only-dev":
		i.NoMain = true
	case "--dev", "-d":
		i.Groups = append(i.Groups, "dev")
	case "--categories":
		onlyGroups(i, commas(a.value))
	case "--group", "--with", "-G":
		i.Groups = append(i.Groups, commas(a.value)...)
	case "--no-group", "--without":
		i.Without = append(i.Without, commas(a.value)...)
	case "--only-group", "--only":
		onlyGroups(i, commas(a.value))
	case "--all-groups":
		i.AllGroups = true
	case "--extra", "-E", "--extras":
		i.Extras = append(i.Extras, commas(a.value)...)
	case "--all-extras":
		i.AllExtras = true
	case "--only-root":
		i.Bare, i.NoMain = true, true
	}
}

// onlyGroups leaves nothing but some groups, of which "main" is the plain
// dependencies; pipenv calls those "packages".
func onlyGroups(i *deps.Install, groups []string) {
	isMain := func(g string) bool { return g == "main" || g == "packages" || g == "default" }
	i.Bare = true
	i.NoMain = i.NoMain || !slices.ContainsFunc(groups, isMain)
	for _, g := range groups {
		if !isMain(g) {
			i.Groups = append(i.Groups, g)
		}
	}
}
