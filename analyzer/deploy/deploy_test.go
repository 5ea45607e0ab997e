package deploy_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

var update = flag.Bool("update", false, "rewrite what the fixtures want")

// TestLaunches holds what is read of small repositories against the section
// "want" of each, which lists every process that runs Django and the variables
// that it is started with.
func TestLaunches(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no fixtures", err)
	}
	golden(t, names, listing)
}

// golden holds what list says of the facts of each fixture against the section
// "want" of it, or with -update writes that anew.
func golden(t *testing.T, names []string, list func(*deploy.Facts) string) {
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if strings.TrimSpace(string(archive.Comment)) == "" {
				t.Error("it does not say why it exists")
			}
			files, want := fstest.MapFS{}, -1
			for i, f := range archive.Files {
				if f.Name == "want" {
					want = i
					continue
				}
				files[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			got := list(deploy.Read(source.NewTree(files, source.Limits{})))
			if *update {
				if want < 0 {
					archive.Files = append(archive.Files, txtar.File{Name: "want"})
					want = len(archive.Files) - 1
				}
				archive.Files[want].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want < 0 || got == "" {
				t.Fatal("it wants nothing, or nothing is read of it")
			}
			if diff := cmp.Diff(string(archive.Files[want].Data), got); diff != "" {
				t.Errorf("(-want +got; run with -update if it should differ)\n%s", diff)
			}
		})
	}
}

// listing writes facts as text.
func listing(f *deploy.Facts) string {
	var b strings.Builder
	for _, l := range f.Launches() {
		if !l.RunsDjango() {
			fmt.Fprintf(&b, "%s %s: not Django\n", l.Span, l.Name)
			continue
		}
		does := "runs"
		switch {
		case l.Serves():
			does = "serves"
		case l.Develops():
			does = "develops"
		case l.Works():
			does = "works"
		}
		rank := [...]string{"production", "plain", "staging", "development"}[l.Rank]
		fmt.Fprintf(&b, "%s %s: %s, %s, %s", l.Span, l.Name, l.Kind, rank, does)
		if module, at, open := l.Settings(); open {
			fmt.Fprintf(&b, ", settings decided outside (%s)", at)
		} else if module != "" {
			fmt.Fprintf(&b, ", settings %s (%s)", module, at)
		}
		if l.Beyond != "" {
			fmt.Fprintf(&b, "; %s may set more", l.Beyond)
		}
		b.WriteString("\n")
		for _, v := range l.Environment {
			fmt.Fprintf(&b, "  %s\n", variable(v))
		}
	}
	for _, n := range f.Notes {
		fmt.Fprintf(&b, "note %s: %s\n", n.Span, n.Text)
	}
	return b.String()
}

func variable(v deploy.Variable) string {
	text := fmt.Sprintf("%s = %q", v.Name, v.Text.Value)
	switch {
	case v.Text.Opaque != "":
		text = v.Name + " open: " + v.Text.Opaque
	case len(v.Text.Outer) > 0:
		text += " unless " + strings.Join(v.Text.Outer, ", ")
	}
	return fmt.Sprintf("%s (%s)", text, v.Span)
}

// FuzzRead holds that no file of any name makes the readers panic, hang or
// point outside the file.
func FuzzRead(f *testing.F) {
	for i, name := range fuzzed {
		f.Add(uint8(i), "web: gunicorn a.wsgi\n[Service]\nEnvironment=\"A=1\nExecStart=x\n")
		f.Add(uint8(i), "services:\n  web: &w\n    env_file: [.env, ../x]\n    environment: {A: ${B:-${C}}, <<: *w}\n    build: {context: ../.., args: [A=1]}\n")
		f.Add(uint8(i), "ARG V=1\nFROM a:${V} AS b\nENV A=1 B=\"$V\\\n\" C D\nFROM b\nCMD [\"./"+name+"\"]\n")
		f.Add(uint8(i), "apiVersion: v1\nkind: Pod\nspec: {containers: [{env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}], envFrom: [{configMapRef: {name: {{ x }}}}]}]}\n")
		f.Add(uint8(i), "a: &a [*a, *a]\nb: &b {<<: *b}\nservices: *b\n")
		f.Add(uint8(i), "export A=${B:-$(c)} && if x; then export D='e'; fi; exec ./"+name)
	}
	for i := range fuzzed {
		if i >= slices.Index(fuzzed, "nginx.conf") {
			for _, text := range webSeeds {
				f.Add(uint8(i), text)
			}
		}
	}
	for i, name := range fuzzed {
		for _, text := range hostSeeds[name] {
			f.Add(uint8(i), text)
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, text string) {
		name := fuzzed[int(kind)%len(fuzzed)]
		files := fstest.MapFS{name: {Data: []byte(text)}, "Dockerfile": {Data: []byte("FROM a\nCOPY . .\nENTRYPOINT [\"./entrypoint.sh\"]\n")}}
		if name != "entrypoint.sh" {
			files["entrypoint.sh"] = &fstest.MapFile{Data: []byte(text)}
		}
		facts := deploy.Read(source.NewTree(files, source.Limits{}))
		askFronts(t, facts, files)
		askHosts(t, facts, files)
		facts.Audits()
		facts.DeployChecks()
		for _, l := range facts.Launches() {
			l.Settings()
			l.ChecksDeploy()
			for _, i := range l.Installs() {
				if files[i.Span.File] == nil || i.File != "" && files[i.File] == nil {
					t.Errorf("%s is installed at %v", i.File, i.Span)
				}
			}
			for _, v := range l.Environment {
				file, ok := files[v.Span.File]
				if !ok || v.Span.Line < 1 || v.Span.Line > strings.Count(string(source.NewFile("f", file.Data).Text), "\n")+1 {
					t.Errorf("%s is at %v", v.Name, v.Span)
				}
			}
		}
	})
}

// fuzzed are names of files, one a reader.
var fuzzed = []string{
	"Dockerfile", "compose.yml", "Procfile", "app.json", "fly.toml", "render.yaml", "app.yaml", ".do/deploy.template.yaml", "manifest.yml", "web.service",
	"supervisord.conf", "uwsgi.ini", "k8s/web.yaml", ".env", "entrypoint.sh",
	"nginx.conf", "nginx/conf.d/site.conf.j2", "Caddyfile", "apache/site.conf", "traefik/traefik.yml", "traefik/dynamic.toml",
	"traefik.compose.yml", "certs/site.pem",
	"ssh/sshd_config", "fail2ban/jail.local", "setup.sh", "ansible/site.yml", "user-data", "deploy/rules.v4", "nftables.conf", "20auto-upgrades",
	"crontab", "shop.timer", ".github/workflows/backup.yml", "k8s/jobs.yaml", "main.tf", "rules.yml", "init.sql", "pg_hba.conf", "alertmanager.yml",
	"templates/base.html", "dump.sql",
	".github/workflows/ci.yml", ".gitlab-ci.yml", ".github/dependabot.yml", "renovate.json", "package.json", "pyup.yml",
}

// webSeeds are configurations of web servers, in the forms that are hard to
// read.
var webSeeds = []string{
	"http:\n  routers:\n    a:\n",
	"map $a $b { default $b; ~^(x) $1; }\nserver { listen 80; listen [::]:443 ssl; if ($b ~* (a|b) ) { set $c $b; return 301 https://$host$request_uri; } location ~ \\.(x|y)$ { proxy_pass http://$c; add_header A \"b\\\"c\" always; } }",
	"http { include *.conf; include nginx.conf; server { rewrite ^/(.*)$ /$1/x last; location / { try_files $uri @a; error_page 404 =200 /b; location /b { internal; } } location @a { rewrite ^ /; } } }",
	"server { content_by_lua_block { x = \"}\" -- }\n [[ } ]] } {% if a %} listen {{ port }}; {% endif %} {{ more }}\n location = / { return <%= code %>; } }}}",
	"{\n auto_https off\n}\n(a) {\n import a\n header -X y\n}\na.b:x, http://{$C:d} {\n import a\n tls a b {\n protocols tls1.0\n }\n handle_path @x/* {\n reverse_proxy\n redir\n respond `\n}\n",
	"<VirtualHost *:80 x>\nSSLProtocol all -x\nHeader always set\nHeader set A \"b\\\nc\nRedirect / x\nRewriteCond\nRewriteRule ^ https://x [R]\nProxyPass / http://x\n<Location>\nProxyPass\n</Location>\n<IfModule a>\n<VirtualHost>\n",
	"services:\n  t:\n    command: [--entrypoints.web.address=x:y, --entrypoints.web.http.redirections.entrypoint.to=web]\n    labels: [traefik.http.routers.a.rule=Host(``) && Path(`x, traefik.http.routers.a.middlewares=a@b, traefik.http.middlewares.a.headers.stsseconds=x]\nhttp:\n  routers:\n    a: {rule: x, tls: {}, service: a}\n",
	"[http.routers.a]\nrule = \"Host(`a`)\"\n[[x]]\n[http.routers.a.tls]\n= 1\n",
	"apiVersion: v1\nkind: Ingress\nmetadata: {annotations: {nginx.ingress.kubernetes.io/configuration-snippet: \"more_set_headers {\"}}\nspec: {tls: [{}], rules: [{host: a, http: {paths: [{backend: {}}]}}, {}]}\n---\nkind: Gateway\nspec: {listeners: [{port: x}]}\n",
	"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIB\n-----END RSA PRIVATE KEY-----\n",
	"location { server { location location { if { if ( { return } set rewrite ^( x; expires 1x; listen :; error_page; } } }",
}

// askFronts asks every front for what its places are for, and holds that all
// it names lies inside the files.
func askFronts(t *testing.T, facts *deploy.Facts, files fstest.MapFS) {
	for _, front := range facts.Fronts {
		for _, s := range front.Servers {
			for _, p := range s.Locations {
				if file, ok := files[p.Span.File]; !ok || p.Span.Line < 1 || p.Span.Line > strings.Count(string(source.NewFile("f", file.Data).Text), "\n")+1 {
					t.Errorf("%s is at %v", p.Path, p.Span)
				}
				for _, l := range s.Listens {
					front.Answer(deploy.Request{Scheme: "http", Host: "x.example", Port: l.Port, Path: p.Path, Status: 404})
					front.Answer(deploy.Request{Scheme: "https", Host: "x.example", Port: l.Port, Path: p.Path + "a?b=c", Status: 200})
				}
			}
		}
	}
}
