package deploy

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/deps"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// An ansibleRun goes through the plays and tasks of one file.
type ansibleRun struct {
	*provision
	file *source.File
	vars map[string]Text // those of the play
	item node            // of the loop around the task
	left int             // how many more tasks are looked at
}

// readAnsible reads a file of plays or of tasks.
func readAnsible(f *Facts, file *source.File) {
	docs, _ := documents(file)
	a := &ansibleRun{provision: f.provision(file), file: file, vars: map[string]Text{}, left: 5000}
	a.debian = debianAnsible.MatchString(file.Text)
	for _, doc := range docs {
		for _, item := range doc.items() {
			if item.get("hosts").ok() {
				a.play(item)
			} else {
				a.task(item, true, 0)
			}
		}
	}
	a.finish()
}

// debianAnsible tells that tasks are for Debian or Ubuntu.
var debianAnsible = regexp.MustCompile(`(?m)^\s+-?\s*(ansible\.builtin\.)?apt\s*:`)

func (a *ansibleRun) play(n node) {
	a.vars = map[string]Text{}
	for _, v := range n.get("vars").fields() {
		a.vars[v.name] = a.text(v.val)
		a.roleVariable(v.name, v.val)
	}
	for _, part := range []string{"pre_tasks", "roles", "tasks", "post_tasks", "handlers"} {
		for _, item := range n.get(part).items() {
			if part == "roles" {
				a.role(item)
			} else if part != "handlers" {
				a.task(item, true, 0)
			}
		}
	}
}

// settled matches conditions that ask what kind of host it is, or whether
// there is something to do.
var settled = regexp.MustCompile(`^(not |\()*\s*(ansible_|\w+\.(changed|rc|stat|stdout|failed|skipped|results)|\w+ is (defined|changed|succeeded|failed)|'\w+' in group_names|inventory_hostname|true$|True$|yes$)`)

func unconditional(when node) bool {
	for _, c := range when.list() {
		if !settled.MatchString(strings.TrimSpace(c)) {
			return false
		}
	}
	return true
}

// task takes one task, or a block of them, once for each item of its loop.
func (a *ansibleRun) task(n node, sure bool, depth int) {
	if a.left--; a.left < 0 || depth > 10 {
		return
	}
	sure = sure && unconditional(n.get("when"))
	for _, part := range []string{"block", "always"} {
		for _, inner := range n.get(part).items() {
			a.task(inner, sure, depth+1)
		}
	}
	items := []node{{}}
	for _, key := range []string{"loop", "with_items", "with_list"} {
		if l := n.get(key).items(); len(l) > 0 && len(l) <= 50 {
			items = l
		}
	}
	for _, item := range items {
		a.item = item
		for _, f := range n.fields() {
			a.module(f, n, sure)
		}
	}
	a.item = node{}
}

// short is a module's name without that of its collection.
func short(module string) string { return module[strings.LastIndexByte(module, '.')+1:] }

// module does what one key of a task says, if it is a module that matters.
func (a *ansibleRun) module(f field, task node, sure bool) {
	args := a.arguments(f.val)
	at := f.key.span()
	if mode, ok := args["mode"]; ok {
		name, _ := first(args, "path", "dest", "name")
		a.mode(name.Value, mode.Text, mode.Span, sure)
	}
	switch short(f.name) {
	case "apt", "package", "yum", "dnf", "pacman", "zypper", "apk":
		a.installs(f.val, args, at, sure)
	case "ufw":
		a.ufwModule(args, at, sure)
	case "iptables":
		a.iptablesModule(args, at, sure)
	case "firewalld":
		a.firewalldModule(args, at, sure)
	case "lineinfile", "replace":
		a.lineInFile(args, sure)
	case "blockinfile", "copy":
		a.contents(f.val, args, sure)
	case "postgresql_user", "mysql_user":
		a.databaseUser(args, at, sure)
	case "cron":
		a.cron(args, at, sure)
	case "pip":
		a.pip(args, at, sure)
	case "service", "systemd", "systemd_service":
		a.serviceModule(args, at, sure)
	case "shell", "command", "raw":
		a.shell(f.val, task, sure)
	case "include_role", "import_role":
		a.role(f.val.get("name"))
	}
}

// An argument is one of a module's.
type argument struct {
	Word
	node node
}

// arguments are those of a module, also where they are written as k=v words.
func (a *ansibleRun) arguments(n node) map[string]argument {
	args := map[string]argument{}
	for _, f := range n.fields() {
		args[f.name] = argument{Word{a.text(f.val), f.key.span()}, f.val}
	}
	if text := n.text(); text != "" {
		for _, pair := range assignments(text, " \t\n") {
			args[pair[0]] = argument{Word{written(pair[1]), n.span()}, n}
		}
	}
	return args
}

var ansibleReference = regexp.MustCompile(`\{\{[-+~]?\s*([A-Za-z_][\w.]*)\s*(?:\|\s*(?:default|d)\(\s*(['"]?)([^'"(){}]*)['"]?\s*(?:,\s*true\s*)?\))?\s*(\|[^{}]*)?\}\}|\{\{[^{}]*\}\}`)

// text is the value of a scalar, with what is known of the variables in it.
func (a *ansibleRun) text(n node) Text {
	text := n.text()
	if !marked(text) {
		return Known(text)
	}
	line := a.file.Line(n.Line)
	if n.Column-1 < len(line) && n.Column > 0 {
		line = line[n.Column-1:]
	}
	refs := ansibleReference.FindAllStringSubmatch(line, -1)
	out := Text{}
	for _, ref := range refs {
		if !strings.Contains(text, hole) {
			break
		}
		t := a.reference(ref)
		if out.Opaque == "" {
			out.Opaque = t.Opaque
		}
		out.Outer = append(out.Outer, t.Outer...)
		text = strings.Replace(text, hole, t.Value, 1)
	}
	if strings.Contains(text, hole) && out.Opaque == "" {
		out.Opaque = "a template makes it"
	}
	out.Value = text
	return out
}

// reference is what one {{ NAME }} stands for.
func (a *ansibleRun) reference(ref []string) Text {
	name := ref[1]
	switch {
	case name == "" || ref[4] != "" && !strings.Contains(ref[4], "bool") && !strings.Contains(ref[4], "string") && !strings.Contains(ref[4], "int"):
		return Open("a template makes it")
	case name == "item" && a.item.ok() && !marked(a.item.text()):
		return Known(a.item.text())
	case strings.HasPrefix(name, "item.") && a.item.ok():
		if v := a.item.get(strings.Split(name[5:], ".")...); v.ok() && !marked(v.text()) {
			return Known(v.text())
		}
		return Open("a loop sets it")
	}
	if t, ok := a.vars[name]; ok && t.Opaque == "" {
		return t
	}
	if t, ok := a.facts.ansibleVariable(name); ok {
		return t
	}
	if ref[3] != "" || ref[2] != "" {
		return Text{Value: ref[3], Outer: []string{name}}
	}
	return Open("the variable " + name + " of Ansible is not in the repository")
}

// variableFolder tells files of variables of Ansible.
var variableFolder = regexp.MustCompile(`(^|/)(group_vars|host_vars|vars|defaults)/`)

// ansibleVariable is the value of a variable of Ansible's files; what they
// differ in is open. Defaults of roles come after all others.
func (f *Facts) ansibleVariable(name string) (Text, bool) {
	if f.variables == nil {
		f.findVariables()
	}
	for _, tier := range f.variables {
		if t, ok := tier[name]; ok {
			return t, true
		}
	}
	return Text{}, false
}

// findVariables reads the files of variables of Ansible.
func (f *Facts) findVariables() {
	f.variables = []map[string]Text{{}, {}}
	names, _ := f.tree.Files()
	for _, name := range names {
		folder := variableFolder.FindStringSubmatch(name)
		if folder == nil || path.Ext(name) != ".yml" && path.Ext(name) != ".yaml" {
			continue
		}
		file, err := f.tree.Read(name)
		if err != nil || len(file.Text) > maxText {
			continue
		}
		tier := f.variables[0]
		if folder[2] == "defaults" {
			tier = f.variables[1]
		}
		docs, _ := documents(file)
		for _, doc := range docs {
			for _, v := range doc.fields() {
				t := plain(v.val.text())
				if v.val.Node == nil || v.val.text() == "" {
					t = Open("it is no text")
				}
				if old, there := tier[v.name]; there && old.Value != t.Value {
					t = Open("files of variables differ in it")
				}
				tier[v.name] = t
			}
		}
	}
}

func (a *ansibleRun) installs(n node, args map[string]argument, at source.Span, sure bool) {
	removed := args["state"].Value == "absent"
	for _, key := range []string{"name", "pkg", "package"} {
		list := args[key].node.list()
		if key == "name" && n.text() == "" && len(list) == 1 {
			list = []string{args[key].Value}
		}
		for _, name := range list {
			for _, one := range strings.Split(name, ",") {
				a.install(strings.TrimSpace(one), at, sure, removed)
			}
		}
	}
	if up := args["upgrade"].Value; up != "" && up != "no" && up != "false" {
		a.update(Update{By: "Ansible", Span: at, On: Known("yes"), Once: true})
	}
}

// first is the first of some arguments that is given.
func first(args map[string]argument, names ...string) (Text, bool) {
	for _, name := range names {
		if v, ok := args[name]; ok && (v.Value != "" || v.Opaque != "") {
			return v.Text, true
		}
	}
	return Text{}, false
}

// ufwModule is community.general.ufw.
func (a *ansibleRun) ufwModule(args map[string]argument, at source.Span, sure bool) {
	w := a.firewall("ufw", at)
	if state, ok := first(args, "state"); ok {
		switch state.Value {
		case "enabled", "disabled":
			w.On = Word{unsure(Text{Value: map[string]string{"enabled": "yes", "disabled": "no"}[state.Value], Opaque: state.Opaque}, sure), at}
		case "reset":
			w.Openings, w.Default = nil, Word{}
		}
	}
	direction, _ := first(args, "direction")
	if policy, ok := first(args, "policy", "default"); ok && (direction.Value == "" || strings.HasPrefix(direction.Value, "in")) {
		w.Default = Word{unsure(Text{Value: strings.Replace(policy.Value, "reject", "deny", 1), Opaque: policy.Opaque}, sure), at}
	}
	rule, ok := first(args, "rule")
	if !ok || onOff(args["delete"].Text).Value == "yes" || direction.Value == "out" || onOff(args["route"].Text).Value == "yes" {
		return
	}
	if rule.Value == "allow" || rule.Value == "limit" {
		o := a.opening(args, at, sure, []string{"from_ip", "from", "src", "interface", "interface_in", "if"}, []string{"port", "to_port", "name", "app"})
		o.Limited = rule.Value == "limit"
		w.Openings = append(w.Openings, o)
	}
}

// opening is one that a module's arguments describe.
func (a *ansibleRun) opening(args map[string]argument, at source.Span, sure bool, from, to []string) Opening {
	o := Opening{Span: at}
	if t, ok := first(args, "proto", "protocol"); ok && t.Value != "any" {
		o.Protocol = t.Value
	}
	if t, ok := first(args, from...); ok {
		o.Source = t
	}
	if t, ok := first(args, to...); ok {
		o.withPorts(t)
	} else {
		o.Ports = everyPort
	}
	if !sure && o.Open == "" {
		o.Open = "a condition decides whether it is open"
	}
	return o
}

// iptablesModule is ansible.builtin.iptables.
func (a *ansibleRun) iptablesModule(args map[string]argument, at source.Span, sure bool) {
	w := a.firewall("iptables", at)
	if args["chain"].Value != "INPUT" || args["state"].Value == "absent" {
		return
	}
	if policy, ok := first(args, "policy"); ok && sure {
		w.policy(policy.Value, at)
		return
	}
	state := args["ctstate"].Value != "" && !strings.Contains(args["ctstate"].Value, "NEW") || len(args["ctstate"].node.items()) > 0 && !slices.Contains(args["ctstate"].node.list(), "NEW")
	o := a.opening(args, at, sure, []string{"source", "in_interface", "src_range"}, []string{"destination_port", "destination_ports"})
	if len(args["destination_ports"].node.items()) > 0 {
		o.Ports, o.Open = nil, ""
		o.withPorts(Known(strings.Join(args["destination_ports"].node.list(), ",")))
	}
	if _, named := first(args, "destination_port"); !named && o.Ports != nil && o.Ports[0] == everyPort[0] {
		o.Ports = nil
	}
	w.iptablesRule(o, "INPUT", args["jump"].Value, state)
}

// firewalldModule is ansible.posix.firewalld.
func (a *ansibleRun) firewalldModule(args map[string]argument, at source.Span, sure bool) {
	w := a.firewall("firewalld", at)
	if args["state"].Value != "enabled" && args["state"].Value != "present" {
		return
	}
	if _, named := first(args, "port", "service"); !named {
		return
	}
	o := a.opening(args, at, sure, []string{"source", "interface"}, []string{"port", "service"})
	if zone := args["zone"].Value; zone != "" && zone != "public" {
		o.Source = Text{Value: "the zone " + zone}
	}
	w.Openings = append(w.Openings, o)
}

// lineInFile is ansible.builtin.lineinfile, and replace.
func (a *ansibleRun) lineInFile(args map[string]argument, sure bool) {
	name, _ := first(args, "path", "dest", "destfile", "name")
	if args["state"].Value == "absent" {
		return
	}
	for _, key := range []string{"line", "replace"} {
		if line, ok := args[key]; ok {
			text := line.Value
			if line.Opaque != "" {
				text += hole
			}
			a.writes(name.Value, []Line{{text, line.Span}}, sure)
		}
	}
}

// contents is ansible.builtin.copy with its content, and blockinfile.
func (a *ansibleRun) contents(_ node, args map[string]argument, sure bool) {
	name, _ := first(args, "path", "dest", "destfile", "name")
	for _, key := range []string{"content", "block"} {
		if c, ok := args[key]; ok {
			a.writes(name.Value, blockLines(c.node), sure)
		}
	}
}

// blockLines are the lines of a text that YAML writes as a block, with their
// places.
func blockLines(n node) []Line {
	if !n.ok() {
		return nil
	}
	line := n.Line
	if strings.Contains(n.text(), "\n") && strings.ContainsAny(n.file.Line(line), "|>") {
		line++
	}
	return linesAt(n.file, n.text(), line)
}

func (a *ansibleRun) serviceModule(args map[string]argument, at source.Span, sure bool) {
	verb := map[string]string{"stopped": "stop", "started": "start", "restarted": "restart"}[args["state"].Value]
	if onOff(args["enabled"].Text).Value == "yes" {
		verb = "enable"
	} else if args["enabled"].Value != "" && onOff(args["enabled"].Text).Value == "no" {
		verb = "disable"
	}
	a.serviceIs(strings.TrimSuffix(args["name"].Value, ".service"), verb, at, sure)
}

// cron is ansible.builtin.cron.
func (a *ansibleRun) cron(args map[string]argument, at source.Span, sure bool) {
	if args["state"].Value == "absent" || onOff(args["disabled"].Text).Value == "yes" || !sure || args["job"].Value == "" {
		return
	}
	schedule := Schedule{Text: "@" + args["special_time"].Value}
	if schedule.Text == "@" {
		var fields []string
		for _, name := range []string{"minute", "hour", "day", "month", "weekday"} {
			fields = append(fields, orElse(args[name].Value, "*"))
		}
		schedule.Text = strings.ReplaceAll(strings.Join(fields, " "), hole, "…")
	}
	schedule.Days = cronDays(schedule.Text)
	a.facts.addJob(Job{Where: a.where, By: "cron", Span: at, Command: args["job"].Value, Schedule: schedule})
}

// pip is ansible.builtin.pip with a file of requirements.
func (a *ansibleRun) pip(args map[string]argument, at source.Span, sure bool) {
	list := args["requirements"].Value
	if n := args["requirements"].node; list == "" && n.ok() { // k=v, where a variable makes a part
		for _, pair := range assignments(n.text(), " \t\n") {
			if pair[0] == "requirements" {
				list = pair[1]
			}
		}
	}
	if sure && list != "" {
		a.facts.Installs = append(a.facts.Installs, &HostInstall{Where: a.where, Install: deps.Install{File: list, Bare: true, Span: at}})
	}
}

// shell is ansible.builtin.shell and its kin.
func (a *ansibleRun) shell(n, task node, sure bool) {
	text, at := n, n.Line
	if cmd := n.get("cmd"); cmd.ok() {
		text, at = cmd, cmd.Line
	}
	t := a.text(text)
	if lines := blockLines(text); len(lines) > 0 {
		at = lines[0].Span.Line
	}
	commands := commandsOf(a.file, strings.ReplaceAll(t.Value, hole, "\\"+hole), at)
	for i := range commands {
		commands[i].sure = commands[i].sure && sure
	}
	a.runs(commands)
}

// roleSettings are variables of well-known roles that set what the SSH server
// does, and the keyword that they set.
var roleSettings = map[string]string{
	"security_ssh_password_authentication": "passwordauthentication", // geerlingguy.security
	"security_ssh_permit_root_login":       "permitrootlogin",
	"ssh_permit_root_login":                "permitrootlogin", // devsec.hardening
	"ssh_server_password_login":            "passwordauthentication",
	"sshd_PasswordAuthentication":          "passwordauthentication", // willshersystems.sshd
	"sshd_PermitRootLogin":                 "permitrootlogin",
}

// roleVariable takes what a variable of a well-known role says.
func (a *ansibleRun) roleVariable(name string, n node) {
	t, at := a.text(n), n.span()
	keyword := roleSettings[name]
	switch {
	case keyword != "":
		if n.Tag == "!!bool" {
			t = onOff(t)
		}
		a.setSSH(SSHSetting{Keyword: keyword, Value: t, Span: at})
	case name == "security_autoupdate_enabled":
		a.update(Update{By: "the role geerlingguy.security", Span: at, On: onOff(t)})
	case name == "security_fail2ban_enabled":
		if on := onOff(t); on.Value == "yes" {
			a.fail2ban, a.debian = Word{Known("fail2ban"), at}, true
		} else {
			a.fail2ban = Word{Open("it is turned off"), at}
		}
	case name == "firewall_allowed_tcp_ports" || name == "firewall_allowed_udp_ports": // geerlingguy.firewall
		a.roleFirewall(n, strings.Split(name, "_")[2])
	case name == "sshd": // willshersystems.sshd
		for _, f := range n.fields() {
			a.setSSH(SSHSetting{Keyword: strings.ToLower(f.name), Value: a.text(f.val), Span: f.key.span()})
		}
	}
}

// roleFirewall is what geerlingguy.firewall makes of a list of ports: all
// others are closed.
func (a *ansibleRun) roleFirewall(n node, protocol string) {
	w := a.firewall("the role geerlingguy.firewall", n.span())
	w.On, w.Default = Word{Known("yes"), n.span()}, Word{Known("deny"), n.span()}
	for _, item := range n.items() {
		o := Opening{Span: item.span(), Protocol: protocol}
		o.withPorts(a.text(item))
		w.Openings = append(w.Openings, o)
	}
}

// role takes a role that is used, by its name. What it does unless variables
// say otherwise counts if none does.
func (a *ansibleRun) role(n node) {
	name := n.text()
	for _, key := range []string{"role", "name"} {
		if name == "" {
			name = n.get(key).text()
		}
	}
	sure := unconditional(n.get("when"))
	for _, v := range n.get("vars").fields() {
		a.roleVariable(v.name, v.val)
	}
	at := n.span()
	switch name {
	case "geerlingguy.security":
		a.roleDefault("passwordauthentication", "security_ssh_password_authentication", "no", at, sure)
		a.roleDefault("permitrootlogin", "security_ssh_permit_root_login", "no", at, sure)
		if t, set := a.facts.ansibleVariable("security_fail2ban_enabled"); a.fail2ban.Span.IsZero() && (!set || onOff(t).Value == "yes") {
			a.fail2ban, a.debian = Word{unsure(Known("fail2ban"), sure), at}, true
		}
		if t, set := a.facts.ansibleVariable("security_autoupdate_enabled"); !set || onOff(t).Value == "yes" {
			a.update(Update{By: "the role geerlingguy.security", Span: at, On: unsure(Known("yes"), sure)})
		}
	case "devsec.hardening.ssh_hardening", "dev-sec.ssh-hardening":
		a.roleDefault("passwordauthentication", "ssh_server_password_login", "no", at, sure)
		a.roleDefault("permitrootlogin", "ssh_permit_root_login", "no", at, sure)
	}
}

// roleDefault sets what a role sets unless a variable says otherwise.
func (a *ansibleRun) roleDefault(keyword, variable, value string, at source.Span, sure bool) {
	if a.ssh != nil {
		if _, set := a.ssh.Setting(keyword); set {
			return
		}
	}
	t, ok := a.facts.ansibleVariable(variable)
	if !ok {
		t = Known(value)
	}
	a.setSSH(SSHSetting{Keyword: keyword, Value: unsure(t, sure), Span: at})
}

// readCloudInit reads the data by which cloud-init sets a host up.
func readCloudInit(f *Facts, file *source.File) {
	docs, _ := documents(file)
	p := f.provision(file)
	for _, doc := range docs {
		p.cloudInit(doc)
	}
	p.finish()
}

func (p *provision) cloudInit(doc node) {
	p.debian = !strings.Contains(doc.file.Text, "yum") && !strings.Contains(doc.file.Text, "dnf")
	if n := doc.get("ssh_pwauth"); n.ok() && onOff(plain(n.text())).Opaque == "" {
		p.setSSH(SSHSetting{Keyword: "passwordauthentication", Value: onOff(plain(n.text())), Span: n.span()})
	}
	if n := doc.get("disable_root"); n.ok() {
		root := map[string]string{"yes": "no", "no": "prohibit-password"}[onOff(plain(n.text())).Value]
		p.setSSH(SSHSetting{Keyword: "permitrootlogin", Value: plain(root), Span: n.span()})
	}
	for _, item := range doc.get("packages").items() {
		p.install(item.text(), item.span(), true, false)
	}
	if n := doc.get("package_upgrade"); onOff(plain(n.text())).Value == "yes" {
		p.update(Update{By: "package_upgrade of cloud-init", Span: n.span(), On: Known("yes"), Once: true})
	}
	for _, item := range doc.get("write_files").items() {
		p.writes(item.get("path").text(), blockLines(item.get("content")), true)
	}
	for _, part := range []string{"bootcmd", "runcmd"} {
		for _, item := range doc.get(part).items() {
			text, line := item.text(), item.Line
			if words := item.items(); len(words) > 0 {
				text = quoteAll(item.list())
			} else if lines := blockLines(item); len(lines) > 0 {
				line = lines[0].Span.Line
			}
			p.runs(commandsOf(doc.file, text, line))
		}
	}
}

// quoteAll makes a command for a shell of words.
func quoteAll(words []string) string {
	var all []string
	for _, w := range words {
		all = append(all, "'"+strings.ReplaceAll(w, "'", `'\''`)+"'")
	}
	return strings.Join(all, " ")
}
