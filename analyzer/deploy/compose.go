package deploy

import (
	"path"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// readCompose reads the services of a compose file.
func readCompose(f *Facts, file *source.File) []*Process {
	if !strings.Contains(file.Text, "services") {
		return nil
	}
	docs, notes := documents(file)
	f.Notes = append(f.Notes, notes...)
	var all []*Process
	for _, doc := range docs {
		c := &composer{facts: f, file: file, doc: doc}
		for _, s := range doc.get("services").fields() {
			all = append(all, c.service(s))
		}
	}
	return all
}

// A composer reads one compose file.
type composer struct {
	facts  *Facts
	file   *source.File
	doc    node
	beside map[string]Text // the .env file beside it; nil before it is read
}

func (c *composer) service(s field) *Process {
	p := &Process{Kind: Compose, Name: s.name, Span: s.key.span()}
	if under := c.under(s); under != nil {
		under.fill(p, under.doc.get("services", s.name), 1)
	}
	c.fill(p, s.val, 0)
	if names := s.val.get("profiles").list(); len(names) > 0 && !slices.ContainsFunc(names, func(n string) bool { return !developmentPath.MatchString(n) }) {
		p.Rank = Development
	}
	return p
}

// plainNames are the names of compose files that others are laid over, in the
// order in which compose looks for them.
var plainNames = []string{"compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml", "docker-compose.base.yml", "base.yml"}

// under is the file that this one is laid over, for a service that says
// neither what it is built from nor what image it runs; nil if there is none.
func (c *composer) under(s field) *composer {
	if s.val.get("image").ok() || s.val.get("build").ok() || s.val.get("extends").ok() {
		return nil
	}
	for _, name := range plainNames {
		name = path.Join(path.Dir(c.file.Path), name)
		if name == c.file.Path {
			continue
		}
		if other := c.open(name); other != nil && other.doc.get("services", s.name).ok() {
			return other
		}
	}
	return nil
}

// open reads another compose file; nil if that cannot be done.
func (c *composer) open(name string) *composer {
	file, err := c.facts.tree.Read(name)
	if err != nil || len(file.Text) > maxText {
		return nil
	}
	docs, _ := documents(file)
	if len(docs) == 0 {
		return nil
	}
	return &composer{facts: c.facts, file: file, doc: docs[0]}
}

// fill takes what a service says, after what it extends.
func (c *composer) fill(p *Process, s node, depth int) {
	c.extend(p, s.get("extends"), depth)
	if cmd := strings.TrimSpace(s.get("entrypoint").words() + " " + s.get("command").words()); cmd != "" {
		p.Command = c.expand(cmd).Value
		if p.CommandSpan = s.get("command").span(); p.CommandSpan.IsZero() {
			p.CommandSpan = s.get("entrypoint").span()
		}
	}
	if image := s.get("image"); image.text() != "" {
		p.Image, p.ImageSpan = c.expand(image.text()).Value, image.span()
	}
	c.contain(p, s)
	if b := s.get("build"); b.ok() {
		p.Build = c.build(b)
	}
	p.Mounts = append(p.Mounts, c.mounts(s.get("volumes"))...)
	by := c.file.Path + " (" + p.Name + ")"
	for _, item := range envFiles(s.get("env_file")) {
		c.envFile(p, item)
	}
	for _, v := range c.environment(s.get("environment")) {
		v.By = by
		p.Env = append(p.Env, v)
	}
}

// extend takes what the service says that another one extends.
func (c *composer) extend(p *Process, e node, depth int) {
	name, file := e.get("service").text(), e.get("file").text()
	if name == "" {
		name = e.text()
	}
	if name == "" || depth > 5 {
		return
	}
	from := c
	if file != "" {
		other, ok := beside(c.file.Path, file)
		if !ok {
			return
		}
		if from = c.open(other); from == nil {
			return
		}
	}
	from.fill(p, from.doc.get("services", name), depth+1)
}

// build reads build: ./folder, or its long form.
func (c *composer) build(n node) *Build {
	b := &Build{Args: map[string]Text{}}
	context := n.text()
	if context == "" {
		context = n.get("context").text()
	}
	dir, ok := beside(c.file.Path, c.expand(context).Value)
	if !ok {
		return nil
	}
	b.Context = dir
	name := c.expand(n.get("dockerfile").text()).Value
	if name == "" {
		name = "Dockerfile"
	}
	if b.Dockerfile, ok = inside(path.Join(dir, name)); !ok {
		return nil
	}
	b.Target = c.expand(n.get("target").text()).Value
	for _, v := range c.environment(n.get("args")) {
		b.Args[v.Name] = v.Text
	}
	return b
}

// mounts lists what of the repository a service mounts: ./folder:/path, or
// the long form.
func (c *composer) mounts(n node) []string {
	var all []string
	for _, item := range n.items() {
		source, _, _ := strings.Cut(item.text(), ":")
		if from := item.get("source").text(); from != "" {
			source = from
		}
		source = c.expand(source).Value
		if !strings.HasPrefix(source, ".") {
			continue // a volume with a name, or a place on the host
		}
		if name, ok := beside(c.file.Path, source); ok {
			all = append(all, name)
		}
	}
	return all
}

// envFiles lists what env_file names: a text, a list, or a list of mappings
// with a path.
func envFiles(n node) []string {
	var all []string
	for _, item := range n.list() {
		if item != "" {
			all = append(all, item)
		}
	}
	for _, item := range n.items() {
		if file := item.get("path").text(); file != "" {
			all = append(all, file)
		}
	}
	return all
}

// envFile takes the variables of a file that a service names. One that is not
// in the repository may hold anything.
func (c *composer) envFile(p *Process, name string) {
	t := c.expand(name)
	file, ok := beside(c.file.Path, t.Value)
	if !ok || t.Opaque != "" {
		p.Open = "the file " + name + ", which is not in the repository,"
		return
	}
	vars, ok := c.facts.envFile(file)
	if !ok {
		p.Open = "the file " + file + ", which is not in the repository,"
		return
	}
	p.Env = append(p.Env, vars...)
}

// envFile reads a file of variables of the repository.
func (f *Facts) envFile(name string) ([]Variable, bool) {
	file, err := f.tree.Read(name)
	if err != nil || len(file.Text) > maxText {
		return nil, false
	}
	vars, notes := ReadEnv(file)
	f.Notes = append(f.Notes, notes...)
	return vars, true
}

// environment reads a mapping, or a list of NAME=value. A name without a
// value passes on what the shell has, and sets nothing of its own.
func (c *composer) environment(n node) []Variable {
	var all []Variable
	for _, item := range n.items() {
		name, value, ok := strings.Cut(item.text(), "=")
		if ok {
			all = append(all, Variable{Name: c.expand(name).Value, Text: c.expand(value), Span: item.span()})
		}
	}
	for _, f := range n.fields() {
		if f.val.ok() && f.val.Tag != "!!null" {
			all = append(all, Variable{Name: f.name, Text: c.expand(f.val.printed()), Span: f.key.span()})
		}
	}
	return all
}

// expand does compose's interpolation, with the .env file beside the file.
func (c *composer) expand(s string) Text {
	if marked(s) {
		return Open("a template makes it")
	}
	return expand(s, "$$", c.look)
}

func (c *composer) look(name string) (Text, bool) {
	if c.beside == nil {
		c.beside = map[string]Text{}
		if file, ok := beside(c.file.Path, ".env"); ok {
			vars, _ := c.facts.envFile(file)
			for _, v := range vars {
				c.beside[v.Name] = v.Text
			}
		}
	}
	t, ok := c.beside[name]
	return t, ok
}
