package deploy

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// steps does the rewriting of a server or of a place, and reports whether it
// answered.
func (j *journey) steps(all []step) bool {
	done, _ := j.rewrite(all)
	return done
}

// rewrite goes through steps; done tells that the request is answered, stop
// that the rest of the steps is left out.
func (j *journey) rewrite(all []step) (done, stop bool) {
	for i := range all {
		st := &all[i]
		if j.left--; j.left < 0 {
			j.open("there is too much rewriting")
			return true, true
		}
		switch st.kind {
		case stepBreak:
			return false, true
		case stepSet:
			if len(st.args) == 2 {
				j.sets[strings.TrimPrefix(st.args[0].text, "$")] = j.expand(st.args[1].text)
			}
		case stepReturn:
			return j.returns(st), true
		case stepRewrite:
			if done, stop := j.rewrites(st); done || stop {
				return done, true
			}
		case stepIf:
			if done, stop := j.condition(st); done || stop {
				return done, true
			}
		}
	}
	return false, false
}

// condition does what an if holds, where it is so.
func (j *journey) condition(st *step) (done, stop bool) {
	if j.welcome && refusesHosts(st) {
		return false, false
	}
	yes, why := j.holds(st.args)
	if why != "" {
		if decides(st) {
			j.open(why)
		}
		return false, false
	}
	if !yes {
		return false, false
	}
	if st.maybe {
		j.open("a template decides whether a condition is there")
	}
	if st.place != nil && j.place != nil {
		// What the place passes on, and its try_files, go on to hold.
		within := *st.place
		if within.Passes.Value == "" {
			within.Passes = j.place.Passes
		}
		within.Match, within.Path, within.Within, within.Internal = j.place.Match, j.place.Path, j.place.Within, j.place.Internal
		j.place, j.level = &within, within.level
	}
	return j.rewrite(st.inner)
}

// refusesHosts reports whether an if does nothing but refuse requests for the
// host that they ask for.
func refusesHosts(st *step) bool {
	if len(st.args) == 0 || len(st.inner) != 1 || st.inner[0].kind != stepReturn || len(st.inner[0].args) == 0 {
		return false
	}
	code, err := strconv.Atoi(st.inner[0].args[0].text)
	return err == nil && code >= 400 && ofHost.MatchString(st.args[0].text)
}

// ofHost matches the left side of a condition on the host that is asked for.
var ofHost = regexp.MustCompile(`^\(?\$\{?(host|http_host)\}?$`)

// decides reports whether an if that cannot be told changes what is answered.
func decides(st *step) bool {
	if st.place != nil {
		return true
	}
	for _, inner := range st.inner {
		if inner.kind != stepSet && inner.kind != stepBreak {
			return true
		}
	}
	return false
}

// returns answers with what return says.
func (j *journey) returns(st *step) bool {
	if st.maybe {
		j.open("a template decides whether it answers by itself")
	}
	if len(st.args) == 0 {
		j.open("it is not known what is answered")
		return true
	}
	first := st.args[0].text
	code, err := strconv.Atoi(first)
	switch {
	case err != nil && len(st.args) == 1 && strings.Contains(first, ":") || err != nil && strings.HasPrefix(first, "$"):
		j.redirectTo(302, first, st)
	case err != nil:
		j.open("it is not known what is answered")
	case len(st.args) > 1 && (code >= 301 && code <= 303 || code == 307 || code == 308):
		j.redirectTo(code, st.args[1].text, st)
	case len(st.args) > 1:
		j.answer.Status = code
	default:
		j.answer.at = st.span
		j.fail(code)
	}
	return true
}

func (j *journey) redirectTo(code int, target string, st *step) {
	to := j.expand(target)
	if strings.HasPrefix(to.Value, "/") {
		opaque, outer := to.Opaque, to.Outer
		to = j.absolute(to.Value)
		to.Opaque, to.Outer = opaque, outer
	}
	j.redirect(code, to, st.span)
	j.answer.written = nginxText(target)
}

// rewrites changes the path, or redirects.
func (j *journey) rewrites(st *step) (done, stop bool) {
	if len(st.args) < 2 {
		return false, false
	}
	re := j.run.compiled(st.args[0].text, false)
	if re == nil {
		j.open("a regular expression cannot be told: " + printable(st.args[0].text))
		return false, false
	}
	m := re.FindStringSubmatch(j.uri)
	if m == nil {
		return false, false
	}
	if st.maybe {
		j.open("a template decides whether it rewrites")
	}
	j.groups = m
	pattern, flag := st.args[1].text, ""
	if len(st.args) > 2 {
		flag = st.args[2].text
	}
	pattern, bare := strings.CutSuffix(pattern, "?")
	to := j.expand(pattern)
	if !bare && j.args != "" {
		sep := "?"
		if strings.Contains(to.Value, "?") {
			sep = "&"
		}
		to.Value += sep + j.args
	}
	leaves := strings.HasPrefix(pattern, "http://") || strings.HasPrefix(pattern, "https://") || strings.HasPrefix(pattern, "$scheme")
	if leaves || flag == "redirect" || flag == "permanent" {
		code := 302
		if flag == "permanent" {
			code = 301
		}
		if strings.HasPrefix(to.Value, "/") {
			to.Value = j.absolute(to.Value).Value
		}
		j.redirect(code, to, st.span)
		j.answer.written = nginxText(pattern)
		return true, true
	}
	if to.Opaque != "" {
		j.open(to.Opaque)
	}
	uri, args, _ := strings.Cut(to.Value, "?")
	j.uri, j.args = cleanPath(uri), args
	switch flag {
	case "break":
		// It stays where it is: what follows takes the path as it now is.
		if j.place != nil {
			j.content(j.place)
			return true, true
		}
		return false, true
	case "last":
		return false, true
	}
	return false, false
}

// holds answers the condition of an if; why tells what it depends on.
func (j *journey) holds(args []token) (yes bool, why string) {
	words := make([]string, 0, len(args))
	for _, a := range args {
		words = append(words, a.text)
	}
	if len(words) == 0 {
		return false, "nothing"
	}
	words[0] = strings.TrimPrefix(words[0], "(")
	words[len(words)-1] = strings.TrimSuffix(words[len(words)-1], ")")
	words = nonEmptyEnds(words)
	switch {
	case len(words) == 1:
		t := j.expand(words[0])
		return t.Value != "" && t.Value != "0", t.Opaque
	case len(words) == 2 && (words[0][0] == '-' || words[0][0] == '!'):
		exists := j.q.Status > 0 && j.q.Status < 400 && !strings.HasSuffix(words[0], "d") && len(j.place.safeFiles()) > 0 && j.place.Passes.Value == ""
		return exists != (words[0][0] == '!'), ""
	case len(words) == 3:
		return j.compares(words[0], words[1], words[2])
	}
	return false, "a condition is not understood"
}

// safeFiles is the folder of a place that may not be there.
func (p *Place) safeFiles() string {
	if p == nil {
		return ""
	}
	return p.Files.Value
}

// nonEmptyEnds drops the empty words that brackets apart leave.
func nonEmptyEnds(words []string) []string {
	for len(words) > 1 && words[0] == "" {
		words = words[1:]
	}
	if len(words) == 2 || len(words) > 3 {
		if words[len(words)-1] == "" {
			words = words[:len(words)-1]
		}
	}
	return words
}

func (j *journey) compares(left, op, right string) (bool, string) {
	a := j.expand(left)
	if a.Opaque != "" {
		return false, a.Opaque
	}
	negative := strings.HasPrefix(op, "!")
	switch op {
	case "=", "!=":
		b := j.expand(right)
		return (a.Value == b.Value) != negative, b.Opaque
	case "~", "~*", "!~", "!~*":
		re := j.run.compiled(right, strings.HasSuffix(op, "*"))
		if re == nil {
			return false, "a regular expression cannot be told: " + printable(right)
		}
		m := re.FindStringSubmatch(a.Value)
		if m != nil {
			j.groups = m
		}
		return (m != nil) != negative, ""
	}
	return false, "a condition is not understood"
}

// nginxVariable matches what stands for a variable.
var nginxVariable = regexp.MustCompile(`\$(?:\{(\w+)\}|(\w+))`)

// expand puts the values of variables in, as far as they are known.
func (j *journey) expand(text string) Text { return j.value(nginxText(text)) }

// value puts the values of variables into a text that was read before.
func (j *journey) value(t Text) Text { return j.valueAt(t, 0) }

func (j *journey) valueAt(t Text, depth int) Text {
	out := Text{Opaque: t.Opaque, Outer: t.Outer}
	grown := len(t.Value)
	out.Value = nginxVariable.ReplaceAllStringFunc(t.Value, func(ref string) string {
		if j.left--; j.left < 0 || grown > maxExpanded {
			out.Opaque = "there is too much rewriting"
			return ref
		}
		name := strings.Trim(ref[1:], "{}")
		v := j.variable(name, depth)
		grown += len(v.Value)
		if v.Opaque != "" && out.Opaque == "" {
			out.Opaque = v.Opaque
		}
		if v.Opaque != "" {
			return ref
		}
		return v.Value
	})
	return out
}

// variable is the value of one of nginx's variables.
// https://nginx.org/en/docs/http/ngx_http_core_module.html#variables
func (j *journey) variable(name string, depth int) Text {
	if v, ok := j.sets[name]; ok {
		return v
	}
	if n, err := strconv.Atoi(name); err == nil {
		if n < len(j.groups) {
			return Known(j.groups[n])
		}
		return Known("")
	}
	if m, ok := j.run.maps[name]; ok {
		return j.mapped(name, m, depth)
	}
	if text, ok := j.simpleVariable(name); ok {
		return Known(text)
	}
	if header, ok := strings.CutPrefix(name, "http_"); ok {
		return Known(j.header(header))
	}
	if strings.HasPrefix(name, "cookie_") || strings.HasPrefix(name, "arg_") {
		return Known(j.argument(strings.TrimPrefix(name, "arg_")))
	}
	return Open("nginx gives $" + name + " when a request comes")
}

func (j *journey) simpleVariable(name string) (string, bool) {
	switch name {
	case "host":
		return strings.ToLower(j.q.Host), true
	case "scheme":
		return j.q.Scheme, true
	case "https":
		if j.q.Scheme == "https" {
			return "on", true
		}
		return "", true
	case "request_uri":
		return j.q.Path, true
	case "uri", "document_uri":
		return j.uri, true
	case "args", "query_string":
		return j.args, true
	case "is_args":
		if j.args != "" {
			return "?", true
		}
		return "", true
	case "request_method":
		return j.q.Method, true
	case "server_port":
		return strconv.Itoa(j.q.Port), true
	case "server_name":
		if len(j.server.Names) == 0 {
			return "", true
		}
		return j.server.Names[0].Value, j.server.Names[0].Opaque == ""
	}
	return "", false
}

// header is a header of the request, by nginx's name for it.
func (j *journey) header(name string) string {
	for k, v := range j.q.Headers {
		if strings.EqualFold(strings.ReplaceAll(k, "-", "_"), name) {
			return v
		}
	}
	if name == "host" {
		host := j.q.Host
		if standard := map[string]int{"http": 80, "https": 443}[j.q.Scheme]; j.q.Port != standard {
			host += ":" + strconv.Itoa(j.q.Port)
		}
		return host
	}
	return ""
}

func (j *journey) argument(name string) string {
	for _, pair := range strings.Split(j.args, "&") {
		if k, v, _ := strings.Cut(pair, "="); k == name {
			return v
		}
	}
	return ""
}

// An nginxMap gives a value for a value.
type nginxMap struct {
	from     string
	standard *token
	entries  [][2]token
	partial  bool // more entries lie elsewhere
}

func newMap(d *directive) *nginxMap {
	m := &nginxMap{from: d.arg(0)}
	for _, e := range d.block {
		switch {
		case e.name == "include":
			m.partial = true
		case len(e.args) != 1 || e.name == "hostnames" || e.name == "volatile":
		case e.name == "default":
			m.standard = &e.args[0]
		default:
			m.entries = append(m.entries, [2]token{{text: strings.TrimPrefix(e.name, `\`), span: e.span}, e.args[0]})
		}
	}
	return m
}

// mapped is the value that a map gives.
func (j *journey) mapped(name string, m *nginxMap, depth int) Text {
	if m == nil || m.partial || depth > 5 {
		return Open("nginx gives $" + name + " when a request comes")
	}
	from := j.valueAt(nginxText(m.from), depth+1)
	if from.Opaque != "" {
		return from
	}
	for _, e := range m.entries {
		if !strings.HasPrefix(e[0].text, "~") && strings.EqualFold(e[0].text, from.Value) {
			return j.valueAt(nginxText(e[1].text), depth+1)
		}
	}
	for _, e := range m.entries {
		pattern, ok := strings.CutPrefix(e[0].text, "~")
		if !ok {
			continue
		}
		pattern, noCase := strings.CutPrefix(pattern, "*")
		re := j.run.compiled(pattern, noCase)
		if re == nil {
			return Open("a regular expression cannot be told: " + printable(pattern))
		}
		if re.MatchString(from.Value) {
			return j.valueAt(nginxText(e[1].text), depth+1)
		}
	}
	if m.standard != nil {
		return j.valueAt(nginxText(m.standard.text), depth+1)
	}
	return Known("")
}

// maxPattern bounds the regular expressions that are tried.
const maxPattern = 1000

// compiled is a regular expression as Go knows it; nil if it knows no such.
func compiled(pattern string, noCase bool) *regexp.Regexp {
	if len(pattern) > maxPattern || marked(pattern) || substituted.MatchString(pattern) {
		return nil
	}
	if noCase {
		pattern = "(?i)" + pattern
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil
	}
	return re
}

// substituted matches what a program such as envsubst replaces in a pattern:
// nothing can follow the end of a text.
var substituted = regexp.MustCompile(`\$\{?[A-Za-z_]`)

// unescape decodes the percent signs of a path.
func unescape(uri string) string {
	if decoded, err := url.PathUnescape(uri); err == nil {
		return decoded
	}
	return uri
}
