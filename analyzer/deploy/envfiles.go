package deploy

import (
	"regexp"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An EnvFile is a file of environment variables.
type EnvFile struct {
	Where
	Variables []Variable
	Sample    bool // it shows which variables there are, and sets none
}

// envName matches names of files of environment variables, envFolder folders
// of them: .env.prod, prod.env, .envs/.production/.django.
var (
	envName   = regexp.MustCompile(`^\.env([._-].*)?$|^[\w.-]*\.env$|^env\.(prod|production|live|staging|dev|local)$`)
	envFolder = regexp.MustCompile(`(^|/)\.envs/.*/\.?[a-z][\w-]*$`)
	// envSample matches names of files that are there to be copied and filled in.
	envSample = regexp.MustCompile(`(?i)(example|sample|template|dist|default|tmpl|skel|blank)`)
)

// readEnvFile reads a file of environment variables.
func readEnvFile(f *Facts, file *source.File) {
	vars, _ := ReadEnv(file) // what it notes is noted where the file is used
	e := &EnvFile{Where: where(file), Variables: vars, Sample: envSample.MatchString(file.Path)}
	if e.Rank == Plain && slices.ContainsFunc(vars, saysDevelopment) {
		e.Rank = Development
	}
	f.EnvFiles = append(f.EnvFiles, e)
}

var (
	debugName       = regexp.MustCompile(`^(DJANGO_|APP_)?DEBUG$`)
	truthyText      = regexp.MustCompile(`(?i)^(1|true|yes|on)$`)
	environmentName = regexp.MustCompile(`^(\w+_)?(ENV|ENVIRONMENT|ENV_TYPE|STAGE)$`)
	developmentText = regexp.MustCompile(`(?i)^(dev\w*|local|tests?|testing)$`)
)

// saysDevelopment reports whether a variable is one that only developers set
// so: DEBUG=True, ENVIRONMENT=dev.
func saysDevelopment(v Variable) bool {
	return debugName.MatchString(v.Name) && truthyText.MatchString(v.Text.Value) ||
		environmentName.MatchString(v.Name) && developmentText.MatchString(v.Text.Value)
}
