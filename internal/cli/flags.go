package cli

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/internal/report"
)

type flagType = pflag.Flag

// tagged matches the version of a release.
var tagged = regexp.MustCompile(`^v\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$`)

// flags are the values of all flags. Flags that Django's own commands have
// keep Django's names.
type flags struct {
	settings, envFiles, env           []string
	configuration, pythonPath, django string
	deployment, config                string
	envOnly, offline                  bool
	format, failOn, color             string
	outputs, only, skip, tags, files  []string
	strict, quiet, verbose, all       bool
	suppressed, fix                   bool
	failLevel, diffStyle, database    string
}

// common adds the flags that say what is judged, and how to talk about it.
func (f *flags) common(s *pflag.FlagSet) {
	s.StringArrayVar(&f.settings, "settings", nil, "settings `module` to judge, such as config.settings.production (repeatable)")
	s.StringVar(&f.configuration, "configuration", "", "`class` of django-configurations")
	s.StringVar(&f.pythonPath, "pythonpath", "", "`folder` that goes on sys.path, relative to PATH")
	s.StringVar(&f.django, "django", "", "Django `version` to assume, such as 5.2")
	s.StringVar(&f.deployment, "deployment", "", "judge the deployment of this `name` only")
	s.StringArrayVar(&f.envFiles, "env-file", nil, "`file` of environment variables (repeatable)")
	s.StringArrayVar(&f.env, "env", nil, "environment variable, as `NAME=VALUE` (repeatable)")
	s.BoolVar(&f.envOnly, "env-only", false, "no variable is set but those given here, and no file outside the repository is there")
	s.StringVar(&f.config, "config", "", "`file` of configuration, in place of deploycheck.toml or pyproject.toml in PATH")
	s.BoolVar(&f.offline, "offline", false, "use no network, whatever --database says")
	f.talk(s)
}

// talk adds the flags about what is printed.
func (f *flags) talk(s *pflag.FlagSet) {
	s.StringVar(&f.color, "color", "auto", "colour the output: auto, always or never")
	s.BoolVar(&f.verbose, "verbose", false, "say more")
}

// oneOf holds the value of a flag against what it may be.
func oneOf(flag, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	hint := "it may be " + strings.Join(allowed, ", ")
	if near := nearest(value, allowed); near != "" {
		hint = fmt.Sprintf("did you mean %s? %s", near, hint)
	}
	return usage(hint, "--%s %q is not known", flag, value)
}

// options are what the flags ask of the analyzer, below a folder.
func (f *flags) options(dir string) (analyzer.Options, error) {
	o := analyzer.Options{Settings: f.settings, Configuration: f.configuration, Django: f.django, EnvOnly: f.envOnly}
	if f.django != "" && !djangoVersion.MatchString(f.django) {
		return o, usage("write it like 5.2 or 5.2.3", "--django %q is not a version of Django", f.django)
	}
	for _, module := range f.settings {
		if !dotted.MatchString(module) {
			return o, usage("write it like config.settings.production", "--settings %q is not the name of a module", module)
		}
	}
	var err error
	if o.PythonPath, err = below(dir, f.pythonPath); err != nil {
		return o, err
	}
	return o, nil
}

var (
	djangoVersion = regexp.MustCompile(`^\d+\.\d+(\.\d+)?((a|b|rc)\d+)?$`)
	dotted        = regexp.MustCompile(`^[^\s./\\]+(\.[^\s./\\]+)*$`)
)

// below makes a folder that a flag names relative to the folder analysed.
func below(dir, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	if filepath.IsAbs(name) {
		top, err := filepath.Abs(dir)
		if err != nil {
			return "", err
		}
		if name, err = filepath.Rel(top, name); err != nil {
			return "", err
		}
	}
	name = path.Clean(filepath.ToSlash(name))
	if name == ".." || strings.HasPrefix(name, "../") {
		return "", usage("it is relative to PATH, and must lie below it", "--pythonpath %s lies outside %s", name, dir)
	}
	return name, nil
}

// colored decides about colour.
func (a *app) colored() (bool, error) {
	if err := oneOf("color", a.flags.color, "auto", "always", "never"); err != nil {
		return false, err
	}
	auto := a.terminal() && a.Env["NO_COLOR"] == "" && a.Env["TERM"] != "dumb"
	return a.flags.color == "always" || a.flags.color == "auto" && auto, nil
}

// talking are the options of everything that is printed.
func (a *app) talking() (report.Options, error) {
	color, err := a.colored()
	return report.Options{
		Version: Version(), Color: color, Width: a.width(),
		Verbose: a.flags.verbose, Quiet: a.flags.quiet, Suppressed: a.flags.suppressed,
	}, err
}
