package discover

import (
	"path"
	"regexp"
	"strings"
)

// developmentPath tells files that only developers, tests or readers use.
var developmentPath = regexp.MustCompile(`(?i)(^|[/._-])(tests?|testing|ci|dev|devel|development|local|examples?|samples?|docs?|e2e|debug|override|cypress|github|gitlab|devcontainer|vagrant)([/._-]|$)`)

// productionPath tells files that are for production by their name.
var productionPath = regexp.MustCompile(`(?i)(^|[/._-])(prod|production|live|deploy|deployment|release)([/._-]|$)`)

// rankOf says how much a file's naming a settings module counts; false for
// files that are not looked at.
func rankOf(name string) (Rank, bool) {
	base := strings.ToLower(path.Base(name))
	rank, ok := kindRank(base, name)
	if !ok {
		return 0, false
	}
	if rank == Starts && developmentPath.MatchString(name) && !productionPath.MatchString(name) {
		return Weak, true
	}
	if rank != Starts && (strings.Contains(name, "/tests/") || strings.HasPrefix(name, "tests/") || strings.HasPrefix(name, "docs/")) {
		return Weak, true
	}
	return rank, true
}

func kindRank(base, name string) (Rank, bool) {
	switch {
	case base == "wsgi.py" || base == "asgi.py" || strings.HasSuffix(base, ".wsgi") || base == "passenger_wsgi.py":
		return Server, true
	case base == "manage.py" || base == "celery.py" || base == "celeryapp.py" || base == "celery_app.py":
		return Manage, true
	case strings.HasPrefix(base, "dockerfile") || strings.HasSuffix(base, ".dockerfile") || base == "containerfile":
		return Starts, true
	case (strings.HasPrefix(base, "docker-compose") || strings.HasPrefix(base, "compose")) && isYAML(base):
		return Starts, true
	case base == "procfile" || base == "app.json" || base == "fly.toml" || base == "render.yaml" || base == "app.yaml" || base == "heroku.yml":
		return Starts, true
	case strings.HasPrefix(base, ".env") || strings.HasSuffix(base, ".env"):
		return Starts, true
	case strings.HasSuffix(base, ".service") || strings.HasPrefix(base, "uwsgi") || strings.HasPrefix(base, "gunicorn") || strings.HasPrefix(base, "supervisor"):
		return Starts, true
	case isYAML(base) && (strings.Contains(name, "k8s") || strings.Contains(name, "kubernetes") || strings.Contains(name, "helm")):
		return Starts, true
	case strings.HasSuffix(base, ".sh") && (strings.Contains(base, "entrypoint") || strings.Contains(base, "start") || strings.Contains(base, "run")):
		return Starts, true
	case base == "pytest.ini" || base == "tox.ini" || base == "setup.cfg" || base == "pyproject.toml" || base == "conftest.py":
		return Weak, true
	case base == "makefile" || base == "justfile" || strings.HasPrefix(name, ".github/"):
		return Weak, true
	}
	return 0, false
}

func isYAML(base string) bool {
	return strings.HasSuffix(base, ".yml") || strings.HasSuffix(base, ".yaml")
}
