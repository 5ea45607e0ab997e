package deploy_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// TestHostileFronts reads files that are made to take time or memory: what comes
// of them is bounded; one that is never read to its end ends the test run.
func TestHostileFronts(t *testing.T) {
	many := func(text string) string { return strings.Repeat(text, 900_000/len(text)) }
	half := func(text string) string { return strings.Repeat(text, 400_000/len(text)) }
	for name, files := range map[string]map[string]string{
		"headers in every place":   {"nginx.conf": "server {" + half("add_header A b;\n") + half("location / { add_header A b; }\n") + "}"},
		"forwards in every place":  {"nginx.conf": "server {" + half("proxy_set_header A b;\n") + half("location / { proxy_pass http://a; }\n") + "}"},
		"rewriting of every place": {"nginx.conf": "server {" + half("rewrite ^/(.*)x$ /$1y;\n") + half("location /a { try_files $uri @b; }\n") + "}"},
		"variables of variables":   {"nginx.conf": "server {" + many("set $a $a$a$a$a;\n") + "return 301 $a; }"},
		"maps of maps":             {"nginx.conf": many("map $b $b { default $b$b$b$b; }\n") + "server { location / { return 301 https://$b; } }"},
		"nested places":            {"nginx.conf": "server {" + many("location / {")},
		"marks of templates":       {"nginx.conf": "server {" + many("{{ if {% <% ")},
		"names":                    {"nginx.conf": strings.Repeat("server { server_name "+strings.Repeat("a ", 2000)+"; }\n", 200)},
		"snippets in snippets":     {"Caddyfile": "(a) {\n" + strings.Repeat("import a\n", 10_000) + "}\nx.y {\nimport a\n}\n"},
		"headers of sites":         {"Caddyfile": "x.y {\n" + half("header A b\n") + half("handle /a {\nrespond 1\n}\n") + "}\n"},
		"aliases":                  {"apache.conf": "<VirtualHost *:80>\n" + half("Alias /a /b\n") + half("<Directory /b>\n</Directory>\n") + "</VirtualHost>\n"},
		"middlewares":              {"traefik.yml": "http:\n  routers:\n" + half("    a: {rule: a}\n") + "    b:\n      middlewares: [" + half("a,") + "]\n"},
		"includes of includes":     includes(),
	} {
		t.Run(name, func(t *testing.T) {
			tree := fstest.MapFS{}
			for file, text := range files {
				tree[file] = &fstest.MapFile{Data: []byte(text)}
			}
			facts := deploy.Read(source.NewTree(tree, source.Limits{}))
			for _, f := range facts.Fronts {
				f.Answer(deploy.Request{Scheme: "http", Host: "a", Port: 80, Path: "/a/b"})
			}
			if len(facts.Fronts) > 1000 || len(facts.Notes) > 10_000 {
				t.Errorf("%d fronts, %d notes", len(facts.Fronts), len(facts.Notes))
			}
		})
	}
}

// includes are files that include each other.
func includes() map[string]string {
	files := map[string]string{}
	for _, name := range strings.Split("abcdefghijklmnopqrst", "") {
		files["nginx/"+name+".conf"] = "server { listen 80; }\n" + strings.Repeat("include *.conf;\n", 20)
	}
	return files
}
