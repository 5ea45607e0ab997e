package deploy

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// SettingsModule is the variable that names the settings.
const SettingsModule = "DJANGO_SETTINGS_MODULE"

// A Launch is a process together with what its image and the scripts that it
// runs add to it.
type Launch struct {
	*Process
	Rank  Rank   // that of the file, or of what it builds if that is for production
	Stage *Stage // of the image that it runs; nil if the repository does not make it

	// Environment are the variables that the program is started with, each
	// name once, by name.
	Environment []Variable
	// Beyond says what else may set variables; empty if nothing does.
	Beyond string

	runs   string // all commands, for patterns
	drops  bool   // a command goes on as another user
	edited bool   // it runs the folder that people edit, mounted over its image

	installs []deps.Install
}

// Launches are all processes, resolved, best first.
func (f *Facts) Launches() []*Launch { return f.started }

func (f *Facts) launch(p *Process) *Launch {
	l := &Launch{Process: p, Rank: p.Rank, Beyond: p.Open}
	var env []Variable
	command, context := p.Command, path.Dir(p.File)
	if p.Build != nil {
		context = p.Build.Context
		if l.Stage = f.stage(p.Build); l.Stage != nil {
			env = append(env, defaults(l.Stage.Env, p.Open != "")...)
			command = f.imageCommand(l.Stage, command)
		}
	}
	env = append(env, p.Env...)
	l.runs = command
	for _, s := range f.scripts(command, context) {
		env = append(env, s.Env...)
		for _, c := range s.Commands {
			l.runs += "\n" + c.Text
		}
		if s.Open != "" && l.Beyond == "" {
			l.Beyond = s.Open
		}
	}
	env = append(env, f.gunicornEnv(l.runs, context)...)
	l.Environment = lastOfEach(env)
	l.installs = f.installs(l)
	l.drops = dropsRoot.MatchString(l.runs) || f.uwsgiDrops(l.runs, context)
	l.edited = slices.ContainsFunc(p.Mounts, func(dir string) bool {
		return p.Build != nil && dir == p.Build.Context || f.tree.Exists(path.Join(dir, "manage.py"))
	})
	if l.Rank == Plain && p.Build != nil && (RankOf(p.Build.Dockerfile) == Production || RankOf(p.Build.Target) == Production) {
		l.Rank = Production
	}
	return l
}

// defaults are the variables of an image. Whatever starts it can set them
// anew: if that is not all in the repository, they may be other ones.
func defaults(env []Variable, open bool) []Variable {
	if !open {
		return env
	}
	out := slices.Clone(env)
	for i := range out {
		if !slices.Contains(out[i].Text.Outer, out[i].Name) {
			out[i].Text.Outer = append(slices.Clone(out[i].Text.Outer), out[i].Name)
		}
	}
	return out
}

// stage is the stage of the image that a build makes. A build with arguments
// of its own is read anew.
func (f *Facts) stage(b *Build) *Stage {
	d := f.Images[b.Dockerfile]
	if d == nil || len(b.Args) > 0 {
		file, err := f.tree.Read(b.Dockerfile)
		if err != nil || len(file.Text) > maxText {
			return nil
		}
		d, _ = ReadDockerfile(file, b.Args)
	}
	return d.Stage(b.Target)
}

// imageCommand is what a container runs: the entrypoint of its image with the
// command it is given, or that of the image.
func (f *Facts) imageCommand(s *Stage, given string) string {
	if given == "" {
		given = s.Cmd
	}
	return strings.TrimSpace(s.Entrypoint + " " + given)
}

// lastOfEach keeps the last variable of each name, sorted by name.
func lastOfEach(all []Variable) []Variable {
	last := map[string]Variable{}
	for _, v := range all {
		last[v.Name] = v
	}
	var kept []Variable
	for _, v := range last {
		kept = append(kept, v)
	}
	slices.SortFunc(kept, func(a, b Variable) int { return strings.Compare(a.Name, b.Name) })
	return kept
}

// scriptWord matches words of a command that may name a script.
var scriptWord = regexp.MustCompile(`[\w./-]*(?:\.sh\b|entrypoint|start|run|boot|launch)[\w.-]*`)

// maxScripts bounds how many scripts are followed from one command.
const maxScripts = 6

// scripts reads the shell scripts of the repository that a command runs, and
// those that they run. Images hold them at other paths, so they are looked
// for by name: in the folder the image is made from, then anywhere.
func (f *Facts) scripts(command, context string) []*Script {
	var all []*Script
	seen := map[string]bool{}
	queue := []string{command}
	for len(queue) > 0 && len(all) < maxScripts {
		words := scriptWord.FindAllString(queue[0], 20)
		queue = queue[1:]
		for _, word := range words {
			name, ok := f.named(word, context)
			if !ok || seen[name] {
				continue
			}
			seen[name] = true
			file, err := f.tree.Read(name)
			if err != nil || len(file.Text) > maxText || !strings.HasSuffix(name, ".sh") && !strings.HasPrefix(file.Text, "#!") {
				continue
			}
			s, _ := ReadScript(file)
			all = append(all, s)
			for _, c := range s.Commands {
				queue = append(queue, c.Text)
			}
		}
	}
	return all
}

// named finds the script of the repository that a path inside an image most
// likely is.
func (f *Facts) named(word, context string) (string, bool) {
	if strings.HasSuffix(word, ".py") {
		return "", false
	}
	return f.likeliest(word, context)
}

// likeliest finds the file of the repository that a path inside an image most
// likely is: the one that shares the longest tail with it, first in the folder
// that the image is made from.
func (f *Facts) likeliest(word, context string) (string, bool) {
	best, most := "", 0
	for _, name := range f.byName[path.Base(word)] {
		n := 2 * sharedTail(name, word)
		if context == "." || strings.HasPrefix(name, context+"/") {
			n++
		}
		if n > most {
			best, most = name, n
		}
	}
	return best, best != ""
}

// sharedTail counts the last parts that two paths have in common.
func sharedTail(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(x) && n < len(y) && x[len(x)-1-n] == y[len(y)-1-n] {
		n++
	}
	return n
}

var (
	server      = regexp.MustCompile(`\b(gunicorn|uvicorn|daphne|hypercorn|uwsgi|granian|waitress(-serve)?|mod_wsgi-express|pulpcore-(api|content))\b`)
	development = regexp.MustCompile(`\b(runserver(_plus)?|debugpy|watchmedo|watchfiles)\b|\bpytest\b|\bmanage\.py\s+test\b`)
	reloads     = regexp.MustCompile(`\s--(auto)?reload\b|\bpy-auto-?reload\b`)
	runsDjango  = regexp.MustCompile(`\bmanage\.py\b|\bdjango-admin\b|\bcelery\b|\bqcluster\b`)
	flagged     = regexp.MustCompile(`--settings(?:=|["',\s]+)([\w.]+)`)
	ownVariable = regexp.MustCompile(`^(DJANGO_\w+|SECRET_KEY|ALLOWED_HOSTS)$`)
	others      = regexp.MustCompile(`(?i)(^|/)(postgres|postgis|mysql|mariadb|redis|valkey|memcached|nginx|traefik|caddy|rabbitmq|elasticsearch|opensearch|minio|mailhog|mailpit|adminer|pgadmin\w*|node|certbot|mongo|flower)(:|$|-)`)
)

// Runs is all that is run, in the order in which it is reached, a line each:
// the command or that of the image, and those of the scripts behind it.
func (l *Launch) Runs() string { return l.runs }

// Serves reports whether the process is a server of web pages.
func (l *Launch) Serves() bool { return server.MatchString(l.runs) && !l.Develops() }

// Develops reports whether it is for developers: it runs Django's own server,
// a debugger or tests; or, unless its file is named for production, it reloads
// what changes, has the source code mounted over what its image holds, is made
// for development by name, or has settings that are and runs no server that is
// known.
func (l *Launch) Develops() bool {
	return development.MatchString(l.runs) && !server.MatchString(l.runs) ||
		(l.edited || reloads.MatchString(l.runs) || l.buildsForDevelopment() || l.setForDevelopment()) && l.Rank != Production
}

// developmentSettings matches modules of settings for developers.
var developmentSettings = regexp.MustCompile(`(?i)(^|[._])(dev|devel|develop|development|local|debug)(_?settings)?$`)

// setForDevelopment reports whether a service of a compose file is given
// settings for developers, and what it runs is no server that is known.
func (l *Launch) setForDevelopment() bool {
	module, _, open := l.Settings()
	return l.Kind == Compose && !open && developmentSettings.MatchString(module) && !server.MatchString(l.runs)
}

// buildsForDevelopment reports whether it makes an image, or a stage of one,
// that is named for development.
func (l *Launch) buildsForDevelopment() bool {
	return l.Kind != Image && l.Build != nil && (RankOf(l.Build.Dockerfile) == Development || l.Build.Target != "" && RankOf(l.Build.Target) == Development)
}

// Works reports whether it is a worker, which serves no pages: a task queue,
// a scheduler, one command of manage.py.
func (l *Launch) Works() bool { return runsDjango.MatchString(l.runs) && !server.MatchString(l.runs) }

// RunsDjango reports whether it runs the project, as far as can be told.
func (l *Launch) RunsDjango() bool {
	if l.Stage == nil && others.MatchString(l.Image) {
		return false
	}
	return server.MatchString(l.runs) || development.MatchString(l.runs) || runsDjango.MatchString(l.runs) ||
		l.Kind != Image && (l.Stage == nil || l.runs == "") && slices.ContainsFunc(l.Environment, func(v Variable) bool { return ownVariable.MatchString(v.Name) })
}

// Settings is the settings module that it is started with, and where that is
// said; empty if nothing says so, and open if something outside decides.
func (l *Launch) Settings() (module string, at source.Span, open bool) {
	if m := flagged.FindStringSubmatch(l.runs); m != nil && server.MatchString(l.runs) {
		return m[1], l.Span, false
	}
	for _, v := range l.Environment {
		if v.Name == SettingsModule {
			return v.Text.Value, v.Span, v.Text.Opaque != ""
		}
	}
	return "", source.Span{}, false
}

// Context is the folder that the program comes from, as far as can be told.
func (l *Launch) Context() string {
	if l.Build != nil {
		return l.Build.Context
	}
	return path.Dir(l.File)
}

// As is as whom the program runs, where that can be told: what starts it says
// so, or its image; the zero Word if that is not in the repository. root tells
// that it is root, or becomes so for want of another word.
func (l *Launch) As() (user Word, root bool) {
	switch {
	case !l.User.Span.IsZero():
		return l.User, isRoot(l.User)
	case l.Stage == nil:
		return Word{}, false
	case l.drops:
		return Word{Text: Open("what it runs gives up being root"), Span: l.Stage.CmdSpan}, false
	case !l.Stage.User.Span.IsZero():
		return l.Stage.User, isRoot(l.Stage.User)
	}
	image := l.Stage.Image()
	if image.Opaque != "" || !beginsAsRoot.MatchString(image.Value) || unprivileged.MatchString(image.Value) {
		return Word{}, false
	}
	return Word{Span: l.Stage.Span}, true
}

var (
	// dropsRoot matches programs that go on as another user.
	dropsRoot = regexp.MustCompile(`\b(gosu|su-exec|setpriv|chpst|s6-setuidgid|runuser|setuser)\b|\bsu\s+(-\S*\s+)*[a-z]|\bsudo\s+(-\S+\s+)*-u|` +
		`\bgunicorn\b[^\n]*\s(-u|--user)[ =]|\buwsgi\b[^\n]*\s--uid[ =]|\bsupervisord\b|\bs6-|/init\b`)
	uwsgiFile = regexp.MustCompile(`\buwsgi\b[^\n]*?([\w./-]+\.ini)\b`)
	// beginsAsRoot matches the images that are known to start as root: those of
	// distributions and languages.
	beginsAsRoot = regexp.MustCompile(`^(docker\.io/)?(library/)?(python|debian|ubuntu|alpine|node|fedora|amazonlinux|rockylinux|almalinux|centos|pypy|buildpack-deps|golang|ruby|php|scratch|` +
		`continuumio/miniconda3|continuumio/anaconda3|tiangolo/[a-z-]+|nikolaik/python-nodejs|opensuse/[a-z]+|public\.ecr\.aws/(docker/library|amazonlinux)/[a-z]+|` +
		`ghcr\.io/astral-sh/uv|mcr\.microsoft\.com/[a-z/-]*python|phusion/baseimage)(:|@|$)`)
	// unprivileged matches names of images that start as another user.
	unprivileged = regexp.MustCompile(`nonroot|unprivileged|rootless|chainguard|bitnami`)
)

// isRoot reports whether a user is root: by name or by number, with or
// without a group.
func isRoot(user Word) bool {
	name, _, _ := strings.Cut(user.Value, ":")
	return user.Opaque == "" && (name == "root" || name == "0")
}

// uwsgiDrops reports whether uWSGI is started with a file that names a user.
func (f *Facts) uwsgiDrops(runs, context string) bool {
	m := uwsgiFile.FindStringSubmatch(runs)
	if m == nil {
		return false
	}
	name, ok := f.likeliest(m[1], context)
	if !ok {
		return true // it may
	}
	file, err := f.tree.Read(name)
	return err != nil || slices.ContainsFunc(entries(file, false), func(e entry) bool { return e.name == "uid" })
}

var runserver = regexp.MustCompile(`\brunserver(_plus)?\b`)

// RunsServer reports whether it serves pages with Django's own server, and
// where that is said.
func (l *Launch) RunsServer() (source.Span, bool) {
	if !runserver.MatchString(l.runs) || server.MatchString(l.runs) {
		return source.Span{}, false
	}
	switch {
	case !l.CommandSpan.IsZero():
		return l.CommandSpan, true
	case l.Command == "" && l.Stage != nil && !l.Stage.CmdSpan.IsZero():
		return l.Stage.CmdSpan, true
	}
	return l.Span, true
}

// Probe is how the program is asked whether it is well: by what starts it,
// else by its image.
func (l *Launch) Probe() Probe {
	if !l.Health.Span.IsZero() || l.Stage == nil || l.Kind == Kubernetes {
		return l.Health // Kubernetes does not look at HEALTHCHECK
	}
	return l.Stage.Health
}

var webServer = regexp.MustCompile(`\b(nginx|caddy|apache2|httpd)\b`)

// Fronted reports whether a web server runs beside the application in one
// container, so that what asks the container asks the web server.
func (l *Launch) Fronted() bool { return webServer.MatchString(l.runs) }

var trusting = regexp.MustCompile(`--forwarded-allow-ips|--proxy-headers|\bgunicorn\b[^\n]*\s(-c|--config)\b|gunicorn\.conf`)

// TrustsProxies reports whether the application server may take the scheme of
// requests from what a proxy says: it is told to, or by a file of Python.
func (l *Launch) TrustsProxies() bool {
	return trusting.MatchString(l.runs) || slices.ContainsFunc(l.Environment, func(v Variable) bool {
		return v.Name == "FORWARDED_ALLOW_IPS" || v.Name == "GUNICORN_CMD_ARGS"
	})
}
