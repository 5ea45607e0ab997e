package deploy

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Store is a database, or a disk, that a cloud keeps data in.
type Store struct {
	Where
	Name      string // "aws_db_instance.main"
	Span      source.Span
	Database  bool
	Encrypted Word // "yes", "no" or open
	// Always tells that its cloud encrypts whatever is asked for.
	Always    bool
	Retention Word // for how many days backups are kept: "7", "0" or open; the zero Word: it is no database
}

// readTerraform keeps a file of Terraform until all of its folder are there:
// they are one module.
func readTerraform(f *Facts, file *source.File) {
	if len(file.Text) <= maxTerraform && shallow(file.Text) {
		f.terraform = append(f.terraform, file)
	}
}

// maxTerraform bounds the files of Terraform that are read.
const maxTerraform = 256 << 10

// shallow reports whether a file nests no deeper than people write; its
// parser recurses.
func shallow(text string) bool {
	depth, signs, questions := 0, 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '(', '[':
			depth++
		case '}', ')', ']':
			depth--
		case '!', '-':
			signs++
		case '?':
			questions++
		case '\n':
			signs, questions = 0, 0
		}
		if depth > 100 || signs > 500 || questions > 100 {
			return false
		}
	}
	return true
}

// A terraModule is the files of one folder.
type terraModule struct {
	facts    *Facts
	folder   string
	files    []*source.File
	bodies   []*hclsyntax.Body // one a file
	values   []*hclsyntax.Body // of files of values
	taken    []bool            // whether Terraform takes those by itself
	context  *hcl.EvalContext
	fronts   map[string]*Front
	standing []*Front
}

// assembleTerraform reads the modules.
func (f *Facts) assembleTerraform() {
	slices.SortStableFunc(f.terraform, func(a, b *source.File) int {
		return cmp.Or(cmp.Compare(path.Dir(a.Path), path.Dir(b.Path)), cmp.Compare(a.Path, b.Path))
	})
	var modules []*terraModule
	called := map[string]bool{} // folders of modules that others set the variables of
	for i := 0; i < len(f.terraform); {
		end := i
		for end < len(f.terraform) && path.Dir(f.terraform[end].Path) == path.Dir(f.terraform[i].Path) {
			end++
		}
		m := &terraModule{facts: f, folder: path.Dir(f.terraform[i].Path), fronts: map[string]*Front{}, context: &hcl.EvalContext{}}
		m.parse(f.terraform[i:end])
		m.each("module", func(b terraBlock) {
			if from := b.value("source").Value; strings.HasPrefix(from, ".") {
				called[path.Join(m.folder, from)] = true
			}
		})
		modules = append(modules, m)
		i = end
	}
	for _, m := range modules {
		m.resolve(called[m.folder])
		m.each("resource", func(r terraBlock) {
			if len(r.block.Labels) == 2 && r.value("count").Value != "0" {
				m.resource(r)
			}
		})
		f.Fronts = append(f.Fronts, m.standing...)
	}
}

// parse parses the files of the module; those of values are apart.
func (m *terraModule) parse(files []*source.File) {
	for _, file := range files {
		parsed, _ := hclsyntax.ParseConfig([]byte(file.Text), file.Path, hcl.InitialPos)
		if parsed == nil {
			continue
		}
		body, ok := parsed.Body.(*hclsyntax.Body)
		switch {
		case !ok:
		case strings.HasSuffix(file.Path, ".tfvars"):
			m.values = append(m.values, body)
			base := path.Base(file.Path)
			m.taken = append(m.taken, base == "terraform.tfvars" || strings.HasSuffix(base, ".auto.tfvars"))
		default:
			m.files, m.bodies = append(m.files, file), append(m.bodies, body)
		}
	}
}

// each calls a function for the blocks of a type at the top of files.
func (m *terraModule) each(kind string, do func(terraBlock)) {
	for i, body := range m.bodies {
		for _, b := range body.Blocks {
			if b.Type == kind {
				do(terraBlock{b, m.files[i], m})
			}
		}
	}
}

// resolve finds the values of variables and of locals. A variable has its
// default, unless a file of values that Terraform takes by itself says
// otherwise; where any other may, or a module that calls this one, it is open.
func (m *terraModule) resolve(called bool) {
	variables, locals := map[string]cty.Value{}, map[string]cty.Value{}
	m.context.Variables = map[string]cty.Value{}
	m.each("variable", func(b terraBlock) {
		if a := b.block.Body.Attributes["default"]; a != nil && len(b.block.Labels) == 1 && !called {
			if v, ok := m.evaluate(a.Expr); ok {
				variables[b.block.Labels[0]] = v
			}
		}
	})
	m.given(variables)
	m.context.Variables["var"] = cty.ObjectVal(variables)
	for range 3 { // locals of locals
		m.each("locals", func(b terraBlock) {
			for name, a := range b.block.Body.Attributes {
				if v, ok := m.evaluate(a.Expr); ok {
					locals[name] = v
				}
			}
		})
		m.context.Variables["local"] = cty.ObjectVal(locals)
	}
}

// given takes the values of files of values.
func (m *terraModule) given(variables map[string]cty.Value) {
	for i, body := range m.values {
		for name, a := range body.Attributes {
			v, ok := m.evaluate(a.Expr)
			switch old, there := variables[name]; {
			case !ok:
				delete(variables, name)
			case m.taken[i]:
				variables[name] = v
			case there && !old.RawEquals(v):
				delete(variables, name)
			}
		}
	}
}

// evaluate gives the value of an expression; false if it is not known.
func (m *terraModule) evaluate(e hcl.Expression) (v cty.Value, ok bool) {
	defer func() {
		if recover() != nil { // whatever a file makes the library do
			v, ok = cty.NilVal, false
		}
	}()
	v, problems := e.Value(m.context)
	return v, !problems.HasErrors() && v.IsWhollyKnown()
}

// A terraBlock is a block of a file.
type terraBlock struct {
	block  *hclsyntax.Block
	file   *source.File
	module *terraModule
}

func (b terraBlock) span() source.Span {
	return lineSpan(b.file, min(max(1, b.block.TypeRange.Start.Line), b.file.Lines()))
}

// name is that by which other blocks refer to it.
func (b terraBlock) name() string { return strings.Join(b.block.Labels, ".") }

// has reports whether an attribute is set.
func (b terraBlock) has(name string) bool { return b.block.Body.Attributes[name] != nil }

// word is the value of an attribute with its place; the zero Word if it is
// not set.
func (b terraBlock) word(name string) Word {
	a := b.block.Body.Attributes[name]
	if a == nil {
		return Word{}
	}
	at := lineSpan(b.file, min(max(1, a.NameRange.Start.Line), b.file.Lines()))
	v, ok := b.module.evaluate(a.Expr)
	if !ok {
		return Word{Open("Terraform computes it"), at}
	}
	return Word{textOf(v), at}
}

func (b terraBlock) value(name string) Text { return b.word(name).Text }

// texts are the texts of an attribute that is a list; open if it is not
// known.
func (b terraBlock) texts(name string) ([]string, string) {
	a := b.block.Body.Attributes[name]
	if a == nil {
		return nil, ""
	}
	v, ok := b.module.evaluate(a.Expr)
	if !ok {
		return nil, "Terraform computes it"
	}
	if v.IsNull() || !v.CanIterateElements() {
		return nil, ""
	}
	var all []string
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		all = append(all, textOf(e).Value)
	}
	return all, ""
}

// written is an attribute as the file writes it.
func (b terraBlock) written(name string) Word {
	a := b.block.Body.Attributes[name]
	if a == nil {
		return Word{}
	}
	r := a.Expr.Range()
	return Word{Known(b.file.Text[min(r.Start.Byte, len(b.file.Text)):min(r.End.Byte, len(b.file.Text))]), lineSpan(b.file, min(max(1, a.NameRange.Start.Line), b.file.Lines()))}
}

func textOf(v cty.Value) Text {
	if v.IsNull() {
		return Text{}
	}
	s, err := convert.Convert(v, cty.String)
	if err != nil || s.IsNull() || !s.IsKnown() {
		return Open("it is no text")
	}
	return Known(s.AsString())
}

// blocks lists the blocks of a type inside.
func (b terraBlock) blocks(kind string) []terraBlock {
	var all []terraBlock
	for _, inner := range b.block.Body.Blocks {
		if inner.Type == kind {
			all = append(all, terraBlock{inner, b.file, b.module})
		}
	}
	return all
}

// one is the block of a type inside; false if there is none.
func (b terraBlock) one(kind string) (terraBlock, bool) {
	all := b.blocks(kind)
	if len(all) == 0 {
		return terraBlock{}, false
	}
	return all[0], true
}

// made reports whether a dynamic block makes blocks of a type.
func (b terraBlock) made(kind string) bool {
	return slices.ContainsFunc(b.blocks("dynamic"), func(d terraBlock) bool { return slices.Contains(d.block.Labels, kind) })
}

// resource takes one resource.
func (m *terraModule) resource(r terraBlock) {
	m.nodes(r)
	switch r.block.Labels[0] {
	case "aws_security_group", "aws_default_security_group":
		m.securityGroup(r)
	case "aws_security_group_rule":
		if r.value("type").Value == "ingress" {
			m.opening(r, m.awsRule(r, "cidr_blocks", "ipv6_cidr_blocks"))
		}
	case "aws_vpc_security_group_ingress_rule":
		m.opening(r, m.awsRule(r, "cidr_ipv4", "cidr_ipv6"))
	case "google_compute_firewall":
		m.googleFirewall(r)
	case "azurerm_network_security_group":
		w := m.firewall(r)
		for _, rule := range r.blocks("security_rule") {
			m.azureRule(w, rule)
		}
	case "azurerm_network_security_rule":
		m.azureRule(m.firewall(r), r)
	case "digitalocean_firewall":
		m.simpleFirewall(r, "inbound_rule", "port_range", "source_addresses")
	case "hcloud_firewall":
		m.simpleFirewall(r, "rule", "port", "source_ips")
	case "aws_lb_listener", "aws_alb_listener":
		m.listener(r)
	case "aws_cloudfront_distribution":
		m.cloudFront(r)
	case "aws_cloudwatch_metric_alarm":
		m.alarm(r)
	case "postgresql_role":
		m.grant(r)
	case "datadog_monitor":
		m.monitor(r)
	default:
		m.store(r)
	}
}

// firewall adds one for a resource; all of them deny what they do not allow.
func (m *terraModule) firewall(r terraBlock) *Firewall {
	w := &Firewall{Where: where(r.file), By: r.name(), Span: r.span(), On: Word{Known("yes"), r.span()}, Default: Word{Known("deny"), r.span()}}
	m.facts.Firewalls = append(m.facts.Firewalls, w)
	return w
}

func (m *terraModule) opening(r terraBlock, o Opening) {
	w := m.firewall(r)
	w.Openings = append(w.Openings, o)
}

func (m *terraModule) securityGroup(r terraBlock) {
	rules := r.blocks("ingress")
	if len(rules) == 0 && !r.made("ingress") && !r.has("ingress") {
		return // its rules are resources of their own
	}
	w := m.firewall(r)
	for _, rule := range rules {
		w.Openings = append(w.Openings, m.awsRule(rule, "cidr_blocks", "ipv6_cidr_blocks"))
	}
	if r.made("ingress") || r.has("ingress") {
		w.Openings = append(w.Openings, Opening{Span: r.span(), Open: "Terraform computes its rules"})
	}
}

// awsRule reads the attributes of a rule for what comes in.
func (m *terraModule) awsRule(r terraBlock, v4, v6 string) Opening {
	o := Opening{Span: r.span()}
	protocol := r.value("protocol")
	if r.has("ip_protocol") {
		protocol = r.value("ip_protocol")
	}
	o.Protocol = protocol.Value
	if protocol.Value == "-1" || protocol.Value == "all" {
		o.Protocol, o.Ports = "", everyPort
	} else {
		o.between(r.value("from_port"), r.value("to_port"))
	}
	m.sources(&o, r, v4, v6)
	return o
}

// between gives an opening the ports between two.
func (o *Opening) between(from, to Text) {
	if from.Opaque != "" || to.Opaque != "" {
		o.Open = "Terraform computes its ports"
		return
	}
	if to.Value == "" {
		to = from
	}
	o.Ports = []PortRange{{atMost(digits(from.Value), 65535), atMost(digits(to.Value), 65535)}}
}

var notDigits = regexp.MustCompile(`\D`)

func digits(s string) string { return notDigits.ReplaceAllString(s, "") }

// sources says whom an opening is for: everybody if one of the networks is.
func (m *terraModule) sources(o *Opening, r terraBlock, names ...string) {
	o.Source = Text{Value: "other resources"}
	for _, name := range names {
		list, open := r.texts(name)
		if one := r.value(name); len(list) == 0 && one.Value != "" && one.Opaque == "" {
			list, open = []string{one.Value}, ""
		}
		if open != "" && o.Source.Value == "other resources" {
			o.Source = Open(open)
		}
		for _, network := range list {
			each := Opening{Source: Known(network)}
			if each.Everybody() {
				o.Source = Text{}
				return
			}
			o.Source = Known(network)
		}
	}
}

func (m *terraModule) googleFirewall(r terraBlock) {
	if r.value("direction").Value == "EGRESS" || r.value("disabled").Value == "true" || len(r.blocks("allow")) == 0 {
		return
	}
	w := m.firewall(r)
	for _, a := range r.blocks("allow") {
		o := Opening{Span: a.span(), Protocol: a.value("protocol").Value, Ports: everyPort}
		if list, open := a.texts("ports"); open != "" {
			o.Open = open
		} else if len(list) > 0 {
			o.Ports = nil
			o.withPorts(Known(strings.Join(list, ",")))
		}
		switch {
		case r.has("source_ranges"):
			m.sources(&o, r, "source_ranges")
		case r.has("source_tags") || r.has("source_service_accounts"):
			o.Source = Text{Value: "other resources"}
		}
		w.Openings = append(w.Openings, o)
	}
}

func (m *terraModule) azureRule(w *Firewall, r terraBlock) {
	if r.value("direction").Value != "Inbound" || r.value("access").Value != "Allow" {
		return
	}
	o := Opening{Span: r.span(), Protocol: strings.Replace(strings.ToLower(r.value("protocol").Value), "*", "", 1)}
	ports, open := r.texts("destination_port_ranges")
	if one := r.value("destination_port_range"); one.Value != "" || one.Opaque != "" {
		ports, open = append(ports, one.Value), cmp.Or(open, one.Opaque)
	}
	switch {
	case open != "":
		o.Open = open
	case slices.Contains(ports, "*"):
		o.Ports = everyPort
	default:
		o.withPorts(Known(strings.Join(ports, ",")))
	}
	m.sources(&o, r, "source_address_prefixes", "source_address_prefix")
	w.Openings = append(w.Openings, o)
}

// simpleFirewall reads those of DigitalOcean and Hetzner.
func (m *terraModule) simpleFirewall(r terraBlock, kind, port, from string) {
	w := m.firewall(r)
	for _, rule := range r.blocks(kind) {
		if rule.value("direction").Value == "out" {
			continue
		}
		o := Opening{Span: rule.span(), Protocol: rule.value("protocol").Value}
		switch p := rule.value(port); {
		case p.Value == "any" || p.Value == "all" || p.Value == "" && p.Opaque == "":
			o.Ports = everyPort
		default:
			o.withPorts(p)
		}
		m.sources(&o, rule, from)
		w.Openings = append(w.Openings, o)
	}
	if r.made(kind) {
		w.Openings = append(w.Openings, Opening{Span: r.span(), Open: "Terraform computes its rules"})
	}
}
