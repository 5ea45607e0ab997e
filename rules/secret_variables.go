package rules

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// A kind of secret that a variable holds.
type secret int

// Kinds of secrets, the gravest first.
const (
	noSecret secret = iota
	secretKey
	databasePassword
	otherSecret
)

var (
	// secretKeyName matches variables that Django's SECRET_KEY is read from.
	secretKeyName = regexp.MustCompile(`^(DJANGO_?|APP_|SITE_)?SECRET_KEY$|DJANGO_\w*SECRET_KEY$`)
	// awsSecret matches secret keys of other services.
	awsSecret = regexp.MustCompile(`AWS|S3|MINIO|SNS|STRIPE|RECAPTCHA|OIDC|OAUTH|BUCKET`)
	// databaseVariable matches passwords of databases.
	databaseVariable = regexp.MustCompile(`^(\w+_)?(POSTGRES(QL)?|PG|MYSQL|MARIADB|DB|DATABASE|SQL|MSSQL|SA)_?(ROOT_)?(PASS|PASSWORD|PWD)$`)
	// databaseURL matches addresses of databases.
	databaseURL = regexp.MustCompile(`^(postgres|postgresql|postgis|mysql|mariadb|mssql)(\+\w+)?://`)
	// unset matches values that are there to be replaced.
	unset = regexp.MustCompile(`(?i)change|replace|your|example|placeholder|dummy|set.?me|fixme|todo|xxx|\.\.\.|^(none|null|secret|default|key|token|test)$`)
)

// secretKind tells what secret a variable holds, and whether it is the value
// in the repository only if something outside does not set it.
func secretKind(v deploy.Variable) (kind secret, fallback bool) {
	text := v.Text.Value
	if v.Text.Opaque != "" || text == "" || placeholder(text) || !value.Sensitive(v.Name) || publicName.MatchString(v.Name) {
		return noSecret, false
	}
	fallback = len(v.Text.Outer) > 0
	switch {
	case unset.MatchString(text):
		return noSecret, false
	case databaseVariable.MatchString(v.Name), databaseURL.MatchString(text) && urlPassword(text) != "":
		return databasePassword, fallback
	case secretKeyName.MatchString(v.Name) && !awsSecret.MatchString(v.Name):
		return secretKey, fallback
	}
	if credential(leaf{name: v.Name, path: v.Name}, text) != "" {
		return otherSecret, fallback
	}
	return noSecret, false
}

// secretTexts say what a kind of secret lets whoever reads it do.
var secretTexts = map[secret]string{
	secretKey:        "so whoever reads it can forge sessions and signed links",
	databasePassword: "so whoever reads it can log in to the database",
	otherSecret:      "so whoever reads it can use it",
}

// reportSecrets reports the variables with a kind of secret that stand in
// compose files, manifests and units. Files of variables have a rule of their
// own, as have the settings, which say what an image alone gives them.
func reportSecrets(p *analyzer.Pass, kind secret) {
	seen := map[string]bool{}
	for _, l := range p.Facts().Launches() {
		for _, v := range l.Environment {
			k, fallback := secretKind(v)
			if k != kind || !writtenFor(l, v) || seen[v.Span.String()] {
				continue
			}
			seen[v.Span.String()] = true
			fact := "is written in the repository"
			if fallback {
				fact = "falls back to a text in the repository"
			}
			p.Advise(giveFromOutside(l.Kind, v.Name), func() {
				p.ReportIn(farther(l.Where, v.Span), v.Span, v.Name, "%s of %s %s, %s", v.Name, l.Name, fact, secretTexts[kind])
			})
		}
	}
}

// giveFromOutside says what to write instead of the value of a variable in what
// starts a process.
func giveFromOutside(kind deploy.Kind, name string) string {
	how := "set it where the program is started"
	switch {
	case !variableName.MatchString(name):
	case kind == deploy.Compose:
		how = fmt.Sprintf("write `%s: ${%s:?}` and set it where the containers are started", name, name)
	case kind == deploy.Kubernetes:
		how = fmt.Sprintf("take `%s` from a Secret that is not in the repository, by `secretKeyRef`", name)
	case kind == deploy.Unit:
		how = fmt.Sprintf("set `%s` in a file on the server, by `EnvironmentFile=`", name)
	case kind == deploy.Platform:
		how = fmt.Sprintf("set `%s` in the settings of the platform", name)
	}
	return "Take the value out, " + how + ", and replace the one that was committed"
}

// writtenFor reports whether a variable stands in what starts a process: in
// the same file, or in another manifest, such as that of a Secret.
func writtenFor(l *deploy.Launch, v deploy.Variable) bool {
	switch l.Kind {
	case deploy.Image:
		return false
	case deploy.Kubernetes:
		return strings.HasSuffix(v.Span.File, ".yaml") || strings.HasSuffix(v.Span.File, ".yml")
	}
	return v.Span.File == l.File
}

// farther is the file of a place, or that of a process if that one is farther
// from production.
func farther(w deploy.Where, at source.Span) deploy.Where {
	if own := deploy.At(at); own.Rank > w.Rank {
		return own
	}
	return w
}
