package discover

import (
	"path"
	"regexp"
	"strings"
)

// A kind is how a file is read.
type kind int

const (
	deployment kind = iota
	python
	dockerfile
	compose
)

// kinds say how files are read and what their naming a settings module
// counts, by their name in small letters; the first that fits counts.
var kinds = []struct {
	name *regexp.Regexp // of the base name
	in   *regexp.Regexp // of the path, where the name alone does not tell
	kind kind
	rank Rank
}{
	{name: regexp.MustCompile(`^(wsgi|asgi|passenger_wsgi)\.py$|\.wsgi$`), kind: python, rank: Server},
	{name: regexp.MustCompile(`^(manage|celery|celeryapp|celery_app|celeryconfig|__main__|django_wsgi)\.py$`), kind: python, rank: Manage},
	{name: regexp.MustCompile(`^conftest\.py$`), kind: python, rank: Weak},
	{name: regexp.MustCompile(`^(dockerfile|containerfile)|\.dockerfile$`), kind: dockerfile, rank: Starts},
	{name: regexp.MustCompile(`^(docker-)?compose.*\.ya?ml$|^(production|prod|local|dev|staging)\.ya?ml$|^docker-stack.*\.ya?ml$`), kind: compose, rank: Starts},
	{name: regexp.MustCompile(`^procfile$|^(app|fly|render|heroku|app\.platform|railway|zappa_settings|captain-definition|vercel|now)\.(json|toml|ya?ml)$|^deploy\.template\.ya?ml$`), rank: Starts},
	{name: regexp.MustCompile(`^\.envs?($|\.|_|-)|\.env$|^env\.(prod|production)$|^\.(django|production)$`), rank: Starts},
	{name: regexp.MustCompile(`\.service$|^(uwsgi|gunicorn|supervisor|circus)|^emperor`), rank: Starts},
	{name: regexp.MustCompile(`\.(ya?ml|tf|tfvars|json|conf|ini|tpl)$`), in: regexp.MustCompile(`(^|[/._-])(k8s|kubernetes|helm|charts?|kustomize|manifests|ansible|playbooks|roles|terraform|ecs|aws|apache2?|nginx|uwsgi|supervisord?|systemd|deploy|deployment|elasticbeanstalk|ebextensions|nomad|copilot|\.do)([/._-]|$)`), rank: Starts},
	{name: regexp.MustCompile(`\.config$`), in: regexp.MustCompile(`(^|/)\.ebextensions/`), rank: Starts},
	{name: regexp.MustCompile(`^(docker-)?(entrypoint|start|run|boot|launch|deploy|serve)([_-][\w-]*)?(\.\w+)?(\.(sh|bash))$|^(docker-)?(entrypoint|start|run|boot)([_-][\w-]*)?$|(entrypoint|start|run)[\w-]*\.sh$`), rank: Starts},
	{name: regexp.MustCompile(`^(pytest|tox)\.ini$|^(setup\.cfg|pyproject\.toml|makefile|justfile|\.travis\.yml|\.gitlab-ci\.yml|jenkinsfile)$`), rank: Weak},
	{name: regexp.MustCompile(`\.ya?ml$`), in: regexp.MustCompile(`(^|/)\.(github|circleci|gitlab|forgejo|gitea)/`), rank: Weak},
}

// templateEnding is what is left off a name: what is made of it counts.
var templateEnding = regexp.MustCompile(`\.(j2|jinja2?|erb|tmpl|tpl|template|in)$`)

// developmentPath tells files that only developers, tests or readers use.
var developmentPath = regexp.MustCompile(`(?i)(^|[/._-])(tests?|testing|ci|dev|devel|development|local|examples?|samples?|docs?|e2e|debug|override|cypress|github|gitlab|circleci|devcontainer|vagrant|pre-?built|localstack|playwright)([/._-]|$)`)

// productionPath tells files that are for production by their name.
var productionPath = regexp.MustCompile(`(?i)(^|[/._-])(prod|production|live|deploy|deployment|release)([/._-]|$)`)

// kindOf says how a file is read and how much its naming a settings module
// counts; false for files that are not looked at.
func kindOf(name string) (kind, Rank, bool) {
	base := templateEnding.ReplaceAllString(strings.ToLower(path.Base(name)), "")
	for _, k := range kinds {
		if !k.name.MatchString(base) || k.in != nil && !k.in.MatchString(strings.ToLower(name)) {
			continue
		}
		rank := k.rank
		if rank == Starts && developmentPath.MatchString(name) && !productionPath.MatchString(name) {
			rank = Weak
		}
		if k.kind == python && side(name) == 2 {
			rank = Weak
		}
		return k.kind, rank, true
	}
	return 0, 0, false
}
