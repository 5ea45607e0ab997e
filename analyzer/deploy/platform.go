package deploy

import (
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// What else may set variables on each platform.
const (
	herokuConfig = "the configuration of the app on its platform"
	flySecrets   = "the secrets of the app on Fly"
	renderSecret = "the settings of the service on Render"
	cloudConsole = "the settings of the app on its platform"
)

var procfileLine = regexp.MustCompile(`^([A-Za-z0-9_-]+):\s*(.+)$`)

// leading matches NAME=value in front of a command.
var leading = regexp.MustCompile(`^(?:env\s+)?([A-Za-z_]\w*)=(\S*)\s+`)

// readProcfile reads the processes of a Procfile: name, colon, command.
func readProcfile(f *Facts, file *source.File) []*Process {
	var all []*Process
	for i := 1; i <= file.Lines(); i++ {
		m := procfileLine.FindStringSubmatch(strings.TrimSpace(file.Line(i)))
		if m == nil {
			continue
		}
		p := &Process{Kind: Platform, Name: m[1], Command: m[2], Span: lineSpan(file, i), Open: herokuConfig}
		p.Env = append(f.appJSON(file.Path), inFront(m[2], p.Span, file.Path)...)
		all = append(all, p)
	}
	return all
}

// inFront reads the variables that a command is given in front of it.
func inFront(command string, at source.Span, by string) []Variable {
	var all []Variable
	for {
		m := leading.FindStringSubmatch(command)
		if m == nil {
			return all
		}
		all = append(all, Variable{Name: m[1], Text: expand(m[2], `\$`, func(string) (Text, bool) { return Text{}, false }), Span: at, By: by})
		command = command[len(m[0]):]
	}
}

// appJSON gives the variables that app.json beside a file sets when the app
// is made. They can be changed later, so each is a default.
func (f *Facts) appJSON(besideFile string) []Variable {
	name, _ := beside(besideFile, "app.json")
	file, err := f.tree.Read(name)
	if err != nil || len(file.Text) > maxText {
		return nil
	}
	docs, _ := documents(file)
	if len(docs) == 0 {
		return nil
	}
	var all []Variable
	for _, e := range docs[0].get("env").fields() {
		value := e.val.get("value")
		if e.val.text() != "" {
			value = e.val
		}
		t := Open("it is set when the app is made")
		if value.ok() {
			t = Text{Value: value.text(), Outer: []string{e.name}}
		} else if required := e.val.get("required"); required.text() == "false" {
			continue
		}
		all = append(all, Variable{Name: e.name, Text: t, Span: e.key.span(), By: file.Path})
	}
	return all
}

// herokuPlan matches the plans of Heroku Postgres: all are encrypted on disk.
// https://devcenter.heroku.com/articles/heroku-postgres-plans
var herokuPlan = regexp.MustCompile(`^heroku-postgresql:(essential|standard|premium|private|shield)-`)

// rollback is for how many days back the plans of each tier can be restored,
// whatever is asked for.
var rollback = map[string]string{"standard": "4", "premium": "7", "private": "7", "shield": "7"}

// readAddons reads the databases that app.json asks a platform for: a plan, or
// a mapping with one.
func readAddons(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		for _, item := range doc.get("addons").items() {
			plan := item
			if item.get("plan").ok() {
				plan = item.get("plan")
			}
			m := herokuPlan.FindStringSubmatch(plan.text())
			if m == nil {
				continue
			}
			s := &Store{Where: where(file), Name: plan.text(), Span: plan.span(), Database: true, Always: true}
			if days := rollback[m[1]]; days != "" {
				s.Retention = Word{Text: Known(days), Span: s.Span}
			}
			f.Stores = append(f.Stores, s)
		}
	}
}

// forcesHTTPS matches the line of fly.toml that has Fly redirect plain HTTP.
// https://fly.io/docs/reference/configuration/#services-ports-force_https
var forcesHTTPS = regexp.MustCompile(`^force_https\s*=\s*true\b`)

// readFly reads fly.toml: [env], [processes].
func readFly(f *Facts, file *source.File) []*Process {
	var shape struct {
		Env       map[string]any
		Processes any // a table of commands, or an empty list
		Build     struct{ Dockerfile string }
		Mounts    any
	}
	if err := toml.Unmarshal([]byte(file.Text), &shape); err != nil {
		f.note(source.Span{File: file.Path}, "is no TOML: "+firstLine(err.Error()))
		return nil
	}
	processes, _ := shape.Processes.(map[string]any)
	command, _ := processes["app"].(string)
	p := &Process{Kind: Platform, Name: "app", Span: lineSpan(file, 1), Open: flySecrets, Command: command}
	if shape.Mounts != nil {
		p.Volumes = []Word{{Text: Open("it is a volume of Fly"), Span: p.Span}}
	}
	name := shape.Build.Dockerfile
	if name == "" {
		name = "Dockerfile"
	}
	if at, ok := beside(file.Path, name); ok {
		p.Build = &Build{Context: folder(file.Path), Dockerfile: at}
	}
	inEnv := false
	for i := 1; i <= file.Lines(); i++ {
		line := strings.TrimSpace(file.Line(i))
		if forcesHTTPS.MatchString(line) {
			p.HTTPS = lineSpan(file, i)
		}
		if strings.HasPrefix(line, "[") {
			inEnv = strings.Trim(line, "[] \t") == "env"
			continue
		}
		name, _, ok := strings.Cut(line, "=")
		name = strings.Trim(name, " \t\"'")
		if value, set := shape.Env[name]; ok && inEnv && set {
			p.Env = append(p.Env, Variable{Name: name, Text: Known(scalar(value)), Span: lineSpan(file, i), By: file.Path})
		}
	}
	return []*Process{p}
}

func folder(file string) string {
	if i := strings.LastIndexByte(file, '/'); i >= 0 {
		return file[:i]
	}
	return "."
}

// scalar is the text that a TOML value has as a variable.
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	text, err := toml.Marshal(map[string]any{"v": v})
	if err != nil {
		return ""
	}
	return strings.TrimSpace(strings.TrimPrefix(string(text), "v = "))
}

// readRender reads the services of render.yaml.
func readRender(f *Facts, file *source.File) []*Process {
	docs, notes := documents(file)
	f.Notes = append(f.Notes, notes...)
	var all []*Process
	for _, doc := range docs {
		groups := map[string][]node{}
		for _, g := range doc.get("envVarGroups").items() {
			groups[g.get("name").text()] = g.get("envVars").items()
		}
		for _, s := range doc.get("services").items() {
			p := &Process{Kind: Platform, Name: s.get("name").text(), Span: s.span(), Open: renderSecret, Command: s.get("startCommand").text(), Setup: s.get("buildCommand").text()}
			if file, ok := beside(file.Path, s.get("dockerfilePath").text()); ok && s.get("dockerfilePath").ok() {
				p.Build = &Build{Context: folder(file), Dockerfile: file}
			}
			if disk := s.get("disk"); disk.ok() {
				p.Volumes = []Word{{Text: plain(disk.get("mountPath").text()), Span: disk.span()}}
			}
			for _, e := range s.get("envVars").items() {
				if group := e.get("fromGroup").text(); group != "" {
					for _, g := range groups[group] {
						p.Env = append(p.Env, rendered(g, file.Path))
					}
					continue
				}
				p.Env = append(p.Env, rendered(e, file.Path))
			}
			all = append(all, p)
		}
	}
	return all
}

func rendered(e node, by string) Variable {
	v := Variable{Name: e.get("key").text(), Span: e.span(), By: by}
	switch value := e.get("value"); {
	case value.ok():
		v.Text = plain(value.text())
	case e.get("generateValue").text() == "true":
		v.Text = Open("Render makes it up at random")
	default:
		v.Text = Open("Render sets it")
	}
	return v
}

// readAppEngine reads app.yaml of App Engine: env_variables, entrypoint; and
// of DigitalOcean: services with envs.
func readAppEngine(f *Facts, file *source.File) []*Process {
	docs, notes := documents(file)
	if len(docs) == 0 {
		f.Notes = append(f.Notes, notes...)
		return nil
	}
	doc := docs[0]
	if strings.Contains(file.Text, "apiVersion") {
		return readKubernetes(f, file)
	}
	if doc.get("runtime").ok() {
		p := &Process{Kind: Platform, Name: "default", Span: lineSpan(file, 1), Open: cloudConsole, Command: doc.get("entrypoint").text()}
		for _, h := range doc.get("handlers").items() {
			// https://cloud.google.com/appengine/docs/standard/reference/app-yaml#handlers_secure
			if secure := h.get("secure"); secure.text() == "always" && h.get("url").text() == "/.*" {
				p.HTTPS = secure.span()
			}
		}
		for _, e := range doc.get("env_variables").fields() {
			p.Env = append(p.Env, Variable{Name: e.name, Text: plain(e.val.text()), Span: e.key.span(), By: file.Path})
		}
		return []*Process{p}
	}
	return appPlatform(doc, file)
}

// readDeployButton reads what the button "Deploy to DigitalOcean" deploys: the
// same as app.yaml, below spec.
// https://docs.digitalocean.com/products/app-platform/how-to/add-deploy-do-button/
func readDeployButton(f *Facts, file *source.File) []*Process {
	docs, notes := documents(file)
	f.Notes = append(f.Notes, notes...)
	if len(docs) == 0 {
		return nil
	}
	return appPlatform(docs[0].get("spec"), file)
}

// appPlatform reads the services of an app of DigitalOcean.
// https://docs.digitalocean.com/products/app-platform/reference/app-spec/
func appPlatform(doc node, file *source.File) []*Process {
	var all []*Process
	for _, s := range doc.get("services").items() {
		p := &Process{Kind: Platform, Name: s.get("name").text(), Span: s.span(), Open: cloudConsole, Command: s.get("run_command").text()}
		for _, e := range append(doc.get("envs").items(), s.get("envs").items()...) {
			v := Variable{Name: e.get("key").text(), Text: Open("the platform sets it"), Span: e.span(), By: file.Path}
			if value := e.get("value"); value.ok() && e.get("type").text() != "SECRET" && !strings.Contains(value.text(), "${") {
				v.Text = plain(value.text())
			}
			p.Env = append(p.Env, v)
		}
		all = append(all, p)
	}
	return all
}

// readCloudFoundry reads the applications of manifest.yml.
func readCloudFoundry(f *Facts, file *source.File) []*Process {
	docs, notes := documents(file)
	f.Notes = append(f.Notes, notes...)
	var all []*Process
	for _, doc := range docs {
		for _, a := range doc.get("applications").items() {
			p := &Process{Kind: Platform, Name: a.get("name").text(), Span: a.span(), Open: cloudConsole, Command: a.get("command").text()}
			for _, e := range a.get("env").fields() {
				t := plain(e.val.text())
				if strings.Contains(t.Value, "((") {
					t = Open("it is given when the app is pushed")
				}
				p.Env = append(p.Env, Variable{Name: e.name, Text: t, Span: e.key.span(), By: file.Path})
			}
			all = append(all, p)
		}
	}
	return all
}
