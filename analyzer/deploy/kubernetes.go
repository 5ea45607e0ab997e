package deploy

import (
	"encoding/base64"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// workloads are the kinds of objects that run containers, and where in them
// the pod is described.
var workloads = map[string][]string{
	"Pod":                   {"spec"},
	"Deployment":            {"spec", "template", "spec"},
	"StatefulSet":           {"spec", "template", "spec"},
	"DaemonSet":             {"spec", "template", "spec"},
	"ReplicaSet":            {"spec", "template", "spec"},
	"ReplicationController": {"spec", "template", "spec"},
	"Rollout":               {"spec", "template", "spec"},
	"DeploymentConfig":      {"spec", "template", "spec"},
	"Job":                   {"spec", "template", "spec"},
	"CronJob":               {"spec", "jobTemplate", "spec", "template", "spec"},
}

// readKubernetes reads the containers of the workloads in a file.
func readKubernetes(f *Facts, file *source.File) []*Process {
	if !strings.Contains(file.Text, "apiVersion") || !strings.Contains(file.Text, "containers") {
		return nil
	}
	docs, notes := documents(file)
	f.Notes = append(f.Notes, notes...)
	var all []*Process
	for _, doc := range docs {
		pod := doc.get(workloads[doc.get("kind").text()]...)
		if len(workloads[doc.get("kind").text()]) == 0 {
			continue
		}
		for _, c := range pod.get("containers").items() {
			p := f.container(c)
			contain(p, pod, c)
			all = append(all, p)
		}
	}
	return all
}

func (f *Facts) container(c node) *Process {
	p := &Process{Kind: Kubernetes, Name: c.get("name").shown(), Span: c.span(), Image: c.get("image").text(), ImageSpan: c.get("image").span()}
	if p.CommandSpan = c.get("command").span(); p.CommandSpan.IsZero() {
		p.CommandSpan = c.get("args").span()
	}
	p.Command = strings.TrimSpace(c.get("command").words() + " " + c.get("args").words())
	by := c.file.Path + " (" + p.Name + ")"
	for _, from := range c.get("envFrom").items() {
		f.envFrom(p, from)
	}
	for _, e := range c.get("env").items() {
		v := Variable{Name: e.get("name").text(), Span: e.span(), By: by}
		if value := e.get("value"); value.ok() {
			v.Text, v.Span = dependent(value.text(), p.Env), value.span()
		} else {
			v.Text, v.Span = f.valueFrom(e.get("valueFrom"), v.Span)
		}
		if v.Name != "" && !marked(v.Name) {
			p.Env = append(p.Env, v)
		}
	}
	return p
}

// variableReference matches $(NAME), and $$ before it, which escapes it.
var variableReference = regexp.MustCompile(`\$?\$\([A-Za-z_][\w.-]*\)`)

// dependent is a value in which $(NAME) stands for a variable that is set
// before it. A name that is not set stays as it is written.
// https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
func dependent(text string, before []Variable) Text {
	out := plain(text)
	if out.Opaque != "" {
		return out
	}
	out.Value = variableReference.ReplaceAllStringFunc(text, func(ref string) string {
		if strings.HasPrefix(ref, "$$") {
			return ref[1:]
		}
		name := ref[2 : len(ref)-1]
		for _, v := range slices.Backward(before) {
			if v.Name != name {
				continue
			}
			out.Outer = append(out.Outer, v.Text.Outer...)
			if out.Opaque == "" {
				out.Opaque = v.Text.Opaque
			}
			return v.Text.Value
		}
		return ref
	})
	return out
}

// envFrom takes all variables of a ConfigMap or Secret. One that the
// repository does not have may hold anything.
func (f *Facts) envFrom(p *Process, from node) {
	for _, kind := range []string{"configMap", "secret"} {
		name := from.get(kind+"Ref", "name").text()
		if name == "" {
			continue
		}
		data, ok := f.object(kind, name, from.file.Path)
		if !ok {
			p.Open = "the " + kind + " " + from.get(kind+"Ref", "name").shown() + ", which is not in the repository,"
			continue
		}
		prefix := from.get("prefix").text()
		for _, v := range data {
			v.Name = prefix + v.Name
			p.Env = append(p.Env, v)
		}
	}
}

// valueFrom is the value that a reference at a place gives, and where it is
// written.
func (f *Facts) valueFrom(n node, at source.Span) (Text, source.Span) {
	for _, kind := range []string{"configMap", "secret"} {
		ref := n.get(kind + "KeyRef")
		if !ref.ok() {
			continue
		}
		data, _ := f.object(kind, ref.get("name").text(), n.file.Path)
		for _, v := range data {
			if v.Name == ref.get("key").text() {
				return v.Text, v.Span
			}
		}
		return Open("a " + kind + " of Kubernetes holds it"), at
	}
	return Open("Kubernetes gives it when the container starts"), at
}

// object finds the ConfigMap or Secret of a name and gives its entries. Where
// there are several, as overlays have them, those in the folder of the file that
// asks count; what they do not agree about is open.
func (f *Facts) object(kind, name, asks string) ([]Variable, bool) {
	if name == "" || marked(name) {
		return nil, false
	}
	if f.objects == nil {
		f.findObjects()
	}
	all := f.objects[strings.ToLower(kind)+" "+name]
	near := slices.DeleteFunc(slices.Clone(all), func(o object) bool { return path.Dir(o.file) != path.Dir(asks) })
	if len(near) > 0 {
		all = near
	}
	if len(all) == 0 {
		return nil, false
	}
	return agreed(all), true
}

// agreed gives the entries of objects of one name; those in which they differ,
// or that some lack, are open.
func agreed(all []object) []Variable {
	count := map[string]int{}
	index := map[string]int{}
	var vars []Variable
	for _, o := range all {
		for _, v := range o.vars {
			count[v.Name]++
			i, ok := index[v.Name]
			if !ok {
				index[v.Name] = len(vars)
				vars = append(vars, v)
			} else if vars[i].Text.Value != v.Text.Value {
				vars[i].Text = Open("objects of the same name differ in it")
			}
		}
	}
	for i := range vars {
		if count[vars[i].Name] < len(all) {
			vars[i].Text = Open("objects of the same name differ in it")
		}
	}
	return vars
}

// An object is a ConfigMap or Secret and the file it is in.
type object struct {
	file string
	vars []Variable
}

// findObjects reads the ConfigMaps and Secrets of all manifests.
func (f *Facts) findObjects() {
	f.objects = map[string][]object{}
	names, _ := f.tree.Files()
	for _, name := range names {
		if !strings.HasSuffix(name, ".yaml") && !strings.HasSuffix(name, ".yml") {
			continue
		}
		file, err := f.tree.Read(name)
		if err != nil || len(file.Text) > maxText || !strings.Contains(file.Text, "kind: ConfigMap") && !strings.Contains(file.Text, "kind: Secret") {
			continue
		}
		docs, _ := documents(file)
		for _, doc := range docs {
			f.addObject(doc)
		}
	}
}

func (f *Facts) addObject(doc node) {
	kind, name := doc.get("kind").text(), doc.get("metadata", "name").text()
	if kind != "ConfigMap" && kind != "Secret" || name == "" || marked(name) {
		return
	}
	key := strings.ToLower(kind) + " " + name
	vars := []Variable{}
	for _, part := range []string{"data", "stringData"} {
		for _, d := range doc.get(part).fields() {
			t := plain(d.val.text())
			if kind == "Secret" && part == "data" {
				t = decoded(d.val.text())
			}
			vars = append(vars, Variable{Name: d.name, Text: t, Span: d.key.span(), By: doc.file.Path})
		}
	}
	f.objects[key] = append(f.objects[key], object{doc.file.Path, vars})
}

// decoded is a value of a Secret, which is written in base64.
func decoded(text string) Text {
	raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil || marked(text) {
		return Open("a secret of Kubernetes holds it")
	}
	return Known(string(raw))
}
