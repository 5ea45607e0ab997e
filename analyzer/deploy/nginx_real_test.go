package deploy_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// variants change a configuration so that nginx behaves differently.
var variants = []struct {
	name    string
	pattern *regexp.Regexp
	with    string
}{
	{"as it is", nil, ""},
	{"without always", regexp.MustCompile(` always;`), `;`},
	{"with one more header in each place of the application", regexp.MustCompile(`(?m)^(\s*)proxy_pass`), `${1}add_header X-Extra "$$request_method";${1}proxy_pass`},
	{"with other redirects", regexp.MustCompile(`return 301`), `return 308`},
	{"with headers around", regexp.MustCompile(`(?m)^(\s*)listen (80|8080|443 ssl)`), `${1}add_header X-Around "$$scheme $$host" always;${0}`},
	{"with relative redirects", regexp.MustCompile(`(?m)^(\s*)(server_name [^;]*;)`), `${0}${1}absolute_redirect off;`},
	{"with errors of the application taken", regexp.MustCompile(`(?m)^(\s*)(server_name [^;]*;)`), `${0}${1}proxy_intercept_errors on; error_page 404 /sorry.html; error_page 500 =200 @never;`},
	{"with hidden headers", regexp.MustCompile(`(?m)^(\s*)(server_name [^;]*;)`), `${0}${1}proxy_hide_header x-content-type-options;`},
}

// TestNginxAnswers serves the fixtures, and variants of them, with nginx and
// holds what it answers against what is foretold.
func TestNginxAnswers(t *testing.T) {
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		t.Skip("there is no nginx here")
	}
	names, err := filepath.Glob("testdata/nginx/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no fixtures", err)
	}
	c := &confirmation{nginx: nginx, certificate: certificate(t)}
	c.upstream = httptest.NewServer(http.HandlerFunc(c.application))
	defer c.upstream.Close()
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range variants {
			changed, differs := vary(archive, v.pattern, v.with)
			if !differs {
				continue
			}
			t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar")+"/"+v.name, func(t *testing.T) { c.confirm(t, changed) })
		}
	}
	t.Logf("%d configurations, %d requests, of which %d open", c.configurations, c.requests, c.open)
	if c.configurations < 40 || c.open*10 > c.requests {
		t.Errorf("%d configurations, %d requests, of which %d open: too little is confirmed", c.configurations, c.requests, c.open)
	}
}

// vary applies a variant to the files of an archive.
func vary(a *txtar.Archive, pattern *regexp.Regexp, with string) (files []txtar.File, differs bool) {
	for _, f := range a.Files {
		if f.Name == "want" {
			continue
		}
		if pattern != nil {
			data := pattern.ReplaceAll(f.Data, []byte(with))
			differs = differs || string(data) != string(f.Data)
			f.Data = data
		}
		files = append(files, f)
	}
	return files, differs || pattern == nil
}

// A confirmation asks nginx and the model the same.
type confirmation struct {
	nginx       string
	certificate [2][]byte // and its key
	upstream    *httptest.Server
	status      atomic.Int32
	clients     map[string]*http.Transport // by the name that they ask for

	configurations, requests, open int
}

// sent are the headers that the application gives.
var sent = map[string]string{
	"X-Application": "yes", "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=0",
}

func (c *confirmation) application(w http.ResponseWriter, r *http.Request) {
	for k, v := range sent {
		w.Header().Set(k, v)
	}
	w.WriteHeader(int(c.status.Load()))
}

// confirm serves one configuration.
func (c *confirmation) confirm(t *testing.T, files []txtar.File) {
	site := c.lay(t, files)
	tree := fstest.MapFS{}
	for name, text := range site.files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	facts := deploy.Read(source.NewTree(tree, source.Limits{}))
	if len(facts.Fronts) != 1 {
		t.Fatalf("%d fronts", len(facts.Fronts))
	}
	stop := c.serve(t, site)
	defer stop()
	c.configurations++
	c.clients = map[string]*http.Transport{}
	defer func() {
		for _, client := range c.clients {
			client.CloseIdleConnections()
		}
	}()
	all := questions(facts.Fronts[0], site)
	disk(t, facts.Fronts[0], all)
	for _, q := range all {
		c.ask(t, facts.Fronts[0], q)
	}
}

// A laid is a configuration that nginx can run: its addresses and files are
// such as there are here.
type laid struct {
	folder string // of everything
	main   string // path of the main file below it
	files  map[string]string
	ports  []int
}

var (
	listens    = regexp.MustCompile(`listen (\d+)`)
	listensSix = regexp.MustCompile(`listen \[::\][^;]*;`)
	passes     = regexp.MustCompile(`proxy_pass http://(127\.0\.0\.1|localhost|[a-z]+)(:\d+)`)
	passesUnix = regexp.MustCompile(`proxy_pass http://unix:[^;]*;`)
	serves     = regexp.MustCompile(`server (unix:[^ ;]+|[\w.]+:\d+)([^;{]*);`)
	folders    = regexp.MustCompile(`(root|alias) /([^;]*);`)
	keys       = regexp.MustCompile(`ssl_certificate(_key)? [^;]*;`)
	dropped    = regexp.MustCompile(`(?m)^(user|pid|worker_processes) [^;]*;`)
)

func (c *confirmation) lay(t *testing.T, files []txtar.File) *laid {
	s := &laid{folder: t.TempDir(), files: map[string]string{}}
	ports := map[string]int{}
	upstream := strings.TrimPrefix(c.upstream.URL, "http://")
	for _, f := range files {
		text := string(f.Data)
		text = listensSix.ReplaceAllString(text, "")
		text = listens.ReplaceAllStringFunc(text, func(l string) string {
			port := strings.Fields(l)[1]
			if ports[port] == 0 {
				ports[port] = free(t)
				s.ports = append(s.ports, ports[port])
			}
			return "listen 127.0.0.1:" + strconv.Itoa(ports[port])
		})
		text = passes.ReplaceAllString(text, "proxy_pass http://"+upstream)
		text = passesUnix.ReplaceAllString(text, "proxy_pass http://"+upstream+";")
		text = serves.ReplaceAllString(text, "server "+upstream+";")
		text = folders.ReplaceAllString(text, "$1 "+s.folder+"/disk/$2;")
		text = keys.ReplaceAllString(text, "ssl_certificate$1 "+s.folder+"/pem$1;")
		text = dropped.ReplaceAllString(text, "")
		s.files[f.Name] = text
		if s.main == "" || strings.HasSuffix(f.Name, "/nginx.conf") {
			s.main = f.Name
		}
	}
	c.write(t, s)
	return s
}

// write puts the files where nginx reads them, the main one with what it
// needs to run here.
func (c *confirmation) write(t *testing.T, s *laid) {
	put := func(name, text string) {
		name = filepath.Join(s.folder, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	put("pem", string(c.certificate[0]))
	put("pem_key", string(c.certificate[1]))
	prefix := filepath.Join(s.folder, path.Dir(s.main))
	temporary := ""
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		temporary += fmt.Sprintf(" %s_temp_path %s/%s;", kind, s.folder, kind)
	}
	temporary += " access_log off;"
	for name, text := range s.files {
		text = strings.ReplaceAll(text, "/etc/nginx/mime.types", "/etc/nginx//mime.types")
		text = strings.ReplaceAll(text, "/etc/nginx/conf.d", prefix+"/conf.d")
		text = strings.ReplaceAll(text, "include proxy_params", "include /etc/nginx/proxy_params")
		if name == s.main {
			if strings.Contains(text, "http {") {
				text = strings.Replace(text, "http {", "http {"+temporary, 1)
			} else {
				text = "events {}\nhttp {" + temporary + "\n" + text + "\n}\n"
			}
			text = fmt.Sprintf("daemon off; pid %s/pid; error_log %s/error.log;\n", s.folder, s.folder) + text
			if os.Getuid() == 0 {
				text = "user root;\n" + text
			}
		}
		put(name, text)
	}
}

// free is a port that nobody uses.
func free(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// serve starts nginx and waits until it answers.
func (c *confirmation) serve(t *testing.T, s *laid) (stop func()) {
	cmd := exec.Command(c.nginx, "-p", filepath.Join(s.folder, path.Dir(s.main)), "-c", filepath.Join(s.folder, s.main), "-e", filepath.Join(s.folder, "early.log"))
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}
	for range 100 {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.ports[0]))
		if err == nil {
			_ = conn.Close()
			return stop
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	log, _ := os.ReadFile(filepath.Join(s.folder, "error.log"))
	t.Fatalf("nginx does not start: %s%s", out.String(), log)
	return nil
}

// questions are what is asked of a front: for each port, scheme and name, a
// path of each place and some others, with each status of the application.
// Files named page.txt are there, others are not.
func questions(f *deploy.Front, s *laid) []deploy.Request {
	paths := []string{"/", "/nowhere/", "/page.txt", "/old/7/x", "/moved", "/inner/page", "/x.pdf", "/a.js", "/index.html"}
	hosts := []string{"unknown.example", "a.tenants.example", "tenants.example", "mail.example", "joe.pages.example"}
	for _, server := range f.Servers {
		for _, n := range server.Names {
			if name := strings.TrimPrefix(n.Value, "*."); !strings.ContainsAny(name, "~*") && !slices.Contains(hosts, name) {
				hosts = append(hosts, strings.TrimPrefix(name, "."))
			}
		}
		for _, p := range server.Locations {
			switch p.Match {
			case deploy.Prefix:
				paths = append(paths, p.Path, strings.TrimSuffix(p.Path, "/"), p.Path+"page.txt", p.Path+"none")
			case deploy.Exact:
				paths = append(paths, p.Path)
			}
		}
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	var all []deploy.Request
	for _, port := range s.ports {
		for _, scheme := range []string{"http", "https"} {
			if scheme == "https" && !speaksTLS(f, port) {
				continue
			}
			for i, host := range hosts {
				if i < 5 && i > 0 && len(f.Servers) < 5 {
					continue // names that no server has
				}
				for _, p := range paths {
					if p == "" {
						continue
					}
					q := deploy.Request{Scheme: scheme, Host: host, Port: port, Path: p}
					for _, status := range []int{200, 404, 500} {
						q.Status = status
						all = append(all, q)
					}
				}
				q := deploy.Request{Scheme: scheme, Host: host, Port: port, Path: "/?a=b", Status: 200}
				q.Headers = map[string]string{"X-Forwarded-Proto": "http"}
				all = append(all, q)
				q.Headers, q.Method, q.Path = nil, "OPTIONS", "/api/x"
				all = append(all, q)
			}
		}
	}
	return all
}

// speaksTLS reports whether a port of a front does.
func speaksTLS(f *deploy.Front, port int) bool {
	for _, s := range f.Servers {
		if slices.ContainsFunc(s.Listens, func(l deploy.Listen) bool { return l.Port == port && l.TLS }) {
			return true
		}
	}
	return false
}

// there lists the endings of files that are on the disk.
var there = []string{"page.txt", "x.pdf", "a.js", "index.html", "404.html", "maintenance.html", "closed.html", "500.html"}

func exists(name string) bool {
	return slices.ContainsFunc(there, func(end string) bool { return path.Base(name) == end })
}

// disk makes the files that the places of a front may be asked for, but for
// places that ask the application for what is no file.
func disk(t *testing.T, f *deploy.Front, questions []deploy.Request) {
	paths := []string{"/404.html", "/maintenance.html", "/closed.html", "/500.html", "/index.html"}
	for _, q := range questions {
		if exists(q.Path) {
			paths = append(paths, q.Path)
		}
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	for _, server := range f.Servers {
		for _, p := range server.Locations {
			for _, name := range paths {
				file := strings.TrimSuffix(p.Files.Value, "/") + name
				if p.Alias {
					rest, ok := strings.CutPrefix(name, p.Path)
					if !ok {
						continue
					}
					file = p.Files.Value + rest
				}
				if p.Files.Value == "" || strings.HasSuffix(file, "/") || strings.Contains(file, "/path/to/app/") && name != "/500.html" {
					continue
				}
				if err := errors.Join(os.MkdirAll(path.Dir(file), 0o755), os.WriteFile(file, []byte("page"), 0o644)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// told reports whether the status that a question gives is that of whoever
// answers it: a file is there or is not, whatever the application says.
func told(f *deploy.Front, q deploy.Request) bool {
	with := func(status int) deploy.Answer {
		other := q
		other.Status = status
		return f.Answer(other)
	}
	fine, missing := with(200), with(404)
	byFiles := !fine.Passed && fine.Place != nil && (fine.Status != missing.Status || fine.Place != missing.Place)
	switch {
	case exists(q.Path) && byFiles && fine.Place.Files.Value == "":
		return q.Status == 404 // there is no folder to look in
	case exists(q.Path):
		return q.Status == 200
	case byFiles: // what does not end so is a folder
		return q.Status == 404 && strings.HasSuffix(q.Path, "none")
	}
	return q.Status == 404 || fine.Passed && missing.Passed || fine.Status == missing.Status && fine.Passed == missing.Passed
}

// ask asks both and compares.
func (c *confirmation) ask(t *testing.T, f *deploy.Front, q deploy.Request) {
	if !told(f, q) {
		return
	}
	c.requests++
	foretold := f.Answer(q)
	if foretold.Open != "" {
		c.open++
		return
	}
	c.status.Store(int32(q.Status))
	got, err := c.request(q)
	if err != nil {
		if foretold.Status != 444 {
			t.Errorf("%+v: foretold %d, but: %v", q, foretold.Status, err)
		}
		return
	}
	if diff := differs(foretold, got); diff != "" {
		place := "no place"
		if foretold.Place != nil {
			place = foretold.Place.Span.String()
		}
		t.Errorf("%s %s://%s:%d%s (%d, %s): %s", q.Method, q.Scheme, q.Host, q.Port, q.Path, q.Status, place, diff)
	}
}

// request asks nginx.
func (c *confirmation) request(q deploy.Request) (*http.Response, error) {
	method := q.Method
	if method == "" {
		method = "GET"
	}
	r, err := http.NewRequest(method, fmt.Sprintf("%s://127.0.0.1:%d%s", q.Scheme, q.Port, q.Path), nil)
	if err != nil {
		return nil, err
	}
	r.Host = fmt.Sprintf("%s:%d", q.Host, q.Port)
	for k, v := range q.Headers {
		r.Header.Set(k, v)
	}
	r.Header.Set("User-Agent", "")
	if c.clients[q.Host] == nil {
		c.clients[q.Host] = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, ServerName: q.Host}}
	}
	got, err := c.clients[q.Host].RoundTrip(r)
	if err != nil {
		return nil, err
	}
	_, _ = io.Copy(io.Discard, got.Body)
	return got, got.Body.Close()
}

// differs says in what an answer is not what was foretold.
func differs(a deploy.Answer, got *http.Response) string {
	switch location := got.Header.Get("Location"); {
	case a.Status != got.StatusCode:
		return fmt.Sprintf("status %d, foretold %d", got.StatusCode, a.Status)
	case a.Passed != (got.Header.Get("X-Application") != ""):
		return fmt.Sprintf("of the application: foretold %v", a.Passed)
	case a.Target.Opaque == "" && a.Target.Value != location:
		return fmt.Sprintf("leads to %q, foretold %q", location, a.Target.Value)
	}
	for _, name := range asked {
		want, open := foretold(a, name)
		values := slices.Sorted(slices.Values(got.Header.Values(name)))
		if len(values) != len(want) || !open && !slices.Equal(values, want) {
			return fmt.Sprintf("%s %q, foretold %q", name, values, want)
		}
	}
	return ""
}

// asked are the headers that are compared.
var asked = []string{
	"X-Frame-Options", "X-Content-Type-Options", "Cache-Control", "Expires", "Referrer-Policy", "Content-Security-Policy",
	"Strict-Transport-Security", "X-Served-By", "X-Empty", "X-Scheme", "X-By", "X-At", "X-Page", "X-Odd", "X-Server", "X-Method",
	"Access-Control-Allow-Origin", "Retry-After", "X-Robots-Tag", "X-From", "X-Extra", "X-Around",
}

// foretold are the values of a header; open tells that one is not known.
func foretold(a deploy.Answer, name string) (values []string, open bool) {
	replaced := slices.ContainsFunc(a.Hides, func(h string) bool { return strings.EqualFold(h, name) })
	for _, h := range a.Headers {
		if strings.EqualFold(h.Name, name) {
			values, open = append(values, h.Value.Value), open || h.Value.Opaque != ""
			replaced = replaced || h.Replaces
		}
	}
	if value := sent[name]; a.Passed && value != "" && !replaced {
		values = append(values, value)
	}
	slices.Sort(values)
	return values, open
}

// certificate makes one for any name, and its key.
func certificate(t *testing.T) [2][]byte {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return [2][]byte{
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}),
		pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret}),
	}
}
