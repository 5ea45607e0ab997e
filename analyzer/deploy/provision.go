package deploy

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A provision is what one file does to a host: a script, tasks of Ansible,
// data of cloud-init.
type provision struct {
	facts     *Facts
	where     Where
	ssh       *SSH
	firewalls map[string]*Firewall
	order     []string // names of firewalls
	jails     *jailSections
	fail2ban  Word // the package, or what starts it
	apt       map[string]Word
	debian    bool // packages are those of Debian or Ubuntu
}

func (f *Facts) provision(file *source.File) *provision {
	return &provision{facts: f, where: where(file), firewalls: map[string]*Firewall{}}
}

// finish adds what was done to the facts.
func (p *provision) finish() {
	if p.ssh != nil {
		p.facts.SSH = append(p.facts.SSH, p.ssh)
	}
	for _, name := range p.order {
		p.facts.Firewalls = append(p.facts.Firewalls, p.firewalls[name])
	}
	p.finishJails()
	p.finishApt()
}

// finishJails adds the jails. A package alone has those that it comes with.
func (p *provision) finishJails() {
	var jails []*Jail
	if p.jails != nil {
		jails = p.jails.jails()
	}
	if len(jails) == 0 && p.fail2ban.Value != "" {
		jails = []*Jail{{Where: p.where, Name: "sshd", Span: p.fail2ban.Span, Assumed: true, Enabled: packaged}}
	}
	for _, j := range jails {
		if j.Assumed && p.debian && p.fail2ban.Value != "" {
			j.Enabled = Known("yes")
		}
	}
	if p.fail2ban.Value == "" && p.fail2ban.Opaque != "" {
		jails = nil
	}
	p.facts.Jails = append(p.facts.Jails, jails...)
}

func (p *provision) firewall(by string, at source.Span) *Firewall {
	if p.firewalls[by] == nil {
		p.firewalls[by] = &Firewall{Where: p.where, By: by, Span: at}
		p.order = append(p.order, by)
	}
	return p.firewalls[by]
}

// setSSH changes one line of the SSH server's configuration.
func (p *provision) setSSH(s SSHSetting) {
	if p.ssh == nil {
		p.ssh = &SSH{Where: p.where, Span: s.Span}
	}
	for i, old := range p.ssh.Settings {
		if old.Keyword == s.Keyword {
			p.ssh.Settings[i] = s
			return
		}
	}
	p.ssh.Settings = append(p.ssh.Settings, s)
}

// unsure is a value under a condition.
func unsure(t Text, sure bool) Text {
	if !sure && t.Opaque == "" {
		return Open("a condition decides it")
	}
	return t
}

// install takes a package that is installed; without is set if it is removed.
func (p *provision) install(name string, at source.Span, sure, removed bool) {
	name, _, _ = strings.Cut(name, "=")
	switch strings.ToLower(name) {
	case "fail2ban", "fail2ban-server":
		p.fail2ban = Word{unsure(Known("fail2ban"), sure && !removed), at}
	case "unattended-upgrades":
		on := Known("yes")
		if removed {
			on = Known("no")
		}
		p.update(Update{By: "unattended-upgrades", Span: at, On: unsure(on, sure)})
	case "certbot", "python3-certbot-nginx", "python3-certbot-apache", "letsencrypt":
		if p.debian && sure && !removed { // comes with a timer that renews
			p.facts.addJob(Job{Where: p.where, By: "certbot.timer of Debian's package", Span: at, Command: "certbot renew", Schedule: Schedule{Text: "*-*-* 00,12:00:00", Days: 1}})
		}
	case "prometheus-node-exporter", "node_exporter":
		if sure && !removed {
			p.facts.Exporters = append(p.facts.Exporters, &Exporter{p.where, name, at})
		}
	case "dnf-automatic", "yum-cron":
		// What it does without its configuration is to tell of updates.
		p.update(Update{By: name, Span: at, On: Open("its configuration and its timer decide it")})
	}
}

func (p *provision) update(u Update) {
	u.Where = p.where
	p.facts.Updates = append(p.facts.Updates, &u)
}

// writes takes a file that is written on the host. whole tells that it is
// there before with other lines.
func (p *provision) writes(name string, lines []Line, sure bool) {
	name = strings.TrimSuffix(name, ".j2")
	base := path.Base(name)
	switch {
	case strings.Contains(name, "ssh/sshd_config"):
		p.writesSSHD(lines, sure)
	case strings.Contains(name, "fail2ban/jail") || base == "jail.local":
		if p.jails == nil {
			p.jails = &jailSections{}
		}
		p.jails.add(lines, p.where)
		p.jails.first = p.where
	case strings.Contains(name, "/etc/cron.d/") || name == "/etc/crontab" || strings.Contains(name, "/crontabs/"):
		p.facts.cronLines(lines, p.where, "cron")
	case cronFolder.MatchString(name) && len(lines) > 0:
		m := cronFolder.FindStringSubmatch(name)
		p.facts.addJob(Job{Where: p.where, By: "cron", Span: lines[0].Span, Command: joined(lines), Schedule: Schedule{Text: m[2], Days: cronName["@"+m[2]]}})
	case strings.Contains(name, "apt.conf.d/") || strings.HasSuffix(base, "auto-upgrades"):
		p.aptLines(lines, sure)
	}
}

func (p *provision) writesSSHD(lines []Line, sure bool) {
	a := &sshdAssembly{facts: p.facts, ssh: &SSH{}, taken: map[string]bool{}, match: -1}
	a.lines(sshdLines(lines), p.where.File, 9)
	for _, s := range a.ssh.Settings {
		s.Value, s.After = unsure(s.Value, sure), false
		p.setSSH(s)
	}
	if len(a.ssh.Matches) > 0 && p.ssh == nil {
		p.ssh = &SSH{Where: p.where, Span: a.ssh.Matches[0].Criteria.Span}
	}
	if p.ssh != nil {
		p.ssh.Matches = append(p.ssh.Matches, a.ssh.Matches...)
	}
}

// runs takes the commands of a script.
func (p *provision) runs(commands []command) {
	for i := range commands {
		p.run(&commands[i])
	}
}

func (p *provision) run(c *command) {
	if target := c.into; target != "" {
		lines := c.input
		if name := c.name(); name == "echo" || name == "printf" {
			lines = echoLines(c.words[1:], c.at)
		}
		p.writes(target, lines, c.sure)
	}
	if len(c.words) == 0 || len(c.words) == 1 && len(c.input) == 0 {
		return
	}
	words := c.words[1:]
	switch c.name() {
	case "tee":
		for _, w := range words {
			p.writes(w.Value, c.input, c.sure)
		}
	case "psql", "mysql", "mariadb", "createuser":
		p.database(c)
	case "crontab":
		p.facts.cronLines(c.input, p.where, "cron")
	case "certbot", "certbot-auto":
		p.certbot(c)
	case "sed":
		p.sed(c)
	case "ufw":
		p.tryFirewall(c, "ufw", (*Firewall).ufw)
	case "iptables", "ip6tables":
		p.tryFirewall(c, "iptables", (*Firewall).iptables)
	case "firewall-cmd":
		p.tryFirewall(c, "firewalld", (*Firewall).firewalld)
	case "apt", "apt-get", "aptitude", "dnf", "yum", "zypper", "apk":
		p.packages(c)
	case "systemctl", "service":
		p.service(c)
	}
}

// tryFirewall does a command on a firewall; what a condition decides makes
// what it adds open.
func (p *provision) tryFirewall(c *command, by string, do func(*Firewall, []Text, source.Span)) {
	w := p.firewall(by, c.at)
	if c.sure {
		do(w, c.words[1:], c.at)
		return
	}
	trial := &Firewall{}
	do(trial, c.words[1:], c.at)
	for _, o := range trial.Openings {
		o.Open = "a condition decides whether it is open"
		w.Openings = append(w.Openings, o)
	}
	if trial.On.Value != "" && w.On.Value != trial.On.Value {
		w.On = Word{Open("a condition decides it"), c.at}
	}
	if trial.Default.Value != "" && w.Default.Value != trial.Default.Value {
		w.Default = Word{Open("a condition decides it"), c.at}
	}
}

func (p *provision) packages(c *command) {
	verb := ""
	for _, w := range c.words[1:] {
		switch {
		case strings.HasPrefix(w.Value, "-"):
		case verb == "":
			verb = w.Value
		case verb == "install" || verb == "add":
			p.debian = p.debian || strings.HasPrefix(c.name(), "apt")
			p.install(w.Value, c.at, c.sure, false)
		case verb == "remove" || verb == "purge" || verb == "erase":
			p.install(w.Value, c.at, c.sure, true)
		}
	}
}

// service takes what starts and stops services.
func (p *provision) service(c *command) {
	verb, names := "", []string{}
	for _, w := range c.words[1:] {
		switch v := strings.TrimSuffix(w.Value, ".service"); {
		case strings.HasPrefix(v, "-"):
		case slices.Contains([]string{"enable", "start", "restart", "reload", "stop", "disable", "mask"}, v):
			verb = v
		default:
			names = append(names, v)
		}
	}
	for _, name := range names {
		p.serviceIs(name, verb, c.at, c.sure)
	}
}

func (p *provision) serviceIs(name, verb string, at source.Span, sure bool) {
	off := verb == "stop" || verb == "disable" || verb == "mask"
	on := verb == "enable" || verb == "start" || verb == "restart"
	switch name {
	case "fail2ban":
		if off {
			p.fail2ban = Word{Open("it is stopped"), at}
		}
	case "firewalld", "nftables", "netfilter-persistent":
		by := map[string]string{"firewalld": "firewalld", "nftables": "nftables", "netfilter-persistent": "iptables"}[name]
		if w := p.firewalls[by]; w != nil || name == "firewalld" {
			p.firewall(by, at).On = Word{unsure(Known(map[bool]string{true: "yes", false: "no"}[on]), sure), at}
		}
	case "ufw":
		if off {
			p.firewall("ufw", at).On = Word{unsure(Known("no"), sure), at}
		}
	case "unattended-upgrades", "apt-daily-upgrade.timer":
		if off {
			p.update(Update{By: name, Span: at, On: unsure(Known("no"), sure)})
		}
	case "dnf-automatic.timer", "dnf-automatic-install.timer", "yum-cron":
		if on && name != "dnf-automatic.timer" {
			p.update(Update{By: name, Span: at, On: unsure(Known("yes"), sure)})
		}
	}
}

// certbot takes what gets or renews certificates once.
func (p *provision) certbot(c *command) {
	p.facts.addJob(Job{Where: p.where, Span: c.at, Command: c.text(), Runs: []Line{{c.text(), c.at}}, Whole: true})
}

func joined(lines []Line) string {
	var all []string
	for _, l := range lines {
		if text := strings.TrimSpace(l.Text); text != "" && text[0] != '#' {
			all = append(all, text)
		}
	}
	return strings.Join(all, "\n")
}

var (
	sedAddress = regexp.MustCompile(`^(/(?:[^/\\]|\\.)*/|\d+|\$)?\s*`)
	sshdWords  = regexp.MustCompile(`^(?:\\1|&|\s)*([A-Za-z]{4,})\s+(\S+)\s*$`)
)

// sed takes what sed -i does to the SSH server's configuration.
func (p *provision) sed(c *command) {
	if !slices.ContainsFunc(c.words, func(w Text) bool { return strings.Contains(w.Value, "ssh/sshd_config") }) {
		return
	}
	for _, w := range c.words[1:] {
		for _, one := range strings.Split(w.Value, "\n") {
			p.sedCommand(strings.TrimSpace(one), w, c)
		}
	}
}

func (p *provision) sedCommand(text string, w Text, c *command) {
	address := sedAddress.FindString(text)
	text = strings.TrimPrefix(text, address)
	if len(text) < 4 {
		return
	}
	pattern, replacement := address, ""
	switch text[0] {
	case 's':
		parts := cutUnescaped(text[2:], text[1])
		if len(parts) < 2 {
			return
		}
		pattern, replacement = address+parts[0], parts[1]
	case 'c', 'a', 'i':
		replacement = strings.TrimSpace(strings.TrimPrefix(text[1:], `\`))
		if text[0] != 'c' {
			pattern = "#"
		}
	default:
		return
	}
	m := sshdWords.FindStringSubmatch(replacement)
	if m == nil {
		return
	}
	value := written(m[2])
	if w.Opaque != "" {
		value = Open(w.Opaque)
	}
	if !strings.Contains(pattern, "#") && !strings.Contains(pattern, ".*"+m[1]) {
		value = Open("it changes a line only if the host has it without a #")
	}
	keyword := strings.ToLower(m[1])
	if alias := sshdAliases[keyword]; alias != "" {
		keyword = alias
	}
	p.setSSH(SSHSetting{Keyword: keyword, Value: unsure(value, c.sure), Span: c.at})
}

// cutUnescaped splits a text at a character, except after a backslash.
func cutUnescaped(text string, at byte) []string {
	var parts []string
	start := 0
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' {
			i++
		} else if text[i] == at {
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

// readHostScript reads what a shell script does to a host.
func readHostScript(f *Facts, file *source.File) {
	p := f.provision(file)
	p.runs(commandsOf(file, file.Text, 1))
	p.finish()
}
