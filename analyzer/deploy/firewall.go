package deploy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Firewall is what decides which connections reach a host, as one file says
// it.
type Firewall struct {
	Where
	By   string // "ufw", "iptables", "the security group web"
	Span source.Span
	// Default is what happens to a connection that nothing is said of:
	// "deny", "allow", or open.
	Default Word
	// On tells whether it is in force: "yes", "no", or open.
	On       Word
	Openings []Opening
}

// An Opening is what a firewall lets in.
type Opening struct {
	Span     source.Span
	Ports    []PortRange
	Protocol string // "tcp", "udp", ...; empty: any
	Source   Text   // a network, or what else limits it; empty: everybody
	Limited  bool   // guessing is slowed down
	// Open says why it is not known what is let in, or whether it is; empty
	// if it is known.
	Open string
}

// A PortRange is a range of ports, both ends within.
type PortRange struct{ From, To int }

// Everybody reports whether an opening is for the whole internet.
func (o *Opening) Everybody() bool {
	return o.Source.Opaque == "" && (o.Source.Value == "" || slices.Contains([]string{"any", "anywhere", "0.0.0.0/0", "::/0", "*", "internet", "0/0"}, strings.ToLower(o.Source.Value)))
}

// wellKnown are services by the names that firewalls and /etc/services have.
var wellKnown = map[string][]PortRange{
	"ssh": {{22, 22}}, "openssh": {{22, 22}}, "http": {{80, 80}}, "https": {{443, 443}}, "http3": {{443, 443}}, "www": {{80, 80}},
	"nginx full": {{80, 80}, {443, 443}}, "nginx http": {{80, 80}}, "nginx https": {{443, 443}}, "www full": {{80, 80}, {443, 443}}, "www secure": {{443, 443}},
	"apache full": {{80, 80}, {443, 443}}, "apache": {{80, 80}}, "apache secure": {{443, 443}}, "smtp": {{25, 25}}, "ftp": {{21, 21}}, "telnet": {{23, 23}},
	"postgres": {{5432, 5432}}, "postgresql": {{5432, 5432}}, "mysql": {{3306, 3306}}, "redis": {{6379, 6379}}, "mongodb": {{27017, 27017}}, "domain": {{53, 53}}, "dns": {{53, 53}},
}

var (
	portSeparator = regexp.MustCompile(`[,\s]+`)
	portRange     = regexp.MustCompile(`^(\d{1,5})(?:[:-](\d{1,5}))?$`)
)

// portsOf reads "80", "80,443", "6000:6007" and names of services; false if
// it is none of them.
func portsOf(text string) ([]PortRange, bool) {
	if named, ok := wellKnown[strings.ToLower(strings.TrimSpace(text))]; ok {
		return named, true
	}
	var all []PortRange
	for _, part := range portSeparator.Split(strings.TrimSpace(text), -1) {
		if named, ok := wellKnown[strings.ToLower(part)]; ok {
			all = append(all, named...)
			continue
		}
		m := portRange.FindStringSubmatch(part)
		if m == nil {
			return nil, false
		}
		from, _ := strconv.Atoi(m[1])
		to := from
		if m[2] != "" {
			to, _ = strconv.Atoi(m[2])
		}
		all = append(all, PortRange{from, to})
	}
	return all, true
}

// everyPort is what an opening lets in that names no port.
var everyPort = []PortRange{{0, 65535}}

// withPorts gives an opening the ports that a text names.
func (o *Opening) withPorts(t Text) {
	if t.Opaque != "" {
		o.Open = t.Opaque
		return
	}
	text := t.Value
	if name, proto, ok := strings.Cut(text, "/"); ok {
		text, o.Protocol = name, proto
	}
	ports, ok := portsOf(text)
	if !ok {
		o.Open = "it is not known what " + strconv.Quote(text) + " stands for"
	}
	o.Ports = ports
}

// ufw takes one command of ufw(8), without its own name.
func (w *Firewall) ufw(words []Text, at source.Span) {
	verb := ""
	for len(words) > 0 {
		verb, words = strings.ToLower(words[0].Value), words[1:]
		if strings.HasPrefix(verb, "--") || verb == "rule" {
			continue
		}
		if verb == "insert" || verb == "prepend" {
			if verb == "insert" && len(words) > 0 {
				words = words[1:]
			}
			continue
		}
		break
	}
	switch verb {
	case "enable", "disable":
		w.On = Word{Known(map[string]string{"enable": "yes", "disable": "no"}[verb]), at}
	case "reset":
		w.Openings, w.Default, w.On = nil, Word{}, Word{Known("no"), at}
	case "default":
		w.ufwDefault(words, at)
	case "allow", "limit":
		if o, in := ufwRule(words, at); in {
			o.Limited = verb == "limit"
			w.Openings = append(w.Openings, o)
		}
	}
}

func (w *Firewall) ufwDefault(words []Text, at source.Span) {
	policy, direction := "", "incoming"
	for _, word := range words {
		switch v := strings.ToLower(word.Value); v {
		case "allow", "deny", "reject":
			policy = v
		case "incoming", "outgoing", "routed":
			direction = v
		}
	}
	if direction == "incoming" && policy != "" {
		w.Default = Word{Known(strings.Replace(policy, "reject", "deny", 1)), at}
	}
}

// ufwRule reads what comes after "allow"; false if it is about what goes out.
func ufwRule(words []Text, at source.Span) (Opening, bool) {
	o := Opening{Span: at}
	for i := 0; i < len(words); i++ {
		word := words[i]
		next := Text{}
		if i+1 < len(words) {
			next = words[i+1]
		}
		switch strings.ToLower(word.Value) {
		case "out":
			return o, false
		case "in", "log", "log-all", "to":
			if strings.EqualFold(word.Value, "to") {
				i++ // the address of the host itself
			}
		case "on":
			o.Source, i = Text{Value: "the interface " + next.Value}, i+1
		case "from":
			if !strings.EqualFold(next.Value, "any") || next.Opaque != "" {
				o.Source = next
			}
			i++
			if i+2 < len(words) && words[i+1].Value == "port" {
				i += 2 // the port that it comes from
			}
		case "proto":
			o.Protocol, i = next.Value, i+1
		case "port", "app":
			o.withPorts(next)
			i++
		case "comment":
			i = len(words)
		default:
			o.withPorts(word)
		}
	}
	if o.Ports == nil && o.Open == "" {
		o.Ports = everyPort
	}
	return o, true
}

// iptables takes one rule of iptables(8), without the program's name.
func (w *Firewall) iptables(words []Text, at source.Span) {
	o, jump, chain, state := Opening{Span: at}, "", "", false
	for i := 0; i < len(words); i++ {
		next := Text{}
		if i+1 < len(words) {
			next = words[i+1]
		}
		switch words[i].Value {
		case "!":
			o.Open = "it is about all but what is named"
		case "-P", "--policy":
			if i+2 < len(words) && next.Value == "INPUT" {
				w.policy(words[i+2].Value, at)
			}
			return
		case "-A", "-I", "--append", "--insert":
			chain, i = next.Value, i+1
		case "-p", "--protocol":
			o.Protocol, i = next.Value, i+1
		case "-s", "--source", "--src":
			o.Source, i = next, i+1
		case "-i", "--in-interface":
			if !strings.HasPrefix(next.Value, "eth") && !strings.HasPrefix(next.Value, "en") && next.Opaque == "" {
				o.Source = Text{Value: "the interface " + next.Value}
			}
			i++
		case "--dport", "--dports", "--destination-port", "--destination-ports":
			o.withPorts(next)
			i++
		case "-m", "--match":
			state = state || slices.Contains([]string{"recent", "hashlimit", "limit", "set", "owner", "mark", "mac", "string"}, next.Value)
			i++
		case "--state", "--ctstate":
			state = state || !strings.Contains(next.Value, "NEW")
			i++
		case "-d", "--destination", "--icmp-type", "--syn":
			i++
		case "-j", "--jump":
			jump, i = next.Value, i+1
		}
	}
	w.iptablesRule(o, chain, jump, state)
}

func (w *Firewall) iptablesRule(o Opening, chain, jump string, state bool) {
	if chain != "INPUT" || state || strings.Contains(o.Protocol, "icmp") {
		return
	}
	bare := o.Ports == nil && o.Open == "" && o.Source.Value == "" && o.Source.Opaque == "" && o.Protocol == ""
	switch {
	case (jump == "DROP" || jump == "REJECT") && bare:
		w.Default = Word{Known("deny"), o.Span}
	case jump == "ACCEPT":
		if o.Ports == nil && o.Open == "" {
			o.Ports = everyPort
		}
		w.Openings = append(w.Openings, o)
	}
}

// policy takes what happens to connections that no rule is about.
func (w *Firewall) policy(target string, at source.Span) {
	switch strings.ToUpper(target) {
	case "DROP", "REJECT":
		w.Default = Word{Known("deny"), at}
	case "ACCEPT":
		w.Default = Word{Known("allow"), at}
	}
}

// firewalld takes one command of firewall-cmd(1).
func (w *Firewall) firewalld(words []Text, at source.Span) {
	zone := ""
	for _, word := range words {
		if name, ok := strings.CutPrefix(word.Value, "--zone="); ok {
			zone = name
		}
	}
	for _, word := range words {
		option, value, _ := strings.Cut(word.Value, "=")
		if option != "--add-port" && option != "--add-service" {
			continue
		}
		o := Opening{Span: at}
		if zone != "" && zone != "public" && zone != "external" {
			o.Source = Text{Value: "the zone " + zone}
		}
		o.withPorts(Text{Value: unquote(value), Opaque: word.Opaque})
		w.Openings = append(w.Openings, o)
	}
}

// readIPTables reads a file for iptables-restore(8).
func readIPTables(f *Facts, file *source.File) {
	w := &Firewall{Where: where(file), By: "iptables", Span: lineSpan(file, 1), On: Word{Known("yes"), lineSpan(file, 1)}}
	table := "filter"
	for _, l := range linesOf(file) {
		text := strings.TrimSpace(l.Text)
		switch {
		case strings.HasPrefix(text, "*"):
			table = text[1:]
		case table != "filter":
		case strings.HasPrefix(text, ":INPUT "):
			if words := strings.Fields(text); len(words) > 1 {
				w.policy(words[1], l.Span)
			}
		case strings.HasPrefix(text, "-A "), strings.HasPrefix(text, "-I "):
			var words []Text
			for _, word := range splitQuoted(text, " \t") {
				words = append(words, written(word))
			}
			w.iptables(words, l.Span)
		}
	}
	f.Firewalls = append(f.Firewalls, w)
}

var (
	nftHook   = regexp.MustCompile(`\bhook\s+input\b`)
	nftPolicy = regexp.MustCompile(`\bpolicy\s+(drop|accept)`)
	nftPorts  = regexp.MustCompile(`\b(tcp|udp|th)\s+dport\s+(\{[^}]*\}|[\w-]+)`)
	nftSource = regexp.MustCompile(`\b(?:ip6?\s+saddr|iif(?:name)?)\s+(\{[^}]*\}|"?[^\s"]+"?)`)
	nftVerb   = regexp.MustCompile(`\b(accept|drop|reject)\b`)
	nftOther  = regexp.MustCompile(`\b(ct\s+state|icmp|icmpv6|ip6?\s+daddr|ip\s+protocol|l4proto|vmap|mark|limit)\b`)
)

// readNFT reads the chain for what comes in of a file for nft(8).
func readNFT(f *Facts, file *source.File) {
	w := &Firewall{Where: where(file), By: "nftables", Span: lineSpan(file, 1), On: Word{Known("yes"), lineSpan(file, 1)}}
	depth, inside := 0, 0
	for _, l := range linesOf(file) {
		text, _, _ := strings.Cut(l.Text, "#")
		if nftHook.MatchString(text) {
			inside = depth
			if strings.Contains(text, "{") {
				inside++
			}
			if m := nftPolicy.FindStringSubmatch(text); m != nil {
				w.policy(m[1], l.Span)
			}
		} else if inside > 0 && depth >= inside {
			w.nftRule(text, l.Span)
		}
		depth += strings.Count(text, "{") - strings.Count(text, "}")
		if depth < inside {
			inside = 0
		}
	}
	f.Firewalls = append(f.Firewalls, w)
}

// nftBare matches a rule about all that comes in.
var nftBare = regexp.MustCompile(`^\s*(counter\s+|log(\s+prefix\s+"[^"]*")?\s+)*(accept|drop|reject)[^"]*;?\s*$`)

func (w *Firewall) nftRule(text string, at source.Span) {
	verb := nftVerb.FindStringSubmatch(text)
	ports, from := nftPorts.FindStringSubmatch(text), nftSource.FindStringSubmatch(text)
	if verb == nil || ports == nil && nftOther.MatchString(text) {
		return
	}
	if verb[1] != "accept" {
		if nftBare.MatchString(text) {
			w.Default = Word{Known("deny"), at}
		}
		return
	}
	o := Opening{Span: at, Ports: everyPort}
	if from != nil {
		o.Source = written(strings.Trim(from[1], "\""))
	}
	switch {
	case ports != nil:
		o.withPorts(written(strings.Trim(ports[2], "{} ")))
		o.Protocol = ports[1]
	case from == nil && !nftBare.MatchString(text):
		o.Ports, o.Open = nil, "the rule is not understood"
	}
	w.Openings = append(w.Openings, o)
}
